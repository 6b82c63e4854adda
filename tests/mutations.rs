//! Seeded damage: every parser takes 10⁵ mutations of a sound file without harm, and its account adds up each time. `make fuzz` takes
//! more, from other seeds: `MUTATIONS` says how many, `SEED` where they begin.
#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

#[path = "support/logs.rs"]
mod logs;
#[path = "support/packing.rs"]
mod packing;
#[path = "support/retold.rs"]
mod retold;
#[path = "support/rows.rs"]
mod rows;

use logonscope::evidence::batch::Batch;
use logonscope::evidence::evtx::{CHUNK, FILE_HEADER, Parser};
use logonscope::evidence::walk::{Limits, Told, read_file, record_text};
use packing::{Packed, deflated, gzip, stored, zip};
use std::ops::Range;

fn from_environment(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// Numbers that are the same on every run.
struct Seeded(u64);

impl Seeded {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    /// A number at which parsers stumble.
    fn odd(&mut self) -> u64 {
        const ODD: [u64; 12] = [0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fff_ffff, 0xffff_ffff, u64::MAX];
        ODD[self.below(ODD.len())]
    }
}

/// Overwrites a few bytes within `range`; what was there is given, to be put back.
fn overwrite(bytes: &mut [u8], range: Range<usize>, seeded: &mut Seeded) -> Vec<(usize, u8)> {
    let mut before = Vec::new();
    for _ in 0..1 + seeded.below(4) {
        let at = range.start + seeded.below(range.len());
        let (value, len) = match seeded.below(4) {
            0 => (u64::from(bytes[at]) ^ 1 << seeded.below(8), 1),
            1 => (seeded.next(), 1),
            2 => (seeded.odd(), 1 << seeded.below(4)),
            _ => (u64::from(bytes[at]).wrapping_add(seeded.next() % 5).wrapping_sub(2), 1),
        };
        for (step, byte) in value.to_le_bytes().into_iter().take(len).enumerate() {
            if range.contains(&(at + step)) {
                before.push((at + step, bytes[at + step]));
                bytes[at + step] = byte;
            }
        }
    }
    before
}

/// A copy of `bytes` in which something is overwritten, cut out, doubled, moved or cut off.
fn mutated(bytes: &[u8], words: &[&[u8]], seeded: &mut Seeded) -> Vec<u8> {
    let mut copy = bytes.to_vec();
    for _ in 0..1 + seeded.below(3) {
        let (a, b) = (seeded.below(copy.len() + 1), seeded.below(copy.len() + 1));
        let (from, to) = (a.min(b), a.max(b));
        let short = from..to.min(from + 1 + seeded.below(40));
        match seeded.below(8) {
            0..3 if !copy.is_empty() => {
                let len = copy.len();
                overwrite(&mut copy, 0..len, seeded);
            }
            3 => drop(copy.drain(short)),
            4 => {
                let part = copy[short].to_vec();
                let at = seeded.below(copy.len() + 1);
                copy.splice(at..at, part);
            }
            5 => {
                let word = words[seeded.below(words.len())];
                copy.splice(a..a, word.iter().copied());
            }
            6 => copy.truncate(to),
            _ => {
                let word = words[seeded.below(words.len())];
                let end = copy.len().min(a + word.len());
                copy.splice(a..end, word.iter().copied());
            }
        }
    }
    copy
}

const SMALL: Limits = Limits { depth: 4, floor: 1 << 20, ratio: 250, total: 1 << 30, members: 1_000 };

/// Reads a whole file; its records.
fn read(parser: &mut Parser, bytes: &Vec<u8>) -> u64 {
    let mut records = 0;
    let size = bytes.len() as u64;
    let mut opened = 1;
    let read = read_file(bytes, size, parser, SMALL, &mut |told| match told {
        Told::Member { entry, .. } => {
            assert_eq!(entry, opened);
            opened += 1;
        }
        Told::Batch { entry, batch } => {
            assert!(entry < opened);
            records += sound(&batch);
        }
        Told::Over { entry, .. } => assert!(entry < opened),
    });
    read.unwrap();
    records
}

fn sound(batch: &Batch) -> u64 {
    let Batch { store, ledger } = batch;
    assert!(ledger.adds_up(), "{ledger:?}");
    assert_eq!(ledger.kept, store.events.len() as u64);
    ledger.records
}

/// Takes `bytes` through all mutations.
fn torment(name: &str, bytes: &[u8], words: &[&[u8]]) {
    let mut parser = Parser::default();
    let whole = read(&mut parser, &bytes.to_vec());
    assert!(whole > 0, "{name}");
    let (seed, count) = (from_environment("SEED", 0), from_environment("MUTATIONS", 100_000));
    let mut less = 0;
    for round in 0..count {
        let mut seeded = Seeded((seed << 40) + round);
        let damaged = mutated(bytes, words, &mut seeded);
        let records = read(&mut parser, &damaged);
        less += u64::from(records < whole);
        if round % 64 == 0 {
            let at = seeded.below(damaged.len() + 1) as u64;
            let _ = record_text(&damaged, damaged.len() as u64, "", at, 1);
        }
    }
    println!("{name}: {less} of {count} mutations of {} bytes lost records", bytes.len());
    assert!(less > 0 || count < 1_000, "{name} is hardly touched");
}

fn few() -> Vec<u8> {
    logs::log(logs::morning().into_iter().take(4))
}

#[test]
fn xml_takes_any_damage() {
    let xml = retold::xml(&retold::events(&few())[..3], "<Events>", "</Events>");
    let words: [&[u8]; 11] = [
        b"<Event",
        b"</Event>",
        b"<Event>",
        b"<System>",
        b"]]>",
        b"<![CDATA[",
        b"<!--",
        b"&#xd800;",
        b"&amp",
        b"\xff\xfe",
        b"'\"",
    ];
    torment("XML", xml.as_bytes(), &words);
    let utf16: Vec<u8> = xml[..xml.len() / 2].encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut parser = Parser::default();
    for round in 0..from_environment("MUTATIONS", 100_000) / 10 {
        read(&mut parser, &mutated(&utf16, &words, &mut Seeded(round)));
    }
}

#[test]
fn json_takes_any_damage() {
    let events = &retold::events(&few())[..2];
    let json = [retold::evtx_dump_json(events), retold::winlogbeat(events), retold::otrf(events)].concat();
    let words: [&[u8]; 12] =
        [b"{", b"}", b"[", b"]", b"\"", b"\\", b"\\ud800", b"\n", b"{\"EventID\":4624}", b"1e400", b":", b"\xff\xfe"];
    torment("JSON", json.as_bytes(), &words);
}

#[test]
fn gzip_takes_any_damage() {
    let xml = retold::xml(&retold::events(&few())[..3], "", "");
    let both = [gzip(&xml.as_bytes()[..3_000]), gzip(&xml.as_bytes()[3_000..])].concat();
    torment("gzip", &both, &[b"\x1f\x8b\x08", b"\0\0\0\0", b"PK\x03\x04", b"\xff"]);
}

#[test]
fn zip_takes_any_damage() {
    let xml = retold::xml(&retold::events(&few())[..2], "", "");
    let short = xml.as_bytes();
    let inner = zip(&[deflated("a.xml", short), Packed { descriptor: true, ..deflated("b", short) }]);
    let bytes = zip(&[
        stored("in.zip", &inner),
        Packed { wide: true, ..deflated("in.zip", &inner) },
        deflated("c.gz", &gzip(short)),
        Packed { encrypted: true, ..stored("d", b"secret") },
    ]);
    torment(
        "ZIP",
        &bytes,
        &[b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06", b"PK\x07\x08", b"\xff\xff\xff\xff", b"\0"],
    );
}

/// Overwrites bytes of one chunk within `range` of it, over and over, and reads it with `parser`.
fn torment_chunk(name: &str, parser: &mut Parser, range: Range<usize>, count: u64) {
    let mut log = few();
    let end = FILE_HEADER as usize + CHUNK as usize;
    log.truncate(end);
    let whole = rows::read(parser, &log);
    let mut odd = 0;
    let seed = from_environment("SEED", 0);
    let compare = rows::read(&mut Parser::default(), &log).ledger == whole.ledger;
    let range = FILE_HEADER as usize + range.start..FILE_HEADER as usize + range.end;
    for round in 0..count {
        let mut seeded = Seeded((seed << 40) + round);
        let before = overwrite(&mut log, range.clone(), &mut seeded);
        let len = if seeded.below(16) == 0 { FILE_HEADER as usize + seeded.below(CHUNK as usize) } else { end };
        let batch = rows::read(parser, &log[..len]);
        sound(&batch);
        if round % 4 == 0 && compare {
            // What the parser kept of the rounds before changes nothing.
            let anew = rows::read(&mut Parser::default(), &log[..len]);
            assert!(batch.ledger == anew.ledger && rows::rows_of(&batch) == rows::rows_of(&anew), "round {round}");
        }
        odd += u64::from(batch.ledger != whole.ledger);
        for (at, byte) in before.into_iter().rev() {
            log[at] = byte;
        }
    }
    println!("{name}: {odd} of {count} mutations showed in the account");
    assert!(odd > 0 || count < 1_000);
    assert!(rows::rows_of(&rows::read(parser, &log)) == rows::rows_of(&whole));
}

/// Where the records of [`few`] stand in its chunk.
fn records() -> Range<usize> {
    let log = few();
    let free = FILE_HEADER as usize + 48;
    512..u32::from_le_bytes(log[free..free + 4].try_into().unwrap()) as usize
}

#[test]
fn slices_of_evtx_take_any_damage() {
    torment_chunk("EVTX", &mut Parser::default(), 0..records().end, from_environment("MUTATIONS", 100_000));
}

#[test]
fn the_general_way_of_evtx_takes_any_damage() {
    // The crate's own, which has its own tests: a tenth.
    torment_chunk(
        "EVTX, general",
        &mut Parser::general_only(),
        0..records().end,
        from_environment("MUTATIONS", 100_000) / 10,
    );
}

#[test]
fn template_plans_take_any_damage() {
    // The first record brings the definitions of its templates along.
    let log = few();
    let size = FILE_HEADER as usize + 512 + 4;
    let first = u32::from_le_bytes(log[size..size + 4].try_into().unwrap()) as usize;
    torment_chunk(
        "template plans",
        &mut Parser::default(),
        512 + 24..512 + first,
        from_environment("MUTATIONS", 100_000),
    );
}
