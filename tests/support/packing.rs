//! Archives for tests, with all that real ones have and worse.
#![allow(dead_code, reason = "each test program uses some of them")]

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use std::io::Write;

/// gzip of one member.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A raw deflate stream.
pub fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A member to be put into an archive.
#[derive(Clone)]
pub struct Packed<'p> {
    pub name: &'p str,
    pub content: &'p [u8],
    /// 0 stored, 8 deflated; others are claimed only.
    pub method: u16,
    pub encrypted: bool,
    /// The lengths are told behind the member.
    pub descriptor: bool,
    /// Lengths and offset stand in the ZIP64 field.
    pub wide: bool,
}

/// A deflated member.
pub fn deflated<'p>(name: &'p str, content: &'p [u8]) -> Packed<'p> {
    Packed { name, content, method: 8, encrypted: false, descriptor: false, wide: false }
}

/// A member stored as it is.
pub fn stored<'p>(name: &'p str, content: &'p [u8]) -> Packed<'p> {
    Packed { method: 0, ..deflated(name, content) }
}

/// An archive of `members`.
pub fn zip(members: &[Packed<'_>]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for member in members {
        let data = if member.method == 8 { deflate(member.content) } else { member.content.to_vec() };
        let mut crc = flate2::Crc::new();
        crc.update(member.content);
        let offset = out.len() as u64;
        let flags = u16::from(member.encrypted) | u16::from(member.descriptor) << 3 | 1 << 11;
        let (packed, size) = (data.len() as u64, member.content.len() as u64);
        let wide = |numbers: &[u64]| {
            let field: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
            let mut extra = vec![1, 0];
            extra.extend((field.len() as u16).to_le_bytes());
            extra.extend(field);
            if member.wide { extra } else { Vec::new() }
        };
        let narrow = |number: u64| if member.wide { u32::MAX } else { number as u32 };
        // Local header.
        let told = |number: u32| if member.descriptor { 0 } else { number };
        let extra = if member.descriptor { Vec::new() } else { wide(&[size, packed]) };
        out.extend(b"PK\x03\x04");
        for number in [45, flags, member.method, 0, 0] {
            out.extend(number.to_le_bytes());
        }
        for number in [told(crc.sum()), told(narrow(packed)), told(narrow(size))] {
            out.extend(number.to_le_bytes());
        }
        out.extend((member.name.len() as u16).to_le_bytes());
        out.extend((extra.len() as u16).to_le_bytes());
        out.extend(member.name.as_bytes());
        out.extend(extra);
        out.extend(&data);
        if member.descriptor {
            out.extend(b"PK\x07\x08");
            out.extend(crc.sum().to_le_bytes());
            if member.wide {
                out.extend(packed.to_le_bytes());
                out.extend(size.to_le_bytes());
            } else {
                out.extend((packed as u32).to_le_bytes());
                out.extend((size as u32).to_le_bytes());
            }
        }
        // Entry of the directory.
        let extra = wide(&[size, packed, offset]);
        directory.extend(b"PK\x01\x02");
        for number in [45, 45, flags, member.method, 0, 0] {
            directory.extend(number.to_le_bytes());
        }
        for number in [crc.sum(), narrow(packed), narrow(size)] {
            directory.extend(number.to_le_bytes());
        }
        for number in [member.name.len() as u16, extra.len() as u16, 0, 0, 0, 0, 0] {
            directory.extend(number.to_le_bytes());
        }
        directory.extend(narrow(offset).to_le_bytes());
        directory.extend(member.name.as_bytes());
        directory.extend(extra);
    }
    let (start, len) = (out.len() as u64, directory.len() as u64);
    out.extend(directory);
    let is_wide = members.iter().any(|member| member.wide);
    if is_wide {
        let at = out.len() as u64;
        out.extend(b"PK\x06\x06");
        out.extend(44_u64.to_le_bytes());
        out.extend([45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        for number in [members.len() as u64, members.len() as u64, len, start] {
            out.extend(number.to_le_bytes());
        }
        out.extend(b"PK\x06\x07");
        out.extend(0_u32.to_le_bytes());
        out.extend(at.to_le_bytes());
        out.extend(1_u32.to_le_bytes());
    }
    let narrow = |number: u64| if is_wide { u32::MAX } else { number as u32 };
    out.extend(b"PK\x05\x06");
    for number in [0, 0, members.len() as u16, members.len() as u16] {
        out.extend(number.to_le_bytes());
    }
    for number in [narrow(len), narrow(start)] {
        out.extend(number.to_le_bytes());
    }
    out.extend(0_u16.to_le_bytes());
    out
}
