//! Which claims are one account.
//!
//! Identity is (name, domain), without case; claims of one SID are one account too, which was then renamed. A claim without a
//! domain (4776 names none) goes to the account of its name with most events, if one has more than every other, else to
//! "name (domain unknown)"; accounts local to a computer other than the one that wrote it are not asked, so that the local
//! administrators of two workstations stay two. Merging by name, as LogonTracer does, leaves domain and SID out of it.

use super::builtin::is_builtin;
use super::domains::{DomainClaim, Domains};
use super::names::{folded, known, known_domain, split_account, split_host};
use super::{NOBODY, Sighting, sids};
use crate::model::events::{AccountClaim, ClaimId, EventStore};
use crate::model::facts::Role;
use crate::model::strings::StringId;
use crate::sorting::InOrder;
use foldhash::fast::FixedState;
use petgraph::unionfind::UnionFind;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What sort of account it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum AccountKind {
    /// A person's or a service's.
    #[default]
    Standard,
    /// A machine's: every name of it ends in `$`.
    Machine,
    /// Windows' own.
    Builtin,
}

/// An account of the case.
#[derive(Clone, Default, Debug)]
pub struct Account {
    /// As first written; the SID where no record names it, empty where nothing is known.
    pub name: String,
    /// As shown, different for every account: the name, with its domain where the case has several of that name.
    pub label: String,
    /// Every name without case, with its time: several if it was renamed.
    pub names: Vec<Sighting>,
    /// The domain as shown.
    pub domain: Option<String>,
    /// Every spelling of the domain, in lower case.
    pub domain_spellings: Vec<String>,
    /// Every SID, in alphabetical order.
    pub sids: Vec<String>,
    /// What sort of account it is.
    pub kind: AccountKind,
    /// Whether special privileges were assigned to it (4672).
    pub privileged: bool,
    /// Names it among all accounts of the case, whatever the order of reading.
    pub identity: String,
}

/// The accounts of a case, in the order of their first rows, and the account of each row.
#[derive(Clone, Default, Debug)]
pub struct Accounts {
    /// The accounts.
    pub all: Vec<Account>,
    /// The account of each row, in the order of rows; [`NOBODY`] for rows that name none.
    pub of_row: Vec<u32>,
}

/// Where a claim occurs. One that names neither domain nor SID may mean another account on each computer, so there it is a use
/// for each computer that wrote it; else it is one.
#[derive(Clone, Copy)]
struct Use {
    claim: u32,
    /// Who wrote it; matters where nothing else tells the domain.
    computer: StringId,
    first: u32,
    last: u32,
    events: u64,
    privileged: bool,
}

/// A use of a claim, read.
struct Reading<'a> {
    /// Number of the use.
    number: u32,
    computer: &'a str,
    name: Option<&'a str>,
    folded: String,
    domain_text: Option<&'a str>,
    sid: Option<&'a str>,
    domain: Option<u32>,
    usage: Use,
}

impl Accounts {
    /// Looks at the rows of `store` that `rows` lists, in that order.
    pub fn resolve(store: &EventStore, rows: &[u32], merge_by_name: bool) -> Self {
        let Uses { uses, of_row } = uses(store, rows);
        let mut readings = read_claims(store, &uses);
        let domains = Domains::new(readings.iter().map(|reading| DomainClaim {
            domain: reading.domain_text,
            sid: reading.sid,
            first: reading.usage.first,
            events: reading.usage.events,
        }));
        for reading in &mut readings {
            reading.domain = domains.find(reading.domain_text, reading.sid);
        }
        let joined =
            if merge_by_name { join_by_name(&readings) } else { join(&readings, &domains, &computers(store, rows)) };
        let groups = groups(&readings, joined);
        let mut account_of_use = vec![NOBODY; uses.len()];
        let mut all = Vec::with_capacity(groups.len());
        for group in &groups {
            for reading in group {
                if let Some(account) = account_of_use.get_mut(reading.number as usize) {
                    *account = all.len() as u32;
                }
            }
            all.push(account(store, rows, group, &domains, merge_by_name));
        }
        label(&mut all);
        let account = |number: &u32| account_of_use.get(*number as usize).copied().unwrap_or(NOBODY);
        let of_row = of_row.iter().map(account).collect();
        Self { all, of_row }
    }
}

