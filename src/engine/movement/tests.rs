//! The graph of the movement, beside a plain count of the rows.

use crate::engine::Case;
use crate::engine::handmade::{case_of, with_local};
use crate::export::export;
use crate::model::facts::Slot;
use crate::model::facts::is_failure;
use crate::model::handmade::{Row, logon, privilege};
use crate::model::identity::target_host;
use crate::protocol::filter::{Filter, Key};
use crate::protocol::path::{PathKind, PathQuery};
use crate::protocol::rows::{Only, RowsOf, RowsQuery};
use crate::protocol::shows::Shows;
use crate::protocol::{DetailsView, ExportFormat, GraphView, NodeKind};
use std::collections::BTreeMap;

const MOVEMENT: Shows = Shows { movement: true, domains: false, policies: false, targets: false, types: false };

/// Over four workstations and three servers, of which FILE1 is never a source.
fn case() -> Case {
    let mut rows: Vec<Row> = vec![privilege("root").domain("EX").on("SRV1").at(50)];
    for turn in 0..90_i64 {
        let name = ["alice", "bob", "carol", "dave", "erin", "root"][turn as usize % 6];
        let from = ["WS1", "WS2", "WS3", "SRV1", "SRV2"][turn as usize * 7 % 5];
        let to = ["SRV1.ex.test", "FILE1.ex.test", "SRV2", "WS2.ex.test"][turn as usize * 5 % 4];
        let row = logon(name, "").workstation(from).domain("EX").on(to).at(3_600 + turn * 700);
        rows.push(match turn % 9 {
            0 => row.event(4625).status(0xc000_006a),
            // A check by a domain controller is a logon to nobody, but for the ticket of a machine.
            1 => row.event(4768).on("DC1.ex.test"),
            2 => row.event(4769).on("DC1.ex.test").detail(Slot::Service, "FILE1$"),
            _ => row,
        });
    }
    let mut case = case_of(&rows, with_local());
    case.set_shows(MOVEMENT);
    case
}

fn short(name: &str) -> String {
    name.split('.').next().unwrap_or_default().to_uppercase()
}

/// From, to: events and failed ones, of the rows that `left` leaves.
fn counted(case: &Case, left: impl Fn(u32) -> bool) -> BTreeMap<(String, String), (u32, u32)> {
    let derived = case.derived().expect("a graph");
    let mut counts: BTreeMap<(String, String), (u32, u32)> = BTreeMap::new();
    for (position, _, host) in derived.scope.iter().filter(|(position, ..)| left(*position)) {
        let row = case.grounds().order.rows[position as usize] as usize;
        let from = short(&derived.host(case.grounds(), host).expect("a host").label);
        let Some(to) = target_host(case.store(), row).map(short).filter(|to| *to != from) else { continue };
        let count = counts.entry((from, to)).or_default();
        count.0 += 1;
        count.1 += u32::from(is_failure(case.store().events.kind[row].id(), case.store().events.status[row]));
    }
    counts
}

fn place(graph: &GraphView, label: &str) -> u32 {
    graph.nodes.iter().position(|node| short(&node.label) == label).expect(label) as u32
}

fn line(graph: &GraphView, from: &str, to: &str) -> u32 {
    let ends = (place(graph, from), place(graph, to));
    graph.edges.iter().position(|edge| (edge.from, edge.to) == ends).expect("a line") as u32
}

fn rows(case: &mut Case, of: RowsOf, only: Only) -> u32 {
    case.count_rows(case.generation(), &RowsQuery { of, only, within: true }).expect("a count")
}

#[test]
fn hosts_are_joined_by_the_logons_from_one_to_another() {
    let case = case();
    let graph = case.graph_view();
    assert_eq!(graph.shows, MOVEMENT);
    let label = |node: u32| short(&graph.nodes[node as usize].label);
    let drawn: BTreeMap<_, _> = (graph.edges.iter().filter(|edge| edge.count > 0))
        .map(|edge| ((label(edge.from), label(edge.to)), (edge.count, edge.failed)))
        .collect();
    let expected = counted(&case, |_| true);
    assert_eq!(drawn, expected);
    assert!(expected.values().any(|(_, failed)| *failed > 0) && expected.keys().any(|(_, to)| to == "FILE1"));
    // Both ways are two lines.
    assert!(drawn.contains_key(&("WS2".into(), "SRV1".into())) && drawn.contains_key(&("SRV1".into(), "WS2".into())));
    let in_sight = graph.in_sight(None);
    for (node, in_sight) in graph.nodes.iter().zip(&in_sight) {
        assert_eq!(*in_sight, node.kind == NodeKind::Host && short(&node.label) != "DC1", "{}", node.label);
        assert!(node.kind == NodeKind::Host || node.rank == 0.0);
    }
    // The highest rank first, and of every node in sight some.
    assert!(graph.nodes.windows(2).all(|pair| pair[0].rank >= pair[1].rank));
    assert!(graph.nodes.iter().zip(in_sight).all(|(node, in_sight)| in_sight == (node.rank > 0.0)));
}

