//! What the rules found as CSV (RFC 4180), a row a finding or note.

use super::nothing_yet;
use super::table::{Table, guarded};
use crate::analysis::rules::Party;
use crate::engine::Case;
use crate::protocol::Message;
use std::borrow::Cow;

/// The first row.
pub const HEADER: [&str; 12] = [
    "severity",
    "rule",
    "title",
    "technique",
    "summary",
    "accounts",
    "hosts",
    "first",
    "last",
    "events",
    "judgment",
    "reason",
];

/// A row a finding, in the order of the view; names of one cell are separated by `; `.
///
/// # Errors
/// Nothing was analysed.
pub fn bytes(case: &Case) -> Result<Vec<u8>, Message> {
    let derived = case.derived().ok_or_else(nothing_yet)?;
    let mut table = Table::new();
    table.row(HEADER)?;
    for (finding, judged) in case.findings().all.iter().zip(case.judged()) {
        let rule = finding.rule();
        let names = |parties: &[Party]| -> String {
            parties.iter().map(|party| party.label.as_str()).collect::<Vec<_>>().join("; ")
        };
        let (accounts, hosts) = (names(&finding.accounts), names(&finding.hosts));
        let cells: [Cow<'_, str>; 12] = [
            Cow::Borrowed(finding.severity.in_words()),
            Cow::Borrowed(rule.id),
            Cow::Borrowed(rule.title),
            Cow::Borrowed(rule.technique),
            guarded(&finding.summary),
            guarded(&accounts),
            guarded(&hosts),
            Cow::Owned(derived.zone.iso(finding.first)),
            Cow::Owned(derived.zone.iso(finding.last)),
            Cow::Owned(finding.rows.len().to_string()),
            Cow::Borrowed(judged.map_or("", |judged| judged.verdict)),
            guarded(judged.map_or("", |judged| judged.reason)),
        ];
        table.row(cells.iter().map(|cell| cell.as_bytes()))?;
    }
    Ok(table.into_bytes())
}
