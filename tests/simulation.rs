//! Simulated cases: the same plan gives the same bytes, the truth is what the logs say, and people keep their hours.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that panics has failed")]

#[path = "support/rendered.rs"]
mod rendered;
#[path = "support/rows.rs"]
mod rows;

use evtx::EvtxParser;
use logonscope::engine::Case;
use logonscope::evidence::evtx::Parser;
use logonscope::model::time::Zone;
use logonscope::protocol::ExportFormat;
use logonscope::simulation::truth::{FileTruth, GroundTruth};
use logonscope::simulation::{Collection, Plan, Volume, simulate};
use rendered::Rendered;
use rows::{read, rows_of};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::sync::LazyLock;

/// Files by name.
type Files = BTreeMap<String, Vec<u8>>;

fn make(plan: &Plan) -> (Files, GroundTruth) {
    let (files, truth) = simulate(plan, |_| Ok(Cursor::new(Vec::new()))).unwrap();
    (files.into_iter().map(|(name, file)| (name, file.into_inner())).collect(), truth)
}

fn small() -> Plan {
    Plan { days: 10, employees: Some(16), volume: Volume::Natural(0.3), logon_share: 0.5, ..Plan::default() }
}

/// Ten days of sixteen people, with the intruder.
static SMALL: LazyLock<(Files, GroundTruth)> = LazyLock::new(|| make(&small()));

/// A day-long log of one domain controller, of about so many bytes.
fn controller(size: u64, days: u32) -> Plan {
    Plan {
        days,
        intruder: false,
        controllers: 1,
        collection: Collection::OneController,
        volume: Volume::Bytes(size),
        ..Plan::default()
    }
}

const LOGONS: [u16; 5] = [4624, 4625, 4768, 4769, 4776];

#[test]
fn the_same_plan_writes_the_same_bytes_and_another_seed_others() {
    let again = make(&small());
    assert!(SMALL.0 == again.0 && SMALL.1 == again.1);
    let other = make(&Plan { seed: 8, ..small() });
    assert!(SMALL.0.keys().eq(other.0.keys()));
    assert!(SMALL.0.values().zip(other.0.values()).all(|(one, other)| one != other));
}

#[test]
fn our_reader_finds_the_totals_of_the_truth() {
    let (files, truth) = &*SMALL;
    assert!(truth.files.iter().map(|file| &file.name).eq(files.keys()));
    let mut sums: BTreeMap<u16, u64> = BTreeMap::new();
    for file in &truth.files {
        let batch = read(&mut Parser::default(), &files[&file.name]);
        assert!(batch.ledger.adds_up());
        assert_eq!((batch.ledger.records, batch.ledger.failed), (file.records, 0), "{}", file.name);
        let rows = rows_of(&batch);
        for id in LOGONS {
            let read = rows.iter().filter(|row| row.event_id == id).count() as u64;
            assert_eq!(read, file.by_event.get(&id).copied().unwrap_or(0), "{} {id}", file.name);
            *sums.entry(id).or_default() += read;
        }
        assert_eq!(file.logons, LOGONS.iter().filter_map(|id| file.by_event.get(id)).sum::<u64>());
        assert_eq!(file.records, file.by_event.values().sum::<u64>());
    }
    assert_eq!(truth.totals.logons, sums.values().sum::<u64>());
    assert!(LOGONS.iter().all(|id| sums[id] > 20), "{sums:?}");
}

/// All records of `log` by id, as the evtx crate renders them, with their time.
fn rendered(log: &[u8]) -> Vec<(u64, String, Rendered)> {
    let mut parser = EvtxParser::from_buffer(log.to_vec()).unwrap();
    parser
        .records()
        .map(|record| record.unwrap())
        .map(|record| (record.event_record_id, record.timestamp.to_string(), Rendered::from_xml(&record.data)))
        .collect()
}

fn system<'r>(record: &'r Rendered, name: &str) -> &'r str {
    record.system.iter().find(|(field, _)| field == name).map_or("", |(_, text)| text)
}

#[test]
fn another_parser_finds_the_same_events_in_order_of_time_and_id() {
    let (files, truth) = &*SMALL;
    for file in &truth.files {
        let records = rendered(&files[&file.name]);
        let mut by_event: BTreeMap<u16, u64> = BTreeMap::new();
        for (_, _, record) in &records {
            *by_event.entry(system(record, "EventID").parse().unwrap()).or_default() += 1;
        }
        assert_eq!(by_event, file.by_event, "{}", file.name);
        assert!(records.windows(2).all(|pair| pair[0].0 < pair[1].0), "{}: ids rise", file.name);
        let times: Vec<&str> = records.iter().map(|(_, _, record)| system(record, "TimeCreated@SystemTime")).collect();
        assert!(times.is_sorted(), "{}", file.name);
        assert_eq!(records.first().map(|record| record.0), Some(file.first_record_id));
        assert_eq!(records.last().map(|record| record.0), Some(file.last_record_id));
    }
}

