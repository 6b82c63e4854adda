//! A row opens its record: the XML is what the evtx crate's own reading of the whole file gives for it, on our writer's logs, damaged
//! ones included, and on real logs where they are; and what `evtx_dump` prints, where that is.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

#[path = "support/damage.rs"]
mod damage;
#[path = "support/logs.rs"]
mod logs;
#[path = "support/rows.rs"]
mod rows;

use evtx::{EvtxParser, ParserSettings};
use logonscope::evidence::evtx::{Parser, RecordXmlError, record_window, record_xml};
use logonscope::evidence::native::find_files;
use logonscope::model::events::Event;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Every row of `log`, with the XML of its record or why there is none.
fn reread(log: &[u8]) -> Vec<(Event, Result<String, RecordXmlError>)> {
    let store = rows::read(&mut Parser::default(), log).store;
    store.events.iter().map(|event| (event, at(log, event.place.offset(), event.record_id))).collect()
}

fn at(log: &[u8], offset: u64, record_id: u64) -> Result<String, RecordXmlError> {
    let window = record_window(offset, log.len() as u64);
    let bytes = log.get(window.start as usize..window.end as usize).unwrap_or_default();
    record_xml(bytes, window, offset, record_id)
}

/// The XML of every record of a whole file by what it says of its id and time: ids alone may repeat in a damaged log.
fn whole(log: &[u8]) -> HashMap<(u64, i64), String> {
    let settings = ParserSettings::new().num_threads(1).indent(true);
    let mut parser = EvtxParser::from_buffer(log.to_vec()).unwrap().with_configuration(settings);
    let read = parser.records().flatten();
    read.map(|record| ((record.event_record_id, record.timestamp.as_microsecond()), record.data)).collect()
}

fn samples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples/evtx");
    if !folder.is_dir() {
        println!("skipped: no samples in ../shared/samples/evtx");
        return Vec::new();
    }
    find_files(&[folder]).unwrap()
}

#[test]
fn every_row_of_a_written_log_opens_as_its_record() {
    let hostile = "long name ".repeat(2_000);
    for log in [logs::log(logs::one_of_each()), logs::log(logs::hostile(&hostile)), logs::log(logs::busy(2_000))] {
        let records = whole(&log);
        let rows = reread(&log);
        assert!(rows.len() > 3);
        for (event, xml) in rows {
            assert_eq!(xml.as_ref().ok(), records.get(&(event.record_id, event.time)), "{event:?}");
        }
    }
}

#[test]
fn what_damage_leaves_of_a_log_still_opens() {
    let log = logs::log_in_chunks(logs::busy(300), 40);
    let records = whole(&log);
    let cut = log[..log.len() - 30_000].to_vec();
    let shifted = [&[b'j'; 777][..], &log[4_096..]].concat();
    let mut headless = damage::without_chunk_magic(log.clone(), 1);
    headless[damage::chunk_start(1)..damage::chunk_start(1) + 600].fill(0xaa);
    let damaged = [
        damage::without_file_header(log.clone()),
        damage::without_chunk_magic(log.clone(), 1),
        damage::with_bad_checksums(log.clone(), 0),
        damage::without_record_magic(log.clone(), 1, 3),
        cut,
        shifted,
        headless,
    ];
    for (which, damaged) in damaged.iter().enumerate() {
        let rows = reread(damaged);
        assert!(rows.len() > 30, "{which}: {} rows", rows.len());
        for (event, xml) in rows {
            assert_eq!(xml.as_ref().ok(), records.get(&(event.record_id, event.time)), "{which}: {xml:?}");
        }
    }
}

#[test]
fn a_file_that_changed_does_not_pass_another_record_off() {
    let log = logs::log(logs::morning());
    let event = rows::read(&mut Parser::default(), &log).store.events.get(0);
    let offset = event.place.offset();
    assert_eq!(at(&log, offset, event.record_id + 1), Err(RecordXmlError::Changed));
    assert_eq!(at(&log, offset + 8, event.record_id), Err(RecordXmlError::Changed));
    assert_eq!(at(&log[..offset as usize + 2], offset, event.record_id), Err(RecordXmlError::Changed));
    assert_eq!(at(&[], offset, event.record_id), Err(RecordXmlError::Changed));
    for cut in [30, 60] {
        let message = at(&log[..offset as usize + cut], offset, event.record_id).unwrap_err().to_string();
        assert!(message.contains("damaged"), "{message}");
    }
}

#[test]
fn every_row_of_a_real_log_opens_as_its_record() {
    for path in samples() {
        let log = std::fs::read(&path).unwrap();
        let records = whole(&log);
        for (event, xml) in reread(&log) {
            let record = records.get(&(event.record_id, event.time));
            assert!(record.is_none() || xml.as_ref().ok() == record, "{}: {xml:?}", path.display());
            assert!(xml.unwrap().contains(&format!("<EventRecordID>{}</EventRecordID>", event.record_id)));
        }
    }
}

#[test]
fn the_xml_is_what_evtx_dump_prints() {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join(".tools/bin/evtx_dump");
    if !program.is_file() {
        println!("skipped: no evtx_dump in .tools/bin (tools/setup.sh peers)");
        return;
    }
    let ours = std::env::temp_dir().join(format!("logonscope-record-xml-{}.evtx", std::process::id()));
    std::fs::write(&ours, logs::log(logs::one_of_each())).unwrap();
    for path in samples().into_iter().chain([ours.clone()]) {
        let printed = Command::new(&program).args(["-t", "1", "-o", "xml"]).arg(&path).output().unwrap().stdout;
        let printed = words(&String::from_utf8_lossy(&printed));
        let log = std::fs::read(&path).unwrap();
        // Where records are damaged, it gives up earlier than this reader does.
        let gives_up = rows::read(&mut Parser::default(), &log).ledger.failed > 0;
        for (event, xml) in reread(&log) {
            let is_printed = printed.contains(&words(&xml.unwrap()));
            assert!(is_printed || gives_up, "{}: record {}", path.display(), event.record_id);
        }
    }
    std::fs::remove_file(ours).unwrap();
}

/// The text with one space for any white space.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
