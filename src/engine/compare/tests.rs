//! Comparisons beside a plain computation on the rows.

use super::*;
use crate::engine::Case as WholeCase;
use crate::engine::handmade;
use crate::evidence::batch::Batch;
use crate::evidence::ledger::Ledger;
use crate::model::facts::is_failure;
use crate::model::handmade::{Row, RowMaker, logon};
use crate::model::identity::target_host;
use crate::model::time::Zone;
use crate::protocol::filter::Filter;
use crate::protocol::rows::{Only, RowsOf, RowsQuery};
use crate::protocol::{Options, ZoneView};
use crate::screen::clock::Clock;
use proptest::prelude::*;
use std::collections::BTreeMap;

const SECOND: i64 = 1_000_000;

fn case_of(rows: &[Row]) -> WholeCase {
    handmade::case_of(rows, handmade::with_local())
}

fn range(from: i64, until: i64) -> Side {
    let range = Some(((from * SECOND) as f64, (until * SECOND) as f64));
    Side { filter: Filter { range, ..Filter::default() }, ..Side::default() }
}

fn everything(what: Compared) -> ComparePage {
    ComparePage { what, count: u32::MAX, ..ComparePage::default() }
}

/// What a row of the comparison is about, in words.
fn names(case: &WholeCase, row: &CompareRow) -> (String, String, String) {
    let graph = case.graph_view();
    let label = |place: Option<u32>| place.map_or(String::new(), |place| graph.nodes[place as usize].label.clone());
    let rest = row.logon_type.map_or(row.detail.clone(), |logon_type| logon_type.to_string());
    (label(row.account), label(row.host), rest)
}

/// Counts of A and B with failed ones among them, first seen.
type Counted = BTreeMap<(String, String, String), ((u32, u32), (u32, u32), i64)>;

/// The same from the rows as they were made.
fn plainly(case: &WholeCase, what: Compared, in_a: &dyn Fn(usize) -> bool, in_b: &dyn Fn(usize) -> bool) -> Counted {
    let derived = case.derived().expect("a graph");
    let store = case.store();
    let mut counted = Counted::new();
    for (position, account, host) in derived.scope.iter() {
        let row = case.grounds().order.rows[position as usize] as usize;
        let account = derived.account(case.grounds(), account).expect("an account").label.clone();
        let host = derived.host(case.grounds(), host).expect("a host").label.clone();
        let key = match what {
            Compared::Pair => (account, host, String::new()),
            Compared::Account => (account, String::new(), String::new()),
            Compared::Host => (String::new(), host, String::new()),
            Compared::LogonType => (account, host, store.events.logon_type[row].to_string()),
            Compared::Movement => match target_host(store, row) {
                Some(computer) if computer != host => {
                    let (short, _) = computer.split_once('.').unwrap_or((computer, ""));
                    (String::new(), host, short.to_owned())
                }
                _ => continue,
            },
        };
        let failed = u32::from(is_failure(store.events.kind[row].id(), store.events.status[row]));
        let time = store.events.time[row];
        let of = counted.entry(key).or_insert(((0, 0), (0, 0), time));
        for (side, is_in) in [(&mut of.0, in_a(row)), (&mut of.1, in_b(row))] {
            if is_in {
                *side = (side.0 + 1, side.1 + failed);
            }
        }
        of.2 = of.2.min(time);
    }
    counted.retain(|_, (a, b, _)| a.0 + b.0 > 0);
    counted
}

/// Rows over 2,000 times `step` seconds.
fn rows_strategy(step: i64) -> impl Strategy<Value = Vec<Row>> {
    let row = (0..4usize, 0..4u8, 0..2_000i64, any::<bool>(), prop::sample::select(vec![2u8, 3, 10]), 0..3u8);
    prop::collection::vec(row, 1..120).prop_map(move |rows| {
        let names = ["alice", "bob", "carol", "dave"];
        rows.into_iter()
            .enumerate()
            .map(|(record, (name, host, at, fails, logon_type, computer))| {
                let row =
                    logon(names[name], &format!("10.0.0.{host}")).domain("EX").at(at * step).record(record as u64 + 1);
                let row = row.logon_type(logon_type).on(&format!("SRV{computer}.ex.local"));
                if fails { row.event(4625).status(0xc000_006a) } else { row }
            })
            .collect()
    })
}

