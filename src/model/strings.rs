//! Interning: every distinct string of a case is stored once and named by a 32-bit id.
//!
//! Ids follow the order of first sight, which depends on how the work was split; so ids must never show in a result. Sort
//! by the strings themselves.

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::hash::BuildHasher;

/// The name of a string in a [`Strings`]. [`StringId::NONE`] stands for "unknown" and reads as the empty string.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub struct StringId(pub u32);

impl StringId {
    /// Unknown: the record lacks the field or says `-`.
    pub const NONE: Self = Self(0);

    /// Whether the string is known.
    pub fn is_some(self) -> bool {
        self != Self::NONE
    }
}

/// A set of strings, each stored once. Id 0 is always the empty string.
#[derive(Clone)]
pub struct Strings {
    text: String,
    /// End of string `i` in `text`; it begins where string `i - 1` ends.
    ends: Vec<usize>,
    table: HashTable<u32>,
    hasher: FixedState,
}

impl Default for Strings {
    fn default() -> Self {
        Self { text: String::new(), ends: vec![0], table: HashTable::new(), hasher: FixedState::with_seed(0x10905c0e) }
    }
}

impl Strings {
    /// The id of `string`, which is stored if it is new. The empty string is [`StringId::NONE`].
    pub fn intern(&mut self, string: &str) -> StringId {
        if string.is_empty() {
            return StringId::NONE;
        }
        let hash = self.hasher.hash_one(string);
        let (text, ends) = (&self.text, &self.ends);
        if let Some(&id) = self.table.find(hash, |&id| slice(text, ends, id) == string) {
            return StringId(id);
        }
        let id = self.ends.len() as u32;
        self.text.push_str(string);
        self.ends.push(self.text.len());
        let (text, ends, hasher) = (&self.text, &self.ends, &self.hasher);
        self.table.insert_unique(hash, id, |&id| hasher.hash_one(slice(text, ends, id)));
        StringId(id)
    }

    /// The id of `string` if it is stored.
    pub fn find(&self, string: &str) -> Option<StringId> {
        if string.is_empty() {
            return Some(StringId::NONE);
        }
        let hash = self.hasher.hash_one(string);
        self.table.find(hash, |&id| slice(&self.text, &self.ends, id) == string).map(|&id| StringId(id))
    }

    /// The string named `id`; empty for an id of another set.
    pub fn get(&self, id: StringId) -> &str {
        slice(&self.text, &self.ends, id.0)
    }

    /// How many strings there are, the empty one included.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether only the empty string is stored.
    pub fn is_empty(&self) -> bool {
        self.ends.len() == 1
    }

    /// All strings in the order of their ids, the empty one first.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len() as u32).map(|id| self.get(StringId(id)))
    }

    /// Bytes held.
    pub fn heap_bytes(&self) -> usize {
        self.text.capacity() + self.ends.capacity() * size_of::<usize>() + self.table.allocation_size()
    }
}

fn slice<'a>(text: &'a str, ends: &[usize], id: u32) -> &'a str {
    let id = id as usize;
    let begin = if id == 0 { 0 } else { ends.get(id - 1).copied().unwrap_or(0) };
    let end = ends.get(id).copied().unwrap_or(begin);
    text.get(begin..end).unwrap_or("")
}

impl Serialize for Strings {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().skip(1))
    }
}

impl<'de> Deserialize<'de> for Strings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut strings = Self::default();
        for string in Vec::<std::borrow::Cow<'de, str>>::deserialize(deserializer)? {
            strings.intern(&string);
        }
        Ok(strings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_is_stored_once_and_read_back() {
        let mut strings = Strings::default();
        let a = strings.intern("alice");
        assert_eq!(strings.intern("bob"), StringId(2));
        assert_eq!(strings.intern("alice"), a);
        assert_eq!(strings.get(a), "alice");
        assert_eq!(strings.intern(""), StringId::NONE);
        assert_eq!(strings.find("carol"), None);
        assert_eq!(strings.len(), 3);
    }

    #[test]
    fn an_id_of_another_set_reads_as_empty() {
        assert_eq!(Strings::default().get(StringId(77)), "");
    }
}
