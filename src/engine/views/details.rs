//! Everything about one node or one bundle.

use super::facts::{self, Part};
use super::sessions::{Kept, Of};
use crate::analysis::preset::RankNode;
use crate::engine::derived::{Derived, Grounds};
use crate::engine::further::Joined;
use crate::engine::scores::Scorer;
use crate::graph::account_host::{Bundle, Link, Node};
use crate::model::bits::Bits;
use crate::model::events::EventStore;
use crate::model::facts::EVENTS;
use crate::protocol::filter::Key;
use crate::protocol::rows::Only;
use crate::protocol::scores::Scores;
use crate::protocol::{DetailsView, EdgeRow, Fact, Neighbour, NodeKind, Subject};
use crate::screen::scores::named;
use crate::sorting::InOrder;
use petgraph::graph::{EdgeIndex, NodeIndex};
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// At most so many distinct rows are shown.
const LISTED_ROWS: usize = 200;

/// What the details are made from.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// Rows and strings.
    pub store: &'a EventStore,
    /// Order and identities.
    pub grounds: &'a Grounds,
    /// Graph and ranks.
    pub derived: &'a Derived,
    /// What the filter leaves; `None` if nothing is narrowed.
    pub filtering: Option<&'a Bits>,
    /// What scores hours, once that is made.
    pub scorer: Option<&'a Scorer>,
    /// In which way.
    pub scores: Scores,
    /// Of which graph.
    pub generation: u32,
    /// See [`crate::protocol::GraphView::evidence`].
    pub evidence: u32,
    /// Sessions that are known.
    pub sessions: &'a RefCell<Kept>,
}

impl<'a> Sources<'a> {
    /// Everything about the node at `place`.
    pub fn node(self, place: u32) -> Option<DetailsView> {
        let Self { derived, grounds, .. } = self;
        let index = *derived.nodes.get(place as usize)?;
        let node = derived.node_at(place)?;
        let shown = derived.node_facts(grounds, index);
        let at_node: Vec<(EdgeIndex, NodeIndex, &Bundle)> = derived.graph.bundles_at(index).collect();
        let links = self.parts(at_node.iter().flat_map(|(_, _, bundle)| derived.graph.links_of(bundle)));
        let rank_node = match node {
            Node::Account(number) => Some(RankNode::Account(number)),
            Node::Host(number) => Some(RankNode::Host(number)),
            Node::Joined(_) => None,
        };
        let shares = rank_node.map(|node| derived.preset.contributions(node)).unwrap_or_default();
        let shares: Vec<(Node, f64)> = (shares.into_iter())
            .map(|(node, share)| match node {
                RankNode::Account(number) => (Node::Account(number), share),
                RankNode::Host(number) => (Node::Host(number), share),
            })
            .collect();
        let scores = match node {
            Node::Account(number) => {
                let scored = |scorer: &Scorer| scorer.hours_of(&derived.preset.timeline.counts(number)).scores;
                self.scorer.map(scored).unwrap_or_default()
            }
            Node::Host(_) | Node::Joined(_) => Vec::new(),
        };
        let joined = match node {
            Node::Joined(number) => derived.joined(number),
            _ => None,
        };
        let mut lines = match node {
            Node::Account(number) => derived.account(grounds, number).map(facts::account_facts).unwrap_or_default(),
            Node::Host(_) | Node::Joined(_) => joined.map(|node| self.joined_facts(node)).unwrap_or_default(),
        };
        lines.extend(facts::rank_fact(derived, grounds, place, &shares));
        if let Node::Account(number) = node {
            lines.extend(facts::model_facts(derived, number, &scores, named(self.scores)));
        }
        lines.extend(facts::link_facts(self.store, &grounds.order.rows, &links));
        let host = match node {
            Node::Account(_) => None,
            Node::Host(number) => derived.scope.hosts.get(number as usize).copied(),
            Node::Joined(number) => derived.target(grounds, number).and_then(|target| target.host),
        };
        let known = host.and_then(|host| grounds.identities.hosts.all.get(host as usize));
        lines.extend(known.map(facts::host_facts).unwrap_or_default());
        let account = match node {
            Node::Account(number) => derived.scope.accounts.get(number as usize).copied(),
            Node::Host(_) | Node::Joined(_) => None,
        };
        // To a host that was no source they are not told by their source.
        let rows = (joined.is_some() && derived.is_host(index)).then(|| rows_of(&links));
        let source = host.filter(|_| rows.is_none());
        let (sessions, sessions_total) = self.sessions(Of { account, host: source, rows });
        let share_of: HashMap<Node, f64> = shares.into_iter().collect();
        let mut neighbours = self.joined_neighbours(index);
        if !matches!(node, Node::Joined(_)) {
            let named = if host.is_some() { "Accounts" } else { "Hosts" };
            let of = at_node.iter().filter_map(|(edge, other, bundle)| {
                let share = derived.graph.graph.node_weight(*other).and_then(|node| share_of.get(node));
                self.neighbour(*edge, *other, bundle, share.copied().unwrap_or(0.0))
            });
            neighbours.push((named.to_owned(), of.collect()));
        }
        Some(DetailsView {
            subject: Subject::Node(place),
            title: shown.label.to_owned(),
            kind: Some(shown.kind),
            facts: lines,
            scores,
            sessions,
            sessions_total,
            ways: match node {
                Node::Account(number) => self.ways(number),
                Node::Host(_) | Node::Joined(_) => None,
            },
            ..self.of_links(&links, neighbours)
        })
    }

