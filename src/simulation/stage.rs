//! Where things happen: a day's occurrences, and the exchanges between machines that each logon is made of.
//!
//! An exchange puts a record in every log in which Windows would: a network logon by Kerberos is a ticket on a domain
//! controller, a connection, a logon and a logoff on the server. Logs that nobody collects are left out here.

use super::calendar::{Day, MINUTE, SECOND};
use super::company::{AccountId, Company, HostId, in_network};
use super::deed::{Channel, Deed, How, Occurrence, Origin, Session};
use super::names::Role;
use super::random::Random;

/// KDC_ERR_PREAUTH_FAILED: the password is wrong.
pub const WRONG_PASSWORD: u32 = 0x18;
/// KDC_ERR_C_PRINCIPAL_UNKNOWN.
pub const UNKNOWN_PRINCIPAL: u32 = 0x6;
/// STATUS_WRONG_PASSWORD.
pub const STATUS_WRONG_PASSWORD: u32 = 0xc000_006a;
/// STATUS_NO_SUCH_USER.
pub const STATUS_NO_SUCH_USER: u32 = 0xc000_0064;
/// Ports below this are not given to clients.
const FIRST_CLIENT_PORT: u64 = 49_152;
/// µs between two logon ids of one machine.
const LOGON_ID_STEP: i64 = 131;

/// A day in the making.
#[derive(Debug)]
pub struct Stage<'c> {
    /// Who is there.
    pub company: &'c Company,
    /// The day.
    pub day: Day,
    /// Chance.
    pub random: Random,
    /// What happens, in no order; from the days before, what lasts into this one.
    pub occurrences: Vec<Occurrence>,
    /// Number of the intruder's step that is told, 0 for none.
    pub step: u16,
    /// A machine that does not audit logons between two times.
    pub silence: Option<(HostId, i64, i64)>,
    /// For each machine the logs of it that are collected.
    collected: Vec<Vec<Channel>>,
    /// The first moment of the case.
    beginning: i64,
    sequence: u32,
}

impl<'c> Stage<'c> {
    /// The first of the days to come. `collected` says which logs are kept.
    pub fn new(company: &'c Company, day: Day, seed: u64, collected: impl Fn(HostId) -> Vec<Channel>) -> Self {
        Self {
            company,
            day,
            random: Random::of(seed, 2),
            occurrences: Vec::new(),
            step: 0,
            silence: None,
            collected: (0..company.hosts.len() as u32).map(|host| collected(HostId(host))).collect(),
            beginning: day.start,
            sequence: 0,
        }
    }

    /// Goes on with `day`; what is still to come of the days before stays.
    pub fn turn_to(&mut self, day: Day) {
        self.day = day;
        self.sequence = 0;
        self.step = 0;
    }

    /// Whether the Security log of `host` is kept.
    pub fn is_collected(&self, host: HostId) -> bool {
        self.collects(host, Channel::Security)
    }

    fn collects(&self, host: HostId, channel: Channel) -> bool {
        self.collected.get(host.0 as usize).is_some_and(|channels| channels.contains(&channel))
    }

    /// `deed` happens on `host` at `time`.
    pub fn put(&mut self, time: i64, host: HostId, deed: Deed) {
        let is_silent = self.silence.is_some_and(|(silent, from, until)| {
            silent == host && (from..until).contains(&time) && matches!(deed, Deed::Logon { .. })
        });
        if self.collects(host, deed.channel()) && !is_silent {
            self.sequence += 1;
            // What was before midnight is written already.
            let time = time.max(self.day.start);
            self.occurrences.push(Occurrence { time, sequence: self.sequence, host, step: self.step, deed });
        }
    }

    /// A few milliseconds after `time`, as one message follows another.
    pub fn soon(&mut self, time: i64) -> i64 {
        time + 300 + self.random.wait(4_000.0) as i64
    }

    /// Some seconds after `time`.
    pub fn later(&mut self, time: i64, seconds: f64) -> i64 {
        time + (self.random.wait(seconds) * SECOND as f64) as i64
    }

    /// `host` with its address of this week and a new port.
    pub fn from(&mut self, host: HostId) -> Origin {
        let port = (FIRST_CLIENT_PORT + self.random.below(65_536 - FIRST_CLIENT_PORT)) as u16;
        Origin { host, address: self.company.address(host, self.day.week()), port }
    }

