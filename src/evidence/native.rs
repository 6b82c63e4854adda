//! Reading from files on this machine: slices and whole files shared among threads ([`queue`]), what they tell delivered in order. The hash of a
//! file is a pass of its own ([`hashing`]), so that reading does not wait for it.

pub mod hashing;
mod queue;

use super::evtx::{Parser, inspect_header};
use super::ledger::Ledger;
use super::source::{ReadAt, read_fully};
use super::walk::{Limits, Told, read_file};
pub use queue::MOST_SLICES;
use queue::{Job, Part, Queue, Work};
use std::fs::{self, File};
use std::io;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::SyncSender;
use std::thread;

impl ReadAt for File {
    #[cfg(unix)]
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        std::os::unix::fs::FileExt::read_at(self, buffer, offset)
    }

    #[cfg(windows)]
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        std::os::windows::fs::FileExt::seek_read(self, buffer, offset)
    }
}

/// What became of one file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileOutcome {
    /// The file's base name.
    pub name: String,
    /// Where it was read from.
    pub path: PathBuf,
    /// Bytes.
    pub size: u64,
    /// The sum of its slices; of an archive what became of it, without the logs in it; empty if it is no event log.
    pub ledger: Ledger,
    /// Why it could not be read, or that it is no event log.
    pub error: Option<String>,
    /// The logs in it, if it is an archive.
    pub members: Vec<MemberOutcome>,
}

/// What became of a log in an archive.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MemberOutcome {
    /// Its path in the archive.
    pub path: String,
    /// What became of its records.
    pub ledger: Ledger,
    /// Why nothing could be read of it.
    pub error: Option<String>,
}

/// All files under `paths`: a file stands for itself, a folder for all files in it at any depth, in order of name. What
/// they hold is told from their content, not from their names.
///
/// # Errors
/// A path of `paths`, or a folder below it, that cannot be looked at.
pub fn find_files(paths: &[PathBuf]) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
        if fs::metadata(path).map_err(named)?.is_dir() {
            find_in_folder(path, &mut files)?;
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}

/// Links to folders are not followed, so that a link to a folder above ends.
fn find_in_folder(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", folder.display()));
    let mut entries = fs::read_dir(folder).map_err(named)?.collect::<io::Result<Vec<_>>>().map_err(named)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let kind = entry.file_type().map_err(named)?;
        if kind.is_dir() {
            find_in_folder(&entry.path(), files)?;
        } else if kind.is_file() || entry.path().is_file() {
            files.push(entry.path());
        }
    }
    Ok(())
}

/// Reads `files` with `threads` parsing threads (at least one). `tell` gets each file's number and what is told of it in order of file
/// and place, on the calling thread; the last of a file is that its entry 0 is over. The outcomes are in the order of `files`.
///
/// Memory is bounded by the number of threads: none runs further ahead of `tell` than a few slices.
pub fn read_files(files: &[PathBuf], threads: usize, tell: impl FnMut(usize, Told)) -> Vec<FileOutcome> {
    read_files_with(files, threads, Parser::default, tell)
}

/// [`read_files`] with parsers of the caller's making.
pub fn read_files_with(
    files: &[PathBuf],
    threads: usize,
    parser: impl Fn() -> Parser + Sync,
    mut tell: impl FnMut(usize, Told),
) -> Vec<FileOutcome> {
    let threads = threads.max(1);
    let queue = Queue::new(files, threads);
    let mut outcomes: Vec<FileOutcome> = files.iter().map(|path| FileOutcome::unread(path)).collect();
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| work(&queue, &parser));
        }
        while let Some((file, part)) = queue.next_part() {
            if let Some(outcome) = outcomes.get_mut(file) {
                outcome.add(part, &mut |told| tell(file, told));
            }
        }
    });
    outcomes
}

impl FileOutcome {
    fn unread(path: &Path) -> Self {
        Self {
            name: path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
            path: path.to_owned(),
            size: 0,
            ledger: Ledger::default(),
            error: None,
            members: Vec::new(),
        }
    }

    fn add(&mut self, part: Part, tell: &mut dyn FnMut(Told)) {
        match part {
            Part::Opened { size } => self.size = size,
            Part::Slices { batches, lost } => {
                for batch in batches {
                    self.hear(Told::Batch { entry: 0, batch: Box::new(batch) }, tell);
                }
                // What was read of the file stays.
                for at in lost {
                    self.error.get_or_insert_with(|| format!("the reader failed at byte {at}"));
                }
            }
            Part::Whole(all) => all.into_iter().for_each(|told| self.hear(told, tell)),
            Part::Unopened(error) => {
                self.hear(Told::Over { entry: 0, size: 0, error: Some(format!("cannot be opened: {error}")) }, tell);
            }
            Part::Over { first } => {
                let mut error = self.error.take();
                if self.ledger.chunks == 0
                    && error.is_none()
                    && let Err(not_a_log) = inspect_header(&first, self.size)
                {
                    error = Some(not_a_log.to_string());
                    self.ledger = Ledger::default();
                }
                self.hear(Told::Over { entry: 0, size: self.size, error }, tell);
            }
        }
    }

