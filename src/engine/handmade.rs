//! A case made by hand, for tests.

use super::Case;
use crate::evidence::batch::Batch;
use crate::evidence::ledger::Ledger;
use crate::model::handmade::{Row, RowMaker};
use crate::protocol::Options;

/// What was read of one file with these `rows`, analysed under `options`.
pub fn case_of(rows: &[Row], options: Options) -> Case {
    let mut case = Case::new();
    case.set_options(options).expect("options");
    let file = case.add_file("a.evtx", "a.evtx", 1);
    case.append(file, &Batch { store: RowMaker::of(rows).store, ledger: Ledger::default() });
    case.finish_file(file, None);
    case.analyse();
    case
}

/// Local logons too.
pub fn with_local() -> Options {
    Options { include_local: true, ..Options::default() }
}
