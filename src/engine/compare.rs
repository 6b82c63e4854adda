//! Two sides of the case held against each other.

mod first_seen;
pub mod machines;

use super::Case;
use super::derived::Derived;
use super::filter::Filtering;
use super::rows;
use super::views::facts::logon_type_in_words;
use crate::model::bits::Bits;
use crate::model::facts::is_failure;
use crate::model::identity::names::folded;
use crate::model::identity::target_id;
use crate::model::time::HOUR;
use crate::protocol::compare::{
    Change, CompareOrder, ComparePage, CompareQuery, CompareRow, CompareView, Compared, ComparedView, History, Side,
};
use crate::sorting::InOrder;
pub use first_seen::surprise;
use first_seen::{FirstSeen, histories_of_pairs};
use foldhash::fast::FixedState;
use machines::Machines;
use std::cmp::Ordering;
use std::collections::HashMap;

/// A comparison with all its rows.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    generation: u32,
    query: CompareQuery,
    events: (u32, u32),
    hours: Option<(f64, f64)>,
    /// Of each of [`Compared::ALL`], what is in A or B, by its places ...
    rows: [Vec<CompareRow>; 5],
    /// ... and how many of it became each of [`Change::ALL`].
    counts: [[u32; 4]; 5],
    /// What became of each joined line of the graph, by its place.
    joined: Vec<(u32, Change)>,
    /// The order last asked for: what, only, by, and the places in `rows`.
    sorted: Option<(Compared, Option<Change>, CompareOrder, Vec<u32>)>,
}

/// The positions of a side under the switches; `None` if it is all of them.
pub fn positions_of(case: rows::Case<'_>, side: &Side) -> Option<Bits> {
    let mut positions = Filtering::new(case, &side.filter).rows;
    let mut narrow = |is_in: &dyn Fn(usize) -> bool| {
        let order = &case.grounds.order.rows;
        let to = Bits::from_fn(order.len(), |position| is_in(order[position] as usize));
        match &mut positions {
            Some(positions) => positions.and(&to),
            none => *none = Some(to),
        }
    };
    let events = &case.store.events;
    if !side.files.is_empty() {
        let is_held = rows::held_by(case.store, case.grounds, &side.files);
        narrow(&|row| is_held(row as u32));
    }
    if !side.computers.is_empty() {
        let wanted: Vec<String> = side.computers.iter().map(|name| folded(name)).collect();
        let is_wanted: Vec<bool> =
            case.store.strings.iter().map(|text| wanted.iter().any(|name| *name == folded(text))).collect();
        narrow(&|row| is_wanted.get(events.computer[row].0 as usize) == Some(&true));
    }
    positions
}

fn time_of(case: rows::Case<'_>, position: u32) -> i64 {
    let row = case.grounds.order.rows.get(position as usize);
    row.map_or(0, |row| case.store.events.time[*row as usize])
}

/// What became of something that has so many events on each side, where A is as long as `hours.0` and B as `hours.1`.
pub fn change(a: u32, b: u32, hours: (f64, f64), factor: f64) -> Change {
    match (a, b) {
        (0, 0) => Change::Neither,
        (_, 0) => Change::OnlyA,
        (0, _) => Change::OnlyB,
        _ => {
            let (a, b) = (f64::from(a) * hours.1, f64::from(b) * hours.0);
            if a.max(b) > a.min(b) * factor.max(1.0) { Change::Changed } else { Change::Same }
        }
    }
}

/// What is counted of a row of the comparison.
#[derive(Clone, Copy, Default)]
struct Tally {
    a: (u32, u32),
    b: (u32, u32),
}

impl Tally {
    fn add(&mut self, in_a: bool, in_b: bool, failed: bool) {
        self.a = (self.a.0 + u32::from(in_a), self.a.1 + u32::from(in_a && failed));
        self.b = (self.b.0 + u32::from(in_b), self.b.1 + u32::from(in_b && failed));
    }

    fn and(self, other: Self) -> Self {
        let sum = |x: (u32, u32), y: (u32, u32)| (x.0 + y.0, x.1 + y.1);
        Self { a: sum(self.a, other.a), b: sum(self.b, other.b) }
    }
}

/// From a host to a computer, by their numbers.
struct Movement {
    host: u32,
    computer: u32,
    /// Whether these are one machine: that is no movement.
    is_itself: bool,
    tally: Tally,
    first: i64,
    history: History,
}

