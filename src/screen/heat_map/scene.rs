//! Draws what is in sight of the heat map: names at the left, the header at the top, cells between them.
//!
//! Colour and height of a cell both tell its level, so that neither is needed alone.

use super::header::DAYS_NAMED;
use super::look::{HEAD, LINE, Look, NAMES, between};
use super::tiles::{Extent, Tiles};
use crate::protocol::NodeKind;
use crate::protocol::timeline::{LineOf, TimelineLine, Unit, Who};
use crate::screen::brush::OffHours;
use crate::screen::clock::{Clock, is_weekend};
use crate::screen::levels::count_step;
use crate::screen::pen::{Pen, Rect, Shape, Stand, Stroke};
use crate::screen::window::TILE_COLUMNS;
use crate::screen::words::{counted, grouped, shortened, visible};
use std::ops::Range;

/// Fills of cells: six steps of how much, four levels of how unusual.
pub const CELL_TOKENS: [&str; 10] =
    ["--heat-1", "--heat-2", "--heat-3", "--heat-4", "--heat-5", "--heat-6", "--l1", "--l2", "--l3", "--l4"];

/// Pixels at the left of a name at which a click opens or closes its line.
pub const OPENER: f64 = 22.0;

/// How wide a letter is taken to be.
const LETTER: f64 = 6.8;
/// From the middle of a line to where its letters stand.
const BASELINE: f64 = 4.0;

/// What is drawn of what.
pub struct Scene<'a> {
    /// The parts that are here.
    pub tiles: &'a Tiles,
    /// How large the map is.
    pub extent: &'a Extent,
    /// What is in sight.
    pub look: &'a Look,
    /// Prints times.
    pub clock: &'a Clock,
    /// The account or host that is selected.
    pub selected: Option<u32>,
    /// When nobody works: tinted.
    pub off_hours: Option<OffHours>,
}

