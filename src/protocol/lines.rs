//! What a line of the graph is made of, and which lines a finding sits on.

use serde::{Deserialize, Serialize};

/// What lines of the graph are made of, as the filter leaves it.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct LinesView {
    /// Of which graph.
    pub generation: u32,
    /// Positions in [`super::GraphView::edges`], each with its parts: between a host and an account by event id, ascending; between
    /// hosts by account, most events first.
    pub edges: Vec<(u32, Vec<Line>)>,
}

/// All events of one id between a host and an account, or of one account between two hosts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Line {
    /// The event id, or the account's name.
    pub name: String,
    /// Events.
    pub count: u32,
    /// Failed ones among them.
    pub failed: u32,
    /// Their logon types, `3, 10`; empty where the event tells none.
    pub types: String,
    /// Their authentication packages; empty where the event tells none.
    pub authentication: String,
}

/// The lines that findings sit on.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct MarksView {
    /// Of which graph.
    pub generation: u32,
    /// Positions in [`super::GraphView::edges`], ascending.
    pub edges: Vec<u32>,
}
