//! Ways through a small case.

use crate::engine::Case;
use crate::engine::handmade::{case_of, with_local};
use crate::model::handmade::{Row, logon, privilege};
use crate::protocol::filter::Filter;
use crate::protocol::path::{PathKind, PathQuery, PathView};

/// From PC1 alice logs on to SRV1; there is bob, who goes on to SRV2, where the administrator came from *before*.
fn case() -> Case {
    let rows: Vec<Row> = vec![
        privilege("root").domain("EX").on("SRV2").at(50),
        logon("root", "").workstation("SRV2").domain("EX").on("DC1").at(50),
        logon("alice", "").workstation("PC1").domain("EX").on("SRV1").at(100),
        logon("bob", "").workstation("SRV1").domain("EX").on("SRV2").at(200),
        logon("eve", "").workstation("SRV1").domain("EX").on("SRV2").event(4625).status(0xc000_006a).at(220),
        logon("root", "").workstation("SRV2").domain("EX").on("DC1").at(900),
        logon("dave", "").workstation("DC1").domain("EX").on("DC1").at(90),
    ];
    case_of(&rows, with_local())
}

fn find(case: &Case, from: &str, to: Option<&str>, kind: PathKind, most_wait: Option<f64>) -> PathView {
    let graph = case.graph_view();
    let place = |label: &str| graph.nodes.iter().position(|node| node.label == label).expect(label) as u32;
    let query = PathQuery { from: place(from), to: to.map(place), kind, most_wait };
    case.path(case.generation(), &query).expect("an answer")
}

fn way(view: &PathView) -> Vec<(&str, &str)> {
    view.steps.iter().map(|step| (step.from.label.as_str(), step.to.label.as_str())).collect()
}

#[test]
fn the_way_in_time_goes_by_machines_that_were_logged_on_to() {
    let case = case();
    let view = find(&case, "PC1", Some("root"), PathKind::Earliest, None);
    assert_eq!(way(&view), [("PC1", "SRV1"), ("SRV1", "SRV2"), ("SRV2", "root")]);
    let seconds: Vec<i64> = view.steps.iter().map(|step| step.span.0 / 1_000_000).collect();
    assert_eq!(seconds, [100, 200, 900]);
    assert!(view.steps[0].says.ends_with(", as alice"), "{}", view.steps[0].says);
    // The accounts by which one goes from machine to machine are lit too, with their lines.
    assert_eq!((view.nodes.len(), view.edges.len()), (6, 3));
    // The nearest privileged account is that one.
    assert_eq!(way(&find(&case, "PC1", None, PathKind::FewestLogons, None)), way(&view));
    // Seven hundred seconds lie between the last two.
    assert_eq!(way(&find(&case, "PC1", Some("root"), PathKind::Earliest, Some(600.0))), []);
    assert_eq!(way(&find(&case, "PC1", Some("root"), PathKind::Earliest, Some(700.0))).len(), 3);
}

#[test]
fn nobody_goes_back_in_time_or_by_a_logon_that_failed() {
    let case = case();
    assert_eq!(way(&find(&case, "PC1", Some("dave"), PathKind::Earliest, None)), []);
    assert_eq!(way(&find(&case, "PC1", Some("eve"), PathKind::FewestLogons, None)), []);
    // The lines of the graph tell no time: only what shares a line is linked.
    assert_eq!(way(&find(&case, "bob", Some("eve"), PathKind::Shortest, None)), [("bob", "SRV1"), ("SRV1", "eve")]);
    assert_eq!(find(&case, "bob", Some("eve"), PathKind::Shortest, None).steps[1].says, "all failed");
    assert_eq!(way(&find(&case, "alice", Some("bob"), PathKind::Shortest, None)), []);
}

#[test]
fn ways_are_looked_for_under_the_filter() {
    let mut case = case();
    case.set_filter(Filter { range: Some((0.0, 500e6)), ..Filter::default() });
    assert_eq!(way(&find(&case, "PC1", Some("root"), PathKind::Earliest, None)), []);
    assert_eq!(way(&find(&case, "PC1", Some("bob"), PathKind::Earliest, None)).len(), 2);
    case.set_filter(Filter { range: Some((150e6, 500e6)), ..Filter::default() });
    assert_eq!(way(&find(&case, "PC1", Some("bob"), PathKind::Earliest, None)), []);
    assert!(case.path(case.generation() + 1, &PathQuery::default()).is_none());
    let nowhere = PathQuery { from: 999, to: Some(998), ..PathQuery::default() };
    assert!(case.path(case.generation(), &nowhere).is_some_and(|view| view.steps.is_empty()));
}

#[test]
fn each_step_leads_to_its_rows() {
    let mut case = case();
    for kind in [PathKind::Shortest, PathKind::Earliest] {
        for step in find(&case, "SRV1", Some("bob"), kind, None).steps {
            assert_eq!(case.count_rows(case.generation(), &step.rows), Some(step.count));
        }
    }
}
