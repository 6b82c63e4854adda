//! The same events in every format and packing give the same rows; what is damaged costs what it hits, and is told.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that panics has failed")]

#[path = "support/logs.rs"]
mod logs;
#[path = "support/packing.rs"]
mod packing;
#[path = "support/retold.rs"]
mod retold;
#[path = "support/rows.rs"]
mod rows;

use logonscope::engine::Case;
use logonscope::evidence::batch::Batch;
use logonscope::evidence::evtx::Parser;
use logonscope::evidence::ledger::Ledger;
use logonscope::evidence::source::ReadAt;
use logonscope::evidence::walk::{Limits, RecordText, Told, is_at_hand, read_file, record_text};
use logonscope::protocol::CaseState;
use packing::{Packed, deflated, gzip, stored, zip};
use rows::{Row, rows_of};
use std::collections::BTreeMap;

/// What is told of a file: each log by its path, and the file itself by the empty path.
type Read = BTreeMap<String, (Batch, Option<String>)>;

fn read_within(bytes: &Vec<u8>, limits: Limits) -> Read {
    let (mut paths, mut read) = (vec![String::new()], Read::new());
    let size = bytes.len() as u64;
    read_file(bytes, size, &mut Parser::default(), limits, &mut |told| match told {
        Told::Member { entry, path, .. } => {
            assert_eq!(entry as usize, paths.len());
            paths.push(path);
        }
        Told::Batch { entry, batch } => {
            let (all, _) = read.entry(paths[entry as usize].clone()).or_default();
            all.store.append(&batch.store, 0);
            all.ledger.add(&batch.ledger);
        }
        Told::Over { entry, error, .. } => read.entry(paths[entry as usize].clone()).or_default().1 = error,
    })
    .unwrap();
    for (path, (batch, _)) in &read {
        assert!(batch.ledger.adds_up(), "{path}");
        assert_eq!(batch.ledger.kept, batch.store.events.len() as u64, "{path}");
    }
    read
}

fn read(bytes: &Vec<u8>) -> Read {
    read_within(bytes, Limits::default())
}

/// The rows of the only log in what was read.
fn only_rows(read: &Read) -> Vec<Row> {
    let logs: Vec<_> = read.values().filter(|(batch, _)| batch.ledger.records > batch.ledger.failed).collect();
    assert_eq!(logs.len(), 1, "{:?}", read.keys());
    rows_of(&logs[0].0)
}

/// Rows as a format has them that keeps times to the millisecond.
fn to_milliseconds(mut rows: Vec<Row>) -> Vec<Row> {
    rows.iter_mut().for_each(|row| row.time -= row.time % 1_000);
    rows
}

fn told(ledger: &Ledger) -> String {
    ledger.failures.iter().chain(&ledger.remarks).map(|told| format!("{}: {}\n", told.offset, told.cause)).collect()
}

fn log() -> Vec<u8> {
    logs::log(logs::one_of_each().into_iter().chain(logs::morning()).chain(logs::busy(300)))
}

#[test]
fn every_format_gives_the_rows_of_evtx() {
    let log = log();
    let evtx = only_rows(&read(&log));
    assert!(evtx.len() > 300);
    let events = retold::events(&log);
    let xml = retold::xml(&events, "<Events>", "</Events>");
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    let utf16_be = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>();
    for (name, bytes) in [
        ("XML with a root", xml.clone().into_bytes()),
        ("XML without", retold::xml(&events, "", "").into_bytes()),
        ("XML with a mark", format!("\u{feff}{xml}").into_bytes()),
        ("XML in UTF-16", utf16(&format!("\u{feff}{xml}"))),
        ("XML in UTF-16 without a mark", utf16(&xml)),
        ("XML in UTF-16, high byte first", utf16_be(&format!("\u{feff}{xml}"))),
        ("XML, rendered", retold::rendered_xml(&events).into_bytes()),
        ("evtx_dump", retold::evtx_dump_json(&events).into_bytes()),
        ("gzip", gzip(&log)),
        ("gzip of XML", gzip(xml.as_bytes())),
        ("zip", zip(&[deflated("a", &log)])),
        ("zip, stored", zip(&[stored("a", &log)])),
    ] {
        let rows = only_rows(&read(&bytes));
        assert!(rows == evtx, "{name}: {} rows of {}", rows.len(), evtx.len());
    }
    let milliseconds = to_milliseconds(evtx);
    for (name, text) in [
        ("Winlogbeat", retold::winlogbeat(&events)),
        ("old Winlogbeat", retold::old_winlogbeat(&events)),
        ("OTRF", retold::otrf(&events)),
        ("an array", retold::array(&retold::otrf(&events))),
    ] {
        let mut milliseconds = milliseconds.clone();
        if text.contains("mordorDataset") {
            // On one level, the channel that was cleared is hidden by the one that tells of it.
            let cleared = milliseconds.iter_mut().filter(|row| row.event_id == 104);
            cleared.for_each(|row| row.details.iter_mut().for_each(String::clear));
        }
        for bytes in [text.clone().into_bytes(), utf16(&text)] {
            let rows = only_rows(&read(&bytes));
            assert!(rows == milliseconds, "{name}: {:?}", rows.iter().zip(&milliseconds).find(|(a, b)| a != b));
        }
    }
}

