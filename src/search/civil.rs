//! Times as they are typed: a year, a month, a day, an hour …, on the clock of the display zone or with an offset of their own.

use crate::model::time::{self, HOUR, LocalClock, SECOND};
use jiff::civil::Date;
use jiff::{Timestamp, tz::Offset};

/// A typed time and how much of the clock it names: `2017-11` is a month, `2017-11-07T12` an hour.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Civil {
    /// Its first microsecond on the clock, counted as if that were UTC.
    pub from: i64,
    /// The first one behind it.
    pub until: i64,
    /// Seconds that the clock is ahead of UTC, if the time says so itself.
    pub offset: Option<i32>,
}

impl Civil {
    /// Reads `2017`, `2017-11`, `2017-11-07`, `2017-11-07T12`, `…:30`, `…:15.5`, with `Z`, `+09:00` or nothing after the hour or what
    /// follows it. A space will do for the `T`.
    pub fn parse(text: &str) -> Option<Self> {
        let (date, clock) = match text.split_once(['T', 't', ' ', '_']) {
            Some((date, clock)) => (date, Some(clock)),
            None => (text, None),
        };
        let mut parts = date.split('-');
        let year: i16 = number(parts.next()?, 4)?;
        let month = parts.next().map(|part| number::<i8>(part, 2)).map_or(Some(None), |read| read.map(Some))?;
        let day = parts.next().map(|part| number::<i8>(part, 2)).map_or(Some(None), |read| read.map(Some))?;
        if parts.next().is_some() || clock.is_some() && day.is_none() {
            return None;
        }
        let begin = Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).ok()?;
        let Some(clock) = clock else {
            let end = match (month, day) {
                (_, Some(_)) => begin.tomorrow().ok()?,
                (Some(_), None) => begin.last_of_month().tomorrow().ok()?,
                (None, None) => begin.last_of_year().tomorrow().ok()?,
            };
            return Some(Self { from: micros(begin)?, until: micros(end)?, offset: None });
        };
        let (clock, offset) = split_offset(clock)?;
        let (from, span) = time_of_day(clock)?;
        let from = micros(begin)?.checked_add(from)?;
        Some(Self { from, until: from.checked_add(span)?, offset })
    }

    /// The first moment at which the clock shows it or more, in microseconds since 1970. Where the clock is put back, that is the earlier
    /// of two.
    pub fn first_moment(&self, clock: &LocalClock) -> i64 {
        moment(self.from, self.offset, clock)
    }

    /// Every stretch of time in which the clock shows it: two, where the clock is put back over it.
    pub fn stretches(&self, clock: &LocalClock) -> Vec<(i64, i64)> {
        if self.offset.is_some() {
            return vec![(moment(self.from, self.offset, clock), moment(self.until, self.offset, clock))];
        }
        let in_force = time::spans_of(clock.offsets()).filter_map(|(begin, end, ahead)| {
            let (from, until) = (self.from.saturating_sub(ahead).max(begin), self.until.saturating_sub(ahead).min(end));
            (from < until).then_some((from, until))
        });
        in_force.collect()
    }
}

fn moment(local: i64, offset: Option<i32>, clock: &LocalClock) -> i64 {
    if let Some(seconds) = offset {
        return local.saturating_sub(i64::from(seconds) * SECOND);
    }
    time::first_moment(clock.offsets(), local)
}

/// A day, counted from 1970 on, as it is typed.
pub(super) fn written(day: i32) -> Option<String> {
    // By the clock: a calendar with spans weighs as much as all of the search.
    let date = Offset::UTC.to_datetime(Timestamp::from_second(i64::from(day) * 24 * 3_600).ok()?);
    Some(format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day()))
}

fn micros(date: Date) -> Option<i64> {
    let days = date.duration_since(Date::constant(1970, 1, 1)).as_hours() / 24;
    days.checked_mul(24 * HOUR)
}

/// Microseconds after midnight, and how many the text stands for.
fn time_of_day(text: &str) -> Option<(i64, i64)> {
    let (text, fraction) = match text.split_once('.') {
        Some((text, fraction)) => (text, Some(fraction)),
        None => (text, None),
    };
    let mut parts = text.split(':');
    let (hour, minute, second) = (parts.next()?, parts.next(), parts.next());
    if parts.next().is_some() || fraction.is_some() && second.is_none() {
        return None;
    }
    let below = |text: &str, most: i64| number::<i64>(text, 2).filter(|number| *number < most);
    let mut from = below(hour, 24)? * HOUR;
    let mut span = HOUR;
    if let Some(minute) = minute {
        from += below(minute, 60)? * 60 * SECOND;
        span = 60 * SECOND;
    }
    if let Some(second) = second {
        from += below(second, 60)? * SECOND;
        span = SECOND;
    }
    if let Some(fraction) = fraction {
        if fraction.is_empty() || fraction.len() > 6 {
            return None;
        }
        span = (fraction.len()..6).fold(1, |span, _| span * 10);
        from += number::<i64>(fraction, fraction.len())? * span;
    }
    Some((from, span))
}

