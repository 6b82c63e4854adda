//! Ways of logging on: logon types in the six groups that colours can tell apart.

use super::events::NO_LOGON_TYPE;

/// A group of logon types.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Way {
    /// What it is called.
    pub name: &'static str,
    /// Its types as the search language writes them, and without them.
    pub words: [&'static str; 2],
    /// The numbers of its types.
    pub types: &'static [u8],
}

/// All of them. A line's class is its place here and one more.
pub const WAYS: [Way; 6] = [
    Way { name: "network", words: ["type:3", "-type:3"], types: &[3] },
    Way { name: "interactive", words: ["type:2,7,11,13", "-type:2,7,11,13"], types: &[2, 7, 11, 13] },
    Way { name: "remote desktop", words: ["type:10,12", "-type:10,12"], types: &[10, 12] },
    Way { name: "batch, service", words: ["type:0,4,5", "-type:0,4,5"], types: &[0, 4, 5] },
    Way { name: "cleartext", words: ["type:8", "-type:8"], types: &[8] },
    Way { name: "new credentials", words: ["type:9", "-type:9"], types: &[9] },
];

/// What events without a logon type are called.
pub const NO_WAY: &str = "no logon type";

/// The class of a logon type; 0 where there is none, as of tickets and of passwords that are only checked.
pub fn class_of(logon_type: u8) -> u8 {
    let place = WAYS.iter().position(|way| logon_type != NO_LOGON_TYPE && way.types.contains(&logon_type));
    place.map_or(0, |place| place as u8 + 1)
}

/// How many events are of each class.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tally([u32; WAYS.len() + 1]);

impl Tally {
    /// Counts events of a logon type.
    pub fn add(&mut self, logon_type: u8, events: u32) {
        if let Some(count) = self.0.get_mut(usize::from(class_of(logon_type))) {
            *count = count.saturating_add(events);
        }
    }

    /// Counts what another has counted.
    pub fn extend(&mut self, other: Self) {
        for (count, more) in self.0.iter_mut().zip(other.0) {
            *count = count.saturating_add(more);
        }
    }

    /// The class of most of those that have a logon type, the first of several; 0 where none has one.
    pub fn class(&self) -> u8 {
        let most = self.0.iter().skip(1).max().copied().unwrap_or(0);
        let place = self.0.iter().skip(1).position(|count| *count == most && most > 0);
        place.map_or(0, |place| place as u8 + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_logon_type_is_of_one_way_and_its_words_name_it() {
        for logon_type in [0, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13] {
            let of = WAYS.iter().filter(|way| way.types.contains(&logon_type));
            assert_eq!(of.count(), 1, "{logon_type}");
        }
        assert_eq!((class_of(1), class_of(NO_LOGON_TYPE), class_of(3), class_of(9)), (0, 0, 1, 6));
        for Way { words: [with, without], types, .. } in WAYS {
            let numbers: Vec<String> = types.iter().map(u8::to_string).collect();
            assert_eq!((with, without), (&*format!("type:{}", numbers.join(",")), &*format!("-{with}")));
        }
    }

    #[test]
    fn most_of_those_with_a_type_tell_the_class() {
        let mut tally = Tally::default();
        assert_eq!(tally.class(), 0);
        tally.add(NO_LOGON_TYPE, 1_000);
        assert_eq!(tally.class(), 0);
        tally.add(10, 2);
        assert_eq!(tally.class(), 3);
        tally.add(3, 2);
        assert_eq!(tally.class(), 1, "the first of equals");
        tally.add(12, 1);
        assert_eq!(tally.class(), 3);
        tally.add(3, u32::MAX);
        assert_eq!(tally.class(), 1);
    }
}