    /// Notes what is told and passes it on.
    fn hear(&mut self, told: Told, tell: &mut dyn FnMut(Told)) {
        let member = |entry: u32| (entry as usize).checked_sub(1);
        match &told {
            Told::Member { path, .. } => {
                self.members.push(MemberOutcome { path: path.clone(), ledger: Ledger::default(), error: None });
            }
            Told::Batch { entry, batch } => match member(*entry) {
                None => self.ledger.add(&batch.ledger),
                Some(at) => {
                    if let Some(member) = self.members.get_mut(at) {
                        member.ledger.add(&batch.ledger);
                    }
                }
            },
            Told::Over { entry, error, .. } => match member(*entry) {
                None => self.error.clone_from(error),
                Some(at) => {
                    if let Some(member) = self.members.get_mut(at) {
                        member.error.clone_from(error);
                    }
                }
            },
        }
        tell(told);
    }
}

fn work(queue: &Queue, parser: impl Fn() -> Parser) {
    let mut reader = parser();
    while let Some(Job { file, handle, size, work }) = queue.next_job() {
        match work {
            Work::Slices(number, slices) => {
                let part = read_slices(&mut reader, &parser, &handle, size, &slices);
                queue.done(file, Some((number, part)));
            }
            Work::Whole(tell) => {
                read_whole(&mut reader, &parser, &handle, size, &tell);
                // The receiver is done when nobody can tell it more.
                drop(tell);
                queue.done(file, None);
            }
        }
    }
}

fn read_slices(
    reader: &mut Parser,
    parser: impl Fn() -> Parser,
    handle: &File,
    size: u64,
    slices: &[Range<u64>],
) -> Part {
    // The parser does not panic; if it did, everybody would wait for these slices.
    let mut attempt = |slices: &[Range<u64>]| {
        let read = |offset, buffer: &mut [u8]| read_fully(handle, offset, buffer);
        let batch = catch_unwind(AssertUnwindSafe(|| reader.read_slices(slices.iter().cloned(), size, read)));
        batch.inspect_err(|_| *reader = parser()).ok()
    };
    let (mut batches, mut lost) = (Vec::new(), Vec::new());
    match attempt(slices) {
        Some(batch) => batches.push(batch),
        // One by one, so that only the one is lost at which it failed.
        None => {
            for slice in slices {
                match attempt(std::slice::from_ref(slice)) {
                    Some(batch) => batches.push(batch),
                    None => lost.push(slice.start),
                }
            }
        }
    }
    Part::Slices { batches, lost }
}

fn read_whole(reader: &mut Parser, parser: impl Fn() -> Parser, handle: &File, size: u64, tell: &SyncSender<Told>) {
    // Nobody listens any more only where the whole reading has ended.
    let mut send = |told| drop(tell.send(told));
    let attempt = AssertUnwindSafe(|| read_file(handle, size, reader, Limits::default(), &mut send));
    let error = match catch_unwind(attempt) {
        Ok(Ok(())) => return,
        Ok(Err(error)) => format!("it could not be read to its end: {error}"),
        Err(_) => {
            *reader = parser();
            "the reader failed".to_owned()
        }
    };
    send(Told::Over { entry: 0, size, error: Some(error) });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("logonscope-native-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("b/c")).unwrap();
        folder
    }

    #[test]
    fn files_are_found_at_any_depth_in_order_of_name() {
        let folder = folder("found");
        for name in ["z.evtx", "a.txt", "b/2.evtx", "b/c/1"] {
            fs::write(folder.join(name), "x").unwrap();
        }
        let files = find_files(std::slice::from_ref(&folder)).unwrap();
        let names: Vec<_> = files.iter().map(|file| file.strip_prefix(&folder).unwrap().to_str().unwrap()).collect();
        assert_eq!(names, ["a.txt", "b/2.evtx", "b/c/1", "z.evtx"]);
        assert!(find_files(&[folder.join("missing")]).unwrap_err().to_string().contains("missing"));
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_file_that_cannot_be_read_is_told_and_does_not_end_the_import() {
        let folder = folder("told");
        let (empty, picture) = (folder.join("empty"), folder.join("picture"));
        fs::write(&empty, "").unwrap();
        fs::write(&picture, b"\x89PNG\r\n\x1a\n and more").unwrap();
        let files = [folder.join("missing"), empty, picture];
        for threads in [1, 3] {
            let outcomes = read_files(&files, threads, |_, told| {
                assert!(
                    matches!(told, Told::Over { entry: 0, .. })
                        || matches!(&told, Told::Batch { batch, .. } if batch.store.events.is_empty())
                );
            });
            let errors: Vec<_> = outcomes.iter().map(|outcome| outcome.error.clone().unwrap_or_default()).collect();
            assert!(errors[0].starts_with("cannot be opened"), "{errors:?}");
            assert_eq!(errors[1], "the file is empty");
            assert_eq!(errors[2], "not an event log: it is a PNG picture");
            assert_eq!(outcomes[2].size, 17);
            assert_eq!(outcomes[2].ledger, Ledger::default());
        }
        fs::remove_dir_all(folder).unwrap();
    }
}
