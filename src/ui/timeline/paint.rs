//! Draws what is in sight of the heat map: names at the left, the header at the top, cells between them.
//!
//! Colour and height of a cell both tell its level, so that neither is needed alone.

use super::header::DAYS_NAMED;
use super::look::{HEAD, LINE, Look, NAMES, between};
use super::tiles::{Extent, Tiles};
use crate::ui::drawing::{FONT, FONT_STRONG, Pen};
use logonscope::protocol::NodeKind;
use logonscope::protocol::timeline::{LineOf, TimelineLine, Unit};
use logonscope::screen::brush::OffHours;
use logonscope::screen::clock::{Clock, is_weekend};
use logonscope::screen::levels::count_step;
use logonscope::screen::window::TILE_COLUMNS;
use logonscope::screen::words::{counted, grouped, shortened, visible};
use std::ops::Range;

/// Fills of cells: six steps of how much, four levels of how unusual.
pub const CELL_TOKENS: [&str; 10] =
    ["--heat-1", "--heat-2", "--heat-3", "--heat-4", "--heat-5", "--heat-6", "--l1", "--l2", "--l3", "--l4"];

/// Pixels at the left of a name at which a click opens or closes its line.
pub const OPENER: f64 = 22.0;

/// What is drawn of what.
pub struct Scene<'a> {
    pub tiles: &'a Tiles,
    pub extent: &'a Extent,
    pub look: &'a Look,
    pub unit: Unit,
    pub clock: &'a Clock,
    pub selected: Option<u32>,
    pub off_hours: Option<OffHours>,
}

