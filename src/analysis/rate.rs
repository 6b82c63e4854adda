//! When the rate of an account's logons changes: Bayesian online change-point detection (Adams and MacKay, arXiv 0710.3742, 2007) for
//! counts, with a Gamma prior on the rate. It answers plainly: "from 0.4 an hour to 35, P = 0.99".
//!
//! An hour's count is Poisson with rate × the rhythm's share of that hour ([`super::rhythm`]). Logons come in clumps, so that counts vary more
//! than Poisson's: each account's counts and shares are divided by its dispersion (variance over mean from hour to hour), which weakens the
//! evidence of an hour as it should.
//!
//! What makes it quick, and how near to the paper it stays:
//! * A silence is taken in growing steps of hours, as long as few events are expected in a step: its likelihood is exact, only *when* within
//!   the step a change may have been is not told apart.
//! * At most [`MOST_RUNS`] run lengths are kept. When there are more, the least probable gives its probability to the next older one.
//!
//! What is told of an hour is whether the rate changed in it or in the five before: a burst that begins with one logon is not blamed on that
//! one. p = (how likely the counts of the six hours were, had nothing changed) ÷ (how likely, had the rate begun anew in one of them). Such a
//! ratio has the guarantee of a p-value (Markov's inequality: it is at most α with probability α if nothing changed), whatever hangs
//! together with what; so Benjamini and Hochberg's procedure over all hours of all accounts may be run on it. Hours that are as they were
//! before are no change, however near one.

use super::levels::Levels;
use super::rhythm;
use crate::sorting::InOrder;

/// A change is as likely in every hour: one in a week.
const HAZARD: f64 = 1.0 / 168.0;
/// A change of so many hours ago, this one with them, is told of an hour.
const RECENT: u32 = 6;
/// An hour is part of a change if its count is at most a tenth as likely at the rate before it as at its own (a logarithm).
const PART: f64 = std::f64::consts::LN_10;
/// What is less probable is let go (a logarithm).
const NEGLIGIBLE: f64 = -16.0;
/// So many run lengths are kept.
const MOST_RUNS: usize = 12;
/// Shape of the prior of a rate.
const PRIOR_SHAPE: f64 = 0.5;
/// No account's counts count for less than a tenth: the logons that one deed makes.
const MOST_DISPERSION: f64 = 10.0;
/// A rhythm without smoothing must explain so many times more.
const MACHINE: f64 = 4.0;
/// A step of silence has at most so many expected events.
const MOST_EXPECTED: f64 = 0.5;
/// The share of wrong ones among the changes of a case that Benjamini and Hochberg's procedure lets be.
const FALSE_DISCOVERIES: f64 = 0.01;
/// Evidence above which a change of a case is of each level, beside what all hours of the case ask for.
pub const FLOORS: [f32; 4] = [4.0, 10.0, 20.0, 40.0];

/// An hour of an account in which its rate more likely changed than not.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Change {
    /// Hours since the start of the case.
    pub hour: u32,
    /// −log10 p; at most 1 000 000.
    pub evidence: f32,
    /// How many events were expected, had nothing changed.
    pub before: f32,
}

/// How probable it is that the rate changed, of an hour of this evidence.
pub fn probability(evidence: f32) -> f64 {
    let p = libm::exp(-f64::from(evidence) * std::f64::consts::LN_10);
    1.0 / (1.0 + p / prior_odds())
}

/// Of a change within [`RECENT`] hours.
fn prior_odds() -> f64 {
    let none = libm::exp(f64::from(RECENT) * libm::log(1.0 - HAZARD));
    (1.0 - none) / none
}

/// A rate that has lasted since some hour: Gamma(shape, exposure).
#[derive(Clone, Copy, Debug)]
struct Run {
    /// The hour with which it began.
    born: u32,
    /// Logarithm of its probability.
    weight: f64,
    shape: f64,
    exposure: f64,
    /// ln Γ(shape).
    gamma: f64,
}

impl Run {
    fn new(shape: f64, exposure: f64) -> Self {
        Self { born: 0, weight: 0.0, shape, exposure, gamma: libm::lgamma(shape) }
    }

