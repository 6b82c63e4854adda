//! Checksums of an event log: CRC32 of its header, and of each chunk's header and records.
//!
//! They are not asked while records are read, since a record of a chunk that does not fit may be sound, but in the pass over all bytes
//! that follows.

use super::layout::u32_at;
use super::slicing::{CHUNK, FILE_HEADER};
use crate::evidence::ledger::Failure;

/// A file whose bytes come in order. Of one that is no event log nothing is said.
#[derive(Clone, Debug, Default)]
pub struct Checksums {
    /// The header or chunk under way, from its first byte on.
    piece: Vec<u8>,
    /// Whether it begins as an event log.
    is_log: bool,
    is_dirty: bool,
    header_fits: bool,
    chunks: u64,
    /// Which of them do not fit.
    broken: Vec<u64>,
}

/// At most so many chunks that do not fit are named.
const NAMED: usize = 20;

impl Checksums {
    /// The next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.is_empty() && (self.chunks == 0 || self.is_log) {
            let whole = if self.at_header() { FILE_HEADER } else { CHUNK } as usize;
            let (now, later) = rest.split_at(rest.len().min(whole - self.piece.len()));
            rest = later;
            if self.piece.is_empty() && now.len() == whole {
                self.look_at(now);
            } else {
                self.piece.extend_from_slice(now);
                if self.piece.len() == whole {
                    let piece = std::mem::take(&mut self.piece);
                    self.look_at(&piece);
                    self.piece = piece;
                    self.piece.clear();
                }
            }
        }
    }

    /// Pieces are counted from the file's header on.
    fn at_header(&self) -> bool {
        self.chunks == 0
    }

    fn look_at(&mut self, piece: &[u8]) {
        if self.at_header() {
            self.is_log = piece.starts_with(b"ElfFile\0");
            self.is_dirty = u32_at(piece, 120).is_some_and(|flags| flags & 1 != 0);
            self.header_fits = fits(piece, [0..120, 0..0], 124);
        } else if piece.starts_with(b"ElfChnk\0") {
            // Up to where the free space begins.
            let end = u32_at(piece, 48).map_or(0, |end| end as usize).clamp(512, piece.len().max(512));
            if !fits(piece, [0..120, 128..512], 124) || !fits(piece, [512..end, 0..0], 52) {
                self.broken.push(self.chunks - 1);
            }
        }
        self.chunks += 1;
    }

    /// What does not fit, after all bytes.
    pub fn remark(&self) -> Option<Failure> {
        let usual = if self.is_dirty { ", as is usual of a log that was in use" } else { "" };
        let (offset, length, cause) = match self.broken.as_slice() {
            _ if !self.is_log => return None,
            [] if self.header_fits => return None,
            [] => (0, FILE_HEADER, format!("the checksum of the file's header does not fit{usual}")),
            broken @ [first, ..] => {
                let chunks = self.chunks - 1;
                let named: Vec<String> = broken.iter().take(NAMED).map(u64::to_string).collect();
                let more = if broken.len() > NAMED { " and more" } else { "" };
                let header = if self.header_fits { "" } else { "; that of the file's header does not either" };
                let count = broken.len();
                let cause = format!(
                    "the checksums of {count} of {chunks} chunks do not fit{usual}: chunk {}{more}{header}",
                    named.join(", ")
                );
                (FILE_HEADER + first * CHUNK, CHUNK, cause)
            }
        };
        Some(Failure { offset, length, record_id: None, cause })
    }
}

/// Whether the CRC32 of these parts of `piece` stands at `at`. `false` if it is shorter.
fn fits(piece: &[u8], parts: [std::ops::Range<usize>; 2], at: usize) -> bool {
    let mut crc = crc32fast::Hasher::new();
    for part in parts {
        let Some(bytes) = piece.get(part) else { return false };
        crc.update(bytes);
    }
    u32_at(piece, at) == Some(crc.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::evtx::writer::log_from_records;
    use crate::evidence::evtx::writer::security::{Logon, logged_on};

    fn log() -> Vec<u8> {
        let logon = Logon::default();
        log_from_records((0..2_000).map(|_| logged_on(&logon))).unwrap()
    }

    fn said(bytes: &[u8], step: usize) -> Option<String> {
        let mut checksums = Checksums::default();
        bytes.chunks(step).for_each(|part| checksums.update(part));
        checksums.remark().map(|remark| format!("{} {}", remark.offset, remark.cause))
    }

    #[test]
    fn a_sound_log_fits_however_it_is_cut() {
        let log = log();
        assert!(log.len() as u64 > FILE_HEADER + 3 * CHUNK);
        for step in [1_000, 4_096, 65_536, 70_000, log.len()] {
            assert_eq!(said(&log, step), None, "{step}");
        }
        assert_eq!(said(&log[..log.len() - 70_000], 5_000), None, "what is not whole is not asked");
        assert_eq!((said(b"PK", 1), said(&[], 1), said(&vec![7; 300_000], 4_096)), (None, None, None));
    }

    #[test]
    fn a_changed_byte_is_told_with_its_chunk() {
        let sound = log();
        let second = (FILE_HEADER + CHUNK) as usize;
        for (at, expected) in [
            (60, "0 the checksum of the file's header does not fit"),
            (second + 20, "69632 the checksums of 1 of "),
            (second + 300, "69632 the checksums of 1 of "),
            (second + 700, "69632 the checksums of 1 of "),
        ] {
            let mut log = sound.clone();
            log[at] ^= 4;
            let said = said(&log, 10_000).expect("a remark");
            assert!(said.starts_with(expected), "{at}: {said}");
            assert!(at == 60 || said.ends_with("chunks do not fit: chunk 1"), "{said}");
        }
        // Of a log in use that is no wonder.
        let mut log = sound;
        (log[120], log[second + 700]) = (1, !log[second + 700]);
        assert!(said(&log, 10_000).is_some_and(|said| said.contains("as is usual of a log that was in use")));
    }
}