proptest! {
    #[test]
    fn any_two_ranges_compare_as_a_plain_count_does(
        rows in rows_strategy(1), bounds in prop::array::uniform4(0..2_100i64), factor in 1.0..5.0f64,
    ) {
        let mut case = case_of(&rows);
        let sides = [(bounds[0], bounds[1]), (bounds[2], bounds[3])];
        let query = CompareQuery { a: range(sides[0].0, sides[0].1), b: range(sides[1].0, sides[1].1), factor, since: None };
        let is_in = |side: (i64, i64)| {
            let times: Vec<bool> =
                case.store().events.time.iter().map(|time| (side.0 * SECOND..side.1 * SECOND).contains(time)).collect();
            move |row: usize| times[row]
        };
        let (in_a, in_b) = (is_in(sides[0]), is_in(sides[1]));
        for (what, _) in Compared::ALL {
            let expected = plainly(&case, what, &in_a, &in_b);
            let generation = case.generation();
            let view = case.compare(generation, &query, &everything(what)).expect("a comparison");
            let found: Counted = view.rows.iter().map(|row| (names(&case, row), (row.a, row.b, row.first))).collect();
            prop_assert_eq!(&found, &expected);
            prop_assert_eq!(view.rows.len(), expected.len(), "nothing stands twice");
            let mut counts = [0; 4];
            for (a, b, _) in expected.values() {
                let long = |(from, until): (i64, i64)| ((until - from) as f64).max(1e-6);
                let (rate_a, rate_b) = (f64::from(a.0) / long(sides[0]), f64::from(b.0) / long(sides[1]));
                let at = match (a.0, b.0) {
                    (_, 0) => 0,
                    (0, _) => 1,
                    // Beside the very edge, where rounding may decide.
                    _ if ((rate_a / rate_b).max(rate_b / rate_a) / factor - 1.0).abs() < 1e-9 => continue,
                    _ if rate_a > rate_b * factor || rate_b > rate_a * factor => 2,
                    _ => 3,
                };
                counts[at] += 1;
            }
            let told = view.counts[what as usize];
            prop_assert_eq!((told[0], told[1]), (counts[0], counts[1]));
            prop_assert!(told[2] >= counts[2] && told[3] >= counts[3]);
            prop_assert_eq!(told.iter().sum::<u32>() as usize, expected.len());
        }
    }

    #[test]
    fn a_figure_leads_to_as_many_rows(rows in rows_strategy(1), middle in 0..2_000i64) {
        let mut case = case_of(&rows);
        let query = CompareQuery { a: range(0, middle), b: range(middle, 3_000), factor: 2.0, since: None };
        let generation = case.generation();
        for (what, _) in Compared::ALL {
            let view = case.compare(generation, &query, &everything(what)).expect("a comparison");
            for row in view.rows {
                for (side, count) in [(&query.a, row.a.0), (&query.b, row.b.0)] {
                    let of = RowsOf::Compared {
                        side: Box::new(side.clone()), called: String::new(), account: row.account, host: row.host,
                        logon_type: row.logon_type, computer: (what == Compared::Movement).then(|| row.detail.clone()),
                    };
                    let query = RowsQuery { of, only: Only::default(), within: false };
                    prop_assert_eq!(case.count_rows(generation, &query), Some(count));
                }
            }
        }
    }
}

/// An account and a host, or a host and a computer.
type Way = (String, String);
/// When a way was first seen, what there was before, events since, failed ones among them.
type FirstTold = BTreeMap<Way, (i64, History, (u32, u32))>;

