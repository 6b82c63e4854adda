//! What accounts or hosts did hour by hour, of the whole case and of what the filter leaves, and how unusual it was.
//!
//! A score is that of the whole case whatever the filter, which only chooses the cells that are seen: one of which nothing is left has
//! none. A host is scored as an account is, by the logons from it.

use super::super::rows::Case;
use super::super::scores::{Making, Scored, Scorer};
use crate::analysis::timeline::Timeline;
use crate::model::bits::Bits;
use crate::protocol::scores::Scores;
use crate::protocol::timeline::{Order, Shape, Who};
use crate::screen::columns::Columns;
use std::collections::VecDeque;
use std::ops::Range;

/// Counts of all accounts or all hosts.
#[derive(Clone, Debug)]
pub struct Series {
    who: Who,
    /// Those of hosts; accounts' are the preset's.
    hosts: Option<Timeline>,
    making: Making,
    /// What the filter leaves; `None` while it is not counted, or if nothing is narrowed.
    left: Option<Timeline>,
    is_narrowed: bool,
    /// The first position left of each number, `u32::MAX` where none is.
    firsts: Vec<u32>,
    /// The scores that were looked at last, the latest last: those of the whole case stay when the filter is another.
    kept: VecDeque<(u32, Scored)>,
}

/// A row's figures, by column.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// Events.
    pub counts: Vec<u32>,
    /// The highest score of each.
    pub scores: Vec<f32>,
    /// How many events were expected in each hour, if columns are hours and nothing is taken away.
    pub expected: Vec<f32>,
    /// The highest of all.
    pub highest: f32,
}

impl Series {
    /// Of the whole of `case`; nothing is scored yet.
    pub fn new(case: Case<'_>, who: Who, scores: Scores) -> Self {
        let hosts = (who == Who::Hosts).then(|| count(case, who, std::iter::once(0..u32::MAX), None));
        let making = Making::new(scores, hosts.as_ref().unwrap_or(&case.derived.preset.timeline));
        Self { who, hosts, making, left: None, is_narrowed: false, firsts: Vec::new(), kept: VecDeque::new() }
    }

    /// How they are scored.
    pub fn scores(&self) -> Scores {
        self.making.scores()
    }

    /// What scores them, once levels are made.
    pub fn scorer(&self) -> Option<&Scorer> {
        self.making.scorer()
    }

    /// What is made of their scores.
    pub fn making(&self) -> &Making {
        &self.making
    }

    /// Whether what a map of this shape needs of scores is made: levels, and the highest of each row if it is ordered by them.
    pub fn is_ready(&self, case: Case<'_>, shape: &Shape) -> bool {
        match shape.order {
            Order::Score => self.making.is_whole(self.whole(case)),
            _ => self.scorer().is_some(),
        }
    }

    /// Makes scores of about so many hours more.
    pub fn go_on(&mut self, case: Case<'_>, cells: u64, only_levels: bool) {
        let Self { hosts, making, .. } = self;
        making.go_on(hosts.as_ref().unwrap_or(&case.derived.preset.timeline), cells, only_levels);
    }

    /// Where the levels begin.
    pub fn above(&self) -> [f32; 4] {
        self.scorer().map(Scorer::above).unwrap_or_default()
    }

    /// The filter is another.
    pub fn forget_filtered(&mut self) {
        self.left = None;
        self.firsts = Vec::new();
    }

    /// Counts what the filter leaves, if that is not known.
    pub fn narrow(&mut self, case: Case<'_>) {
        self.is_narrowed = case.filtering.is_some();
        if self.is_narrowed && self.left.is_none() {
            self.left = case.filtering.map(|left| count_left(case, self.who, self.whole(case), left));
        }
    }

    fn whole<'a>(&'a self, case: Case<'a>) -> &'a Timeline {
        self.hosts.as_ref().unwrap_or(&case.derived.preset.timeline)
    }

