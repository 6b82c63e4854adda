//! Chunk and record headers, read from bytes that may be anything.

use super::slicing::CHUNK;
use crate::evidence::filetime::micros_from_filetime;

/// The magic that every chunk begins with.
pub(super) const CHUNK_MAGIC: &[u8; 8] = b"ElfChnk\0";
/// The magic that every record begins with.
pub(super) const RECORD_MAGIC: [u8; 4] = [0x2a, 0x2a, 0, 0];
/// Bytes of the chunk header; the first record follows it.
pub(super) const CHUNK_HEADER: usize = 512;
/// Bytes of a record before its binary XML.
pub(super) const RECORD_HEADER: usize = 24;
/// Bytes of a chunk.
pub(super) const CHUNK_LEN: usize = CHUNK as usize;
/// The last FILETIME that the evtx crate takes for a record's: 9999-12-30T22:00.
pub(super) const LAST_FILETIME: u64 = (253_402_207_200 + 11_644_473_600) * 10_000_000;

/// A record's header and its copy of the size.
const RECORD_MIN: usize = RECORD_HEADER + 4;

fn array_at<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..)?.first_chunk::<N>().copied()
}

/// The 16 bits at `at`.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    array_at(bytes, at).map(u16::from_le_bytes)
}

/// The 32 bits at `at`.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    array_at(bytes, at).map(u32::from_le_bytes)
}

/// The 64 bits at `at`.
pub(super) fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    array_at(bytes, at).map(u64::from_le_bytes)
}

/// Writes 32 bits at `at`; nothing if they do not fit.
pub(super) fn put_u32(bytes: &mut [u8], at: usize, value: u32) {
    if let Some(place) = bytes.get_mut(at..at + 4) {
        place.copy_from_slice(&value.to_le_bytes());
    }
}

/// Writes 64 bits at `at`; nothing if they do not fit.
pub(super) fn put_u64(bytes: &mut [u8], at: usize, value: u64) {
    if let Some(place) = bytes.get_mut(at..at + 8) {
        place.copy_from_slice(&value.to_le_bytes());
    }
}

/// Whether all of `bytes` are zero.
pub(super) fn is_zero(bytes: &[u8]) -> bool {
    // In pieces, so that each is one run without a branch and the first other byte soon ends it.
    bytes.chunks(256).all(|piece| piece.iter().fold(0, |all, byte| all | byte) == 0)
}

/// Where a chunk header's fields stand.
pub(super) mod header_field {
    /// Id of the first record.
    pub const FIRST_ID: usize = 24;
    /// Id of the last record.
    pub const LAST_ID: usize = 32;
    /// Offset of the last record.
    pub const LAST_RECORD: usize = 44;
    /// Offset at which the records end.
    pub const FREE_SPACE: usize = 48;
    /// Offsets of the 64 lists of names.
    pub const NAMES: std::ops::Range<usize> = 128..384;
}

/// What is used of a chunk's header.
#[derive(Clone, Copy, Debug)]
pub(super) struct ChunkHeader {
    /// Id of the last record: the walk ends with it.
    pub last_id: u64,
    /// Where the records end.
    pub free_space: usize,
}

impl ChunkHeader {
    /// The header at the beginning of `chunk`.
    pub fn read(chunk: &[u8]) -> Option<Self> {
        Some(Self {
            last_id: u64_at(chunk, header_field::LAST_ID)?,
            free_space: u32_at(chunk, header_field::FREE_SPACE)? as usize,
        })
    }

    /// Whether records can lie where it says.
    pub fn is_plausible(self) -> bool {
        (CHUNK_HEADER..=CHUNK_LEN).contains(&self.free_space)
    }
}

/// A record whose header is sound.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct RecordAt {
    /// Where it begins in its chunk.
    pub at: usize,
    /// Bytes from there to its end.
    pub size: usize,
    /// The header's record id.
    pub id: u64,
    /// The header's time.
    pub filetime: u64,
}

