//! Inflating as a stream, with an eye on how much comes out.

use crate::evidence::source::Stream;
use flate2::bufread::GzDecoder;
use flate2::{Crc, Decompress, FlushDecompress, Status};
use std::cell::{Cell, RefCell};
use std::io::{self, BufRead, Read};
use std::rc::Rc;

/// How much may come out of a file: more is a bomb.
#[derive(Clone, Debug)]
pub struct Meter {
    inflated: Rc<Cell<u64>>,
    most: u64,
}

impl Meter {
    /// At most `most` bytes.
    pub fn new(most: u64) -> Self {
        Self { inflated: Rc::default(), most }
    }

    /// How many bytes may come out.
    pub fn most(&self) -> u64 {
        self.most
    }

    /// Whether more came out.
    pub fn is_exceeded(&self) -> bool {
        self.inflated.get() > self.most
    }
}

/// What comes out of a decoder, counted and summed.
pub struct Metered<R> {
    inner: R,
    meter: Meter,
    sum: Rc<RefCell<Crc>>,
}

impl<R> Metered<R> {
    /// The output of `inner`, counted by `meter`; its checksum grows in `sum`.
    pub fn new(inner: R, meter: &Meter, sum: &Rc<RefCell<Crc>>) -> Self {
        Self { inner, meter: meter.clone(), sum: Rc::clone(sum) }
    }
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.meter.is_exceeded() {
            return Err(io::Error::other("more comes out than any log can hold"));
        }
        let read = self.inner.read(buffer)?;
        self.meter.inflated.set(self.meter.inflated.get().saturating_add(read as u64));
        self.sum.borrow_mut().update(buffer.get(..read).unwrap_or_default());
        Ok(read)
    }
}

/// A deflate stream. Unlike the crate's reader it tells where its end is missing. It consumes no byte behind its end.
pub struct Inflate<R> {
    input: R,
    state: Decompress,
    is_over: bool,
}

impl<R: BufRead> Inflate<R> {
    /// What `input` inflates to.
    pub fn new(input: R) -> Self {
        Self { input, state: Decompress::new(false), is_over: false }
    }
}

impl<R: BufRead> Read for Inflate<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while !self.is_over && !buffer.is_empty() {
            let input = self.input.fill_buf()?;
            let is_last = input.is_empty();
            let (before_in, before_out) = (self.state.total_in(), self.state.total_out());
            let status = self.state.decompress(input, buffer, FlushDecompress::None);
            let consumed = (self.state.total_in() - before_in) as usize;
            let written = (self.state.total_out() - before_out) as usize;
            self.input.consume(consumed);
            match status {
                Ok(Status::StreamEnd) => self.is_over = true,
                Ok(_) => {}
                Err(error) => return Err(io::Error::new(io::ErrorKind::InvalidData, error.to_string())),
            }
            if written > 0 {
                return Ok(written);
            }
            if is_last && !self.is_over {
                return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the compressed data ends too early"));
            }
        }
        Ok(0)
    }
}

/// gzip: one member after another.
pub struct GzipMembers<'t, 's> {
    /// The member that is read.
    member: Option<GzDecoder<&'t mut Stream<'s>>>,
    /// Set where something follows that is no gzip.
    trailing: Rc<Cell<bool>>,
}

impl<'t, 's> GzipMembers<'t, 's> {
    /// The members that `input` holds.
    pub fn new(input: &'t mut Stream<'s>, trailing: &Rc<Cell<bool>>) -> Self {
        Self { member: Some(GzDecoder::new(input)), trailing: Rc::clone(trailing) }
    }
}

impl Read for GzipMembers<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.member {
            let read = member.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            let Some(input) = self.member.take().map(GzDecoder::into_inner) else { break };
            match input.peek(3) {
                [0x1f, 0x8b, 8] => self.member = Some(GzDecoder::new(input)),
                // Some writers fill the last block with zeros.
                rest => self.trailing.set(rest.iter().any(|byte| *byte != 0)),
            }
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::source::Section;
    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder};
    use std::io::Write;

    fn deflated(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn gzipped(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn a_stream_ends_where_it_says_and_a_missing_end_is_told() {
        let text = "to be or not to be ".repeat(10_000);
        let packed = deflated(text.as_bytes());
        let with_more = [packed.as_slice(), b"more"].concat();
        let mut stream = Stream::new(Section::new(&with_more, 0, with_more.len() as u64));
        let mut out = String::new();
        Inflate::new(&mut stream).read_to_string(&mut out).unwrap();
        assert_eq!((out == text, stream.peek(9)), (true, &b"more"[..]));
        let error = Inflate::new(&packed[..packed.len() / 2]).read_to_end(&mut Vec::new()).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
        assert!(Inflate::new(&b"\xff\xff\xff"[..]).read_to_end(&mut Vec::new()).is_err());
    }

    #[test]
    fn members_of_gzip_are_one_text_and_what_follows_is_told() {
        let members = [gzipped(b"one "), gzipped(b"two")].concat();
        for (rest, told) in [(&b""[..], false), (b"\0\0\0\0", false), (b"junk", true)] {
            let bytes = [members.as_slice(), rest].concat();
            let mut stream = Stream::new(Section::new(&bytes, 0, bytes.len() as u64));
            let trailing = Rc::default();
            let mut out = String::new();
            GzipMembers::new(&mut stream, &trailing).read_to_string(&mut out).unwrap();
            assert_eq!((out.as_str(), trailing.get()), ("one two", told));
        }
    }

    #[test]
    fn a_meter_stops_what_comes_out() {
        let packed = deflated(&[0; 1 << 20]);
        let meter = Meter::new(1 << 16);
        let mut metered = Metered::new(Inflate::new(packed.as_slice()), &meter, &Rc::default());
        let mut out = Vec::new();
        assert!(metered.read_to_end(&mut out).is_err() && meter.is_exceeded() && out.len() < 1 << 19);
    }
}
