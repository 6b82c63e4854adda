//! When an account's hourly number of logons changes: ChangeFinder (Takeuchi and Yamanishi, IEEE TKDE 18(4), 2006) as
//! LogonTracer runs it.
//!
//! Two stages learn a mean and a variance that forget (r = 0.04) and score how surprising a sample is under them. The first
//! reads the counts, the second the first one's scores summed over five hours; the second one's scores summed over two
//! hours are the output. A detector is warmed up on the hourly mean over all accounts, and each account's series then runs
//! on a copy of it. At order 1 the library that LogonTracer uses never learns its autoregressive term, so the prediction is
//! the mean; that is kept. What is not kept is its random start: both stages begin with mean and variance 0.5.

mod together;

pub use together::TOGETHER;

use std::f64::consts::TAU;

/// Scores from which LogonTracer highlights an hour, in rising degrees.
pub const LEVELS: [f64; 4] = [10.0, 13.0, 16.0, 17.0];

/// How fast the stages forget.
const DISCOUNT: f64 = 0.04;
/// Scores of stage 1 that are summed to a sample of stage 2.
const FIRST_WINDOW: usize = 5;
/// Samples of stage 1 until its window is full: the first is only remembered.
const FULL_FIRST: u8 = FIRST_WINDOW as u8 + 1;
/// The same of stage 2.
const FULL_SECOND: u8 = 3;
/// Where both stages begin.
const START: f64 = 0.5;
/// The least variance: only there to keep the logarithm finite.
const FLOOR: f64 = 1e-300;

/// A mean and a variance that forget, scoring each sample.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Stage {
    mean: f64,
    variance: f64,
}

impl Stage {
    /// Learns `x`, then tells how surprising it is: −ln of the normal density.
    fn score(&mut self, x: f64) -> f64 {
        let distance = self.learn(x);
        self.narrowness() + distance
    }

    /// Learns `x`, and tells the part of its score that is how far it lies off.
    fn learn(&mut self, x: f64) -> f64 {
        self.mean = (1.0 - DISCOUNT) * self.mean + DISCOUNT * x;
        let error = x - self.mean;
        self.variance = ((1.0 - DISCOUNT) * self.variance + DISCOUNT * error * error).max(FLOOR);
        error * error / (2.0 * self.variance)
    }

    /// The part of a score that is how much the samples vary.
    fn narrowness(&self) -> f64 {
        // Not `f64::ln`: its last bit differs between wasm and native, and rounding would show it.
        0.5 * libm::log(TAU * self.variance)
    }
}

/// Both stages with their windows.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Detector {
    first: Stage,
    second: Stage,
    /// The latest scores of stage 1, oldest first.
    first_scores: [f64; FIRST_WINDOW],
    /// The latest scores of stage 2, oldest first.
    second_scores: [f64; 2],
    /// How many samples stage 1 was given, as far as it matters (the first is only remembered).
    first_seen: u8,
    /// The same of stage 2.
    second_seen: u8,
}

impl Detector {
    fn new() -> Self {
        let stage = Stage { mean: START, variance: START };
        Self {
            first: stage,
            second: stage,
            first_scores: [0.0; FIRST_WINDOW],
            second_scores: [0.0; 2],
            first_seen: 0,
            second_seen: 0,
        }
    }

    /// Takes the count of the next hour and gives its score, not rounded.
    fn step(&mut self, count: f64) -> f64 {
        if self.first_seen > 0 {
            let [_, b, c, d, e] = self.first_scores;
            self.first_scores = [b, c, d, e, self.first.score(count)];
        }
        self.first_seen = (self.first_seen + 1).min(FULL_FIRST);
        if self.first_seen == FULL_FIRST {
            let sum: f64 = self.first_scores.iter().sum();
            if sum != 0.0 {
                if self.second_seen > 0 {
                    self.second_scores = [self.second_scores[1], self.second.score(sum)];
                }
                self.second_seen = (self.second_seen + 1).min(FULL_SECOND);
            }
        }
        if self.second_seen == FULL_SECOND { self.second_scores[0] + self.second_scores[1] } else { 0.0 }
    }
}

/// Rounds to two decimals: the nearest to the exact value of the double, as printing it would.
fn rounded(score: f64) -> f64 {
    let (rounded, is_sure) = rounded_quickly(score);
    if is_sure { rounded } else { rounded_by_digits(score) }
}

