//! A test for each rule of hosts.

use super::*;
use crate::model::handmade::{Row, RowMaker, logon, privilege};

fn resolve(rows: &[Row]) -> Hosts {
    let maker = RowMaker::of(rows);
    let order: Vec<u32> = (0..rows.len() as u32).collect();
    Hosts::resolve(&maker.store, &order)
}

fn sources(rows: &[Row]) -> Vec<String> {
    let hosts = resolve(rows);
    hosts.of_row.iter().map(|host| hosts.all[*host as usize].label.clone()).collect()
}

fn from(address: &str, workstation: &str) -> Row {
    logon("alice", address).workstation(workstation)
}

#[test]
fn the_source_is_the_address_else_the_name() {
    assert_eq!(sources(&[from("10.0.0.1", ""), from("-", "PC1"), from("", "\\\\PC2")]), ["10.0.0.1", "PC1", "PC2"]);
}

#[test]
fn two_spellings_of_an_address_are_one_host() {
    let hosts =
        resolve(&[from("::ffff:10.0.0.1", ""), from("10.0.0.1", ""), from("FE80::1%4", ""), from("fe80::1%4", "")]);
    assert_eq!(hosts.of_row, [0, 0, 1, 1]);
    assert_eq!(hosts.all[1].label, "fe80::1%4");
}

#[test]
fn loopback_is_the_recording_computer_and_not_a_local_logon() {
    let hosts = resolve(&[from("127.0.0.1", "PC9").on("SRV1"), from("::1", "").on("SRV2")]);
    assert_eq!(hosts.all.iter().map(|host| host.label.as_str()).collect::<Vec<_>>(), ["SRV1", "SRV2"]);
    assert_eq!(hosts.local, [false, false]);
}

#[test]
fn a_logon_without_a_source_is_local_to_the_recording_computer() {
    let hosts = resolve(&[from("-", "").on("SRV1"), from("", "SRV1").on("SRV1"), from("LOCAL", "-").on("SRV1")]);
    assert_eq!((hosts.of_row, hosts.local), (vec![0, 0, 0], vec![true, false, true]));
}

#[test]
fn an_address_takes_the_name_last_seen_with_it_or_else_the_next() {
    let rows = [
        from("10.0.0.1", "").at(1),
        from("10.0.0.1", "PC1").at(2),
        from("10.0.0.1", "").at(3),
        from("10.0.0.1", "PC2").at(4),
        from("10.0.0.1", "").at(5),
        from("10.0.0.2", "").at(6),
    ];
    assert_eq!(sources(&rows), ["PC1", "PC1", "PC1", "PC2", "PC2", "10.0.0.2"]);
}

#[test]
fn a_host_shows_its_addresses_with_their_times() {
    let hosts = resolve(&[from("10.0.0.1", "PC1").at(1), from("10.0.0.7", "PC1").at(2), from("10.0.0.7", "pc1").at(3)]);
    let seen = |text: &str, first: i64, last: i64| Sighting {
        text: text.to_owned(),
        first: first * 1_000_000,
        last: last * 1_000_000,
    };
    assert_eq!(hosts.all[0].addresses, [seen("10.0.0.1", 1, 1), seen("10.0.0.7", 2, 3)]);
    assert_eq!(hosts.all[0].names, [seen("PC1", 1, 3)]);
}

#[test]
fn short_and_qualified_names_are_one_host_unless_domains_differ() {
    let one = [from("", "win10-01.example.local"), from("", "WIN10-01"), from("", "win10-01")];
    assert_eq!(sources(&one), ["WIN10-01", "WIN10-01", "WIN10-01"]);
    let two = [from("", "pc.a.example"), from("", "pc.b.example"), from("", "pc")];
    assert_eq!(resolve(&two).of_row, [0, 1, 2]);
}

#[test]
fn the_computers_full_name_and_its_workstation_name_are_one_host() {
    let rows = [from("127.0.0.1", "").on("SRV1.example.local"), from("", "SRV1").on("DC.example.local").event(4776)];
    assert_eq!(resolve(&rows).of_row, [0, 0]);
}

#[test]
fn remote_desktop_writes_the_servers_own_name_which_is_not_the_clients() {
    let rows = [
        from("10.0.0.1", "SRV1").on("SRV1.example.local").logon_type(10),
        from("10.0.0.1", "SRV1").on("SRV1.example.local").logon_type(3),
    ];
    assert_eq!(sources(&rows[..1]), ["10.0.0.1"]);
    assert_eq!(sources(&rows[1..]), ["SRV1"]);
}

#[test]
fn an_address_given_for_a_name_is_an_address() {
    assert_eq!(resolve(&[from("", "10.0.0.1"), from("10.0.0.1", "")]).of_row, [0, 0]);
}

#[test]
fn rows_that_are_no_logons_have_no_source() {
    assert_eq!(resolve(&[privilege("alice"), from("10.0.0.1", "")]).of_row, [NOBODY, 0]);
}

#[test]
fn a_guessing_client_that_names_itself_anew_each_time_is_one_host() {
    let attempt = |i: i64| from("10.0.0.66", &format!("X{i}")).event(4625).at(i);
    let mut rows: Vec<Row> = (0..50).map(attempt).collect();
    rows.push(from("10.0.0.66", "KALI").at(60));
    let hosts = resolve(&rows);
    assert_eq!(hosts.all.iter().map(|host| host.label.as_str()).collect::<Vec<_>>(), ["KALI"]);
    assert_eq!(hosts.all[0].names.len(), 51, "every name it gave is shown");
}
