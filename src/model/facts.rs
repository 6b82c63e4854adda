//! Facts about the events that are read: provider, id, and which field says what.
//!
//! Source: Microsoft's event schema as shown by `wevtutil gp Microsoft-Windows-Security-Auditing /ge /gm:true`, and real
//! records. A new event is a new entry of [`EVENTS`]; no code elsewhere names an id's fields.

use serde::{Deserialize, Serialize};

/// A position in [`EVENTS`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub struct EventKind(pub u8);

/// What a field of a record is used for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Slot {
    /// The account's name, possibly with `@REALM` or `DOMAIN\`.
    AccountName,
    /// The account's domain.
    AccountDomain,
    /// The account's SID.
    AccountSid,
    /// The address logged on from.
    Address,
    /// The name that the client gives itself.
    Workstation,
    /// The machine logged on to, where it is not the one that writes.
    Target,
    /// Logon type.
    LogonType,
    /// NTSTATUS or Kerberos failure code.
    Status,
    /// The finer NTSTATUS of 4625.
    SubStatus,
    /// Authentication package.
    Authentication,
    /// Which NTLM.
    LmPackage,
    /// The logon's id.
    LogonId,
    /// Name of who asked for it.
    SubjectName,
    /// Domain of who asked for it.
    SubjectDomain,
    /// SID of who asked for it.
    SubjectSid,
    /// Logon process or service: shown beside the row.
    Detail,
}

impl Slot {
    /// How many slots there are; `slot as usize` is below it.
    pub const COUNT: usize = Slot::Detail as usize + 1;
}

/// Whether an event is a logon or tells something about one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// Makes edges, ranks and the timeline.
    Logon,
    /// Marks its account as privileged.
    Privilege,
}

/// Whom an event's target host is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TargetRule {
    /// The machine that wrote the record.
    Computer,
    /// A domain controller checked a name; nobody logged on to it.
    Unknown,
    /// 4769: the machine whose ticket is asked for, if `ServiceName` ends in `$`.
    MachineService,
    /// 4776: the computer itself if the account is local to it, else unknown.
    LocalAccount,
}

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
    /// Whom the target host is.
    pub target: TargetRule,
    /// Which field of `EventData` fills which slot.
    pub fields: &'static [(&'static str, Slot)],
}

const SECURITY: &str = "Microsoft-Windows-Security-Auditing";

/// Every event that is read, logons first, in order of id.
pub const EVENTS: &[EventFacts] = &[
    EventFacts {
        id: 4624,
        provider: SECURITY,
        title: "Logged on",
        role: Role::Logon,
        target: TargetRule::Computer,
        fields: &[
            ("TargetUserName", Slot::AccountName),
            ("TargetDomainName", Slot::AccountDomain),
            ("TargetUserSid", Slot::AccountSid),
            ("IpAddress", Slot::Address),
            ("WorkstationName", Slot::Workstation),
            ("LogonType", Slot::LogonType),
            ("AuthenticationPackageName", Slot::Authentication),
            ("LmPackageName", Slot::LmPackage),
            ("TargetLogonId", Slot::LogonId),
            ("SubjectUserName", Slot::SubjectName),
            ("SubjectDomainName", Slot::SubjectDomain),
            ("SubjectUserSid", Slot::SubjectSid),
            ("LogonProcessName", Slot::Detail),
        ],
    },
    EventFacts {
        id: 4625,
        provider: SECURITY,
        title: "Failed to log on",
        role: Role::Logon,
        target: TargetRule::Computer,
        fields: &[
            ("TargetUserName", Slot::AccountName),
            ("TargetDomainName", Slot::AccountDomain),
            ("TargetUserSid", Slot::AccountSid),
            ("IpAddress", Slot::Address),
            ("WorkstationName", Slot::Workstation),
            ("LogonType", Slot::LogonType),
            ("Status", Slot::Status),
            ("SubStatus", Slot::SubStatus),
            ("AuthenticationPackageName", Slot::Authentication),
            ("LmPackageName", Slot::LmPackage),
            ("SubjectUserName", Slot::SubjectName),
            ("SubjectDomainName", Slot::SubjectDomain),
            ("SubjectUserSid", Slot::SubjectSid),
            ("LogonProcessName", Slot::Detail),
        ],
    },
    EventFacts {
        id: 4768,
        provider: SECURITY,
        title: "Kerberos ticket-granting ticket requested",
        role: Role::Logon,
        target: TargetRule::Unknown,
        fields: &[
            ("TargetUserName", Slot::AccountName),
            ("TargetDomainName", Slot::AccountDomain),
            ("TargetSid", Slot::AccountSid),
            ("IpAddress", Slot::Address),
            ("Status", Slot::Status),
            ("ServiceName", Slot::Detail),
        ],
    },
    EventFacts {
        id: 4769,
        provider: SECURITY,
        title: "Kerberos service ticket requested",
        role: Role::Logon,
        target: TargetRule::MachineService,
        fields: &[
            ("TargetUserName", Slot::AccountName),
            ("TargetDomainName", Slot::AccountDomain),
            ("IpAddress", Slot::Address),
            ("Status", Slot::Status),
            ("ServiceName", Slot::Detail),
        ],
    },
    EventFacts {
        id: 4776,
        provider: SECURITY,
        title: "Credentials validated by NTLM",
        role: Role::Logon,
        target: TargetRule::LocalAccount,
        fields: &[
            ("TargetUserName", Slot::AccountName),
            ("Workstation", Slot::Workstation),
            ("Status", Slot::Status),
            ("PackageName", Slot::Authentication),
        ],
    },
    EventFacts {
        id: 4672,
        provider: SECURITY,
        title: "Special privileges assigned",
        role: Role::Privilege,
        target: TargetRule::Computer,
        fields: &[
            ("SubjectUserName", Slot::AccountName),
            ("SubjectDomainName", Slot::AccountDomain),
            ("SubjectUserSid", Slot::AccountSid),
            ("SubjectLogonId", Slot::LogonId),
        ],
    },
];

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
    use super::*;

    #[test]
    fn an_id_means_nothing_without_its_provider() {
        assert_eq!(EventKind::find(SECURITY, 4624).map(EventKind::id), Some(4624));
        assert_eq!(EventKind::find("Contoso-App", 4624), None);
        assert_eq!(EventKind::find(SECURITY, 4662), None);
    }

    #[test]
    fn no_slot_is_filled_twice_and_every_kind_names_its_account() {
        for event in EVENTS {
            let mut seen = [false; Slot::COUNT];
            for (name, slot) in event.fields {
                assert!(!std::mem::replace(&mut seen[*slot as usize], true), "{} {name}", event.id);
            }
            assert!(seen[Slot::AccountName as usize], "{}", event.id);
        }
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
