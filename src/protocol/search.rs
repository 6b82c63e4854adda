//! What the page shows of a search while it is typed, and how much each saved one finds.

use super::filter::Mistake;
use serde::{Deserialize, Serialize};

/// A search as it is typed.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct SearchView {
    /// What was asked about.
    pub text: String,
    /// The byte before which the caret stands.
    pub caret: u32,
    /// Its words.
    pub parts: Vec<SearchPart>,
    /// What of it is not understood.
    pub mistakes: Vec<Mistake>,
    /// What could stand at the caret, the likeliest first.
    pub suggestions: Vec<Suggestion>,
}

/// A word of a search.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct SearchPart {
    /// Byte where it begins.
    pub from: u32,
    /// Byte behind its end.
    pub to: u32,
    /// Whether it looks for something; else it joins others: `OR`, `NOT`, `(`.
    pub is_term: bool,
    /// The word itself.
    pub text: String,
    /// The search without it, and without what belongs to it alone.
    pub without: String,
}

/// Something that could stand in place of some of a search.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Suggestion {
    /// Byte where that begins.
    pub from: u32,
    /// Byte behind its end.
    pub to: u32,
    /// What could stand there.
    pub text: String,
    /// What it means; may be empty.
    pub says: String,
    /// Rows that have it; 0 if that is not counted.
    pub rows: u32,
}

/// How many rows some searches find.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct SearchCounts {
    /// Of which graph.
    pub generation: u32,
    /// Each search that was asked about, and the rows that it finds in the whole case.
    pub counts: Vec<(String, u32)>,
}
