//! Who logged on from where: hosts and accounts as nodes, a bundle of links between each pair.
//!
//! A link is one distinct (host, account, event id, logon type, status, authentication), which LogonTracer draws as an edge; it
//! leads to its rows. A bundle is all links between one host and one account: what is drawn as a line.

use crate::model::facts;
use crate::model::strings::StringId;
use foldhash::fast::FixedState;
use petgraph::graph::{EdgeIndex, NodeIndex, UnGraph};
use petgraph::visit::EdgeRef;
use std::collections::HashMap;
use std::ops::Range;

/// What makes two logons the same link.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct LinkKey {
    /// Number of the source host.
    pub host: u32,
    /// Number of the account.
    pub account: u32,
    /// The event id.
    pub event_id: u16,
    /// The logon type, or [`crate::model::events::NO_LOGON_TYPE`].
    pub logon_type: u8,
    /// The status, or [`crate::model::events::NO_STATUS`].
    pub status: u32,
    /// The authentication package.
    pub authentication: StringId,
}

/// A distinct logon, with all that happened of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// What it is.
    pub key: LinkKey,
    /// Earliest time, microseconds since 1970.
    pub first: i64,
    /// Latest time.
    pub last: i64,
    /// Where its rows stand in the graph's list of rows.
    rows: Range<u32>,
}

impl Link {
    /// How many events it stands for.
    pub fn count(&self) -> u32 {
        self.rows.end - self.rows.start
    }

    /// Whether its events are failures: 4625, or a check (4768, 4769, 4776) with a status other than success.
    pub fn failed(&self) -> bool {
        facts::is_failure(self.key.event_id, self.key.status)
    }
}

/// A node: the number of an account or of a host.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Node {
    /// Number of an account.
    Account(u32),
    /// Number of a host.
    Host(u32),
}

/// All links between one host and one account.
#[derive(Clone, Debug, PartialEq)]
pub struct Bundle {
    /// Where its links stand in the graph's list of links.
    links: Range<u32>,
    /// Events.
    pub count: u32,
    /// Failed ones among them.
    pub failed: u32,
}

/// The graph of a case. Accounts are nodes `0..accounts`, hosts follow.
#[derive(Clone, Debug, Default)]
pub struct AccountHostGraph {
    /// Nodes and bundles.
    pub graph: UnGraph<Node, Bundle>,
    accounts: u32,
    /// Sorted by host and account, the links of a bundle together.
    links: Vec<Link>,
    /// Rows as the caller numbers them, those of a link together, in order.
    rows: Vec<u32>,
}

impl AccountHostGraph {
    /// Builds the graph of `accounts` accounts and `hosts` hosts from logons in time order: (row, time, key). The events of keys
    /// beyond these numbers are left out.
    pub fn new(accounts: u32, hosts: u32, logons: impl Iterator<Item = (u32, i64, LinkKey)> + Clone) -> Self {
        let logons = logons.filter(|(.., key)| key.account < accounts && key.host < hosts);
        let mut number_of_key: HashMap<LinkKey, u32, FixedState> = HashMap::default();
        let mut links: Vec<Link> = Vec::new();
        let mut link_of_logon: Vec<u32> = Vec::new();
        for (_, time, key) in logons.clone() {
            let next = links.len() as u32;
            let number = *number_of_key.entry(key).or_insert(next);
            if number == next {
                links.push(Link { key, first: time, last: time, rows: 0..0 });
            }
            if let Some(link) = links.get_mut(number as usize) {
                (link.first, link.last) = (link.first.min(time), link.last.max(time));
                link.rows.end += 1;
            }
            link_of_logon.push(number);
        }
        // Keys are sorted without their authentication, which is numbered by first sight; the order within a bundle is settled
        // where it is shown.
        let mut keyed: Vec<(u32, u32, u32)> =
            (0..).zip(&links).map(|(number, link)| (link.key.host, link.key.account, number)).collect();
        keyed.sort_unstable();
        let order: Vec<u32> = keyed.into_iter().map(|(.., link)| link).collect();
        let mut next = vec![0u32; links.len()];
        let mut begin = 0;
        for &link in &order {
            let rows = &mut links[link as usize].rows;
            let count = rows.end;
            next[link as usize] = begin;
            *rows = begin..begin + count;
            begin += count;
        }
        let mut rows = vec![0; begin as usize];
        for ((row, ..), link) in logons.zip(link_of_logon) {
            let next = &mut next[link as usize];
            rows[*next as usize] = row;
            *next += 1;
        }
        let links: Vec<Link> = order.into_iter().map(|link| links[link as usize].clone()).collect();
        let graph = bundle(accounts, hosts, &links);
        Self { graph, accounts, links, rows }
    }

