//! Each form of the language, on rows made by hand.

use super::*;
use crate::model::facts::Slot;
use crate::model::handmade::{logon, privilege};

const NOTHING: [u64; 0] = [];
/// The evening of 7 November 2017, a Tuesday, UTC.
const EVENING: i64 = 1_510_081_200;

fn company() -> Case {
    let hour = 3_600;
    let rows = [
        logon("alice", "10.0.0.1").domain("EX").sid("S-1-5-21-1-2-3-1104").at(EVENING).authentication("NTLM V2"),
        logon("ALICE", "10.0.0.1").domain("ex.local").sid("S-1-5-21-1-2-3-1104").at(EVENING + 60),
        logon("administrator", "10.0.0.11").domain("EX").sid("S-1-5-21-1-2-3-500").at(EVENING + hour).logon_type(10),
        privilege("administrator").domain("EX").sid("S-1-5-21-1-2-3-500").at(EVENING + hour + 1).on("dc01.ex.local"),
        logon("bob", "fe80::7%4")
            .domain("EX")
            .at(EVENING + 2 * hour)
            .event(4625)
            .status(0xc000_006a)
            .workstation("WIN10-02"),
        logon("bob", "").domain("WIN10-02").at(EVENING + 8 * hour).on("WIN10-02").logon_type(2),
        logon("WEB01$", "192.168.16.9").domain("EX").at(EVENING + 4 * 24 * hour),
        logon("mallory", "192.168.17.1")
            .domain("WORKGROUP")
            .at(EVENING + 5 * 24 * hour)
            .event(4776)
            .status(0xc000_0064),
        logon("alice", "10.0.0.1").domain("EX").at(EVENING + 120).event(4769).detail(Slot::Service, "DC01$").status(0),
        logon("mule", "")
            .domain("EX")
            .at(EVENING + 130)
            .event(4720)
            .by("administrator", "EX", "S-1-5-21-1-2-3-500")
            .logon_type(255),
        logon("alice", "").domain("EX").at(EVENING + 140).event(4634),
    ];
    let rows: Vec<Row> = (1..).zip(rows).map(|(record, row)| row.record(record)).collect();
    case_of(&rows, "UTC")
}

