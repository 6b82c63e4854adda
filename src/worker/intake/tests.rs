//! What becomes of slices that are read, lost, cancelled or removed.

use super::*;
use logonscope::evidence::evtx::{FILE_HEADER, SLICE};

fn ledger(chunks: u64) -> Ledger {
    Ledger { chunks, records: chunks, filtered: Default::default(), ..Ledger::default() }
}

/// An import of one file of two slices, both handed out.
fn two_slices() -> (Intake, SliceJob, SliceJob) {
    let mut intake = Intake::default();
    intake.add(7, "a.evtx", FILE_HEADER + 2 * SLICE);
    let first = intake.next().unwrap();
    assert_eq!(intake.next(), None, "it is not known yet what the file is");
    intake.is_of_kind(&first, true, false);
    let second = intake.next().unwrap();
    (intake, first, second)
}

fn finished(file: u32, trouble: Option<Trouble>) -> Finished {
    Finished { file, trouble, unfinished: Vec::new(), packed: false }
}

/// An archive of which the beginning was told.
fn archive() -> (Intake, SliceJob) {
    let mut intake = Intake::default();
    intake.add(7, "a.zip", FILE_HEADER + 2 * SLICE);
    let job = intake.next().unwrap();
    intake.is_of_kind(&job, false, true);
    intake.begins(&job, 8);
    assert_eq!(intake.told(&job, 1, &ledger(3)), Some(8));
    assert_eq!(intake.ends(&job, 1), Some(8));
    intake.begins(&job, 9);
    (intake, job)
}

#[test]
fn a_file_that_is_read_as_a_whole_is_one_job() {
    let (mut intake, job) = archive();
    assert_eq!((intake.next(), intake.is_over()), (None, false));
    intake.advanced(&job, 4_096);
    assert_eq!((intake.progress(1.0).bytes, intake.progress(1.0).records), (4_096.0, 3.0));
    assert_eq!(intake.ends(&job, 2), Some(9));
    intake.read(&job, &Ledger::default(), None);
    assert_eq!(intake.finished(), [Finished { packed: true, ..finished(7, None) }]);
    assert_eq!(intake.share_read(), 1.0);
}

#[test]
fn what_was_told_of_a_file_is_not_told_again_in_its_second_try() {
    let (mut intake, job) = archive();
    assert_eq!(intake.lost(&job, true, "trap"), Lost::Again);
    let again = intake.next().unwrap();
    assert_eq!((again.known, again.second_try), (4, true));
    intake.is_of_kind(&again, false, true);
    assert_eq!(intake.told(&again, 2, &ledger(1)), Some(9));
    assert!(matches!(intake.lost(&again, true, "trap"), Lost::GivenUp(_)));
    assert_eq!(intake.finished()[0].unfinished, [9]);
}

#[test]
fn a_file_that_is_read_as_a_whole_is_stopped_when_the_import_is() {
    let (mut intake, job) = archive();
    intake.add(10, "b.evtx", 5);
    let other = intake.next().unwrap();
    assert_eq!(intake.cancel(), [7]);
    intake.stopped(&job);
    intake.read(&other, &ledger(1), None);
    let told = Finished { unfinished: vec![9], packed: true, ..finished(7, Some(Trouble::Cancelled)) };
    assert_eq!((intake.finished(), intake.is_over()), (vec![told, finished(10, None)], true));
}

#[test]
fn a_file_that_is_read_as_a_whole_is_stopped_when_it_is_removed() {
    let (mut intake, job) = archive();
    assert!(intake.remove(7));
    intake.stopped(&job);
    assert!(intake.is_over());
}

#[test]
fn a_slice_whose_worker_was_stopped_for_another_file_is_read_again() {
    let (mut intake, first, _) = two_slices();
    intake.stopped(&first);
    assert_eq!(intake.next(), Some(first));
}

