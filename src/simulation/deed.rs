//! What happens, as small values: who, where, what. A deed becomes a record only when its log is written.

use super::company::{AccountId, HostId};
use std::net::Ipv4Addr;

/// Where somebody comes from: the machine, and its address and port at that moment.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Origin {
    /// The machine.
    pub host: HostId,
    /// Its address.
    pub address: Ipv4Addr,
    /// The port it connects from.
    pub port: u16,
}

/// An account in a logon session.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Session {
    /// Whose.
    pub account: AccountId,
    /// `LogonId`.
    pub id: u64,
}

/// How somebody logs on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum How {
    /// Over the network by Kerberos (type 3).
    Kerberos,
    /// Over the network by NTLM (3).
    Ntlm,
    /// The same without a session key, as when a hash stands for the password.
    NtlmWithoutKey,
    /// At the screen (2).
    Screen,
    /// Unlocking the screen (7).
    Unlock,
    /// At the screen, the domain out of reach (11).
    Cached,
    /// By Remote Desktop (10).
    RemoteDesktop,
    /// As a scheduled task (4).
    Task,
    /// As a service (5).
    Service,
}

impl How {
    /// Windows' logon type.
    pub fn logon_type(self) -> u32 {
        match self {
            Self::Kerberos | Self::Ntlm | Self::NtlmWithoutKey => 3,
            Self::Screen => 2,
            Self::Unlock => 7,
            Self::Cached => 11,
            Self::RemoteDesktop => 10,
            Self::Task => 4,
            Self::Service => 5,
        }
    }
}

/// The step of a handle's life that is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HandleEvent {
    /// 4656
    Requested,
    /// 4663
    Read,
    /// 4658
    Closed,
}

/// What happens to an account, told by whom.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AccountEvent {
    /// 4720
    Created,
    /// 4722
    Enabled,
    /// 4724
    PasswordReset,
    /// 4738
    Changed,
    /// 4728: it comes to Domain Admins.
    MadeDomainAdmin,
}

/// One record to be.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Deed {
    /// 4768: a ticket-granting ticket; `roasted` ones come without pre-authentication and by RC4.
    Ticket { account: AccountId, from: Origin, status: u32, roasted: bool },
    /// 4769: a ticket for a service.
    ServiceTicket { account: AccountId, service: AccountId, from: Origin, rc4: bool },
    /// 4770: a ticket renewed.
    Renewal { account: AccountId, from: Origin },
    /// 4771: pre-authentication failed.
    Refusal { account: AccountId, from: Origin, status: u32 },
    /// 4776: a check of credentials by NTLM.
    Validation { account: AccountId, workstation: HostId, status: u32 },
    /// 4624
    Logon { session: Session, how: How, from: Option<Origin> },
    /// 4625
    FailedLogon { account: AccountId, how: How, from: Option<Origin>, reason: u32 },
    /// 4634
    Logoff { session: Session, how: How },
    /// 4647: somebody asked for it.
    LogoffAsked { session: Session },
    /// 4648
    ExplicitCredentials { by: Session, account: AccountId, server: HostId },
    /// 4672
    Privileges { session: Session },
    /// 5156: a connection came in; numbers of the port and of the process.
    Connection { from: Origin, port: u16 },
    /// 5158
    PortBound { port: u16 },
    /// 5140: number of the share.
    ShareOpened { session: Session, from: Origin, share: u8 },
    /// 5145: number of the path.
    ShareChecked { session: Session, from: Origin, path: u8 },
    /// 4662: number of the right.
    DirectoryAccess { session: Session, right: u8 },
    /// 4688: number of the program and process id.
    ProcessStarted { session: Session, program: u8, process: u32 },
    /// 4689
    ProcessEnded { session: Session, program: u8, process: u32 },
    /// 4688: number of the intruder's command.
    Command { session: Session, command: u8, process: u32 },
    /// 4656, 4663, 4658: number of the object.
    Handle { event: HandleEvent, session: Session, object: u8, handle: u32 },
    /// 4985
    Transaction { session: Session, number: u64 },
    /// 4703
    PrivilegesAdjusted { session: Session, program: u8 },
    /// 4720 to 4738
    Account { event: AccountEvent, account: AccountId, by: Session },
    /// 4740
    Locked { account: AccountId, caller: HostId },
    /// 4719: auditing of successful logons is switched on or off.
    AuditPolicyChanged { by: Session, on: bool },
    /// 1102
    LogCleared { by: Session },
    /// 4697: number of the service.
    ServiceInstalled { by: Session, service: u8 },
    /// 7045, in the System log.
    ServiceTold { by: AccountId, service: u8 },
    /// 21 to 25, in the log of Remote Desktop's sessions.
    DesktopSession { event_id: u16, account: AccountId, number: u32, from: Origin },
    /// 1149, in the log of Remote Desktop's connections.
    DesktopConnection { account: AccountId, from: Origin },
}

