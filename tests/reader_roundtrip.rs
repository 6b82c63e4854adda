//! What the writer writes, our own reader reads: the same rows the fast and the general way, and those that the fields say.
//!
//! What a row should hold is worked out here a second time, from the record and the rules of the event table alone.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that panics has failed")]

#[path = "support/damage.rs"]
mod damage;
#[path = "support/logs.rs"]
mod logs;
#[path = "support/rows.rs"]
mod rows;

use logonscope::evidence::evtx::Parser;
use logonscope::evidence::evtx::writer::security::{self, Account, Logon};
use logonscope::evidence::evtx::writer::{EventData, Provider, Record, Sid, Value};
use logonscope::evidence::filetime::{micros_from_filetime, time_in_text};
use logonscope::evidence::ledger::FilterReason;
use logonscope::model::facts::EVENTS;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use rows::{Row, read, rows_of};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A field as text, the way a row holds it: up to a NUL, what no XML can hold as `_`, `-` for nothing.
fn text(record: &Record<'_>, name: &str) -> String {
    let text = match record.field(name) {
        None | Some(Value::Null(_)) => String::new(),
        Some(Value::Str(text)) => text.to_string(),
        Some(Value::Utf16(units)) => {
            char::decode_utf16(units.iter().copied()).map(|unit| unit.unwrap_or('_')).collect()
        }
        Some(Value::Sid(sid)) if *sid == Sid::NULL => String::new(),
        Some(Value::Sid(sid)) => sid.to_string(),
        Some(Value::Hex32(number)) => format!("0x{number:x}"),
        Some(Value::U32(number)) => number.to_string(),
        Some(Value::Guid(guid)) => format!("{{{guid}}}"),
        Some(Value::FileTime(time)) => time_in_text(micros_from_filetime(*time)),
        Some(other) => panic!("{name} is {other:?}"),
    };
    let keep = |c: char| match c {
        '\t' | '\n' | '\r' => c,
        '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => '_',
        _ => c,
    };
    let text: String = text.chars().take_while(|&c| c != '\0').map(keep).collect();
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    if text == "-" { String::new() } else { text }
}

fn number(record: &Record<'_>, name: &str) -> Option<u64> {
    match record.field(name)? {
        Value::U32(number) | Value::Hex32(number) => Some((*number).into()),
        Value::Hex64(number) => Some(*number),
        other => panic!("{name} is {other:?}"),
    }
}

