//! Real logs, read both ways, cut and damaged. They lie outside the project; without them these tests say so and pass.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use logonscope::evidence::batch::Batch;
use logonscope::evidence::evtx::{Parser, TAIL, slices};
use logonscope::evidence::ledger::{Failure, FilterReason, Ledger};
use logonscope::evidence::native::{find_files, read_files_with};
use logonscope::evidence::walk::Told;
use logonscope::model::events::{Event, EventStore};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

fn samples() -> Option<Vec<(String, Vec<u8>)>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/samples/evtx");
    if !folder.is_dir() {
        println!("skipped: no samples in ../shared/samples/evtx");
        return None;
    }
    let files = find_files(&[folder]).unwrap();
    assert!(!files.is_empty());
    Some(
        files
            .into_iter()
            .map(|file| (file.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(file).unwrap()))
            .collect(),
    )
}

fn sample(name: &str) -> Option<Vec<u8>> {
    samples()?.into_iter().find(|(known, _)| known == name).map(|(_, bytes)| bytes)
}

fn read(parser: &mut Parser, bytes: &[u8]) -> (EventStore, Ledger) {
    let file_len = bytes.len() as u64;
    let (mut store, mut ledger) = (EventStore::default(), Ledger::default());
    for slice in slices(file_len) {
        let end = (slice.end + TAIL).min(file_len) as usize;
        let Batch { store: rows, ledger: account } =
            parser.parse_slice(&bytes[slice.start as usize..end], slice, file_len);
        store.append(&rows, 0);
        ledger.add(&account);
    }
    (store, ledger)
}

/// A row's place, and the row with its ids spelled out, so that rows of different stores compare.
fn spelled(store: &EventStore) -> Vec<(u64, String)> {
    let text = |id| store.strings.get(id).to_owned();
    let account = |id| {
        let claim = store.accounts.get(id);
        [claim.name, claim.domain, claim.sid].map(text)
    };
    let row = |event: Event| {
        let source = store.sources.get(event.source);
        let row = format!(
            "{} {} {} {:?} {:?} {} {:?} {:?} {:?} {:#x} {:?} {:#x} {:?} {:?}",
            event.time,
            event.record_id,
            event.kind.id(),
            text(event.computer),
            account(event.account),
            event.logon_type,
            text(source.address),
            text(source.workstation),
            text(event.target),
            event.status,
            text(event.authentication),
            event.logon_id,
            account(event.subject),
            store.details.get(event.details).0.map(text),
        );
        (event.place.offset(), row)
    };
    let mut rows: Vec<_> = store.events.iter().map(row).collect();
    rows.sort();
    rows
}

fn assert_sound(ledger: &Ledger, store: &EventStore) {
    assert!(ledger.adds_up(), "{ledger:?}");
    assert_eq!(ledger.kept, store.events.len() as u64);
}

#[test]
fn both_ways_give_the_same_rows_and_the_same_account() {
    let Some(samples) = samples() else { return };
    for (name, bytes) in samples {
        let (fast, mut fast_ledger) = read(&mut Parser::default(), &bytes);
        let (general, mut general_ledger) = read(&mut Parser::general_only(), &bytes);
        assert_sound(&fast_ledger, &fast);
        assert_sound(&general_ledger, &general);
        let (fast, general) = (spelled(&fast), spelled(&general));
        for (fast, general) in fast.iter().zip(&general) {
            assert_eq!(fast, general, "{name}");
        }
        assert_eq!(fast.len(), general.len(), "{name}");
        println!("{name}: {} records, {} rows, {} slow", fast_ledger.records, fast.len(), fast_ledger.slow);
        // Only chunks with something wrong in them take the general way, and records without a template.
        let has_templates = name != "ID1149-RDP_success_logins_to_multiple_hosts.evtx";
        assert!(fast_ledger.slow == 0 || fast_ledger.failed > 0 || !has_templates, "{name}: {fast_ledger:?}");
        fast_ledger.slow = 0;
        general_ledger.slow = 0;
        assert_eq!(fast_ledger, general_ledger, "{name}");
    }
}

