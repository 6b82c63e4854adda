//! The heat map as the analyst handles it: where it is scrolled to, what is pointed at, and what is done to cells.

use crate::ui::case::{Case, case};
use crate::ui::drawing::size_of;
use crate::ui::shown::Shown;
use crate::ui::storage::remembered;
use leptos::html::Div;
use leptos::prelude::*;
use logonscope::protocol::Subject;
use logonscope::protocol::rows::{Only, RowsOf, RowsQuery};
use logonscope::protocol::timeline::{LineOf, Unit};
use logonscope::screen::brush::OffHours;
use logonscope::screen::grid::{Cursor, Grid, Step};
use logonscope::screen::heat_map::look::{Cells, HEAD, LINE, Look, NAMES, between};
use logonscope::screen::heat_map::scene::Scene;
use logonscope::screen::heat_map::tiles::{Extent, Tiles, usual_unit};
use logonscope::screen::window::{TILE_LINES, fitting_width, scroll_after_zoom, scroll_to_line, zoomed};
use logonscope::search::toggle;

/// What the cursor stands on, to find it again in another map.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Held {
    node: u32,
    of: LineOf,
    /// Microseconds since 1970 at which the column begins.
    time: Option<i64>,
}

/// All of it; copies are the same.
#[derive(Clone, Copy)]
pub struct Sheet {
    case: Case,
    /// What scrolls.
    pub scroller: NodeRef<Div>,
    /// Its size, pixels.
    pub size: ReadSignal<(f64, f64)>,
    /// How far, pixels.
    pub scroll: RwSignal<(f64, f64)>,
    /// What arrow keys move.
    pub cursor: RwSignal<Option<Cursor>>,
    /// The cell under the pointer.
    pub pointed: RwSignal<Option<(u32, u32)>>,
    /// The cells that are being chosen.
    pub chosen: RwSignal<Option<Cells>>,
    /// When nobody works, as the analyst says: tinted.
    pub off_hours: RwSignal<Option<OffHours>>,
    /// How large the map is.
    pub extent: Memo<Option<Extent>>,
    /// Pixels of a column.
    pub width: Memo<f64>,
    /// What is seen.
    pub look: Memo<Look>,
    /// Until the analyst zooms, columns are as wide as lets the whole case be seen.
    chosen_width: RwSignal<Option<f64>>,
    held: StoredValue<Option<Held>>,
    /// The cell from which cells are chosen by key.
    from: StoredValue<Option<(u32, u32)>>,
    /// A time that is to stay in the middle when columns become others.
    anchor: StoredValue<Option<i64>>,
}

impl Sheet {
    /// The sheet of the page's case.
    pub fn new() -> Self {
        let case = case();
        let scroller: NodeRef<Div> = NodeRef::new();
        let size = size_of(scroller);
        let scroll = RwSignal::new((0.0, 0.0));
        let chosen_width = RwSignal::new(None::<f64>);
        let (cursor, pointed, chosen) = (RwSignal::new(None), RwSignal::new(None), RwSignal::new(None));
        let extent = Memo::new(move |_| case.tiles.with(|tiles| tiles.extent().cloned()));
        let width = Memo::new(move |_| {
            let columns = extent.with(|extent| extent.as_ref().map_or(1, |extent| extent.columns.len()));
            chosen_width.get().unwrap_or_else(|| fitting_width(columns, size.get().0 - NAMES))
        });
        let look = Memo::new(move |_| Look {
            width: width.get(),
            scroll: scroll.get(),
            size: size.get(),
            cursor: cursor.get(),
            pointed: pointed.get(),
            chosen: chosen.get(),
        });
        let sheet = Self {
            case,
            scroller,
            size,
            scroll,
            cursor,
            pointed,
            chosen,
            off_hours: RwSignal::new(remembered("off-hours").and_then(|text| OffHours::parse(&text))),
            extent,
            width,
            look,
            chosen_width,
            held: StoredValue::new(None),
            from: StoredValue::new(None),
            anchor: StoredValue::new(None),
        };
        Effect::new(move |_| sheet.follow());
        // Columns are what is usual for so long a case, until the analyst chooses others.
        Effect::new(move |before: Option<Unit>| {
            let unit = usual_unit(case.activity.with(|view| view.as_ref().map_or(0, |view| view.counts.len())));
            let before = before.unwrap_or_default();
            if unit != before && case.tiles.with_untracked(|tiles| tiles.shape.unit == before) {
                case.tiles.update(|tiles| tiles.reshape(|shape| shape.unit = unit));
            }
            unit
        });
        Effect::new(move |_| sheet.bring_sought_hour());
        sheet
    }