/// Rounds to two decimals, and tells whether that is sure to be right.
fn rounded_quickly(score: f64) -> (f64, bool) {
    // A double this large has no bits for fractions: adding it rounds to whole numbers.
    const WHOLE: f64 = 1.5 * (1_u64 << 52) as f64;
    let scaled = score * 100.0;
    let nearest = (scaled + WHOLE) - WHOLE;
    let distance_to_tie = ((scaled - nearest).abs() - 0.5).abs();
    // Adding 0 turns −0 into 0.
    (nearest / 100.0 + 0.0, (distance_to_tie > 1e-6) & (scaled.abs() < 1e9))
}

/// Rounds as [`rounded`], slowly.
#[cold]
fn rounded_by_digits(score: f64) -> f64 {
    // So near a tie that multiplying may have crossed it: let the decimal expansion decide. (Hundredths divided by 100 are the double
    // nearest to the decimal; where hundredths are no longer whole doubles, the score is no finer than that itself.)
    let printed = format!("{score:.2}").replace('.', "");
    printed
        .parse::<i64>()
        .ok()
        .filter(|hundredths| hundredths.abs() < 1 << 53)
        .map_or(score, |hundredths| hundredths as f64 / 100.0)
        + 0.0
}

/// Hours between kept states of the detector on an account that has not been seen yet.
const CHECKPOINT_HOURS: usize = 64;

/// A detector that has learnt the hourly mean of a case and is ready for its accounts.
#[derive(Clone, Debug)]
pub struct WarmUp {
    hours: usize,
    /// The state after every [`CHECKPOINT_HOURS`] hours without events, the first before any hour.
    quiet_states: Vec<Detector>,
    /// The scores of an account without events, not rounded.
    quiet_scores: Vec<f64>,
    /// For each hour the highest of them up to it.
    highest_quiet: Vec<f64>,
}

/// The highest scores of a case, rounded to 2 decimals.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Highest {
    /// Of each account.
    pub per_account: Vec<f64>,
    /// Of each hour.
    pub per_hour: Vec<f64>,
}

impl WarmUp {
    /// Learns a case of `accounts` accounts whose logons together number `totals[hour]`.
    pub fn new(totals: &[u32], accounts: usize) -> Self {
        let mut detector = Detector::new();
        for &total in totals {
            detector.step(f64::from(total) / accounts.max(1) as f64);
        }
        let mut quiet_states = Vec::with_capacity(totals.len() / CHECKPOINT_HOURS + 1);
        let mut quiet_scores = Vec::with_capacity(totals.len());
        let mut highest_quiet = Vec::with_capacity(totals.len());
        let mut highest = f64::NEG_INFINITY;
        for hour in 0..totals.len() {
            if hour % CHECKPOINT_HOURS == 0 {
                quiet_states.push(detector);
            }
            let score = detector.step(0.0);
            quiet_scores.push(score);
            highest = highest.max(score);
            highest_quiet.push(highest);
        }
        Self { hours: totals.len(), quiet_states, quiet_scores, highest_quiet }
    }

    /// Hours of the case.
    pub fn hours(&self) -> usize {
        self.hours
    }

    /// The scores of each hour of an account, from the (hour, count) pairs of the hours that have any, in order; rounded to
    /// 2 decimals.
    pub fn scores(&self, counts: &[(u32, u32)]) -> Vec<f64> {
        let mut scores = Vec::with_capacity(self.hours);
        self.run(counts, |run| match run {
            Run::Quiet { until } => scores.extend(self.quiet_scores[..until].iter().copied().map(rounded)),
            Run::Hour(_, score) => scores.push(rounded(score)),
            Run::Steady { until, score, .. } => scores.resize(until, rounded(score)),
        });
        scores
    }

    /// The hours of an account that have a count or a score above `least`, in order, with their scores; `counts` as for
    /// [`WarmUp::scores`]. `quiet` is [`WarmUp::quiet_above`] of the same `least`, made once for all accounts: the cost of an
    /// account follows what it did, not the length of the case.
    pub fn marked(&self, counts: &[(u32, u32)], least: f64, quiet: &[(u32, f64)]) -> Vec<(u32, f64)> {
        let mut marked = Vec::new();
        let mut next = 0;
        self.run(counts, |run| match run {
            Run::Quiet { until } => {
                marked.extend(quiet.iter().take_while(|(hour, _)| (*hour as usize) < until));
            }
            Run::Hour(hour, score) => {
                let has_count = counts.get(next).is_some_and(|(counted, _)| *counted as usize == hour);
                next += usize::from(has_count);
                let score = rounded(score);
                if has_count || score > least {
                    marked.push((hour as u32, score));
                }
            }
            Run::Steady { from, until, score } => {
                let score = rounded(score);
                if score > least {
                    marked.extend((from..until).map(|hour| (hour as u32, score)));
                }
            }
        });
        marked
    }

