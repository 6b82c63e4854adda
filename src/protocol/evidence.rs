//! What the Evidence view tells: of every file, what became of its records; of all together, what they cover and where they leave gaps.
//!
//! A case may have ten thousand files: of all together there is one view, of the list a page at a time, and of a file what is
//! unfolded below its line when that is asked for.

pub use crate::evidence::runs::Runs;
use serde::{Deserialize, Serialize};

/// What all files are together. A page of them is a [`FilesView`], one in full a [`FileView`].
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct EvidenceView {
    /// Files.
    pub files: u32,
    /// Those of which nothing could be read.
    pub unread: u32,
    /// What became of all their records.
    pub sum: Sum,
    /// Base name of the first.
    pub first_name: String,
    /// Whether the sample case is among them, so that nobody takes what is made up for evidence.
    pub sample: bool,
    /// Files with rows, by number and path, the first of them.
    pub names: Vec<(u32, String)>,
    /// How many have rows.
    pub with_rows: u32,
    /// Computers that wrote rows, sorted.
    pub computers: Vec<String>,
    /// What they cover together, most records first: the first lines.
    pub coverage: Vec<Coverage>,
    /// How many lines there are.
    pub coverage_lines: u32,
    /// From when to when any of them has records, microseconds since 1970.
    pub covered: Option<(i64, i64)>,
    /// How clocks were changed (4616), the largest changes first: the first of them.
    pub clock: Vec<ClockChange>,
    /// How many there are.
    pub all_clock: u32,
    /// Where there is no logon: why.
    pub why_empty: Option<WhyEmpty>,
}

/// A change of a machine's clock.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct ClockChange {
    /// See [`super::rows::RowView::row`].
    pub row: u32,
    /// The machine.
    pub computer: String,
    /// What it said before and after, microseconds since 1970, if the record tells.
    pub times: Option<(i64, i64)>,
    /// Who changed it.
    pub by: String,
    /// With which program, or empty.
    pub program: String,
}

/// The folder that the sample case's files are said to come from.
pub const SAMPLE_FOLDER: &str = "sample case";

/// The figures of a ledger: records are the sum of the others.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Sum {
    /// Records found.
    pub records: u64,
    /// Rows kept.
    pub kept: u64,
    /// Readable records not kept.
    pub filtered: u64,
    /// Records that another file (or an earlier place) holds too.
    pub duplicates: u64,
    /// Records or places that could not be read.
    pub failed: u64,
}

impl Sum {
    /// The sum of both.
    pub fn and(self, other: Self) -> Self {
        Self {
            records: self.records + other.records,
            kept: self.kept + other.kept,
            filtered: self.filtered + other.filtered,
            duplicates: self.duplicates + other.duplicates,
            failed: self.failed + other.failed,
        }
    }
}

/// By what files are sorted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum FilesBy {
    /// As they were added; what is in an archive follows it.
    #[default]
    Added,
    /// Their names, letters' case aside.
    Name,
    /// Bytes.
    Size,
    /// Their earliest records; those without one come last.
    First,
    /// Figures of their ledgers.
    Records,
    /// See [`Sum::kept`].
    Kept,
    /// See [`Sum::filtered`].
    Filtered,
    /// See [`Sum::duplicates`].
    Duplicates,
    /// See [`Sum::failed`].
    Failed,
}

/// Files on a page of the list.
pub const FILES_PAGE: u32 = 50;

/// Which files of the case are asked for, and in which order.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FilesQuery {
    /// By what they are sorted; equal ones stay as they were added.
    pub by: FilesBy,
    /// Whether the greatest comes first.
    pub descending: bool,
    /// Only those whose path contains this, letters' case aside.
    pub text: String,
    /// Place of the first wanted in that order.
    pub first: u32,
    /// How many.
    pub count: u32,
}

impl Default for FilesQuery {
    /// The first page of all, as they were added.
    fn default() -> Self {
        Self { by: FilesBy::Added, descending: false, text: String::new(), first: 0, count: FILES_PAGE }
    }
}

