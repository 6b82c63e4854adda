//! Times and the display zone.
//!
//! What is stored is UTC in microseconds since 1970; a [`Zone`] only says how it is shown and where hours and days begin.
//! The rules of zones are bundled ([`super::zone_rules`]).

use super::zone_rules::{Rules, timestamp};
use jiff::civil::DateTime;
use jiff::fmt::temporal::DateTimePrinter;
use jiff::tz::Offset;

/// Microseconds in a second.
pub const SECOND: i64 = 1_000_000;
/// Microseconds in an hour.
pub const HOUR: i64 = 3_600 * SECOND;
/// Microseconds in a day.
pub const DAY: i64 = 24 * HOUR;

/// At most so many offsets are listed for a span: two a year for a thousand years.
const LISTED_OFFSETS: usize = 2_000;

/// Documents hold very many times: this prints them several times faster than a pattern does.
const MICROSECONDS: DateTimePrinter = DateTimePrinter::new().precision(Some(6));
const SECONDS: DateTimePrinter = DateTimePrinter::new().precision(Some(0));

/// A zone that nobody knows.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("unknown time zone \"{0}\"")]
pub struct UnknownZone(pub String);

/// A display zone: UTC, a fixed offset or an IANA zone with its history since 2000.
#[derive(Clone, Debug)]
pub struct Zone {
    name: String,
    rules: Rules,
}

impl Default for Zone {
    fn default() -> Self {
        Self { name: "UTC".to_owned(), rules: Rules::fixed(Offset::UTC) }
    }
}

impl Zone {
    /// Reads `UTC`, `+09:00` (or `+0900`, `+9`) or an IANA name in any case.
    pub fn parse(text: &str) -> Result<Self, UnknownZone> {
        let text = text.trim();
        let unknown = || UnknownZone(text.to_owned());
        if text.eq_ignore_ascii_case("utc") || text == "Z" {
            return Ok(Self::default());
        }
        if text.starts_with(['+', '-']) {
            let seconds = fixed_offset(text).ok_or_else(unknown)?;
            let offset = Offset::from_seconds(seconds).map_err(|_| unknown())?;
            return Ok(Self { name: offset_name(seconds), rules: Rules::fixed(offset) });
        }
        let (name, rules) = Rules::find(text).ok_or_else(unknown)?;
        Ok(Self { name: name.to_owned(), rules })
    }

    /// The name in its usual spelling.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Seconds that local time is ahead of UTC at `time`.
    pub fn offset_at(&self, time: i64) -> i32 {
        self.rules.offset_at(time)
    }

    /// The offsets in force from `first` to `last`: (from when on, seconds ahead of UTC), by time. Never empty.
    pub fn offsets(&self, first: i64, last: i64) -> Vec<(i64, i32)> {
        let mut offsets = vec![(first, self.offset_at(first))];
        for (from, offset) in self.rules.following(first).take(LISTED_OFFSETS) {
            if from > last {
                break;
            }
            if offsets.last().is_none_or(|(_, before)| *before != offset) {
                offsets.push((from, offset));
            }
        }
        offsets
    }

    /// The time as ISO 8601 in this zone, to the microsecond: `2015-08-23T10:29:50.182750Z`, `…+09:00` outside UTC.
    pub fn iso(&self, time: i64) -> String {
        let (local, offset) = self.local(time);
        let mut text = MICROSECONDS.datetime_to_string(&local);
        text.push_str(if self.name == "UTC" { "Z" } else { &offset });
        text
    }

    /// The start of an hour as ISO 8601 in this zone, always with an offset: `2015-08-23T10:00:00+00:00`.
    pub fn iso_hour(&self, start: i64) -> String {
        let (local, offset) = self.local(start);
        SECONDS.datetime_to_string(&local) + &offset
    }

    /// The local date and time, and the offset in force.
    fn local(&self, time: i64) -> (DateTime, String) {
        let seconds = self.offset_at(time);
        let local = Offset::from_seconds(seconds).unwrap_or(Offset::UTC).to_datetime(timestamp(time));
        (local, offset_name(seconds))
    }
}

/// Local hours and days over a span, fast for many times: the zone's offsets, looked up by bisection.
#[derive(Clone, Debug, Default)]
pub struct LocalClock {
    offsets: Vec<(i64, i32)>,
}

/// The spans in which one offset is in force, of (from when on, seconds ahead of UTC) by time: begin, end and microseconds ahead of UTC. The
/// first has no begin, the last no end.
pub fn spans_of(offsets: &[(i64, i32)]) -> impl Iterator<Item = (i64, i64, i64)> {
    offsets.iter().enumerate().map(|(at, (begin, seconds))| {
        let begin = if at == 0 { i64::MIN } else { *begin };
        let end = offsets.get(at + 1).map_or(i64::MAX, |(next, _)| *next);
        (begin, end, i64::from(*seconds) * SECOND)
    })
}

/// The first moment at which a clock of these offsets shows `shown` or more: microseconds of a clock that starts with 1970 and is never
/// put forward or back.
pub fn first_moment(offsets: &[(i64, i32)], shown: i64) -> i64 {
    let found = spans_of(offsets).find(|(_, end, ahead)| shown.saturating_sub(*ahead) < *end);
    found.map_or(shown, |(begin, _, ahead)| shown.saturating_sub(ahead).max(begin))
}

impl LocalClock {
    /// For times from `first` to `last`; others take the nearest known offset.
    pub fn new(zone: &Zone, first: i64, last: i64) -> Self {
        Self { offsets: zone.offsets(first, last) }
    }

    /// A clock of known offsets, as [`LocalClock::offsets`] tells them.
    pub fn of(offsets: Vec<(i64, i32)>) -> Self {
        Self { offsets }
    }

