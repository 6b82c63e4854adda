//! From a record's fields to a row: the one place where every format's readers meet.
//!
//! A reader puts what it finds into [`Fields`], slot by slot as [`EventFacts::fields`](crate::model::facts::EventFacts) says;
//! [`RowHead::push`] makes the row. Names are kept as written.

use super::filetime::{is_believable, time_in_text};
use super::record::time_from_text;
use crate::model::events::{
    AccountClaim, DetailClaim, Event, EventStore, NO_LOGON_ID, NO_LOGON_TYPE, NO_STATUS, Place, SourceClaim,
};
use crate::model::facts::{EventKind, Slot};
use crate::model::strings::{StringId, Strings};

/// STATUS_LOGON_FAILURE and STATUS_ACCOUNT_RESTRICTION say little; the sub-status then says why.
const COARSE_STATUSES: [u32; 2] = [0xC000_006D, 0xC000_006E];
/// The SID of nobody.
const NULL_SID: &str = "S-1-0-0";

/// The id of `text` as a field's value: `-` and the empty string are unknown. Line ends are line feeds, as in XML.
pub fn intern_known(strings: &mut Strings, text: &str) -> StringId {
    match text {
        "-" => StringId::NONE,
        _ if text.contains('\r') => strings.intern(&text.replace("\r\n", "\n").replace('\r', "\n")),
        _ => strings.intern(text),
    }
}

/// A number as records write them: decimal, negative decimal or `0x` and hexadecimal digits. Negative ones keep their two's
/// complement.
pub fn number_from_text(text: &str) -> Option<u64> {
    let text = text.trim();
    if let Some(digits) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        // The standard library would take a sign here.
        return if digits.starts_with('+') { None } else { u64::from_str_radix(digits, 16).ok() };
    }
    if text.starts_with('-') { text.parse::<i64>().ok().map(|number| number as u64) } else { text.parse().ok() }
}

/// The fields of one record, by slot.
#[derive(Clone)]
pub struct Fields {
    text: [StringId; Slot::COUNT],
    number: [Option<u64>; Slot::FIRST_TEXT as usize],
}

impl Default for Fields {
    fn default() -> Self {
        Self { text: [StringId::NONE; Slot::COUNT], number: Default::default() }
    }
}

impl Fields {
    /// Forgets all values.
    pub fn clear(&mut self) {
        (self.text, self.number) = ([StringId::NONE; Slot::COUNT], Default::default());
    }

    /// Fills a slot that holds text.
    pub fn set_text(&mut self, slot: Slot, text: StringId) {
        self.text[slot as usize] = text;
    }

    /// Fills a slot that holds a number.
    pub fn set_number(&mut self, slot: Slot, number: Option<u64>) {
        if let Some(field) = self.number.get_mut(slot as usize) {
            *field = number;
        }
    }

    /// Fills `slot`, whatever it holds, from text.
    pub fn set(&mut self, slot: Slot, text: &str, strings: &mut Strings) {
        if slot.holds_number() {
            self.set_number(slot, number_from_text(text));
        } else {
            self.set_text(slot, intern_known(strings, text));
        }
    }

    fn text(&self, slot: Slot) -> StringId {
        self.text[slot as usize]
    }

    fn number(&self, slot: Slot) -> Option<u64> {
        self.number.get(slot as usize).copied().flatten()
    }

    /// The details of an event of `kind`.
    fn details(&self, kind: EventKind, strings: &mut Strings) -> DetailClaim {
        let mut claim = DetailClaim::default();
        for (text, (_, slot)) in claim.0.iter_mut().zip(kind.facts().details()) {
            *text = self.text(*slot);
            // Formats differ in how finely and in which form they write it.
            if slot.holds_time()
                && let Some(time) = time_from_text(strings.get(*text))
            {
                *text = strings.intern(&time_in_text(time));
            }
        }
        claim
    }

    fn sid(&self, slot: Slot, strings: &Strings) -> StringId {
        let sid = self.text(slot);
        if strings.get(sid) == NULL_SID { StringId::NONE } else { sid }
    }

    fn account(&self, [name, domain, sid]: [Slot; 3], strings: &Strings) -> AccountClaim {
        AccountClaim { name: self.text(name), domain: self.text(domain), sid: self.sid(sid, strings) }
    }

