//! The company's days: where they begin in UTC, and which of them are worked.

use super::SimulationError;
use crate::model::time::Zone;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// Microseconds in a second.
pub const SECOND: i64 = 1_000_000;
/// Microseconds in a minute.
pub const MINUTE: i64 = 60 * SECOND;
/// Microseconds in an hour.
pub const HOUR: i64 = 60 * MINUTE;

/// A day of the simulation, from midnight to midnight where the company is.
#[derive(Clone, Copy, Debug)]
pub struct Day {
    /// From 0.
    pub number: u32,
    /// Its first moment, µs since 1970.
    pub start: i64,
    /// The first moment of the next.
    pub end: i64,
    /// Its date.
    pub date: Date,
}

impl Day {
    /// The time at `hours` of its clock: 13.5 is half past one in the afternoon.
    pub fn at(&self, hours: f64) -> i64 {
        self.start + (hours * HOUR as f64) as i64
    }

    /// Days since Monday.
    pub fn of_week(&self) -> u32 {
        self.date.weekday().to_monday_zero_offset() as u32
    }

    /// Whether offices are open.
    pub fn is_worked(&self) -> bool {
        !matches!(self.date.weekday(), Weekday::Saturday | Weekday::Sunday)
    }

    /// Number of the week, from 0.
    pub fn week(&self) -> u32 {
        self.number / 7
    }
}

/// The days from `start` (`2024-09-02`) on, in the zone of that IANA name.
///
/// # Errors
/// A date or zone that does not exist, or days beyond what a clock can hold.
pub fn days(start: &str, count: u32, zone: &str) -> Result<Vec<Day>, SimulationError> {
    let first: Date = start.parse().map_err(|_| SimulationError::Date(start.to_owned()))?;
    let zone = Zone::parse(zone).map_err(|_| SimulationError::Date(zone.to_owned()))?;
    let out_of_range = || SimulationError::Date(format!("{start} and {count} days"));
    let midnight = |number: u32| {
        let date = first.checked_add(i64::from(number).days()).ok()?;
        let utc = date.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_microsecond();
        // The offset of the night before decides: clocks change later than midnight.
        Some((date, utc - i64::from(zone.offset_at(utc - 12 * HOUR)) * SECOND))
    };
    (0..count)
        .map(|number| {
            let (date, start) = midnight(number).ok_or_else(out_of_range)?;
            let (_, end) = midnight(number + 1).ok_or_else(out_of_range)?;
            Ok(Day { number, start, end, date })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_follow_the_clock_of_the_place() {
        let days = days("2024-10-25", 4, "Europe/London").unwrap();
        // Summer time ended on Sunday, 2024-10-27: that day had 25 hours.
        let hours: Vec<i64> = days.iter().map(|day| (day.end - day.start) / HOUR).collect();
        assert_eq!(hours, [24, 24, 25, 24]);
        assert_eq!(days[0].start, 1_729_810_800 * SECOND); // 2024-10-24T23:00:00Z
        assert_eq!(days.iter().map(Day::is_worked).collect::<Vec<_>>(), [true, false, false, true]);
        assert!(days.windows(2).all(|pair| pair[0].end == pair[1].start));
    }

    #[test]
    fn what_is_no_date_is_said() {
        assert!(matches!(super::days("2024-02-30", 1, "UTC"), Err(SimulationError::Date(_))));
    }
}