#[test]
fn a_case_in_two_formats_counts_once_also_to_the_millisecond() {
    // Some of these records are microseconds apart.
    let log = logs::log(logs::morning().into_iter().chain(logs::busy(50)));
    let events = retold::events(&log);
    let [xml, dump] = [retold::xml(&events, "", ""), retold::evtx_dump_json(&events)];
    let [beat, otrf] = [retold::winlogbeat(&events), retold::otrf(&events)];
    let rows = 56;
    for (name, other) in [("XML", xml), ("evtx_dump", dump), ("Winlogbeat", beat), ("OTRF", otrf)] {
        let mut case = Case::new();
        for (number, bytes) in
            [log.clone(), other.clone().into_bytes(), log.clone(), gzip(other.as_bytes())].iter().enumerate()
        {
            let file = case.add_file(&number.to_string(), "", bytes.len() as u64);
            case.append(file, &read(bytes)[""].0);
            case.finish_file(file, None);
        }
        case.analyse();
        let summary = case.summary(CaseState::Ready);
        assert_eq!((summary.duplicates, summary.records), (f64::from(3 * rows), f64::from(4 * rows)), "{name}");
        // The finer time stands.
        let times = |case: &Case| {
            case.grounds().order.rows.iter().map(|row| case.store().events.time[*row as usize]).collect::<Vec<_>>()
        };
        let mut evtx: Vec<i64> = only_rows(&read(&log)).iter().map(|row| row.time).collect();
        evtx.sort();
        assert_eq!(times(&case), evtx, "{name}");
        assert_eq!(case.evidence_view().sum.duplicates, 3 * rows as u64, "{name}");
    }
}

#[test]
fn a_record_is_read_again_from_wherever_it_is() {
    let log = log();
    let events = retold::events(&log);
    let (xml, json) = (retold::xml(&events, "<Events>", "</Events>"), retold::evtx_dump_json(&events));
    let inner =
        zip(&[stored("logs/a.evtx", &log), deflated("b.xml", xml.as_bytes()), deflated("c.json", json.as_bytes())]);
    let nested = zip(&[
        deflated("x", b"no log"),
        stored("in.zip", &inner),
        deflated("in.zip.gz", &gzip(&inner)),
        deflated("e", &log),
    ]);
    for bytes in [log.clone(), xml.clone().into_bytes(), json.clone().into_bytes(), gzip(&log), inner, nested] {
        for (path, (batch, _)) in read(&bytes) {
            for event in batch.store.events.iter().step_by(61) {
                let size = bytes.len() as u64;
                let id = event.record_id.to_string();
                let is_packed = !path.is_empty() || bytes.starts_with(&[0x1f, 0x8b]);
                assert_eq!(is_at_hand(&bytes, size, &path), !is_packed, "{path}");
                match record_text(&bytes, size, &path, event.place.offset(), event.record_id).unwrap() {
                    RecordText::Xml(xml) => {
                        assert!(xml.contains(&format!("<EventRecordID>{id}</EventRecordID>")), "{path} {xml}");
                        assert!(xml.trim_end().ends_with("</Event>"));
                    }
                    RecordText::Json(json) => {
                        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
                        assert_eq!(json["Event"]["System"]["EventRecordID"].to_string(), id);
                    }
                }
                assert!(record_text(&bytes, size, "elsewhere", event.place.offset(), event.record_id).is_err());
                assert!(record_text(&bytes, size, &path, event.place.offset() + 3, event.record_id).is_err());
            }
        }
    }
}

