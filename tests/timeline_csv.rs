//! The timeline's CSVs say what the analysis document says, a whole line at a time.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that panics has failed")]

#[path = "support/logs.rs"]
#[allow(clippy::unwrap_used, reason = "a test that panics has failed")]
mod logs;
#[path = "support/rows.rs"]
#[allow(clippy::unwrap_used, reason = "a test that panics has failed")]
mod rows;

use logonscope::engine::Case;
use logonscope::evidence::evtx::Parser;
use logonscope::evidence::evtx::writer::Record;
use logonscope::export::parts::{LONGEST, Parts};
use logonscope::protocol::filter::Filter;
use logonscope::protocol::scores::Scores;
use logonscope::protocol::{ExportFormat, Options};
use serde_json::Value;
use std::collections::BTreeMap;

/// A case of `records` under `options`.
fn case<'r>(records: impl IntoIterator<Item = Record<'r>>, options: Options) -> Case {
    let log = logs::log(records);
    let mut case = Case::new();
    case.set_options(options).expect("options");
    let file = case.add_file("a.evtx", "a.evtx", log.len() as u64);
    case.append(file, &rows::read(&mut Parser::default(), &log));
    case.finish_file(file, None);
    case.set_sha256(file, "aa".to_owned());
    case.analyse();
    case
}

fn in_zone(zone: &str) -> Options {
    Options { zone: zone.to_owned(), ..Options::default() }
}

/// The rows of a CSV by the names of its columns, in order.
fn table(case: &Case, format: ExportFormat) -> Vec<Vec<(String, String)>> {
    let bytes = case.export(format).expect("a file").bytes;
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let head = reader.headers().expect("a header").clone();
    let row = |row: Result<csv::StringRecord, csv::Error>| {
        let row = row.expect("a whole row");
        head.iter().zip(row.iter()).map(|(name, cell)| (name.to_owned(), cell.to_owned())).collect()
    };
    reader.records().map(row).collect()
}

fn cell<'a>(row: &'a [(String, String)], name: &str) -> &'a str {
    row.iter().find(|(column, _)| column == name).map(|(_, cell)| cell.as_str()).expect("the column")
}

fn document(case: &Case) -> Value {
    serde_json::from_slice(&case.export(ExportFormat::AnalysisJson).expect("a document").bytes).expect("JSON")
}

/// Counts of the document by account, event id and hour (its number); zeros left out.
fn counted(document: &Value) -> BTreeMap<(String, String, usize), u64> {
    let mut counts = BTreeMap::new();
    for account in document["timeline"]["accounts"].as_array().expect("accounts") {
        for (id, hours) in account["counts"].as_object().expect("ids") {
            for (hour, count) in hours.as_array().expect("per hour").iter().enumerate() {
                let count = count.as_u64().expect("a count");
                if count > 0 {
                    counts.insert((account["label"].as_str().expect("label").to_owned(), id.clone(), hour), count);
                }
            }
        }
    }
    counts
}

/// Hours from the first column to `hour`.
fn hour_number(first: &str, hour: &str) -> usize {
    let at = |text: &str| text.parse::<jiff::Timestamp>().expect("ISO with an offset").as_second();
    usize::try_from((at(hour) - at(first)) / 3_600).expect("not before the first")
}

#[test]
fn the_summary_is_accounts_by_hours_and_adds_up() {
    let case = case(logs::busy(600), in_zone("Asia/Tokyo"));
    let rows = table(&case, ExportFormat::TimelineSummaryCsv);
    let document = document(&case);
    let wanted = counted(&document);
    let first_hour = rows[0][5].0.clone();
    assert_eq!(first_hour, "2024-03-04T17:00:00+09:00");
    assert_eq!(rows[0].len() - 5, document["timeline"]["hours"].as_u64().expect("hours") as usize);
    let accounts: Vec<&str> = rows.iter().map(|row| cell(row, "username")).collect();
    let labels = document["accounts"].as_array().expect("accounts").iter();
    assert_eq!(accounts, labels.map(|account| account["label"].as_str().expect("label")).collect::<Vec<_>>());
    for row in &rows {
        assert_eq!((cell(row, "domain"), cell(row, "zone")), ("EXAMPLE", "Asia/Tokyo"));
        let mut sum = 0;
        for (position, (hour, count)) in row[5..].iter().enumerate() {
            assert_eq!(hour_number(&first_hour, hour), position);
            let of_document: u64 = wanted
                .iter()
                .filter(|((label, _, at), _)| label == cell(row, "username") && *at == position)
                .map(|(_, count)| count)
                .sum();
            assert_eq!(count.parse::<u64>().expect("a count"), of_document);
            sum += of_document;
        }
        assert_eq!(cell(row, "events"), sum.to_string());
    }
}

