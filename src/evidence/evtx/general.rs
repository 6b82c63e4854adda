//! The general way: the evtx crate reads the record and renders XML, whose fields are taken by name.

use super::layout::{
    CHUNK_HEADER, ChunkHeader, RECORD_HEADER, RECORD_MAGIC, RecordAt as RecordInChunk, header_field, put_u32, put_u64,
    u64_at,
};
use crate::evidence::census::Stretch;
use crate::evidence::event_xml::XmlRecord;
use crate::evidence::filetime::{is_believable, micros_from_filetime};
use crate::evidence::ledger::{Failure, Ledger};
use crate::evidence::record::RecordAt;
use crate::model::events::EventStore;
use evtx::err::EvtxError;
use evtx::{EvtxChunkData, ParserSettings};
use std::error::Error;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// One record as the crate gives it.
pub(super) struct Rendered {
    /// Its offset in the chunk.
    pub at: usize,
    /// The header's id.
    pub id: u64,
    /// Its XML.
    pub xml: String,
}

/// A record or place that the crate could not read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Unreadable {
    /// Its offset in the chunk.
    pub at: usize,
    /// The header's id, if it is known.
    pub id: Option<u64>,
    /// Why, in words.
    pub cause: String,
}

/// The crate's reading of a chunk: all its records, or `wanted` ones among regular records, with indented XML or without.
pub(super) fn render(
    chunk: &[u8],
    wanted: Option<&[RecordInChunk]>,
    indent: bool,
    each: &mut dyn FnMut(Result<Rendered, Unreadable>),
) {
    let mut copy = chunk.to_vec();
    if let Some(wanted) = wanted {
        skip_all_but(wanted, &mut copy);
    }
    let settings = Arc::new(ParserSettings::new().num_threads(1).indent(indent));
    // A damaged list of names fails the whole chunk. The lists only save the crate from reading each name where it stands.
    if !reads_names(&copy, &settings)
        && let Some(names) = copy.get_mut(header_field::NAMES)
    {
        names.fill(0);
    }
    let whole = |cause: String| Err(Unreadable { at: 0, id: None, cause });
    let mut data = match EvtxChunkData::new(copy, false) {
        Ok(data) => data,
        Err(error) => return each(whole(in_words(&error))),
    };
    let mut parsed = match data.parse(settings) {
        Ok(parsed) => parsed,
        Err(error) => return each(whole(in_words(&error))),
    };
    let mut records = parsed.iter();
    let is_wanted = |at: usize| wanted.is_none_or(|all| all.iter().any(|record| record.at == at));
    loop {
        // The crate is written not to panic; if it does all the same, what was read before stays.
        let next = catch_unwind(AssertUnwindSafe(|| {
            let record = match records.next()? {
                Ok(record) => record,
                Err(error) => return Some(Err(unreadable(chunk, &error))),
            };
            let (at, id) = ((record.binxml_offset as usize).saturating_sub(RECORD_HEADER), record.event_record_id);
            if !is_wanted(at) {
                return Some(Ok(None));
            }
            let fail = |cause| Unreadable { at, id: Some(id), cause };
            Some(match record.into_xml_bytes() {
                Err(error) => Err(fail(in_words(&error))),
                Ok(rendered) => match String::from_utf8(rendered.data) {
                    Ok(xml) => Ok(Some(Rendered { at, id, xml })),
                    Err(_) => Err(fail("its text is not Unicode".to_owned())),
                },
            })
        }));
        match next {
            Ok(None) => return,
            Ok(Some(Ok(None))) => {}
            Ok(Some(Ok(Some(rendered)))) => each(Ok(rendered)),
            Ok(Some(Err(unreadable))) if is_wanted(unreadable.at) => each(Err(unreadable)),
            Ok(Some(Err(_))) => {}
            Err(_) => return each(whole("the reader gave up on the rest of this chunk".to_owned())),
        }
    }
}

fn reads_names(chunk: &[u8], settings: &Arc<ParserSettings>) -> bool {
    EvtxChunkData::new(chunk.to_vec(), false).is_ok_and(|mut data| data.parse(Arc::clone(settings)).is_ok())
}

/// Makes each run of other records one record without content, so that the crate does no work for it. Only the first bytes
/// of the run are overwritten; template definitions that later records need lie behind them.
fn skip_all_but(wanted: &[RecordInChunk], chunk: &mut [u8]) {
    let last_id = ChunkHeader::read(chunk).map_or(0, |header| header.last_id);
    let mut at = CHUNK_HEADER;
    for record in wanted {
        if record.at > at {
            put_u32(chunk, at, u32::from_le_bytes(RECORD_MAGIC));
            put_u32(chunk, at + 4, (record.at - at) as u32);
            if u64_at(chunk, at + 8) == Some(last_id) {
                put_u64(chunk, at + 8, last_id.wrapping_sub(1));
            }
            // The end of its binary XML.
            if let Some(token) = chunk.get_mut(at + RECORD_HEADER) {
                *token = 0;
            }
        }
        at = record.at + record.size;
    }
    put_u32(chunk, header_field::FREE_SPACE, at as u32);
}

fn unreadable(chunk: &[u8], error: &EvtxError) -> Unreadable {
    match error {
        EvtxError::FailedToReadRecordAt { offset, source, .. } => {
            Unreadable { at: *offset as usize, id: None, cause: in_words(source) }
        }
        EvtxError::FailedToParseRecord { record_id, source } => {
            let header = |at: &usize| u64_at(chunk, at + 8) == Some(*record_id);
            let at = memchr::memmem::find_iter(chunk, &RECORD_MAGIC).find(header).unwrap_or(0);
            Unreadable { at, id: Some(*record_id), cause: in_words(source) }
        }
        _ => Unreadable { at: 0, id: None, cause: in_words(error) },
    }
}

/// An error with its sources, in one line.
fn in_words(error: &dyn Error) -> String {
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        words = format!("{words}: {error}");
        source = error.source();
    }
    words
}

/// Reads the records of `chunk`, which stands at `offset` in its file, the general way.
pub(super) fn read(
    chunk: &[u8],
    offset: u64,
    wanted: Option<&[RecordInChunk]>,
    store: &mut EventStore,
    ledger: &mut Ledger,
) {
    let mut stood = Vec::new();
    render(chunk, wanted, false, &mut |record| match record {
        Err(unreadable) => ledger.fail(Failure {
            offset: offset + unreadable.at as u64,
            length: 0,
            record_id: unreadable.id,
            cause: unreadable.cause,
        }),
        Ok(rendered) => {
            ledger.slow += 1;
            let written = u64_at(chunk, rendered.at + 16).map_or(0, micros_from_filetime);
            if is_believable(written) {
                ledger.saw(written);
            }
            if wanted.is_none() {
                stood.push((rendered.id, written));
            }
            let at = RecordAt { offset: offset + rendered.at as u64, length: 0, header_id: Some(rendered.id), written };
            match XmlRecord::read(&rendered.xml) {
                Err(error) => ledger.fail(Failure {
                    offset: at.offset,
                    length: 0,
                    record_id: at.header_id,
                    cause: format!("its XML is damaged: {error}"),
                }),
                Ok(xml) => xml.take(at, store, ledger),
            }
        }
    });
    ledger.stretches.extend(Stretch::of(offset, stood));
}