/// Every use of a claim, and the use that each row is, in the order of rows.
struct Uses {
    uses: Vec<Use>,
    of_row: Vec<u32>,
}

fn uses(store: &EventStore, rows: &[u32]) -> Uses {
    let mut number_of_claim = vec![NOBODY; store.accounts.all().len()];
    let mut number_on_computer: HashMap<(u32, StringId), u32, FixedState> = HashMap::default();
    let mut uses: Vec<Use> = Vec::new();
    let mut of_row = Vec::with_capacity(rows.len());
    for (position, row) in rows.iter().enumerate() {
        let (position, row) = (position as u32, *row as usize);
        let (ClaimId(claim), computer) = (store.events.account[row], store.events.computer[row]);
        let AccountClaim { domain, sid, .. } = store.accounts.get(ClaimId(claim));
        let next = uses.len() as u32;
        if ClaimId(claim) == ClaimId::NONE && !store.events.kind[row].is_logon() {
            // A logon of nobody known is a logon all the same; other events then are of no account.
            of_row.push(NOBODY);
            continue;
        }
        let number = if domain.is_some() || sid.is_some() {
            number_of_claim.get_mut(claim as usize)
        } else {
            Some(number_on_computer.entry((claim, computer)).or_insert(NOBODY))
        };
        let Some(number) = number else {
            of_row.push(NOBODY);
            continue;
        };
        if *number == NOBODY {
            *number = next;
            uses.push(Use { claim, computer, first: position, last: position, events: 0, privileged: false });
        }
        of_row.push(*number);
        if let Some(usage) = uses.get_mut(*number as usize) {
            usage.last = position;
            usage.events += 1;
            usage.privileged |= store.events.kind[row].facts().role == Role::Privilege;
        }
    }
    Uses { uses, of_row }
}

/// The uses in the order of their first rows.
fn read_claims<'a>(store: &'a EventStore, uses: &[Use]) -> Vec<Reading<'a>> {
    let text = |id| store.strings.get(id);
    let read = |(number, usage): (usize, &Use)| {
        let AccountClaim { name, domain, sid } = store.accounts.get(ClaimId(usage.claim));
        let sid = sids::known(text(sid));
        let (name, inner_domain) = known(text(name)).map_or((None, None), |name| {
            let (name, domain) = split_account(name);
            (Some(name), domain)
        });
        Reading {
            number: number as u32,
            computer: text(usage.computer),
            name,
            folded: folded(name.or(sid).unwrap_or_default()),
            domain_text: known_domain(text(domain)).map(str::trim).or(inner_domain),
            sid,
            domain: None,
            usage: *usage,
        }
    };
    uses.iter().enumerate().map(read).collect()
}

fn join_by_name(readings: &[Reading]) -> UnionFind<usize> {
    let mut joined = UnionFind::new(readings.len());
    let mut by_name: HashMap<&str, usize, FixedState> = HashMap::default();
    for (i, reading) in readings.iter().enumerate() {
        joined.union(i, *by_name.entry(&reading.folded).or_insert(i));
    }
    joined
}

fn join(readings: &[Reading], domains: &Domains, computers: &BTreeSet<String>) -> UnionFind<usize> {
    let mut joined = UnionFind::new(readings.len());
    let mut by_name: HashMap<(&str, u32), usize, FixedState> = HashMap::default();
    let mut by_sid: HashMap<&str, usize, FixedState> = HashMap::default();
    for (i, reading) in readings.iter().enumerate() {
        if let Some(domain) = reading.domain {
            joined.union(i, *by_name.entry((&reading.folded, domain)).or_insert(i));
        }
        if let Some(sid) = reading.sid.filter(|sid| names_one_account(sid, &reading.folded)) {
            joined.union(i, *by_sid.entry(sid).or_insert(i));
        }
    }
    attach_the_domainless(readings, domains, computers, &mut joined);
    joined
}

