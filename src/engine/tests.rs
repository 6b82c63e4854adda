//! The case as a whole, on rows made by hand.

use super::*;
use crate::evidence::ledger::Ledger;
use crate::model::handmade::{Row, RowMaker, logon, privilege};
use crate::model::time::HOUR;
use crate::protocol::filter::{Filter, Key};
use crate::protocol::layout::LayoutKind;
use crate::protocol::timeline::Shape;
use crate::protocol::{FactValue, NodeKind};

const ALICE: &str = "S-1-5-21-1-2-3-1105";

fn batch(rows: &[Row]) -> Batch {
    let store = RowMaker::of(rows).store;
    let mut ledger = Ledger { records: rows.len() as u64, kept: rows.len() as u64, ..Ledger::default() };
    for time in &store.events.time {
        ledger.saw(*time);
    }
    Batch { store, ledger }
}

fn case(rows: &[Row], options: Options) -> Case {
    let mut case = Case::new();
    case.set_options(options).expect("options");
    let file = case.add_file("a.evtx", "a.evtx", 1);
    case.append(file, &batch(rows));
    case.finish_file(file, None);
    case.set_sha256(file, "aa".to_owned());
    case.analyse();
    case
}

fn evidence() -> Vec<Row> {
    vec![
        logon("alice", "10.0.0.1").domain("EX").sid(ALICE).workstation("PC1").at(3_600).record(1),
        privilege("alice").domain("EX").sid(ALICE).at(3_600).record(2),
        logon("alice", "10.0.0.1").domain("EX").sid(ALICE).at(7_300).record(3),
        logon("bob", "10.0.0.1").domain("EX").event(4625).status(0xc000_006a).at(7_400).record(4),
        logon("bob", "10.0.0.2").domain("EX").authentication("NTLM V2").at(7_500).record(5),
        logon("SYSTEM", "").domain("NT AUTHORITY").sid("S-1-5-18").logon_type(5).at(7_600).record(6),
        logon("SRV$", "10.0.0.9").domain("EX").at(7_700).record(7),
        logon("carol", "").domain("EX").logon_type(2).at(14_500).record(8),
    ]
}

fn labels(case: &Case) -> Vec<String> {
    let mut labels: Vec<String> = case.graph_view().nodes.into_iter().map(|node| node.label).collect();
    labels.sort();
    labels
}

#[test]
fn an_empty_case_answers_everything() {
    let mut case = Case::new();
    case.analyse();
    assert!(case.graph_view().nodes.is_empty() && case.ranks_view().accounts.is_empty());
    assert_eq!(
        case.timeline(1, &Shape::default(), (0, 0), (10, 10)).map(|tile| (tile.total_hours, tile.lines.len())),
        Some((0, 0))
    );
    assert_eq!((case.node_details(1, 0), case.edge_details(1, 0)), (None, None));
    assert!(case.layout_step(1).settled && case.evidence_view() == crate::protocol::EvidenceView::default());
    assert!(case.export(ExportFormat::AnalysisJson).is_ok() && case.export(ExportFormat::EdgesCsv).is_ok());
    assert_eq!(case.summary(CaseState::Empty).logons, 0.0);
}

#[test]
fn builtin_machine_and_local_logons_are_hidden_each_by_its_switch() {
    let mut case = case(&evidence(), Options::default());
    assert_eq!(labels(&case), ["10.0.0.2", "PC1", "alice", "bob"]);
    let summary = case.summary(CaseState::Ready);
    assert_eq!((summary.logons, summary.hidden), (7.0, [1.0, 1.0, 2.0]));
    assert_eq!((summary.accounts, summary.hosts), (2, 2));
    let shown = Options { include_machine: true, include_local: true, include_builtin: true, ..Options::default() };
    case.set_options(shown).expect("options");
    case.analyse();
    assert_eq!(labels(&case), ["10.0.0.2", "10.0.0.9", "PC1", "SRV", "SRV$", "SYSTEM", "alice", "bob", "carol"]);
    assert_eq!(case.summary(CaseState::Ready).hidden, [0.0; 3]);
}

