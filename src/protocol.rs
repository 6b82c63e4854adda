//! What the page and the engine say to each other, in the screen's words.
//!
//! Two kinds of things cross. Small ones ([`Request`], [`Response`]) cross as JavaScript objects. Large ones ([`View`]) cross
//! as one transferable buffer, encoded with postcard. None of them holds a 64-bit integer that could exceed 2⁵³ in a
//! JavaScript object: times are microseconds as `f64` there, and plain `i64` in views.
//!
//! A node or edge is named by its position in the graph of a *generation*: a number that grows whenever the graph is built
//! anew. A request about an older generation is answered by nothing; the new graph is on its way.

pub mod compare;
pub mod details;
pub mod evidence;
pub mod filter;
pub mod findings;
pub mod graph;
pub mod judgments;
pub mod layout;
pub mod lines;
pub mod path;
pub mod picture;
pub mod ranks;
pub mod rows;
pub mod scores;
pub mod search;
pub mod selection;
pub mod shows;
pub mod timeline;

use compare::{ComparePage, CompareQuery, CompareView, ComparedView};
pub use details::{DetailsView, EdgeRow, Fact, FactValue, Neighbour, Subject};
pub use evidence::{ClockChange, Coverage, EvidenceView, FileView, FilesQuery, FilesView, FoundEvent, Runs, WhyEmpty};
use filter::{Filter, FilteredView, Key};
use findings::FindingsView;
pub use graph::{GraphEdge, GraphNode, GraphView, NodeKind, PositionsView};
use judgments::Judgments;
use layout::LayoutKind;
use lines::{LinesView, MarksView, WaysView};
use path::{PathQuery, PathView};
pub use ranks::{RankRow, RanksView};
use rows::{RecordView, RowsQuery, RowsView, Sorting};
use search::{SearchCounts, SearchView};
use selection::Wish;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use shows::Shows;
pub use timeline::ActivityView;
use timeline::{Shape, TimelineView};

/// Grows with every change of this module's types; both sides compare it when the worker says it is ready.
pub const VERSION: u32 = 9;

/// How the case is looked at. Changing any of it re-derives accounts, hosts, graph, ranks and timeline.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Options {
    /// Display zone: `UTC`, `+09:00` or an IANA name.
    pub zone: String,
    /// One account per name, as LogonTracer does.
    pub merge_accounts: bool,
    /// Include `SYSTEM`, `ANONYMOUS LOGON`, `DWM-1` and the like.
    pub include_builtin: bool,
    /// Include machine accounts (`$`).
    pub include_machine: bool,
    /// Include logons without a source: service, batch, console.
    pub include_local: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            zone: "UTC".to_owned(),
            merge_accounts: false,
            include_builtin: false,
            include_machine: false,
            include_local: false,
        }
    }
}

/// A picked file. Its `File` handle travels beside the request, in the same order.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PickedFile {
    /// The base name.
    pub name: String,
    /// The path within a picked or dropped folder, or the name.
    pub path: String,
    /// Bytes.
    pub size: f64,
}

