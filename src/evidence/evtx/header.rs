//! The file header: what it says is only ever a hint, since chunks are found by their own magic.

use crate::evidence::ledger::Failure;

/// Why a file holds no event log.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NotALog {
    /// There are no bytes.
    #[error("the file is empty")]
    Empty,
    /// It begins like something else.
    #[error("not an event log: it starts with {0}")]
    Other(String),
}

const MAGIC: &[u8] = b"ElfFile\0";

/// What is odd about the header of a file of `file_len` bytes that begins with `first` (4096 bytes are enough).
///
/// # Errors
/// The file does not begin like an event log. Such a file may still hold chunks (a damaged header, a carved file): it is
/// *no log* only if [`crate::evidence::ledger::Ledger::chunks`] is 0 after all its slices.
pub fn inspect_header(first: &[u8], file_len: u64) -> Result<Vec<Failure>, NotALog> {
    if file_len == 0 || first.is_empty() {
        return Err(NotALog::Empty);
    }
    if !first.starts_with(MAGIC) {
        return Err(NotALog::Other("something else".to_owned()));
    }
    Ok(Vec::new())
}
