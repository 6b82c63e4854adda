//! What is drawn beside the logons, held to a plain count of the rows.

use crate::engine::Case;
use crate::engine::handmade::case_of;
use crate::export::export;
use crate::model::facts::Slot;
use crate::model::handmade::{Row, logon, privilege};
use crate::model::identity::target_host;
use crate::protocol::filter::{Filter, Key};
use crate::protocol::layout::LayoutKind;
use crate::protocol::rows::{Only, RowsOf, RowsQuery};
use crate::protocol::shows::Shows;
use crate::protocol::{ExportFormat, FactValue, GraphView, NodeKind, Options};
use std::collections::BTreeMap;

const ALL: Shows = Shows { movement: false, domains: true, policies: true, targets: true, types: false };
const LOGON: &str = "{0CCE9215-69AE-11D9-BED3-505054503030}";

fn change(name: &str, changes: &str) -> Row {
    let row = logon(name, "").domain("EX").on("DC1").event(4719).detail(Slot::Subcategory, LOGON);
    row.detail(Slot::PolicyChanges, changes)
}

/// Accounts of two domains and of a machine, three changes of the audit policy, one of them by the machine itself.
fn case() -> Case {
    let mut rows: Vec<Row> = vec![privilege("root").domain("EX").on("SRV1").at(50)];
    for turn in 0..60_i64 {
        let (name, domain) =
            [("alice", "EX"), ("bob", "ex.test"), ("mallory", "ODD"), ("root", "EX")][turn as usize % 4];
        let row = logon(name, "").workstation(["WS1", "WS2", "SRV1"][turn as usize % 3]).domain(domain);
        let row = row.on(["SRV1", "FILE1"][turn as usize % 2]).at(3_600 + turn * 700);
        rows.push(if turn % 7 == 0 { row.event(4625).status(0xc000_006a) } else { row });
    }
    rows.push(change("root", "%%8448").at(4_000));
    rows.push(change("root", "%%8448").at(5_000));
    rows.push(change("SYSTEM", "%%8449, %%8451").sid("S-1-5-18").at(6_000));
    let mut case = case_of(&rows, Options::default());
    case.set_shows(ALL);
    case
}

type Counts = BTreeMap<(String, String), u32>;

/// Lines between accounts and what stands beside the logons, as they are drawn.
fn drawn(case: &Case) -> Counts {
    let graph = case.filtered_view().applied_to(&case.graph_view());
    let is_source = |node: u32| {
        graph.edges.iter().any(|edge| edge.from == node && graph.nodes[edge.to as usize].kind != NodeKind::Host)
    };
    let host = |node: u32| graph.nodes[node as usize].kind == NodeKind::Host;
    let lines = graph.edges.iter().filter(|edge| edge.count > 0 && !(host(edge.from) && is_source(edge.from)));
    let label = |node: u32| graph.nodes[node as usize].label.clone();
    lines.map(|edge| ((label(edge.from), label(edge.to)), edge.count)).collect()
}

/// The same, row by row.
fn counted(case: &Case, left: impl Fn(u32) -> bool) -> Counts {
    let (derived, grounds) = (case.derived().expect("a graph"), case.grounds());
    let mut counts = Counts::new();
    for (position, account, _) in derived.scope.iter().filter(|(position, ..)| left(*position)) {
        let account = derived.account(grounds, account).expect("an account");
        let row = grounds.order.rows[position as usize] as usize;
        let target = target_host(case.store(), row).map(str::to_owned);
        for to in account.domain.clone().into_iter().chain(target) {
            *counts.entry((account.label.clone(), to)).or_default() += 1;
        }
    }
    for (position, row) in (0u32..).zip(&grounds.order.rows).filter(|(position, _)| left(*position)) {
        let row = *row as usize;
        if case.store().events.kind[row].id() == 4719 {
            let by = grounds.identities.accounts.of_row[position as usize] as usize;
            let removed = case.store().detail(row, Slot::PolicyChanges) == "%%8448";
            let what = if removed { "Logon: success removed" } else { "Logon: success and failure added" };
            *counts.entry((grounds.identities.accounts.all[by].label.clone(), what.to_owned())).or_default() += 1;
        }
    }
    counts
}

fn place(graph: &GraphView, label: &str, kind: NodeKind) -> u32 {
    let is = |node: &crate::protocol::GraphNode| node.label == label && node.kind == kind;
    graph.nodes.iter().rposition(is).expect(label) as u32
}

