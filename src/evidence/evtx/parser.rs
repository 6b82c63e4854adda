//! One parser for each thread or worker.

use crate::evidence::batch::Batch;
use std::ops::Range;

/// Reads slices. It keeps buffers between them and no findings: the same slice gives the same batch, whatever came before.
#[derive(Default)]
pub struct Parser {
    general_only: bool,
}

/// Why a record cannot be shown as XML.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the record cannot be read: {0}")]
pub struct RecordXmlError(pub String);

impl Parser {
    /// A parser that reads every record the general way: slower, with the same rows. For tests and for a second try.
    pub fn general_only() -> Self {
        Self { general_only: true }
    }

    /// The rows and the ledger of `slice`, one of [`super::slices`] of a file of `file_len` bytes.
    ///
    /// `bytes` begin at `slice.start` and go on to `(slice.end + TAIL).min(file_len)`; fewer are taken for a file that
    /// became shorter.
    pub fn parse_slice(&mut self, bytes: &[u8], slice: Range<u64>, file_len: u64) -> Batch {
        let _ = (bytes, slice, file_len, self.general_only);
        Batch::default()
    }
}

/// The XML of the record at `offset` in `chunk` (64 KiB beginning with the chunk's header).
///
/// # Errors
/// There is no readable record there.
pub fn record_xml(chunk: &[u8], offset: usize) -> Result<String, RecordXmlError> {
    let _ = (chunk, offset);
    Err(RecordXmlError("not built yet".to_owned()))
}
