//! A record whose values are text under names, as every format but the fast way of EVTX gives it: which event it is, and its row.

use super::ledger::{Failure, FilterReason, Ledger};
use super::row::{Fields, RowHead, intern_known, number_from_text};
use crate::model::events::{EventStore, NO_RECORD_ID, Place};
use crate::model::facts::EventKind;

/// The cause where a record has no believable time.
pub const NO_TIME: &str = "it has no time that a log can hold";

/// A record by names; what it does not say is empty.
pub struct Record<'r> {
    /// `Provider@Name`.
    pub provider: &'r str,
    /// `EventID`.
    pub event_id: &'r str,
    /// `TimeCreated@SystemTime`, microseconds since 1970.
    pub time: Option<i64>,
    /// `EventRecordID`.
    pub record_id: &'r str,
    /// `Computer`.
    pub computer: &'r str,
    /// `Security@UserID`.
    pub user: &'r str,
    /// `Channel`.
    pub channel: &'r str,
    /// The value of `EventData/Data` by its `Name`, or of an element under `UserData/*` by its own name.
    pub field: &'r dyn Fn(&str) -> &'r str,
}

/// Where a record stands and what is known of it besides.
#[derive(Clone, Copy, Debug)]
pub struct RecordAt {
    /// Byte offset in the file.
    pub offset: u64,
    /// Bytes, or 0.
    pub length: u64,
    /// The id that its header gives, if it has one.
    pub header_id: Option<u64>,
    /// When it was written by its header, or 0.
    pub written: i64,
}

impl Record<'_> {
    /// Makes the record's row in `store` and its entry in `ledger`.
    pub fn take(&self, at: RecordAt, store: &mut EventStore, ledger: &mut Ledger) {
        if let Some(id) = number_from_text(self.event_id) {
            let channel = intern_known(&mut store.strings, self.channel);
            ledger.census.count(store.strings.get(channel), u32::try_from(id).unwrap_or(u32::MAX));
        }
        match self.row(at, store) {
            Ok(None) => {
                ledger.records += 1;
                ledger.kept += 1;
            }
            Ok(Some(reason)) => ledger.filter(reason),
            Err(cause) => ledger.fail(Failure {
                offset: at.offset,
                length: at.length,
                record_id: at.header_id.or_else(|| number_from_text(self.record_id)),
                cause: cause.to_owned(),
            }),
        }
    }

    fn row(&self, at: RecordAt, store: &mut EventStore) -> Result<Option<FilterReason>, &'static str> {
        let id = number_from_text(self.event_id).ok_or("it has no event id")?;
        let id = u32::try_from(id).unwrap_or(u32::MAX);
        if !EventKind::may_be_read(id) {
            return Ok(Some(FilterReason::OtherEvent));
        }
        let Some(kind) = EventKind::find(self.provider, id) else {
            return Ok(Some(FilterReason::OtherProvider));
        };
        let mut fields = Fields::default();
        for (name, slot) in kind.facts().fields {
            fields.set(*slot, (self.field)(name), &mut store.strings);
        }
        let record_id = number_from_text(self.record_id).or(at.header_id).unwrap_or(NO_RECORD_ID);
        let head = RowHead {
            kind,
            time: self.time,
            written: at.written,
            record_id,
            place: Place::new(0, at.offset),
            computer: intern_known(&mut store.strings, self.computer),
            user: intern_known(&mut store.strings, self.user),
        };
        if head.push(&fields, store) { Ok(None) } else { Err(NO_TIME) }
    }
}

/// A time in ISO 8601 with a zone, in microseconds since 1970; what is below a microsecond is cut off.
pub fn time_from_text(text: &str) -> Option<i64> {
    text.trim().parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_microsecond)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_to_the_microsecond_in_any_precision() {
        for (text, micros) in [
            ("2015-08-23T10:29:50.1827509Z", Some(1_440_325_790_182_750)),
            ("2015-08-23T10:29:50.182750900Z", Some(1_440_325_790_182_750)),
            ("2015-08-23 12:29:50.182+02:00", Some(1_440_325_790_182_000)),
            ("2015-08-23T10:29:50Z", Some(1_440_325_790_000_000)),
            ("2015-08-23 10:29:50", None),
            ("yesterday", None),
        ] {
            assert_eq!(time_from_text(text), micros, "{text}");
        }
    }
}
