//! Facts about the events that are read: provider, id, what it counts as, and which field says what.
//!
//! The events themselves stand in [`events`]. A new event is a new entry there; no code elsewhere names an id's fields.

pub mod events;

pub use events::EVENTS;

use serde::{Deserialize, Serialize};

/// A position in [`EVENTS`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub struct EventKind(pub u8);

/// What a field of a record is used for. Numbers come first, then the texts that are columns of a row; those from
/// [`Slot::FIRST_DETAIL`] on stand together in the row's [`DetailClaim`](super::events::DetailClaim).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Slot {
    /// Logon type.
    LogonType,
    /// NTSTATUS or Kerberos failure code.
    Status,
    /// The finer NTSTATUS of 4625.
    SubStatus,
    /// The id of a session: `TargetLogonId`; where nobody logs on, the subject's; LocalSessionManager's `SessionID`.
    LogonId,
    /// The account's name, possibly with `@REALM` or `DOMAIN\`.
    AccountName,
    /// The account's domain.
    AccountDomain,
    /// The account's SID.
    AccountSid,
    /// The address that it came from.
    Address,
    /// The name that the client gives itself.
    Workstation,
    /// The machine logged on to, where it is not the one that writes.
    Target,
    /// Authentication package.
    Authentication,
    /// Which NTLM.
    LmPackage,
    /// Name of who asked for it.
    SubjectName,
    /// Domain of who asked for it.
    SubjectDomain,
    /// SID of who asked for it.
    SubjectSid,

    /// Logon process: `NtLmSsp`, `seclogo`.
    LogonProcess,
    /// Length of the session key in bits.
    KeyLength,
    /// Whether the token is elevated: `%%1842` is yes.
    Elevated,
    /// Path of the process that asked.
    Process,
    /// The account that new credentials (type 9) are of.
    OutboundUser,
    /// The service whose ticket is asked for, or that was installed.
    Service,
    /// Cipher of a ticket: `0x17` is RC4.
    TicketEncryption,
    /// Options of a ticket.
    TicketOptions,
    /// Pre-authentication: `0` is none.
    PreAuthentication,
    /// An address that is not where it came from (4648).
    OtherAddress,
    /// Name of a terminal session: `RDP-Tcp#3`.
    SessionName,
    /// Kind of a connection: `TCP`, `UDP`.
    Connection,
    /// A group's SID.
    GroupSid,
    /// A group's name.
    GroupName,
    /// A group's domain.
    GroupDomain,
    /// Who was put into a group or taken out, as a distinguished name.
    Member,
    /// Service principal names.
    ServiceNames,
    /// When the password was set.
    PasswordSet,
    /// Category of the audit policy: `%%8273`.
    Category,
    /// GUID of the subcategory.
    Subcategory,
    /// `%%8448` success removed, `%%8449` added, `%%8450` failure removed, `%%8451` added.
    PolicyChanges,
    /// What was accessed or changed: a distinguished name or a handle's object.
    Object,
    /// Its class or type.
    ObjectType,
    /// Rights that were used.
    AccessMask,
    /// GUIDs of the properties and extended rights that were used.
    Properties,
    /// An attribute of the directory.
    Attribute,
    /// Its value.
    AttributeValue,
    /// `%%14674` value added, `%%14675` deleted.
    Operation,
    /// A share: `\\*\ADMIN$`.
    Share,
    /// A file or pipe in it.
    SharePath,
    /// What a service runs.
    ServiceFile,
    /// Whom a service runs as.
    RunsAs,
    /// A scheduled task.
    Task,
    /// The log that was cleared.
    Channel,
    /// What the clock said before it was changed.
    TimeBefore,
    /// What it said then.
    TimeAfter,
}