impl RecordAt {
    /// The record at `at`, if magic, both copies of its size and its time are sound.
    pub fn read(chunk: &[u8], at: usize) -> Option<Self> {
        let header = chunk.get(at..)?.first_chunk::<RECORD_HEADER>()?;
        if header[..4] != RECORD_MAGIC {
            return None;
        }
        let size = u32_at(header, 4)? as usize;
        let (id, filetime) = (u64_at(header, 8)?, u64_at(header, 16)?);
        let end = at.checked_add(size)?;
        if size < RECORD_MIN || end > chunk.len() || filetime > LAST_FILETIME {
            return None;
        }
        (u32_at(chunk, end - 4)? as usize == size).then_some(Self { at, size, id, filetime })
    }

    /// Where its binary XML begins.
    pub fn xml_start(self) -> usize {
        self.at + RECORD_HEADER
    }

    /// Where its binary XML ends.
    pub fn xml_end(self) -> usize {
        self.at + self.size - 4
    }

    /// The header's time in microseconds since 1970.
    pub fn time(self) -> i64 {
        micros_from_filetime(self.filetime)
    }
}

/// The records of `chunk` in order into `records`: those that the evtx crate walks when nothing is wrong with any.
///
/// `false` if anything is irregular, and the walk is better left to the crate, which looks for the next sound record.
pub(super) fn walk(chunk: &[u8], header: ChunkHeader, records: &mut Vec<RecordAt>) -> bool {
    records.clear();
    let mut at = CHUNK_HEADER;
    while at < header.free_space {
        let Some(record) = RecordAt::read(chunk, at) else {
            // Where only zeros follow, the records are over and the header says too much.
            return chunk.get(at..header.free_space).is_some_and(is_zero);
        };
        records.push(record);
        if record.id == header.last_id {
            break;
        }
        at += record.size;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(id: u64, size: u32) -> Vec<u8> {
        let mut bytes = RECORD_MAGIC.to_vec();
        bytes.extend(size.to_le_bytes());
        bytes.extend(id.to_le_bytes());
        bytes.extend(130_000_000_000_000_000_u64.to_le_bytes());
        bytes.resize(size as usize - 4, 7);
        bytes.extend(size.to_le_bytes());
        bytes
    }

    fn chunk(records: &[Vec<u8>]) -> Vec<u8> {
        let mut chunk = vec![0; CHUNK_HEADER];
        chunk.extend(records.concat());
        chunk.resize(CHUNK_LEN, 0);
        chunk
    }

    #[test]
    fn the_walk_ends_with_the_last_id_or_at_the_free_space() {
        let chunk = chunk(&[record(1, 100), record(2, 28), record(3, 64)]);
        let mut found = Vec::new();
        assert!(walk(&chunk, ChunkHeader { last_id: 2, free_space: CHUNK_LEN }, &mut found));
        assert_eq!(found.iter().map(|record| record.id).collect::<Vec<_>>(), [1, 2]);
        assert!(walk(&chunk, ChunkHeader { last_id: 9, free_space: 512 + 100 }, &mut found));
        assert_eq!(found.iter().map(|record| (record.at, record.size)).collect::<Vec<_>>(), [(512, 100)]);
    }

    #[test]
    fn a_record_whose_sizes_differ_ends_the_regular_walk() {
        let mut bytes = chunk(&[record(1, 100), record(2, 28)]);
        bytes[512 + 99] ^= 1;
        assert!(!walk(&bytes, ChunkHeader { last_id: 2, free_space: CHUNK_LEN }, &mut Vec::new()));
    }

    #[test]
    fn sizes_that_no_record_has_are_refused() {
        for size in [0, 27, u32::MAX, 70_000] {
            let mut bytes = chunk(&[record(1, 100)]);
            put_u32(&mut bytes, 512 + 4, size);
            assert_eq!(RecordAt::read(&bytes, 512), None);
        }
        assert_eq!(RecordAt::read(&[], 512), None);
    }

    #[test]
    fn one_byte_anywhere_is_not_zero() {
        let mut bytes = vec![0; 1000];
        assert!(is_zero(&bytes));
        bytes[999] = 1;
        assert!(!is_zero(&bytes));
    }
}
