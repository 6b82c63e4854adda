//! The values of a case that a search can ask for: names that occur, statuses that were given, days that had events; each with the rows
//! that its search finds.

use super::civil;
use super::fields::Field;
use crate::engine::rows::Case;
use crate::model::audit;
use crate::model::events::{ClaimId, EventStore, NO_LOGON_TYPE, NO_STATUS};
use crate::model::facts::{EVENTS, Slot, logon_type_name};
use crate::model::identity::addresses::Address;
use crate::model::identity::names::{folded, known_host, split_account};
use crate::model::identity::{NOBODY, target_id};
use crate::model::status;
use crate::model::strings::StringId;
use crate::model::time::LocalClock;
use crate::sorting::InOrder;
use std::collections::BTreeMap;
use std::net::IpAddr;

/// Of so many days at most the events are counted.
const MOST_DAYS: usize = 4_000;
/// Names longer than this are no help, and can be as long as an attacker likes.
const LONGEST: usize = 80;

/// Every value of a case that can be suggested: found once.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    users: Vec<Value>,
    hosts: Vec<Value>,
    addresses: Vec<Value>,
    domains: Vec<Value>,
    computers: Vec<Value>,
    packages: Vec<Value>,
    ids: Vec<Value>,
    types: Vec<Value>,
    statuses: Vec<Value>,
    days: Vec<Value>,
    sids: Vec<Value>,
    targets: Vec<Value>,
    actors: Vec<Value>,
    policies: Vec<Value>,
}

/// A value as it is written, what it means, and its rows.
#[derive(Clone, Debug)]
pub struct Value {
    /// As a search has it.
    pub text: String,
    /// As searches compare it.
    pub folded: String,
    /// What it means, if that is not plain.
    pub says: String,
    /// Its rows.
    pub rows: u32,
}

impl Value {
    fn new(text: impl Into<String>, says: impl Into<String>, rows: u32) -> Self {
        let text = text.into();
        Self { folded: folded(&text), text, says: says.into(), rows }
    }
}

/// Most rows first, then by name. What a search takes for the same is one value.
fn listed(values: impl Iterator<Item = Value>) -> Vec<Value> {
    // Nor can what the box does not hold be picked for it.
    let can_be_picked = |value: &Value| {
        let text = &value.text;
        !text.is_empty() && text.chars().count() <= LONGEST && !text.contains(char::is_control)
    };
    let mut values: Vec<Value> = values.filter(can_be_picked).collect();
    values.order_by(|a, b| a.folded.cmp(&b.folded).then(b.rows.cmp(&a.rows)));
    values.dedup_by(|next, kept| {
        let is_same = next.folded == kept.folded;
        kept.rows += if is_same { next.rows } else { 0 };
        is_same
    });
    values.order_by(|a, b| b.rows.cmp(&a.rows).then_with(|| a.text.cmp(&b.text)));
    values
}

/// How many rows say what, by the numbers that the store gives to what they say.
#[derive(Default)]
struct Tally {
    kinds: Vec<u32>,
    types: Vec<u32>,
    computers: Vec<u32>,
    packages: Vec<u32>,
    sources: Vec<u32>,
    targets: Vec<u32>,
    actors: Vec<u32>,
    /// By whether it is one of Kerberos.
    statuses: BTreeMap<(bool, u32), u32>,
    policies: BTreeMap<&'static str, u32>,
}

impl Tally {
    /// Counts `rows` in one pass.
    fn new(store: &EventStore, rows: impl Iterator<Item = usize>) -> Self {
        let nothing = |count: usize| vec![0; count];
        let (strings, events) = (store.strings.len(), &store.events);
        let mut tally = Self {
            kinds: nothing(EVENTS.len()),
            types: nothing(256),
            computers: nothing(strings),
            packages: nothing(strings),
            sources: nothing(store.sources.all().len()),
            targets: nothing(strings),
            actors: nothing(store.accounts.all().len()),
            ..Self::default()
        };
        for row in rows {
            let kind = events.kind[row];
            count(&mut tally.kinds, u32::from(kind.0));
            count(&mut tally.types, u32::from(events.logon_type[row]));
            count(&mut tally.computers, events.computer[row].0);
            count(&mut tally.packages, events.authentication[row].0);
            count(&mut tally.sources, events.source[row].0);
            count(&mut tally.targets, target_id(store, row).0);
            let subject = events.subject[row];
            count(&mut tally.actors, if subject == ClaimId::NONE { events.account[row].0 } else { subject.0 });
            if events.status[row] != NO_STATUS {
                *tally.statuses.entry((status::is_kerberos(kind.id()), events.status[row])).or_default() += 1;
            }
            if kind.facts().place_of_detail(Slot::Subcategory).is_some() {
                let category = audit::category(store.detail(row, Slot::Category));
                let subcategory = audit::subcategory(store.detail(row, Slot::Subcategory));
                for name in category.into_iter().chain(subcategory) {
                    *tally.policies.entry(name).or_default() += 1;
                }
            }
        }
        tally
    }
}

fn count(counts: &mut [u32], number: u32) {
    if let Some(count) = counts.get_mut(number as usize) {
        *count += 1;
    }
}

/// What has rows, with its number.
fn used(counts: &[u32]) -> impl Iterator<Item = (u32, u32)> {
    (0..).zip(counts.iter().copied()).filter(|(_, rows)| *rows > 0)
}

