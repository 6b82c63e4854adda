//! Cases of a size that fits no test folder: a log beyond 4 GiB, most of which is a hole in its file, and ten thousand files.
#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

#[path = "support/logs.rs"]
mod logs;

use logonscope::engine::Case;
use logonscope::evidence::evtx::{CHUNK, FILE_HEADER, record_window, record_xml};
use logonscope::evidence::native::{find_files, read_files};
use logonscope::evidence::walk::Told;
use logonscope::protocol::{FilesQuery, evidence::FileLine};
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// An empty folder for one test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn a_log_beyond_4_gib_is_read_to_its_end_and_down_to_its_records() {
    const CHUNKS: u64 = 72_000; // 4.7 GB
    let folder = folder("beyond_4_gib");
    let path = folder.join("Security.evtx");
    let log = logs::log(logs::morning());
    let records = logs::morning().len() as u64;
    // On both sides of 4 GiB, and at the very end.
    let beyond = (1 << 32) / CHUNK;
    let places = [0, beyond - 2, beyond, CHUNKS - 1].map(|chunk| FILE_HEADER + chunk * CHUNK);
    let mut file = File::create(&path).unwrap();
    file.write_all(&log[..FILE_HEADER as usize]).unwrap();
    for place in places {
        file.seek(SeekFrom::Start(place)).unwrap();
        file.write_all(&log[FILE_HEADER as usize..(FILE_HEADER + CHUNK) as usize]).unwrap();
    }
    drop(file);

    let mut rows = Vec::new();
    let outcomes = read_files(std::slice::from_ref(&path), 2, |_, told| {
        if let Told::Batch { batch, .. } = told {
            rows.extend(batch.store.events.iter().map(|event| (event.place.offset(), event.record_id)));
        }
    });
    let outcome = &outcomes[0];
    assert_eq!((outcome.size, outcome.error.as_deref()), (FILE_HEADER + CHUNKS * CHUNK, None));
    assert_eq!((outcome.ledger.records, outcome.ledger.chunks), (4 * records, 4));
    assert!(outcome.ledger.adds_up() && outcome.ledger.failed == 0);
    assert_eq!(rows.len() as u64, 4 * records);

    // The last record, read again at its place.
    let (offset, record_id) = *rows.iter().max().unwrap();
    assert!(offset > places[3] && offset > 1 << 32);
    let window = record_window(offset, outcome.size);
    let mut bytes = vec![0; (window.end - window.start) as usize];
    let mut file = File::open(&path).unwrap();
    file.seek(SeekFrom::Start(window.start)).unwrap();
    file.read_exact(&mut bytes).unwrap();
    let xml = record_xml(&bytes, window, offset, record_id).unwrap();
    assert!(xml.contains(&format!("<EventRecordID>{record_id}</EventRecordID>")), "{xml}");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn ten_thousand_files_are_a_case_and_equal_ones_count_once() {
    const FILES: usize = 10_000;
    let folder = folder("ten_thousand_files");
    let first = folder.join("00000.evtx");
    fs::write(&first, logs::log(logs::morning())).unwrap();
    for number in 1..FILES {
        fs::hard_link(&first, folder.join(format!("{number:05}.evtx"))).unwrap();
    }
    let paths = find_files(std::slice::from_ref(&folder)).unwrap();
    assert_eq!(paths.len(), FILES);
    let mut case = Case::new();
    let numbers: Vec<u32> = paths.iter().map(|path| case.add_file("", &path.to_string_lossy(), 0)).collect();
    read_files(&paths, 2, |file, told| match told {
        Told::Batch { batch, .. } => case.append(numbers[file], &batch),
        Told::Over { error, .. } => case.finish_file(numbers[file], error),
        Told::Member { .. } => {}
    });
    case.analyse();
    let view = case.evidence_view();
    let records = logs::morning().len() as u64;
    assert_eq!((view.files as usize, view.sum.records), (FILES, records * FILES as u64));
    assert_eq!((view.sum.kept, view.sum.duplicates), (records, records * (FILES as u64 - 1)));
    assert_eq!((view.with_rows, view.coverage_lines), (1, 1));
    let page = case.files_view(&FilesQuery { first: 9_950, count: 100, ..FilesQuery::default() });
    let line = |file: &FileLine| (file.sum.records, file.sum.kept + file.sum.duplicates);
    assert_eq!((page.total as usize, page.lines.len()), (FILES, FILES - 9_950));
    assert!(page.lines.iter().all(|file| line(file) == (records, records)));
    fs::remove_dir_all(folder).unwrap();
}
