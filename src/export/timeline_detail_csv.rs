//! The timeline in detail as CSV: for every account and hour LogonTracer's five event ids, their sum, and the change score.
//!
//! A row stands for every hour in which the account did anything or its score is marked, the hours that are lit on the screen;
//! the others would be zeros. So its size follows the logons, not accounts times hours. Every row is whole: account, domain,
//! zone and hour stand in each.

use super::nothing_yet;
use super::table::{Table, guarded};
use crate::engine::Case;
use crate::graph::account_host::Node;
use crate::model::facts::{EVENTS, Role};
use crate::model::time::HOUR;
use crate::protocol::Message;
use crate::screen::levels::SCORE_LEVELS;

/// The first and the last columns; the event ids stand between them.
pub const HEADER: ([&str; 4], [&str; 2]) = (["username", "domain", "zone", "hour"], ["events", "score"]);

/// A row an account and hour, accounts in the order of the analysis document, hours in theirs.
///
/// # Errors
/// Nothing was analysed.
pub fn bytes(case: &Case) -> Result<Vec<u8>, Message> {
    let derived = case.derived().ok_or_else(nothing_yet)?;
    let timeline = &derived.preset.timeline;
    let ids: Vec<u16> = EVENTS.iter().filter(|event| event.role == Role::Logon).map(|event| event.id).collect();
    let least = f64::from(SCORE_LEVELS[0]);
    let marked = derived.preset.marked_hours(least);
    let zone = guarded(derived.zone.name());
    let mut table = Table::new();
    let (first, last) = (HEADER.0.map(str::to_owned), HEADER.1.map(str::to_owned));
    table.row(first.into_iter().chain(ids.iter().map(u16::to_string)).chain(last))?;
    for place in &derived.account_places {
        let Some(Node::Account(number)) = derived.node_at(*place) else { continue };
        let Some(account) = derived.account(case.grounds(), number) else { continue };
        let label = guarded(&account.label);
        let domain = guarded(account.domain.as_deref().unwrap_or(""));
        let mut entries = timeline.entries(number);
        for (hour, score) in marked(number) {
            // Both run by hour, and every hour that has entries is marked.
            let here = entries.iter().take_while(|entry| entry.hour == hour).count();
            let (of_hour, rest) = entries.split_at(here);
            entries = rest;
            let count = |id: u16| of_hour.iter().filter(|entry| entry.event_id == id).map(|entry| entry.count).sum();
            let counts: Vec<u32> = ids.iter().map(|id| count(*id)).collect();
            let sum: u32 = counts.iter().sum();
            let head = [label.as_ref(), domain.as_ref(), zone.as_ref()].map(str::to_owned);
            let cells = head
                .into_iter()
                .chain([derived.zone.iso_hour(timeline.start() + i64::from(hour) * HOUR)])
                .chain(counts.iter().map(u32::to_string))
                .chain([sum.to_string(), score.to_string()]);
            table.row(cells)?;
        }
    }
    table.into_bytes()
}
