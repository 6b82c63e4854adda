//! What a filter leaves, beside a plain count of the rows.

use super::*;
use crate::engine::Case as WholeCase;
use crate::engine::handmade::{case_of, with_local};
use crate::model::facts::is_failure;
use crate::model::handmade::{Row, logon, privilege};
use crate::protocol::Options;
use crate::protocol::rows::RowsQuery;

const SECOND: f64 = 1e6;

fn case() -> WholeCase {
    let mut rows: Vec<Row> = vec![privilege("alice").domain("EX").at(3_600).record(900)];
    for turn in 0..60 {
        let name = ["alice", "bob", "carol"][turn as usize % 3];
        let row = logon(name, &format!("10.0.0.{}", turn % 4 + 1)).domain("EX").at(3_600 + turn * 700);
        rows.push(if turn % 5 == 0 { row.event(4625).status(0xc000_006a) } else { row });
    }
    case_of(&rows, with_local())
}

/// Counts again, row by row, what the view says.
fn holds(case: &mut WholeCase, expected: impl Fn(i64, u64, u64) -> bool) {
    let (view, graph) = (case.filtered_view(), case.graph_view());
    let derived = case.derived().expect("a graph");
    let (mut nodes, mut edges) = (vec![0; graph.nodes.len()], vec![(0, 0); graph.edges.len()]);
    let mut hours = vec![(0, 0); view.hours.len()];
    for (position, account, host) in derived.scope.iter() {
        let row = case.grounds().order.rows[position as usize] as usize;
        let place = |node| derived.place(node) as usize;
        let (account, host) = (derived.graph.account(account), derived.graph.host(host));
        let (account_place, host_place) = (place(account), place(host));
        let events = &case.store().events;
        if expected(events.time[row], graph.nodes[account_place].key, graph.nodes[host_place].key) {
            nodes[account_place] += 1;
            nodes[host_place] += 1;
            let edge = &mut edges[derived.edge_place(host, account).expect("an edge") as usize];
            edge.0 += 1;
            let is_failure = u32::from(is_failure(events.kind[row].id(), events.status[row]));
            edge.1 += is_failure;
            let hour = &mut hours[derived.hour(events.time[row]).expect("an hour of the case")];
            (hour.0, hour.1) = (hour.0 + 1, hour.1 + is_failure);
        }
    }
    let logons: u32 = edges.iter().map(|(count, _)| count).sum();
    assert_eq!((&view.nodes, &view.edges, view.logons), (&nodes, &edges, logons));
    assert_eq!(view.hours.iter().copied().zip(view.failed.iter().copied()).collect::<Vec<_>>(), hours);
    let query = RowsQuery { within: true, ..RowsQuery::default() };
    assert_eq!(case.count_rows(case.generation(), &query), Some(view.matches));
}

#[test]
fn without_a_filter_nothing_is_narrowed() {
    let case = case();
    let view = case.filtered_view();
    assert!(view.is_whole && view.shows(0) && case.filtering().is_none());
    assert_eq!((view.matches, view.logons), (61, 60));
    assert_eq!(view.applied_to(&case.graph_view()), case.graph_view());
}

#[test]
fn a_range_holds_its_beginning_and_not_its_end() {
    let mut case = case();
    let (from, until) = (4_300.0 * SECOND, 8_500.0 * SECOND);
    case.set_filter(Filter { range: Some((from, until)), ..Filter::default() });
    assert_eq!(case.filtered_view().matches, 6);
    holds(&mut case, |time, _, _| (from as i64..until as i64).contains(&time));
}

#[test]
fn hidden_nodes_take_their_rows_with_them_and_chosen_ones_leave_only_what_is_between_them() {
    let mut case = case();
    let graph = case.graph_view();
    let key = |label: &str| graph.nodes.iter().find(|node| node.label == label).expect(label).key;
    let (alice, host) = (key("alice"), key("10.0.0.2"));
    case.set_filter(Filter { hide: vec![alice.into()], ..Filter::default() });
    holds(&mut case, |_, account, _| account != alice);
    case.set_filter(Filter { only: vec![alice.into(), host.into()], ..Filter::default() });
    holds(&mut case, |_, account, of| account == alice && of == host);
    let range = Some((0.0, 20_000.0 * SECOND));
    case.set_filter(Filter { range, hide: vec![host.into()], ..Filter::default() });
    holds(&mut case, |time, _, of| time < 20_000_000_000 && of != host);
    // The filter holds in the next generation, and a view of the rows of before is not taken for one of now.
    case.analyse();
    holds(&mut case, |time, _, of| time < 20_000_000_000 && of != host);
    case.set_filter(Filter::default());
    assert!(case.filtered_view().is_whole);
}

