//! The language beside a plain evaluation: row by row, text by text, as the forms are described.

mod forms;
mod mistakes;
mod oracle;
mod random;
mod sample;
mod sidebar;
mod suggesting;

use super::{evaluate, parse};
use crate::engine::Case;
use crate::engine::rows::Case as Rows;
use crate::evidence::batch::Batch;
use crate::evidence::ledger::Ledger;
use crate::model::bits::Bits;
use crate::model::handmade::{Row, RowMaker};
use crate::protocol::Options;

/// A case of rows made by hand, local logons and all accounts in its graph.
fn case_of(rows: &[Row], zone: &str) -> Case {
    let mut case = Case::new();
    let options = Options { zone: zone.to_owned(), include_builtin: true, include_machine: true, ..Options::default() };
    case.set_options(Options { include_local: true, ..options }).expect("a zone");
    let file = case.add_file("a.evtx", "a.evtx", 1);
    case.append(file, &Batch { store: RowMaker::of(rows).store, ledger: Ledger::default() });
    case.finish_file(file, None);
    case.analyse();
    case.findings();
    case
}

/// What is searched.
fn rows_of(case: &Case) -> Rows<'_> {
    Rows {
        store: case.store(),
        grounds: case.grounds(),
        derived: case.derived().expect("analysed"),
        files: case.files(),
        findings: Some(case.findings()),
        filtering: None,
    }
}

/// The rows that `text`, which has no mistake, finds; the plain evaluation must find the same.
fn found(case: &Case, text: &str) -> Bits {
    let (query, mistakes) = parse(text);
    assert_eq!(mistakes, [], "{text}");
    let found = evaluate(&query, &rows_of(case));
    let plain = oracle::evaluate(&query, &rows_of(case));
    assert_eq!(found.iter().collect::<Vec<_>>(), plain, "{text}");
    found
}

/// The record ids of what `text` finds.
fn records(case: &Case, text: &str) -> Vec<u64> {
    let id = |position: u32| case.store().events.record_id[case.grounds().order.rows[position as usize] as usize];
    let mut ids: Vec<u64> = found(case, text).iter().map(id).collect();
    ids.sort_unstable();
    ids
}
