//! Reading files of this machine into a case: what the command line, the tests and the measurements share.

use super::Case;
use crate::evidence::native::read_files;
use std::path::{Path, PathBuf};

/// Reads `files` into `case` with `threads` parsing threads, hashes them and analyses. What cannot be read is noted with its
/// file and ends nothing.
pub fn read_into(case: &mut Case, files: &[PathBuf], threads: usize) {
    let numbers: Vec<u32> = (files.iter())
        .map(|path| {
            let size = std::fs::metadata(path).map_or(0, |metadata| metadata.len());
            case.add_file(&base_name(path), &path.to_string_lossy(), size)
        })
        .collect();
    let number = |file: usize| numbers.get(file).copied().unwrap_or(u32::MAX);
    let outcomes = read_files(files, threads, |file, batch| case.append(number(file), &batch));
    for (file, outcome) in outcomes.into_iter().enumerate() {
        case.finish_file(number(file), outcome.error);
        case.set_sha256(number(file), outcome.sha256);
    }
    case.analyse();
}

fn base_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
