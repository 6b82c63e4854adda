//! What a file is, told by how it begins and never by its name.

use super::evtx::looks_like_log;
use super::text::decode_beginning;
use memchr::memmem;

/// So many bytes of a file tell its [`Format`] nearly always. More tell more: a log whose header and first chunk are damaged is told
/// by its second chunk.
pub const SNIFFED: u64 = 16 * 1024;

/// What is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// A log as Windows keeps it.
    Evtx,
    /// Events as XML: Event Viewer, `wevtutil`, PowerShell, `evtx_dump`.
    Xml,
    /// Events as JSON, in an array or one after another: `evtx_dump`, Winlogbeat, NXLog.
    Json,
    /// gzip around any of the others.
    Gzip,
    /// A ZIP archive, which may hold any of the others.
    Zip,
}

/// Names of which each JSON event has one.
const JSON_NAMES: [&[u8]; 7] = [
    b"\"EventID\"",
    b"\"EventRecordID\"",
    b"\"Event\"",
    b"\"event_id\"",
    b"\"winlog\"",
    b"\"winlog.",
    b"\"winlogbeat\"",
];

impl Format {
    /// The format of a file that begins with `first`; `None` if it is none that is read.
    pub fn of(first: &[u8]) -> Option<Self> {
        match first {
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] | [b'P', b'K', 7, 8, b'P', b'K', ..] => Some(Self::Zip),
            [0x1f, 0x8b, 8, ..] => Some(Self::Gzip),
            _ if looks_like_log(first) => Some(Self::Evtx),
            _ => Self::of_text(&decode_beginning(first)),
        }
    }

    fn of_text(text: &[u8]) -> Option<Self> {
        let text = after_record_line(text);
        let has = |name: &[u8]| memmem::find(text, name).is_some();
        match text.first()? {
            b'<' if begins_element(text, b"Event") || begins_element(text, b"Events") => Some(Self::Xml),
            b'{' | b'[' if JSON_NAMES.into_iter().any(has) => Some(Self::Json),
            _ => None,
        }
    }

    /// Whether it is cut into slices that are read in any order. The others are read from front to back.
    pub fn is_sliced(self) -> bool {
        self == Self::Evtx
    }

    /// Whether it may hold other files, of which some may be logs.
    pub fn is_packed(self) -> bool {
        matches!(self, Self::Gzip | Self::Zip)
    }
}

/// The text after white space and the line `Record 1` of `evtx_dump`.
fn after_record_line(text: &[u8]) -> &[u8] {
    let text = text.trim_ascii_start();
    let Some(rest) = text.strip_prefix(b"Record ") else { return text };
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    rest.get(digits..).unwrap_or_default().trim_ascii_start()
}

/// Whether an element of that name begins somewhere in `text`.
fn begins_element(text: &[u8], name: &[u8]) -> bool {
    memmem::find_iter(text, name).any(|at| {
        let is_tag = at > 0 && text.get(at - 1) == Some(&b'<');
        is_tag && text.get(at + name.len()).is_some_and(|next| matches!(next, b'>' | b'/' | b'\t'..=b'\r' | b' '))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_told_by_content() {
        let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
        for (first, format) in [
            (b"ElfFile\0".to_vec(), Some(Format::Evtx)),
            (b"PK\x03\x04".to_vec(), Some(Format::Zip)),
            (b"\x1f\x8b\x08\0".to_vec(), Some(Format::Gzip)),
            (b"<Event xmlns='x'><System>".to_vec(), Some(Format::Xml)),
            (b"\xef\xbb\xbf<?xml version=\"1.0\"?>\r\n<Events><Event>".to_vec(), Some(Format::Xml)),
            (b"Record 1\n<?xml version=\"1.0\"?>\n<Event>".to_vec(), Some(Format::Xml)),
            (utf16("\u{feff}<Events>"), Some(Format::Xml)),
            (utf16("[\r\n {\"EventID\": 4624"), Some(Format::Json)),
            (b"Record 12\n{\n  \"Event\": {".to_vec(), Some(Format::Json)),
            (b"{\"@timestamp\":1,\"winlog\":{".to_vec(), Some(Format::Json)),
            (b"<html><body>Event</body>".to_vec(), None),
            (b"<EventData>".to_vec(), None),
            (b"{\"name\":\"package\"}".to_vec(), None),
            (b"Record of an event".to_vec(), None),
            (b"".to_vec(), None),
            (b"\0\0\0\0".to_vec(), None),
        ] {
            assert_eq!(Format::of(&first), format, "{}", String::from_utf8_lossy(&first));
        }
    }
}
