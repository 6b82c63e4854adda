//! What the Evidence view tells: of every file, what became of its records; of all together, what they cover and where they leave gaps.

use serde::{Deserialize, Serialize};

/// The ledger of every file.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct EvidenceView {
    /// In the order of adding; what is in an archive follows it.
    pub files: Vec<FileView>,
    /// What they cover together, most records first.
    pub coverage: Vec<Coverage>,
    /// Where there is no logon: why.
    pub why_empty: Option<WhyEmpty>,
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

/// Where ids and times of records run on, and where they leave gaps.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Runs {
    /// Record ids between the first and the last that no record has.
    pub missing: u64,
    /// The largest runs of them: first, last.
    pub gaps: Vec<(u64, u64)>,
    /// From when to when there are records, microseconds since 1970, without an hour's silence in between.
    pub spans: Vec<(i64, i64)>,
    /// How often there is no record for an hour or longer.
    pub silent: u32,
    /// The longest of these times: from, until.
    pub silences: Vec<(i64, i64)>,
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

/// What became of one file.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct FileView {
    /// Number in the case.
    pub file: u32,
    /// Base name.
    pub name: String,
    /// Path within the folder picked; of a log in an archive, the archive's path and that in it.
    pub path: String,
    /// The machine or collection that the path names, or empty.
    pub origin: String,
    /// The archive that it is in, by number.
    pub archive: Option<u32>,
    /// Bytes.
    pub size: u64,
    /// Hexadecimal SHA-256 once it is computed.
    pub sha256: Option<String>,
    /// Whether it was read to its end.
    pub complete: bool,
    /// Records found.
    pub records: u64,
    /// Rows kept.
    pub kept: u64,
    /// Readable records not kept: reason in words, count.
    pub filtered: Vec<(String, u64)>,
    /// Records that another file (or an earlier place) holds too.
    pub duplicates: u64,
    /// Records or places that could not be read.
    pub failed: u64,
    /// Chunks found.
    pub chunks: u64,
    /// The first of them: place in words, cause.
    pub failures: Vec<(String, String)>,
    /// Oddities that cost no record: place in words, what.
    pub remarks: Vec<(String, String)>,
    /// Why nothing at all was read of it, if so.
    pub error: Option<String>,
    /// Earliest record, microseconds since 1970.
    pub first: Option<i64>,
    /// Latest record.
    pub last: Option<i64>,
    /// Computers that wrote kept records, and how many each.
    pub computers: Vec<(String, u64)>,
    /// Readable records by channel and event id, kept or not.
    pub found: Vec<FoundEvent>,
    /// Where its records run on.
    pub runs: Runs,
    /// Where in the file the oldest records stand, if not at its beginning: the log was full and went on from there.
    pub wrapped_at: Option<u64>,
}
