//! The heat map under the filter: which lines it has, and rectangles of it.
//!
//! What the last rectangles were made from is kept, since scrolling asks for the next one: the counts that the filter leaves, the order of
//! the lines, and the figures of the rows around.

mod lines;
mod series;
#[cfg(test)]
mod tests;

use super::Case;
use super::rows;
use crate::protocol::scores::Scores;
use crate::protocol::timeline::{LineOf, Order, Shape, TimelineLine, TimelineView, Who};
use crate::screen::columns::Columns;
use crate::screen::window::TILE_LINES;
use lines::{Lines, Place};
use series::Figures;
pub use series::Series;
use std::collections::VecDeque;
use std::ops::Range;

/// Figures of at most so many cells are kept (12 bytes each, scores 8 more) ...
const KEPT_CELLS: usize = 1 << 20;
/// ... but those of all rows of a tile, which are asked for again for the tile beside it, as long as they are no more than so many.
const KEPT_CELLS_OF_TILE: usize = 5 << 20;

/// The figures of how many rows of so many cells are kept: those of one in any case.
fn rows_kept(cells: u32) -> usize {
    let cells = cells.max(1) as usize;
    (KEPT_CELLS / cells).max((KEPT_CELLS_OF_TILE / cells).min(TILE_LINES as usize)).max(1)
}

/// What is kept from one rectangle to the next.
#[derive(Clone, Debug, Default)]
pub struct HeatMaps {
    generation: u32,
    accounts: Option<Series>,
    hosts: Option<Series>,
    map: Option<Map>,
}

/// A map: its columns and lines.
#[derive(Clone, Debug)]
struct Map {
    shape: Shape,
    columns: Columns,
    lines: Lines,
    /// Figures of the rows that were looked at last, by their places in [`Lines::nodes`], the latest last.
    kept: VecDeque<(u32, Figures)>,
}

impl HeatMaps {
    /// The filter is another.
    pub fn forget_filtered(&mut self) {
        self.map = None;
        for series in [&mut self.accounts, &mut self.hosts].into_iter().flatten() {
            series.forget_filtered();
        }
    }

    /// Of which graph.
    pub fn generation(&self) -> u32 {
        self.generation
    }

    /// What is known of accounts or hosts, if it is scored in this way.
    pub fn series(&self, who: Who, scores: Scores) -> Option<&Series> {
        let series = match who {
            Who::Accounts => &self.accounts,
            Who::Hosts => &self.hosts,
        };
        series.as_ref().filter(|series| series.scores() == scores)
    }

    /// Makes scores of about so many hours more, if a map of this shape needs any; whether it did.
    pub fn make(&mut self, case: rows::Case<'_>, generation: u32, shape: &Shape, cells: u64) -> bool {
        let (series, _) = self.parts(case, generation, shape);
        let is_ready = series.is_ready(case, shape);
        if !is_ready {
            series.go_on(case, cells, shape.order != Order::Score);
        }
        !is_ready
    }

    /// The series of a map of this shape, and where the map is kept.
    fn parts(&mut self, case: rows::Case<'_>, generation: u32, shape: &Shape) -> (&mut Series, &mut Option<Map>) {
        if self.generation != generation {
            *self = Self { generation, ..Self::default() };
        }
        let series = match shape.who {
            Who::Accounts => &mut self.accounts,
            Who::Hosts => &mut self.hosts,
        };
        if series.as_ref().is_some_and(|series| series.scores() != shape.scores) {
            *series = None;
        }
        (series.get_or_insert_with(|| Series::new(case, shape.who, shape.scores)), &mut self.map)
    }

    fn view(
        &mut self,
        case: rows::Case<'_>,
        generation: u32,
        shape: &Shape,
        first: (u32, u32),
        size: (u32, u32),
    ) -> TimelineView {
        let (series, kept_map) = self.parts(case, generation, shape);
        while !series.is_ready(case, shape) {
            series.go_on(case, u64::MAX, shape.order != Order::Score);
        }
        series.narrow(case);
        if kept_map.as_ref().is_none_or(|map| map.shape != *shape) {
            // The same rows in other lines still have their figures.
            let kept = kept_map.take().filter(|map| {
                let with = |open: &Shape| Shape { open: Vec::new(), ..open.clone() };
                with(&map.shape) == with(shape)
            });
            let columns = match &kept {
                Some(map) => map.columns.clone(),
                None => {
                    let timeline = &case.derived.preset.timeline;
                    let day = |time| case.derived.clock.day(time);
                    Columns::new(shape.unit, timeline.start(), timeline.hours(), day)
                }
            };
            let kept = kept.map(|map| map.kept).unwrap_or_default();
            *kept_map = Some(Map { shape: shape.clone(), columns, lines: Lines::new(case, series, shape), kept });
        }
        match kept_map {
            Some(map) => map.view(case, series, generation, first, size),
            None => TimelineView::default(),
        }
    }
}