    /// The hours in which an account without events scores above `least`, in order, with their scores.
    pub fn quiet_above(&self, least: f64) -> Vec<(u32, f64)> {
        let scores = self.quiet_scores.iter().copied().map(rounded);
        (0..).zip(scores).filter(|(_, score)| *score > least).collect()
    }

    /// The highest scores of many accounts, each given as for [`WarmUp::scores`]: of each account over all hours, and of each
    /// hour over all accounts. 0 where there is no hour or no account.
    pub fn highest(&self, accounts: impl Iterator<Item = Vec<(u32, u32)>>) -> Highest {
        let mut per_hour = vec![f64::NEG_INFINITY; self.hours];
        let mut longest_quiet = 0;
        let mut per_account = Vec::new();
        let mut accounts = accounts.peekable();
        // Rounding keeps order, so the maxima alone are rounded.
        while accounts.peek().is_some() {
            let group: Vec<Vec<(u32, u32)>> = accounts.by_ref().take(TOGETHER).collect();
            if let Some((quiet, hours)) = self.run_together(&group) {
                longest_quiet = longest_quiet.max(quiet);
                let mut highest = [self.highest_quiet(quiet); TOGETHER];
                for (of_hour, scores) in per_hour[quiet..].iter_mut().zip(&hours) {
                    for (highest, score) in highest.iter_mut().zip(scores) {
                        *highest = highest.max(*score);
                        *of_hour = of_hour.max(*score);
                    }
                }
                per_account.extend(highest);
                continue;
            }
            per_account.extend(group.iter().map(|counts| {
                let mut highest = f64::NEG_INFINITY;
                self.run(counts, |run| match run {
                    Run::Quiet { until } => {
                        longest_quiet = longest_quiet.max(until);
                        highest = self.highest_quiet(until);
                    }
                    Run::Hour(hour, score) => {
                        highest = highest.max(score);
                        per_hour[hour] = per_hour[hour].max(score);
                    }
                    Run::Steady { from, until, score } => {
                        highest = highest.max(score);
                        per_hour[from..until].iter_mut().for_each(|most| *most = most.max(score));
                    }
                });
                highest
            }));
        }
        for (most, &quiet) in per_hour.iter_mut().zip(&self.quiet_scores[..longest_quiet]) {
            *most = most.max(quiet);
        }
        for score in per_account.iter_mut().chain(&mut per_hour) {
            *score = if score.is_finite() { rounded(*score) } else { 0.0 };
        }
        Highest { per_account, per_hour }
    }

    /// The highest score of an account without events in the first `hours` hours.
    fn highest_quiet(&self, hours: usize) -> f64 {
        hours.checked_sub(1).map_or(f64::NEG_INFINITY, |last| self.highest_quiet[last])
    }

    /// With which hour an account begins: how many hours the case has for one that never does.
    fn first(&self, counts: &[(u32, u32)]) -> usize {
        counts.first().map_or(self.hours, |&(hour, _)| (hour as usize).min(self.hours))
    }

    /// The detector of an account that was silent so long.
    fn quiet_until(&self, hour: usize) -> Option<Detector> {
        let kept = hour / CHECKPOINT_HOURS;
        let mut detector = *self.quiet_states.get(kept)?;
        for _ in kept * CHECKPOINT_HOURS..hour {
            detector.step(0.0);
        }
        Some(detector)
    }

    fn run(&self, counts: &[(u32, u32)], mut emit: impl FnMut(Run)) {
        let first = self.first(counts);
        if first > 0 {
            emit(Run::Quiet { until: first });
        }
        let Some(mut detector) = self.quiet_until(first) else { return };
        let mut hour = first;
        for (position, &(_, count)) in counts.iter().enumerate() {
            if hour >= self.hours {
                return;
            }
            emit(Run::Hour(hour, detector.step(f64::from(count))));
            hour += 1;
            let next = counts.get(position + 1).map_or(self.hours, |&(next, _)| (next as usize).min(self.hours));
            let mut last_score = f64::NAN;
            while hour < next {
                let before = detector;
                let score = detector.step(0.0);
                emit(Run::Hour(hour, score));
                hour += 1;
                if score == last_score && before == detector && hour < next {
                    // Nothing moves any more until the next event.
                    emit(Run::Steady { from: hour, until: next, score });
                    hour = next;
                }
                last_score = score;
            }
        }
    }
}

/// A stretch of an account's scores, not rounded.
enum Run {
    /// As an account without events, from the first hour.
    Quiet { until: usize },
    /// One hour.
    Hour(usize, f64),
    /// The same score from `from` on.
    Steady { from: usize, until: usize, score: f64 },
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The scores of one detector on the warm-up and the series, as the definition says and with nothing clever.
    fn plainly(totals: &[u32], accounts: usize, counts: &[u32]) -> Vec<f64> {
        let mut detector = Detector::new();
        for &total in totals {
            detector.step(f64::from(total) / accounts as f64);
        }
        counts.iter().map(|&count| rounded(detector.step(f64::from(count)))).collect()
    }