fn split_offset(clock: &str) -> Option<(&str, Option<i32>)> {
    if let Some(clock) = clock.strip_suffix(['Z', 'z']) {
        return Some((clock, Some(0)));
    }
    let Some(at) = clock.find(['+', '-']) else { return Some((clock, None)) };
    let (clock, offset) = clock.split_at_checked(at)?;
    let sign = if offset.starts_with('-') { -1 } else { 1 };
    let (hours, minutes) = offset.get(1..)?.split_once(':').unwrap_or((offset.get(1..)?, "00"));
    let (hours, minutes) = (number::<i32>(hours, 2)?, number::<i32>(minutes, 2)?);
    (hours < 24 && minutes < 60).then_some((clock, Some(sign * (hours * 3_600 + minutes * 60))))
}

/// At most so many digits and nothing else.
fn number<T: std::str::FromStr>(text: &str, digits: usize) -> Option<T> {
    let plain = (1..=digits).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::{DAY, Zone};

    fn civil(text: &str) -> Civil {
        Civil::parse(text).unwrap_or_else(|| panic!("{text}"))
    }

    fn clock(zone: &str) -> LocalClock {
        LocalClock::new(&Zone::parse(zone).unwrap(), 1_483_228_800 * SECOND, 1_546_300_800 * SECOND)
    }

    const NOVEMBER_7: i64 = 1_510_012_800 * SECOND;

    #[test]
    fn a_time_is_as_long_as_it_is_exact() {
        let span = |text: &str| (civil(text).from - NOVEMBER_7, civil(text).until - civil(text).from);
        assert_eq!(span("2017-11-07"), (0, DAY));
        assert_eq!(span("2017-11"), (-6 * DAY, 30 * DAY));
        assert_eq!(span("2017").1, 365 * DAY);
        assert_eq!(span("2017-11-07T12"), (12 * HOUR, HOUR));
        assert_eq!(span("2017-11-07 12:30"), (12 * HOUR + 1_800 * SECOND, 60 * SECOND));
        assert_eq!(span("2017-11-07T12:30:05"), (12 * HOUR + 1_805 * SECOND, SECOND));
        assert_eq!(span("2017-11-07T12:30:05.25"), (12 * HOUR + 1_805 * SECOND + 250_000, 10_000));
        assert_eq!(span("2017-11-07T23Z").1, HOUR);
    }

    #[test]
    fn a_day_is_written_as_it_is_read() {
        for day in [-800_000, -1, 0, 17_477, 2_900_000] {
            let text = written(day).unwrap();
            assert!(day < -700_000 || civil(&text).from == i64::from(day) * DAY, "{text}");
        }
        assert_eq!((written(17_477).as_deref(), written(i32::MAX)), (Some("2017-11-07"), None));
    }

    #[test]
    fn what_is_no_time_is_not_read() {
        for wrong in [
            "",
            "x",
            "17-13-01",
            "2017-02-30",
            "2017-11-07T24",
            "2017-11-07T12:60",
            "2017-11T12",
            "2017-11-07T",
            "2017-11-07T1.5",
            "2017-11-07T12:00:00.",
            "2017-11-07T12+25",
            "20170",
            "2017--1",
            "2017-11-07-1",
            "99999",
        ] {
            assert_eq!(Civil::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_clock_of_the_zone_counts_unless_the_time_says_another() {
        let tokyo = clock("Asia/Tokyo");
        assert_eq!(civil("2017-11-07").first_moment(&tokyo), NOVEMBER_7 - 9 * HOUR);
        assert_eq!(civil("2017-11-07T00:00Z").first_moment(&tokyo), NOVEMBER_7);
        assert_eq!(civil("2017-11-07T00:00-02:30").first_moment(&tokyo), NOVEMBER_7 + 9_000 * SECOND);
        assert_eq!(civil("2017-11-07").first_moment(&LocalClock::default()), NOVEMBER_7);
    }

    #[test]
    fn days_are_longer_or_shorter_where_the_clock_changes() {
        let berlin = clock("Europe/Berlin");
        let length = |text: &str| civil(text).stretches(&berlin).iter().map(|(from, until)| until - from).sum::<i64>();
        assert_eq!(
            (length("2017-10-29"), length("2017-03-26"), length("2017-06-01")),
            (25 * HOUR, 23 * HOUR, 24 * HOUR)
        );
        // Two o'clock comes twice in October and never in March.
        assert_eq!((length("2017-10-29T02"), length("2017-03-26T02")), (2 * HOUR, 0));
        assert_eq!(civil("2017-10-29T02").stretches(&berlin).len(), 2);
        // The first of both, and the moment at which the clock jumps over.
        assert_eq!(civil("2017-10-29T02").first_moment(&berlin), civil("2017-10-29T02+02:00").first_moment(&berlin));
        assert_eq!(civil("2017-03-26T02:30").first_moment(&berlin), civil("2017-03-26T03+02").first_moment(&berlin));
    }
}
