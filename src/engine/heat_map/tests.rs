//! The heat map beside a plain count of its rows.

use crate::engine::Case;
use crate::engine::handmade::case_of;
use crate::model::handmade::{Row, logon, privilege};
use crate::model::time::HOUR;
use crate::protocol::Options;
use crate::protocol::filter::Filter;
use crate::protocol::rows::{Only, RowsOf, RowsQuery};
use crate::protocol::scores::Scores;
use crate::protocol::timeline::{CHART_LINES, Grouping, LineOf, Order, Shape, TimelineLine, TimelineView, Unit, Who};
use crate::screen::columns::Columns;

/// Logons of five weeks around the change of the clock in New York.
fn case(zone: &str) -> Case {
    let mut rows: Vec<Row> = vec![privilege("bob").domain("EX").at(1_508_900_000)];
    for turn in 0..400_i64 {
        let name = ["alice", "bob", "carol", "dave"][(turn * turn % 13) as usize % 4];
        let domain = if name == "carol" { "OTHER" } else { "EX" };
        let host = format!("10.0.0.{}", turn % 3 + 1);
        let row = logon(name, &host).domain(domain).at(1_508_900_000 + turn * 7_700 + turn * turn % 3_000);
        rows.push(match turn % 5 {
            0 => row.event(4625).status(0xc000_006a),
            1 => row.event(4769),
            _ => row,
        });
    }
    case_of(&rows, Options { zone: zone.to_owned(), ..Options::default() })
}

fn map(case: &mut Case, shape: &Shape) -> (TimelineView, Columns) {
    let view = case.timeline(case.generation(), shape, (0, 0), (1_000, 10_000)).expect("the present generation");
    let columns = Columns::from_begins(view.start, view.total_hours, view.begins.clone());
    assert_eq!((columns.len(), view.columns), (view.total_columns, view.total_columns));
    (view, columns)
}

fn labels(case: &mut Case, shape: &Shape) -> Vec<String> {
    map(case, shape).0.lines.into_iter().map(|line| line.label).collect()
}

fn filter(text: &str) -> Filter {
    Filter { text: text.to_owned(), ..Filter::default() }
}

#[test]
fn every_cell_leads_to_as_many_rows_whatever_a_column_is_and_whatever_is_left() {
    for zone in ["America/New_York", "Asia/Tokyo", "+05:30"] {
        let mut case = case(zone);
        for text in [
            "",
            "user:bob",
            "id:4625 OR host:10.0.0.2",
            "user:nobody",
            "after:2017-10-27T12:17 before:2017-11-09T18:43",
            "hour:8-11 after:2017-11-01 NOT user:alice",
        ] {
            case.set_filter(filter(text));
            let left = case.filtered_view().logons;
            for (who, unit) in [Who::Accounts, Who::Hosts]
                .into_iter()
                .flat_map(|who| [Unit::Hour, Unit::Day, Unit::Week, Unit::Month].map(|unit| (who, unit)))
            {
                let (view, columns) = map(&mut case, &Shape { who, unit, ..Shape::default() });
                let mut sum = 0;
                for line in &view.lines {
                    assert_eq!(line.counts.iter().sum::<u32>(), line.total, "{zone} {text} {unit:?} {}", line.label);
                    sum += line.total;
                    for (column, count) in
                        (0..).zip(&line.counts).filter(|(column, count)| **count > 0 || column % 97 == 0)
                    {
                        let (start, end) = columns.span(column..column + 1);
                        let of = RowsOf::Cell { node: line.node, start: start as f64, end: end as f64 };
                        let query = RowsQuery { of, only: Only::default(), within: true };
                        assert_eq!(case.count_rows(case.generation(), &query), Some(*count), "{text} {unit:?}");
                    }
                }
                assert_eq!(sum, left, "{text}");
            }
        }
    }
}

#[test]
fn a_row_of_which_nothing_is_left_is_counted_and_not_shown() {
    let mut case = case("UTC");
    let (whole, _) = map(&mut case, &Shape::default());
    assert_eq!((whole.nodes, whole.hidden), (4, 0));
    case.set_filter(filter("user:bob"));
    let (bob, _) = map(&mut case, &Shape::default());
    assert_eq!((bob.nodes, bob.hidden, bob.lines[0].label.as_str()), (1, 3, "bob"));
    let of_whole = whole.lines.iter().find(|line| line.label == "bob").expect("bob");
    assert_eq!(bob.lines[0].counts, of_whole.counts);
    // Scores are those of the whole case, in the cells that are left.
    for ((count, score), whole) in bob.lines[0].counts.iter().zip(&bob.lines[0].scores).zip(&of_whole.scores) {
        assert_eq!(*score, if *count > 0 { *whole } else { 0.0 });
    }
    case.set_filter(filter("user:nobody"));
    let (none, _) = map(&mut case, &Shape::default());
    assert_eq!((none.nodes, none.hidden, none.total_lines), (0, 4, 0));
    case.set_filter(Filter::default());
    assert_eq!(map(&mut case, &Shape::default()).0, whole);
}