#[test]
fn domains_changes_and_targets_are_joined_to_accounts() {
    let mut case = case();
    let (shown, expected) = (drawn(&case), counted(&case, |_| true));
    assert_eq!(shown, expected);
    // One domain however it is written; the odd one; changes, of whoever the switches hide too; machines.
    for (from, to) in
        [("alice", "EX"), ("bob", "EX"), ("mallory", "ODD"), ("root", "Logon: success removed"), ("alice", "SRV1")]
    {
        assert!(expected.keys().any(|(a, b)| a == from && b == to), "{from} {to}: {expected:?}");
    }
    assert!(expected.keys().any(|(from, _)| from.eq_ignore_ascii_case("system")));
    // Only what is asked for.
    for shows in [Shows { domains: true, ..Shows::default() }, Shows { policies: true, ..Shows::default() }] {
        case.set_shows(shows);
        let kinds: Vec<NodeKind> = case.graph_view().nodes.iter().map(|node| node.kind).collect();
        assert_eq!(kinds.contains(&NodeKind::Domain), shows.domains);
        assert_eq!(kinds.contains(&NodeKind::PolicyChange), shows.policies);
    }
    case.set_shows(Shows::default());
    assert!(drawn(&case).is_empty());
}

#[test]
fn figures_lead_to_as_many_rows_with_a_filter_and_without() {
    let mut case = case();
    for text in ["", "user:root OR user:mallory", "is:failed", "id:4719"] {
        case.set_filter(Filter { text: text.to_owned(), ..Filter::default() });
        let filtering = case.filtering().cloned();
        let expected = counted(&case, |position| filtering.as_ref().is_none_or(|left| left.contains(position)));
        assert_eq!(drawn(&case), expected, "{text}");
        let (graph, generation) = (case.filtered_view().applied_to(&case.graph_view()), case.generation());
        let rows = |case: &mut Case, of: RowsOf, only: Only| {
            case.count_rows(generation, &RowsQuery { of, only, within: true }).expect("a count")
        };
        for (edge, shown) in (0u32..).zip(&graph.edges).filter(|(_, edge)| edge.count > 0) {
            let details = case.edge_details(generation, edge).expect("details");
            assert_eq!(details.events.iter().map(|(.., count, _)| count).sum::<u32>(), shown.count);
            assert_eq!(rows(&mut case, RowsOf::Edge(edge), Only::default()), shown.count);
            for row in &details.rows {
                assert_eq!(rows(&mut case, RowsOf::Edge(row.edge), row.only.clone()), row.count);
            }
            let lines = case.lines_view(generation, &[edge]).expect("lines");
            assert_eq!(lines.edges[0].1.iter().map(|line| line.count).sum::<u32>(), shown.count);
        }
        for node in 0..graph.nodes.len() as u32 {
            let details = case.node_details(generation, node).expect("details");
            let all: u32 = details.events.iter().map(|(.., count, _)| count).sum();
            assert_eq!(rows(&mut case, RowsOf::Node(node), Only::default()), all, "{}", details.title);
            for neighbour in details.neighbours.iter().flat_map(|(_, all)| all) {
                assert_eq!(rows(&mut case, RowsOf::Edge(neighbour.edge), Only::default()), neighbour.count);
            }
        }
    }
}

#[test]
fn details_tell_of_a_domain_and_of_a_change() {
    let mut case = case();
    let graph = case.graph_view();
    let details = |kind, label| case.node_details(graph.generation, place(&graph, label, kind)).expect("details");
    let facts = |details: &crate::protocol::DetailsView| -> Vec<String> {
        let value = |value: &FactValue| match value {
            FactValue::Text(text) | FactValue::Code(text) => text.clone(),
            _ => String::new(),
        };
        details.facts.iter().map(|fact| format!("{}: {}", fact.label, value(&fact.value))).collect()
    };
    let domain = details(NodeKind::Domain, "EX");
    let lines = facts(&domain);
    assert!(lines.contains(&"Accounts: 3, 1 of them privileged".to_owned()), "{lines:?}");
    assert!(lines.contains(&"Written also: ex.test".to_owned()), "{lines:?}");
    assert_eq!(
        domain.neighbours.iter().map(|(title, all)| (title.as_str(), all.len())).collect::<Vec<_>>(),
        [("Accounts", 3)]
    );
    let change = details(NodeKind::PolicyChange, "Logon: success removed");
    assert!(facts(&change).contains(&"On: DC1: 2".to_owned()), "{:?}", facts(&change));
    assert_eq!(change.neighbours[0].0, "By");
    let root = details(NodeKind::PrivilegedAccount, "root");
    let titles: Vec<&str> = root.neighbours.iter().map(|(title, _)| title.as_str()).collect();
    assert_eq!(titles, ["Domain", "Audit policy changes", "Logged on to", "Hosts"]);
    // An account counts its logons once.
    case.set_shows(Shows::default());
    let plain = case.graph_view();
    let before =
        case.node_details(plain.generation, place(&plain, "root", NodeKind::PrivilegedAccount)).expect("details");
    assert_eq!((before.events, before.hourly), (root.events, root.hourly));
}

