//! Chance that is the same on every run: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014), small and good enough to simulate with.

/// A stream of numbers that its seed decides.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The stream of `seed`.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A stream of its own for `subject`, whatever was drawn for others.
    pub fn of(seed: u64, subject: u64) -> Self {
        Self(Self(seed ^ subject.wrapping_mul(0xd6e8_feb8_6659_fd93)).next())
    }

    /// The next 64 bits.
    #[allow(clippy::should_implement_trait, reason = "a stream without end is no iterator to be collected")]
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`; 0 if there is none.
    pub fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(bound)) >> 64) as u64
    }

    /// A position in a list of `length` entries.
    pub fn index(&mut self, length: usize) -> usize {
        self.below(length as u64) as usize
    }

    /// A number from `from` on and below `until`; `from` if there is none.
    pub fn between(&mut self, from: i64, until: i64) -> i64 {
        from + self.below(u64::try_from(until.saturating_sub(from)).unwrap_or(0)) as i64
    }

    /// A number of 0…1, 1 left out.
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Whether something of probability `share` happens.
    pub fn chance(&mut self, share: f64) -> bool {
        self.unit() < share
    }

    /// The wait for something that comes at random, `mean` on average.
    pub fn wait(&mut self, mean: f64) -> f64 {
        -mean * libm::log(1.0 - self.unit())
    }

    /// A number around `middle`, at most `reach` away and mostly nearer.
    pub fn around(&mut self, middle: f64, reach: f64) -> f64 {
        middle + reach * ((self.unit() + self.unit() + self.unit()) * (2.0 / 3.0) - 1.0)
    }

    /// `mean` on average, as a whole number.
    pub fn round(&mut self, mean: f64) -> u64 {
        let whole = mean.max(0.0).floor();
        whole as u64 + u64::from(self.chance(mean - whole))
    }

    /// An entry of `list`; `None` if there is none.
    pub fn pick<'l, T>(&mut self, list: &'l [T]) -> Option<&'l T> {
        list.get(self.index(list.len()))
    }

    /// A position in `weights`, each as likely as it is heavy.
    pub fn weighted(&mut self, weights: &[u32]) -> usize {
        let mut left = self.below(weights.iter().map(|&weight| u64::from(weight)).sum());
        for (position, &weight) in weights.iter().enumerate() {
            match left.checked_sub(weight.into()) {
                Some(rest) => left = rest,
                None => return position,
            }
        }
        0
    }

    /// `list` in another order.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.index(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_splitmix64() {
        // The reference's first outputs for seed 1234567.
        let mut random = Random::new(1_234_567);
        assert_eq!([random.next(), random.next()], [6_457_827_717_110_365_317, 3_203_168_211_198_807_973]);
    }

    #[test]
    fn figures_drawn_are_as_asked_for() {
        let mut random = Random::new(7);
        let mean = (0..20_000).map(|_| random.wait(5.0)).sum::<f64>() / 20_000.0;
        assert!((4.8..5.2).contains(&mean), "{mean}");
        assert!((0..1_000).all(|_| (3..9).contains(&random.between(3, 9)) && random.below(4) < 4));
        let heavy = (0..10_000).filter(|_| random.weighted(&[1, 0, 3]) == 2).count();
        assert!((7_200..7_800).contains(&heavy), "{heavy}");
    }
}
