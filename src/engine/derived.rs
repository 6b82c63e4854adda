//! Everything that follows from the rows under the options in force: computed at once, looked at by the views.

use super::further::Joined;
use super::order::RowOrder;
use super::scope::Scope;
use super::targets::{Target, Targets};
use crate::analysis::hmm::Scan;
use crate::analysis::preset::{Preset, PresetRow, Scope as PresetScope};
use crate::graph::account_host::{AccountHostGraph, LinkKey, Node};
use crate::model::events::EventStore;
use crate::model::identity::{Account, Host, Identities, names, stable_key};
use crate::model::time::{HOUR, LocalClock, Zone};
use crate::protocol::shows::Shows;
use crate::protocol::{NodeKind, Options};
use crate::sorting::InOrder;
use petgraph::graph::{EdgeIndex, NodeIndex};
use std::cell::OnceCell;

/// A timeline has at most so many hours (about 200 years): a damaged record's time must not cost the memory of millennia. Rows
/// outside, further than half of it from the middle row, are in the graph but in no hour.
const MOST_HOURS: i64 = 200 * 366 * 24;

/// What follows from the evidence alone, kept while only options change.
#[derive(Clone, Debug, Default)]
pub struct Grounds {
    /// The order of rows.
    pub order: RowOrder,
    /// Accounts and hosts.
    pub identities: Identities,
    /// Whether accounts were merged by name.
    pub merged: bool,
    /// Rows that say what another says already.
    pub duplicates: u64,
    /// Made when they are first asked for.
    targets: OnceCell<Targets>,
}

impl Grounds {
    /// Orders and identifies all rows of `store`.
    pub fn new(store: &EventStore, merge_accounts: bool) -> Self {
        let order = RowOrder::new(store);
        let identities = Identities::resolve(store, &order.rows, merge_accounts);
        let duplicates = (store.events.len() - order.rows.len()) as u64;
        Self { order, identities, merged: merge_accounts, duplicates, targets: OnceCell::new() }
    }

    /// The same with accounts merged or not.
    pub fn merge(&mut self, store: &EventStore, merge_accounts: bool) {
        if self.merged != merge_accounts {
            self.identities = Identities::resolve(store, &self.order.rows, merge_accounts);
            self.merged = merge_accounts;
        }
    }

    /// A machine that is known since [`Self::targets`] were asked for.
    pub fn known_target(&self, number: u32) -> Option<&Target> {
        self.targets.get()?.all.get(number as usize)
    }

    /// The machines that rows are logons to; of the rows that these grounds were laid for.
    pub fn targets(&self, store: &EventStore) -> &Targets {
        self.targets.get_or_init(|| Targets::of(store, self))
    }
}

/// Graph, ranks and timeline of a generation.
#[derive(Clone, Debug)]
pub struct Derived {
    /// Which logons are looked at.
    pub scope: Scope,
    /// Who logged on from where.
    pub graph: AccountHostGraph,
    /// Counts, scores, flags and ranks; accounts and hosts numbered as in the scope.
    pub preset: Preset,
    /// The display zone.
    pub zone: Zone,
    /// Local hours and days.
    pub clock: LocalClock,
    /// Times of the first and last logon, whatever the switches.
    pub logon_span: Option<(i64, i64)>,
    /// Nodes as they are shown: highest rank first, then by label.
    pub nodes: Vec<NodeIndex>,
    /// Logons of each node of the graph.
    pub events_of_node: Vec<u32>,
    /// Where each node of the graph stands in `nodes`.
    pub place_of_node: Vec<u32>,
    /// Bundles as they are shown: by the places of host and account.
    pub edges: Vec<EdgeIndex>,
    /// Places in `nodes` of the accounts, in order: the rows of the timeline.
    pub account_places: Vec<u32>,
    /// Places in `nodes` of the hosts, in order.
    pub host_places: Vec<u32>,
    /// What is drawn.
    pub shows: Shows,
    /// What each joined node of the graph is.
    pub joined: Vec<Joined>,
    /// The rank of each node of the graph in the movement, if that is drawn.
    pub moved: Vec<f64>,
}

/// What is known of a node.
#[derive(Clone, Copy)]
pub struct NodeFacts<'a> {
    /// What it is.
    pub kind: NodeKind,
    /// As shown.
    pub label: &'a str,
    /// 0…1.
    pub rank: f64,
    /// The same in every generation.
    pub key: u64,
}