impl Vocabulary {
    /// The values of `case`.
    pub fn new(case: &Case<'_>) -> Self {
        let (store, identities) = (case.store, &case.grounds.identities);
        let tally = Tally::new(store, case.grounds.order.rows.iter().map(|row| *row as usize));
        let known = |of_row: &[u32], all: usize| {
            let mut counts = vec![0; all];
            of_row.iter().filter(|number| **number != NOBODY).for_each(|number| count(&mut counts, *number));
            counts
        };
        let of_account = known(&identities.accounts.of_row, identities.accounts.all.len());
        let of_host = known(&identities.hosts.of_row, identities.hosts.all.len());
        let accounts = || identities.accounts.all.iter().zip(&of_account);
        let hosts = || identities.hosts.all.iter().zip(&of_host);
        let text = |id: u32| store.strings.get(StringId(id));
        let texts = |counts: &[u32]| listed(used(counts).map(|(id, rows)| Value::new(text(id), "", rows)));
        let domains = accounts().filter_map(|(account, rows)| Some(Value::new(account.domain.as_deref()?, "", *rows)));
        let ids = used(&tally.kinds).filter_map(|(kind, rows)| Some((EVENTS.get(kind as usize)?, rows)));
        let types = used(&tally.types).filter_map(|(number, rows)| Some((u8::try_from(number).ok()?, rows)));
        let sids = accounts().flat_map(|(account, rows)| account.sids.iter().map(move |sid| (sid, account, *rows)));
        let targets = used(&tally.targets).filter_map(|(id, rows)| {
            let host = known_host(text(id))?;
            Some(Value::new(host.strip_suffix('$').unwrap_or(host), "", rows))
        });
        let actors = used(&tally.actors).filter_map(|(claim, rows)| {
            let claim = store.accounts.all().get(claim as usize)?;
            Some(Value::new(split_account(store.strings.get(claim.name)).0, "", rows))
        });
        let in_words = |kerberos: bool, code: u32| status::in_words(if kerberos { 4768 } else { 4625 }, code);
        Self {
            users: listed(accounts().map(|(account, rows)| Value::new(&*account.label, "", *rows))),
            hosts: listed(hosts().map(|(host, rows)| Value::new(&*host.label, "", *rows))),
            addresses: addresses(case, &tally.sources),
            domains: listed(domains),
            computers: texts(&tally.computers),
            packages: texts(&tally.packages),
            ids: listed(ids.map(|(facts, rows)| Value::new(facts.id.to_string(), facts.title, rows))),
            types: listed(
                types
                    .filter(|(number, _)| *number != NO_LOGON_TYPE)
                    .map(|(number, rows)| Value::new(number.to_string(), logon_type_name(number), rows)),
            ),
            days: listed(days(case).into_iter()),
            sids: listed(sids.map(|(sid, account, rows)| Value::new(&**sid, &*account.label, rows))),
            targets: listed(targets),
            actors: listed(actors),
            policies: listed(tally.policies.iter().map(|(name, rows)| Value::new(*name, "", *rows))),
            statuses: listed(tally.statuses.iter().map(|(&(kerberos, code), rows)| {
                Value::new(status::code(code), in_words(kerberos, code).unwrap_or_default(), *rows)
            })),
        }
    }

    /// Those of `field`.
    pub fn of(&self, field: Field) -> &[Value] {
        match field {
            Field::User => &self.users,
            Field::By => &self.actors,
            Field::Sid => &self.sids,
            Field::To => &self.targets,
            Field::Policy => &self.policies,
            Field::Host => &self.hosts,
            Field::Ip => &self.addresses,
            Field::Domain => &self.domains,
            Field::Computer => &self.computers,
            Field::Auth => &self.packages,
            Field::Id => &self.ids,
            Field::Type => &self.types,
            Field::Status => &self.statuses,
            Field::On | Field::After | Field::Before => &self.days,
            _ => &[],
        }
    }
}

/// Addresses with the hosts that had them. The rows of one are those that tell it: its host may have had others.
fn addresses(case: &Case<'_>, sources: &[u32]) -> Vec<Value> {
    let store = case.store;
    let number = |id| Address::number(store.strings.get(id));
    let mut addresses: BTreeMap<IpAddr, (u32, Vec<&str>)> = BTreeMap::new();
    for (claim, rows) in store.sources.all().iter().zip(sources) {
        if let Some(address) = number(claim.address).or_else(|| number(claim.workstation)) {
            addresses.entry(address).or_default().0 += rows;
        }
    }
    for host in &case.grounds.identities.hosts.all {
        for seen in &host.addresses {
            let told = Address::number(&seen.text).and_then(|address| addresses.get_mut(&address));
            told.into_iter().for_each(|(_, hosts)| hosts.push(&host.label));
        }
    }
    listed(
        addresses.into_iter().map(|(address, (rows, hosts))| Value::new(address.to_string(), hosts.join(", "), rows)),
    )
}

/// The days of the display zone that have rows. Rows are in the order of time.
fn days(case: &Case<'_>) -> Vec<Value> {
    let rows = case.grounds.order.rows.as_slice();
    let time_of = |row: &u32| case.store.events.time[*row as usize];
    let (Some(first), Some(last)) = (rows.first().map(time_of), rows.last().map(time_of)) else { return Vec::new() };
    let clock = LocalClock::new(&case.derived.zone, first, last);
    let (mut days, mut position) = (Vec::new(), 0);
    while let Some(day) = rows.get(position).map(|row| clock.day(time_of(row))) {
        let behind = rows.get(position..).unwrap_or_default();
        let count = behind.partition_point(|row| clock.day(time_of(row)) <= day).max(1);
        if let Some(date) = civil::written(day) {
            days.push(Value::new(date, "", count as u32));
        }
        position += count;
        if days.len() == MOST_DAYS {
            break;
        }
    }
    days
}
