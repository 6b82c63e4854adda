//! What is still to be read, what is being read, and how far each file has come. Plain state: no clock, no browser.
//!
//! Files are cut into slices, which are handed out in order and come back in any order. The first tells what the file is: one that is not
//! read in slices is read as a whole with it, and what is told of it comes in order. A slice whose worker was lost is handed out once
//! more, to be read the slow and careful way, and what was told before is not told again; lost again, it is given up and its file goes
//! on without it.

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
    /// How much has been told of a file that is read as a whole.
    pub known: u32,
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
    /// Its members, by number in the case, of which more should have come.
    pub unfinished: Vec<u32>,
    /// Whether it is an archive.
    pub packed: bool,
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
    /// Whether it is known what the file is.
    known: bool,
    /// Whether it is read as a whole.
    whole: bool,
    packed: bool,
    /// How much was told of it.
    tidings: u32,
    /// Its members by number in the case, and whether all was told of each.
    members: Vec<(u32, bool)>,
}

impl Reading {
    /// Whether a slice can be handed out: the first, and the others once it is known that there are others.
    fn has_slice(&self) -> bool {
        !self.waiting.is_empty() && (self.known || self.running == 0)
    }

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
            known: false,
            whole: false,
            packed: false,
            tidings: 0,
            members: Vec::new(),
        });
    }

    /// The next slice to read.
    pub fn next(&mut self) -> Option<SliceJob> {
        if let Some(job) = self.again.pop_front() {
            return Some(job);
        }
        let reading = self.files.iter_mut().find(|reading| reading.has_slice())?;
        let slice = reading.waiting.pop()?;
        reading.running += 1;
        Some(SliceJob { file: reading.file, slice, size: reading.size, second_try: false, known: 0 })
    }

    /// A slice was read: its account, and what its file's header says if it is not an event log's.
    pub fn read(&mut self, job: &SliceJob, ledger: &Ledger, no_log: Option<String>) {
        if let Some(reading) = self.reading(job.file) {
            reading.running = reading.running.saturating_sub(1);
            reading.known = true;
            reading.bytes = if reading.whole { reading.size } else { reading.bytes + job.slice.end - job.slice.start };
            reading.records += ledger.records;
            reading.chunks += ledger.chunks;
            reading.no_log = reading.no_log.take().or(no_log);
        }
    }

    /// The file of a slice is read in slices, or as a whole with this one.
    pub fn is_of_kind(&mut self, job: &SliceJob, sliced: bool, packed: bool) {
        if let Some(reading) = self.reading(job.file) {
            (reading.known, reading.whole, reading.packed) = (true, !sliced, packed);
            if !sliced {
                reading.waiting.clear();
                // A second try reads all of it again.
                reading.bytes = 0;
            }
        }
    }

    /// So many bytes more were read of a file.
    pub fn advanced(&mut self, job: &SliceJob, bytes: u64) {
        if let Some(reading) = self.reading(job.file).filter(|reading| reading.whole) {
            // Parts of an archive are read twice.
            reading.bytes = (reading.bytes + bytes).min(reading.size);
        }
    }

    /// A member of a file begins: its number in the case.
    pub fn begins(&mut self, job: &SliceJob, member: u32) {
        if let Some(reading) = self.reading(job.file) {
            reading.tidings += 1;
            reading.members.push((member, false));
        }
    }

    /// Rows of an entry of a file came, with this account: the entry's number in the case.
    pub fn told(&mut self, job: &SliceJob, entry: u32, ledger: &Ledger) -> Option<u32> {
        let reading = self.reading(job.file)?;
        reading.tidings += 1;
        reading.records += ledger.records;
        match (entry as usize).checked_sub(1) {
            None => {
                reading.chunks += ledger.chunks;
                Some(reading.file)
            }
            Some(at) => reading.members.get(at).map(|(member, _)| *member),
        }
    }

    /// A member of a file is over: its number in the case.
    pub fn ends(&mut self, job: &SliceJob, entry: u32) -> Option<u32> {
        let reading = self.reading(job.file)?;
        reading.tidings += 1;
        let (member, is_over) = reading.members.get_mut((entry as usize).checked_sub(1)?)?;
        *is_over = true;
        Some(*member)
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
            let known = self.reading(job.file).map_or(0, |reading| reading.tidings);
            self.again.push_back(SliceJob { second_try: job.second_try || to_blame, known, ..job.clone() });
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

    /// Hands out no more. Slices that are being read are waited for; files that are read as a whole are not: they are given, to be
    /// stopped.
    #[must_use]
    pub fn cancel(&mut self) -> Vec<u32> {
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
        let mut whole = Vec::new();
        for reading in self.files.iter_mut().filter(|reading| reading.whole && reading.running > 0) {
            reading.trouble.get_or_insert(Trouble::Cancelled);
            whole.push(reading.file);
        }
        whole
    }

    /// A task of a file came back undone because its worker was stopped: no more of it is read if it was cancelled.
    pub fn stopped(&mut self, job: &SliceJob) {
        match self.reading(job.file) {
            Some(reading) if reading.trouble.is_some() => reading.running = reading.running.saturating_sub(1),
            Some(_) => {
                self.lost(job, false, "");
            }
            None => {}
        }
    }

    /// Forgets a file that was taken out of the case; what comes of it is for nobody. Whether it is being read as a whole, and so is to be
    /// stopped.
    #[must_use]
    pub fn remove(&mut self, file: u32) -> bool {
        let is_running = self.reading(file).is_some_and(|reading| reading.whole && reading.running > 0);
        self.again.retain(|job| job.file != file);
        self.files.retain(|reading| reading.file != file);
        is_running
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
            let unfinished = reading.members.iter().filter(|(_, is_over)| !is_over).map(|(member, _)| *member);
            Finished {
                file: reading.file,
                trouble: reading.trouble.clone().or(no_log),
                unfinished: unfinished.collect(),
                packed: reading.packed,
            }
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
        let first = intake.next().unwrap();
        assert_eq!(intake.next(), None, "it is not known yet what the file is");
        intake.is_of_kind(&first, true, false);
        let second = intake.next().unwrap();
        (intake, first, second)
    }

    fn finished(file: u32, trouble: Option<Trouble>) -> Finished {
        Finished { file, trouble, unfinished: Vec::new(), packed: false }
    }

    /// An archive of which the beginning was told.
    fn archive() -> (Intake, SliceJob) {
        let mut intake = Intake::default();
        intake.add(7, "a.zip", FILE_HEADER + 2 * SLICE);
        let job = intake.next().unwrap();
        intake.is_of_kind(&job, false, true);
        intake.begins(&job, 8);
        assert_eq!(intake.told(&job, 1, &ledger(3)), Some(8));
        assert_eq!(intake.ends(&job, 1), Some(8));
        intake.begins(&job, 9);
        (intake, job)
    }

    #[test]
    fn a_file_that_is_read_as_a_whole_is_one_job() {
        let (mut intake, job) = archive();
        assert_eq!((intake.next(), intake.is_over()), (None, false));
        intake.advanced(&job, 4_096);
        assert_eq!((intake.progress(1.0).bytes, intake.progress(1.0).records), (4_096.0, 3.0));
        assert_eq!(intake.ends(&job, 2), Some(9));
        intake.read(&job, &Ledger::default(), None);
        assert_eq!(intake.finished(), [Finished { packed: true, ..finished(7, None) }]);
        assert_eq!(intake.share_read(), 1.0);
    }

    #[test]
    fn what_was_told_of_a_file_is_not_told_again_in_its_second_try() {
        let (mut intake, job) = archive();
        assert_eq!(intake.lost(&job, true, "trap"), Lost::Again);
        let again = intake.next().unwrap();
        assert_eq!((again.known, again.second_try), (4, true));
        intake.is_of_kind(&again, false, true);
        assert_eq!(intake.told(&again, 2, &ledger(1)), Some(9));
        assert!(matches!(intake.lost(&again, true, "trap"), Lost::GivenUp(_)));
        assert_eq!(intake.finished()[0].unfinished, [9]);
    }

    #[test]
    fn a_file_that_is_read_as_a_whole_is_stopped_when_the_import_is() {
        let (mut intake, job) = archive();
        intake.add(10, "b.evtx", 5);
        let other = intake.next().unwrap();
        assert_eq!(intake.cancel(), [7]);
        intake.stopped(&job);
        intake.read(&other, &ledger(1), None);
        let told = Finished { unfinished: vec![9], packed: true, ..finished(7, Some(Trouble::Cancelled)) };
        assert_eq!((intake.finished(), intake.is_over()), (vec![told, finished(10, None)], true));
    }

    #[test]
    fn a_file_that_is_read_as_a_whole_is_stopped_when_it_is_removed() {
        let (mut intake, job) = archive();
        assert!(intake.remove(7));
        intake.stopped(&job);
        assert!(intake.is_over());
    }

    #[test]
    fn a_slice_whose_worker_was_stopped_for_another_file_is_read_again() {
        let (mut intake, first, _) = two_slices();
        intake.stopped(&first);
        assert_eq!(intake.next(), Some(first));
    }

    #[test]
    fn a_file_is_over_when_its_last_slice_is_read_in_any_order() {
        let (mut intake, first, second) = two_slices();
        assert_eq!(intake.next(), None);
        intake.read(&second, &ledger(1), None);
        assert_eq!((intake.finished(), intake.is_over()), (vec![], false));
        intake.read(&first, &ledger(1), None);
        assert_eq!(intake.finished(), [finished(7, None)]);
        assert_eq!((intake.finished(), intake.is_over()), (vec![], true));
    }

    #[test]
    fn a_wrong_header_makes_no_log_only_if_no_chunk_is_found() {
        for (chunks, trouble) in [(0, Some(Trouble::NoLog("why".to_owned()))), (1, None)] {
            let (mut intake, first, second) = two_slices();
            intake.read(&first, &ledger(0), Some("why".to_owned()));
            intake.read(&second, &ledger(chunks), None);
            assert_eq!(intake.finished(), [finished(7, trouble)]);
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
        assert_eq!(intake.finished(), [finished(7, None)]);
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
        assert!(intake.cancel().is_empty());
        assert_eq!(intake.next(), None);
        assert_eq!(intake.finished(), [finished(8, Some(Trouble::Cancelled))]);
        intake.read(&first, &ledger(1), None);
        assert_eq!(intake.finished(), [finished(7, Some(Trouble::Cancelled))]);
        assert!(intake.is_over());
    }

    #[test]
    fn a_file_that_cannot_be_read_is_left_and_the_others_go_on() {
        let (mut intake, first, second) = two_slices();
        intake.add(8, "b.evtx", 5);
        intake.unreadable(&first, "gone");
        intake.unreadable(&second, "gone");
        assert_eq!(intake.finished(), [finished(7, Some(Trouble::Unreadable("gone".to_owned())))]);
        assert_eq!(intake.next().map(|job| job.file), Some(8));
    }

    #[test]
    fn a_removed_file_is_not_waited_for() {
        let (mut intake, first, second) = two_slices();
        intake.lost(&second, true, "trap");
        assert!(!intake.remove(7));
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
