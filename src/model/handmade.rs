//! Rows made by hand, for tests: a line of text each in place of a log.

use super::events::{
    AccountClaim, DetailClaim, Event, EventStore, NO_LOGON_ID, NO_LOGON_TYPE, NO_STATUS, Place, SourceClaim,
};
use super::facts::{EVENTS, EventKind, Slot};
use super::time::SECOND;

/// What a record says, as text; empty means unknown.
#[derive(Clone, Debug)]
pub struct Row {
    kind: EventKind,
    seconds: i64,
    micros: i64,
    computer: String,
    record_id: u64,
    file: u32,
    offset: u64,
    name: String,
    domain: String,
    sid: String,
    address: String,
    workstation: String,
    logon_type: u8,
    status: u32,
    authentication: String,
    target: String,
    logon_id: u64,
    subject: [String; 3],
    details: Vec<(Slot, String)>,
}

/// A network logon (4624, type 3) of `name` from `address` on computer `SRV`, at the start of 1970.
pub fn logon(name: &str, address: &str) -> Row {
    Row {
        kind: kind_of(4624),
        seconds: 0,
        micros: 0,
        computer: "SRV".to_owned(),
        record_id: 0,
        file: 0,
        offset: 0,
        name: name.to_owned(),
        domain: String::new(),
        sid: String::new(),
        address: address.to_owned(),
        workstation: String::new(),
        logon_type: 3,
        status: NO_STATUS,
        authentication: String::new(),
        target: String::new(),
        logon_id: NO_LOGON_ID,
        subject: Default::default(),
        details: Vec::new(),
    }
}

/// Special privileges assigned to `name` (4672).
pub fn privilege(name: &str) -> Row {
    Row { logon_type: NO_LOGON_TYPE, ..logon(name, "").event(4672) }
}

fn kind_of(event_id: u16) -> EventKind {
    EventKind(EVENTS.iter().position(|event| event.id == event_id).unwrap_or(0) as u8)
}

impl Row {
    /// Another event id, of the first provider that has it; one that is not read counts as the first of [`EVENTS`].
    pub fn event(self, event_id: u16) -> Self {
        self.kind(kind_of(event_id))
    }

    /// Another event.
    pub fn kind(self, kind: EventKind) -> Self {
        Self { kind, ..self }
    }

    /// So many microseconds after [`Row::at`].
    pub fn later(mut self, micros: i64) -> Self {
        self.micros = micros;
        self
    }

    /// Seconds since 1970.
    pub fn at(self, seconds: i64) -> Self {
        Self { seconds, ..self }
    }

    /// The computer that writes it.
    pub fn on(self, computer: &str) -> Self {
        Self { computer: computer.to_owned(), ..self }
    }

    /// `EventRecordID`.
    pub fn record(self, record_id: u64) -> Self {
        Self { record_id, ..self }
    }

    /// File number and offset.
    pub fn place(self, file: u32, offset: u64) -> Self {
        Self { file, offset, ..self }
    }

    /// The account's domain.
    pub fn domain(self, domain: &str) -> Self {
        Self { domain: domain.to_owned(), ..self }
    }

    /// The account's SID.
    pub fn sid(self, sid: &str) -> Self {
        Self { sid: sid.to_owned(), ..self }
    }

    /// The name that the client gives itself.
    pub fn workstation(self, workstation: &str) -> Self {
        Self { workstation: workstation.to_owned(), ..self }
    }

    /// Logon type.
    pub fn logon_type(self, logon_type: u8) -> Self {
        Self { logon_type, ..self }
    }

    /// Status code.
    pub fn status(self, status: u32) -> Self {
        Self { status, ..self }
    }

    /// Authentication package.
    pub fn authentication(self, authentication: &str) -> Self {
        Self { authentication: authentication.to_owned(), ..self }
    }

    /// The machine that a field names as logged on to.
    pub fn target(self, target: &str) -> Self {
        Self { target: target.to_owned(), ..self }
    }

    /// The session's id.
    pub fn session(self, logon_id: u64) -> Self {
        Self { logon_id, ..self }
    }

    /// Who asked for it: name, domain, SID.
    pub fn by(self, name: &str, domain: &str, sid: &str) -> Self {
        Self { subject: [name, domain, sid].map(str::to_owned), ..self }
    }

    /// A detail; one that the event does not have is lost.
    pub fn detail(mut self, slot: Slot, text: &str) -> Self {
        self.details.push((slot, text.to_owned()));
        self
    }
}

/// A store with rows made by hand.
#[derive(Clone, Default)]
pub struct RowMaker {
    /// What they became.
    pub store: EventStore,
}

impl RowMaker {
    /// The store of `rows`, in that order.
    pub fn of(rows: &[Row]) -> Self {
        let mut maker = Self::default();
        for row in rows {
            maker.push(row);
        }
        maker
    }

    /// Appends one row.
    pub fn push(&mut self, row: &Row) {
        let store = &mut self.store;
        let kind = row.kind;
        let mut text = |text: &str| store.strings.intern(text);
        let account = AccountClaim { name: text(&row.name), domain: text(&row.domain), sid: text(&row.sid) };
        let source = SourceClaim { address: text(&row.address), workstation: text(&row.workstation) };
        let [name, domain, sid] = &row.subject;
        let subject = AccountClaim { name: text(name), domain: text(domain), sid: text(sid) };
        let (computer, authentication, target) = (text(&row.computer), text(&row.authentication), text(&row.target));
        let mut details = DetailClaim::default();
        for (slot, detail) in &row.details {
            if let Some(place) = kind.facts().place_of_detail(*slot) {
                details.0[place] = text(detail);
            }
        }
        let (account, source) = (store.accounts.intern(account), store.sources.intern(source));
        store.events.push(Event {
            time: row.seconds * SECOND + row.micros,
            record_id: row.record_id,
            place: Place::new(row.file, row.offset),
            computer,
            kind,
            logon_type: row.logon_type,
            account,
            source,
            target,
            status: row.status,
            authentication,
            logon_id: row.logon_id,
            subject: store.accounts.intern(subject),
            details: store.details.intern(details),
        });
    }
}