impl Slot {
    /// How many slots there are; `slot as usize` is below it.
    pub const COUNT: usize = Slot::TimeAfter as usize + 1;
    /// Slots before it hold numbers, it and those after it text.
    pub const FIRST_TEXT: Slot = Slot::AccountName;
    /// It and the slots after it are details.
    pub const FIRST_DETAIL: Slot = Slot::LogonProcess;
    /// The most details that an event has.
    pub const DETAILS: usize = 6;

    /// Whether it holds a number; the others hold text.
    pub fn holds_number(self) -> bool {
        self < Self::FIRST_TEXT
    }

    /// Whether its text is a time: it is kept in one form, to the microsecond, whatever form its record has it in.
    pub fn holds_time(self) -> bool {
        matches!(self, Self::TimeBefore | Self::TimeAfter)
    }

    /// Whether it is one of a row's details.
    pub fn is_detail(self) -> bool {
        self >= Self::FIRST_DETAIL
    }
}

/// What an event counts as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// One of LogonTracer's five: makes edges, ranks and the timeline.
    Logon,
    /// Another logon, or a step towards one: a row with its account and source, not counted.
    FurtherLogon,
    /// Marks its account as privileged.
    Privilege,
    /// A session begins, ends or changes hands.
    Session,
    /// An account, a group, a policy, the directory or a machine was changed, or a log cleared.
    Change,
    /// Something was used: the directory, a share.
    Access,
}

/// Where an event came from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SourceRule {
    /// From where its fields say; from the computer itself if they do not.
    Fields,
    /// From the machine that wrote the record.
    Computer,
    /// It says nothing of that.
    Nowhere,
}

/// Whom an event's target host is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TargetRule {
    /// The machine that wrote the record.
    Computer,
    /// A domain controller checked a name, or nobody logged on.
    Unknown,
    /// 4769: the machine whose ticket is asked for, if `ServiceName` ends in `$`.
    MachineService,
    /// 4776: the computer itself if the account is local to it, else unknown.
    LocalAccount,
    /// 4648 and outbound connections: the machine that the record names; `localhost` is the computer.
    Named,
}

/// A field of a record and what it is used for. The field is named by `EventData/Data@Name`, or by an element's name under
/// `UserData`.
pub type Field = (&'static str, Slot);

/// One event id of one provider.
#[derive(Clone, Copy, Debug)]
pub struct EventFacts {
    /// `System/EventID`.
    pub id: u16,
    /// `System/Provider@Name`.
    pub provider: &'static str,
    /// What happened, in a few plain words.
    pub title: &'static str,
    /// What it counts as.
    pub role: Role,
    /// Where it came from.
    pub source: SourceRule,
    /// Whom the target host is.
    pub target: TargetRule,
    /// Whether the account is that of `System/Security@UserID`: no field names one.
    pub account_is_user: bool,
    /// Which field fills which slot, details last.
    pub fields: &'static [Field],
}

impl EventFacts {
    /// The fields that are details; the first stands first in the row's claim, and so on.
    pub fn details(&self) -> &'static [Field] {
        let begin = self.fields.partition_point(|(_, slot)| !slot.is_detail());
        self.fields.get(begin..).unwrap_or_default()
    }

    /// Where `slot` stands in the detail claims of this event.
    pub fn place_of_detail(&self, slot: Slot) -> Option<usize> {
        self.details().iter().position(|(_, detail)| *detail == slot)
    }
}

impl EventKind {
    /// The kind of event `id` of `provider`, if it is read.
    pub fn find(provider: &str, id: u32) -> Option<Self> {
        let position = EVENTS.iter().position(|event| u32::from(event.id) == id && event.provider == provider)?;
        Some(Self(position as u8))
    }

    /// Whether `id` is read from some provider: the cheap question, asked of every record.
    pub fn may_be_read(id: u32) -> bool {
        EVENTS.iter().any(|event| u32::from(event.id) == id)
    }

