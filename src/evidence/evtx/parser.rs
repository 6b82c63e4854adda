//! One parser for each thread or worker.

use super::fast::{FastReader, Outcome};
use super::find::{Finder, Found, repair, restore_header, sound_records};
use super::general;
use super::header::inspect_header;
use super::layout::{CHUNK_HEADER, CHUNK_LEN, CHUNK_MAGIC, ChunkHeader, RecordAt, walk};
use super::slicing::{CHUNK, FILE_HEADER, TAIL};
use crate::evidence::batch::Batch;
use crate::evidence::census::Stretch;
use crate::evidence::filetime::{is_believable, micros_from_filetime};
use crate::evidence::ledger::{Failure, FilterReason};
use crate::evidence::record::NO_TIME;
use crate::model::events::Place;
use std::io;
use std::ops::Range;

/// Reads slices. It keeps buffers between them and no findings: the same slice gives the same batch, whatever came before.
#[derive(Default)]
pub struct Parser {
    general_only: bool,
    fast: FastReader,
    records: Vec<RecordAt>,
    unclear: Vec<RecordAt>,
    buffer: Vec<u8>,
}

/// Bytes that [`Parser::go_on`] reads at a time.
const PIECE: u64 = 4 * CHUNK;

/// A slice that is read in steps: how far that has come, and what was found so far.
pub struct Reading {
    slice: Range<u64>,
    file_len: u64,
    at: u64,
    /// The rows and the ledger up to here.
    pub batch: Batch,
}

impl Parser {
    /// A parser that reads every record the general way: slower, with the same rows. For tests and for a second try.
    pub fn general_only() -> Self {
        Self { general_only: true, ..Self::default() }
    }

    /// The rows and the ledger of `slice`, one of [`super::slices`] of a file of `file_len` bytes. Rows of a chunk's records
    /// that took the general way come after the others.
    ///
    /// `bytes` begin at `slice.start` and go on to `(slice.end + TAIL).min(file_len)`; fewer are taken for a file that
    /// became shorter.
    pub fn parse_slice(&mut self, bytes: &[u8], slice: Range<u64>, file_len: u64) -> Batch {
        let mut batch = Batch::default();
        self.fast.begin_batch();
        self.read_found(bytes, slice, file_len, false, &mut batch);
        batch
    }

    /// [`Parser::parse_slice`] of one slice after another into one batch, so that strings which recur in them are stored once. It
    /// reads by itself, as [`Parser::go_on`] does.
    pub fn read_slices(
        &mut self,
        slices: impl IntoIterator<Item = Range<u64>>,
        file_len: u64,
        mut read: impl FnMut(u64, &mut [u8]) -> io::Result<usize>,
    ) -> Batch {
        let mut batch = Batch::default();
        for slice in slices {
            let mut reading = self.begin_in(batch, slice, file_len);
            while self.go_on(&mut reading, &mut read, u64::MAX) {}
            batch = reading.batch;
        }
        batch
    }

    /// Begins to read one slice in steps. A parser reads one slice at a time: what was begun before is over.
    pub fn begin(&mut self, slice: Range<u64>, file_len: u64) -> Reading {
        self.begin_in(Batch::default(), slice, file_len)
    }

    fn begin_in(&mut self, batch: Batch, slice: Range<u64>, file_len: u64) -> Reading {
        if batch.store.events.is_empty() {
            self.fast.begin_batch();
        }
        Reading { at: slice.start, slice, file_len, batch }
    }

    /// Goes on for about `bytes`; `false` when the slice is read. It reads in pieces small enough to stay in the processor's cache
    /// until they are parsed: `read` fills a buffer from an offset of the file on and says how many bytes there are. Where it fails,
    /// the ledger says so and reading goes on behind.
    pub fn go_on(
        &mut self,
        reading: &mut Reading,
        mut read: impl FnMut(u64, &mut [u8]) -> io::Result<usize>,
        bytes: u64,
    ) -> bool {
        let Reading { slice, file_len, at, batch } = reading;
        let (file_len, until) = (*file_len, at.saturating_add(bytes).min(slice.end));
        let mut buffer = std::mem::take(&mut self.buffer);
        if *at == 0 {
            buffer.resize(FILE_HEADER.min(file_len) as usize, 0);
            if let Ok(remarks) = read(0, &mut buffer)
                .map_err(drop)
                .and_then(|got| inspect_header(buffer.get(..got).unwrap_or_default(), file_len).map_err(drop))
            {
                batch.ledger.remarks.extend(remarks);
                *at = FILE_HEADER;
            }
        }
        // As long as chunk follows chunk. The rest, if there is one, is searched, in one piece.
        let mut chunk_follows_chunk = *at >= FILE_HEADER;
        while chunk_follows_chunk && *at < until {
            buffer.resize((slice.end - *at).min(PIECE) as usize, 0);
            let Ok(got) = read(*at, &mut buffer) else {
                let cause = "this part of the file cannot be read";
                batch.ledger.fail(failure(*at, buffer.len() as u64, None, cause.to_owned()));
                *at += buffer.len() as u64;
                continue;
            };
            let (chunks, rest) = buffer.get(..got).unwrap_or_default().as_chunks::<CHUNK_LEN>();
            chunk_follows_chunk =
                !chunks.is_empty() && rest.is_empty() && chunks.iter().all(|chunk| chunk.starts_with(CHUNK_MAGIC));
            if chunk_follows_chunk {
                for chunk in chunks {
                    self.read_chunk(chunk, *at, batch);
                    *at += CHUNK;
                }
            }
        }
        if !chunk_follows_chunk && *at < slice.end {
            buffer.resize(((slice.end + TAIL).min(file_len) - *at) as usize, 0);
            match read(*at, &mut buffer) {
                Ok(got) => {
                    let bytes = buffer.get(..got).unwrap_or_default();
                    self.read_found(bytes, *at..slice.end, file_len, *at > slice.start, batch);
                }
                Err(_) => {
                    let cause = "this part of the file cannot be read";
                    batch.ledger.fail(failure(*at, slice.end - *at, None, cause.to_owned()));
                }
            }
            *at = slice.end;
        }
        self.buffer = buffer;
        *at < slice.end
    }