/// A log of a machine.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Channel {
    /// *Security*.
    Security,
    /// *System*.
    System,
    /// *TerminalServices-LocalSessionManager/Operational*.
    Sessions,
    /// *TerminalServices-RemoteConnectionManager/Operational*.
    Connections,
}

impl Channel {
    /// What its file is called after the machine's name.
    pub fn file_part(self) -> &'static str {
        match self {
            Self::Security => "Security",
            Self::System => "System",
            Self::Sessions => "LocalSessionManager",
            Self::Connections => "RemoteConnectionManager",
        }
    }
}

impl Deed {
    /// The log that it goes to.
    pub fn channel(&self) -> Channel {
        match self {
            Self::ServiceTold { .. } => Channel::System,
            Self::DesktopSession { .. } => Channel::Sessions,
            Self::DesktopConnection { .. } => Channel::Connections,
            _ => Channel::Security,
        }
    }

    /// The accounts that it is about or that do it.
    pub fn accounts(&self) -> impl Iterator<Item = AccountId> {
        let [first, second] = match *self {
            Self::Ticket { account, .. }
            | Self::ServiceTicket { account, .. }
            | Self::Renewal { account, .. }
            | Self::Refusal { account, .. }
            | Self::Validation { account, .. }
            | Self::FailedLogon { account, .. }
            | Self::Locked { account, .. }
            | Self::DesktopSession { account, .. }
            | Self::DesktopConnection { account, .. }
            | Self::ServiceTold { by: account, .. } => [Some(account), None],
            Self::Logon { session, .. }
            | Self::Logoff { session, .. }
            | Self::LogoffAsked { session }
            | Self::Privileges { session }
            | Self::ShareOpened { session, .. }
            | Self::ShareChecked { session, .. }
            | Self::DirectoryAccess { session, .. }
            | Self::ProcessStarted { session, .. }
            | Self::ProcessEnded { session, .. }
            | Self::Command { session, .. }
            | Self::Handle { session, .. }
            | Self::Transaction { session, .. }
            | Self::PrivilegesAdjusted { session, .. }
            | Self::AuditPolicyChanged { by: session, .. }
            | Self::LogCleared { by: session }
            | Self::ServiceInstalled { by: session, .. } => [Some(session.account), None],
            Self::ExplicitCredentials { by, account, .. } | Self::Account { account, by, .. } => {
                [Some(by.account), Some(account)]
            }
            Self::Connection { .. } | Self::PortBound { .. } => [None, None],
        };
        first.into_iter().chain(second)
    }

    /// Where it comes from, if it says.
    pub fn origin(&self) -> Option<Origin> {
        match *self {
            Self::Ticket { from, .. }
            | Self::ServiceTicket { from, .. }
            | Self::Renewal { from, .. }
            | Self::Refusal { from, .. }
            | Self::Connection { from, .. }
            | Self::ShareOpened { from, .. }
            | Self::ShareChecked { from, .. }
            | Self::DesktopSession { from, .. }
            | Self::DesktopConnection { from, .. } => Some(from),
            Self::Logon { from, .. } | Self::FailedLogon { from, .. } => from,
            _ => None,
        }
    }

    /// Whether a log is no less true without it: what fills logs, and belongs to no session or object of interest.
    pub fn is_filler(&self) -> bool {
        matches!(
            self,
            Self::Connection { .. }
                | Self::PortBound { .. }
                | Self::ShareOpened { .. }
                | Self::ShareChecked { .. }
                | Self::DirectoryAccess { right: 2, .. }
                | Self::ProcessStarted { .. }
                | Self::ProcessEnded { .. }
                | Self::Handle { .. }
                | Self::Transaction { .. }
                | Self::PrivilegesAdjusted { .. }
        )
    }

    /// Whether it is so rare that every one counts.
    pub fn is_notable(&self) -> bool {
        matches!(
            self,
            Self::Account { .. }
                | Self::Locked { .. }
                | Self::AuditPolicyChanged { .. }
                | Self::LogCleared { .. }
                | Self::ServiceInstalled { .. }
                | Self::ServiceTold { .. }
        )
    }

    /// Whether it is one of the five logon events.
    pub fn is_logon(&self) -> bool {
        matches!(
            self,
            Self::Ticket { .. }
                | Self::ServiceTicket { .. }
                | Self::Validation { .. }
                | Self::Logon { .. }
                | Self::FailedLogon { .. }
        )
    }
}

/// A deed with its time and place.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Occurrence {
    /// µs since 1970.
    pub time: i64,
    /// Orders what happens in one microsecond.
    pub sequence: u32,
    /// The machine whose log tells it.
    pub host: HostId,
    /// Number of the intruder's step that it belongs to, from 1; 0 for none.
    pub step: u16,
    /// What happens.
    pub deed: Deed,
}
