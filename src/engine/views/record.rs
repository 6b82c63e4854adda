//! One record: what its row says in words, and every place that holds it.

use super::events::{cell, in_domain, path};
use super::facts::{code, text};
use crate::engine::rows::Case;
use crate::evidence::evtx::{CHUNK, FILE_HEADER};
use crate::protocol::rows::{Column, PlaceView, RecordText, RecordView};
use crate::protocol::{Fact, FactValue};
use crate::sorting::InOrder;

/// Everything about the row at `position` but its text.
pub fn record_view(case: Case<'_>, generation: u32, position: u32) -> Option<RecordView> {
    let first = *case.grounds.order.rows.get(position as usize)?;
    let repeats = case.grounds.order.repeats().find(|rows| rows.first() == Some(&first));
    let events = &case.store.events;
    let places = case.files.places();
    let mut rows: Vec<u32> = repeats.unwrap_or(&[first]).to_vec();
    // The one that counts, and so is named in the ledger, comes first.
    rows.order_by_key(|row| {
        let place = events.place[*row as usize];
        (places.get(place.file() as usize).copied(), place.offset())
    });
    let places = rows.iter().map(|row| {
        let place = events.place[*row as usize];
        PlaceView {
            file: place.file(),
            path: path(case, place.file()),
            offset: place.offset(),
            chunk: place
                .offset()
                .checked_sub(FILE_HEADER)
                .map(|offset| offset / CHUNK)
                .filter(|_| case.files.get(place.file()).is_some_and(|file| file.ledger.chunks > 0)),
            record_id: events.record_id[*row as usize],
        }
    });
    Some(RecordView {
        generation,
        row: position,
        facts: facts(case, first as usize, position as usize),
        places: places.collect(),
        text: RecordText::default(),
    })
}

/// What the row says, and who that is.
fn facts(case: Case<'_>, row: usize, position: usize) -> Vec<Fact> {
    let (store, events) = (case.store, &case.store.events);
    let identities = &case.grounds.identities;
    let mut facts = vec![
        text("Event", cell(case, row, Column::Event)),
        Fact { label: "Time".to_owned(), value: FactValue::Time(events.time[row]) },
    ];
    let mut add = |label: &str, value: String| {
        if !value.is_empty() {
            facts.push(text(label, value));
        }
    };
    let claim = store.accounts.get(events.account[row]);
    add("Account", in_domain(store, &claim));
    let account = identities.accounts.of_row.get(position).and_then(|a| identities.accounts.all.get(*a as usize));
    if let Some(account) = account.filter(|account| account.label != store.strings.get(claim.name)) {
        add("Which is", account.label.clone());
    }
    let source = cell(case, row, Column::Source);
    let host = identities.hosts.of_row.get(position).and_then(|host| identities.hosts.all.get(*host as usize));
    let host = host.filter(|host| !source.is_empty() && host.label != source).map(|host| host.label.clone());
    add("Source", source);
    add("Which is", host.unwrap_or_default());
    for (column, label) in [
        (Column::Target, "Logged on to"),
        (Column::LogonType, "Logon type"),
        (Column::Status, "Status"),
        (Column::Authentication, "Authentication"),
        (Column::Subject, "Asked for by"),
        (Column::Detail, "Details"),
        (Column::Computer, "Written by"),
    ] {
        add(label, cell(case, row, column));
    }
    let sid = store.strings.get(claim.sid);
    if claim.name.is_some() && !sid.is_empty() {
        facts.push(code("SID", sid));
    }
    facts
}
