//! Deeds as records: names, SIDs and addresses put in.

use super::company::{Account, AccountId, Company, HostId};
use super::deed::{AccountEvent, Deed, HandleEvent, How, Occurrence, Origin, Session};
use super::intruder::{COMMANDS, SERVICES};
use super::names::{ADJUSTED, NETBIOS, OBJECTS, PATHS, PROGRAMS, REALM, SHARES};
use crate::evidence::evtx::writer::security::{self, AccountChange, GroupScope, Handle, Logon};
use crate::evidence::evtx::writer::{Guid, Record, Value, rdp, system};
use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr};

/// The domain's root object in the directory.
const DOMAIN_OBJECT: Guid = Guid::from_u128(0x2b6f_1c1e_77a3_4f0d_9a8e_5d0c_33b1_7e42);
/// Rights that are used on it: those of replication, and reading of group policies by everybody.
const RIGHTS: [&str; 3] =
    [security::REPLICATION_RIGHTS[0], security::REPLICATION_RIGHTS[1], "{b8119fd0-04f6-4762-ab7a-4986c76b3f9a}"];
/// Where the domain's people stand in the directory.
const PEOPLE: &str = "CN=Users,DC=larkfield,DC=example";

type Named<'c> = security::Account<'c>;

/// Makes records of what happens in one company.
#[derive(Clone, Copy)]
pub struct Records<'c> {
    company: &'c Company,
}

impl<'c> Records<'c> {
    /// For `company`.
    pub fn new(company: &'c Company) -> Self {
        Self { company }
    }

