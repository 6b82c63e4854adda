//! The header of the heat map: years, months, days and hours, as wide columns allow, each held in sight while any of it is.

use super::look::{HEAD, NAMES};
use super::scene::Scene;
use crate::protocol::timeline::Unit;
use crate::screen::clock::{month, weekday};
use crate::screen::pen::{Pen, Rect, Stand};
use jiff::civil::DateTime;
use std::ops::Range;

/// Hours at least so wide make days wide enough to be named.
pub const DAYS_NAMED: f64 = 2.0;

/// What a line of the header tells.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Year,
    Month,
    MonthAndYear,
    Week,
    /// Monday's day, where days are too narrow for theirs.
    WeekOfDays,
    Day,
    DayOfMonth,
}

impl Level {
    /// Two columns are of one period if this is the same.
    fn key(self, at: DateTime) -> (i16, i16) {
        match self {
            Self::Year => (at.year(), 0),
            Self::Month | Self::MonthAndYear => (at.year(), i16::from(at.month())),
            Self::WeekOfDays => {
                let week = at.date().iso_week_date();
                (week.year(), i16::from(week.week()))
            }
            Self::Week | Self::Day | Self::DayOfMonth => (at.year(), at.day_of_year()),
        }
    }

    /// What a period is called in so many pixels; nothing where there is no room.
    fn name(self, at: DateTime, room: f64) -> Option<String> {
        let (year, name, day) = (at.year(), month(at), at.day());
        let fits = |least: f64| room >= least;
        match self {
            Self::Year => fits(32.0).then(|| year.to_string()),
            Self::Month => fits(24.0).then(|| name.to_owned()),
            Self::MonthAndYear if fits(68.0) => Some(format!("{name} {year}")),
            Self::MonthAndYear => fits(28.0).then(|| name.to_owned()),
            Self::Week => fits(44.0).then(|| format!("{day} {name}")).or_else(|| fits(20.0).then(|| day.to_string())),
            Self::WeekOfDays => fits(20.0).then(|| day.to_string()),
            Self::Day if fits(108.0) => Some(format!("{} {day} {name} {year}", weekday(at))),
            Self::Day if fits(72.0) => Some(format!("{} {day} {name}", weekday(at))),
            Self::Day => fits(44.0).then(|| format!("{day} {name}")),
            Self::DayOfMonth if fits(44.0) => Some(format!("{} {day}", weekday(at))),
            Self::DayOfMonth => fits(18.0).then(|| day.to_string()),
        }
    }
}

impl Scene<'_> {
    /// Both lines of the header.
    pub fn draw_header(&self, pen: &dyn Pen, columns: Range<u32>) {
        let is_narrow = self.look.width < DAYS_NAMED;
        let day = self.look.width * 24.0;
        let (upper, lower) = match self.unit() {
            Unit::Hour if is_narrow && day >= 18.0 => (Level::MonthAndYear, Some(Level::DayOfMonth)),
            Unit::Hour if is_narrow && day >= 3.0 => (Level::MonthAndYear, Some(Level::WeekOfDays)),
            Unit::Hour if is_narrow => (Level::Year, Some(Level::Month)),
            Unit::Hour => (Level::Day, None),
            // No month has room for its year.
            Unit::Day if self.look.width < 2.4 => (Level::Year, Some(Level::Month)),
            Unit::Day if self.look.width < 18.0 => (Level::MonthAndYear, Some(Level::WeekOfDays)),
            Unit::Day => (Level::MonthAndYear, Some(Level::DayOfMonth)),
            Unit::Week if self.look.width < 7.0 => (Level::Year, Some(Level::Month)),
            Unit::Week => (Level::MonthAndYear, Some(Level::Week)),
            Unit::Month => (Level::Year, Some(Level::Month)),
        };
        let days = self.days(columns.clone());
        self.draw_level(pen, &days, upper, 16.0, Stand::Strong);
        match lower {
            Some(lower) => self.draw_level(pen, &days, lower, HEAD - 8.0, Stand::From),
            None => self.draw_hours(pen, columns),
        }
    }

    fn draw_level(&self, pen: &dyn Pen, days: &[(u32, u32, DateTime)], level: Level, baseline: f64, stand: Stand) {
        let top = if baseline < HEAD / 2.0 { 0.0 } else { baseline - 12.0 };
        for period in days.chunk_by(|a, b| level.key(a.2) == level.key(b.2)) {
            let (Some((begin, _, at)), Some((_, end, _))) = (period.first(), period.last()) else { continue };
            let (left, right) = (self.look.x_of(*begin).max(NAMES), self.look.x_of(*end));
            let Some(label) = level.name(*at, right - left) else { continue };
            pen.rect("--line", self.look.x_of(*begin).floor(), top, 1.0, HEAD - top);
            pen.clip((left, 0.0, right - left, HEAD));
            let inset = if right - left < 50.0 { 1.5 } else { 4.0 };
            pen.text("--ink-2", stand, &label, left + inset, baseline);
            pen.unclip();
        }
    }

    fn draw_hours(&self, pen: &dyn Pen, columns: Range<u32>) {
        let step = match self.look.width {
            w if w >= 24.0 => 1,
            w if w >= 12.0 => 2,
            w if w >= 8.0 => 3,
            w if w >= 4.0 => 6,
            _ => 12,
        };
        let mut marks: Vec<Rect> = Vec::new();
        for column in columns {
            let Some(at) = self.begin_of(column) else { continue };
            if at.hour() % step == 0 {
                let x = self.look.x_of(column);
                marks.push((x.floor(), HEAD - 5.0, 1.0, 4.0));
                if self.look.width >= 4.0 {
                    let hour = at.hour();
                    let text = if hour < 10 { format!("0{hour}") } else { hour.to_string() };
                    pen.text("--ink-3", Stand::From, &text, x + 3.0, HEAD - 8.0);
                }
            }
        }
        pen.rects("--ink-3", &marks);
    }

    /// The days in sight, or the longer periods that columns are: first column, first no longer in it, and when it begins.
    pub fn days(&self, columns: Range<u32>) -> Vec<(u32, u32, DateTime)> {
        let mut days = Vec::new();
        let mut begin = columns.start;
        while begin < columns.end {
            let Some(at) = self.begin_of(begin) else { break };
            let end = match self.unit() {
                Unit::Hour => {
                    // A day has 23, 24 or 25 hours, so its end is looked for near where it should be.
                    let about = begin + (24 - at.hour() as u32);
                    let is_other_day = |hour: &u32| self.begin_of(*hour).is_none_or(|then| then.date() != at.date());
                    (about.saturating_sub(1).max(begin + 1)..about + 2).find(is_other_day).unwrap_or(about + 1)
                }
                _ => begin + 1,
            };
            days.push((begin, end.min(columns.end), at));
            begin = end;
        }
        days
    }

    /// When a column begins, on the clock.
    pub fn begin_of(&self, column: u32) -> Option<DateTime> {
        let hours = self.extent.columns.hours_of(column);
        // One behind the last begins when it is over.
        let hour = if self.unit() == Unit::Hour { column } else { hours.start };
        self.clock.local(self.extent.columns.time(hour))
    }
}
