//! Random searches over random cases: the language and the plain evaluation agree.

use super::*;
use crate::model::facts::{EVENTS, EventKind, Slot};
use crate::model::handmade::logon;
use crate::search::words::quoted;
use proptest::prelude::*;
use proptest::sample::select;

/// The night of 28 to 29 October 2017, in which Berlin's clocks go back, and a spring day on which they go forward.
const BEGINS: [i64; 2] = [1_509_210_000, 1_490_480_000];
const NAMES: [&str; 9] =
    ["alice", "ALICE", "bob", "svc_backup", "WEB01$", "SYSTEM", "Übel", "john \"j\" smith", "EX\\carol"];
const DOMAINS: [&str; 5] = ["EX", "ex.local", "OTHER", "SRV", ""];
const SIDS: [&str; 4] = ["S-1-5-21-1-2-3-500", "S-1-5-21-1-2-3-50", "S-1-5-18", ""];
const ADDRESSES: [&str; 8] =
    ["10.0.0.1", "10.0.0.11", "192.168.16.7", "::ffff:10.0.0.1", "fe80::1%3", "::1", "-", "10.0.0.9:4000"];
const WORKSTATIONS: [&str; 5] = ["WIN10-01", "win10-01.ex.local", "\\\\KALI", "10.0.0.77", ""];
const DETAILS: [&str; 5] = ["%%8278", "{0CCE9235-69AE-11D9-BED3-505054503030}", "SRV$", "PSEXESVC", ""];

fn a_row() -> impl Strategy<Value = Row> {
    let who = (select(&NAMES), select(&DOMAINS), select(&SIDS), select(&NAMES));
    let from = (select(&ADDRESSES), select(&WORKSTATIONS), select(&["SRV", "dc01.ex.local", "WEB01"]));
    let what = (
        0..EVENTS.len() as u8,
        select(&[3_u8, 10, 2, 255]),
        select(&[u32::MAX, 0, 0xf, 0x18, 0xc000_006a, 0xc000_0064]),
        select(&["NTLM V2", "Kerberos", ""]),
    );
    (who, from, what, (select(&BEGINS), 0_i64..9_000), select(&DETAILS), any::<bool>()).prop_map(
        |(
            (name, domain, sid, subject),
            (address, workstation, computer),
            (kind, logon_type, status, auth),
            (begin, at),
            detail,
            often,
        )| {
            // Half of the rows are of the five that make edges, which stand first.
            let kind = EventKind(if often { kind % 5 } else { kind });
            let row =
                logon(name, address).kind(kind).at(begin + at * 11).domain(domain).sid(sid).workstation(workstation);
            let row = row.on(computer).logon_type(logon_type).status(status).authentication(auth).target(computer);
            let row = if detail.is_empty() { row } else { row.by(subject, domain, sid) };
            let slots = [Slot::Category, Slot::Subcategory, Slot::Service, Slot::ServiceFile, Slot::GroupName];
            slots.iter().fold(row, |row, slot| row.detail(*slot, detail))
        },
    )
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    prop::collection::vec(a_row(), 1..60)
        .prop_map(|rows| (1..).zip(rows).map(|(record, row)| row.record(record)).collect())
}

fn a_value(values: Vec<&'static str>) -> impl Strategy<Value = String> {
    let listed = prop::collection::vec(select(values), 1..3);
    listed.prop_map(|values| values.join(","))
}

fn a_term() -> impl Strategy<Value = String> {
    let texts =
        NAMES.iter().chain(&DOMAINS).chain(&ADDRESSES).chain(&WORKSTATIONS).copied().filter(|text| text.len() > 1);
    let texts: Vec<&'static str> = texts.collect();
    let name = (select(texts), 0..5_u8).prop_map(|(text, form)| match form {
        0 => quoted(text),
        1 => format!("={}", quoted(text)),
        2 => quoted(&text[..text.len().min(2)]),
        3 => format!("*{}", text.chars().last().filter(char::is_ascii_alphanumeric).unwrap_or('1')),
        _ => format!("{}?*", text.chars().next().filter(char::is_ascii_alphanumeric).unwrap_or('a')),
    });
    let field = |name: &'static str, values: &[&'static str]| {
        a_value(values.to_vec()).prop_map(move |value| format!("{name}:{value}")).boxed()
    };
    let named = (select(&["", "user:", "host:", "to:", "domain:", "computer:", "by:", "detail:", "auth:"]), name);
    prop_oneof![
        6 => named.prop_map(|(field, name)| format!("{field}{name}")),
        1 => field("ip", &["10.0.0.1", "10.0.0.0/28", "192.168.0.0/16", "fe80::/10", "::1", "10.*", "10.0."]),
        1 => field("sid", &["500", "S-1-5-21-1-2-3", "S-1-5-18", "*-50"]),
        1 => field("id", &["4624", "4625", "4768-4776", "4719", "4672", "5137"]),
        1 => field("type", &["3", "10", "2", "network", "rdp", "remote*"]),
        1 => field("status", &["0xf", "0x0000000f", "0xc000006a", "24", "wrong", "\"unknown account\"", "0xffffffff"]),
        2 => field("count", &[">1", "2", "<2", ">=3", "1-2", "=1"]),
        1 => field("hour", &["2", "0-6", "22-3", "17"]),
        1 => field("day", &["sat", "sun-mon", "weekend", "Wednesday"]),
        3 => field("is", &["privileged", "failed", "new", "machine", "local", "builtin", "logon", "foreign"]),
        1 => field("finding", &["*", "dcsync", "account*"]),
        1 => field("policy", &["account", "%%8278", "user*", "0cce9235"]),
        2 => field("on", &["2017-10-29", "2017-10-29T02", "2017-03", "2017-03-26T02:30", "2017-10-29T01:20Z"]),
        1 => select(&["after:2017-10-29T02:30", "before:2017-10-29T02:30", "after:2017-03-26T02:30", "before:2017-10-29T03",
            "after:2017-10-29T02:00+02:00", "before:2017-06", "after:2018"]).prop_map(str::to_owned),
    ]
}

fn a_search() -> impl Strategy<Value = String> {
    a_term().prop_recursive(4, 12, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} {b}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} OR {b}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) AND {b}")),
            inner.clone().prop_map(|a| format!("-{a}")),
            inner.prop_map(|a| format!("NOT ({a})")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_search_finds_what_a_plain_evaluation_finds(
        rows in rows(),
        zone in select(&["UTC", "Europe/Berlin", "Asia/Tokyo", "-03:30"]),
        searches in prop::collection::vec(a_search(), 8),
    ) {
        let case = case_of(&rows, zone);
        for search in searches {
            found(&case, &search);
        }
    }

    #[test]
    fn any_text_is_read_and_every_mistake_has_its_place(text in "(user:|id:|count:|after:|[a-z:(),\"*?= é0-9>-]|OR |AND |NOT ){0,24}") {
        let (query, mistakes) = parse(&text);
        for mistake in &mistakes {
            let (from, to) = (mistake.from as usize, mistake.to as usize);
            prop_assert!(from <= to && text.get(from..to).is_some(), "{:?} in {:?}", mistake, text);
        }
        let case = case_of(&[logon("alice", "10.0.0.1")], "UTC");
        let plain = oracle::evaluate(&query, &rows_of(&case));
        prop_assert_eq!(evaluate(&query, &rows_of(&case)).iter().collect::<Vec<_>>(), plain);
    }
}