#[test]
fn the_detail_has_a_whole_line_for_each_hour_that_is_lit() {
    // A silence of days between two spells, so that scores stand where nothing happened.
    let later = logs::busy(300).map(|record| record.at(logs::MONDAY + 100 * logs::HOUR));
    let case = case(logs::busy(900).chain(later), in_zone("UTC"));
    let document = document(&case);
    let mut found = BTreeMap::new();
    let mut lines = Vec::new();
    for row in table(&case, ExportFormat::TimelineDetailCsv) {
        let (label, hour) = (cell(&row, "username").to_owned(), cell(&row, "hour"));
        assert!(hour.ends_with(":00:00+00:00"), "{hour}");
        assert_eq!((cell(&row, "domain"), cell(&row, "zone")), ("EXAMPLE", "UTC"));
        let hour = hour_number("2024-03-04T08:00:00+00:00", hour);
        let mut sum = 0;
        for id in ["4624", "4625", "4768", "4769", "4776"] {
            let count = cell(&row, id).parse::<u64>().expect("a count");
            if count > 0 {
                found.insert((label.clone(), id.to_owned(), hour), count);
            }
            sum += count;
        }
        assert_eq!(cell(&row, "events"), sum.to_string());
        assert_eq!(cell(&row, "marked_by"), "sound");
        let score = cell(&row, "score").parse::<f64>().expect("a score");
        if sum == 0 && score <= 10.0 {
            assert_ne!(cell(&row, "level"), "0", "lit by nothing");
            continue;
        }
        lines.push((label, hour, cell(&row, "score").parse::<f64>().expect("a score")));
    }
    assert_eq!(found, counted(&document));
    let mut lit = Vec::new();
    for account in document["timeline"]["accounts"].as_array().expect("accounts") {
        let label = account["label"].as_str().expect("label");
        for (hour, score) in account["scores"].as_array().expect("scores").iter().enumerate() {
            let score = score.as_f64().expect("a score");
            let happened = found.keys().any(|(of, _, at)| of == label && *at == hour);
            if happened || score > 10.0 {
                lit.push((label.to_owned(), hour, score));
            }
        }
    }
    assert_eq!(lines, lit);
    assert!(lit.len() > found.len() / 2 && lit.iter().any(|(.., score)| *score > 10.0));
}

#[test]
fn hours_of_summer_time_stand_once_each_with_their_offset() {
    // 2024-03-31 01:00 UTC: Berlin's clocks go from 02:00 to 03:00.
    let night = 1_711_843_200_000_000; // 00:00 UTC
    let records = (0..4).map(|hour| logs::kerberos_logon("alice", 1_104, 11, night + hour * logs::HOUR));
    let case = case(records, in_zone("Europe/Berlin"));
    let rows = table(&case, ExportFormat::TimelineSummaryCsv);
    let hours: Vec<&str> = rows[0][5..].iter().map(|(hour, _)| hour.as_str()).collect();
    let wanted = ["T01:00:00+01:00", "T03:00:00+02:00", "T04:00:00+02:00", "T05:00:00+02:00"];
    assert_eq!(hours, wanted.map(|hour| format!("2024-03-31{hour}")));
}

#[test]
fn formulas_and_the_sign_of_an_offset_stay_text() {
    let names = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)"];
    let records = names.iter().zip(1_104..).map(|(name, rid)| logs::kerberos_logon(name, rid, 11, logs::MONDAY));
    let case = case(records, in_zone("+09:00"));
    for format in [ExportFormat::TimelineSummaryCsv, ExportFormat::TimelineDetailCsv, ExportFormat::EdgesCsv] {
        for row in table(&case, format) {
            for (_, text) in row {
                assert!(!text.starts_with(['=', '+', '-', '@']), "{text}");
            }
        }
    }
}