#[test]
fn back_from_it_everything_is_as_it_was() {
    let mut case = case();
    let moved = case.graph_view();
    case.set_shows(Shows::default());
    let (back, generation) = (case.graph_view(), case.generation());
    let mut fresh = self::case();
    fresh.set_shows(Shows::default());
    fresh.analyse();
    let fresh = fresh.graph_view();
    assert_eq!((&back.nodes, &back.edges, back.shows), (&fresh.nodes, &fresh.edges, Shows::default()));
    assert!(moved.generation < generation && back.nodes.len() < moved.nodes.len());
    // Whoever is in both is the same in both.
    let keys: Vec<u64> = moved.nodes.iter().map(|node| node.key).collect();
    assert!(back.nodes.iter().all(|node| keys.contains(&node.key)));
    case.set_shows(MOVEMENT);
    assert_eq!((case.graph_view().nodes, case.graph_view().edges), (moved.nodes, moved.edges));
    // It stays while rows come.
    case.analyse();
    assert_eq!(case.graph_view().shows, MOVEMENT);
    assert!(case.graph_view().edges.iter().any(|edge| edge.count > 0));
}

#[test]
fn ranks_and_the_rest_of_the_case_do_not_see_it() {
    let mut case = case();
    let labels = |case: &Case| -> Vec<(String, u64, u32)> {
        let view = case.ranks_view();
        view.accounts.iter().chain(&view.hosts).map(|row| (row.label.clone(), row.rank.to_bits(), row.events)).collect()
    };
    let (moved, edges) = (labels(&case), export(&case, ExportFormat::EdgesCsv).expect("edges"));
    let generation = case.generation();
    let alice = place(&case.graph_view(), "ALICE");
    let details = case.node_details(generation, alice).expect("details");
    case.set_shows(Shows::default());
    assert_eq!(labels(&case), moved);
    assert_eq!(export(&case, ExportFormat::EdgesCsv).expect("edges"), edges);
    let same = case.node_details(case.generation(), place(&case.graph_view(), "ALICE")).expect("details");
    assert_eq!(
        (same.facts, same.events, same.neighbours.len()),
        (details.facts, details.events, details.neighbours.len())
    );
}

/// Every figure of the details leads to as many rows.
fn leads_to_its_rows(case: &mut Case, of: &RowsOf, details: &DetailsView) {
    let all: u32 = details.events.iter().map(|(.., count, _)| count).sum();
    assert_eq!(rows(case, of.clone(), Only::default()), all);
    for (id, _, count, _) in &details.events {
        assert_eq!(rows(case, of.clone(), Only { event_id: Some(*id), ..Only::default() }), *count);
    }
    for neighbour in details.neighbours.iter().flat_map(|(_, all)| all) {
        assert_eq!(
            rows(case, RowsOf::Edge(neighbour.edge), neighbour.only.clone()),
            neighbour.count,
            "{}",
            neighbour.label
        );
        let failed = Only { failed: Some(true), ..neighbour.only.clone() };
        assert_eq!(rows(case, RowsOf::Edge(neighbour.edge), failed), neighbour.failed);
    }
    for row in &details.rows {
        assert_eq!(rows(case, RowsOf::Edge(row.edge), row.only.clone()), row.count);
    }
    assert_eq!(details.rows.iter().map(|row| row.count).sum::<u32>(), all);
}