    fn status(&self) -> u32 {
        let status = self.number(Slot::Status).and_then(code_from_number);
        match (status, self.number(Slot::SubStatus).and_then(code_from_number)) {
            (Some(status), Some(sub)) if sub != 0 && COARSE_STATUSES.contains(&status) => sub,
            (Some(status), _) => status,
            (None, _) => NO_STATUS,
        }
    }

    fn authentication(&self, strings: &Strings) -> StringId {
        let (package, lm) = (self.text(Slot::Authentication), self.text(Slot::LmPackage));
        let refines = lm.is_some()
            && strings.get(package).eq_ignore_ascii_case("NTLM")
            && ["NTLM V1", "NTLM V2"].contains(&strings.get(lm));
        if refines { lm } else { package }
    }
}

/// A status code: 32 bits, written unsigned or as a negative number.
fn code_from_number(number: u64) -> Option<u32> {
    match u32::try_from(number) {
        Ok(code) => Some(code),
        Err(_) => i32::try_from(number as i64).ok().map(|code| code as u32),
    }
}

/// What a row has beside its fields.
#[derive(Clone, Copy, Debug)]
pub struct RowHead {
    /// Which event.
    pub kind: EventKind,
    /// `TimeCreated@SystemTime`, microseconds since 1970.
    pub time: Option<i64>,
    /// When the record was written, for records without a believable [`RowHead::time`].
    pub written: i64,
    /// `EventRecordID`.
    pub record_id: u64,
    /// Where the record stands.
    pub place: Place,
    /// The machine that wrote it.
    pub computer: StringId,
    /// `System/Security@UserID`, a SID: asked for only where [`EventFacts::account_is_user`](crate::model::facts::EventFacts).
    pub user: StringId,
}

