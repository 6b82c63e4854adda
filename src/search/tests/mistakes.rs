//! What is wrong is told where it stands, and the rest counts.

use super::*;
use crate::model::handmade::logon;

/// What is marked, and what is said of it.
fn told(text: &str) -> Vec<(&str, String)> {
    let (_, mistakes) = parse(text);
    mistakes.iter().map(|mistake| (&text[mistake.from as usize..mistake.to as usize], mistake.text.clone())).collect()
}

/// The only mistake.
fn only(text: &str) -> (&str, String) {
    let mut told = told(text);
    assert_eq!(told.len(), 1, "{text}: {told:?}");
    told.remove(0)
}

#[test]
fn a_mistake_is_marked_where_it_is_and_says_what_was_expected() {
    for (text, marked, says) in [
        ("users:alice", "users:", "There is no field of that name. user: looks at the account."),
        ("foo:bar x", "foo:", "There is no field of that name. Text with a colon is put in quotes."),
        ("alice id:abc", "abc", "Expected numbers, such as id:4624,4625."),
        ("id:4624,x,4625", "x", "Expected numbers, such as id:4624,4625."),
        (
            "id:9999",
            "9999",
            "Events of this number are not read into the case; the view Evidence lists those that are.",
        ),
        ("type:14-2", "14-2", "Expected a number or a name, such as type:3,10 or type:batch."),
        ("ip:10.0.0.0/40", "10.0.0.0/40", "Expected an address or a range of them, such as ip:192.168.16.0/24."),
        ("ip:alice", "alice", "Expected an address or a range of them, such as ip:192.168.16.0/24."),
        ("count:many", "many", "Expected a number, such as count:>5."),
        ("count:<0", "<0", "Expected a number, such as count:>5."),
        ("after:yesterday", "yesterday", "Expected a time, such as after:2017-11-07T12:00."),
        ("on:2017-02-30", "2017-02-30", "Expected a day, such as on:2017-11-07."),
        ("after:2017,2018", "2018", "One time is enough here."),
        ("hour:24", "24", "Expected hours from 0 to 23, such as hour:0-6."),
        ("day:someday", "someday", "Expected days, such as day:sat,sun."),
        ("is:evil", "evil", "Expected one of privileged, failed, new, machine, local, builtin, logon, foreign."),
        ("(alice", "(", "The closing parenthesis is missing."),
        ("alice)", ")", "This parenthesis closes nothing: an opening one is missing."),
        ("alice OR", "OR", "OR stands between two terms: the second is missing."),
        ("OR alice", "OR", "OR stands between two terms: the first is missing."),
        ("alice AND", "AND", "AND stands between two terms: the second is missing."),
        ("AND alice", "AND", "AND stands between two terms: the first is missing."),
        ("alice NOT", "NOT", "A term is expected behind NOT."),
        ("() alice", "()", "A term is expected between the parentheses."),
        ("user:\"alice", "\"alice", "The closing quote is missing."),
        ("\"\"", "\"\"", "A name of an account or a host is expected."),
    ] {
        assert_eq!(only(text), (marked, says.to_owned()), "{text}");
    }
    let (marked, says) = only("finding:nothing");
    assert!(marked == "nothing" && says.contains("dcsync"), "{says}");
    let (marked, says) = only("user: alice");
    assert!(marked.is_empty() && says.contains("a name"), "{marked} {says}");
}

#[test]
fn what_is_understood_counts_beside_what_is_not() {
    let case = case_of(&[logon("alice", "10.0.0.1").record(1), logon("bob", "10.0.0.2").record(2)], "UTC");
    for text in [
        "alice id:abc",
        "foo:bar alice",
        "(alice",
        "alice)",
        "alice OR",
        "OR alice",
        "alice AND",
        "alice NOT",
        "() alice",
        "user:\"alice",
        "id:x OR alice",
        "-foo:1 alice",
        "user:,alice",
        "alice AND OR foo:x",
        ") alice (",
    ] {
        let (query, mistakes) = parse(text);
        assert!(!mistakes.is_empty(), "{text}");
        assert_eq!(evaluate(&query, &rows_of(&case)).iter().collect::<Vec<_>>(), [0], "{text}");
    }
}

#[test]
fn nothing_understood_is_nothing_narrowed() {
    for text in ["", "  ", "foo:bar", "id:x", "()", "OR", "-"] {
        let (query, _) = parse(text);
        assert!(query == super::super::Query::All || text == "-", "{text}");
    }
}

#[test]
fn depth_and_length_have_an_end() {
    let deep = format!("{}alice{}", "(".repeat(100_000), ")".repeat(100_000));
    assert_eq!(only(&deep).1, "Parentheses go at most 60 deep.");
    let negated = format!("{}alice", "-".repeat(100_001));
    assert_eq!(told(&negated), []);
    assert_eq!(told(&"a ".repeat(1_000)).len(), 1);
    assert_eq!(told(&format!("{}alice{}", "(".repeat(60), ")".repeat(60))), []);
}
