//! The timeline in detail as CSV: for every account and hour LogonTracer's five event ids, their sum, the change score of LogonTracer, and how the hour is scored in
//! the way that is chosen.
//!
//! A row stands for every hour in which the account did anything or either score is marked, the hours that are lit on the screen;
//! the others would be zeros. So its size follows the logons, not accounts times hours. Every row is whole: account, domain,
//! zone and hour stand in each.

use super::nothing_yet;
use super::parts::{ENOUGH, MOST_CELLS};
use super::table::{Table, guarded};
use crate::engine::Case;
use crate::graph::account_host::Node;
use crate::model::facts::{EVENTS, Role};
use crate::model::time::HOUR;
use crate::protocol::Message;
use crate::screen::levels::SCORE_LEVELS;
use std::collections::BTreeMap;

/// The first and the last columns; the event ids stand between them.
pub const HEADER: ([&str; 4], [&str; 6]) =
    (["username", "domain", "zone", "hour"], ["events", "score", "marked_by", "mark_score", "expected", "level"]);

/// How far the table is made.
#[derive(Clone, Copy, Debug, Default)]
pub struct Detail {
    begun: bool,
    /// The account, by its place in the order of the analysis document.
    next: usize,
}

impl Detail {
    /// The next part: the header, then a row an account and hour, accounts in the order of the analysis document, hours in theirs. `None`
    /// behind the last.
    ///
    /// # Errors
    /// Nothing was analysed.
    pub fn part(&mut self, case: &Case) -> Result<Option<Vec<u8>>, Message> {
        let derived = case.derived().ok_or_else(nothing_yet)?;
        let timeline = &derived.preset.timeline;
        let ids: Vec<u16> = EVENTS.iter().filter(|event| event.role == Role::Logon).map(|event| event.id).collect();
        let mut table = Table::new();
        if !std::mem::replace(&mut self.begun, true) {
            let (first, last) = (HEADER.0.map(str::to_owned), HEADER.1.map(str::to_owned));
            table.row(first.into_iter().chain(ids.iter().map(u16::to_string)).chain(last))?;
        } else if self.next >= derived.account_places.len() {
            return Ok(None);
        }
        let least = f64::from(SCORE_LEVELS[0]);
        let marked = derived.preset.marked_hours(least);
        let (scorer, marked_by) = (case.scorer(), case.scores().name());
        let zone = guarded(derived.zone.name());
        let mut cells = 0;
        let has_room = |table: &Table, cells: u64| table.written() < ENOUGH && cells < MOST_CELLS;
        while let Some(place) = derived.account_places.get(self.next).filter(|_| has_room(&table, cells)) {
            self.next += 1;
            cells += u64::from(timeline.hours());
            let Some(Node::Account(number)) = derived.node_at(*place) else { continue };
            let Some(account) = derived.account(case.grounds(), number) else { continue };
            let label = guarded(&account.label);
            let domain = guarded(account.domain.as_deref().unwrap_or(""));
            let mut entries = timeline.entries(number);
            let scored = scorer.map(|scorer| scorer.hours_of(&timeline.counts(number))).unwrap_or_default();
            let level = |score: f32| scorer.map_or(0, |scorer| scorer.level(score));
            let at = |of: &[f32], hour: u32| of.get(hour as usize).copied();
            let mut hours: BTreeMap<u32, f64> = marked(number).into_iter().collect();
            let lit = (0..).zip(&scored.scores).filter(|(_, score)| level(**score) > 0);
            let of_preset = if lit.clone().any(|(hour, _)| !hours.contains_key(&hour)) {
                derived.preset.scores(number)
            } else {
                Vec::new()
            };
            for (hour, _) in lit {
                hours.entry(hour).or_insert_with(|| of_preset.get(hour as usize).copied().unwrap_or(0.0));
            }
            for (hour, score) in hours {
                // Both run by hour, and every hour that has entries is marked.
                let here = entries.iter().take_while(|entry| entry.hour == hour).count();
                let (of_hour, rest) = entries.split_at(here);
                entries = rest;
                let count =
                    |id: u16| of_hour.iter().filter(|entry| entry.event_id == id).map(|entry| entry.count).sum();
                let counts: Vec<u32> = ids.iter().map(|id| count(*id)).collect();
                let sum: u32 = counts.iter().sum();
                let mark_score = at(&scored.scores, hour).unwrap_or(0.0);
                let expected = at(&scored.expected, hour).map(|expected| expected.to_string());
                let head = [label.as_ref(), domain.as_ref(), zone.as_ref()].map(str::to_owned);
                let cells = head
                    .into_iter()
                    .chain([derived.zone.iso_hour(timeline.start() + i64::from(hour) * HOUR)])
                    .chain(counts.iter().map(u32::to_string))
                    .chain([sum.to_string(), score.to_string(), marked_by.to_owned()])
                    .chain([mark_score.to_string(), expected.unwrap_or_default(), level(mark_score).to_string()]);
                table.row(cells)?;
            }
        }
        Ok(Some(table.into_bytes()))
    }
}
