//! Sets of rows: every figure leads to as many rows as it says, in any order.

use super::*;
use crate::engine::Case as WholeCase;
use crate::evidence::batch::Batch;
use crate::evidence::ledger::Ledger;
use crate::model::handmade::{Row, RowMaker, logon, privilege};
use crate::model::time::HOUR;
use crate::protocol::Options;
use crate::protocol::timeline::Shape;

fn case(files: &[&[Row]], options: Options) -> WholeCase {
    let mut case = WholeCase::new();
    case.set_options(options).expect("options");
    for (number, rows) in files.iter().enumerate() {
        let name = format!("{number}.evtx");
        let file = case.add_file(&name, &name, 1);
        let ledger = Ledger { chunks: 2, ..Ledger::default() };
        case.append(file, &Batch { store: RowMaker::of(rows).store, ledger });
        case.finish_file(file, None);
    }
    case.analyse();
    case
}

fn everything() -> Options {
    Options { include_builtin: true, include_machine: true, include_local: true, ..Options::default() }
}

fn evidence() -> Vec<Row> {
    let wrong = 0xc000_006a;
    let mut rows = vec![
        privilege("alice").domain("EX").at(3_600).record(900),
        logon("SYSTEM", "").domain("NT AUTHORITY").sid("S-1-5-18").logon_type(5).at(7_600).record(60),
        logon("carol", "").domain("EX").logon_type(2).at(14_500).record(8),
    ];
    for turn in 0..40 {
        let name = ["alice", "Bob", "bob", "x"][turn as usize % 4];
        let row = logon(name, &format!("10.0.0.{}", turn % 7 * 20 + 1)).domain("EX").at(3_600 + turn * 700);
        let row = row.record(1_000 - turn as u64).authentication(["", "NTLM", "Kerberos"][turn as usize % 3]);
        rows.push(if turn % 5 == 0 { row.event(4625).status(wrong) } else { row });
    }
    rows
}

fn count(case: &mut WholeCase, of: RowsOf, only: Only) -> u32 {
    let generation = case.generation();
    case.count_rows(generation, &RowsQuery { of, only, within: false }).expect("the present generation")
}

#[test]
fn every_figure_of_graph_and_details_leads_to_as_many_rows() {
    for options in [Options::default(), everything(), Options { merge_accounts: true, ..everything() }] {
        let mut case = case(&[&evidence()], options);
        let (generation, graph, ranks) = (case.generation(), case.graph_view(), case.ranks_view());
        assert!(graph.edges.len() > 5);
        for row in ranks.accounts.iter().chain(&ranks.hosts) {
            assert_eq!(count(&mut case, RowsOf::Node(row.node), Only::default()), row.events, "{}", row.label);
        }
        for (edge, drawn) in (0..).zip(&graph.edges) {
            assert_eq!(count(&mut case, RowsOf::Edge(edge), Only::default()), drawn.count);
            let failed = Only { failed: Some(true), ..Only::default() };
            assert_eq!(count(&mut case, RowsOf::Edge(edge), failed), drawn.failed);
        }
        let details =
            (0..graph.nodes.len() as u32).map(|node| (RowsOf::Node(node), case.node_details(generation, node)));
        let edges = (0..graph.edges.len() as u32).map(|edge| (RowsOf::Edge(edge), case.edge_details(generation, edge)));
        for (of, details) in details.chain(edges).collect::<Vec<_>>() {
            let details = details.expect("details");
            for (id, _, all, failed) in &details.events {
                let only = Only { event_id: Some(*id), ..Only::default() };
                assert_eq!(count(&mut case, of.clone(), only.clone()), *all);
                assert_eq!(count(&mut case, of.clone(), Only { failed: Some(true), ..only }), *failed);
            }
            for (logon_type, _, all) in &details.logon_types {
                let only = Only { logon_type: Some(*logon_type), ..Only::default() };
                assert_eq!(count(&mut case, of.clone(), only), *all);
            }
            for line in &details.rows {
                assert_eq!(count(&mut case, RowsOf::Edge(line.edge), line.only.clone()), line.count, "{line:?}");
            }
        }
    }
}

#[test]
fn every_cell_of_the_heat_map_leads_to_as_many_rows() {
    let mut case = case(&[&evidence()], Options { zone: "+05:45".to_owned(), ..everything() });
    let tile =
        case.timeline(case.generation(), &Shape::default(), (0, 0), (100, 1_000)).expect("the present generation");
    let mut lit = 0;
    for row in &tile.lines {
        for (hour, events) in (0..).zip(&row.counts) {
            let start = (tile.start + hour * HOUR) as f64;
            let of = RowsOf::Cell { node: row.node, start, end: start + HOUR as f64 };
            assert_eq!(count(&mut case, of, Only::default()), *events, "{} {hour}", row.label);
            lit += u32::from(*events > 0);
        }
    }
    assert!(lit > 20);
}

