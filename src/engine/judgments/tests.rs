//! Findings keep their keys whatever else changes, and everything that tells of them tells what was made of them.

use super::*;
use crate::evidence::batch::Batch;
use crate::evidence::ledger::Ledger;
use crate::model::handmade::{Row, RowMaker, logon};
use crate::protocol::judgments::Judgment;
use crate::protocol::{ExportFormat, Options};

/// Somebody guesses `name`'s password from `address`.
fn guesses(name: &str, address: &str, from: i64) -> Vec<Row> {
    let guess = |at: i64| {
        logon(name, address).event(4625).status(0xc000_006a).at(from + at).record((from + at) as u64).on("DC01")
    };
    (0..12).map(guess).collect()
}

fn case(batches: &[Vec<Row>]) -> Case {
    let mut case = Case::new();
    for (number, rows) in batches.iter().enumerate() {
        let file = case.add_file(&format!("{number}.evtx"), "", 1);
        let kept = rows.len() as u64;
        let ledger = Ledger { records: kept, kept, ..Ledger::default() };
        case.append(file, &Batch { store: RowMaker::of(rows).store, ledger });
        case.finish_file(file, None);
        case.set_sha256(file, format!("{number:064}"));
    }
    case.analyse();
    case
}

fn judge(case: &mut Case, place: usize, verdict: Verdict, reason: &str, quiet: &str) {
    let mut judgments = case.judgments.clone();
    let judgment = Judgment { verdict, reason: reason.to_owned(), quiet: quiet.to_owned() };
    judgments.set(case.finding_keys()[place], Some(judgment));
    case.set_judgments(judgments);
}

fn text(case: &Case, format: ExportFormat) -> String {
    String::from_utf8(case.export(format).expect("a file").bytes).expect("UTF-8")
}

#[test]
fn a_finding_is_known_again_when_more_is_read_and_when_names_are_merged() {
    let bob = guesses("bob", "10.0.0.9", 0);
    let mut alone = case(std::slice::from_ref(&bob));
    let keys = alone.finding_keys();
    assert_eq!(keys.len(), 1);
    alone.set_options(Options { merge_accounts: true, ..Options::default() }).expect("options");
    alone.analyse();
    assert_eq!(alone.finding_keys(), keys);
    let with_more = case(&[guesses("carol", "10.0.0.8", -90_000), bob.clone(), bob]);
    assert_eq!(with_more.finding_keys().len(), 2);
    assert_eq!(with_more.finding_keys()[1], keys[0]);
    assert_eq!(with_more.findings_view().findings[1].key, keys[0]);
}

#[test]
fn what_is_judged_is_in_every_document_and_what_is_not_leaves_it_as_it_was() {
    let mut case = case(&[guesses("bob", "10.0.0.9", 0), guesses("carol", "10.0.0.9", 90_000)]);
    let before = text(&case, ExportFormat::AnalysisJson);
    assert!(!before.contains("judgment"));
    judge(&mut case, 0, Verdict::Benign, "=a \"scan\" <b>", "10.0.0.9");
    let document: serde_json::Value = serde_json::from_str(&text(&case, ExportFormat::AnalysisJson)).expect("JSON");
    let judgment = |place: usize| document["findings"][place]["judgment"].clone();
    let expected =
        |verdict: &str| serde_json::json!({"verdict": verdict, "reason": "=a \"scan\" <b>", "quiet_for": "10.0.0.9"});
    assert_eq!(judgment(0), expected("benign"));
    assert_eq!(judgment(1), expected("quietened"), "the same rule, and the same source");
    let csv = text(&case, ExportFormat::FindingsCsv);
    assert!(csv.contains(",benign,\"'=a \"\"scan\"\" <b>\"") && csv.contains(",quietened,"), "{csv}");
    let report = text(&case, ExportFormat::Report);
    assert!(report.contains("Judged benign: =a &quot;scan&quot; &lt;b&gt;"), "{report}");

    judge(&mut case, 1, Verdict::True, "", "");
    let csv = text(&case, ExportFormat::FindingsCsv);
    assert!(csv.contains(",true,") && !csv.contains("quietened"), "{csv}");
    case.set_judgments(Judgments::default());
    assert_eq!(text(&case, ExportFormat::AnalysisJson), before);
}

#[test]
fn what_is_benign_or_quiet_marks_no_line_and_weighs_nothing() {
    let mut case = case(&[guesses("bob", "10.0.0.9", 0), guesses("carol", "10.0.0.9", 90_000)]);
    let view = case.findings_view();
    let (severity, all) = view.heaviest(&case.judgments).expect("findings");
    assert_eq!((all, case.marks_view().edges.len()), (2, 2));
    judge(&mut case, 0, Verdict::True, "", "");
    assert_eq!(case.marks_view().edges.len(), 2);
    judge(&mut case, 0, Verdict::Benign, "", "");
    assert_eq!(case.marks_view().edges.len(), 1);
    assert_eq!(view.heaviest(&case.judgments), Some((severity, 1)));
    judge(&mut case, 0, Verdict::Benign, "", "10.0.0.9");
    assert_eq!(view.quietened(&case.judgments), [None, Some(0)]);
    assert_eq!(view.heaviest(&case.judgments), None);
    assert!(case.marks_view().edges.is_empty());
}