    /// Another map is on the sheet: the cursor finds what it stood on, and the time in the middle stays there.
    fn follow(self) {
        let Some(extent) = self.extent.get() else { return };
        self.pointed.set(None);
        self.chosen.set(None);
        if let (Some(held), Some(cursor)) = (self.held.get_value(), self.cursor.get_untracked()) {
            let same = |of: LineOf| match (of, held.of) {
                (LineOf::Node { .. }, LineOf::Node { .. }) => true,
                (of, held) => of == held,
            };
            let found = self.case.tiles.with_untracked(|tiles| tiles.find(held.node, same));
            let kept = (cursor.line >= TILE_LINES && cursor.line < extent.lines).then_some(cursor.line);
            let column = held.time.map(|time| extent.columns.column_at(time));
            self.cursor.set(found.or(kept).map(|line| Cursor { line, column }));
        } else if self.cursor.get_untracked().is_some_and(|cursor| cursor.line >= extent.lines) {
            self.cursor.set(None);
        }
        if let Some(time) = self.anchor.try_update_value(Option::take).flatten() {
            let column = extent.columns.column_at(time);
            request_animation_frame(move || self.to_the_middle(column));
        } else if let Some((from, until)) = self.case.filter.now.with_untracked(|filter| filter.range)
            && self.size.get_untracked().0 > NAMES
        {
            // Outside of the range that is chosen there is nothing to see.
            let [first, last] = [from as i64, until as i64 - 1].map(|time| extent.columns.column_at(time));
            let seen = self.look.get_untracked().columns(extent.columns.len());
            if last < seen.start || first >= seen.end {
                request_animation_frame(move || self.to_the_middle(first.midpoint(last)));
            }
        }
    }

    /// An hour chosen elsewhere comes to the middle.
    fn bring_sought_hour(self) {
        let is_shown = self.case.shown.get() == Shown::Timeline;
        let (Some(time), Some(extent), true) = (self.case.sought_hour.get(), self.extent.get(), is_shown) else {
            return;
        };
        self.case.sought_hour.set(None);
        let column = extent.columns.column_at(time);
        let line = self.cursor.get_untracked().map_or(0, |cursor| cursor.line);
        self.put(Cursor { line, column: Some(column) });
        request_animation_frame(move || self.to_the_middle(column));
    }

    fn to_the_middle(self, column: u32) {
        let room = self.size.get_untracked().0 - NAMES;
        let left = f64::from(column) * self.width.get_untracked() - room / 2.0;
        self.scroll_to(left.max(0.0), self.scroll.get_untracked().1);
    }

    /// Scrolls to a place.
    pub fn scroll_to(self, left: f64, top: f64) {
        if let Some(scroller) = self.scroller.get_untracked() {
            scroller.set_scroll_left(left.round() as i32);
            scroller.set_scroll_top(top.round() as i32);
        }
    }

    /// Wider (or narrower) columns; what the analyst looks at stays in its place: `anchor`, else the cursor's cell, else the middle.
    pub fn zoom(self, wider: bool, anchor: Option<f64>) {
        let old = self.width.get_untracked();
        let new = zoomed(old, wider);
        let (left, top) = self.scroll.get_untracked();
        let room = self.size.get_untracked().0 - NAMES;
        let of_cursor = self.cursor.get_untracked().and_then(|cursor| Some(f64::from(cursor.column?) * old - left));
        let in_sight = of_cursor.filter(|x| (0.0..room).contains(x));
        let anchor = anchor.or(in_sight).unwrap_or(room / 2.0);
        self.chosen_width.set(Some(new));
        // The field has its new width by the next frame.
        request_animation_frame(move || self.scroll_to(scroll_after_zoom(left, anchor, old, new), top));
    }

    /// As much of the case as can be seen at once.
    pub fn fit(self) {
        self.chosen_width.set(None);
        self.scroll_to(0.0, self.scroll.get_untracked().1);
    }

    /// Columns are about to become others: what is in the middle, or under the cursor, is to stay.
    pub fn keep_place(self) {
        let Some(extent) = self.extent.get_untracked() else { return };
        let look = self.look.get_untracked();
        let seen = look.columns(extent.columns.len());
        let of_cursor = look.cursor.and_then(|cursor| cursor.column).filter(|column| seen.contains(column));
        let column = of_cursor.unwrap_or(seen.start.midpoint(seen.end));
        self.anchor.set_value(Some(extent.columns.span(column..column + 1).0));
        self.chosen_width.set(None);
    }