    /// (From when on, seconds ahead of UTC), by time.
    pub fn offsets(&self) -> &[(i64, i32)] {
        &self.offsets
    }

    fn local(&self, time: i64) -> i64 {
        let next = self.offsets.partition_point(|(from, _)| *from <= time);
        let offset = self.offsets.get(next.saturating_sub(1)).map_or(0, |(_, seconds)| *seconds);
        time.saturating_add(i64::from(offset) * SECOND)
    }

    /// Days since 1970-01-01 of the local date.
    pub fn day(&self, time: i64) -> i32 {
        self.local(time).div_euclid(DAY) as i32
    }

    /// The local hour of the day, from 0 to 23.
    pub fn hour_of_day(&self, time: i64) -> u32 {
        (self.local(time).rem_euclid(DAY) / HOUR) as u32
    }

    /// The end of the local hour that holds `time`, or the change of the clock in it.
    pub fn hour_end(&self, time: i64) -> i64 {
        let end = self.hour_start(time).saturating_add(HOUR);
        let next = self.offsets.partition_point(|(from, _)| *from <= time);
        self.offsets.get(next).map_or(end, |(change, _)| end.min(*change))
    }

    /// The start of the local hour that holds `time`.
    pub fn hour_start(&self, time: i64) -> i64 {
        time.saturating_sub(self.local(time).rem_euclid(HOUR))
    }
}

fn fixed_offset(text: &str) -> Option<i32> {
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let digits = text.get(1..)?;
    let (hours, minutes) = match digits.split_once(':') {
        Some(parts) => parts,
        None if digits.len() > 2 => digits.split_at_checked(digits.len() - 2)?,
        None => (digits, "0"),
    };
    let number = |part: &str| {
        let plain = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| part.parse::<i32>().ok()).flatten()
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 3_600 + minutes * 60))
}

fn offset_name(seconds: i32) -> String {
    let minutes = seconds.abs() / 60;
    format!("{}{:02}:{:02}", if seconds < 0 { '-' } else { '+' }, minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str) -> Zone {
        Zone::parse(name).expect(name)
    }

    #[test]
    fn zones_are_utc_an_offset_or_a_name_and_nothing_else() {
        assert_eq!(zone("utc").name(), "UTC");
        assert_eq!(zone("+9").name(), "+09:00");
        assert_eq!(zone("-0330").offset_at(0), -12_600);
        assert_eq!(zone("asia/tokyo").name(), "Asia/Tokyo");
        for wrong in ["", "+", "+25:00", "+9:75", "+-1:00", "Mars/Olympus", "+١"] {
            assert_eq!(Zone::parse(wrong).err(), Some(UnknownZone(wrong.to_owned())));
        }
    }

    #[test]
    fn a_time_is_printed_in_its_zone_with_the_zone_told() {
        let time = 1_440_325_790_182_750;
        assert_eq!(zone("UTC").iso(time), "2015-08-23T10:29:50.182750Z");
        assert_eq!(zone("Asia/Tokyo").iso(time), "2015-08-23T19:29:50.182750+09:00");
        assert_eq!(zone("Europe/Berlin").iso(time), "2015-08-23T12:29:50.182750+02:00");
        assert_eq!(zone("UTC").iso(-1), "1969-12-31T23:59:59.999999Z");
        assert_eq!(zone("UTC").iso_hour(time), "2015-08-23T10:29:50+00:00");
        assert_eq!(zone("America/New_York").iso_hour(time), "2015-08-23T06:29:50-04:00");
    }

    #[test]
    fn times_out_of_the_calendar_are_printed_at_its_edge() {
        assert!(zone("UTC").iso(i64::MAX).starts_with("9999-"));
        assert!(zone("+09:00").iso(i64::MIN).starts_with("-"));
        LocalClock::new(&zone("Europe/Berlin"), i64::MIN, i64::MAX).hour_start(i64::MIN);
    }

    #[test]
    fn summer_time_begins_and_ends_within_a_span() {
        let (january, december) = (1_420_070_400 * SECOND, 1_448_928_000 * SECOND);
        let offsets: Vec<i32> = zone("Europe/Berlin").offsets(january, december).iter().map(|(_, s)| *s).collect();
        assert_eq!(offsets, [3_600, 7_200, 3_600]);
        assert_eq!(zone("UTC").offsets(january, december), [(january, 0)]);
    }

    #[test]
    fn hours_and_days_begin_where_the_zone_says() {
        let time = 1_440_325_790 * SECOND; // 10:29:50 UTC
        let india = LocalClock::new(&zone("+05:30"), time, time); // 15:59:50
        assert_eq!(time - india.hour_start(time), (59 * 60 + 50) * SECOND);
        let (utc, tokyo) = (LocalClock::default(), LocalClock::new(&zone("Asia/Tokyo"), time, time));
        let evening = time + 6 * HOUR;
        assert_eq!(tokyo.day(evening), utc.day(evening) + 1);
        assert_eq!(utc.day(-1), -1);
    }

    #[test]
    fn an_hour_ends_where_the_clock_changes_in_it() {
        // Lord Howe Island puts its clocks back by half an hour, at two o'clock.
        let change = 1_491_058_800 * SECOND;
        let clock = LocalClock::new(&zone("Australia/Lord_Howe"), change - DAY, change + DAY);
        assert_eq!(clock.hour_of_day(change - 1), 1);
        assert_eq!(clock.hour_end(change - 1), change);
        assert_eq!((clock.hour_of_day(change), clock.hour_end(change)), (1, change + HOUR / 2));
        assert_eq!(LocalClock::default().hour_end(-1), 0);
    }
}
