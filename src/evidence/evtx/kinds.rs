//! Which records are wanted: by event id first, then by provider.

use super::texts::until_nul;
use crate::model::facts::{EVENTS, EventKind};
use crate::sorting::InOrder;
use std::sync::LazyLock;

/// The lookup tables over [`EVENTS`].
pub(super) struct Kinds {
    /// One bit for each 16-bit event id.
    wanted: Vec<u64>,
    /// Event id, provider in UTF-16LE, kind; by id.
    all: Vec<(u16, Vec<u8>, EventKind)>,
}

static KINDS: LazyLock<Kinds> = LazyLock::new(|| {
    let mut kinds = Kinds { wanted: vec![0; 1 << 10], all: Vec::new() };
    for (position, facts) in EVENTS.iter().enumerate() {
        kinds.wanted[usize::from(facts.id >> 6)] |= 1 << (facts.id & 63);
        let provider = facts.provider.encode_utf16().flat_map(u16::to_le_bytes).collect();
        kinds.all.push((facts.id, provider, EventKind(position as u8)));
    }
    kinds.all.order_by_key(|(id, ..)| *id);
    kinds
});

impl Kinds {
    /// The tables, made at first use.
    pub fn get() -> &'static Self {
        &KINDS
    }

    /// Whether `id` is read from some provider.
    pub fn wants(&self, id: u64) -> bool {
        let Ok(id) = u16::try_from(id) else { return false };
        self.wanted.get(usize::from(id >> 6)).is_some_and(|bits| bits >> (id & 63) & 1 == 1)
    }

    /// The kind of event `id` of the provider whose name is `provider` in UTF-16LE.
    pub fn find(&self, provider: &[u8], id: u64) -> Option<EventKind> {
        let find = |provider: &[u8]| {
            let begin = self.all.partition_point(|(known, ..)| u64::from(*known) < id);
            let of_id = self.all.iter().skip(begin).take_while(|(known, ..)| u64::from(*known) == id);
            of_id.into_iter().find(|(_, name, _)| name == provider).map(|(_, _, kind)| *kind)
        };
        // Names rarely hold a NUL, and looking for it costs more than the rest.
        find(provider).or_else(|| find(until_nul(provider)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_agree_with_the_facts() {
        let kinds = Kinds::get();
        for id in 0..=70_000_u32 {
            assert_eq!(kinds.wants(u64::from(id)), EventKind::may_be_read(id), "{id}");
        }
        for facts in EVENTS {
            let provider: Vec<u8> = facts.provider.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let id = u64::from(facts.id);
            assert_eq!(kinds.find(&provider, id), EventKind::find(facts.provider, u32::from(facts.id)));
            assert_eq!(kinds.find(&[provider.as_slice(), b"\0\0X\0"].concat(), id), kinds.find(&provider, id));
            assert_eq!(kinds.find(b"X\0", id), None);
        }
    }
}