#[test]
fn the_long_form_has_a_line_for_each_id_of_each_lit_hour_and_follows_the_filter() {
    let mut case = case(logs::busy(600), in_zone("America/New_York"));
    let document = document(&case);
    let start = document["timeline"]["start"].as_str().expect("a start").to_owned();
    let lines = |case: &Case| -> BTreeMap<(String, String, usize), u64> {
        let rows = table(case, ExportFormat::TimelineLongCsv);
        assert!(rows.iter().all(|row| cell(row, "zone") == "America/New_York"));
        let key = |row: &Vec<(String, String)>| {
            let hour = hour_number(&start, cell(row, "hour"));
            (cell(row, "username").to_owned(), cell(row, "id").to_owned(), hour)
        };
        let counts = rows.iter().map(|row| (key(row), cell(row, "count").parse().expect("a count")));
        let counts: BTreeMap<_, _> = counts.collect();
        assert_eq!(counts.len(), rows.len(), "no line comes twice");
        counts
    };
    let whole = lines(&case);
    assert_eq!(whole, counted(&document));
    let detail = table(&case, ExportFormat::TimelineDetailCsv);
    for row in table(&case, ExportFormat::TimelineLongCsv) {
        let same = |name: &str, other: &[(String, String)]| cell(other, name) == cell(&row, name);
        let of = detail.iter().find(|other| same("username", other) && same("hour", other)).expect("the hour");
        assert_eq!((cell(&row, "score"), cell(&row, "scored_by")), (cell(of, "mark_score"), cell(of, "marked_by")));
    }
    case.set_filter(Filter { text: "id:4625".to_owned(), ..Filter::default() });
    let left = lines(&case);
    assert!(!left.is_empty() && left.len() < whole.len());
    assert!(left.iter().all(|(key, count)| key.1 == "4625" && whole.get(key) == Some(count)));
}

/// Logons of `accounts` accounts, in the first hour and `hours` hours later.
fn far_apart(accounts: u32, hours: i64) -> Case {
    let names: Vec<String> = (0..accounts).map(|number| format!("user{number}")).collect();
    let records = names.iter().zip(1_104..).flat_map(|(name, rid)| {
        [0, 1, hours].map(|hour| logs::kerberos_logon(name, rid, 11, logs::MONDAY + hour * logs::HOUR))
    });
    case(records, in_zone("UTC"))
}

#[test]
fn parts_of_a_table_are_the_whole_of_it() {
    let mut case = far_apart(12, 120_000);
    let scored = [ExportFormat::TimelineDetailCsv, ExportFormat::TimelineLongCsv];
    for format in [ExportFormat::TimelineSummaryCsv, ExportFormat::EventsCsv].into_iter().chain(scored) {
        let whole = case.export(format).expect("a file").bytes;
        let mut parts = Parts::new(&case, format).expect("made in parts");
        let (mut joined, mut count) = (Vec::new(), 0);
        while let Some(part) = parts.part(&case).expect("a part") {
            assert!(part.is_empty() || part.ends_with(b"\r\n"), "{format:?}: a part ends with a line");
            joined.extend(part);
            count += 1;
        }
        assert!(joined == whole, "{format:?}");
        assert!(count > 1 || format == ExportFormat::EventsCsv, "{format:?}: {count}");
        assert!(parts.part(&case).is_ok_and(|part| part.is_none()), "{format:?}: nothing comes behind the last");
    }
    for format in scored {
        let mut parts = Parts::new(&case, format).expect("made in parts");
        assert!(parts.is_scored() && parts.part(&case).is_ok());
        case.set_scores(Scores::Rate);
        assert!(parts.part(&case).is_err_and(|why| why.text.contains("changed meanwhile")), "{format:?}");
        case.set_scores(Scores::Sound);
    }
    assert!(Parts::new(&case, ExportFormat::EdgesCsv).is_none());
}

#[test]
fn no_part_is_longer_than_promised() {
    // 91 years: the names of their hours alone are more than a part holds.
    let case = far_apart(1, 800_000);
    let mut parts = Parts::new(&case, ExportFormat::TimelineSummaryCsv).expect("made in parts");
    let mut lengths = Vec::new();
    while let Some(part) = parts.part(&case).expect("a part") {
        lengths.push(part.len());
    }
    assert!(lengths.len() > 1 && lengths.iter().all(|length| *length <= LONGEST), "{lengths:?}");
    let rows = table(&case, ExportFormat::TimelineSummaryCsv);
    assert_eq!((rows.len(), rows[0].len()), (1, 5 + 800_001));
    assert_eq!(cell(&rows[0], "events"), "3");
}

#[test]
fn exports_say_how_hours_are_scored() {
    let mut case = case(logs::busy(600), in_zone("UTC"));
    for scores in Scores::ALL {
        case.set_scores(scores);
        let rows = table(&case, ExportFormat::TimelineDetailCsv);
        assert!(!rows.is_empty() && rows.iter().all(|row| cell(row, "marked_by") == scores.name()));
        let rows = table(&case, ExportFormat::TimelineLongCsv);
        assert!(!rows.is_empty() && rows.iter().all(|row| cell(row, "scored_by") == scores.name()));
        let report = case.export(ExportFormat::Report).expect("a report").bytes;
        let report = String::from_utf8(report).expect("UTF-8");
        assert!(report.contains(&format!("Scores of hours: {}.", scores.title())), "{scores:?}");
    }
}
