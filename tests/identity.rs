//! Who and where the records mean, rule by rule, with records as Windows writes them; and what context events must not change.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that panics has failed")]

#[path = "support/logs.rs"]
mod logs;
#[path = "support/rows.rs"]
mod rows;

use logonscope::engine::Case;
use logonscope::evidence::evtx::Parser;
use logonscope::evidence::evtx::writer::security::{self, Account, Logon};
use logonscope::evidence::evtx::writer::{Record, Sid, rdp};
use logonscope::model::identity::{AccountKind, NOBODY, target_host};
use logonscope::protocol::{ExportFormat, Options};
use logs::{DOMAIN, HOUR, MONDAY, account, address};
use rows::read;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

fn case_of(records: impl IntoIterator<Item = Record<'static>>) -> Case {
    let log = logs::log(records);
    let mut case = Case::new();
    case.set_options(Options {
        include_builtin: true,
        include_machine: true,
        include_local: true,
        ..Options::default()
    })
    .unwrap();
    let file = case.add_file("a.evtx", "a.evtx", log.len() as u64);
    case.append(file, &read(&mut Parser::default(), &log));
    case.finish_file(file, None);
    case.set_sha256(file, "aa".to_owned());
    case.analyse();
    case
}

/// Label and domain of each account, in order of their first rows.
fn accounts(case: &Case) -> Vec<(String, Option<String>)> {
    case.grounds()
        .identities
        .accounts
        .all
        .iter()
        .map(|account| (account.label.clone(), account.domain.clone()))
        .collect()
}

/// The source of each row, in order; `-` where there is none.
fn sources(case: &Case) -> Vec<String> {
    let hosts = &case.grounds().identities.hosts;
    let label = |host: &u32| match *host {
        NOBODY => "-".to_owned(),
        host => hosts.all[host as usize].label.clone(),
    };
    hosts.of_row.iter().map(label).collect()
}

/// The machine that each row is a logon to, in order; `-` where there is none.
fn targets(case: &Case) -> Vec<String> {
    let rows = &case.grounds().order.rows;
    rows.iter().map(|row| target_host(case.store(), *row as usize).unwrap_or("-").to_owned()).collect()
}

fn at(record: Record<'static>, computer: &'static str, minute: i64) -> Record<'static> {
    record.on(computer).at(MONDAY + minute * 60_000_000)
}

const DC: &str = "DC01.example.local";
const KRBTGT: Sid = Sid::account(DOMAIN, 502);

fn logon_of(target: Account<'static>) -> Record<'static> {
    security::logged_on(&Logon::kerberos(target, address(11)))
}

#[test]
fn spellings_of_one_domain_are_one_and_case_does_not_matter() {
    let alice = account("alice", 1_104);
    let records = [
        at(logon_of(alice), DC, 0),
        at(logon_of(Account { domain: "example.local", name: "ALICE", ..alice }), DC, 1),
        at(
            security::service_ticket(
                &Account::new(alice.sid, "Alice@EXAMPLE.LOCAL", "EXAMPLE.LOCAL"),
                ("FILE01$", KRBTGT),
                address(11),
                security::AES256,
                0,
            ),
            DC,
            2,
        ),
    ];
    assert_eq!(accounts(&case_of(records)), [("alice".to_owned(), Some("EXAMPLE".to_owned()))]);
}

#[test]
fn one_sid_with_two_names_is_an_account_that_was_renamed() {
    let before = account("alice", 1_104);
    let case =
        case_of([at(logon_of(before), DC, 0), at(logon_of(Account { name: "alice.married", ..before }), DC, 60)]);
    let all = &case.grounds().identities.accounts.all;
    let names: Vec<&str> = all[0].names.iter().map(|name| name.text.as_str()).collect();
    assert_eq!((all.len(), names), (1, vec!["alice", "alice.married"]));
}

#[test]
fn a_null_sid_says_nothing_and_a_local_administrator_is_not_the_domains() {
    let admin = Account::new(Sid::account(DOMAIN, 500), "Administrator", "EXAMPLE");
    let local = Account::new(Sid::account([7, 8, 9], 500), "Administrator", "WS-1");
    let failed = |who: Account<'static>| {
        security::logon_failed(&Logon::ntlm(who, "WS-1", address(11)), 0xc000_006d, 0xc000_006a)
    };
    let case = case_of([
        at(logon_of(admin), DC, 0),
        at(logon_of(local), "WS-1.example.local", 1),
        // Failures carry the null SID: it joins nobody with nobody.
        at(failed(admin), DC, 2),
        at(failed(local), "WS-1.example.local", 3),
    ]);
    let of_row = &case.grounds().identities.accounts.of_row;
    assert_eq!(accounts(&case).len(), 2);
    assert_eq!((of_row[0], of_row[1]), (of_row[2], of_row[3]));
    assert_ne!(of_row[0], of_row[1]);
}

