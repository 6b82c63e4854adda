//! By what accounts and hosts are ranked, and the lists of them.

use super::NodeKind;
use super::filter::Key;
use serde::{Deserialize, Serialize};

/// The ways.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum RankBy {
    /// LogonTracer's, over the whole case.
    #[default]
    LogonTracer,
    /// By distinct neighbours, weighted by how often, over what the filter leaves.
    Weighted,
    /// From marked nodes on, by how rare a way is, over what the filter leaves.
    Marked,
}

impl RankBy {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::LogonTracer, Self::Weighted, Self::Marked];

    /// As it is written into exports, and remembered.
    pub fn name(self) -> &'static str {
        match self {
            Self::LogonTracer => "logontracer",
            Self::Weighted => "weighted",
            Self::Marked => "marked",
        }
    }

    /// By its name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.name() == name)
    }

    /// As it is offered.
    pub fn title(self) -> &'static str {
        match self {
            Self::LogonTracer => "LogonTracer",
            Self::Weighted => "Weighted",
            Self::Marked => "From marked nodes",
        }
    }
}

/// What ranks are asked for.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Ranking {
    /// By what.
    pub by: RankBy,
    /// From where on, if from marked nodes.
    pub marked: Vec<Key>,
}

/// Both rank lists.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct RanksView {
    /// Of which graph.
    pub generation: u32,
    /// By what.
    pub by: RankBy,
    /// Highest first, then by name.
    pub accounts: Vec<RankRow>,
    /// Highest first, then by name.
    pub hosts: Vec<RankRow>,
}

/// A line of a rank list.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct RankRow {
    /// Position in [`GraphView::nodes`](super::GraphView::nodes).
    pub node: u32,
    /// What it is.
    pub kind: NodeKind,
    /// As shown; the same as [`GraphNode::label`](super::GraphNode::label).
    pub label: String,
    /// 0…1.
    pub rank: f64,
    /// Events.
    pub events: u32,
    /// Which neighbours give it its rank, in words; empty where the details tell it, and far down the list.
    pub why: String,
}
