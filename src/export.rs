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
pub mod report;
pub mod svg;
pub mod table;
pub mod timeline_detail_csv;
pub mod timeline_long_csv;
pub mod timeline_summary_csv;
mod xml;
mod zip;

use crate::engine::Case;
use crate::protocol::{ExportFormat, ExportView, Message};

const CSV: &str = "text/csv;charset=utf-8";

/// Makes a file in `format` of what was last derived.
pub fn export(case: &Case, format: ExportFormat) -> Result<ExportView, Message> {
    let (name, mime, bytes) = match format {
        ExportFormat::AnalysisJson => ("analysis.json", "application/json", analysis_json::bytes(case)?),
        ExportFormat::CompareCsv => ("compare.csv", CSV, compare_csv::bytes(case)?),
        ExportFormat::EdgesCsv => ("edges.csv", CSV, edges_csv::bytes(case)?),
        ExportFormat::TimelineSummaryCsv => ("timeline-summary.csv", CSV, timeline_summary_csv::bytes(case)?),
        ExportFormat::TimelineDetailCsv => ("timeline-detail.csv", CSV, timeline_detail_csv::bytes(case)?),
        ExportFormat::TimelineLongCsv => ("timeline-long.csv", CSV, long(case)?),
        ExportFormat::EventsCsv => ("events.csv", CSV, events(case)?),
        ExportFormat::GraphJson => ("graph.json", "application/json", graph_json::bytes(case)?),
        ExportFormat::GraphMl => ("graph.graphml", "application/xml", graphml::bytes(case)?),
        ExportFormat::Gexf => ("graph.gexf", "application/xml", gexf::bytes(case)?),
        ExportFormat::Neo4j => ("neo4j.zip", "application/zip", neo4j::bytes(case)?),
        ExportFormat::OpenGraph => ("opengraph.json", "application/json", opengraph::bytes(case)?),
        ExportFormat::Svg => ("graph.svg", "image/svg+xml", svg::bytes(case)?),
        ExportFormat::Report => ("report.html", "text/html", report::bytes(case)?),
        ExportFormat::FindingsCsv => ("findings.csv", CSV, findings_csv::bytes(case)?),
    };
    Ok(ExportView { format, name: name.to_owned(), mime: mime.to_owned(), bytes, is_last: true })
}

/// All parts at once.
fn long(case: &Case) -> Result<Vec<u8>, Message> {
    let (mut parts, mut all) = (timeline_long_csv::Long::default(), Vec::new());
    while let Some(bytes) = parts.part(case)? {
        all.extend(bytes);
    }
    Ok(all)
}

/// All parts at once.
fn events(case: &Case) -> Result<Vec<u8>, Message> {
    let rows = events_csv::rows(case);
    let mut all = Vec::new();
    for part in 0.. {
        match events_csv::part(case, &rows, part)? {
            Some(bytes) => all.extend(bytes),
            None => break,
        }
    }
    Ok(all)
}

fn nothing_yet() -> Message {
    Message {
        text: "There is nothing to export yet.".to_owned(),
        hint: "Open an event log and wait until it is read.".to_owned(),
    }
}

#[cfg(test)]
mod tests;
