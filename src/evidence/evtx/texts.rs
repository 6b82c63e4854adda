//! Text of records: UTF-16 decoded as the evtx crate renders it to XML, and each distinct value only once.

use crate::evidence::row::intern_known;
use crate::model::strings::{StringId, Strings};
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::fmt::Write;
use std::hash::{BuildHasher, Hasher};

/// The UTF-16LE units of `raw` before the first NUL; a last odd byte is cut off.
pub(super) fn until_nul(raw: &[u8]) -> &[u8] {
    let units = raw.as_chunks::<2>().0;
    let count = units.iter().position(|unit| *unit == [0, 0]).unwrap_or(units.len());
    &raw[..2 * count]
}

/// Decodes UTF-16LE into `text` up to the first NUL. What XML cannot hold (control characters, lone surrogates, U+FFFE and
/// U+FFFF) becomes `_`, as in Windows' own XML and the evtx crate's.
pub(super) fn decode(raw: &[u8], text: &mut String) {
    text.clear();
    let units = raw.as_chunks::<2>().0;
    // Nearly all text is ASCII.
    let ascii = units.iter().take_while(|[low, high]| *high == 0 && (0x20..0x80).contains(low));
    text.extend(ascii.map(|[low, _]| char::from(*low)));
    let Some(rest) = raw.get(2 * text.len()..).filter(|rest| rest.len() > 1) else { return };
    let units = until_nul(rest).as_chunks::<2>().0.iter().map(|unit| u16::from_le_bytes(*unit));
    text.extend(char::decode_utf16(units).map(|unit| match unit {
        Ok('\t' | '\n' | '\r') => unit.unwrap_or('_'),
        Err(_) | Ok('\0'..'\u{20}' | '\u{fffe}' | '\u{ffff}') => '_',
        Ok(character) => character,
    }));
}

/// Writes the SID in `raw` as `S-1-…` into `text`; `false` unless `raw` is exactly one SID.
pub(super) fn decode_sid(raw: &[u8], text: &mut String) -> bool {
    text.clear();
    let Some((&[revision, count, a, b, c, d, e, f], rest)) = raw.split_first_chunk::<8>() else { return false };
    let (parts, more) = rest.as_chunks::<4>();
    if parts.len() != usize::from(count) || !more.is_empty() {
        return false;
    }
    let authority = u64::from_be_bytes([0, 0, a, b, c, d, e, f]);
    // Writing to a string cannot fail.
    let _ = write!(text, "S-{revision}-{authority}");
    for part in parts {
        let _ = write!(text, "-{}", u32::from_le_bytes(*part));
    }
    true
}

/// Writes the GUID in `raw` into `text`, braced and in lower case; `false` unless `raw` is exactly one GUID.
pub(super) fn decode_guid(raw: &[u8], text: &mut String) -> bool {
    text.clear();
    let Ok(raw) = <[u8; 16]>::try_from(raw) else { return false };
    let [a, b, c, d, e, f, g, h, last @ ..] = raw;
    let (first, second, third) =
        (u32::from_le_bytes([a, b, c, d]), u16::from_le_bytes([e, f]), u16::from_le_bytes([g, h]));
    // Writing to a string cannot fail.
    let _ = write!(text, "{{{first:08x}-{second:04x}-{third:04x}-");
    for (at, byte) in last.into_iter().enumerate() {
        let _ = write!(text, "{}{byte:02x}", if at == 2 { "-" } else { "" });
    }
    text.push('}');
    true
}

/// The number last seen at each of the callers' places, and its text: often the next one too.
#[derive(Default)]
pub(super) struct LatestNumbers(Vec<(u8, u64, StringId)>);

impl LatestNumbers {
    /// Forgets everything.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// The text of a number of type `kind`, if it was the last at `place`.
    pub fn find(&self, place: usize, kind: u8, number: u64) -> Option<StringId> {
        let (known, same, id) = self.0.get(place)?;
        ((*known, *same) == (kind, number)).then_some(*id)
    }

    /// Keeps the text of a number.
    pub fn keep(&mut self, place: usize, kind: u8, number: u64, id: StringId) {
        if self.0.len() <= place {
            // No value is of the null type and a number.
            self.0.resize(place + 1, (0, 0, StringId::NONE));
        }
        self.0[place] = (kind, number, id);
    }
}

/// Longer values are decoded anew each time: they hardly recur, and should not fill the cache.
const CACHED: usize = 1024;

/// Where a value's bytes are kept, and its string. Small, because it is looked up for every text of every record.
#[derive(Clone, Copy)]
struct Entry {
    begin: u32,
    len: u32,
    id: StringId,
}

