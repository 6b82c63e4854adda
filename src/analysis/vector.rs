//! The preset run on rows written as JSON, to compare its figures with LogonTracer's.
//!
//! The form is that of the parity vectors: `rows` under `columns`, the names that replace addresses, who is privileged, and
//! the hours that the timeline spans. Figures in the vector itself are not looked at.

use super::hmm::{self, Scan, Step, Symbol};
use super::preset::{Preset, PresetRow, Scope};
use super::timeline::HOUR_MICROS;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Why rows could not be read.
#[derive(Debug, thiserror::Error)]
pub enum VectorError {
    /// Not JSON, or not of this form.
    #[error("the rows are not of the form expected: {0}")]
    Form(#[from] serde_json::Error),
    /// The columns are others.
    #[error("the columns are {0:?}, expected are {COLUMNS:?}")]
    Columns(Vec<String>),
    /// A time that is none.
    #[error("{0:?} is not a time like 2021-12-31 23:59:59")]
    Time(String),
    /// More hours than anybody's log spans.
    #[error("{0} hours are more than a case can have")]
    Hours(u32),
}

/// The columns of a row.
pub const COLUMNS: [&str; 8] =
    ["event_id", "source", "account", "logon_type", "status", "authentication", "hour_epoch", "time"];

/// The longest case in hours, 1601 to 2260: what 64-bit times of Windows and ours have in common.
const MOST_HOURS: u32 = 660 * 366 * 24;

/// A row: event id, source, account, logon type, status, authentication, start of its hour, time in UTC.
#[derive(Deserialize)]
struct Row(u16, String, String, u8, String, String, serde::de::IgnoredAny, String);

/// What a vector gives; all else in it is ignored.
#[derive(Deserialize)]
struct Vector {
    timeline_start: String,
    timeline_hours: u32,
    columns: Vec<String>,
    rows: Vec<Row>,
    #[serde(default)]
    address_to_name: BTreeMap<String, String>,
    #[serde(default)]
    privileged: BTreeSet<String>,
    ranks_use_hmm_flagged: Option<BTreeSet<String>>,
}

/// The figures of an account.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct AccountResult {
    /// As in the rows.
    pub name: String,
    /// As the vector lists it.
    pub privileged: bool,
    /// 0…1.
    pub rank: f64,
    /// Whether the hidden Markov model flags it.
    pub hmm: bool,
    /// Damping that its rank was computed with.
    pub damping: f64,
    /// Logons of each hour.
    pub counts: Vec<u32>,
    /// Change score of each hour.
    pub scores: Vec<f64>,
}

/// The figures of a host.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HostResult {
    /// The name, or the address where there is none.
    pub host: String,
    /// 0…1.
    pub rank: f64,
}

/// The preset's figures for a vector.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct VectorResult {
    /// As given.
    pub timeline_start: String,
    /// As given.
    pub timeline_hours: u32,
    /// By name.
    pub accounts: Vec<AccountResult>,
    /// By name.
    pub hosts: Vec<HostResult>,
    /// Names of the accounts that the hidden Markov model flags.
    pub hmm_flagged: Vec<String>,
}

