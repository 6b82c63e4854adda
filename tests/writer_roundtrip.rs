//! What the writer writes is what the evtx crate reads, checksums validated: every field, in order, and like real records.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that panics has failed")]

#[path = "support/damage.rs"]
mod damage;
#[path = "support/logs.rs"]
mod logs;
#[path = "support/rendered.rs"]
mod rendered;

use evtx::{EvtxParser, ParserSettings};
use logonscope::evidence::evtx::writer::{
    EventData, Guid, LogWriter, Provider, Record, Sid, Type, Value, WriteError, log_from_records,
};
use logonscope::evidence::filetime::{micros_from_filetime, time_in_text};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use rendered::Rendered;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::path::Path;

/// Names and texts that an attacker chooses, and lengths at the edge.
const ODD_TEXTS: &[&str] = &[
    "",
    "-",
    " ",
    "O'Brien \"the\" <b>",
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "\u{202e}gnp.exe",
    "]]>&amp;&#0;",
    "a\0b",
    "line\r\n\t\tnext",
    "\u{1f600}\u{feff}\u{fffd}",
    "名前",
];

fn settings() -> ParserSettings {
    ParserSettings::new().validate_checksums(true).indent(false)
}

fn read(log: Vec<u8>) -> Vec<Rendered> {
    let mut parser = EvtxParser::from_buffer(log).unwrap().with_configuration(settings());
    parser.records().map(|record| Rendered::from_xml(&record.unwrap().data)).collect()
}

