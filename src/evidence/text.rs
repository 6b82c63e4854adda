//! Text logs as UTF-8, whatever they are written in: each byte of the window knows where in the file it stands.

use super::source::Stream;
use std::io::{self, BufRead};

/// How a text is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Encoding {
    /// UTF-8, or anything else that has ASCII in it: what is no UTF-8 is read as U+FFFD.
    Utf8,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
}

impl Encoding {
    /// The encoding of a text that begins with `first`, and the length of its byte order mark. Without a mark, UTF-16 is told by
    /// the zeros in its first character, which is ASCII in every log.
    pub fn of(first: &[u8]) -> (Self, usize) {
        match first {
            [0xef, 0xbb, 0xbf, ..] => (Self::Utf8, 3),
            [0xff, 0xfe, ..] => (Self::Utf16Le, 2),
            [0xfe, 0xff, ..] => (Self::Utf16Be, 2),
            [low, 0, ..] if *low != 0 => (Self::Utf16Le, 0),
            [0, low, ..] if *low != 0 => (Self::Utf16Be, 0),
            _ => (Self::Utf8, 0),
        }
    }

    /// How many bytes of the file `text` stands for.
    fn len_in_file(self, text: &[u8]) -> u64 {
        match self {
            Self::Utf8 => text.len() as u64,
            // Each character is a unit, but two where UTF-8 takes four bytes.
            _ => 2 * text.iter().map(|byte| u64::from(byte & 0xc0 != 0x80) + u64::from(*byte >= 0xf0)).sum::<u64>(),
        }
    }
}

/// The beginning of a text log as UTF-8: for telling what it is.
pub fn decode_beginning(first: &[u8]) -> Vec<u8> {
    let (encoding, mark) = Encoding::of(first);
    let mut decoder = Decoder { encoding, pending: Vec::new() };
    let mut text = Vec::new();
    decoder.decode(first.get(mark..).unwrap_or_default(), &mut text);
    text
}

struct Decoder {
    encoding: Encoding,
    /// The beginning of a character of UTF-16, at most three bytes.
    pending: Vec<u8>,
}

impl Decoder {
    fn decode(&mut self, raw: &[u8], text: &mut Vec<u8>) {
        let unit_of = match self.encoding {
            Encoding::Utf8 => return text.extend_from_slice(raw),
            Encoding::Utf16Le => u16::from_le_bytes,
            Encoding::Utf16Be => u16::from_be_bytes,
        };
        self.pending.extend_from_slice(raw);
        let units = self.pending.as_chunks::<2>().0;
        let is_lead = |unit: &[u8; 2]| (0xd800..0xdc00).contains(&unit_of(*unit));
        // A character whose second half is still to come waits for it.
        let whole = units.len() - usize::from(units.last().is_some_and(is_lead));
        let characters = char::decode_utf16(units.iter().take(whole).map(|unit| unit_of(*unit)));
        let mut bytes = [0; 4];
        for character in characters {
            // As in Windows' own XML.
            let character = character.unwrap_or('_');
            text.extend_from_slice(character.encode_utf8(&mut bytes).as_bytes());
        }
        self.pending.drain(..2 * whole);
    }
}

/// A text log, read through a window that is moved on.
pub struct Text<'t, 's> {
    stream: &'t mut Stream<'s>,
    decoder: Decoder,
    window: Vec<u8>,
    /// Where the unread text begins in `window`.
    at: usize,
    /// Where that stands in the file.
    offset: u64,
    damage: Option<io::Error>,
}

impl<'t, 's> Text<'t, 's> {
    /// The text of `stream` from where it is, which is the beginning of the file.
    pub fn new(stream: &'t mut Stream<'s>) -> Self {
        let (encoding, mark) = Encoding::of(stream.peek(4));
        stream.consume(mark);
        let offset = stream.offset();
        let decoder = Decoder { encoding, pending: Vec::new() };
        Self { stream, decoder, window: Vec::new(), at: 0, offset, damage: None }
    }

    /// The text from here on, as far as it is read: UTF-8 unless the file is damaged.
    pub fn window(&self) -> &[u8] {
        self.window.get(self.at..).unwrap_or_default()
    }

    /// Reads more; `false` if the text is over.
    pub fn more(&mut self) -> bool {
        if self.damage.is_some() {
            return false;
        }
        // What is read is dropped when it is as much as what is not, so that nothing is moved twice.
        if self.at > self.window.len() / 2 {
            self.window.drain(..self.at);
            self.at = 0;
        }
        match self.stream.fill_buf() {
            Ok([]) => false,
            Ok(raw) => {
                let len = raw.len();
                self.decoder.decode(raw, &mut self.window);
                self.stream.consume(len);
                true
            }
            Err(error) => {
                self.damage = Some(error);
                false
            }
        }
    }

    /// Moves on by `len` bytes of the window.
    pub fn consume(&mut self, len: usize) {
        let len = len.min(self.window().len());
        self.offset = self.offset_of(len);
        self.at += len;
    }

    /// Where byte `position` of the window stands in the file.
    pub fn offset_of(&self, position: usize) -> u64 {
        let before = self.window().get(..position).unwrap_or(self.window());
        self.offset + self.decoder.encoding.len_in_file(before)
    }

    /// Why the text ended before its end, if it did.
    pub fn take_damage(&mut self) -> Option<io::Error> {
        self.damage.take()
    }
}

/// A record's text, and whether it is all Unicode; what is not reads as U+FFFD.
pub fn as_text(bytes: &[u8]) -> (std::borrow::Cow<'_, str>, bool) {
    let text = String::from_utf8_lossy(bytes);
    let is_sound = matches!(text, std::borrow::Cow::Borrowed(_));
    (text, is_sound)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::source::Section;

    fn encoded(text: &str, encoding: Encoding, mark: bool) -> Vec<u8> {
        let text = if mark { format!("\u{feff}{text}") } else { text.to_owned() };
        match encoding {
            Encoding::Utf8 => text.into_bytes(),
            Encoding::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Encoding::Utf16Be => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        }
    }

    #[test]
    fn every_encoding_gives_the_same_text_and_knows_its_offsets() {
        let text = "<Event>a \u{e9} \u{20ac} \u{1f600} b</Event>".repeat(20_000);
        for encoding in [Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be] {
            for mark in [false, true] {
                let bytes = encoded(&text, encoding, mark);
                let mut stream = Stream::new(Section::new(&bytes, 0, bytes.len() as u64));
                let mut read = Text::new(&mut stream);
                let mut all = Vec::new();
                loop {
                    all.extend_from_slice(read.window());
                    read.consume(read.window().len());
                    if !read.more() {
                        break;
                    }
                }
                assert!(all == text.as_bytes(), "{encoding:?} {mark}");
                assert_eq!(read.offset_of(0), bytes.len() as u64, "{encoding:?} {mark}");
            }
        }
    }

    #[test]
    fn half_characters_are_underscores() {
        let raw: Vec<u8> = [0x61_u16, 0xd83d, 0x62, 0xde00].iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let mut stream = Stream::new(Section::new(&raw, 0, 8));
        let mut read = Text::new(&mut stream);
        read.more();
        assert_eq!((read.window(), read.offset_of(4)), (&b"a_b_"[..], 8));
        assert!(!as_text(b"a\xff").1 && as_text("é".as_bytes()).1);
    }
}
