//! The events that are read, as data.
//!
//! Source: Microsoft's event schema as shown by `wevtutil gp PROVIDER /ge /gm:true`, and real records.

use super::{EventFacts, Field, Role, Slot, SourceRule, TargetRule};

/// The provider of nearly all of the Security log.
pub const SECURITY: &str = "Microsoft-Windows-Security-Auditing";
/// The event log service itself.
pub const EVENTLOG: &str = "Microsoft-Windows-Eventlog";
/// Windows' services.
pub const SERVICES: &str = "Service Control Manager";
/// Remote Desktop: sessions.
pub const RDP_SESSIONS: &str = "Microsoft-Windows-TerminalServices-LocalSessionManager";
/// Remote Desktop: connections that named a user.
pub const RDP_CONNECTIONS: &str = "Microsoft-Windows-TerminalServices-RemoteConnectionManager";
/// Remote Desktop: connections of the transport.
pub const RDP_CORE: &str = "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS";
/// Remote Desktop: the client's side.
pub const RDP_CLIENT: &str = "Microsoft-Windows-TerminalServices-ClientActiveXCore";

/// The subject where it is the account itself.
const SUBJECT_IS_ACCOUNT: &[Field] = &[
    ("SubjectUserName", Slot::AccountName),
    ("SubjectDomainName", Slot::AccountDomain),
    ("SubjectUserSid", Slot::AccountSid),
    ("SubjectLogonId", Slot::LogonId),
];
/// The subject of a logon, whose own session has another id.
const SUBJECT: &[Field] = &[
    ("SubjectUserName", Slot::SubjectName),
    ("SubjectDomainName", Slot::SubjectDomain),
    ("SubjectUserSid", Slot::SubjectSid),
];
/// The subject that changed something, and the session in which it did.
const BY_SUBJECT: &[Field] = &[
    ("SubjectUserName", Slot::SubjectName),
    ("SubjectDomainName", Slot::SubjectDomain),
    ("SubjectUserSid", Slot::SubjectSid),
    ("SubjectLogonId", Slot::LogonId),
];
const TARGET: &[Field] = &[
    ("TargetUserName", Slot::AccountName),
    ("TargetDomainName", Slot::AccountDomain),
    ("TargetUserSid", Slot::AccountSid),
];
const CHANGED: &[Field] = &[
    ("TargetUserName", Slot::AccountName),
    ("TargetDomainName", Slot::AccountDomain),
    ("TargetSid", Slot::AccountSid),
];
/// The member is the account; the group is a detail.
const MEMBER: &[Field] = &[("MemberSid", Slot::AccountSid)];
const GROUP: &[Field] = &[
    ("TargetSid", Slot::GroupSid),
    ("TargetUserName", Slot::GroupName),
    ("TargetDomainName", Slot::GroupDomain),
    ("MemberName", Slot::Member),
];
const SHARE: &[Field] =
    &[("ShareName", Slot::Share), ("RelativeTargetName", Slot::SharePath), ("AccessMask", Slot::AccessMask)];
const TERMINAL_SESSION: &[Field] =
    &[("User", Slot::AccountName), ("SessionID", Slot::LogonId), ("Address", Slot::Address)];
const SWITCHED_SESSION: &[Field] = &[
    ("AccountName", Slot::AccountName),
    ("AccountDomain", Slot::AccountDomain),
    ("LogonID", Slot::LogonId),
    ("ClientName", Slot::Workstation),
    ("ClientAddress", Slot::Address),
    ("SessionName", Slot::SessionName),
];

/// Makes one list of several.
macro_rules! fields {
    ($($part:expr),* $(,)?) => {{
        const PARTS: &[&[Field]] = &[$($part),*];
        const ALL: [Field; total(PARTS)] = joined(PARTS);
        &ALL
    }};
}

const fn total(parts: &[&[Field]]) -> usize {
    let (mut total, mut part) = (0, 0);
    while part < parts.len() {
        total += parts[part].len();
        part += 1;
    }
    total
}

const fn joined<const N: usize>(parts: &[&[Field]]) -> [Field; N] {
    let mut all = [("", Slot::LogonType); N];
    let (mut at, mut part) = (0, 0);
    while part < parts.len() {
        let mut field = 0;
        while field < parts[part].len() {
            all[at] = parts[part][field];
            (at, field) = (at + 1, field + 1);
        }
        part += 1;
    }
    all
}

