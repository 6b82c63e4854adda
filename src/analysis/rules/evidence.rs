//! What rules look at: the rows of a case in their order, with who and where they mean.

use super::security_log::SecurityLog;
use crate::model::events::{AccountClaim, ClaimId, EventStore, NO_LOGON_ID};
use crate::model::facts::events::SECURITY;
use crate::model::facts::{EventKind, Slot};
use crate::model::identity::names::{folded, known, known_domain, split_account, split_host};
use crate::model::identity::{AccountKind, Identities, NOBODY, sids};
use crate::model::strings::StringId;
use foldhash::fast::FixedState;
use std::collections::{HashMap, HashSet};

/// An account or a host of a finding.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Party {
    /// As shown.
    pub label: String,
    /// Its number among the identities of the case, if it is one of them.
    pub identity: Option<u32>,
}

/// Each party once, in the order of first mention; nameless ones are left out.
pub(super) fn distinct(parties: impl IntoIterator<Item = Party>) -> Vec<Party> {
    let mut seen = HashSet::with_hasher(FixedState::with_seed(1));
    parties.into_iter().filter(|party| !party.label.is_empty() && seen.insert(party.clone())).collect()
}

/// The rows of a case. A row is named by its position in the order of the case.
pub struct Evidence<'a> {
    store: &'a EventStore,
    order: &'a [u32],
    identities: &'a Identities,
    account_of_sid: HashMap<&'a str, u32, FixedState>,
    account_of_name: HashMap<(String, &'a str), u32, FixedState>,
    host_of_name: HashMap<String, u32, FixedState>,
    controllers: HashSet<String, FixedState>,
    computers: HashSet<String, FixedState>,
    logs: Vec<SecurityLog>,
}

/// Events that only domain controllers write.
const OF_CONTROLLERS: [u16; 7] = [4768, 4769, 4770, 4771, 5136, 5137, 5141];

impl<'a> Evidence<'a> {
    /// The rows of `store` that `order` lists, in that order, whose identities are `identities`.
    pub fn new(store: &'a EventStore, order: &'a [u32], identities: &'a Identities) -> Self {
        let mut evidence = Self::of_rows(store, order, identities);
        evidence.know_names();
        evidence.know_computers();
        evidence
    }

    /// The same for who looks at rows only and asks for nobody by name: it costs nothing.
    pub fn of_rows(store: &'a EventStore, order: &'a [u32], identities: &'a Identities) -> Self {
        Self {
            store,
            order,
            identities,
            account_of_sid: HashMap::default(),
            account_of_name: HashMap::default(),
            host_of_name: HashMap::default(),
            controllers: HashSet::default(),
            computers: HashSet::default(),
            logs: Vec::new(),
        }
    }

    /// The same with what is known of whole logs.
    pub fn with_logs(self, logs: Vec<SecurityLog>) -> Self {
        Self { logs, ..self }
    }

    /// Security logs of which all is known.
    pub fn logs(&self) -> &[SecurityLog] {
        &self.logs
    }

    fn know_names(&mut self) {
        let identities = self.identities;
        for (account, number) in identities.accounts.all.iter().zip(0..) {
            // A machine's own account acts as SYSTEM: that SID names several.
            let own = account.sids.iter().filter(|sid| sids::domain_prefix(sid).is_some());
            self.account_of_sid.extend(own.map(|sid| (sid.as_str(), number)));
            for name in &account.names {
                let (name, name_number) = (folded(&name.text), number);
                for domain in &account.domain_spellings {
                    self.account_of_name.entry((name.clone(), domain)).or_insert(name_number);
                }
            }
        }
        for (host, number) in identities.hosts.all.iter().zip(0..) {
            for name in &host.names {
                self.host_of_name.entry(short(&name.text)).or_insert(number);
            }
        }
    }

    fn know_computers(&mut self) {
        // Bit 0: it wrote anything; bit 1: what only domain controllers write.
        let mut wrote = vec![0_u8; self.store.strings.len()];
        let by_controller = |kind: EventKind| {
            let facts = kind.facts();
            facts.provider == SECURITY && OF_CONTROLLERS.contains(&facts.id)
        };
        for (kind, computer) in self.store.events.kind.iter().zip(&self.store.events.computer) {
            if let Some(wrote) = wrote.get_mut(computer.0 as usize) {
                *wrote |= if by_controller(*kind) { 3 } else { 1 };
            }
        }
        for (wrote, computer) in wrote.into_iter().zip(0..) {
            if wrote > 0 {
                let name = short(self.store.strings.get(StringId(computer)));
                if wrote > 1 {
                    self.controllers.insert(name.clone());
                }
                self.computers.insert(name);
            }
        }
    }

