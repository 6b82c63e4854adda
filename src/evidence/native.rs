//! Reading from files on this machine: slices shared among threads, batches delivered in order.

use super::batch::Batch;
use super::ledger::Ledger;
use std::io;
use std::path::{Path, PathBuf};

/// What became of one file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileOutcome {
    /// The file's base name.
    pub name: String,
    /// Where it was read from.
    pub path: PathBuf,
    /// Bytes.
    pub size: u64,
    /// SHA-256 in lower-case hex; empty if it could not be read.
    pub sha256: String,
    /// The sum of its slices.
    pub ledger: Ledger,
    /// Why it could not be read, or that it is no event log.
    pub error: Option<String>,
}

/// All files under `paths`: a file stands for itself, a folder for all files in it at any depth, in order of name.
///
/// # Errors
/// A path of `paths` that cannot be looked at.
pub fn find_files(paths: &[PathBuf]) -> io::Result<Vec<PathBuf>> {
    let _ = paths;
    Ok(Vec::new())
}

/// Reads `files` with `threads` parsing threads (at least one) and one more for the hashes. `on_batch` gets each file's
/// number and batches in order of file and slice, on the calling thread. The outcomes are in the order of `files`.
pub fn read_files(files: &[PathBuf], threads: usize, mut on_batch: impl FnMut(usize, Batch)) -> Vec<FileOutcome> {
    let _ = (threads, &mut on_batch);
    files
        .iter()
        .map(|path: &PathBuf| FileOutcome {
            name: base_name(path),
            path: path.clone(),
            size: 0,
            sha256: String::new(),
            ledger: Ledger::default(),
            error: None,
        })
        .collect()
}

fn base_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
