//! A range of hours chosen on a strip of them: by dragging, where a new one begins or the one there is is moved or made longer or shorter; by
//! typing; or by a word. And which part of the strip is seen.

use super::clock::{Clock, HOUR};
use crate::search::civil::Civil;
use crate::search::toggle;
use std::ops::Range;

/// Fewer hours than this are never seen at once.
const FEWEST: usize = 12;

/// The part of `all` hours that is seen after a look closer at (or from farther away than) `seen`; hour `at` stays in its place.
pub fn zoomed(seen: &Range<usize>, all: usize, at: usize, closer: bool) -> Range<usize> {
    let length = seen.len().max(1);
    let wanted = if closer { length / 2 } else { length.saturating_mul(2) }.max(FEWEST).min(all);
    let before = at.saturating_sub(seen.start).min(length) * wanted / length;
    let start = at.saturating_sub(before).min(all - wanted);
    start..start + wanted
}

/// The part seen when `hour` is to be among it.
pub fn with(seen: &Range<usize>, all: usize, hour: usize) -> Range<usize> {
    let length = seen.len().min(all);
    let start = if hour < seen.start { hour } else { seen.start.max((hour + 1).saturating_sub(length)) };
    let start = start.min(all - length);
    start..start + length
}

/// The range from one typed time to another, both of them included: `2017-11-07` to `2017-11-07` is a day. `None` if one of them is no time or
/// nothing is between them.
pub fn typed(from: &str, until: &str, clock: &Clock) -> Option<(i64, i64)> {
    let clock = clock.local_clock();
    let (from, until) = (Civil::parse(from.trim())?, Civil::parse(until.trim())?);
    // An hour that is begun is meant to its end; a time to the minute or finer is meant as it stands.
    let end = if until.until - until.from >= HOUR { until.until } else { until.from };
    let range = (from.first_moment(&clock), Civil { from: end, ..until }.first_moment(&clock));
    (range.0 < range.1).then_some(range)
}

/// The day that holds `time`, or the `days`th after it, from midnight to midnight of the display zone.
pub fn day(time: i64, days: i64, clock: &Clock) -> Option<(i64, i64)> {
    let (midnight, _) = clock.day_around(time);
    // No day is longer or shorter than others by half a day.
    let noon = midnight.checked_add(days.checked_mul(24 * HOUR)?)?.checked_add(12 * HOUR)?;
    Some(clock.day_around(noon))
}

/// Searches for parts of the day and week, by their names.
pub const PRESETS: [(&str, &str); 3] =
    [("Working hours", "hour:8-17 day:workday"), ("Nights", "hour:22-5"), ("Weekends", "day:weekend")];

/// `text` with `preset` demanded too and none of the others; without it, if it was.
pub fn with_preset(text: &str, preset: &str) -> String {
    let demands = |text: &str, preset: &str| preset.split(' ').all(|word| toggle::demands(text, word));
    let was = demands(text, preset);
    let mut text = text.to_owned();
    for (_, other) in PRESETS {
        if demands(&text, other) {
            text = other.split(' ').fold(text, |text, word| toggle::toggled(&text, word));
        }
    }
    if was { text } else { preset.split(' ').fold(text, |text, word| toggle::toggled(&text, word)) }
}

/// Hours of the day in which nobody works: `18-8` is from 18:00 to 8:00.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OffHours {
    /// The first hour of the day.
    pub from: i8,
    /// The first no longer off.
    pub until: i8,
}

impl OffHours {
    /// Reads `18-8`, with any dash.
    pub fn parse(text: &str) -> Option<Self> {
        let (from, until) = text.split_once(['-', '–'])?;
        let hour = |text: &str| text.trim().parse::<i8>().ok().filter(|hour| (0..=24).contains(hour));
        Some(Self { from: hour(from)? % 24, until: hour(until)? % 24 }).filter(|off| off.from != off.until)
    }