/// From the page to the engine.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Request {
    /// Reads more evidence into the case.
    AddFiles(Vec<PickedFile>),
    /// Stops reading and keeps what was read.
    CancelImport,
    /// Takes a file out of the case again, by its number.
    RemoveFile(u32),
    /// Looks at the case differently.
    SetOptions(Options),
    /// Reads and keeps only some records.
    SetSelection(Wish),
    /// Reads all files again: records that were let go are wanted now.
    ReadAgain,
    /// Ranks in another way; answered by [`View::Ranks`].
    SetRanking(ranks::Ranking),
    /// Scores hours in another way; answered by [`View::Scores`], again and again until all are made.
    SetScores(scores::Scores),
    /// Narrows all views; answered by [`View::Filtered`].
    SetFilter(Filter),
    /// What the analyst makes of findings; answered by [`View::Marks`].
    Judge(Judgments),
    /// Asks for [`View::Details`] of a node.
    NodeDetails {
        /// Of which graph.
        generation: u32,
        /// Position in [`GraphView::nodes`].
        node: u32,
    },
    /// Asks for [`View::Details`] of an edge.
    EdgeDetails {
        /// Of which graph.
        generation: u32,
        /// Position in [`GraphView::edges`].
        edge: u32,
    },
    /// Asks for a [`View::Timeline`] tile under the filter in force.
    Timeline {
        /// Of which graph.
        generation: u32,
        /// Of which map.
        shape: Shape,
        /// First line and first column wanted.
        first: (u32, u32),
        /// How many lines and columns.
        size: (u32, u32),
    },
    /// Asks for [`View::Rows`]: a stretch of a set of rows in an order.
    Rows {
        /// Of which graph.
        generation: u32,
        /// Which rows.
        query: RowsQuery,
        /// In which order.
        sorting: Sorting,
        /// Place in that order of the first wanted.
        first: u32,
        /// How many.
        count: u32,
    },
    /// Asks for [`View::Path`] under the filter in force.
    Path {
        /// Of which graph.
        generation: u32,
        /// Which way.
        query: PathQuery,
    },
    /// Asks for [`View::Compare`]: a part of a comparison.
    Compare {
        /// Of which graph.
        generation: u32,
        /// Of what.
        query: Box<CompareQuery>,
        /// Which part.
        page: ComparePage,
    },
    /// Whether the graph is to show what became of each node and edge in the comparison made last; answered by [`View::Compared`].
    ShowCompared(bool),
    /// Asks for [`View::Record`]: a row's record, read again from its file.
    Record {
        /// Of which graph.
        generation: u32,
        /// [`rows::RowView::row`].
        row: u32,
    },
    /// Asks for [`View::Files`]: a page of the list of files.
    Files(FilesQuery),
    /// Asks for [`View::File`]: a file in full, by its number.
    File(u32),
    /// Asks for [`View::Coverage`]: so many lines of what is covered.
    Coverage(u32),
    /// Asks for [`View::Search`]: what is to be shown of a search that is being typed.
    Search {
        /// The search.
        text: String,
        /// The byte before which the caret stands; one beyond the end if nothing is typed.
        caret: u32,
    },
    /// Asks for [`View::SearchCounts`]: how much each of these searches finds.
    CountSearches(Vec<String>),
    /// The user holds or moved a node: it stays at this place until unpinned.
    PinNode {
        /// Of which graph.
        generation: u32,
        /// Position in [`GraphView::nodes`].
        node: u32,
        /// World position; `None` lets it go.
        at: Option<(f32, f32)>,
    },
    /// Asks for [`View::Lines`] of edges.
    Lines {
        /// Of which graph.
        generation: u32,
        /// Positions in [`GraphView::edges`].
        edges: Vec<u32>,
    },
    /// Lays the graph out by another rule; answered by [`View::Positions`].
    SetLayout {
        /// Which.
        kind: LayoutKind,
        /// Where a tree begins; the highest rank if this is not in sight.
        root: Option<Key>,
    },
    /// Draws another graph of the same case; a new generation follows.
    SetShows(Shows),
    /// Makes a file of the case; answered by [`View::Export`], by its first part where it comes in several.
    Export(ExportFormat),
    /// A part was taken: makes the next. Else makes no more of it; answered by [`Response::NotExported`] without a word.
    GoOnExporting(ExportFormat, bool),
}

/// What can be taken away.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ExportFormat {
    /// The analysis document, `docs/analysis-json.md`.
    AnalysisJson,
    /// LogonTracer's columns first.
    EdgesCsv,
    /// Accounts by hours.
    TimelineSummaryCsv,
    /// Every hour in which an account did anything, by event id.
    TimelineDetailCsv,
    /// A line for each account, hour and event id that the filter leaves.
    TimelineLongCsv,
    /// A line a finding or note.
    FindingsCsv,
    /// A line a row under the filter, as the Events view shows it.
    EventsCsv,
    /// A line each thing that the comparison made last compares.
    CompareCsv,
    /// Cytoscape's elements.
    GraphJson,
    /// GraphML.
    GraphMl,
    /// Gephi's format.
    Gexf,
    /// A Cypher script and CSV files for Neo4j.
    Neo4j,
    /// BloodHound's OpenGraph.
    OpenGraph,
    /// The graph as a picture that scales.
    Svg,
    /// Findings, ranks, graph and evidence to read.
    Report,
}

/// From the engine to the page: small things.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Response {
    /// The engine listens. Carries [`VERSION`].
    Ready(u32),
    /// How far reading has come.
    Progress(Progress),
    /// What the case holds now.
    Summary(CaseSummary),
    /// Something that the user must see: names the file and the place.
    Error(Message),
    /// A file that was asked for is not made; why, if that was not the page's wish.
    NotExported(ExportFormat, Message),
}

/// Something said to the user.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Message {
    /// What happened, one sentence.
    pub text: String,
    /// What it means or what can be done, one sentence; may be empty.
    pub hint: String,
}

/// How far reading has come.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Progress {
    /// What is being done.
    pub stage: Stage,
    /// Bytes read of all files.
    pub bytes: f64,
    /// Bytes of all files.
    pub total_bytes: f64,
    /// Records found so far.
    pub records: f64,
    /// Seconds since the import began.
    pub seconds: f64,
    /// A line a file being read now or next, at most a dozen.
    pub files: Vec<FileProgress>,
    /// Files done.
    pub files_done: u32,
    /// Files in all.
    pub files_total: u32,
}

/// Which pass over the evidence is running.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum Stage {
    /// Nothing runs.
    #[default]
    Idle,
    /// Records are read.
    Reading,
    /// Graph, ranks and scores are computed.
    Analysing,
    /// SHA-256 of every file; everything but the analysis export is ready.
    Hashing,
}

