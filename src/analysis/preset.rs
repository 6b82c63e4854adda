//! LogonTracer's figures, all at once: hourly counts, change scores, model flags, damping and ranks.
//!
//! Rows go in, as plain numbers in time order; what it means that a row has this account or that host was decided before.
//! Accounts and hosts are separate nodes even where their names are equal.

use super::changefinder::{Highest, WarmUp};
use super::hmm::{self, Scan, Step, Symbol};
use super::pagerank::{Neighbours, RankGraph, normalised};
use super::timeline::Timeline;
use foldhash::fast::FixedState;
use std::collections::HashSet;

/// Damping of a privileged account.
const DAMPING_PRIVILEGED: f64 = 0.6;
/// Damping of another account.
const DAMPING_ACCOUNT: f64 = 0.85;
/// Damping of a host.
const DAMPING_HOST: f64 = 0.8;
/// How much less where the hidden Markov model flags the account.
const DAMPING_OFF_FLAGGED: f64 = 0.2;
/// The highest score is divided by this and taken off.
const DAMPING_OFF_SCORE: f64 = 200.0;

/// The host of a row of which none is known: it counts in the timeline, and nowhere else.
pub const NO_HOST: u32 = u32::MAX;

/// A logon as the preset reads it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PresetRow {
    /// Microseconds since 1970, UTC.
    pub time: i64,
    /// Windows' event id.
    pub event_id: u16,
    /// Number of the host it came from, or [`NO_HOST`].
    pub host: u32,
    /// Number of the account.
    pub account: u32,
    /// Windows' logon type, or a number for none.
    pub logon_type: u8,
    /// A number for each status.
    pub status: u32,
    /// A number for each authentication package.
    pub authentication: u32,
    /// Number of the day in the display zone.
    pub day: i32,
}

/// What the rows are about.
#[derive(Clone, Debug, Default)]
pub struct Scope<'a> {
    /// Number of hosts.
    pub hosts: usize,
    /// For each account whether it is privileged.
    pub privileged: &'a [bool],
    /// The first hour, in microseconds since 1970.
    pub start: i64,
    /// Hours of the case.
    pub hours: u32,
    /// Which days the model reads.
    pub scan: Scan,
    /// Flags that lower the damping in place of the model's own, one for each account.
    pub flags_for_ranks: Option<&'a [bool]>,
}

/// LogonTracer's figures. Vectors about accounts have an entry for each account, those about hosts for each host.
#[derive(Clone, Debug)]
pub struct Preset {
    /// Logons per account and hour.
    pub timeline: Timeline,
    /// Whether the hidden Markov model flags the account.
    pub hmm: Vec<bool>,
    /// Highest change score of the account, 0 if the case has no hours.
    pub highest: Vec<f64>,
    /// For each hour the highest score of any account.
    pub highest_per_hour: Vec<f64>,
    /// Damping of the account.
    pub damping: Vec<f64>,
    /// Rank of the account, 0…1 over accounts and hosts together.
    pub account_ranks: Vec<f64>,
    /// Rank of the host, 0…1 over accounts and hosts together.
    pub host_ranks: Vec<f64>,
    warm_up: WarmUp,
    /// Accounts first, then hosts.
    graph: RankGraph,
    raw_ranks: Vec<f64>,
}

/// A node of the account–host graph.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum RankNode {
    /// Number of an account.
    Account(u32),
    /// Number of a host.
    Host(u32),
}

impl Preset {
    /// Computes everything from `rows`, which come in time order and are gone through a few times. Rows of accounts beyond
    /// the scope are ignored; a host beyond it is as none.
    pub fn new(rows: impl Iterator<Item = PresetRow> + Clone, scope: &Scope<'_>) -> Self {
        let accounts = scope.privileged.len();
        let rows = rows.filter(move |row| (row.account as usize) < accounts);
        let timeline = Timeline::new(
            scope.start,
            scope.hours,
            accounts,
            rows.clone().map(|row| (row.account, row.time, row.event_id)),
        );
        let warm_up = WarmUp::new(timeline.hour_totals(), accounts);
        let highest = warm_up.highest((0..accounts as u32).map(|account| timeline.counts(account)));
        let Highest { per_account: highest, per_hour: highest_per_hour } = highest;
        let hosts = scope.hosts;
        let rows = rows.filter(move |row| (row.host as usize) < hosts);
        let hmm = hmm::flagged(accounts, rows.clone().filter_map(step), scope.scan);
        let flags = scope.flags_for_ranks.unwrap_or(&hmm);
        let damping: Vec<f64> = (0..accounts)
            .map(|account| {
                let base = if scope.privileged[account] { DAMPING_PRIVILEGED } else { DAMPING_ACCOUNT };
                let off = if flags.get(account) == Some(&true) { DAMPING_OFF_FLAGGED } else { 0.0 };
                base - off - highest[account] / DAMPING_OFF_SCORE
            })
            .collect();
        let graph = rank_graph(rows, accounts, hosts, &damping);
        let raw_ranks = graph.ranks();
        let mut account_ranks = normalised(&raw_ranks);
        let host_ranks = account_ranks.split_off(accounts);
        Self { timeline, hmm, highest, highest_per_hour, damping, account_ranks, host_ranks, warm_up, graph, raw_ranks }
    }

