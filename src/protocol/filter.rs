//! What narrows all views: a search, a range of time, nodes taken out by hand; and what is left under it.
//!
//! A filter renumbers nothing: nodes and edges keep their places in the graph of their generation, and one without an event under
//! the filter is out of sight.

use super::GraphView;
use serde::{Deserialize, Serialize};

/// [`super::GraphNode::key`] in halves, the higher first, since JavaScript has no integers of 64 bits: the same node in every generation.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Key(pub u32, pub u32);

impl From<u64> for Key {
    fn from(key: u64) -> Self {
        Self((key >> 32) as u32, key as u32)
    }
}

impl From<Key> for u64 {
    fn from(Key(high, low): Key) -> Self {
        Self::from(high) << 32 | Self::from(low)
    }
}

/// What narrows all views. Everything it says must hold.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Filter {
    /// In the search language, `docs/search.md`.
    pub text: String,
    /// Microseconds since 1970: from the first on, up to but without the second.
    pub range: Option<(f64, f64)>,
    /// Nodes taken out: no row of theirs is left.
    pub hide: Vec<Key>,
    /// If there is any: only rows between these.
    pub only: Vec<Key>,
    /// Hosts taken out of the movement: no row from or to them is left.
    pub hide_moves: Vec<Key>,
    /// If there is any: only rows from one of these hosts to another.
    pub only_moves: Vec<Key>,
}

impl Filter {
    /// Whether it narrows nothing.
    pub fn is_empty(&self) -> bool {
        let lists = [&self.hide, &self.only, &self.hide_moves, &self.only_moves];
        self.text.trim().is_empty() && self.range.is_none() && lists.iter().all(|keys| keys.is_empty())
    }
}

/// Something in a search that is not understood, or not meant so.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Mistake {
    /// Byte of the search where it begins.
    pub from: u32,
    /// Byte behind its end.
    pub to: u32,
    /// What was expected, in plain words.
    pub text: String,
}

/// What is left under a filter.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct FilteredView {
    /// Of which graph.
    pub generation: u32,
    /// Under which filter.
    pub filter: Filter,
    /// What of its search was not understood; the rest counts.
    pub mistakes: Vec<Mistake>,
    /// Whether nothing is narrowed; then the lists below are empty.
    pub is_whole: bool,
    /// Rows left, whatever the switches.
    pub matches: u32,
    /// Logons left under the switches: those that the graph is made of.
    pub logons: u32,
    /// Events left of each of [`GraphView::nodes`]: those that count for it, whatever is drawn.
    pub nodes: Vec<u32>,
    /// Events left of each of [`GraphView::edges`] that are drawn, and failed ones among them.
    pub edges: Vec<(u32, u32)>,
    /// Logon events left in each hour of [`super::ActivityView`].
    pub hours: Vec<u32>,
    /// Failed ones among them.
    pub failed: Vec<u32>,
}

impl FilteredView {
    /// Whether anything is left of the node at `place`.
    pub fn shows(&self, place: u32) -> bool {
        self.is_whole || self.nodes.get(place as usize).is_some_and(|events| *events > 0)
    }

    /// `graph` as it is left: the same nodes and edges, counting what is left of them.
    pub fn applied_to(&self, graph: &GraphView) -> GraphView {
        let mut left = graph.clone();
        if self.is_whole || self.generation != graph.generation {
            return left;
        }
        for (place, edge) in left.edges.iter_mut().enumerate() {
            (edge.count, edge.failed) = self.edges.get(place).copied().unwrap_or_default();
        }
        left
    }
}
