//! Files made for the user, one module a format.

pub mod analysis_json;
pub mod compare_csv;
mod drawn;
pub mod edges_csv;
pub mod events_csv;
pub mod findings_csv;
pub mod gexf;
pub mod graph_json;
pub mod graphml;
pub mod neo4j;
pub mod opengraph;
pub mod parts;
pub mod report;
pub mod svg;
pub mod svg_pen;
pub mod table;
pub mod timeline_detail_csv;
pub mod timeline_long_csv;
pub mod timeline_summary_csv;
mod xml;
mod zip;

use crate::engine::Case;
use crate::protocol::{ExportFormat, ExportView, Message};
use parts::Parts;

const CSV: &str = "text/csv;charset=utf-8";

/// Makes a file in `format` of what was last derived.
pub fn export(case: &Case, format: ExportFormat) -> Result<ExportView, Message> {
    let bytes = match Parts::new(case, format) {
        Some(parts) => parts.all(case)?,
        None => at_once(case, format)?,
    };
    let (name, mime) = called(format);
    Ok(ExportView { format, name: name.to_owned(), mime: mime.to_owned(), bytes, is_last: true })
}

/// What a file in `format` is called after the evidence, and its MIME type.
pub fn called(format: ExportFormat) -> (&'static str, &'static str) {
    match format {
        ExportFormat::AnalysisJson => ("analysis.json", "application/json"),
        ExportFormat::CompareCsv => ("compare.csv", CSV),
        ExportFormat::EdgesCsv => ("edges.csv", CSV),
        ExportFormat::TimelineSummaryCsv => ("timeline-summary.csv", CSV),
        ExportFormat::TimelineDetailCsv => ("timeline-detail.csv", CSV),
        ExportFormat::TimelineLongCsv => ("timeline-long.csv", CSV),
        ExportFormat::EventsCsv => ("events.csv", CSV),
        ExportFormat::GraphJson => ("graph.json", "application/json"),
        ExportFormat::GraphMl => ("graph.graphml", "application/xml"),
        ExportFormat::Gexf => ("graph.gexf", "application/xml"),
        ExportFormat::Neo4j => ("neo4j.zip", "application/zip"),
        ExportFormat::OpenGraph => ("opengraph.json", "application/json"),
        ExportFormat::Svg => ("graph.svg", "image/svg+xml"),
        ExportFormat::Report => ("report.html", "text/html"),
        ExportFormat::FindingsCsv => ("findings.csv", CSV),
    }
}

fn at_once(case: &Case, format: ExportFormat) -> Result<Vec<u8>, Message> {
    match format {
        ExportFormat::AnalysisJson => analysis_json::bytes(case),
        ExportFormat::CompareCsv => compare_csv::bytes(case),
        ExportFormat::EdgesCsv => edges_csv::bytes(case),
        ExportFormat::GraphJson => graph_json::bytes(case),
        ExportFormat::GraphMl => graphml::bytes(case),
        ExportFormat::Gexf => gexf::bytes(case),
        ExportFormat::Neo4j => neo4j::bytes(case),
        ExportFormat::OpenGraph => opengraph::bytes(case),
        ExportFormat::Svg => svg::bytes(case),
        ExportFormat::Report => report::bytes(case),
        ExportFormat::FindingsCsv => findings_csv::bytes(case),
        // Made in parts.
        ExportFormat::TimelineSummaryCsv
        | ExportFormat::TimelineDetailCsv
        | ExportFormat::TimelineLongCsv
        | ExportFormat::EventsCsv => Err(nothing_yet()),
    }
}

fn nothing_yet() -> Message {
    Message {
        text: "There is nothing to export yet.".to_owned(),
        hint: "Open an event log and wait until it is read.".to_owned(),
    }
}

#[cfg(test)]
mod tests;
