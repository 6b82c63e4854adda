//! Sorting where a list is not as long as the case: one sort for all types.
//!
//! std's sorts are compiled anew for each type and order, five to ten kilobytes each time, and both programs of the page are
//! counted in bytes. Here only what compares and what swaps is of a type's own. It costs an indirect call a comparison: what sorts
//! the rows of a case stays with std's.

use std::cmp::Ordering;

/// Sorts in place; elements that compare as equal keep their order.
pub trait InOrder<T> {
    /// By the elements' own order.
    fn order(&mut self)
    where
        T: Ord;

    /// By `compare`.
    fn order_by(&mut self, compare: impl Fn(&T, &T) -> Ordering);

    /// By what `key` gives, asked anew at each comparison.
    fn order_by_key<K: Ord>(&mut self, key: impl Fn(&T) -> K);

    /// By what `key` gives, asked once for each element.
    fn order_by_cached_key<K: Ord>(&mut self, key: impl Fn(&T) -> K);
}

impl<T> InOrder<T> for [T] {
    fn order(&mut self)
    where
        T: Ord,
    {
        self.order_by(T::cmp);
    }

    fn order_by(&mut self, compare: impl Fn(&T, &T) -> Ordering) {
        let places = places(self.len(), &|a, b| compare(&self[a as usize], &self[b as usize]));
        bring(places, &mut |a, b| self.swap(a, b));
    }

    fn order_by_key<K: Ord>(&mut self, key: impl Fn(&T) -> K) {
        self.order_by(|a, b| key(a).cmp(&key(b)));
    }

    fn order_by_cached_key<K: Ord>(&mut self, key: impl Fn(&T) -> K) {
        let keys: Vec<K> = self.iter().map(key).collect();
        let places = places(keys.len(), &|a, b| keys[a as usize].cmp(&keys[b as usize]));
        bring(places, &mut |a, b| self.swap(a, b));
    }
}

/// For each place of the sorted list, where its element is now.
#[inline(never)]
fn places(length: usize, compare: &dyn Fn(u32, u32) -> Ordering) -> Vec<u32> {
    let mut places: Vec<u32> = (0..length as u32).collect();
    places.sort_by(|a, b| compare(*a, *b));
    places
}

/// Swaps each element to its place, cycle by cycle of the permutation.
#[inline(never)]
fn bring(mut places: Vec<u32>, swap: &mut dyn FnMut(usize, usize)) {
    for begin in 0..places.len() {
        let mut at = begin;
        loop {
            let from = std::mem::replace(&mut places[at], at as u32) as usize;
            if from == begin || from == at {
                break;
            }
            swap(at, from);
            at = from;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::InOrder;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sorts_as_std_does(list in prop::collection::vec((0u8..20, any::<u16>()), 0..200)) {
            let mut expected = list.clone();
            expected.sort();
            let mut found = list.clone();
            found.order();
            prop_assert_eq!(&found, &expected);

            // Only the first part is compared: the second shows whether equal ones keep their order.
            expected = list.clone();
            expected.sort_by_key(|(key, _)| std::cmp::Reverse(*key));
            found = list.clone();
            found.order_by_key(|(key, _)| std::cmp::Reverse(*key));
            prop_assert_eq!(&found, &expected);
            found = list;
            found.order_by_cached_key(|(key, _)| std::cmp::Reverse(*key));
            prop_assert_eq!(found, expected);
        }
    }
}
