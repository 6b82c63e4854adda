//! The filter put to the rows: which are under it, and what that leaves of the graph.

use super::further;
use super::rows::Case;
use crate::model::bits::Bits;
use crate::model::facts::is_failure;
use crate::model::identity::{NOBODY, stable_key};
use crate::model::time::HOUR;
use crate::protocol::filter::{Filter, FilteredView, Key, Mistake};
use crate::search::{self, Query};
use std::collections::BTreeSet;
use std::ops::Range;

/// What is under a filter.
#[derive(Clone, Debug, Default)]
pub struct Filtering {
    /// Positions; `None` if nothing is narrowed.
    pub rows: Option<Bits>,
    /// What of the search was not understood.
    mistakes: Vec<Mistake>,
}

impl Filtering {
    /// Puts `filter` to all rows of `case`.
    pub fn new(case: Case<'_>, filter: &Filter) -> Self {
        let mut filtering = Self::default();
        if !filter.text.trim().is_empty() {
            let (query, mistakes) = search::parse(&filter.text);
            filtering.mistakes = mistakes;
            // A search of which nothing was understood narrows nothing.
            if query != Query::All {
                filtering.narrow(search::evaluate(&query, &case));
            }
        }
        if let Some((from, until)) = filter.range {
            filtering.narrow(in_range(case, from as i64, until as i64));
        }
        if !filter.hide.is_empty() || !filter.only.is_empty() {
            filtering.narrow(between_nodes(case, filter));
        }
        if !filter.hide_moves.is_empty() || !filter.only_moves.is_empty() {
            filtering.narrow(between_hosts(case, filter));
        }
        filtering
    }

    fn narrow(&mut self, to: Bits) {
        match &mut self.rows {
            Some(rows) => rows.and(&to),
            none => *none = Some(to),
        }
    }

    /// What is left of the graph of `case`, which is of `generation`.
    pub fn view(&self, case: Case<'_>, filter: &Filter, generation: u32) -> FilteredView {
        let Case { derived, grounds, .. } = case;
        let mut view = FilteredView {
            generation,
            filter: filter.clone(),
            mistakes: self.mistakes.clone(),
            is_whole: self.rows.is_none(),
            matches: grounds.order.rows.len() as u32,
            logons: derived.scope.positions.len() as u32,
            ..FilteredView::default()
        };
        let Some(rows) = &self.rows else { return view };
        view.matches = rows.count() as u32;
        view.logons = 0;
        view.nodes = vec![0; derived.nodes.len()];
        view.edges = vec![(0, 0); derived.edges.len()];
        // Of a short range of time most rows need not be looked at; of a range alone none of a link's rows by itself.
        let span = rows.span();
        let is_run = rows.count() == span.len();
        (view.hours, view.failed) = by_hour(case, rows, &span);
        for (edge, left) in derived.edges.iter().zip(&mut view.edges) {
            let Some(bundle) = derived.graph.graph.edge_weight(*edge) else { continue };
            let is_joined = derived.graph.is_joined(*edge);
            for link in derived.graph.links_of(bundle) {
                let of_link = within(derived.graph.rows_of(link), &span);
                let count = match is_run {
                    true => of_link.len(),
                    false => of_link.iter().filter(|position| rows.contains(**position)).count(),
                };
                left.0 += count as u32;
                left.1 += if link.failed() { count as u32 } else { 0 };
            }
            let (from, to) = derived.graph.ends(*edge).unwrap_or_default();
            for node in [from, to].into_iter().filter(|node| derived.graph.counts_for(*edge, *node)) {
                if let Some(events) = view.nodes.get_mut(derived.place(node) as usize) {
                    *events += left.0;
                }
            }
            view.logons += if is_joined { 0 } else { left.0 };
            if !derived.draws(*edge) {
                *left = (0, 0);
            }
        }
        view
    }
}