    /// Whether it was there before the hours up to `hour` of which a change is told.
    fn is_old(&self, hour: u32) -> bool {
        self.born == 0 || self.born + RECENT <= hour
    }

    /// Learns `count` events in `exposure` and gives the logarithm of how likely they were, but for a term that is the same for all runs.
    fn learn(&mut self, count: f64, exposure: f64) -> f64 {
        let whole = self.exposure + exposure;
        let mut likelihood = self.shape * libm::log(self.exposure / whole);
        if count > 0.0 {
            let gamma = libm::lgamma(self.shape + count);
            likelihood += gamma - self.gamma - count * libm::log(whole);
            self.shape += count;
            self.gamma = gamma;
        }
        self.exposure = whole;
        likelihood
    }
}

/// Which rates are possible now.
struct Detector {
    /// The oldest first; their probabilities are 1 together.
    runs: Vec<Run>,
    prior: Run,
}

/// ln Σ exp.
fn log_sum(terms: impl Iterator<Item = f64> + Clone) -> f64 {
    let most = terms.clone().fold(f64::NEG_INFINITY, f64::max);
    if !most.is_finite() {
        return most;
    }
    // What is e^40 times less likely is not seen in the sum.
    let sum: f64 = terms.map(|term| if term - most > -40.0 { libm::exp(term - most) } else { 0.0 }).sum();
    most + libm::log(sum)
}

impl Detector {
    fn new(mean: f64) -> Self {
        // A rate that begins anew may be anything; the first is about what the account has all the time.
        let prior = Run::new(PRIOR_SHAPE, PRIOR_SHAPE / (4.0 * mean + 4.0));
        Self { runs: vec![Run::new(PRIOR_SHAPE, PRIOR_SHAPE / mean.max(1e-6))], prior }
    }

    /// The rate that is expected at `hour` if nothing changed.
    fn rate(&self, hour: u32) -> f64 {
        let old = || self.runs.iter().filter(|run| run.is_old(hour));
        let all = log_sum(old().map(|run| run.weight));
        old().map(|run| libm::exp(run.weight - all) * run.shape / run.exposure).sum()
    }

    /// Takes `count` events of so much exposure in `hours` hours from `hour` on, and gives ln p.
    fn step(&mut self, hour: u32, count: f64, exposure: f64, hours: u32) -> f64 {
        let until = hour + hours - 1;
        let mut new = Run { born: hour.max(1), ..self.prior };
        let stays = f64::from(hours) * libm::log(1.0 - HAZARD);
        new.weight = libm::log(1.0 - libm::exp(stays));
        self.runs.iter_mut().for_each(|run| run.weight += stays);
        self.runs.push(new);
        let newest = self.runs.len().saturating_sub(1);
        for (place, run) in self.runs.iter_mut().enumerate() {
            // A change somewhere in a silence: half of it is the new rate's.
            let share = if hours > 1 && place == newest { exposure / 2.0 } else { exposure };
            run.weight += run.learn(count, share);
        }
        let of =
            |is_old: bool| log_sum(self.runs.iter().filter(|run| run.is_old(until) == is_old).map(|run| run.weight));
        let (unchanged, changed) = (of(true), of(false));
        let all = log_sum([unchanged, changed].into_iter());
        // What is hardly possible costs time and nothing else; but what was before is needed to measure a change by.
        let old = self.runs.iter().filter(|run| run.is_old(until)).map(|run| run.weight);
        let best = old.fold(f64::NEG_INFINITY, f64::max);
        self.runs.retain(|run| run.weight - all > NEGLIGIBLE || run.is_old(until) && run.weight == best);
        self.runs.iter_mut().for_each(|run| run.weight -= all);
        while self.runs.len() > MOST_RUNS {
            self.merge();
        }
        unchanged - changed + libm::log(prior_odds())
    }

