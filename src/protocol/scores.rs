//! How hours of accounts and hosts are scored.

use serde::{Deserialize, Serialize};

/// The ways. Ranks follow LogonTracer's whatever is chosen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum Scores {
    /// ChangeFinder as LogonTracer runs it.
    LogonTracer,
    /// ChangeFinder as its paper means it, for counts.
    #[default]
    Sound,
    /// Bayesian change points of the rate.
    Rate,
}

/// How unusual hours of accounts are over the whole case, and how much of that is made.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct ScoresView {
    /// Of which graph.
    pub generation: u32,
    /// In which way.
    pub by: Scores,
    /// How much is made, 0…1; below 1 neither hours nor nodes are here.
    pub share: f32,
    /// A score above is of this level; all 0 until that is known.
    pub above: [f32; 4],
    /// The highest score of any account in each hour of [`super::ActivityView`].
    pub hours: Vec<f32>,
    /// The highest score of each account, by its place in [`super::GraphView::nodes`]; 0 for hosts.
    pub nodes: Vec<f32>,
}

impl Scores {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::LogonTracer, Self::Sound, Self::Rate];

    /// As it is written into exports, and remembered.
    pub fn name(self) -> &'static str {
        match self {
            Self::LogonTracer => "logontracer",
            Self::Sound => "sound",
            Self::Rate => "rate",
        }
    }

    /// As it is offered.
    pub fn title(self) -> &'static str {
        match self {
            Self::LogonTracer => "LogonTracer",
            Self::Sound => "Sound",
            Self::Rate => "Change of rate",
        }
    }

    /// By its name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scores| scores.name() == name)
    }
}