impl Comparison {
    fn new(case: rows::Case<'_>, query: &CompareQuery, generation: u32) -> Self {
        let (in_a, in_b) = (positions_of(case, &query.a), positions_of(case, &query.b));
        let is_in = |set: &Option<Bits>, position: u32| set.as_ref().is_none_or(|set| set.contains(position));
        let of = |position: u32| (is_in(&in_a, position), is_in(&in_b, position));
        let derived = case.derived;
        let length = |side: &Side| side.filter.range.map(|(from, until)| (until - from).max(1.0) / HOUR as f64);
        let mut comparison =
            Self { generation, query: query.clone(), hours: length(&query.a).zip(length(&query.b)), ..Self::default() };
        let histories = histories_of_pairs(derived, &|position| time_of(case, position));
        let mut nodes = vec![(Tally::default(), i64::MAX); derived.nodes.len()];
        let mut all = Tally::default();
        for (place, edge) in derived.logon_edges() {
            let (Some(bundle), Some((host, account))) =
                (derived.graph.graph.edge_weight(edge), derived.graph.ends(edge))
            else {
                continue;
            };
            let history = histories.get(place as usize).copied().unwrap_or_default();
            let (host, account) = (derived.place(host), derived.place(account));
            let mut pair = Tally::default();
            let mut first = i64::MAX;
            let mut types: Vec<(u8, Tally, i64)> = Vec::new();
            for link in derived.graph.links_of(bundle) {
                let mut tally = Tally::default();
                for position in derived.graph.rows_of(link) {
                    let (a, b) = of(*position);
                    tally.add(a, b, link.failed());
                }
                match types.iter_mut().find(|(logon_type, ..)| *logon_type == link.key.logon_type) {
                    Some((_, of_type, seen)) => (*of_type, *seen) = (of_type.and(tally), link.first.min(*seen)),
                    None => types.push((link.key.logon_type, tally, link.first)),
                }
                pair = pair.and(tally);
                first = first.min(link.first);
            }
            let between = CompareRow { account: Some(account), host: Some(host), ..CompareRow::default() };
            types.order_by_key(|(logon_type, ..)| *logon_type);
            for (logon_type, tally, first) in types {
                let detail = logon_type_in_words(logon_type);
                let row = CompareRow { logon_type: Some(logon_type), detail, ..between.clone() };
                comparison.put(Compared::LogonType, row, tally, first);
            }
            comparison.put(Compared::Pair, CompareRow { history, ..between }, pair, first);
            for node in [host, account] {
                if let Some((tally, seen)) = nodes.get_mut(node as usize) {
                    (*tally, *seen) = (tally.and(pair), first.min(*seen));
                }
            }
            all = all.and(pair);
        }
        comparison.events = (all.a.0, all.b.0);
        for (places, what) in [(&derived.account_places, Compared::Account), (&derived.host_places, Compared::Host)] {
            for &place in places {
                let Some((tally, first)) = nodes.get(place as usize).copied() else { continue };
                let (account, host) = if what == Compared::Account { (Some(place), None) } else { (None, Some(place)) };
                comparison.put(what, CompareRow { account, host, ..CompareRow::default() }, tally, first);
            }
        }
        comparison.movements(case, &of);
        comparison.drawn(derived, &of);
        comparison
    }

    /// From which host to which computer.
    fn movements(&mut self, case: rows::Case<'_>, of: &dyn Fn(u32) -> (bool, bool)) {
        let rows::Case { store, grounds, derived, .. } = case;
        let machines = Machines::of_case(case);
        let mut place_of: HashMap<(u32, u32), usize, FixedState> = HashMap::default();
        let mut all: Vec<Movement> = Vec::new();
        let mut seen = FirstSeen::new(derived.scope.hosts.len());
        for (position, _, host) in derived.scope.iter() {
            let Some(row) = grounds.order.rows.get(position as usize).map(|row| *row as usize) else { continue };
            let Some(computer) = machines.number(target_id(store, row)) else { continue };
            let next = all.len();
            let at = *place_of.entry((host, computer)).or_insert(next);
            let time = store.events.time[row];
            if at == next {
                let label = derived.host(grounds, host).map_or("", |host| host.label.as_str());
                let is_itself = machines.is(computer, label);
                let (tally, history) = (Tally::default(), History::default());
                all.push(Movement { host, computer, is_itself, tally, first: time, history });
            }
            let Some(movement) = all.get_mut(at).filter(|movement| !movement.is_itself) else { continue };
            let before = seen.event(host, time, (at == next).then(|| derived.clock.day(time)));
            if at == next {
                movement.history = before;
            }
            let (a, b) = of(position);
            movement.tally.add(a, b, is_failure(store.events.kind[row].id(), store.events.status[row]));
        }
        for Movement { host, computer, tally, first, history, .. } in all.into_iter().filter(|one| !one.is_itself) {
            let place = derived.place(derived.graph.host(host));
            let detail = machines.label(computer).to_owned();
            let history = History { that_day: seen.new_on(host, derived.clock.day(first)), ..history };
            let row = CompareRow { host: Some(place), detail, history, ..CompareRow::default() };
            self.put(Compared::Movement, row, tally, first);
        }
    }