#[test]
fn a_range_the_wrong_way_round_or_of_no_number_leaves_nothing() {
    let mut case = case();
    for range in [(9e9, 5e9), (f64::NAN, f64::NAN), (f64::INFINITY, f64::NEG_INFINITY)] {
        case.set_filter(Filter { range: Some(range), ..Filter::default() });
        assert_eq!(case.filtered_view().matches, 0);
    }
}

#[test]
fn details_count_what_the_filter_leaves_and_lead_to_as_many_rows() {
    use crate::protocol::rows::{Only, RowsOf};
    let mut case = case();
    let until = 3_600.0 * SECOND + 20_000.0 * SECOND;
    for filter in [
        Filter::default(),
        Filter { text: "is:failed".to_owned(), ..Filter::default() },
        Filter { range: Some((5_000.0 * SECOND, until)), ..Filter::default() },
        Filter { text: "user:alice".to_owned(), range: Some((5_000.0 * SECOND, until)), ..Filter::default() },
    ] {
        case.set_filter(filter.clone());
        let (left, graph, generation) = (case.filtered_view(), case.graph_view(), case.generation());
        for place in 0..graph.nodes.len() as u32 {
            let details = case.node_details(generation, place).expect("details");
            assert_eq!(details.narrowed, !filter.is_empty());
            let count = details.events.iter().map(|(_, _, count, _)| count).sum::<u32>();
            if !left.is_whole {
                assert_eq!(count, left.nodes[place as usize], "{filter:?}");
            }
            assert_eq!(
                details.neighbours.iter().flat_map(|(_, all)| all).map(|neighbour| neighbour.count).sum::<u32>(),
                count
            );
            assert_eq!(details.rows.iter().map(|row| row.count).sum::<u32>(), count);
            assert_eq!(details.logon_types.iter().map(|(.., count)| count).sum::<u32>(), count);
            assert_eq!(details.hourly.iter().sum::<u32>(), count);
            let rows = |of, only| RowsQuery { of, only, within: true };
            assert_eq!(case.count_rows(generation, &rows(RowsOf::Node(place), Only::default())), Some(count));
            for row in &details.rows {
                assert_eq!(
                    case.count_rows(generation, &rows(RowsOf::Edge(row.edge), row.only.clone())),
                    Some(row.count)
                );
            }
            for neighbour in details.neighbours.into_iter().flat_map(|(_, all)| all) {
                assert!(neighbour.count > 0);
                let edge = case.edge_details(generation, neighbour.edge).expect("details");
                assert_eq!(edge.events.iter().map(|(_, _, count, _)| count).sum::<u32>(), neighbour.count);
            }
        }
    }
}

#[test]
fn sessions_are_told_with_their_ends_and_what_overlaps() {
    let screen =
        |at: i64, address: &str, id: u64| logon("alice", address).domain("EX").logon_type(10).session(id).at(at);
    let rows = [
        screen(3_600, "10.0.0.1", 7).on("SRV1").record(1),
        screen(4_000, "10.0.0.2", 8).on("SRV1").record(2),
        screen(7_200, "10.0.0.1", 7).on("SRV1").event(4634).record(3),
        logon("bob", "10.0.0.1").domain("EX").session(9).at(9_000).on("SRV2").record(4),
    ];
    let mut case = case_of(&rows, Options::default());
    let of = |case: &WholeCase, label: &str| {
        let graph = case.graph_view();
        let place = graph.nodes.iter().position(|node| node.label == label).expect("a node") as u32;
        let details = case.node_details(case.generation(), place).expect("details");
        let told = details.sessions.into_iter().map(|s| (s.length, s.between, s.concurrent));
        (told.collect::<Vec<_>>(), details.sessions_total)
    };
    let told = |length: &str, between: &str, concurrent| (length.to_owned(), between.to_owned(), concurrent);
    let open = "open at the end of the log";
    let alice = vec![told(open, "from 10.0.0.2 on SRV1", true), told("1 h", "from 10.0.0.1 on SRV1", true)];
    assert_eq!(of(&case, "alice"), (alice, 2));
    assert_eq!(of(&case, "10.0.0.1"), (vec![told(open, "bob on SRV2", false), told("1 h", "alice on SRV1", false)], 2));
    case.set_filter(Filter { range: Some((3_900.0 * SECOND, 8_000.0 * SECOND)), ..Filter::default() });
    assert_eq!(of(&case, "alice"), (vec![told(open, "from 10.0.0.2 on SRV1", true)], 1));
}