impl Entry {
    /// Not in the cache: such bytes are nowhere.
    const NOWHERE: Self = Self { begin: u32::MAX, len: u32::MAX, id: StringId::NONE };

    fn raw(self, all: &[u8]) -> Option<&[u8]> {
        let begin = self.begin as usize;
        all.get(begin..begin.checked_add(self.len as usize)?)
    }
}

/// Raw bytes of a value to its string: values recur, and the bytes are compared faster than decoded.
///
/// Ids belong to one [`Strings`]; clear the cache before another one is used.
#[derive(Default)]
pub(super) struct TextCache {
    raw: Vec<u8>,
    table: HashTable<Entry>,
    /// The entry last seen at each of the callers' places: often the next one too.
    latest: Vec<Entry>,
    text: String,
}

impl TextCache {
    const HASHER: FixedState = FixedState::with_seed(0x7e47);

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.raw.clear();
        self.table.clear();
        self.latest.clear();
    }

    /// The string of `raw`, decoded by `decode` (`false`: not decodable) if it is new. `place` is any small number that
    /// calls with like values share.
    pub fn intern(
        &mut self,
        raw: &[u8],
        place: usize,
        strings: &mut Strings,
        decode: impl FnOnce(&[u8], &mut String) -> bool,
    ) -> Option<StringId> {
        let Self { raw: all, table, latest, text } = self;
        let is = |entry: &Entry| entry.raw(all) == Some(raw);
        if let Some(entry) = latest.get(place)
            && is(entry)
        {
            return Some(entry.id);
        }
        let hash = hash_of(raw);
        let entry = if let Some(entry) = table.find(hash, is) {
            *entry
        } else {
            if !decode(raw, text) {
                return None;
            }
            let id = intern_known(strings, text);
            let Ok(begin) = u32::try_from(all.len()) else { return Some(id) };
            if raw.len() > CACHED {
                return Some(id);
            }
            let entry = Entry { begin, len: raw.len() as u32, id };
            all.extend_from_slice(raw);
            table.insert_unique(hash, entry, |entry| entry.raw(all).map_or(0, hash_of));
            entry
        };
        if latest.len() <= place {
            latest.resize(place + 1, Entry::NOWHERE);
        }
        latest[place] = entry;
        Some(entry.id)
    }
}

fn hash_of(raw: &[u8]) -> u64 {
    let mut hasher = TextCache::HASHER.build_hasher();
    hasher.write(raw);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(units: &[u16]) -> Vec<u8> {
        units.iter().flat_map(|unit| unit.to_le_bytes()).collect()
    }

    fn decoded(units: &[u16]) -> String {
        let mut text = String::new();
        decode(&raw(units), &mut text);
        text
    }

    #[test]
    fn text_ends_at_nul_and_what_xml_cannot_hold_is_an_underscore() {
        assert_eq!(decoded(&[0x61, 0x62, 0, 0x63]), "ab");
        assert_eq!(decoded(&[0xd83d, 0xde00]), "\u{1f600}");
        assert_eq!(decoded(&[0xd83d, 0x61, 0xde00]), "_a_");
        assert_eq!(decoded(&[9, 10, 13, 1, 0x1f, 0x7f, 0xfffe, 0xffff, 0xfffd]), "\t\n\r__\u{7f}__\u{fffd}");
        assert_eq!(decoded(&[]), "");
    }

    #[test]
    fn a_sid_is_written_as_windows_does() {
        let mut text = String::new();
        assert!(decode_sid(&[1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0], &mut text));
        assert_eq!(text, "S-1-5-18");
        assert!(decode_sid(&[1, 0, 0, 1, 0, 0, 0, 0], &mut text));
        assert_eq!(text, "S-1-4294967296");
        assert!(!decode_sid(&[1, 2, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0], &mut text));
        assert!(!decode_sid(&[1, 0], &mut text));
    }

    #[test]
    fn equal_bytes_are_decoded_once() {
        let (mut cache, mut strings) = (TextCache::default(), Strings::default());
        let mut decoded = 0;
        let mut ids = Vec::new();
        for (value, place) in [("alice", 0), ("bob", 0), ("alice", 0), ("alice", 7), ("alice", 7), ("-", 3)] {
            let raw = raw(&value.encode_utf16().collect::<Vec<_>>());
            ids.push(cache.intern(&raw, place, &mut strings, |raw, text| {
                decoded += 1;
                decode(raw, text);
                true
            }));
        }
        assert_eq!(decoded, 3);
        assert_eq!((ids[0], ids[2], ids[4]), (ids[3], ids[3], ids[3]));
        assert_eq!(ids[5], Some(StringId::NONE));
        assert_eq!(strings.get(ids[1].unwrap()), "bob");
    }
}
