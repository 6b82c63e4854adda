//! How many records of each event a chunk holds, at next to no cost for each: the channel is read once for an event, since all records of
//! one event from one template definition go to the same channel.

use crate::evidence::census::Census;
use crate::model::strings::{StringId, Strings};

/// Slots: a power of two, more than a chunk has kinds of events.
const SLOTS: usize = 64;

#[derive(Clone, Copy)]
struct Slot {
    definition: usize,
    id: u32,
    channel: StringId,
    count: u64,
}

/// A slot of no event: no definition stands there.
const FREE: Slot = Slot { definition: usize::MAX, id: 0, channel: StringId::NONE, count: 0 };

/// The counts of one chunk after another.
pub(super) struct Tally {
    slots: [Slot; SLOTS],
    /// Those that gave way to another event in their slot.
    spilled: Vec<Slot>,
}

impl Default for Tally {
    fn default() -> Self {
        Self { slots: [FREE; SLOTS], spilled: Vec::new() }
    }
}

impl Tally {
    fn slot(&mut self, definition: usize, id: u32) -> &mut Slot {
        // Ids of one template stand close together.
        let place = (id as usize ^ (definition >> 5)) % SLOTS;
        &mut self.slots[place]
    }

    /// Whether the channel of event `id` from the template at `definition` is known.
    pub fn knows(&mut self, definition: usize, id: u32) -> bool {
        let slot = self.slot(definition, id);
        (slot.definition, slot.id) == (definition, id)
    }

    /// Notes the channel of an event that is not known.
    pub fn learn(&mut self, definition: usize, id: u32, channel: StringId) {
        let slot = self.slot(definition, id);
        let before = std::mem::replace(slot, Slot { definition, id, channel, count: 0 });
        if before.count > 0 {
            self.spilled.push(before);
        }
    }

    /// Counts a record of an event that is known.
    pub fn count(&mut self, definition: usize, id: u32) {
        self.slot(definition, id).count += 1;
    }

    /// Hands the counts over at the end of a chunk. `strings` are those of the channels.
    pub fn end_chunk(&mut self, strings: &Strings, census: &mut Census) {
        for slot in self.spilled.drain(..).chain(self.slots.iter().copied()).filter(|slot| slot.count > 0) {
            census.add_count(strings.get(slot.channel), slot.id, slot.count);
        }
        self.slots = [FREE; SLOTS];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_that_share_a_slot_are_counted_apart() {
        let (mut tally, mut strings, mut census) = (Tally::default(), Strings::default(), Census::default());
        let channels = [strings.intern("Security"), strings.intern("System")];
        for _ in 0..2 {
            for (turn, channel) in (0..200).zip(channels.into_iter().cycle()) {
                let (definition, id) = (512 + turn % 5 * 32, 4_600 + turn as u32 % 100);
                if !tally.knows(definition, id) {
                    tally.learn(definition, id, channel);
                }
                tally.count(definition, id);
            }
        }
        tally.end_chunk(&strings, &mut census);
        assert_eq!(census.sorted().iter().map(|(.., count)| count).sum::<u64>(), 400);
        assert_eq!(census.sorted().first(), Some(&("Security", 4_600, 4)));
        tally.end_chunk(&strings, &mut census);
        assert_eq!(census.sorted().len(), 100);
    }
}
