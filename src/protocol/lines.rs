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
    /// The class of most of them ([`crate::model::ways`]).
    pub class: u8,
}

/// How each line's events were logged on, mostly.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct WaysView {
    /// Of which graph.
    pub generation: u32,
    /// The class ([`crate::model::ways`]) of each of [`super::GraphView::edges`] as the filter leaves it, 255 where nothing is left; empty while colours tell outcomes.
    pub edges: Vec<u8>,
}

impl WaysView {
    /// A bit for each class that is there, 0 for those without a logon type.
    pub fn present(&self) -> u8 {
        self.edges.iter().fold(0, |present, class| present | 1u8.checked_shl(u32::from(*class)).unwrap_or(0))
    }
}

/// The lines that findings sit on.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct MarksView {
    /// Of which graph.
    pub generation: u32,
    /// Positions in [`super::GraphView::edges`], ascending.
    pub edges: Vec<u32>,
}