impl Scene<'_> {
    /// Draws everything.
    pub fn draw(&self, pen: &Pen) {
        let lines = self.look.lines(self.extent.lines);
        let columns = self.look.columns(self.extent.columns.len());
        pen.within(NAMES, HEAD, pen.width - NAMES, pen.height - HEAD, || {
            self.draw_ground(pen, lines.clone(), columns.clone());
            self.draw_cells(pen, lines.clone(), columns.clone());
            self.draw_charts(pen, lines.clone(), columns.clone());
            self.draw_cursor(pen);
        });
        self.draw_names(pen, lines, columns.start);
        pen.within(NAMES, 0.0, pen.width - NAMES, HEAD, || self.draw_header(pen, columns));
        pen.fill_with("--line");
        pen.rect(NAMES - 1.0, 0.0, 1.0, pen.height);
        pen.rect(0.0, HEAD - 1.0, pen.width, 1.0);
    }

    /// Weekends, the beginning of days, and the line that is selected.
    fn draw_ground(&self, pen: &Pen, lines: Range<u32>, columns: Range<u32>) {
        let bottom = self.look.y_of(lines.end).min(pen.height);
        let mut begins = Vec::new();
        pen.fill_with("--weekend");
        let are_told = match self.unit {
            Unit::Hour => self.look.width >= 0.25,
            Unit::Day => self.look.width >= 1.0,
            Unit::Week | Unit::Month => false,
        };
        if let Some(off) = self.off_hours.filter(|_| self.unit == Unit::Hour && self.look.width >= 1.0) {
            let is_off = |hour: &u32| self.begin_of(*hour).is_some_and(|at| off.contains(at.hour()));
            for hour in columns.clone().filter(is_off) {
                pen.rect(self.look.x_of(hour), HEAD, self.look.width, bottom - HEAD);
            }
        }
        for (begin, end, at) in self.days(columns) {
            let left = self.look.x_of(begin);
            if are_told && is_weekend(at) {
                pen.rect(left, HEAD, self.look.x_of(end) - left, bottom - HEAD);
            }
            let begins_more = at.day() == 1 || self.unit == Unit::Week && at.day() < 8;
            if begins_more || self.unit == Unit::Hour && self.look.width >= DAYS_NAMED {
                begins.push(left);
            }
        }
        for line in lines.clone() {
            if self.is_selected(line) {
                pen.fill_with("--accent-soft");
                pen.rect(NAMES, self.look.y_of(line), pen.width - NAMES, LINE);
            }
        }
        pen.fill_with("--line");
        for x in begins {
            pen.rect(x.floor(), HEAD, 1.0, bottom - HEAD);
        }
        for line in lines {
            pen.rect(NAMES, (self.look.y_of(line + 1)).floor() - 1.0, pen.width - NAMES, 1.0);
        }
    }

    fn is_selected(&self, line: u32) -> bool {
        let is_of = |line: &TimelineLine| Some(line.node) == self.selected && matches!(line.of, LineOf::Node { .. });
        self.selected.is_some() && self.tiles.line(line, 0).is_some_and(is_of)
    }

    fn draw_cells(&self, pen: &Pen, lines: Range<u32>, columns: Range<u32>) {
        // A colour at a time: changing it costs more than a cell.
        let mut cells: [Vec<(f64, f64, f64)>; CELL_TOKENS.len()] = Default::default();
        let per_pixel = (1.0 / self.look.width).floor().max(1.0) as usize;
        for line in lines {
            let y = self.look.y_of(line);
            let mut column = columns.start;
            while column < columns.end {
                let tile_end = ((column / TILE_COLUMNS + 1) * TILE_COLUMNS).min(columns.end);
                if let Some((of, first)) = self.tiles.at(line, column).filter(|(of, _)| !of.counts.is_empty()) {
                    // Where columns are narrower than a pixel, the strongest of a pixel stands for it.
                    for column in (column..tile_end).step_by(per_pixel) {
                        let strongest = (column..(column + per_pixel as u32).min(tile_end))
                            .filter_map(|column| cell_of(of, (column - first) as usize))
                            .max_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
                        if let Some((height, token)) = strongest
                            && let Some(cells) = cells.get_mut(token)
                        {
                            cells.push((self.look.x_of(column), y, height));
                        }
                    }
                }
                column = tile_end;
            }
        }
        let width = self.look.width.max(1.0);
        let gap = if width >= 6.0 { 1.0 } else { 0.0 };
        for (token, cells) in CELL_TOKENS.iter().zip(&cells) {
            if cells.is_empty() {
                continue;
            }
            pen.fill_with(token);
            for (x, y, height) in cells {
                let height = (height * (LINE - 3.0)).round();
                pen.rect(*x + gap, y + LINE - 2.0 - height, width - gap, height);
            }
        }
    }

    fn draw_cursor(&self, pen: &Pen) {
        let cursor = self.look.cursor.and_then(|cursor| Some((cursor.line, cursor.column?)));
        let single =
            |cell: Option<(u32, u32)>| cell.map(|(line, column)| (between(line, line), between(column, column)));
        let marks = [
            (single(self.look.pointed), "--ink-3"),
            (single(cursor), "--accent"),
            (self.look.chosen.clone(), "--accent"),
        ];
        for (cells, token) in marks {
            let Some((lines, columns)) = cells else { continue };
            if matches!(self.tiles.line(lines.start, columns.start).map(|line| line.of), Some(LineOf::Chart(_))) {
                continue;
            }
            let (left, top) = (self.look.x_of(columns.start), self.look.y_of(lines.start));
            let width = (self.look.x_of(columns.end) - left).max(1.0);
            pen.stroke_with(token);
            pen.context.set_line_width(if token == "--accent" { 2.0 } else { 1.0 });
            pen.context.stroke_rect(left - 0.5, top + 0.5, width + 1.5, self.look.y_of(lines.end) - top - 2.0);
        }
    }

    fn draw_names(&self, pen: &Pen, lines: Range<u32>, column: u32) {
        pen.fill_with("--panel");
        pen.rect(0.0, 0.0, NAMES, pen.height);
        pen.rect(0.0, 0.0, pen.width, HEAD);
        pen.within(0.0, HEAD, NAMES - 1.0, pen.height - HEAD, || {
            pen.context.set_text_baseline("middle");
            for line in lines {
                if let Some(of) = self.tiles.line(line, column) {
                    self.draw_name(pen, line, of);
                }
            }
        });
        pen.context.set_text_baseline("alphabetic");
        pen.context.set_text_align("left");
        pen.context.set_font(FONT);
        pen.fill_with("--ink-3");
        let hidden = match self.extent.hidden {
            0 => String::new(),
            hidden => format!(", {} hidden", grouped(u64::from(hidden))),
        };
        let (one, many) = if self.is_of_hosts() { ("host", "hosts") } else { ("account", "accounts") };
        let rows = counted(u64::from(self.extent.nodes), one, many);
        pen.text(&format!("{rows}{hidden}"), 12.0, HEAD - 9.0);
        let unit = match self.unit {
            Unit::Hour => "hours",
            Unit::Day => "days",
            Unit::Week => "weeks",
            Unit::Month => "months",
        };
        pen.text(&format!("{unit} in {}", shortened(self.clock.zone_name(), 24)), 12.0, 16.0);
        pen.context.set_text_align("right");
        pen.text("events", NAMES - 10.0, HEAD - 9.0);
        pen.context.set_text_align("left");
    }

    fn is_of_hosts(&self) -> bool {
        self.tiles.shape.who == logonscope::protocol::timeline::Who::Hosts
    }

    fn draw_name(&self, pen: &Pen, line: u32, of: &TimelineLine) {
        let (y, middle) = (self.look.y_of(line), self.look.y_of(line) + LINE / 2.0);
        let mut left = 40.0;
        pen.context.set_text_align("left");
        pen.context.set_font(FONT);
        match of.of {
            LineOf::Chart(_) => return,
            LineOf::Heading(_) => {
                pen.fill_with("--bg");
                pen.rect(0.0, y, NAMES - 1.0, LINE);
                pen.context.set_font(FONT_STRONG);
                left = 12.0;
            }
            LineOf::Id(id) => {
                pen.fill_with(super::chart::token_of(id));
                pen.rect(left - 14.0, middle - 1.5, 10.0, 3.0);
            }
            LineOf::Node { open } => {
                if Some(of.node) == self.selected {
                    pen.fill_with("--accent-soft");
                    pen.rect(0.0, y, NAMES - 1.0, LINE);
                }
                draw_opener(pen, open, middle);
                draw_mark(pen, of.kind, 28.0, middle);
            }
        }
        if self.look.cursor.is_some_and(|cursor| cursor.line == line && cursor.column.is_none()) {
            pen.stroke_with("--accent");
            pen.context.set_line_width(2.0);
            pen.context.stroke_rect(1.0, y + 1.0, NAMES - 4.0, LINE - 3.0);
        }
        pen.fill_with(if matches!(of.of, LineOf::Id(_)) { "--ink-2" } else { "--ink" });
        pen.within(left, y, NAMES - 66.0 - left, LINE, || {
            pen.text(&shortened(&visible(&of.label), 21), left, middle + 0.5);
        });
        let level = usize::from(of.level);
        if level > 0 {
            pen.fill_with(CELL_TOKENS.get(5 + level).copied().unwrap_or_default());
            let height = level_height(level) * 12.0;
            pen.rect(NAMES - 62.0, middle + 6.0 - height, 5.0, height);
        }
        pen.context.set_text_align("right");
        pen.fill_with("--ink-2");
        pen.text(&grouped(u64::from(of.total)), NAMES - 10.0, middle + 0.5);
    }
}

