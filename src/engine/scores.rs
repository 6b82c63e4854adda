//! Scores of hours in the way that is chosen, and their levels. Both follow from the whole case: they are made when somebody first looks at a
//! score, never while files are read; and a few accounts at a time, so that whoever drives this can answer others in between.

use super::Case;
use super::heat_map::Series;
use crate::analysis::changefinder::{TOGETHER, WarmUp};
use crate::analysis::levels::Levels;
use crate::analysis::timeline::Timeline;
use crate::analysis::{rate, sound};
use crate::graph::account_host::Node;
use crate::protocol::scores::{Scores, ScoresView};
use crate::protocol::timeline::{Shape, Who};
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
        let mut survey = Survey::new(scores, timeline);
        while survey.look(timeline) {}
        survey.scorer(timeline)
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

    /// How many accounts are best scored together.
    pub fn together(&self) -> usize {
        if matches!(self.way, Way::LogonTracer(_)) { TOGETHER } else { 1 }
    }

    /// All hours of each of some accounts, as [`Scorer::hours_of`] gives them.
    pub fn hours_of_each(&self, accounts: &[Vec<(u32, u32)>]) -> Vec<Scored> {
        let Way::LogonTracer(warm_up) = &self.way else {
            return accounts.iter().map(|counts| self.hours_of(counts)).collect();
        };
        let scored = |scores: Vec<f64>| Scored {
            scores: scores.into_iter().map(|score| score as f32).collect(),
            expected: Vec::new(),
        };
        warm_up.scores_of(accounts).into_iter().map(scored).collect()
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

/// The look at some accounts from which levels follow.
#[derive(Clone, Debug)]
struct Survey {
    scores: Scores,
    sound: sound::Survey,
    rate: rate::Survey,
    next: u32,
}

impl Survey {
    fn new(scores: Scores, timeline: &Timeline) -> Self {
        let (accounts, hours) = (timeline.accounts() as u32, timeline.hours());
        let (sound, rate) = (sound::Survey::new(accounts, hours), rate::Survey::new(accounts, hours));
        Self { scores, sound, rate, next: 0 }
    }

    /// Every how manieth account it looks at.
    fn every(&self) -> u32 {
        match self.scores {
            Scores::LogonTracer => u32::MAX,
            Scores::Sound => self.sound.every(),
            Scores::Rate => self.rate.every(),
        }
    }

    /// Looks at the next account; `false` if there is none.
    fn look(&mut self, timeline: &Timeline) -> bool {
        if self.next >= timeline.accounts() as u32 {
            return false;
        }
        match self.scores {
            Scores::LogonTracer => {}
            Scores::Sound => self.sound.see(&timeline.counts(self.next)),
            Scores::Rate => self.rate.see(&timeline.counts(self.next)),
        }
        self.next = self.next.saturating_add(self.every());
        true
    }

    fn scorer(&self, timeline: &Timeline) -> Scorer {
        let (way, levels) = match self.scores {
            Scores::LogonTracer => (
                Way::LogonTracer(WarmUp::new(timeline.hour_totals(), timeline.accounts())),
                Levels { above: SCORE_LEVELS },
            ),
            Scores::Sound => (Way::Sound, self.sound.levels()),
            Scores::Rate => (Way::Rate, self.rate.levels()),
        };
        Scorer { hours: timeline.hours(), way, levels }
    }
}

/// Scores of all accounts, or all hosts, being made: first the levels, then what is to be known of each.
#[derive(Clone, Debug)]
pub struct Making {
    survey: Survey,
    scorer: Option<Scorer>,
    /// The highest score of each account so far.
    highest: Vec<f32>,
    /// The highest of any account in each hour.
    per_hour: Vec<f32>,
    /// The scores of the hours in which an account has events, in order, those of one after the other's ...
    at_events: Vec<f32>,
    /// ... and where each account's end.
    ends: Vec<u32>,
}

impl Making {
    /// Nothing is made yet.
    pub fn new(scores: Scores, timeline: &Timeline) -> Self {
        Self {
            survey: Survey::new(scores, timeline),
            scorer: None,
            highest: Vec::new(),
            per_hour: vec![0.0; timeline.hours() as usize],
            at_events: Vec::new(),
            ends: Vec::new(),
        }
    }

    /// The way.
    pub fn scores(&self) -> Scores {
        self.survey.scores
    }

    /// What scores, once the levels are made.
    pub fn scorer(&self) -> Option<&Scorer> {
        self.scorer.as_ref()
    }

    /// Whether all is made.
    pub fn is_whole(&self, timeline: &Timeline) -> bool {
        self.scorer.is_some() && self.highest.len() >= timeline.accounts()
    }

    /// How much is made, 0…1.
    pub fn share(&self, timeline: &Timeline) -> f32 {
        if self.is_whole(timeline) {
            return 1.0;
        }
        let every = self.survey.every().max(1);
        let all = timeline.accounts() as f32 * (1.0 + 1.0 / every as f32);
        let done = self.highest.len() as f32 + self.survey.next.min(timeline.accounts() as u32) as f32 / every as f32;
        (done / all.max(1.0)).min(0.999)
    }

    /// Goes on with the accounts of `timeline`, up to about so many of their hours, and not beyond the levels if only those are wanted.
    pub fn go_on(&mut self, timeline: &Timeline, cells: u64, only_levels: bool) {
        let mut left = cells.max(1);
        while left > 0 && !self.is_whole(timeline) {
            let accounts = match &self.scorer {
                None if self.survey.look(timeline) => 1,
                None => {
                    self.scorer = Some(self.survey.scorer(timeline));
                    1
                }
                Some(_) if only_levels => return,
                Some(scorer) => {
                    let next = self.highest.len()..timeline.accounts().min(self.highest.len() + scorer.together());
                    let counts: Vec<_> = next.map(|account| timeline.counts(account as u32)).collect();
                    for (counts, scored) in counts.iter().zip(scorer.hours_of_each(&counts)) {
                        self.take(counts, &scored.scores);
                    }
                    counts.len() as u64
                }
            };
            left = left.saturating_sub(accounts * (u64::from(timeline.hours()) + 1));
        }
    }

    /// Takes the scores of the next account.
    fn take(&mut self, counts: &[(u32, u32)], scores: &[f32]) {
        for (highest, score) in self.per_hour.iter_mut().zip(scores) {
            *highest = highest.max(*score);
        }
        let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        self.highest.push(if highest.is_finite() { highest } else { 0.0 });
        self.at_events.extend(counts.iter().map(|(hour, _)| scores.get(*hour as usize).copied().unwrap_or(0.0)));
        self.ends.push(self.at_events.len() as u32);
    }

    /// The highest score of an account, once that is made.
    pub fn highest(&self, account: u32) -> f32 {
        self.highest.get(account as usize).copied().unwrap_or(0.0)
    }

    /// The highest score of an account of `timeline` in the hours that are left of it in `part`, once that is made.
    pub fn highest_in(&self, timeline: &Timeline, part: &Timeline, account: u32) -> f32 {
        let end = |account: u32| self.ends.get(account as usize).copied().unwrap_or(0) as usize;
        let begin = account.checked_sub(1).map_or(0, end);
        let scores = self.at_events.get(begin..end(account)).unwrap_or_default();
        let mut left = part.entries(account).iter().map(|entry| entry.hour).peekable();
        let mut highest = f32::NEG_INFINITY;
        for ((hour, _), score) in timeline.counts(account).into_iter().zip(scores) {
            while left.next_if(|other| *other < hour).is_some() {}
            if left.peek() == Some(&hour) {
                highest = highest.max(*score);
            }
        }
        if highest.is_finite() { highest } else { 0.0 }
    }
}

impl Case {
    /// Scores hours in another way from now on.
    pub fn set_scores(&mut self, scores: Scores) {
        if self.scores != scores {
            self.scores = scores;
            self.scorer.take();
        }
    }

    /// How hours are scored.
    pub fn scores(&self) -> Scores {
        self.scores
    }

    fn accounts(&self) -> Option<&Series> {
        self.heat_maps.series(Who::Accounts, self.scores).filter(|_| self.heat_maps.generation() == self.generation)
    }

    /// What scores accounts, made now if it is not yet; nothing was analysed otherwise.
    pub fn scorer(&self) -> Option<&Scorer> {
        let derived = self.derived.as_ref()?;
        let made = self.made_scorer();
        made.or_else(|| Some(self.scorer.get_or_init(|| Scorer::new(self.scores, &derived.preset.timeline))))
    }

    /// What scores accounts, if that is made.
    pub fn made_scorer(&self) -> Option<&Scorer> {
        self.accounts()?.scorer()
    }

    /// Whether a rectangle of such a map can be had without anything being scored first that takes long.
    pub fn can_show(&self, shape: &Shape) -> bool {
        let is_ready = |series: &Series| self.of_rows(self.generation).is_none_or(|case| series.is_ready(case, shape));
        self.heat_maps.generation() == self.generation
            && self.heat_maps.series(shape.who, shape.scores).is_some_and(is_ready)
    }

    /// Makes scores of about so many hours more: those that a map needs, else those of the accounts; only the former with `only_map`.
    /// Whether anything was left to do.
    pub fn make_scores(&mut self, map: Option<&Shape>, only_map: bool, cells: u64) -> bool {
        let mut maps = std::mem::take(&mut self.heat_maps);
        let scores = self.scores;
        let generation = self.generation;
        let done = self.of_rows(generation).is_some_and(|case| {
            let accounts = Shape { scores, order: crate::protocol::timeline::Order::Score, ..Shape::default() };
            let shapes = map.into_iter().chain((!only_map).then_some(&accounts));
            let mut shapes = shapes.filter(|shape| maps.make(case, generation, shape, cells));
            shapes.next().is_some()
        });
        self.heat_maps = maps;
        done
    }

    /// The scores of all accounts, as far as they are made.
    pub fn scores_view(&self) -> ScoresView {
        let mut view = ScoresView { generation: self.generation, by: self.scores, ..ScoresView::default() };
        let Some((derived, series)) = self.derived.as_ref().zip(self.accounts()) else { return view };
        let (making, timeline) = (series.making(), &derived.preset.timeline);
        view.above = making.scorer().map(Scorer::above).unwrap_or_default();
        view.share = making.share(timeline);
        if making.is_whole(timeline) {
            view.hours = making.per_hour.clone();
            let of = |place: u32| match derived.node_at(place) {
                Some(Node::Account(number)) => making.highest(number),
                _ => 0.0,
            };
            view.nodes = (0..derived.nodes.len() as u32).map(of).collect();
        }
        view
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::HOUR;

    fn burst() -> Timeline {
        let quiet = (0..300).step_by(50).map(|hour| (0, hour * HOUR, 4624));
        let burst = (0..60).map(|_| (0, 210 * HOUR, 4624));
        Timeline::new(0, 300, 2, quiet.chain(burst))
    }

    #[test]
    fn each_way_scores_every_hour_and_ours_light_a_burst_in_its_hour() {
        let timeline = burst();
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

    #[test]
    fn made_in_turns_they_are_what_they_are_at_once() {
        // Accounts of all kinds, more of them than a survey looks at.
        let rows = (0..40_u32).flat_map(|account| {
            let every = i64::from(account % 7 + 1) * 5;
            (0..2_000).filter(move |hour| hour % every == 0).map(move |hour| (account, hour * HOUR, 4624))
        });
        let bursts = (0..900).map(|turn| (turn % 3, (700 + i64::from(turn) % 2) * HOUR, 4625));
        let rows: Vec<(u32, i64, u16)> = rows.chain(bursts).collect();
        let timeline = Timeline::new(0, 2_000, 41, rows.iter().copied());
        let part = Timeline::new(0, 2_000, 41, rows.iter().copied().filter(|(.., id)| *id == 4624));
        for scores in Scores::ALL {
            let scorer = Scorer::new(scores, &timeline);
            let mut making = Making::new(scores, &timeline);
            let (mut turns, mut shares) = (0, vec![0.0]);
            while !making.is_whole(&timeline) {
                making.go_on(&timeline, 1_000, false);
                turns += 1;
                shares.push(making.share(&timeline));
            }
            assert!(turns >= 6 && shares.is_sorted() && shares.last() == Some(&1.0), "{scores:?} {turns} {shares:?}");
            assert_eq!(making.scorer().map(Scorer::above), Some(scorer.above()));
            let mut per_hour = vec![0.0_f32; 2_000];
            for account in 0..41 {
                let scored = scorer.hours_of(&timeline.counts(account)).scores;
                let highest = scored.iter().copied().fold(f32::NEG_INFINITY, f32::max);
                assert_eq!(making.highest(account), highest, "{scores:?} {account}");
                let left = part.counts(account).into_iter().map(|(hour, _)| scored[hour as usize]);
                let left = left.reduce(f32::max).unwrap_or(0.0);
                assert_eq!(making.highest_in(&timeline, &part, account), left, "{scores:?} {account}");
                per_hour.iter_mut().zip(&scored).for_each(|(most, score)| *most = most.max(*score));
            }
            assert_eq!(making.per_hour, per_hour);
        }
    }

    #[test]
    fn of_nothing_all_is_made_with_the_levels_and_levels_alone_can_be_had() {
        let nothing = Timeline::new(0, 0, 0, std::iter::empty());
        let mut making = Making::new(Scores::Sound, &nothing);
        assert!(!making.is_whole(&nothing));
        making.go_on(&nothing, 1, false);
        assert!(making.is_whole(&nothing) && making.share(&nothing) == 1.0 && making.highest(3) == 0.0);
        let timeline = burst();
        let mut making = Making::new(Scores::Rate, &timeline);
        making.go_on(&timeline, u64::MAX, true);
        assert!(making.scorer().is_some() && !making.is_whole(&timeline) && making.share(&timeline) < 1.0);
    }
}