    /// The node of account number `account`.
    pub fn account(&self, account: u32) -> NodeIndex {
        NodeIndex::new(account as usize)
    }

    /// The node of host number `host`.
    pub fn host(&self, host: u32) -> NodeIndex {
        NodeIndex::new((self.accounts + host) as usize)
    }

    /// Host and account of a bundle.
    pub fn ends(&self, bundle: EdgeIndex) -> Option<(NodeIndex, NodeIndex)> {
        self.graph.edge_endpoints(bundle)
    }

    /// All links, those of a bundle together.
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// The links of a bundle.
    pub fn links_of(&self, bundle: &Bundle) -> &[Link] {
        self.links.get(bundle.links.start as usize..bundle.links.end as usize).unwrap_or_default()
    }

    /// The rows of a link, in time order.
    pub fn rows_of(&self, link: &Link) -> &[u32] {
        self.rows.get(link.rows.start as usize..link.rows.end as usize).unwrap_or_default()
    }

    /// The bundles at a node, with the node at their other end.
    pub fn bundles_at(&self, node: NodeIndex) -> impl Iterator<Item = (EdgeIndex, NodeIndex, &Bundle)> {
        self.graph.edges(node).map(move |edge| {
            let other = if edge.source() == node { edge.target() } else { edge.source() };
            (edge.id(), other, edge.weight())
        })
    }
}

fn bundle(accounts: u32, hosts: u32, links: &[Link]) -> UnGraph<Node, Bundle> {
    let pairs = links.chunk_by(|a, b| (a.key.host, a.key.account) == (b.key.host, b.key.account));
    let mut graph = UnGraph::with_capacity((accounts + hosts) as usize, pairs.clone().count());
    for node in (0..accounts).map(Node::Account).chain((0..hosts).map(Node::Host)) {
        graph.add_node(node);
    }
    let mut begin = 0;
    for pair in pairs {
        let end = begin + pair.len() as u32;
        let count = pair.iter().map(Link::count).sum();
        let failed = pair.iter().filter(|link| link.failed()).map(Link::count).sum();
        if let Some(first) = pair.first() {
            let (host, account) = ((accounts + first.key.host) as usize, first.key.account as usize);
            let bundle = Bundle { links: begin..end, count, failed };
            graph.add_edge(NodeIndex::new(host), NodeIndex::new(account), bundle);
        }
        begin = end;
    }
    graph
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::events::NO_STATUS;

    fn key(host: u32, account: u32, event_id: u16, status: u32) -> LinkKey {
        LinkKey { host, account, event_id, logon_type: 3, status, authentication: StringId::NONE }
    }

    #[test]
    fn parallel_links_are_one_bundle_and_lead_to_their_rows() {
        let logons = [
            (10, 1, key(1, 0, 4624, NO_STATUS)),
            (11, 2, key(0, 0, 4624, NO_STATUS)),
            (12, 3, key(1, 0, 4625, 0xc000_006a)),
            (13, 4, key(1, 0, 4624, NO_STATUS)),
        ];
        let graph = AccountHostGraph::new(1, 2, logons.into_iter());
        assert_eq!((graph.graph.node_count(), graph.graph.edge_count(), graph.links().len()), (3, 2, 3));
        let (_, other, bundle) = graph.bundles_at(graph.host(1)).next().expect("a bundle");
        assert_eq!((other, bundle.count, bundle.failed), (graph.account(0), 3, 1));
        let link = graph.links_of(bundle).iter().find(|link| !link.failed()).expect("a success");
        assert_eq!((graph.rows_of(link), link.first, link.last), (&[10, 13][..], 1, 4));
    }

    #[test]
    fn logons_of_unknown_nodes_are_left_out() {
        let graph = AccountHostGraph::new(1, 1, [(0, 0, key(7, 0, 4624, 0)), (1, 0, key(0, 9, 4624, 0))].into_iter());
        assert_eq!((graph.graph.edge_count(), graph.links().len()), (0, 0));
    }
}