/// Whether a field's `text` names `account`.
fn names(text: &str, account: &str) -> bool {
    let rest =
        |text: &str| text.strip_prefix(account).is_some_and(|rest| rest.is_empty() || rest.starts_with(['@', ',']));
    rest(text)
        || text.rsplit_once('\\').is_some_and(|(_, name)| rest(name))
        || text.strip_prefix("CN=").is_some_and(rest)
}

#[test]
fn every_step_of_the_intruder_is_found_in_the_logs() {
    let (files, truth) = &*SMALL;
    let intruder = truth.intruder.as_ref().unwrap();
    assert_eq!(intruder.steps.len(), 15);
    let logs: BTreeMap<&str, BTreeMap<u64, Rendered>> = (files.iter())
        .map(|(name, log)| (name.as_str(), rendered(log).into_iter().map(|(id, _, record)| (id, record)).collect()))
        .collect();
    for step in &intruder.steps {
        let records: Vec<&Rendered> =
            step.records.iter().flat_map(|(file, ids)| ids.iter().map(|id| &logs[file.as_str()][id])).collect();
        assert!(!records.is_empty() && !step.accounts.is_empty(), "{}", step.what);
        for account in &step.accounts {
            let is_named = |record: &&Rendered| record.fields.iter().any(|(_, text)| names(text, account));
            assert!(records.iter().any(is_named), "{}: {account}", step.what);
        }
        let computers: BTreeSet<&str> = records.iter().map(|record| system(record, "Computer")).collect();
        assert_eq!(computers, step.computers.iter().map(String::as_str).collect(), "{}", step.what);
        assert!(step.first <= step.last && step.first >= intruder.first && step.last <= intruder.last);
    }
    // The story is told in its order.
    assert!(intruder.steps.iter().map(|step| &step.first).is_sorted());
}

#[test]
fn the_steps_are_what_a_rule_would_look_for() {
    let (files, truth) = &*SMALL;
    let steps = &truth.intruder.as_ref().unwrap().steps;
    let logs: BTreeMap<&str, BTreeMap<u64, Rendered>> = (files.iter())
        .map(|(name, log)| (name.as_str(), rendered(log).into_iter().map(|(id, _, record)| (id, record)).collect()))
        .collect();
    let of_step = |number: usize, event_id: &str| -> Vec<&Rendered> {
        let ids = steps[number - 1].records.iter().flat_map(|(file, ids)| ids.iter().map(move |id| (file, id)));
        ids.map(|(file, id)| &logs[file.as_str()][id]).filter(|record| system(record, "EventID") == event_id).collect()
    };
    let field = |record: &Rendered, name: &str| -> String {
        record.fields.iter().find(|(field, _)| field == name).map(|(_, text)| text.clone()).unwrap_or_default()
    };
    let different = |records: &[&Rendered], name: &str| -> BTreeSet<String> {
        records.iter().map(|record| field(record, name)).collect()
    };
    assert!(different(&of_step(3, "4771"), "TargetUserName").len() >= 10);
    assert!(different(&of_step(4, "4625"), "TargetUserName").len() >= 10);
    assert_eq!(different(&of_step(4, "4625"), "IpAddress").len(), 1);
    assert!(different(&of_step(6, "4624"), "LogonType").into_iter().eq(["3"]));
    let roasted = of_step(7, "4768");
    assert_eq!(
        (field(roasted[0], "PreAuthType"), field(roasted[0], "TicketEncryptionType")),
        ("0".into(), "0x17".into())
    );
    let tickets = of_step(8, "4769");
    assert!(different(&tickets, "ServiceName").len() >= 3);
    assert!(different(&tickets, "TicketEncryptionType").into_iter().eq(["0x17"]));
    assert!(different(&tickets, "TicketOptions").into_iter().eq(["0x40810000"]));
    assert_eq!((of_step(9, "4697").len(), of_step(9, "7045").len()), (1, 1));
    assert_eq!(different(&of_step(10, "4624"), "LogonType"), BTreeSet::from(["10".to_owned(), "3".to_owned()]));
    assert!(of_step(12, "4662").iter().any(|record| field(record, "Properties").contains("1131f6ad-9c07-11d1")));
    assert!(["4720", "4722", "4728"].iter().all(|id| of_step(13, id).len() == 1));
    assert_eq!((of_step(14, "4719").len(), of_step(15, "1102").len()), (1, 1));
    // The database server's Security log begins where it was cleared, and what was before is nowhere in it.
    let cleared = &truth.files.iter().find(|file| file.name == "SQL01-Security.evtx").unwrap();
    assert_eq!(
        Some(&vec![cleared.first_record_id]),
        steps[14].records.get("SQL01-Security.evtx").map(|ids| ids[..1].to_vec()).as_ref()
    );
    assert!(cleared.first_record_id > 100 && cleared.by_event[&1102] == 1);
    assert!(steps[14].lost > 0);
}