    /// Whether an hour of the day is one.
    pub fn contains(self, hour: i8) -> bool {
        match self.from < self.until {
            true => (self.from..self.until).contains(&hour),
            false => hour >= self.from || hour < self.until,
        }
    }
}

/// What a drag has hold of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grip {
    /// Nothing: a new range begins at this hour.
    New(usize),
    /// The range's first hour; it ends before this one.
    Begin(usize),
    /// The range's last hour; it begins with this one.
    End(usize),
    /// All of the range, held at this hour.
    Whole(Range<usize>, usize),
}

impl Grip {
    /// What is held at `hour` of a strip with the range `chosen`; an end is held within `slack` hours of it.
    pub fn at(hour: usize, chosen: Option<&Range<usize>>, slack: usize) -> Self {
        let Some(range) = chosen.filter(|range| !range.is_empty()) else { return Self::New(hour) };
        let last = range.end - 1;
        // Where both ends are near, the nearer is meant.
        let (to_begin, to_end) = (hour.abs_diff(range.start), hour.abs_diff(last));
        if to_end <= slack && to_end <= to_begin {
            Self::End(range.start)
        } else if to_begin <= slack {
            Self::Begin(range.end)
        } else if range.contains(&hour) {
            Self::Whole(range.clone(), hour)
        } else {
            Self::New(hour)
        }
    }