/// How XML shows a value: text ends at a NUL, and what XML cannot hold is `_`.
fn shown(value: &Value<'_>) -> String {
    match value {
        Value::Null(_) => String::new(),
        Value::Str(text) => shown_text(text),
        Value::Utf16(units) => shown_text(&String::from_utf16_lossy(units)),
        Value::U8(number) => number.to_string(),
        Value::U16(number) => number.to_string(),
        Value::U32(number) => number.to_string(),
        Value::U64(number) => number.to_string(),
        Value::I32(number) => number.to_string(),
        Value::I64(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::Guid(guid) => format!("{{{guid}}}"),
        Value::Sid(sid) => sid.to_string(),
        Value::Hex32(number) => format!("0x{number:x}"),
        Value::Hex64(number) | Value::Pointer(number) => format!("0x{number:x}"),
        Value::Binary(bytes) => bytes.iter().map(|byte| format!("{byte:02X}")).collect(),
        // To the tenth of a microsecond that it is stored in.
        Value::FileTime(time) => time_in_text(micros_from_filetime(*time)).replace('Z', &format!("{}Z", time % 10)),
        Value::Ansi(_) | Value::StrArray(_) => panic!("not made here"),
    }
}

fn shown_text(text: &str) -> String {
    let keep = |c: char| match c {
        '\t' | '\n' | '\r' => c,
        '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => '_',
        _ => c,
    };
    text.chars().take_while(|&c| c != '\0').map(keep).collect()
}

fn expected(record: &Record<'_>) -> Vec<(String, String)> {
    record.fields().iter().map(|(name, value)| ((*name).to_owned(), shown(value))).collect()
}

fn system(rendered: &Rendered, name: &str) -> Option<String> {
    rendered.system.iter().find(|(known, _)| known == name).map(|(_, text)| text.clone())
}

fn assert_reads_as(rendered: &Rendered, record: &Record<'_>, id: u64) {
    let is = |name: &str, text: String| assert_eq!(system(rendered, name), Some(text), "{name} of {record:?}");
    assert_eq!(rendered.fields, expected(record), "{}", record.event_id);
    is("Provider@Name", record.provider.name.to_owned());
    is("Provider@Guid", format!("{{{}}}", record.provider.guid));
    is("EventID", record.event_id.to_string());
    is("Version", record.version.to_string());
    is("Level", record.level.to_string());
    is("Task", record.task.to_string());
    is("Opcode", record.opcode.to_string());
    is("Keywords", format!("0x{:x}", record.keywords));
    is("EventRecordID", id.to_string());
    is("Execution@ProcessID", record.process_id.to_string());
    is("Execution@ThreadID", record.thread_id.to_string());
    is("Channel", shown_text(&record.channel));
    is("Computer", shown_text(&record.computer));
    let optional = |name: &str, text: Option<String>| assert_eq!(system(rendered, name), text, "{name}");
    optional("EventID@Qualifiers", record.qualifiers.map(|qualifiers| qualifiers.to_string()));
    optional("Security@UserID", record.security_user.map(|sid| sid.to_string()));
    let braced = |guid: Option<Guid>| guid.map(|guid| format!("{{{guid}}}"));
    optional("Correlation@ActivityID", braced(record.activity));
    optional("Correlation@RelatedActivityID", braced(record.related_activity));
}

#[test]
fn every_record_that_the_writer_knows_reads_back() {
    let records = logs::one_of_each();
    let read = read(logs::log(records.clone()));
    assert_eq!(read.len(), records.len());
    for ((rendered, record), id) in read.iter().zip(&records).zip(1..) {
        assert_reads_as(rendered, record, id);
    }
}

#[test]
fn times_are_kept_to_the_microsecond() {
    let times = [-11_644_473_600_000_000, -1, 0, 1, logs::MONDAY + 123_456, 253_402_200_000_000_000];
    let log = logs::log(times.map(|time| logs::kerberos_logon("alice", 1_104, 1, time)));
    let mut parser = EvtxParser::from_buffer(log.clone()).unwrap().with_configuration(settings());
    let headers: Vec<i64> = parser.records().map(|record| record.unwrap().timestamp.as_microsecond()).collect();
    assert_eq!(headers, times);
    let said: Vec<_> = read(log).iter().map(|rendered| system(rendered, "TimeCreated@SystemTime").unwrap()).collect();
    assert_eq!(said[0], "1601-01-01T00:00:00.0000000Z");
    assert_eq!(said[4], "2024-03-04T08:00:00.1234560Z");
    let too_early = log_from_records([logs::kerberos_logon("alice", 1_104, 1, times[0] - 1)]);
    assert!(matches!(too_early, Err(WriteError::TimeOutOfRange(_))));
}

#[test]
fn elements_are_those_of_real_records_in_the_same_order() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples/evtx");
    let Ok(files) = std::fs::read_dir(&samples) else {
        println!("skipped: no samples in ../shared/samples");
        return;
    };
    let kind = |rendered: &Rendered| {
        let of = |name| system(rendered, name).unwrap_or_default();
        (of("Provider@Name"), of("EventID"), of("Version"))
    };
    // What one record may say and another of its kind not: ids of activities and the user.
    let plain = |rendered: &Rendered| {
        let mut elements = rendered.elements.clone();
        for element in &mut elements {
            if element.starts_with("Correlation") || element.starts_with("Security") {
                element.truncate(element.find('@').unwrap_or(element.len()));
            }
        }
        // Some Windows versions declare a namespace of their own on this element.
        elements
            .iter()
            .map(|element| {
                element.replace("@xmlns:auto-ns2@xmlns", "@xmlns").replace("@xmlns:auto-ns3@xmlns", "@xmlns")
            })
            .collect()
    };
    let mut real: BTreeMap<_, BTreeSet<Vec<String>>> = BTreeMap::new();
    for file in files {
        let mut parser = EvtxParser::from_path(file.unwrap().path())
            .unwrap()
            .with_configuration(settings().validate_checksums(false));
        for record in parser.records().filter_map(Result::ok) {
            let rendered = Rendered::from_xml(&record.data);
            real.entry(kind(&rendered)).or_default().insert(plain(&rendered));
        }
    }
    let mut compared = BTreeSet::new();
    for rendered in read(logs::log(logs::one_of_each())) {
        if let Some(real) = real.get(&kind(&rendered)) {
            assert!(real.contains(&plain(&rendered)), "{:?}\n{:#?}\n{real:#?}", kind(&rendered), plain(&rendered));
            compared.insert(kind(&rendered));
        }
    }
    println!("compared with real records: {compared:?}");
    assert!(compared.len() >= 30, "only {} kinds were compared", compared.len());
}

