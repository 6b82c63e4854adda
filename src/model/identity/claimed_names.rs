//! Whether a workstation's name is believed of the address it comes with.
//!
//! The name is what the client says of itself. Machines change addresses, so several names of one address are common; password
//! guessing tools give a new random name with every attempt. Taken at its word, one such address would fall apart into
//! thousands of hosts. So: of an address that gave more than [`NAMES_A_DAY`] names within a day, only names with which some
//! logon succeeded are believed. (A gateway with many real machines behind it keeps them apart.)

use std::collections::HashMap;

/// Names that an address may have within a day before those that only failed are doubted.
const NAMES_A_DAY: usize = 3;
const DAY: i64 = 86_400_000_000;

/// What is gathered of addresses and names, both by number, in the order of time.
#[derive(Default)]
pub struct ClaimedNames {
    /// Names that each address gave within the last day, with their last times.
    recent: HashMap<u32, Vec<(u32, i64)>, foldhash::fast::FixedState>,
    /// Addresses that gave too many.
    changeable: Vec<bool>,
    /// Names with which a logon succeeded.
    succeeded: Vec<bool>,
}

impl ClaimedNames {
    /// Notes that `address` gave `name` at `time` (microseconds), no earlier than all times before.
    pub fn saw(&mut self, address: u32, name: u32, time: i64, failed: bool) {
        if !failed {
            set(&mut self.succeeded, name);
        }
        if is_set(&self.changeable, address) {
            return;
        }
        let recent = self.recent.entry(address).or_default();
        recent.retain(|(other, last)| *other != name && time.saturating_sub(*last) < DAY);
        recent.push((name, time));
        if recent.len() > NAMES_A_DAY {
            set(&mut self.changeable, address);
            self.recent.remove(&address);
        }
    }

    /// Whether `name` is believed to be that of the machine at `address`. Ask when all is seen.
    pub fn believed(&self, address: u32, name: u32) -> bool {
        !is_set(&self.changeable, address) || is_set(&self.succeeded, name)
    }
}

fn set(flags: &mut Vec<bool>, number: u32) {
    let number = number as usize;
    if flags.len() <= number {
        flags.resize(number + 1, false);
    }
    flags[number] = true;
}

fn is_set(flags: &[bool], number: u32) -> bool {
    flags.get(number as usize).copied().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = DAY / 24;

    #[test]
    fn an_address_that_moves_now_and_then_is_believed() {
        let mut names = ClaimedNames::default();
        for day in 0..30 {
            names.saw(0, day as u32, day * 12 * HOUR, true);
        }
        assert!((0..30).all(|name| names.believed(0, name)));
    }

    #[test]
    fn of_an_address_with_many_names_only_those_that_succeeded_are_believed() {
        let mut names = ClaimedNames::default();
        for name in 0..100 {
            names.saw(7, name, i64::from(name) * 1_000_000, name != 40);
        }
        assert_eq!((0..100).filter(|name| names.believed(7, *name)).collect::<Vec<_>>(), [40]);
        assert!(names.believed(8, 5));
    }
}