#[test]
fn the_score_of_a_day_is_the_highest_of_its_hours() {
    let mut case = case("America/New_York");
    for who in [Who::Accounts, Who::Hosts] {
        let (hours, _) = map(&mut case, &Shape { who, ..Shape::default() });
        let (days, columns) = map(&mut case, &Shape { who, unit: Unit::Day, ..Shape::default() });
        assert!((0..columns.len()).any(|day| columns.hours_of(day).len() == 25), "the clock goes back");
        for (hours, days) in hours.lines.iter().zip(&days.lines) {
            assert_eq!((&hours.label, hours.total), (&days.label, days.total));
            for day in 0..columns.len() {
                let of_day = columns.hours_of(day).start as usize..columns.hours_of(day).end as usize;
                let sum: u32 = hours.counts[of_day.clone()].iter().sum();
                let highest = hours.scores[of_day].iter().copied().fold(f32::NEG_INFINITY, f32::max);
                assert_eq!((days.counts[day as usize], days.scores[day as usize]), (sum, highest));
            }
            let highest = hours.scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            assert_eq!((hours.highest, days.highest), (highest, highest));
        }
    }
}

#[test]
fn rows_stand_in_the_order_that_is_asked_for() {
    let mut case = case("UTC");
    for text in ["", "id:4625"] {
        case.set_filter(filter(text));
        let sorted = |case: &mut Case, order| map(case, &Shape { order, ..Shape::default() }).0.lines;
        let by = |lines: &[TimelineLine], falls: fn(&TimelineLine, &TimelineLine) -> bool| {
            assert!(lines.len() > 1 && lines.windows(2).all(|pair| falls(&pair[0], &pair[1])));
        };
        by(&sorted(&mut case, Order::Name), |a, b| a.label < b.label);
        by(&sorted(&mut case, Order::Count), |a, b| a.total >= b.total);
        by(&sorted(&mut case, Order::Score), |a, b| a.highest >= b.highest);
        by(&sorted(&mut case, Order::Rank), |a, b| a.node < b.node);
        by(&sorted(&mut case, Order::FirstSeen), |a, b| {
            let first = |line: &TimelineLine| line.counts.iter().position(|count| *count > 0);
            first(a) <= first(b)
        });
    }
}

#[test]
fn groups_have_headings_and_keep_the_order_within() {
    let mut case = case("UTC");
    let shape = |grouping| Shape { grouping, order: Order::Name, ..Shape::default() };
    assert_eq!(labels(&mut case, &shape(Grouping::Domain)), ["EX", "alice", "bob", "dave", "OTHER", "carol"]);
    let privilege = shape(Grouping::Privilege);
    let wanted = ["Privileged accounts", "bob", "Other accounts", "alice", "carol", "dave"];
    assert_eq!(labels(&mut case, &privilege), wanted);
    let (view, _) = map(&mut case, &privilege);
    assert_eq!((view.nodes, view.total_lines, view.lines[2].of), (4, 6, LineOf::Heading(3)));
    assert_eq!(view.lines[2].total, view.lines[3..].iter().map(|line| line.total).sum::<u32>());
}

#[test]
fn an_open_row_is_followed_by_its_event_ids_and_its_chart() {
    let mut case = case("UTC");
    let (closed, _) = map(&mut case, &Shape { unit: Unit::Day, ..Shape::default() });
    let open = closed.lines[1].node;
    let (view, columns) = map(&mut case, &Shape { unit: Unit::Day, open: vec![open], ..Shape::default() });
    assert_eq!(view.lines[1].of, LineOf::Node { open: true });
    let ids = &view.lines[2..7];
    assert_eq!(ids.iter().map(|line| line.of).collect::<Vec<_>>(), [4624, 4625, 4768, 4769, 4776].map(LineOf::Id));
    assert!(ids.iter().all(|line| line.node == open) && ids[1].label.starts_with("4625 "));
    assert_eq!(ids.iter().map(|line| line.total).sum::<u32>(), view.lines[1].total);
    for column in 0..columns.len() as usize {
        assert_eq!(ids.iter().map(|line| line.counts[column]).sum::<u32>(), view.lines[1].counts[column]);
    }
    let charts = view.lines.iter().filter(|line| matches!(line.of, LineOf::Chart(_))).count();
    assert_eq!((charts as u32, view.total_lines), (CHART_LINES, closed.total_lines + 5 + CHART_LINES));
    // A rectangle in the middle is the same as there.
    let part = case.timeline(1, &view.shape, (3, 7), (2, 5)).expect("the present generation");
    assert_eq!((part.lines[0].counts.as_slice(), part.lines[0].of), (&view.lines[3].counts[7..12], LineOf::Id(4625)));
    assert!(part.begins.is_empty() && view.total_hours as i64 * HOUR > 0);
}

