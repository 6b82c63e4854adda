//! The graph as the page gets it: nodes, bundles of edges, and where they stand.

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
}

/// The account–host graph. Parallel edges are one.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct GraphView {
    /// Which graph this is.
    pub generation: u32,
    /// Sorted: highest rank first.
    pub nodes: Vec<GraphNode>,
    /// Sorted by (host, account).
    pub edges: Vec<GraphEdge>,
    /// Start positions, x and y in turn; those kept from an earlier graph stand where they were.
    pub positions: Vec<f32>,
    /// How often rows came or went or other people were meant by them: numbers of rows and findings hold as long as this does.
    pub evidence: u32,
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

/// A bundle of parallel edges between a host and an account.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct GraphEdge {
    /// Position of the host in [`GraphView::nodes`].
    pub host: u32,
    /// Position of the account in [`GraphView::nodes`].
    pub account: u32,
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
