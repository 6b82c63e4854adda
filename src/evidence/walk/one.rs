//! One record read again from its file, wherever in it the record is.

use super::{Limits, Step, Visitor, Walk};
use crate::evidence::evtx::{RecordXmlError, record_window, record_xml};
use crate::evidence::format::Format;
use crate::evidence::source::{ReadAt, Section, Source, Stream};
use crate::evidence::text::Text;
use crate::evidence::{event_xml, json};
use std::io::{self, Read};

/// A record as its file has it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RecordText {
    /// As XML: rendered from EVTX, or the element as it is written.
    Xml(String),
    /// As JSON, over several lines.
    Json(String),
}

/// Why a record cannot be shown.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum RecordError {
    /// The file cannot be read; why.
    #[error("the file cannot be read: {0}")]
    Unreadable(String),
    /// The file can, the record cannot.
    #[error(transparent)]
    Record(#[from] RecordXmlError),
}

/// The record at `offset` of the log at `path` in the file of `size` bytes in `source`. `path` is as
/// [`Told::Member`](super::Told::Member) gave it, empty for the file itself; `offset` is that of the row's place, `record_id` what the
/// record is known to call itself. Within an archive, all of the log before the record is unpacked again.
///
/// # Errors
/// The file cannot be read, the record is not there any more, or it is damaged.
pub fn record_text(
    source: &dyn ReadAt,
    size: u64,
    path: &str,
    offset: u64,
    record_id: u64,
) -> Result<RecordText, RecordError> {
    let source = Source::new(source, size);
    let unreadable = |error: io::Error| RecordError::Unreadable(error.to_string());
    let mut first = vec![0; super::SNIFFED];
    let read = super::read_fully(&source, 0, &mut first).map_err(unreadable)?;
    let format = Format::of(first.get(..read).unwrap_or_default());
    let mut finding = Finding { path, offset, record_id, outcome: None };
    match format {
        // A log as it is: the record is gone to directly. A file that does not begin like anything may still hold chunks.
        Some(Format::Evtx | Format::Xml | Format::Json) | None if path.is_empty() => {
            let format = format.unwrap_or(Format::Evtx);
            let start = finding.start(format);
            finding.outcome = Some(finding.read(format, &mut Stream::new(Section::new(&source, start, size))));
        }
        _ => {
            Walk::new(&source, Limits::default(), &mut finding).file();
        }
    }
    match source.take_error() {
        Some(error) => Err(unreadable(error)),
        None => Ok(finding.outcome.unwrap_or(Err(RecordXmlError::Changed))?),
    }
}

/// Whether [`record_text`] goes straight to a record of the log at `path`: else all that is packed before it is unpacked again, which
/// takes as long as that takes.
pub fn is_at_hand(source: &dyn ReadAt, size: u64, path: &str) -> bool {
    let mut first = [0; 4];
    let read = super::read_fully(&Source::new(source, size), 0, &mut first).unwrap_or(0);
    let is_packed = Format::of(first.get(..read).unwrap_or_default()).is_some_and(Format::is_packed);
    path.is_empty() && !is_packed
}

/// The walk to one record.
struct Finding<'f> {
    path: &'f str,
    offset: u64,
    record_id: u64,
    outcome: Option<Result<RecordText, RecordXmlError>>,
}

impl Finding<'_> {
    /// Where in a log reading begins: in EVTX what stands before a record is needed.
    fn start(&self, format: Format) -> u64 {
        if format == Format::Evtx { record_window(self.offset, u64::MAX).start } else { self.offset }
    }

    /// Reads the record; `stream` stands where reading begins.
    fn read(&self, format: Format, stream: &mut Stream<'_>) -> Result<RecordText, RecordXmlError> {
        match format {
            Format::Xml => event_xml::read_record(&mut Text::new(stream)).map(RecordText::Xml),
            Format::Json => json::read_record(&mut Text::new(stream)).map(|json| RecordText::Json(json::pretty(&json))),
            _ => {
                let window = record_window(self.offset, u64::MAX);
                let mut bytes = Vec::new();
                // What is damaged behind the record does not matter.
                let _ = stream.take(window.end - window.start).read_to_end(&mut bytes);
                return record_xml(&bytes, window, self.offset, self.record_id).map(RecordText::Xml);
            }
        }
        .ok_or(RecordXmlError::Changed)
    }
}

impl Visitor for Finding<'_> {
    fn wants(&mut self, path: &str) -> bool {
        self.path.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    fn log(&mut self, path: &str, format: Format, _: Option<u64>, stream: &mut Stream<'_>) -> Step {
        if path != self.path {
            return Step::Continue(());
        }
        self.outcome = Some(match stream.skip(self.start(format)) {
            Ok(_) => self.read(format, stream),
            Err(error) => Err(RecordXmlError::Damaged(error.to_string())),
        });
        Step::Break(())
    }
}
