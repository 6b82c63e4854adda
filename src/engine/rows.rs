//! Sets of rows in an order: what a [`RowsQuery`] finds, sorted by a column, and what of that is kept between two pages.
//!
//! Rows are named by their *position*: their place in [`RowOrder::rows`](super::order::RowOrder::rows), where a record that was
//! found more than once stands once. A set of all of them takes no memory; any other 4 bytes a row, and an order by a column
//! 4 bytes a row more.

pub mod ranks;
pub mod sort;

use super::compare::machines::Machines;
use super::compare::positions_of;
use super::derived::{Derived, Grounds};
use super::files::Files;
use crate::analysis::rules::{Finding, Findings};
use crate::graph::account_host::{Link, Node};
use crate::model::bits::Bits;
use crate::model::events::{EventStore, NO_LOGON_TYPE, NO_STATUS};
use crate::model::facts::is_failure;
use crate::model::identity::{Account, NOBODY, stable_key, target_id};
use crate::protocol::filter::Key;
use crate::protocol::rows::{Column, Only, RowsOf, RowsQuery, Sorting};
use ranks::Ranks;

/// What rows are looked up in.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    /// Rows and strings.
    pub store: &'a EventStore,
    /// Order and identities.
    pub grounds: &'a Grounds,
    /// Graph and scope.
    pub derived: &'a Derived,
    /// The files.
    pub files: &'a Files,
    /// What the rules found, once that was asked for.
    pub findings: Option<&'a Findings>,
    /// The positions under the filter; `None` if nothing is narrowed.
    pub filtering: Option<&'a Bits>,
}

impl<'a> Case<'a> {
    /// The finding that stands at `place`.
    pub fn finding(&self, place: u32) -> Option<&'a Finding> {
        self.findings?.all.get(place as usize)
    }
}

/// Positions of rows, in an order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Positions {
    /// Those below this number, ascending.
    All(u32),
    /// These.
    Listed(Vec<u32>),
}