/// Runs the preset on the rows in `json`.
pub fn run_vector(json: &[u8]) -> Result<VectorResult, VectorError> {
    let vector: Vector = serde_json::from_slice(json)?;
    if vector.columns != COLUMNS {
        return Err(VectorError::Columns(vector.columns));
    }
    if vector.timeline_hours > MOST_HOURS {
        return Err(VectorError::Hours(vector.timeline_hours));
    }
    let (start, first_day) = micros_and_day(&vector.timeline_start)?;
    let mut timed = Vec::with_capacity(vector.rows.len());
    for row in &vector.rows {
        let (time, day) = micros_and_day(&row.7)?;
        timed.push((time, day, row));
    }
    // Stable: rows of one second stay as the file has them.
    timed.sort_by_key(|&(time, ..)| time);

    let renamed = |source: &str| vector.address_to_name.get(source).map_or(source.to_owned(), String::clone);
    let accounts = Numbers::of(vector.rows.iter().map(|row| row.2.clone()));
    let sources = Numbers::of(vector.rows.iter().map(|row| row.1.clone()));
    let hosts = Numbers::of(vector.rows.iter().map(|row| renamed(&row.1)));
    let statuses = Numbers::of(vector.rows.iter().map(|row| row.4.clone()));
    let authentications = Numbers::of(vector.rows.iter().map(|row| row.5.clone()));
    let preset_rows: Vec<PresetRow> = (timed.iter())
        .map(|&(time, day, row)| PresetRow {
            time,
            event_id: row.0,
            host: hosts.number(&renamed(&row.1)),
            account: accounts.number(&row.2),
            logon_type: row.3,
            status: statuses.number(&row.4),
            authentication: authentications.number(&row.5),
            day,
        })
        .collect();

    // LogonTracer decodes by source as logged and stops at a gap.
    let steps = timed.iter().filter_map(|&(_, day, row)| {
        let symbol = Symbol::of_event(row.0)?;
        Some(Step { account: accounts.number(&row.2), host: sources.number(&row.1), day, symbol })
    });
    let flags = hmm::flagged(accounts.0.len(), steps, Scan::FirstGap { first_day });
    let flags_for_ranks: Vec<bool> = match &vector.ranks_use_hmm_flagged {
        Some(names) => accounts.0.iter().map(|name| names.contains(name)).collect(),
        None => flags.clone(),
    };
    let privileged: Vec<bool> = accounts.0.iter().map(|name| vector.privileged.contains(name)).collect();
    let scope = Scope {
        hosts: hosts.0.len(),
        privileged: &privileged,
        start,
        hours: vector.timeline_hours,
        scan: Scan::FirstGap { first_day },
        flags_for_ranks: Some(&flags_for_ranks),
    };
    let preset = Preset::new(preset_rows.iter().copied(), &scope);

    let account_results = (0..)
        .zip(&accounts.0)
        .zip(preset.account_ranks.iter().zip(&preset.damping).zip(privileged.iter().zip(&flags)))
        .map(|((number, name), ((&rank, &damping), (&privileged, &hmm)))| AccountResult {
            name: name.clone(),
            privileged,
            rank,
            hmm,
            damping,
            counts: preset.timeline.dense(number, 0, vector.timeline_hours),
            scores: preset.scores(number),
        });
    let host_results =
        (hosts.0.iter().zip(&preset.host_ranks)).map(|(host, &rank)| HostResult { host: host.clone(), rank });
    let flagged = accounts.0.iter().zip(&flags).filter(|(_, flag)| **flag).map(|(name, _)| name.clone());
    Ok(VectorResult {
        timeline_start: vector.timeline_start,
        timeline_hours: vector.timeline_hours,
        accounts: account_results.collect(),
        hosts: host_results.collect(),
        hmm_flagged: flagged.collect(),
    })
}

/// Names in order, each numbered by its place.
struct Numbers(Vec<String>);

impl Numbers {
    fn of(names: impl Iterator<Item = String>) -> Self {
        Self(names.collect::<BTreeSet<_>>().into_iter().collect())
    }

    fn number(&self, name: &str) -> u32 {
        self.0.binary_search_by(|other| other.as_str().cmp(name)).map_or(u32::MAX, |place| place as u32)
    }
}

/// Microseconds since 1970 and the number of the day, both UTC.
fn micros_and_day(text: &str) -> Result<(i64, i32), VectorError> {
    let wrong = || VectorError::Time(text.to_owned());
    let time: jiff::civil::DateTime = text.parse().map_err(|_| wrong())?;
    let instant = time.to_zoned(jiff::tz::TimeZone::UTC).map_err(|_| wrong())?.timestamp();
    let micros = instant.as_microsecond();
    Ok((micros, micros.div_euclid(24 * HOUR_MICROS) as i32))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that panics has failed")]
mod tests {
    use super::*;

    fn with(start: &str, hours: u32, columns: &str) -> String {
        format!(r#"{{"timeline_start":"{start}","timeline_hours":{hours},"columns":{columns},"rows":[]}}"#)
    }

    fn columns() -> String {
        serde_json::to_string(&COLUMNS).unwrap()
    }

    #[test]
    fn what_is_no_vector_says_why() {
        assert!(matches!(run_vector(b"hello"), Err(VectorError::Form(_))));
        assert!(matches!(run_vector(with("2021-01-01 00:00:00", 1, "[]").as_bytes()), Err(VectorError::Columns(_))));
        assert!(matches!(run_vector(with("yesterday", 1, &columns()).as_bytes()), Err(VectorError::Time(_))));
        let endless = with("2021-01-01 00:00:00", u32::MAX, &columns());
        assert!(matches!(run_vector(endless.as_bytes()), Err(VectorError::Hours(_))));
    }

    #[test]
    fn a_vector_without_rows_has_nobody() {
        let result = run_vector(with("2021-01-01 00:00:00", 3, &columns()).as_bytes()).unwrap();
        assert!(result.accounts.is_empty() && result.hosts.is_empty() && result.hmm_flagged.is_empty());
    }
}