impl RowHead {
    /// Appends the row of these fields to `store`; `false` if no time of the record is believable.
    pub fn push(self, fields: &Fields, store: &mut EventStore) -> bool {
        let Some(time) = [self.time, Some(self.written)].into_iter().flatten().find(|&time| is_believable(time)) else {
            return false;
        };
        let strings = &store.strings;
        let mut account = fields.account([Slot::AccountName, Slot::AccountDomain, Slot::AccountSid], strings);
        if self.kind.facts().account_is_user {
            account.sid = self.user;
        }
        let subject = fields.account([Slot::SubjectName, Slot::SubjectDomain, Slot::SubjectSid], strings);
        let source = SourceClaim { address: fields.text(Slot::Address), workstation: fields.text(Slot::Workstation) };
        let (status, authentication, target) =
            (fields.status(), fields.authentication(strings), fields.text(Slot::Target));
        let details = fields.details(self.kind, &mut store.strings);
        let logon_type = fields.number(Slot::LogonType).and_then(|number| u8::try_from(number).ok());
        store.events.push(Event {
            time,
            record_id: self.record_id,
            place: self.place,
            computer: self.computer,
            kind: self.kind,
            logon_type: logon_type.unwrap_or(NO_LOGON_TYPE),
            account: store.accounts.intern(account),
            source: store.sources.intern(source),
            target,
            status,
            authentication,
            logon_id: fields.number(Slot::LogonId).unwrap_or(NO_LOGON_ID),
            subject: store.accounts.intern(subject),
            details: store.details.intern(details),
        });
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(values: &[(Slot, &str)]) -> (Event, EventStore) {
        let mut store = EventStore::default();
        let mut fields = Fields::default();
        for (slot, text) in values {
            fields.set(*slot, text, &mut store.strings);
        }
        let head = RowHead {
            kind: EventKind(1),
            time: Some(1_440_325_790_182_750),
            written: 0,
            record_id: 5,
            place: Place::new(0, 4608),
            computer: StringId::NONE,
            user: StringId::NONE,
        };
        assert!(head.push(&fields, &mut store));
        (store.events.get(0), store)
    }

    #[test]
    fn a_failure_says_why_by_its_sub_status() {
        for (status, sub, expected) in [
            ("0xC000006D", "0xc000006a", 0xC000_006A),
            ("0xC000006D", "0x0", 0xC000_006D),
            ("3221225581", "3221226036", 0xC000_0234),
            ("-1073741715", "-1073741718", 0xC000_006A),
            ("0xc0000234", "0xc0000064", 0xC000_0234),
            ("0x0", "0xc0000064", 0),
            ("%%2304", "0xc0000064", NO_STATUS),
            ("", "0xc0000064", NO_STATUS),
            ("0x1C000006D", "0x0", NO_STATUS),
        ] {
            let (event, _) = row(&[(Slot::Status, status), (Slot::SubStatus, sub)]);
            assert_eq!(event.status, expected, "{status} {sub}");
        }
        assert_eq!(row(&[]).0.status, NO_STATUS);
    }

    #[test]
    fn ntlm_is_told_apart_by_its_version() {
        for (package, lm, expected) in [
            ("NTLM", "NTLM V1", "NTLM V1"),
            ("NTLM", "NTLM V2", "NTLM V2"),
            ("NTLM", "-", "NTLM"),
            ("NTLM", "Contoso", "NTLM"),
            ("Kerberos", "NTLM V1", "Kerberos"),
            ("Negotiate", "-", "Negotiate"),
        ] {
            let (event, store) = row(&[(Slot::Authentication, package), (Slot::LmPackage, lm)]);
            assert_eq!(store.strings.get(event.authentication), expected);
        }
    }

    #[test]
    fn times_of_a_changed_clock_have_one_form() {
        let kind = EventKind::find(crate::model::facts::events::SECURITY, 4616).expect("it is read");
        for (text, expected) in [
            ("2024-03-04T08:00:00.1234567Z", "2024-03-04T08:00:00.123456Z"),
            ("2024-03-04T08:00:00.123456Z", "2024-03-04T08:00:00.123456Z"),
            ("2024-03-04T09:00:00+01:00", "2024-03-04T08:00:00.000000Z"),
            ("yesterday", "yesterday"),
            ("-", ""),
        ] {
            let mut strings = Strings::default();
            let mut fields = Fields::default();
            fields.set(Slot::TimeBefore, text, &mut strings);
            fields.set(Slot::Process, "2024-03-04T08:00:00.1234567Z", &mut strings);
            let claim = fields.details(kind, &mut strings);
            let said = claim.0.map(|text| strings.get(text));
            assert_eq!(said[..3], [expected, "", "2024-03-04T08:00:00.1234567Z"], "{text}");
        }
    }

    #[test]
    fn a_dash_and_the_null_sid_are_unknown() {
        let (event, store) = row(&[
            (Slot::AccountName, "-"),
            (Slot::AccountDomain, ""),
            (Slot::AccountSid, "S-1-0-0"),
            (Slot::SubjectSid, "S-1-5-18"),
            (Slot::Address, "-"),
        ]);
        assert_eq!(store.accounts.get(event.account), AccountClaim::default());
        assert_eq!(store.strings.get(store.accounts.get(event.subject).sid), "S-1-5-18");
        assert_eq!(store.sources.get(event.source), SourceClaim::default());
    }

    #[test]
    fn logon_types_and_ids_are_read_in_any_form() {
        for (text, expected) in
            [("3", 3), ("0x3", 3), ("0xA", 10), ("", NO_LOGON_TYPE), ("many", NO_LOGON_TYPE), ("999", NO_LOGON_TYPE)]
        {
            assert_eq!(row(&[(Slot::LogonType, text)]).0.logon_type, expected, "{text}");
        }
        assert_eq!(row(&[(Slot::LogonId, "0x3e7")]).0.logon_id, 0x3e7);
        assert_eq!(row(&[]).0.logon_id, NO_LOGON_ID);
        for text in ["0x", "0x+1", "+-1", "1 2", "0xfffffffffffffffff"] {
            assert_eq!(number_from_text(text), None, "{text}");
        }
    }

    #[test]
    fn a_record_without_a_believable_time_takes_when_it_was_written_or_makes_no_row() {
        let (event, mut store) = row(&[]);
        let head = RowHead {
            kind: event.kind,
            time: Some(0),
            written: 1_500_000_000_000_000,
            record_id: 1,
            place: event.place,
            computer: StringId::NONE,
            user: StringId::NONE,
        };
        assert!(head.push(&Fields::default(), &mut store));
        assert_eq!(store.events.time[1], 1_500_000_000_000_000);
        assert!(!RowHead { written: 0, ..head }.push(&Fields::default(), &mut store));
        assert_eq!(store.events.len(), 2);
    }
}
