//! A set of rows as one bit each: what a filter lets through.

/// A set of numbers below a length.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Bits {
    words: Vec<u64>,
    len: usize,
}

impl Bits {
    /// Of `len` numbers none is in it, or each.
    pub fn new(len: usize, all: bool) -> Self {
        let mut bits = Self { words: vec![if all { u64::MAX } else { 0 }; len.div_ceil(64)], len };
        bits.trim();
        bits
    }

    /// Of `len` numbers those that `is_in` tells.
    pub fn from_fn(len: usize, mut is_in: impl FnMut(usize) -> bool) -> Self {
        let word = |word: usize| {
            let first = word * 64;
            (first..len.min(first + 64)).fold(0, |bits, at| bits | u64::from(is_in(at)) << (at - first))
        };
        Self { words: (0..len.div_ceil(64)).map(word).collect(), len }
    }

    /// No bit stands beyond the length, so that sets can be counted and compared by their words.
    fn trim(&mut self) {
        if let (Some(last), rest @ 1..) = (self.words.last_mut(), self.len % 64) {
            *last &= (1 << rest) - 1;
        }
    }

    /// How many numbers could be in it.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether none could be.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether `at` is in it; a number beyond the length is not.
    pub fn contains(&self, at: u32) -> bool {
        self.words.get(at as usize / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    /// Puts `at` in; a number beyond the length is passed over.
    pub fn insert(&mut self, at: u32) {
        if let Some(word) = self.words.get_mut(at as usize / 64).filter(|_| (at as usize) < self.len) {
            *word |= 1 << (at % 64);
        }
    }

    /// Puts the numbers from one up to another in; those beyond the length are passed over.
    pub fn insert_range(&mut self, from: usize, until: usize) {
        let until = until.min(self.len);
        for (at, word) in self.words.iter_mut().enumerate().take(until.div_ceil(64)).skip(from / 64) {
            let first = at * 64;
            let from = from.max(first) - first;
            let until = until.min(first + 64) - first;
            if from < until {
                *word |= u64::MAX >> (64 - (until - from)) << from;
            }
        }
    }

    /// How many are in it.
    pub fn count(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// How many of a range are in it.
    pub fn count_in(&self, range: std::ops::Range<u32>) -> usize {
        let (from, until) = (range.start as usize, (range.end as usize).min(self.len));
        let words = self.words.iter().enumerate().take(until.div_ceil(64)).skip(from / 64);
        let count = |(at, word): (usize, &u64)| {
            let (from, until) = (from.max(at * 64) - at * 64, until.min(at * 64 + 64) - at * 64);
            let mask = if from < until { u64::MAX >> (64 - (until - from)) << from } else { 0 };
            (word & mask).count_ones() as usize
        };
        words.map(count).sum()
    }

    /// From the first in it to behind the last; empty if none is.
    pub fn span(&self) -> std::ops::Range<u32> {
        let first = self.words.iter().position(|word| *word != 0);
        let last = self.words.iter().rposition(|word| *word != 0);
        let (Some(first), Some(last)) = (first, last) else { return 0..0 };
        let word = |at: usize| self.words.get(at).copied().unwrap_or(0);
        (first * 64) as u32 + word(first).trailing_zeros()..(last * 64) as u32 + 64 - word(last).leading_zeros()
    }

    /// Those in it, ascending.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        (0u32..).zip(&self.words).flat_map(|(at, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros())?;
                left &= left - 1;
                Some(at * 64 + bit)
            })
        })
    }

    /// Keeps what is in `other` too.
    pub fn and(&mut self, other: &Self) {
        for (at, word) in self.words.iter_mut().enumerate() {
            *word &= other.words.get(at).copied().unwrap_or(0);
        }
    }

    /// Adds what is in `other`.
    pub fn or(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word |= other;
        }
        self.trim();
    }

    /// What is in it is no longer, and the other way round.
    pub fn invert(&mut self) {
        for word in &mut self.words {
            *word = !*word;
        }
        self.trim();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_says_what_was_put_in() {
        for len in [0, 1, 63, 64, 65, 200] {
            let thirds = Bits::from_fn(len, |at| at % 3 == 0);
            let listed: Vec<u32> = (0..len as u32).filter(|at| at % 3 == 0).collect();
            assert_eq!((thirds.iter().collect::<Vec<_>>(), thirds.count()), (listed.clone(), listed.len()));
            let span = listed.first().map_or(0, |first| *first)..listed.last().map_or(0, |last| *last + 1);
            assert_eq!(thirds.span(), span);
            let mut others = thirds.clone();
            others.invert();
            assert_eq!(others.count(), len - listed.len());
            assert!((0..len as u32 + 70).all(|at| others.contains(at) == (at < len as u32 && at % 3 != 0)));
            others.or(&thirds);
            assert_eq!(others, Bits::new(len, true));
            others.and(&thirds);
            assert_eq!(others, thirds);
        }
    }

    #[test]
    fn a_range_is_each_of_its_numbers() {
        for (from, until) in
            [(0, 0), (0, 64), (3, 5), (60, 70), (64, 128), (1, 200), (7, 7), (130, 500), (500, 600), (9, 2)]
        {
            let mut set = Bits::new(150, false);
            set.insert_range(from, until);
            assert_eq!(set, Bits::from_fn(150, |at| (from..until).contains(&at)), "{from}..{until}");
            let thirds = Bits::from_fn(150, |at| at % 3 == 0);
            let counted = (from..until).filter(|at| thirds.contains(*at as u32)).count();
            assert_eq!(thirds.count_in(from as u32..until as u32), counted, "{from}..{until}");
        }
    }

    #[test]
    fn numbers_beyond_the_length_are_never_in() {
        let mut set = Bits::new(3, false);
        [2, 3, 64, u32::MAX].into_iter().for_each(|at| set.insert(at));
        assert_eq!(set.iter().collect::<Vec<_>>(), [2]);
    }
}
