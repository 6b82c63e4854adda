//! Whatever is picked: a clear message that names its place, everything readable kept, and an account that adds up. The list of what can
//! be wrong stands here, each with the tests that hold it; those that are of no other test's subject follow.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that panics has failed")]

#[path = "support/damage.rs"]
mod damage;
#[path = "support/logs.rs"]
mod logs;
#[path = "support/packing.rs"]
mod packing;
#[path = "support/retold.rs"]
mod retold;

use logonscope::engine::Case;
use logonscope::evidence::evtx::Parser;
use logonscope::evidence::walk::{Limits, Told, read_file};
use logonscope::protocol::evidence::{FileLine, FileState};
use packing::{deflated, gzip, stored, zip};
use std::path::Path;

/// What can be wrong with input, and where a test of it stands: the file, and what the test is called.
const CASES: &[(&str, &[(&str, &str)])] = &[
    (
        "not a log",
        &[
            ("src/evidence/evtx/header.rs", "what_is_no_log_is_named"),
            ("tests/browser/evidence.test.mjs", "is no log: the message names it"),
            (HERE, "text_that_only_looks_like_a_log_is_named_with_its_place"),
        ],
    ),
    (
        "empty",
        &[
            ("src/worker/intake/tests.rs", "an_empty_file_is_no_log_at_once"),
            (HERE, "what_holds_nothing_says_so_in_every_format"),
        ],
    ),
    (
        "truncated anywhere",
        &[
            ("tests/reader_roundtrip.rs", "a_log_cut_anywhere_is_read_up_to_there"),
            ("tests/formats.rs", "an_archive_that_is_cut_off_is_read_up_to_there"),
            (HERE, "text_and_gzip_cut_anywhere_are_read_up_to_there"),
        ],
    ),
    (
        "header dirty or wrong, chunk count wrong, bad checksums, bad magic",
        &[
            ("src/evidence/evtx/header.rs", "a_dirty_or_short_file_is_remarked"),
            ("tests/reader_roundtrip.rs", "damage_around_the_records_costs_none_of_them"),
            ("src/evidence/evtx/checksums.rs", "a_changed_byte_is_told_with_its_chunk"),
        ],
    ),
    (
        "zero-size record",
        &[
            ("tests/reader_roundtrip.rs", "damage_within_a_record_costs_that_record_and_is_in_the_ledger"),
            ("tests/reader_roundtrip.rs", "no_record_is_lost_without_a_word"),
        ],
    ),
    (
        "huge sizes",
        &[
            ("tests/reader_roundtrip.rs", "damage_within_a_record_costs_that_record_and_is_in_the_ledger"),
            ("src/evidence/event_xml/log.rs", "a_record_without_end_does_not_hold_the_rest"),
            (HERE, "sizes_that_nothing_has_cost_only_what_claims_them"),
        ],
    ),
    (
        "loops in templates and strings",
        &[
            ("tests/reader_roundtrip.rs", "a_template_within_itself_ends_and_costs_at_most_its_chunk"),
            ("tests/reader_roundtrip.rs", "with_endless_chains"),
        ],
    ),
    (
        "deep nesting",
        &[
            ("tests/formats.rs", "archives_are_opened_four_deep_in_any_packing"),
            (HERE, "nesting_without_end_costs_its_own_record"),
        ],
    ),
    (
        "lone surrogates, invalid UTF-16",
        &[
            ("src/evidence/json/log.rs", "half_characters_cost_nothing_but_themselves"),
            ("src/evidence/text.rs", "half_characters_are_underscores"),
            ("tests/reader_roundtrip.rs", "any_logons_make_the_rows_that_their_fields_say"),
        ],
    ),
    (
        "NUL",
        &[
            ("tests/reader_roundtrip.rs", "names_that_an_attacker_chose_are_never_dropped"),
            (HERE, "nul_and_what_is_no_unicode_cost_no_record_of_a_text"),
        ],
    ),
    (
        "times out of range",
        &[
            ("src/evidence/filetime.rs", "centuries_off_is_not_believed"),
            ("src/evidence/row.rs", "a_record_without_a_believable_time_takes_when_it_was_written_or_makes_no_row"),
        ],
    ),
    ("a zip bomb", &[("tests/formats.rs", "a_bomb_is_stopped_and_told_and_what_came_before_it_stays")]),
    (
        "a zip with an encrypted or a nested member",
        &[
            ("tests/formats.rs", "what_cannot_be_unpacked_is_named_and_the_rest_is_read"),
            (HERE, "an_archive_of_which_nothing_can_be_opened_is_not_read"),
        ],
    ),
    ("10 000 files", &[("tests/large.rs", "ten_thousand_files_are_a_case_and_equal_ones_count_once")]),
    (
        "the same file twice",
        &[
            ("tests/properties.rs", "a_log_and_its_copy_count_once"),
            ("tests/browser/evidence.test.mjs", "the same file picked twice counts once"),
        ],
    ),
    (
        "a file that changes or vanishes while read",
        &[
            ("tests/browser/trouble.test.mjs", "a file that changes while it is read"),
            ("tests/formats.rs", "a_file_that_vanishes_while_it_is_read_is_an_error_and_what_was_read_stays"),
            ("src/evidence/native.rs", "a_file_that_cannot_be_read_is_told_and_does_not_end_the_import"),
        ],
    ),
    (
        "a worker that traps or hangs",
        &[
            ("tests/browser/trouble.test.mjs", "a slice on which every parser traps is in the ledger"),
            ("tests/browser/trouble.test.mjs", "a parser that hangs is replaced after a while"),
        ],
    ),
    (
        "a worker that hangs while it unpacks a record",
        &[("tests/browser/trouble.test.mjs", "a worker that hangs while it unpacks a record is ended")],
    ),
    ("memory refused", &[("tests/browser/trouble.test.mjs", "a case that fills the memory is cut")]),
];

