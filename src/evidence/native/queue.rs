//! What is still to be read and what was read and is not yet delivered: jobs for threads, parts in the order of files and slices.

use crate::evidence::batch::Batch;
use crate::evidence::evtx::{FILE_HEADER, slices};
use crate::evidence::format::{Format, SNIFFED};
use crate::evidence::source::read_fully;
use crate::evidence::walk::Told;
use std::collections::{BTreeMap, VecDeque};
use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// One step in reading a file; they are delivered in order.
pub enum Part {
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
pub struct Job {
    pub file: usize,
    pub handle: Arc<File>,
    pub size: u64,
    pub work: Work,
}

/// How a file is read.
pub enum Work {
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

/// Work for several threads, and what they made, in order.
pub struct Queue {
    state: Mutex<State>,
    changed: Condvar,
    /// How many threads read.
    threads: u64,
}

impl Queue {
    pub fn new(files: &[PathBuf], threads: usize) -> Self {
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
    pub fn next_job(&self) -> Option<Job> {
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
    pub fn done(&self, file: usize, part: Option<(u64, Part)>) {
        let mut state = self.lock();
        state.in_work -= 1;
        if let Some((number, part)) = part {
            state.waiting.insert(number, (file, part));
        }
        drop(state);
        self.changed.notify_all();
    }

    /// The next part in order; `None` when all are delivered.
    pub fn next_part(&self) -> Option<(usize, Part)> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_slice_is_given_out_once_in_order_and_the_last_jobs_are_small() {
        let path = std::env::temp_dir().join(format!("logonscope-queue-{}", std::process::id()));
        std::fs::write(&path, "x").unwrap();
        for (size, threads) in [(0, 1), (1, 1), (1 << 20, 4), (900 << 20, 1), (900 << 20, 2), (900 << 20, 16)] {
            let mut open = Open::new(0, File::open(&path).unwrap(), size);
            let jobs: Vec<_> = std::iter::from_fn(|| Some(open.next(threads)).filter(|job| !job.is_empty())).collect();
            assert!(jobs.iter().all(|job| job.len() as u64 <= MOST_SLICES), "{size} {threads}");
            assert!(jobs.last().is_none_or(|job| job.len() == 1), "{size} {threads}");
            assert_eq!(jobs.concat(), slices(size).collect::<Vec<_>>(), "{size} {threads}");
        }
        std::fs::remove_file(path).unwrap();
    }
}
