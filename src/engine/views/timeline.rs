//! The strip of activity over the whole case. The heat map is in [`super::super::heat_map`].

use crate::engine::derived::Derived;
use crate::protocol::ActivityView;

/// Events and failures of each hour; `time_of_row` tells a row's time.
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
    }
}
