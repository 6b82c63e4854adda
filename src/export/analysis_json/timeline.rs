//! The document's timeline: a value an hour, or, of a case too large for that, pairs of hour and value.

use super::document::{Cells, Each, Marked, Timeline, TimelineAccount};
use crate::engine::Case;
use crate::engine::derived::Derived;
use crate::graph::account_host::Node;
use serde::Serialize;
use std::collections::BTreeMap;

/// Above so many cells (accounts × hours) only pairs are written.
const MOST_CELLS: u64 = 2_000_000;
/// Scores up to this are left out of pairs: LogonTracer's lowest highlight.
const LEAST_SCORE: f64 = 10.0;

pub(super) fn timeline(case: &Case, derived: &Derived) -> Timeline<impl Serialize> {
    let timeline = &derived.preset.timeline;
    let dense = derived.account_places.len() as u64 * u64::from(timeline.hours()) <= MOST_CELLS;
    let account = move |place: &u32| {
        let Some(Node::Account(number)) = derived.node_at(*place) else { return None };
        let account = derived.account(case.grounds(), number)?;
        let scores = derived.preset.scores(number);
        Some(TimelineAccount {
            name: &account.name,
            label: &account.label,
            counts: counts(derived, number, dense),
            marked: marked(case, derived, number),
            scores: match dense {
                true => Cells::PerHour(scores),
                false => Cells::Pairs((0..).zip(scores).filter(|(_, score)| *score > LEAST_SCORE).collect()),
            },
        })
    };
    Timeline {
        start: (timeline.hours() > 0).then(|| derived.zone.iso(timeline.start())),
        hours: timeline.hours(),
        form: if dense { "per hour" } else { "pairs" },
        marked_by: case.scores().name(),
        accounts: Each(move || derived.account_places.iter().filter_map(account)),
    }
}

/// The hours of an account that are marked in the way that is chosen.
fn marked(case: &Case, derived: &Derived, account: u32) -> Vec<Marked> {
    let Some(scorer) = case.scorer() else { return Vec::new() };
    let counts = derived.preset.timeline.counts(account);
    let scored = scorer.hours_of(&counts);
    let mut left = counts.as_slice();
    let mark = |(hour, score): (u32, f32)| {
        let level = scorer.level(score);
        if level == 0 {
            return None;
        }
        left = left.get(left.partition_point(|(at, _)| *at < hour)..).unwrap_or_default();
        let count = left.first().filter(|(at, _)| *at == hour).map_or(0, |(_, count)| *count);
        let expected = scored.expected.get(hour as usize).copied().map(rounded);
        Some(Marked { hour, level, score: rounded(score), count, expected })
    };
    (0..).zip(scored.scores.iter().copied()).filter_map(mark).collect()
}

/// To two decimals.
fn rounded(value: f32) -> f64 {
    (f64::from(value) * 100.0).round() / 100.0
}

fn counts(derived: &Derived, account: u32, dense: bool) -> BTreeMap<u16, Cells<u32>> {
    let timeline = &derived.preset.timeline;
    let mut pairs: BTreeMap<u16, Vec<(u32, u32)>> = BTreeMap::new();
    for entry in timeline.entries(account) {
        pairs.entry(entry.event_id).or_default().push((entry.hour, entry.count));
    }
    let cells = |pairs: Vec<(u32, u32)>| {
        if !dense {
            return Cells::Pairs(pairs);
        }
        let mut hours = vec![0; timeline.hours() as usize];
        for (hour, count) in pairs {
            if let Some(cell) = hours.get_mut(hour as usize) {
                *cell = count;
            }
        }
        Cells::PerHour(hours)
    };
    pairs.into_iter().map(|(id, pairs)| (id, cells(pairs))).collect()
}
