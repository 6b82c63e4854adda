//! The arithmetic of long lists and large maps of which only what is in sight exists: which rows, which hours, which tiles.

use std::ops::Range;

/// Positions of the lines in sight of a list, with `margin` lines more on either side.
pub fn lines_in_sight(scroll: f64, height: f64, line_height: f64, lines: usize, margin: usize) -> Range<usize> {
    if line_height <= 0.0 || lines == 0 || height <= 0.0 {
        return 0..0;
    }
    let first = (scroll.max(0.0) / line_height).floor() as usize;
    let last = ((scroll.max(0.0) + height) / line_height).ceil() as usize;
    let first = first.saturating_sub(margin).min(lines);
    first..last.saturating_add(margin).min(lines).max(first)
}

/// Where to scroll so that line `line` is wholly in sight, moving as little as possible.
pub fn scroll_to_line(line: usize, scroll: f64, height: f64, line_height: f64) -> f64 {
    let top = line as f64 * line_height;
    let bottom = top + line_height;
    if top < scroll {
        top
    } else if bottom > scroll + height {
        (bottom - height).max(0.0)
    } else {
        scroll
    }
}

/// The tallest element that is asked of a browser, pixels: they give up between 16 and 33 million.
const TALLEST: f64 = 8_000_000.0;

/// A list that may be taller than a browser can scroll: the element that scrolls is then shorter than its lines, and places in the one
/// stand for places in the other.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct TallList {
    /// Pixels that all lines take.
    pub lines: f64,
    /// Pixels of them that are seen at once.
    pub view: f64,
}

impl TallList {
    /// The height of the element that scrolls.
    pub fn height(self) -> f64 {
        self.lines.min(TALLEST)
    }

    /// Whether the scroll bar is coarser than a pixel.
    pub fn is_scaled(self) -> bool {
        self.lines > TALLEST
    }

    /// Where the lines can be scrolled to at most.
    pub fn last(self) -> f64 {
        (self.lines - self.view).max(0.0)
    }

    /// The place in the lines for a place of the scroll bar.
    pub fn from_bar(self, bar: f64) -> f64 {
        if self.is_scaled() { bar / (TALLEST - self.view) * self.last() } else { bar }.clamp(0.0, self.last())
    }

    /// The place of the scroll bar for a place in the lines.
    pub fn to_bar(self, place: f64) -> f64 {
        if self.is_scaled() { place / self.last() * (TALLEST - self.view) } else { place }
    }
}

/// Lines of a tile of the heat map.
pub const TILE_LINES: u32 = 64;
/// Columns of a tile of the heat map.
pub const TILE_COLUMNS: u32 = 512;

/// A tile: its row and its column among the tiles.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Tile {
    /// `first line / TILE_LINES`.
    pub row: u32,
    /// `first column / TILE_COLUMNS`.
    pub column: u32,
}

impl Tile {
    /// The tile that holds a cell.
    pub fn of(line: u32, column: u32) -> Self {
        Self { row: line / TILE_LINES, column: column / TILE_COLUMNS }
    }

    /// Its first line.
    pub fn first_line(self) -> u32 {
        self.row.saturating_mul(TILE_LINES)
    }

    /// Its first column.
    pub fn first_column(self) -> u32 {
        self.column.saturating_mul(TILE_COLUMNS)
    }
}

/// The tiles that hold these cells, row by row.
pub fn tiles_of(rows: Range<u32>, hours: Range<u32>) -> Vec<Tile> {
    if rows.is_empty() || hours.is_empty() {
        return Vec::new();
    }
    let (first, last) = (Tile::of(rows.start, hours.start), Tile::of(rows.end - 1, hours.end - 1));
    (first.row..=last.row)
        .flat_map(|row| (first.column..=last.column).map(move |column| Tile { row, column }))
        .collect()
}

/// Widths of a column that the heat map offers, in pixels: from eight years of hours on a screen to less than a day.
pub const COLUMN_WIDTHS: [f64; 13] = [0.02, 0.06, 0.12, 0.25, 0.5, 1.0, 2.0, 4.0, 6.0, 8.0, 12.0, 24.0, 48.0];

/// Columns are never made wider than this to fill the room.
const WIDEST_FITTING: f64 = 24.0;

/// The widest hour that lets so many hours be seen in `room` pixels: one of those offered where hours are wide enough to be told
/// apart, else what fills the room.
pub fn fitting_width(hours: u32, room: f64) -> f64 {
    let fits = room / f64::from(hours.max(1));
    if fits < 2.0 {
        return fits.max(COLUMN_WIDTHS[0]);
    }
    COLUMN_WIDTHS.iter().rev().copied().find(|width| *width <= fits.min(WIDEST_FITTING)).unwrap_or(fits)
}