    /// Reads the chunks that are found in `bytes`, which begin at `slice.start`. `follows_chunk`: what stands there is not
    /// the rest of a chunk that began before.
    fn read_found(&mut self, bytes: &[u8], slice: Range<u64>, file_len: u64, follows_chunk: bool, batch: &mut Batch) {
        let start = slice.start;
        let header = (start == 0).then(|| inspect_header(bytes, file_len));
        let begins_chunks = bytes.get(FILE_HEADER as usize..).is_some_and(|rest| rest.starts_with(CHUNK_MAGIC));
        let has_header = header.as_ref().is_some_and(|header| header.is_ok() || begins_chunks);
        let len = usize::try_from(slice.end.saturating_sub(start)).unwrap_or(usize::MAX);
        let mut told_off_grid = false;
        let mut finder = Finder::new(bytes, start, len, has_header, follows_chunk);
        while let Some(found) = finder.next() {
            match found {
                Found::Chunk(at) | Found::Cut(Range { start: at, .. }) if finder.is_off_grid(at) && !told_off_grid => {
                    told_off_grid = true;
                    let cause = "chunks off the 64 KiB grid from here on: the file was carved or damaged";
                    remark(batch, start + at as u64, cause);
                }
                _ => {}
            }
            match found {
                Found::Chunk(at) => {
                    let chunk = bytes.get(at..at + CHUNK_LEN).unwrap_or_default();
                    self.read_chunk(chunk, start + at as u64, batch);
                }
                Found::Cut(range) => self.read_cut_chunk(bytes, range, start, batch),
                Found::Headless(range) => self.read_headless_chunk(bytes, range, start, batch),
                Found::Junk(range) => {
                    let cause = "neither a chunk of records nor empty: skipped";
                    let at = start + range.start as u64;
                    batch.ledger.fail(failure(at, range.len() as u64, None, cause.to_owned()));
                }
            }
        }
        match header {
            Some(Ok(remarks)) => batch.ledger.remarks.extend(remarks),
            Some(Err(_)) if batch.ledger.chunks > 0 => {
                remark(batch, 0, "the file header is damaged; chunks were found by their own magic");
            }
            _ => {}
        }
    }

    /// Reads a chunk whose magic is right and which is all there.
    fn read_chunk(&mut self, chunk: &[u8], offset: u64, batch: &mut Batch) {
        match ChunkHeader::read(chunk) {
            Some(header) if header.is_plausible() => {
                batch.ledger.chunks += 1;
                self.read_records(chunk, header, offset, batch);
            }
            _ => {
                let cause = "the chunk's header is damaged; its records were found one after another";
                remark(batch, offset, cause);
                self.read_repaired(chunk.to_vec(), offset, batch);
            }
        }
    }

    /// Reads the sound records of a slot whose header is gone, whatever stands between them.
    fn read_headless_chunk(&mut self, bytes: &[u8], range: Range<usize>, start: u64, batch: &mut Batch) {
        let offset = start + range.start as u64;
        let mut copy = bytes.get(range).unwrap_or_default().to_vec();
        if RecordAt::read(&copy, CHUNK_HEADER).is_some()
            && ChunkHeader::read(&copy).is_some_and(ChunkHeader::is_plausible)
        {
            remark(batch, offset, "the chunk's magic is damaged; its records were read all the same");
            return self.read_repaired(copy, offset, batch);
        }
        let records = sound_records(&copy);
        let Some(first) = records.first() else { return };
        let cause = "the beginning of this chunk is damaged; sound records behind it were read";
        batch.ledger.fail(failure(offset, first.at as u64, None, cause.to_owned()));
        batch.ledger.chunks += 1;
        restore_header(&mut copy);
        self.records = records;
        self.read_walked(&copy, offset, batch);
    }