impl Positions {
    /// How many.
    pub fn len(&self) -> usize {
        match self {
            Self::All(count) => *count as usize,
            Self::Listed(positions) => positions.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The one at `place`.
    pub fn get(&self, place: usize) -> Option<u32> {
        match self {
            Self::All(count) => u32::try_from(place).ok().filter(|place| place < count),
            Self::Listed(positions) => positions.get(place).copied(),
        }
    }
}

/// The sets and orders that were made last, so that the next page of them costs nothing.
#[derive(Clone, Debug, Default)]
pub struct RowsCache {
    generation: u32,
    ranks: Option<Ranks>,
    set: Option<(RowsQuery, Positions)>,
    /// Orders of that set.
    orders: Vec<(Column, Vec<u32>)>,
}

/// Of one set so many orders are kept: one goes back and forth between two columns.
const KEPT_ORDERS: usize = 2;

impl RowsCache {
    /// Forgets all of an earlier generation than `generation`.
    pub fn begin(&mut self, generation: u32) {
        if self.generation != generation {
            *self = Self { generation, ..Self::default() };
        }
    }

    /// The filter is another.
    pub fn forget_filtered(&mut self) {
        if self.set.as_ref().is_some_and(|(query, _)| query.within) {
            self.set = None;
        }
    }

    /// How many rows `query` finds, and `count` of their positions from place `first` on in the order of `sorting`.
    pub fn page(
        &mut self,
        case: Case<'_>,
        query: &RowsQuery,
        sorting: Sorting,
        first: u32,
        count: u32,
    ) -> (u32, Vec<u32>) {
        if !matches!(&self.set, Some((of, _)) if of == query) {
            self.orders.clear();
            self.set = Some((query.clone(), find(case, query)));
        }
        let Some((_, set)) = &self.set else { return (0, Vec::new()) };
        let order = match sorting.by {
            Column::Time => None,
            by => {
                if let Some(at) = self.orders.iter().position(|(column, _)| *column == by) {
                    self.orders[at..].rotate_left(1);
                } else {
                    let ranks = self.ranks.get_or_insert_with(|| Ranks::new(case.store));
                    self.orders.drain(..self.orders.len().saturating_sub(KEPT_ORDERS - 1));
                    self.orders.push((by, order_by(case, ranks, set, by)));
                }
                self.orders.last().map(|(_, order)| order)
            }
        };
        let all = set.len();
        let places = (first as usize).min(all)..(first as usize).saturating_add(count as usize).min(all);
        let positions = places.filter_map(|place| {
            let place = if sorting.descending { all - 1 - place } else { place };
            match order {
                Some(order) => order.get(place).copied(),
                None => set.get(place),
            }
        });
        (all as u32, positions.collect())
    }
}

/// The positions that `query` finds, ascending.
pub fn find(case: Case<'_>, query: &RowsQuery) -> Positions {
    let Case { store, grounds, derived, .. } = case;
    let graph = &derived.graph;
    let of_links = |links: &mut dyn Iterator<Item = &Link>| -> Vec<u32> {
        let mut positions: Vec<u32> = links.flat_map(|link| graph.rows_of(link)).copied().collect();
        positions.sort_unstable();
        positions
    };
    let positions = match &query.of {
        RowsOf::Case => Positions::All(grounds.order.rows.len() as u32),
        RowsOf::Node(place) => {
            let bundles = derived.nodes.get(*place as usize).into_iter().flat_map(|node| graph.bundles_at(*node));
            Positions::Listed(of_links(&mut bundles.flat_map(|(_, _, bundle)| graph.links_of(bundle))))
        }
        RowsOf::Edge(place) => {
            let bundle = derived.edges.get(*place as usize).and_then(|edge| graph.graph.edge_weight(*edge));
            Positions::Listed(of_links(&mut bundle.into_iter().flat_map(|bundle| graph.links_of(bundle))))
        }
        RowsOf::Cell { node, start, end } => Positions::Listed(of_cell(case, *node, *start as i64, *end as i64)),
        RowsOf::Compared { side, account, host, logon_type, computer, .. } => {
            let row = |position: &u32| grounds.order.rows.get(*position as usize).map_or(0, |row| *row as usize);
            let mut positions = match (*account, *host) {
                (Some(account), Some(host)) => {
                    let ends = derived.nodes.get(host as usize).zip(derived.nodes.get(account as usize));
                    let place = ends.and_then(|(host, account)| derived.edge_place(*host, *account));
                    let bundle = place.and_then(|place| graph.graph.edge_weight(*derived.edges.get(place as usize)?));
                    of_links(&mut bundle.into_iter().flat_map(|bundle| graph.links_of(bundle)))
                }
                (node, other) => {
                    let node = node.or(other).and_then(|place| derived.nodes.get(place as usize));
                    let bundles = node.into_iter().flat_map(|node| graph.bundles_at(*node));
                    of_links(&mut bundles.flat_map(|(_, _, bundle)| graph.links_of(bundle)))
                }
            };
            if let Some(side) = positions_of(case, side) {
                positions.retain(|position| side.contains(*position));
            }
            let machines = computer.as_ref().map(|computer| (Machines::of_case(case), computer.as_str()));
            positions.retain(|position| {
                logon_type.is_none_or(|wanted| store.events.logon_type.get(row(position)) == Some(&wanted))
                    && machines.as_ref().is_none_or(|(machines, wanted)| {
                        let number = machines.number(target_id(store, row(position)));
                        number.is_some_and(|number| machines.label(number) == *wanted)
                    })
            });
            Positions::Listed(positions)
        }
        RowsOf::File(file) => Positions::Listed(of_file(store, grounds, *file)),
        RowsOf::Finding(place) => Positions::Listed(case.finding(*place).map(|f| f.rows.clone()).unwrap_or_default()),
        RowsOf::Listed { rows, .. } => {
            let mut rows: Vec<u32> =
                rows.iter().copied().filter(|row| (*row as usize) < grounds.order.rows.len()).collect();
            rows.sort_unstable();
            rows.dedup();
            Positions::Listed(rows)
        }
    };
    let within = case.filtering.filter(|_| query.within);
    let positions = match (positions, within) {
        (positions, None) => positions,
        (Positions::All(_), Some(within)) => Positions::Listed(within.iter().collect()),
        (Positions::Listed(mut listed), Some(within)) => {
            listed.retain(|position| within.contains(*position));
            Positions::Listed(listed)
        }
    };
    narrow(case, positions, &query.only)
}

fn of_cell(case: Case<'_>, node: u32, start: i64, end: i64) -> Vec<u32> {
    let scope = &case.derived.scope;
    let (wanted, numbers) = match case.derived.node_at(node) {
        Some(Node::Account(account)) => (account, &scope.account),
        Some(Node::Host(host)) => (host, &scope.host),
        Some(Node::Joined(_)) | None => return Vec::new(),
    };
    let time = |position: u32| {
        let row = case.grounds.order.rows.get(position as usize);
        row.and_then(|row| case.store.events.time.get(*row as usize)).copied().unwrap_or(i64::MAX)
    };
    let from = scope.positions.partition_point(|position| time(*position) < start);
    let until = scope.positions.partition_point(|position| time(*position) < end);
    let cell = scope.positions.get(from..until).unwrap_or_default().iter();
    let numbers = numbers.get(from..until).unwrap_or_default();
    cell.zip(numbers).filter(|(_, of)| **of == wanted).map(|(position, _)| *position).collect()
}

fn of_file(store: &EventStore, grounds: &Grounds, file: u32) -> Vec<u32> {
    let files = [file];
    let is_held = held_by(store, grounds, &files);
    (0..).zip(&grounds.order.rows).filter(|(_, row)| is_held(**row)).map(|(position, _)| position).collect()
}

/// Tells of a row that stands in the order of the case whether one of `files` holds its record.
pub fn held_by(store: &EventStore, grounds: &Grounds, files: &[u32]) -> impl Fn(u32) -> bool {
    let is_in = move |row: u32| store.events.place.get(row as usize).is_some_and(|place| files.contains(&place.file()));
    // Of a record that was found more than once, the first row stands for all.
    let mut elsewhere: Vec<u32> = (grounds.order.repeats())
        .filter(|rows| rows.iter().any(|row| is_in(*row)))
        .filter_map(|rows| rows.first().copied().filter(|first| !is_in(*first)))
        .collect();
    elsewhere.sort_unstable();
    move |row| is_in(row) || elsewhere.binary_search(&row).is_ok()
}

fn narrow(case: Case<'_>, positions: Positions, only: &Only) -> Positions {
    if *only == Only::default() {
        return positions;
    }
    let (store, events) = (case.store, &case.store.events);
    let authentication = match &only.authentication {
        None => None,
        Some(text) => match store.strings.find(text) {
            None => return Positions::Listed(Vec::new()),
            known => known,
        },
    };
    // The accounts of that key: one, or none.
    let accounts = &case.grounds.identities.accounts;
    let of_key = |key: Key| {
        let is = |account: &Account| stable_key(b'a', &account.identity) == u64::from(key);
        accounts.all.iter().position(is).map_or(NOBODY, |account| account as u32)
    };
    let account = only.account.map(of_key);
    let is_wanted = |position: u32| {
        let Some(row) = case.grounds.order.rows.get(position as usize).map(|row| *row as usize) else { return false };
        let (id, status) = (events.kind[row].id(), events.status[row]);
        only.event_id.is_none_or(|wanted| id == wanted)
            && only.failed.is_none_or(|wanted| is_failure(id, status) == wanted)
            && only.logon_type.is_none_or(|wanted| events.logon_type[row] == wanted)
            && only.status.is_none_or(|wanted| status == wanted)
            && authentication.is_none_or(|wanted| events.authentication[row] == wanted)
            && account.is_none_or(|wanted| wanted != NOBODY && accounts.of_row.get(position as usize) == Some(&wanted))
    };
    Positions::Listed(match positions {
        Positions::All(count) => (0..count).filter(|position| is_wanted(*position)).collect(),
        Positions::Listed(mut listed) => {
            listed.retain(|position| is_wanted(*position));
            listed
        }
    })
}

/// The positions of `set` by what `column` shows.
fn order_by(case: Case<'_>, ranks: &Ranks, set: &Positions, column: Column) -> Vec<u32> {
    let (store, events) = (case.store, &case.store.events);
    let rows = &case.grounds.order.rows;
    let sorted = |key: &dyn Fn(usize) -> u64| {
        sort::sorted(set, |position| rows.get(position as usize).map_or(0, |row| key(*row as usize)))
    };
    match column {
        Column::Time => sorted(&|row| (events.time[row] as u64) ^ (1 << 63)),
        Column::Event => {
            let of_kind = ranks::of_kinds();
            sorted(&|row| of_kind.get(usize::from(events.kind[row].0)).copied().unwrap_or(0))
        }
        Column::Account => sorted(&|row| ranks.account(events.account[row])),
        Column::Domain => sorted(&|row| ranks.string(store.accounts.get(events.account[row]).domain)),
        Column::Source => sorted(&|row| ranks.source(events.source[row])),
        Column::Target => sorted(&|row| ranks.string(target_id(store, row))),
        // Unknown comes first, as with text.
        Column::LogonType => sorted(&|row| u64::from(events.logon_type[row].wrapping_sub(NO_LOGON_TYPE))),
        Column::Status => sorted(&|row| u64::from(events.status[row].wrapping_sub(NO_STATUS))),
        Column::Authentication => sorted(&|row| ranks.string(events.authentication[row])),
        Column::Computer => sorted(&|row| ranks.string(events.computer[row])),
        Column::Subject => sorted(&|row| ranks.subject(events.subject[row])),
        Column::Detail => sorted(&|row| ranks.details(events.details[row])),
        Column::Record => sorted(&|row| events.record_id[row]),
        Column::File => {
            let of_file = ranks::of_files(case.files);
            sorted(&|row| of_file.get(events.place[row].file() as usize).copied().unwrap_or(0))
        }
    }
}

#[cfg(test)]
mod tests;