    /// What became of the joined lines that are drawn.
    fn drawn(&mut self, derived: &Derived, of: &dyn Fn(u32) -> (bool, bool)) {
        for (place, edge) in (0..).zip(&derived.edges).filter(|(_, edge)| derived.graph.is_joined(**edge)) {
            let bundle = derived.graph.graph.edge_weight(*edge);
            let (mut tally, mut first) = (Tally::default(), i64::MAX);
            for link in bundle.into_iter().flat_map(|bundle| derived.graph.links_of(bundle)) {
                first = first.min(link.first);
                for position in derived.graph.rows_of(link) {
                    let (a, b) = of(*position);
                    tally.add(a, b, link.failed());
                }
            }
            if self.is_asked_for(first) {
                let hours = self.hours.unwrap_or((1.0, 1.0));
                self.joined.push((place, change(tally.a.0, tally.b.0, hours, self.query.factor)));
            }
        }
    }

    /// Whether what was first seen at `first` is to be told.
    fn is_asked_for(&self, first: i64) -> bool {
        self.query.since.is_none_or(|since| first as f64 >= since)
    }

    fn put(&mut self, what: Compared, row: CompareRow, tally: Tally, first: i64) {
        if !self.is_asked_for(first) {
            return;
        }
        let weight = surprise(row.history.events, row.history.pairs);
        let change = change(tally.a.0, tally.b.0, self.hours.unwrap_or((1.0, 1.0)), self.query.factor);
        if let Some(became) = Change::ALL.iter().position(|(known, _)| *known == change) {
            self.counts[what as usize][became] += 1;
            let row = CompareRow { change, a: tally.a, b: tally.b, first, weight, ..row };
            self.rows[what as usize].push(row);
        }
    }

    fn view(&mut self, case: rows::Case<'_>, page: &ComparePage) -> CompareView {
        let key = (page.what, page.only, page.order);
        if !matches!(&self.sorted, Some((what, only, order, _)) if (*what, *only, *order) == key) {
            let sorted = self.sort(case, page);
            self.sorted = Some((key.0, key.1, key.2, sorted));
        }
        let sorted = self.sorted.as_ref().map(|(.., sorted)| sorted.as_slice()).unwrap_or_default();
        let rows = &self.rows[page.what as usize];
        let wanted = |place: usize| {
            let place = if page.reversed { sorted.len().checked_sub(place + 1)? } else { place };
            let row = rows.get(*sorted.get(place)? as usize)?.clone();
            Some(CompareRow { why: first_seen::in_words(page.what, &row.history, row.first), ..row })
        };
        let first = page.first as usize;
        CompareView {
            generation: self.generation,
            query: self.query.clone(),
            page: page.clone(),
            events: self.events,
            hours: self.hours,
            counts: self.counts,
            total: sorted.len() as u32,
            rows: (first..first.saturating_add(page.count as usize)).map_while(wanted).collect(),
        }
    }

    fn sort(&self, case: rows::Case<'_>, page: &ComparePage) -> Vec<u32> {
        let rows = &self.rows[page.what as usize];
        let is_wanted = |row: &CompareRow| page.only.is_none_or(|only| row.change == only);
        let mut places: Vec<u32> = (0..).zip(rows).filter(|(_, row)| is_wanted(row)).map(|(place, _)| place).collect();
        let labels = Labels::of(case);
        let hours = self.hours.unwrap_or((1.0, 1.0));
        places.order_by(|x, y| {
            let (x, y) = (&rows[*x as usize], &rows[*y as usize]);
            let by = match page.order {
                CompareOrder::Change => extent(y, hours).total_cmp(&extent(x, hours)),
                CompareOrder::Account => Ordering::Equal,
                CompareOrder::Host => labels.of_node(x.host).cmp(&labels.of_node(y.host)),
                CompareOrder::Detail => (x.logon_type, &x.detail).cmp(&(y.logon_type, &y.detail)),
                CompareOrder::A => y.a.cmp(&x.a),
                CompareOrder::B => y.b.cmp(&x.b),
                CompareOrder::First => y.first.cmp(&x.first),
                CompareOrder::Weight => {
                    y.weight.total_cmp(&x.weight).then_with(|| y.history.that_day.cmp(&x.history.that_day))
                }
                CompareOrder::ThatDay => y.history.that_day.cmp(&x.history.that_day),
            };
            by.then_with(|| labels.compare(x, y))
        });
        places
    }
}