#[test]
fn a_name_without_a_domain_belongs_to_whoever_has_most_events_of_that_name() {
    let (often, once) = (account("alice", 1_104), Account::new(Sid::account([4, 5, 6], 1_104), "alice", "OTHER"));
    let ntlm = || security::credentials_validated("alice", "WS-1", 0);
    let records =
        [at(logon_of(once), DC, 0), at(logon_of(often), DC, 1), at(logon_of(often), DC, 2), at(ntlm(), DC, 3)];
    let case = case_of(records);
    let of_row = &case.grounds().identities.accounts.of_row;
    assert_eq!((of_row[3], of_row[0] == of_row[1]), (of_row[1], false));
    // Where none stands out, it is an account of its own.
    let tied = case_of([at(logon_of(once), DC, 0), at(logon_of(often), DC, 1), at(ntlm(), DC, 3)]);
    assert_eq!(tied.grounds().identities.accounts.all.last().unwrap().label, "alice (domain unknown)");
}

#[test]
fn machines_and_built_in_accounts_are_told_from_people_and_odd_names_are_kept() {
    let odd = "=cmd|' /C calc'!A0 \u{202e}<script>";
    let case = case_of([
        at(logon_of(account("WS-1$", 1_201)), DC, 0),
        at(logon_of(Account::new(Sid::of(5, &[7]), "ANONYMOUS LOGON", "NT AUTHORITY")), DC, 1),
        at(logon_of(Account::new(Sid::of(5, &[90, 0, 1]), "DWM-1", "Window Manager")), DC, 2),
        at(logon_of(account(odd, 1_300)), DC, 3),
    ]);
    let kinds: Vec<AccountKind> = case.grounds().identities.accounts.all.iter().map(|account| account.kind).collect();
    assert_eq!(kinds, [AccountKind::Machine, AccountKind::Builtin, AccountKind::Builtin, AccountKind::Standard]);
    assert_eq!(accounts(&case)[3].0, odd);
}

#[test]
fn an_address_has_one_spelling_loopback_is_the_computer_and_no_source_is_local() {
    let alice = account("alice", 1_104);
    let from = |address: IpAddr| security::logged_on(&Logon::kerberos(alice, (address, 50_000)));
    let case = case_of([
        at(from(Ipv4Addr::new(10, 1, 2, 11).into()), DC, 0),
        at(security::ticket_granting_ticket(&alice, KRBTGT, address(11), security::AES256, 0), DC, 1),
        at(from("FE80:0:0:0:0:0:0:AB".parse::<Ipv6Addr>().unwrap().into()), DC, 2),
        at(from(Ipv4Addr::LOCALHOST.into()), DC, 3),
        at(security::credentials_validated("alice", r"\\WS-7", 0), DC, 4),
        at(security::logged_on(&Logon::service(account("DC01$", 1_000), account("svc", 1_105), 5)), DC, 5),
    ]);
    assert_eq!(
        sources(&case),
        ["10.1.2.11", "10.1.2.11", "fe80::ab", "DC01.example.local", "WS-7", "DC01.example.local"]
    );
    assert_eq!(case.grounds().identities.hosts.local, [false, false, false, false, false, true]);
}

#[test]
fn an_address_takes_the_name_that_was_last_seen_with_it_and_names_join_their_qualified_forms() {
    let alice = account("alice", 1_104);
    let ntlm = |workstation: &'static str| security::logged_on(&Logon::ntlm(alice, workstation, address(11)));
    let case = case_of([
        at(logon_of(alice), DC, 0),
        at(ntlm("WS-1"), DC, 1),
        at(logon_of(alice), DC, 2),
        at(ntlm("ws-1.example.local"), DC, 3),
        at(ntlm("WS-2"), DC, 600),
        at(logon_of(alice), DC, 601),
    ]);
    assert_eq!(sources(&case), ["WS-1", "WS-1", "WS-1", "WS-1", "WS-2", "WS-2"]);
}

#[test]
fn checks_by_a_domain_controller_make_no_movement_to_it() {
    let alice = account("alice", 1_104);
    let realm = Account::new(alice.sid, "alice@EXAMPLE.LOCAL", "EXAMPLE.LOCAL");
    let ticket = |service| security::service_ticket(&realm, (service, KRBTGT), address(11), security::AES256, 0);
    let case = case_of([
        at(security::ticket_granting_ticket(&alice, KRBTGT, address(11), security::AES256, 0), DC, 0),
        at(ticket("krbtgt"), DC, 1),
        at(ticket("FILE01$"), DC, 2),
        at(security::ticket_renewed(&realm, ("krbtgt", KRBTGT), address(11)), DC, 3),
        at(security::preauthentication_failed(&alice, address(11), 0x18), DC, 4),
        at(security::credentials_validated("alice", "WS-1", 0), DC, 5),
        at(logon_of(alice), DC, 6),
    ]);
    assert_eq!(targets(&case), ["-", "-", "FILE01", "-", "-", "-", DC]);
    // 4771 names no domain; the account is the one that the others name.
    assert_eq!(accounts(&case), [("alice".to_owned(), Some("EXAMPLE".to_owned()))]);
}