    /// Gives the probability of the least probable run to the next older one; the oldest and the newest stay.
    fn merge(&mut self) {
        let old = self.runs.len().saturating_sub(1);
        let weights = self.runs.iter().take(old).enumerate().skip(1);
        let Some((least, _)) = weights.min_by(|a, b| a.1.weight.total_cmp(&b.1.weight)) else { return };
        let gone = self.runs.remove(least);
        if let Some(heir) = self.runs.get_mut(least.saturating_sub(1)) {
            heir.weight = log_sum([heir.weight, gone.weight].into_iter());
        }
    }
}

/// How much of the rhythm lies in a stretch of hours.
struct Exposure {
    shape: Vec<f64>,
    /// Sums of the shape before each of its places.
    sums: Vec<f64>,
}

impl Exposure {
    fn new(shape: Vec<f64>) -> Self {
        let mut sum = 0.0;
        let sums = std::iter::once(0.0)
            .chain(shape.iter().map(|share| {
                sum += share;
                sum
            }))
            .collect();
        Self { shape, sums }
    }

    fn of(&self, hour: u32) -> f64 {
        self.shape.get(hour as usize % self.shape.len().max(1)).copied().unwrap_or(1.0)
    }

    /// Of the hours before `hour`.
    fn before(&self, hour: u32) -> f64 {
        let period = self.shape.len().max(1);
        let whole = (hour as usize / period) as f64 * self.sums.last().copied().unwrap_or(1.0);
        whole + self.sums.get(hour as usize % period).copied().unwrap_or(0.0)
    }
}

/// By how much more counts vary than Poisson's, between 1 and [`MOST_DISPERSION`]: from neighbouring hours, so that a rate that changed is no
/// dispersion. The wildest quarter of them is left out, and three in any case.
fn dispersion(counts: &[(u32, u32)], exposure: &Exposure) -> f64 {
    let mut told: Vec<f64> = Vec::new();
    let mut see = |hour: u32, count: f64, before: f64| {
        if let Some(last) = hour.checked_sub(1) {
            let ratio = exposure.of(hour) / exposure.of(last);
            let error = count - ratio * before;
            // Of a Poisson count 1 on average, whatever its rate.
            told.push(error * error / (ratio * (count + before)));
        }
    };
    let mut last = None;
    for &(hour, count) in counts {
        let count = f64::from(count);
        match last {
            Some((then, before)) if then + 1 == hour => see(hour, count, before),
            Some((then, before)) => {
                see(then + 1, 0.0, before);
                see(hour, count, 0.0);
            }
            None => see(hour, count, 0.0),
        }
        last = Some((hour, count));
    }
    told.order_by(f64::total_cmp);
    told.truncate(told.len().saturating_sub((told.len() / 4).max(3)));
    let mean = told.iter().sum::<f64>() / told.len().max(1) as f64;
    mean.clamp(1.0, MOST_DISPERSION)
}

/// How much less likely `count` is at a rate of `expected` than at its own (a logarithm).
fn unlikeliness(count: f64, expected: f64) -> f64 {
    let excess = if count > 0.0 { count * libm::log(count / expected.max(1e-9)) } else { 0.0 };
    excess - count + expected
}

