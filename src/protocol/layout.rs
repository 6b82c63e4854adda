//! Ways to lay the graph out.

use serde::{Deserialize, Serialize};

/// Where the nodes stand, and why there.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum LayoutKind {
    /// Neighbours near each other, as forces settle it.
    #[default]
    Force,
    /// In lines, the highest rank first.
    Grid,
    /// Each connected part on a circle.
    Circle,
    /// Who is how many steps from one node.
    Tree,
    /// Hosts at the left, accounts at the right.
    Columns,
}

impl LayoutKind {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::Force, Self::Grid, Self::Circle, Self::Tree, Self::Columns];

    /// In a word.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Force => "Force",
            Self::Grid => "Grid",
            Self::Circle => "Circle",
            Self::Tree => "Tree",
            Self::Columns => "Columns",
        }
    }
}
