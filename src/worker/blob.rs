//! A `File` as the library reads it: at any place, and at once. Only workers may do that.

use super::slices::in_words;
use js_sys::Uint8Array;
use logonscope::evidence::source::ReadAt;
use std::cell::RefCell;
use std::io;
use wasm_bindgen::prelude::*;
use web_sys::{File, FileReaderSync};

/// Bytes read at a time at least: a call costs as much as many of them.
const PIECE: usize = 1 << 18;

/// A picked file. What was read last is kept, so that small steps forward cost no call.
pub struct BlobSource<'f, F> {
    file: &'f File,
    /// Told how many bytes were read each time.
    on_read: F,
    /// Where the bytes that were read last stand.
    last: RefCell<(u64, Vec<u8>)>,
}

impl<'f, F: Fn(f64)> BlobSource<'f, F> {
    /// The bytes of `file`.
    pub fn new(file: &'f File, on_read: F) -> Self {
        Self { file, on_read, last: RefCell::default() }
    }

    fn read(&self, offset: u64, len: usize) -> Result<Vec<u8>, JsValue> {
        let blob = self.file.slice_with_f64_and_f64(offset as f64, (offset + len as u64) as f64)?;
        let bytes = FileReaderSync::new()?.read_as_array_buffer(&blob)?;
        Ok(Uint8Array::new(&bytes).to_vec())
    }
}

impl<F: Fn(f64)> ReadAt for BlobSource<'_, F> {
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut last = self.last.borrow_mut();
        let (start, bytes) = &mut *last;
        let there = |start: u64, bytes: &[u8]| offset >= start && offset < start + bytes.len() as u64;
        if !there(*start, bytes) {
            let read = self.read(offset, buffer.len().max(PIECE));
            (*start, *bytes) = (offset, read.map_err(|cause| io::Error::other(in_words(&cause)))?);
            (self.on_read)(bytes.len() as f64);
        }
        let rest = bytes.get((offset - *start) as usize..).unwrap_or_default();
        let len = rest.len().min(buffer.len());
        if let (Some(into), Some(from)) = (buffer.get_mut(..len), rest.get(..len)) {
            into.copy_from_slice(from);
        }
        Ok(len)
    }
}
