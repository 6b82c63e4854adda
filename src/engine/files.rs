//! The files of a case and what became of their records.

use crate::evidence::ledger::{Failure, Ledger};
use crate::sorting::InOrder;

/// A file of the case.
#[derive(Clone, Debug, Default)]
pub struct CaseFile {
    /// Base name.
    pub name: String,
    /// Path within what was picked; of a log in an archive, the archive's path and that in it.
    pub path: String,
    /// The archive that it is in, by number.
    pub archive: Option<u32>,
    /// Its path in that archive; empty for a file of its own.
    pub inside: String,
    /// Bytes.
    pub size: u64,
    /// Hexadecimal SHA-256 once it is known.
    pub sha256: Option<String>,
    /// What does not fit of an event log's own checksums, once it is hashed.
    pub checksums: Option<Failure>,
    /// The sum of its slices.
    pub ledger: Ledger,
    /// Whether it was read to its end.
    pub complete: bool,
    /// Why it was not, if so.
    pub error: Option<String>,
    /// Whether it was taken out of the case again.
    pub removed: bool,
}

impl CaseFile {
    /// What is odd about it but cost no record.
    pub fn remarks(&self) -> impl Iterator<Item = &Failure> {
        self.checksums.iter().chain(&self.ledger.remarks)
    }

    /// Whether nothing more will come to identify it: its hash is known, or it could not be read, or it is its archive that is hashed.
    pub fn is_hashed(&self) -> bool {
        self.sha256.is_some() || self.error.is_some() || self.archive.is_some()
    }
}

/// All files ever added, by number.
#[derive(Clone, Debug, Default)]
pub struct Files(Vec<CaseFile>);

impl Files {
    /// Adds a file; its number is returned.
    pub fn add(&mut self, name: &str, path: &str, size: u64) -> u32 {
        self.0.push(CaseFile { name: name.to_owned(), path: path.to_owned(), size, ..CaseFile::default() });
        self.0.len() as u32 - 1
    }

    /// Adds a log in an archive; its number is returned.
    pub fn add_member(&mut self, archive: u32, inside: &str, size: u64) -> u32 {
        let (path, sha256) = self.get(archive).map(|file| (file.path.clone(), file.sha256.clone())).unwrap_or_default();
        let name = inside.rsplit('/').next().unwrap_or_default();
        let number = self.add(name, &format!("{path}/{inside}"), size);
        if let Some(file) = self.0.last_mut() {
            (file.archive, file.inside, file.sha256) = (Some(archive), inside.to_owned(), sha256);
        }
        number
    }

    /// Sets the hexadecimal SHA-256 of a file and of the logs in it.
    pub fn set_sha256(&mut self, file: u32, sha256: Option<String>) {
        for (_, file) in self.with_members(file) {
            file.sha256.clone_from(&sha256);
        }
    }

    /// Takes a file and the logs in it out of the case; their numbers.
    pub fn remove(&mut self, file: u32) -> Vec<u32> {
        let taken = self.with_members(file).map(|(number, file)| {
            file.removed = true;
            number
        });
        taken.collect()
    }

    fn with_members(&mut self, file: u32) -> impl Iterator<Item = (u32, &mut CaseFile)> {
        let is = move |number: u32, known: &CaseFile| number == file || known.archive == Some(file);
        (0..).zip(&mut self.0).filter(move |(number, known)| !known.removed && is(*number, known))
    }

    /// A file of the case by number.
    pub fn get(&self, file: u32) -> Option<&CaseFile> {
        self.0.get(file as usize).filter(|file| !file.removed)
    }

    /// The same, to be changed.
    pub fn get_mut(&mut self, file: u32) -> Option<&mut CaseFile> {
        self.0.get_mut(file as usize).filter(|file| !file.removed)
    }

    /// How many numbers were given.
    pub fn numbers(&self) -> usize {
        self.0.len()
    }

    /// The files of the case with their numbers, in the order of adding.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &CaseFile)> {
        (0..).zip(&self.0).filter(|(_, file)| !file.removed)
    }

    /// Why `file` holds nothing, where records were found in it and every one failed. An archive is told of by what is in it.
    pub fn nothing_read(&self, file: u32) -> Option<String> {
        let ledger = &self.get(file)?.ledger;
        let first = ledger.failures.first().filter(|_| ledger.records == ledger.failed)?;
        if self.0.iter().any(|other| other.archive == Some(file)) {
            return None;
        }
        Some(format!("no record of it could be read; at {}: {}", place_in_words(first), first.cause))
    }

    /// The numbers of the files of the case by (SHA-256, archives before what is in them, name): the order that does not depend on the
    /// order of adding.
    pub fn sorted(&self) -> Vec<u32> {
        let mut numbered: Vec<(u32, &CaseFile)> = self.iter().collect();
        let key = |file: &CaseFile| {
            (file.sha256.clone(), file.archive.is_some(), file.name.clone(), file.inside.clone(), file.size)
        };
        numbered.order_by_cached_key(|(_, file)| key(file));
        numbered.into_iter().map(|(number, _)| number).collect()
    }

    /// For each number the file's place in [`Files::sorted`].
    pub fn places(&self) -> Vec<u32> {
        let mut places = vec![u32::MAX; self.numbers()];
        for (place, number) in (0..).zip(self.sorted()) {
            if let Some(slot) = places.get_mut(number as usize) {
                *slot = place;
            }
        }
        places
    }
}

/// Where a failure is, in words: `offset 69632, record 17, 1200 bytes`.
pub fn place_in_words(failure: &Failure) -> String {
    let mut words = format!("offset {}", failure.offset);
    if let Some(record) = failure.record_id {
        words.push_str(&format!(", record {record}"));
    }
    if failure.length > 0 {
        words.push_str(&format!(", {} bytes", failure.length));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_stand_by_hash_and_then_by_name() {
        let mut files = Files::default();
        for (name, sha256) in [("b", Some("2")), ("a", Some("2")), ("c", Some("1")), ("z", None)] {
            let number = files.add(name, name, 0);
            files.get_mut(number).expect("just added").sha256 = sha256.map(str::to_owned);
        }
        assert_eq!(files.sorted(), [3, 2, 1, 0]);
        assert_eq!(files.places(), [3, 2, 1, 0]);
        files.get_mut(1).expect("there").removed = true;
        assert_eq!((files.sorted(), files.get_mut(1).is_none()), (vec![3, 2, 0], true));
    }

    #[test]
    fn logs_in_an_archive_go_with_it_and_have_its_hash() {
        let mut files = Files::default();
        let archive = files.add("case.zip", "folder/case.zip", 9);
        let member = files.add_member(archive, "C/logs/Security.evtx", 7);
        files.add("other", "other", 1);
        files.set_sha256(archive, Some("1".to_owned()));
        let file = files.get(member).expect("there");
        assert_eq!((file.name.as_str(), file.path.as_str()), ("Security.evtx", "folder/case.zip/C/logs/Security.evtx"));
        assert_eq!((file.sha256.as_deref(), files.sorted()), (Some("1"), vec![2, 0, 1]));
        assert_eq!((files.remove(archive), files.get(member).is_none(), files.iter().count()), (vec![0, 1], true, 1));
    }

    #[test]
    fn a_place_says_what_is_known() {
        let mut failure = Failure { offset: 512, length: 0, record_id: None, cause: String::new() };
        assert_eq!(place_in_words(&failure), "offset 512");
        (failure.length, failure.record_id) = (24, Some(7));
        assert_eq!(place_in_words(&failure), "offset 512, record 7, 24 bytes");
    }
}
