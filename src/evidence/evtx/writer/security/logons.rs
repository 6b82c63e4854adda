//! Logons, failed logons, logoffs, and the privileges of a session.

use super::super::record::Record;
use super::super::value::{Guid, Sid, Value};
use super::{Account, DASH, Fields, audit};
use std::net::IpAddr;

const TASK_LOGON: u16 = 12_544;
const TASK_LOGOFF: u16 = 12_545;
const TASK_SPECIAL_LOGON: u16 = 12_548;
const TASK_CREDENTIAL_VALIDATION: u16 = 14_336;
const TASK_OTHER_LOGON: u16 = 12_551;
const YES: &str = "%%1842";
const NO: &str = "%%1843";
const IMPERSONATION: &str = "%%1833";

/// What 4624 and 4625 tell of a logon. The default is a network logon by Kerberos.
#[derive(Clone, Debug)]
pub struct Logon<'a> {
    /// Who asked for it.
    pub subject: Account<'a>,
    /// Who logged on, in the new session.
    pub target: Account<'a>,
    /// Logon type.
    pub logon_type: u32,
    /// `LogonProcessName`, trailing spaces included, as Windows writes it.
    pub process: &'a str,
    /// `AuthenticationPackageName`.
    pub package: &'a str,
    /// `LmPackageName`.
    pub lm_package: &'a str,
    /// `KeyLength`.
    pub key_length: u32,
    /// `WorkstationName`.
    pub workstation: &'a str,
    /// `IpAddress` and `IpPort`.
    pub address: Option<(IpAddr, u16)>,
    /// `LogonGuid`.
    pub guid: Guid,
    /// Process that asked, its id and path.
    pub caller: (u64, &'a str),
    /// `TargetOutboundUserName` and `TargetOutboundDomainName` of logon type 9.
    pub outbound: (&'a str, &'a str),
    /// `TargetLinkedLogonId`: the other half of a split token.
    pub linked: u64,
    /// `ElevatedToken`.
    pub elevated: bool,
}

impl Default for Logon<'_> {
    fn default() -> Self {
        Self {
            subject: Account::NOBODY,
            target: Account::new(Sid::NULL, DASH, DASH),
            logon_type: 3,
            process: "Kerberos",
            package: "Kerberos",
            lm_package: DASH,
            key_length: 0,
            workstation: DASH,
            address: None,
            guid: Guid::NULL,
            caller: (0, DASH),
            outbound: (DASH, DASH),
            linked: 0,
            elevated: true,
        }
    }
}

impl<'a> Logon<'a> {
    /// A network logon of `target` by Kerberos.
    pub fn kerberos(target: Account<'a>, from: (IpAddr, u16)) -> Self {
        Self { target, address: Some(from), ..Self::default() }
    }

    /// A network logon of `target` by NTLM V2 from a client that calls itself `workstation`.
    pub fn ntlm(target: Account<'a>, workstation: &'a str, from: (IpAddr, u16)) -> Self {
        Self {
            target,
            workstation,
            address: Some(from),
            process: "NtLmSsp ",
            package: "NTLM",
            lm_package: "NTLM V2",
            key_length: 128,
            ..Self::default()
        }
    }

    /// A logon by `computer` (its account) for `target` at its screen (2), over Remote Desktop (10) or to unlock (7).
    pub fn interactive(computer: Account<'a>, target: Account<'a>, logon_type: u32) -> Self {
        Self {
            subject: computer,
            target,
            logon_type,
            process: "User32 ",
            package: "Negotiate",
            workstation: computer.name.trim_end_matches('$'),
            caller: (0x2b4, r"C:\Windows\System32\winlogon.exe"),
            ..Self::default()
        }
    }

    /// A service (5) or task (4) of `computer` starting as `target`.
    pub fn service(computer: Account<'a>, target: Account<'a>, logon_type: u32) -> Self {
        Self {
            subject: computer,
            target,
            logon_type,
            process: "Advapi  ",
            package: "Negotiate",
            caller: (0x25c, r"C:\Windows\System32\services.exe"),
            ..Self::default()
        }
    }

