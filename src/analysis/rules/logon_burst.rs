//! A burst of logons: hours in which an account did far more than it does, by two measures that know nothing of each other.
//!
//! An account is judged by itself: what the others do cannot hide its burst. What they do is only counted, since among many hours some are
//! unlikely by chance ([`Unlikely`]).

use super::evidence::Evidence;
use super::repeats::Repeats;
use super::words::counted;
use super::{Draft, Needs, Rule, Severity, Watch, security};
use crate::analysis::rate::{self, Change};
use crate::analysis::sound;
use crate::model::time::HOUR;
use crate::sorting::InOrder;
use std::collections::BTreeMap;

/// An hour of fewer logons is no burst, however unusual.
const LEAST: u32 = 10;
/// Bursts of an account are one finding as long as no more lies between them.
const ONE_FINDING: i64 = 24 * HOUR;
/// A case of fewer hours knows nothing usual.
const LEAST_HOURS: u32 = 48;

const LOGONS: &[super::EventRef] = &[security(4624), security(4625), security(4768), security(4769), security(4776)];

pub(super) const RULE: Rule = Rule {
    id: "logon-burst",
    title: "Burst of logons",
    technique: "T1078",
    why: "An account that suddenly logs on far more often than it ever does may be in other hands, or in a tool's.",
    innocent: "A new task, a migration, a scan by one's own administrators, or a password that a program keeps trying.",
    reads: LOGONS,
    needs: Needs::Events(LOGONS),
    watch: || Box::new(Bursts::default()),
};

/// The highest hour of an account must be so many times what the highest hour of its median day is.
const FAR: f32 = 3.0;
/// So many accounts at most are looked at closely, those furthest above their other days.
const MOST_ASKED: usize = 500;

/// How many times the highest hour of the median day the highest of all is; 0 if that is no burst. `counts` are (hour, logons) in order.
fn extent(counts: &[(u32, u32)], hours: u32) -> f32 {
    let highest = counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
    if highest < LEAST {
        return 0.0;
    }
    let day = |(hour, _): &(u32, u32)| hour / 24;
    let mut days: Vec<u32> =
        counts.chunk_by(|a, b| day(a) == day(b)).filter_map(|of| of.iter().map(|of| of.1).max()).collect();
    days.sort_unstable();
    // Days without a logon come first.
    let silent = (hours.div_ceil(24) as usize).saturating_sub(days.len());
    let middle = (silent + days.len()) / 2;
    let median = middle.checked_sub(silent).and_then(|at| days.get(at)).copied().unwrap_or(0);
    highest as f32 / median.max(1) as f32
}

/// What both measures ask of an hour: to be so unlikely that among all hours of all accounts of the case one would be so by chance in a
/// hundred such cases (Bonferroni's bound).
#[derive(Clone, Copy, Debug)]
struct Unlikely {
    /// −log10 of it, which is how [`rate`] tells it.
    evidence: f32,
    /// −ln of it, which is how [`sound`] tells it.
    score: f32,
}

impl Unlikely {
    fn among(accounts: usize, hours: u32) -> Self {
        let chance = 100.0 * accounts as f64 * f64::from(hours);
        let (evidence, score) = (libm::log10(chance) as f32, libm::log(chance) as f32);
        Self { evidence: evidence.max(rate::FLOORS[0]), score: score.max(sound::FLOORS[0]) }
    }
}

/// (hour, (logons, logons expected)) of the hours of an account that are bursts.
fn bursts(counts: &[(u32, u32)], hours: u32, unlikely: Unlikely) -> Vec<(u32, (u32, f32))> {
    let mut changes = rate::changes(counts, hours);
    changes.retain(|change| change.evidence > unlikely.evidence);
    if changes.is_empty() {
        return Vec::new();
    }
    let scores = sound::hours_of(counts, hours);
    let burst = |Change { hour, before, .. }| {
        let score = scores.get(hour as usize).map_or(0.0, |hour| hour.score);
        let count = counts.binary_search_by_key(&hour, |(hour, _)| *hour);
        let count = count.ok().and_then(|at| counts.get(at)).map_or(0, |(_, count)| *count);
        let is_far = score > unlikely.score && count >= LEAST && count as f32 > before;
        is_far.then_some((hour, (count, before)))
    };
    changes.into_iter().filter_map(burst).collect()
}

#[derive(Default)]
struct Bursts {
    /// The hour of the first row, since 1970.
    start: Option<i64>,
    hours: u32,
    /// (hour, logons) of each account, in order.
    counts: BTreeMap<u32, Vec<(u32, u32)>>,
    /// (account, hour, position) of each row that counts.
    rows: Vec<(u32, u32, u32)>,
}

