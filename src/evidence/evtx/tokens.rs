//! The tokens of a template definition's binary XML.
//!
//! Reads as much of the format as definitions of Windows' own providers use; anything else is [`Unclear`], and the records
//! of such a template take the general way.

use super::layout::{CHUNK_LEN, u16_at, u32_at};
use std::ops::Range;

/// The definition holds something that is not read here, or is damaged.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Unclear;

/// One token; names are offsets in the chunk, see [`name_is`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Token {
    /// An element begins; it is left out where the substitution `dependency` is null.
    Open { name: usize, dependency: Option<u16> },
    /// The attributes are over and the content begins.
    StartClosed,
    /// The element is over and has no content.
    EmptyClosed,
    /// The element is over.
    Closed,
    /// An attribute begins; its value follows.
    Attribute { name: usize },
    /// Literal text, UTF-16LE in the chunk.
    Text(Range<usize>),
    /// The value of that number stands here.
    Substitution(u16),
    /// Content that is not plain text: a reference, CDATA, a processing instruction.
    Odd,
}

/// Walks the definition's body from `at` to `end` in a chunk.
pub(super) struct Tokens<'a> {
    chunk: &'a [u8],
    at: usize,
    end: usize,
    references: Vec<usize>,
}

impl<'a> Tokens<'a> {
    pub fn new(chunk: &'a [u8], body: Range<usize>) -> Self {
        Self { chunk, at: body.start, end: body.end.min(chunk.len()), references: Vec::new() }
    }

    /// Where the walk is.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Where the references to names stand that it came by.
    pub fn references(&self) -> &[usize] {
        &self.references
    }

    fn byte(&mut self) -> Result<u8, Unclear> {
        let byte = *self.chunk.get(self.at).ok_or(Unclear)?;
        self.at += 1;
        Ok(byte)
    }

    fn u16(&mut self) -> Result<u16, Unclear> {
        let value = u16_at(self.chunk, self.at).ok_or(Unclear)?;
        self.at += 2;
        Ok(value)
    }

    fn u32(&mut self) -> Result<u32, Unclear> {
        let value = u32_at(self.chunk, self.at).ok_or(Unclear)?;
        self.at += 4;
        Ok(value)
    }

    /// A name's offset. The name itself stands right here at its first use, elsewhere in the chunk later.
    fn name(&mut self) -> Result<usize, Unclear> {
        self.references.push(self.at);
        let name = self.u32()? as usize;
        if name == self.at {
            let units = u16_at(self.chunk, name + NAME_LINK).ok_or(Unclear)?;
            // The link, the length, the text and its NUL.
            self.at += NAME_LINK + 2 + 2 * usize::from(units) + 2;
        }
        Ok(name)
    }

    /// Text with its length in units before it.
    fn text(&mut self) -> Result<Range<usize>, Unclear> {
        let units = usize::from(self.u16()?);
        let text = self.at..self.at + 2 * units;
        self.at = text.end;
        if text.end > self.chunk.len() { Err(Unclear) } else { Ok(text) }
    }

    /// The next token; `None` at the end.
    pub fn next(&mut self) -> Result<Option<Token>, Unclear> {
        // Every token takes at least a byte, so this ends.
        while self.at < self.end {
            return Ok(Some(match self.byte()? {
                0x00 => return Ok(None),
                token @ (0x01 | 0x41) => {
                    let dependency = self.u16()?;
                    let _size = self.u32()?;
                    let name = self.name()?;
                    if token == 0x41 {
                        let _attributes_size = self.u32()?;
                    }
                    Token::Open { name, dependency: (dependency != u16::MAX).then_some(dependency) }
                }
                0x02 => Token::StartClosed,
                0x03 => Token::EmptyClosed,
                0x04 => Token::Closed,
                0x05 | 0x45 => match self.byte()? {
                    0x01 => Token::Text(self.text()?),
                    _ => return Err(Unclear),
                },
                0x06 | 0x46 => Token::Attribute { name: self.name()? },
                0x07 | 0x47 | 0x0b => {
                    self.text()?;
                    Token::Odd
                }
                0x08 | 0x48 => {
                    self.u16()?;
                    Token::Odd
                }
                0x09 | 0x49 | 0x0a => {
                    self.name()?;
                    Token::Odd
                }
                0x0d | 0x0e => {
                    let number = self.u16()?;
                    self.byte()?;
                    Token::Substitution(number)
                }
                // The fragment's header: version and flags.
                0x0f => {
                    self.at += 3;
                    continue;
                }
                _ => return Err(Unclear),
            }));
        }
        Ok(None)
    }
}

