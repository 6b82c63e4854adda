//! Who logged on from where: hosts and accounts as nodes, a bundle of links between each pair.
//!
//! A link is one distinct (host, account, event id, logon type, status, authentication), which LogonTracer draws as an edge; it
//! leads to its rows. A bundle is all links between one host and one account: what is drawn as a line.
//!
//! Further nodes and lines can be joined to it, which the same rows tell: where a host's logons were to, and the like. They come
//! after its own and can be parted from it again.

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
    /// 0 in the line between its host and its account; of joined lines, 1 more than the number of the line.
    pub line: u32,
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
    /// Number of a joined node, as whoever joined it numbers them.
    Joined(u32),
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
    /// Between which nodes each joined line is.
    lines: Vec<(NodeIndex, NodeIndex)>,
    /// How many nodes, bundles, links and rows are its own: what is joined comes after.
    own: [usize; 4],
}

impl AccountHostGraph {
    /// Builds the graph of `accounts` accounts and `hosts` hosts from logons in time order: (row, time, key). The events of keys
    /// beyond these numbers are left out.
    pub fn new(accounts: u32, hosts: u32, logons: impl Iterator<Item = (u32, i64, LinkKey)> + Clone) -> Self {
        let (links, rows) = gather(logons.filter(|(.., key)| key.account < accounts && key.host < hosts));
        let mut graph = Self { accounts, links, rows, ..Self::default() };
        for node in (0..accounts).map(Node::Account).chain((0..hosts).map(Node::Host)) {
            graph.graph.add_node(node);
        }
        graph.bundle(0);
        graph.own = graph.size();
        graph
    }

    fn size(&self) -> [usize; 4] {
        [self.graph.node_count(), self.graph.edge_count(), self.links.len(), self.rows.len()]
    }

    /// Joins nodes [`Node::Joined`] 0 to `nodes`, and `lines` between any two nodes, made of logons whose keys name them. Those of lines
    /// beyond these are left out. What was joined before is parted.
    pub fn join(
        &mut self,
        nodes: u32,
        lines: Vec<(NodeIndex, NodeIndex)>,
        logons: impl Iterator<Item = (u32, i64, LinkKey)> + Clone,
    ) {
        self.part();
        for node in 0..nodes {
            self.graph.add_node(Node::Joined(node));
        }
        let there = |key: &LinkKey| key.line.checked_sub(1).is_some_and(|line| (line as usize) < lines.len());
        let (mut links, rows) = gather(logons.filter(|(.., key)| there(key)));
        self.lines = lines;
        let [_, _, first_link, first_row] = self.own;
        for link in &mut links {
            link.rows = link.rows.start + first_row as u32..link.rows.end + first_row as u32;
        }
        self.links.append(&mut links);
        self.rows.extend(rows);
        self.bundle(first_link);
    }

    /// Takes out all that was joined.
    pub fn part(&mut self) {
        let [nodes, edges, links, rows] = self.own;
        while self.graph.edge_count() > edges {
            self.graph.remove_edge(EdgeIndex::new(self.graph.edge_count() - 1));
        }
        while self.graph.node_count() > nodes {
            self.graph.remove_node(NodeIndex::new(self.graph.node_count() - 1));
        }
        self.links.truncate(links);
        self.rows.truncate(rows);
        self.lines.clear();
    }