    /// `host` away from the office: with an address of the VPN's, which it keeps for a fortnight.
    pub fn from_vpn(&mut self, host: HostId) -> Origin {
        let number = (host.0 * 7 + self.day.week() / 2 * 13) % (self.company.hosts.len() as u32).max(150);
        Origin { address: in_network([10, 60, 8, 10], number), ..self.from(host) }
    }

    /// The same machine with another port.
    pub fn again(&mut self, from: Origin) -> Origin {
        Origin { port: self.from(from.host).port, ..from }
    }

    /// A session of `account` that begins at `time` on `host`; ids rise with time.
    pub fn session(&self, account: AccountId, host: HostId, time: i64) -> Session {
        let base = 0x4_a000 + i64::from(host.0) * 0x3_1f07;
        Session { account, id: (base + (time - self.beginning) / LOGON_ID_STEP) as u64 }
    }

    /// The session of the operating system itself.
    pub fn system(&self) -> Session {
        Session { account: self.company.system, id: 0x3e7 }
    }

    /// The domain controller that answers `host` today: each prefers one, and takes another now and then.
    pub fn controller(&mut self, host: HostId) -> HostId {
        let controllers = &self.company.controllers;
        let preferred = host.0 as usize % controllers.len();
        let number = if self.random.chance(0.15) { self.random.index(controllers.len()) } else { preferred };
        controllers[number]
    }

    /// `account` gets a ticket-granting ticket.
    pub fn ticket(&mut self, account: AccountId, from: Origin, time: i64) -> i64 {
        let controller = self.controller(from.host);
        let from = self.again(from);
        if self.random.chance(0.25) {
            self.put(time - 400, controller, Deed::Connection { from, port: 88 });
        }
        self.put(time, controller, Deed::Ticket { account, from, status: 0, roasted: false });
        self.soon(time)
    }

    /// `account` gets a ticket for the machine `server`.
    pub fn service_ticket(&mut self, account: AccountId, server: HostId, from: Origin, time: i64) -> i64 {
        let controller = self.controller(from.host);
        let from = self.again(from);
        let service = self.company.host(server).account;
        self.put(time, controller, Deed::ServiceTicket { account, service, from, rc4: false });
        self.soon(time)
    }

    /// A logon of `account` on `server` over the network that ends after `seconds`.
    fn network_logon(
        &mut self,
        how: How,
        account: AccountId,
        (from, server): (Origin, HostId),
        time: i64,
        seconds: f64,
    ) -> Session {
        let from = self.again(from);
        let port = if self.company.host(server).role == Role::Controller { 389 } else { 445 };
        let session = self.session(account, server, time);
        if self.random.chance(0.3) {
            self.put(time - 900, server, Deed::Connection { from, port });
        }
        self.put(time, server, Deed::Logon { session, how, from: Some(from) });
        if self.company.account(account).privileged {
            self.put(time + 1, server, Deed::Privileges { session });
        }
        let end = self.later(time, seconds) + SECOND / 10;
        self.put(end, server, Deed::Logoff { session, how });
        session
    }

    /// `account` logs on to `server` by Kerberos with a ticket that it has already.
    pub fn kerberos_again(
        &mut self,
        account: AccountId,
        from: Origin,
        server: HostId,
        time: i64,
        seconds: f64,
    ) -> Session {
        self.network_logon(How::Kerberos, account, (from, server), time, seconds)
    }

    /// `account` logs on to `server` by Kerberos; the session, and when it began.
    pub fn kerberos(
        &mut self,
        account: AccountId,
        from: Origin,
        server: HostId,
        time: i64,
        seconds: f64,
    ) -> (Session, i64) {
        let time = self.service_ticket(account, server, from, time);
        (self.network_logon(How::Kerberos, account, (from, server), time, seconds), time)
    }

    /// `account` logs on to `server` by NTLM; the session, and when it began.
    pub fn ntlm(
        &mut self,
        how: How,
        account: AccountId,
        from: Origin,
        server: HostId,
        time: i64,
        seconds: f64,
    ) -> (Session, i64) {
        // The server asks its domain controller, which answers first.
        let controller = self.controller(server);
        self.put(time, controller, Deed::Validation { account, workstation: from.host, status: 0 });
        let time = self.soon(time);
        (self.network_logon(how, account, (from, server), time, seconds), time)
    }

