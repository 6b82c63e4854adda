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

// Natively this file stands outside its folder (src/bin/worker.rs).
#[cfg(test)]
#[path = "intake/tests.rs"]
mod tests;
