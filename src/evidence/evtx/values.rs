//! The values of a template instance, typed as the record says.

use super::layout::{LAST_FILETIME, u32_at};
use super::texts::{LatestNumbers, TextCache, decode, decode_guid, decode_sid};
use super::tokens::DEFINITION_HEADER;
use crate::evidence::filetime::{micros_from_filetime, time_in_text};
use crate::evidence::row::number_from_text;
use crate::model::strings::{StringId, Strings};
use std::fmt::Write;
use std::ops::Range;

/// Types of values, as far as they are read here.
pub(super) mod kind {
    pub const NULL: u8 = 0x00;
    pub const STRING: u8 = 0x01;
    pub const INT8: u8 = 0x03;
    pub const UINT8: u8 = 0x04;
    pub const INT16: u8 = 0x05;
    pub const UINT16: u8 = 0x06;
    pub const INT32: u8 = 0x07;
    pub const UINT32: u8 = 0x08;
    pub const INT64: u8 = 0x09;
    pub const UINT64: u8 = 0x0a;
    pub const SIZE: u8 = 0x10;
    pub const GUID: u8 = 0x0f;
    pub const FILETIME: u8 = 0x11;
    pub const SID: u8 = 0x13;
    pub const HEX32: u8 = 0x14;
    pub const HEX64: u8 = 0x15;
    pub const XML: u8 = 0x21;
}

/// For each type, the bytes that its values take (low half) and which bits of that are to agree with the descriptor's (high
/// half): all for types of a fixed width, none for those that are as long as they say.
const WIDTH: [u32; 256] = {
    let mut width = [UNREAD; 256];
    let fixed = [
        (kind::INT8, 1),
        (kind::UINT8, 1),
        (kind::INT16, 2),
        (kind::UINT16, 2),
        (kind::INT32, 4),
        (kind::UINT32, 4),
        (kind::INT64, 8),
        (kind::UINT64, 8),
        (0x0b, 4), // 32-bit real
        (0x0c, 8), // 64-bit real
        (0x0d, 4), // truth
        (kind::GUID, 16),
        (kind::FILETIME, 8),
        (0x12, 16), // SYSTEMTIME
        (kind::HEX32, 4),
        (kind::HEX64, 8),
    ];
    let mut i = 0;
    while i < fixed.len() {
        width[fixed[i].0 as usize] = 0xffff_0000 | fixed[i].1;
        i += 1;
    }
    let any = [kind::NULL, kind::STRING, 0x02, 0x0e, kind::SIZE, kind::SID, kind::XML];
    let mut i = 0;
    while i < any.len() {
        width[any[i] as usize] = 0;
        i += 1;
    }
    // Arrays of the types up to 64-bit hexadecimal.
    let mut array = 0x81;
    while array <= 0x95 {
        width[array] = 0;
        array += 1;
    }
    width
};

/// A type that is not read here: no value is as long as this.
const UNREAD: u32 = 0xffff_ffff;

/// Not 0 if no value has the type and length of `descriptor`.
fn misfit(descriptor: u32) -> u32 {
    let width = WIDTH[(descriptor >> 16 & 0xff) as usize];
    (descriptor ^ width) & width >> 16
}

/// One value: its type, length and where it stands in the chunk, packed as it is in the record.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Value(u64);

impl Value {
    /// Of a descriptor (length, type, an unused byte) and its value's offset.
    fn new(descriptor: u32, at: u32) -> Self {
        Self(u64::from(at) << 32 | u64::from(descriptor))
    }

    /// Its type.
    pub fn kind(self) -> u8 {
        (self.0 >> 16) as u8
    }

    /// Its length in bytes.
    pub fn len(self) -> usize {
        usize::from(self.0 as u16)
    }

    /// Where it begins.
    pub fn at(self) -> usize {
        (self.0 >> 32) as usize
    }

    /// Its bytes.
    pub fn raw(self, chunk: &[u8]) -> &[u8] {
        chunk.get(self.at()..self.at() + self.len()).unwrap_or_default()
    }

    /// Whether nothing is given.
    pub fn is_null(self) -> bool {
        self.kind() == kind::NULL
    }

    /// The value as a number. `Some(None)`: it is not one; `None`: it takes the general way to tell.
    pub fn number(self, chunk: &[u8], scratch: &mut String) -> Option<Option<u64>> {
        let raw = self.raw(chunk);
        if self.kind() == kind::STRING {
            if !raw.len().is_multiple_of(2) {
                return None;
            }
            decode(raw, scratch);
            return Some(number_from_text(scratch));
        }
        if self.is_null() {
            return Some(None);
        }
        let mut wide = [0; 8];
        let signed = match self.kind() {
            kind::UINT8 | kind::UINT16 | kind::UINT32 | kind::UINT64 | kind::HEX32 | kind::HEX64 => false,
            kind::SIZE if raw.len() == 4 || raw.len() == 8 => false,
            kind::INT8 | kind::INT16 | kind::INT32 | kind::INT64 => true,
            _ => return None,
        };
        if signed && raw.last().is_some_and(|byte| byte & 0x80 != 0) {
            wide = [0xff; 8];
        }
        wide.get_mut(..raw.len())?.copy_from_slice(raw);
        Some(Some(u64::from_le_bytes(wide)))
    }