const HERE: &str = "tests/bad_input.rs";

#[test]
fn every_case_of_bad_input_is_held_to_a_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (case, tests) in CASES {
        for (file, test) in *tests {
            let text = std::fs::read_to_string(root.join(file)).unwrap();
            // Named in the list of this file, and where it stands.
            let times = if *file == HERE { 2 } else { 1 };
            assert!(text.matches(test).count() >= times, "{case}: {file} has no {test}");
        }
    }
}

/// A case of these files, read as the page reads what is no EVTX: from front to back.
fn case(files: &[(&str, Vec<u8>)]) -> Case {
    let mut case = Case::new();
    for (name, bytes) in files {
        let size = bytes.len() as u64;
        let mut numbers = vec![case.add_file(name, name, size)];
        read_file(bytes, size, &mut Parser::default(), Limits::default(), &mut |told| match told {
            Told::Member { path, size, .. } => numbers.push(case.add_member(numbers[0], &path, size)),
            Told::Batch { entry, batch } => case.append(numbers[entry as usize], &batch),
            Told::Over { entry: 0, error, .. } => case.finish_file(numbers[0], error),
            Told::Over { entry, size, error } => case.finish_member(numbers[entry as usize], size, error),
        })
        .unwrap();
    }
    case.analyse();
    for FileLine { path, sum, .. } in case.all_files().lines {
        assert_eq!(sum.records, sum.kept + sum.filtered + sum.duplicates + sum.failed, "{path}");
    }
    case
}

/// How a file was read, how many of its records made rows and failed, and its error.
fn read(name: &str, bytes: Vec<u8>) -> (FileState, u64, u64, String) {
    let case = case(&[(name, bytes)]);
    let line = case.all_files().lines.remove(0);
    let error = case.file_view(line.file).unwrap().error.unwrap_or_default();
    (line.state, line.sum.kept + line.sum.duplicates, line.sum.failed, error)
}

fn xml() -> String {
    retold::xml(&retold::events(&logs::log(logs::morning())), "<Events>", "</Events>")
}

fn json() -> String {
    retold::evtx_dump_json(&retold::events(&logs::log(logs::morning())))
}