impl Scene<'_> {
    /// Draws everything.
    pub fn draw(&self, pen: &dyn Pen) {
        let lines = self.look.lines(self.extent.lines);
        let columns = self.look.columns(self.extent.columns.len());
        let (width, height) = self.look.size;
        pen.clip((NAMES, HEAD, width - NAMES, height - HEAD));
        self.draw_ground(pen, lines.clone(), columns.clone());
        self.draw_cells(pen, lines.clone(), columns.clone());
        self.draw_charts(pen, lines.clone(), columns.clone());
        self.draw_cursor(pen);
        pen.unclip();
        self.draw_names(pen, lines, columns.start);
        pen.clip((NAMES, 0.0, width - NAMES, HEAD));
        self.draw_header(pen, columns);
        pen.unclip();
        pen.rects("--line", &[(NAMES - 1.0, 0.0, 1.0, height), (0.0, HEAD - 1.0, width, 1.0)]);
    }

    /// What a column is.
    pub fn unit(&self) -> Unit {
        self.extent.unit
    }

    /// Weekends, the beginning of days, and the line that is selected.
    fn draw_ground(&self, pen: &dyn Pen, lines: Range<u32>, columns: Range<u32>) {
        let (width, height) = self.look.size;
        let (unit, bottom) = (self.unit(), self.look.y_of(lines.end).min(height));
        let mut tinted: Vec<Rect> = Vec::new();
        let mut begins: Vec<Rect> = Vec::new();
        let are_told = match unit {
            Unit::Hour => self.look.width >= 0.25,
            Unit::Day => self.look.width >= 1.0,
            Unit::Week | Unit::Month => false,
        };
        if let Some(off) = self.off_hours.filter(|_| unit == Unit::Hour && self.look.width >= 1.0) {
            let is_off = |hour: &u32| self.begin_of(*hour).is_some_and(|at| off.contains(at.hour()));
            let tint = |hour: u32| (self.look.x_of(hour), HEAD, self.look.width, bottom - HEAD);
            tinted.extend(columns.clone().filter(is_off).map(tint));
        }
        for (begin, end, at) in self.days(columns) {
            let left = self.look.x_of(begin);
            if are_told && is_weekend(at) {
                tinted.push((left, HEAD, self.look.x_of(end) - left, bottom - HEAD));
            }
            let begins_more = at.day() == 1 || unit == Unit::Week && at.day() < 8;
            if begins_more || unit == Unit::Hour && self.look.width >= DAYS_NAMED {
                begins.push((left.floor(), HEAD, 1.0, bottom - HEAD));
            }
        }
        pen.rects("--weekend", &tinted);
        for line in lines.clone().filter(|line| self.is_selected(*line)) {
            pen.rect("--accent-soft", NAMES, self.look.y_of(line), width - NAMES, LINE);
        }
        let below = |line: u32| (NAMES, self.look.y_of(line + 1).floor() - 1.0, width - NAMES, 1.0);
        begins.extend(lines.map(below));
        pen.rects("--line", &begins);
    }

    fn is_selected(&self, line: u32) -> bool {
        let is_of = |line: &TimelineLine| Some(line.node) == self.selected && matches!(line.of, LineOf::Node { .. });
        self.selected.is_some() && self.tiles.line(line, 0).is_some_and(is_of)
    }

    fn draw_cells(&self, pen: &dyn Pen, lines: Range<u32>, columns: Range<u32>) {
        // A colour at a time: changing it costs more than a cell.
        let mut cells: [Vec<Rect>; CELL_TOKENS.len()] = Default::default();
        let per_pixel = (1.0 / self.look.width).floor().max(1.0) as usize;
        let width = self.look.width.max(1.0);
        let gap = if width >= 6.0 { 1.0 } else { 0.0 };
        for line in lines {
            let y = self.look.y_of(line);
            let mut column = columns.start;
            while column < columns.end {
                let tile_end = ((column / TILE_COLUMNS + 1) * TILE_COLUMNS).min(columns.end);
                if let Some((of, first)) = self.tiles.at(line, column).filter(|(of, _)| !of.counts.is_empty()) {
                    let of_tile = (column - first) as usize..(tile_end - first) as usize;
                    let (counts, levels) = (part(&of.counts, &of_tile), part(&of.levels, &of_tile));
                    // Where columns are narrower than a pixel, the strongest of a pixel stands for it.
                    for (place, counts) in counts.chunks(per_pixel).enumerate() {
                        let place = place * per_pixel;
                        let levels = part(levels, &(place..place + counts.len()));
                        if let Some((height, token)) = strongest(counts, levels)
                            && let Some(cells) = cells.get_mut(token)
                        {
                            let height = (height * (LINE - 3.0)).round();
                            let x = self.look.x_of(column + place as u32);
                            cells.push((x + gap, y + LINE - 2.0 - height, width - gap, height));
                        }
                    }
                }
                column = tile_end;
            }
        }
        for (token, cells) in CELL_TOKENS.iter().zip(&cells) {
            pen.rects(token, cells);
        }
    }

    fn draw_cursor(&self, pen: &dyn Pen) {
        let cursor = self.look.cursor.and_then(|cursor| Some((cursor.line, cursor.column?)));
        let single =
            |cell: Option<(u32, u32)>| cell.map(|(line, column)| (between(line, line), between(column, column)));
        let marks = [
            (single(self.look.pointed), "--ink-3", 1.0),
            (single(cursor), "--accent", 2.0),
            (self.look.chosen.clone(), "--accent", 2.0),
        ];
        for (cells, token, width) in marks {
            let Some((lines, columns)) = cells else { continue };
            if matches!(self.tiles.line(lines.start, columns.start).map(|line| line.of), Some(LineOf::Chart(_))) {
                continue;
            }
            let (left, top) = (self.look.x_of(columns.start), self.look.y_of(lines.start));
            let across = (self.look.x_of(columns.end) - left).max(1.0);
            let rect = (left - 0.5, top + 0.5, across + 1.5, self.look.y_of(lines.end) - top - 2.0);
            pen.shape(Shape::Rect(rect), "", Some(Stroke { token, width, dashed: false }));
        }
    }

    fn draw_names(&self, pen: &dyn Pen, lines: Range<u32>, column: u32) {
        let (width, height) = self.look.size;
        pen.rects("--panel", &[(0.0, 0.0, NAMES, height), (0.0, 0.0, width, HEAD)]);
        pen.clip((0.0, HEAD, NAMES - 1.0, height - HEAD));
        for line in lines {
            if let Some(of) = self.tiles.line(line, column) {
                self.draw_name(pen, line, of);
            }
        }
        pen.unclip();
        let hidden = match self.extent.hidden {
            0 => String::new(),
            hidden => format!(", {} hidden", grouped(u64::from(hidden))),
        };
        let (one, many) = match self.tiles.shape.who {
            Who::Accounts => ("account", "accounts"),
            Who::Hosts => ("host", "hosts"),
        };
        let rows = counted(u64::from(self.extent.nodes), one, many);
        let unit = match self.unit() {
            Unit::Hour => "hours",
            Unit::Day => "days",
            Unit::Week => "weeks",
            Unit::Month => "months",
        };
        let zone = format!("{unit} in {}", shortened(self.clock.zone_name(), 24));
        pen.text("--ink-3", Stand::From, &format!("{rows}{hidden}"), 12.0, HEAD - 9.0);
        pen.text("--ink-3", Stand::From, &zone, 12.0, 16.0);
        pen.text("--ink-3", Stand::UpTo, "events", NAMES - 10.0, HEAD - 9.0);
    }

    fn draw_name(&self, pen: &dyn Pen, line: u32, of: &TimelineLine) {
        let (y, middle) = (self.look.y_of(line), self.look.y_of(line) + LINE / 2.0);
        let (mut left, mut stand, mut ink) = (40.0, Stand::From, "--ink");
        match of.of {
            LineOf::Chart(_) => return,
            LineOf::Heading(_) => {
                pen.rect("--bg", 0.0, y, NAMES - 1.0, LINE);
                (left, stand) = (12.0, Stand::Strong);
            }
            LineOf::Id(id) => {
                pen.rect(super::chart::token_of(id), left - 14.0, middle - 1.5, 10.0, 3.0);
                ink = "--ink-2";
            }
            LineOf::Node { open } => {
                if Some(of.node) == self.selected {
                    pen.rect("--accent-soft", 0.0, y, NAMES - 1.0, LINE);
                }
                draw_opener(pen, open, middle);
                draw_mark(pen, of.kind, 28.0, middle);
            }
        }
        if self.look.cursor.is_some_and(|cursor| cursor.line == line && cursor.column.is_none()) {
            let stroke = Stroke { token: "--accent", width: 2.0, dashed: false };
            pen.shape(Shape::Rect((1.0, y + 1.0, NAMES - 4.0, LINE - 3.0)), "", Some(stroke));
        }
        let total = grouped(u64::from(of.total));
        // Before the figure, and before the mark of those that may have one.
        let right = match of.of {
            LineOf::Node { .. } => NAMES - 66.0,
            _ => NAMES - 18.0 - LETTER * total.len() as f64,
        };
        pen.clip((left, y, right - left, LINE));
        pen.text(ink, stand, &fitting(of, ((right - left) / LETTER) as usize), left, middle + BASELINE);
        pen.unclip();
        let level = usize::from(of.level);
        if level > 0 {
            let height = level_height(level) * 12.0;
            let token = CELL_TOKENS.get(5 + level).copied().unwrap_or_default();
            pen.rect(token, NAMES - 62.0, middle + 6.0 - height, 5.0, height);
        }
        pen.text("--ink-2", Stand::UpTo, &total, NAMES - 10.0, middle + BASELINE);
    }
}

