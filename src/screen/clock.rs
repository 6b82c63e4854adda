//! Times in the display zone. The engine knows the zones; here are only the offsets that hold over the case's time span.

use crate::model::time::{self, LocalClock};
use crate::protocol::ZoneView;
use jiff::{Timestamp, civil::DateTime, tz::Offset};

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// Microseconds of an hour.
pub const HOUR: i64 = 3_600_000_000;

/// Prints microseconds since 1970 in the display zone.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Clock {
    zone: ZoneView,
}

impl Clock {
    /// A clock of this zone.
    pub fn new(zone: ZoneView) -> Self {
        Self { zone }
    }

    /// The same for what reads typed times.
    pub fn local_clock(&self) -> LocalClock {
        LocalClock::of(self.zone.offsets.clone())
    }

    /// `2017-11-07 17:00`, as it is typed.
    pub fn typed(&self, time: i64) -> String {
        let mut text = self.second(time);
        text.truncate(text.rfind(':').unwrap_or(text.len()));
        text
    }

    /// The zone's name, as chosen.
    pub fn zone_name(&self) -> &str {
        if self.zone.name.is_empty() { "UTC" } else { &self.zone.name }
    }

    /// Seconds that local time is ahead of UTC.
    pub fn offset_seconds(&self, time: i64) -> i32 {
        let later = self.zone.offsets.partition_point(|(from, _)| *from <= time);
        self.zone.offsets.get(later.saturating_sub(1)).map_or(0, |(_, offset)| *offset)
    }

    /// The local date and time; `None` outside the years that a calendar holds.
    pub fn local(&self, time: i64) -> Option<DateTime> {
        let offset = Offset::from_seconds(self.offset_seconds(time)).ok()?;
        Some(offset.to_datetime(Timestamp::from_microsecond(time).ok()?))
    }

    /// The first moment at which the clock shows `shown` or more: see [`time::first_moment`].
    pub fn moment(&self, shown: i64) -> i64 {
        time::first_moment(&self.zone.offsets, shown)
    }

    /// The day that holds `time`: when it begins, and when the next does. It has 23 or 25 hours where the clock is put forward or back.
    pub fn day_around(&self, time: i64) -> (i64, i64) {
        let shown = time.saturating_add(i64::from(self.offset_seconds(time)) * 1_000_000);
        let midnight = shown.div_euclid(24 * HOUR) * (24 * HOUR);
        (self.moment(midnight), self.moment(midnight.saturating_add(24 * HOUR)))
    }

    /// What a printed time is followed by: `UTC`, or how far its zone is from it then (`+09:00`).
    pub fn offset_name(&self, time: i64) -> String {
        match self.zone_name() {
            "UTC" => "UTC".to_owned(),
            _ => signed(self.offset_seconds(time)),
        }
    }

    fn print(&self, time: i64, form: impl FnOnce(DateTime) -> String) -> String {
        self.local(time).map_or_else(|| "time out of range".to_owned(), form)
    }

    /// `7 Nov 2017`
    pub fn day(&self, time: i64) -> String {
        self.print(time, |at| format!("{} {} {}", at.day(), month(at), at.year()))
    }

    /// `7 Nov 2017 17:41 UTC`, the zone on the line of its time.
    pub fn minute(&self, time: i64) -> String {
        self.print(time, |at| format!("{}\u{a0}{}", minute(at), self.offset_name(time)))
    }

    /// `2017-11-07 17:41:03`, as in tables.
    pub fn second(&self, time: i64) -> String {
        self.print(time, |at| {
            let (year, month, day) = (at.year(), at.month(), at.day());
            format!("{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02}", at.hour(), at.minute(), at.second())
        })
    }

    /// `Tue 7 Nov 2017, 17:00–18:00 UTC`: an hour of a map or strip.
    pub fn hour(&self, start: i64) -> String {
        self.print(start, |at| {
            let end = self.local(start.saturating_add(HOUR)).unwrap_or(at);
            let (day, year) = (at.day(), at.year());
            let (from, to) = ((at.hour(), at.minute()), (end.hour(), end.minute()));
            let offset = self.offset_name(start);
            let (weekday, month) = (weekday(at), month(at));
            format!("{weekday} {day} {month} {year}, {:02}:{:02}–{:02}:{:02} {offset}", from.0, from.1, to.0, to.1)
        })
    }

