//! Finding chunks in a slice by their magic, whatever the file header says.

use super::layout::{
    CHUNK_HEADER, CHUNK_LEN, CHUNK_MAGIC, ChunkHeader, RECORD_MAGIC, RecordAt, header_field, is_zero, put_u32, put_u64,
};
use super::slicing::{CHUNK, FILE_HEADER};
use memchr::memmem;
use std::ops::Range;

/// What stands somewhere in a slice; offsets are positions in the slice's bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Found {
    /// A chunk, whole.
    Chunk(usize),
    /// A chunk of which only so many bytes are there: the file ends, or another chunk begins.
    Cut(Range<usize>),
    /// A place on the grid whose header is no chunk's, with sound records behind it.
    Headless(Range<usize>),
    /// Neither a chunk nor zeros.
    Junk(Range<usize>),
}

/// Walks the slots of a slice.
pub(super) struct Finder<'a> {
    bytes: &'a [u8],
    /// Where `bytes` begin in the file.
    start: u64,
    /// End of the slice; chunks that begin from here on belong to the next one.
    end: usize,
    at: usize,
    junk: Option<Range<usize>>,
    follows_chunk: bool,
    next: Option<Found>,
    magic: memmem::Finder<'static>,
}

impl<'a> Finder<'a> {
    /// Of `bytes` that stand at `start` in the file and hold a slice of `len` bytes and what follows it. `follows_chunk`: a
    /// chunk ends where they begin.
    pub fn new(bytes: &'a [u8], start: u64, len: usize, has_file_header: bool, follows_chunk: bool) -> Self {
        Self {
            bytes,
            start,
            end: len.min(bytes.len()),
            at: if has_file_header { FILE_HEADER as usize } else { 0 },
            junk: None,
            follows_chunk: follows_chunk || start == 0,
            next: None,
            magic: memmem::Finder::new(CHUNK_MAGIC),
        }
    }

    fn is_chunk(&self, at: usize) -> bool {
        self.bytes.get(at..).is_some_and(|rest| rest.starts_with(CHUNK_MAGIC))
    }

    /// The first place on the chunk grid after `at`.
    fn next_slot(&self, at: usize) -> usize {
        let position = self.start + at as u64;
        let next = match position.checked_sub(FILE_HEADER) {
            None => FILE_HEADER,
            Some(in_chunks) => FILE_HEADER + (in_chunks / CHUNK + 1) * CHUNK,
        };
        (next - self.start) as usize
    }

    fn is_slot(&self, at: usize) -> bool {
        (self.start + at as u64).checked_sub(FILE_HEADER).is_some_and(|in_chunks| in_chunks.is_multiple_of(CHUNK))
    }

    /// Whether the place at `at` begins a chunk off the grid.
    pub fn is_off_grid(&self, at: usize) -> bool {
        !self.is_slot(at)
    }

    fn take_chunk(&mut self) -> Found {
        let begin = self.at;
        // Off the grid the magic may be a chance one: it must not hide a chunk on the grid.
        let slot = self.next_slot(begin);
        let limit = if self.is_slot(begin) || !self.is_chunk(slot) { begin + CHUNK_LEN } else { slot };
        let end = limit.min(self.bytes.len());
        self.at = end;
        if end - begin == CHUNK_LEN { Found::Chunk(begin) } else { Found::Cut(begin..end) }
    }

    /// Whether sound records stand in a slot without a chunk's magic. Where the rest of a chunk off the grid may stand, which
    /// was read with the slice before, the first of them has to be where a chunk has it.
    fn is_headless(&self, slot: &Range<usize>) -> bool {
        let bytes = self.bytes.get(slot.clone()).unwrap_or_default();
        if !self.is_slot(slot.start) || bytes.len() != CHUNK_LEN || is_zero(bytes) {
            return false;
        }
        let may_be_rest = slot.start == 0 && !self.follows_chunk;
        match sound_record_from(bytes, CHUNK_HEADER) {
            Some(record) => record.at == CHUNK_HEADER || !may_be_rest,
            None => false,
        }
    }

    fn add_junk(&mut self, piece: Range<usize>) {
        self.at = piece.end;
        if is_zero(self.bytes.get(piece.clone()).unwrap_or_default()) {
            return;
        }
        match &mut self.junk {
            Some(junk) if junk.end == piece.start => junk.end = piece.end,
            _ => self.junk = Some(piece),
        }
    }

    /// Junk that is over; the rest of a chunk off the grid, which began in the slice before, is none.
    fn take_junk(&mut self) -> Option<Found> {
        let junk = self.junk.take()?;
        let is_rest = junk.start == 0 && !self.follows_chunk && junk.len() < CHUNK_LEN;
        (!is_rest).then_some(Found::Junk(junk))
    }
}