#[test]
fn a_graph_counts_events_and_failures_between_host_and_account() {
    let case = case(&evidence(), Options::default());
    let view = case.graph_view();
    let label = |node: u32| view.nodes[node as usize].label.as_str();
    let mut edges: Vec<(&str, &str, u32, u32)> =
        view.edges.iter().map(|edge| (label(edge.from), label(edge.to), edge.count, edge.failed)).collect();
    edges.sort();
    assert_eq!(edges, [("10.0.0.2", "bob", 1, 0), ("PC1", "alice", 2, 0), ("PC1", "bob", 1, 1)]);
    let alice = view.nodes.iter().find(|node| node.label == "alice").expect("alice");
    assert_eq!(alice.kind, NodeKind::PrivilegedAccount);
    assert_eq!(view.positions.len(), 2 * view.nodes.len());
    assert!(view.nodes.windows(2).all(|pair| pair[0].rank >= pair[1].rank));
    assert!(view.edges.windows(2).all(|pair| (pair[0].from, pair[0].to) < (pair[1].from, pair[1].to)));
}

#[test]
fn hours_run_from_the_first_to_the_last_row_in_the_display_zone() {
    let mut case = case(&evidence(), Options { zone: "+05:30".to_owned(), ..Options::default() });
    let tile = case.timeline(1, &Shape::default(), (0, 0), (100, 100)).expect("the present generation");
    // 01:00 UTC is 06:30 there: its hour began at 00:30 UTC; the last row is at 04:01:40 UTC.
    assert_eq!((tile.start, tile.total_hours), (HOUR / 2, 4));
    let alice = tile.lines.iter().find(|line| line.label == "alice").expect("alice");
    assert_eq!((alice.counts.as_slice(), alice.total, alice.scores.len()), (&[1, 1, 0, 0][..], 2, 4));
    assert_eq!(case.activity_view().counts, [1, 3, 0, 0]);
    assert_eq!(case.activity_view().failed, [0, 1, 0, 0]);
    let part = case.timeline(1, &Shape::default(), (1, 3), (5, 9)).expect("a tile over the edge");
    assert_eq!((part.lines.len(), part.columns, part.first_column), (1, 1, 3));
    assert_eq!(case.timeline(0, &Shape::default(), (0, 0), (1, 1)), None);
}

#[test]
fn details_say_who_and_what_in_words() {
    let case = case(&evidence(), Options::default());
    let node = |label: &str| case.graph_view().nodes.iter().position(|node| node.label == label).expect("node") as u32;
    let alice = case.node_details(1, node("alice")).expect("alice");
    let fact = |view: &DetailsView, label: &str| {
        let fact = view.facts.iter().find(|fact| fact.label == label).map(|fact| fact.value.clone());
        match fact {
            Some(FactValue::Text(text) | FactValue::Code(text)) => text,
            other => panic!("{label}: {other:?}"),
        }
    };
    assert_eq!(fact(&alice, "SID"), ALICE);
    assert_eq!((fact(&alice, "Domain"), fact(&alice, "Logged on to")), ("EX".to_owned(), "srv: 2".to_owned()));
    assert!(
        fact(&alice, "Rank (LogonTracer)").contains(" of 2 accounts (")
            && fact(&alice, "Rank (LogonTracer)").contains("mostly through PC1")
    );
    assert_eq!(alice.events, [(4624, "Logged on".to_owned(), 2, 0)]);
    assert_eq!(alice.logon_types, [(3, "3 network".to_owned(), 2)]);
    let bob = case.node_details(1, node("bob")).expect("bob");
    assert_eq!(fact(&bob, "Failed with"), "0xc000006a wrong password: 1");
    assert_eq!((bob.neighbours[0].1.len(), bob.total_rows), (2, 2));
    let pc1 = case.node_details(1, node("PC1")).expect("PC1");
    assert_eq!((fact(&pc1, "Name"), fact(&pc1, "Address")), ("PC1".to_owned(), "10.0.0.1".to_owned()));
    let through = pc1.neighbours[0].1.iter().find(|neighbour| neighbour.label == "bob").expect("bob");
    let edge = case.edge_details(1, through.edge).expect("edge");
    assert_eq!(edge.title, "PC1 → bob");
    assert_eq!((edge.rows.len(), edge.hourly.iter().sum::<u32>()), (1, 1));
}