    /// A stretch of whole hours: as [`Clock::hour`] where it is one, else `Tue 7 Nov 2017, UTC` for a day, or its first and last day.
    pub fn stretch(&self, start: i64, end: i64) -> String {
        let last = end.saturating_sub(1).max(start);
        let (Some(from), Some(to)) = (self.local(start), self.local(last)) else { return self.hour(start) };
        if end.saturating_sub(start) <= HOUR {
            self.hour(start)
        } else if from.date() == to.date() {
            let zone = self.zone_name();
            let is_whole = self.local(start.saturating_sub(1)).is_none_or(|at| at.date() != from.date())
                && self.local(end).is_none_or(|at| at.date() != to.date());
            let day = format!("{} {}", weekday(from), self.day(start));
            let end = self.local(end).unwrap_or(to);
            match is_whole {
                true => format!("{day}, {zone}"),
                false => format!(
                    "{day}, {:02}:{:02}–{:02}:{:02} {zone}",
                    from.hour(),
                    from.minute(),
                    end.hour(),
                    end.minute()
                ),
            }
        } else {
            format!("{}, {}", self.days(start, last), self.zone_name())
        }
    }

    /// `2017-11-07T17:00:00+09:00`
    pub fn iso(&self, time: i64) -> String {
        let offset = self.offset_seconds(time);
        self.print(time, |at| {
            let (year, month, day) = (at.year(), at.month(), at.day());
            let (hour, minute, second) = (at.hour(), at.minute(), at.second());
            format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{}", signed(offset))
        })
    }

    /// Days from first to last, what both share said once: `7 Nov 2017`, `3 – 7 Nov 2017`, `29 Sep – 7 Nov 2017`.
    pub fn days(&self, first: i64, last: i64) -> String {
        let (Some(from), Some(to)) = (self.local(first), self.local(last)) else { return self.day(first) };
        let end = self.day(last);
        if from.date() == to.date() {
            end
        } else if from.year() != to.year() {
            format!("{} – {end}", self.day(first))
        } else if from.month() != to.month() {
            format!("{} {} – {end}", from.day(), month(from))
        } else {
            format!("{} – {end}", from.day())
        }
    }

    /// Minutes from first to last: `7 Nov 2017 09:00 – 17:41 UTC`, or both in full where they share less.
    pub fn span(&self, first: i64, last: i64) -> String {
        let (Some(from), Some(to)) = (self.local(first), self.local(last)) else { return self.minute(first) };
        let end = self.minute(last);
        if self.minute(first) == end {
            end
        } else if self.offset_seconds(first) != self.offset_seconds(last) {
            format!("{} – {end}", self.minute(first))
        } else if from.date() == to.date() {
            format!("{} – {:02}:{:02}\u{a0}{}", minute(from), to.hour(), to.minute(), self.offset_name(last))
        } else {
            format!("{} – {end}", minute(from))
        }
    }
}

fn minute(at: DateTime) -> String {
    format!("{} {} {} {:02}:{:02}", at.day(), month(at), at.year(), at.hour(), at.minute())
}

/// `-03:30`
fn signed(offset: i32) -> String {
    let ahead = offset.unsigned_abs();
    format!("{}{:02}:{:02}", if offset < 0 { '-' } else { '+' }, ahead / 3_600, ahead % 3_600 / 60)
}

/// `Nov`
pub fn month(at: DateTime) -> &'static str {
    MONTHS.get((at.month() - 1) as usize).copied().unwrap_or_default()
}

/// `Tue`
pub fn weekday(at: DateTime) -> &'static str {
    DAYS.get(at.weekday().to_monday_zero_offset() as usize).copied().unwrap_or_default()
}

