//! What the panel at the right tells of one node or edge.

use super::NodeKind;
use super::rows::Only;
use serde::{Deserialize, Serialize};

/// Everything about one node or edge.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct DetailsView {
    /// Of which graph.
    pub generation: u32,
    /// Whether a filter leaves out something that is not counted here.
    pub narrowed: bool,
    /// What it is about.
    pub subject: Subject,
    /// Heading.
    pub title: String,
    /// `None` for an edge.
    pub kind: Option<NodeKind>,
    /// Label and value, in order: domain, SIDs, rank and why, first and last seen, addresses, statuses in words.
    pub facts: Vec<Fact>,
    /// Events by id: id, title, count, failed.
    pub events: Vec<(u16, String, u32, u32)>,
    /// Logon types: number, in words, count.
    pub logon_types: Vec<(u8, String, u32)>,
    /// What it is linked with, under headings: most events first.
    pub neighbours: Vec<(String, Vec<Neighbour>)>,
    /// Distinct rows of the bundle or node: what LogonTracer shows as edges. Most events first, at most 200.
    pub rows: Vec<EdgeRow>,
    /// How many distinct rows there are.
    pub total_rows: u32,
    /// Sessions that began under the filter, the latest first, at most [`LISTED_SESSIONS`].
    pub sessions: Vec<SessionView>,
    /// How many there are.
    pub sessions_total: u32,
    /// Events per hour of the case (node: account's own; edge: its own), with scores for an account.
    pub hourly: Vec<u32>,
    /// The score of each hour in the way that is chosen; empty if there is none, or none is made yet.
    pub scores: Vec<f32>,
    /// Microseconds since 1970 of the first hour.
    pub hourly_start: i64,
    /// Of an account where hosts alone are drawn: positions in [`super::GraphView::edges`] of the ways that it went, as the filter leaves them.
    pub ways: Option<Vec<u32>>,
}

/// At most so many sessions are listed.
pub const LISTED_SESSIONS: usize = 100;

/// A session.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SessionView {
    /// The row that began it: [`super::rows::RowView::row`].
    pub row: u32,
    /// When, microseconds since 1970.
    pub start: i64,
    /// `4 h 12 min`, `open at the end of the log`, `end not told`.
    pub length: String,
    /// `3 network`; `-` for none.
    pub logon_type: String,
    /// Whose, from where and on which computer, as far as the subject does not say so itself.
    pub between: String,
    /// Whether the account had a session from another source meanwhile.
    pub concurrent: bool,
}

/// What details are about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Subject {
    /// Position in [`super::GraphView::nodes`].
    Node(u32),
    /// Position in [`super::GraphView::edges`].
    Edge(u32),
}

/// A labelled value of the detail panel.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Fact {
    /// What it is, one or two words.
    pub label: String,
    /// Plain text; may be very long.
    pub value: FactValue,
}

/// How a fact is shown.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum FactValue {
    /// Text as is.
    Text(String),
    /// An identifier, in monospace.
    Code(String),
    /// A time, microseconds since 1970, shown in the display zone.
    Time(i64),
    /// A span of time.
    Span(i64, i64),
}

/// A neighbour in the detail panel.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Neighbour {
    /// Position in [`super::GraphView::nodes`].
    pub node: u32,
    /// Position in [`super::GraphView::edges`].
    pub edge: u32,
    /// Which rows of that edge are meant.
    pub only: Only,
    /// What it is.
    pub kind: NodeKind,
    /// As shown.
    pub label: String,
    /// Events between the two.
    pub count: u32,
    /// Failed ones among them.
    pub failed: u32,
    /// Event ids between the two, ascending.
    pub ids: Vec<u16>,
    /// Share of the node's rank that comes from here, 0…1.
    pub rank_share: f32,
}

/// A distinct (host, account, event id, logon type, status, authentication).
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct EdgeRow {
    /// Position in [`super::GraphView::edges`].
    pub edge: u32,
    /// Which of that edge's rows they are.
    pub only: Only,
    /// Source host.
    pub host: String,
    /// Account.
    pub account: String,
    /// Event id.
    pub event_id: u16,
    /// Number and words: `3 network`; `-` for none.
    pub logon_type: String,
    /// Code and words: `0xc000006a wrong password`; `-` for none.
    pub status: String,
    /// As written; `-` for none.
    pub authentication: String,
    /// Events.
    pub count: u32,
    /// Microseconds since 1970.
    pub first: i64,
    /// Microseconds since 1970.
    pub last: i64,
}