    fn origin(&self) -> [(&'static str, Value<'a>); 2] {
        let port = self.address.map_or(Value::from(DASH), |(_, port)| Value::str(port.to_string()));
        [("IpAddress", Value::address(self.address.map(|(address, _)| address))), ("IpPort", port)]
    }

    fn caller_fields(&self) -> [(&'static str, Value<'a>); 2] {
        [("ProcessId", Value::Pointer(self.caller.0)), ("ProcessName", self.caller.1.into())]
    }
}

/// 4624, version 2: an account was logged on.
pub fn logged_on<'a>(logon: &Logon<'a>) -> Record<'a> {
    let mut fields: Fields<'a> = Vec::with_capacity(27);
    fields.extend(logon.subject.subject());
    fields.extend([
        ("TargetUserSid", Value::Sid(logon.target.sid)),
        ("TargetUserName", logon.target.name.into()),
        ("TargetDomainName", logon.target.domain.into()),
        ("TargetLogonId", Value::Hex64(logon.target.logon_id)),
        ("LogonType", Value::U32(logon.logon_type)),
        ("LogonProcessName", logon.process.into()),
        ("AuthenticationPackageName", logon.package.into()),
        ("WorkstationName", logon.workstation.into()),
        ("LogonGuid", Value::Guid(logon.guid)),
        ("TransmittedServices", DASH.into()),
        ("LmPackageName", logon.lm_package.into()),
        ("KeyLength", Value::U32(logon.key_length)),
    ]);
    fields.extend(logon.caller_fields());
    fields.extend(logon.origin());
    let no_or_unsaid = if logon.logon_type == 10 { NO } else { DASH };
    fields.extend([
        ("ImpersonationLevel", IMPERSONATION.into()),
        ("RestrictedAdminMode", no_or_unsaid.into()),
        ("TargetOutboundUserName", logon.outbound.0.into()),
        ("TargetOutboundDomainName", logon.outbound.1.into()),
        ("VirtualAccount", NO.into()),
        ("TargetLinkedLogonId", Value::Hex64(logon.linked)),
        ("ElevatedToken", if logon.elevated { YES } else { NO }.into()),
    ]);
    audit(4624, 2, TASK_LOGON, true, fields)
}

/// 4625, version 0: an account failed to log on, with NTSTATUS `status` and `sub_status`.
pub fn logon_failed<'a>(logon: &Logon<'a>, status: u32, sub_status: u32) -> Record<'a> {
    let mut fields: Fields<'a> = Vec::with_capacity(21);
    fields.extend(logon.subject.subject());
    // The text in words that Windows shows for the commonest causes; %%2304 is "an error occurred during logon".
    let reason = match (status, sub_status) {
        (_, 0xc000_0064 | 0xc000_006a) => "%%2313",
        (_, 0xc000_0072) | (0xc000_0072, _) => "%%2310",
        (_, 0xc000_0071) | (0xc000_0224, _) => "%%2309",
        (_, 0xc000_006f) => "%%2311",
        (0xc000_0234, _) => "%%2307",
        (0xc000_015b, _) => "%%2308",
        _ => "%%2304",
    };
    fields.extend([
        // The account is not known to be that of the name, so no SID is told.
        ("TargetUserSid", Value::Sid(Sid::NULL)),
        ("TargetUserName", logon.target.name.into()),
        ("TargetDomainName", logon.target.domain.into()),
        ("Status", Value::Hex32(status)),
        ("FailureReason", reason.into()),
        ("SubStatus", Value::Hex32(sub_status)),
        ("LogonType", Value::U32(logon.logon_type)),
        ("LogonProcessName", logon.process.into()),
        ("AuthenticationPackageName", logon.package.into()),
        ("WorkstationName", logon.workstation.into()),
        ("TransmittedServices", DASH.into()),
        ("LmPackageName", DASH.into()),
        ("KeyLength", Value::U32(0)),
    ]);
    fields.extend(logon.caller_fields());
    fields.extend(logon.origin());
    audit(4625, 0, TASK_LOGON, false, fields)
}

