//! Scores of hours in the way that is chosen, and their levels. The thresholds follow from the whole case: they are made when somebody first
//! looks at a score, never while files are read.

use super::Case;
use crate::analysis::changefinder::WarmUp;
use crate::analysis::levels::Levels;
use crate::analysis::timeline::Timeline;
use crate::analysis::{rate, sound};
use crate::protocol::scores::Scores;
use crate::screen::levels::SCORE_LEVELS;

/// What scores the accounts of a case, or its hosts.
#[derive(Clone, Debug)]
pub struct Scorer {
    hours: u32,
    way: Way,
    levels: Levels,
}

#[derive(Clone, Debug)]
enum Way {
    LogonTracer(WarmUp),
    Sound,
    Rate,
}

/// The hours of an account or host.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Scored {
    /// The score of each.
    pub scores: Vec<f32>,
    /// How many events were expected in each; of changes of rate only where there is one, and nothing at all where the way expects nothing.
    pub expected: Vec<f32>,
}

impl Scorer {
    /// Looks at the accounts, or hosts, of `timeline`.
    pub fn new(scores: Scores, timeline: &Timeline) -> Self {
        let (accounts, hours) = (timeline.accounts() as u32, timeline.hours());
        let counts = |account| timeline.counts(account);
        let (way, levels) = match scores {
            Scores::LogonTracer => (
                Way::LogonTracer(WarmUp::new(timeline.hour_totals(), timeline.accounts())),
                Levels { above: SCORE_LEVELS },
            ),
            Scores::Sound => (Way::Sound, sound::levels(accounts, hours, counts)),
            Scores::Rate => (Way::Rate, rate::levels(accounts, hours, counts)),
        };
        Self { hours, way, levels }
    }

    /// All hours of an account, from the (hour, count) pairs of those that have any, in order.
    pub fn hours_of(&self, counts: &[(u32, u32)]) -> Scored {
        match &self.way {
            Way::LogonTracer(warm_up) => {
                let scores = warm_up.scores(counts).into_iter().map(|score| score as f32).collect();
                Scored { scores, expected: Vec::new() }
            }
            Way::Sound => {
                let hours = sound::hours_of(counts, self.hours);
                let scores = hours.iter().map(|hour| hour.score).collect();
                Scored { scores, expected: hours.iter().map(|hour| hour.expected).collect() }
            }
            Way::Rate => {
                let nothing = vec![0.0; self.hours as usize];
                let mut scored = Scored { scores: nothing.clone(), expected: nothing };
                for change in rate::changes(counts, self.hours) {
                    for (of, value) in [(&mut scored.scores, change.evidence), (&mut scored.expected, change.before)] {
                        if let Some(cell) = of.get_mut(change.hour as usize) {
                            *cell = value;
                        }
                    }
                }
                scored
            }
        }
    }

    /// Where the levels begin.
    pub fn above(&self) -> [f32; 4] {
        self.levels.above
    }

    /// 0 for an ordinary score, 4 for the highest level.
    pub fn level(&self, score: f32) -> u8 {
        self.levels.level(score)
    }
}

impl Case {
    /// Scores hours in another way from now on.
    pub fn set_scores(&mut self, scores: Scores) {
        self.scores = scores;
        self.scorer.take();
    }

    /// How hours are scored.
    pub fn scores(&self) -> Scores {
        self.scores
    }

    /// What scores accounts; nothing was analysed otherwise.
    pub fn scorer(&self) -> Option<&Scorer> {
        let derived = self.derived.as_ref()?;
        Some(self.scorer.get_or_init(|| Scorer::new(self.scores, &derived.preset.timeline)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::HOUR;

    #[test]
    fn each_way_scores_every_hour_and_ours_light_a_burst_in_its_hour() {
        let quiet = (0..300).step_by(50).map(|hour| (0, hour * HOUR, 4624));
        let burst = (0..60).map(|_| (0, 210 * HOUR, 4624));
        let timeline = Timeline::new(0, 300, 2, quiet.chain(burst));
        for scores in Scores::ALL {
            assert_eq!(Scores::named(scores.name()), Some(scores));
            let scorer = Scorer::new(scores, &timeline);
            let scored = scorer.hours_of(&timeline.counts(0));
            assert_eq!(scored.scores.len(), 300);
            assert!(scored.expected.len() == 300 || scores == Scores::LogonTracer);
            let lit: Vec<usize> = (0..300).filter(|hour| scorer.level(scored.scores[*hour]) > 0).collect();
            assert!(lit == [210] || scores == Scores::LogonTracer, "{scores:?} {lit:?}");
            assert_eq!(scorer.hours_of(&[]).scores.len(), 300);
            assert_eq!(scorer.level(0.0), 0);
        }
    }
}