/// The hours of an account in which its rate more likely changed than not, in order; from the (hour, count) pairs of the hours
/// that have any, in order, in a case of `hours` hours.
pub fn changes(counts: &[(u32, u32)], hours: u32) -> Vec<Change> {
    if counts.is_empty() || hours == 0 {
        return Vec::new();
    }
    // Who keeps time to the minute is a machine: without doubt, or the rhythm would explain what is chance.
    let [smooth, exact] = [true, false].map(|smooth| {
        let exposure = Exposure::new(rhythm::shape(counts, hours, smooth));
        let dispersion = dispersion(counts, &exposure);
        (exposure, dispersion)
    });
    let (exposure, dispersion) = if exact.1 * MACHINE < smooth.1 { exact } else { smooth };
    let mean = counts.iter().map(|(_, count)| f64::from(*count)).sum::<f64>() / f64::from(hours);
    let mut detector = Detector::new(mean);
    let mut changes = Vec::new();
    // What the rate was when it had not changed: once it has, the runs that say otherwise have learnt what they did not expect.
    let mut settled = mean;
    let mut see = |hour: u32, count: u32, length: u32| {
        let share = exposure.before(hour + length) - exposure.before(hour);
        if length > 1 && settled * share > MOST_EXPECTED {
            return false;
        }
        let (count, until) = (f64::from(count), hour + length - 1);
        let before = settled * share;
        let p = detector.step(hour, count / dispersion, share / dispersion, length);
        let evidence = (-p / std::f64::consts::LN_10).min(1e6) as f32;
        if probability(evidence) <= 0.5 {
            settled = detector.rate(until + 1);
        } else if length == 1 && unlikeliness(count, before) > PART * dispersion {
            changes.push(Change { hour, evidence, before: before as f32 });
        }
        true
    };
    let mut hour = 0;
    let ends = std::iter::once((hours, 0));
    for (next, count) in counts.iter().copied().filter(|(hour, _)| *hour < hours).chain(ends) {
        let mut length = 1;
        let mut grown = false;
        while hour < next {
            // The last two hours are single too: whether a change was before what comes next or with it is told by them.
            length = length.min((next - hour).saturating_sub(2).max(1));
            if see(hour, 0, length) {
                hour += length;
                // Twice single hours, then longer and longer.
                length = if grown { length * 2 } else { length };
                grown = true;
            } else {
                length /= 2;
            }
        }
        if hour < hours {
            see(hour, count, 1);
            hour += 1;
        }
    }
    changes
}

/// Of a case of more hours of accounts than this every second, third … account is looked at, and stands for the others.
const MOST_CELLS: u64 = 1_000_000;

/// The look at a case from which its levels follow.
#[derive(Clone, Debug)]
pub struct Survey {
    hours: u32,
    every: u32,
    cells: u64,
    /// The evidence of each change that was seen.
    all: Vec<f32>,
}

impl Survey {
    /// Nothing of a case of so many accounts and hours is seen yet.
    pub fn new(accounts: u32, hours: u32) -> Self {
        let cells = u64::from(accounts) * u64::from(hours);
        Self { hours, every: u32::try_from(cells / MOST_CELLS + 1).unwrap_or(u32::MAX), cells, all: Vec::new() }
    }

    /// Every how manieth account is to be seen, from the first on.
    pub fn every(&self) -> u32 {
        self.every
    }

    /// Sees an account, by its counts as for [`changes`].
    pub fn see(&mut self, counts: &[(u32, u32)]) {
        self.all.extend(changes(counts, self.hours).iter().map(|change| change.evidence));
    }

    /// The levels that follow.
    pub fn levels(&self) -> Levels {
        let mut all = self.all.clone();
        all.sort_unstable_by(f32::total_cmp);
        // Benjamini and Hochberg: the most changes of which the weakest has p ≤ (how many they are) ÷ (how many hours) × 1 %.
        let asked = |found: f64| libm::log10(self.cells as f64 / (found * FALSE_DISCOVERIES)) as f32;
        let of_place = |at: usize| asked((all.len() - at) as f64 * f64::from(self.every));
        let weakest = all.iter().enumerate().find(|(at, evidence)| **evidence >= of_place(*at));
        // Above is above: what just passes does.
        let least = weakest.map_or_else(|| asked(1.0), |(at, _)| of_place(at).next_down());
        Levels { above: FLOORS.map(|floor| floor.max(least)) }
    }
}