/// Who a record is about: the fields of name, domain and SID. Whom it names as subject. `None`: no such event makes a row.
fn people(event_id: u16) -> Option<([&'static str; 3], bool)> {
    let target = ["TargetUserName", "TargetDomainName", "TargetUserSid"];
    let changed = ["TargetUserName", "TargetDomainName", "TargetSid"];
    Some(match event_id {
        4624 | 4625 | 4648 => (target, true),
        4634 | 4647 => (target, false),
        4768 => (changed, false),
        4769 | 4770 => (["TargetUserName", "TargetDomainName", ""], false),
        4771 => (["TargetUserName", "", "TargetSid"], false),
        4776 => (["TargetUserName", "", ""], false),
        4720 | 4722 | 4725 | 4726 | 4738 | 4742 | 4767 => (changed, true),
        // What is called a domain here is the caller's computer.
        4740 => (["TargetUserName", "", "TargetSid"], true),
        4728 | 4729 | 4732 | 4733 | 4756 | 4757 => (["", "", "MemberSid"], true),
        4778 | 4779 => (["AccountName", "AccountDomain", ""], false),
        4616 | 4662 | 4672 | 4697 | 4698 | 4719 | 5136 | 5137 | 5140 | 5141 | 5145 | 104 => {
            (["SubjectUserName", "SubjectDomainName", "SubjectUserSid"], false)
        }
        21..=25 => (["User", "", ""], false),
        1149 => (["Param1", "Param2", ""], false),
        131 | 140 | 1024 | 1102 | 7045 => ([""; 3], false),
        _ => return None,
    })
}

/// The details of an event.
fn details(event_id: u16) -> &'static [&'static str] {
    match event_id {
        4624 => &["LogonProcessName", "KeyLength", "ElevatedToken", "ProcessName", "TargetOutboundUserName"],
        4625 => &["LogonProcessName", "ProcessName"],
        4648 => &["ProcessName", "IpAddress"],
        4768 => &["ServiceName", "TicketEncryptionType", "TicketOptions", "PreAuthType"],
        4769 | 4770 => &["ServiceName", "TicketEncryptionType", "TicketOptions"],
        4771 => &["ServiceName", "TicketOptions", "PreAuthType"],
        4728 | 4729 | 4732 | 4733 | 4756 | 4757 => &["TargetSid", "TargetUserName", "TargetDomainName", "MemberName"],
        4742 => &["ServicePrincipalNames", "PasswordLastSet"],
        4778 | 4779 => &["SessionName"],
        4719 => &["CategoryId", "SubcategoryGuid", "AuditPolicyChanges"],
        4662 => &["ObjectName", "ObjectType", "AccessMask", "Properties"],
        5136 => &["ObjectDN", "ObjectClass", "AttributeLDAPDisplayName", "AttributeValue", "OperationType"],
        5137 | 5141 => &["ObjectDN", "ObjectClass"],
        5140 | 5145 => &["ShareName", "RelativeTargetName", "AccessMask"],
        4697 => &["ServiceName", "ServiceFileName", "ServiceAccount"],
        7045 => &["ServiceName", "ImagePath", "AccountName"],
        4698 => &["TaskName"],
        4616 => &["PreviousTime", "NewTime", "ProcessName"],
        104 => &["Channel"],
        131 => &["ConnType"],
        _ => &[],
    }
}

/// The row that `record` should make as the `id`th of its log, if it makes one.
fn expected(record: &Record<'_>, id: u64) -> Option<Row> {
    let t = |name| text(record, name);
    let code = |name| number(record, name).map(|code| code as u32);
    let status = match (code("Status"), code("SubStatus")) {
        (Some(0xc000_006d | 0xc000_006e), Some(sub)) if sub != 0 => Some(sub),
        (status, _) => status,
    };
    let event_id = record.event_id;
    let (mut account, has_subject) = people(event_id)?;
    let mut by_user = matches!(event_id, 1024 | 1102 | 7045);
    if event_id == 1102 && record.provider == Provider::EVENT_LOG {
        (account, by_user) = (["SubjectUserName", "SubjectDomainName", "SubjectUserSid"], false);
    }
    let mut account = account.map(t);
    if by_user {
        account[2] = record.security_user.unwrap().to_string();
    }
    let subject = ["SubjectUserName", "SubjectDomainName", "SubjectUserSid"].map(t);
    let source = match event_id {
        4776 => ["", "Workstation"],
        4740 => ["", "TargetDomainName"],
        4778 | 4779 => ["ClientAddress", "ClientName"],
        21..=25 => ["Address", ""],
        1149 => ["Param3", ""],
        131 => ["ClientIP", ""],
        140 => ["IPString", ""],
        // Where it went from is the computer.
        4648 => ["", ""],
        _ => ["IpAddress", "WorkstationName"],
    };
    let package = if event_id == 4776 { t("PackageName") } else { t("AuthenticationPackageName") };
    let lm = t("LmPackageName");
    let session = match event_id {
        4624 | 4634 | 4647 => "TargetLogonId",
        4625 => "",
        4778 | 4779 => "LogonID",
        21..=25 => "SessionID",
        _ => "SubjectLogonId",
    };
    Some(Row {
        time: record.time,
        record_id: id,
        event_id,
        computer: record.computer.to_string(),
        account,
        source: source.map(t),
        logon_type: number(record, "LogonType").map(|kind| kind as u8),
        status,
        authentication: if package == "NTLM" && lm.starts_with("NTLM V") { lm } else { package },
        logon_id: number(record, session),
        subject: if has_subject { subject } else { Default::default() },
        target: match event_id {
            4648 => t("TargetServerName"),
            1024 => t("Value"),
            1102 if by_user => t("Value"),
            _ => String::new(),
        },
        details: details(event_id).iter().map(|name| t(name)).collect(),
    })
}

