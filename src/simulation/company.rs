//! The company: its domain, machines, people and the accounts of its programs. The seed decides who is who.

mod people;

pub use people::{Administrator, Employee};

use super::names::{NETBIOS, REALM, Role, SERVERS, SERVICE_ACCOUNTS, Schedule};
use super::random::Random;
use crate::evidence::evtx::writer::Sid;
use std::net::Ipv4Addr;

/// Number of a machine in [`Company::hosts`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct HostId(pub u32);

/// Number of an account in [`Company::accounts`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct AccountId(pub u32);

/// What an account is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AccountKind {
    /// An employee's own.
    Employee,
    /// An administrator's second.
    Administrator,
    /// A program's.
    Service,
    /// A machine's.
    Machine,
    /// The domain's ticket-granting service.
    TicketService,
    /// A machine's own operating system.
    System,
    /// A group.
    Group,
    /// Made by the intruder.
    Planted,
    /// A name that was tried and does not exist.
    Nobody,
}

/// An account or group.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its name.
    pub name: String,
    /// `name@REALM`.
    pub principal: String,
    /// Domain or authority by its short name.
    pub domain: &'static str,
    /// Its SID; null for a name that does not exist.
    pub sid: Sid,
    /// What it is for.
    pub kind: AccountKind,
    /// Whether special privileges are assigned to its logons on servers.
    pub privileged: bool,
}

/// A machine.
#[derive(Clone, Debug)]
pub struct Host {
    /// Short name.
    pub name: String,
    /// Name with the domain.
    pub qualified: String,
    /// What it is for.
    pub role: Role,
    /// Its account.
    pub account: AccountId,
}

/// An account of a program, at work.
#[derive(Clone, Copy, Debug)]
pub struct Service {
    /// Its account.
    pub account: AccountId,
    /// Where it runs.
    pub home: HostId,
    /// When it acts.
    pub schedule: Schedule,
    /// Whether it has a service principal name.
    pub roastable: bool,
}

/// Everybody and everything.
#[derive(Clone, Debug)]
pub struct Company {
    /// All machines: domain controllers, servers, workstations.
    pub hosts: Vec<Host>,
    /// All accounts and groups.
    pub accounts: Vec<Account>,
    /// Domain controllers.
    pub controllers: Vec<HostId>,
    /// Servers.
    pub servers: Vec<HostId>,
    /// Employees.
    pub employees: Vec<Employee>,
    /// Those of them who administer.
    pub administrators: Vec<Administrator>,
    /// Service accounts.
    pub services: Vec<Service>,
    /// The ticket-granting service.
    pub krbtgt: AccountId,
    /// The operating system.
    pub system: AccountId,
    /// Domain Admins.
    pub domain_admins: AccountId,
    domain: [u32; 3],
    next_rid: u32,
    /// Number of each workstation's address in each week; the first workstation is `first_workstation`.
    leases: Vec<Vec<u32>>,
    first_workstation: u32,
}

impl Company {
    /// A company of so many `employees` (each with a workstation), `servers` and domain `controllers` for so many `days`.
    pub fn new(seed: u64, employees: u32, servers: u32, controllers: u32, days: u32) -> Self {
        let mut random = Random::of(seed, 1);
        let part = |random: &mut Random| 500_000_000 + random.below(3_000_000_000) as u32;
        let domain = [part(&mut random), part(&mut random), part(&mut random)];
        let mut company = Self {
            hosts: Vec::new(),
            accounts: Vec::new(),
            controllers: Vec::new(),
            servers: Vec::new(),
            employees: Vec::new(),
            administrators: Vec::new(),
            services: Vec::new(),
            krbtgt: AccountId(0),
            system: AccountId(1),
            domain_admins: AccountId(2),
            domain,
            next_rid: 1_103,
            leases: Vec::new(),
            first_workstation: controllers + servers,
        };
        company.add_account("krbtgt", AccountKind::TicketService, Sid::account(domain, 502));
        company.add_account("SYSTEM", AccountKind::System, Sid::SYSTEM);
        company.add_account("Domain Admins", AccountKind::Group, Sid::account(domain, 512));
        for number in 1..=controllers {
            let host = company.add_host(format!("DC{number:02}"), Role::Controller);
            company.controllers.push(host);
        }
        for number in 0..servers as usize {
            let (name, role, _) = SERVERS[number % SERVERS.len()];
            let host = company.add_host(format!("{name}{:02}", number / SERVERS.len() + 1), role);
            company.servers.push(host);
        }
        for service in SERVICE_ACCOUNTS {
            let account = company.new_account(service.name, AccountKind::Service);
            company.accounts[account.0 as usize].privileged = service.privileged;
            let (home, schedule, roastable) = (company.server(service.home), service.schedule, service.roastable);
            company.services.push(Service { account, home, schedule, roastable });
        }
        people::hire(&mut company, employees, days, &mut random);
        company.lease(employees, days, &mut random);
        company
    }

