//! The graph as the page gets it: nodes, bundles of edges, and where they stand.

use super::filter::FilteredView;
use super::shows::Shows;
use serde::{Deserialize, Serialize};

/// What a node is. Its shape and colour follow.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, Serialize, Deserialize)]
pub enum NodeKind {
    /// Red circle.
    PrivilegedAccount,
    /// Blue circle.
    Account,
    /// Green diamond.
    Host,
    /// Purple hexagon.
    Domain,
    /// Amber square.
    PolicyChange,
}

impl NodeKind {
    /// All, in their order.
    pub const ALL: [Self; 5] = [Self::PrivilegedAccount, Self::Account, Self::Host, Self::Domain, Self::PolicyChange];

    /// In words.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::PrivilegedAccount => "privileged account",
            Self::Account => "account",
            Self::Host => "host",
            Self::Domain => "domain",
            Self::PolicyChange => "audit policy change",
        }
    }
}

/// The graph. Parallel edges are one. An edge that is not drawn ([`Shows`]) is there, with no events.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct GraphView {
    /// Which graph this is.
    pub generation: u32,
    /// Sorted: highest rank first.
    pub nodes: Vec<GraphNode>,
    /// Sorted by their ends.
    pub edges: Vec<GraphEdge>,
    /// Start positions, x and y in turn; those kept from an earlier graph stand where they were.
    pub positions: Vec<f32>,
    /// How often rows came or went or other people were meant by them: numbers of rows and findings hold as long as this does.
    pub evidence: u32,
    /// What is drawn.
    pub shows: Shows,
}

impl GraphView {
    /// Which nodes are in sight: those at an edge that has events, of which `filtered` leaves some.
    pub fn in_sight(&self, filtered: Option<&FilteredView>) -> Vec<bool> {
        let filtered = filtered.filter(|view| !view.is_whole && view.generation == self.generation);
        let mut in_sight = vec![false; self.nodes.len()];
        for (place, edge) in self.edges.iter().enumerate() {
            let count = filtered.map_or(edge.count, |view| view.edges.get(place).map_or(0, |(count, _)| *count));
            for end in [edge.from, edge.to] {
                if let Some(is) = in_sight.get_mut(end as usize) {
                    *is |= count > 0;
                }
            }
        }
        in_sight
    }
}

/// A node as drawn.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct GraphNode {
    /// The same in every generation for the same account or host.
    pub key: u64,
    /// What it is.
    pub kind: NodeKind,
    /// As shown.
    pub label: String,
    /// 0…1.
    pub rank: f32,
}

/// A bundle of parallel edges from a host to an account or to another host, or from an account to what else is drawn.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct GraphEdge {
    /// Position in [`GraphView::nodes`] of the node where it begins.
    pub from: u32,
    /// Position of the node where it ends.
    pub to: u32,
    /// Events.
    pub count: u32,
    /// Failed events among them.
    pub failed: u32,
}

/// New positions while the layout settles.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct PositionsView {
    /// Of which graph.
    pub generation: u32,
    /// x and y in turn.
    pub positions: Vec<f32>,
    /// Whether they are final.
    pub settled: bool,
}
