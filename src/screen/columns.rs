//! The columns of the heat map: hours of the case, or the days, weeks and months of the display zone that they belong to.
//!
//! A day is as many hours as the clock makes it, 23 or 25 where it is changed. An hour belongs to the day in which it begins.

use super::clock::HOUR;
use crate::protocol::timeline::Unit;
use jiff::{Timestamp, tz::Offset};
use std::ops::Range;

/// Which hours of a case each column holds.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Columns {
    /// Microseconds since 1970 of the first hour.
    start: i64,
    hours: u32,
    /// The first hour of each column; empty where each is an hour.
    begins: Vec<u32>,
}

impl Columns {
    /// The columns of `unit` over `hours` hours from `start` on; `day` tells the local day of a time, counted from 1970 on.
    pub fn new(unit: Unit, start: i64, hours: u32, day: impl Fn(i64) -> i32) -> Self {
        let mut columns = Self { start, hours, begins: Vec::new() };
        if unit == Unit::Hour {
            return columns;
        }
        let (mut last_day, mut last) = (None, None);
        for hour in 0..hours {
            let day = day(columns.time(hour));
            if last_day == Some(day) {
                continue;
            }
            last_day = Some(day);
            let period = period_of(unit, day);
            if last != Some(period) {
                last = Some(period);
                columns.begins.push(hour);
            }
        }
        columns
    }

    /// As [`Columns::begins`] tells them.
    pub fn from_begins(start: i64, hours: u32, begins: Vec<u32>) -> Self {
        Self { start, hours, begins }
    }

    /// The first hour of each; empty where each is an hour.
    pub fn begins(&self) -> &[u32] {
        &self.begins
    }

    /// How many.
    pub fn len(&self) -> u32 {
        if self.begins.is_empty() { self.hours } else { self.begins.len() as u32 }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.hours == 0
    }

    /// The hours of a column.
    pub fn hours_of(&self, column: u32) -> Range<u32> {
        if self.begins.is_empty() {
            return column.min(self.hours)..column.saturating_add(1).min(self.hours);
        }
        let begin = |column: usize| self.begins.get(column).copied().unwrap_or(self.hours);
        begin(column as usize)..begin(column as usize + 1)
    }

    /// The column of an hour.
    pub fn column_of(&self, hour: u32) -> u32 {
        if self.begins.is_empty() {
            return hour.min(self.hours.saturating_sub(1));
        }
        self.begins.partition_point(|begin| *begin <= hour).saturating_sub(1) as u32
    }

    /// The column of a time; the first or last for one outside.
    pub fn column_at(&self, time: i64) -> u32 {
        let hour = time.saturating_sub(self.start).div_euclid(HOUR).clamp(0, i64::from(self.hours.saturating_sub(1)));
        self.column_of(hour as u32)
    }

    /// When an hour begins, microseconds since 1970.
    pub fn time(&self, hour: u32) -> i64 {
        self.start.saturating_add(i64::from(hour).saturating_mul(HOUR))
    }

    /// From when until when some columns last.
    pub fn span(&self, columns: Range<u32>) -> (i64, i64) {
        let last = columns.end.saturating_sub(1).max(columns.start);
        (self.time(self.hours_of(columns.start).start), self.time(self.hours_of(last).end))
    }
}

