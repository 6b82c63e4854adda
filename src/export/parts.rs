//! Tables that are made part by part: none needs memory for all of it, and others can be answered between two parts.

use super::events_csv;
use super::timeline_detail_csv::Detail;
use super::timeline_long_csv::Long;
use super::timeline_summary_csv::Summary;
use crate::engine::Case;
use crate::engine::rows::Positions;
use crate::protocol::filter::Filter;
use crate::protocol::scores::Scores;
use crate::protocol::{ExportFormat, Message};

/// No part has more bytes.
pub const LONGEST: usize = 16 << 20;
/// Hours of accounts that are looked at for a part at most, so that it does not take long where hardly any makes a line.
pub const MOST_CELLS: u64 = 1_000_000;
/// A part of a table ends when it has about so many bytes.
pub const ENOUGH: usize = 4 << 20;

/// A table that is being made.
pub struct Parts {
    format: ExportFormat,
    of: Of,
    /// The case and how it was looked at in the beginning.
    generation: u32,
    filter: Filter,
    scores: Scores,
    /// What is made and not yet given.
    rest: Vec<u8>,
}

enum Of {
    Events(Positions, usize),
    Long(Box<Long>),
    Summary(Summary),
    Detail(Detail),
}

impl Parts {
    /// The table in `format`, from its beginning; `None` for what is made at once.
    pub fn new(case: &Case, format: ExportFormat) -> Option<Self> {
        let of = match format {
            ExportFormat::EventsCsv => Of::Events(events_csv::rows(case), 0),
            ExportFormat::TimelineLongCsv => Of::Long(Box::default()),
            ExportFormat::TimelineSummaryCsv => Of::Summary(Summary::default()),
            ExportFormat::TimelineDetailCsv => Of::Detail(Detail::default()),
            _ => return None,
        };
        let (generation, filter, scores) = (case.generation(), case.filter().clone(), case.scores());
        Some(Self { format, of, generation, filter, scores, rest: Vec::new() })
    }

    /// What the table is.
    pub fn format(&self) -> ExportFormat {
        self.format
    }

    /// Whether accounts are scored for it.
    pub fn is_scored(&self) -> bool {
        matches!(self.of, Of::Long(_) | Of::Detail(_))
    }

    /// The next part, of at most [`LONGEST`] bytes; it may be empty. `None` behind the last.
    ///
    /// # Errors
    /// Nothing was analysed, or the case was, or is looked at, otherwise than in the beginning.
    pub fn part(&mut self, case: &Case) -> Result<Option<Vec<u8>>, Message> {
        // The rows of events are listed in the beginning, and the others but one are of the whole case.
        let filter_counts = matches!(self.of, Of::Long(_));
        if case.generation() != self.generation
            || filter_counts && *case.filter() != self.filter
            || self.is_scored() && case.scores() != self.scores
        {
            return Err(Message {
                text: "The table was not exported: the case, its filter or its scores changed meanwhile.".to_owned(),
                hint: "Export it again when all is read.".to_owned(),
            });
        }
        if self.rest.is_empty() {
            let made = match &mut self.of {
                Of::Events(rows, part) => {
                    *part += 1;
                    events_csv::part(case, rows, *part - 1)?
                }
                Of::Long(long) => long.part(case)?,
                Of::Summary(summary) => summary.part(case)?,
                Of::Detail(detail) => detail.part(case)?,
            };
            let Some(made) = made else { return Ok(None) };
            self.rest = made;
        }
        let after = self.rest.split_off(self.rest.len().min(LONGEST));
        Ok(Some(std::mem::replace(&mut self.rest, after)))
    }

    /// All parts that are left, as one.
    ///
    /// # Errors
    /// As [`Parts::part`].
    pub fn all(mut self, case: &Case) -> Result<Vec<u8>, Message> {
        let mut all = Vec::new();
        while let Some(part) = self.part(case)? {
            all.extend(part);
        }
        Ok(all)
    }
}