#[test]
fn every_record_that_was_counted_elsewhere_is_found() {
    let Some(samples) = samples() else { return };
    let index = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/samples/index.json");
    let index: serde_json::Value = serde_json::from_slice(&std::fs::read(index).unwrap()).unwrap();
    let counted: BTreeMap<&str, &serde_json::Value> = (index.as_array().unwrap().iter())
        .filter_map(|entry| Some((entry["file"].as_str()?.strip_prefix("evtx/")?, entry)))
        .collect();
    for (name, bytes) in samples {
        let (store, ledger) = read(&mut Parser::default(), &bytes);
        let entry = counted[name.as_str()];
        let expected = entry["records"].as_u64().unwrap();
        println!("{name}: {} failed {:?}; remarks {:?}", ledger.failed, ledger.failures, ledger.remarks);
        assert!(ledger.records >= expected, "{name}: {} of {expected} records", ledger.records);
        assert!(ledger.records - ledger.failed >= expected, "{name}: {:?}", ledger.failures);
        let census = ledger.census.sorted();
        for (id, expected) in entry["event_ids"].as_object().unwrap() {
            let rows = store.events.iter().filter(|event| event.kind.id().to_string() == *id).count() as u64;
            let expected = expected.as_u64().unwrap();
            assert!(rows >= expected, "{name}: {rows} of {expected} records of {id}");
            let found = census.iter().filter(|(_, found, _)| found.to_string() == *id).map(|found| found.2);
            assert!(found.sum::<u64>() >= expected, "{name}: {expected} records of {id} were not all counted");
        }
        for (channel, expected) in entry["channels"].as_object().unwrap() {
            let found = census
                .iter()
                .filter(|found| found.0 == channel || found.0.is_empty() && channel == "null")
                .map(|found| found.2)
                .sum::<u64>();
            let expected = expected.as_u64().unwrap();
            assert!(found >= expected, "{name}: {found} of {expected} records of {channel}");
        }
        assert_eq!(census.iter().map(|found| found.2).sum::<u64>(), ledger.records - ledger.failed, "{name}");
    }
}

/// A generator that gives the same numbers on every run.
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound
    }
}

/// How long one damaged sample may take: hundreds of times what it takes, so that only a hang reaches it.
const PATIENCE: Duration = Duration::from_secs(10);

/// What [`read`] reads when the parser reads the file by itself.
fn read_in_pieces(bytes: &[u8]) -> (EventStore, Ledger) {
    let (mut store, mut ledger) = (EventStore::default(), Ledger::default());
    let mut parser = Parser::default();
    for slice in slices(bytes.len() as u64) {
        let batch = parser.read_slices([slice], bytes.len() as u64, |offset, buffer| {
            let rest = bytes.get(offset as usize..).unwrap_or_default();
            let len = rest.len().min(buffer.len());
            buffer[..len].copy_from_slice(&rest[..len]);
            Ok(len)
        });
        store.append(&batch.store, 0);
        ledger.add(&batch.ledger);
    }
    (store, ledger)
}

fn read_patiently(name: &str, what: &str, bytes: &[u8]) -> (EventStore, Ledger) {
    let begun = Instant::now();
    let (store, ledger) = read(&mut Parser::default(), bytes);
    assert_sound(&ledger, &store);
    assert!(begun.elapsed() < PATIENCE, "{name} {what} took {:?}", begun.elapsed());
    let (in_pieces, ledger_in_pieces) = read_in_pieces(bytes);
    assert_eq!(ledger_in_pieces, ledger, "{name} {what}");
    assert!(spelled(&in_pieces) == spelled(&store), "{name} {what}");
    (store, ledger)
}

#[test]
fn a_sample_cut_anywhere_is_read_up_to_there() {
    let Some(samples) = samples() else { return };
    for (name, bytes) in samples {
        let mut seeded = Seeded(bytes.len() as u64);
        let (whole, _) = read(&mut Parser::default(), &bytes);
        let all = spelled(&whole);
        for _ in 0..50 {
            let len = seeded.below(bytes.len());
            let (store, ledger) = read_patiently(&name, &format!("cut to {len}"), &bytes[..len]);
            // Every record whose chunk is there is there; no row is made of bytes that are not.
            let in_whole_chunks = (len.saturating_sub(4096) / 65_536 * 65_536 + 4096) as u64;
            let rows = spelled(&store);
            let before = all.iter().filter(|(at, _)| *at < in_whole_chunks).count();
            assert!(rows.len() >= before, "{name} cut to {len}: {} of {before}", rows.len());
            assert!(rows.iter().all(|row| all.binary_search(row).is_ok()), "{name} cut to {len} invents rows");
            // Rows after the cut are not missed in silence if their chunk's header is there.
            let chunk_end = in_whole_chunks + 65_536;
            let misses = all.iter().any(|(at, _)| (len as u64..chunk_end).contains(at));
            if misses && len as u64 > in_whole_chunks + 512 {
                let told = |list: &[Failure]| list.iter().any(|failure| failure.offset == len as u64);
                assert!(told(&ledger.failures), "{name} cut to {len}: {ledger:?}");
            }
        }
    }
}

