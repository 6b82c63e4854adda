//! ChangeFinder (Takeuchi and Yamanishi, IEEE TKDE 18(4), 2006) as the paper means it, for counts: the mode that colours the timeline.
//!
//! What differs from LogonTracer's preset ([`super::changefinder`]), and why:
//! * Counts become 2√(x + 3/8) (Anscombe, 1948): ten more are much beside none and nothing beside a thousand.
//! * The rhythm of the account is taken off first, where the case is long enough to know it ([`super::rhythm`]).
//! * An account is measured by itself. The stages begin with the mean, the variance and the covariances of its own series: what it does all
//!   the time does not light its first hours.
//! * A sample is scored by what was known *before* it, then learnt. The autoregressive terms are learnt too.
//! * What is learnt of one hour is limited to six deviations, so that the first burst does not hide the second.
//! * The variance has a floor: counts that are always equal are no reason to be alarmed by one more.
//! * A score is −ln of the normal density over the highest that this density has: an hour as expected scores 0, however restless the account
//!   is. The second stage scores only what is more surprising than it expects, and only in the hours that bring it: that surprise ends, or lasts
//!   in the sum, is no news.
//!
//! Scores of hours are never below 0 and always finite; nothing but roots and the four operations makes them, so they are the same
//! bits everywhere.

use super::levels::Levels;
use super::rhythm;

/// How fast the stages forget: a half in three days.
const DISCOUNT: f64 = 0.01;
/// Scores of stage 1 that are summed to a sample of stage 2.
const WINDOW: usize = 5;
/// An error counts for at most so many deviations in what is learnt.
const LIMIT: f64 = 6.0;
/// The least variance of stage 1, as a share of the (transformed) count that is expected.
const LEAST_SHARE: f64 = 0.25;
/// The least variance of stage 1, as a share of the account's own over the whole case.
const LEAST_OF_OWN: f64 = 0.05;
/// The least variance of stage 2, whose samples are sums of scores.
const LEAST_OF_SUMS: f64 = 16.0;
/// No hour surprises more: what is less likely than e^−1000 says nothing more. No score is therefore higher than 31 250.
const MOST_SURPRISE: f64 = 1_000.0;
/// The least variance at all.
const LEAST: f64 = 1e-9;

/// An hour of an account.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Hour {
    /// How surprising the change is; 0 for not at all.
    pub score: f32,
    /// How many events were expected.
    pub expected: f32,
}

/// An autoregression of order 2 that forgets.
#[derive(Clone, Copy, Debug)]
struct Stage {
    mean: f64,
    /// C_0, C_1 and C_2.
    covariances: [f64; 3],
    variance: f64,
    /// The last two deviations from the mean, the later first.
    past: [f64; 2],
}

impl Stage {
    /// Begins with what `series` is as a whole, single wild hours apart, and a variance of at least `least`.
    fn of(series: &[f64], least: f64) -> Self {
        let count = series.len().max(1) as f64;
        let mut mean = deviations(series, 0.0, f64::MAX).0 / count;
        let mut spread = (deviations(series, mean, f64::MAX).1 / count).max(least);
        // What lies beyond the limit counts as lying on it, until that moves nothing any more: a few hours that are unlike the rest do not
        // make everything else ordinary.
        for _ in 0..60 {
            let (sum, squares) = deviations(series, mean, LIMIT * spread.sqrt());
            let shift = sum / count;
            mean += shift;
            let next = (squares / count - shift * shift).max(least);
            let is_settled = next > 0.9 * spread;
            spread = next;
            if is_settled {
                break;
            }
        }
        let limit = LIMIT * spread.sqrt();
        let deviation = |x: &f64| (x - mean).clamp(-limit, limit);
        let (mut last, mut before) = (0.0, 0.0);
        let (mut once, mut twice) = (0.0, 0.0);
        for x in series {
            let now = deviation(x);
            once += now * last;
            twice += now * before;
            (last, before) = (now, last);
        }
        Self { mean, covariances: [spread, once / count, twice / count], variance: spread, past: [0.0; 2] }
    }