    /// Everything about the bundle at `place`.
    pub fn edge(self, place: u32) -> Option<DetailsView> {
        let Self { derived, grounds, .. } = self;
        let edge = *derived.edges.get(place as usize)?;
        let bundle = derived.graph.graph.edge_weight(edge)?;
        let (from, to) = derived.graph.ends(edge)?;
        let links = self.parts(derived.graph.links_of(bundle).iter());
        let ends = [from, to].into_iter().filter_map(|end| self.neighbour(edge, end, bundle, 0.0)).collect();
        let mut neighbours = vec![("Ends".to_owned(), ends)];
        let number = |node: NodeIndex| match derived.graph.graph.node_weight(node) {
            Some(Node::Account(number)) => derived.scope.accounts.get(*number as usize).copied(),
            Some(Node::Host(number)) => derived.scope.hosts.get(*number as usize).copied(),
            Some(Node::Joined(_)) | None => None,
        };
        let mut of = Of { account: number(to), host: number(from), rows: None };
        if derived.graph.is_joined(edge) {
            if derived.shows.movement {
                neighbours.push(("By".to_owned(), self.accounts_of(place, &links)));
            }
            of = Of { rows: derived.is_host(to).then(|| rows_of(&links)), ..Of::default() };
        }
        let (sessions, sessions_total) = self.sessions(of);
        let label = |node: NodeIndex| derived.node_facts(grounds, node).label;
        Some(DetailsView {
            subject: Subject::Edge(place),
            title: format!("{} → {}", label(from), label(to)),
            facts: facts::link_facts(self.store, &grounds.order.rows, &links),
            sessions,
            sessions_total,
            ..self.of_links(&links, neighbours)
        })
    }

    /// What else is drawn at a node: where one went from a host and where one came from, domains, changes, machines.
    fn joined_neighbours(self, node: NodeIndex) -> Vec<(String, Vec<Neighbour>)> {
        let Self { derived, grounds, .. } = self;
        let mut all: [(&str, Vec<Neighbour>); 7] =
            ["Went to", "Came from", "Domain", "Audit policy changes", "Logged on to", "Accounts", "By"]
                .map(|title| (title, Vec::new()));
        for (edge, other, bundle) in derived.graph.joined_at(node) {
            let begins = derived.graph.ends(edge).is_some_and(|(from, _)| from == node);
            let kinds = [node, other].map(|node| derived.node_facts(grounds, node).kind);
            let place = match kinds {
                [NodeKind::Host, NodeKind::Host] if begins => 0,
                [NodeKind::Host, NodeKind::Host] => 1,
                [_, NodeKind::Domain] => 2,
                [_, NodeKind::PolicyChange] => 3,
                [_, NodeKind::Host] => 4,
                [NodeKind::PolicyChange, _] => 6,
                _ => 5,
            };
            if let Some((_, list)) = all.get_mut(place) {
                list.extend(self.neighbour(edge, other, bundle, 0.0));
            }
        }
        all.into_iter().map(|(title, list)| (title.to_owned(), list)).collect()
    }

