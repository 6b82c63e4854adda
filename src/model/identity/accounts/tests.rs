//! A test for each rule of accounts.

use super::*;
use crate::model::handmade::{Row, RowMaker, logon, privilege};

const ALICE: &str = "S-1-5-21-1-2-3-1105";

fn resolve(rows: &[Row], merge: bool) -> Accounts {
    let maker = RowMaker::of(rows);
    let order: Vec<u32> = (0..rows.len() as u32).collect();
    Accounts::resolve(&maker.store, &order, merge)
}

fn labels(rows: &[Row]) -> Vec<String> {
    resolve(rows, false).all.into_iter().map(|account| account.label).collect()
}

#[test]
fn names_are_compared_without_case_and_shown_as_first_written() {
    let accounts = resolve(&[logon("Alice", "").domain("EX"), logon("ALICE", "").domain("ex")], false);
    assert_eq!(accounts.of_row, [0, 0]);
    assert_eq!((accounts.all[0].label.as_str(), accounts.all[0].names.len()), ("Alice", 1));
}

#[test]
fn a_realm_and_a_prefix_are_domains() {
    let rows = [
        logon("alice", "").domain("EXAMPLE"),
        logon("alice@EXAMPLE.LOCAL", "").event(4769).domain("EXAMPLE.LOCAL"),
        logon("alice@example.local", "").event(4625),
        logon("EXAMPLE\\alice", "").event(4776),
    ];
    assert_eq!(resolve(&rows, false).of_row, [0, 0, 0, 0]);
}

#[test]
fn a_local_account_is_not_the_domains_until_merged_by_name() {
    let rows = [logon("administrator", "").domain("WS1"), logon("administrator", "").domain("EXAMPLE")];
    assert_eq!(labels(&rows), ["WS1\\administrator", "EXAMPLE\\administrator"]);
    let merged = resolve(&rows, true);
    assert_eq!((merged.all.len(), merged.all[0].label.as_str()), (1, "administrator"));
}

#[test]
fn one_sid_with_two_names_is_one_account_and_both_names_are_shown() {
    let rows = [
        logon("alice", "").domain("EX").sid(ALICE).at(1),
        logon("alice", "").domain("EX").sid(ALICE).at(5),
        logon("alice.b", "").domain("EX").sid(ALICE).at(9),
    ];
    let accounts = resolve(&rows, false);
    assert_eq!(accounts.all.len(), 1);
    let names: Vec<(&str, i64, i64)> =
        accounts.all[0].names.iter().map(|name| (name.text.as_str(), name.first, name.last)).collect();
    assert_eq!(names, [("alice", 1_000_000, 5_000_000), ("alice.b", 9_000_000, 9_000_000)]);
}

#[test]
fn a_null_sid_says_nothing() {
    let rows = [
        logon("alice", "").domain("EX").sid("S-1-0-0"),
        logon("bob", "").domain("EX").sid("S-1-0-0"),
        logon("carol", "").domain("EX").sid("-"),
    ];
    let accounts = resolve(&rows, false);
    assert_eq!(accounts.all.len(), 3);
    assert!(accounts.all.iter().all(|account| account.sids.is_empty()));
}

#[test]
fn an_event_without_a_domain_goes_to_the_account_with_most_events() {
    let rows = [
        logon("admin", "").domain("WS1"),
        logon("admin", "").domain("EXAMPLE"),
        logon("admin", "").domain("EXAMPLE"),
        logon("admin", "").event(4776),
    ];
    assert_eq!(resolve(&rows, false).of_row, [0, 1, 1, 1]);
}

#[test]
fn where_none_stands_out_the_domain_is_unknown() {
    let rows = [logon("admin", "").domain("WS1"), logon("admin", "").domain("WS2"), logon("admin", "").event(4776)];
    assert_eq!(labels(&rows), ["WS1\\admin", "WS2\\admin", "admin (domain unknown)"]);
}

#[test]
fn a_name_that_never_has_a_domain_is_shown_bare() {
    assert_eq!(labels(&[logon("ghost", "").event(4776)]), ["ghost"]);
}

#[test]
fn a_sid_gives_the_domain_where_the_record_does_not() {
    let rows = [logon("alice", "").domain("EX").sid(ALICE), logon("bob", "").sid("S-1-5-21-1-2-3-1106")];
    assert_eq!(resolve(&rows, false).all[1].domain.as_deref(), Some("EX"));
}