    /// `account` opens a share on `server` in a session that it has there: numbers of share and path.
    pub fn open_share(&mut self, session: Session, from: Origin, server: HostId, share: u8, path: u8, time: i64) {
        let time = self.soon(time);
        self.put(time, server, Deed::ShareOpened { session, from, share });
        let time = self.soon(time);
        self.put(time, server, Deed::ShareChecked { session, from, path });
    }

    /// A wrong password for `account` at the screen of `from`.
    pub fn mistyped(&mut self, account: AccountId, from: Origin, time: i64) {
        let controller = self.controller(from.host);
        let from = self.again(from);
        self.put(time, controller, Deed::Refusal { account, from, status: WRONG_PASSWORD });
        let (time, reason) = (self.soon(time), STATUS_WRONG_PASSWORD);
        self.put(time, from.host, Deed::FailedLogon { account, how: How::Screen, from: None, reason });
    }

    /// A wrong password for `account` by NTLM, from `from` to `server`.
    pub fn refused_by_ntlm(&mut self, account: AccountId, from: Origin, server: HostId, reason: u32, time: i64) {
        let controller = self.controller(server);
        self.put(time, controller, Deed::Validation { account, workstation: from.host, status: reason });
        let time = self.soon(time);
        let from = Some(self.again(from));
        self.put(time, server, Deed::FailedLogon { account, how: How::Ntlm, from, reason });
    }

    /// `account` logs on at the screen of `from` (`how`), with the tickets that it needs unless the domain is out of reach.
    pub fn at_screen(&mut self, how: How, account: AccountId, from: Origin, time: i64) -> (Session, i64) {
        let mut time = time;
        if how != How::Cached {
            time = self.ticket(account, from, time);
            time = self.service_ticket(account, from.host, from, time);
        }
        let session = self.session(account, from.host, time);
        let by = self.system();
        self.put(time - 200, from.host, Deed::ExplicitCredentials { by, account, server: from.host });
        self.put(time, from.host, Deed::Logon { session, how, from: None });
        if how == How::Unlock {
            let end = self.soon(time);
            self.put(end, from.host, Deed::Logoff { session, how });
        }
        (session, time)
    }

    /// `account` works on `server` by Remote Desktop for `minutes`; the session, and when it began.
    pub fn remote_desktop(
        &mut self,
        account: AccountId,
        from: Origin,
        server: HostId,
        time: i64,
        minutes: f64,
    ) -> (Session, i64) {
        let from = self.again(from);
        self.put(time, server, Deed::DesktopConnection { account, from });
        // Network level authentication comes first, and ends when the desktop is there.
        let (_, time) = self.kerberos(account, from, server, time + SECOND / 2, 8.0);
        let time = time + SECOND + self.random.below(SECOND as u64) as i64;
        let session = self.session(account, server, time);
        self.put(time, server, Deed::Logon { session, how: How::RemoteDesktop, from: Some(from) });
        if self.company.account(account).privileged {
            self.put(time + 1, server, Deed::Privileges { session });
        }
        let number = 2 + self.random.below(30) as u32;
        let desktop = |event_id| Deed::DesktopSession { event_id, account, number, from };
        self.put(time + SECOND / 5, server, desktop(21));
        self.put(time + SECOND, server, desktop(22));
        let end = time + (self.random.around(minutes, minutes / 2.0) * MINUTE as f64) as i64;
        self.put(end - SECOND, server, Deed::LogoffAsked { session });
        self.put(end, server, Deed::Logoff { session, how: How::RemoteDesktop });
        self.put(end, server, desktop(24));
        self.put(end + SECOND, server, desktop(23));
        (session, time)
    }

    /// Of `server` the one of that role that `host` uses: where there are several, each serves some.
    pub fn nearest(&self, role: Role, host: HostId) -> HostId {
        let company = self.company;
        let of_role = || company.servers.iter().filter(|&&server| company.host(server).role == role);
        let count = of_role().count().max(1);
        of_role().nth(host.0 as usize % count).copied().unwrap_or(company.server(role))
    }
}