#[test]
fn what_stands_beside_the_logons_is_hidden_and_kept_by_hand() {
    let mut case = case();
    let graph = case.graph_view();
    let key = |kind, label| Key::from(graph.nodes[place(&graph, label, kind) as usize].key);
    let hide = |key| Filter { hide: vec![key], ..Filter::default() };
    case.set_filter(hide(key(NodeKind::Domain, "ODD")));
    assert!(drawn(&case).keys().all(|(from, _)| from != "mallory") && !drawn(&case).is_empty());
    case.set_filter(hide(key(NodeKind::PolicyChange, "Logon: success removed")));
    assert!(drawn(&case).keys().all(|(_, to)| to != "Logon: success removed"));
    assert!(drawn(&case).keys().any(|(_, to)| to == "Logon: success and failure added"));
    case.set_filter(hide(key(NodeKind::Host, "FILE1")));
    assert!(drawn(&case).keys().all(|(_, to)| to != "FILE1") && drawn(&case).keys().any(|(_, to)| to == "SRV1"));
    // What is narrowed to the neighbourhood of a domain is its accounts' logons, all of them.
    let near = crate::graph::neighbours::around(&graph, None, &[place(&graph, "ODD", NodeKind::Domain)]);
    let mut only: Vec<Key> = near.iter().map(|node| Key::from(graph.nodes[*node as usize].key)).collect();
    only.sort();
    case.set_filter(Filter { only, ..Filter::default() });
    assert_eq!(case.filtered_view().logons, 15);
    case.set_filter(Filter { only: vec![key(NodeKind::Domain, "ODD")], ..Filter::default() });
    assert_eq!(case.filtered_view().logons, 15);
    let mut only =
        vec![key(NodeKind::PolicyChange, "Logon: success removed"), key(NodeKind::PrivilegedAccount, "root")];
    only.sort();
    case.set_filter(Filter { only, ..Filter::default() });
    assert_eq!((case.filtered_view().matches, case.filtered_view().logons), (2, 0));
}

#[test]
fn columns_put_targets_at_the_right() {
    let mut case = case();
    case.set_layout(LayoutKind::Columns, None);
    let graph = case.graph_view();
    let x = |node: u32| graph.positions[2 * node as usize];
    for edge in graph.edges.iter().filter(|edge| edge.count > 0) {
        assert!(x(edge.from) < x(edge.to));
    }
}

#[test]
fn exports_hold_what_stands_beside_the_logons() {
    let case = case();
    let bytes = |format| export(&case, format).expect("a file").bytes;
    let text = |format| String::from_utf8(bytes(format)).expect("text");
    let json: serde_json::Value = serde_json::from_str(&text(ExportFormat::GraphJson)).expect("JSON");
    let kinds = |kind: &str| {
        let nodes = json["elements"]["nodes"].as_array().expect("nodes");
        nodes.iter().filter(|node| node["data"]["kind"] == kind).count()
    };
    assert_eq!((kinds("domain"), kinds("audit policy change")), (2, 2));
    assert!(text(ExportFormat::OpenGraph).contains("\"OfDomain\""));
    let svg = text(ExportFormat::Svg);
    assert!(svg.contains("class=\"d\"") && svg.contains("class=\"t\"") && svg.contains("policy change"));
    // Nothing in it is packed.
    let neo4j = String::from_utf8_lossy(&bytes(ExportFormat::Neo4j)).into_owned();
    for name in ["domains.csv", "policies.csv", "lines-to-domains.csv", "lines-to-policies.csv", "lines-to-hosts.csv"] {
        assert!(neo4j.contains(name), "{name}");
    }
    assert_eq!(neo4j.matches("\nSRV1,SRV1,").count(), 1, "a machine is one there");
}