/// What a line is called, in so many letters. Names differ at either end, event ids at their beginning.
fn fitting(of: &TimelineLine, most: usize) -> String {
    let label = visible(&of.label);
    match of.of {
        LineOf::Id(_) if label.chars().count() > most => {
            label.chars().take(most.saturating_sub(1)).chain(['…']).collect()
        }
        _ => shortened(&label, most),
    }
}

/// As much of a range as there is.
fn part<'a, T>(of: &'a [T], range: &Range<usize>) -> &'a [T] {
    of.get(range.start.min(of.len())..range.end.min(of.len())).unwrap_or_default()
}

/// Height (0…1) and fill of the strongest of some cells; `None` where nothing happened and nothing is unusual. What is higher matters more.
fn strongest(counts: &[u32], levels: &[u8]) -> Option<(f64, usize)> {
    // Most of a map is empty.
    if counts.iter().all(|count| *count == 0) && levels.iter().all(|level| *level == 0) {
        return None;
    }
    let levels = levels.iter().copied().chain(std::iter::repeat(0));
    let cells = counts.iter().zip(levels).filter_map(|(count, level)| cell_of(*count, usize::from(level)));
    cells.max_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)))
}

fn cell_of(count: u32, level: usize) -> Option<(f64, usize)> {
    if level > 0 {
        // A score stays high for hours after what raised it: those hours are marked low, the eye falls on the events.
        return Some((if count > 0 { level_height(level) } else { 0.2 }, 5 + level));
    }
    let step = count_step(count);
    (step > 0).then(|| (0.5, step - 1))
}

/// Ordinary cells are half as high as their line; the highest level fills it.
pub fn level_height(level: usize) -> f64 {
    0.6 + 0.1 * level as f64
}

fn draw_opener(pen: &dyn Pen, open: bool, middle: f64) {
    let points = if open { [(8.0, -2.0), (15.0, -2.0), (11.5, 3.0)] } else { [(9.0, -3.5), (14.0, 0.0), (9.0, 3.5)] };
    pen.shape(Shape::Polygon(&points.map(|(x, y)| (x, middle + y))), "--ink-3", None);
}

fn draw_mark(pen: &dyn Pen, kind: NodeKind, x: f64, y: f64) {
    let (fill, token) = match kind {
        NodeKind::PrivilegedAccount => ("--privileged-soft", "--privileged"),
        NodeKind::Account => ("--account-soft", "--account"),
        _ => ("--host-soft", "--host"),
    };
    let stroke = Some(Stroke { token, width: 1.8, dashed: false });
    let corners = [(0.0, -5.5), (5.5, 0.0), (0.0, 5.5), (-5.5, 0.0)].map(|(dx, dy)| (x + dx, y + dy));
    let shape = if kind == NodeKind::Host { Shape::Polygon(&corners) } else { Shape::Circle(x, y, 4.5) };
    pen.shape(shape, fill, stroke);
    if kind == NodeKind::PrivilegedAccount {
        pen.shape(Shape::Circle(x, y, 1.8), token, None);
    }
}
