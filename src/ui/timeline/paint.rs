//! Draws what is in sight of the heat map: names at the left, days and hours at the top, cells between them.
//!
//! Colour and height of a cell both tell its level, so that neither is needed alone.

use super::tiles::{Extent, Tiles};
use super::{HEAD, Look, NAMES, ROW};
use crate::ui::drawing::{FONT, FONT_STRONG, Pen};
use jiff::civil::DateTime;
use logonscope::protocol::{NodeKind, TimelineRow};
use logonscope::screen::clock::{Clock, HOUR, is_weekend, month, weekday};
use logonscope::screen::levels::{count_step, score_level};
use logonscope::screen::window::TILE_HOURS;
use logonscope::screen::words::{grouped, shortened, visible};
use std::ops::Range;

/// Fills of cells: six steps of how much, four levels of how unusual.
pub const CELL_TOKENS: [&str; 10] =
    ["--heat-1", "--heat-2", "--heat-3", "--heat-4", "--heat-5", "--heat-6", "--l1", "--l2", "--l3", "--l4"];

/// What is drawn of what.
pub struct Scene<'a> {
    pub tiles: &'a Tiles,
    pub extent: Extent,
    pub look: Look,
    pub clock: &'a Clock,
    pub selected: Option<u32>,
}

impl Scene<'_> {
    fn x_of(&self, hour: u32) -> f64 {
        NAMES + f64::from(hour) * self.look.hour_width - self.look.scroll.0
    }

    fn y_of(&self, row: u32) -> f64 {
        HEAD + f64::from(row) * ROW - self.look.scroll.1
    }

    fn time_of(&self, hour: u32) -> i64 {
        self.extent.start.saturating_add(i64::from(hour).saturating_mul(HOUR))
    }

    /// Draws everything.
    pub fn draw(&self, pen: &Pen) {
        let rows = self.look.rows_in_sight(self.extent.rows);
        let hours = self.look.hours_in_sight(self.extent.hours);
        pen.within(NAMES, HEAD, pen.width - NAMES, pen.height - HEAD, || {
            self.draw_ground(pen, rows.clone(), hours.clone());
            self.draw_cells(pen, rows.clone(), hours.clone());
            self.draw_cursor(pen);
        });
        self.draw_names(pen, rows, hours.start);
        pen.within(NAMES, 0.0, pen.width - NAMES, HEAD, || self.draw_days(pen, hours.clone()));
        pen.fill_with("--line");
        pen.rect(NAMES - 1.0, 0.0, 1.0, pen.height);
        pen.rect(0.0, HEAD - 1.0, pen.width, 1.0);
    }

    /// Weekends, the beginning of days, and the row that is selected.
    fn draw_ground(&self, pen: &Pen, rows: Range<u32>, hours: Range<u32>) {
        let bottom = self.y_of(rows.end).min(pen.height);
        let mut lines = Vec::new();
        pen.fill_with("--weekend");
        let days_are_told = self.look.hour_width >= 0.25;
        for span in self.days_of(hours) {
            let Some(at) = self.clock.local(self.time_of(span.start)) else { continue };
            if days_are_told && is_weekend(at) {
                pen.rect(self.x_of(span.start), HEAD, self.x_of(span.end) - self.x_of(span.start), bottom - HEAD);
            }
            if self.look.hour_width >= DAYS_NAMED || at.day() == 1 {
                lines.push(span.start);
            }
        }
        if let Some(row) = rows.clone().find(|row| self.is_selected(*row)) {
            pen.fill_with("--accent-soft");
            pen.rect(NAMES, self.y_of(row), pen.width - NAMES, ROW);
        }
        pen.fill_with("--line");
        for hour in lines {
            pen.rect(self.x_of(hour).floor(), HEAD, 1.0, bottom - HEAD);
        }
        for row in rows {
            pen.rect(NAMES, (self.y_of(row + 1)).floor() - 1.0, pen.width - NAMES, 1.0);
        }
    }

    fn is_selected(&self, row: u32) -> bool {
        self.selected.is_some() && self.tiles.account(row, 0).map(|line| line.node) == self.selected
    }

    fn draw_cells(&self, pen: &Pen, rows: Range<u32>, hours: Range<u32>) {
        // A colour at a time: changing it costs more than a cell.
        let mut cells: [Vec<(f64, f64, f64)>; CELL_TOKENS.len()] = Default::default();
        let per_pixel = (1.0 / self.look.hour_width).floor().max(1.0) as usize;
        for row in rows {
            let y = self.y_of(row);
            let mut hour = hours.start;
            while hour < hours.end {
                let tile_end = ((hour / TILE_HOURS + 1) * TILE_HOURS).min(hours.end);
                if let Some((line, first)) = self.tiles.row(row, hour) {
                    // Where hours are narrower than a pixel, the strongest of a pixel stands for it.
                    for hour in (hour..tile_end).step_by(per_pixel) {
                        let strongest = (hour..(hour + per_pixel as u32).min(tile_end))
                            .filter_map(|hour| cell_of(line, (hour - first) as usize))
                            .max_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
                        if let Some((height, token)) = strongest
                            && let Some(cells) = cells.get_mut(token)
                        {
                            cells.push((self.x_of(hour), y, height));
                        }
                    }
                }
                hour = tile_end;
            }
        }
        let width = self.look.hour_width.max(1.0);
        let gap = if width >= 6.0 { 1.0 } else { 0.0 };
        for (token, cells) in CELL_TOKENS.iter().zip(&cells) {
            if cells.is_empty() {
                continue;
            }
            pen.fill_with(token);
            for (x, y, height) in cells {
                let height = (height * (ROW - 3.0)).round();
                pen.rect(*x + gap, y + ROW - 2.0 - height, width - gap, height);
            }
        }
    }

    fn draw_cursor(&self, pen: &Pen) {
        for (cell, token) in [(self.look.pointed, "--ink-3"), (self.look.cursor, "--accent")] {
            if let Some((row, hour)) = cell {
                pen.stroke_with(token);
                pen.context.set_line_width(if token == "--accent" { 2.0 } else { 1.0 });
                pen.context.stroke_rect(
                    self.x_of(hour) - 0.5,
                    self.y_of(row) + 0.5,
                    self.look.hour_width.max(1.0) + 1.5,
                    ROW - 2.0,
                );
            }
        }
    }

    fn draw_names(&self, pen: &Pen, rows: Range<u32>, hour: u32) {
        pen.fill_with("--panel");
        pen.rect(0.0, 0.0, NAMES, pen.height);
        pen.rect(0.0, 0.0, pen.width, HEAD);
        pen.within(0.0, HEAD, NAMES - 1.0, pen.height - HEAD, || {
            pen.context.set_text_baseline("middle");
            for row in rows {
                if let Some(line) = self.tiles.account(row, hour) {
                    self.draw_name(pen, row, line);
                }
            }
        });
        pen.context.set_text_baseline("alphabetic");
        pen.context.set_text_align("left");
        pen.context.set_font(FONT);
        pen.fill_with("--ink-3");
        let counted = grouped(u64::from(self.extent.rows));
        pen.text(&format!("{counted} account{}", if self.extent.rows == 1 { "" } else { "s" }), 12.0, HEAD - 9.0);
        pen.text(&format!("hours in {}", shortened(self.clock.zone_name(), 24)), 12.0, 16.0);
        pen.context.set_text_align("right");
        pen.text("events", NAMES - 10.0, HEAD - 9.0);
        pen.context.set_text_align("left");
    }

    fn draw_name(&self, pen: &Pen, row: u32, line: &TimelineRow) {
        let (y, middle) = (self.y_of(row), self.y_of(row) + ROW / 2.0);
        if Some(line.node) == self.selected {
            pen.fill_with("--accent-soft");
            pen.rect(0.0, y, NAMES - 1.0, ROW);
        }
        draw_mark(pen, line.kind, 18.0, middle);
        pen.context.set_font(FONT);
        pen.context.set_text_align("left");
        pen.fill_with("--ink");
        pen.within(30.0, y, NAMES - 96.0, ROW, || {
            pen.text(&shortened(&visible(&line.label), 21), 30.0, middle + 0.5);
        });
        let level = score_level(line.highest);
        if level > 0 {
            pen.fill_with(CELL_TOKENS.get(5 + level).copied().unwrap_or_default());
            let height = level_height(level) * 12.0;
            pen.rect(NAMES - 62.0, middle + 6.0 - height, 5.0, height);
        }
        pen.context.set_text_align("right");
        pen.fill_with("--ink-2");
        pen.text(&grouped(u64::from(line.total)), NAMES - 10.0, middle + 0.5);
    }

    /// The hours of each day of the display zone in sight.
    fn days_of(&self, hours: Range<u32>) -> Vec<Range<u32>> {
        let mut days = Vec::new();
        let mut begins = hours.start;
        while begins < hours.end {
            let Some(at) = self.clock.local(self.time_of(begins)) else { break };
            // A day has 23, 24 or 25 hours, so its end is looked for near where it should be.
            let about = begins + (24 - at.hour() as u32);
            let is_other_day =
                |hour: &u32| self.clock.local(self.time_of(*hour)).is_none_or(|then| then.date() != at.date());
            let ends = (about.saturating_sub(1).max(begins + 1)..about + 2).find(is_other_day).unwrap_or(about + 1);
            days.push(begins..ends.min(hours.end));
            begins = ends;
        }
        days
    }

    /// Days and hours; or years and months where days are too narrow to be named.
    fn draw_days(&self, pen: &Pen, hours: Range<u32>) {
        pen.context.set_text_baseline("alphabetic");
        let days = self.days_of(hours.clone());
        let local = |span: &Range<u32>| self.clock.local(self.time_of(span.start));
        if self.look.hour_width < DAYS_NAMED {
            let year_of = |span: &Range<u32>| local(span).map(|at| at.year());
            for year in days.chunk_by(|a, b| year_of(a) == year_of(b)) {
                self.draw_period(pen, year, 16.0, FONT_STRONG, |at, _| Some(at.year().to_string()));
            }
            let month_of = |span: &Range<u32>| local(span).map(|at| (at.year(), at.month()));
            for days in days.chunk_by(|a, b| month_of(a) == month_of(b)) {
                self.draw_period(pen, days, HEAD - 8.0, FONT, |at, room| (room >= 28.0).then(|| month(at).to_owned()));
            }
            return;
        }
        for day in &days {
            self.draw_period(pen, std::slice::from_ref(day), 16.0, FONT_STRONG, |at, room| {
                let (day, name, year) = (at.day(), month(at), at.year());
                match room {
                    r if r >= 108.0 => Some(format!("{} {day} {name} {year}", weekday(at))),
                    r if r >= 72.0 => Some(format!("{} {day} {name}", weekday(at))),
                    r if r >= 44.0 => Some(format!("{day} {name}")),
                    _ => None,
                }
            });
        }
        let step = match self.look.hour_width {
            w if w >= 24.0 => 1,
            w if w >= 12.0 => 2,
            w if w >= 8.0 => 3,
            w if w >= 4.0 => 6,
            _ => 12,
        };
        pen.context.set_font(FONT);
        pen.fill_with("--ink-3");
        for hour in hours {
            let Some(at) = self.clock.local(self.time_of(hour)) else { continue };
            if at.hour() % step == 0 {
                let x = self.x_of(hour);
                pen.rect(x.floor(), HEAD - 5.0, 1.0, 4.0);
                if self.look.hour_width >= 4.0 {
                    pen.text(&format!("{:02}", at.hour()), x + 3.0, HEAD - 8.0);
                }
            }
        }
    }

    /// The name of some days, held in sight while any of them is; what it is depends on how many pixels there are for it.
    fn draw_period(
        &self,
        pen: &Pen,
        days: &[Range<u32>],
        baseline: f64,
        font: &str,
        name: impl Fn(DateTime, f64) -> Option<String>,
    ) {
        let (Some(first), Some(last)) = (days.first(), days.last()) else { return };
        let Some(at) = self.clock.local(self.time_of(first.start)) else { return };
        let (left, right) = (self.x_of(first.start).max(NAMES), self.x_of(last.end));
        let Some(label) = name(at, right - left) else { return };
        let top = if baseline < HEAD / 2.0 { 0.0 } else { baseline - 12.0 };
        pen.fill_with("--line");
        pen.rect(self.x_of(first.start).floor(), top, 1.0, HEAD - top);
        pen.context.set_font(font);
        pen.fill_with("--ink-2");
        pen.within(left, 0.0, right - left, HEAD, || pen.text(&label, left + 4.0, baseline));
    }
}