impl Watch for Bursts {
    fn see(&mut self, case: &Evidence<'_>, position: u32) {
        let Some(account) = case.account(position).filter(|account| case.is_user(*account)) else { return };
        let hour = case.time(position).div_euclid(HOUR);
        let start = *self.start.get_or_insert(hour);
        // A clock that was wrong by years does not make years of hours.
        let Ok(hour @ 0..1_000_000) = u32::try_from(hour - start) else { return };
        self.hours = self.hours.max(hour + 1);
        let counts = self.counts.entry(account).or_default();
        match counts.last_mut() {
            Some((last, count)) if *last == hour => *count += 1,
            _ => counts.push((hour, 1)),
        }
        self.rows.push((account, hour, position));
    }

    fn end(&mut self, case: &Evidence<'_>) -> Vec<Draft> {
        let hours = self.hours;
        // The two measures cost much: they are asked of those only whose highest hour is far above the highest of their other days.
        let extents = self.counts.iter().map(|(account, counts)| (extent(counts, hours), *account));
        let mut asked: Vec<(f32, u32)> = extents.filter(|(extent, _)| *extent >= FAR).collect();
        if hours < LEAST_HOURS || asked.is_empty() {
            return Vec::new();
        }
        asked.order_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        asked.truncate(MOST_ASKED);
        let unlikely = Unlikely::among(self.counts.len(), hours);
        let marked: BTreeMap<(u32, u32), (u32, f32)> = (asked.iter())
            .filter_map(|(_, account)| self.counts.get_key_value(account))
            .flat_map(|(account, counts)| {
                bursts(counts, hours, unlikely).into_iter().map(|(hour, told)| ((*account, hour), told))
            })
            .collect();
        let mut together = Repeats::within(ONE_FINDING);
        for (account, _, position) in self.rows.iter().filter(|row| marked.contains_key(&(row.0, row.1))) {
            together.add(*account, case.time(*position), *position);
        }
        let start = self.start.unwrap_or(0);
        let hour_of = |position: &u32| (case.time(*position).div_euclid(HOUR) - start) as u32;
        let draft = |(account, rows): (u32, Vec<u32>)| {
            let hours = rows.chunk_by(|a, b| hour_of(a) == hour_of(b));
            let hours = hours.filter_map(|hour| marked.get(&(account, hour_of(hour.first()?))));
            let (highest, before) = hours.clone().max_by_key(|hour| hour.0).copied().unwrap_or_default();
            let party = case.account_of_number(account);
            let summary = format!(
                "{} logged on {highest} times in an hour in which {before:.1} were expected; {} of it.",
                party.label,
                counted(hours.count(), "hour")
            );
            let hosts = super::evidence::distinct(rows.iter().map(|row| case.source_party(*row)));
            Draft { severity: Severity::Note, summary, rows, accounts: vec![party], hosts }
        };
        together.finish().into_iter().map(draft).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::analysis::rules::testing::{by_rule, find_in};
    use crate::analysis::rules::{RULES, Severity};
    use crate::model::handmade::{Row, logon};

    /// Three logons each working hour of ten days, and so many in the night of the eighth.
    fn rows(burst: i64) -> Vec<Row> {
        let hour = 3_600;
        let usual = (0..240).filter(|at| (9..17).contains(&(at % 24)));
        let usual = usual.flat_map(|at| (0..3).map(move |n| logon("alice", "10.0.0.1").at(at * hour + n)));
        usual.chain((0..burst).map(|n| logon("alice", "10.0.0.9").at(171 * hour + n))).collect()
    }

    #[test]
    fn many_logons_in_a_night_are_a_burst() {
        let found = by_rule("logon-burst", &rows(60));
        assert_eq!((found.len(), found[0].severity, found[0].rows), (1, Severity::Note, 60));
        assert_eq!(
            (found[0].accounts.as_slice(), found[0].hosts.as_slice()),
            (["alice".to_owned()].as_slice(), ["10.0.0.9".to_owned()].as_slice())
        );
        assert!(found[0].summary.starts_with("alice logged on 60 times in an hour"), "{}", found[0].summary);
    }

    #[test]
    fn usual_hours_a_few_logons_and_a_short_case_are_none() {
        assert!(by_rule("logon-burst", &rows(0)).is_empty());
        assert!(by_rule("logon-burst", &rows(5)).is_empty());
        let short: Vec<Row> = (0..60).map(|n| logon("alice", "10.0.0.1").at(n)).collect();
        assert!(by_rule("logon-burst", &short).is_empty());
    }

    #[test]
    fn without_logons_it_could_not_look() {
        let silent = |rows: &[Row]| find_in(rows).silent.iter().any(|rule| RULES[*rule].id == "logon-burst");
        assert!(silent(&[logon("alice", "10.0.0.1").event(4740)]));
        assert!(!silent(&[logon("alice", "10.0.0.1")]));
    }
}