#[test]
fn scores_made_in_turns_order_rows_and_mark_accounts_hours_and_details_as_those_made_at_once() {
    for scores in Scores::ALL {
        for text in ["", "id:4625 OR host:10.0.0.2"] {
            let (mut at_once, mut in_turns) = (case("UTC"), case("UTC"));
            for case in [&mut at_once, &mut in_turns] {
                case.set_scores(scores);
                case.set_filter(filter(text));
            }
            for who in [Who::Accounts, Who::Hosts] {
                let shape = Shape { who, scores, order: Order::Score, ..Shape::default() };
                assert!(!in_turns.can_show(&shape), "nothing is scored yet");
                let mut turns = 0;
                while !in_turns.can_show(&shape) {
                    assert!(in_turns.make_scores(Some(&shape), true, 200));
                    turns += 1;
                }
                // LogonTracer's are made of several at a time.
                assert!(turns > 1 && (turns > 3 || scores == Scores::LogonTracer), "{scores:?} {turns}");
                let (made, wanted) = (map(&mut in_turns, &shape).0, map(&mut at_once, &shape).0);
                assert_eq!(made, wanted, "{scores:?} {text} {who:?}");
                assert!(
                    made.lines.windows(2).all(|pair| pair[0].highest >= pair[1].highest),
                    "{scores:?} {text} {who:?}"
                );
            }
            while in_turns.make_scores(None, false, 200) {}
            let view = in_turns.scores_view();
            assert_eq!((view.share, view.by, view.generation), (1.0, scores, in_turns.generation()));
            let scorer = in_turns.scorer().expect("a scorer").clone();
            assert_eq!(view.above, scorer.above());
            in_turns.set_filter(Filter::default());
            let lines = map(&mut in_turns, &Shape { scores, ..Shape::default() }).0.lines;
            let mut hours = vec![0.0_f32; view.hours.len()];
            for line in &lines {
                assert_eq!(view.nodes[line.node as usize], line.highest, "{scores:?}");
                hours.iter_mut().zip(&line.scores).for_each(|(most, score)| *most = most.max(*score));
                let details = in_turns.node_details(in_turns.generation(), line.node).expect("details");
                assert_eq!(details.scores, line.scores, "{scores:?}");
            }
            assert_eq!(view.hours, hours, "{scores:?}");
            assert!(at_once.scores_view().share > 0.0);
        }
    }
}

#[test]
fn another_choice_or_another_case_begins_anew() {
    let mut case = case("UTC");
    assert_eq!(case.scores_view().share, 0.0);
    assert!(case.made_scorer().is_none());
    while case.make_scores(None, false, 1_000) {}
    assert_eq!((case.scores_view().share, case.scores_view().by), (1.0, Scores::Sound));
    case.set_scores(Scores::Rate);
    assert_eq!((case.scores_view().share, case.scores_view().by), (0.0, Scores::Rate));
    while case.make_scores(None, false, 1_000) {}
    assert_eq!(case.scores_view().share, 1.0);
    case.analyse();
    assert_eq!(case.scores_view().share, 0.0);
    let mut empty = Case::new();
    assert!(!empty.make_scores(None, false, 1_000) && empty.scores_view().share == 0.0);
}

#[test]
fn a_part_beyond_the_end_is_empty_and_stands_where_it_was_asked_for() {
    let mut case = case("UTC");
    let generation = case.generation();
    let part = |case: &mut Case, first| case.timeline(generation, &Shape::default(), first, (64, 512)).expect("a part");
    let whole = part(&mut case, (0, 0));
    for first in [(64, 0), (0, 2_048), (128, 4_096)] {
        let beyond = part(&mut case, first);
        assert_eq!((beyond.first_line, beyond.first_column), first);
        assert!(beyond.lines.iter().all(|line| line.counts.is_empty()));
        assert_eq!((beyond.total_lines, beyond.total_columns), (whole.total_lines, whole.total_columns));
    }
}

#[test]
fn the_rows_of_a_tile_keep_their_figures_in_a_case_of_eight_years_and_one_row_in_any() {
    let kept = [8_760, 17_568, 8 * 8_760, 10_000_000, u32::MAX].map(super::rows_kept);
    assert_eq!(kept, [119, 64, 64, 1, 1]);
    assert!(super::rows_kept(0) > 1_000);
}