/// What was first seen in the rows, each told with all that came before it.
fn first_seen_plainly(case: &WholeCase, what: Compared, is_in: &dyn Fn(usize) -> bool) -> FirstTold {
    let derived = case.derived().expect("a graph");
    let store = case.store();
    let mut ways: Vec<(i64, Way, bool, bool)> = Vec::new();
    for (position, account, host) in derived.scope.iter() {
        let row = case.grounds().order.rows[position as usize] as usize;
        let host = derived.host(case.grounds(), host).expect("a host").label.clone();
        let way = match what {
            Compared::Pair => (derived.account(case.grounds(), account).expect("an account").label.clone(), host),
            _ => {
                let computer = target_host(store, row).expect("a computer");
                (host, computer.split('.').next().expect("a name").to_owned())
            }
        };
        let failed = is_failure(store.events.kind[row].id(), store.events.status[row]);
        ways.push((store.events.time[row], way, failed, is_in(row)));
    }
    let mut told = FirstTold::new();
    let day = |time: i64| time.div_euclid(24 * 3_600 * SECOND);
    for (place, (time, way, failed, is_in)) in ways.iter().enumerate() {
        let before: Vec<_> = ways[..place].iter().filter(|(_, (actor, _), ..)| *actor == way.0).collect();
        let mut newest = 0;
        let mut known: Vec<&Way> = Vec::new();
        for (time, way, ..) in &before {
            if !known.contains(&way) {
                known.push(way);
                newest = *time;
            }
        }
        let history = History {
            events: before.len() as u32,
            pairs: known.len() as u32,
            begun: before.first().map_or(0, |(time, ..)| *time),
            newest,
            that_day: 0,
        };
        let (.., events) = told.entry(way.clone()).or_insert((*time, history, (0, 0)));
        if *is_in {
            *events = (events.0 + 1, events.1 + u32::from(*failed));
        }
    }
    let firsts: Vec<(String, i64)> = told.iter().map(|(way, (first, ..))| (way.0.clone(), day(*first))).collect();
    for (way, (first, history, _)) in &mut told {
        let same = |(actor, on): &&(String, i64)| *actor == way.0 && *on == day(*first);
        history.that_day = firsts.iter().filter(same).count() as u32;
    }
    told
}

proptest! {
    #[test]
    fn what_is_new_since_a_moment_is_what_a_plain_history_tells(
        rows in rows_strategy(97), moment in 0..2_100 * 97_i64, text in prop::sample::select(vec!["", "type:3"]),
    ) {
        let mut case = case_of(&rows);
        let (mut a, mut b) = (range(0, moment), range(moment, 1_000_000));
        for side in [&mut a, &mut b] {
            side.filter.text = text.to_owned();
        }
        let query = CompareQuery { a, b, factor: 2.0, since: Some((moment * SECOND) as f64) };
        let store = case.store();
        let is_in: Vec<bool> = (0..store.events.time.len())
            .map(|row| store.events.time[row] >= moment * SECOND && (text.is_empty() || store.events.logon_type[row] == 3))
            .collect();
        for what in [Compared::Pair, Compared::Movement] {
            let mut expected = first_seen_plainly(&case, what, &|row| is_in[row]);
            expected.retain(|_, (first, _, events)| *first >= moment * SECOND && events.0 > 0);
            let generation = case.generation();
            let page = ComparePage { order: CompareOrder::Weight, ..everything(what) };
            let view = case.compare(generation, &query, &page).expect("a comparison");
            let found: FirstTold = view.rows.iter()
                .map(|row| {
                    let (account, host, detail) = names(&case, row);
                    (if what == Compared::Pair { (account, host) } else { (host, detail) }, (row.first, row.history, row.b))
                })
                .collect();
            prop_assert_eq!(&found, &expected);
            prop_assert_eq!(view.rows.len(), expected.len(), "nothing stands twice");
            prop_assert_eq!(view.counts[what as usize], [0, expected.len() as u32, 0, 0]);
            for row in &view.rows {
                let History { events, pairs, .. } = row.history;
                let weight = if pairs == 0 { 0.0 } else { ((f64::from(events) + 1.0) / f64::from(pairs)).ln() };
                prop_assert!((row.weight - weight).abs() < 1e-9);
            }
            prop_assert!(view.rows.windows(2).all(|pair| pair[0].weight >= pair[1].weight));
        }
    }
}

#[test]
fn a_way_that_only_the_filter_had_hidden_is_not_new() {
    let row = |at: i64, logon_type| logon("alice", "10.0.0.1").at(at).record(at as u64).logon_type(logon_type);
    let mut case = case_of(&[row(10, 2), row(20, 10), logon("alice", "10.0.0.2").at(30).record(30).logon_type(10)]);
    let by_desktop = |side: Side| Side { filter: Filter { text: "type:10".to_owned(), ..side.filter }, ..side };
    let (a, b) = (by_desktop(range(0, 15)), by_desktop(range(15, 100)));
    let query = CompareQuery { a, b, factor: 2.0, since: Some((15 * SECOND) as f64) };
    let view = case.compare(case.generation(), &query, &everything(Compared::Pair)).expect("a comparison");
    let told: Vec<_> = view.rows.iter().map(|row| (names(&case, row).1, row.b.0, row.why.clone())).collect();
    assert_eq!(told, [("10.0.0.2".to_owned(), 1, "1 host in 2 logons over 20 s".to_owned())]);
}