/// The place that is told of the first failure of file 0.
fn told(bytes: &[u8]) -> (String, String) {
    let case = case(&[("a", bytes.to_vec())]);
    case.file_view(0).unwrap().failures.first().cloned().unwrap_or_default()
}

#[test]
fn text_that_only_looks_like_a_log_is_named_with_its_place() {
    for (text, says) in [
        // Settings of some program that speaks of an event; a log whose every record is spoilt.
        (
            r#"{"name": "party", "Event": "birthday"}"#,
            "no record of it could be read; at offset 0, 38 bytes: it has no event id",
        ),
        ("  {\"Event\": oops}", "no record of it could be read; at offset 2, 15 bytes: its JSON is damaged: "),
        ("[{\"EventID\": 4624, ", "no record of it could be read; at offset 1, 18 bytes: the record is cut off"),
        (
            "<Events><Event><System></Event></Events>",
            "no record of it could be read; at offset 8, 23 bytes: its XML is damaged",
        ),
        ("<Event/>", "no record of it could be read; at offset 0, 8 bytes: it has no event id"),
    ] {
        let (state, kept, failed, error) = read("settings.json", text.into());
        assert_eq!((state, kept), (FileState::Unread, 0), "{text}: {error}");
        assert!(failed > 0 && error.starts_with(says), "{text}: {error}");
    }
    // One record that can be read makes a log of it.
    let (state, kept, failed, error) = read("a.json", format!("{{\"Event\": oops}}\n{}", json()).into());
    assert_eq!((state, kept, failed, error.as_str()), (FileState::Whole, 6, 1, ""));
    // A log of which not one record is left.
    let log = logs::log([logs::kerberos_logon("alice", 1_104, 1, logs::MONDAY)]);
    let bytes = damage::without_record_magic(log, 0, 0);
    let (state, kept, failed, error) = read("a.evtx", bytes);
    assert_eq!((state, kept), (FileState::Unread, 0), "{error}");
    assert!(failed > 0 && error.starts_with("no record of it could be read; at offset 4096, record 1: "), "{error}");
}

#[test]
fn what_holds_nothing_says_so_in_every_format() {
    for (bytes, says) in [
        (Vec::new(), "the file is empty"),
        (gzip(b""), "there is no event log in it"),
        (zip(&[]), "the archive is empty"),
        (b"<Events></Events>".to_vec(), "there is no event in it"),
        (b"[ \"EventID\" ]".to_vec(), ""),
    ] {
        let (state, kept, _, error) = read("a", bytes);
        assert!(state == FileState::Unread && kept == 0 && !error.is_empty() && error.starts_with(says), "{error}");
    }
    // A log in which nothing was written yet is none that could not be read.
    assert_eq!(read("new.evtx", logs::log([])), (FileState::Whole, 0, 0, String::new()));
}

#[test]
fn text_and_gzip_cut_anywhere_are_read_up_to_there() {
    for whole in [xml().into_bytes(), json().into_bytes()] {
        let (_, all, ..) = read("a", whole.clone());
        let mut last = 0;
        for cut in (0..=whole.len()).step_by(97).chain([whole.len()]) {
            let (state, kept, failed, error) = read("a", whole[..cut].to_vec());
            assert!(kept >= last && failed <= 1, "cut at {cut}: {kept} after {last}, {failed} failed");
            assert!(kept > 0 || state == FileState::Unread && !error.is_empty(), "cut at {cut}: {state:?} {error}");
            last = kept;
        }
        assert_eq!(last, all);
        let packed = gzip(&whole);
        for cut in (20..packed.len()).step_by(211) {
            let (state, _, failed, error) = read("a.gz", packed[..cut].to_vec());
            assert!(failed > 0 || state == FileState::Unread && !error.is_empty(), "cut at {cut}: {state:?} {error}");
        }
    }
}