    /// How many rows there are.
    pub fn len(&self) -> u32 {
        self.order.len() as u32
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    fn row(&self, position: u32) -> usize {
        self.order.get(position as usize).copied().unwrap_or(0) as usize
    }

    /// Which event.
    pub fn kind(&self, position: u32) -> EventKind {
        self.store.events.kind[self.row(position)]
    }

    /// Its id.
    pub fn id(&self, position: u32) -> u16 {
        self.kind(position).id()
    }

    /// When, microseconds since 1970.
    pub fn time(&self, position: u32) -> i64 {
        self.store.events.time[self.row(position)]
    }

    /// Its file, by number, and its record id.
    pub fn record(&self, position: u32) -> (u32, u64) {
        let row = self.row(position);
        (self.store.events.place[row].file(), self.store.events.record_id[row])
    }

    /// Whether the machine that calls itself `computer` wrote it.
    pub fn is_written_by(&self, position: u32, computer: &str) -> bool {
        self.store.strings.get(self.computer(position)).eq_ignore_ascii_case(computer)
    }

    /// The status.
    pub fn status(&self, position: u32) -> u32 {
        self.store.events.status[self.row(position)]
    }

    /// The logon type.
    pub fn logon_type(&self, position: u32) -> u8 {
        self.store.events.logon_type[self.row(position)]
    }

    /// The number of its account, if it has one.
    pub fn account(&self, position: u32) -> Option<u32> {
        self.identities.accounts.of_row.get(position as usize).copied().filter(|account| *account != NOBODY)
    }

    /// The number of the host that it came from, if it tells.
    pub fn source(&self, position: u32) -> Option<u32> {
        self.identities.hosts.of_row.get(position as usize).copied().filter(|host| *host != NOBODY)
    }

    /// Whether account number `account` is a person's or a service's: neither a machine's nor Windows' own, and named.
    pub fn is_user(&self, account: u32) -> bool {
        let account = self.identities.accounts.all.get(account as usize);
        account.is_some_and(|account| account.kind == AccountKind::Standard && !account.names.is_empty())
    }

    /// The computer that wrote it.
    pub fn computer(&self, position: u32) -> StringId {
        self.store.events.computer[self.row(position)]
    }

    /// The session in which it happened: computer and logon id.
    pub fn session(&self, position: u32) -> Option<(StringId, u64)> {
        let id = self.store.events.logon_id[self.row(position)];
        (id != NO_LOGON_ID).then(|| (self.computer(position), id))
    }

    /// What it says of `slot`, one of its details.
    pub fn detail(&self, position: u32, slot: Slot) -> &'a str {
        self.store.detail(self.row(position), slot)
    }

    /// The string of [`Evidence::detail`]: equal ones say the same.
    pub fn detail_id(&self, position: u32, slot: Slot) -> StringId {
        self.store.detail_id(self.row(position), slot)
    }

    /// A detail that is a number, in any form.
    pub fn detail_number(&self, position: u32, slot: Slot) -> Option<u64> {
        number(self.detail(position, slot))
    }

    /// Name, domain and SID of its account, as written.
    pub fn account_claim(&self, position: u32) -> [&'a str; 3] {
        self.claim(self.store.events.account[self.row(position)])
    }

    /// Name, domain and SID of who did it, as written: the subject, or the account where that is the subject.
    pub fn actor_claim(&self, position: u32) -> [&'a str; 3] {
        let row = self.row(position);
        match self.store.events.subject[row] {
            ClaimId::NONE => self.claim(self.store.events.account[row]),
            subject => self.claim(subject),
        }
    }

    fn claim(&self, id: ClaimId) -> [&'a str; 3] {
        let AccountClaim { name, domain, sid } = self.store.accounts.get(id);
        [name, domain, sid].map(|text| self.store.strings.get(text))
    }

    /// Its account.
    pub fn account_party(&self, position: u32) -> Party {
        match self.account(position) {
            Some(account) => self.account_of_number(account),
            None => Party { label: String::new(), identity: None },
        }
    }

    /// Account number `account`.
    pub fn account_of_number(&self, account: u32) -> Party {
        let known = self.identities.accounts.all.get(account as usize);
        Party { label: known.map_or_else(String::new, |account| account.label.clone()), identity: Some(account) }
    }

    /// Who did it. A subject that is no account of a row is named as written.
    pub fn actor_party(&self, position: u32) -> Party {
        if self.store.events.subject[self.row(position)] == ClaimId::NONE {
            return self.account_party(position);
        }
        let [name, domain, sid] = self.actor_claim(position);
        let (bare, inner) = split_account(name);
        let by_name = || {
            let domain = folded(known_domain(domain).or(inner)?);
            self.account_of_name.get(&(folded(bare), domain.as_str())).copied()
        };
        match self.account_of_sid.get(sid).copied().or_else(by_name) {
            Some(account) => self.account_of_number(account),
            None => Party { label: known(bare).unwrap_or(sid).to_owned(), identity: None },
        }
    }

    /// Host number `host`.
    pub fn host_party(&self, host: u32) -> Party {
        let known = self.identities.hosts.all.get(host as usize);
        Party { label: known.map_or_else(String::new, |host| host.label.clone()), identity: Some(host) }
    }

    /// Where it came from.
    pub fn source_party(&self, position: u32) -> Party {
        self.source(position).map_or(Party { label: String::new(), identity: None }, |host| self.host_party(host))
    }

    /// The computer that wrote it.
    pub fn computer_party(&self, position: u32) -> Party {
        let computer = self.store.strings.get(self.computer(position));
        match self.host_of_name.get(&short(computer)) {
            Some(host) => self.host_party(*host),
            None => Party { label: split_host(computer).0.to_owned(), identity: None },
        }
    }

    /// Whether `machine`, an account's name ending in `$` or a host's, is a domain controller as far as the evidence tells.
    pub fn is_controller(&self, machine: &str) -> bool {
        self.controllers.contains(&short(machine.trim_end_matches('$')))
    }

    /// Whether a log of `machine` is in the evidence.
    pub fn has_log_of(&self, machine: &str) -> bool {
        self.computers.contains(&short(machine.trim_end_matches('$')))
    }
}

/// A host's name as it is compared: short, without case.
fn short(host: &str) -> String {
    folded(split_host(host.trim_start_matches('\\')).0)
}

/// A number, decimal or hexadecimal.
fn number(text: &str) -> Option<u64> {
    match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(digits) => u64::from_str_radix(digits, 16).ok(),
        None => text.parse().ok(),
    }
}
