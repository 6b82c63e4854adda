//! What is known of a machine's Security log besides its rows: rules see with it that something is missing.

use crate::evidence::runs::IdGap;

/// The Security log of one machine, from all files in which it stands whole and undamaged.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SecurityLog {
    /// The machine, as it writes its name.
    pub computer: String,
    /// The files, by number.
    pub files: Vec<u32>,
    /// Records of all kinds.
    pub records: u64,
    /// How often it says that the machine was started or its log's service stopped.
    pub starts: u64,
    /// First and last record, microseconds since 1970.
    pub span: (i64, i64),
    /// Where ids are missing within a file.
    pub gaps: Vec<IdGap>,
    /// How often there is no record for an hour or longer.
    pub silent: u32,
    /// The longest of these times: from, until.
    pub silences: Vec<(i64, i64)>,
}
