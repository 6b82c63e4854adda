//! What a file is as evidence: its SHA-256, its size, and what its own checksums say, from one pass over all its bytes.

use super::evtx::checksums::Checksums;
use super::ledger::Failure;
use sha2::{Digest, Sha256};

/// A file whose bytes come in order.
#[derive(Clone, Debug, Default)]
pub struct Sealing {
    hasher: Sha256,
    size: u64,
    checksums: Checksums,
}

/// A file that was read to its end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Seal {
    /// SHA-256 in lower-case hex.
    pub sha256: String,
    /// How many bytes it was made of.
    pub size: u64,
    /// What does not fit of an event log's own checksums.
    pub remark: Option<Failure>,
}

impl Sealing {
    /// The next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.hasher.update(bytes);
        self.size += bytes.len() as u64;
        self.checksums.update(bytes);
    }

    /// All bytes were given.
    pub fn finish(self) -> Seal {
        let digest = self.hasher.finalize();
        let sha256 = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        Seal { sha256, size: self.size, remark: self.checksums.remark() }
    }
}
