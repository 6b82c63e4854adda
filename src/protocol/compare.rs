//! Two sides of a case held against each other: what only one of them has, and what became more or less.
//!
//! A side is a filter of its own, mostly a range of time, and what a filter cannot say: files and computers. Places are those of
//! [`super::GraphView`] of the same generation.

use super::filter::Filter;
use serde::{Deserialize, Serialize};

/// One side. Everything it says must hold.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Side {
    /// Which rows.
    pub filter: Filter,
    /// If there is any: only rows of these files, by their numbers.
    pub files: Vec<u32>,
    /// If there is any: only rows that these computers wrote, in any case.
    pub computers: Vec<String>,
}

/// What is compared, and how.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct CompareQuery {
    /// Mostly the earlier side.
    pub a: Side,
    /// Mostly the later side.
    pub b: Side,
    /// What is in both counts as changed from this factor on, at least 1. Sides that have both a range are compared by events an hour.
    pub factor: f64,
    /// If there is any: only what was first seen from this moment on, microseconds since 1970, in all of the case under the switches.
    pub since: Option<f64>,
}

/// What is counted on both sides.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Serialize, Deserialize)]
pub enum Compared {
    /// An account from a host: a line of the graph.
    #[default]
    Pair,
    /// An account.
    Account,
    /// A host.
    Host,
    /// A logon type of an account from a host.
    LogonType,
    /// A host and the computer logged on to from it.
    Movement,
}

impl Compared {
    /// All, with what they are called.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Pair, "Pairs"),
        (Self::Account, "Accounts"),
        (Self::Host, "Hosts"),
        (Self::LogonType, "Logon types"),
        (Self::Movement, "Host to host"),
    ];
}

/// What became of something from A to B.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Serialize, Deserialize)]
pub enum Change {
    /// It is in neither.
    #[default]
    Neither,
    /// Only in A: vanished.
    OnlyA,
    /// Only in B: new.
    OnlyB,
    /// In both, more or fewer by the factor at least.
    Changed,
    /// In both.
    Same,
}

impl Change {
    /// Those that something compared can be, with what they are called.
    pub const ALL: [(Self, &'static str); 4] =
        [(Self::OnlyA, "Only in A"), (Self::OnlyB, "Only in B"), (Self::Changed, "Changed"), (Self::Same, "Same")];
}

impl Change {
    /// `only in A`, `only in B`, `changed`, `same`; nothing of what is in neither.
    pub fn in_words(self) -> Option<&'static str> {
        match self {
            Self::Neither => None,
            Self::OnlyA => Some("only in A"),
            Self::OnlyB => Some("only in B"),
            Self::Changed => Some("changed"),
            Self::Same => Some("same"),
        }
    }
}

/// How rows of the comparison are sorted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum CompareOrder {
    /// What only one side has by its count, then what is in both by its factor.
    #[default]
    Change,
    /// By the account's label, then the host's, then the rest.
    Account,
    /// By the host's label first.
    Host,
    /// By [`CompareRow::detail`] first.
    Detail,
    /// By the events in A.
    A,
    /// By the events in B.
    B,
    /// By when it was first seen in the case.
    First,
    /// By how surprising it was when it was first seen, and how many there were of its kind that day.
    Weight,
    /// By how many of its kind were new that day.
    ThatDay,
}

/// Which part of a comparison is asked for.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct ComparePage {
    /// What the rows are.
    pub what: Compared,
    /// Only what became this of it.
    pub only: Option<Change>,
    /// In which order.
    pub order: CompareOrder,
    /// The other way round.
    pub reversed: bool,
    /// The place of the first in that order.
    pub first: u32,
    /// How many.
    pub count: u32,
}

/// A comparison, and a part of its rows.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct CompareView {
    /// Of which graph.
    pub generation: u32,
    /// Of what.
    pub query: CompareQuery,
    /// Which part.
    pub page: ComparePage,
    /// Logon events of A and of B.
    pub events: (u32, u32),
    /// Hours of A and of B, where both have a range and events an hour are compared.
    pub hours: Option<(f64, f64)>,
    /// For each of [`Compared::ALL`], how many became each of [`Change::ALL`].
    pub counts: [[u32; 4]; 5],
    /// How many rows there are of what is asked for.
    pub total: u32,
    /// The rows.
    pub rows: Vec<CompareRow>,
}

/// Something on both sides.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct CompareRow {
    /// Place of the account.
    pub account: Option<u32>,
    /// Place of the host.
    pub host: Option<u32>,
    /// The logon type, or [`crate::model::events::NO_LOGON_TYPE`], of [`Compared::LogonType`].
    pub logon_type: Option<u8>,
    /// What else tells it apart: the logon type in words, or the computer logged on to.
    pub detail: String,
    /// What became of it.
    pub change: Change,
    /// Events in A, failed ones among them.
    pub a: (u32, u32),
    /// Events in B, failed ones among them.
    pub b: (u32, u32),
    /// When it was first seen in the case, microseconds since 1970.
    pub first: i64,
    /// How surprising it was then: see `crate::engine::compare::surprise`. 0 of accounts, hosts and logon types.
    pub weight: f64,
    /// What is behind the weight; nothing of accounts, hosts and logon types.
    pub history: History,
    /// The same in words; only in the rows of a [`CompareView`].
    pub why: String,
}

/// What the account of a pair, or the host of a movement, had done before the pair was first seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct History {
    /// Events.
    pub events: u32,
    /// Different pairs among them.
    pub pairs: u32,
    /// When the first of them was, microseconds since 1970.
    pub begun: i64,
    /// When the last of these pairs was new.
    pub newest: i64,
    /// How many pairs of it were new on the same day of the display zone, this one included.
    pub that_day: u32,
}

/// What became of each node and edge: for the picture.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct ComparedView {
    /// Of which graph.
    pub generation: u32,
    /// What became of each of [`super::GraphView::nodes`]; empty if nothing is compared.
    pub nodes: Vec<Change>,
    /// What became of each of [`super::GraphView::edges`].
    pub edges: Vec<Change>,
}
