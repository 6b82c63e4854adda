//! Changes of clocks: what the Security log says of them.

use super::events::in_domain;
use crate::evidence::record::time_from_text;
use crate::model::events::EventStore;
use crate::model::facts::events::SECURITY;
use crate::model::facts::{EventKind, Slot};
use crate::protocol::ClockChange;
use crate::sorting::InOrder;

/// The changes among `rows`, which stand in the order of the case: place and row of each, the largest change first.
pub fn changes(store: &EventStore, rows: &[u32]) -> Vec<(u32, u32)> {
    let Some(kind) = EventKind::find(SECURITY, 4616) else { return Vec::new() };
    let is_one = |(_, row): &(u32, u32)| store.events.kind.get(*row as usize) == Some(&kind);
    let mut all: Vec<(u32, u32)> = (0..).zip(rows.iter().copied()).filter(is_one).collect();
    all.order_by_cached_key(|(_, row)| {
        std::cmp::Reverse(times(store, *row).map(|(before, after)| after.abs_diff(before)))
    });
    all
}

/// What the clock said before and after.
pub fn times(store: &EventStore, row: u32) -> Option<(i64, i64)> {
    let time = |slot| time_from_text(store.detail(row as usize, slot));
    time(Slot::TimeBefore).zip(time(Slot::TimeAfter))
}

/// These changes as they are shown.
pub fn views<'c>(store: &EventStore, changes: impl Iterator<Item = &'c (u32, u32)>) -> Vec<ClockChange> {
    let view = |(position, row): &(u32, u32)| {
        let at = *row as usize;
        let account = store.events.account.get(at).map(|account| in_domain(store, &store.accounts.get(*account)));
        let computer = store.events.computer.get(at).map(|computer| store.strings.get(*computer).to_owned());
        ClockChange {
            row: *position,
            computer: computer.unwrap_or_default(),
            times: times(store, *row),
            by: account.unwrap_or_default(),
            program: store.detail(at, Slot::Process).to_owned(),
        }
    };
    changes.map(view).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::order::RowOrder;
    use crate::model::handmade::{RowMaker, logon};

    #[test]
    fn the_largest_change_comes_first_and_one_that_tells_no_times_last() {
        let change = |at: i64, before: &str, after: &str| {
            let row = logon("mallory", "").domain("EX").event(4616).on("DC01").at(at);
            row.detail(Slot::TimeBefore, before).detail(Slot::TimeAfter, after).detail(Slot::Process, "cmd.exe")
        };
        let rows = [
            change(1, "2024-03-04T08:00:00Z", "2024-03-04T08:00:01Z"),
            change(2, "", "2024-03-04T08:00:01Z"),
            logon("alice", "10.0.0.1").at(3),
            change(4, "2024-03-05T08:00:00Z", "2024-03-04T08:00:00Z"),
        ];
        let store = RowMaker::of(&rows).store;
        let order = RowOrder::new(&store);
        let all = changes(&store, &order.rows);
        assert_eq!(all.iter().map(|(position, _)| *position).collect::<Vec<_>>(), [3, 0, 1]);
        let shown = views(&store, all.iter());
        assert_eq!(
            (shown[0].by.as_str(), shown[0].program.as_str(), shown[0].computer.as_str()),
            (r"EX\mallory", "cmd.exe", "DC01")
        );
        assert_eq!(shown[0].times.map(|(before, after)| (after - before) / 3_600_000_000), Some(-24));
        assert_eq!((shown[2].row, shown[2].times), (1, None));
    }
}
