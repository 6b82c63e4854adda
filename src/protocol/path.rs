//! Ways from one node to another: what is asked, and the steps.
//!
//! Nodes and edges are those of the generation that the request names, as everywhere in [`super`].

use super::NodeKind;
use super::rows::RowsQuery;
use serde::{Deserialize, Serialize};

/// Which way is looked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum PathKind {
    /// Over the fewest lines of the graph, whenever their logons were: LogonTracer's.
    #[default]
    Shortest,
    /// By logons that worked, each strictly later than the one before: the way that is there first.
    Earliest,
    /// The same, by the fewest logons.
    FewestLogons,
}

/// What is asked.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct PathQuery {
    /// Position in [`super::GraphView::nodes`].
    pub from: u32,
    /// The same; `None` for the nearest privileged account.
    pub to: Option<u32>,
    /// Which way.
    pub kind: PathKind,
    /// In the order of time: at most so many seconds between two logons.
    pub most_wait: Option<f64>,
}

/// The way found, under the filter in force.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct PathView {
    /// Of which graph.
    pub generation: u32,
    /// What was asked.
    pub query: PathQuery,
    /// The steps in turn; none if there is no way.
    pub steps: Vec<PathStep>,
    /// Nodes on the way, the first first.
    pub nodes: Vec<u32>,
    /// Lines of the graph on the way.
    pub edges: Vec<u32>,
}

/// A step of the way.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PathStep {
    /// Where from.
    pub from: PathEnd,
    /// Where to.
    pub to: PathEnd,
    /// What happened, in words.
    pub says: String,
    /// First and last time, microseconds since 1970; the same for a single logon.
    pub span: (i64, i64),
    /// How many logons.
    pub count: u32,
    /// Which.
    pub rows: RowsQuery,
}

/// A node at an end of a step.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PathEnd {
    /// Position in [`super::GraphView::nodes`].
    pub node: u32,
    /// What it is.
    pub kind: NodeKind,
    /// As shown.
    pub label: String,
}