fn assert_rows(records: &[Record<'_>], log: &[u8]) {
    let expected: Vec<Row> = records.iter().zip(1..).filter_map(|(record, id)| expected(record, id)).collect();
    let (fast, general) = (read(&mut Parser::default(), log), read(&mut Parser::general_only(), log));
    assert_eq!(rows_of(&fast), expected);
    assert_eq!(rows_of(&general), expected);
    for batch in [&fast, &general] {
        assert!(batch.ledger.adds_up(), "{:?}", batch.ledger);
        assert_eq!(batch.ledger.records, records.len() as u64);
        assert_eq!((batch.ledger.failed, batch.ledger.remarks.len()), (0, 0), "{:?}", batch.ledger);
    }
    assert_eq!(fast.ledger.slow, 0, "a record as Windows writes it takes the fast way");
    assert_eq!(fast.ledger.filtered, general.ledger.filtered);
}

#[test]
fn a_morning_is_read_as_it_was_written() {
    let records = logs::morning();
    assert_rows(&records, &logs::log(records.clone()));
}

#[test]
fn every_kind_of_record_makes_the_row_that_it_should_or_none() {
    let records = logs::one_of_each();
    for event in EVENTS {
        let is = |record: &&Record<'_>| record.event_id == event.id && record.provider.name == event.provider;
        assert!(records.iter().any(|record| is(&record)), "no record of {} {}", event.provider, event.id);
    }
    assert_rows(&records, &logs::log(records.clone()));
}

#[test]
fn a_log_longer_than_a_slice_is_read_whole() {
    let records: Vec<_> = logs::busy(28_000).collect();
    let log = logs::log(records.clone());
    assert!(logonscope::evidence::evtx::slices(log.len() as u64).count() > 1, "{} bytes", log.len());
    assert_rows(&records, &log);
}

#[test]
fn another_provider_with_the_same_event_id_is_filtered_and_said_so() {
    let mut foreign = logs::kerberos_logon("alice", 1_104, 1, logs::MONDAY);
    foreign.provider = Provider { name: "Contoso-App", ..Provider::SECURITY_AUDITING };
    for in_template in [false, true] {
        foreign.provider.in_template = in_template;
        let batch = read(&mut Parser::default(), &logs::log([foreign.clone()]));
        assert_eq!(batch.store.events.len(), 0);
        assert_eq!(batch.ledger.filtered.get(&FilterReason::OtherProvider), Some(&1));
    }
}

#[test]
fn names_that_an_attacker_chose_are_never_dropped() {
    let long = "Ä\u{202e}".repeat(10_240);
    let names = [
        "O'Brien \"the\" <b>",
        "<script>alert(1)</script>",
        "=cmd|' /C calc'!A0",
        "\u{202e}gnp.exe",
        "%*+=[]\\/|;:\"<>?,&",
        "]]>&amp;&#0;",
        " ",
        "a\0b",
        &long,
    ];
    let records: Vec<_> = names.iter().map(|name| logs::kerberos_logon(name, 1_104, 1, logs::MONDAY)).collect();
    let log = logs::log(records.clone());
    assert_rows(&records, &log);
    let read: Vec<_> =
        rows_of(&read(&mut Parser::default(), &log)).into_iter().map(|row| row.account[0].clone()).collect();
    assert_eq!(read[..7], names[..7]);
    assert_eq!((read[7].as_str(), read[8].chars().count()), ("a", 20_480));
}

/// The rows of a damaged copy of a log of three chunks with ten logons each, and the account of it.
fn read_damaged(damage: impl FnOnce(Vec<u8>) -> Vec<u8>) -> (Vec<Row>, logonscope::evidence::ledger::Ledger) {
    let whole = logs::log_in_chunks(logs::busy(30), 10);
    let all = rows_of(&read(&mut Parser::default(), &whole));
    let batch = read(&mut Parser::default(), &damage(whole));
    let rows = rows_of(&batch);
    assert!(batch.ledger.adds_up() && batch.ledger.kept == rows.len() as u64, "{:?}", batch.ledger);
    assert!(rows.iter().all(|row| all.contains(row)), "damage made up a row");
    (rows, batch.ledger)
}

#[test]
fn damage_around_the_records_costs_none_of_them() {
    assert_eq!(read_damaged(damage::dirty).0.len(), 30);
    assert_eq!(read_damaged(damage::without_file_header).0.len(), 30);
    assert_eq!(read_damaged(|log| damage::with_bad_checksums(log, 1)).0.len(), 30);
    let (rows, ledger) = read_damaged(|log| damage::without_chunk_magic(log, 1));
    assert_eq!((rows.len(), ledger.remarks.len()), (30, 1), "{ledger:?}");
    assert_eq!(read_damaged(|log| damage::with_endless_chains(log, 1)).0.len(), 30);
}

#[test]
fn damage_within_a_record_costs_that_record_and_is_in_the_ledger() {
    for size in [0, 7, 24, 0x7fff_ffff, u32::MAX] {
        let (rows, ledger) = read_damaged(|log| damage::with_record_size(log, 1, 3, size));
        assert!(rows.len() >= 29 && (rows.len() == 30 || ledger.failed > 0), "size {size}: {} {ledger:?}", rows.len());
    }
    let (rows, ledger) = read_damaged(|log| damage::without_record_magic(log, 1, 3));
    assert!(rows.len() >= 29 && (rows.len() == 30 || ledger.failed > 0), "{} {ledger:?}", rows.len());
}

#[test]
fn no_record_is_lost_without_a_word() {
    for count in 1..4 {
        let whole = logs::log(logs::busy(count));
        for record in 0..count as usize {
            let mut damaged: Vec<Vec<u8>> = [0, 7, 24, 100, 0x7fff_ffff, u32::MAX]
                .into_iter()
                .map(|size| damage::with_record_size(whole.clone(), 0, record, size))
                .collect();
            damaged.push(damage::without_record_magic(whole.clone(), 0, record));
            for (kind, log) in damaged.iter().enumerate() {
                let batch = read(&mut Parser::default(), log);
                let (rows, ledger) = (batch.store.events.len(), &batch.ledger);
                let is_told = ledger.failed > 0 && ledger.adds_up();
                assert!(
                    rows == count as usize || is_told,
                    "{count} records, damage {kind} of {record}: {rows} {ledger:?}"
                );
            }
        }
    }
}

#[test]
fn a_template_within_itself_ends_and_costs_at_most_its_chunk() {
    let (rows, ledger) = read_damaged(|log| damage::with_template_in_itself(log, 1));
    assert!((20..30).contains(&rows.len()) && ledger.failed > 0, "{} {ledger:?}", rows.len());
}

#[test]
fn a_log_cut_anywhere_is_read_up_to_there() {
    let whole = logs::log_in_chunks(logs::busy(30), 10);
    for cut in (0..whole.len()).step_by(1_777) {
        let (rows, _) = read_damaged(|mut log| {
            log.truncate(cut);
            log
        });
        let chunks = cut.saturating_sub(damage::FILE_HEADER) / 65_536;
        assert!(rows.len() >= 10 * chunks, "cut at {cut}: {} rows", rows.len());
    }
}

/// Names with a meaning of their own.
const ODD_NAMES: &[&str] =
    &["", "-", " ", "alice@EXAMPLE.LOCAL", "EX\\bob", "DC01$", "=1+1", "<b>", "\u{202e}x", "a\0b", "名前"];

fn name() -> impl Strategy<Value = Value<'static>> {
    prop_oneof![
        proptest::sample::select(ODD_NAMES).prop_map(Value::str),
        "[a-z]{1,12}".prop_map(Value::str),
        proptest::collection::vec(any::<char>(), 0..24)
            .prop_map(|text| Value::str(text.into_iter().collect::<String>())),
        // Surrogates in every combination, valid text between them.
        proptest::collection::vec(prop_oneof![0xd7f0_u16..0xe010, 0x20_u16..0x7f], 0..12)
            .prop_map(|units| Value::Utf16(units.into())),
    ]
}

