//! By what accounts and hosts are ranked.

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