/// Height (0…1) and fill of a cell; `None` where nothing happened and nothing is unusual. What is higher matters more.
fn cell_of(line: &TimelineLine, position: usize) -> Option<(f64, usize)> {
    let count = line.counts.get(position).copied()?;
    let level = usize::from(line.levels.get(position).copied().unwrap_or(0));
    if level > 0 {
        // A score stays high for hours after what raised it: those hours are marked low, the eye falls on the events.
        return Some((if count > 0 { level_height(level) } else { 0.2 }, 5 + level));
    }
    let step = count_step(count);
    (step > 0).then(|| (0.5, step - 1))
}

/// Ordinary cells are half as high as their line; the highest level fills it.
fn level_height(level: usize) -> f64 {
    0.6 + 0.1 * level as f64
}

fn draw_opener(pen: &Pen, open: bool, middle: f64) {
    let points = if open { [(8.0, -2.0), (15.0, -2.0), (11.5, 3.0)] } else { [(9.0, -3.5), (14.0, 0.0), (9.0, 3.5)] };
    pen.context.begin_path();
    for (x, y) in points {
        pen.context.line_to(x, middle + y);
    }
    pen.fill_with("--ink-3");
    pen.context.fill();
}

fn draw_mark(pen: &Pen, kind: NodeKind, x: f64, y: f64) {
    let (fill, line) = match kind {
        NodeKind::PrivilegedAccount => ("--privileged-soft", "--privileged"),
        NodeKind::Account => ("--account-soft", "--account"),
        NodeKind::Host => ("--host-soft", "--host"),
    };
    pen.context.begin_path();
    if kind == NodeKind::Host {
        for (dx, dy) in [(0.0, -5.5), (5.5, 0.0), (0.0, 5.5), (-5.5, 0.0)] {
            pen.context.line_to(x + dx, y + dy);
        }
        pen.context.close_path();
    } else {
        let _ = pen.context.arc(x, y, 4.5, 0.0, std::f64::consts::TAU);
    }
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