impl Derived {
    /// Computes everything from `store` and its `grounds`.
    pub fn new(store: &EventStore, grounds: &Grounds, options: &Options, zone: &Zone) -> Self {
        let rows = &grounds.order.rows;
        let scope = Scope::new(store, rows, &grounds.identities, options);
        let time = |position: u32| rows.get(position as usize).map_or(0, |row| store.events.time[*row as usize]);
        let span = timeline_span(store, rows);
        let (from, until) = span.unwrap_or_default();
        let clock = LocalClock::new(zone, from, until);
        let start = clock.hour_start(from);
        let hours = span.map_or(0, |_| (until.saturating_sub(start) / HOUR + 1) as u32);

        let key = |row| logon(store, grounds, row);
        let graph = AccountHostGraph::new(scope.accounts.len() as u32, scope.hosts.len() as u32, scope.iter().map(key));
        let privileged: Vec<bool> = (scope.accounts.iter())
            .map(|account| grounds.identities.accounts.all.get(*account as usize).is_some_and(|a| a.privileged))
            .collect();
        let preset_rows = scope.iter().map(key).map(|(_, time, key)| PresetRow {
            time,
            event_id: key.event_id,
            host: key.host,
            account: key.account,
            logon_type: key.logon_type,
            status: key.status,
            authentication: key.authentication.0,
            day: clock.day(time),
        });
        let preset_scope = PresetScope {
            hosts: scope.hosts.len(),
            privileged: &privileged,
            start,
            hours,
            scan: Scan::AllDays,
            flags_for_ranks: None,
        };
        let preset = Preset::new(preset_rows, &preset_scope);
        let mut logons = (0..rows.len() as u32).filter(|position| {
            grounds.order.rows.get(*position as usize).is_some_and(|row| store.events.kind[*row as usize].is_logon())
        });
        let first = logons.next();
        let logon_span = first.map(|first| (time(first), time(logons.next_back().unwrap_or(first))));
        let mut derived = Self {
            scope,
            graph,
            preset,
            zone: zone.clone(),
            clock,
            logon_span,
            nodes: Vec::new(),
            events_of_node: Vec::new(),
            place_of_node: Vec::new(),
            edges: Vec::new(),
            account_places: Vec::new(),
            host_places: Vec::new(),
            shows: Shows::default(),
            joined: Vec::new(),
            moved: Vec::new(),
        };
        derived.arrange(grounds);
        derived
    }

    /// Puts nodes and bundles in the order in which they are shown.
    pub(super) fn arrange(&mut self, grounds: &Grounds) {
        let labels: Vec<(f64, String, String)> = (self.graph.graph.node_indices())
            .map(|node| {
                let facts = self.node_facts(grounds, node);
                // The few that stand beside the logons are named first: they have no rank.
                let is_beside = matches!(facts.kind, NodeKind::Domain | NodeKind::PolicyChange);
                let rank = if is_beside { f64::INFINITY } else { facts.rank };
                (rank, names::folded(facts.label), facts.label.to_owned())
            })
            .collect();
        let mut nodes: Vec<NodeIndex> = self.graph.graph.node_indices().collect();
        nodes.order_by(|a, b| {
            let (a, b) = (&labels[a.index()], &labels[b.index()]);
            b.0.total_cmp(&a.0).then_with(|| (&a.1, &a.2).cmp(&(&b.1, &b.2)))
        });
        let by_rank = nodes.clone();
        if !self.moved.is_empty() {
            nodes.order_by(|a, b| self.moved[b.index()].total_cmp(&self.moved[a.index()]));
        }
        self.events_of_node = self
            .graph
            .graph
            .node_indices()
            .map(|node| self.graph.bundles_at(node).map(|(.., of)| of.count).sum())
            .collect();
        self.place_of_node = vec![0; nodes.len()];
        for (place, node) in (0..).zip(&nodes) {
            self.place_of_node[node.index()] = place;
        }
        let (mut accounts, mut hosts) = (Vec::new(), Vec::new());
        for node in by_rank {
            match self.graph.graph.node_weight(node) {
                Some(Node::Account(_)) => accounts.push(self.place(node)),
                Some(Node::Host(_)) => hosts.push(self.place(node)),
                Some(Node::Joined(_)) | None => {}
            }
        }
        (self.account_places, self.host_places) = (accounts, hosts);
        self.nodes = nodes;
        let mut edges: Vec<(u32, u32, u32)> = (self.graph.graph.edge_indices())
            .filter_map(|edge| {
                let (host, account) = self.graph.ends(edge)?;
                Some((self.place(host), self.place(account), edge.index() as u32))
            })
            .collect();
        edges.sort_unstable();
        self.edges = edges.into_iter().map(|(.., edge)| EdgeIndex::new(edge as usize)).collect();
    }

    /// Where a node stands among those shown.
    pub fn place(&self, node: NodeIndex) -> u32 {
        self.place_of_node.get(node.index()).copied().unwrap_or(0)
    }

    /// Where the bundle between two nodes stands among those shown.
    pub fn edge_place(&self, host: NodeIndex, account: NodeIndex) -> Option<u32> {
        let wanted = (self.place(host), self.place(account));
        let found = self.edges.binary_search_by_key(&wanted, |edge| {
            let ends = self.graph.ends(*edge);
            ends.map_or((u32::MAX, u32::MAX), |(host, account)| (self.place(host), self.place(account)))
        });
        found.ok().map(|place| place as u32)
    }

    /// The node that stands at `place`.
    pub fn node_at(&self, place: u32) -> Option<Node> {
        self.graph.graph.node_weight(*self.nodes.get(place as usize)?).copied()
    }

