//! A cell or line of the heat map in words, as it is read out above the map and to a screen reader.

use super::state::Sheet;
use crate::ui::case::case;
use crate::ui::mark::kind_in_words;
use leptos::prelude::*;
use logonscope::protocol::timeline::LineOf;
use logonscope::screen::grid::Cursor;
use logonscope::screen::scores::told;
use logonscope::screen::words::{counted, visible};

/// A cell in words.
pub struct Said {
    /// Whose it is.
    pub account: String,
    /// What the account or host is.
    pub kind: &'static str,
    /// When, how much and how unusual.
    pub rest: String,
}

/// What stands at a place. Follows the tiles.
pub fn said(sheet: Sheet, at: Cursor) -> Option<Said> {
    let case = case();
    let extent = sheet.extent.get()?;
    let column = at.column.unwrap_or_else(|| sheet.look.get_untracked().columns(extent.columns.len()).start);
    let (start, end) = extent.columns.span(column..column + 1);
    let when = case.clock.with(|clock| clock.stretch(start, end));
    case.tiles.with(|tiles| {
        let line = tiles.line(at.line, column)?;
        let node = |node: u32| {
            let label = |graph: &logonscope::protocol::GraphView| Some(graph.nodes.get(node as usize)?.label.clone());
            case.graph.with_untracked(|graph| graph.as_ref().and_then(|graph| label(graph)))
        };
        let account = match line.of {
            LineOf::Id(_) | LineOf::Chart(_) => node(line.node).unwrap_or_default(),
            _ => line.label.clone(),
        };
        let (account, mut kind) = (visible(&account), kind_in_words(line.kind));
        let events = |count: u32| counted(u64::from(count), "event", "events");
        let rest = match (line.of, at.column) {
            (LineOf::Heading(rows), _) => {
                kind = "group";
                format!("{} · {}", counted(u64::from(rows), "row", "rows"), events(line.total))
            }
            (LineOf::Node { open }, None) => {
                let state = if open { "open" } else { "closed" };
                format!("{} · highest score {:.1} · {state}", events(line.total), line.highest)
            }
            (LineOf::Id(_), None) => format!("{} · {}", line.label, events(line.total)),
            (LineOf::Chart(_), None) => "line chart of events and score".to_owned(),
            (LineOf::Chart(part), Some(_)) => {
                // The ids stand above the chart, and above them the row itself.
                let first = at.line.saturating_sub(part);
                let mut words = when;
                for line in (0..first).rev() {
                    match (tiles.line(line, column).map(|line| line.of), tiles.cell(line, column)) {
                        (Some(LineOf::Id(id)), Some((count, ..))) => words.push_str(&format!(" · {id}: {count}")),
                        (Some(LineOf::Node { .. }), Some((_, score, _))) => {
                            words.push_str(&format!(" · score {score:.1}"));
                            break;
                        }
                        _ => break,
                    }
                }
                words
            }
            (of, Some(column)) => match (of, tiles.cell(at.line, column)) {
                (_, None) => format!("{when} · being looked up"),
                (LineOf::Id(_), Some((count, ..))) => format!("{} · {when} · {}", line.label, events(count)),
                (_, Some((count, score, level))) => {
                    let expected = tiles.expected(at.line, column);
                    let told = told(tiles.shape.scores, count, score, level, expected);
                    format!("{when} · {} · {told}", events(count))
                }
            },
        };
        Some(Said { account, kind, rest })
    })
}