#[test]
fn archives_are_opened_four_deep_in_any_packing() {
    let log = log();
    let evtx = only_rows(&read(&log));
    let with = |inner: &[u8], descriptor: bool, wide: bool, method: u16| {
        zip(&[Packed { descriptor, wide, method, ..deflated("inner", inner) }])
    };
    for descriptor in [false, true] {
        for wide in [false, true] {
            for method in [0, 8] {
                let deep = |inner: &[u8]| with(inner, descriptor, wide, method);
                let two = deep(&deep(&log));
                if descriptor && method == 0 {
                    // Its length is known from the directory only, which an archive has that is stored itself.
                    assert!(only_rows(&read(&two)) == evtx);
                    continue;
                }
                let four = deep(&deep(&two));
                let read_four = read(&four);
                assert!(
                    only_rows(&read_four) == evtx,
                    "{descriptor} {wide} {method}: {}",
                    told(&read_four[""].0.ledger)
                );
                assert!(read_four.contains_key("inner/inner/inner/inner"));
                let five = read(&deep(&four));
                assert!(told(&five[""].0.ledger).contains("inner/inner/inner/inner: an archive within more than 4"));
                assert_eq!((five.len(), five[""].1.as_deref()), (1, Some("no event log in it could be read")));
            }
        }
    }
    let gzips = gzip(&gzip(&zip(&[deflated("a.gz", &gzip(&log))])));
    assert!(only_rows(&read(&gzips)) == evtx);
}

#[test]
fn a_program_before_an_archive_does_not_matter() {
    let log = log();
    for wide in [false, true] {
        let mut bytes = b"PK\x03\x04 is how it begins ".repeat(100);
        bytes.extend(zip(&[Packed { wide, ..deflated("a", &log) }]));
        assert!(only_rows(&read(&bytes)) == only_rows(&read(&log)));
    }
}

#[test]
fn members_that_are_no_logs_are_left_aside_and_counted() {
    let log = log();
    let members = [
        stored("folder/", b""),
        deflated("notes.txt", b"An event log? No."),
        deflated("picture.evtx", b"\x89PNG\r\n"),
        deflated("C/Windows/System32/winevt/Logs/Security.evtx", &log),
        deflated("empty", b""),
        deflated("C\\Windows\\Security.log", &log),
        deflated("C/Windows/Security.log", &log),
    ];
    for bytes in [zip(&members), zip(&[deflated("in", &zip(&members))])] {
        let read = read(&bytes);
        let logs: Vec<&str> =
            read.keys().map(|path| path.trim_start_matches("in/")).filter(|path| !path.is_empty()).collect();
        assert_eq!(
            logs,
            ["C/Windows/Security.log", "C/Windows/Security.log (2)", "C/Windows/System32/winevt/Logs/Security.evtx"]
        );
        let (batch, error) = &read[""];
        assert_eq!((error, batch.ledger.records), (&None, 0));
        assert!(
            told(&batch.ledger).contains("3 members are no event logs and were left aside"),
            "{}",
            told(&batch.ledger)
        );
    }
    let no_logs = read(&zip(&members[..3]));
    assert_eq!(no_logs[""].1.as_deref(), Some("there is no event log in it"));
    assert_eq!(read(&zip(&[]))[""].1.as_deref(), Some("the archive is empty"));
    assert_eq!(read(&gzip(b"text"))[""].1.as_deref(), Some("there is no event log in it"));
    assert_eq!(read(&b"\x89PNG".to_vec())[""].1.as_deref(), Some("not an event log: it is a PNG picture"));
}

#[test]
fn what_cannot_be_unpacked_is_named_and_the_rest_is_read() {
    let log = log();
    let evtx = only_rows(&read(&log));
    let members = [
        Packed { encrypted: true, ..deflated("secret.evtx", &log) },
        Packed { method: 9, ..stored("big.evtx", &log) },
        Packed { method: 12, ..stored("old.evtx", &log) },
        Packed { method: 14, ..stored("small.evtx", &log) },
        Packed { method: 93, ..stored("new.evtx", &log) },
        Packed { method: 99, ..stored("aes.evtx", &log) },
        deflated("good.evtx", &log),
    ];
    for bytes in [zip(&members), zip(&[deflated("in.zip", &zip(&members))])] {
        let read = read(&bytes);
        assert!(only_rows(&read) == evtx);
        let ledger = &read[""].0.ledger;
        assert_eq!((ledger.failed, ledger.records), (6, 6));
        let told = told(ledger);
        for words in [
            "secret.evtx: it is encrypted",
            "big.evtx: it is packed by Deflate64",
            "old.evtx: it is packed by bzip2",
            "small.evtx: it is packed by LZMA",
            "new.evtx: it is packed by Zstandard",
            "aes.evtx: it is encrypted",
        ] {
            assert!(told.contains(words), "{words}: {told}");
        }
        assert!(ledger.failures.windows(2).all(|pair| pair[0].offset < pair[1].offset));
    }
}

