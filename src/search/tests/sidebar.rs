//! LogonTracer's searches find what they should, and nothing that is merely like it.

use super::*;
use crate::model::facts::Slot;
use crate::model::handmade::{logon, privilege};
use crate::search::saved::SAVED;

fn named(name: &str) -> &'static str {
    SAVED.iter().find(|saved| saved.name.starts_with(name)).expect(name).text
}

fn numbered(rows: Vec<Row>) -> Case {
    let rows: Vec<Row> =
        (1..).zip(rows).map(|(record, row): (u64, Row)| row.at(record as i64).record(record)).collect();
    case_of(&rows, "UTC")
}

#[test]
fn every_saved_search_is_understood() {
    for saved in SAVED {
        assert_eq!(parse(saved.text).1, [], "{}", saved.name);
    }
}

#[test]
fn logons_are_told_by_type_and_package() {
    let case = numbered(vec![
        privilege("root"),
        logon("root", "10.0.0.1").authentication("NTLM V1"),
        logon("a", "10.0.0.2").authentication("Kerberos"),
        logon("a", "10.0.0.2").logon_type(10),
        logon("a", "").logon_type(4),
        logon("a", "").logon_type(5),
        logon("a", "10.0.0.2").event(4625).status(0xc000_006a),
        logon("a", "10.0.0.2").event(4634),
        logon("a", "10.0.0.2").event(4768).logon_type(255).status(0x6),
    ]);
    for (name, expected) in [
        ("All accounts", &[1, 2, 3, 4, 5, 6, 7, 8, 9][..]),
        ("Privileged", &[1, 2]),
        ("NTLM", &[2]),
        ("RDP", &[4]),
        ("Network", &[2, 3, 7]),
        ("Batch", &[5]),
        ("Service", &[6]),
        ("Logon failure", &[7, 9]),
    ] {
        assert_eq!(records(&case, named(name)), expected, "{name}");
    }
}

#[test]
fn changes_are_told_by_event_and_by_whom() {
    let ids = [4720, 4722, 4726, 4728, 4729, 4732, 4733, 4738, 4756, 4757];
    let mut rows: Vec<Row> = ids.map(|id| logon("mule", "").event(id).by("root", "EX", "")).to_vec();
    rows.push(
        logon("root", "")
            .event(4719)
            .detail(Slot::Category, "%%8278")
            .detail(Slot::Subcategory, "{0CCE9235-69AE-11D9-BED3-505054503030}"),
    );
    rows.push(
        logon("root", "")
            .event(4719)
            .detail(Slot::Category, "%%8273")
            .detail(Slot::Subcategory, "{0CCE9215-69AE-11D9-BED3-505054503030}"),
    );
    let case = numbered(rows);
    assert_eq!(records(&case, named("Created")), [1, 3, 4, 5, 6, 7, 9, 10]);
    assert_eq!(records(&case, named("Audit policy")), [11, 12]);
    // By category, by subcategory, by what the record says.
    assert_eq!(records(&case, "policy:\"account management\""), [11]);
    assert_eq!(records(&case, "policy:logon"), [12]);
    assert_eq!(records(&case, "policy:=logon/logoff"), [12]);
    assert_eq!(records(&case, "policy:%%8278"), [11]);
    assert_eq!(records(&case, "policy:0cce9215-69ae-11d9-bed3-505054503030"), [12]);
}

#[test]
fn domains_are_checked_against_that_of_most() {
    let case = numbered(vec![
        logon("a", "10.0.0.1").domain("EX"),
        logon("b", "10.0.0.1").domain("ex"),
        logon("SYSTEM", "").domain("NT AUTHORITY").sid("S-1-5-18"),
        logon("administrator", "10.0.0.1").domain("SRV"),
        logon("x", "10.0.0.1").domain("KALI"),
        logon("nobody", "10.0.0.1"),
    ]);
    assert_eq!(records(&case, named("Domain check")), [4, 5]);
}