#[test]
fn a_file_is_over_when_its_last_slice_is_read_in_any_order() {
    let (mut intake, first, second) = two_slices();
    assert_eq!(intake.next(), None);
    intake.read(&second, &ledger(1), None);
    assert_eq!((intake.finished(), intake.is_over()), (vec![], false));
    intake.read(&first, &ledger(1), None);
    assert_eq!(intake.finished(), [finished(7, None)]);
    assert_eq!((intake.finished(), intake.is_over()), (vec![], true));
}

#[test]
fn a_wrong_header_makes_no_log_only_if_no_chunk_is_found() {
    for (chunks, trouble) in [(0, Some(Trouble::NoLog("why".to_owned()))), (1, None)] {
        let (mut intake, first, second) = two_slices();
        intake.read(&first, &ledger(0), Some("why".to_owned()));
        intake.read(&second, &ledger(chunks), None);
        assert_eq!(intake.finished(), [finished(7, trouble)]);
    }
}

#[test]
fn an_empty_file_is_no_log_at_once() {
    let mut intake = Intake::default();
    intake.add(0, "empty.evtx", 0);
    assert!(matches!(&intake.finished()[..], [Finished { trouble: Some(Trouble::NoLog(_)), .. }]));
}

#[test]
fn a_lost_slice_is_tried_once_more_and_then_given_up() {
    let (mut intake, first, second) = two_slices();
    intake.read(&second, &ledger(1), None);
    assert_eq!(intake.lost(&first, true, "trap"), Lost::Again);
    assert!(!intake.is_over());
    let again = intake.next().unwrap();
    assert!(again.second_try && again.slice == first.slice);
    let Lost::GivenUp(account) = intake.lost(&again, true, "trap") else { panic!("tried a third time") };
    assert_eq!((account.failed, account.failures[0].offset), (1, 0));
    assert_eq!(intake.finished(), [finished(7, None)]);
}

#[test]
fn a_slice_that_only_waited_in_a_lost_worker_has_both_tries_left() {
    let (mut intake, _, second) = two_slices();
    intake.lost(&second, false, "trap");
    assert_eq!(intake.next(), Some(second));
}

#[test]
fn cancelling_waits_for_what_is_being_read_and_says_which_files_are_cut() {
    let (mut intake, first, second) = two_slices();
    intake.add(8, "b.evtx", 5);
    intake.lost(&second, true, "trap");
    assert!(intake.cancel().is_empty());
    assert_eq!(intake.next(), None);
    assert_eq!(intake.finished(), [finished(8, Some(Trouble::Cancelled))]);
    intake.read(&first, &ledger(1), None);
    assert_eq!(intake.finished(), [finished(7, Some(Trouble::Cancelled))]);
    assert!(intake.is_over());
}

#[test]
fn a_file_that_cannot_be_read_is_left_and_the_others_go_on() {
    let (mut intake, first, second) = two_slices();
    intake.add(8, "b.evtx", 5);
    intake.unreadable(&first, "gone");
    intake.unreadable(&second, "gone");
    assert_eq!(intake.finished(), [finished(7, Some(Trouble::Unreadable("gone".to_owned())))]);
    assert_eq!(intake.next().map(|job| job.file), Some(8));
}

#[test]
fn a_removed_file_is_not_waited_for() {
    let (mut intake, first, second) = two_slices();
    intake.lost(&second, true, "trap");
    assert!(!intake.remove(7));
    intake.read(&first, &ledger(1), None);
    assert_eq!((intake.holds(7), intake.next(), intake.finished(), intake.is_over()), (false, None, vec![], true));
}

#[test]
fn progress_adds_up_over_the_files() {
    let (mut intake, first, _) = two_slices();
    intake.add(8, "b.evtx", 5);
    intake.read(&first, &ledger(3), None);
    let progress = intake.progress(2.0);
    assert_eq!(
        (progress.bytes, progress.total_bytes),
        ((FILE_HEADER + SLICE) as f64, (FILE_HEADER + 2 * SLICE + 5) as f64)
    );
    assert_eq!((progress.records, progress.files_done, progress.files_total, progress.files.len()), (3.0, 0, 2, 2));
}
