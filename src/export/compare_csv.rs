//! A comparison as CSV (RFC 4180), a row each thing that is in A or in B.

use super::table::{Table, guarded};
use crate::engine::Case;
use crate::model::events::NO_LOGON_TYPE;
use crate::protocol::Message;
use crate::protocol::compare::{CompareRow, Compared, Side};
use std::borrow::Cow;

/// The first row.
pub const HEADER: [&str; 17] = [
    "what",
    "change",
    "account",
    "host",
    "logontype",
    "to",
    "a",
    "a_failed",
    "b",
    "b_failed",
    "first_seen",
    "weight",
    "logons_before",
    "pairs_before",
    "new_that_day",
    "side_a",
    "side_b",
];

/// All rows of the comparison made last, what changed most first.
///
/// # Errors
/// Nothing was compared.
pub fn bytes(case: &Case) -> Result<Vec<u8>, Message> {
    let nothing = || Message {
        text: "There is no comparison to export.".to_owned(),
        hint: "Choose two sides in the Compare view.".to_owned(),
    };
    let derived = case.derived().ok_or_else(nothing)?;
    let label = |place: Option<u32>| {
        let node = place.and_then(|place| derived.nodes.get(place as usize));
        node.map_or("", |node| derived.node_facts(case.grounds(), *node).label)
    };
    let mut table = Table::new();
    table.row(HEADER)?;
    for (what, called) in Compared::ALL {
        let (query, rows) = case.compared(what).ok_or_else(nothing)?;
        let sides = [in_words(case, &query.a), in_words(case, &query.b)];
        for CompareRow { account, host, logon_type, detail, change, a, b, first, weight, history, .. } in rows {
            let logon_type = logon_type.filter(|known| *known != NO_LOGON_TYPE).map(|known| known.to_string());
            // What is known of ways says nothing of accounts, hosts and logon types.
            let is_way = matches!(what, Compared::Pair | Compared::Movement);
            let of_way = |cell: String| Cow::from(if is_way { cell } else { String::new() });
            let to = if what == Compared::Movement { detail.as_str() } else { "" };
            let cells: [Cow<'_, str>; 17] = [
                called.into(),
                change.in_words().unwrap_or_default().into(),
                guarded(label(*account)),
                guarded(label(*host)),
                logon_type.unwrap_or_default().into(),
                guarded(to),
                a.0.to_string().into(),
                a.1.to_string().into(),
                b.0.to_string().into(),
                b.1.to_string().into(),
                derived.zone.iso(*first).into(),
                of_way(format!("{weight:.3}")),
                of_way(history.events.to_string()),
                of_way(history.pairs.to_string()),
                of_way(history.that_day.to_string()),
                guarded(&sides[0]),
                guarded(&sides[1]),
            ];
            table.row(cells.iter().map(|cell| cell.as_bytes()))?;
        }
    }
    Ok(table.into_bytes())
}

/// `2024-09-02T00:00:00Z/2024-09-03T00:00:00Z user:svc_* Security.evtx`: all that a side says.
fn in_words(case: &Case, side: &Side) -> String {
    let mut words = Vec::new();
    if let (Some((from, until)), Some(derived)) = (side.filter.range, case.derived()) {
        words.push(format!("{}/{}", derived.zone.iso(from as i64), derived.zone.iso(until as i64)));
    }
    words.extend(Some(side.filter.text.trim().to_owned()).filter(|text| !text.is_empty()));
    words.extend(side.files.iter().filter_map(|file| case.files().get(*file)).map(|file| file.path.clone()));
    words.extend(side.computers.iter().cloned());
    words.join(" ")
}