#[test]
fn a_bomb_is_stopped_and_told_and_what_came_before_it_stays() {
    let log = log();
    let mut bomb = log.clone();
    bomb.resize(64 << 20, 0);
    let limits = Limits { floor: 8 << 20, ..Limits::default() };
    let within = gzip(&bomb);
    let cases = [
        zip(&[deflated("a.evtx", &log), deflated("bomb", &bomb), deflated("z.evtx", &log)]),
        zip(&[deflated("a.evtx", &log), deflated("bomb.gz", &within), deflated("z.evtx", &log)]),
        zip(&[deflated(
            "in.zip",
            &zip(&[deflated("a.evtx", &log), Packed { descriptor: true, ..deflated("bomb", &bomb) }]),
        )]),
        gzip(&zip(&[deflated("a.evtx", &log), deflated("not.a.log", &vec![b'x'; 64 << 20])])),
    ];
    for (number, bytes) in cases.iter().enumerate() {
        let read = read_within(bytes, limits);
        let path = read.keys().find(|path| path.ends_with("a.evtx")).expect("the log before it");
        assert!(!rows_of(&read[path].0).is_empty());
        assert!(!read.contains_key("z.evtx"), "{number}");
        // A member that is no log is not inflated at all.
        let told = told(&read[""].0.ledger);
        assert_eq!(told.contains("decompression bomb: more than"), number < 3, "{number}: {told}");
    }
    // Zeros behind a log are no bomb as long as they are few.
    assert!(!told(&read(&zip(&[deflated("a", &bomb)]))[""].0.ledger).contains("bomb"));
}

#[test]
fn an_archive_that_is_cut_off_is_read_up_to_there() {
    let log = log();
    let names = ["a", "b", "c"];
    let whole = zip(&names.map(|name| deflated(name, &log)));
    let each = deflated("a", &log);
    let first = zip(&[each]).len();
    for cut in [whole.len() - 1, whole.len() - 60, first + first / 2, first / 2, 40, 4] {
        let read = read(&whole[..cut].to_vec());
        let told = told(&read[""].0.ledger);
        assert!(told.contains("no directory"), "{cut}: {told}");
        let complete =
            names.iter().filter(|name| read.get(**name).is_some_and(|(batch, _)| batch.ledger.failed == 0)).count();
        let expected = if cut > whole.len() - 100 { 3 } else { cut / first };
        assert_eq!(complete, expected, "{cut}: {told}");
        if (41..first).contains(&cut) {
            let ledger = &read["a"].0.ledger;
            assert!(
                ledger.kept > 0 && ledger.failures.iter().any(|failure| failure.cause.contains("cannot be unpacked"))
            );
        }
    }
}

#[test]
fn a_damaged_member_is_told_and_the_others_are_read() {
    let log = log();
    let names = ["a", "b", "c"];
    for nested in [false, true] {
        let mut bytes = zip(&names.map(|name| deflated(name, &log)));
        let one = zip(&[deflated("a", &log)]).len() - 22 - 47;
        // In the middle of the second member's content; the first member's name in its own header stays.
        for byte in &mut bytes[one + one / 2..one + one / 2 + 40] {
            *byte = 0xff;
        }
        if nested {
            bytes = zip(&[deflated("a.zip", &bytes)]);
        }
        let read = read(&bytes);
        let of = |name: &str| &read[&if nested { format!("a.zip/{name}") } else { name.to_owned() }].0.ledger;
        assert_eq!((of("a").failed, of("c").failed), (0, 0));
        let damaged = of("b");
        assert!(damaged.failed > 0 || told(&read[""].0.ledger).contains("b: its checksum is wrong"), "{damaged:?}");
    }
    // A byte of a stored member: the checksum tells.
    let mut bytes = zip(&[stored("a", &log)]);
    let at = bytes.len() / 2;
    bytes[at] ^= 1;
    assert!(told(&read(&bytes)[""].0.ledger).contains("its checksum is wrong"));
    // A member's own header.
    let mut bytes = zip(&names.map(|name| deflated(name, &log)));
    bytes[0] = b'X';
    let mut with_program = b"PK\x03\x04".to_vec();
    with_program.extend(&bytes);
    let read = read(&with_program);
    assert!(told(&read[""].0.ledger).contains("a: its own header is damaged"));
    assert_eq!(read.len(), 3);
}