#[test]
fn the_intruder_comes_after_quiet_days() {
    let (_, truth) = &*SMALL;
    let intruder = truth.intruder.as_ref().unwrap();
    let day = |text: &str| text[..10].to_owned();
    assert_eq!((day(&intruder.first), day(&intruder.last)), ("2024-09-06".to_owned(), "2024-09-11".to_owned()));
    let without = make(&Plan { intruder: false, ..small() });
    assert!(without.1.intruder.is_none());
    assert!(!without.1.files.iter().any(|file| file.by_event.contains_key(&1102) || file.by_event.contains_key(&4719)));
}

#[test]
fn employees_keep_their_hours() {
    let plan = Plan { intruder: false, days: 14, ..small() };
    let (files, truth) = make(&plan);
    let zone = Zone::parse(&truth.zone).unwrap();
    let hours: BTreeMap<&str, [f64; 2]> =
        truth.company.employees.iter().map(|employee| (employee.account.as_str(), employee.hours)).collect();
    let mut seen = BTreeSet::new();
    let mut logons = 0;
    for log in files.values() {
        for row in rows_of(&read(&mut Parser::default(), log)) {
            let name = row.account[0].split('@').next().unwrap().to_owned();
            if let Some([from, until]) = hours.get(name.as_str()).filter(|_| LOGONS.contains(&row.event_id)) {
                let local = row.time + i64::from(zone.offset_at(row.time)) * 1_000_000;
                let hour = local.rem_euclid(86_400_000_000) as f64 / 3_600_000_000.0;
                assert!((from - 0.6..until + 0.6).contains(&hour), "{name} at {hour}, works {from} to {until}");
                // 1970 began on a Thursday.
                assert!((local.div_euclid(86_400_000_000) + 3) % 7 != 6, "nobody works on Sunday: {name}");
                seen.insert(name);
                logons += 1;
            }
        }
    }
    assert!(seen.len() >= 14 && logons > 500, "{} people, {logons} logons", seen.len());
}

fn share(truth: &GroundTruth) -> f64 {
    truth.totals.logons as f64 / truth.totals.records as f64
}

#[test]
fn the_share_of_logons_is_what_was_asked_for() {
    assert!((share(&SMALL.1) - 0.5).abs() < 0.015, "{}", share(&SMALL.1));
    for wanted in [0.25, 0.8, 1.0] {
        let plan = Plan { logon_share: wanted, days: 3, intruder: false, ..small() };
        let found = share(&make(&plan).1);
        assert!((found - wanted).abs() < 0.015, "{found} for {wanted}");
    }
}

#[test]
fn a_log_is_as_large_as_was_asked_for() {
    for (size, days) in [(6_000_000, 4), (3_000_000, 1), (12_000_000, 8)] {
        let (files, truth) = make(&controller(size, days));
        assert!(files.keys().eq(["DC01-Security.evtx"]));
        let found = files["DC01-Security.evtx"].len() as f64 / size as f64;
        assert!((0.98..1.02).contains(&found), "{found} of {size} bytes over {days} days");
        assert!((share(&truth) - 0.25).abs() < 0.015, "{}", share(&truth));
    }
}

#[test]
fn there_are_as_many_logons_as_were_asked_for() {
    let plan = Plan { volume: Volume::Logons(9_000), ..controller(0, 5) };
    let (_, truth) = make(&plan);
    assert!((8_900..=9_100).contains(&truth.totals.logons), "{}", truth.totals.logons);
    let files: &[FileTruth] = &truth.files;
    assert_eq!(files.len(), 1);
}