/// How much something changed: what only one side has comes before what is in both.
fn extent(row: &CompareRow, hours: (f64, f64)) -> f64 {
    let rates = (f64::from(row.a.0) / hours.0, f64::from(row.b.0) / hours.1);
    match row.change {
        Change::OnlyA | Change::OnlyB => 1e12 + f64::from(row.a.0 + row.b.0),
        _ => rates.0.max(rates.1) / rates.0.min(rates.1).max(f64::MIN_POSITIVE),
    }
}

/// Labels of nodes as they are sorted.
struct Labels(Vec<String>);

impl Labels {
    fn of(case: rows::Case<'_>) -> Self {
        let label = |node| folded(case.derived.node_facts(case.grounds, node).label);
        Self(case.derived.nodes.iter().map(|node| label(*node)).collect())
    }

    fn of_node(&self, place: Option<u32>) -> Option<&str> {
        self.0.get(place? as usize).map(String::as_str)
    }

    fn compare(&self, x: &CompareRow, y: &CompareRow) -> Ordering {
        let key = |row: &CompareRow| (self.of_node(row.account), self.of_node(row.host));
        key(x)
            .cmp(&key(y))
            .then_with(|| (x.logon_type, &x.detail).cmp(&(y.logon_type, &y.detail)))
            .then_with(|| (x.account, x.host).cmp(&(y.account, y.host)))
    }
}

impl Case {
    /// A part of the comparison that `query` asks for; `None` for another generation than the present one. The comparison is kept
    /// for the next part.
    pub fn compare(&mut self, generation: u32, query: &CompareQuery, page: &ComparePage) -> Option<CompareView> {
        let mut kept = self.comparison.take().filter(|kept| kept.generation == generation && kept.query == *query);
        let case = self.of_rows(generation)?;
        let comparison = kept.get_or_insert_with(|| Comparison::new(case, query, generation));
        let view = comparison.view(case, page);
        self.comparison = kept;
        Some(view)
    }

    /// What the comparison made last compares, and all its rows of `what`, those that changed most first, or what is new by its weight.
    pub fn compared(&self, what: Compared) -> Option<(&CompareQuery, impl Iterator<Item = &CompareRow>)> {
        let comparison = self.comparison.as_ref()?;
        let order = comparison.query.since.map_or(CompareOrder::Change, |_| CompareOrder::Weight);
        let page = ComparePage { what, order, ..ComparePage::default() };
        let places = comparison.sort(self.of_rows(comparison.generation)?, &page);
        let rows = &comparison.rows[what as usize];
        Some((&comparison.query, places.into_iter().filter_map(|place| rows.get(place as usize))))
    }

    /// Whether graph and exports show what became of each node and edge in the comparison made last.
    pub fn show_compared(&mut self, on: bool) {
        self.shows_compared = on;
    }

    /// What the comparison made last says of each node and edge; of nothing if that is not shown, or there is none of the present
    /// graph.
    pub fn compared_view(&self) -> ComparedView {
        let mut view = ComparedView { generation: self.generation, ..ComparedView::default() };
        let (Some(comparison), Some(derived)) = (&self.comparison, &self.derived) else { return view };
        if comparison.generation != self.generation || !self.shows_compared {
            return view;
        }
        view.nodes = vec![Change::Neither; derived.nodes.len()];
        view.edges = vec![Change::Neither; derived.edges.len()];
        let rows = |what: Compared| comparison.rows[what as usize].iter();
        for row in rows(Compared::Account).chain(rows(Compared::Host)) {
            let place = row.account.or(row.host);
            if let Some(change) = place.and_then(|place| view.nodes.get_mut(place as usize)) {
                *change = row.change;
            }
        }
        for (edge, change) in &comparison.joined {
            view.edges.get_mut(*edge as usize).into_iter().for_each(|became| *became = *change);
        }
        for row in rows(Compared::Pair) {
            let Some((host, account)) = row.host.zip(row.account) else { continue };
            let node = |place: u32| derived.nodes.get(place as usize).copied();
            let edge = node(host).zip(node(account)).and_then(|(host, account)| derived.edge_place(host, account));
            if let Some(change) = edge.and_then(|edge| view.edges.get_mut(edge as usize)) {
                *change = row.change;
            }
        }
        view
    }
}

#[cfg(test)]
mod tests;
