//! Files made for the user, one module a format.

pub mod analysis_json;
pub mod edges_csv;
pub mod findings_csv;
pub mod table;
pub mod timeline_detail_csv;
pub mod timeline_summary_csv;

use crate::engine::Case;
use crate::protocol::{ExportFormat, ExportView, Message};

const CSV: &str = "text/csv;charset=utf-8";

/// Makes a file in `format` of what was last derived.
pub fn export(case: &Case, format: ExportFormat) -> Result<ExportView, Message> {
    let (name, mime, bytes) = match format {
        ExportFormat::AnalysisJson => ("analysis.json", "application/json", analysis_json::bytes(case)?),
        ExportFormat::EdgesCsv => ("edges.csv", CSV, edges_csv::bytes(case)?),
        ExportFormat::TimelineSummaryCsv => ("timeline-summary.csv", CSV, timeline_summary_csv::bytes(case)?),
        ExportFormat::TimelineDetailCsv => ("timeline-detail.csv", CSV, timeline_detail_csv::bytes(case)?),
        ExportFormat::FindingsCsv => ("findings.csv", CSV, findings_csv::bytes(case)?),
    };
    Ok(ExportView { format, name: name.to_owned(), mime: mime.to_owned(), bytes })
}

fn nothing_yet() -> Message {
    Message {
        text: "There is nothing to export yet.".to_owned(),
        hint: "Open an event log and wait until it is read.".to_owned(),
    }
}