impl Iterator for Finder<'_> {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        if let Some(next) = self.next.take() {
            return Some(next);
        }
        while self.at < self.end {
            let found = if self.is_chunk(self.at) {
                Some(self.take_chunk())
            } else {
                let slot = self.at..self.next_slot(self.at).min(self.bytes.len());
                // The magic may begin in this slot and end in the next.
                let reach = self.bytes.get(slot.start..(slot.end + CHUNK_MAGIC.len() - 1).min(self.bytes.len()));
                match self.magic.find(reach.unwrap_or_default()) {
                    Some(found) => {
                        self.add_junk(slot.start..slot.start + found);
                        // A chunk that begins behind the slice is the next one's.
                        (self.at < self.end).then(|| self.take_chunk())
                    }
                    None if self.is_headless(&slot) => {
                        self.at = slot.end;
                        Some(Found::Headless(slot))
                    }
                    None => {
                        self.add_junk(slot);
                        None
                    }
                }
            };
            // Junk that grows on is not told yet.
            let junk_is_over = found.is_some() || self.junk.as_ref().is_some_and(|junk| junk.end != self.at);
            let junk = if junk_is_over { self.take_junk() } else { None };
            match (junk, found) {
                (None, None) => {}
                (Some(only), None) | (None, Some(only)) => return Some(only),
                (Some(junk), found) => {
                    self.next = found;
                    return Some(junk);
                }
            }
        }
        self.take_junk()
    }
}

/// The first sound record at or after `at`.
fn sound_record_from(chunk: &[u8], at: usize) -> Option<RecordAt> {
    let rest = chunk.get(at..)?;
    memmem::find_iter(rest, &RECORD_MAGIC).find_map(|found| RecordAt::read(chunk, at + found))
}

/// All sound records in `chunk`, whose header is not to be trusted.
pub(super) fn sound_records(chunk: &[u8]) -> Vec<RecordAt> {
    let mut records = Vec::new();
    let mut at = CHUNK_HEADER;
    while let Some(record) = sound_record_from(chunk, at) {
        at = record.at + record.size;
        records.push(record);
    }
    records
}

/// Gives `copy` a header that names nothing: the magic, and all of the chunk as records.
pub(super) fn restore_header(copy: &mut [u8]) {
    if let Some(header) = copy.get_mut(..CHUNK_HEADER) {
        header.fill(0);
        header[..CHUNK_MAGIC.len()].copy_from_slice(CHUNK_MAGIC);
    }
    put_u64(copy, header_field::LAST_ID, u64::MAX);
    put_u32(copy, header_field::FREE_SPACE, CHUNK_LEN as u32);
}

/// Makes `copy`, some or all bytes of a chunk, one that can be walked: of full length, with the magic, and with an end that
/// the records in it reach whole. The number of records that can be walked, and whether the header was changed.
pub(super) fn repair(copy: &mut Vec<u8>) -> Repaired {
    let there = copy.len();
    copy.resize(CHUNK_LEN, 0);
    if let Some(magic) = copy.get_mut(..CHUNK_MAGIC.len()) {
        magic.copy_from_slice(CHUNK_MAGIC);
    }
    let header = ChunkHeader::read(copy).unwrap_or(ChunkHeader { last_id: 0, free_space: 0 });
    let limit = if header.is_plausible() { header.free_space.min(there) } else { there };
    let mut repaired =
        Repaired { first_id: None, last_id: None, missing: None, header_was_plausible: header.is_plausible() };
    let (mut at, mut last_at) = (CHUNK_HEADER, CHUNK_HEADER);
    while let Some(record) = RecordAt::read(copy, at).filter(|record| record.at + record.size <= limit) {
        repaired.first_id.get_or_insert(record.id);
        repaired.last_id = Some(record.id);
        (last_at, at) = (at, at + record.size);
        if header.is_plausible() && record.id == header.last_id {
            break;
        }
    }
    if header.is_plausible() && there == CHUNK_LEN {
        // Only the magic was wrong.
        return repaired;
    }
    if header.is_plausible() && repaired.last_id != Some(header.last_id) && header.free_space > at {
        repaired.missing = Some(header.last_id);
    }
    put_u32(copy, header_field::FREE_SPACE, at as u32);
    put_u32(copy, header_field::LAST_RECORD, last_at as u32);
    put_u64(copy, header_field::FIRST_ID, repaired.first_id.unwrap_or(u64::MAX));
    put_u64(copy, header_field::LAST_ID, repaired.last_id.unwrap_or(u64::MAX));
    repaired
}

/// What [`repair`] found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Repaired {
    /// Id of the first whole record.
    pub first_id: Option<u64>,
    /// Id of the last whole record.
    pub last_id: Option<u64>,
    /// Id of the chunk's last record if it is not there any more.
    pub missing: Option<u64>,
    /// Whether the header says where the records end.
    pub header_was_plausible: bool,
}
