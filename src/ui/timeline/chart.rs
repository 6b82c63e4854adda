//! The line chart of an open row: events of each id by the left axis, the anomaly score by the right one, over the map's own columns.

use super::look::{LINE, NAMES};
use super::paint::Scene;
use crate::ui::drawing::{FONT, Pen};
use logonscope::protocol::timeline::{CHART_LINES, LineOf};
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
    pub fn draw_charts(&self, pen: &Pen, lines: Range<u32>, columns: Range<u32>) {
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

    fn draw_chart(&self, pen: &Pen, first: u32, columns: Range<u32>) {
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

        pen.fill_with("--panel");
        pen.rect(NAMES, self.look.y_of(first), pen.width - NAMES, f64::from(CHART_LINES) * LINE - 1.0);
        pen.fill_with("--line");
        pen.rect(NAMES, bottom, pen.width - NAMES, 1.0);
        // From which score on an hour is marked.
        pen.fill_with("--line-strong");
        let marked = bottom - f64::from(self.tiles.above()[0] / highest) * height;
        let mut x = NAMES;
        while x < pen.width {
            pen.rect(x, marked, 4.0, 1.0);
            x += 9.0;
        }
        for line in ids {
            let Some(LineOf::Id(id)) = self.tiles.line(line, columns.start).map(|line| line.of) else { continue };
            pen.stroke_with(token_of(id));
            pen.context.set_line_width(1.5);
            let values = columns.clone().map(|column| f64::from(count(line, column)) / f64::from(most.max(1)));
            self.draw_line(pen, columns.start, values, bottom, height);
        }
        pen.stroke_with("--ink");
        pen.context.set_line_width(1.0);
        let dash = js_sys::Array::of2(&3.into(), &3.into());
        let _ = pen.context.set_line_dash(&dash);
        self.draw_line(
            pen,
            columns.start,
            columns.clone().map(|column| f64::from(score(column) / highest)),
            bottom,
            height,
        );
        let _ = pen.context.set_line_dash(&js_sys::Array::new());

        let at = self.look.cursor.and_then(|cursor| Some((cursor.line, cursor.column?)));
        for (cell, token) in [(self.look.pointed, "--ink-3"), (at, "--accent")] {
            if let Some((_, column)) = cell.filter(|(line, _)| (first..first + CHART_LINES).contains(line)) {
                pen.fill_with(token);
                pen.rect((self.look.x_of(column) + self.look.width / 2.0).floor(), top - 4.0, 1.0, height + 4.0);
            }
        }
        pen.context.set_font(FONT);
        pen.context.set_text_baseline("middle");
        pen.fill_with("--ink-2");
        pen.text(&format!("{most} events"), NAMES + 6.0, top + 2.0);
        // The right axis stands beside the last column where there is room.
        let end = self.look.x_of(self.extent.columns.len());
        let right = if end + 70.0 < pen.width { end + 64.0 } else { pen.width };
        pen.context.set_text_align("right");
        pen.text(&format!("score {highest:.0}"), right - 6.0, top + 2.0);
        if marked > top + 14.0 {
            pen.text(&self.tiles.above()[0].to_string(), right - 6.0, marked - 7.0);
        }
        pen.context.set_text_align("left");
    }

    /// A line through shares (0…1) of the height; where columns are narrower than a pixel, through the highest of each.
    fn draw_line(&self, pen: &Pen, first: u32, values: impl Iterator<Item = f64>, bottom: f64, height: f64) {
        let per_pixel = (1.0 / self.look.width).floor().max(1.0) as u32;
        let mut highest: f64 = 0.0;
        pen.context.begin_path();
        for (column, value) in (first..).zip(values) {
            highest = highest.max(value);
            if (column - first) % per_pixel == per_pixel - 1 {
                let x = self.look.x_of(column) + self.look.width / 2.0;
                pen.context.line_to(x, bottom - highest * height);
                highest = 0.0;
            }
        }
        pen.context.stroke();
    }
}
