//! What is still to be read, what is being read, and how far each file has come. Plain state: no clock, no browser.
//!
//! Files are cut into slices, which are handed out in order and come back in any order. A slice whose worker was lost is handed
//! out once more, to be read the slow and careful way; lost again, it is given up and its file goes on without it.

use logonscope::evidence::evtx::{inspect_header, slices};
use logonscope::evidence::ledger::{Failure, Ledger};
use logonscope::protocol::{FileProgress, Progress, Stage};
use std::collections::VecDeque;
use std::ops::Range;

/// At most so many files are shown one by one while reading.
const LISTED_FILES: usize = 12;

/// A slice of a file, to be read by a parser.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SliceJob {
    /// Number of the file in the case.
    pub file: u32,
    /// Bytes of the file.
    pub slice: Range<u64>,
    /// Bytes of the whole file.
    pub size: u64,
    /// Whether every record takes the general way: the second try.
    pub second_try: bool,
}

/// Why a file was not read, or not to its end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Trouble {
    /// Nothing in it is of an event log; why, in words.
    NoLog(String),
    /// The browser could not read it; its words.
    Unreadable(String),
    /// The user stopped the import.
    Cancelled,
}

/// A file of which no more comes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finished {
    /// Number of the file in the case.
    pub file: u32,
    /// `None` if it was read to its end.
    pub trouble: Option<Trouble>,
}

/// What becomes of a slice whose worker was lost.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Lost {
    /// It is handed out once more.
    Again,
    /// It is given up: this is its account.
    GivenUp(Box<Ledger>),
}

struct Reading {
    file: u32,
    name: String,
    size: u64,
    /// Slices not handed out yet, the next one last.
    waiting: Vec<Range<u64>>,
    running: usize,
    bytes: u64,
    records: u64,
    chunks: u64,
    no_log: Option<String>,
    trouble: Option<Trouble>,
    told: bool,
}

impl Reading {
    fn is_over(&self) -> bool {
        self.waiting.is_empty() && self.running == 0
    }
}

/// One import, from the first file added while nothing was being read until all is read.
#[derive(Default)]
pub struct Intake {
    files: Vec<Reading>,
    again: VecDeque<SliceJob>,
}

impl Intake {
    /// Adds a file by its number in the case.
    pub fn add(&mut self, file: u32, name: &str, size: u64) {
        let mut waiting: Vec<Range<u64>> = slices(size).collect();
        waiting.reverse();
        let no_log = (size == 0).then(|| inspect_header(&[], 0).err().map(|cause| cause.to_string())).flatten();
        self.files.push(Reading {
            file,
            name: name.to_owned(),
            size,
            waiting,
            running: 0,
            bytes: 0,
            records: 0,
            chunks: 0,
            no_log,
            trouble: None,
            told: false,
        });
    }

    /// The next slice to read.
    pub fn next(&mut self) -> Option<SliceJob> {
        if let Some(job) = self.again.pop_front() {
            return Some(job);
        }
        let reading = self.files.iter_mut().find(|reading| !reading.waiting.is_empty())?;
        let slice = reading.waiting.pop()?;
        reading.running += 1;
        Some(SliceJob { file: reading.file, slice, size: reading.size, second_try: false })
    }

    /// A slice was read: its account, and what its file's header says if it is not an event log's.
    pub fn read(&mut self, job: &SliceJob, ledger: &Ledger, no_log: Option<String>) {
        if let Some(reading) = self.reading(job.file) {
            reading.running = reading.running.saturating_sub(1);
            reading.bytes += job.slice.end - job.slice.start;
            reading.records += ledger.records;
            reading.chunks += ledger.chunks;
            reading.no_log = reading.no_log.take().or(no_log);
        }
    }

    /// A slice could not be read: nothing more of its file is tried.
    pub fn unreadable(&mut self, job: &SliceJob, cause: &str) {
        self.again.retain(|again| again.file != job.file);
        if let Some(reading) = self.reading(job.file) {
            reading.running = reading.running.saturating_sub(1);
            reading.waiting.clear();
            reading.trouble = Some(Trouble::Unreadable(cause.to_owned()));
        }
    }