fn session_end<'a>(of: &Account<'a>) -> Fields<'a> {
    vec![
        ("TargetUserSid", Value::Sid(of.sid)),
        ("TargetUserName", of.name.into()),
        ("TargetDomainName", of.domain.into()),
        ("TargetLogonId", Value::Hex64(of.logon_id)),
    ]
}

/// 4634: the session of `account` ended.
pub fn logged_off<'a>(account: &Account<'a>, logon_type: u32) -> Record<'a> {
    let mut fields = session_end(account);
    fields.push(("LogonType", Value::U32(logon_type)));
    audit(4634, 0, TASK_LOGOFF, true, fields)
}

/// 4647: `account` asked to be logged off.
pub fn logoff_initiated<'a>(account: &Account<'a>) -> Record<'a> {
    audit(4647, 0, TASK_LOGOFF, true, session_end(account))
}

/// 4648: `subject` logged on as `target` with explicit credentials, to `server`; written where `subject` is.
pub fn explicit_credentials<'a>(subject: &Account<'a>, target: &Account<'a>, server: &'a str) -> Record<'a> {
    let mut fields: Fields<'a> = Vec::with_capacity(14);
    fields.extend(subject.subject());
    fields.extend([
        ("LogonGuid", Value::Guid(Guid::NULL)),
        ("TargetUserName", target.name.into()),
        ("TargetDomainName", target.domain.into()),
        ("TargetLogonGuid", Value::Guid(Guid::NULL)),
        ("TargetServerName", server.into()),
        ("TargetInfo", server.into()),
        ("ProcessId", Value::Pointer(0x25c)),
        ("ProcessName", r"C:\Windows\System32\svchost.exe".into()),
        ("IpAddress", DASH.into()),
        ("IpPort", DASH.into()),
    ]);
    audit(4648, 0, TASK_LOGON, true, fields)
}

/// The privileges of an administrator, as 4672 lists them.
pub const ADMINISTRATOR_PRIVILEGES: &str = "SeSecurityPrivilege\r\n\t\t\tSeBackupPrivilege\r\n\t\t\tSeRestorePrivilege\r\n\t\t\t\
    SeTakeOwnershipPrivilege\r\n\t\t\tSeDebugPrivilege\r\n\t\t\tSeSystemEnvironmentPrivilege\r\n\t\t\tSeLoadDriverPrivilege\r\n\t\t\t\
    SeImpersonatePrivilege\r\n\t\t\tSeDelegateSessionUserImpersonatePrivilege";

/// 4672: the new session of `account` has `privileges`.
pub fn privileges_assigned<'a>(account: &Account<'a>, privileges: &'a str) -> Record<'a> {
    let mut fields: Fields<'a> = account.subject().into();
    fields.push(("PrivilegeList", privileges.into()));
    audit(4672, 0, TASK_SPECIAL_LOGON, true, fields)
}

/// 4776: credentials of `account` were validated by NTLM for `workstation`, with NTSTATUS `status` (0: good).
pub fn credentials_validated<'a>(account: &'a str, workstation: &'a str, status: u32) -> Record<'a> {
    let fields = vec![
        ("PackageName", "MICROSOFT_AUTHENTICATION_PACKAGE_V1_0".into()),
        ("TargetUserName", account.into()),
        ("Workstation", workstation.into()),
        ("Status", Value::Hex32(status)),
    ];
    audit(4776, 0, TASK_CREDENTIAL_VALIDATION, status == 0, fields)
}

/// 4778 (`connected`) or 4779: a session was taken up or left from `client`.
pub fn session_switched<'a>(
    connected: bool,
    account: &Account<'a>,
    session: &'a str,
    client: (&'a str, IpAddr),
) -> Record<'a> {
    let fields = vec![
        ("AccountName", account.name.into()),
        ("AccountDomain", account.domain.into()),
        ("LogonID", Value::Hex64(account.logon_id)),
        ("SessionName", session.into()),
        ("ClientName", client.0.into()),
        ("ClientAddress", Value::address(Some(client.1))),
    ];
    audit(if connected { 4778 } else { 4779 }, 0, TASK_OTHER_LOGON, true, fields)
}