#[test]
fn a_history_is_told_with_how_long_nothing_in_it_was_new() {
    const DAY: i64 = 86_400_000_000;
    let history = History { events: 1_204, pairs: 3, begun: 0, newest: 2 * DAY, that_day: 1 };
    for (what, history, words) in [
        (Compared::Pair, history, "3 hosts in 1,204 logons over 41 days, nothing new for 39 days"),
        (Compared::Movement, History { newest: 41 * DAY - 1, ..history }, "3 computers in 1,204 logons over 41 days"),
        (Compared::Pair, History::default(), "nothing: the account was new"),
        (Compared::Account, history, ""),
    ] {
        assert_eq!(first_seen::in_words(what, &history, 41 * DAY), words);
    }
}

#[test]
fn the_graph_shows_only_what_is_new() {
    let rows = [
        logon("alice", "10.0.0.1").at(1),
        logon("alice", "10.0.0.1").at(50).record(2),
        logon("alice", "10.0.0.2").at(60).record(3),
    ];
    let mut case = case_of(&rows);
    let query = CompareQuery { a: range(0, 40), b: range(40, 100), factor: 2.0, since: Some((40 * SECOND) as f64) };
    case.compare(case.generation(), &query, &everything(Compared::Pair));
    case.show_compared(true);
    let mut edges = case.compared_view().edges;
    edges.sort_unstable();
    assert_eq!(edges, [Change::Neither, Change::OnlyB]);
}

#[test]
fn an_empty_side_leaves_all_to_the_other() {
    let mut case = case_of(&[logon("alice", "10.0.0.1").at(100), logon("bob", "10.0.0.2").at(200).record(2)]);
    let query = CompareQuery { a: range(5_000, 6_000), b: range(0, 1_000), factor: 2.0, since: None };
    let view = case.compare(case.generation(), &query, &everything(Compared::Pair)).expect("a comparison");
    assert_eq!((view.events, view.counts[Compared::Pair as usize]), ((0, 2), [0, 2, 0, 0]));
}

#[test]
fn files_and_computers_are_sides_too() {
    let mut case = WholeCase::new();
    case.set_options(Options { include_local: true, ..Options::default() }).expect("options");
    for (name, rows) in [
        ("a.evtx", [logon("alice", "10.0.0.1").at(1).on("DC1"), logon("bob", "10.0.0.2").at(2).record(2).on("DC2")]),
        ("b.evtx", [logon("alice", "10.0.0.1").at(1).on("DC1"), logon("carol", "10.0.0.3").at(3).record(3).on("dc2")]),
    ] {
        let file = case.add_file(name, name, 1);
        case.append(file, &Batch { store: RowMaker::of(&rows).store, ledger: Ledger::default() });
        case.finish_file(file, None);
    }
    case.analyse();
    let mut counts = |a: Side, b: Side| {
        let query = CompareQuery { a, b, factor: 2.0, since: None };
        case.compare(case.generation(), &query, &everything(Compared::Account)).expect("a comparison").counts[1]
    };
    let file = |number| Side { files: vec![number], ..Side::default() };
    let computer = |name: &str| Side { computers: vec![name.to_owned()], ..Side::default() };
    assert_eq!(counts(file(0), file(1)), [1, 1, 0, 1], "what both files hold is on both sides");
    assert_eq!(counts(computer("dc1"), computer("DC2")), [1, 2, 0, 0]);
}

#[test]
fn days_of_any_zone_are_sides() {
    const DAY: i64 = 24 * 3_600;
    for (zone, noon, hours) in [
        // 10 March 2024 and 3 November 2024, around noon of these places.
        ("Asia/Tokyo", 1_710_039_600, 24.0),
        ("America/New_York", 1_710_086_400, 23.0),
        ("America/New_York", 1_730_653_200, 25.0),
        ("+05:30", 1_710_052_200, 24.0),
    ] {
        let parsed = Zone::parse(zone).expect("a zone");
        let offsets = parsed.offsets((noon - 10 * DAY) * SECOND, (noon + 10 * DAY) * SECOND);
        let clock = Clock::new(ZoneView { name: zone.to_owned(), offsets });
        let (from, until) = clock.day_around(noon * SECOND);
        let mut rows = Vec::new();
        let seconds = |time: i64| time.div_euclid(SECOND);
        for (record, time) in
            [seconds(from) - 1, seconds(from), seconds(until) - 1, seconds(until)].into_iter().enumerate()
        {
            rows.push(logon("alice", "10.0.0.1").at(time).record(record as u64 + 1));
        }
        let mut case = case_of(&rows);
        let query = CompareQuery {
            a: range(seconds(from), seconds(until)),
            b: range(0, seconds(from)),
            factor: 2.0,
            since: None,
        };
        let view = case.compare(case.generation(), &query, &everything(Compared::Pair)).expect("a comparison");
        assert_eq!((view.events, view.hours.map(|(a, _)| a)), ((2, 1), Some(hours)), "{zone} {noon}");
    }
}

