//! EVTX, the event log format since Windows Vista: a 4 KiB header and independent chunks of 64 KiB.
//!
//! A file is read in [`slices`] of a fixed size, so that the outcome does not depend on how many threads share the work. Each
//! slice goes through a [`Parser`], which finds chunks by their magic, walks their records and makes rows of those that are
//! read. Most records take the *fast way*: their event id is looked at first, and the wanted fields come from the values of the
//! template instance through a plan made once for each template. Whatever the fast way does not fully understand takes the
//! *general way*: the evtx crate renders it to XML, which is read by field name. Both give the same rows.
//!
//! Source of the format: MS-EVEN6 and the libevtx documentation.

pub mod checksums;
mod fast;
mod find;
mod general;
mod header;
mod kinds;
mod layout;
mod parser;
mod plan;
mod plans;
mod reread;
mod slicing;
mod tally;
mod texts;
mod tokens;
mod values;
#[cfg(any(test, feature = "writer"))]
pub mod writer;

pub use header::{NotALog, inspect_header, looks_like_log};
pub use parser::{Parser, Reading};
pub use reread::{RecordXmlError, record_window, record_xml};
pub use slicing::{CHUNK, FILE_HEADER, SLICE, TAIL, slices};
