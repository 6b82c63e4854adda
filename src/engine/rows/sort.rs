//! Sorting positions by a number each: by its digits from the lowest on, so that the time grows with the rows alone and equal rows
//! keep their order.

use super::Positions;

/// Bits of a digit: its counts stay in the processor's nearest cache.
const DIGIT: u32 = 11;

/// The positions of `set` by `key`; those of one key stay as they are in `set`.
///
/// Beside what is returned it needs 8 bytes a row while it works. `key` is asked a few times for each, in the order of `set`.
pub fn sorted(set: &Positions, key: impl Fn(u32) -> u64) -> Vec<u32> {
    let count = set.len();
    let position = |place: usize| set.get(place).unwrap_or(0);
    let (lowest, highest) = (0..count)
        .map(|place| key(position(place)))
        .fold((u64::MAX, 0), |(lowest, highest), key| (lowest.min(key), highest.max(key)));
    let bits = 64 - highest.saturating_sub(lowest).leading_zeros();
    // Places in `set` until the end, since they are what keys are looked up by.
    let mut order: Vec<u32> = (0..count as u32).collect();
    if bits > 0 {
        let mut other = vec![0; count];
        let mut words = vec![0; count];
        // A word of the keys at a time, so that ids of 64 bits take no more memory than ranks.
        for word in (0..bits).step_by(32) {
            for (place, slot) in words.iter_mut().enumerate() {
                *slot = ((key(position(place)) - lowest) >> word) as u32;
            }
            for digit in (0..(bits - word).min(32)).step_by(DIGIT as usize) {
                by_digit(&words, digit, &order, &mut other);
                std::mem::swap(&mut order, &mut other);
            }
        }
    }
    if let Positions::Listed(positions) = set {
        for place in &mut order {
            *place = positions.get(*place as usize).copied().unwrap_or(0);
        }
    }
    order
}

/// Brings `from` in the order of one digit of their words into `into`.
fn by_digit(words: &[u32], digit: u32, from: &[u32], into: &mut [u32]) {
    let of = |place: u32| (words.get(place as usize).copied().unwrap_or(0) >> digit & ((1 << DIGIT) - 1)) as usize;
    let mut next = [0_u32; 1 << DIGIT];
    for place in from {
        next[of(*place)] += 1;
    }
    let mut begin = 0;
    for count in &mut next {
        (*count, begin) = (begin, begin + *count);
    }
    for place in from {
        let next = &mut next[of(*place)];
        if let Some(slot) = into.get_mut(*next as usize) {
            *slot = *place;
        }
        *next += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_keys_are_sorted_as_a_stable_sort_does_it(
            keys in proptest::collection::vec(prop_oneof![0..5_u64, 0..3_000_000_u64, any::<u64>()], 0..400),
            listed in any::<bool>(),
        ) {
            let set = match listed {
                false => Positions::All(keys.len() as u32),
                true => Positions::Listed((0..keys.len() as u32).filter(|at| at % 3 != 1).collect()),
            };
            let mut expected: Vec<u32> = (0..set.len()).filter_map(|place| set.get(place)).collect();
            expected.sort_by_key(|at| keys[*at as usize]);
            prop_assert_eq!(sorted(&set, |at| keys[at as usize]), expected);
        }
    }
}