    /// The worker that held `job` is gone. `to_blame` is whether it was at work on this very slice.
    pub fn lost(&mut self, job: &SliceJob, to_blame: bool, cause: &str) -> Lost {
        if !to_blame || !job.second_try {
            self.again.push_back(SliceJob { second_try: job.second_try || to_blame, ..job.clone() });
            return Lost::Again;
        }
        let mut ledger = Ledger::default();
        ledger.fail(Failure {
            offset: job.slice.start,
            length: job.slice.end - job.slice.start,
            record_id: None,
            cause: format!("the parser stopped twice in this part of the file: {cause}"),
        });
        self.read(job, &ledger, None);
        Lost::GivenUp(Box::new(ledger))
    }

    /// Hands out no more. What is being read is waited for.
    pub fn cancel(&mut self) {
        for job in std::mem::take(&mut self.again) {
            if let Some(reading) = self.reading(job.file) {
                reading.running = reading.running.saturating_sub(1);
                reading.trouble.get_or_insert(Trouble::Cancelled);
            }
        }
        for reading in self.files.iter_mut().filter(|reading| !reading.waiting.is_empty()) {
            reading.waiting.clear();
            reading.trouble.get_or_insert(Trouble::Cancelled);
        }
    }

    /// Forgets a file that was taken out of the case; what comes of it is for nobody.
    pub fn remove(&mut self, file: u32) {
        self.again.retain(|job| job.file != file);
        self.files.retain(|reading| reading.file != file);
    }

    /// Whether `file` belongs to this import.
    pub fn holds(&self, file: u32) -> bool {
        self.files.iter().any(|reading| reading.file == file)
    }

    /// The files of which no more comes, each told once.
    pub fn finished(&mut self) -> Vec<Finished> {
        let over = self.files.iter_mut().filter(|reading| reading.is_over() && !reading.told);
        over.map(|reading| {
            reading.told = true;
            let no_log = reading.no_log.clone().filter(|_| reading.chunks == 0).map(Trouble::NoLog);
            Finished { file: reading.file, trouble: reading.trouble.clone().or(no_log) }
        })
        .collect()
    }

    /// Whether all is read.
    pub fn is_over(&self) -> bool {
        self.files.iter().all(Reading::is_over)
    }

    /// Which share of all bytes has been read, 0…1.
    pub fn share_read(&self) -> f64 {
        let sum = |of: fn(&Reading) -> u64| self.files.iter().map(of).sum::<u64>() as f64;
        sum(|reading| reading.bytes) / sum(|reading| reading.size).max(1.0)
    }

    /// How far it has come.
    pub fn progress(&self, seconds: f64) -> Progress {
        let line = |reading: &Reading| FileProgress {
            name: reading.name.clone(),
            bytes: reading.bytes as f64,
            total_bytes: reading.size as f64,
            records: reading.records as f64,
        };
        let files = self.files.iter().filter(|reading| !reading.is_over()).take(LISTED_FILES).map(line).collect();
        Progress {
            stage: Stage::Reading,
            bytes: self.files.iter().map(|reading| reading.bytes).sum::<u64>() as f64,
            total_bytes: self.files.iter().map(|reading| reading.size).sum::<u64>() as f64,
            records: self.files.iter().map(|reading| reading.records).sum::<u64>() as f64,
            seconds,
            files,
            files_done: self.files.iter().filter(|reading| reading.is_over()).count() as u32,
            files_total: self.files.len() as u32,
        }
    }

