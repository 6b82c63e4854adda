//! The ledger: what became of every record of a file.
//!
//! `records = kept + filtered + duplicates + failed` holds for each file and in total; a record that was found but could not
//! be read is a record.

use super::census::{Census, Stretch};
use crate::sorting::InOrder;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Why a readable record made no row.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FilterReason {
    /// Its event id is not among those that are read.
    OtherEvent,
    /// Its event id is read, but it comes from another provider.
    OtherProvider,
    /// The user wanted other records only, see [`super::selection`].
    ByChoice,
}

impl FilterReason {
    /// The reason in plain words.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::OtherEvent => "other event id",
            Self::OtherProvider => "other provider",
            Self::ByChoice => "left out by choice",
        }
    }
}

/// A place that could not be read, and why.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Failure {
    /// Byte offset in the file.
    pub offset: u64,
    /// Bytes concerned, if known; 0 otherwise.
    pub length: u64,
    /// `EventRecordID`, if known.
    pub record_id: Option<u64>,
    /// What is wrong there, in plain words, without the file's name.
    pub cause: String,
}

/// At most so many failures are kept one by one for a file; further ones are counted.
pub const LISTED_FAILURES: usize = 1_000;

/// The account of a slice, or of a whole file: the sum of its slices.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Ledger {
    /// Records found, readable or not.
    pub records: u64,
    /// Records that made a row (before duplicates are taken out).
    pub kept: u64,
    /// Readable records that made no row, by reason.
    pub filtered: BTreeMap<FilterReason, u64>,
    /// Records or places that could not be read. Counted in [`Ledger::records`].
    pub failed: u64,
    /// The first [`LISTED_FAILURES`] of them by offset.
    pub failures: Vec<Failure>,
    /// What is odd but cost no record (a damaged chunk header whose records were read).
    pub remarks: Vec<Failure>,
    /// Chunks found.
    pub chunks: u64,
    /// Records that took the slow, general way.
    pub slow: u64,
    /// Earliest time of any record, microseconds since 1970.
    pub first: Option<i64>,
    /// Latest time of any record, microseconds since 1970.
    pub last: Option<i64>,
    /// Readable records by channel and event id, kept or not.
    pub census: Census,
    /// Runs of records by offset: one for each chunk.
    pub stretches: Vec<Stretch>,
}

impl Ledger {
    /// Counts one failed record or place.
    pub fn fail(&mut self, failure: Failure) {
        self.records += 1;
        self.failed += 1;
        if self.failures.len() < LISTED_FAILURES {
            self.failures.push(failure);
        }
    }

    /// Counts one readable record that makes no row.
    pub fn filter(&mut self, reason: FilterReason) {
        self.records += 1;
        *self.filtered.entry(reason).or_default() += 1;
    }

    /// Records that would be kept if all were wanted.
    pub fn left_out(&self) -> u64 {
        self.filtered.get(&FilterReason::ByChoice).copied().unwrap_or(0)
    }

    /// Widens the time span by a record's time.
    pub fn saw(&mut self, time: i64) {
        self.first = Some(self.first.map_or(time, |first| first.min(time)));
        self.last = Some(self.last.map_or(time, |last| last.max(time)));
    }

    /// Adds the account of another slice of the same file.
    pub fn add(&mut self, other: &Ledger) {
        self.records += other.records;
        self.kept += other.kept;
        self.failed += other.failed;
        self.chunks += other.chunks;
        self.slow += other.slow;
        for (reason, count) in &other.filtered {
            *self.filtered.entry(*reason).or_default() += count;
        }
        // Slices arrive in any order: the first places by offset are kept, whatever the order.
        for (all, more) in [(&mut self.failures, &other.failures), (&mut self.remarks, &other.remarks)] {
            all.extend(more.iter().cloned());
            all.order_by(|a, b| (a.offset, a.record_id, &a.cause).cmp(&(b.offset, b.record_id, &b.cause)));
            all.truncate(LISTED_FAILURES);
        }
        self.census.add(&other.census);
        self.stretches.extend_from_slice(&other.stretches);
        self.stretches.order();
        for time in [other.first, other.last].into_iter().flatten() {
            self.saw(time);
        }
    }

    /// Whether the counts add up, given the duplicates among the kept.
    pub fn adds_up(&self) -> bool {
        self.records == self.kept + self.filtered.values().sum::<u64>() + self.failed
    }
}
