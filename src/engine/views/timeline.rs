//! Tiles of the heat map, and the strip of activity over the whole case.

use crate::engine::derived::{Derived, Grounds};
use crate::graph::account_host::Node;
use crate::protocol::{ActivityView, TimelineRow, TimelineView};
use std::ops::Range;

/// The tile of `rows` and `hours`, clipped to what there is.
pub fn timeline_view(
    derived: &Derived,
    grounds: &Grounds,
    generation: u32,
    rows: Range<u32>,
    hours: Range<u32>,
) -> TimelineView {
    let timeline = &derived.preset.timeline;
    let (total_hours, total_rows) = (timeline.hours(), derived.account_places.len() as u32);
    let rows = rows.start.min(total_rows)..rows.end.min(total_rows);
    let hours = hours.start.min(total_hours)..hours.end.min(total_hours);
    let width = hours.end.saturating_sub(hours.start);
    let places = derived.account_places.get(rows.start as usize..rows.end as usize).unwrap_or_default();
    let row = |place: &u32| {
        let Some(Node::Account(account)) = derived.node_at(*place) else { return None };
        let facts = derived.node_facts(grounds, *derived.nodes.get(*place as usize)?);
        let scores = derived.preset.scores(account);
        let scores = scores.get(hours.start as usize..hours.end as usize).unwrap_or_default();
        Some(TimelineRow {
            node: *place,
            label: facts.label.to_owned(),
            kind: facts.kind,
            total: timeline.account_totals().get(account as usize).copied().unwrap_or(0),
            highest: derived.preset.highest.get(account as usize).copied().unwrap_or(0.0) as f32,
            counts: timeline.dense(account, hours.start, width),
            scores: scores.iter().map(|score| *score as f32).collect(),
        })
    };
    TimelineView {
        generation,
        start: timeline.start(),
        total_hours,
        total_rows,
        first_row: rows.start,
        first_hour: hours.start,
        hours: width,
        rows: places.iter().filter_map(row).collect(),
    }
}

/// Events, failures and the highest score of each hour; `time_of_row` tells a row's time.
pub fn activity_view(derived: &Derived, generation: u32, time_of_row: impl Fn(u32) -> i64) -> ActivityView {
    let timeline = &derived.preset.timeline;
    let failed = (derived.graph.links().iter().filter(|link| link.failed()))
        .flat_map(|link| derived.graph.rows_of(link))
        .map(|row| time_of_row(*row));
    ActivityView {
        generation,
        start: timeline.start(),
        counts: timeline.hour_totals().to_vec(),
        failed: derived.per_hour(failed),
        scores: derived.preset.highest_per_hour.iter().map(|score| *score as f32).collect(),
    }
}