#[test]
fn a_file_read_twice_counts_once_and_leaves_without_a_trace() {
    let mut case = case(&evidence(), Options::default());
    let before = case.graph_view();
    let again = case.add_file("b.evtx", "folder/b.evtx", 1);
    case.append(again, &batch(&evidence()));
    case.finish_file(again, None);
    case.set_sha256(again, "bb".to_owned());
    case.analyse();
    assert_eq!(case.summary(CaseState::Ready).logons, 7.0);
    let kept: Vec<(u64, u64)> =
        case.all_files().lines.iter().map(|file| (file.sum.kept, file.sum.duplicates)).collect();
    assert_eq!(kept, [(8, 0), (0, 8)]);
    case.remove_file(0);
    case.analyse();
    assert_eq!(case.all_files().lines.iter().map(|file| file.sum.kept).collect::<Vec<_>>(), [8]);
    assert_eq!(case.graph_view().nodes, before.nodes);
    case.remove_file(again);
    case.analyse();
    assert!(case.graph_view().nodes.is_empty());
}

#[test]
fn the_order_of_files_does_not_show() {
    let (all, mut documents) = (evidence(), Vec::new());
    for turn in 0..3 {
        let mut parts: Vec<(&str, &[Row])> = vec![("aa", &all[..3]), ("bb", &all[2..6]), ("cc", &all[4..])];
        parts.rotate_left(turn);
        let mut case = Case::new();
        for (sha256, rows) in parts {
            let file = case.add_file(sha256, sha256, 1);
            case.append(file, &batch(rows));
            case.finish_file(file, None);
            case.set_sha256(file, sha256.to_owned());
        }
        case.analyse();
        let export = |format| case.export(format).expect("a file").bytes;
        documents.push((export(ExportFormat::AnalysisJson), export(ExportFormat::EdgesCsv)));
    }
    assert!(documents.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn an_analysis_waits_for_the_hashes_and_an_unknown_zone_changes_nothing() {
    let mut case = case(&evidence(), Options::default());
    let late = case.add_file("late.evtx", "late.evtx", 1);
    case.finish_file(late, None);
    assert!(case.export(ExportFormat::AnalysisJson).is_err_and(|message| message.text.contains("SHA-256")));
    assert!(!case.summary(CaseState::Ready).hashed);
    let wrong = Options { zone: "Mars/Olympus".to_owned(), include_local: true, ..Options::default() };
    assert!(case.set_options(wrong).is_err_and(|message| message.text.contains("Mars/Olympus")));
    assert_eq!(case.options(), &Options::default());
}

#[test]
fn edges_csv_begins_with_logontracers_columns_and_leaves_unknown_cells_empty() {
    let rows = [logon("=cmd", "10.0.0.1").event(4776).logon_type(255).status(0).at(1)];
    let csv = case(&rows, Options::default()).export(ExportFormat::EdgesCsv).expect("csv").bytes;
    let csv = String::from_utf8(csv).expect("text");
    assert_eq!(
        csv,
        "username,host,id,logontype,status,count,authname,domain,first,last\r\n\
         '=cmd,10.0.0.1,4776,,0x0,1,,,1970-01-01T00:00:01.000000Z,1970-01-01T00:00:01.000000Z\r\n"
    );
}

#[test]
fn times_ages_apart_cost_no_memory_and_no_panic() {
    let day = 86_400;
    let rows = [
        logon("alice", "10.0.0.1").at(-400 * 365 * day),
        logon("alice", "10.0.0.1").at(1),
        logon("alice", "10.0.0.1").at(9_000 * 365 * day),
    ];
    let mut case = case(&rows, Options { zone: "Europe/Berlin".to_owned(), ..Options::default() });
    let tile = case.timeline(1, &Shape::default(), (0, 0), (1, 1)).expect("a tile");
    assert!(tile.total_hours <= 200 * 366 * 24 + 1, "{}", tile.total_hours);
    assert_eq!(case.graph_view().edges[0].count, 3);
    assert!(!case.zone_view().offsets.is_empty());
}

#[test]
fn a_held_node_stays_and_other_generations_are_ignored() {
    let mut case = case(&evidence(), Options::default());
    case.pin(7, 0, Some((5.0, 5.0)));
    case.pin(1, 0, Some((1_000.0, -1_000.0)));
    let moved = case.layout_step(10).positions;
    assert_eq!(moved[..2], [1_000.0, -1_000.0]);
    case.analyse();
    assert_eq!(case.graph_view().positions[..2], [1_000.0, -1_000.0]);
}

#[test]
fn a_line_tells_what_it_is_made_of_under_the_filter() {
    let mut case = case(&evidence(), Options::default());
    let graph = case.graph_view();
    let edges: Vec<u32> = (0..graph.edges.len() as u32).chain([999]).collect();
    let lines = case.lines_view(1, &edges).expect("of this generation");
    assert_eq!(lines.edges.len(), graph.edges.len());
    for (edge, lines) in &lines.edges {
        let shown = &graph.edges[*edge as usize];
        assert_eq!(lines.iter().map(|line| line.count).sum::<u32>(), shown.count);
        assert_eq!(lines.iter().map(|line| line.failed).sum::<u32>(), shown.failed);
        assert!(lines.is_sorted_by_key(|line| line.name.clone()) && !lines.is_empty());
    }
    assert!(case.lines_view(7, &edges).is_none());
    let key = Key::from(graph.nodes[graph.edges[0].from as usize].key);
    case.set_filter(Filter { hide: vec![key], ..Filter::default() });
    assert!(case.lines_view(1, &[0]).is_some_and(|view| view.edges[0].1.is_empty()));
}

#[test]
fn marks_are_the_lines_of_findings() {
    let guesses = (0..40).map(|at| logon("bob", "10.0.0.9").event(4625).status(0xc000_006a).at(at));
    let mut rows: Vec<Row> = guesses.collect();
    rows.push(logon("alice", "10.0.0.1").at(5));
    let case = case(&rows, Options::default());
    let (graph, marks) = (case.graph_view(), case.marks_view());
    assert_eq!(marks.generation, 1);
    assert!(!marks.edges.is_empty(), "guessing a password is a finding");
    assert!(marks.edges.iter().all(|edge| graph.edges[*edge as usize].failed > 0));
    assert_eq!(Case::new().marks_view(), Default::default());
}

#[test]
fn another_layout_is_made_of_what_is_in_sight_and_holds_what_is_held() {
    let mut case = case(&evidence(), Options::default());
    case.pin(1, 0, Some((1_000.0, -1_000.0)));
    let places = |case: &mut Case| -> Vec<(f32, f32)> {
        let view = case.layout_step(1);
        view.positions.chunks(2).map(|place| (place[0], place[1])).collect()
    };
    let forces = places(&mut case);
    case.set_layout(LayoutKind::Grid, None);
    assert!(!case.make_places(), "nobody looked yet");
    let grid = places(&mut case);
    assert!(case.layout_step(1).settled && grid != forces && grid.len() > 2);
    assert_eq!(grid[0], (1_000.0, -1_000.0));

    // Who is taken out leaves the others where they are; who comes back has a place.
    let key = Key::from(case.graph_view().nodes[1].key);
    case.set_filter(Filter { hide: vec![key], ..Filter::default() });
    assert!(!case.make_places());
    assert_eq!(places(&mut case), grid);
    case.set_layout(LayoutKind::Grid, None);
    assert_ne!(places(&mut case), grid);
    case.set_filter(Filter::default());
    assert!(case.make_places());
    assert_eq!(places(&mut case), grid);

    // A tree begins where it is told to.
    case.set_layout(LayoutKind::Tree, Some(key));
    let tree = places(&mut case);
    assert!(tree[1].0 <= tree[2..].iter().map(|place| place.0).fold(f32::MAX, f32::min));
    case.set_layout(LayoutKind::Force, None);
    assert_eq!(case.graph_view().positions[..2], [1_000.0, -1_000.0]);
}

mod in_any_order {
    use super::*;
    use proptest::prelude::*;

    /// Few names, addresses and times, so that they meet.
    fn rows() -> impl Strategy<Value = Vec<Row>> {
        let name = prop::sample::select(vec!["alice", "ALICE", "alice@EX.LOCAL", "bob", "SRV$", "SYSTEM", ""]);
        let domain = prop::sample::select(vec!["EX", "ex.local", "WS1", "", "NT AUTHORITY"]);
        let sid = prop::sample::select(vec!["", ALICE, "S-1-5-21-1-2-3-500", "S-1-5-18", "S-1-0-0"]);
        let address =
            prop::sample::select(vec!["10.0.0.1", "::ffff:10.0.0.1", "10.0.0.2", "127.0.0.1", "", "fe80::1%3"]);
        let workstation = prop::sample::select(vec!["", "PC1", "pc1.ex.local", "PC2", "SRV"]);
        let event = prop::sample::select(vec![4624, 4625, 4768, 4769, 4776, 4672]);
        let row = ((name, domain, sid), (address, workstation), event, 0..5_i64, 0..3_u64).prop_map(
            |((name, domain, sid), (address, workstation), event, at, record)| {
                let row = logon(name, address).domain(domain).sid(sid).workstation(workstation);
                row.event(event).at(at * 1_800).record(record)
            },
        );
        prop::collection::vec(row, 0..24)
    }

    fn documents(batches: &[&[Row]], options: Options) -> (Vec<u8>, Vec<u8>) {
        let mut case = Case::new();
        case.set_options(options).expect("options");
        let file = case.add_file("a.evtx", "a.evtx", 1);
        for rows in batches {
            case.append(file, &batch(rows));
        }
        case.finish_file(file, None);
        case.set_sha256(file, "aa".to_owned());
        case.analyse();
        let export = |format| case.export(format).expect("a file").bytes;
        (export(ExportFormat::AnalysisJson), export(ExportFormat::EdgesCsv))
    }

    proptest! {
        #[test]
        fn rows_give_the_same_documents_however_they_are_cut_and_shuffled(
            (rows, shuffled) in rows().prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
            cut in 0..24_usize,
            (merge_accounts, include) in any::<(bool, bool)>(),
        ) {
            let options = Options {
                merge_accounts,
                include_builtin: include,
                include_machine: include,
                include_local: include,
                zone: "Europe/Berlin".to_owned(),
            };
            let (left, right) = shuffled.split_at(cut.min(shuffled.len()));
            prop_assert_eq!(documents(&[&rows], options.clone()), documents(&[right, left], options));
        }
    }
}

#[test]
fn numbers_of_rows_hold_until_rows_come_or_mean_somebody_else() {
    let mut case = case(&evidence(), Options::default());
    let mut with = |change: &dyn Fn(&mut Options)| {
        let mut options = case.options().clone();
        change(&mut options);
        case.set_options(options).expect("options");
        case.analyse();
        case.graph_view().evidence
    };
    let first = with(&|_| {});
    assert_eq!(with(&|options| options.include_machine = true), first);
    assert_eq!(with(&|options| options.zone = "Asia/Tokyo".to_owned()), first);
    let merged = with(&|options| options.merge_accounts = true);
    assert_ne!(merged, first);
    let file = case.add_file("b.evtx", "b.evtx", 1);
    case.append(file, &batch(&[logon("dave", "10.0.0.4").at(9_000).record(77)]));
    case.analyse();
    assert_ne!(case.graph_view().evidence, merged);
}
