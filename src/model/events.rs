//! The event table: one row per kept record, in columns.
//!
//! A row is at most 48 bytes and its side columns at most 24 more, whatever the names in it: strings are interned, and the tuples that
//! recur (who, from where, with what details) are stored once as *claims*. Rows say what records say; see [`crate::model::identity`]
//! for who that is.

use super::column;
use super::facts::{EventKind, Slot};
use super::strings::{StringId, Strings};
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use serde::{Deserialize, Serialize};
use std::hash::{BuildHasher, Hash};

/// Where a record stands: the file's number in the case and the record's byte offset in that file.
///
/// 20 bits of file, 44 bits of offset (16 TiB).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Place(pub u64);

impl Place {
    const OFFSET_BITS: u32 = 44;

    /// The place of a record at `offset` in file number `file`.
    pub fn new(file: u32, offset: u64) -> Self {
        Self(u64::from(file) << Self::OFFSET_BITS | offset & ((1 << Self::OFFSET_BITS) - 1))
    }

    /// The file's number in the case.
    pub fn file(self) -> u32 {
        (self.0 >> Self::OFFSET_BITS) as u32
    }

    /// The record's byte offset in the file.
    pub fn offset(self) -> u64 {
        self.0 & ((1 << Self::OFFSET_BITS) - 1)
    }
}

/// An account as a record names it: name, domain and SID as written, each possibly unknown.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub struct AccountClaim {
    /// As written, `user@REALM` and `DOMAIN\user` included.
    pub name: StringId,
    /// As written: NetBIOS name or FQDN.
    pub domain: StringId,
    /// `S-1-…`; the null SID is unknown.
    pub sid: StringId,
}

/// A source as a record names it: the address, and the workstation that the client claims to be.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub struct SourceClaim {
    /// As written.
    pub address: StringId,
    /// As written.
    pub workstation: StringId,
}

/// What else a record says, as text: a string for each of its event's details, in the order of
/// [`EventFacts::details`](super::facts::EventFacts::details); the rest is unknown.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub struct DetailClaim(pub [StringId; Slot::DETAILS]);

/// A position in a [`Claims`]. [`ClaimId::NONE`] is the claim of which nothing is known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub struct ClaimId(pub u32);

impl ClaimId {
    /// Nothing is known.
    pub const NONE: Self = Self(0);
}

/// Distinct claims, each stored once; the first is the one of which nothing is known.
#[derive(Clone)]
pub struct Claims<C> {
    all: Vec<C>,
    table: HashTable<u32>,
}

impl<C: Default> Default for Claims<C> {
    fn default() -> Self {
        Self { all: vec![C::default()], table: HashTable::new() }
    }
}

impl<C: Copy + Default + Eq + Hash> Claims<C> {
    const HASHER: FixedState = FixedState::with_seed(0xc1a1);

    /// The id of `claim`, which is stored if it is new.
    pub fn intern(&mut self, claim: C) -> ClaimId {
        if claim == C::default() {
            return ClaimId::NONE;
        }
        let hash = Self::HASHER.hash_one(claim);
        let all = &self.all;
        if let Some(&id) = self.table.find(hash, |&id| all[id as usize] == claim) {
            return ClaimId(id);
        }
        let id = self.all.len() as u32;
        self.all.push(claim);
        let all = &self.all;
        self.table.insert_unique(hash, id, |&id| Self::HASHER.hash_one(all[id as usize]));
        ClaimId(id)
    }

    /// The claim named `id`; the unknown one for an id of another set.
    pub fn get(&self, id: ClaimId) -> C {
        self.all.get(id.0 as usize).copied().unwrap_or_default()
    }

    /// All claims in the order of their ids.
    pub fn all(&self) -> &[C] {
        &self.all
    }

    /// Bytes held.
    pub fn heap_bytes(&self) -> usize {
        self.all.capacity() * size_of::<C>() + self.table.allocation_size()
    }
}

impl<C: Serialize> Serialize for Claims<C> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.all.iter().skip(1))
    }
}

impl<'de, C: Deserialize<'de> + Copy + Default + Eq + Hash> Deserialize<'de> for Claims<C> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut claims = Self::default();
        for claim in Vec::<C>::deserialize(deserializer)? {
            claims.intern(claim);
        }
        Ok(claims)
    }
}

/// A logon type that no record gave.
pub const NO_LOGON_TYPE: u8 = u8::MAX;
/// A status that no record gave (a success of 4624, which has none).
pub const NO_STATUS: u32 = u32::MAX;
/// The record id of a record without one: Windows counts from 1.
pub const NO_RECORD_ID: u64 = 0;
/// A logon id that no record gave.
pub const NO_LOGON_ID: u64 = u64::MAX;

