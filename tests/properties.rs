//! What must hold for any evidence: how it is split into files, in which order and by how many threads it is read, and how
//! often a record turns up never shows in the analysis.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that panics has failed")]

#[path = "support/logs.rs"]
mod logs;
#[path = "support/rows.rs"]
mod rows;

use logonscope::engine::{Case, native};
use logonscope::evidence::evtx::writer::Record;
use logonscope::evidence::evtx::writer::security::{self, Account, Logon};
use logonscope::evidence::evtx::{Parser, TAIL, slices};
use logonscope::protocol::{ExportFormat, Options};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use std::path::PathBuf;

/// What follows from the records, and not from the files that hold them.
const DERIVED: [&str; 4] = ["accounts", "hosts", "edges", "timeline"];

/// A log and its base name.
#[derive(Clone, Debug)]
struct Evidence {
    name: String,
    bytes: Vec<u8>,
}

impl Evidence {
    fn new(name: impl Into<String>, records: &[Record<'static>]) -> Self {
        Self { name: name.into(), bytes: logs::log_in_chunks(records.iter().cloned(), 7) }
    }
}

fn everything() -> Options {
    Options { include_builtin: true, include_machine: true, include_local: true, ..Options::default() }
}

/// The analysis of `files`, added in this order; slices of file after file, or with `turned` all from the last to the first.
fn analysis(files: &[Evidence], options: &Options, turned: bool) -> Vec<u8> {
    let mut case = Case::new();
    case.set_options(options.clone()).unwrap();
    let mut parts = Vec::new();
    for file in files {
        let len = file.bytes.len() as u64;
        let number = case.add_file(&file.name, &file.name, len);
        parts.extend(slices(len).map(|slice| (number, file, slice)));
    }
    if turned {
        parts.reverse();
    }
    let mut parser = Parser::default();
    for (number, file, slice) in parts {
        let len = file.bytes.len() as u64;
        let end = (slice.end + TAIL).min(len) as usize;
        let batch = parser.parse_slice(&file.bytes[slice.start as usize..end], slice, len);
        case.append(number, &batch);
    }
    for (number, file) in (0..).zip(files) {
        case.finish_file(number, None);
        let hash: String = Sha256::digest(&file.bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        case.set_sha256(number, hash);
    }
    case.analyse();
    case.export(ExportFormat::AnalysisJson).unwrap().bytes
}

fn document(files: &[Evidence], options: &Options) -> Json {
    serde_json::from_slice(&analysis(files, options, false)).unwrap()
}

fn assert_same_findings(a: &Json, b: &Json) {
    for part in DERIVED {
        assert_eq!(a[part], b[part], "{part}");
    }
}

fn assert_adds_up(document: &Json) {
    let number = |value: &Json| value.as_u64().unwrap();
    let files = document["files"].as_array().unwrap();
    for file in files {
        let filtered: u64 = file["filtered"].as_object().unwrap().values().map(number).sum();
        let parts = number(&file["kept"]) + filtered + number(&file["duplicates"]) + number(&file["failed_records"]);
        assert_eq!(number(&file["records"]), parts, "{}", file["name"]);
    }
    for total in ["records", "kept", "duplicates"] {
        let sum: u64 = files.iter().map(|file| number(&file[total])).sum();
        assert_eq!(number(&document["totals"][total]), sum, "{total}");
    }
    let on_edges: u64 = document["edges"].as_array().unwrap().iter().map(|edge| number(&edge["count"])).sum();
    assert_eq!(number(&document["totals"]["logons_in_scope"]), on_edges);
}

prop_compose! {
    /// A record of a small company with its id still open: few names, so that accounts and hosts recur.
    fn record()(
        kind in 0..10,
        (name, host) in (0_usize..6, 0_u8..5),
        ntlm in any::<bool>(),
        minutes in 0_i64..60 * 24 * 9,
    ) -> Record<'static> {
        const NAMES: [&str; 6] = ["alice", "Alice", "bob", "=cmd|' /C calc'!A0", "WS1$", "administrator"];
        let rid = [1_104, 1_104, 1_105, 1_106, 1_201, 500][name];
        let account = logs::account(NAMES[name], rid);
        let from = logs::address(host);
        let logon = if ntlm { Logon::ntlm(account, "WS1", from) } else { Logon::kerberos(account, from) };
        let record = match kind {
            0..4 => security::logged_on(&logon),
            4 => security::logon_failed(&logon, 0xc000_006d, 0xc000_006a),
            5 => security::credentials_validated(account.name, "WS1", 0),
            6 => security::ticket_granting_ticket(&account, account.sid, from, security::AES256, 0),
            7 => security::privileges_assigned(&account, security::ADMINISTRATOR_PRIVILEGES),
            8 => security::logged_on(&Logon::service(logs::controller(), Account::system("SYSTEM", "NT AUTHORITY"), 5)),
            _ => security::logged_off(&account, 3),
        };
        record.on(logs::DC).at(logs::MONDAY + minutes * 60_000_000)
    }
}

/// Up to 120 records, each with its own id.
fn records() -> impl Strategy<Value = Vec<Record<'static>>> {
    let number = |records: Vec<Record<'static>>| (records.into_iter().zip(1..)).map(|(r, id)| r.numbered(id)).collect();
    proptest::collection::vec(record(), 1..120).prop_map(number)
}

fn options() -> impl Strategy<Value = Options> {
    (any::<[bool; 4]>(), prop_oneof![Just("UTC"), Just("+09:00"), Just("Europe/Berlin")]).prop_map(
        |([merge_accounts, include_builtin, include_machine, include_local], zone)| Options {
            zone: zone.to_owned(),
            merge_accounts,
            include_builtin,
            include_machine,
            include_local,
        },
    )
}