#[test]
fn a_new_way_of_a_settled_account_weighs_more_than_one_of_a_roamer() {
    let mut rows = Vec::new();
    for turn in 0..30u64 {
        rows.push(logon("settled", "10.0.0.1").at(turn as i64).record(turn + 1));
        rows.push(logon("roamer", &format!("10.0.1.{turn}")).at(turn as i64).record(turn + 100));
    }
    rows.push(logon("settled", "10.0.9.9").at(1_000).record(500));
    rows.push(logon("roamer", "10.0.9.9").at(1_000).record(501));
    let mut case = case_of(&rows);
    let query = CompareQuery { a: range(0, 500), b: range(500, 2_000), factor: 2.0, since: None };
    let page = ComparePage { only: Some(Change::OnlyB), order: CompareOrder::Weight, ..everything(Compared::Pair) };
    let view = case.compare(case.generation(), &query, &page).expect("a comparison");
    let told: Vec<_> = view.rows.iter().map(|row| (names(&case, row).0, (row.weight * 100.0).round())).collect();
    // ln(31 / 1) and ln(31 / 30).
    assert_eq!(told, [("settled".to_owned(), 343.0), ("roamer".to_owned(), 3.0)]);
    assert_eq!(case.compared_view().edges, []);
    case.show_compared(true);
    let compared = case.compared_view();
    assert_eq!(compared.edges.iter().filter(|change| **change == Change::OnlyB).count(), 2);
    assert_eq!(compared.nodes.len(), case.graph_view().nodes.len());
}

#[test]
fn pages_follow_one_order() {
    let rows: Vec<Row> = (0..40u64)
        .map(|at| logon(&format!("u{}", at % 7), &format!("10.0.0.{}", at % 5)).at(at as i64).record(at + 1))
        .collect();
    let mut case = case_of(&rows);
    let query = CompareQuery { a: range(0, 17), b: range(17, 60), factor: 1.5, since: None };
    for order in [
        CompareOrder::Change,
        CompareOrder::Account,
        CompareOrder::Host,
        CompareOrder::Detail,
        CompareOrder::A,
        CompareOrder::B,
        CompareOrder::First,
        CompareOrder::Weight,
        CompareOrder::ThatDay,
    ] {
        let whole = ComparePage { order, ..everything(Compared::Pair) };
        let all = case.compare(case.generation(), &query, &whole).expect("a comparison").rows;
        let mut joined = Vec::new();
        for first in (0..all.len() as u32).step_by(10) {
            joined.extend(
                case.compare(case.generation(), &query, &ComparePage { first, count: 10, ..whole.clone() })
                    .expect("a page")
                    .rows,
            );
        }
        assert_eq!(joined, all);
        let mut reversed =
            case.compare(case.generation(), &query, &ComparePage { reversed: true, ..whole }).expect("a page").rows;
        reversed.reverse();
        assert_eq!(reversed, all);
    }
}

#[test]
fn a_computer_is_one_with_its_domain_and_without_where_there_is_but_one_of_that_name() {
    let to = |computer: &str, at: i64| logon("alice", "10.0.0.1").at(at).record(at as u64).on(computer);
    let rows = [
        to("FILE01", 1),
        to("file01.ex.local", 2),
        to("DC01.ex.local", 3),
        to("DC01.other.local", 4),
        to("DC01", 5),
        logon("bob", "").workstation("WEB01").at(6).record(6).on("WEB01.ex.local"),
    ];
    let mut case = case_of(&rows);
    let query = CompareQuery { a: range(0, 2), b: range(2, 100), factor: 2.0, since: None };
    let view = case.compare(case.generation(), &query, &everything(Compared::Movement)).expect("a comparison");
    let mut told: Vec<_> = view.rows.iter().map(|row| (row.detail.as_str(), row.a.0, row.b.0)).collect();
    told.sort_unstable();
    let expected = [("DC01", 0, 1), ("DC01.ex.local", 0, 1), ("DC01.other.local", 0, 1), ("file01", 1, 1)];
    assert_eq!(told, expected, "and a machine to itself is no movement");
}