/// Whether it is Saturday or Sunday.
pub fn is_weekend(at: DateTime) -> bool {
    at.weekday().to_monday_zero_offset() >= 5
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2017-11-07 08:41:03 UTC.
    const TIME: i64 = 1_510_044_063_000_000;

    fn clock(offsets: &[(i64, i32)]) -> Clock {
        Clock::new(ZoneView { name: "Test/Zone".to_owned(), offsets: offsets.to_vec() })
    }

    #[test]
    fn a_clock_without_a_zone_prints_utc() {
        assert_eq!(Clock::default().zone_name(), "UTC");
        assert_eq!(Clock::default().second(TIME), "2017-11-07 08:41:03");
        assert_eq!(Clock::default().iso(TIME), "2017-11-07T08:41:03+00:00");
    }

    #[test]
    fn the_offset_in_force_is_the_latest_that_has_begun() {
        let berlin = clock(&[(i64::MIN, 7_200), (TIME, 3_600)]);
        assert_eq!(berlin.offset_seconds(TIME - 1), 7_200);
        assert_eq!(berlin.offset_seconds(TIME), 3_600);
        assert_eq!(
            berlin.span(TIME - HOUR, TIME),
            "7 Nov 2017 09:41\u{a0}+02:00 – 7 Nov 2017 09:41\u{a0}+01:00",
            "the hour that stands twice is told apart"
        );
        let tokyo = clock(&[(TIME, 32_400)]);
        assert_eq!(
            tokyo.minute(TIME - HOUR),
            "7 Nov 2017 16:41\u{a0}+09:00",
            "the first offset holds before its time too"
        );
        assert_eq!(tokyo.iso(TIME), "2017-11-07T17:41:03+09:00");
        assert_eq!(clock(&[(0, -12_600)]).iso(TIME), "2017-11-07T05:11:03-03:30");
    }

    #[test]
    fn what_two_days_share_is_said_once() {
        let day = 24 * HOUR;
        let clock = Clock::default();
        assert_eq!(clock.days(TIME, TIME + 1), "7 Nov 2017");
        assert_eq!(clock.days(TIME - 4 * day, TIME), "3 – 7 Nov 2017");
        assert_eq!(clock.days(TIME - 39 * day, TIME), "29 Sep – 7 Nov 2017");
        assert_eq!(clock.days(TIME - 365 * day, TIME), "7 Nov 2016 – 7 Nov 2017");
        assert_eq!(clock.span(TIME, TIME + HOUR), "7 Nov 2017 08:41 – 09:41\u{a0}UTC");
        assert_eq!(clock.span(TIME, TIME + day), "7 Nov 2017 08:41 – 8 Nov 2017 08:41\u{a0}UTC");
    }

    #[test]
    fn an_hour_names_its_weekday_and_both_ends() {
        assert_eq!(Clock::default().hour(TIME - TIME.rem_euclid(HOUR)), "Tue 7 Nov 2017, 08:00–09:00 UTC");
    }

    #[test]
    fn a_stretch_is_an_hour_a_day_or_days() {
        let clock = Clock::default();
        let day = 24 * HOUR;
        let midnight = TIME - TIME.rem_euclid(day);
        assert_eq!(clock.stretch(midnight, midnight + HOUR), "Tue 7 Nov 2017, 00:00–01:00 UTC");
        assert_eq!(clock.stretch(midnight, midnight + day), "Tue 7 Nov 2017, UTC");
        assert_eq!(clock.stretch(midnight + HOUR, midnight + 3 * HOUR), "Tue 7 Nov 2017, 01:00–03:00 UTC");
        assert_eq!(clock.stretch(midnight, midnight + 7 * day), "7 – 13 Nov 2017, UTC");
    }

    #[test]
    fn a_time_beyond_the_calendar_is_said_to_be_so() {
        for time in [i64::MIN, i64::MAX] {
            assert_eq!(Clock::default().second(time), "time out of range");
            assert_eq!(Clock::default().days(time, time), "time out of range");
            assert_eq!(Clock::default().hour(time), "time out of range");
        }
    }
}
