//! What keys do in the heat map: a grid whose lines have a name before their cells, and some of which open.

use crate::protocol::timeline::LineOf;

/// Where the keys are: a line, and a cell of it or its name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cursor {
    /// The line.
    pub line: u32,
    /// The cell's column; `None` for the name.
    pub column: Option<u32>,
}

/// What a key asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// To another place; with Shift all cells up to there are chosen.
    To(Cursor, bool),
    /// Opens the line, or closes it.
    Open(u32, bool),
    /// To the name of the account or host that the line belongs to.
    Owner(u32),
    /// Shows the rows of the cell.
    Rows,
    /// Selects the account or host.
    Select,
    /// Narrows all views to the cells.
    Narrow,
    /// Chooses no cells.
    Release,
    /// Wider (or narrower) columns.
    Zoom(bool),
}

/// The grid as the keys see it.
pub struct Grid<'a> {
    /// How many lines.
    pub lines: u32,
    /// How many columns.
    pub columns: u32,
    /// Lines of a page.
    pub page: u32,
    /// Columns of a stride.
    pub stride: u32,
    /// The cell that is seen first.
    pub first: (u32, u32),
    /// What a line is, if that is known.
    pub line_of: &'a dyn Fn(u32) -> Option<LineOf>,
}

impl Grid<'_> {
    /// What `key` asks for at `now`; `None` if nothing.
    pub fn step(&self, key: &str, ctrl: bool, shift: bool, now: Option<Cursor>) -> Option<Step> {
        let (last_line, last_column) = (self.lines.checked_sub(1)?, self.columns.checked_sub(1)?);
        let is_arrow = key.starts_with("Arrow");
        let Some(Cursor { line, column }) = now else {
            let first = Cursor { line: self.first.0, column: Some(self.first.1) };
            return is_arrow.then_some(Step::To(first, false)).or_else(|| self.anywhere(key, ctrl, first, shift));
        };
        let here = (self.line_of)(line);
        let to = |line: u32, column: Option<u32>| Some(Step::To(Cursor { line, column }, shift && column.is_some()));
        let stride = if ctrl { self.stride } else { 1 };
        match (key, column) {
            ("ArrowRight", None) => match here {
                Some(LineOf::Node { open: false }) => Some(Step::Open(line, true)),
                _ => to(line, Some(0)),
            },
            ("ArrowRight", Some(column)) => to(line, Some(column.saturating_add(stride).min(last_column))),
            ("ArrowLeft", None) => match here {
                Some(LineOf::Node { open: true }) => Some(Step::Open(line, false)),
                Some(LineOf::Id(_) | LineOf::Chart(_)) => Some(Step::Owner(line)),
                _ => None,
            },
            ("ArrowLeft", Some(0)) if !shift => to(line, None),
            ("ArrowLeft", Some(column)) => to(line, Some(column.saturating_sub(stride))),
            ("ArrowDown", _) => to(self.past_chart(line.saturating_add(1).min(last_line), true, line), column),
            ("ArrowUp", _) => to(self.past_chart(line.saturating_sub(1), false, line), column),
            ("PageDown", _) => to(self.past_chart(line.saturating_add(self.page).min(last_line), true, line), column),
            ("PageUp", _) => to(self.past_chart(line.saturating_sub(self.page), false, line), column),
            ("Enter", None) => match here {
                Some(LineOf::Node { open }) => Some(Step::Open(line, !open)),
                _ => None,
            },
            _ => self.anywhere(key, ctrl, Cursor { line, column }, shift),
        }
    }

    fn anywhere(&self, key: &str, ctrl: bool, now: Cursor, shift: bool) -> Option<Step> {
        let (last_line, last_column) = (self.lines.saturating_sub(1), self.columns.saturating_sub(1));
        let to = |line: u32, column: u32| Some(Step::To(Cursor { line, column: Some(column) }, shift));
        match key {
            "Home" => to(if ctrl { 0 } else { now.line }, 0),
            "End" => to(if ctrl { last_line } else { now.line }, last_column),
            "+" | "=" if !ctrl => Some(Step::Zoom(true)),
            "-" if !ctrl => Some(Step::Zoom(false)),
            "Enter" => Some(Step::Rows),
            " " => Some(Step::Select),
            "f" | "F" if !ctrl => Some(Step::Narrow),
            "Escape" => Some(Step::Release),
            _ => None,
        }
    }

    /// A chart is one line to the keys: its first part. Where no line follows it, one stays where one was.
    fn past_chart(&self, line: u32, down: bool, was: u32) -> u32 {
        match (self.line_of)(line) {
            Some(LineOf::Chart(part)) if part > 0 && !down => line.saturating_sub(part),
            Some(LineOf::Chart(part)) if part > 0 => {
                let is_chart = |line: &u32| matches!((self.line_of)(*line), Some(LineOf::Chart(part)) if part > 0);
                (line..self.lines).find(|line| !is_chart(line)).unwrap_or(was)
            }
            _ => line,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A heading, a closed line, an open one with an id and a chart of three, a closed one.
    const LINES: [LineOf; 8] = [
        LineOf::Heading(3),
        LineOf::Node { open: false },
        LineOf::Node { open: true },
        LineOf::Id(4624),
        LineOf::Chart(0),
        LineOf::Chart(1),
        LineOf::Chart(2),
        LineOf::Node { open: false },
    ];

    fn step(key: &str, line: u32, column: Option<u32>) -> Option<Step> {
        with(key, false, false, Some(Cursor { line, column }))
    }

    fn with(key: &str, ctrl: bool, shift: bool, now: Option<Cursor>) -> Option<Step> {
        let line_of = |line: u32| LINES.get(line as usize).copied();
        let grid = Grid { lines: 8, columns: 50, page: 4, stride: 24, first: (1, 5), line_of: &line_of };
        grid.step(key, ctrl, shift, now)
    }

    fn to(line: u32, column: impl Into<Option<u32>>) -> Option<Step> {
        Some(Step::To(Cursor { line, column: column.into() }, false))
    }

    #[test]
    fn the_first_arrow_goes_to_what_is_seen_first() {
        assert_eq!(with("ArrowLeft", false, false, None), to(1, 5));
        assert_eq!(with("Home", true, false, None), to(0, 0));
        assert_eq!(with("x", false, false, None), None);
    }

    #[test]
    fn cells_are_gone_through_up_to_the_edges() {
        assert_eq!((step("ArrowRight", 1, Some(7)), step("ArrowRight", 1, Some(49))), (to(1, 8), to(1, 49)));
        assert_eq!((step("ArrowLeft", 1, Some(7)), step("ArrowLeft", 1, Some(0))), (to(1, 6), to(1, None)));
        assert_eq!((step("ArrowUp", 0, Some(7)), step("ArrowDown", 7, Some(7))), (to(0, 7), to(7, 7)));
        assert_eq!((step("Home", 2, Some(7)), step("End", 2, Some(7))), (to(2, 0), to(2, 49)));
        let ctrl = |key| with(key, true, false, Some(Cursor { line: 1, column: Some(7) }));
        assert_eq!((ctrl("ArrowRight"), ctrl("ArrowLeft"), ctrl("End")), (to(1, 31), to(1, 0), to(7, 49)));
        let shift = with("ArrowRight", false, true, Some(Cursor { line: 1, column: Some(7) }));
        assert_eq!(shift, Some(Step::To(Cursor { line: 1, column: Some(8) }, true)));
    }

    #[test]
    fn names_open_and_close() {
        assert_eq!(
            (step("ArrowRight", 1, None), step("Enter", 1, None)),
            (Some(Step::Open(1, true)), Some(Step::Open(1, true)))
        );
        assert_eq!((step("ArrowRight", 2, None), step("Enter", 2, None)), (to(2, 0), Some(Step::Open(2, false))));
        assert_eq!((step("ArrowLeft", 2, None), step("ArrowLeft", 1, None)), (Some(Step::Open(2, false)), None));
        assert_eq!(
            (step("ArrowLeft", 3, None), step("ArrowLeft", 4, None)),
            (Some(Step::Owner(3)), Some(Step::Owner(4)))
        );
        assert_eq!((step("Enter", 0, None), step("Enter", 2, Some(3))), (None, Some(Step::Rows)));
    }

    #[test]
    fn a_chart_is_one_line() {
        assert_eq!((step("ArrowDown", 3, Some(1)), step("ArrowDown", 4, Some(1))), (to(4, 1), to(7, 1)));
        assert_eq!((step("ArrowUp", 7, Some(1)), step("PageUp", 7, Some(1))), (to(4, 1), to(3, 1)));
        assert_eq!(step("PageDown", 1, None), to(7, None));
    }

    #[test]
    fn an_empty_grid_does_nothing() {
        let grid = Grid { lines: 0, columns: 0, page: 1, stride: 1, first: (0, 0), line_of: &|_| None };
        assert_eq!(grid.step("ArrowDown", false, false, None), None);
    }
}
