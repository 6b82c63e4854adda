//! What part of the heat map is seen, and what is pointed at.

use crate::screen::grid::Cursor;
use crate::screen::window::lines_in_sight;
use std::ops::Range;

/// Width of the names, pixels.
pub const NAMES: f64 = 216.0;
/// Height of the header, pixels.
pub const HEAD: f64 = 42.0;
/// Height of a line, pixels.
pub const LINE: f64 = 22.0;

/// Lines and columns of a rectangle of cells.
pub type Cells = (Range<u32>, Range<u32>);

/// What part of the map is seen, and what is pointed at.
#[derive(Clone, PartialEq, Debug)]
pub struct Look {
    /// Pixels of a column.
    pub width: f64,
    /// Pixels.
    pub scroll: (f64, f64),
    /// Pixels, names and header included.
    pub size: (f64, f64),
    /// What arrow keys move.
    pub cursor: Option<Cursor>,
    /// The cell under the pointer.
    pub pointed: Option<(u32, u32)>,
    /// The cells that are being chosen.
    pub chosen: Option<Cells>,
}

/// What of the map is at a place of the sheet.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Hit {
    /// The line; `None` in the header.
    pub line: Option<u32>,
    /// The column; `None` among the names.
    pub column: Option<u32>,
}

impl Look {
    /// Lines in sight of so many.
    pub fn lines(&self, all: u32) -> Range<u32> {
        in_sight(self.scroll.1, self.size.1 - HEAD, LINE, all)
    }

    /// Columns in sight of so many.
    pub fn columns(&self, all: u32) -> Range<u32> {
        in_sight(self.scroll.0, self.size.0 - NAMES, self.width, all)
    }

    /// The left edge of a column on the sheet.
    pub fn x_of(&self, column: u32) -> f64 {
        NAMES + f64::from(column) * self.width - self.scroll.0
    }

    /// The upper edge of a line on the sheet.
    pub fn y_of(&self, line: u32) -> f64 {
        HEAD + f64::from(line) * LINE - self.scroll.1
    }

    /// What is at a place of the sheet, of so many lines and columns.
    pub fn hit(&self, x: f64, y: f64, lines: u32, columns: u32) -> Option<Hit> {
        let place = |at: f64, head: f64, scroll: f64, each: f64, all: u32| match ((at - head + scroll) / each).floor() {
            _ if at < head => Some(None),
            place if place >= 0.0 && place < f64::from(all) => Some(Some(place as u32)),
            _ => None,
        };
        let line = place(y, HEAD, self.scroll.1, LINE, lines)?;
        // Beyond the last column is still the line.
        let column = place(x, NAMES, self.scroll.0, self.width, columns).unwrap_or_default();
        Some(Hit { line, column })
    }
}

fn in_sight(scroll: f64, room: f64, each: f64, all: u32) -> Range<u32> {
    let range = lines_in_sight(scroll, room, each, all as usize, 0);
    range.start as u32..range.end as u32
}

/// From one number to the other, whichever is less.
pub fn between(a: u32, b: u32) -> Range<u32> {
    a.min(b)..a.max(b).saturating_add(1)
}
