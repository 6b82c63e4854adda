//! What a file holds, whether it is read or not: records by channel and event id, and where their ids and times run on or leave
//! gaps. This is what tells that evidence is missing, or that it is of another kind.

use crate::sorting::InOrder;
use foldhash::fast::FixedState;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Records by channel and event id.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Census {
    channels: Vec<(String, HashMap<u32, u64, FixedState>)>,
}

/// Of a hostile file so many channels are told apart; further ones count as the last.
const MOST_CHANNELS: usize = 1_000;

impl Census {
    /// Counts one record of `channel`, empty if that is unknown.
    pub fn count(&mut self, channel: &str, event_id: u32) {
        self.add_count(channel, event_id, 1);
    }

    /// Counts `count` records.
    pub fn add_count(&mut self, channel: &str, event_id: u32, count: u64) {
        let known = self.channels.iter().position(|(known, _)| known == channel);
        let at = known.unwrap_or_else(|| {
            if self.channels.len() < MOST_CHANNELS {
                self.channels.push((channel.to_owned(), HashMap::default()));
            }
            self.channels.len() - 1
        });
        if let Some((_, counts)) = self.channels.get_mut(at) {
            *counts.entry(event_id).or_default() += count;
        }
    }

    /// Adds the records of another slice.
    pub fn add(&mut self, other: &Self) {
        for (channel, counts) in &other.channels {
            for (event_id, count) in counts {
                self.add_count(channel, *event_id, *count);
            }
        }
    }

    /// (channel, event id, records), sorted.
    pub fn sorted(&self) -> Vec<(&str, u32, u64)> {
        let each = self
            .channels
            .iter()
            .flat_map(|(channel, counts)| counts.iter().map(|(event_id, count)| (channel.as_str(), *event_id, *count)));
        let mut all: Vec<_> = each.collect();
        all.order();
        all
    }
}

impl PartialEq for Census {
    fn eq(&self, other: &Self) -> bool {
        self.sorted() == other.sorted()
    }
}

impl Eq for Census {}

/// A run of records that stand together, as those of a chunk.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Stretch {
    /// Where it begins in the file, bytes.
    pub offset: u64,
    /// Lowest and highest record id.
    pub ids: (u64, u64),
    /// Ids between them that no record of it has.
    pub missing: u64,
    /// Earliest and latest time, microseconds since 1970.
    pub times: (i64, i64),
    /// The longest time between one record and the next: from, until.
    pub silence: (i64, i64),
}

impl Stretch {
    /// Of the (id, time) of records in the order in which they stand; `None` if there is none.
    pub fn of(offset: u64, records: impl IntoIterator<Item = (u64, i64)>) -> Option<Self> {
        let mut records = records.into_iter();
        let (id, time) = records.next()?;
        let mut stretch = Self { offset, ids: (id, id), missing: 0, times: (time, time), silence: (time, time) };
        let (mut last_id, mut last_time) = (id, time);
        for (id, time) in records {
            stretch.ids = (stretch.ids.0.min(id), stretch.ids.1.max(id));
            stretch.missing += id.saturating_sub(last_id).saturating_sub(1);
            stretch.times = (stretch.times.0.min(time), stretch.times.1.max(time));
            let (from, until) = stretch.silence;
            if time.saturating_sub(last_time) > until.saturating_sub(from) {
                stretch.silence = (last_time, time);
            }
            (last_id, last_time) = (id, time);
        }
        Some(stretch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_counted_by_channel_and_id_in_any_order() {
        let (mut one, mut other, mut third) = (Census::default(), Census::default(), Census::default());
        one.count("Security", 4624);
        other.count("System", 7036);
        other.count("Security", 4624);
        third.add(&other);
        third.add(&one);
        one.add(&other);
        assert_eq!(one.sorted(), [("Security", 4624, 2), ("System", 7036, 1)]);
        assert_eq!(one, third);
    }

    #[test]
    fn a_stretch_tells_missing_ids_and_the_longest_silence() {
        let stretch = Stretch::of(4_096, [(5, 100), (6, 110), (9, 300), (10, 301)]).expect("records");
        assert_eq!((stretch.ids, stretch.missing), ((5, 10), 2));
        assert_eq!((stretch.times, stretch.silence), ((100, 301), (110, 300)));
        assert_eq!(Stretch::of(0, []), None);
        let odd = Stretch::of(0, [(u64::MAX, i64::MAX), (0, i64::MIN)]).expect("records");
        assert_eq!((odd.ids, odd.missing), ((0, u64::MAX), 0));
    }
}
