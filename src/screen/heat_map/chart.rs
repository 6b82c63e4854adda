//! The line chart of an open row: events of each id by the left axis, the anomaly score by the right one, over the map's own columns.

use super::look::{LINE, NAMES};
use super::scene::Scene;
use crate::protocol::timeline::{CHART_LINES, LineOf};
use crate::screen::pen::{Pen, Rect, Shape, Stand, Stroke};
use crate::screen::words::counted;
use std::ops::Range;

/// The colour of an event id's line.
pub fn token_of(id: u16) -> &'static str {
    match id {
        4624 => "--account",
        4625 => "--fail",
        4768 => "--host",
        4769 => "--l1",
        _ => "--ink-3",
    }
}

impl Scene<'_> {
    /// The charts in sight, wholly or in part.
    pub fn draw_charts(&self, pen: &dyn Pen, lines: Range<u32>, columns: Range<u32>) {
        let mut line = lines.start;
        while line < lines.end {
            let Some(LineOf::Chart(part)) = self.tiles.line(line, columns.start).map(|line| line.of) else {
                line += 1;
                continue;
            };
            let first = line.saturating_sub(part);
            self.draw_chart(pen, first, columns.clone());
            line = first + CHART_LINES;
        }
    }

    fn draw_chart(&self, pen: &dyn Pen, first: u32, columns: Range<u32>) {
        // The ids stand above the chart, and above them the row itself.
        let is_id =
            |line: &u32| matches!(self.tiles.line(*line, columns.start).map(|line| line.of), Some(LineOf::Id(_)));
        let ids = (0..first).rev().take_while(is_id).last().unwrap_or(first)..first;
        let row = ids.start.saturating_sub(1);
        let (top, height) = (self.look.y_of(first) + 8.0, f64::from(CHART_LINES) * LINE - 16.0);
        let bottom = top + height;
        let count = |line: u32, column: u32| self.tiles.cell(line, column).map_or(0, |(count, ..)| count);
        let score = |column: u32| self.tiles.cell(row, column).map_or(0.0, |(_, score, _)| score.max(0.0));
        let most =
            ids.clone().flat_map(|line| columns.clone().map(move |column| count(line, column))).max().unwrap_or(0);
        let highest = columns.clone().map(score).fold(self.tiles.above()[3] + 3.0, f32::max);

        let width = self.look.size.0;
        pen.rect("--panel", NAMES, self.look.y_of(first), width - NAMES, f64::from(CHART_LINES) * LINE - 1.0);
        pen.rect("--line", NAMES, bottom, width - NAMES, 1.0);
        // From which score on an hour is marked.
        let marked = bottom - f64::from(self.tiles.above()[0] / highest) * height;
        let dashes = (width - NAMES).max(0.0) / 9.0;
        let dashes: Vec<Rect> =
            (0..dashes.ceil() as u32).map(|dash| (NAMES + 9.0 * f64::from(dash), marked, 4.0, 1.0)).collect();
        pen.rects("--line-strong", &dashes);
        for line in ids {
            let Some(LineOf::Id(id)) = self.tiles.line(line, columns.start).map(|line| line.of) else { continue };
            let values = columns.clone().map(|column| f64::from(count(line, column)) / f64::from(most.max(1)));
            let stroke = Stroke { token: token_of(id), width: 1.5, dashed: false };
            self.draw_line(pen, columns.start, values, (bottom, height), stroke);
        }
        let values = columns.clone().map(|column| f64::from(score(column) / highest));
        let stroke = Stroke { token: "--ink", width: 1.0, dashed: true };
        self.draw_line(pen, columns.start, values, (bottom, height), stroke);

        let at = self.look.cursor.and_then(|cursor| Some((cursor.line, cursor.column?)));
        for (cell, token) in [(self.look.pointed, "--ink-3"), (at, "--accent")] {
            if let Some((_, column)) = cell.filter(|(line, _)| (first..first + CHART_LINES).contains(line)) {
                let x = (self.look.x_of(column) + self.look.width / 2.0).floor();
                pen.rect(token, x, top - 4.0, 1.0, height + 4.0);
            }
        }
        pen.text("--ink-2", Stand::From, &counted(u64::from(most), "event", "events"), NAMES + 6.0, top + 6.0);
        // The right axis stands beside the last column where there is room, and never on the words of the left one.
        let end = self.look.x_of(self.extent.columns.len());
        let right = if end + 70.0 < width { (end + 64.0).max(NAMES + 170.0) } else { width };
        pen.text("--ink-2", Stand::UpTo, &format!("score {highest:.0}"), right - 6.0, top + 6.0);
        if marked > top + 14.0 {
            let words = format!("{:.0}", self.tiles.above()[0]);
            pen.text("--ink-2", Stand::UpTo, &words, right - 6.0, marked - 3.0);
        }
    }

    /// A line through shares (0…1) of the height above the bottom; where columns are narrower than a pixel, through the highest of each.
    fn draw_line(
        &self,
        pen: &dyn Pen,
        first: u32,
        values: impl Iterator<Item = f64>,
        (bottom, height): (f64, f64),
        stroke: Stroke<'_>,
    ) {
        let per_pixel = (1.0 / self.look.width).floor().max(1.0) as u32;
        let mut highest: f64 = 0.0;
        let mut points = Vec::new();
        for (column, value) in (first..).zip(values) {
            highest = highest.max(value);
            if (column - first) % per_pixel == per_pixel - 1 {
                points.push((self.look.x_of(column) + self.look.width / 2.0, bottom - highest * height));
                highest = 0.0;
            }
        }
        pen.shape(Shape::Line(&points), "", Some(stroke));
    }
}
