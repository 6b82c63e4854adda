//! What happens again and again is one finding as long as no long time passes in between.

use crate::sorting::InOrder;
use foldhash::fast::FixedState;
use std::collections::HashMap;
use std::hash::Hash;

/// Rows put together by key, as long as no more than the gap lies between one and the next.
pub struct Repeats<K> {
    gap: i64,
    open: HashMap<K, (i64, Vec<u32>), FixedState>,
    closed: Vec<(K, Vec<u32>)>,
}

impl<K: Hash + Eq + Clone> Repeats<K> {
    /// Of a greatest gap in microseconds.
    pub fn within(gap: i64) -> Self {
        Self { gap, open: HashMap::default(), closed: Vec::new() }
    }

    /// Adds the row at `position`, which is no earlier than those before.
    pub fn add(&mut self, key: K, time: i64, position: u32) {
        let (last, rows) = self.open.entry(key.clone()).or_insert((time, Vec::new()));
        if time.saturating_sub(*last) > self.gap {
            self.closed.push((key, std::mem::take(rows)));
        }
        *last = time;
        rows.push(position);
    }

    /// All groups, by their first rows.
    pub fn finish(&mut self) -> Vec<(K, Vec<u32>)> {
        let mut all = std::mem::take(&mut self.closed);
        all.extend(self.open.drain().map(|(key, (_, rows))| (key, rows)));
        all.order_by_key(|(_, rows)| rows.first().copied());
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_gap_begins_another_group() {
        let mut repeats = Repeats::within(10);
        for (key, time, position) in [('b', 0, 0), ('a', 1, 1), ('b', 10, 2), ('b', 21, 3), ('a', 12, 4)] {
            repeats.add(key, time, position);
        }
        assert_eq!(repeats.finish(), [('b', vec![0, 2]), ('a', vec![1]), ('b', vec![3]), ('a', vec![4])]);
        assert!(repeats.finish().is_empty());
    }
}
