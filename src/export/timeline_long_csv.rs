//! The timeline in long form as CSV: a line for each account, hour and event id that the filter leaves, with the score of the hour by the way that is chosen.
//!
//! What a database or a notebook takes as it is. Made in parts, since there may be as many lines as events.

use super::nothing_yet;
use super::parts::MOST_CELLS;
use super::table::{Table, guarded};
use crate::engine::Case;
use crate::engine::heat_map::Series;
use crate::graph::account_host::Node;
use crate::model::time::HOUR;
use crate::protocol::Message;
use crate::protocol::timeline::Who;

/// The columns.
pub const HEADER: [&str; 8] = ["username", "domain", "zone", "hour", "id", "count", "score", "scored_by"];

/// So many lines make a part: some 8 MB.
const PART: usize = 80_000;

/// How far the table is made.
#[derive(Clone, Debug, Default)]
pub struct Long {
    series: Option<Series>,
    begun: bool,
    /// The account, by its place in the order of the analysis document, and how many of its lines are made.
    next: (usize, usize),
}

impl Long {
    /// The next part, the header in the first; `None` behind the last. The case and its filter must stay as they are meanwhile.
    ///
    /// # Errors
    /// Nothing was analysed.
    pub fn part(&mut self, case: &Case) -> Result<Option<Vec<u8>>, Message> {
        let derived = case.derived().ok_or_else(nothing_yet)?;
        let source = case.rows_source().ok_or_else(nothing_yet)?;
        if self.begun && self.next.0 >= derived.account_places.len() {
            return Ok(None);
        }
        let series = self.series.get_or_insert_with(|| {
            let mut series = Series::new(source, Who::Accounts, case.scores());
            series.narrow(source);
            series
        });
        let scorer = case.scorer();
        let mut table = Table::new();
        if !std::mem::replace(&mut self.begun, true) {
            table.row(HEADER)?;
        }
        let start = derived.preset.timeline.start();
        let zone = guarded(derived.zone.name());
        let (mut room, mut cells) = (PART, 0);
        while let Some(place) = derived.account_places.get(self.next.0).filter(|_| room > 0 && cells < MOST_CELLS) {
            let of = match derived.node_at(*place) {
                Some(Node::Account(number)) => derived.account(case.grounds(), number).map(|account| (number, account)),
                _ => None,
            };
            if let Some((number, account)) = of {
                let entries = series.left(source).entries(number).get(self.next.1..).unwrap_or_default();
                let scores = match scorer.filter(|_| !entries.is_empty()) {
                    Some(scorer) => scorer.hours_of(&derived.preset.timeline.counts(number)).scores,
                    None => Vec::new(),
                };
                cells += scores.len() as u64;
                let (label, domain) = (guarded(&account.label), guarded(account.domain.as_deref().unwrap_or("")));
                let made = entries.len().min(room);
                for entry in entries.iter().take(made) {
                    let hour = derived.zone.iso_hour(start + i64::from(entry.hour) * HOUR);
                    let score = scores.get(entry.hour as usize).copied().unwrap_or(0.0);
                    let figures = [hour, entry.event_id.to_string(), entry.count.to_string(), score.to_string()];
                    let [hour, id, count, score] = &figures;
                    table.row([
                        label.as_ref(),
                        domain.as_ref(),
                        zone.as_ref(),
                        hour,
                        id,
                        count,
                        score,
                        case.scores().name(),
                    ])?;
                }
                room -= made;
                if made < entries.len() {
                    self.next.1 += made;
                    break;
                }
            }
            self.next = (self.next.0 + 1, 0);
        }
        Ok(Some(table.into_bytes()))
    }
}