    /// What is left.
    pub fn left<'a>(&'a self, case: Case<'a>) -> &'a Timeline {
        self.left.as_ref().unwrap_or_else(|| self.whole(case))
    }

    /// Where in the order of rows each number is first left; `u32::MAX` where nothing is.
    pub fn firsts(&mut self, case: Case<'_>) -> &[u32] {
        if self.firsts.is_empty() {
            self.firsts = vec![u32::MAX; self.left(case).accounts()];
            for (position, number) in positions(case, self.who, case.filtering.map_or(0..u32::MAX, Bits::span)) {
                if let Some(first) = self.firsts.get_mut(number as usize)
                    && *first == u32::MAX
                    && case.filtering.is_none_or(|left| left.contains(position))
                {
                    *first = position;
                }
            }
        }
        &self.firsts
    }

    /// The highest score of `number` in an hour that is left, once all scores are made.
    pub fn highest(&self, case: Case<'_>, number: u32) -> f32 {
        match self.is_narrowed {
            false => self.making.highest(number),
            true => self.making.highest_in(self.whole(case), self.left(case), number),
        }
    }

    fn highest_of(&self, scores: &[f32], case: Case<'_>, number: u32) -> f32 {
        let all = || scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let in_hours = || {
            let hours = self.left(case).entries(number).iter().filter_map(|entry| scores.get(entry.hour as usize));
            hours.copied().fold(f32::NEG_INFINITY, f32::max)
        };
        let highest = if self.is_narrowed { in_hours() } else { all() };
        if highest.is_finite() { highest } else { 0.0 }
    }

    /// Puts the scores of `number` at the end of those kept.
    fn keep_scores(&mut self, case: Case<'_>, number: u32) {
        if let Some(at) = self.kept.iter().position(|(of, _)| *of == number) {
            let kept = self.kept.remove(at);
            self.kept.extend(kept);
            return;
        }
        let whole = self.hosts.as_ref().unwrap_or(&case.derived.preset.timeline);
        while self.kept.len() >= super::rows_kept(whole.hours()) {
            self.kept.pop_front();
        }
        // Until there are levels there is nothing to keep.
        if let Some(scorer) = self.making.scorer() {
            self.kept.push_back((number, scorer.hours_of(&whole.counts(number))));
        }
    }

    /// The level of a score: 0 for an ordinary one.
    pub fn level(&self, score: f32) -> u8 {
        self.scorer().map_or(0, |scorer| scorer.level(score))
    }

    /// Counts and scores of `number` in each of `columns`.
    pub fn figures(&mut self, case: Case<'_>, number: u32, columns: &Columns) -> Figures {
        self.keep_scores(case, number);
        static NONE: Scored = Scored { scores: Vec::new(), expected: Vec::new() };
        let kept = self.kept.back().filter(|(of, _)| *of == number);
        let Scored { scores, expected } = kept.map_or(&NONE, |(_, scored)| scored);
        let highest = self.highest_of(scores, case, number);
        let mut figures = Figures { counts: vec![0; columns.len() as usize], highest, ..Figures::default() };
        if self.is_narrowed {
            figures.scores = vec![f32::NEG_INFINITY; columns.len() as usize];
        } else if columns.begins().is_empty() {
            figures.scores = scores.clone();
            figures.expected = expected.clone();
        } else {
            let of_column = |column| {
                let hours = columns.hours_of(column);
                let scores = scores.get(hours.start as usize..hours.end as usize).unwrap_or_default();
                scores.iter().copied().fold(f32::NEG_INFINITY, f32::max)
            };
            figures.scores = (0..columns.len()).map(of_column).collect();
        }
        let mut column = 0;
        for entry in self.left(case).entries(number) {
            if !columns.hours_of(column).contains(&entry.hour) {
                column = columns.column_of(entry.hour);
            }
            if let Some(count) = figures.counts.get_mut(column as usize) {
                *count += entry.count;
            }
            if let (true, Some(score)) = (self.is_narrowed, figures.scores.get_mut(column as usize)) {
                *score = score.max(scores.get(entry.hour as usize).copied().unwrap_or(0.0));
            }
        }
        figures.scores.resize(columns.len() as usize, 0.0);
        figures.scores.iter_mut().filter(|score| !score.is_finite()).for_each(|score| *score = 0.0);
        figures
    }