    /// What is known of a node that is no logon's account or source.
    fn joined_facts(self, node: &Joined) -> Vec<Fact> {
        let Self { derived, grounds, store, .. } = self;
        match node {
            Joined::Domain(domain) => facts::domain_facts(derived, grounds, domain),
            Joined::Policy(policy) => facts::policy_facts(store, grounds, policy),
            Joined::Account(account) => {
                grounds.identities.accounts.all.get(*account as usize).map(facts::account_facts).unwrap_or_default()
            }
            Joined::Target(_) | Joined::Beside(_) => Vec::new(),
        }
    }

    /// Who is behind a line between hosts, made of `links`.
    fn accounts_of(self, edge: u32, links: &[Part<'_>]) -> Vec<Neighbour> {
        let Self { derived, grounds, .. } = self;
        let mut of_account: BTreeMap<u32, Neighbour> = BTreeMap::new();
        for part in links {
            let index = derived.graph.account(part.link.key.account);
            let by = of_account.entry(part.link.key.account).or_insert_with(|| {
                let shown = derived.node_facts(grounds, index);
                Neighbour {
                    node: derived.place(index),
                    edge,
                    only: Only { account: Some(Key::from(shown.key)), ..Only::default() },
                    kind: shown.kind,
                    label: shown.label.to_owned(),
                    count: 0,
                    failed: 0,
                    ids: Vec::new(),
                    rank_share: 0.0,
                }
            });
            by.count += part.count();
            by.failed += if part.link.failed() { part.count() } else { 0 };
            by.ids.push(part.link.key.event_id);
        }
        let in_order = |mut by: Neighbour| {
            by.ids.order();
            by.ids.dedup();
            by
        };
        of_account.into_values().map(in_order).collect()
    }

    /// What the filter leaves of each link, and of which it leaves anything.
    fn parts(self, links: impl Iterator<Item = &'a Link>) -> Vec<Part<'a>> {
        let time = |position: Option<&u32>| {
            let row = self.grounds.order.rows.get(*position? as usize)?;
            self.store.events.time.get(*row as usize).copied()
        };
        let part = |link: &'a Link| {
            let all = self.derived.graph.rows_of(link);
            let Some(left) = self.filtering else {
                return Some(Part { link, rows: Cow::Borrowed(all), first: link.first, last: link.last });
            };
            let rows: Vec<u32> = all.iter().copied().filter(|position| left.contains(*position)).collect();
            // Rows stand in the order of time.
            Some(Part { link, first: time(rows.first())?, last: time(rows.last())?, rows: Cow::Owned(rows) })
        };
        links.filter_map(part).collect()
    }

    fn neighbour(self, edge: EdgeIndex, other: NodeIndex, bundle: &Bundle, share: f64) -> Option<Neighbour> {
        let Self { derived, grounds, .. } = self;
        let shown = derived.node_facts(grounds, other);
        let (from, to) = derived.graph.ends(edge)?;
        let links = self.parts(derived.graph.links_of(bundle).iter());
        if links.is_empty() {
            return None;
        }
        let ids: BTreeSet<u16> = links.iter().map(|part| part.link.key.event_id).collect();
        Some(Neighbour {
            node: derived.place(other),
            edge: derived.edge_place(from, to)?,
            only: Only::default(),
            kind: shown.kind,
            label: shown.label.to_owned(),
            count: links.iter().map(Part::count).sum(),
            failed: links.iter().filter(|part| part.link.failed()).map(Part::count).sum(),
            ids: ids.into_iter().collect(),
            rank_share: share as f32,
        })
    }

    /// What nodes and bundles have in common: counts, rows, hours.
    fn of_links(self, links: &[Part<'_>], mut neighbours: Vec<(String, Vec<Neighbour>)>) -> DetailsView {
        let Self { store, grounds, derived, generation, .. } = self;
        neighbours.retain(|(_, all)| !all.is_empty());
        for (_, all) in &mut neighbours {
            all.order_by(|a, b| b.count.cmp(&a.count).then(a.node.cmp(&b.node)));
        }
        let mut events: BTreeMap<u16, (u32, u32)> = BTreeMap::new();
        let mut types: BTreeMap<u8, u32> = BTreeMap::new();
        for part in links {
            let (count, failed) = events.entry(part.link.key.event_id).or_default();
            *count += part.count();
            *failed += if part.link.failed() { part.count() } else { 0 };
            *types.entry(part.link.key.logon_type).or_default() += part.count();
        }
        let title = |id: u16| EVENTS.iter().find(|event| event.id == id).map_or("", |event| event.title).to_owned();
        let mut types: Vec<(u8, u32)> = types.into_iter().collect();
        types.order_by_key(|(_, count)| std::cmp::Reverse(*count));
        let times = (links.iter().flat_map(|part| part.rows.iter()))
            .filter_map(|position| grounds.order.rows.get(*position as usize))
            .map(|row| store.events.time[*row as usize]);
        let mut rows: Vec<EdgeRow> = links.iter().map(|part| self.row(part)).collect();
        rows.order_by(|a, b| {
            let key = |row: &EdgeRow| (std::cmp::Reverse(row.count), row.first, row.event_id);
            key(a).cmp(&key(b)).then_with(|| {
                (&a.host, &a.account, &a.logon_type, &a.status, &a.authentication).cmp(&(
                    &b.host,
                    &b.account,
                    &b.logon_type,
                    &b.status,
                    &b.authentication,
                ))
            })
        });
        rows.truncate(LISTED_ROWS);
        DetailsView {
            generation,
            narrowed: self.filtering.is_some(),
            sessions: Vec::new(),
            sessions_total: 0,
            subject: Subject::Node(0),
            title: String::new(),
            kind: None,
            facts: Vec::new(),
            events: events.into_iter().map(|(id, (count, failed))| (id, title(id), count, failed)).collect(),
            logon_types: types.into_iter().map(|(kind, n)| (kind, facts::logon_type_in_words(kind), n)).collect(),
            neighbours,
            rows,
            total_rows: links.len() as u32,
            hourly: derived.per_hour(times),
            scores: Vec::new(),
            hourly_start: derived.preset.timeline.start(),
            ways: None,
        }
    }

    /// Where account `number` went from host to host; `None` where that is not drawn.
    fn ways(self, number: u32) -> Option<Vec<u32>> {
        let graph = &self.derived.graph;
        let went = |edge: &EdgeIndex| {
            let bundle = graph.graph.edge_weight(*edge).filter(|_| graph.is_joined(*edge));
            let links = bundle.into_iter().flat_map(|bundle| graph.links_of(bundle));
            let mut of_account = links.filter(|link| link.key.account == number);
            of_account.any(|link| {
                graph.rows_of(link).iter().any(|position| self.filtering.is_none_or(|left| left.contains(*position)))
            })
        };
        let edges = (0..).zip(&self.derived.edges).filter(|(_, edge)| went(edge)).map(|(place, _)| place);
        self.derived.shows.movement.then(|| edges.collect())
    }

    fn row(self, part: &Part<'_>) -> EdgeRow {
        let link = part.link;
        let Self { store, grounds, derived, .. } = self;
        let authentication = store.strings.get(link.key.authentication);
        let ends = derived.graph.ends_of(&link.key);
        EdgeRow {
            edge: ends.and_then(|(from, to)| derived.edge_place(from, to)).unwrap_or(u32::MAX),
            only: Only {
                event_id: Some(link.key.event_id),
                failed: None,
                logon_type: Some(link.key.logon_type),
                status: Some(link.key.status),
                authentication: Some(authentication.to_owned()),
                account: derived
                    .shows
                    .movement
                    .then(|| Key::from(derived.node_facts(grounds, derived.graph.account(link.key.account)).key)),
            },
            host: derived.host(grounds, link.key.host).map_or_else(String::new, |host| host.label.clone()),
            account: derived.account(grounds, link.key.account).map_or_else(String::new, |a| a.label.clone()),
            event_id: link.key.event_id,
            logon_type: facts::logon_type_in_words(link.key.logon_type),
            status: facts::status_in_words(link.key.event_id, link.key.status),
            authentication: if authentication.is_empty() { "-".to_owned() } else { authentication.to_owned() },
            count: part.count(),
            first: part.first,
            last: part.last,
        }
    }
}

/// Ascending.
fn rows_of(links: &[Part<'_>]) -> Vec<u32> {
    let mut rows: Vec<u32> = links.iter().flat_map(|part| part.rows.iter().copied()).collect();
    rows.sort_unstable();
    rows
}
