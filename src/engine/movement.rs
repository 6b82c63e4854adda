//! The other graph of the same rows: from source hosts to the machines that were logged on to, whoever did it.

use super::Case;
use super::compare::machines::is_same;
use super::derived::{Derived, Grounds};
use super::further::Joined;
use super::targets::{Target, Targets};
use crate::analysis::weighted_rank::{Weight, WeightedGraph};
use crate::graph::account_host::Node;
use crate::model::events::EventStore;
use crate::protocol::shows::Shows;
use foldhash::fast::FixedState;
use petgraph::graph::{EdgeIndex, NodeIndex};
use std::collections::HashMap;

/// A line of no rows.
pub(super) const NO_LINE: u32 = u32::MAX;

impl Case {
    /// Draws another graph from now on: a new generation of the same nodes and rows.
    pub fn set_shows(&mut self, shows: Shows) {
        if self.shows == shows {
            return;
        }
        if self.shows.draws_as(shows) {
            // The same graph in other colours.
            self.derived.iter_mut().for_each(|derived| derived.shows = shows);
            self.shows = shows;
            return;
        }
        self.keep_places();
        self.shows = shows;
        self.generation += u32::from(self.derived.is_some());
        self.show();
        self.renumbered();
    }

    /// What is drawn.
    pub fn shows(&self) -> Shows {
        self.shows
    }

    /// Joins to the graph what is to be drawn.
    pub(super) fn show(&mut self) {
        if let Some(derived) = &mut self.derived {
            derived.show(&self.store, &self.grounds, self.shows);
        }
    }
}

impl Derived {
    /// Joins to the graph what `shows` asks for, and parts it from what it does not.
    pub fn show(&mut self, store: &EventStore, grounds: &Grounds, shows: Shows) {
        self.shows = shows;
        self.joined.clear();
        self.moved.clear();
        match shows {
            Shows { movement: true, .. } => self.join_movement(store, grounds),
            Shows { domains: false, policies: false, targets: false, .. } => self.graph.part(),
            _ => self.join_further(store, grounds),
        }
        self.arrange(grounds);
    }

    fn join_movement(&mut self, store: &EventStore, grounds: &Grounds) {
        let targets = grounds.targets(store);
        let mut node_of = self.nodes_of_targets(targets);
        let mut joined: Vec<Joined> = Vec::new();
        let mut lines: Vec<(NodeIndex, NodeIndex)> = Vec::new();
        let mut line_of_pair: HashMap<(u32, u32), u32, FixedState> = HashMap::default();
        let line = |(position, _, host): (u32, u32, u32)| {
            let row = grounds.order.rows.get(position as usize);
            let Some(target) = row.and_then(|row| targets.number(store, *row as usize)) else { return NO_LINE };
            *line_of_pair.entry((host, target)).or_insert_with(|| {
                let Some(to) = targets.all.get(target as usize) else { return NO_LINE };
                let from = self.graph.host(host);
                let is_itself = node_of.get(target as usize) == Some(&Some(from))
                    || self.host(grounds, host).is_some_and(|host| is_same(&host.label, &to.label));
                // A machine to itself is no movement.
                if is_itself {
                    return NO_LINE;
                }
                let Some(node) = node_of.get_mut(target as usize) else { return NO_LINE };
                let node = *node.get_or_insert_with(|| {
                    joined.push(Joined::Target(target));
                    self.graph.joined(joined.len() as u32 - 1)
                });
                lines.push((from, node));
                lines.len() as u32
            })
        };
        let lines_of_rows: Vec<u32> = self.scope.iter().map(line).collect();
        let logons = self.scope.iter().zip(&lines_of_rows).filter(|(_, line)| **line != NO_LINE);
        let logons = logons.map(|(row, line)| {
            let (position, time, key) = super::derived::logon(store, grounds, row);
            (position, time, crate::graph::account_host::LinkKey { line: *line, ..key })
        });
        self.graph.join(joined.len() as u32, lines, logons);
        self.joined = joined;
        self.moved = self.ranks_of_movement();
    }

    /// The node of each target that has one.
    pub fn nodes_of_targets(&self, targets: &Targets) -> Vec<Option<NodeIndex>> {
        let mut number_of: HashMap<u32, u32, FixedState> = HashMap::default();
        number_of.extend(self.scope.hosts.iter().copied().zip(0..));
        let of_host = |target: &Target| number_of.get(&target.host?).map(|number| self.graph.host(*number));
        let mut nodes: Vec<Option<NodeIndex>> = targets.all.iter().map(of_host).collect();
        for (number, joined) in (0..).zip(&self.joined) {
            if let Joined::Target(target) = joined {
                nodes.get_mut(*target as usize).into_iter().for_each(|node| *node = Some(self.graph.joined(number)));
            }
        }
        nodes
    }

    /// Of each node of the graph, 0…1: by distinct neighbours and how often, host to host.
    fn ranks_of_movement(&self) -> Vec<f64> {
        let edges = self.graph.graph.edge_indices().filter(|edge| self.graph.is_joined(*edge));
        let edges: Vec<(u32, u32, f64)> = edges
            .filter_map(|edge| {
                let (from, to) = self.graph.ends(edge)?;
                let count = self.graph.graph.edge_weight(edge)?.count;
                Some((from.index() as u32, to.index() as u32, Weight::Count.of(count, 0)))
            })
            .collect();
        let nodes = self.graph.graph.node_count();
        let ranks = WeightedGraph::new(nodes, &edges).ranks(&[]);
        let mut is_there = vec![false; nodes];
        for (from, to, _) in edges {
            for end in [from, to] {
                is_there.get_mut(end as usize).into_iter().for_each(|is| *is = true);
            }
        }
        let highest = ranks.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
        ranks.iter().zip(is_there).map(|(rank, is)| if is { rank / highest } else { 0.0 }).collect()
    }

    /// Whether a bundle is drawn.
    pub fn draws(&self, bundle: EdgeIndex) -> bool {
        self.graph.is_joined(bundle) || !self.shows.movement
    }

    /// The bundles of the logons of accounts from hosts, in the order in which they are shown, whatever is drawn.
    pub fn logon_edges(&self) -> impl Iterator<Item = (u32, EdgeIndex)> + '_ {
        (0..).zip(self.edges.iter().copied()).filter(|(_, edge)| !self.graph.is_joined(*edge))
    }

    /// Whether a node is a host, a source or not.
    pub fn is_host(&self, node: NodeIndex) -> bool {
        match self.graph.graph.node_weight(node) {
            Some(Node::Joined(joined)) => matches!(self.joined(*joined), Some(Joined::Target(_) | Joined::Beside(_))),
            node => matches!(node, Some(Node::Host(_))),
        }
    }
}

#[cfg(test)]
mod tests;