/// `records` dealt out to as many logs as `hands` says, each record to the log that `deal` names.
fn dealt(records: &[Record<'static>], deal: &[prop::sample::Index], hands: usize) -> Vec<Evidence> {
    let mut piles = vec![Vec::new(); hands];
    for (record, to) in records.iter().zip(deal) {
        piles[to.index(hands)].push(record.clone());
    }
    piles.iter().enumerate().map(|(number, pile)| Evidence::new(format!("part{number}.evtx"), pile)).collect()
}

prop_compose! {
    fn split_evidence()(
        records in records(),
        deal in proptest::collection::vec(any::<prop::sample::Index>(), 120),
        hands in 1_usize..6,
    ) -> (Vec<Record<'static>>, Vec<Evidence>) {
        let files = dealt(&records, &deal, hands);
        (records, files)
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 48,
        rng_seed: RngSeed::Fixed(0x10_90_5c_0d),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_order_of_files_and_slices_gives_the_same_bytes(
        ((_, files), shuffled, options) in (split_evidence(), options()).prop_flat_map(|(evidence, options)| {
            let shuffled = Just(evidence.1.clone()).prop_shuffle();
            (Just(evidence), shuffled, Just(options))
        })
    ) {
        let first = analysis(&files, &options, false);
        prop_assert!(analysis(&shuffled, &options, false) == first);
        prop_assert!(analysis(&shuffled, &options, true) == first);
    }

    #[test]
    fn how_records_are_split_into_files_does_not_show_in_the_findings(
        (records, files) in split_evidence(),
        options in options(),
    ) {
        let split = document(&files, &options);
        let whole = document(&[Evidence::new("whole.evtx", &records)], &options);
        assert_same_findings(&split, &whole);
        assert_adds_up(&split);
        prop_assert_eq!(&split["totals"]["logons"], &whole["totals"]["logons"]);
        prop_assert_eq!(split["totals"]["records"].as_u64(), Some(records.len() as u64));
    }

    #[test]
    fn a_record_that_turns_up_again_counts_once(
        (records, mut files) in split_evidence(),
        backup in 0_usize..120,
        options in options(),
    ) {
        let once = document(&files, &options);
        // A backup of the first records, and one of the files again under another name.
        files.push(Evidence::new("backup.evtx", &records[..backup.min(records.len())]));
        files.push(Evidence { name: "copy.evtx".to_owned(), ..files[0].clone() });
        let again = document(&files, &options);
        assert_same_findings(&once, &again);
        assert_adds_up(&again);
        prop_assert_eq!(&once["totals"]["kept"], &again["totals"]["kept"]);
        prop_assert_eq!(&once["totals"]["logons"], &again["totals"]["logons"]);
    }

    #[test]
    fn merging_accounts_by_name_loses_no_logon((_, files) in split_evidence()) {
        let apart = document(&files, &everything());
        let merged = document(&files, &Options { merge_accounts: true, ..everything() });
        assert_adds_up(&merged);
        prop_assert_eq!(&apart["totals"]["logons_in_scope"], &merged["totals"]["logons_in_scope"]);
        let names = |document: &Json| -> Vec<String> {
            let accounts = document["accounts"].as_array().unwrap().iter();
            accounts.map(|account| account["name"].as_str().unwrap().to_lowercase()).collect()
        };
        let (mut apart, mut merged) = (names(&apart), names(&merged));
        apart.sort();
        apart.dedup();
        merged.sort();
        // Each name once, and the same names.
        prop_assert_eq!(apart, merged);
    }
}

#[test]
fn a_log_and_its_copy_count_once() {
    let files = [Evidence::new("Security.evtx", &logs::morning())];
    let once = document(&files, &everything());
    let twice = document(&[files[0].clone(), files[0].clone()], &everything());
    assert_same_findings(&once, &twice);
    assert_eq!(once["totals"]["kept"], 6);
    assert_eq!((&twice["totals"]["kept"], &twice["totals"]["duplicates"]), (&Json::from(6), &Json::from(6)));
}

#[test]
fn files_on_disk_give_the_same_bytes_with_any_number_of_threads() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("properties-threads");
    std::fs::create_dir_all(&folder).unwrap();
    let records: Vec<_> = logs::busy(32_000).zip(1..).map(|(record, id)| record.numbered(id)).collect();
    let parts = [&records[..28_000], &records[27_000..], &records[40..90], &[]];
    let mut files: Vec<PathBuf> = Vec::new();
    for (number, part) in parts.iter().enumerate() {
        let path = folder.join(format!("part{number}.evtx"));
        std::fs::write(&path, logs::log(part.iter().cloned())).unwrap();
        files.push(path);
    }
    assert!(slices(std::fs::metadata(&files[0]).unwrap().len()).count() > 1, "the first file is a single slice");
    let analysis = |files: &[PathBuf], threads| {
        let mut case = Case::new();
        case.set_options(everything()).unwrap();
        native::read_into(&mut case, files, threads);
        case.export(ExportFormat::AnalysisJson).unwrap().bytes
    };
    let first = analysis(&files, 1);
    for threads in [1, 2, 3, 7] {
        files.rotate_left(1);
        assert!(analysis(&files, threads) == first, "{threads} threads");
    }
    let document: Json = serde_json::from_slice(&first).unwrap();
    assert_adds_up(&document);
    assert_eq!(
        (&document["totals"]["kept"], &document["totals"]["duplicates"]),
        (&Json::from(32_000), &Json::from(1_050))
    );
}