fn host() -> impl Strategy<Value = (IpAddr, u16)> {
    let v4 = any::<u32>().prop_map(|bits| IpAddr::V4(Ipv4Addr::from_bits(bits)));
    let v6 = any::<u128>().prop_map(|bits| IpAddr::V6(Ipv6Addr::from_bits(bits)));
    (prop_oneof![v4, v6], any::<u16>())
}

fn status() -> impl Strategy<Value = u32> {
    prop_oneof![Just(0), Just(0x18), Just(0xc000_006d), Just(0xc000_006e), Just(0xc000_006a), any::<u32>()]
}

prop_compose! {
    fn logon()(
        kind in 0..8,
        (name, workstation) in (name(), name()),
        rid in any::<u32>(),
        from in host(),
        (status, sub_status) in (status(), status()),
        logon_type in prop_oneof![0_u32..14, any::<u32>().prop_map(|kind| kind % 255)],
        ntlm in any::<bool>(),
        in_template in any::<bool>(),
        seconds in 0_i64..4_000_000,
        computer in prop_oneof![Just("DC01.example.local"), Just("WS-名前")],
    ) -> Record<'static> {
        let account = Account::new(Sid::account(logs::DOMAIN, rid), "x", "EXAMPLE").in_session(u64::from(rid) << 8);
        let mut logon = if ntlm { Logon::ntlm(account, "x", from) } else { Logon::kerberos(account, from) };
        logon.logon_type = logon_type;
        let mut record = match kind {
            0 | 1 => security::logged_on(&logon),
            2 => security::logon_failed(&logon, status, sub_status),
            3 => security::privileges_assigned(&account, security::ADMINISTRATOR_PRIVILEGES),
            4 => security::ticket_granting_ticket(&account, account.sid, from, security::AES256, status),
            5 => security::service_ticket(&account, ("SQL01$", account.sid), from, security::RC4, status),
            6 => security::credentials_validated("x", "x", status),
            _ => security::logged_off(&account, logon_type),
        };
        record.provider.in_template = in_template;
        let account_name = if kind == 3 { "SubjectUserName" } else { "TargetUserName" };
        record
            .with(account_name, name)
            .with("WorkstationName", workstation.clone())
            .with("Workstation", workstation)
            .on(computer)
            .at(logs::MONDAY + seconds * 1_000_003)
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 64,
        rng_seed: RngSeed::Fixed(0x10_90_5c_0b),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_logons_make_the_rows_that_their_fields_say(
        records in proptest::collection::vec(logon(), 1..30),
        per_chunk in 1_usize..12,
    ) {
        assert_rows(&records, &logs::log_in_chunks(records.clone(), per_chunk));
    }

    #[test]
    fn fields_in_any_order_and_number_make_the_same_row(
        record in logon(),
        order in Just((0..27).collect::<Vec<usize>>()).prop_shuffle(),
        kept in 0_usize..28,
    ) {
        let fields: Vec<_> = record.fields().to_vec();
        let chosen = order.into_iter().take(kept).filter_map(|position| fields.get(position).cloned());
        let record = Record { data: EventData::Named(chosen.collect()), ..record };
        assert_rows(std::slice::from_ref(&record), &logs::log([record.clone()]));
    }
}
