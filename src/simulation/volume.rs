//! How much happens: the day's share of what was asked for, whether that is an office's usual, a number of logons or of bytes.

use super::calendar::Day;

/// How much a case is to hold.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Volume {
    /// What such a company makes, times this: 1 is an office's usual.
    Natural(f64),
    /// So many logons in all.
    Logons(u64),
    /// So many bytes of all files together.
    Bytes(u64),
}

/// What a day off is worth in working days.
const DAY_OFF: f64 = 0.3;
/// Bytes of a record before any was written.
const USUAL_RECORD: f64 = 850.0;

/// Keeps account of what is still to come.
#[derive(Clone, Debug)]
pub struct Budget {
    volume: Volume,
    logon_share: f64,
    bytes_per_record: f64,
    /// Weight of this day and all after it, for each day.
    weights: Vec<f64>,
}

impl Budget {
    /// For `days`, of whose records `logon_share` are logons.
    pub fn new(volume: Volume, logon_share: f64, days: &[Day]) -> Self {
        let mut weights: Vec<f64> = days.iter().map(|day| if day.is_worked() { 1.0 } else { DAY_OFF }).collect();
        for day in (1..weights.len()).rev() {
            weights[day - 1] += weights[day];
        }
        Self { volume, logon_share, bytes_per_record: USUAL_RECORD, weights }
    }

    /// The same, where a record has been seen to take so many bytes.
    #[must_use]
    pub fn with_bytes_per_record(self, bytes: f64) -> Self {
        Self { bytes_per_record: bytes, ..self }
    }

    /// How many logons a working day has on average; `None` for what is usual.
    pub fn logons_a_working_day(&self) -> Option<f64> {
        self.left(0, 0, 0).map(|logons| logons / self.weights.first().copied().unwrap_or(1.0).max(DAY_OFF))
    }

    /// Logons that are still to come, given what was written before: logons, records, bytes.
    fn left(&self, logons: u64, records: u64, bytes: u64) -> Option<f64> {
        match self.volume {
            Volume::Natural(_) => None,
            Volume::Logons(all) => Some(all.saturating_sub(logons) as f64),
            Volume::Bytes(all) => {
                // Once a good deal is written it tells best.
                let seen = if records > 2_000 { bytes as f64 / records as f64 } else { self.bytes_per_record };
                Some(all.saturating_sub(bytes) as f64 / seen * self.logon_share)
            }
        }
    }

    /// How many logons `day` is to have, given what was planned or written before; `None` for what is usual.
    pub fn logons(&self, day: &Day, logons: u64, records: u64, bytes: u64) -> Option<u64> {
        let number = day.number as usize;
        let here_on = self.weights.get(number).copied()?;
        let after = self.weights.get(number + 1).copied().unwrap_or(0.0);
        self.left(logons, records, bytes).map(|left| (left * (here_on - after) / here_on).round() as u64)
    }

    /// How many other records belong to so many logons.
    pub fn others(&self, logons: u64) -> u64 {
        (logons as f64 * (1.0 - self.logon_share) / self.logon_share).round() as u64
    }

    /// How busy people are, 1 being usual.
    pub fn activity(&self) -> f64 {
        match self.volume {
            Volume::Natural(activity) => activity,
            Volume::Logons(_) | Volume::Bytes(_) => 1.0,
        }
    }
}
