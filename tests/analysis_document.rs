//! The analysis document of real logs: complete, the same however they are read, and in accord with LogonTracer's rows.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that panics has failed")]

use logonscope::engine::{Case, native};
use logonscope::evidence::native::find_files;
use logonscope::protocol::{ExportFormat, Options};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The folder of real logs, if this machine has it.
fn samples() -> Option<PathBuf> {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples");
    if samples.is_dir() {
        return Some(samples);
    }
    eprintln!("skipped: there are no samples beside the project");
    None
}

fn document_bytes(files: &[PathBuf], options: Options, threads: usize) -> Vec<u8> {
    let mut case = Case::new();
    case.set_options(options).expect("options");
    native::read_into(&mut case, files, threads);
    case.export(ExportFormat::AnalysisJson).expect("a document").bytes
}

fn document(files: &[PathBuf], options: Options) -> Value {
    serde_json::from_slice(&document_bytes(files, options, 2)).expect("JSON")
}

fn everything() -> Options {
    Options { include_builtin: true, include_machine: true, include_local: true, ..Options::default() }
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("a number, not {value}"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_else(|| panic!("a list, not {value}"))
}

#[test]
fn every_sample_is_read_and_no_record_is_lost() {
    let Some(samples) = samples() else { return };
    let files = find_files(&[samples.join("evtx")]).expect("files");
    let document = document(&files, Options::default());
    let index: Value =
        serde_json::from_slice(&std::fs::read(samples.join("index.json")).expect("index")).expect("JSON");
    assert_eq!(list(&document["files"]).len(), list(&index).len());
    for known in list(&index) {
        let sha256 = &known["sha256"];
        let file = list(&document["files"]).iter().find(|file| file["sha256"] == *sha256).expect("a file of this hash");
        let records = number(&file["records"]);
        assert!(records >= number(&known["records"]), "{}: {records} of {}", file["name"], known["records"]);
        let filtered: u64 = file["filtered"].as_object().expect("reasons").values().map(number).sum();
        let parts = number(&file["kept"]) + filtered + number(&file["duplicates"]) + number(&file["failed_records"]);
        assert_eq!(records, parts, "{} does not add up", file["name"]);
        let of_ids: u64 = ["4624", "4625", "4768", "4769", "4776", "4672"]
            .iter()
            .filter_map(|id| known["event_ids"].get(id).map(number))
            .sum();
        let found = number(&file["kept"])
            + number(&file["duplicates"])
            + file["filtered"]["other_provider"].as_u64().unwrap_or(0);
        assert!(found >= of_ids, "{}: {found} rows of {of_ids}", file["name"]);
    }
}

#[test]
fn the_same_files_give_the_same_bytes_in_any_order_with_any_number_of_threads() {
    let Some(samples) = samples() else { return };
    let mut files = find_files(&[samples.join("evtx")]).expect("files");
    let first = document_bytes(&files, everything(), 1);
    for threads in [2, 5] {
        // Neither sorted nor reversed, and the same on every run.
        files.rotate_left(7);
        files.sort_by_key(|path| path.to_string_lossy().bytes().map(u32::from).sum::<u32>() * 31 % 97);
        files.rotate_left(threads);
        assert!(document_bytes(&files, everything(), threads) == first, "{threads} threads");
    }
}

#[test]
fn a_file_that_is_there_twice_counts_once() {
    let Some(samples) = samples() else { return };
    let file = samples.join("evtx/Security_with_size_t.evtx");
    let once = document(std::slice::from_ref(&file), everything());
    let twice = document(&[file.clone(), file], everything());
    for key in ["accounts", "hosts", "edges", "timeline"] {
        assert_eq!(once[key], twice[key], "{key}");
    }
    let files = list(&twice["files"]);
    assert_eq!(number(&files[0]["duplicates"]), 0);
    assert_eq!((&files[1]["duplicates"], number(&files[1]["kept"])), (&once["totals"]["kept"], 0));
}

/// A kind of row, in the words of both: event id, source, account.
type Pair = (u64, String, String);

/// What LogonTracer kept of a log, and what the document says: logon type, status, authentication and count of each.
fn rows_by_pair(rows: impl Iterator<Item = (Pair, Kind)>) -> BTreeMap<Pair, Vec<Kind>> {
    let mut by_pair: BTreeMap<Pair, Vec<Kind>> = BTreeMap::new();
    for (pair, kind) in rows {
        by_pair.entry(pair).or_default().push(kind);
    }
    by_pair
}

#[derive(Clone, PartialEq, Debug)]
struct Kind {
    logon_type: Option<u64>,
    status: Option<String>,
    authentication: Option<String>,
    count: u64,
}

#[test]
fn every_row_that_logontracer_keeps_has_its_row_here() {
    let Some(samples) = samples() else { return };
    let vector = std::fs::read(samples.join("parity/security_with_size_t.json")).expect("vector");
    let vector: Value = serde_json::from_slice(&vector).expect("JSON");
    let name_of = |source: &str| vector["address_to_name"][source].as_str().unwrap_or(source).to_owned();
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let known = |text: String| Some(text).filter(|text| text != "-");
    // LogonTracer names accounts without a domain.
    let merged = Options { merge_accounts: true, ..everything() };
    let document = document(&[samples.join("evtx/Security_with_size_t.evtx")], merged);
    let ours = rows_by_pair(list(&document["edges"]).iter().map(|edge| {
        let pair =
            (number(&edge["event_id"]), text(&edge["source"]).to_lowercase(), text(&edge["account"]).to_lowercase());
        let kind = Kind {
            logon_type: edge["logon_type"].as_u64(),
            status: edge["status"].as_str().map(str::to_owned),
            authentication: edge["authentication"].as_str().map(str::to_owned),
            count: number(&edge["count"]),
        };
        (pair, kind)
    }));

    let mut differences: BTreeMap<&str, u64> = BTreeMap::new();
    let mut note = |difference: &'static str| *differences.entry(difference).or_default() += 1;
    // Each of LogonTracer's rows takes one event of ours.
    let mut left = ours.clone();
    for row in list(&vector["rows"]) {
        let pair = (number(&row[0]), name_of(&text(&row[1])), text(&row[2]));
        let status = known(text(&row[4]));
        let authentication = text(&row[5]);
        let kinds = left.get_mut(&pair).unwrap_or_else(|| panic!("no row for {row}"));
        let logon_type = Some(number(&row[3])).filter(|logon_type| *logon_type != 0);
        let fits = |kind: &&mut Kind| {
            let refined = matches!(status.as_deref(), Some("0xc000006d" | "0xc000006e"));
            kind.count > 0
                && kind.logon_type == logon_type
                && (kind.status == status || refined || pair.0 == 4776)
                && kind.authentication.as_deref().is_some_and(|ours| ours.starts_with(&authentication))
        };
        let among = format!("{kinds:?}");
        let kind = kinds.iter_mut().find(fits).unwrap_or_else(|| panic!("no row for {row} among {among}"));
        kind.count -= 1;
        if pair.0 == 4776 && status.is_none() && kind.status.as_deref() == Some("0x0") {
            note("4776: LogonTracer does not read a status of 0");
        } else if kind.status != status {
            note("4625: the sub-status says more than the status");
        }
        if kind.authentication.as_deref() != Some(&authentication) {
            note("NTLM is refined to its version");
        }
        if pair.2 == "anonymous logon" {
            note("a built-in account that LogonTracer keeps by mistake is behind a switch");
        }
    }
    eprintln!("documented differences: {differences:#?}");
    assert_eq!(differences.get("4776: LogonTracer does not read a status of 0"), Some(&21));
    assert_eq!(differences.get("4625: the sub-status says more than the status"), Some(&9));
    assert_eq!(differences.get("a built-in account that LogonTracer keeps by mistake is behind a switch"), Some(&1));
    // What LogonTracer drops is kept: logons from the machine itself, local ones, built-in accounts.
    let dropped: u64 = left.values().flatten().map(|kind| kind.count).sum();
    assert_eq!(dropped + 35, number(&document["totals"]["logons"]));
}

#[test]
fn the_ids_of_a_sample_are_all_counted() {
    let Some(samples) = samples() else { return };
    let document = document(&[samples.join("evtx/Security_with_size_t.evtx")], everything());
    let mut counts: BTreeMap<u64, u64> = BTreeMap::new();
    for edge in list(&document["edges"]) {
        *counts.entry(number(&edge["event_id"])).or_default() += number(&edge["count"]);
    }
    assert_eq!(counts, BTreeMap::from([(4624, 126), (4625, 15), (4776, 21)]));
    let administrator = list(&document["accounts"]).iter().find(|account| account["name"] == "Administrator");
    let administrator = administrator.expect("Administrator");
    assert_eq!(administrator["privileged"], true);
    assert_eq!(administrator["sids"][0], "S-1-5-21-3848053756-3249532031-1848221756-500");
}
