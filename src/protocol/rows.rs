//! Which rows are looked at, in which order, and what is shown of them: the way from any figure down to its records.
//!
//! A [`RowsQuery`] names a set of rows of a case; it is small and travels with every request, so that neither side keeps a
//! cursor. Nodes and edges in it are those of the generation that the request names, as everywhere in [`super`].

use super::compare::Side;
use super::filter::Key;
use super::{Fact, Message};
use serde::{Deserialize, Serialize};

/// A set of rows.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct RowsQuery {
    /// Where they come from.
    pub of: RowsOf,
    /// Which of these.
    pub only: Only,
    /// Whether only those under the filter.
    pub within: bool,
}

/// Where rows come from. A record that several files hold is one row everywhere.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub enum RowsOf {
    /// All rows of the case, whatever the switches.
    #[default]
    Case,
    /// The logons that count for a node: a position in [`super::GraphView::nodes`].
    Node(u32),
    /// The logons that count for an edge: a position in [`super::GraphView::edges`].
    Edge(u32),
    /// The logons of an account or host in an hour, day, week or month: a cell of the heat map.
    Cell {
        /// Position of the account or host in [`super::GraphView::nodes`].
        node: u32,
        /// Microseconds since 1970 at which it begins.
        start: f64,
        /// And at which it is over.
        end: f64,
    },
    /// The logons on a side of a comparison that count for one of its rows ([`super::compare::CompareRow`]).
    Compared {
        /// Which side.
        side: Box<Side>,
        /// What it is called, for the heading: `in A, 3 Sep 2024`.
        called: String,
        /// Place of the account.
        account: Option<u32>,
        /// Place of the host.
        host: Option<u32>,
        /// The logon type.
        logon_type: Option<u8>,
        /// The computer logged on to.
        computer: Option<String>,
    },
    /// The rows of a file, by its number, those that another file holds too included.
    File(u32),
    /// The rows of a finding: a position in [`super::findings::FindingsView::findings`].
    Finding(u32),
    /// Rows by their numbers ([`RowView::row`]).
    Listed {
        /// What they are, for the heading.
        title: String,
        /// In any order; numbers of no row are passed over.
        rows: Vec<u32>,
    },
}

/// Only rows that say this; whatever is `None` may be anything.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Only {
    /// The event id.
    pub event_id: Option<u16>,
    /// Whether a logon failed.
    pub failed: Option<bool>,
    /// The logon type, or [`crate::model::events::NO_LOGON_TYPE`].
    pub logon_type: Option<u8>,
    /// The status, or [`crate::model::events::NO_STATUS`].
    pub status: Option<u32>,
    /// The authentication package as written, or empty.
    pub authentication: Option<String>,
    /// Whose they are.
    pub account: Option<Key>,
}

/// A column of the table of rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum Column {
    /// When the record was written.
    #[default]
    Time,
    /// Event id and what it says.
    Event,
    /// The account's name, as written, or its SID where there is no name.
    Account,
    /// The account's domain, as written.
    Domain,
    /// Address, and the name that the client gives itself.
    Source,
    /// The machine logged on to, where the record tells.
    Target,
    /// Logon type in words.
    LogonType,
    /// Status in words.
    Status,
    /// Authentication package.
    Authentication,
    /// The machine that wrote the record.
    Computer,
    /// Who asked for it.
    Subject,
    /// What else the record says: logon process, service, group, object and the like.
    Detail,
    /// `EventRecordID`.
    Record,
    /// The file that holds it.
    File,
}

impl Column {
    /// All columns with their headings, in the order in which they are shown.
    pub const ALL: [(Self, &'static str); 14] = [
        (Self::Time, "Time"),
        (Self::Event, "Event"),
        (Self::Account, "Account"),
        (Self::Domain, "Domain"),
        (Self::Source, "Source"),
        (Self::Target, "Target"),
        (Self::LogonType, "Logon type"),
        (Self::Status, "Status"),
        (Self::Authentication, "Authentication"),
        (Self::Computer, "Computer"),
        (Self::Subject, "Subject"),
        (Self::Detail, "Detail"),
        (Self::Record, "Record"),
        (Self::File, "File"),
    ];
}

/// An order of rows. Rows that are alike in the column keep the order of the case.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Sorting {
    /// By which column: times and numbers by size, addresses as addresses, text by its letters without regard to case.
    pub by: Column,
    /// The other way round, rows that are alike included.
    pub descending: bool,
}

/// A stretch of a set of rows.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct RowsView {
    /// Of which graph.
    pub generation: u32,
    /// Which rows.
    pub query: RowsQuery,
    /// In which order.
    pub sorting: Sorting,
    /// What they are, in words: `4769 by t.verney from 10.20.3.41`.
    pub title: String,
    /// How many there are.
    pub total: u32,
    /// The place of the first row here in that order.
    pub first: u32,
    /// The rows.
    pub rows: Vec<RowView>,
}

/// A row of the table.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct RowView {
    /// Its number: its place in the case's own order, by time. Holds for the generation.
    pub row: u32,
    /// Microseconds since 1970.
    pub time: i64,
    /// What each of [`Column::ALL`] shows, whole; empty for what is unknown, and for the time, which the page prints in the display
    /// zone.
    pub cells: Vec<String>,
}

/// A record, read again from its file.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct RecordView {
    /// Of which graph.
    pub generation: u32,
    /// The row.
    pub row: u32,
    /// What the row says, in words.
    pub facts: Vec<Fact>,
    /// Every place that holds the record; the text comes from the first.
    pub places: Vec<PlaceView>,
    /// The record as it stands there, or why it cannot be shown.
    pub text: RecordText,
}

/// A record's own text.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum RecordText {
    /// XML: indented where it is rendered from EVTX, else as its file has it.
    Xml(String),
    /// JSON over several lines.
    Json(String),
    /// It cannot be read again.
    Missing(Message),
    /// It is in what is packed, which is being unpacked: so many bytes were read. More comes.
    Unpacking(u64),
}

impl Default for RecordText {
    fn default() -> Self {
        Self::Xml(String::new())
    }
}

/// Where a record stands.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct PlaceView {
    /// Number of the file in the case.
    pub file: u32,
    /// The file's path.
    pub path: String,
    /// Byte offset in the file; in the unpacked log, where that is in an archive.
    pub offset: u64,
    /// Which chunk of 64 KiB, from 0; `None` in a format without chunks.
    pub chunk: Option<u64>,
    /// `EventRecordID`.
    pub record_id: u64,
}
