//! LogonTracer's searches on records made by the writer: each finds what it should, and not what is merely like it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that panics has failed")]

#[path = "support/logs.rs"]
mod logs;
#[path = "support/rows.rs"]
mod rows;

use logonscope::engine::Case;
use logonscope::evidence::evtx::Parser;
use logonscope::evidence::evtx::writer::security::{self, Account, AccountChange, GroupScope};
use logonscope::evidence::evtx::writer::{Guid, Record, Sid};
use logonscope::protocol::filter::Filter;
use logonscope::protocol::rows::{RowsOf, RowsQuery, Sorting};
use logonscope::search::saved::SAVED;
use logs::{DC, DOMAIN, HOUR, MONDAY, account, address, administrator};

fn case_of(records: Vec<Record<'static>>) -> Case {
    let records = records.into_iter().zip(0..).map(|(record, second)| {
        let time = if record.time == 0 { MONDAY + second * 1_000_000 } else { record.time };
        record.on(DC).at(time)
    });
    let log = logs::log(records);
    let mut case = Case::new();
    let file = case.add_file("Security.evtx", "Security.evtx", log.len() as u64);
    case.append(file, &rows::read(&mut Parser::default(), &log));
    case.finish_file(file, None);
    case.analyse();
    case
}

/// The record ids that `text` finds, through the filter as the page sets it.
fn found(case: &mut Case, text: &str) -> Vec<u64> {
    case.set_filter(Filter { text: text.to_owned(), ..Filter::default() });
    let view = case.filtered_view();
    assert_eq!(view.mistakes, [], "{text}");
    let query = RowsQuery { of: RowsOf::Case, within: true, ..RowsQuery::default() };
    assert_eq!(case.count_rows(case.generation(), &query), Some(view.matches), "{text}");
    let rows = case.rows(case.generation(), &query, Sorting::default(), 0, 1_000).unwrap();
    let row = |position: u32| case.store().events.record_id[case.grounds().order.rows[position as usize] as usize];
    rows.rows.iter().map(|found| row(found.row)).collect()
}

fn saved(name: &str) -> &'static str {
    SAVED.iter().find(|saved| saved.name.starts_with(name)).unwrap().text
}

fn ticket(status: u32) -> Record<'static> {
    let realm = Account::new(Sid::account(DOMAIN, 1_104), "alice@EXAMPLE.LOCAL", "EXAMPLE.LOCAL");
    security::service_ticket(&realm, ("DC01$", Sid::account(DOMAIN, 1_000)), address(11), security::AES256, status)
}

#[test]
fn a_refused_checksum_is_found_however_its_code_is_written() {
    let as_text = |text: &'static str| ticket(0).with("Status", text);
    let mut case = case_of(vec![
        ticket(0xf),
        as_text("0xf"),
        as_text("0x0000000f"),
        as_text("0xF"),
        ticket(0),
        ticket(0x1f),
        ticket(0xf0),
    ]);
    assert_eq!(found(&mut case, saved("MS14-068")), [1, 2, 3, 4]);
    assert_eq!(found(&mut case, "id:4769 status:0x0000000f"), [1, 2, 3, 4]);
}

#[test]
fn replication_is_told_by_its_rights() {
    let access = |right| {
        let mallory = account("mallory", 1_337);
        security::control_access(&mallory, Guid::from_u128(7), right)
    };
    let mut case = case_of(vec![
        access("{1131f6aa-9c07-11d1-f79f-00c04fc2dcd2}"),
        access("{1131f6ad-9c07-11d1-f79f-00c04fc2dcd2}"),
        // A password that is reset, and reading: harmless, and the same event.
        access("{00299570-246d-11d0-a768-00aa006e0529}"),
        access("{1131f6ab-9c07-11d1-f79f-00c04fc2dcd2}"),
    ]);
    assert_eq!(found(&mut case, saved("DCSync")), [1, 2]);
    assert_eq!(found(&mut case, "finding:dcsync"), [1, 2]);
    assert_eq!(found(&mut case, "detail:1131f6ad-9c07-11d1-f79f-00c04fc2dcd2"), [2]);
}