/// How far one file has come.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FileProgress {
    /// Base name.
    pub name: String,
    /// Bytes read.
    pub bytes: f64,
    /// Bytes in all.
    pub total_bytes: f64,
    /// Records found.
    pub records: f64,
}

/// Whether there is a case.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum CaseState {
    /// No file.
    #[default]
    Empty,
    /// Files are being read.
    Importing,
    /// All is read (or was cancelled) and computed.
    Ready,
}

/// The line at the top of the page.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct CaseSummary {
    /// Whether there is a case.
    pub state: CaseState,
    /// Whether the user stopped the import before its end.
    pub partial: bool,
    /// Whether all files have their SHA-256, so that the analysis can be exported at once.
    pub hashed: bool,
    /// Files in the case.
    pub files: u32,
    /// Records found, failed ones included.
    pub records: f64,
    /// Places that could not be read.
    pub failed: f64,
    /// Records that another file, or an earlier place, holds too: they count once.
    pub duplicates: f64,
    /// Unique rows of the logon events, whatever the switches.
    pub logons: f64,
    /// Account nodes of the whole case under the switches.
    pub accounts: u32,
    /// Host nodes of the whole case under the switches.
    pub hosts: u32,
    /// Earliest logon event, microseconds since 1970.
    pub first: Option<f64>,
    /// Latest logon event.
    pub last: Option<f64>,
    /// Options in force.
    pub options: Options,
    /// How many [`Request::SetOptions`] have been answered, by taking the options or refusing them.
    pub options_answered: u32,
    /// Which records are wanted.
    pub selection: Wish,
    /// Readable records that were let go since they are not wanted.
    pub left_out: f64,
    /// Whether some that were let go are wanted now, so that files must be read again.
    pub selection_stale: bool,
    /// Events taken out by each switch that is off, so that the switch can say what it hides: builtin, machine, local.
    pub hidden: [f64; 3],
}

/// From the engine to the page: large things, one transferable buffer each.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum View {
    /// The graph, complete.
    Graph(GraphView),
    /// New positions of the graph's nodes.
    Positions(PositionsView),
    /// What the filter leaves of the graph.
    Filtered(FilteredView),
    /// What lines of the graph are made of.
    Lines(LinesView),
    /// Which lines of the graph findings sit on; comes when all is read.
    Marks(MarksView),
    /// What became of the graph's nodes and edges in a comparison.
    Compared(ComparedView),
    /// How the events of the graph's lines were logged on.
    Ways(WaysView),
    /// Both rank lists, complete.
    Ranks(RanksView),
    /// A tile of the heat map.
    Timeline(TimelineView),
    /// Events per hour over the whole case.
    Activity(ActivityView),
    /// What all files are together.
    Evidence(EvidenceView),
    /// A page of the list of files.
    Files(FilesView),
    /// A file in full.
    File(Box<FileView>),
    /// The first lines of what is covered.
    Coverage(Vec<Coverage>),
    /// Everything about one node or edge.
    Details(DetailsView),
    /// What the rules found; comes when all is read.
    Findings(FindingsView),
    /// A way from one node to another.
    Path(PathView),
    /// A part of a comparison.
    Compare(Box<CompareView>),
    /// A stretch of a set of rows.
    Rows(RowsView),
    /// A record as its file has it.
    Record(RecordView),
    /// What is shown of a search that is being typed.
    Search(SearchView),
    /// How much searches find.
    SearchCounts(SearchCounts),
    /// A file made for the user.
    Export(ExportView),
    /// The display zone's offsets over the case's time span.
    Zone(ZoneView),
    /// How unusual hours are over the whole case, or how much of that is made.
    Scores(scores::ScoresView),
}

impl View {
    /// One buffer.
    pub fn to_bytes(&self) -> Vec<u8> {
        to_bytes(self)
    }

    /// The view in `bytes`; `None` if another version wrote them.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        from_bytes(bytes)
    }
}

/// Encodes anything of this module as one buffer.
pub fn to_bytes<T: Serialize>(value: &T) -> Vec<u8> {
    postcard::to_stdvec(value).unwrap_or_default()
}

/// Decodes what [`to_bytes`] made.
pub fn from_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}

/// A file made for the user.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ExportView {
    /// What was asked for.
    pub format: ExportFormat,
    /// Proposed file name.
    pub name: String,
    /// MIME type.
    pub mime: String,
    /// Content, or the next part of it.
    pub bytes: Vec<u8>,
    /// Whether nothing more comes of it.
    pub is_last: bool,
}

/// The display zone, as far as the page needs it to print times: sorted by time; each offset holds from its time on.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct ZoneView {
    /// As chosen.
    pub name: String,
    /// (microseconds since 1970, offset from UTC in seconds). The first holds before its time too.
    pub offsets: Vec<(i64, i32)>,
}