#[test]
fn a_sample_with_flipped_bytes_is_read_without_harm() {
    let Some(samples) = samples() else { return };
    for (name, bytes) in samples {
        let mut seeded = Seeded(bytes.len() as u64 + 1);
        for round in 0..50 {
            let mut damaged = bytes.clone();
            // One byte in half of the rounds, many in the others.
            for _ in 0..if round % 2 == 0 { 1 } else { 200 } {
                let at = seeded.below(damaged.len());
                damaged[at] ^= 1 + seeded.below(255) as u8;
            }
            read_patiently(&name, &format!("damaged in round {round}"), &damaged);
        }
    }
}

#[test]
fn damage_costs_only_what_it_hits() {
    let Some(bytes) = sample("Security_with_size_t.evtx") else { return };
    let (whole, ledger) = read(&mut Parser::default(), &bytes);
    // The chunk's magic, the end of its records, a list of names, the file header.
    for (at, value) in [(4096, 0xff_u8), (4096 + 50, 0xff), (4096 + 131, 0xff), (0, b'X')] {
        let mut damaged = bytes.clone();
        damaged[at] = value;
        let (store, damaged_ledger) = read(&mut Parser::default(), &damaged);
        assert_sound(&damaged_ledger, &store);
        assert_eq!(store.events.len(), whole.events.len(), "byte {at}: {damaged_ledger:?}");
        assert_eq!(damaged_ledger.records, ledger.records, "byte {at}: {damaged_ledger:?}");
    }
    // A record's magic: that record.
    let mut damaged = bytes.clone();
    damaged[4096 + 512] = 0;
    let (store, damaged_ledger) = read(&mut Parser::default(), &damaged);
    assert_sound(&damaged_ledger, &store);
    assert_eq!((damaged_ledger.failed, damaged_ledger.failures[0].offset), (1, 4096 + 512));
    assert_eq!(damaged_ledger.records, ledger.records);
}

#[test]
fn chunks_off_the_grid_are_found() {
    let Some(bytes) = sample("security.evtx") else { return };
    let (whole, ledger) = read(&mut Parser::default(), &bytes);
    let rows = |store: &EventStore| spelled(store).into_iter().map(|(_, row)| row).collect::<Vec<_>>();
    for shift in [1, 100, 512, 40_000] {
        let shifted = [&vec![b'j'; shift][..], &bytes[4096..]].concat();
        let (store, shifted_ledger) = read(&mut Parser::default(), &shifted);
        assert_sound(&shifted_ledger, &store);
        assert!(rows(&store) == rows(&whole), "shift {shift}: {} rows, {shifted_ledger:?}", store.events.len());
        assert_eq!((shifted_ledger.chunks, shifted_ledger.kept), (ledger.chunks, ledger.kept));
    }
}

#[test]
fn threads_do_not_show_in_what_is_read() {
    if samples().is_none() {
        return;
    }
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/samples/evtx");
    let files = find_files(&[folder]).unwrap();
    let run = |threads| {
        let mut store = EventStore::default();
        let outcomes = read_files_with(&files, threads, Parser::default, |file, told| {
            if let Told::Batch { batch, .. } = told {
                store.append(&batch.store, file as u32);
            }
        });
        (outcomes, spelled(&store))
    };
    let (outcomes, rows) = run(1);
    assert!(run(4) == (outcomes.clone(), rows));
    for outcome in &outcomes {
        assert_eq!(outcome.error, None, "{}", outcome.name);
        assert!(outcome.ledger.adds_up());
    }
    let kept: u64 = outcomes.iter().map(|outcome| outcome.ledger.kept).sum();
    let other: u64 = outcomes.iter().filter_map(|outcome| outcome.ledger.filtered.get(&FilterReason::OtherEvent)).sum();
    assert!(kept > 1000 && other > 1000, "{kept} kept, {other} of other events");
}