    /// The value as text, as the evtx crate writes it; `None`: it takes the general way to tell. `place` is as in
    /// [`TextCache::intern`].
    pub fn text(self, chunk: &[u8], place: usize, texts: &mut Texts, strings: &mut Strings) -> Option<StringId> {
        let raw = self.raw(chunk);
        match self.kind() {
            kind::NULL => Some(StringId::NONE),
            kind::STRING if raw.is_empty() || raw == b"-\0" => Some(StringId::NONE),
            kind::STRING if raw.len().is_multiple_of(2) => texts.utf16.intern(raw, place, strings, |raw, text| {
                decode(raw, text);
                true
            }),
            kind::SID => texts.sids.intern(raw, place, strings, decode_sid),
            kind::GUID => texts.guids.intern(raw, place, strings, decode_guid),
            kind::FILETIME => {
                let filetime = u64::from_le_bytes(*raw.first_chunk::<8>()?);
                // Later ones are not written as they are.
                let time = (filetime <= LAST_FILETIME).then(|| micros_from_filetime(filetime))?;
                Some(strings.intern(&time_in_text(time)))
            }
            kind => {
                let number = self.number(chunk, &mut texts.scratch)??;
                if let Some(id) = texts.numbers.find(place, kind, number) {
                    return Some(id);
                }
                texts.scratch.clear();
                // Writing to a string cannot fail.
                let _ = match self.kind() {
                    kind::HEX32 | kind::HEX64 | kind::SIZE => write!(texts.scratch, "{number:#x}"),
                    kind::INT8 | kind::INT16 | kind::INT32 | kind::INT64 => write!(texts.scratch, "{}", number as i64),
                    _ => write!(texts.scratch, "{number}"),
                };
                let id = strings.intern(&texts.scratch);
                texts.numbers.keep(place, kind, number, id);
                Some(id)
            }
        }
    }
}

/// The caches of decoded values.
#[derive(Default)]
pub(super) struct Texts {
    /// Text.
    pub utf16: TextCache,
    /// SIDs.
    pub sids: TextCache,
    /// GUIDs.
    pub guids: TextCache,
    /// Numbers.
    pub numbers: LatestNumbers,
    /// For what is read once.
    pub scratch: String,
}

impl Texts {
    /// Forgets everything, as before another [`Strings`].
    pub fn clear(&mut self) {
        self.utf16.clear();
        self.sids.clear();
        self.guids.clear();
        self.numbers.clear();
    }
}

/// A template instance: which definition, and where its values' descriptors and the values stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Instance {
    /// Offset of the definition in the chunk.
    pub definition: usize,
    descriptors: usize,
    count: usize,
    end: usize,
}

impl Instance {
    /// The instance that `stream`, binary XML in `chunk`, consists of; `None` if it is anything else.
    pub fn read(chunk: &[u8], stream: Range<usize>) -> Option<Self> {
        let mut at = stream.start;
        // A fragment header may come first: a token, the version, flags.
        if chunk.get(at) == Some(&0x0f) {
            at += 4;
        }
        // The token, a byte and the template's id.
        if chunk.get(at) != Some(&0x0c) {
            return None;
        }
        let definition = u32_at(chunk, at + 6)? as usize;
        at += 10;
        // The first instance in a chunk brings the definition along.
        if definition == at {
            at = at.checked_add(DEFINITION_HEADER)?.checked_add(u32_at(chunk, at + 20)? as usize)?;
        }
        let count = u32_at(chunk, at)? as usize;
        let descriptors = at + 4;
        let fits = stream.end <= chunk.len() && count <= stream.end.checked_sub(descriptors)? / 4;
        fits.then_some(Self { definition, descriptors, count, end: stream.end })
    }

