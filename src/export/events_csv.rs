//! The rows under the filter as CSV (RFC 4180), in the columns of the Events view. Made in parts, since there may be millions.

use super::table::{Table, guarded};
use crate::engine::Case;
use crate::engine::rows::Positions;
use crate::engine::views::events::cell;
use crate::protocol::Message;
use crate::protocol::rows::Column;
use std::borrow::Cow;

/// So many rows make a part: some 10 MB.
pub const PART: usize = 50_000;

/// The rows that are written.
pub fn rows(case: &Case) -> Positions {
    match case.filtering() {
        Some(left) => Positions::Listed(left.iter().collect()),
        None => Positions::All(case.grounds().order.rows.len() as u32),
    }
}

/// Part number `part` of `rows`, the header in the first; `None` behind the last.
///
/// # Errors
/// Nothing was analysed.
pub fn part(case: &Case, rows: &Positions, part: usize) -> Result<Option<Vec<u8>>, Message> {
    let derived = case.derived().ok_or_else(super::nothing_yet)?;
    let begin = part.saturating_mul(PART);
    if part > 0 && begin >= rows.len() {
        return Ok(None);
    }
    let mut table = Table::new();
    if part == 0 {
        table.row(Column::ALL.iter().map(|(_, heading)| heading.as_bytes()))?;
    }
    let Some(source) = case.rows_source() else { return Ok(None) };
    for position in (begin..rows.len().min(begin + PART)).filter_map(|place| rows.get(place)) {
        let Some(row) = case.grounds().order.rows.get(position as usize).map(|row| *row as usize) else { continue };
        let cells: Vec<String> = (Column::ALL.iter())
            .map(|(column, _)| match column {
                Column::Time => derived.zone.iso(case.store().events.time[row]),
                column => match guarded(&cell(source, row, *column)) {
                    Cow::Borrowed(text) => text.to_owned(),
                    Cow::Owned(text) => text,
                },
            })
            .collect();
        table.row(cells.iter().map(|cell| cell.as_bytes()))?;
    }
    Ok(Some(table.into_bytes()))
}
