//! Some accounts at once. A step of one is a chain of sums, divisions and a logarithm, each waiting for the one before; those of other accounts are
//! worked at meanwhile, several by one instruction where the processor can. The same is computed in the same order for each, so that all bits are what
//! they are for an account alone.

use super::{Detector, FIRST_WINDOW, FULL_FIRST, FULL_SECOND, Stage, WarmUp, rounded, rounded_quickly};

/// So many accounts.
pub const TOGETHER: usize = 8;

/// A number for each of the accounts.
type Each = [f64; TOGETHER];

/// As [`Stage`], of each account.
#[derive(Clone, Copy)]
struct Stages {
    means: Each,
    variances: Each,
}

impl Stages {
    fn all(one: Stage) -> Self {
        Self { means: [one.mean; TOGETHER], variances: [one.variance; TOGETHER] }
    }

    fn of(&self, at: usize) -> Stage {
        Stage { mean: self.means[at], variance: self.variances[at] }
    }

    fn set(&mut self, at: usize, stage: Stage) {
        (self.means[at], self.variances[at]) = (stage.mean, stage.variance);
    }

    /// As [`Stage::score`].
    fn score(&mut self, samples: Each) -> Each {
        let mut scores = [0.0; TOGETHER];
        for at in 0..TOGETHER {
            let mut stage = self.of(at);
            scores[at] = stage.learn(samples[at]);
            self.set(at, stage);
        }
        // Calls, so that they stand apart from what is done to all at once.
        let narrowness: Each = std::array::from_fn(|at| self.of(at).narrowness());
        std::array::from_fn(|at| narrowness[at] + scores[at])
    }
}

/// The detectors of some accounts, whose windows are full.
struct Detectors {
    first: Stages,
    second: Stages,
    first_scores: [Each; FIRST_WINDOW],
    second_scores: [Each; 2],
}

impl Detectors {
    /// All as this one; `None` as long as its windows are not full.
    fn all(one: &Detector) -> Option<Self> {
        let is_full = one.first_seen == FULL_FIRST && one.second_seen == FULL_SECOND;
        is_full.then(|| Self {
            first: Stages::all(one.first),
            second: Stages::all(one.second),
            first_scores: one.first_scores.map(|score| [score; TOGETHER]),
            second_scores: one.second_scores.map(|score| [score; TOGETHER]),
        })
    }

    /// As [`Detector::step`].
    fn step(&mut self, counts: Each) -> Each {
        let [_, b, c, d, e] = self.first_scores;
        self.first_scores = [b, c, d, e, self.first.score(counts)];
        let [a, b, c, d, e] = self.first_scores;
        let sums: Each = std::array::from_fn(|at| a[at] + b[at] + c[at] + d[at] + e[at]);
        let (kept, kept_scores) = (self.second, self.second_scores);
        self.second_scores = [kept_scores[1], self.second.score(sums)];
        if sums.contains(&0.0) {
            // Those of no surprise at all are left out.
            for at in (0..TOGETHER).filter(|at| sums[*at] == 0.0) {
                self.second.set(at, kept.of(at));
                (self.second_scores[0][at], self.second_scores[1][at]) = (kept_scores[0][at], kept_scores[1][at]);
            }
        }
        let [before, last] = self.second_scores;
        std::array::from_fn(|at| before[at] + last[at])
    }
}

fn rounded_each(scores: Each) -> Each {
    let mut are_sure = true;
    let quickly = scores.map(|score| {
        let (rounded, is_sure) = rounded_quickly(score);
        are_sure &= is_sure;
        rounded
    });
    if are_sure { quickly } else { scores.map(rounded) }
}

impl WarmUp {
    /// The scores of each of some accounts, as [`WarmUp::scores`] gives them: quicker for [`TOGETHER`] than for one after the other.
    pub fn scores_of(&self, accounts: &[Vec<(u32, u32)>]) -> Vec<Vec<f64>> {
        let mut all = Vec::with_capacity(accounts.len());
        for group in accounts.chunks(TOGETHER) {
            let Some((quiet, mut hours)) = self.run_together(group) else {
                all.extend(group.iter().map(|counts| self.scores(counts)));
                continue;
            };
            hours.iter_mut().for_each(|each| *each = rounded_each(*each));
            let before: Vec<f64> = self.quiet_scores[..quiet].iter().copied().map(rounded).collect();
            let of = |at: usize| before.iter().copied().chain(hours.iter().map(move |each| each[at])).collect();
            all.extend((0..TOGETHER).map(of));
        }
        all
    }