    /// What comes next, by Yule and Walker's equations as Levinson and Durbin solve them.
    fn expected(&self) -> f64 {
        let [c0, c1, c2] = self.covariances;
        if c0 <= LEAST {
            return self.mean;
        }
        // Covariances that forget need not belong together: what would not be stable is cut.
        let first = (c1 / c0).clamp(-0.99, 0.99);
        let second = ((c2 * c0 - c1 * c1) / (c0 * c0 - c1 * c1).max(0.01 * c0 * c0)).clamp(-0.99, 0.99);
        self.mean + (first - second * first) * self.past[0] + second * self.past[1]
    }

    /// Learns `x` of which `expected` was expected; the variance stays at least `least`.
    fn learn(&mut self, x: f64, expected: f64, least: f64) {
        let spread = self.variance.max(least);
        let error = limited(x - expected, spread);
        self.variance = ((1.0 - DISCOUNT) * self.variance + DISCOUNT * error * error).max(least);
        let deviation = limited(x - self.mean, spread);
        self.mean += DISCOUNT * deviation;
        let [last, before] = self.past;
        for (covariance, other) in self.covariances.iter_mut().zip([deviation, last, before]) {
            *covariance = (1.0 - DISCOUNT) * *covariance + DISCOUNT * deviation * other;
        }
        self.past = [deviation, last];
    }
}

/// The sum of what `series` deviates from `mean`, no more than `limit` each, and that of the squares.
fn deviations(series: &[f64], mean: f64, limit: f64) -> (f64, f64) {
    // Side by side: one sum after the other is waited for.
    let (mut sums, mut squares) = ([0.0; 4], [0.0; 4]);
    let (fours, rest) = series.as_chunks::<4>();
    let last = [0, 1, 2, 3].map(|at| rest.get(at).copied().unwrap_or(mean));
    for four in fours.iter().chain([&last]) {
        for ((x, sum), squares) in four.iter().zip(&mut sums).zip(&mut squares) {
            let deviation = (x - mean).clamp(-limit, limit);
            *sum += deviation;
            *squares += deviation * deviation;
        }
    }
    (sums.iter().sum(), squares.iter().sum())
}

/// `x`, or [`LIMIT`] deviations on its side if it is more.
fn limited(x: f64, variance: f64) -> f64 {
    // The root is rarely needed.
    if x * x <= LIMIT * LIMIT * variance { x } else { (LIMIT * variance.sqrt()).copysign(x) }
}

/// 2√(x + 3/8).
fn anscombe(count: f64) -> f64 {
    2.0 * (count + 0.375).sqrt()
}

/// The count of which `y` is [`anscombe`], no less than 0.
fn count_of(y: f64) -> f64 {
    let half = y.max(0.0) / 2.0;
    (half * half - 0.375).max(0.0)
}

/// The score of each hour of an account, from the (hour, count) pairs of the hours that have any, in order, in a case of
/// `hours` hours.
pub fn hours_of(counts: &[(u32, u32)], hours: u32) -> Vec<Hour> {
    if counts.is_empty() || hours == 0 {
        return vec![Hour::default(); hours as usize];
    }
    let usual: Vec<f64> =
        rhythm::medians(counts, hours).into_iter().map(|median| anscombe(f64::from(median))).collect();
    let mut series: Vec<f64> = usual.iter().copied().cycle().take(hours as usize).map(|y| anscombe(0.0) - y).collect();
    for &(hour, count) in counts {
        if let Some(residual) = series.get_mut(hour as usize) {
            *residual += anscombe(f64::from(count)) - anscombe(0.0);
        }
    }
    let mut stage = Stage::of(&series, LEAST);
    let own = LEAST_OF_OWN * stage.variance;
    let mut window = [0.0; WINDOW];
    let mut told = Vec::with_capacity(series.len());
    for ((x, usual), turn) in series.iter_mut().zip(usual.iter().cycle()).zip((0..WINDOW).cycle()) {
        let expected = stage.expected();
        let least = own.max(LEAST_SHARE * (usual + expected)).max(LEAST);
        let error = *x - expected;
        let surprise = (error * error / (2.0 * stage.variance.max(least))).min(MOST_SURPRISE);
        stage.learn(*x, expected, least);
        told.push((surprise, count_of(usual + expected) as f32));
        window[turn] = surprise;
        // The series of the second stage takes the place of the first's.
        *x = window.iter().sum();
    }
    let mut stage = Stage::of(&series, LEAST_OF_SUMS);
    let hour = |(sum, (surprise, expected_count)): (&f64, &(f64, f32))| {
        let expected = stage.expected();
        let more = (sum - expected).min(*surprise).max(0.0);
        let score = more * more / (2.0 * stage.variance.max(LEAST_OF_SUMS));
        stage.learn(*sum, expected, LEAST_OF_SUMS);
        Hour { score: score as f32, expected: *expected_count }
    };
    series.iter().zip(&told).map(hour).collect()
}

