//! Reading from files on this machine: slices and whole files shared among threads, what they tell delivered in order. The hash of a
//! file is a pass of its own ([`hashing`]), so that reading does not wait for it.

pub mod hashing;

use super::batch::Batch;
use super::evtx::{FILE_HEADER, Parser, inspect_header, slices};
use super::format::{Format, SNIFFED};
use super::ledger::Ledger;
use super::source::{ReadAt, read_fully};
use super::walk::{Limits, Told, read_file};
use std::collections::{BTreeMap, VecDeque};
use std::fs::{self, File};
use std::io;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
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

/// One step in reading a file; they are delivered in order.
enum Part {
    /// It is open and so long.
    Opened { size: u64 },
    /// It cannot be opened.
    Unopened(io::Error),
    /// Some of its slices, and where those begin at which the reader failed.
    Slices { batches: Vec<Batch>, lost: Vec<u64> },
    /// It is over; how it began.
    Over { first: Vec<u8> },
    /// All that is told of a file that is read from front to back, while it is read.
    Whole(Receiver<Told>),
}

/// What a thread does next with a file.
struct Job {
    file: usize,
    handle: Arc<File>,
    size: u64,
    work: Work,
}

enum Work {
    /// Reads slices into one batch, the part of that number.
    Slices(u64, Vec<Range<u64>>),
    /// Reads it from front to back and tells what is in it.
    Whole(SyncSender<Told>),
}

/// What is told of a file that is read as a whole may run ahead by so much.
const AHEAD: usize = 4;

/// A job has at most so many slices: strings that recur in them are then carried over once, and memory stays small.
pub const MOST_SLICES: u64 = 8;

/// The file whose slices are being given out.
struct Open {
    file: usize,
    handle: Arc<File>,
    size: u64,
    /// The slices not yet given out, and how many there are.
    slices: Box<dyn Iterator<Item = Range<u64>> + Send>,
    left: u64,
}

impl Open {
    fn new(file: usize, handle: File, size: u64) -> Self {
        let handle = Arc::new(handle);
        Self { file, handle, size, slices: Box::new(slices(size)), left: slices(size).count() as u64 }
    }

    /// The slices of the next job: fewer towards the end, so that all threads end together.
    fn next(&mut self, threads: u64) -> Vec<Range<u64>> {
        let wanted = self.left.div_ceil(2 * threads).min(MOST_SLICES);
        self.left -= wanted;
        self.slices.by_ref().take(wanted as usize).collect()
    }
}

/// The work still to be given out and the parts not yet delivered. Parts are numbered in order of file and slice.
struct State {
    /// Files not yet opened.
    unopened: VecDeque<(usize, PathBuf)>,
    /// The file being given out.
    open: Option<Open>,
    /// The number of the next part to be made.
    next_made: u64,
    /// The number of the next part to be delivered.
    next_delivered: u64,
    /// Made and not delivered, with the number of their file.
    waiting: BTreeMap<u64, (usize, Part)>,
    /// How many slices are being read.
    in_work: usize,
}

struct Queue {
    state: Mutex<State>,
    changed: Condvar,
    /// How many threads read.
    threads: u64,
}

impl Queue {
    fn new(files: &[PathBuf], threads: usize) -> Self {
        let state = State {
            unopened: files.iter().cloned().enumerate().collect(),
            open: None,
            next_made: 0,
            next_delivered: 0,
            waiting: BTreeMap::new(),
            in_work: 0,
        };
        Self { state: Mutex::new(state), changed: Condvar::new(), threads: threads as u64 }
    }