#[test]
fn plans_that_make_no_sense_are_refused() {
    let refused = |plan: Plan| simulate(&plan, |_| Ok(Cursor::new(Vec::new()))).map(|_| ()).unwrap_err().to_string();
    assert!(refused(Plan { days: 6, ..small() }).contains("more than six days"));
    assert!(refused(Plan { start: "2024-13-01".to_owned(), ..small() }).contains("2024-13-01"));
    assert!(refused(Plan { logon_share: 0.0, ..small() }).contains("share"));
}

/// The analysis document of `files` under the options that a new case has.
fn analysed(files: &Files) -> Value {
    let mut case = Case::new();
    for (name, log) in files {
        let file = case.add_file(name, name, log.len() as u64);
        case.append(file, &read(&mut Parser::default(), log));
        case.finish_file(file, None);
        // The document waits for the hash of every file.
        let digest = Sha256::digest(log);
        case.set_sha256(file, digest.iter().map(|byte| format!("{byte:02x}")).collect());
    }
    case.analyse();
    serde_json::from_slice(&case.export(ExportFormat::AnalysisJson).unwrap().bytes).unwrap()
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

/// What `docs/sample-case.md` says of ranks, scores and failures. How large the packed case is, the browser tests watch.
#[test]
fn the_sample_case_shows_what_its_page_says() {
    let (files, truth) = make(&Plan::sample_case());
    let intruder = truth.intruder.as_ref().unwrap();
    let document = analysed(&files);
    let accounts = document["accounts"].as_array().unwrap();
    let abused = ["svc-health", "t.verney", "svc-backup", "adm-n.emery"];
    assert!(abused.iter().all(|name| intruder.accounts.iter().any(|account| account.name == *name)));
    assert_eq!((intruder.foothold.as_str(), accounts.len()), ("WS-1034", 57));

    // Ranks: the foothold leads the hosts by far, and the four accounts are among the first ten.
    let hosts = document["hosts"].as_array().unwrap();
    let rank = |position: usize| hosts[position]["rank"].as_f64().unwrap();
    assert!(text(&hosts[0], "name") == intruder.foothold && rank(0) > 10.0 * rank(1));
    let by_rank: Vec<&str> = accounts.iter().map(|account| text(account, "label")).collect();
    assert!(abused.iter().all(|name| by_rank[..10].contains(name)), "{by_rank:?}");
    // Who opened the macro did nothing else, and has the lowest rank.
    assert_eq!(by_rank.last(), Some(&"j.pike"));

    // Scores: the four, and the eight names that nobody has, are the first twelve, in the whole month as in the last days.
    let timeline = &document["timeline"];
    let last_days = timeline["hours"].as_u64().unwrap() as usize - 6 * 24;
    let first_twelve = |from_hour: usize| -> BTreeSet<String> {
        let highest = |account: &Value| {
            let hours = &account["scores"].as_array().unwrap()[from_hour..];
            hours.iter().filter_map(Value::as_f64).fold(0.0, f64::max)
        };
        let mut scores: Vec<(f64, &str)> = (timeline["accounts"].as_array().unwrap().iter())
            .map(|account| (highest(account), text(account, "label")))
            .collect();
        scores.sort_by(|one, other| other.0.total_cmp(&one.0));
        assert_eq!(scores[0].1, "svc-health");
        scores[..12].iter().map(|(_, label)| (*label).to_owned()).collect()
    };
    let nobodies = ["admin", "backup", "guest1", "helpdesk", "printer", "scanner", "sqladmin", "test"];
    let wanted: BTreeSet<String> = abused.iter().chain(&nobodies).map(|name| (*name).to_owned()).collect();
    assert_eq!((first_twelve(0), first_twelve(last_days)), (wanted.clone(), wanted));

    // Failures: nearly all that there are come from the foothold, one for each account but the guessed one.
    let edges = document["edges"].as_array().unwrap();
    let of_foothold = |edge: &&Value| text(edge, "source") == intruder.foothold;
    let is_failed = |edge: &Value| edge["event_id"] == 4625 || edge["status"].as_str().is_some_and(|is| is != "0x0");
    let refused: BTreeSet<&str> = (edges.iter().filter(of_foothold))
        .filter(|edge| edge["event_id"] == 4625)
        .map(|edge| text(edge, "account"))
        .collect();
    assert!(refused.len() == 55 && !refused.contains("t.verney"), "{refused:?}");
    let opened: BTreeSet<&str> =
        edges.iter().filter(of_foothold).filter(|edge| !is_failed(edge)).map(|edge| text(edge, "account")).collect();
    assert_eq!(refused.difference(&opened).count(), 50, "{opened:?}");
}
