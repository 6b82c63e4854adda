//! What of the page can be in sight: the views in the middle, the tabs at the right.

/// The views of the rail.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Shown {
    /// The account–host graph.
    #[default]
    Graph,
    /// Accounts by hours.
    Timeline,
    /// Two sides held against each other.
    Compare,
    /// What the rules found.
    Findings,
    /// Rows and their records.
    Events,
    /// Files and their ledger.
    Evidence,
}

impl Shown {
    /// The views, and how each is called in the page's address and by its style.
    pub const ALL: [(Self, &str); 6] = [
        (Self::Graph, "graph"),
        (Self::Timeline, "timeline"),
        (Self::Compare, "compare"),
        (Self::Findings, "findings"),
        (Self::Events, "events"),
        (Self::Evidence, "evidence"),
    ];

    /// How it is called there.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(view, _)| *view == self).map_or("", |(_, name)| name)
    }
}

/// The tabs of the panel at the right.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Panel {
    /// Rank lists.
    #[default]
    Ranks,
    /// What is selected.
    Details,
    /// A way from one node to another.
    Path,
}