/// A page of the list of files.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct FilesView {
    /// What was asked for.
    pub query: FilesQuery,
    /// How many there are in all.
    pub total: u32,
    /// Those of the page.
    pub lines: Vec<FileLine>,
}

/// How a file was read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum FileState {
    /// To its end, and nothing is odd.
    #[default]
    Whole,
    /// To its end; something is odd but cost no record.
    Odd,
    /// Not to its end, or not yet.
    Unfinished,
    /// Not to its end, and more does not come.
    InPart,
    /// Not at all: no log, or one of which no record could be read.
    Unread,
}

/// A file in its line.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct FileLine {
    /// Number in the case.
    pub file: u32,
    /// Base name.
    pub name: String,
    /// Path within the folder picked; of a log in an archive, the archive's path and that in it.
    pub path: String,
    /// The machine or collection that the path names, or empty.
    pub origin: String,
    /// Bytes.
    pub size: u64,
    /// What became of its records.
    pub sum: Sum,
    /// Earliest and latest record, microseconds since 1970.
    pub span: Option<(i64, i64)>,
    /// How it was read.
    pub state: FileState,
    /// Whether its hash is known.
    pub hashed: bool,
    /// The path of the first file that has the same bytes: picked twice, or a copy.
    pub copy_of: Option<String>,
}

/// What is there of one channel of one machine.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Coverage {
    /// The machine that wrote the files; empty if that is not known, or there are several in one file.
    pub computer: String,
    /// The channel, or how many.
    pub channel: String,
    /// Files.
    pub files: u32,
    /// Records, those that several files hold counted in each.
    pub records: u64,
    /// Where they run on.
    pub runs: Runs,
}

/// Records of one event of one channel.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct FoundEvent {
    /// The channel; empty if unknown.
    pub channel: String,
    /// The event id.
    pub id: u32,
    /// What it says, if it is one that is read from some provider.
    pub title: String,
    /// How many.
    pub count: u64,
}

/// What a case without a logon holds, and what would have given it some.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct WhyEmpty {
    /// Whether a Security log is among the files.
    pub security_log: bool,
    /// Channels and how many records of each.
    pub channels: Vec<(String, u64)>,
    /// Audit policies of which no event was found: name, events, who writes them.
    pub policies: Vec<(String, Vec<u16>, String)>,
}

/// One file in full: what its line does not say.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct FileView {
    /// Number in the case.
    pub file: u32,
    /// Path within the folder picked; of a log in an archive, the archive's path and that in it.
    pub path: String,
    /// The machine or collection that the path names, or empty.
    pub origin: String,
    /// Whether it is in an archive, whose hash it then has.
    pub in_archive: bool,
    /// Hexadecimal SHA-256 once it is computed.
    pub sha256: Option<String>,
    /// Whether any of its records is a row.
    pub has_rows: bool,
    /// Readable records not kept: reason in words, count.
    pub filtered: Vec<(String, u64)>,
    /// Records or places that could not be read.
    pub failed: u64,
    /// Chunks found.
    pub chunks: u64,
    /// The first places that could not be read: place in words, cause.
    pub failures: Vec<(String, String)>,
    /// Oddities that cost no record: place in words, what.
    pub remarks: Vec<(String, String)>,
    /// Why nothing at all was read of it, if so.
    pub error: Option<String>,
    /// Computers that wrote most of its rows, and how many each.
    pub computers: Vec<(String, u64)>,
    /// How many computers there are.
    pub all_computers: u32,
    /// Channels with most records, and how many each.
    pub channels: Vec<(String, u64)>,
    /// How many channels there are.
    pub all_channels: u32,
    /// Readable records by channel and event id, kept or not: the first of them.
    pub found: Vec<FoundEvent>,
    /// How many there are.
    pub all_found: u32,
    /// Where its records run on.
    pub runs: Runs,
    /// How its records say that clocks were changed, the largest changes first: the first of them.
    pub clock: Vec<ClockChange>,
    /// How many there are.
    pub all_clock: u32,
    /// Where in the file the oldest records stand, if not at its beginning: the log was full and went on from there.
    pub wrapped_at: Option<u64>,
}