#[test]
fn each_form_finds_its_rows() {
    let case = company();
    for (text, expected) in [
        // Names, of accounts and hosts alike; never with regard to case.
        ("adminis", &[3, 4][..]),
        ("win10", &[5, 6]),
        ("alice", &[1, 2, 9, 11]),
        ("10.0.0.1", &[1, 2, 9]),
        ("=10.0.0.1", &[1, 2, 9]),
        ("user:AL*", &[1, 2, 9, 11]),
        ("user:=bob", &[5, 6]),
        ("user:ex\\bob", &[5]),
        ("user:bob@ex", &[5]),
        ("user:mallory,mule", &[8, 10]),
        ("host:win10-0?", &[5, 6]),
        ("host:10.0.0.0/28", &[1, 2, 3, 9]),
        ("to:dc01", &[4, 9]),
        ("to:srv", &[1, 2, 3, 5, 7]),
        ("ip:10.0.0.1", &[1, 2, 9]),
        ("ip:10.0.0.", &[1, 2, 3, 9]),
        ("ip:192.168.16.0/23", &[7, 8]),
        ("ip:fe80::/10", &[5]),
        ("ip:10.0.0.11,192.168.*", &[3, 7, 8]),
        ("domain:ex", &[1, 2, 3, 4, 5, 7, 9, 10, 11]),
        ("domain:ex.local", &[1, 2, 3, 4, 5, 7, 9, 10, 11]),
        ("domain:=workgroup", &[8]),
        ("sid:500", &[3, 4]),
        ("sid:S-1-5-21-1-2-3-1104", &[1, 2, 9, 11]),
        ("computer:dc01", &[4]),
        ("by:administrator", &[3, 4, 10]),
        ("by:ex\\administrator id:4720", &[10]),
        ("id:4624,4625", &[1, 2, 3, 5, 6, 7]),
        ("id:4768-4776", &[8, 9]),
        ("type:3,10", &[1, 2, 3, 5, 7, 8, 9, 11]),
        ("type:rdp", &[3]),
        ("type:interactive", &[6]),
        ("auth:ntlm", &[1]),
        ("status:0xC000006A", &[5]),
        ("status:0x0", &[9]),
        ("status:\"unknown account\"", &[8]),
        ("status:wrong", &[5]),
        ("count:>2", &[1, 2, 9]),
        ("count:3", &[1, 2, 9]),
        ("count:1", &[3, 5, 6, 7, 8]),
        ("id:4624 count:>1", &[1, 2]),
        ("after:2017-11-12", &[8]),
        ("after:2017-11-11T19:00", &[7, 8]),
        ("before:2017-11-07T19:01", &[1]),
        ("on:2017-11-08", &[6]),
        ("on:2017-11-07T19", &[1, 2, 9, 10, 11]),
        ("on:2017-12", &[]),
        ("hour:0-6", &[6]),
        ("hour:21-19", &[1, 2, 5, 6, 7, 8, 9, 10, 11]),
        ("day:sat,sun", &[7, 8]),
        ("day:wed-mon", &[6, 7, 8]),
        ("is:privileged", &[3, 4]),
        ("is:failed", &[5, 8]),
        ("is:new", &[1, 3, 5, 6, 7, 8]),
        ("is:machine", &[7]),
        ("is:local", &[6]),
        ("is:logon", &[1, 2, 3, 5, 6, 7, 8, 9]),
        ("is:foreign", &[6, 8]),
        ("detail:dc01", &[9]),
        ("finding:account-changes", &[10]),
        // What joins them.
        ("alice id:4624", &[1, 2]),
        ("alice AND id:4624", &[1, 2]),
        ("mallory OR mule", &[8, 10]),
        ("alice id:4624 OR bob id:4625", &[1, 2, 5]),
        ("bob (id:4625 OR type:2)", &[5, 6]),
        ("-is:logon", &[4, 10, 11]),
        ("NOT is:logon NOT alice", &[4, 10]),
        ("-(alice OR bob) is:logon", &[3, 7, 8]),
        ("", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
    ] {
        assert_eq!(records(&case, text), expected, "{text}");
    }
}

#[test]
fn what_is_copied_from_a_record_finds_it() {
    let rows = [
        logon("alice", "::ffff:10.0.0.1").record(1),
        logon("alice", "10.0.0.1").record(2),
        logon("alice", "10.0.0.9").record(3),
    ];
    let case = case_of(&rows, "UTC");
    for (text, expected) in [
        ("ip:::ffff:10.0.0.1", &[1, 2][..]),
        ("host:::ffff:10.0.0.1", &[1, 2]),
        ("::ffff:10.0.0.1", &[1, 2]),
        ("ip:::ffff:10.0.0.0/125", &[1, 2]),
    ] {
        assert_eq!(records(&case, text), expected, "{text}");
    }
}

#[test]
fn a_computer_on_itself_is_one_though_it_has_the_systems_sid() {
    let rows = [
        logon("DC01$", "").domain("EX").sid("S-1-5-18").record(1),
        logon("WEB01$", "").domain("EX").record(2),
        logon("SYSTEM", "").domain("NT AUTHORITY").sid("S-1-5-18").record(3),
    ];
    let case = case_of(&rows, "UTC");
    assert_eq!(records(&case, "is:machine"), [1, 2]);
    assert_eq!(records(&case, "is:builtin"), [1, 3]);
}

#[test]
fn times_are_of_the_display_zone() {
    let rows = [logon("alice", "10.0.0.1").at(EVENING).record(1)]; // 19:00 UTC
    let tokyo = case_of(&rows, "Asia/Tokyo"); // 04:00 of the 8th
    assert_eq!(records(&tokyo, "on:2017-11-08 hour:4 day:wed after:2017-11-08 before:2017-11-08T04:01"), [1]);
    assert_eq!(records(&tokyo, "on:2017-11-07"), NOTHING);
    assert_eq!(records(&tokyo, "on:2017-11-07T19Z after:2017-11-07T19:00Z"), [1]);
}

#[test]
fn an_hour_that_comes_twice_is_found_twice() {
    // Berlin's clocks go back from three to two at 01:00 UTC.
    let change = 1_509_238_800;
    let rows: Vec<Row> =
        (0..4).map(|n| logon("alice", "10.0.0.1").at(change - 5_400 + n * 3_600).record(n as u64 + 1)).collect();
    let case = case_of(&rows, "Europe/Berlin"); // 01:30, 02:30, 02:30 again, 03:30
    assert_eq!(records(&case, "hour:2"), [2, 3]);
    assert_eq!(records(&case, "on:2017-10-29T02"), [2, 3]);
    assert_eq!(records(&case, "after:2017-10-29T02"), [2, 3, 4]);
    assert_eq!(records(&case, "before:2017-10-29T02"), [1]);
    assert_eq!(records(&case, "after:2017-10-29T02:00+01:00"), [3, 4]);
}

#[test]
fn counts_are_under_the_rest_of_the_search() {
    let row = |record: u64, status: u32| {
        let row = logon("alice", "10.0.0.1").at(record as i64).record(record);
        if status == 0 { row } else { row.event(4625).status(status) }
    };
    let rows = [row(1, 0), row(2, 0xc000_006a), row(3, 0xc000_006a), row(4, 0)];
    let case = case_of(&rows, "UTC");
    assert_eq!(records(&case, "count:>3"), [1, 2, 3, 4]);
    assert_eq!(records(&case, "is:failed count:>3"), NOTHING);
    assert_eq!(records(&case, "is:failed count:2"), [2, 3]);
    assert_eq!(records(&case, "-count:2 is:failed"), NOTHING);
}