#[test]
fn a_log_of_many_chunks_is_whole_and_each_chunk_stands_alone() {
    let count = 2_000;
    let log = logs::log(logs::busy(count));
    assert!(log.len() > damage::chunk_start(15), "{} bytes", log.len());
    assert_eq!((log.len() - damage::FILE_HEADER) % 65_536, 0);
    let read = read(log.clone());
    let ids: Vec<_> = read.iter().map(|rendered| system(rendered, "EventRecordID").unwrap()).collect();
    assert_eq!(ids, (1..=count).map(|id| id.to_string()).collect::<Vec<_>>());

    // The second half alone, after the header: what its records say does not lean on the first.
    let half = damage::chunk_start(10);
    let second: Vec<u8> = [&log[..damage::FILE_HEADER], &log[half..]].concat();
    let alone = self::read(second);
    assert_eq!(alone[..], read[read.len() - alone.len()..]);

    let header = evtx::EvtxFileHeader::from_bytes(&log).unwrap();
    assert!(header.validate_checksum());
    assert_eq!(
        (u64::from(header.chunk_count), header.next_record_id),
        (header.last_chunk_number + 1, u64::from(count) + 1)
    );
}

#[test]
fn a_record_that_does_not_fit_is_refused_and_the_log_goes_on() {
    let mut log = LogWriter::new(Cursor::new(Vec::new())).unwrap();
    log.write(&logs::kerberos_logon("alice", 1_104, 1, logs::MONDAY)).unwrap();
    let long = "x".repeat(32_760);
    let too_long = logs::kerberos_logon(&long, 1_104, 1, logs::MONDAY);
    assert!(matches!(log.write(&too_long), Err(WriteError::RecordTooLong(2))));
    let longer = "x".repeat(32_768);
    let too_long = logs::kerberos_logon(&longer, 1_104, 1, logs::MONDAY);
    assert!(matches!(log.write(&too_long), Err(WriteError::ValueTooLong(65_536))));
    log.write(&logs::kerberos_logon("bob", 1_105, 1, logs::MONDAY)).unwrap();
    let read = read(log.finish().unwrap().into_inner());
    let names: Vec<_> = read.iter().map(|rendered| rendered.fields[5].1.clone()).collect();
    assert_eq!(names, ["alice", "bob"]);
}

#[test]
fn an_empty_log_is_a_log() {
    assert_eq!(read(logs::log([])), []);
}

#[test]
fn the_same_records_give_the_same_bytes() {
    assert!(logs::log(logs::busy(500)) == logs::log(logs::busy(500)));
}

#[test]
fn names_that_an_attacker_chose_are_kept_whole() {
    let long = "Ä\u{202e}".repeat(10_240);
    let texts: Vec<&str> = ODD_TEXTS.iter().copied().chain([long.as_str()]).collect();
    let records: Vec<_> = texts.iter().map(|name| logs::kerberos_logon(name, 1_104, 1, logs::MONDAY)).collect();
    let log = logs::log(records.clone());
    for (rendered, record) in read(log.clone()).iter().zip(&records) {
        assert_eq!(rendered.fields, expected(record));
    }
    // XML ends a text at a NUL; the log itself does not.
    for text in texts {
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(log.windows(bytes.len().max(1)).any(|window| window == bytes) || bytes.is_empty(), "{text:.20}");
    }
}

#[test]
fn text_that_is_not_utf_16_is_stored_as_it_is() {
    let units = [0xd800, u16::from(b'a'), 0xdc00, 0xd83d, 0xde00, 0];
    let record = logs::kerberos_logon("alice", 1_104, 1, logs::MONDAY)
        .with("TargetUserName", Value::Utf16(units.as_slice().into()));
    let log = logs::log([record]);
    let bytes: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    assert!(log.windows(bytes.len()).any(|window| window == bytes));
}

#[test]
fn each_way_to_damage_a_log_does_what_it_says() {
    let log = logs::log_in_chunks(logs::busy(30), 10);
    let readable = |log: Vec<u8>| {
        let parser = EvtxParser::from_buffer(log);
        parser.map(|parser| parser.with_configuration(settings()).records().filter(Result::is_ok).count())
    };
    assert_eq!(readable(log.clone()).unwrap(), 30);
    assert_eq!(damage::record_starts(&log, 2).len(), 10);
    assert!(readable(damage::without_file_header(log.clone())).is_err());
    assert_eq!(readable(damage::dirty(log.clone())).unwrap(), 30);
    assert_eq!(readable(damage::without_chunk_magic(log.clone(), 1)).unwrap(), 20);
    assert_eq!(readable(damage::with_bad_checksums(log.clone(), 1)).unwrap(), 20);
    assert!(readable(damage::with_record_size(log.clone(), 1, 3, 0)).unwrap() < 30);
    assert!(readable(damage::with_record_size(log.clone(), 1, 3, u32::MAX)).unwrap() < 30);
    assert!(readable(damage::without_record_magic(log.clone(), 1, 3)).unwrap() < 30);
    assert!(readable(damage::with_template_in_itself(log.clone(), 1)).unwrap() < 30);
    assert!(readable(damage::with_endless_chains(log, 1)).is_ok());
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::sample::select(ODD_TEXTS).prop_map(str::to_owned),
        proptest::collection::vec(any::<char>(), 0..40).prop_map(|text| text.into_iter().collect()),
        "[a-z]{1,12}",
        (0_usize..10_240).prop_map(|length| "é".repeat(length)),
    ]
}