impl Map {
    fn view(
        &mut self,
        case: rows::Case<'_>,
        series: &mut Series,
        generation: u32,
        first: (u32, u32),
        size: (u32, u32),
    ) -> TimelineView {
        let (all_lines, all_columns) = (self.lines.all.len() as u32, self.columns.len());
        let part = |first: u32, size: u32, all: u32| first.min(all)..first.saturating_add(size).min(all);
        let (lines, columns) = (part(first.0, size.0, all_lines), part(first.1, size.1, all_columns));
        let at_corner = first == (0, 0);
        let places: Vec<Place> =
            (self.lines.all.get(lines.start as usize..lines.end as usize)).unwrap_or_default().to_vec();
        TimelineView {
            generation,
            shape: self.shape.clone(),
            start: case.derived.preset.timeline.start(),
            total_hours: case.derived.preset.timeline.hours(),
            total_columns: all_columns,
            total_lines: all_lines,
            nodes: self.lines.nodes.len() as u32,
            hidden: self.lines.hidden,
            begins: if at_corner { self.columns.begins().to_vec() } else { Vec::new() },
            // Where it was asked for, even if the map has become smaller and ends before it: it must not be taken for another part.
            first_line: first.0,
            first_column: first.1,
            columns: columns.len() as u32,
            above: series.above(),
            lines: places.into_iter().map(|place| self.line(case, series, place, columns.clone())).collect(),
        }
    }

    fn line(&mut self, case: rows::Case<'_>, series: &mut Series, place: Place, columns: Range<u32>) -> TimelineLine {
        let mut line = self.lines.named(case, place);
        let Some(node) = self.lines.nodes.get(place.node as usize).copied() else { return line };
        match place.of {
            LineOf::Heading(_) | LineOf::Chart(_) => {}
            LineOf::Id(id) => {
                line.counts = series.counts_of_id(case, node.number, id, &self.columns, columns);
                line.total = series.total_of_id(case, node.number, id);
            }
            LineOf::Node { .. } => {
                let figures = self.figures(case, series, place.node, node.number);
                let part = columns.start as usize..columns.end as usize;
                line.counts = figures.counts.get(part.clone()).unwrap_or_default().to_vec();
                line.scores = figures.scores.get(part.clone()).unwrap_or_default().to_vec();
                line.expected = figures.expected.get(part).unwrap_or_default().to_vec();
                line.levels = line.scores.iter().map(|score| series.level(*score)).collect();
                line.highest = figures.highest;
                line.level = series.level(line.highest);
                line.total = node.total;
            }
        }
        line
    }

    /// The figures of the row at `place`, from those kept or made now.
    fn figures(&mut self, case: rows::Case<'_>, series: &mut Series, place: u32, number: u32) -> &Figures {
        match self.kept.iter().position(|(of, _)| *of == place) {
            Some(at) => {
                if let Some(kept) = self.kept.remove(at) {
                    self.kept.push_back(kept);
                }
            }
            None => {
                while self.kept.len() >= rows_kept(self.columns.len()) {
                    self.kept.pop_front();
                }
                self.kept.push_back((place, series.figures(case, number, &self.columns)));
            }
        }
        static NONE: Figures = Figures { counts: Vec::new(), scores: Vec::new(), expected: Vec::new(), highest: 0.0 };
        self.kept.back().map_or(&NONE, |(_, figures)| figures)
    }
}

impl Case {
    /// A rectangle of the heat map as the filter leaves it, clipped to what there is: from line and column `first` on, of so many lines
    /// and columns. `None` for another generation than the present one.
    pub fn timeline(
        &mut self,
        generation: u32,
        shape: &Shape,
        first: (u32, u32),
        size: (u32, u32),
    ) -> Option<TimelineView> {
        let mut maps = std::mem::take(&mut self.heat_maps);
        let view = self.of_rows(generation).map(|case| maps.view(case, generation, shape, first, size));
        self.heat_maps = maps;
        view
    }
}