    /// The cursor stands somewhere else.
    pub fn put(self, cursor: Cursor) {
        let time = cursor.column.zip(self.extent.get_untracked());
        let time = time.map(|(column, extent)| extent.columns.span(column..column + 1).0);
        let column = cursor.column.unwrap_or_else(|| self.first_column());
        let held = self.with_line(cursor.line, column, |line| (line.node, line.of));
        self.held.set_value(held.map(|(node, of)| Held { node, of, time }));
        self.cursor.set(Some(cursor));
    }

    fn first_column(self) -> u32 {
        self.look.with_untracked(|look| look.columns(u32::MAX).start)
    }

    fn with_line<T>(
        self,
        line: u32,
        column: u32,
        read: impl FnOnce(&logonscope::protocol::timeline::TimelineLine) -> T,
    ) -> Option<T> {
        self.case.tiles.with_untracked(|tiles| tiles.line(line, column).map(read))
    }

    fn bring_into_sight(self, cursor: Cursor) {
        let ((left, top), (width, height)) = (self.scroll.get_untracked(), self.size.get_untracked());
        let column = cursor.column.map(|column| column as usize);
        let left =
            column.map_or(left, |column| scroll_to_line(column, left, width - NAMES, self.width.get_untracked()));
        self.scroll_to(left, scroll_to_line(cursor.line as usize, top, height - HEAD, LINE));
    }

    /// Opens or closes the line of an account or host.
    pub fn open(self, line: u32, open: bool) {
        let node = self.with_line(line, self.first_column(), |of| of.node);
        self.case.tiles.update(|tiles| {
            tiles.reshape(|shape| {
                shape.open.retain(|other| Some(*other) != node);
                shape.open.extend(node.filter(|_| open));
            });
        });
    }

    /// Selects the account or host of a line.
    pub fn select(self, line: u32) {
        let of = self.with_line(line, self.first_column(), |of| (of.node, of.of));
        if let Some((node, of)) = of
            && !matches!(of, LineOf::Heading(_))
        {
            self.case.select(Subject::Node(node));
        }
    }

    /// Does what a key asks for; whether it asks for anything.
    pub fn press(self, key: &str, ctrl: bool, shift: bool) -> bool {
        let Some(extent) = self.extent.get_untracked() else { return false };
        let (look, now) = (self.look.get_untracked(), self.cursor.get_untracked());
        let (all_lines, all_columns) = (extent.lines, extent.columns.len());
        let line_of = |line: u32| self.with_line(line, look.columns(all_columns).start, |line| line.of);
        let stride = match self.case.tiles.with_untracked(|tiles| tiles.shape.unit) {
            Unit::Hour => 24,
            Unit::Day => 7,
            Unit::Week => 4,
            Unit::Month => 12,
        };
        let grid = Grid {
            lines: all_lines,
            columns: all_columns,
            page: ((look.size.1 - HEAD) / LINE).max(1.0) as u32,
            stride,
            first: (look.lines(all_lines).start, look.columns(all_columns).start),
            line_of: &line_of,
        };
        let Some(step) = grid.step(key, ctrl, shift, now) else { return false };
        let cell = now.and_then(|cursor| Some((cursor.line, cursor.column?)));
        match step {
            Step::To(to, choosing) => {
                let from = self.from.get_value().or(cell).filter(|_| choosing);
                self.from.set_value(from);
                let cells = from.zip(to.column);
                self.chosen.set(cells.map(|(from, column)| (between(from.0, to.line), between(from.1, column))));
                self.put(to);
                self.bring_into_sight(to);
            }
            Step::Open(line, open) => self.open(line, open),
            Step::Owner(line) => {
                let column = self.first_column();
                let node = self.with_line(line, column, |of| of.node);
                let is_node = |of| matches!(of, LineOf::Node { .. });
                let owner = node.and_then(|node| self.case.tiles.with_untracked(|tiles| tiles.find(node, is_node)));
                if let Some(line) = owner {
                    let to = Cursor { line, column: None };
                    self.put(to);
                    self.bring_into_sight(to);
                }
            }
            Step::Rows => match (self.chosen.get_untracked(), cell.and_then(|cell| untrack(|| self.rows_of(cell)))) {
                (Some(cells), _) => self.narrow(cells, false),
                (None, Some((query, _))) => self.case.show_rows(query),
                (None, None) => self.select(now.map_or(0, |cursor| cursor.line)),
            },
            Step::Select => self.select(now.map_or(0, |cursor| cursor.line)),
            Step::Narrow => {
                let cells = self.chosen.get_untracked();
                let of_cursor = cell.map(|(line, column)| (between(line, line), between(column, column)));
                if let Some(cells) = cells.or(of_cursor) {
                    self.narrow(cells, false);
                }
            }
            Step::Release => {
                if self.chosen.get_untracked().is_none() {
                    return false;
                }
                self.from.set_value(None);
                self.chosen.set(None);
            }
            Step::Zoom(wider) => self.zoom(wider, None),
        }
        true
    }

