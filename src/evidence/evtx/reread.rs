//! One record read again from its file, as XML: which bytes that takes, and which chunk among them holds the record.

use super::find::restore_header;
use super::general::render;
use super::layout::{CHUNK_HEADER, CHUNK_LEN, CHUNK_MAGIC, ChunkHeader, RECORD_MAGIC, RecordAt};
use super::slicing::{CHUNK, FILE_HEADER};
use crate::sorting::InOrder;
use std::ops::Range;

/// Why a record cannot be shown as XML.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum RecordXmlError {
    /// No record stands there, or another one.
    #[error("another record stands there now, or none: the file was changed since it was read")]
    Changed,
    /// It is there and cannot be read.
    #[error("the record is damaged: {0}")]
    Damaged(String),
}

/// The bytes of a file of `file_len` bytes that [`record_xml`] needs for the record at `offset`: a chunk before it and one after,
/// since chunks of a carved file may begin anywhere.
pub fn record_window(offset: u64, file_len: u64) -> Range<u64> {
    let end = offset.saturating_add(CHUNK).min(file_len);
    offset.saturating_sub(CHUNK).min(end)..end
}

/// The XML of the record that stands at `offset` in its file, indented as `evtx_dump -o xml` has it. `bytes` are those of
/// [`record_window`], or fewer where the file became shorter; `record_id` is what the record is known to call itself.
///
/// # Errors
/// The record is not there any more, or cannot be read.
pub fn record_xml(bytes: &[u8], window: Range<u64>, offset: u64, record_id: u64) -> Result<String, RecordXmlError> {
    let at = offset.checked_sub(window.start).ok_or(RecordXmlError::Changed)? as usize;
    // Sizes that lie are looked past here: the reader found a record by less.
    if bytes.get(at..).is_none_or(|rest| !rest.starts_with(&RECORD_MAGIC)) {
        return Err(RecordXmlError::Changed);
    }
    let mut outcome = Err(RecordXmlError::Changed);
    for begin in chunk_begins(bytes, window.start, at) {
        let chunk = bytes.get(begin..bytes.len().min(begin + CHUNK_LEN)).unwrap_or_default();
        outcome = xml_in_chunk(chunk, at - begin, record_id);
        if outcome.is_ok() {
            break;
        }
    }
    outcome
}

/// Where the chunk may begin that holds what stands at `at`, most likely first: on the grid with its magic, elsewhere with its
/// magic, nearest first, and on the grid without.
fn chunk_begins(bytes: &[u8], start: u64, at: usize) -> Vec<usize> {
    let offset = start + at as u64;
    let slot = offset.checked_sub(FILE_HEADER).map(|offset| FILE_HEADER + offset / CHUNK * CHUNK);
    let slot = slot.and_then(|slot| slot.checked_sub(start)).map(|slot| slot as usize);
    let first = (at + 1).saturating_sub(CHUNK_LEN);
    let before = bytes.get(first..at).unwrap_or_default();
    let mut begins: Vec<usize> = memchr::memmem::rfind_iter(before, CHUNK_MAGIC).map(|found| first + found).collect();
    begins.order_by_key(|begin| Some(*begin) != slot);
    begins.extend(slot.filter(|slot| !begins.contains(slot)));
    begins
}

fn xml_in_chunk(chunk: &[u8], at: usize, record_id: u64) -> Result<String, RecordXmlError> {
    let mut copy = chunk.to_vec();
    copy.resize(CHUNK_LEN, 0);
    let Some(record) = RecordAt::read(&copy, at).filter(|record| record.at >= CHUNK_HEADER) else {
        return Err(RecordXmlError::Damaged("its header is damaged".to_owned()));
    };
    let names_are_there =
        copy.starts_with(CHUNK_MAGIC) && ChunkHeader::read(&copy).is_some_and(ChunkHeader::is_plausible);
    if !names_are_there {
        restore_header(&mut copy);
    }
    let mut outcome = Err(RecordXmlError::Changed);
    render(&copy, Some(&[record]), true, &mut |rendered| {
        outcome = match rendered {
            Ok(rendered) if record.id == record_id || says_id(&rendered.xml, record_id) => Ok(rendered.xml),
            Ok(_) => Err(RecordXmlError::Changed),
            Err(unreadable) => Err(RecordXmlError::Damaged(unreadable.cause)),
        };
    });
    outcome
}

/// Whether the record calls itself so. Its header may say otherwise where the log was forwarded.
fn says_id(xml: &str, record_id: u64) -> bool {
    xml.contains(&format!("<EventRecordID>{record_id}</EventRecordID>"))
}
