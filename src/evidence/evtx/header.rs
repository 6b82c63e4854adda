//! The file header: what it says is only ever a hint, since chunks are found by their own magic.

use super::layout::{u16_at, u32_at};
use super::slicing::{CHUNK, FILE_HEADER};
use crate::evidence::ledger::Failure;

/// Why a file holds no event log.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NotALog {
    /// There are no bytes.
    #[error("the file is empty")]
    Empty,
    /// It begins like something else.
    #[error("not an event log: {0}")]
    Other(&'static str),
    /// It is no longer than a header.
    #[error("the file ends after {0} bytes, with its header: nothing of the log itself is there")]
    OnlyAHeader(u64),
}

const MAGIC: &[u8] = b"ElfFile\0";
const CHUNK_MAGIC: &[u8] = b"ElfChnk\0";
/// Offset of the number of chunks.
const CHUNK_COUNT: usize = 42;
/// Offset of the flags.
const FLAGS: usize = 120;
/// The flag of a log that was not closed.
const DIRTY: u32 = 1;

/// How files begin that are taken for logs by mistake, and what to say.
const OTHERS: &[(&[u8], &str)] = &[
    (b"\0\0\0\0", "it starts with zeros"),
    (b"\x30\0\0\0LfLe", "it is a log of Windows XP or Server 2003 (.evt), an older format that is not read"),
    (b"PK\x03\x04", "it is a ZIP archive"),
    (b"\x1f\x8b", "it is a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "it is a 7z archive"),
    (b"Rar!", "it is a RAR archive"),
    (b"EVF\x09", "it is an EnCase disk image"),
    (b"regf", "it is a registry hive"),
    (b"ElfChnk", "it starts with a chunk of a log, but none is readable"),
    (b"\x89PNG", "it is a PNG picture"),
    (b"\xff\xd8\xff", "it is a JPEG picture"),
    (b"GIF8", "it is a GIF picture"),
    (b"%PDF", "it is a PDF document"),
    (b"\xd0\xcf\x11\xe0", "it is an old Office document or an installer package"),
    (b"SQLite format 3\0", "it is an SQLite database"),
    (b"MZ", "it is a Windows program"),
    (b"\x7fELF", "it is a Linux program"),
    (b"\xd4\xc3\xb2\xa1", "it is a network capture"),
    (b"\x0a\x0d\x0d\x0a", "it is a network capture"),
    (b"<", "it is XML or HTML text"),
    (b"\xef\xbb\xbf<", "it is XML or HTML text"),
    (b"\xff\xfe<\0", "it is XML or HTML text"),
    (b"{", "it is JSON text"),
    (b"[", "it is JSON text"),
];

/// Whether a file that begins with `first` looks like an event log, whatever its
/// name: by its header, or, where that is damaged or missing, by a chunk.
pub fn looks_like_log(first: &[u8]) -> bool {
    first.starts_with(MAGIC) || memchr::memmem::find(first, CHUNK_MAGIC).is_some()
}

/// What is odd about the header of a file of `file_len` bytes that begins with `first` (4096 bytes are enough).
///
/// # Errors
/// The file does not begin like an event log. Such a file may still hold chunks (a damaged header, a carved file): it is
/// *no log* only if [`crate::evidence::ledger::Ledger::chunks`] is 0 after all its slices.
pub fn inspect_header(first: &[u8], file_len: u64) -> Result<Vec<Failure>, NotALog> {
    if file_len == 0 || first.is_empty() {
        return Err(NotALog::Empty);
    }
    if !first.starts_with(MAGIC) {
        let known = OTHERS.iter().find(|(magic, _)| first.starts_with(magic)).map(|(_, words)| *words);
        let sample = first.get(..first.len().min(64)).unwrap_or_default();
        let is_text = sample.iter().all(|byte| matches!(byte, b'\t' | b'\n' | b'\r' | 0x20..=0x7e | 0x80..));
        let unknown = if is_text { "it is text" } else { "it does not start like one" };
        return Err(NotALog::Other(known.unwrap_or(unknown)));
    }
    if file_len <= FILE_HEADER {
        return Err(NotALog::OnlyAHeader(file_len));
    }
    let mut remarks = Vec::new();
    let mut remark = |cause: String| remarks.push(Failure { offset: 0, length: FILE_HEADER, record_id: None, cause });
    if u32_at(first, FLAGS).is_some_and(|flags| flags & DIRTY != 0) {
        remark("the log was in use when it was copied (dirty): its last records may be missing".to_owned());
    } else if let Some(count) = u16_at(first, CHUNK_COUNT) {
        let slots = file_len.saturating_sub(FILE_HEADER).div_ceil(CHUNK);
        // The count has 16 bits; longer logs wrap round.
        if slots < u64::from(count) {
            remark(format!("the header counts {count} chunks, but the file has room for {slots} only"));
        }
    }
    Ok(remarks)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(chunks: u16, flags: u32) -> Vec<u8> {
        let mut header = vec![0; 4096];
        header[..8].copy_from_slice(MAGIC);
        header[CHUNK_COUNT..CHUNK_COUNT + 2].copy_from_slice(&chunks.to_le_bytes());
        header[FLAGS..FLAGS + 4].copy_from_slice(&flags.to_le_bytes());
        header
    }

    #[test]
    fn a_sound_header_needs_no_remark() {
        assert_eq!(inspect_header(&header(2, 0), 4096 + 2 * 65_536), Ok(vec![]));
        assert_eq!(inspect_header(&header(2, 0), 4096 + 5 * 65_536), Ok(vec![]));
    }

    #[test]
    fn a_dirty_or_short_file_is_remarked() {
        for (header, len, word) in
            [(header(1, DIRTY), 4096 + 65_536, "dirty"), (header(3, 0), 4096 + 65_536, "room for 1")]
        {
            let remarks = inspect_header(&header, len).unwrap();
            assert!(remarks.iter().any(|remark| remark.cause.contains(word)), "{remarks:?}");
        }
    }

    #[test]
    fn a_log_is_told_by_its_header_or_a_chunk() {
        let mut damaged = vec![0xff; FILE_HEADER as usize + CHUNK_MAGIC.len()];
        assert!(!looks_like_log(&damaged));
        damaged[FILE_HEADER as usize..].copy_from_slice(CHUNK_MAGIC);
        assert!(looks_like_log(&damaged) && looks_like_log(CHUNK_MAGIC) && looks_like_log(&header(1, 0)));
        assert!(!looks_like_log(b"") && !looks_like_log(b"ElfFile") && !looks_like_log(b"These are notes.\n"));
    }

    #[test]
    fn what_is_no_log_is_named() {
        assert_eq!(inspect_header(&[], 0).unwrap_err().to_string(), "the file is empty");
        for len in [100, FILE_HEADER] {
            assert_eq!(inspect_header(&header(1, 0), len), Err(NotALog::OnlyAHeader(len)));
        }
        for (first, words) in [
            (&b"\x89PNG\r\n"[..], "not an event log: it is a PNG picture"),
            (b"PK\x03\x04", "not an event log: it is a ZIP archive"),
            (b"time,user\n", "not an event log: it is text"),
            (b"\x01\x02", "not an event log: it does not start like one"),
        ] {
            assert_eq!(inspect_header(first, 10).unwrap_err().to_string(), words);
        }
    }
}