#[test]
fn gzip_of_several_members_is_one_log_and_damage_in_it_is_told() {
    let log = log();
    let evtx = only_rows(&read(&log));
    let (first, second) = log.split_at(log.len() / 2);
    let parts = [gzip(first), gzip(second)].concat();
    assert!(only_rows(&read(&parts)) == evtx);
    let padded = [parts.clone(), vec![0; 512]].concat();
    assert!(only_rows(&read(&padded)) == evtx && told(&read(&padded)[""].0.ledger).is_empty());
    let followed = [parts.clone(), b"junk".to_vec()].concat();
    assert!(told(&read(&followed)[""].0.ledger).contains("no gzip"));
    let cut = parts[..parts.len() - 100].to_vec();
    let read = read(&cut);
    let ledger = &read[""].0.ledger;
    assert!(ledger.kept > 0 && told(ledger).contains("cannot be unpacked from here on"), "{}", told(ledger));
}

#[test]
fn a_log_of_several_slices_is_the_same_from_a_stream() {
    // More than two slices of 8 MiB: the logons once, and zeros and junk over a slice's bound.
    let mut log = logs::log(logs::busy(14_000));
    let len = log.len();
    assert!(len > 8 << 20, "{len}");
    log.resize(17 << 20, 0);
    let mut more = logs::log(logs::busy(3_000));
    log.extend(more.split_off(4_096));
    log.extend(b"junk".repeat(5_000));
    let direct = rows::read(&mut Parser::default(), &log);
    let read = read(&gzip(&log));
    let (batch, _) = &read[""];
    assert!(rows_of(batch) == rows_of(&direct));
    assert_eq!((batch.ledger.records, batch.ledger.failed), (direct.ledger.records, direct.ledger.failed));
    assert_eq!(batch.ledger.failures, direct.ledger.failures);
}

#[test]
fn ten_thousand_logs_in_an_archive_are_ten_thousand_entries() {
    let xml = retold::xml(&retold::events(&logs::log(logs::morning())), "", "");
    let names: Vec<String> = (0..10_000).map(|number| format!("host{}/{number}.xml", number % 40)).collect();
    let members: Vec<Packed<'_>> = names.iter().map(|name| deflated(name, xml.as_bytes())).collect();
    let read = read(&zip(&members));
    // And the archive itself.
    assert_eq!(read.len(), 10_001);
    let logs = || read.iter().filter(|(path, _)| !path.is_empty());
    assert!(logs().all(|(_, (batch, error))| batch.ledger.kept == 6 && error.is_none()));
}

#[test]
fn a_file_that_vanishes_while_it_is_read_is_an_error_and_what_was_read_stays() {
    struct Vanishing(Vec<u8>, u64);
    impl ReadAt for Vanishing {
        fn read_at(&self, offset: u64, buffer: &mut [u8]) -> std::io::Result<usize> {
            let left = self.1.saturating_sub(offset) as usize;
            match left.min(buffer.len()) {
                0 => Err(std::io::Error::other("it is gone")),
                len => self.0.read_at(offset, &mut buffer[..len]),
            }
        }
    }
    let log = logs::log(logs::busy(6_000));
    let xml = retold::xml(&retold::events(&log), "", "").into_bytes();
    let archive = zip(&[stored("a.xml", &xml), stored("b.xml", &xml)]);
    let whole = only_rows(&read(&xml)).len() as u64;
    for (bytes, least) in [(xml.clone(), 1), (gzip(&xml), 1), (archive, 0)] {
        let (len, mut kept, mut failed) = (bytes.len() as u64, 0, 0);
        let source = Vanishing(bytes, len * 3 / 4);
        let error = read_file(&source, len, &mut Parser::default(), Limits::default(), &mut |told| {
            if let Told::Batch { batch, .. } = told {
                kept += batch.ledger.kept;
                failed += batch.ledger.failed;
            }
        });
        assert_eq!(error.unwrap_err().to_string(), "it is gone");
        // Without its end an archive's directory is not to be had.
        assert!(kept >= least && kept < 2 * whole, "{kept}");
        assert!(failed <= 1, "what was cut off by it is told at most, not as damage: {failed}");
    }
}
