//! Events by hour: the strip of the whole case; and the heat map, what its rows and columns are, and the rectangles of it that cross.

use super::NodeKind;
use super::scores::Scores;
use serde::{Deserialize, Serialize};

/// Events per hour over the whole case: the strip at the foot of the page.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct ActivityView {
    /// Of which graph.
    pub generation: u32,
    /// Microseconds since 1970 of the first hour.
    pub start: i64,
    /// Logon events of each hour.
    pub counts: Vec<u32>,
    /// Failed ones among them.
    pub failed: Vec<u32>,
}

/// Whose logons a row holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum Who {
    /// A row an account.
    #[default]
    Accounts,
    /// A row a host from which was logged on.
    Hosts,
}

/// What a column is, on the clock of the display zone.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum Unit {
    /// An hour.
    #[default]
    Hour,
    /// A day: 23 or 25 hours where the clock is changed.
    Day,
    /// Monday to Sunday.
    Week,
    /// A month of the calendar.
    Month,
}

/// The order of rows. Those alike in it keep the order by rank.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum Order {
    /// Highest rank first.
    #[default]
    Rank,
    /// Highest score first.
    Score,
    /// By name.
    Name,
    /// Most events first.
    Count,
    /// Who came first.
    FirstSeen,
}

/// What rows stand together.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum Grouping {
    /// All.
    #[default]
    None,
    /// Those of a domain.
    Domain,
    /// Privileged accounts, and others.
    Privilege,
}

/// What the rows and columns of the map are.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Shape {
    /// Whose logons.
    pub who: Who,
    /// What a column is.
    pub unit: Unit,
    /// The order of rows.
    pub order: Order,
    /// What rows stand together, each group under a heading.
    pub grouping: Grouping,
    /// How cells are scored.
    pub scores: Scores,
    /// Rows that are open: positions in [`super::GraphView::nodes`].
    pub open: Vec<u32>,
}

/// A rectangle of the heat map, as the filter leaves it: lines × columns.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct TimelineView {
    /// Of which graph.
    pub generation: u32,
    /// Of which map.
    pub shape: Shape,
    /// Microseconds since 1970 of the first hour of the case.
    pub start: i64,
    /// Hours of the case.
    pub total_hours: u32,
    /// Columns of the map.
    pub total_columns: u32,
    /// Lines of the map.
    pub total_lines: u32,
    /// Accounts, or hosts, in it.
    pub nodes: u32,
    /// And those of which the filter leaves nothing.
    pub hidden: u32,
    /// With which hour since the first each column begins; only in the rectangle at the map's corner, and empty where columns are hours.
    pub begins: Vec<u32>,
    /// First line here.
    pub first_line: u32,
    /// First column here.
    pub first_column: u32,
    /// Columns here.
    pub columns: u32,
    /// A score above is of this level.
    pub above: [f32; 4],
    /// Lines here.
    pub lines: Vec<TimelineLine>,
}

/// What a line of the map is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum LineOf {
    /// An account or host.
    Node {
        /// Whether its event ids and chart follow.
        open: bool,
    },
    /// The events of one id of the account or host above.
    Id(u16),
    /// This part, from the top, of its line chart.
    Chart(u32),
    /// The heading of so many rows.
    Heading(u32),
}

/// Lines that a chart takes.
pub const CHART_LINES: u32 = 6;

/// A line of the heat map.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct TimelineLine {
    /// What it is.
    pub of: LineOf,
    /// Position in [`super::GraphView::nodes`] of the account or host that it is of.
    pub node: u32,
    /// As shown.
    pub label: String,
    /// What the account or host is.
    pub kind: NodeKind,
    /// All its events that are left.
    pub total: u32,
    /// Its highest score in a cell that is left.
    pub highest: f32,
    /// The level of that: 0 for an ordinary one.
    pub level: u8,
    /// Events of each column here.
    pub counts: Vec<u32>,
    /// The highest score of each column here; none in lines of event ids and charts.
    pub scores: Vec<f32>,
    /// The level of each of these.
    pub levels: Vec<u8>,
    /// How many events were expected in each hour; none where columns are longer, where the filter takes something away, and where scores
    /// expect nothing.
    pub expected: Vec<f32>,
}