/// One record as a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Event {
    /// Microseconds since 1970, UTC.
    pub time: i64,
    /// `EventRecordID`, or [`NO_RECORD_ID`].
    pub record_id: u64,
    /// File and byte offset.
    pub place: Place,
    /// The machine that wrote the record, as written.
    pub computer: StringId,
    /// Which event.
    pub kind: EventKind,
    /// `LogonType`, or [`NO_LOGON_TYPE`].
    pub logon_type: u8,
    /// Who, an [`AccountClaim`].
    pub account: ClaimId,
    /// From where, a [`SourceClaim`].
    pub source: ClaimId,
    /// The machine logged on to, where a field names it, as written.
    pub target: StringId,
    /// NTSTATUS or Kerberos failure code, or [`NO_STATUS`].
    pub status: u32,
    /// Authentication package; `NTLM V1`, `NTLM V2` where the record tells which. As written.
    pub authentication: StringId,
    /// The session's id on its computer, see [`Slot::LogonId`], or [`NO_LOGON_ID`].
    pub logon_id: u64,
    /// Who asked for it (`Subject*`), an [`AccountClaim`]; none where that is the account itself.
    pub subject: ClaimId,
    /// What else the record says, a [`DetailClaim`].
    pub details: ClaimId,
}

macro_rules! event_columns {
    (core: $($core:ident: $core_type:ty),*; side: $($side:ident: $side_type:ty),* $(,)?) => {
        event_columns! { $($core: $core_type,)* $($side: $side_type,)* }

        impl Events {
            /// Bytes of a row in the core columns: what order, identity and graph are made of.
            pub const CORE_BYTES: usize = 0 $(+ size_of::<$core_type>())*;
            /// Bytes of a row in the side columns: what only details and rules look at.
            pub const SIDE_BYTES: usize = 0 $(+ size_of::<$side_type>())*;

            /// Bytes held by the core and by the side columns, room for more rows included.
            pub fn heap_bytes(&self) -> [usize; 2] {
                [
                    0 $(+ self.$core.capacity() * size_of::<$core_type>())*,
                    0 $(+ self.$side.capacity() * size_of::<$side_type>())*,
                ]
            }
        }
    };
    ($($field:ident: $type:ty,)*) => {
        /// The table, a column a field of [`Event`].
        #[derive(Clone, Default, Serialize, Deserialize)]
        pub struct Events {
            $(#[doc = concat!("Column of [`Event::", stringify!($field), "`].")]
            #[serde(with = "column")]
            pub $field: Vec<$type>,)*
        }

        impl Events {
            /// Appends a row.
            pub fn push(&mut self, event: Event) {
                $(self.$field.push(event.$field);)*
            }

            /// Row `row`. Panics past the end, like a slice.
            pub fn get(&self, row: usize) -> Event {
                Event { $($field: self.$field[row],)* }
            }

            /// The table with row `order[i]` at `i`.
            pub fn permuted(&self, order: &[u32]) -> Self {
                Self { $($field: order.iter().map(|&row| self.$field[row as usize]).collect(),)* }
            }

            /// Makes room for `rows` more.
            pub fn reserve(&mut self, rows: usize) {
                $(reserve(&mut self.$field, rows);)*
            }

            /// Gives back the room for more rows.
            pub fn shrink_to_fit(&mut self) {
                $(self.$field.shrink_to_fit();)*
            }
        }
    };
}

/// Makes room for `rows` more, and for a quarter of what is there at least: doubling, as vectors do by themselves, would hold up to
/// twice the memory that rows need.
fn reserve<T>(column: &mut Vec<T>, rows: usize) {
    if column.capacity() - column.len() < rows {
        column.reserve_exact(rows.max(column.len() / 4));
    }
}

event_columns! {
    core: time: i64, record_id: u64, place: Place, computer: StringId, kind: EventKind, logon_type: u8, account: ClaimId,
        source: ClaimId, status: u32, authentication: StringId;
    side: target: StringId, logon_id: u64, subject: ClaimId, details: ClaimId,
}

impl Events {
    /// Number of rows.
    pub fn len(&self) -> usize {
        self.time.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.time.is_empty()
    }

    /// All rows in order.
    pub fn iter(&self) -> impl Iterator<Item = Event> + '_ {
        (0..self.len()).map(|row| self.get(row))
    }
}

/// Rows with the strings and claims that they name: what a parser makes of a slice, and what a case grows from them.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct EventStore {
    /// Every string named below.
    pub strings: Strings,
    /// Every account claim named below.
    pub accounts: Claims<AccountClaim>,
    /// Every source claim named below.
    pub sources: Claims<SourceClaim>,
    /// Every detail claim named below.
    pub details: Claims<DetailClaim>,
    /// The rows.
    pub events: Events,
}

