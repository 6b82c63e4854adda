//! The timeline's summary as CSV: LogonTracer's table of accounts by hours, every hour of the case a column.
//!
//! Each row names its account and the zone; each column its hour, with the offset in force. What is counted is what the
//! switches let through, as on the screen. Made in parts and of any size: of ten thousand accounts over a year it has nearly two hundred megabytes.

use super::nothing_yet;
use super::parts::ENOUGH;
use super::table::{Table, guarded};
use crate::engine::Case;
use crate::graph::account_host::Node;
use crate::model::time::HOUR;
use crate::protocol::Message;

/// The first columns; the hours follow.
pub const HEADER: [&str; 5] = ["username", "domain", "zone", "events", "highest_score"];

/// How far the table is made.
#[derive(Clone, Copy, Debug, Default)]
pub struct Summary {
    begun: bool,
    /// The account, by its place in the order of the analysis document.
    next: usize,
}

impl Summary {
    /// The next part: the header, then a row an account, in the order of the analysis document. `None` behind the last.
    ///
    /// # Errors
    /// Nothing was analysed.
    pub fn part(&mut self, case: &Case) -> Result<Option<Vec<u8>>, Message> {
        let derived = case.derived().ok_or_else(nothing_yet)?;
        let timeline = &derived.preset.timeline;
        let mut table = Table::new();
        if !std::mem::replace(&mut self.begun, true) {
            let hour = |hour: u32| derived.zone.iso_hour(timeline.start() + i64::from(hour) * HOUR);
            table.row(HEADER.map(str::to_owned).into_iter().chain((0..timeline.hours()).map(hour)))?;
        } else if self.next >= derived.account_places.len() {
            return Ok(None);
        }
        let zone = guarded(derived.zone.name());
        while let Some(place) = derived.account_places.get(self.next).filter(|_| table.written() < ENOUGH) {
            self.next += 1;
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
        Ok(Some(table.into_bytes()))
    }
}
