//! What the app exports of the rows that LogonTracer kept is what LogonTracer computed of them.
//!
//! The vectors come from public collections and so lie outside the project; see `tests/parity.rs`.

use super::*;
use crate::engine::handmade::case_of;

fn seconds(time: &str) -> i64 {
    let time = format!("{}Z", time.replace(' ', "T"));
    time.parse::<jiff::Timestamp>().expect("a time").as_second()
}

/// A case of a vector's rows, that spans what the vector spans: marks of privileges at both ends do.
fn case_of_vector(vector: &Value) -> Case {
    let start = seconds(vector["timeline_start"].as_str().expect("a time"));
    let hours = vector["timeline_hours"].as_i64().expect("a number");
    let mut rows = vec![privilege("nobody").at(start), privilege("nobody").at(start + (hours - 1) * 3_600).record(1)];
    for (row, record) in vector["rows"].as_array().expect("rows").iter().zip(2..) {
        let text = |place: usize| row[place].as_str().expect("text");
        let number = |place: usize| row[place].as_u64().expect("a number");
        let row = logon(text(2), "").workstation(text(1)).event(number(0) as u16).logon_type(number(3) as u8);
        rows.push(row.at(seconds(text(7))).record(record).authentication(text(5)));
    }
    let everything =
        Options { include_builtin: true, include_machine: true, include_local: true, ..Options::default() };
    let mut case = case_of(&rows, everything);
    case.set_sha256(0, "0".repeat(64));
    case
}

#[test]
fn what_is_exported_of_logontracers_rows_is_what_it_computed() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples/parity");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("skipped: the parity vectors are not there");
        return;
    };
    let mut met = 0;
    for path in entries.map(|entry| entry.expect("a file").path()) {
        let vector: Value = serde_json::from_slice(&std::fs::read(&path).expect("a vector")).expect("JSON");
        let mut case = case_of_vector(&vector);
        case.set_scores(crate::protocol::scores::Scores::LogonTracer);
        let document: Value = serde_json::from_str(&text(&case, ExportFormat::AnalysisJson)).expect("JSON");
        let detail = text(&case, ExportFormat::TimelineDetailCsv);
        let mut detail = csv::Reader::from_reader(detail.as_bytes());
        let head = detail.headers().expect("a header").clone();
        let column = |name: &str| head.iter().position(|column| column == name).expect("the column");
        let (user, hour, events, score) = (column("username"), column("hour"), column("events"), column("score"));
        let mut lines: BTreeMap<(String, i64), (f64, f64)> = BTreeMap::new();
        for line in detail.records() {
            let line = line.expect("a line");
            let number = |column: usize| line[column].parse::<f64>().expect("a number");
            let time = line[hour].parse::<jiff::Timestamp>().expect("a time").as_second();
            lines.insert((line[user].to_owned(), time), (number(events), number(score)));
        }
        let start = seconds(vector["timeline_start"].as_str().expect("a time"));
        let accounts = document["timeline"]["accounts"].as_array().expect("accounts");
        let wanted = vector["accounts"].as_array().expect("accounts");
        assert_eq!(accounts.len(), wanted.len(), "{path:?}");
        for account in wanted {
            let name = account["name"].as_str().expect("a name");
            let found = accounts.iter().find(|found| found["label"] == name).unwrap_or_else(|| panic!("no {name}"));
            let numbers = |of: &Value| -> Vec<f64> {
                of.as_array().expect("hours").iter().map(|number| number.as_f64().expect("a number")).collect()
            };
            let (counts, scores) = (numbers(&account["counts"]), numbers(&account["scores"]));
            let mut sums = vec![0.0; counts.len()];
            for of_id in found["counts"].as_object().expect("ids").values() {
                sums.iter_mut().zip(numbers(of_id)).for_each(|(sum, count)| *sum += count);
            }
            assert_eq!(sums, counts, "{path:?} {name}");
            let exported = numbers(&found["scores"]);
            assert_eq!(exported.len(), scores.len(), "{path:?} {name}");
            for (place, (count, score)) in counts.iter().zip(&scores).enumerate() {
                assert!(
                    (exported[place] - score).abs() < 0.0101,
                    "{path:?} {name} {place}: {} {score}",
                    exported[place]
                );
                // The CSV has a line for each hour in which something is.
                match lines.get(&(name.to_owned(), start + place as i64 * 3_600)) {
                    Some((events, of_line)) => {
                        assert_eq!(events, count, "{path:?} {name} {place}");
                        assert!((of_line - score).abs() < 0.0101, "{path:?} {name} {place}: {of_line} {score}");
                    }
                    None => assert_eq!(*count, 0.0, "{path:?} {name} {place}: no line"),
                }
            }
        }
        met += 1;
    }
    assert!(met > 0, "vectors in the folder");
}