    fn add_account(&mut self, name: &str, kind: AccountKind, sid: Sid) -> AccountId {
        let domain = if kind == AccountKind::System { "NT AUTHORITY" } else { NETBIOS };
        self.accounts.push(Account {
            name: name.to_owned(),
            principal: format!("{name}@{REALM}"),
            domain,
            sid,
            kind,
            privileged: matches!(kind, AccountKind::Administrator | AccountKind::System),
        });
        AccountId(self.accounts.len() as u32 - 1)
    }

    /// A new account of the domain; one of a name that does not exist has no SID.
    pub fn new_account(&mut self, name: &str, kind: AccountKind) -> AccountId {
        let sid = if kind == AccountKind::Nobody { Sid::NULL } else { Sid::account(self.domain, self.next_rid) };
        self.next_rid += 1;
        self.add_account(name, kind, sid)
    }

    fn add_host(&mut self, name: String, role: Role) -> HostId {
        let account = self.new_account(&format!("{name}$"), AccountKind::Machine);
        self.hosts.push(Host { qualified: format!("{name}.{}", super::names::DNS), name, role, account });
        HostId(self.hosts.len() as u32 - 1)
    }

    /// Each week every twelfth workstation or so gets the address that another one had.
    fn lease(&mut self, workstations: u32, days: u32, random: &mut Random) {
        let mut numbers: Vec<u32> = (0..workstations).collect();
        self.leases.push(numbers.clone());
        for _ in 1..days.div_ceil(7) {
            let mut movers: Vec<usize> = (0..workstations as usize).filter(|_| random.chance(1.0 / 12.0)).collect();
            random.shuffle(&mut movers);
            for pair in movers.windows(2) {
                numbers.swap(pair[0], pair[1]);
            }
            self.leases.push(numbers.clone());
        }
    }

    /// The account `id`.
    pub fn account(&self, id: AccountId) -> &Account {
        &self.accounts[id.0 as usize]
    }

    /// The machine `id`.
    pub fn host(&self, id: HostId) -> &Host {
        &self.hosts[id.0 as usize]
    }

    /// The first server of `role`, or the first of all if there is none.
    pub fn server(&self, role: Role) -> HostId {
        let of_role = self.servers.iter().find(|&&host| self.host(host).role == role);
        of_role.or(self.servers.first()).copied().unwrap_or(self.controllers[0])
    }

    /// The address of `host` in `week`: servers keep theirs, workstations get theirs by DHCP.
    pub fn address(&self, host: HostId, week: u32) -> Ipv4Addr {
        match host.0.checked_sub(self.first_workstation) {
            None => in_network([10, 20, 0, 10], host.0),
            Some(number) => {
                let leases = self.leases.get(week as usize).or(self.leases.last());
                in_network([10, 21, 0, 20], leases.and_then(|l| l.get(number as usize)).copied().unwrap_or(number))
            }
        }
    }
}

/// The address `number` places after `first`, no machine's being the network's or its broadcast.
pub fn in_network(first: [u8; 4], number: u32) -> Ipv4Addr {
    let [a, b, c, d] = first;
    let place = u32::from(d) - 1 + number;
    let third = u32::from(c) + place / 254;
    Ipv4Addr::new(a, b.wrapping_add((third / 256) as u8), third as u8, (place % 254 + 1) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_account_and_address_is_one_of_its_own() {
        let company = Company::new(7, 400, 11, 2, 31);
        let names: BTreeSet<_> = company.accounts.iter().map(|account| account.name.to_lowercase()).collect();
        assert_eq!(names.len(), company.accounts.len());
        for week in 0..5 {
            let addresses: BTreeSet<_> =
                (0..company.hosts.len() as u32).map(|host| company.address(HostId(host), week)).collect();
            assert_eq!(addresses.len(), company.hosts.len());
        }
        assert!(company.administrators.len() >= 2 && company.hosts.len() == 413);
    }

    #[test]
    fn some_workstations_move() {
        let company = Company::new(7, 60, 8, 2, 31);
        let moved = (10..70).filter(|&host| company.address(HostId(host), 0) != company.address(HostId(host), 4));
        assert!((5..40).contains(&moved.count()));
    }
}