    fn descriptors<'a>(&self, chunk: &'a [u8]) -> Option<&'a [[u8; 4]]> {
        Some(chunk.get(self.descriptors..self.first_value())?.as_chunks::<4>().0)
    }

    fn first_value(&self) -> usize {
        self.descriptors + 4 * self.count
    }

    /// Value `number` alone; null if there are fewer. `None`: it takes the general way to tell.
    pub fn value(&self, chunk: &[u8], number: u16) -> Option<Value> {
        let descriptors = self.descriptors(chunk)?;
        let Some(&last) = descriptors.get(usize::from(number)) else { return Some(Value::default()) };
        let (mut at, mut wrong) = (self.first_value() as u32, misfit(u32::from_le_bytes(last)));
        for &descriptor in descriptors.iter().take(usize::from(number)) {
            let descriptor = u32::from_le_bytes(descriptor);
            wrong |= misfit(descriptor);
            at += descriptor & 0xffff;
        }
        let value = Value::new(u32::from_le_bytes(last), at);
        (wrong == 0 && value.at() + value.len() <= self.end).then_some(value)
    }

    /// The first `needed` values, or all if there are fewer, into `values`; `None`: it takes the general way to tell.
    pub fn values(&self, chunk: &[u8], needed: usize, values: &mut Vec<Value>) -> Option<()> {
        let descriptors = self.descriptors(chunk)?;
        let descriptors = descriptors.get(..needed).unwrap_or(descriptors);
        values.resize(descriptors.len(), Value::default());
        let (mut at, mut wrong) = (self.first_value() as u32, 0);
        for (&descriptor, value) in descriptors.iter().zip(values.iter_mut()) {
            let descriptor = u32::from_le_bytes(descriptor);
            wrong |= misfit(descriptor);
            *value = Value::new(descriptor, at);
            at += descriptor & 0xffff;
        }
        (wrong == 0 && at as usize <= self.end).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(kind: u8, raw: &[u8]) -> Value {
        Value::new(u32::from(kind) << 16 | raw.len() as u32, 0)
    }

    fn number(kind: u8, raw: &[u8]) -> Option<Option<u64>> {
        value(kind, raw).number(raw, &mut String::new())
    }

    fn text(kind: u8, raw: &[u8]) -> Option<String> {
        let mut strings = Strings::default();
        let id = value(kind, raw).text(raw, 0, &mut Texts::default(), &mut strings)?;
        Some(strings.get(id).to_owned())
    }

    #[test]
    fn numbers_are_read_from_every_type_that_holds_them() {
        assert_eq!(number(kind::UINT32, &3_u32.to_le_bytes()), Some(Some(3)));
        assert_eq!(number(kind::HEX32, &0xc000_006d_u32.to_le_bytes()), Some(Some(0xc000_006d)));
        assert_eq!(number(kind::INT32, &(-1_i32).to_le_bytes()), Some(Some(u64::MAX)));
        assert_eq!(number(kind::UINT8, &[200]), Some(Some(200)));
        assert_eq!(number(kind::STRING, b"0\0x\0A\0"), Some(Some(10)));
        assert_eq!(number(kind::STRING, b"?\0"), Some(None));
        assert_eq!(number(kind::NULL, &[]), Some(None));
        assert_eq!(number(kind::SID, &[0; 8]), None);
    }

    #[test]
    fn text_is_written_as_the_general_way_would() {
        assert_eq!(text(kind::STRING, b"a\0b\0").as_deref(), Some("ab"));
        assert_eq!(text(kind::STRING, b"-\0").as_deref(), Some(""));
        assert_eq!(text(kind::NULL, &[]).as_deref(), Some(""));
        assert_eq!(text(kind::HEX64, &0x3e7_u64.to_le_bytes()).as_deref(), Some("0x3e7"));
        assert_eq!(text(kind::INT16, &(-5_i16).to_le_bytes()).as_deref(), Some("-5"));
        assert_eq!(text(kind::UINT16, &5_u16.to_le_bytes()).as_deref(), Some("5"));
        assert_eq!(text(kind::SID, &[1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0]).as_deref(), Some("S-1-5-18"));
        assert_eq!(text(kind::STRING, b"a\0b"), None);
        assert_eq!(
            text(kind::GUID, &(0_u8..16).collect::<Vec<_>>()).as_deref(),
            Some("{03020100-0504-0706-0809-0a0b0c0d0e0f}")
        );
        let time = 130_847_993_901_827_509_u64.to_le_bytes();
        assert_eq!(text(kind::FILETIME, &time).as_deref(), Some("2015-08-23T10:29:50.182750Z"));
        assert_eq!(text(kind::FILETIME, &[0; 8]).as_deref(), Some("1601-01-01T00:00:00.000000Z"));
        assert_eq!(text(kind::FILETIME, &[0xff; 8]), None);
        assert_eq!(text(0x12, &[0; 16]), None);
    }

    #[test]
    fn values_stand_one_after_another_and_odd_sizes_are_not_guessed() {
        let mut chunk = vec![0x0f, 1, 1, 0, 0x0c, 1, 0, 0, 0, 0, 9, 0, 0, 0, 2, 0, 0, 0, 2, 0, kind::UINT16, 0];
        chunk.extend([4, 0, kind::STRING, 0, 7, 0, b'h', 0, b'i', 0]);
        let instance = Instance::read(&chunk, 0..chunk.len()).unwrap();
        assert_eq!(instance.definition, 9);
        let mut values = Vec::new();
        assert_eq!((instance.values(&chunk, 9, &mut values), values.len()), (Some(()), 2));
        assert_eq!(instance.value(&chunk, 1), Some(values[1]));
        assert_eq!(values[1].raw(&chunk), b"h\0i\0");
        assert_eq!(instance.value(&chunk, 2), Some(Value::default()));
        chunk[18] = 3;
        assert_eq!(Instance::read(&chunk, 0..chunk.len()).unwrap().values(&chunk, 2, &mut values), None);
        chunk[18] = 2;
        let cut = chunk.len() - 1;
        assert_eq!(Instance::read(&chunk, 0..cut).unwrap().values(&chunk, 2, &mut values), None);
        chunk[14] = 200;
        assert!(Instance::read(&chunk, 0..chunk.len()).is_none());
    }
}
