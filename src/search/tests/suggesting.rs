//! What is offered while one types comes from the case, and what is picked finds it.

use super::*;
use crate::model::facts::Slot;
use crate::model::handmade::{logon, privilege};
use crate::search::suggest::{look_at, suggest};
use crate::search::vocabulary::Vocabulary;

fn company() -> Case {
    let rows = [
        logon("alice", "10.0.0.1").domain("EX").workstation("WIN10-01").authentication("NTLM V2"),
        logon("alice", "10.0.0.1").domain("EX").at(1).workstation("WIN10-01"),
        logon("malice, sr.", "10.0.0.2").domain("EX").at(2).event(4625).status(0xc000_006a),
        privilege("administrator").domain("EX").at(3).on("dc01.ex.local"),
    ];
    let rows: Vec<Row> = (1..).zip(rows).map(|(record, row)| row.record(record)).collect();
    case_of(&rows, "UTC")
}

/// What is offered at the mark `|`.
fn offered(case: &Case, marked: &str) -> Vec<String> {
    let caret = marked.find('|').unwrap();
    let suggestions = suggest(&marked.replace('|', ""), caret, &Vocabulary::new(&rows_of(case)));
    suggestions.into_iter().map(|one| one.text).collect()
}

#[test]
fn names_come_by_their_beginning_then_by_what_they_hold() {
    let case = company();
    assert_eq!(offered(&case, "user:al|"), ["=alice", "=\"malice, sr.\""]);
    assert_eq!(offered(&case, "user:bob,ALI|"), ["=alice", "=\"malice, sr.\""]);
    assert_eq!(offered(&case, "host:|"), ["=WIN10-01", "=10.0.0.2"]);
    assert_eq!(offered(&case, "ip:10.0.0.2|"), ["10.0.0.2"]);
    assert_eq!(offered(&case, "id:|"), ["4624", "4625", "4672"]);
    assert_eq!(offered(&case, "id:fail|"), ["4625"]);
    assert_eq!(offered(&case, "status:wrong|"), ["0xc000006a"]);
    assert_eq!(offered(&case, "type:net|"), ["3"]);
    assert_eq!(offered(&case, "auth:|"), ["=\"NTLM V2\""]);
    assert_eq!(offered(&case, "is:priv|"), ["privileged"]);
    assert_eq!(offered(&case, "computer:dc|"), ["=dc01.ex.local"]);
    assert_eq!(offered(&case, "finding:dcs|"), ["dcsync", "dcshadow"]);
    assert_eq!(offered(&case, "on:|"), ["1970-01-01"]);
    assert_eq!(offered(&case, "foo:a|"), [""; 0]);
}

#[test]
fn a_word_may_be_a_field_a_name_or_a_number() {
    let case = company();
    assert_eq!(offered(&case, "ad|"), ["user:=administrator"]);
    assert_eq!(offered(&case, "x (462|"), ["id:4624", "id:4625"]);
    assert_eq!(offered(&case, "ho|"), ["host:", "hour:"]);
    assert!(offered(&case, "|").contains(&"user:".to_owned()));
    assert_eq!(offered(&case, "alice|")[0], "user:=alice");
}

#[test]
fn what_is_picked_is_understood_and_finds_its_rows() {
    let case = company();
    let vocabulary = Vocabulary::new(&rows_of(&case));
    for field in crate::search::FIELDS {
        let typed = format!("{}:", field.name);
        for one in suggest(&typed, typed.len(), &vocabulary) {
            let text = format!("{}{}", &typed[..one.from as usize], one.text);
            let rows = found(&case, &text).count();
            assert!(one.rows == 0 || rows > 0, "{text}");
        }
    }
}

#[test]
fn the_figure_of_what_is_offered_is_that_of_its_rows() {
    let policy = |category: &str, subcategory: &str| {
        let row = logon("root", "").domain("EX").event(4719).detail(Slot::Category, category);
        row.detail(Slot::Subcategory, subcategory)
    };
    let rows = [
        // A host of two addresses, and an address of two hosts, one of them as IPv6 writes it.
        logon("alice", "10.0.0.1").domain("EX").workstation("WIN10-01").authentication("NTLM V2"),
        logon("alice", "10.0.0.2").domain("EX").workstation("WIN10-01").authentication("NTLM"),
        logon("ALICE", "::ffff:10.0.0.2").domain("EX").workstation("WIN10-02").authentication("ntlm"),
        logon("bob", "").domain("EX").event(4720).by("alice", "EX", "S-1-5-21-1-2-3-500"),
        logon("bob", "10.0.0.2").domain("EX").event(4769).detail(Slot::Service, "DC01$").status(0).on("dc02.ex.local"),
        logon("bob", "10.0.0.2").domain("EX").event(4776).status(0).on("dc01"),
        logon("bob", "10.0.0.2").domain("EX").sid("S-1-5-21-1-2-3-1105").on("DC01"),
        policy("%%8278", "{0CCE9235-69AE-11D9-BED3-505054503030}"),
        policy("%%8273", "{0CCE9215-69AE-11D9-BED3-505054503030}"),
        policy("%%8273", "{0CCE9216-69AE-11D9-BED3-505054503030}"),
    ];
    let rows: Vec<Row> = (1..).zip(rows).map(|(record, row)| row.record(record).at(record as i64)).collect();
    let case = case_of(&rows, "UTC");
    let vocabulary = Vocabulary::new(&rows_of(&case));
    let mut figures = 0;
    for field in crate::search::FIELDS {
        let typed = format!("{}:", field.name);
        for one in suggest(&typed, typed.len(), &vocabulary).iter().filter(|one| one.rows > 0) {
            let text = format!("{typed}{}", one.text);
            assert_eq!(found(&case, &text).count(), one.rows as usize, "{text}");
            figures += 1;
        }
    }
    assert!(figures > 30, "{figures}");
    assert_eq!(offered(&case, "policy:log|"), ["=Logon/Logoff", "=Logoff", "=Logon"]);
    assert!(offered(&case, "to:|").contains(&"=DC01".to_owned()));
    assert_eq!(offered(&case, "sid:1105|"), ["S-1-5-21-1-2-3-1105"]);
}

#[test]
fn what_is_typed_is_taken_apart() {
    let vocabulary = Vocabulary::new(&rows_of(&company()));
    let view = look_at("user:alice -(id:x)", 18, &vocabulary);
    let parts: Vec<(&str, bool)> = view.parts.iter().map(|part| (part.text.as_str(), part.is_term)).collect();
    assert_eq!(parts, [("user:alice", true), ("-", false), ("(", false), ("id:x", true), (")", false)]);
    assert_eq!((view.parts[3].without.as_str(), view.mistakes.len()), ("user:alice", 1));
    // A caret within a letter, or beyond the end, is no reason to fail.
    for caret in [0, 1, 2, 3, 99] {
        look_at("é", caret, &vocabulary);
    }
}