#[test]
fn figures_lead_to_as_many_rows_with_a_filter_and_without() {
    let mut case = case();
    for text in ["", "user:alice OR user:bob", "is:failed"] {
        case.set_filter(Filter { text: text.to_owned(), ..Filter::default() });
        let (graph, left) = (case.graph_view(), case.filtered_view());
        let filtering = case.filtering().cloned();
        let expected = counted(&case, |position| filtering.as_ref().is_none_or(|left| left.contains(position)));
        let shown = left.applied_to(&graph);
        let mut seen = 0;
        for (place, edge) in (0u32..).zip(&shown.edges).filter(|(_, edge)| edge.count > 0) {
            let label = |node: u32| short(&graph.nodes[node as usize].label);
            assert_eq!(expected.get(&(label(edge.from), label(edge.to))), Some(&(edge.count, edge.failed)));
            let details = case.edge_details(case.generation(), place).expect("details");
            assert_eq!(details.events.iter().map(|(.., count, _)| count).sum::<u32>(), edge.count);
            assert!(details.total_rows > 0 && details.neighbours.iter().any(|(heading, _)| heading == "By"));
            leads_to_its_rows(&mut case, &RowsOf::Edge(place), &details);
            let lines = case.lines_view(case.generation(), &[place]).expect("lines");
            assert_eq!(lines.edges[0].1.iter().map(|line| line.count).sum::<u32>(), edge.count);
            assert!(lines.edges[0].1.iter().all(|line| !line.name.is_empty()));
            seen += 1;
        }
        assert_eq!(seen, expected.len());
        for host in ["SRV1", "FILE1", "WS1"] {
            let node = place(&graph, host);
            let details = case.node_details(case.generation(), node).expect("details");
            leads_to_its_rows(&mut case, &RowsOf::Node(node), &details);
        }
        assert!(case.rows(case.generation(), &RowsQuery::default(), Default::default(), 0, 1).is_some());
    }
}

#[test]
fn a_line_tells_who_went_and_a_machine_that_was_no_source_who_came() {
    let mut case = case();
    let graph = case.graph_view();
    let edge = line(&graph, "WS1", "FILE1");
    let details = case.edge_details(case.generation(), edge).expect("details");
    assert_eq!(details.title.to_lowercase(), "ws1 → file1");
    let title = |case: &mut Case, of| {
        let query = RowsQuery { of, ..RowsQuery::default() };
        case.rows(case.generation(), &query, Default::default(), 0, 1).expect("rows").title
    };
    assert_eq!(title(&mut case, RowsOf::Edge(edge)).to_lowercase(), "logons from ws1 to file1");
    let file = place(&graph, "FILE1");
    assert_eq!(title(&mut case, RowsOf::Node(file)).to_lowercase(), "logons to file1");
    let details = case.node_details(case.generation(), file).expect("details");
    let headings: Vec<&str> = details.neighbours.iter().map(|(heading, _)| heading.as_str()).collect();
    assert_eq!((headings, details.kind), (vec!["Came from"], Some(NodeKind::Host)));
    let server = case.node_details(case.generation(), place(&graph, "SRV1")).expect("details");
    let headings: Vec<&str> = server.neighbours.iter().map(|(heading, _)| heading.as_str()).collect();
    assert_eq!(headings, ["Went to", "Came from", "Accounts"]);
}

#[test]
fn hosts_are_hidden_and_kept_by_either_end() {
    let mut case = case();
    let graph = case.graph_view();
    let key = |label: &str| Key::from(graph.nodes[place(&graph, label) as usize].key);
    let in_sight = |case: &Case| -> Vec<String> {
        let graph = case.graph_view();
        let in_sight = graph.in_sight(Some(&case.filtered_view()));
        let mut labels: Vec<String> =
            graph.nodes.iter().zip(in_sight).filter(|(_, is)| *is).map(|(node, _)| short(&node.label)).collect();
        labels.sort();
        labels
    };
    case.set_filter(Filter { hide_moves: vec![key("FILE1"), key("SRV1")], ..Filter::default() });
    assert!(!in_sight(&case).iter().any(|label| label == "FILE1" || label == "SRV1"));
    let mut only_moves = vec![key("WS1"), key("SRV1"), key("FILE1")];
    only_moves.sort();
    case.set_filter(Filter { only_moves, ..Filter::default() });
    assert_eq!(in_sight(&case), ["FILE1", "SRV1", "WS1"]);
    let view = case.filtered_view();
    assert_eq!(
        case.count_rows(case.generation(), &RowsQuery { within: true, ..RowsQuery::default() }),
        Some(view.matches)
    );
    assert!(view.matches > 0 && view.logons == view.matches && !case.filter().is_empty());
}

#[test]
fn places_in_one_graph_do_not_move_those_in_the_other() {
    let mut case = case();
    case.set_shows(Shows::default());
    for _ in 0..400 {
        if case.layout_step(10).settled {
            break;
        }
    }
    let before = case.graph_view().positions;
    case.set_shows(MOVEMENT);
    while !case.layout_step(50).settled {}
    let moved = case.graph_view();
    assert!(moved.positions.iter().all(|at| at.is_finite()));
    case.set_shows(Shows::default());
    assert_eq!(case.graph_view().positions, before);
}