    /// The range once it has been dragged to `hour` of `hours`. It never is empty nor leaves the strip.
    pub fn dragged_to(&self, hour: usize, hours: usize) -> Range<usize> {
        let hour = hour.min(hours.saturating_sub(1));
        match self {
            Self::New(from) | Self::End(from) => *from.min(&hour)..from.max(&hour).saturating_add(1),
            Self::Begin(end) => {
                let last = end.saturating_sub(1);
                hour.min(last)..hour.max(last).saturating_add(1)
            }
            Self::Whole(range, held) => {
                let length = range.len();
                let begin = (range.start + hour).saturating_sub(*held).min(hours.saturating_sub(length));
                begin..begin + length
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that panics has failed")]
mod tests {
    use super::*;
    use crate::model::time::Zone;
    use crate::protocol::ZoneView;

    fn clock(zone: &str) -> Clock {
        let offsets = Zone::parse(zone).unwrap().offsets(1_483_228_800_000_000, 1_546_300_800_000_000);
        Clock::new(ZoneView { name: zone.to_owned(), offsets })
    }

    #[test]
    fn a_typed_range_is_read_on_the_clock_of_the_zone() {
        let hours = |from, until, zone| typed(from, until, &clock(zone)).map(|(from, until)| (until - from) / HOUR);
        assert_eq!(hours("2017-11-07", "2017-11-07", "UTC"), Some(24));
        assert_eq!(hours("2017-11-05", "2017-11-05", "America/New_York"), Some(25), "the clock goes back");
        assert_eq!(hours("2017-03-12", "2017-03-12", "America/New_York"), Some(23));
        assert_eq!(hours("2017-11-07 09:00", "2017-11-07 17:00", "Asia/Tokyo"), Some(8));
        assert_eq!(
            hours(" 2017-11-07T09", "2017-11-07T17 ", "+05:30"),
            Some(9),
            "the hour of the end is meant to its end"
        );
        let half = typed("2017-11-07", "2017-11-08", &clock("+05:30")).unwrap().0;
        assert_eq!(half.rem_euclid(HOUR), HOUR / 2);
        assert_eq!(clock("+05:30").typed(half), "2017-11-07 00:00");
        for (from, until) in [("x", "2017"), ("2017-11-08", "2017-11-07"), ("", "")] {
            assert_eq!(typed(from, until, &clock("UTC")), None, "{from} {until}");
        }
    }

    #[test]
    fn days_follow_each_other_over_a_change_of_the_clock() {
        let york = clock("America/New_York");
        let first = day(1_509_800_000_000_000, 0, &york).unwrap();
        let next = day(first.0, 1, &york).unwrap();
        assert_eq!((next.0, next.1 - next.0), (first.1, 25 * HOUR));
        assert_eq!(day(next.0, -1, &york), Some(first));
        assert_eq!(day(i64::MAX, 1, &york), None);
    }

    #[test]
    fn a_preset_takes_the_place_of_another_and_goes_again() {
        let [(_, working), (_, nights), (_, weekends)] = PRESETS;
        assert_eq!(with_preset("", working), working);
        assert_eq!(with_preset("user:bob", nights), "user:bob hour:22-5");
        assert_eq!(with_preset("user:bob hour:22-5", weekends), "user:bob day:weekend");
        assert_eq!(with_preset("user:bob hour:8-17 day:workday", working), "user:bob");
        for (_, preset) in PRESETS {
            assert!(crate::search::parse(preset).1.is_empty(), "{preset}");
        }
    }

    #[test]
    fn a_closer_look_keeps_the_hour_in_its_place_and_never_leaves_the_strip() {
        assert_eq!(zoomed(&(0..1_000), 1_000, 500, true), 250..750);
        assert_eq!(zoomed(&(250..750), 1_000, 500, false), 0..1_000);
        assert_eq!(zoomed(&(0..1_000), 1_000, 999, true), 500..1_000);
        assert_eq!(zoomed(&(0..5), 5, 2, true), 0..5);
        assert_eq!(zoomed(&(100..112), 1_000, 105, true), 100..112);
        assert_eq!(
            (with(&(10..20), 100, 25), with(&(10..20), 100, 3), with(&(10..20), 100, 15)),
            (16..26, 3..13, 10..20)
        );
        assert_eq!((with(&(0..0), 0, 5), zoomed(&(0..0), 0, 0, false)), (0..0, 0..0));
    }

    #[test]
    fn hours_off_go_round_midnight() {
        let off = OffHours::parse("18–8").unwrap();
        let hours: Vec<i8> = (0..24).filter(|hour| off.contains(*hour)).collect();
        assert_eq!(hours, [0, 1, 2, 3, 4, 5, 6, 7, 18, 19, 20, 21, 22, 23]);
        assert!(OffHours::parse("0 - 6").is_some_and(|off| off.contains(0) && !off.contains(6)));
        for wrong in ["", "8", "8-8", "25-3", "a-b", "0-24"] {
            assert_eq!(OffHours::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_drag_over_nothing_chooses_from_the_first_hour_to_the_last() {
        let grip = Grip::at(5, None, 1);
        assert_eq!((grip.dragged_to(8, 24), grip.dragged_to(2, 24), grip.dragged_to(5, 24)), (5..9, 2..6, 5..6));
        assert_eq!(grip.dragged_to(99, 24), 5..24);
    }

    #[test]
    fn ends_and_the_whole_are_held_where_they_are() {
        let range = 10..15;
        assert_eq!(Grip::at(9, Some(&range), 1), Grip::Begin(15));
        assert_eq!(Grip::at(14, Some(&range), 1), Grip::End(10));
        assert_eq!(Grip::at(12, Some(&range), 1), Grip::Whole(10..15, 12));
        assert_eq!(Grip::at(20, Some(&range), 1), Grip::New(20));
        assert_eq!(Grip::at(9, Some(&range), 1).dragged_to(12, 24), 12..15);
        assert_eq!(Grip::at(9, Some(&range), 1).dragged_to(20, 24), 14..21);
        assert_eq!(Grip::at(14, Some(&range), 1).dragged_to(3, 24), 3..11);
        assert_eq!(Grip::at(3, Some(&(3..4)), 1).dragged_to(6, 24), 3..7);
    }

    #[test]
    fn a_range_that_is_moved_keeps_its_length_within_the_strip() {
        let grip = Grip::at(12, Some(&(10..15)), 1);
        assert_eq!((grip.dragged_to(14, 24), grip.dragged_to(0, 24), grip.dragged_to(23, 24)), (12..17, 0..5, 19..24));
    }
}