    /// The rows of a lit cell, and how many. Follows the tiles.
    pub fn rows_of(self, (line, column): (u32, u32)) -> Option<(RowsQuery, u32)> {
        let (start, end) = self.extent.get()?.columns.span(column..column + 1);
        self.case.tiles.with(|tiles| {
            let (of, count) = (tiles.line(line, column)?, tiles.cell(line, column)?.0);
            let event_id = match of.of {
                LineOf::Id(id) => Some(id),
                _ => None,
            };
            let of = RowsOf::Cell { node: of.node, start: start as f64, end: end as f64 };
            let query = RowsQuery { of, only: Only { event_id, ..Only::default() }, within: true };
            (count > 0).then_some((query, count))
        })
    }

    /// Makes the accounts (or hosts) and the time of some cells the filter, with what narrows already; only the time for `everybody`.
    pub fn narrow(self, (lines, columns): Cells, everybody: bool) {
        let Some(extent) = self.extent.get_untracked() else { return };
        let (from, until) = extent.columns.span(columns.clone());
        let (mut nodes, mut ids) = (Vec::new(), Vec::new());
        self.case.tiles.with_untracked(|tiles| {
            for line in lines.filter(|_| !everybody).filter_map(|line| tiles.line(line, columns.start)) {
                match line.of {
                    LineOf::Heading(_) => continue,
                    LineOf::Id(id) => ids.push(id.to_string()),
                    LineOf::Node { .. } | LineOf::Chart(_) => ids.push(String::new()),
                }
                nodes.push(line.node);
            }
        });
        nodes.dedup();
        let keys = if nodes.is_empty() { Vec::new() } else { self.case.around(&nodes, true) };
        self.from.set_value(None);
        self.chosen.set(None);
        self.case.narrow(|filter| {
            let before = filter.range.unwrap_or((f64::MIN, f64::MAX));
            let range = (before.0.max(from as f64), before.1.min(until as f64));
            // What is outside of what narrows already is asked for nevertheless.
            filter.range = Some(if range.0 < range.1 { range } else { (from as f64, until as f64) });
            if !keys.is_empty() {
                let before = std::mem::replace(&mut filter.only, keys);
                filter.only.retain(|key| before.is_empty() || before.contains(key));
            }
            if !ids.is_empty() && ids.iter().all(|id| !id.is_empty()) {
                let word = format!("id:{}", ids.join(","));
                if !toggle::demands(&filter.text, &word) {
                    filter.text = toggle::toggled(&filter.text, &word);
                }
            }
        });
    }

    /// Gives `draw` the map as it is now; nothing if none is here.
    pub fn with_scene<T>(self, look: &Look, selected: Option<u32>, draw: impl FnOnce(&Scene<'_>) -> T) -> Option<T> {
        let (clock, off_hours) = (self.case.clock.get_untracked(), self.off_hours.get_untracked());
        self.case.tiles.with_untracked(|tiles| {
            let extent = tiles.extent()?;
            Some(draw(&Scene { tiles, extent, look, clock: &clock, selected, off_hours }))
        })
    }

    /// Asks for what has come into sight.
    pub fn ask(self, tiles: &mut Tiles) -> Vec<logonscope::screen::window::Tile> {
        let look = self.look.get_untracked();
        let seen = self.extent.with_untracked(|extent| {
            let extent = extent.as_ref()?;
            Some((look.lines(extent.lines), look.columns(extent.columns.len())))
        });
        let (lines, columns) = seen.unwrap_or_default();
        tiles.ask(lines, columns)
    }
}
