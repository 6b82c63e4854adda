//! The walk that reads every log of a file.

use super::{Limits, Step, Visitor, Walk};
use crate::evidence::batch::Batch;
use crate::evidence::batches::Batches;
use crate::evidence::evtx::{FILE_HEADER, NotALog, Parser, SLICE, TAIL, inspect_header};
use crate::evidence::format::Format;
use crate::evidence::ledger::{Failure, Ledger};
use crate::evidence::source::{ReadAt, Source, Stream, read_fully};
use crate::evidence::text::Text;
use crate::evidence::{event_xml, json};
use std::io::{self, Read};

/// What the reading of a file tells, in order. Entry 0 is the file itself; further ones are the logs in it.
pub enum Told {
    /// A log in the file begins.
    Member {
        /// Names it from now on.
        entry: u32,
        /// Its path in the file, `/` between folders and between an archive and what is in it.
        path: String,
        /// Bytes, as its archive says, or 0.
        size: u64,
    },
    /// Rows of an entry and their account. Places are offsets in the unpacked log.
    Batch {
        /// Of which.
        entry: u32,
        /// The rows.
        batch: Box<Batch>,
    },
    /// An entry is over.
    Over {
        /// Which.
        entry: u32,
        /// Bytes that were read of it.
        size: u64,
        /// Why nothing could be read of it, if so.
        error: Option<String>,
    },
}

/// Reads the file of `size` bytes in `source`, whatever its format, with `parser` for the EVTX in it, and tells what is in it. The same
/// file gives the same tale.
///
/// # Errors
/// The file itself cannot be read. What was told before stays.
pub fn read_file(
    source: &dyn ReadAt,
    size: u64,
    parser: &mut Parser,
    limits: Limits,
    tell: &mut dyn FnMut(Told),
) -> io::Result<()> {
    let source = Source::new(source, size);
    let mut reading = Reading { source: &source, parser, tell, entries: 0, own: None };
    let mut walk = Walk::new(&source, limits, &mut reading);
    let format = walk.file();
    let (ledger, logs, aside) = (std::mem::take(&mut walk.ledger), walk.logs, walk.aside);
    let error = match format {
        None => Some(not_a_log(&source)),
        Some(format) if format.is_packed() && logs == 0 => Some(match (aside, ledger.failed) {
            (0, 0) => "the archive is empty".to_owned(),
            (_, 0) => "there is no event log in it".to_owned(),
            _ => "no event log in it could be read".to_owned(),
        }),
        Some(_) => reading.own.take().flatten(),
    };
    if ledger != Ledger::default() {
        (reading.tell)(Told::Batch { entry: 0, batch: Box::new(Batch { ledger, ..Batch::default() }) });
    }
    if let Some(error) = source.take_error() {
        return Err(error);
    }
    (reading.tell)(Told::Over { entry: 0, size, error });
    Ok(())
}

fn not_a_log(source: &Source<'_>) -> String {
    let mut first = vec![0; FILE_HEADER.min(source.size()) as usize];
    let read = read_fully(source, 0, &mut first).unwrap_or(0);
    first.truncate(read);
    inspect_header(&first, source.size()).err().map_or_else(String::new, |error: NotALog| error.to_string())
}

struct Reading<'r> {
    source: &'r Source<'r>,
    parser: &'r mut Parser,
    tell: &'r mut dyn FnMut(Told),
    entries: u32,
    /// What became of the file itself, if it is a log.
    own: Option<Option<String>>,
}

impl Visitor for Reading<'_> {
    fn wants(&mut self, _: &str) -> bool {
        true
    }

    fn log(&mut self, path: &str, format: Format, size: Option<u64>, stream: &mut Stream<'_>) -> Step {
        let entry = if path.is_empty() {
            0
        } else {
            self.entries += 1;
            (self.tell)(Told::Member { entry: self.entries, path: path.to_owned(), size: size.unwrap_or(0) });
            self.entries
        };
        let (mut records, mut chunks) = (0, 0);
        let tell = &mut *self.tell;
        let mut emit = |batch: Batch| {
            records += batch.ledger.records;
            chunks += batch.ledger.chunks;
            tell(Told::Batch { entry, batch: Box::new(batch) });
        };
        let begins = inspect_header(stream.peek(FILE_HEADER as usize + 1), size.unwrap_or(u64::MAX)).err();
        let damage = match format {
            Format::Evtx => read_evtx(self.parser, stream, size, &mut emit),
            _ => {
                let mut batches = Batches::new(&mut emit);
                let mut text = Text::new(stream);
                if format == Format::Xml {
                    event_xml::read_log(&mut text, &mut batches);
                } else {
                    json::read_log(&mut text, &mut batches);
                }
                let damage = text.take_damage();
                batches.finish();
                damage
            }
        };
        let offset = stream.offset();
        if let Some(damage) = damage.filter(|_| !self.source.is_broken()) {
            let mut batch = Batch::default();
            let cause = format!("what is packed cannot be unpacked from here on: {damage}");
            batch.ledger.fail(Failure { offset, length: 0, record_id: None, cause });
            (self.tell)(Told::Batch { entry, batch: Box::new(batch) });
        }
        let error = match format {
            Format::Evtx => begins.filter(|_| chunks == 0).map(|not_a_log| not_a_log.to_string()),
            _ => (records == 0).then(|| "there is no event in it".to_owned()),
        };
        if entry == 0 {
            self.own = Some(error);
        } else {
            (self.tell)(Told::Over { entry, size: offset, error });
        }
        if self.source.is_broken() { Step::Break(()) } else { Step::Continue(()) }
    }
}

/// Reads a log as Windows keeps it from a stream, in the slices in which a file is read. What ended the stream before its end is
/// returned.
fn read_evtx(
    parser: &mut Parser,
    stream: &mut Stream<'_>,
    size: Option<u64>,
    emit: &mut dyn FnMut(Batch),
) -> Option<io::Error> {
    let (mut bytes, mut start, mut damage) = (Vec::new(), 0_u64, None);
    loop {
        let len = if start == 0 { FILE_HEADER + SLICE } else { SLICE };
        let wanted = len + TAIL - bytes.len() as u64;
        if damage.is_none() {
            damage = stream.take(wanted).read_to_end(&mut bytes).err();
        }
        let there = bytes.len() as u64;
        let is_over = there < len + TAIL;
        let end = there.min(len);
        let file_len = if is_over { start + there } else { size.unwrap_or(u64::MAX).max(start + there) };
        if end > 0 {
            emit(parser.parse_slice(&bytes, start..start + end, file_len));
        }
        bytes.drain(..end as usize);
        start += end;
        if is_over && bytes.is_empty() {
            return damage;
        }
    }
}