/// Which level hours have in a case of so many accounts; `counts` gives those of each, as for [`changes`].
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

    /// The hours that change clearly.
    fn clear(counts: &[(u32, u32)], hours: u32) -> Vec<u32> {
        let changes = changes(counts, hours);
        assert!(changes.iter().all(|change| change.evidence.is_finite() && change.before.is_finite()), "{changes:?}");
        assert!(changes.windows(2).all(|pair| pair[0].hour < pair[1].hour));
        changes.iter().filter(|change| change.evidence > FLOORS[0]).map(|change| change.hour).collect()
    }

    #[test]
    fn nothing_constant_and_a_single_hour_do_not_change() {
        for hours in [0, 1, 2, 30, 300, 2_160] {
            assert!(clear(&[], hours).is_empty());
            for count in [1, 7, 1_000_000_000, u32::MAX] {
                let counts = sparse((0..hours).map(|_| count));
                assert!(clear(&counts, hours).is_empty(), "{count} in each of {hours} hours");
            }
            assert!(clear(&[(hours / 2, 1)], hours).is_empty(), "one event in {hours} hours");
        }
        assert!(clear(&[(9, 4)], 5).is_empty());
    }

    #[test]
    fn a_rate_that_rises_is_told_with_what_was_before() {
        let counts: Vec<u32> = (0..90).map(|hour| if hour < 50 { u32::from(hour % 5 < 2) } else { 35 }).collect();
        let changes = changes(&sparse(counts), 90);
        let first = changes[0];
        assert_eq!(first.hour, 50);
        assert!((first.before - 0.4).abs() < 0.15 && probability(first.evidence) > 0.99, "{first:?}");
        assert!(changes.iter().all(|change| change.hour < 50 + RECENT), "{changes:?}");
    }

    #[test]
    fn a_rate_that_ends_is_told_too() {
        let counts: Vec<u32> = (0..90).map(|hour| if hour < 50 { 20 + hour % 3 } else { 0 }).collect();
        assert_eq!(clear(&sparse(counts), 90).first(), Some(&50));
    }

    #[test]
    fn a_burst_in_a_long_silence_is_a_change_whatever_its_size() {
        for count in [40, 4_000, 1_000_000_000] {
            let mut counts: Vec<u32> = (0..2_160).map(|hour| u32::from(hour % 200 == 0)).collect();
            counts[1_234] = count;
            let clear = clear(&sparse(counts), 2_160);
            assert!(clear.contains(&1_234) && clear.iter().all(|hour| (1_234..1_240).contains(hour)), "{clear:?}");
        }
    }

    #[test]
    fn ten_times_as_many_turn_no_change_off() {
        let counts = |times: u32| {
            let office = |hour: u32| (hour / 24) % 7 < 5 && (9..17).contains(&(hour % 24));
            let count = move |hour: u32| match hour {
                300 => 60,
                _ if office(hour) => 4 + hour * 7 % 5,
                _ => 0,
            };
            sparse((0..504).map(move |hour| count(hour) * times))
        };
        let (once, tenfold) = (clear(&counts(1), 504), clear(&counts(10), 504));
        assert!(once.contains(&300), "{once:?}");
        assert!(once.iter().all(|hour| tenfold.contains(hour)), "{once:?} {tenfold:?}");
    }

    #[test]
    fn steps_of_silence_are_as_hours_of_silence() {
        let mut in_steps = Detector::new(0.3);
        let mut by_hour = Detector::new(0.3);
        for detector in [&mut in_steps, &mut by_hour] {
            for hour in 0..30 {
                detector.step(hour, f64::from(u32::from(hour % 3 == 0)), 1.0, 1);
            }
        }
        let mut hour = 30;
        for hours in [1, 1, 2, 4, 8, 14, 1, 1] {
            in_steps.step(hour, 0.0, f64::from(hours), hours);
            hour += hours;
        }
        for hour in 30..62 {
            by_hour.step(hour, 0.0, 1.0, 1);
        }
        let (step, hour) = (in_steps.rate(62), by_hour.rate(62));
        assert!((0.6..1.6).contains(&(step / hour)), "{step} {hour}");
        let (step, hour) = (in_steps.step(62, 20.0, 1.0, 1), by_hour.step(62, 20.0, 1.0, 1));
        assert!((0.6..1.6).contains(&(step / hour)), "{step} {hour}");
    }

    #[test]
    fn levels_ask_for_more_where_there_are_more_hours() {
        let burst = vec![(100, 50)];
        let few = levels(3, 200, |_| burst.clone());
        let many = levels(2_000, 8_760, |account| if account == 0 { burst.clone() } else { Vec::new() });
        assert!(few.above[0] < many.above[0], "{few:?} {many:?}");
        let highest = changes(&burst, 8_760).iter().fold(0.0_f32, |most, change| most.max(change.evidence));
        assert_eq!((many.level(highest) > 0, many.level(0.0)), (true, 0));
        assert_eq!(levels(0, 0, |_| Vec::new()).above, FLOORS);
    }
}