/// A machine acts as `S-1-5-18` under its own name: that SID does not make all machines one account.
fn names_one_account(sid: &str, folded_name: &str) -> bool {
    sids::domain_prefix(sid).is_some() || !folded_name.ends_with('$')
}

/// Gives each reading that names no domain, not even by a SID, to the account of its name with most events; those that find
/// none are one account for each name.
fn attach_the_domainless(
    readings: &[Reading],
    domains: &Domains,
    computers: &BTreeSet<String>,
    joined: &mut UnionFind<usize>,
) {
    let mut events: HashMap<usize, u64, FixedState> = HashMap::default();
    let mut candidates: HashMap<&str, BTreeMap<usize, u32>, FixedState> = HashMap::default();
    for (i, reading) in readings.iter().enumerate() {
        let Some(domain) = reading.domain else { continue };
        let account = joined.find(i);
        *events.entry(account).or_default() += reading.usage.events;
        candidates.entry(&reading.folded).or_default().insert(account, domain);
    }
    let mut left: HashMap<&str, usize, FixedState> = HashMap::default();
    for (i, reading) in readings.iter().enumerate().filter(|(_, reading)| reading.domain.is_none()) {
        let own = short_host(reading.computer);
        // The domain of a local account is the name of its computer.
        let may_be_meant = |domain: u32| {
            let spellings = domains.get(domain).map(|domain| domain.spellings.as_slice()).unwrap_or_default();
            !spellings.iter().any(|spelling| *spelling != own && computers.contains(spelling))
        };
        let accounts: Vec<usize> = (candidates.get(reading.folded.as_str()).into_iter().flatten())
            .filter(|(_, domain)| may_be_meant(**domain))
            .map(|(account, _)| *account)
            .collect();
        let count = |account: &usize| events.get(account).copied().unwrap_or(0);
        let most = accounts.iter().map(count).max();
        let mut leading = accounts.iter().filter(|account| Some(count(account)) == most);
        match (leading.next(), leading.next()) {
            (Some(account), None) => joined.union(i, *account),
            _ => joined.union(i, *left.entry(&reading.folded).or_insert(i)),
        };
    }
}

/// Every computer that wrote a row, as the domain of its local accounts is written.
fn computers(store: &EventStore, rows: &[u32]) -> BTreeSet<String> {
    let ids: BTreeSet<StringId> =
        rows.iter().filter_map(|row| store.events.computer.get(*row as usize).copied()).collect();
    ids.into_iter().map(|id| short_host(store.strings.get(id))).collect()
}

/// The name of a computer as its local accounts' domain is written.
fn short_host(computer: &str) -> String {
    let computer = folded(computer);
    split_host(&computer).0.to_owned()
}

/// The readings of each account together; accounts and readings by first row.
fn groups<'r, 'a>(readings: &'r [Reading<'a>], joined: UnionFind<usize>) -> Vec<Vec<&'r Reading<'a>>> {
    let mut number_of_label: HashMap<usize, usize, FixedState> = HashMap::default();
    let mut groups: Vec<Vec<&Reading>> = Vec::new();
    for (reading, label) in readings.iter().zip(joined.into_labeling()) {
        let number = *number_of_label.entry(label).or_insert(groups.len());
        if number == groups.len() {
            groups.push(Vec::new());
        }
        if let Some(group) = groups.get_mut(number) {
            group.push(reading);
        }
    }
    groups
}