/// Logons of each hour that are left, and failed ones among them: in the order of time, since rows of other orders lie all over the memory.
fn by_hour(case: Case<'_>, rows: &Bits, span: &Range<u32>) -> (Vec<u32>, Vec<u32>) {
    let Case { derived, grounds, store, .. } = case;
    let hours = derived.preset.timeline.hours() as usize;
    let (mut all, mut failed) = (vec![0; hours], vec![0; hours]);
    let events = &store.events;
    let (mut hour, mut hour_is) = (None, 0..0);
    for (position, ..) in derived.scope.within(span.clone()).filter(|(position, ..)| rows.contains(*position)) {
        let Some(row) = grounds.order.rows.get(position as usize).map(|row| *row as usize) else { continue };
        let (Some(time), Some(kind), Some(status)) =
            (events.time.get(row), events.kind.get(row), events.status.get(row))
        else {
            continue;
        };
        if !hour_is.contains(time) {
            hour = derived.hour(*time);
            let since = time.saturating_sub(derived.preset.timeline.start()).rem_euclid(HOUR);
            let begin = time.saturating_sub(since);
            hour_is = begin..begin.saturating_add(HOUR);
        }
        if let Some(hour) = hour {
            all[hour] += 1;
            failed[hour] += u32::from(is_failure(kind.id(), *status));
        }
    }
    (all, failed)
}

/// The part of ascending positions that lies in a span.
fn within<'a>(positions: &'a [u32], span: &Range<u32>) -> &'a [u32] {
    let before = |end: u32| positions.partition_point(|position| *position < end);
    positions.get(before(span.start)..before(span.end)).unwrap_or_default()
}

/// Rows are in the order of time.
fn in_range(case: Case<'_>, from: i64, until: i64) -> Bits {
    let rows = &case.grounds.order.rows;
    let before = |time: i64| rows.partition_point(|row| case.store.events.time[*row as usize] < time);
    let (from, until) = (before(from), before(until));
    let mut bits = Bits::new(rows.len(), false);
    bits.insert_range(from, until);
    bits
}

/// Rows from and to no host that is hidden and, if the filter names hosts, from one of these to another.
fn between_hosts(case: Case<'_>, filter: &Filter) -> Bits {
    let Case { store, grounds, .. } = case;
    let targets = grounds.targets(store);
    let sources = &grounds.identities.hosts;
    let set = |keys: &[Key]| -> BTreeSet<u64> { keys.iter().map(|key| u64::from(*key)).collect() };
    let (hide, only) = (set(&filter.hide_moves), set(&filter.only_moves));
    let in_sight = |key: u64| !hide.contains(&key) && (only.is_empty() || only.contains(&key));
    let from: Vec<bool> = sources.all.iter().map(|host| in_sight(stable_key(b'h', &host.identity))).collect();
    let to: Vec<bool> = targets.all.iter().map(|target| in_sight(target.key)).collect();
    Bits::from_fn(grounds.order.rows.len(), |position| {
        let source = sources.of_row.get(position).and_then(|host| from.get(*host as usize)).copied();
        let row = grounds.order.rows.get(position);
        let target = row.and_then(|row| targets.number(store, *row as usize));
        let target = target.and_then(|target| to.get(target as usize)).copied();
        source.unwrap_or(only.is_empty()) && target.unwrap_or(only.is_empty())
    })
}

/// Rows of no node that is hidden and, if the filter names nodes, of these only: a row that tells both account and host needs both.
fn between_nodes(case: Case<'_>, filter: &Filter) -> Bits {
    let identities = &case.grounds.identities;
    let set = |keys: &[Key]| -> BTreeSet<u64> { keys.iter().map(|key| u64::from(*key)).collect() };
    let (hide, only) = (set(&filter.hide), set(&filter.only));
    let beside = further::Narrowed::new(case.store, case.grounds, &hide, &only);
    // Where only domains and the like are named, accounts and hosts are not narrowed by their names.
    let is_whole = only.iter().all(|key| beside.names(*key));
    let in_sight = |key: u64| !hide.contains(&key) && (is_whole || only.contains(&key));
    let accounts: Vec<bool> =
        identities.accounts.all.iter().map(|account| in_sight(stable_key(b'a', &account.identity))).collect();
    let hosts: Vec<bool> = identities.hosts.all.iter().map(|host| in_sight(stable_key(b'h', &host.identity))).collect();
    Bits::from_fn(case.grounds.order.rows.len(), |position| {
        let of = |of_row: &[u32], in_sight: &[bool]| {
            let number = of_row.get(position).copied().filter(|number| *number != NOBODY)?;
            in_sight.get(number as usize).copied()
        };
        let account = of(&identities.accounts.of_row, &accounts);
        let host = of(&identities.hosts.of_row, &hosts);
        let is_left = match (account, host) {
            (None, None) => is_whole,
            (account, host) => account.unwrap_or(true) && host.unwrap_or(true),
        };
        is_left && beside.leaves(position)
    })
}

#[cfg(test)]
mod tests;
