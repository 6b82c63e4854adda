//! The lines of a heat map: accounts or hosts in an order, in groups, some of them open.

use super::super::rows::Case;
use super::series::Series;
use crate::graph::account_host::Node;
use crate::model::facts::{EVENTS, Role};
use crate::model::identity::names::folded;
use crate::protocol::NodeKind;
use crate::protocol::timeline::{CHART_LINES, Grouping, LineOf, Order, Shape, TimelineLine, Who};
use crate::sorting::InOrder;
use std::cmp::Reverse;

/// An account or host of the map.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Of {
    /// Its place in the graph.
    pub place: u32,
    /// Its number among accounts or hosts.
    pub number: u32,
    /// Events that are left of it.
    pub total: u32,
}

/// A line: what it is, and of which of [`Lines::nodes`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    /// What.
    pub of: LineOf,
    /// Of which; of a heading the first below it.
    pub node: u32,
}

/// All lines of a map.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    /// Accounts or hosts of which something is left, in order.
    pub nodes: Vec<Of>,
    /// Those of which nothing is.
    pub hidden: u32,
    /// The lines.
    pub all: Vec<Place>,
    headings: Vec<String>,
}

impl Lines {
    /// The lines of a map of this shape.
    pub fn new(case: Case<'_>, series: &mut Series, shape: &Shape) -> Self {
        let derived = case.derived;
        let places = match shape.who {
            Who::Accounts => &derived.account_places,
            Who::Hosts => &derived.host_places,
        };
        let totals = series.left(case).account_totals();
        let of = |place: &u32| {
            let number = match derived.node_at(*place)? {
                Node::Account(number) | Node::Host(number) => number,
                Node::Joined(_) => return None,
            };
            Some(Of { place: *place, number, total: totals.get(number as usize).copied().unwrap_or(0) })
        };
        let mut lines = Self { nodes: places.iter().filter_map(of).collect(), ..Self::default() };
        let all = lines.nodes.len();
        if case.filtering.is_some() {
            lines.nodes.retain(|node| node.total > 0);
        }
        lines.hidden = (all - lines.nodes.len()) as u32;
        lines.sort(case, series, shape.order);
        let groups = lines.group(case, shape);
        lines.lay_out(&groups, &shape.open);
        lines
    }

    /// Sorts are stable: those alike stay in the order by rank.
    fn sort(&mut self, case: Case<'_>, series: &mut Series, order: Order) {
        match order {
            Order::Rank => {}
            Order::Count => self.nodes.order_by_key(|node| Reverse(node.total)),
            Order::Name => self.nodes.order_by_cached_key(|node| folded(label(case, node.place))),
            Order::FirstSeen => {
                let firsts = series.firsts(case);
                self.nodes.order_by_key(|node| firsts.get(node.number as usize).copied().unwrap_or(u32::MAX));
            }
            Order::Score => {
                let mut scored: Vec<(f32, Of)> =
                    self.nodes.iter().map(|node| (series.highest(case, node.number), *node)).collect();
                scored.order_by(|a, b| b.0.total_cmp(&a.0));
                self.nodes = scored.into_iter().map(|(_, node)| node).collect();
            }
        }
    }

    /// Puts nodes of a group together, groups by name, and gives the length of each. No group at all if none is asked for.
    fn group(&mut self, case: Case<'_>, shape: &Shape) -> Vec<u32> {
        let name = |node: &Of| match (shape.grouping, shape.who) {
            (Grouping::Domain, Who::Accounts) => {
                let domain = case.derived.account(case.grounds, node.number).and_then(|account| account.domain.clone());
                // Without a domain comes last.
                domain.map_or((1, "No domain known".to_owned()), |domain| (0, domain))
            }
            (Grouping::Domain, Who::Hosts) => {
                let host = case.derived.host(case.grounds, node.number);
                let names = host.into_iter().flat_map(|host| &host.names);
                let mut domains = names.filter_map(|name| name.text.split_once('.'));
                domains.next().map_or((1, "No domain known".to_owned()), |(_, domain)| (0, domain.to_owned()))
            }
            (Grouping::Privilege, Who::Accounts) => {
                match case.derived.account(case.grounds, node.number).is_some_and(|account| account.privileged) {
                    true => (0, "Privileged accounts".to_owned()),
                    false => (1, "Other accounts".to_owned()),
                }
            }
            _ => (0, String::new()),
        };
        if shape.grouping == Grouping::None || (shape.grouping, shape.who) == (Grouping::Privilege, Who::Hosts) {
            return Vec::new();
        }
        let mut named: Vec<((u8, String), Of)> = self.nodes.iter().map(|node| (name(node), *node)).collect();
        named.order_by(|a, b| (a.0.0, folded(&a.0.1)).cmp(&(b.0.0, folded(&b.0.1))));
        self.nodes = named.iter().map(|(_, node)| *node).collect();
        let groups = named.chunk_by(|a, b| folded(&a.0.1) == folded(&b.0.1));
        let heading = |group: &[((u8, String), Of)]| group.first().map(|(name, _)| name.1.clone()).unwrap_or_default();
        self.headings = groups.clone().map(heading).collect();
        groups.map(|group| group.len() as u32).collect()
    }

    fn lay_out(&mut self, groups: &[u32], open: &[u32]) {
        let mut groups = groups.iter();
        let mut left = 0;
        for (at, node) in (0..).zip(&self.nodes) {
            if left == 0
                && let Some(length) = groups.next()
            {
                self.all.push(Place { of: LineOf::Heading(*length), node: at });
                left = *length;
            }
            left = left.saturating_sub(1);
            let is_open = open.contains(&node.place);
            self.all.push(Place { of: LineOf::Node { open: is_open }, node: at });
            if is_open {
                let ids = logon_ids().map(LineOf::Id);
                self.all.extend(ids.chain((0..CHART_LINES).map(LineOf::Chart)).map(|of| Place { of, node: at }));
            }
        }
    }

    /// The line at `place`, its figures still to come.
    pub fn named(&self, case: Case<'_>, place: Place) -> TimelineLine {
        let node = self.nodes.get(place.node as usize).map_or(u32::MAX, |node| node.place);
        let mut line = TimelineLine {
            of: place.of,
            node,
            label: label(case, node).to_owned(),
            kind: NodeKind::Account,
            total: 0,
            highest: 0.0,
            level: 0,
            counts: Vec::new(),
            scores: Vec::new(),
            levels: Vec::new(),
            expected: Vec::new(),
        };
        if let Some(index) = case.derived.nodes.get(node as usize) {
            line.kind = case.derived.node_facts(case.grounds, *index).kind;
        }
        if let LineOf::Id(id) = place.of {
            let title = EVENTS.iter().find(|event| event.id == id).map_or("", |event| event.title);
            line.label = format!("{id} {title}");
        }
        if let LineOf::Heading(length) = place.of {
            let before =
                self.all.iter().filter(|other| matches!(other.of, LineOf::Heading(_)) && other.node < place.node);
            line.label = self.headings.get(before.count()).cloned().unwrap_or_default();
            let group = self.nodes.iter().skip(place.node as usize).take(length as usize);
            line.total = group.map(|node| node.total).sum();
        }
        line
    }
}

/// The ids that are logons, as in the detailed CSV.
fn logon_ids() -> impl Iterator<Item = u16> {
    EVENTS.iter().filter(|event| event.role == Role::Logon).map(|event| event.id)
}

fn label<'a>(case: Case<'a>, place: u32) -> &'a str {
    let index = case.derived.nodes.get(place as usize);
    index.map_or("", |index| case.derived.node_facts(case.grounds, *index).label)
}