#[test]
fn a_false_controller_is_told_by_the_pair() {
    const SHADOW: &str = "CN=NTDS Settings,CN=PC9,CN=Servers,CN=Site,DC=example,DC=local";
    const STAYS: &str = "CN=NTDS Settings,CN=DC2,CN=Servers,CN=Site,DC=example,DC=local";
    let mallory = || account("mallory", 1_337);
    let created = |dn, class| security::object_created(&mallory(), "example.local", (dn, class));
    let deleted = |dn, class| security::object_deleted(&mallory(), "example.local", (dn, class));
    let mut case = case_of(vec![
        created(SHADOW, "nTDSDSA"),
        created("CN=x,DC=example,DC=local", "user"),
        deleted(SHADOW, "nTDSDSA"),
        deleted("CN=x,DC=example,DC=local", "user"),
        created(STAYS, "nTDSDSA"),
        deleted(STAYS, "nTDSDSA").at(MONDAY + HOUR),
    ]);
    assert_eq!(found(&mut case, saved("DCSync")), [1, 3]);
}

#[test]
fn accounts_that_come_go_and_are_regrouped_are_found() {
    let (mule, admins) = (account("mule", 4_711), account("Domain Admins", 512));
    let member = ("CN=mule,CN=Users,DC=example,DC=local", mule.sid);
    let moved = |scope, added| security::membership_changed(scope, added, member, &admins, &administrator());
    let mut case = case_of(vec![
        security::account_created(&mule, &administrator()),
        security::account_changed(AccountChange::Enabled, &mule, &administrator()),
        moved(GroupScope::Global, true),
        moved(GroupScope::Global, false),
        moved(GroupScope::Local, true),
        moved(GroupScope::Universal, true),
        security::account_attributes_changed(&mule, &administrator()),
        security::account_changed(AccountChange::Deleted, &mule, &administrator()),
    ]);
    assert_eq!(found(&mut case, saved("Created")), [1, 3, 4, 5, 6, 8]);
    assert_eq!(found(&mut case, "detail:\"domain admins\" by:administrator"), [3, 4, 5, 6]);
    assert_eq!(found(&mut case, "id:4728,4732,4756 user:mule"), [3, 5, 6]);
}

#[test]
fn a_changed_policy_is_found_by_category_and_subcategory() {
    let changed = |category: &'static str, subcategory: u128| {
        security::audit_policy_changed(&administrator())
            .with("CategoryId", category)
            .with("SubcategoryGuid", logonscope::evidence::evtx::writer::Value::Guid(Guid::from_u128(subcategory)))
    };
    let mut case = case_of(vec![
        security::audit_policy_changed(&administrator()),
        changed("%%8278", 0x0cce9235_69ae_11d9_bed3_505054503030),
        changed("%%8279", 0x0cce923b_69ae_11d9_bed3_505054503030),
        logs::kerberos_logon("alice", 1_104, 11, 0),
    ]);
    assert_eq!(found(&mut case, saved("Audit policy")), [1, 2, 3]);
    assert_eq!(found(&mut case, "policy:\"account management\""), [2]);
    assert_eq!(found(&mut case, "policy:=logon/logoff"), [1]);
    assert_eq!(found(&mut case, "policy:\"directory service access\""), [3]);
    assert_eq!(found(&mut case, "policy:0cce9235-69ae-11d9-bed3-505054503030"), [2]);
}

#[test]
fn a_search_with_a_mistake_narrows_to_what_was_understood() {
    let mut case = case_of(vec![logs::kerberos_logon("alice", 1_104, 11, 0), logs::wrong_password("bob", 66, 0)]);
    case.set_filter(Filter { text: "bob id:what".to_owned(), ..Filter::default() });
    let view = case.filtered_view();
    assert_eq!((view.matches, view.mistakes.len(), view.mistakes[0].from), (1, 1, 7));
    case.set_filter(Filter { text: "id:what".to_owned(), ..Filter::default() });
    let view = case.filtered_view();
    assert!(view.is_whole && view.matches == 2 && view.mistakes.len() == 1);
}