impl EventStore {
    /// Bytes held by rows, strings and claims.
    pub fn heap_bytes(&self) -> usize {
        let [core, side] = self.events.heap_bytes();
        let claims = self.accounts.heap_bytes() + self.sources.heap_bytes() + self.details.heap_bytes();
        core + side + self.strings.heap_bytes() + claims
    }

    /// What row `row` says of `slot`, one of its details; empty if it says nothing. Panics past the end, like a slice.
    pub fn detail(&self, row: usize, slot: Slot) -> &str {
        self.strings.get(self.detail_id(row, slot))
    }

    /// The string of [`EventStore::detail`].
    pub fn detail_id(&self, row: usize, slot: Slot) -> StringId {
        let Some(place) = self.events.kind[row].facts().place_of_detail(slot) else { return StringId::NONE };
        let DetailClaim(texts) = self.details.get(self.events.details[row]);
        texts.get(place).copied().unwrap_or_default()
    }

    /// Appends all rows of `other`, translating its ids, with `file` as the number of their file.
    pub fn append(&mut self, other: &EventStore, file: u32) {
        let strings: Vec<StringId> = other.strings.iter().map(|string| self.strings.intern(string)).collect();
        let string = |id: StringId| strings.get(id.0 as usize).copied().unwrap_or_default();
        let accounts: Vec<ClaimId> = (other.accounts.all().iter())
            .map(|c| {
                self.accounts.intern(AccountClaim {
                    name: string(c.name),
                    domain: string(c.domain),
                    sid: string(c.sid),
                })
            })
            .collect();
        let sources: Vec<ClaimId> = (other.sources.all().iter())
            .map(|c| {
                self.sources.intern(SourceClaim { address: string(c.address), workstation: string(c.workstation) })
            })
            .collect();
        let details: Vec<ClaimId> =
            other.details.all().iter().map(|c| self.details.intern(DetailClaim(c.0.map(string)))).collect();
        let claim = |of: &[ClaimId], id: ClaimId| of.get(id.0 as usize).copied().unwrap_or_default();
        self.events.reserve(other.events.len());
        for event in other.events.iter() {
            self.events.push(Event {
                place: Place::new(file, event.place.offset()),
                computer: string(event.computer),
                account: claim(&accounts, event.account),
                source: claim(&sources, event.source),
                target: string(event.target),
                authentication: string(event.authentication),
                subject: claim(&accounts, event.subject),
                details: claim(&details, event.details),
                ..event
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> Event {
        Event {
            time: 1,
            record_id: 2,
            place: Place::new(0, 4096),
            computer: StringId::NONE,
            kind: EventKind(0),
            logon_type: 3,
            account: ClaimId::NONE,
            source: ClaimId::NONE,
            target: StringId::NONE,
            status: NO_STATUS,
            authentication: StringId::NONE,
            logon_id: NO_LOGON_ID,
            subject: ClaimId::NONE,
            details: ClaimId::NONE,
        }
    }

    #[test]
    fn a_row_and_its_side_columns_keep_the_budget() {
        const { assert!(Events::CORE_BYTES <= 48 && Events::SIDE_BYTES <= 24) }
        let mut events = Events::default();
        for row in 0..10_000 {
            events.reserve(1);
            events.push(Event { record_id: row, ..event() });
            let most = events.len().max(4) * (Events::CORE_BYTES + Events::SIDE_BYTES) * 5 / 4;
            assert!(events.heap_bytes().iter().sum::<usize>() <= most, "{row}");
        }
        events.shrink_to_fit();
        assert_eq!(events.heap_bytes(), [10_000 * Events::CORE_BYTES, 10_000 * Events::SIDE_BYTES]);
    }

    #[test]
    fn a_place_holds_file_and_offset() {
        let place = Place::new(10_000, 5 << 40);
        assert_eq!((place.file(), place.offset()), (10_000, 5 << 40));
    }

    #[test]
    fn appending_translates_ids_and_keeps_rows() {
        let mut slice = EventStore::default();
        slice.strings.intern("unused");
        let name = slice.strings.intern("alice");
        let account = slice.accounts.intern(AccountClaim { name, ..Default::default() });
        slice.events.push(Event { computer: name, account, ..event() });
        let mut case = EventStore::default();
        case.strings.intern("first");
        case.append(&slice, 7);
        case.append(&slice, 8);
        assert_eq!(case.events.len(), 2);
        let event = case.events.get(1);
        assert_eq!(case.strings.get(case.accounts.get(event.account).name), "alice");
        assert_eq!((event.place.file(), event.place.offset()), (8, 4096));
    }
}