fn value() -> impl Strategy<Value = Value<'static>> {
    prop_oneof![
        4 => text().prop_map(Value::str),
        1 => Just(Value::Null(Type::Str)),
        1 => Just(Value::Null(Type::Sid)),
        1 => any::<u8>().prop_map(Value::U8),
        1 => any::<u16>().prop_map(Value::U16),
        1 => any::<u32>().prop_map(Value::U32),
        1 => any::<u64>().prop_map(Value::U64),
        1 => any::<i32>().prop_map(Value::I32),
        1 => any::<i64>().prop_map(Value::I64),
        1 => any::<bool>().prop_map(Value::Bool),
        1 => any::<u128>().prop_map(|digits| Value::Guid(Guid::from_u128(digits))),
        1 => (0_u64..1 << 48, proptest::collection::vec(any::<u32>(), 1..15))
            .prop_map(|(authority, subs)| Value::Sid(Sid::of(authority, &subs))),
        1 => any::<u32>().prop_map(Value::Hex32),
        1 => any::<u64>().prop_map(Value::Hex64),
        1 => any::<u64>().prop_map(Value::Pointer),
        1 => proptest::collection::vec(any::<u8>(), 0..50).prop_map(|bytes| Value::Binary(bytes.into())),
    ]
}

const FIELD_NAMES: [&str; 8] =
    ["TargetUserName", "IpAddress", "LogonType", "Status", "TargetUserSid", "LogonGuid", "SubjectLogonId", "Other"];

prop_compose! {
    fn record()(
        user_data in any::<bool>(),
        in_template in any::<bool>(),
        values in proptest::collection::vec(value(), 0..FIELD_NAMES.len()),
        (event_id, version, level, opcode, task) in any::<(u16, u8, u8, u8, u16)>(),
        keywords in any::<u64>(),
        (process_id, thread_id) in any::<(u32, u32)>(),
        (qualifiers, activity, related) in any::<(Option<u16>, Option<u128>, Option<u128>)>(),
        time in -11_644_473_600_000_000_i64..253_402_200_000_000_000,
        computer in prop_oneof![Just("DC01"), Just("ws-名前.example.local"), Just("")],
    ) -> Record<'static> {
        let fields = FIELD_NAMES.into_iter().zip(values).collect();
        let data = if user_data {
            EventData::User { root: "EventXML", namespace: "Event_NS", fields }
        } else {
            EventData::Named(fields)
        };
        let provider = Provider { in_template, ..Provider::SECURITY_AUDITING };
        let mut record = Record::new(provider, event_id, "Security", data).on(computer).at(time);
        (record.version, record.level, record.opcode, record.task) = (version, level, opcode, task);
        (record.keywords, record.process_id, record.thread_id) = (keywords, process_id, thread_id);
        (record.qualifiers, record.activity) = (qualifiers, activity.map(Guid::from_u128));
        record.related_activity = related.map(Guid::from_u128);
        record
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 96,
        rng_seed: RngSeed::Fixed(0x10_90_5c_09),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_records_read_back_as_they_were(records in proptest::collection::vec(record(), 1..12)) {
        let mut log = LogWriter::new(Cursor::new(Vec::new())).unwrap();
        let mut kept = Vec::new();
        for record in records {
            // Several of the longest texts in one record are more than a chunk holds; such a record is refused.
            match log.write(&record) {
                Ok(id) => kept.push((id, record)),
                Err(WriteError::RecordTooLong(_)) => {}
                Err(other) => panic!("{other}"),
            }
        }
        let read = read(log.finish().unwrap().into_inner());
        prop_assert_eq!(read.len(), kept.len());
        for (rendered, (id, record)) in read.iter().zip(&kept) {
            assert_reads_as(rendered, record, *id);
        }
    }
}