#[test]
fn sizes_that_nothing_has_cost_only_what_claims_them() {
    // An object that goes on for more than any record does.
    let long = format!("{{\"EventID\": 4624, \"Message\": \"{}", "x".repeat(17 << 20));
    let (state, kept, failed, _) = read("a.json", format!("{}\n{long}", json()).into());
    assert!(state == FileState::Whole && kept == 6 && failed >= 1, "{kept} {failed}");
    // A member that says of itself that it is as large as can be said.
    let log = logs::log(logs::morning());
    let good = zip(&[stored("a.evtx", &log), stored("b.evtx", &log)]);
    let directory = good.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    for (at, len) in [(20, 4), (24, 4), (20, 8), (28, 2), (30, 2), (42, 4)] {
        let mut bytes = good.clone();
        bytes[directory + at..directory + at + len].fill(0xfe);
        let case = case(&[("a.zip", bytes)]);
        let sum = case.evidence_view().sum;
        assert!(sum.kept == 6 && sum.records >= 6, "{at}: {sum:?}");
    }
}

#[test]
fn nesting_without_end_costs_its_own_record() {
    for depth in [200, 100_000] {
        let deep = |open: &str, close: &str| [open.repeat(depth), close.repeat(depth)].concat();
        for nested in [deep("[", "]"), deep("{\"a\":", "}").replace(":}", ":1}")] {
            let text = format!("{{\"EventID\": 4624, \"a\": {nested}}}\n{}", json());
            let (_, kept, failed, error) = read("a.json", text.clone().into());
            assert_eq!((kept, error.as_str()), (6, ""));
            assert_eq!((failed, told(text.as_bytes()).0.starts_with("offset 0")), (1, true));
        }
        let nested = format!("<EventData>{}", deep("<a>", "</a>"));
        let (_, kept, failed, error) = read("a.xml", xml().replacen("<EventData>", &nested, 1).into());
        assert!(kept + failed == 6 && kept >= 5 && error.is_empty(), "{kept} {failed} {error}");
        // Events within events.
        let (_, kept, ..) = read("a.xml", format!("{}{}", deep("<Event>", "</Event>"), xml()).into());
        assert_eq!(kept, 6);
    }
}

#[test]
fn nul_and_what_is_no_unicode_cost_no_record_of_a_text() {
    for text in [xml(), json()] {
        for odd in [&b"\0"[..], b"\xff\xfe\xfd", b"\xed\xa0\x80", b"\xc0\xaf"] {
            let at = text.find("alice").unwrap();
            let bytes = [&text.as_bytes()[..at + 1], odd, &text.as_bytes()[at + 1..]].concat();
            let (state, kept, failed, error) = read("a", bytes);
            assert!(kept + failed == 6 && kept >= 5 && error.is_empty(), "{odd:x?}: {state:?} {kept} {failed} {error}");
        }
        // UTF-16 that ends within a character.
        let mut wide: Vec<u8> =
            "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        wide.extend([0x3d, 0xd8, 0x00]);
        let (_, kept, _, error) = read("a", wide);
        assert_eq!((kept, error.as_str()), (6, ""));
    }
}

#[test]
fn an_archive_of_which_nothing_can_be_opened_is_not_read() {
    let log = logs::log(logs::morning());
    let secret = packing::Packed { encrypted: true, ..deflated("secret.evtx", &log) };
    let (state, kept, failed, error) = read("a.zip", zip(&[secret]));
    assert_eq!((state, kept, failed, error.as_str()), (FileState::Unread, 0, 1, "no event log in it could be read"));
    let (place, cause) = told(&zip(&[packing::Packed { encrypted: true, ..deflated("secret.evtx", &log) }]));
    assert!(place.starts_with("offset 0") && cause.starts_with("secret.evtx: it is encrypted"), "{place} {cause}");
    // One that holds a log beside it is read; what failed is its own.
    let secret = packing::Packed { encrypted: true, ..deflated("secret.evtx", &log) };
    let case = case(&[("a.zip", zip(&[secret, deflated("a.evtx", &log)]))]);
    let lines = case.all_files().lines;
    assert_eq!(lines.iter().map(|line| line.state).collect::<Vec<_>>(), [FileState::Whole, FileState::Whole]);
    assert_eq!((lines[0].sum.failed, lines[1].sum.kept), (1, 6));
}