    /// What is known of it; the first entry for a kind of another version.
    pub fn facts(self) -> &'static EventFacts {
        EVENTS.get(self.0 as usize).unwrap_or(&EVENTS[0])
    }

    /// The event id.
    pub fn id(self) -> u16 {
        self.facts().id
    }

    /// Whether it makes edges, ranks and the timeline.
    pub fn is_logon(self) -> bool {
        self.facts().role == Role::Logon
    }

    /// Whether the span of the timeline follows it: the logons, and what marks privileges.
    pub fn spans_timeline(self) -> bool {
        matches!(self.facts().role, Role::Logon | Role::Privilege)
    }

    /// Whether it tells where it came from.
    pub fn has_source(self) -> bool {
        self.facts().source != SourceRule::Nowhere
    }
}

/// Whether an event says that a logon failed: 4625 always, a check of credentials by its status.
pub fn is_failure(event_id: u16, status: u32) -> bool {
    event_id == 4625 || (event_id != 4624 && status != 0 && status != super::events::NO_STATUS)
}

/// A logon type in words.
pub fn logon_type_name(logon_type: u8) -> &'static str {
    const NAMES: [&str; 14] = [
        "system",
        "unknown",
        "interactive",
        "network",
        "batch",
        "service",
        "unknown",
        "unlock",
        "network cleartext",
        "new credentials",
        "remote interactive",
        "cached interactive",
        "cached remote interactive",
        "cached unlock",
    ];
    NAMES.get(logon_type as usize).copied().unwrap_or("unknown")
}

#[cfg(test)]
mod tests {
    use super::events::{EVENTLOG, SECURITY};
    use super::*;

    #[test]
    fn an_id_means_nothing_without_its_provider() {
        assert_eq!(EventKind::find(SECURITY, 4624).map(EventKind::id), Some(4624));
        assert_eq!(EventKind::find("Contoso-App", 4624), None);
        assert_eq!(EventKind::find(SECURITY, 4663), None);
        // A client's connection and a cleared log share their number.
        let outbound = EventKind::find("Microsoft-Windows-TerminalServices-ClientActiveXCore", 1102);
        let cleared = EventKind::find(EVENTLOG, 1102);
        assert!(outbound.is_some() && cleared.is_some() && outbound != cleared);
        assert_eq!(EventKind::find(SECURITY, 1102), None);
    }

    #[test]
    fn no_event_stands_twice_and_no_slot_is_filled_twice() {
        for (number, event) in EVENTS.iter().enumerate() {
            assert_eq!(EventKind::find(event.provider, u32::from(event.id)), Some(EventKind(number as u8)));
            let mut seen = [false; Slot::COUNT];
            for (name, slot) in event.fields {
                assert!(!std::mem::replace(&mut seen[*slot as usize], true), "{} {name}", event.id);
            }
        }
    }

    #[test]
    fn details_stand_last_and_fit_a_claim() {
        for event in EVENTS {
            assert!(event.details().iter().all(|(_, slot)| slot.is_detail()), "{}", event.id);
            let columns = event.fields.len() - event.details().len();
            assert!(event.fields[..columns].iter().all(|(_, slot)| !slot.is_detail()), "{}", event.id);
            assert!(event.details().len() <= Slot::DETAILS, "{}", event.id);
        }
    }

    #[test]
    fn five_ids_are_counted_and_come_first() {
        let counted: Vec<u16> = EVENTS.iter().filter(|event| event.role == Role::Logon).map(|event| event.id).collect();
        assert_eq!(counted, [4624, 4625, 4768, 4769, 4776]);
        assert!(EVENTS[..5].iter().all(|event| event.role == Role::Logon));
    }

    #[test]
    fn a_failure_is_told_by_its_event_or_its_status() {
        assert!(
            is_failure(4625, super::super::events::NO_STATUS) && is_failure(4768, 6) && is_failure(4776, 0xc000_0064)
        );
        assert!(
            !is_failure(4624, super::super::events::NO_STATUS)
                && !is_failure(4776, 0)
                && !is_failure(4769, super::super::events::NO_STATUS)
        );
    }
}