/// Hours at least so wide make days wide enough to be named.
const DAYS_NAMED: f64 = 2.0;

/// Height (0…1) and fill of a cell; `None` where nothing happened and nothing is unusual. What is higher matters more.
fn cell_of(line: &TimelineRow, position: usize) -> Option<(f64, usize)> {
    let count = line.counts.get(position).copied()?;
    let level = score_level(line.scores.get(position).copied().unwrap_or(0.0));
    if level > 0 {
        // A score stays high for hours after what raised it: those hours are marked low, the eye falls on the events.
        return Some((if count > 0 { level_height(level) } else { 0.2 }, 5 + level));
    }
    let step = count_step(count);
    (step > 0).then(|| (0.5, step - 1))
}

/// Ordinary cells are half as high as their row; the highest level fills it.
fn level_height(level: usize) -> f64 {
    0.6 + 0.1 * level as f64
}

fn draw_mark(pen: &Pen, kind: NodeKind, x: f64, y: f64) {
    let (fill, line) = match kind {
        NodeKind::PrivilegedAccount => ("--privileged-soft", "--privileged"),
        NodeKind::Account => ("--account-soft", "--account"),
        NodeKind::Host => ("--host-soft", "--host"),
    };
    pen.context.begin_path();
    let _ = pen.context.arc(x, y, 4.5, 0.0, std::f64::consts::TAU);
    pen.fill_with(fill);
    pen.context.fill();
    pen.stroke_with(line);
    pen.context.set_line_width(1.8);
    pen.context.stroke();
    if kind == NodeKind::PrivilegedAccount {
        pen.context.begin_path();
        let _ = pen.context.arc(x, y, 1.8, 0.0, std::f64::consts::TAU);
        pen.fill_with(line);
        pen.context.fill();
    }
}
