//! Evidence: bytes in, rows out, and an account of what became of every record.
//!
//! A format is one module here. All of them are driven in slices of a file, so that a file of any size costs the same
//! memory; none of them does I/O of its own. Damaged input is a value ([`ledger::Failure`]), never an end.

pub mod batch;
pub mod evtx;
pub mod filetime;
pub mod ledger;
#[cfg(not(target_arch = "wasm32"))]
pub mod native;
pub mod row;