    /// A thread that panicked while it held the lock left the state whole: each change is one assignment or call.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next slice to read, when there is room for its batch; `None` when all are given out.
    fn next_job(&self) -> Option<Job> {
        let mut state = self.lock();
        loop {
            // So many parts may be in work or waiting.
            if state.next_made >= state.next_delivered + 2 * self.threads + 2 {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            if let Some(open) = &mut state.open {
                let (file, handle, size) = (open.file, Arc::clone(&open.handle), open.size);
                let slices = open.next(self.threads);
                if !slices.is_empty() {
                    let number = state.next_made;
                    state.next_made += 1;
                    state.in_work += 1;
                    return Some(Job { file, handle, size, work: Work::Slices(number, slices) });
                }
                state.open = None;
                let mut first = vec![0; FILE_HEADER.min(size) as usize];
                let read = read_fully(&*handle, 0, &mut first).unwrap_or(0);
                first.truncate(read);
                state.put_next(file, Part::Over { first });
            } else if let Some((file, path)) = state.unopened.pop_front() {
                match open(&path) {
                    Ok((handle, size)) => {
                        state.put_next(file, Part::Opened { size });
                        if is_sliced(&handle, size) {
                            state.open = Some(Open::new(file, handle, size));
                        } else {
                            let (tell, told) = sync_channel(AHEAD);
                            state.put_next(file, Part::Whole(told));
                            state.in_work += 1;
                            drop(state);
                            self.changed.notify_all();
                            return Some(Job { file, handle: Arc::new(handle), size, work: Work::Whole(tell) });
                        }
                    }
                    Err(error) => state.put_next(file, Part::Unopened(error)),
                }
            } else {
                drop(state);
                self.changed.notify_all();
                return None;
            }
            self.changed.notify_all();
        }
    }

    /// A job is done; its part, by number, if it has one of its own.
    fn done(&self, file: usize, part: Option<(u64, Part)>) {
        let mut state = self.lock();
        state.in_work -= 1;
        if let Some((number, part)) = part {
            state.waiting.insert(number, (file, part));
        }
        drop(state);
        self.changed.notify_all();
    }

    /// The next part in order; `None` when all are delivered.
    fn next_part(&self) -> Option<(usize, Part)> {
        let mut state = self.lock();
        loop {
            let next = state.next_delivered;
            if let Some(part) = state.waiting.remove(&next) {
                state.next_delivered += 1;
                drop(state);
                self.changed.notify_all();
                return Some(part);
            }
            if state.unopened.is_empty() && state.open.is_none() && state.in_work == 0 {
                return None;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl State {
    fn put_next(&mut self, file: usize, part: Part) {
        self.waiting.insert(self.next_made, (file, part));
        self.next_made += 1;
    }
}

fn open(path: &Path) -> io::Result<(File, u64)> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        return Err(io::Error::other("it is a folder"));
    }
    Ok((file, metadata.len()))
}

/// Whether a file is read in slices: an event log, or what is no other format either and is searched for chunks.
fn is_sliced(file: &File, size: u64) -> bool {
    let mut first = vec![0; SNIFFED.min(size) as usize];
    let read = read_fully(file, 0, &mut first).unwrap_or(0);
    Format::of(first.get(..read).unwrap_or_default()).is_none_or(Format::is_sliced)
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
    fn every_slice_is_given_out_once_in_order_and_the_last_jobs_are_small() {
        let folder = folder("jobs");
        let path = folder.join("log");
        fs::write(&path, "x").unwrap();
        for (size, threads) in [(0, 1), (1, 1), (1 << 20, 4), (900 << 20, 1), (900 << 20, 2), (900 << 20, 16)] {
            let mut open = Open::new(0, File::open(&path).unwrap(), size);
            let jobs: Vec<_> = std::iter::from_fn(|| Some(open.next(threads)).filter(|job| !job.is_empty())).collect();
            assert!(jobs.iter().all(|job| job.len() as u64 <= MOST_SLICES), "{size} {threads}");
            assert!(jobs.last().is_none_or(|job| job.len() == 1), "{size} {threads}");
            assert_eq!(jobs.concat(), slices(size).collect::<Vec<_>>(), "{size} {threads}");
        }
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