    /// Events of one id of `number` in each of some of `columns`.
    pub fn counts_of_id(
        &self,
        case: Case<'_>,
        number: u32,
        id: u16,
        columns: &Columns,
        wanted: Range<u32>,
    ) -> Vec<u32> {
        let mut counts = vec![0; wanted.len()];
        if wanted.is_empty() {
            return counts;
        }
        let (from, until) = (columns.hours_of(wanted.start).start, columns.hours_of(wanted.end - 1).end);
        let entries = self.left(case).entries(number);
        let begin = entries.partition_point(|entry| entry.hour < from);
        for entry in entries.get(begin..).unwrap_or_default().iter().take_while(|entry| entry.hour < until) {
            let column = columns.column_of(entry.hour).saturating_sub(wanted.start);
            if let (true, Some(count)) = (entry.event_id == id, counts.get_mut(column as usize)) {
                *count += entry.count;
            }
        }
        counts
    }

    /// All events of one id of `number`.
    pub fn total_of_id(&self, case: Case<'_>, number: u32, id: u16) -> u32 {
        let entries = self.left(case).entries(number).iter();
        entries.filter(|entry| entry.event_id == id).map(|entry| entry.count).sum()
    }
}

/// (position, number) of each logon in a span of the scope, by time.
fn positions<'a>(case: Case<'a>, who: Who, span: Range<u32>) -> impl Iterator<Item = (u32, u32)> + Clone + 'a {
    case.derived.scope.within(span).map(move |(position, account, host)| match who {
        Who::Accounts => (position, account),
        Who::Hosts => (position, host),
    })
}

/// Counts the logons in these spans of positions, of `left` if there is one.
fn count(case: Case<'_>, who: Who, spans: impl Iterator<Item = Range<u32>> + Clone, left: Option<&Bits>) -> Timeline {
    let whole = &case.derived.preset.timeline;
    let all = match who {
        Who::Accounts => case.derived.scope.accounts.len(),
        Who::Hosts => case.derived.scope.hosts.len(),
    };
    let rows = spans.flat_map(|span| positions(case, who, span));
    let rows = rows.filter(|(position, _)| left.is_none_or(|left| left.contains(*position)));
    let events = &case.store.events;
    let rows = rows.filter_map(|(position, number)| {
        let row = *case.grounds.order.rows.get(position as usize)? as usize;
        Some((number, *events.time.get(row)?, events.kind.get(row)?.id()))
    });
    Timeline::new(whole.start(), whole.hours(), all, rows)
}

/// Counts the logons of `left`. An hour that is left whole is as it is in `whole`: of a range of time only the ends are counted anew.
fn count_left(case: Case<'_>, who: Who, whole: &Timeline, left: &Bits) -> Timeline {
    let positions = &case.derived.scope.positions;
    let mut is_whole = vec![false; whole.hours() as usize];
    let mut parts = Vec::new();
    let mut begin = 0;
    // Logons are in order of time, so that those of an hour stand together.
    for (is_whole, logons) in is_whole.iter_mut().zip(whole.hour_totals()) {
        let of_hour = positions.get(begin..begin + *logons as usize).unwrap_or_default();
        begin += of_hour.len();
        let (Some(first), Some(last)) = (of_hour.first(), of_hour.last()) else { continue };
        let span = *first..last + 1;
        match left.count_in(span.clone()) {
            0 => {}
            rows if rows == span.len() => *is_whole = true,
            _ => parts.push(span),
        }
    }
    whole.with_hours(&is_whole, &count(case, who, parts.into_iter(), Some(left)))
}