    fn read_cut_chunk(&mut self, bytes: &[u8], range: Range<usize>, start: u64, batch: &mut Batch) {
        let offset = start + range.start as u64;
        let mut copy = bytes.get(range.clone()).unwrap_or_default().to_vec();
        let repaired = repair(&mut copy);
        self.read_copy(&copy, offset, batch);
        let end = start + range.end as u64;
        let length = CHUNK_LEN as u64 - range.len() as u64;
        let mut fail = |first: Option<u64>, cause: String| batch.ledger.fail(failure(end, length, first, cause));
        match (repaired.missing, repaired.last_id) {
            (Some(last), Some(read)) if read < last => {
                let first = read + 1;
                fail(Some(first), format!("the chunk is cut off here: records {first} to {last} are missing"));
            }
            (Some(_), _) => fail(None, "the chunk is cut off here: records are missing".to_owned()),
            (None, _) if repaired.header_was_plausible => {
                remark(batch, end, "the chunk is cut off here, in the space after its records");
            }
            (None, _) => {
                fail(None, "the chunk is cut off here, and its header does not say what is missing".to_owned());
            }
        }
    }

    fn read_repaired(&mut self, mut copy: Vec<u8>, offset: u64, batch: &mut Batch) {
        repair(&mut copy);
        self.read_copy(&copy, offset, batch);
    }

    fn read_copy(&mut self, copy: &[u8], offset: u64, batch: &mut Batch) {
        if let Some(header) = ChunkHeader::read(copy) {
            batch.ledger.chunks += 1;
            self.read_records(copy, header, offset, batch);
        }
    }

    fn read_records(&mut self, chunk: &[u8], header: ChunkHeader, offset: u64, batch: &mut Batch) {
        warm(chunk);
        if !walk(chunk, header, &mut self.records) {
            return read_irregular(chunk, header, offset, batch);
        }
        self.read_walked(chunk, offset, batch);
    }

    /// Reads `self.records` of `chunk`.
    fn read_walked(&mut self, chunk: &[u8], offset: u64, batch: &mut Batch) {
        let stretch = Stretch::of(offset, self.records.iter().map(|record| (record.id, record.time())));
        batch.ledger.stretches.extend(stretch);
        if self.general_only {
            return general::read(chunk, offset, Some(&self.records), &mut batch.store, &mut batch.ledger);
        }
        self.fast.begin_chunk();
        self.unclear.clear();
        let (mut kept, mut other_event, mut other_provider) = (0, 0, 0);
        let (mut earliest, mut latest) = (u64::MAX, 0);
        for &record in &self.records {
            let place = Place::new(0, offset + record.at as u64);
            match self.fast.read(chunk, record, place, &mut batch.store) {
                Outcome::Kept => kept += 1,
                Outcome::OtherEvent => other_event += 1,
                Outcome::OtherProvider => other_provider += 1,
                Outcome::Unclear => self.unclear.push(record),
                Outcome::NoTime => {
                    let (at, len) = (offset + record.at as u64, record.size as u64);
                    batch.ledger.fail(failure(at, len, Some(record.id), NO_TIME.to_owned()));
                }
            }
            if is_believable(record.time()) {
                earliest = earliest.min(record.filetime);
                latest = latest.max(record.filetime);
            }
        }
        self.fast.end_chunk(batch);
        let Batch { store, ledger } = batch;
        ledger.kept += kept;
        ledger.records += kept + other_event + other_provider;
        for (reason, count) in [(FilterReason::OtherEvent, other_event), (FilterReason::OtherProvider, other_provider)]
        {
            if count > 0 {
                *ledger.filtered.entry(reason).or_default() += count;
            }
        }
        if latest > 0 {
            ledger.saw(micros_from_filetime(earliest));
            ledger.saw(micros_from_filetime(latest));
        }
        if !self.unclear.is_empty() {
            general::read(chunk, offset, Some(&self.unclear), store, ledger);
        }
    }
}

/// Reads a chunk of which a record is damaged. The crate looks for the next sound one and says nothing where there is none: then what
/// the header says decides whether a record was lost.
fn read_irregular(chunk: &[u8], header: ChunkHeader, offset: u64, batch: &mut Batch) {
    let ledger = &mut batch.ledger;
    let (failed, stretches) = (ledger.failed, ledger.stretches.len());
    general::read(chunk, offset, None, &mut batch.store, ledger);
    let read_to = ledger.stretches.get(stretches..).and_then(|of_this| of_this.iter().map(|of| of.ids.1).max());
    if ledger.failed == failed && read_to < Some(header.last_id) {
        let cause = format!("the chunk ends with record {}, which is damaged and was not found", header.last_id);
        ledger.fail(failure(offset, 0, Some(header.last_id), cause));
    }
}

/// Touches every cache line in order. The walk goes from record to record and would wait for memory at each; in order,
/// the processor fetches ahead.
fn warm(chunk: &[u8]) {
    std::hint::black_box(chunk.iter().step_by(64).fold(0_u8, |all, byte| all ^ byte));
}

fn remark(batch: &mut Batch, offset: u64, cause: &str) {
    batch.ledger.remarks.push(failure(offset, 0, None, cause.to_owned()));
}

fn failure(offset: u64, length: u64, record_id: Option<u64>, cause: String) -> Failure {
    Failure { offset, length, record_id, cause }
}