    /// Adds a bundle for each stretch of links, from link number `first` on, that are between the same two nodes.
    fn bundle(&mut self, first: usize) {
        let mut begin = first;
        while let Some(ends) = self.links.get(begin).map(|link| self.ends_of(&link.key)) {
            let rest = self.links.get(begin..).unwrap_or_default();
            let links = rest.iter().take_while(|link| self.ends_of(&link.key) == ends);
            let (mut end, mut count, mut failed) = (begin, 0, 0);
            for link in links {
                end += 1;
                count += link.count();
                failed += if link.failed() { link.count() } else { 0 };
            }
            let bundle = Bundle { links: begin as u32..end as u32, count, failed };
            if let Some((from, to)) = ends {
                self.graph.add_edge(from, to, bundle);
            }
            begin = end;
        }
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

    /// The node of joined number `joined`.
    pub fn joined(&self, joined: u32) -> NodeIndex {
        NodeIndex::new(self.own[0] + joined as usize)
    }

    /// The nodes between which a link is.
    pub fn ends_of(&self, key: &LinkKey) -> Option<(NodeIndex, NodeIndex)> {
        match key.line.checked_sub(1) {
            None => Some((self.host(key.host), self.account(key.account))),
            Some(line) => self.lines.get(line as usize).copied(),
        }
    }

    /// All links between hosts and accounts, those of a bundle together.
    pub fn links(&self) -> &[Link] {
        self.links.get(..self.own[2]).unwrap_or_default()
    }

    /// All links of joined lines, those of a bundle together.
    pub fn joined_links(&self) -> &[Link] {
        self.links.get(self.own[2]..).unwrap_or_default()
    }

    /// Whether a bundle was joined.
    pub fn is_joined(&self, bundle: EdgeIndex) -> bool {
        bundle.index() >= self.own[1]
    }

    /// All bundles between hosts and accounts.
    pub fn bundles(&self) -> impl Iterator<Item = &Bundle> {
        self.graph.edge_weights().take(self.own[1])
    }

    /// The links of a bundle.
    pub fn links_of(&self, bundle: &Bundle) -> &[Link] {
        self.links.get(bundle.links.start as usize..bundle.links.end as usize).unwrap_or_default()
    }

    /// The rows of a link, in time order.
    pub fn rows_of(&self, link: &Link) -> &[u32] {
        self.rows.get(link.rows.start as usize..link.rows.end as usize).unwrap_or_default()
    }

    /// The bundles that count for a node, with the node at their other end: those between hosts and accounts, or of a joined node all.
    pub fn bundles_at(&self, node: NodeIndex) -> impl Iterator<Item = (EdgeIndex, NodeIndex, &Bundle)> {
        self.all_at(node).filter(move |(edge, ..)| self.counts_for(*edge, node))
    }

    /// Whether a bundle is one of [`Self::bundles_at`] a node that it ends at.
    pub fn counts_for(&self, bundle: EdgeIndex, node: NodeIndex) -> bool {
        self.is_joined(bundle) == (node.index() >= self.own[0])
    }

    /// The bundles that were joined at a node, with the node at their other end.
    pub fn joined_at(&self, node: NodeIndex) -> impl Iterator<Item = (EdgeIndex, NodeIndex, &Bundle)> {
        self.all_at(node).filter(|(edge, ..)| self.is_joined(*edge))
    }

    fn all_at(&self, node: NodeIndex) -> impl Iterator<Item = (EdgeIndex, NodeIndex, &Bundle)> {
        self.graph.edges(node).map(move |edge| {
            let other = if edge.source() == node { edge.target() } else { edge.source() };
            (edge.id(), other, edge.weight())
        })
    }
}

/// The distinct links of `logons` by line, host and account, and their rows, those of a link together.
fn gather(logons: impl Iterator<Item = (u32, i64, LinkKey)> + Clone) -> (Vec<Link>, Vec<u32>) {
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
    let mut keyed: Vec<(u32, u32, u32, u32)> =
        (0..).zip(&links).map(|(number, link)| (link.key.line, link.key.host, link.key.account, number)).collect();
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
    (order.into_iter().map(|link| links[link as usize].clone()).collect(), rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::events::NO_STATUS;

    fn key(host: u32, account: u32, event_id: u16, status: u32) -> LinkKey {
        LinkKey { host, account, event_id, logon_type: 3, status, authentication: StringId::NONE, line: 0 }
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

    #[test]
    fn what_is_joined_comes_after_and_can_be_parted() {
        let logons = [(10, 1, key(0, 0, 4624, NO_STATUS)), (11, 2, key(1, 0, 4625, 5))];
        let mut graph = AccountHostGraph::new(1, 2, logons.into_iter());
        let before = format!("{graph:?}");
        let on = |line, (row, time, key)| (row, time, LinkKey { line, ..key });
        let lines = [(graph.host(0), graph.host(1)), (graph.host(1), NodeIndex::new(3))];
        for _ in 0..2 {
            graph.join(
                1,
                lines.to_vec(),
                [on(2, logons[1]), on(1, logons[0]), on(2, logons[0]), on(3, logons[0])].into_iter(),
            );
            let ends: Vec<_> =
                graph.joined_at(graph.host(1)).map(|(edge, other, of)| (graph.ends(edge), other, of.count)).collect();
            assert_eq!(ends.len(), 2);
            assert!(
                ends.contains(&(Some(lines[0]), graph.host(0), 1))
                    && ends.contains(&(Some(lines[1]), graph.joined(0), 2))
            );
            assert_eq!(
                graph.bundles_at(graph.joined(0)).map(|(.., of)| (of.count, of.failed)).collect::<Vec<_>>(),
                [(2, 1)]
            );
            assert_eq!(
                (graph.bundles_at(graph.host(1)).count(), graph.links().len(), graph.bundles().count()),
                (1, 2, 2)
            );
            let (.., bundle) = graph.bundles_at(graph.joined(0)).next().expect("a bundle");
            let rows: Vec<u32> = graph.links_of(bundle).iter().flat_map(|link| graph.rows_of(link)).copied().collect();
            assert_eq!(rows, [10, 11]);
        }
        graph.part();
        assert_eq!(format!("{graph:?}"), before);
    }
}