/// An event of the Security log that comes from nowhere and has no target.
const fn security(id: u16, title: &'static str, role: Role, fields: &'static [Field]) -> EventFacts {
    EventFacts {
        id,
        provider: SECURITY,
        title,
        role,
        source: SourceRule::Nowhere,
        target: TargetRule::Unknown,
        account_is_user: false,
        fields,
    }
}

/// The same, coming from where its fields say.
const fn sourced(id: u16, title: &'static str, role: Role, target: TargetRule, fields: &'static [Field]) -> EventFacts {
    EventFacts { source: SourceRule::Fields, target, ..security(id, title, role, fields) }
}

/// An account was changed by a subject.
const fn changed(id: u16, title: &'static str) -> EventFacts {
    security(id, title, Role::Change, fields![CHANGED, BY_SUBJECT])
}

/// A group's members were changed by a subject.
const fn regrouped(id: u16, title: &'static str) -> EventFacts {
    security(id, title, Role::Change, fields![MEMBER, BY_SUBJECT, GROUP])
}

/// A terminal session began, ended or changed hands.
const fn terminal_session(id: u16, title: &'static str) -> EventFacts {
    EventFacts { provider: RDP_SESSIONS, ..sourced(id, title, Role::Session, TargetRule::Computer, TERMINAL_SESSION) }
}

/// A connection of Remote Desktop on the server's side.
const fn connection(id: u16, provider: &'static str, title: &'static str, fields: &'static [Field]) -> EventFacts {
    EventFacts { provider, ..sourced(id, title, Role::FurtherLogon, TargetRule::Computer, fields) }
}

/// A connection of Remote Desktop on the client's side.
const fn outbound(id: u16, title: &'static str) -> EventFacts {
    EventFacts {
        provider: RDP_CLIENT,
        source: SourceRule::Computer,
        target: TargetRule::Named,
        account_is_user: true,
        ..security(id, title, Role::FurtherLogon, &[("Value", Slot::Target)])
    }
}