    /// The hour with which the first of [`TOGETHER`] accounts begins, and from it on the scores of each, not rounded; before it all are silent. `None` for
    /// fewer or more accounts, and where one after the other is better.
    pub(super) fn run_together(&self, accounts: &[Vec<(u32, u32)>]) -> Option<(usize, Vec<Each>)> {
        let accounts = <&[Vec<(u32, u32)>; TOGETHER]>::try_from(accounts).ok()?;
        let firsts = accounts.each_ref().map(|counts| self.first(counts));
        let first = firsts.into_iter().min()?;
        // Whoever begins late has little to be worked at.
        let own: usize = firsts.iter().map(|first| self.hours - first).sum();
        if own <= TOGETHER / 2 * (self.hours - first) {
            return None;
        }
        let mut detectors = Detectors::all(&self.quiet_until(first)?)?;
        // Counts, whose places their scores take.
        let mut hours = vec![[0.0; TOGETHER]; self.hours - first];
        for (at, counts) in accounts.iter().enumerate() {
            for (hour, count) in counts {
                if let Some(each) = (*hour as usize).checked_sub(first).and_then(|hour| hours.get_mut(hour)) {
                    each[at] = f64::from(*count);
                }
            }
        }
        hours.iter_mut().for_each(|each| *each = detectors.step(*each));
        Some((first, hours))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bits(scores: &[f64]) -> Vec<u64> {
        scores.iter().map(|score| score.to_bits()).collect()
    }

    proptest! {
        #[test]
        fn accounts_together_score_as_each_alone(
            hours in 1_u32..400,
            rows in prop::collection::vec(prop::collection::vec((0_u32..400, 1_u32..2_000), 0..40), 0..20),
            total in 0_u32..50,
        ) {
            let accounts: Vec<Vec<(u32, u32)>> = rows
                .into_iter()
                .map(|row| row.into_iter().filter(|(hour, _)| *hour < hours).collect::<std::collections::BTreeMap<_, _>>())
                .map(|row| row.into_iter().collect())
                .collect();
            let totals: Vec<u32> = (0..hours).map(|hour| if hour % 5 == 0 { total } else { 0 }).collect();
            let warm_up = WarmUp::new(&totals, accounts.len());
            let together = warm_up.scores_of(&accounts);
            prop_assert_eq!(together.len(), accounts.len());
            let mut per_hour = vec![f64::NEG_INFINITY; hours as usize];
            let highest = warm_up.highest(accounts.iter().cloned());
            for ((counts, scores), highest) in accounts.iter().zip(&together).zip(&highest.per_account) {
                let alone = warm_up.scores(counts);
                prop_assert_eq!(bits(scores), bits(&alone));
                prop_assert_eq!(*highest, alone.iter().copied().fold(f64::NEG_INFINITY, f64::max));
                per_hour.iter_mut().zip(&alone).for_each(|(most, score)| *most = most.max(*score));
            }
            if !accounts.is_empty() {
                prop_assert_eq!(highest.per_hour, per_hour);
            }
        }
    }

    #[test]
    fn most_groups_go_together_and_late_comers_alone() {
        let warm_up = WarmUp::new(&[3; 500], 8);
        let mut accounts: Vec<Vec<(u32, u32)>> = (0..TOGETHER as u32).map(|at| vec![(2 + 20 * at, 1 + at)]).collect();
        let (first, hours) = warm_up.run_together(&accounts).expect("together");
        assert_eq!((first, hours.len()), (2, 498));
        assert!(warm_up.run_together(&accounts[1..]).is_none());
        accounts.iter_mut().skip(1).for_each(|counts| *counts = vec![(480, 1)]);
        assert!(warm_up.run_together(&accounts).is_none());
    }

    #[test]
    fn what_surprises_by_nothing_at_all_is_left_out() {
        // A sum of exactly 0 is made by hand: five scores that take each other away.
        let mut one = Detector::new();
        for hour in 0..20 {
            one.step(f64::from(hour % 3));
        }
        let mut next = one.first;
        let score = next.score(1.0);
        one.first_scores = [9.0, 0.0, 0.0, 0.0, -score];
        let mut all = Detectors::all(&one).expect("full windows");
        let told = all.step([1.0; TOGETHER]);
        let alone = one.step(1.0);
        assert_eq!(told.map(f64::to_bits), [alone.to_bits(); TOGETHER]);
        assert_eq!(alone, one.second_scores[0] + one.second_scores[1]);
        assert!((0..TOGETHER).all(|at| all.second.of(at) == one.second));
        let told = all.step(std::array::from_fn(|at| 4.0 + at as f64));
        assert_eq!(told[0].to_bits(), one.step(4.0).to_bits());
    }
}
