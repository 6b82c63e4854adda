//! Ways to damage a log that the writer made. Checksums are made right again where a deeper damage is to be met.
#![allow(dead_code, reason = "each test program uses some of them")]

use logonscope::evidence::evtx::writer::chunk::{CHUNK_HEADER_SIZE, CHUNK_SIZE, header_checksum};

/// Bytes of the file header.
pub const FILE_HEADER: usize = 4_096;

/// Where chunk `number` begins.
pub fn chunk_start(number: usize) -> usize {
    FILE_HEADER + number * CHUNK_SIZE
}

/// Where the records of chunk `number` begin, in the file.
pub fn record_starts(log: &[u8], number: usize) -> Vec<usize> {
    let chunk = &log[chunk_start(number)..chunk_start(number + 1)];
    let (mut starts, mut at) = (Vec::new(), CHUNK_HEADER_SIZE);
    while at < free_space(chunk) {
        starts.push(chunk_start(number) + at);
        at += u32_at(chunk, at + 4) as usize;
    }
    starts
}

/// Makes both checksums of chunk `number` right for what it holds.
pub fn repair_checksums(log: &mut [u8], number: usize) {
    let chunk = &mut log[chunk_start(number)..chunk_start(number + 1)];
    let crc = crc32(&chunk[CHUNK_HEADER_SIZE..free_space(chunk).clamp(CHUNK_HEADER_SIZE, CHUNK_SIZE)]);
    chunk[52..56].copy_from_slice(&crc.to_le_bytes());
    let crc = header_checksum(chunk);
    chunk[124..128].copy_from_slice(&crc.to_le_bytes());
}

/// The magic of chunk `number` is gone.
pub fn without_chunk_magic(mut log: Vec<u8>, number: usize) -> Vec<u8> {
    log[chunk_start(number)..chunk_start(number) + 8].fill(0);
    log
}

/// The file header is zero, magic and all.
pub fn without_file_header(mut log: Vec<u8>) -> Vec<u8> {
    log[..FILE_HEADER].fill(0);
    log
}

/// The file header says dirty, as in a log that was copied while in use, and that it holds one chunk.
pub fn dirty(mut log: Vec<u8>) -> Vec<u8> {
    log[16..24].fill(0);
    log[42..44].copy_from_slice(&1_u16.to_le_bytes());
    log[120] |= 1;
    log
}

/// Both checksums of chunk `number` are wrong.
pub fn with_bad_checksums(mut log: Vec<u8>, number: usize) -> Vec<u8> {
    log[chunk_start(number) + 52] ^= 0xff;
    log[chunk_start(number) + 124] ^= 0xff;
    log
}

/// The size of record `record` of chunk `number` reads `size`.
pub fn with_record_size(mut log: Vec<u8>, number: usize, record: usize, size: u32) -> Vec<u8> {
    let start = record_starts(&log, number)[record];
    log[start + 4..start + 8].copy_from_slice(&size.to_le_bytes());
    repair_checksums(&mut log, number);
    log
}

/// The magic of record `record` of chunk `number` is gone.
pub fn without_record_magic(mut log: Vec<u8>, number: usize, record: usize) -> Vec<u8> {
    let start = record_starts(&log, number)[record];
    log[start..start + 4].fill(0);
    repair_checksums(&mut log, number);
    log
}

/// Each chain of names and each chain of templates of chunk `number` goes round for ever.
pub fn with_endless_chains(mut log: Vec<u8>, number: usize) -> Vec<u8> {
    let start = chunk_start(number);
    for bucket in (128..CHUNK_HEADER_SIZE).step_by(4) {
        let first = u32_at(&log, start + bucket);
        if first != 0 {
            log[start + first as usize..start + first as usize + 4].copy_from_slice(&first.to_le_bytes());
        }
    }
    repair_checksums(&mut log, number);
    log
}

/// The inner template of the first record of chunk `number` holds, where its instance should name it, the outer one: a template within itself.
pub fn with_template_in_itself(mut log: Vec<u8>, number: usize) -> Vec<u8> {
    let start = chunk_start(number);
    let record = record_starts(&log, number)[0];
    // Record header, fragment header, token, version and short id come before the offset of the outer template.
    let outer = record + 24 + 4 + 6;
    let outer_offset = u32_at(&log, outer);
    let end = record + u32_at(&log, record + 4) as usize;
    // The inner instance: a fragment header, then a template instance.
    let inner = (outer + 4..end - 16).find(|&at| log[at..at + 6] == [0x0f, 1, 1, 0, 0x0c, 1]);
    if let Some(inner) = inner {
        log[inner + 10..inner + 14].copy_from_slice(&outer_offset.to_le_bytes());
    }
    assert!(start < record);
    repair_checksums(&mut log, number);
    log
}

fn free_space(chunk: &[u8]) -> usize {
    u32_at(chunk, 48) as usize
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap())
}

/// CRC32 as in zip and Ethernet, bit by bit: a second opinion on the writer's.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc: u32, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 })
    })
}
