//! What a parser hands over for one slice of a file: rows with their strings, and the slice's account.

use super::ledger::Ledger;
use crate::model::events::EventStore;
use serde::{Deserialize, Serialize};

/// The rows and the account of one slice. Row places carry the offset in the file and file number 0; whoever collects
/// batches knows which file they are of.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Batch {
    /// The rows.
    pub store: EventStore,
    /// What became of every record of the slice.
    pub ledger: Ledger,
}

impl Batch {
    /// One buffer, to be transferred between workers.
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_stdvec(self).unwrap_or_default()
    }

    /// The batch in `bytes`; `None` if another version wrote them.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }
}