/// Before a name's length: the offset of the next name and a hash.
pub(super) const NAME_LINK: usize = 6;

/// Whether the name at `name` in `chunk` is `expected`, which is ASCII.
pub(super) fn name_is(chunk: &[u8], name: usize, expected: &str) -> bool {
    let Some(units) = u16_at(chunk, name + NAME_LINK) else { return false };
    let begin = name + NAME_LINK + 2;
    usize::from(units) == expected.len()
        && chunk.get(begin..begin + 2 * expected.len()).is_some_and(|text| text_is(text, expected))
}

/// Whether `text` in UTF-16LE is `expected`, which is ASCII.
pub(super) fn text_is(text: &[u8], expected: &str) -> bool {
    let units = text.as_chunks::<2>().0;
    units.len() == expected.len() && units.iter().zip(expected.bytes()).all(|(unit, byte)| *unit == [byte, 0])
}

/// The body of the template definition at `definition`: what follows its header.
pub(super) fn definition_body(chunk: &[u8], definition: usize) -> Option<Range<usize>> {
    let size = u32_at(chunk, definition + 20)? as usize;
    let begin = definition + DEFINITION_HEADER;
    (size <= CHUNK_LEN && begin + size <= chunk.len()).then_some(begin..begin + size)
}

/// The offset of the next definition, a GUID and the body's size.
pub(super) const DEFINITION_HEADER: usize = 24;

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Vec<u8> {
        let mut bytes = vec![0; NAME_LINK];
        bytes.extend((text.len() as u16).to_le_bytes());
        bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        bytes.extend([0, 0]);
        bytes
    }

    #[test]
    fn names_stand_inline_or_elsewhere() {
        // <Data Name="A">%3</Data>, its own name inline and that of the attribute before the body.
        let mut chunk = name("Name");
        let body = chunk.len();
        chunk.extend([0x0f, 1, 1, 0, 0x41, 3, 0, 0, 0, 0, 0]);
        chunk.extend((chunk.len() as u32 + 4).to_le_bytes());
        let inline = chunk.len();
        chunk.extend(name("Data"));
        chunk.extend([0; 4]);
        chunk.extend([0x06, 0, 0, 0, 0, 0x05, 0x01, 1, 0, b'A', 0, 0x02, 0x0e, 3, 0, 0x01, 0x04, 0x00]);
        let mut tokens = Tokens::new(&chunk, body..chunk.len());
        let mut all = Vec::new();
        while let Some(token) = tokens.next().unwrap() {
            all.push(token);
        }
        let [
            Token::Open { name: data, dependency: Some(3) },
            Token::Attribute { name: 0 },
            Token::Text(text),
            rest @ ..,
        ] = all.as_slice()
        else {
            panic!("{all:?}")
        };
        assert!(name_is(&chunk, *data, "Data") && *data == inline);
        assert!(!name_is(&chunk, *data, "Date") && !name_is(&chunk, *data, "Dat"));
        assert!(text_is(&chunk[text.clone()], "A"));
        assert_eq!(rest, [Token::StartClosed, Token::Substitution(3), Token::Closed]);
    }

    #[test]
    fn what_is_cut_off_or_unknown_is_unclear() {
        for body in [&[0x01, 0][..], &[0x05, 0x08, 1, 2, 3, 4], &[0x0c, 1], &[0x7f], &[0x05, 0x01, 200, 0, 1]] {
            assert_eq!(Tokens::new(body, 0..body.len()).next(), Err(Unclear), "{body:?}");
        }
        assert_eq!(Tokens::new(&[], 5..9).next(), Ok(None));
    }
}