/// A number for the week or month of a day; two days have the same if they are of one.
fn period_of(unit: Unit, day: i32) -> i32 {
    match unit {
        Unit::Hour | Unit::Day => day,
        // 1 January 1970 was a Thursday.
        Unit::Week => day.saturating_add(3).div_euclid(7),
        Unit::Month => {
            let midnight =
                Timestamp::from_second(i64::from(day) * 24 * 3_600).map(|time| Offset::UTC.to_datetime(time));
            midnight.map_or(i32::MAX, |date| i32::from(date.year()) * 12 + i32::from(date.month()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::{LocalClock, Zone};

    /// The columns of `hours` hours from a UTC hour (since 1970) on, in a zone.
    fn columns(zone: &str, unit: Unit, first_hour: i64, hours: u32) -> Columns {
        let start = first_hour * HOUR;
        let clock = LocalClock::new(&Zone::parse(zone).unwrap(), start, start + i64::from(hours) * HOUR);
        let start = clock.hour_start(start);
        Columns::new(unit, start, hours, |time| clock.day(time))
    }

    fn lengths(columns: &Columns) -> Vec<usize> {
        (0..columns.len()).map(|column| columns.hours_of(column).len()).collect()
    }

    /// 2017-11-01 00:00 UTC, hours since 1970.
    const NOVEMBER: i64 = 1_509_494_400 / 3_600;

    #[test]
    fn hours_stand_for_themselves() {
        let hours = columns("UTC", Unit::Hour, NOVEMBER, 30);
        assert_eq!((hours.len(), hours.hours_of(3), hours.hours_of(30), hours.column_of(29)), (30, 3..4, 30..30, 29));
        assert_eq!(hours.span(2..4), ((NOVEMBER + 2) * HOUR, (NOVEMBER + 4) * HOUR));
    }

    #[test]
    fn days_are_as_long_as_the_clock_makes_them() {
        // The clock goes back on 5 November in New York: the day has 25 hours. It begins at 4 o'clock UTC, later at 5.
        let days = columns("America/New_York", Unit::Day, NOVEMBER + 4, 7 * 24);
        assert_eq!(lengths(&days), [24, 24, 24, 24, 25, 24, 23]);
        // 12 March 2017: 23 hours.
        let march = 1_489_104_000 / 3_600 + 5;
        assert_eq!(lengths(&columns("America/New_York", Unit::Day, march, 3 * 24))[..3], [24, 24, 23]);
        assert_eq!(lengths(&columns("Asia/Tokyo", Unit::Day, NOVEMBER, 48)), [15, 24, 9]);
        let half = columns("+05:30", Unit::Day, NOVEMBER, 48);
        assert_eq!(lengths(&half), [19, 24, 5], "the first hour is the one that holds 05:30");
        assert_eq!(half.span(1..2).0, (NOVEMBER * 2 + 37) * HOUR / 2, "midnight there");
    }

    #[test]
    fn weeks_begin_on_monday_and_months_on_the_first() {
        // 1 November 2017 is a Wednesday.
        assert_eq!(lengths(&columns("UTC", Unit::Week, NOVEMBER, 15 * 24)), [5 * 24, 7 * 24, 3 * 24]);
        assert_eq!(lengths(&columns("UTC", Unit::Month, NOVEMBER, 70 * 24)), [30 * 24, 31 * 24, 9 * 24]);
        let york = columns("America/New_York", Unit::Month, NOVEMBER + 4, 31 * 24);
        assert_eq!(lengths(&york)[0], 30 * 24 + 1);
    }

    #[test]
    fn every_hour_is_in_its_column_and_columns_leave_none_out() {
        for unit in [Unit::Hour, Unit::Day, Unit::Week, Unit::Month] {
            for zone in ["UTC", "America/New_York", "Asia/Tokyo", "+05:30", "Australia/Lord_Howe"] {
                let columns = columns(zone, unit, NOVEMBER, 500);
                let mut next = 0;
                for column in 0..columns.len() {
                    let hours = columns.hours_of(column);
                    assert!(hours.start == next && !hours.is_empty(), "{zone} {unit:?}");
                    assert!(hours.clone().all(|hour| columns.column_of(hour) == column));
                    assert_eq!(columns.column_at(columns.time(hours.start)), column);
                    next = hours.end;
                }
                assert_eq!(next, 500);
                assert_eq!((columns.column_at(i64::MIN), columns.column_at(i64::MAX)), (0, columns.len() - 1));
            }
        }
    }

    #[test]
    fn nothing_and_days_beyond_the_calendar_are_no_trouble() {
        let none = Columns::new(Unit::Day, 0, 0, |_| 0);
        assert_eq!((none.len(), none.hours_of(0), none.column_at(5), none.is_empty()), (0, 0..0, 0, true));
        assert_eq!(Columns::new(Unit::Month, i64::MAX, 3, |_| i32::MAX).len(), 1);
    }
}
