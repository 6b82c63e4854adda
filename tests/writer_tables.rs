//! The tables of a chunk, by which Windows finds names and templates: in what we write as in real logs.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that panics has failed")]

#[path = "support/logs.rs"]
mod logs;

use logonscope::evidence::evtx::writer::chunk::{CHUNK_SIZE, header_checksum};
use logonscope::evidence::evtx::writer::{LogWriter, rdp};
use std::collections::BTreeSet;
use std::io::Cursor;
use std::path::Path;

const FILE_HEADER: usize = 4_096;
const NAMES: std::ops::Range<usize> = 128..384;
const TEMPLATES: std::ops::Range<usize> = 384..512;

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes(bytes[at..at + 2].try_into().unwrap())
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap())
}

fn hash(units: impl Iterator<Item = u16>) -> u32 {
    units.fold(0, |hash: u32, unit| hash.wrapping_mul(65_599).wrapping_add(unit.into()))
}

/// The bucket and offset of every entry of the table at `table`.
fn entries(chunk: &[u8], table: std::ops::Range<usize>) -> Vec<(u32, usize)> {
    let mut found = Vec::new();
    for (bucket, at) in (0..).zip(table.step_by(4)) {
        let mut offset = u32_at(chunk, at) as usize;
        while offset != 0 {
            found.push((bucket, offset));
            let next = u32_at(chunk, offset) as usize;
            assert!(next < offset, "a chain goes from newer to older entries");
            offset = next;
        }
    }
    found
}

/// Checks the tables of every chunk of `log`; says how many names and templates they hold.
fn check(log: &[u8]) -> (usize, usize) {
    let (mut names, mut templates) = (0, 0);
    for chunk in log[FILE_HEADER..].chunks_exact(CHUNK_SIZE).filter(|chunk| chunk.starts_with(b"ElfChnk\0")) {
        assert_eq!(u32_at(chunk, 124), header_checksum(chunk));
        for (bucket, offset) in entries(chunk, NAMES) {
            let units = u16_at(chunk, offset + 6);
            let hash = hash((0..units as usize).map(|unit| u16_at(chunk, offset + 8 + 2 * unit)));
            assert_eq!(u16_at(chunk, offset + 4), hash as u16);
            assert_eq!(bucket, hash % 64);
            assert_eq!(u16_at(chunk, offset + 8 + 2 * units as usize), 0, "a name ends with a NUL");
            names += 1;
        }
        for (bucket, offset) in entries(chunk, TEMPLATES) {
            assert_eq!(bucket, hash((0..8).map(|word| u16_at(chunk, offset + 4 + 2 * word))) % 32);
            templates += 1;
        }
    }
    (names, templates)
}

#[test]
fn every_name_and_template_is_filed_under_its_hash() {
    // Enough of everything that at the end of each chunk a record did not fit and was taken back.
    let records: Vec<_> = (0..40).flat_map(|_| logs::one_of_each()).collect();
    let log = logs::log(records);
    let chunks = (log.len() - FILE_HEADER) / CHUNK_SIZE;
    let (names, templates) = check(&log);
    assert!(chunks > 10 && names >= 26 * chunks && templates >= 2 * chunks, "{names} {templates} in {chunks}");
    // Every definition in use is in the table: an instance refers to nothing else.
    for chunk in log[FILE_HEADER..].chunks_exact(CHUNK_SIZE) {
        let filed: BTreeSet<usize> = entries(chunk, TEMPLATES).into_iter().map(|(_, offset)| offset).collect();
        let mut at = 512;
        while at < u32_at(chunk, 48) as usize {
            assert!(filed.contains(&(u32_at(chunk, at + 24 + 4 + 6) as usize)));
            at += u32_at(chunk, at + 4) as usize;
        }
    }
}

#[test]
fn a_refused_record_leaves_no_trace() {
    let long = "x".repeat(32_768);
    let log = |with_refused: bool| {
        let mut log = LogWriter::new(Cursor::new(Vec::new())).unwrap();
        log.write(&logs::kerberos_logon("alice", 1_104, 1, logs::MONDAY)).unwrap();
        // Its names and templates are new to the chunk, and the next record needs them.
        if with_refused {
            assert!(log.write(&rdp::connection("alice", "EXAMPLE", &long).on(logs::DC)).is_err());
        }
        log.write(&rdp::connection("alice", "EXAMPLE", "10.1.2.11").on(logs::DC)).unwrap();
        log.finish().unwrap().into_inner()
    };
    assert!(log(true) == log(false));
}

#[test]
fn real_logs_file_them_in_the_same_way() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples/evtx");
    // Intact logs of several Windows versions.
    for name in [
        "Security_with_size_t.evtx",
        "ID4662-DCsync_attack_using_Mimikatz.evtx",
        "ID4769-Kerberoast_ticket_with_low_encryption.evtx",
        "CA_4624_4625_LogonType2_LogonProc_chrome.evtx",
        "kerberos_pwd_spray_4771.evtx",
    ] {
        let Ok(log) = std::fs::read(samples.join(name)) else {
            println!("skipped: no {name} in ../shared/samples");
            continue;
        };
        let (names, templates) = check(&log);
        assert!(names > 20 && templates > 1, "{name}: {names} {templates}");
    }
}