/// Which share of a case's hours lies below each level ...
const QUANTILES: [f64; 4] = [0.995, 0.999, 0.9995, 0.9999];
/// ... and how high a score must be for it at least, however quiet the case.
pub const FLOORS: [f32; 4] = [10.0, 20.0, 50.0, 100.0];

/// Of a case of more hours of accounts than this every second, third … account is looked at: a quantile needs no more.
const MOST_CELLS: u64 = 4_000_000;

/// The look at a case from which its levels follow.
#[derive(Clone, Debug)]
pub struct Survey {
    hours: u32,
    every: u32,
    /// How many hours score so much. The upper half of a float's bits grows with it: two and a half digits, which is all a
    /// threshold needs.
    histogram: Vec<u64>,
    all: u64,
}

impl Survey {
    /// Nothing of a case of so many accounts and hours is seen yet.
    pub fn new(accounts: u32, hours: u32) -> Self {
        let every = u64::from(accounts) * u64::from(hours) / MOST_CELLS + 1;
        Self { hours, every: u32::try_from(every).unwrap_or(u32::MAX), histogram: Vec::new(), all: 0 }
    }

    /// Every how manieth account is to be seen, from the first on.
    pub fn every(&self) -> u32 {
        self.every
    }

    /// Sees an account, by its counts as for [`hours_of`].
    pub fn see(&mut self, counts: &[(u32, u32)]) {
        self.all += u64::from(self.hours);
        self.histogram.resize(1 << 15, 0);
        if counts.is_empty() {
            return;
        }
        for hour in hours_of(counts, self.hours).iter().filter(|hour| hour.score > 0.0) {
            if let Some(bin) = self.histogram.get_mut((hour.score.to_bits() >> 16) as usize) {
                *bin += 1;
            }
        }
    }

    /// The levels that follow.
    pub fn levels(&self) -> Levels {
        let mut above = FLOORS;
        for (above, quantile) in above.iter_mut().zip(QUANTILES) {
            let mut left = ((1.0 - quantile) * self.all as f64) as u64;
            for (bin, count) in self.histogram.iter().enumerate().rev() {
                if *count > left {
                    // The hours of this bin would be too many.
                    *above = above.max(f32::from_bits(((bin as u32) + 1) << 16));
                    break;
                }
                left -= *count;
            }
        }
        Levels { above }
    }
}