fn account(store: &EventStore, rows: &[u32], group: &[&Reading], domains: &Domains, merge_by_name: bool) -> Account {
    let time = |position: u32| rows.get(position as usize).map_or(0, |row| store.events.time[*row as usize]);
    let mut names: Vec<(&str, Sighting)> = Vec::new();
    let mut place_of_name: HashMap<&str, usize, FixedState> = HashMap::default();
    for reading in group {
        let Some(name) = reading.name else { continue };
        let (first, last) = (time(reading.usage.first), time(reading.usage.last));
        let place = *place_of_name.entry(&reading.folded).or_insert(names.len());
        match names.get_mut(place) {
            Some((_, sighting)) => {
                sighting.first = sighting.first.min(first);
                sighting.last = sighting.last.max(last);
            }
            None => names.push((&reading.folded, Sighting { text: name.to_owned(), first, last })),
        }
    }
    let sids: BTreeSet<&str> = group.iter().filter_map(|reading| reading.sid).collect();
    // A renamed account may have claims without a domain beside others with one: the first that has one speaks.
    let with_domain = group.iter().find(|reading| reading.domain.is_some());
    let domain = with_domain.and_then(|reading| domains.get(reading.domain?));
    let first = with_domain.or(group.first());
    let folded_name = first.map_or("", |reading| &reading.folded);
    let spellings: BTreeSet<&String> =
        group.iter().filter_map(|reading| domains.get(reading.domain?)).flat_map(|domain| &domain.spellings).collect();
    let folded_names = names.iter().map(|(folded, _)| *folded);
    let kind = if is_builtin(folded_names.clone(), sids.iter().copied()) {
        AccountKind::Builtin
    } else if !names.is_empty() && folded_names.clone().all(|name| name.ends_with('$')) {
        AccountKind::Machine
    } else {
        AccountKind::Standard
    };
    Account {
        name: names
            .first()
            .map(|(_, name)| name.text.clone())
            .or(sids.first().map(|sid| sid.to_string()))
            .unwrap_or_default(),
        label: String::new(),
        domain: domain.and_then(|domain| domain.name.clone()),
        domain_spellings: spellings.into_iter().cloned().collect(),
        kind,
        privileged: group.iter().any(|reading| reading.usage.privileged),
        identity: match domain {
            _ if merge_by_name => folded_name.to_owned(),
            Some(domain) => format!("{folded_name}\\{}", domain.identity),
            None => format!("{folded_name}\\"),
        },
        names: names.into_iter().map(|(_, sighting)| sighting).collect(),
        sids: sids.into_iter().map(str::to_owned).collect(),
    }
}

/// Gives each account a label of its own: the name; where several have it, with the domain; then with the SID or a number.
fn label(accounts: &mut [Account]) {
    type Form = fn(&Account) -> String;
    let forms: [Form; 3] = [
        |account| if account.name.is_empty() { "(unknown)".to_owned() } else { account.name.clone() },
        |account| match &account.domain {
            Some(domain) => format!("{domain}\\{}", account.name),
            None => format!("{} (domain unknown)", account.name),
        },
        |account| format!("{} ({})", account.name, account.sids.first().map_or("SID unknown", String::as_str)),
    ];
    let mut unlabelled: Vec<usize> = (0..accounts.len()).collect();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for form in forms {
        let mut by_label: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for &i in &unlabelled {
            by_label.entry(folded(&form(&accounts[i]))).or_default().push(i);
        }
        unlabelled.clear();
        for (label, holders) in by_label {
            match holders[..] {
                [only] if taken.insert(label) => accounts[only].label = form(&accounts[only]),
                _ => unlabelled.extend(holders),
            }
        }
    }
    unlabelled.order_by(|a, b| accounts[*a].identity.cmp(&accounts[*b].identity));
    let mut number = 1;
    for i in unlabelled {
        while accounts[i].label.is_empty() {
            number += 1;
            let label = format!("{} ({number})", forms[1](&accounts[i]));
            if taken.insert(folded(&label)) {
                accounts[i].label = label;
            }
        }
    }
}

#[cfg(test)]
mod tests;
