//! The timeline's summary as CSV: LogonTracer's table of accounts by hours, every hour of the case a column.
//!
//! Each row names its account and the zone; each column its hour, with the offset in force. What is counted is what the
//! switches let through, as on the screen.

use super::nothing_yet;
use super::table::{Table, guarded};
use crate::engine::Case;
use crate::graph::account_host::Node;
use crate::model::time::HOUR;
use crate::protocol::Message;

/// The first columns; the hours follow.
pub const HEADER: [&str; 5] = ["username", "domain", "zone", "events", "highest_score"];

/// A table of more cells than this (about 200 MB) is not made: nothing opens it, and the browser's memory may not hold it.
const MOST_CELLS: u64 = 100_000_000;

/// A row an account, in the order of the analysis document.
///
/// # Errors
/// Nothing was analysed, or accounts × hours are more than [`MOST_CELLS`].
pub fn bytes(case: &Case) -> Result<Vec<u8>, Message> {
    let derived = case.derived().ok_or_else(nothing_yet)?;
    let timeline = &derived.preset.timeline;
    let (accounts, hours) = (derived.account_places.len() as u64, u64::from(timeline.hours()));
    if accounts * hours > MOST_CELLS {
        return Err(Message {
            text: format!(
                "The summary would be a table of {accounts} accounts by {hours} hours: more than any program opens."
            ),
            hint: "The detailed CSV has a line only for the hours in which something happened.".to_owned(),
        });
    }
    let zone = guarded(derived.zone.name());
    let mut table = Table::new();
    let hour_names = (0..timeline.hours()).map(|hour| derived.zone.iso_hour(timeline.start() + i64::from(hour) * HOUR));
    table.row(HEADER.map(str::to_owned).into_iter().chain(hour_names))?;
    for place in &derived.account_places {
        let Some(Node::Account(number)) = derived.node_at(*place) else { continue };
        let Some(account) = derived.account(case.grounds(), number) else { continue };
        let counts = timeline.dense(number, 0, timeline.hours());
        let highest = derived.preset.highest.get(number as usize).copied().unwrap_or(0.0);
        let first = [
            guarded(&account.label).into_owned(),
            guarded(account.domain.as_deref().unwrap_or("")).into_owned(),
            zone.clone().into_owned(),
            timeline.account_totals().get(number as usize).copied().unwrap_or(0).to_string(),
            highest.to_string(),
        ];
        table.row(first.into_iter().chain(counts.iter().map(u32::to_string)))?;
    }
    Ok(table.into_bytes())
}