/// The next wider (or narrower) hour.
pub fn zoomed(width: f64, wider: bool) -> f64 {
    let step = if wider {
        COLUMN_WIDTHS.iter().find(|step| **step > width)
    } else {
        COLUMN_WIDTHS.iter().rev().find(|step| **step < width)
    };
    step.copied().unwrap_or(width)
}

/// The scroll position that keeps the hour at `anchor` (pixels from the left edge of the hours) in its place.
pub fn scroll_after_zoom(scroll: f64, anchor: f64, old_width: f64, new_width: f64) -> f64 {
    ((scroll + anchor) / old_width * new_width - anchor).max(0.0)
}

/// Which of many hours stands in which of fewer columns: column `c` of `columns` holds these hours.
pub fn hours_of_column(column: usize, columns: usize, hours: usize) -> Range<usize> {
    if columns == 0 {
        return 0..0;
    }
    let first = (column * hours / columns).min(hours);
    first..((column + 1) * hours / columns).clamp(first, hours)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_lines_are_in_sight_at_the_top_and_the_last_at_the_end() {
        assert_eq!(lines_in_sight(0.0, 100.0, 20.0, 1_000, 2), 0..7);
        assert_eq!(lines_in_sight(19_900.0, 100.0, 20.0, 1_000, 2), 993..1_000);
        assert_eq!(lines_in_sight(50.0, 100.0, 20.0, 3, 0), 2..3);
        assert_eq!(lines_in_sight(1e9, 100.0, 20.0, 3, 0), 3..3);
        assert_eq!(lines_in_sight(0.0, 0.0, 20.0, 1_000, 2), 0..0);
    }

    #[test]
    fn a_line_in_sight_does_not_move_the_list() {
        assert_eq!(scroll_to_line(5, 60.0, 100.0, 20.0), 60.0);
        assert_eq!(scroll_to_line(0, 60.0, 100.0, 20.0), 0.0);
        assert_eq!(scroll_to_line(10, 60.0, 100.0, 20.0), 120.0);
    }

    #[test]
    fn ten_million_lines_scroll_from_the_first_to_the_last() {
        let list = TallList { lines: 10_000_000.0 * 26.0, view: 400.0 };
        assert!(list.is_scaled() && list.height() == TALLEST);
        assert_eq!((list.from_bar(0.0), list.from_bar(TALLEST - 400.0)), (0.0, list.last()));
        for place in [1.0, 26.0 * 4_999_999.0, list.last() - 1.0] {
            assert!((list.from_bar(list.to_bar(place)) - place).abs() < 1e-3, "{place}");
        }
        let short = TallList { lines: 300.0, view: 400.0 };
        assert_eq!((short.height(), short.last(), short.from_bar(9.0)), (300.0, 0.0, 0.0));
        let plain = TallList { lines: 3_000.0, view: 400.0 };
        assert_eq!((plain.from_bar(120.0), plain.to_bar(120.0)), (120.0, 120.0));
    }

    #[test]
    fn tiles_cover_what_is_in_sight_and_no_more() {
        assert_eq!(tiles_of(0..64, 0..512), [Tile { row: 0, column: 0 }]);
        assert_eq!(tiles_of(63..65, 511..513).len(), 4);
        assert_eq!(tiles_of(3..3, 0..9), []);
        assert_eq!(Tile { row: 2, column: 1 }.first_line(), 128);
    }

    #[test]
    fn zooming_stops_at_either_end_and_keeps_the_hour_under_the_pointer() {
        assert_eq!(zoomed(48.0, true), 48.0);
        assert_eq!(zoomed(0.02, false), 0.02);
        assert_eq!(zoomed(6.0, true), 8.0);
        let scroll = scroll_after_zoom(400.0, 200.0, 6.0, 12.0);
        assert_eq!((scroll + 200.0) / 12.0, 100.0);
    }

    #[test]
    fn a_case_is_shown_whole_where_it_can_be() {
        assert_eq!(fitting_width(24, 720.0), 24.0);
        assert_eq!(fitting_width(14_400, 720.0), 0.05);
        assert_eq!(fitting_width(100, 720.0), 6.0);
        assert_eq!(fitting_width(u32::MAX, 720.0), 0.02);
        assert_eq!(fitting_width(0, 720.0), 24.0);
    }

    #[test]
    fn columns_hold_every_hour_once() {
        let hours: Vec<_> = (0..7).flat_map(|column| hours_of_column(column, 7, 100)).collect();
        assert_eq!(hours, (0..100).collect::<Vec<_>>());
        assert_eq!(hours_of_column(3, 10, 5), 1..2);
    }
}
