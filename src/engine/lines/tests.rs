//! How lines are coloured by logon type, held to a plain count of their rows.

use crate::engine::Case;
use crate::engine::handmade::{case_of, with_local};
use crate::export::export;
use crate::model::events::NO_LOGON_TYPE;
use crate::model::handmade::{Row, logon};
use crate::model::ways::{WAYS, class_of};
use crate::protocol::ExportFormat;
use crate::protocol::filter::Filter;
use crate::protocol::shows::Shows;
use std::collections::BTreeMap;

const TYPES: Shows = Shows { movement: false, domains: false, policies: false, targets: false, types: true };

/// Logons of many types between few accounts and hosts, some failed; and checks of passwords, which have no type.
fn case() -> Case {
    let kinds = [3, 10, 2, 5, 8, 9, 3, 7, 3, 4];
    let rows = (0..400_i64).map(|turn| {
        let name = ["alice", "bob", "carol", "dave"][(turn * turn % 7 % 4) as usize];
        let row = logon(name, &format!("10.0.0.{}", turn % 6)).domain("EX").on("SRV1").at(turn * 60);
        match turn % 11 {
            0 => row.event(4776).logon_type(NO_LOGON_TYPE),
            1 => row.event(4625).status(0xc000_006a).logon_type(10),
            _ => row.logon_type(kinds[(turn % 10) as usize]),
        }
    });
    case_of(&rows.collect::<Vec<Row>>(), with_local())
}

/// For each line how many events are of each class, row by row.
fn counted(case: &Case) -> Vec<BTreeMap<u8, u32>> {
    let (derived, rows) = (case.derived().expect("a graph"), &case.grounds().order.rows);
    let view = case.graph_view();
    let mut counts = vec![BTreeMap::new(); view.edges.len()];
    for (position, account, host) in derived.scope.iter() {
        if case.filtering().is_some_and(|left| !left.contains(position)) {
            continue;
        }
        let logon_type = case.store().events.logon_type[rows[position as usize] as usize];
        let (from, to) = (derived.host_places[host as usize], derived.account_places[account as usize]);
        let place = view.edges.iter().position(|edge| (edge.from, edge.to) == (from, to)).expect("a line");
        *counts[place].entry(class_of(logon_type)).or_insert(0) += 1;
    }
    counts
}

#[test]
fn a_line_has_the_class_of_most_of_its_typed_events_under_every_filter() {
    let mut case = case();
    assert!(case.ways_view().edges.is_empty(), "colours tell outcomes");
    let before = case.generation();
    case.set_shows(TYPES);
    assert_eq!(case.generation(), before, "the same graph in other colours");
    assert!(case.graph_view().shows.types);
    let mut present = 0;
    for text in ["", "type:8,9", "is:failed", "id:4776", "-type:3"] {
        case.set_filter(Filter { text: text.to_owned(), ..Filter::default() });
        let view = case.ways_view();
        present |= view.present();
        for (class, counts) in view.edges.iter().zip(counted(&case)) {
            if counts.is_empty() {
                assert_eq!(*class, u8::MAX, "{text}: nothing is left of it");
                continue;
            }
            let typed = counts.iter().filter(|(class, _)| **class > 0);
            let most = typed.clone().map(|(_, count)| *count).max().unwrap_or(0);
            let wanted = typed.clone().find(|(_, count)| **count == most).map_or(0, |(class, _)| *class);
            assert_eq!(*class, wanted, "{text}: {counts:?}");
        }
    }
    assert_eq!(present & 1, 1, "password checks alone have none");
    assert!(present.count_ones() > 4, "{present:b}");
}

#[test]
fn the_parts_of_a_line_say_their_own_classes() {
    let mut case = case();
    case.set_shows(TYPES);
    let generation = case.generation();
    let edges: Vec<u32> = (0..case.graph_view().edges.len() as u32).collect();
    let lines = case.lines_view(generation, &edges).expect("lines");
    for line in lines.edges.iter().flat_map(|(_, lines)| lines) {
        let types: Vec<u8> = line.types.split(", ").filter_map(|number| number.parse().ok()).collect();
        assert_eq!(line.class == 0, types.is_empty(), "{line:?}");
        assert!(line.class == 0 || types.iter().any(|number| class_of(*number) == line.class), "{line:?}");
    }
}

#[test]
fn a_drawing_has_the_same_classes_and_says_them() {
    let mut case = case();
    let drawing =
        |case: &Case| String::from_utf8(export(case, ExportFormat::Svg).expect("a file").bytes).expect("text");
    assert!(!drawing(&case).contains("class=\"w1"));
    case.set_shows(TYPES);
    let svg = drawing(&case);
    let view = case.ways_view();
    for class in 0..=6_u8 {
        let drawn = view.edges.iter().filter(|known| **known == class).count();
        let lines = svg.matches(&format!("<line class=\"w{class}\"")).count();
        let dashed = svg.matches(&format!("<line class=\"w{class} x\"")).count();
        // One of each that is there is in the legend, and one that is dashed.
        let in_legend = usize::from(drawn > 0) + usize::from(class == 0);
        assert_eq!(lines + dashed, drawn + in_legend, "{class}");
        let name = usize::from(class).checked_sub(1).map_or("no logon type", |place| WAYS[place].name);
        assert_eq!(svg.contains(&format!(">{name}</text>")), drawn > 0, "{name}");
    }
}