    fn sparse(counts: &[u32]) -> Vec<(u32, u32)> {
        (0..).zip(counts.iter().copied()).filter(|&(_, count)| count > 0).collect()
    }

    #[test]
    fn a_stage_scores_with_what_it_has_just_learnt() {
        let mut stage = Stage { mean: 0.5, variance: 0.5 };
        let score = stage.score(3.0);
        assert_eq!(stage.mean, 0.96 * 0.5 + 0.04 * 3.0);
        let variance = 0.96 * 0.5 + 0.04 * 2.4 * 2.4;
        assert!((stage.variance - variance).abs() < 1e-15);
        let density = (-2.4f64 * 2.4 / (2.0 * variance)).exp() / (TAU * variance).sqrt();
        assert!((score + density.ln()).abs() < 1e-12, "{score}");
    }

    #[test]
    fn the_output_begins_with_the_eighth_sample() {
        // One sample remembered, five scored for the first sum, that sum remembered, two sums scored.
        let mut detector = Detector::new();
        let outputs: Vec<f64> = (0..9).map(|hour| detector.step(f64::from(hour % 3))).collect();
        assert!(outputs[..7].iter().all(|&score| score == 0.0), "{outputs:?}");
        assert!(outputs[7] != 0.0 && outputs[8] != 0.0, "{outputs:?}");
    }

    #[test]
    fn sparse_series_score_as_dense_ones() {
        let totals: Vec<u32> = (0..500).map(|hour| if hour % 7 < 2 { hour % 11 } else { 0 }).collect();
        let warm = WarmUp::new(&totals, 3);
        for first in [0, 1, 63, 64, 65, 200, 499, 500] {
            let counts: Vec<u32> =
                (0..500).map(|hour| if hour >= first && (hour - first) % 90 < 3 { hour + 1 } else { 0 }).collect();
            let expected = plainly(&totals, 3, &counts);
            assert_eq!(warm.scores(&sparse(&counts)), expected, "first event at {first}");
            for least in [f64::NEG_INFINITY, 0.0, 5.0, 10.0] {
                let marked: Vec<(u32, f64)> = (0..)
                    .zip(expected.iter().copied())
                    .filter(|(hour, score)| *score > least || counts[*hour as usize] > 0)
                    .collect();
                assert_eq!(warm.marked(&sparse(&counts), least, &warm.quiet_above(least)), marked, "above {least}");
            }
            let highest = warm.highest([sparse(&counts), Vec::new()].into_iter());
            let quiet = warm.scores(&[]);
            let most = |scores: &[f64]| scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            assert_eq!(highest.per_account, [most(&expected), most(&quiet)]);
            assert!(highest.per_hour.iter().zip(expected.iter().zip(&quiet)).all(|(h, (a, b))| *h == a.max(*b)));
        }
    }

    #[test]
    fn a_silence_of_years_costs_no_time_and_changes_no_score() {
        let hours = 60_000;
        let mut counts = vec![0; hours];
        (counts[5], counts[59_000]) = (40, 2);
        let warm = WarmUp::new(&counts, 1);
        let expected = plainly(&counts, 1, &counts);
        assert_eq!(warm.scores(&sparse(&counts)), expected);
        let mut steps = 0;
        warm.run(&sparse(&counts), |run| steps += usize::from(matches!(run, Run::Hour(..))));
        assert!(steps < 50_000, "{steps} steps");
    }

    #[test]
    fn rounding_follows_the_exact_value_of_the_double() {
        // 2.675 is a little below, 1.005 too, 0.125 is exact.
        for (score, expected) in
            [(2.675, 2.67), (1.005, 1.0), (0.125, 0.12), (-7.456, -7.46), (16.999, 17.0), (1e12, 1e12)]
        {
            assert_eq!(rounded(score), expected, "{score}");
        }
        assert!(rounded(-0.001).is_sign_positive());
        for turn in -20_000..20_000 {
            let score = f64::from(turn) * 0.001_234_5;
            assert_eq!(Ok(rounded(score)), format!("{score:.2}").parse(), "{score}");
        }
    }

    #[test]
    fn a_case_without_hours_has_no_scores() {
        let warm = WarmUp::new(&[], 0);
        assert!(warm.scores(&[]).is_empty() && warm.scores(&[(0, 1)]).is_empty());
        assert_eq!(warm.highest([vec![(3, 1)]].into_iter()).per_account, [0.0]);
    }
}