/// Which level hours have in a case of so many accounts; `counts` gives those of each, as for [`hours_of`].
pub fn levels(accounts: u32, hours: u32, counts: impl Fn(u32) -> Vec<(u32, u32)>) -> Levels {
    let mut survey = Survey::new(accounts, hours);
    let every = survey.every() as usize;
    (0..accounts).step_by(every).for_each(|account| survey.see(&counts(account)));
    survey.levels()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sparse(counts: impl IntoIterator<Item = u32>) -> Vec<(u32, u32)> {
        (0..).zip(counts).filter(|(_, count)| *count > 0).collect()
    }

    /// The hours that score above the lowest floor.
    fn lit(counts: &[(u32, u32)], hours: u32) -> Vec<u32> {
        let scores = hours_of(counts, hours);
        assert_eq!(scores.len(), hours as usize);
        assert!(scores.iter().all(|hour| hour.score.is_finite() && hour.score >= 0.0 && hour.expected.is_finite()));
        (0..).zip(scores).filter(|(_, hour)| hour.score > FLOORS[0]).map(|(hour, _)| hour).collect()
    }

    #[test]
    fn nothing_constant_and_a_single_hour_are_quiet() {
        for hours in [0, 1, 2, 5, 30, 300, 2_160] {
            assert!(lit(&[], hours).is_empty());
            for count in [1, 7, 1_000_000_000, u32::MAX] {
                assert!(lit(&sparse((0..hours).map(|_| count)), hours).is_empty(), "{count} in each of {hours} hours");
            }
            assert!(lit(&[(hours / 2, 1)], hours).is_empty(), "one event in {hours} hours");
        }
        // Beyond the case.
        assert!(lit(&[(9, 4)], 5).is_empty());
    }

    #[test]
    fn a_burst_out_of_silence_is_lit_in_its_hour_and_a_huge_one_does_not_hide_the_next() {
        let quiet: Vec<u32> = (0..400).map(|hour| u32::from(hour % 50 == 0)).collect();
        for first in [40, 1_000, 1_000_000_000] {
            let mut counts = quiet.clone();
            (counts[200], counts[260]) = (first, 40);
            assert_eq!(lit(&sparse(counts), 400), [200, 260], "{first}");
        }
        let mut counts = quiet;
        counts[200] = 40;
        let hour = hours_of(&sparse(counts), 400)[200];
        assert!(hour.expected < 1.0, "{hour:?}");
    }

    /// Counts of somebody who works from nine to five from a Monday on, a little different each hour.
    fn employee(days: u32, seed: u32) -> Vec<u32> {
        let mut random = seed;
        let mut next = move || {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            random >> 24
        };
        (0..days * 24)
            .map(|hour| {
                let is_at_work = (hour / 24) % 7 < 5 && (9..17).contains(&(hour % 24));
                let noise = next();
                if is_at_work { 4 + noise % 9 } else { u32::from(noise == 0) }
            })
            .collect()
    }

    #[test]
    fn the_first_hours_and_the_mondays_of_people_are_not_lit() {
        for days in [5, 14, 28] {
            let lit: usize = (1..50).map(|seed| lit(&sparse(employee(days, seed)), days * 24).len()).sum();
            assert!(lit <= 5, "{lit} hours of 49 people in {days} days");
        }
    }

    #[test]
    fn ten_times_as_many_turn_no_alarm_off() {
        for seed in 1..30 {
            let mut counts = employee(21, seed);
            for hour in [15 * 24 + 2, 15 * 24 + 3, 19 * 24 + 3] {
                counts[hour] = 60;
            }
            let hours = 21 * 24;
            let tenfold = lit(&sparse(counts.iter().map(|count| count * 10)), hours);
            let once = lit(&sparse(counts), hours);
            assert!(once.contains(&(15 * 24 + 2)) && once.contains(&(19 * 24 + 3)), "{once:?}");
            assert!(once.iter().all(|hour| tenfold.contains(hour)), "{once:?} {tenfold:?}");
        }
    }

    #[test]
    fn a_rate_that_stays_is_new_only_once() {
        let counts: Vec<u32> = (0..500).map(|hour| if hour < 300 { 3 } else { 80 }).collect();
        let lit = lit(&sparse(counts), 500);
        assert!(lit.first() == Some(&300) && lit.len() <= 6, "{lit:?}");
    }

    #[test]
    fn levels_are_quantiles_of_the_case_above_a_floor() {
        let person = |seed| sparse(employee(14, seed + 1));
        let quiet = levels(59, 14 * 24, person);
        assert_eq!(levels(0, 9, |_| Vec::new()).above, FLOORS);
        assert!(quiet.above.is_sorted() && quiet.above.iter().zip(FLOORS).all(|(above, floor)| *above >= floor));
        // Where bursts are many, only the strongest keep the highest level.
        let burst = |seed| {
            let mut counts = person(seed);
            counts.retain(|(hour, _)| *hour != 290);
            counts.push((290, 100 + seed));
            counts.sort_unstable();
            counts
        };
        let many = levels(59, 14 * 24, burst);
        assert!(many.above[3] > FLOORS[3], "{many:?}");
        assert_eq!((many.level(0.0), many.level(many.above[3] * 2.0)), (0, 4));
    }
}
