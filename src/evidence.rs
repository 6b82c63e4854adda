//! Evidence: bytes in, rows out, and an account of what became of every record.
//!
//! A format is one module here, told by content ([`format`]). EVTX is driven in slices of a file; text and archives are read from
//! front to back ([`walk`]); either way a file of any size costs the same memory. None of them does I/O of its own: bytes come from
//! a [`source`]. Damaged input is a value ([`ledger::Failure`]), never an end.

pub mod batch;
pub mod batches;
pub mod census;
pub mod event_xml;
pub mod evtx;
pub mod filetime;
pub mod format;
pub mod json;
pub mod ledger;
#[cfg(not(target_arch = "wasm32"))]
pub mod native;
pub mod origin;
pub mod record;
pub mod row;
pub mod runs;
pub mod seal;
pub mod selection;
pub mod source;
pub mod text;
pub mod walk;