/// Every event that is read: those that are counted first, then as they belong together.
pub const EVENTS: &[EventFacts] = &[
    sourced(
        4624,
        "Logged on",
        Role::Logon,
        TargetRule::Computer,
        fields![
            TARGET,
            SUBJECT,
            &[
                ("IpAddress", Slot::Address),
                ("WorkstationName", Slot::Workstation),
                ("LogonType", Slot::LogonType),
                ("AuthenticationPackageName", Slot::Authentication),
                ("LmPackageName", Slot::LmPackage),
                ("TargetLogonId", Slot::LogonId),
                ("LogonProcessName", Slot::LogonProcess),
                ("KeyLength", Slot::KeyLength),
                ("ElevatedToken", Slot::Elevated),
                ("ProcessName", Slot::Process),
                ("TargetOutboundUserName", Slot::OutboundUser),
            ],
        ],
    ),
    sourced(
        4625,
        "Failed to log on",
        Role::Logon,
        TargetRule::Computer,
        fields![
            TARGET,
            SUBJECT,
            &[
                ("IpAddress", Slot::Address),
                ("WorkstationName", Slot::Workstation),
                ("LogonType", Slot::LogonType),
                ("Status", Slot::Status),
                ("SubStatus", Slot::SubStatus),
                ("AuthenticationPackageName", Slot::Authentication),
                ("LmPackageName", Slot::LmPackage),
                ("LogonProcessName", Slot::LogonProcess),
                ("ProcessName", Slot::Process),
            ],
        ],
    ),
    sourced(
        4768,
        "Kerberos ticket-granting ticket requested",
        Role::Logon,
        TargetRule::Unknown,
        fields![
            CHANGED,
            &[
                ("IpAddress", Slot::Address),
                ("Status", Slot::Status),
                ("ServiceName", Slot::Service),
                ("TicketEncryptionType", Slot::TicketEncryption),
                ("TicketOptions", Slot::TicketOptions),
                ("PreAuthType", Slot::PreAuthentication),
            ],
        ],
    ),
    sourced(
        4769,
        "Kerberos service ticket requested",
        Role::Logon,
        TargetRule::MachineService,
        &[
            ("TargetUserName", Slot::AccountName),
            ("TargetDomainName", Slot::AccountDomain),
            ("IpAddress", Slot::Address),
            ("Status", Slot::Status),
            ("ServiceName", Slot::Service),
            ("TicketEncryptionType", Slot::TicketEncryption),
            ("TicketOptions", Slot::TicketOptions),
        ],
    ),
    sourced(
        4776,
        "Credentials validated by NTLM",
        Role::Logon,
        TargetRule::LocalAccount,
        &[
            ("TargetUserName", Slot::AccountName),
            ("Workstation", Slot::Workstation),
            ("Status", Slot::Status),
            ("PackageName", Slot::Authentication),
        ],
    ),
    EventFacts {
        target: TargetRule::Computer,
        ..security(4672, "Special privileges assigned", Role::Privilege, SUBJECT_IS_ACCOUNT)
    },
    // Further logons.
    EventFacts {
        source: SourceRule::Computer,
        target: TargetRule::Named,
        ..security(
            4648,
            "Logged on with explicit credentials",
            Role::FurtherLogon,
            fields![
                TARGET,
                BY_SUBJECT,
                &[
                    ("TargetServerName", Slot::Target),
                    ("ProcessName", Slot::Process),
                    ("IpAddress", Slot::OtherAddress),
                ],
            ],
        )
    },
    sourced(
        4770,
        "Kerberos service ticket renewed",
        Role::FurtherLogon,
        TargetRule::Unknown,
        &[
            ("TargetUserName", Slot::AccountName),
            ("TargetDomainName", Slot::AccountDomain),
            ("IpAddress", Slot::Address),
            ("ServiceName", Slot::Service),
            ("TicketEncryptionType", Slot::TicketEncryption),
            ("TicketOptions", Slot::TicketOptions),
        ],
    ),
    sourced(
        4771,
        "Kerberos pre-authentication failed",
        Role::FurtherLogon,
        TargetRule::Unknown,
        &[
            ("TargetUserName", Slot::AccountName),
            ("TargetSid", Slot::AccountSid),
            ("IpAddress", Slot::Address),
            ("Status", Slot::Status),
            ("ServiceName", Slot::Service),
            ("TicketOptions", Slot::TicketOptions),
            ("PreAuthType", Slot::PreAuthentication),
        ],
    ),
    connection(
        1149,
        RDP_CONNECTIONS,
        "Remote Desktop connection named a user",
        &[("Param1", Slot::AccountName), ("Param2", Slot::AccountDomain), ("Param3", Slot::Address)],
    ),
    connection(
        131,
        RDP_CORE,
        "Remote Desktop connection accepted",
        &[("ClientIP", Slot::Address), ("ConnType", Slot::Connection)],
    ),
    connection(140, RDP_CORE, "Remote Desktop connection refused", &[("IPString", Slot::Address)]),
    outbound(1024, "Remote Desktop client is connecting"),
    outbound(1102, "Remote Desktop client has connected"),
    // Sessions.
    security(
        4634,
        "Logged off",
        Role::Session,
        fields![TARGET, &[("TargetLogonId", Slot::LogonId), ("LogonType", Slot::LogonType)]],
    ),
    security(4647, "Asked to be logged off", Role::Session, fields![TARGET, &[("TargetLogonId", Slot::LogonId)]]),
    sourced(4778, "Session reconnected", Role::Session, TargetRule::Computer, SWITCHED_SESSION),
    sourced(4779, "Session disconnected", Role::Session, TargetRule::Computer, SWITCHED_SESSION),
    terminal_session(21, "Remote Desktop session logged on"),
    terminal_session(22, "Remote Desktop session's shell started"),
    terminal_session(23, "Remote Desktop session logged off"),
    terminal_session(24, "Remote Desktop session disconnected"),
    terminal_session(25, "Remote Desktop session reconnected"),
    // Accounts and groups.
    changed(4720, "Account created"),
    changed(4722, "Account enabled"),
    changed(4725, "Account disabled"),
    changed(4726, "Account deleted"),
    changed(4738, "Account changed"),
    EventFacts {
        source: SourceRule::Fields,
        ..security(
            4740,
            "Account locked out",
            Role::Change,
            fields![
                &[
                    ("TargetUserName", Slot::AccountName),
                    ("TargetSid", Slot::AccountSid),
                    // The caller's computer, whatever the field is called.
                    ("TargetDomainName", Slot::Workstation),
                ],
                BY_SUBJECT,
            ],
        )
    },
    security(
        4742,
        "Computer account changed",
        Role::Change,
        fields![
            CHANGED,
            BY_SUBJECT,
            &[("ServicePrincipalNames", Slot::ServiceNames), ("PasswordLastSet", Slot::PasswordSet)],
        ],
    ),
    changed(4767, "Account unlocked"),
    regrouped(4728, "Member added to global group"),
    regrouped(4729, "Member removed from global group"),
    regrouped(4732, "Member added to local group"),
    regrouped(4733, "Member removed from local group"),
    regrouped(4756, "Member added to universal group"),
    regrouped(4757, "Member removed from universal group"),
    // Policy, directory, machines.
    security(
        4719,
        "Audit policy changed",
        Role::Change,
        fields![
            SUBJECT_IS_ACCOUNT,
            &[
                ("CategoryId", Slot::Category),
                ("SubcategoryGuid", Slot::Subcategory),
                ("AuditPolicyChanges", Slot::PolicyChanges),
            ],
        ],
    ),
    security(
        4662,
        "Directory object accessed",
        Role::Access,
        fields![
            SUBJECT_IS_ACCOUNT,
            &[
                ("ObjectName", Slot::Object),
                ("ObjectType", Slot::ObjectType),
                ("AccessMask", Slot::AccessMask),
                ("Properties", Slot::Properties),
            ],
        ],
    ),
    security(
        5136,
        "Directory object changed",
        Role::Change,
        fields![
            SUBJECT_IS_ACCOUNT,
            &[
                ("ObjectDN", Slot::Object),
                ("ObjectClass", Slot::ObjectType),
                ("AttributeLDAPDisplayName", Slot::Attribute),
                ("AttributeValue", Slot::AttributeValue),
                ("OperationType", Slot::Operation),
            ],
        ],
    ),
    security(
        5137,
        "Directory object created",
        Role::Change,
        fields![SUBJECT_IS_ACCOUNT, &[("ObjectDN", Slot::Object), ("ObjectClass", Slot::ObjectType)]],
    ),
    security(
        5141,
        "Directory object deleted",
        Role::Change,
        fields![SUBJECT_IS_ACCOUNT, &[("ObjectDN", Slot::Object), ("ObjectClass", Slot::ObjectType)]],
    ),
    sourced(
        5140,
        "Share accessed",
        Role::Access,
        TargetRule::Computer,
        fields![SUBJECT_IS_ACCOUNT, &[("IpAddress", Slot::Address)], SHARE],
    ),
    sourced(
        5145,
        "File in a share accessed",
        Role::Access,
        TargetRule::Computer,
        fields![SUBJECT_IS_ACCOUNT, &[("IpAddress", Slot::Address)], SHARE],
    ),
    security(
        4697,
        "Service installed",
        Role::Change,
        fields![
            SUBJECT_IS_ACCOUNT,
            &[("ServiceName", Slot::Service), ("ServiceFileName", Slot::ServiceFile), ("ServiceAccount", Slot::RunsAs),],
        ],
    ),
    EventFacts {
        provider: SERVICES,
        account_is_user: true,
        ..security(
            7045,
            "Service installed",
            Role::Change,
            &[("ServiceName", Slot::Service), ("ImagePath", Slot::ServiceFile), ("AccountName", Slot::RunsAs)],
        )
    },
    security(4698, "Scheduled task created", Role::Change, fields![SUBJECT_IS_ACCOUNT, &[("TaskName", Slot::Task)]]),
    security(
        4616,
        "System time changed",
        Role::Change,
        fields![
            SUBJECT_IS_ACCOUNT,
            &[("PreviousTime", Slot::TimeBefore), ("NewTime", Slot::TimeAfter), ("ProcessName", Slot::Process)],
        ],
    ),
    EventFacts { provider: EVENTLOG, ..security(1102, "Security log cleared", Role::Change, SUBJECT_IS_ACCOUNT) },
    EventFacts {
        provider: EVENTLOG,
        ..security(104, "Log cleared", Role::Change, fields![SUBJECT_IS_ACCOUNT, &[("Channel", Slot::Channel)]])
    },
];
