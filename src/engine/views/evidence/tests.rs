//! Lists of files, on files made by hand.

use super::*;
use crate::engine::Case;
use crate::evidence::batch::Batch;
use crate::evidence::ledger::{FilterReason, Ledger};
use crate::model::handmade::{RowMaker, logon};

/// Three files: two of the same bytes, and one that is no log; and an archive with a log in it.
fn case() -> Case {
    let mut case = Case::new();
    for (path, hash, records) in [("dc/Security.evtx", "2", 1..4), ("copy.evtx", "2", 1..4), ("B.evtx", "3", 7..8)] {
        let rows: Vec<_> = records.map(|record| logon("alice", "10.0.0.1").at(record).record(record as u64)).collect();
        let name = path.rsplit('/').next().unwrap_or(path);
        let file = case.add_file(name, path, rows.len() as u64);
        let mut ledger = Ledger { records: rows.len() as u64, kept: rows.len() as u64, ..Ledger::default() };
        ledger.filter(FilterReason::OtherEvent);
        ledger.census.add_count("Security", 4624, rows.len() as u64);
        ledger.census.count("Security", 1);
        let store = RowMaker::of(&rows).store;
        store.events.time.iter().for_each(|time| ledger.saw(*time));
        case.append(file, &Batch { store, ledger });
        case.finish_file(file, None);
        case.set_sha256(file, hash.to_owned());
    }
    let text = case.add_file("a.txt", "a.txt", 9);
    case.finish_file(text, Some("it is text".to_owned()));
    let archive = case.add_file("case.zip", "case.zip", 70);
    case.add_member(archive, "host7/C/Windows/System32/winevt/Logs/System.evtx", 1);
    case.finish_file(archive, None);
    case.set_sha256(archive, "4".to_owned());
    case.analyse();
    case
}

fn names(case: &Case, query: FilesQuery) -> Vec<String> {
    let view = case.files_view(&FilesQuery { count: 9, ..query });
    view.lines.into_iter().map(|line| line.name).collect()
}

#[test]
fn all_files_together_add_up() {
    let view = case().evidence_view();
    assert_eq!((view.files, view.unread, view.first_name.as_str(), view.sample), (6, 1, "Security.evtx", false));
    assert_eq!(view.sum, Sum { records: 10, kept: 4, filtered: 3, duplicates: 3, failed: 0 });
    assert_eq!(view.computers.len(), 1);
    // Of two of the same bytes the first by name counts.
    assert_eq!(view.names, [(0, "dc/Security.evtx".to_owned()), (2, "B.evtx".to_owned())]);
    assert_eq!((view.with_rows, view.coverage_lines, view.coverage.len()), (2, 1, 1));
    assert!(view.covered.is_some() && view.why_empty.is_none());
}

#[test]
fn files_are_sorted_and_sought_and_come_by_the_page() {
    let case = case();
    let by = |by, descending| names(&case, FilesQuery { by, descending, ..FilesQuery::default() });
    let added = ["Security.evtx", "copy.evtx", "B.evtx", "a.txt", "case.zip", "System.evtx"];
    assert_eq!(by(FilesBy::Added, false), added);
    assert_eq!(by(FilesBy::Name, false)[..3], ["a.txt", "B.evtx", "case.zip"]);
    assert_eq!(by(FilesBy::Name, true)[..2], ["System.evtx", "Security.evtx"]);
    assert_eq!(by(FilesBy::Size, true)[..2], ["case.zip", "a.txt"]);
    // Equal ones stay as they were added, whichever way.
    assert_eq!(by(FilesBy::Records, true)[..3], ["Security.evtx", "copy.evtx", "B.evtx"]);
    assert_eq!(by(FilesBy::Duplicates, false)[4..], ["System.evtx", "copy.evtx"]);
    // Without a time they are last, whichever way.
    assert_eq!(by(FilesBy::First, false)[2..4], ["B.evtx", "a.txt"]);
    assert_eq!(by(FilesBy::First, true)[..4], ["B.evtx", "Security.evtx", "copy.evtx", "a.txt"]);
    let text = "EVTX".to_owned();
    let page = case.files_view(&FilesQuery { first: 2, count: 1, text, ..FilesQuery::default() });
    assert_eq!((page.total, page.lines.len(), page.lines[0].name.as_str()), (4, 1, "B.evtx"));
    assert!(names(&case, FilesQuery { first: 99, ..FilesQuery::default() }).is_empty());
}

#[test]
fn a_line_says_how_its_file_was_read_and_whose_copy_it_is() {
    let lines = case().all_files().lines;
    let states: Vec<FileState> = lines.iter().map(|line| line.state).collect();
    use FileState::{Unfinished, Unread, Whole};
    assert_eq!(states, [Whole, Whole, Whole, Unread, Whole, Unfinished]);
    assert_eq!(lines[1].copy_of.as_deref(), Some("dc/Security.evtx"));
    // What is in an archive has its hash and is no copy of it.
    assert!(lines.iter().all(|line| line.copy_of.is_none() || line.file == 1));
    assert!(lines[5].hashed && !lines[3].hashed && lines[5].origin == "host7");
    assert_eq!(lines[1].sum, Sum { records: 4, kept: 0, filtered: 1, duplicates: 3, failed: 0 });
}

#[test]
fn a_file_in_full_tells_the_rest() {
    let mut case = case();
    let file = case.file_view(0).expect("there");
    assert_eq!(file.found.iter().map(|event| (event.id, event.count)).collect::<Vec<_>>(), [(1, 1), (4624, 3)]);
    assert_eq!((&file.channels[..], file.all_channels), (&[("Security".to_owned(), 4)][..], 1));
    assert_eq!((file.computers.len(), file.all_computers, file.has_rows), (1, 1, true));
    assert_eq!((file.sha256.as_deref(), file.filtered.len()), (Some("2"), 1));
    assert_eq!(case.file_view(3).and_then(|file| file.error).as_deref(), Some("it is text"));
    assert!(case.file_view(5).is_some_and(|file| file.in_archive) && case.file_view(99).is_none());
    case.remove_file(0);
    case.analyse();
    assert!(case.file_view(0).is_none());
    assert_eq!(case.all_files().lines[0].copy_of, None);
}

#[test]
fn a_hash_that_comes_later_decides_which_of_two_places_counts() {
    let mut case = case();
    let kept = |case: &Case| case.all_files().lines.iter().map(|line| line.sum.kept).collect::<Vec<_>>();
    assert_eq!(kept(&case)[..2], [3, 0]);
    case.set_sha256(1, "1".to_owned());
    assert_eq!(kept(&case)[..2], [0, 3]);
}