#[test]
fn builtin_accounts_are_known_by_sid_in_any_language() {
    let rows = [
        logon("SYSTEM", "").domain("NT AUTHORITY").sid("S-1-5-18"),
        logon("Système", "").domain("AUTORITE NT").sid("S-1-5-18"),
        logon("DWM-1", "").domain("Window Manager").sid("S-1-5-90-0-1"),
        logon("ANONYMOUS LOGON", "").domain("NT AUTHORITY"),
        logon("alice", "").domain("EX").sid(ALICE),
    ];
    let accounts = resolve(&rows, false);
    assert_eq!(accounts.of_row, [0, 0, 1, 2, 3]);
    let kinds: Vec<AccountKind> = accounts.all.iter().map(|account| account.kind).collect();
    let builtin = AccountKind::Builtin;
    assert_eq!(kinds, [builtin, builtin, builtin, AccountKind::Standard]);
}

#[test]
fn machines_that_act_as_system_stay_apart() {
    let rows = [
        logon("WS1$", "").domain("EX").sid("S-1-5-18"),
        logon("WS2$", "").domain("EX").sid("S-1-5-18"),
        logon("SYSTEM", "").domain("NT AUTHORITY").sid("S-1-5-18"),
    ];
    assert_eq!(resolve(&rows, false).of_row, [0, 1, 2]);
}

#[test]
fn a_machine_account_renamed_to_look_like_a_person_is_not_hidden_as_a_machine() {
    let renamed = [logon("EVIL$", "").domain("EX").sid(ALICE), logon("dc1", "").domain("EX").sid(ALICE)];
    assert_eq!(resolve(&renamed, false).all[0].kind, AccountKind::Standard);
    assert_eq!(resolve(&renamed[..1], false).all[0].kind, AccountKind::Machine);
}

#[test]
fn special_privileges_mark_the_account_across_spellings_of_its_domain() {
    let rows = [
        logon("alice@EXAMPLE.LOCAL", "").event(4769).domain("EXAMPLE.LOCAL"),
        privilege("alice").domain("EXAMPLE"),
        logon("bob", "").domain("EXAMPLE"),
    ];
    let accounts = resolve(&rows, false);
    assert_eq!(accounts.all.iter().map(|account| account.privileged).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn a_record_that_names_nobody_still_counts() {
    let accounts = resolve(&[logon("", "10.0.0.1"), logon("-", "10.0.0.1"), logon("", "").sid(ALICE)], false);
    assert_eq!(accounts.of_row, [0, 0, 1]);
    assert_eq!((accounts.all[0].label.as_str(), accounts.all[1].label.as_str()), ("(unknown)", ALICE));
}

#[test]
fn whatever_is_in_a_name_is_kept() {
    for name in ["=cmd|' /C calc'!A0", "<script>", "\u{202e}nimda", "a\0b", "%*+=[]|;:\"<>?,&"] {
        assert_eq!(labels(&[logon(name, "")]), [name]);
    }
}

#[test]
fn labels_are_never_shared() {
    let rows = [
        logon("admin", "").domain("EX"),
        logon("admin", "").domain("WS"),
        logon("EX\\admin", "").domain("WS1\\"),
        logon("admin", "").sid("S-1-5-21-1-2-3-500"),
        logon("admin", "").sid("S-1-5-21-4-5-6-500"),
        logon("admin", "").event(4776),
    ];
    let labels = labels(&rows);
    let distinct: std::collections::BTreeSet<&String> = labels.iter().collect();
    assert_eq!(distinct.len(), labels.len(), "{labels:?}");
}

#[test]
fn a_failure_on_one_computer_is_not_laid_on_the_local_account_of_another() {
    let rows = [
        logon("admin", "").domain("WS1").on("WS1"),
        logon("admin", "").domain("WS1").on("WS1"),
        logon("admin", "").event(4625).on("WS2.example.local"),
        logon("admin", "").event(4776).on("WS1.example.local"),
        logon("admin", "").event(4625).on("WS3"),
    ];
    assert_eq!(resolve(&rows, false).of_row, [0, 0, 1, 0, 1]);
    assert_eq!(labels(&rows)[..], ["WS1\\admin", "admin (domain unknown)"]);
}