#[test]
fn explicit_credentials_start_at_their_computer_and_localhost_is_resolved() {
    let (alice, admin) = (account("alice", 1_104), logs::administrator());
    let case = case_of([
        at(security::explicit_credentials(&alice, &admin, "file01.example.local"), "WS-1.example.local", 0),
        at(security::explicit_credentials(&alice, &admin, "localhost"), "WS-1.example.local", 1),
    ]);
    assert_eq!(sources(&case), ["WS-1.example.local", "WS-1.example.local"]);
    assert_eq!(targets(&case), ["file01.example.local", "WS-1.example.local"]);
    // The target is the account; the caller is kept beside it.
    assert_eq!(accounts(&case).iter().map(|(label, _)| label.as_str()).collect::<Vec<_>>(), ["Administrator"]);
    let event = case.store().events.get(0);
    assert_eq!(case.store().strings.get(case.store().accounts.get(event.subject).name), "alice");
}

#[test]
fn a_restricted_account_is_told_by_the_sub_status() {
    let failed =
        security::logon_failed(&Logon::ntlm(account("alice", 1_104), "WS-1", address(11)), 0xc000_006e, 0xc000_006f);
    assert_eq!(case_of([at(failed, DC, 0)]).store().events.status, [0xc000_006f]);
}

#[test]
fn a_lockout_names_the_callers_computer_and_no_domain() {
    let alice = account("alice", 1_104);
    let case =
        case_of([at(logon_of(alice), DC, 0), at(security::account_locked(&alice, "WS-9", &logs::controller()), DC, 1)]);
    assert_eq!(accounts(&case), [("alice".to_owned(), Some("EXAMPLE".to_owned()))]);
    assert_eq!(sources(&case), ["10.1.2.11", "WS-9"]);
}

#[test]
fn remote_desktops_logs_name_account_and_source() {
    let rdp_log = "ADM01.example.local";
    let case = case_of([
        at(rdp::connection("alice", "EXAMPLE", "10.1.2.11"), rdp_log, 0),
        at(rdp::session(21, r"EXAMPLE\alice", 2, "10.1.2.11"), rdp_log, 1),
        at(rdp::session(21, r"EXAMPLE\alice", 3, "LOCAL"), rdp_log, 2),
        at(rdp::transport_accepted("10.1.2.12:49152"), rdp_log, 3),
        at(rdp::outbound(1024, Sid::account(DOMAIN, 1_104), "srv-9"), rdp_log, 4),
    ]);
    assert_eq!(sources(&case), ["10.1.2.11", "10.1.2.11", rdp_log, "10.1.2.12", rdp_log]);
    assert_eq!(targets(&case), [rdp_log, rdp_log, rdp_log, rdp_log, "srv-9"]);
    let of_row = &case.grounds().identities.accounts.of_row;
    assert_eq!((of_row[0], of_row[3]), (of_row[1], NOBODY));
}

#[test]
fn context_events_add_no_node_no_edge_and_no_hour() {
    let counted = |record: &Record<'_>| matches!(record.event_id, 4624 | 4625 | 4768 | 4769 | 4776 | 4672);
    // A session that changes hands names its client, and so the host at that address: this it may tell of any event.
    let names_client = |record: &Record<'_>| matches!(record.event_id, 4778 | 4779);
    let all: Vec<Record<'static>> = logs::morning().into_iter().collect();
    let some_hours_later: Vec<Record<'static>> = logs::one_of_each()
        .into_iter()
        .filter(|record| !counted(record) && !names_client(record))
        .map(|record| record.at(MONDAY + 30 * HOUR))
        .collect();
    assert!(some_hours_later.len() > 30);
    let without = case_of(all.clone().into_iter().filter(counted));
    let with = case_of(all.into_iter().filter(counted).chain(some_hours_later));
    let part = |case: &Case, key: &str| -> serde_json::Value {
        let document = case.export(ExportFormat::AnalysisJson).unwrap().bytes;
        serde_json::from_slice::<serde_json::Value>(&document).unwrap()[key].clone()
    };
    for key in ["edges", "timeline"] {
        assert_eq!(part(&with, key), part(&without, key), "{key}");
    }
    let ranks = |case: &Case| -> Vec<(String, String)> {
        let hosts = part(case, "hosts");
        hosts.as_array().unwrap().iter().map(|host| (host["name"].to_string(), host["rank"].to_string())).collect()
    };
    assert_eq!(ranks(&with), ranks(&without));
    assert_eq!(part(&with, "totals")["logons"], part(&without, "totals")["logons"]);
    assert_eq!(part(&with, "totals")["accounts"], part(&without, "totals")["accounts"]);
}