#[test]
fn the_shortest_path_goes_by_what_is_drawn() {
    let case = case();
    let graph = case.graph_view();
    let query = |from: &str, to: Option<&str>, kind| PathQuery {
        from: place(&graph, from),
        to: to.map(|to| place(&graph, to)),
        kind,
        most_wait: None,
    };
    let found = |query| case.path(case.generation(), &query).expect("an answer");
    let view = found(query("WS1", Some("FILE1"), PathKind::Shortest));
    assert_eq!((view.steps.len(), view.edges.as_slice()), (1, &[line(&graph, "WS1", "FILE1")][..]));
    let privileged = found(query("WS1", None, PathKind::Shortest));
    assert_eq!(privileged.steps.last().map(|step| step.to.kind), Some(NodeKind::PrivilegedAccount));
    // In time, too, a machine that was no source can be come to.
    let view = found(query("WS1", Some("FILE1"), PathKind::Earliest));
    assert_eq!(view.steps.last().map(|step| short(&step.to.label)).as_deref(), Some("FILE1"));
    assert!(view.edges.iter().any(|edge| graph.edges[*edge as usize].count > 0));
}

#[test]
fn exports_of_the_graph_are_of_what_is_drawn() {
    let case = case();
    let text = |format| String::from_utf8(export(&case, format).expect("a file").bytes).expect("text");
    let expected = counted(&case, |_| true);
    let json: serde_json::Value = serde_json::from_str(&text(ExportFormat::GraphJson)).expect("JSON");
    let (nodes, edges) = (&json["elements"]["nodes"], json["elements"]["edges"].as_array().expect("edges"));
    let label = |id: &serde_json::Value| {
        let node = nodes.as_array().expect("nodes").iter().find(|node| node["data"]["id"] == *id).expect("a node");
        short(node["data"]["label"].as_str().expect("a label"))
    };
    let mut counts: BTreeMap<(String, String), (u32, u32)> = BTreeMap::new();
    for edge in edges {
        let data = &edge["data"];
        let count = data["count"].as_u64().expect("a count") as u32;
        let of = counts.entry((label(&data["source"]), label(&data["target"]))).or_default();
        of.0 += count;
        of.1 += if data["failed"] == true { count } else { 0 };
        assert!(data["account"].as_str().is_some_and(|account| !account.is_empty()));
    }
    assert_eq!(counts, expected);
    assert!(nodes.as_array().expect("nodes").iter().all(|node| node["data"]["kind"] == "host"));
    for format in [ExportFormat::GraphMl, ExportFormat::Gexf] {
        let text = text(format);
        assert_eq!(text.matches("<edge ").count(), edges.len());
        assert!(text.contains("alice"), "{text}");
    }
    assert_eq!(text(ExportFormat::Svg).matches("<line ").count() - 1, expected.len());
    let opengraph = text(ExportFormat::OpenGraph);
    assert_eq!(opengraph.matches("\"MovedTo\"").count(), expected.len());
    assert!(!opengraph.contains("LogonAs"));
}

#[test]
fn an_account_knows_the_ways_that_it_went_and_only_where_they_are_drawn() {
    let mut case = case();
    let generation = case.generation();
    for text in ["", "to:srv1", "is:failed"] {
        case.set_filter(Filter { text: text.to_owned(), ..Filter::default() });
        let graph = case.graph_view();
        for name in ["alice", "bob", "root"] {
            let node = graph.nodes.iter().position(|node| node.label == name).expect("an account") as u32;
            let left = |position| {
                let derived = case.derived().expect("a graph");
                let of = derived.scope.iter().find(|(known, ..)| *known == position).map(|(_, account, _)| account);
                let label = of.and_then(|account| derived.account(case.grounds(), account)).map(|of| of.label.as_str());
                label == Some(name) && case.filtering().is_none_or(|left| left.contains(position))
            };
            let wanted: Vec<(String, String)> = counted(&case, left).into_keys().collect();
            let ways = case.node_details(generation, node).and_then(|details| details.ways).expect("ways");
            let label = |node: u32| short(&graph.nodes[node as usize].label);
            let mut found: Vec<(String, String)> = ways
                .iter()
                .map(|way| &graph.edges[*way as usize])
                .map(|edge| (label(edge.from), label(edge.to)))
                .collect();
            found.sort();
            assert_eq!(found, wanted, "{name} {text}");
        }
    }
    case.set_filter(Filter::default());
    case.set_shows(Shows::default());
    let node = place(&case.graph_view(), "ALICE");
    assert_eq!(case.node_details(case.generation(), node).expect("details").ways, None);
}