    /// The change score of `account` in each hour, rounded to 2 decimals.
    pub fn scores(&self, account: u32) -> Vec<f64> {
        self.warm_up.scores(&self.timeline.counts(account))
    }

    /// The hours of each account that have a logon or a change score above `least`, with their scores: one after the other by
    /// the account's number, in time that follows the logons.
    pub fn marked_hours(&self, least: f64) -> impl Fn(u32) -> Vec<(u32, f64)> {
        let quiet = self.warm_up.quiet_above(least);
        move |account| self.warm_up.marked(&self.timeline.counts(account), least, &quiet)
    }

    /// Which neighbours give `node` its rank, with the share (0…1) that each gives, greatest first, then by number.
    pub fn contributions(&self, node: RankNode) -> Vec<(RankNode, f64)> {
        let accounts = self.hmm.len() as u32;
        let number = match node {
            RankNode::Account(account) if account < accounts => account,
            RankNode::Account(_) => return Vec::new(),
            RankNode::Host(host) => host.saturating_add(accounts),
        };
        let name = |number: u32| match number.checked_sub(accounts) {
            Some(host) => RankNode::Host(host),
            None => RankNode::Account(number),
        };
        (self.graph.contributions(&self.raw_ranks, number).into_iter())
            .map(|(neighbour, share)| (name(neighbour), share))
            .collect()
    }
}

/// The row as the hidden Markov model reads it, if it does.
fn step(row: PresetRow) -> Option<Step> {
    let symbol = Symbol::of_event(row.event_id)?;
    Some(Step { account: row.account, host: row.host, day: row.day, symbol })
}

/// The account–host graph, accounts numbered before hosts.
fn rank_graph(rows: impl Iterator<Item = PresetRow>, accounts: usize, hosts: usize, damping: &[f64]) -> RankGraph {
    let nodes = accounts + hosts;
    let mut seen = HashSet::with_hasher(FixedState::with_seed(0x10905));
    let mut distinct_rows = vec![0u32; nodes];
    let mut pairs = Vec::new();
    for row in rows {
        let edge = (row.account, row.host, row.event_id, row.logon_type, row.status, row.authentication);
        if seen.insert(edge) {
            let (account, host) = (row.account as usize, accounts + row.host as usize);
            distinct_rows[account] += 1;
            distinct_rows[host] += 1;
            pairs.push((row.account, host as u32));
        }
    }
    let mut all = damping.to_vec();
    all.resize(nodes, DAMPING_HOST);
    RankGraph { neighbours: Neighbours::from_pairs(nodes, &pairs), distinct_rows, damping: all }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::timeline::HOUR_MICROS;

    fn row(hour: i64, event_id: u16, host: u32, account: u32) -> PresetRow {
        PresetRow {
            time: hour * HOUR_MICROS,
            event_id,
            host,
            account,
            logon_type: 3,
            status: 0,
            authentication: 0,
            day: (hour / 24) as i32,
        }
    }

    #[test]
    fn a_flag_and_a_high_score_lower_the_damping_of_an_account() {
        let rows = [row(0, 4624, 0, 1), row(0, 4768, 0, 1), row(0, 4769, 0, 1), row(30, 4624, 0, 0)];
        let scope = Scope { hosts: 1, privileged: &[true, false], hours: 31, ..Scope::default() };
        let preset = Preset::new(rows.into_iter(), &scope);
        assert_eq!(preset.hmm, [false, true]);
        assert_eq!(preset.damping[0], 0.6 - preset.highest[0] / 200.0);
        assert_eq!(preset.damping[1], 0.85 - 0.2 - preset.highest[1] / 200.0);
        let scores = preset.scores(1);
        assert_eq!(scores.len(), 31);
        assert_eq!(preset.highest[1], scores.into_iter().fold(f64::NEG_INFINITY, f64::max));
        let given = Scope { flags_for_ranks: Some(&[true, false]), ..scope };
        let preset = Preset::new(rows.into_iter(), &given);
        assert_eq!(preset.hmm, [false, true]);
        assert_eq!(preset.damping[0], 0.6 - 0.2 - preset.highest[0] / 200.0);
    }

    #[test]
    fn a_logon_from_nowhere_counts_in_the_timeline_only() {
        let rows = [row(0, 4624, NO_HOST, 0), row(0, 4624, 0, 1)];
        let scope = Scope { hosts: 1, privileged: &[false, false], hours: 1, ..Scope::default() };
        let preset = Preset::new(rows.into_iter(), &scope);
        assert_eq!(preset.timeline.account_totals(), [1, 1]);
        assert!(preset.contributions(RankNode::Account(0)).is_empty());
        assert_eq!(preset.contributions(RankNode::Account(1))[0].0, RankNode::Host(0));
        assert_eq!(preset.contributions(RankNode::Host(0))[0].0, RankNode::Account(1));
    }

    #[test]
    fn nothing_gives_nothing() {
        let preset = Preset::new(std::iter::empty(), &Scope::default());
        assert!(preset.account_ranks.is_empty() && preset.host_ranks.is_empty() && preset.scores(0).is_empty());
        assert!(preset.contributions(RankNode::Host(u32::MAX)).is_empty());
        assert!(preset.contributions(RankNode::Account(3)).is_empty());
    }
}
