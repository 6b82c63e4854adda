//! The graph as the graph formats take it: nodes as drawn, and a distinct logon an edge, as the filter leaves them. From host to account, or
//! from host to host, as the screen shows it.

use super::edges_csv::links_in_order;
use super::nothing_yet;
use crate::engine::Case;
use crate::graph::account_host::Node as GraphNode;
use crate::model::events::{NO_LOGON_TYPE, NO_STATUS};
use crate::model::status;
use crate::protocol::compare::Change;
use crate::protocol::ranks::RankBy;
use crate::protocol::{Message, NodeKind, RanksView};
use std::collections::BTreeMap;

/// What is drawn.
pub struct Drawn {
    /// LogonTracer's highest rank first.
    pub nodes: Vec<Node>,
    /// By source, account, event id and what else tells them apart.
    pub edges: Vec<Edge>,
    /// By what nodes are ranked.
    pub ranked_by: &'static str,
    /// Whether from host to host.
    pub movement: bool,
    /// Whether colours tell how one logged on.
    pub types: bool,
}

/// An account or a host.
pub struct Node {
    /// Names it within a file: `a3`, `h12`.
    pub id: String,
    /// What it is.
    pub kind: NodeKind,
    /// As shown.
    pub label: String,
    /// The domain of an account.
    pub domain: String,
    /// The SIDs of an account, or the addresses of a host.
    pub identifiers: Vec<String>,
    /// 0…1.
    pub rank: f64,
    /// Events under the filter.
    pub events: u32,
    /// Where it stands, world units; up is positive.
    pub at: (f32, f32),
    /// What became of it, while the graph shows a comparison.
    pub change: Option<&'static str>,
}

impl Node {
    /// `privileged account`, `account`, `host`, `domain`, `audit policy change`.
    pub fn kind_in_words(&self) -> &'static str {
        self.kind.in_words()
    }
}

/// A distinct logon.
pub struct Edge {
    /// Place in [`Drawn::nodes`] of the host that it came from.
    pub from: usize,
    /// Place of the account, or of the host that it went to.
    pub to: usize,
    /// Who went from host to host.
    pub account: Option<String>,
    /// Event id.
    pub event_id: u16,
    /// If the record tells one.
    pub logon_type: Option<u8>,
    /// `0xc000006a`, or empty.
    pub status: String,
    /// As written, or empty.
    pub authentication: String,
    /// Events under the filter.
    pub count: u32,
    /// Whether they failed.
    pub failed: bool,
    /// ISO 8601 in the display zone.
    pub first: String,
    /// The same.
    pub last: String,
    /// What became of the pair, while the graph shows a comparison.
    pub change: Option<&'static str>,
}

impl Drawn {
    /// What the filter leaves of the graph of `case`.
    ///
    /// # Errors
    /// Nothing was analysed.
    pub fn of(case: &Case) -> Result<Self, Message> {
        let derived = case.derived().ok_or_else(nothing_yet)?;
        let (grounds, store) = (case.grounds(), case.store());
        let (view, left, compared) = (case.graph_view(), case.filtered_view(), case.compared_view());
        let change = |of: &[Change], place: u32| of.get(place as usize).and_then(|change| change.in_words());
        let ranked_by = case.ranking().by;
        let other_ranks: BTreeMap<u32, f64> = match ranked_by {
            RankBy::LogonTracer => BTreeMap::new(),
            _ => {
                let RanksView { accounts, hosts, .. } = case.ranks_view();
                accounts.into_iter().chain(hosts).map(|row| (row.node, row.rank)).collect()
            }
        };
        let mut place_of: Vec<Option<usize>> = vec![None; view.nodes.len()];
        let mut nodes = Vec::new();
        let in_sight = view.in_sight(Some(&left));
        let in_sight = (0u32..).zip(&view.nodes).zip(in_sight).filter(|(_, in_sight)| *in_sight);
        for ((place, shown), _) in in_sight {
            let (id, domain, identifiers) = match derived.node_at(place) {
                Some(GraphNode::Account(number)) => {
                    let account = derived.account(grounds, number);
                    let domain = account.and_then(|account| account.domain.clone()).unwrap_or_default();
                    (format!("a{place}"), domain, account.map(|account| account.sids.clone()).unwrap_or_default())
                }
                Some(node) => {
                    let host = match node {
                        GraphNode::Host(number) => derived.host(grounds, number),
                        GraphNode::Joined(number) => derived.joined_host(grounds, number),
                        GraphNode::Account(_) => None,
                    };
                    let addresses = host.map(|host| &host.addresses);
                    let addresses = addresses.into_iter().flatten().map(|address| address.text.clone());
                    (format!("h{place}"), String::new(), addresses.collect())
                }
                None => continue,
            };
            let index = derived.nodes.get(place as usize).copied().unwrap_or_default();
            let events = match left.is_whole {
                true => derived.events_of_node.get(index.index()).copied(),
                false => left.nodes.get(place as usize).copied(),
            };
            let coordinate = |axis: usize| view.positions.get(2 * place as usize + axis).copied().unwrap_or(0.0);
            if let Some(known) = place_of.get_mut(place as usize) {
                *known = Some(nodes.len());
            }
            nodes.push(Node {
                id,
                kind: shown.kind,
                label: shown.label.clone(),
                domain,
                identifiers,
                rank: other_ranks.get(&place).copied().unwrap_or(derived.drawn_rank(grounds, index)),
                events: events.unwrap_or(0),
                // Down is positive on the screen.
                at: (coordinate(0), -coordinate(1)),
                change: change(&compared.nodes, place),
            });
        }
        let time = |position: u32| {
            let row = grounds.order.rows.get(position as usize);
            row.and_then(|row| store.events.time.get(*row as usize)).copied()
        };
        let edge = |link: &crate::graph::account_host::Link| {
            let place = |node| place_of.get(derived.place(node) as usize).copied().flatten();
            let is_left = |position: &u32| case.filtering().is_none_or(|left| left.contains(*position));
            let rows = derived.graph.rows_of(link).iter().copied().filter(is_left);
            let (mut count, mut span) = (0, None::<(i64, i64)>);
            for time in rows.filter_map(time) {
                count += 1;
                span = Some(span.map_or((time, time), |(first, last)| (first.min(time), last.max(time))));
            }
            let (first, last) = span?;
            let key = link.key;
            let (from, to) = derived.graph.ends_of(&key)?;
            let account = derived.account(grounds, key.account).filter(|_| view.shows.movement);
            Some(Edge {
                from: place(from)?,
                to: place(to)?,
                account: account.map(|account| account.label.clone()),
                event_id: key.event_id,
                logon_type: (key.logon_type != NO_LOGON_TYPE).then_some(key.logon_type),
                status: if key.status == NO_STATUS { String::new() } else { status::code(key.status) },
                authentication: store.strings.get(key.authentication).to_owned(),
                count,
                failed: link.failed(),
                first: derived.zone.iso(first),
                last: derived.zone.iso(last),
                change: derived.edge_place(from, to).and_then(|edge| change(&compared.edges, edge)),
            })
        };
        let own: &[_] = if view.shows.movement { &[] } else { derived.graph.links() };
        let links = [own, derived.graph.joined_links()].into_iter().flat_map(|links| links_in_order(case, links));
        let edges = links.filter_map(edge).collect();
        Ok(Self { nodes, edges, ranked_by: ranked_by.name(), movement: view.shows.movement, types: view.shows.types })
    }
}
