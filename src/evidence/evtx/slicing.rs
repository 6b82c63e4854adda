//! How a file is cut for reading.

use std::ops::Range;

/// Bytes of the file header.
pub const FILE_HEADER: u64 = 4096;
/// Bytes of a chunk.
pub const CHUNK: u64 = 65_536;
/// Bytes of a slice; the first is longer by the file header.
pub const SLICE: u64 = 256 * CHUNK;
/// How many bytes past a slice's end are read with it, so that a chunk which begins in the slice, off the grid, is whole.
pub const TAIL: u64 = CHUNK;

/// The slices of a file of `file_len` bytes, in order and without gaps; their bounds lie on the chunk grid.
///
/// Read `slice.start .. (slice.end + TAIL).min(file_len)` for each and hand it to [`super::Parser::parse_slice`].
pub fn slices(file_len: u64) -> impl Iterator<Item = Range<u64>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        if start >= file_len {
            return None;
        }
        let full = if start == 0 { FILE_HEADER + SLICE } else { SLICE };
        let end = start.saturating_add(full).min(file_len);
        let slice = start..end;
        start = end;
        Some(slice)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_cover_the_file_and_begin_on_the_chunk_grid() {
        for file_len in [1, FILE_HEADER, FILE_HEADER + SLICE, FILE_HEADER + SLICE + 1, 5 * SLICE + 77] {
            let mut end = 0;
            for slice in slices(file_len) {
                assert_eq!(slice.start, end);
                assert!(slice.start == 0 || (slice.start - FILE_HEADER).is_multiple_of(CHUNK));
                end = slice.end;
            }
            assert_eq!(end, file_len);
        }
        assert_eq!(slices(0).count(), 0);
    }
}
