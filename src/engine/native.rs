//! Reading files of this machine into a case: what the command line, the tests and the measurements share.

use super::Case;
use crate::evidence::native::hashing::hash;
use crate::evidence::native::read_files;
use crate::evidence::seal::Seal;
use crate::evidence::walk::Told;
use std::io;
use std::path::{Path, PathBuf};
use std::thread;

/// What of the work is over. The passes overlap: hashing runs beside the others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pass {
    /// All rows are in the case.
    Read,
    /// Graph, ranks and timeline stand.
    Analysed,
    /// What the rules find is found.
    Found,
    /// Every file has its SHA-256.
    Hashed,
}

/// Reads `files` into `case` with `threads` parsing threads and analyses, while one more thread hashes them. What cannot be read is
/// noted with its file and ends nothing.
pub fn read_into(case: &mut Case, files: &[PathBuf], threads: usize) {
    read_into_telling(case, files, threads, |_| ());
}

/// [`read_into`] that tells, on whatever thread, as soon as a pass is over.
pub fn read_into_telling(case: &mut Case, files: &[PathBuf], threads: usize, over: impl Fn(Pass) + Sync) {
    let numbers: Vec<u32> = (files.iter())
        .map(|path| {
            let size = std::fs::metadata(path).map_or(0, |metadata| metadata.len());
            case.add_file(&base_name(path), &path.to_string_lossy(), size)
        })
        .collect();
    let number = |file: usize| numbers.get(file).copied().unwrap_or(u32::MAX);
    thread::scope(|scope| {
        let hashes = scope.spawn(|| {
            let hashes: Vec<io::Result<Seal>> = files.iter().map(|path| hash(path)).collect();
            over(Pass::Hashed);
            hashes
        });
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); files.len()];
        read_files(files, threads, |file, told| {
            let Some(members) = members.get_mut(file) else { return };
            let of = |members: &[u32], entry: u32| match (entry as usize).checked_sub(1) {
                None => number(file),
                Some(member) => members.get(member).copied().unwrap_or(u32::MAX),
            };
            match told {
                Told::Member { path, size, .. } => members.push(case.add_member(number(file), &path, size)),
                Told::Batch { entry, batch } => case.append(of(members, entry), &batch),
                Told::Over { entry: 0, error, .. } => case.finish_file(number(file), error),
                Told::Over { entry, size, error } => case.finish_member(of(members, entry), size, error),
            }
        });
        over(Pass::Read);
        case.analyse();
        over(Pass::Analysed);
        // Made here, while the hashes are, rather than by the first who asks.
        case.findings();
        over(Pass::Found);
        for (file, hash) in hashes.join().unwrap_or_default().into_iter().enumerate() {
            identify(case, number(file), hash);
        }
    });
}

/// Sets the hash of a file; what speaks against it is the file's error, unless it has one already.
fn identify(case: &mut Case, number: u32, hash: io::Result<Seal>) {
    let Some(file) = case.files().get(number) else { return };
    let wrong = match &hash {
        _ if file.error.is_some() => None,
        Ok(hash) if hash.size == file.size => None,
        Ok(_) => Some("the file changed while it was read: its hash is of another length".to_owned()),
        Err(error) => Some(format!("cannot be hashed: {error}")),
    };
    if wrong.is_some() {
        case.finish_file(number, wrong);
    }
    if let Ok(hash) = hash {
        case.seal(number, hash);
    }
}

fn base_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