    fn account(&self, id: AccountId) -> &'c Account {
        self.company.account(id)
    }

    fn named(&self, id: AccountId) -> Named<'c> {
        let account = self.account(id);
        Named::new(account.sid, &account.name, account.domain)
    }

    /// The account as it stands in its session on `host`; the system has its machine's name.
    fn acting(&self, session: Session, host: HostId) -> Named<'c> {
        if session.account == self.company.system {
            return self.machine(host);
        }
        self.named(session.account).in_session(session.id)
    }

    fn machine(&self, host: HostId) -> Named<'c> {
        Named::system(&self.account(self.company.host(host).account).name, NETBIOS)
    }

    /// The account as a ticket names it: with the realm.
    fn principal(&self, id: AccountId) -> Named<'c> {
        let account = self.account(id);
        Named::new(account.sid, &account.principal, REALM)
    }

    /// The record of `occurrence`.
    pub fn record(&self, occurrence: &Occurrence) -> Record<'c> {
        let host = occurrence.host;
        let record = self.of_deed(&occurrence.deed, host);
        record.on(Cow::Borrowed(self.company.host(host).qualified.as_str())).at(occurrence.time)
    }

    fn of_deed(&self, deed: &Deed, host: HostId) -> Record<'c> {
        match *deed {
            Deed::Ticket { account, from, status, roasted } => self.ticket(account, from, status, roasted),
            Deed::ServiceTicket { account, service, from, rc4 } => {
                let service = self.account(service);
                let encryption = if rc4 { security::RC4 } else { security::AES256 };
                security::service_ticket(
                    &self.principal(account),
                    (&service.name, service.sid),
                    at(from),
                    encryption,
                    0,
                )
            }
            Deed::Renewal { account, from } => {
                let krbtgt = self.account(self.company.krbtgt);
                security::ticket_renewed(&self.principal(account), (&krbtgt.name, krbtgt.sid), at(from))
            }
            Deed::Refusal { account, from, status } => {
                let account = self.account(account);
                security::preauthentication_failed(&Named::new(account.sid, &account.name, REALM), at(from), status)
            }
            Deed::Validation { account, workstation, status } => security::credentials_validated(
                &self.account(account).name,
                &self.company.host(workstation).name,
                status,
            ),
            Deed::Logon { session, how, from } => security::logged_on(&self.logon(session, how, from, host)),
            Deed::FailedLogon { account, how, from, reason } => {
                let session = Session { account, id: 0 };
                security::logon_failed(&self.logon(session, how, from, host), 0xc000_006d, reason)
            }
            Deed::Logoff { session, how } => security::logged_off(&self.acting(session, host), how.logon_type()),
            Deed::LogoffAsked { session } => security::logoff_initiated(&self.acting(session, host)),
            Deed::ExplicitCredentials { by, account, server } => security::explicit_credentials(
                &self.acting(by, host),
                &self.named(account),
                if server == host { "localhost" } else { &self.company.host(server).qualified },
            ),
            Deed::Privileges { session } => {
                security::privileges_assigned(&self.acting(session, host), security::ADMINISTRATOR_PRIVILEGES)
            }
            Deed::DirectoryAccess { session, right } => {
                security::control_access(&self.acting(session, host), DOMAIN_OBJECT, of(&RIGHTS, right))
            }
            Deed::Account { event, account, by } => self.account_event(event, account, &self.acting(by, host)),
            Deed::Locked { account, caller } => {
                security::account_locked(&self.named(account), &self.company.host(caller).name, &self.machine(host))
            }
            Deed::AuditPolicyChanged { by, on } => {
                let record = security::audit_policy_changed(&self.acting(by, host));
                if on { record.with("AuditPolicyChanges", "%%8449") } else { record }
            }
            Deed::LogCleared { by } => security::log_cleared(&self.acting(by, host)),
            Deed::ServiceInstalled { by, service } => {
                let (name, file) = of(&SERVICES, service);
                security::service_installed(&self.acting(by, host), name, file)
            }
            Deed::ServiceTold { by, service } => {
                let (name, file) = of(&SERVICES, service);
                system::service_installed(self.account(by).sid, name, file)
            }
            Deed::DesktopSession { event_id, account, number, from } => {
                let user = format!(r"{NETBIOS}\{}", self.account(account).name);
                let mut record = rdp::session(event_id, "", number, "");
                record = record.with("User", Value::str(user));
                record.with("Address", Value::address(Some(from.address.into())))
            }
            Deed::DesktopConnection { account, from } => rdp::connection(&self.account(account).name, NETBIOS, "")
                .with("Param3", Value::address(Some(from.address.into()))),
            _ => self.background(deed, host),
        }
    }

    /// What fills a log between logons.
    fn background(&self, deed: &Deed, host: HostId) -> Record<'c> {
        match *deed {
            Deed::ShareOpened { session, from, share } => {
                security::share_opened(&self.acting(session, host), at(from), of(&SHARES, share))
            }
            Deed::ShareChecked { session, from, path } => {
                let (share, path) = of(&PATHS, path);
                security::share_checked(&self.acting(session, host), at(from), of(&SHARES, share), path)
            }
            Deed::ProcessStarted { session, program, process } => {
                let (path, line) = of(&PROGRAMS, program);
                let parent = (0x2a8, PROGRAMS[7].0);
                security::process_created(&self.acting(session, host), (process.into(), path), parent, line)
            }
            Deed::ProcessEnded { session, program, process } => {
                security::process_ended(&self.acting(session, host), (process.into(), of(&PROGRAMS, program).0))
            }
            Deed::Command { session, command, process } => {
                let (path, line) = of(&COMMANDS, command);
                let parent = (0x1a3c, r"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe");
                security::process_created(&self.acting(session, host), (process.into(), path), parent, line)
            }
            Deed::Handle { event, session, object, handle } => {
                let (kind, object) = of(&OBJECTS, object);
                let handle = Handle { kind, object, id: handle.into(), process: (0x2bc, PROGRAMS[6].0) };
                let by = self.acting(session, host);
                match event {
                    HandleEvent::Requested => security::handle_requested(&by, &handle),
                    HandleEvent::Read => security::object_read(&by, &handle),
                    HandleEvent::Closed => security::handle_closed(&by, &handle),
                }
            }
            Deed::Transaction { session, number } => {
                let id = Guid::from_u128(u128::from(number) << 64 | 0x8f1e_11ef_a2b0_0050_56a1_4c02);
                security::transaction_changed(&self.acting(session, host), id, (0x3d4, PROGRAMS[0].0))
            }
            Deed::PrivilegesAdjusted { session, program } => {
                let process = (0x3d4, of(&PROGRAMS, program).0);
                security::privileges_adjusted(&self.acting(session, host), process, ADJUSTED)
            }
            Deed::PortBound { port } => security::port_bound((0x2bc, LSASS), port),
            Deed::Connection { from, port } => {
                let process = if port == 445 { (4, "System") } else { (0x2bc, LSASS) };
                let to = (IpAddr::from(self.company.address(host, 0)), port);
                security::connection_allowed(process, at(from), to)
            }
            // All others are told above.
            _ => security::port_bound((4, "System"), 0),
        }
    }

    fn ticket(&self, account: AccountId, from: Origin, status: u32, roasted: bool) -> Record<'c> {
        let account = self.account(account);
        let named = Named::new(account.sid, &account.name, REALM);
        let encryption = if roasted { security::RC4 } else { security::AES256 };
        let krbtgt = self.account(self.company.krbtgt).sid;
        let record = security::ticket_granting_ticket(&named, krbtgt, at(from), encryption, status);
        if roasted { record.with("PreAuthType", "0") } else { record }
    }

    fn logon(&self, session: Session, how: How, from: Option<Origin>, host: HostId) -> Logon<'c> {
        let target = self.acting(session, host);
        let origin = from.map_or((Ipv4Addr::LOCALHOST.into(), 0), at);
        let workstation = from.map_or("-", |from| self.company.host(from.host).name.as_str());
        let (machine, local) = (self.machine(host), Some((Ipv4Addr::LOCALHOST.into(), 0)));
        let elevated = self.account(session.account).privileged;
        match how {
            // Kerberos names the domain by its DNS name.
            How::Kerberos => Logon { target: Named { domain: REALM, ..target }, ..Logon::kerberos(target, origin) },
            How::Ntlm => Logon::ntlm(target, workstation, origin),
            How::NtlmWithoutKey => Logon { key_length: 0, ..Logon::ntlm(target, workstation, origin) },
            How::Screen | How::Unlock | How::Cached => {
                Logon { address: local, elevated, ..Logon::interactive(machine, target, how.logon_type()) }
            }
            How::RemoteDesktop => Logon { address: Some(origin), elevated, ..Logon::interactive(machine, target, 10) },
            // What the system starts as itself is named by its authority, not by its machine.
            How::Service if session.account == self.company.system => {
                Logon::service(machine, self.named(session.account).in_session(session.id), 5)
            }
            How::Task | How::Service => Logon::service(machine, target, how.logon_type()),
        }
    }

    fn account_event(&self, event: AccountEvent, account: AccountId, by: &Named<'c>) -> Record<'c> {
        let named = self.named(account);
        match event {
            AccountEvent::Created => security::account_created(&named, by),
            AccountEvent::Enabled => security::account_changed(AccountChange::Enabled, &named, by),
            AccountEvent::PasswordReset => security::account_changed(AccountChange::PasswordReset, &named, by),
            AccountEvent::Changed => security::account_attributes_changed(&named, by),
            AccountEvent::MadeDomainAdmin => {
                let group = self.named(self.company.domain_admins);
                security::membership_changed(GroupScope::Global, true, ("", named.sid), &group, by)
                    .with("MemberName", Value::str(format!("CN={},{PEOPLE}", named.name)))
            }
        }
    }
}

/// As the filter platform names it.
const LSASS: &str = r"\device\harddiskvolume3\windows\system32\lsass.exe";

fn at(from: Origin) -> (IpAddr, u16) {
    (from.address.into(), from.port)
}

/// Entry `number` of a table, the first where it has none.
fn of<T: Copy>(table: &[T], number: u8) -> T {
    table.get(usize::from(number)).copied().unwrap_or(table[0])
}