    fn reading(&mut self, file: u32) -> Option<&mut Reading> {
        self.files.iter_mut().find(|reading| reading.file == file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use logonscope::evidence::evtx::{FILE_HEADER, SLICE};

    fn ledger(chunks: u64) -> Ledger {
        Ledger { chunks, records: chunks, filtered: Default::default(), ..Ledger::default() }
    }

    /// An import of one file of two slices, both handed out.
    fn two_slices() -> (Intake, SliceJob, SliceJob) {
        let mut intake = Intake::default();
        intake.add(7, "a.evtx", FILE_HEADER + 2 * SLICE);
        let (first, second) = (intake.next().unwrap(), intake.next().unwrap());
        (intake, first, second)
    }

    #[test]
    fn a_file_is_over_when_its_last_slice_is_read_in_any_order() {
        let (mut intake, first, second) = two_slices();
        assert_eq!(intake.next(), None);
        intake.read(&second, &ledger(1), None);
        assert_eq!((intake.finished(), intake.is_over()), (vec![], false));
        intake.read(&first, &ledger(1), None);
        assert_eq!(intake.finished(), [Finished { file: 7, trouble: None }]);
        assert_eq!((intake.finished(), intake.is_over()), (vec![], true));
    }

    #[test]
    fn a_wrong_header_makes_no_log_only_if_no_chunk_is_found() {
        for (chunks, trouble) in [(0, Some(Trouble::NoLog("why".to_owned()))), (1, None)] {
            let (mut intake, first, second) = two_slices();
            intake.read(&first, &ledger(0), Some("why".to_owned()));
            intake.read(&second, &ledger(chunks), None);
            assert_eq!(intake.finished(), [Finished { file: 7, trouble }]);
        }
    }

    #[test]
    fn an_empty_file_is_no_log_at_once() {
        let mut intake = Intake::default();
        intake.add(0, "empty.evtx", 0);
        assert!(matches!(&intake.finished()[..], [Finished { trouble: Some(Trouble::NoLog(_)), .. }]));
    }

    #[test]
    fn a_lost_slice_is_tried_once_more_and_then_given_up() {
        let (mut intake, first, second) = two_slices();
        intake.read(&second, &ledger(1), None);
        assert_eq!(intake.lost(&first, true, "trap"), Lost::Again);
        assert!(!intake.is_over());
        let again = intake.next().unwrap();
        assert!(again.second_try && again.slice == first.slice);
        let Lost::GivenUp(account) = intake.lost(&again, true, "trap") else { panic!("tried a third time") };
        assert_eq!((account.failed, account.failures[0].offset), (1, 0));
        assert_eq!(intake.finished(), [Finished { file: 7, trouble: None }]);
    }

    #[test]
    fn a_slice_that_only_waited_in_a_lost_worker_has_both_tries_left() {
        let (mut intake, _, second) = two_slices();
        intake.lost(&second, false, "trap");
        assert_eq!(intake.next(), Some(second));
    }

    #[test]
    fn cancelling_waits_for_what_is_being_read_and_says_which_files_are_cut() {
        let (mut intake, first, second) = two_slices();
        intake.add(8, "b.evtx", 5);
        intake.lost(&second, true, "trap");
        intake.cancel();
        assert_eq!(intake.next(), None);
        assert_eq!(intake.finished(), [Finished { file: 8, trouble: Some(Trouble::Cancelled) }]);
        intake.read(&first, &ledger(1), None);
        assert_eq!(intake.finished(), [Finished { file: 7, trouble: Some(Trouble::Cancelled) }]);
        assert!(intake.is_over());
    }

    #[test]
    fn a_file_that_cannot_be_read_is_left_and_the_others_go_on() {
        let (mut intake, first, second) = two_slices();
        intake.add(8, "b.evtx", 5);
        intake.unreadable(&first, "gone");
        intake.unreadable(&second, "gone");
        assert_eq!(intake.finished(), [Finished { file: 7, trouble: Some(Trouble::Unreadable("gone".to_owned())) }]);
        assert_eq!(intake.next().map(|job| job.file), Some(8));
    }

    #[test]
    fn a_removed_file_is_not_waited_for() {
        let (mut intake, first, second) = two_slices();
        intake.lost(&second, true, "trap");
        intake.remove(7);
        intake.read(&first, &ledger(1), None);
        assert_eq!((intake.holds(7), intake.next(), intake.finished(), intake.is_over()), (false, None, vec![], true));
    }

    #[test]
    fn progress_adds_up_over_the_files() {
        let (mut intake, first, _) = two_slices();
        intake.add(8, "b.evtx", 5);
        intake.read(&first, &ledger(3), None);
        let progress = intake.progress(2.0);
        assert_eq!(
            (progress.bytes, progress.total_bytes),
            ((FILE_HEADER + SLICE) as f64, (FILE_HEADER + 2 * SLICE + 5) as f64)
        );
        assert_eq!((progress.records, progress.files_done, progress.files_total, progress.files.len()), (3.0, 0, 2, 2));
    }
}
