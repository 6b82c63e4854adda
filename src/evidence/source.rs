//! Where bytes come from: files that are read at any place, and streams that only go forward.

use std::cell::RefCell;
use std::io::{self, BufRead, Read};

/// Bytes that can be read at any place, by several threads at a time.
pub trait ReadAt {
    /// Reads into `buffer` from `offset` on and says how many bytes; 0 only at the end or for an empty buffer.
    ///
    /// # Errors
    /// The bytes cannot be read.
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize>;
}

impl ReadAt for Vec<u8> {
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let rest = usize::try_from(offset).ok().and_then(|at| self.get(at..)).unwrap_or_default();
        let len = rest.len().min(buffer.len());
        if let (Some(into), Some(from)) = (buffer.get_mut(..len), rest.get(..len)) {
            into.copy_from_slice(from);
        }
        Ok(len)
    }
}

/// Reads until `buffer` is full or the source ends; how many bytes.
///
/// # Errors
/// The bytes cannot be read.
pub fn read_fully<R: ReadAt + ?Sized>(source: &R, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
    let mut done = 0;
    while let Some(rest) = buffer.get_mut(done..).filter(|rest| !rest.is_empty()) {
        match source.read_at(offset + done as u64, rest) {
            Ok(0) => break,
            Ok(read) => done += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(done)
}

/// A file of `size` bytes that remembers why it could not be read, so that a file that vanishes is told apart from one whose content
/// is damaged, however deep in an archive the reading was.
pub struct Source<'s> {
    at: &'s dyn ReadAt,
    size: u64,
    broken: RefCell<Option<io::Error>>,
}

impl<'s> Source<'s> {
    /// A file of `size` bytes.
    pub fn new(at: &'s dyn ReadAt, size: u64) -> Self {
        Self { at, size, broken: RefCell::new(None) }
    }

    /// Bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The first error of the file itself.
    pub fn take_error(&self) -> Option<io::Error> {
        self.broken.borrow_mut().take()
    }

    /// Whether the file itself could not be read.
    pub fn is_broken(&self) -> bool {
        self.broken.borrow().is_some()
    }
}

impl ReadAt for Source<'_> {
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        self.at.read_at(offset, buffer).inspect_err(|error| {
            if error.kind() != io::ErrorKind::Interrupted {
                let told = io::Error::new(error.kind(), error.to_string());
                self.broken.borrow_mut().get_or_insert(told);
            }
        })
    }
}

/// A part of a source, read forward.
pub struct Section<'s> {
    source: &'s dyn ReadAt,
    at: u64,
    end: u64,
}

impl<'s> Section<'s> {
    /// Bytes `start .. end` of `source`.
    pub fn new(source: &'s dyn ReadAt, start: u64, end: u64) -> Self {
        Self { source, at: start, end }
    }
}

impl Read for Section<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = usize::try_from(self.end.saturating_sub(self.at)).unwrap_or(usize::MAX).min(buffer.len());
        let read = self.source.read_at(self.at, buffer.get_mut(..len).unwrap_or_default())?;
        self.at += read as u64;
        Ok(read)
    }
}

/// Bytes that a stream is read by.
const PIECE: usize = 1 << 18;

/// A stream that can be looked ahead into, and knows how far it has come.
pub struct Stream<'s> {
    input: Box<dyn Read + 's>,
    buffer: Vec<u8>,
    /// What is read and not yet consumed.
    unread: std::ops::Range<usize>,
    offset: u64,
}

impl<'s> Stream<'s> {
    /// Of what `input` gives.
    pub fn new(input: impl Read + 's) -> Self {
        Self { input: Box::new(input), buffer: Vec::new(), unread: 0..0, offset: 0 }
    }

    /// How many bytes were consumed.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// What has been read ahead.
    fn ahead(&self) -> &[u8] {
        self.buffer.get(self.unread.clone()).unwrap_or_default()
    }

    /// The next `wanted` bytes without consuming them; fewer only where the stream ends or is damaged.
    pub fn peek(&mut self, wanted: usize) -> &[u8] {
        while self.unread.len() < wanted {
            match self.read_ahead(wanted) {
                Ok(0) | Err(_) => break,
                Ok(_) => {}
            }
        }
        let end = self.unread.len().min(wanted);
        self.ahead().get(..end).unwrap_or_default()
    }

    fn read_ahead(&mut self, wanted: usize) -> io::Result<usize> {
        if self.unread.start > 0 {
            self.buffer.copy_within(self.unread.clone(), 0);
            self.unread = 0..self.unread.len();
        }
        let len = wanted.max(PIECE);
        if self.buffer.len() < len {
            self.buffer.resize(len, 0);
        }
        loop {
            let room = self.buffer.get_mut(self.unread.end..).unwrap_or_default();
            match self.input.read(room) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
                Ok(read) => {
                    self.unread.end += read;
                    return Ok(read);
                }
            }
        }
    }

    /// Goes on by `count` bytes; how many there were.
    ///
    /// # Errors
    /// The stream is damaged.
    pub fn skip(&mut self, count: u64) -> io::Result<u64> {
        let mut left = count;
        while left > 0 {
            let there = self.fill_buf()?.len() as u64;
            if there == 0 {
                break;
            }
            let step = there.min(left);
            self.consume(step as usize);
            left -= step;
        }
        Ok(count - left)
    }
}

impl Read for Stream<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Stream<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.unread.is_empty() {
            self.read_ahead(0)?;
        }
        Ok(self.ahead())
    }

    fn consume(&mut self, amount: usize) {
        let amount = amount.min(self.unread.len());
        self.unread.start += amount;
        self.offset += amount as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_looked_into_without_being_consumed() {
        let bytes: Vec<u8> = (0..600_000_u32).map(|number| number as u8).collect();
        let mut stream = Stream::new(Section::new(&bytes, 10, 500_000));
        assert_eq!(stream.peek(4), [10, 11, 12, 13]);
        assert_eq!(stream.peek(300_000).len(), 300_000);
        assert_eq!((stream.offset(), stream.skip(300_000).unwrap(), stream.offset()), (0, 300_000, 300_000));
        assert_eq!(stream.peek(1)[0], bytes[300_010]);
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).unwrap();
        assert_eq!(rest, bytes[300_010..500_000]);
        assert_eq!((stream.skip(9).unwrap(), stream.peek(3)), (0, &[][..]));
    }

    #[test]
    fn a_file_that_fails_is_told_from_damage_in_it() {
        struct Gone;
        impl ReadAt for Gone {
            fn read_at(&self, _: u64, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("it is gone"))
            }
        }
        let source = Source::new(&Gone, 10);
        assert!(!source.is_broken());
        assert!(Stream::new(Section::new(&source, 0, 10)).read(&mut [0]).is_err());
        assert_eq!(source.take_error().unwrap().to_string(), "it is gone");
    }
}