#[test]
fn a_record_of_two_files_is_one_row_of_each_and_tells_both_places() {
    let one: Vec<Row> = (0..9).map(|n| logon("alice", "10.0.0.1").at(n).record(n as u64).place(0, 5_000)).collect();
    let other: Vec<Row> = one[4..].iter().cloned().map(|row| row.place(0, 80_000)).collect();
    let mut case = case(&[&one, &other], Options::default());
    let whole = RowsQuery::default();
    assert_eq!(case.count_rows(1, &whole), Some(9));
    assert_eq!([0, 1, 2].map(|file| count(&mut case, RowsOf::File(file), Only::default())), [9, 5, 0]);
    let record = case.record(1, 7).expect("a row");
    let places: Vec<(u32, u64, Option<u64>)> = record.places.iter().map(|at| (at.file, at.offset, at.chunk)).collect();
    assert_eq!(places, [(0, 5_000, Some(0)), (1, 80_000, Some(1))]);
    assert_eq!(case.record(1, 2).expect("a row").places.len(), 1);
    assert_eq!((case.record(1, 9), case.record(0, 1)), (None, None));
}

#[test]
fn pages_of_any_order_hold_every_row_once_and_are_sorted_by_what_they_show() {
    let mut case = case(&[&evidence()], Options::default());
    let total = case.count_rows(1, &RowsQuery::default()).expect("a count");
    for (column, heading) in Column::ALL {
        let mut rows = Vec::new();
        for descending in [false, true] {
            let sorting = Sorting { by: column, descending };
            let pages =
                (0..).map(|page| case.rows(1, &RowsQuery::default(), sorting, page * 7, 7).expect("a page").rows);
            let mut all: Vec<_> = pages.take_while(|page| !page.is_empty()).flatten().collect();
            assert_eq!(all.len(), total as usize, "{heading}");
            if descending {
                all.reverse();
                assert_eq!(all, rows, "{heading}: the other way round");
            }
            rows = all;
        }
        let key = |row: &crate::protocol::rows::RowView| -> (i64, String) {
            let shown = &row.cells[column as usize];
            let number = |text: &str| text.split(' ').next().and_then(|word| word.parse().ok()).unwrap_or(-1);
            match column {
                Column::Time => (row.time, String::new()),
                Column::Record | Column::LogonType | Column::Event => (number(shown), String::new()),
                Column::Source if shown.is_empty() => (-1, String::new()),
                Column::Source => (number(shown.rsplit('.').next().unwrap_or("")), String::new()),
                _ => (0, shown.to_lowercase()),
            }
        };
        for pair in rows.windows(2) {
            let order = key(&pair[0]).cmp(&key(&pair[1]));
            assert!(order.is_le(), "{heading}: {:?} before {:?}", pair[0], pair[1]);
            let shown = |at: usize| &pair[at].cells[column as usize];
            // Rows that show the same keep the case's order.
            assert!(order.is_ne() || shown(0) != shown(1) || pair[0].row < pair[1].row, "{heading}: {pair:?}");
        }
    }
}

#[test]
fn what_rows_are_called_says_which_they_are() {
    let mut case = case(&[&evidence()], Options::default());
    let graph = case.graph_view();
    let edge = graph.edges.iter().position(|edge| {
        graph.nodes[edge.to as usize].label == "alice" && graph.nodes[edge.from as usize].label == "10.0.0.1"
    });
    let of = RowsOf::Edge(edge.expect("an edge") as u32);
    let mut title = |of: &RowsOf, only: Only| {
        let query = RowsQuery { of: of.clone(), only, within: false };
        case.rows(1, &query, Sorting::default(), 0, 1).expect("a page").title
    };
    assert_eq!(title(&of, Only::default()), "Logons by alice from 10.0.0.1");
    let line = Only {
        event_id: Some(4625),
        logon_type: Some(3),
        status: Some(0xc000_006a),
        authentication: Some("NTLM".to_owned()),
        failed: None,
        account: None,
    };
    assert_eq!(title(&of, line), "4625 by alice from 10.0.0.1, type 3 network, 0xc000006a wrong password, NTLM");
    let failed = Only { failed: Some(true), ..Only::default() };
    assert_eq!(title(&RowsOf::Case, failed), "Failed logons");
    assert_eq!(title(&RowsOf::Case, Only { event_id: Some(4672), ..Only::default() }), "4672");
    assert_eq!(title(&RowsOf::File(0), Only::default()), "Rows in 0.evtx");
    let listed = RowsOf::Listed { title: "Password spraying".to_owned(), rows: vec![5, 3, 5, 99_999] };
    assert_eq!(title(&listed, Only::default()), "Password spraying");
    assert_eq!(count(&mut case, listed, Only::default()), 2);
}

#[test]
fn another_generation_is_answered_by_nothing() {
    let mut case = case(&[&evidence()], Options::default());
    assert_eq!(case.rows(0, &RowsQuery::default(), Sorting::default(), 0, 9), None);
    case.analyse();
    assert_eq!(case.count_rows(1, &RowsQuery::default()), None);
    assert!(
        case.rows(2, &RowsQuery::default(), Sorting::default(), 5_000, u32::MAX)
            .is_some_and(|view| view.rows.is_empty())
    );
}