    /// The account of number `account`.
    pub fn account<'a>(&self, grounds: &'a Grounds, account: u32) -> Option<&'a Account> {
        grounds.identities.accounts.all.get(*self.scope.accounts.get(account as usize)? as usize)
    }

    /// The host of number `host`.
    pub fn host<'a>(&self, grounds: &'a Grounds, host: u32) -> Option<&'a Host> {
        grounds.identities.hosts.all.get(*self.scope.hosts.get(host as usize)? as usize)
    }

    /// What is known of a node.
    pub fn node_facts<'a>(&'a self, grounds: &'a Grounds, node: NodeIndex) -> NodeFacts<'a> {
        let nothing = NodeFacts { kind: NodeKind::Host, label: "", rank: 0.0, key: 0 };
        match self.graph.graph.node_weight(node) {
            Some(Node::Account(number)) => self.account(grounds, *number).map_or(nothing, |account| NodeFacts {
                kind: if account.privileged { NodeKind::PrivilegedAccount } else { NodeKind::Account },
                label: &account.label,
                rank: self.preset.account_ranks.get(*number as usize).copied().unwrap_or(0.0),
                key: stable_key(b'a', &account.identity),
            }),
            Some(Node::Host(number)) => self.host(grounds, *number).map_or(nothing, |host| NodeFacts {
                kind: NodeKind::Host,
                label: &host.label,
                rank: self.preset.host_ranks.get(*number as usize).copied().unwrap_or(0.0),
                key: stable_key(b'h', &host.identity),
            }),
            Some(Node::Joined(number)) => {
                self.joined(*number).and_then(|joined| joined.shown(grounds)).map_or(nothing, |(kind, label, key)| {
                    let rank = self.moved.get(node.index()).copied().unwrap_or(0.0);
                    NodeFacts { kind, label, rank, key }
                })
            }
            None => nothing,
        }
    }

    /// The rank that the size of a node follows in what is drawn.
    pub fn drawn_rank(&self, grounds: &Grounds, node: NodeIndex) -> f64 {
        self.moved.get(node.index()).copied().unwrap_or_else(|| self.node_facts(grounds, node).rank)
    }

    /// The host that joined node `joined` is, if it is known to be one that was a source at times.
    pub fn joined_host<'a>(&self, grounds: &'a Grounds, joined: u32) -> Option<&'a Host> {
        grounds.identities.hosts.all.get(self.target(grounds, joined)?.host? as usize)
    }

    /// The machine that joined node `joined` is.
    pub fn target<'a>(&self, grounds: &'a Grounds, joined: u32) -> Option<&'a Target> {
        match self.joined(joined)? {
            Joined::Target(number) | Joined::Beside(number) => grounds.known_target(*number),
            _ => None,
        }
    }

    /// The hour of the case that holds `time`.
    pub fn hour(&self, time: i64) -> Option<usize> {
        let hour = time.checked_sub(self.preset.timeline.start())?.div_euclid(HOUR);
        usize::try_from(hour).ok().filter(|hour| *hour < self.preset.timeline.hours() as usize)
    }

    /// The events of each hour of the case among `times`.
    pub fn per_hour(&self, times: impl Iterator<Item = i64>) -> Vec<u32> {
        let mut hours = vec![0; self.preset.timeline.hours() as usize];
        for hour in times.filter_map(|time| self.hour(time)) {
            hours[hour] += 1;
        }
        hours
    }
}

/// A logon in scope, (position, account, host), as the graph takes it.
pub(super) fn logon(
    store: &EventStore,
    grounds: &Grounds,
    (position, account, host): (u32, u32, u32),
) -> (u32, i64, LinkKey) {
    let row = grounds.order.rows.get(position as usize).copied().unwrap_or(0) as usize;
    let events = &store.events;
    let key = LinkKey {
        host,
        account,
        event_id: events.kind[row].id(),
        logon_type: events.logon_type[row],
        status: events.status[row],
        authentication: events.authentication[row],
        line: 0,
    };
    (position, events.time[row], key)
}

/// First and last time of the timeline: of the logons and of what marks privileges (LogonTracer reads these too), cut where they
/// lie absurdly far apart.
fn timeline_span(store: &EventStore, rows: &[u32]) -> Option<(i64, i64)> {
    let time = |row: &u32| store.events.time[*row as usize];
    let spans = |row: &&u32| store.events.kind[**row as usize].spans_timeline();
    let first = rows.iter().find(spans).map(time)?;
    let last = rows.iter().rfind(spans).map_or(first, time);
    if last.saturating_sub(first) <= MOST_HOURS * HOUR {
        return Some((first, last));
    }
    let half = MOST_HOURS / 2 * HOUR;
    let count = rows.iter().filter(spans).count();
    let middle = rows.iter().filter(spans).nth(count / 2).map_or(first, time);
    Some((first.max(middle.saturating_sub(half)), last.min(middle.saturating_add(half))))
}
