//! Reading a log in memory, and its rows with every id spelled out, so that those of different stores compare.
#![allow(dead_code, reason = "each test program uses some of them")]

use logonscope::evidence::batch::Batch;
use logonscope::evidence::evtx::{Parser, TAIL, slices};
use logonscope::model::events::{ClaimId, Event, EventStore, NO_LOGON_ID, NO_LOGON_TYPE, NO_STATUS};

/// A row, in the order and meaning of [`Event`]; unknown text is "".
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Row {
    pub time: i64,
    pub record_id: u64,
    pub event_id: u16,
    pub computer: String,
    /// Name, domain, SID.
    pub account: [String; 3],
    /// Address, workstation.
    pub source: [String; 2],
    pub logon_type: Option<u8>,
    pub status: Option<u32>,
    pub authentication: String,
    pub logon_id: Option<u64>,
    /// Name, domain, SID.
    pub subject: [String; 3],
    pub target: String,
    /// The details of the event in their order.
    pub details: Vec<String>,
}

/// All slices of `log` in one batch.
pub fn read(parser: &mut Parser, log: &[u8]) -> Batch {
    let file_len = log.len() as u64;
    let mut all = Batch::default();
    for slice in slices(file_len) {
        let end = (slice.end + TAIL).min(file_len) as usize;
        let batch = parser.parse_slice(&log[slice.start as usize..end], slice, file_len);
        all.store.append(&batch.store, 0);
        all.ledger.add(&batch.ledger);
    }
    all
}

/// The rows of `batch` in the order of their places.
pub fn rows_of(batch: &Batch) -> Vec<Row> {
    let store = &batch.store;
    let mut events: Vec<Event> = store.events.iter().collect();
    events.sort_by_key(|event| event.place);
    events.into_iter().map(|event| row(store, &event)).collect()
}

fn row(store: &EventStore, event: &Event) -> Row {
    let text = |id| store.strings.get(id).to_owned();
    let account = |id: ClaimId| {
        let claim = store.accounts.get(id);
        [claim.name, claim.domain, claim.sid].map(text)
    };
    let source = store.sources.get(event.source);
    Row {
        time: event.time,
        record_id: event.record_id,
        event_id: event.kind.id(),
        computer: text(event.computer),
        account: account(event.account),
        source: [source.address, source.workstation].map(text),
        logon_type: Some(event.logon_type).filter(|kind| *kind != NO_LOGON_TYPE),
        status: Some(event.status).filter(|status| *status != NO_STATUS),
        authentication: text(event.authentication),
        logon_id: Some(event.logon_id).filter(|id| *id != NO_LOGON_ID),
        subject: account(event.subject),
        target: text(event.target),
        details: (store.details.get(event.details).0.into_iter())
            .take(event.kind.facts().details().len())
            .map(text)
            .collect(),
    }
}
