//! The pass after the final graph: which files still want their SHA-256. Plain state: no clock, no browser.

use logonscope::protocol::{Progress, Stage};
use std::collections::VecDeque;

/// Files whose hash is wanted or being computed.
#[derive(Default)]
pub struct Hashing {
    waiting: VecDeque<(u32, u64)>,
    running: Vec<(u32, u64)>,
    /// Files whose worker was lost once.
    retried: Vec<u32>,
    bytes: u64,
    total_bytes: u64,
    files_done: u32,
    files_total: u32,
}

impl Hashing {
    /// Asks for the hash of a file, by its number in the case, of `size` bytes.
    pub fn add(&mut self, file: u32, size: u64) {
        if self.is_over() {
            *self = Self::default();
        }
        self.waiting.push_back((file, size));
        self.total_bytes += size;
        self.files_total += 1;
    }

    /// The next file to hash.
    pub fn next(&mut self) -> Option<(u32, u64)> {
        let next = self.waiting.pop_front()?;
        self.running.push(next);
        Some(next)
    }

    /// So many bytes more were hashed.
    pub fn read(&mut self, bytes: u64) {
        self.bytes = (self.bytes + bytes).min(self.total_bytes);
    }

    /// A file is done, or cannot be.
    pub fn done(&mut self, file: u32) {
        self.running.retain(|&(running, _)| running != file);
        self.files_done += 1;
    }

    /// The worker that hashed a file is gone: it is hashed again, once. `false` if it was tried again already.
    pub fn again(&mut self, file: u32) -> bool {
        if self.retried.contains(&file) {
            return false;
        }
        self.retried.push(file);
        if let Some(at) = self.running.iter().position(|&(running, _)| running == file) {
            self.waiting.push_back(self.running.remove(at));
        }
        true
    }

    /// Forgets a file.
    pub fn remove(&mut self, file: u32) {
        self.waiting.retain(|&(waiting, _)| waiting != file);
        self.running.retain(|&(running, _)| running != file);
    }

    /// Whether no hash is wanted any more.
    pub fn is_over(&self) -> bool {
        self.waiting.is_empty() && self.running.is_empty()
    }

    /// How far it has come.
    pub fn progress(&self, seconds: f64) -> Progress {
        Progress {
            stage: Stage::Hashing,
            bytes: self.bytes as f64,
            total_bytes: self.total_bytes as f64,
            seconds,
            files_done: self.files_done,
            files_total: self.files_total,
            ..Progress::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_over_when_every_file_is_done_and_begins_anew_after() {
        let mut hashing = Hashing::default();
        assert!(hashing.is_over());
        hashing.add(3, 10);
        hashing.add(4, 20);
        assert_eq!((hashing.next(), hashing.next(), hashing.next()), (Some((3, 10)), Some((4, 20)), None));
        hashing.read(10);
        hashing.done(3);
        assert!(!hashing.is_over());
        assert_eq!((hashing.progress(1.0).bytes, hashing.progress(1.0).total_bytes), (10.0, 30.0));
        assert!(hashing.again(4));
        assert_eq!(hashing.next(), Some((4, 20)));
        assert!(!hashing.again(4));
        hashing.done(4);
        assert!(hashing.is_over());
        hashing.add(5, 7);
        assert_eq!(hashing.progress(1.0).total_bytes, 7.0);
    }

    #[test]
    fn a_removed_file_is_not_waited_for() {
        let mut hashing = Hashing::default();
        hashing.add(3, 10);
        hashing.next();
        hashing.remove(3);
        assert!(hashing.is_over());
    }
}
