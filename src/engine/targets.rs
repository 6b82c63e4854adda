//! Which host of the case each machine is that was logged on to. Records name it in one way or another, and many a one never was a
//! source.

use super::compare::machines::Machines;
use super::derived::Grounds;
use crate::model::events::EventStore;
use crate::model::identity::names::{folded, split_host};
use crate::model::identity::{Hosts, NOBODY, stable_key, target_host, target_id};
use crate::model::strings::StringId;
use foldhash::fast::FixedState;
use std::collections::{BTreeMap, HashMap};

/// A machine that was logged on to.
#[derive(Clone, Debug)]
pub struct Target {
    /// Which of the hosts of the case it is, if it is known to be one.
    pub host: Option<u32>,
    /// As shown.
    pub label: String,
    /// The same in every generation, and whether or not it was a source too.
    pub key: u64,
    /// The same where the machine is drawn beside the source that it is.
    pub key_beside: u64,
}

/// All of a case.
#[derive(Clone, Debug, Default)]
pub struct Targets {
    /// By number.
    pub all: Vec<Target>,
    /// Of the texts that name them.
    number_of: HashMap<StringId, u32, FixedState>,
}

impl Targets {
    /// Those that any row is to, whatever the switches.
    pub fn of(store: &EventStore, grounds: &Grounds) -> Self {
        let mut names: Vec<(StringId, &str)> = Vec::new();
        let mut known: HashMap<StringId, (), FixedState> = HashMap::default();
        for row in grounds.order.rows.iter().map(|row| *row as usize) {
            let id = target_id(store, row);
            if id.is_some() && known.insert(id, ()).is_none() {
                names.extend(target_host(store, row).map(|name| (id, name)));
            }
        }
        let machines = Machines::of(&names);
        let hosts = &grounds.identities.hosts;
        let by_name = by_name(hosts);
        let mut targets = Self::default();
        // Several machines may turn out to be one host.
        let mut of_host: BTreeMap<u32, u32> = BTreeMap::new();
        let mut of_machine: BTreeMap<u32, u32> = BTreeMap::new();
        for (id, _) in names {
            let Some(machine) = machines.number(id) else { continue };
            let next = targets.all.len() as u32;
            let name = folded(machines.name(machine));
            let found = by_name.get(&name).or_else(|| by_name.get(split_host(&name).0)).copied();
            let host = found.filter(|host| *host != NOBODY);
            let number = match host {
                Some(host) => *of_host.entry(host).or_insert(next),
                None => *of_machine.entry(machine).or_insert(next),
            };
            if number == next {
                let of_host = host.and_then(|host| hosts.all.get(host as usize));
                let (label, identity) = match of_host {
                    Some(host) => (host.label.clone(), host.identity.clone()),
                    None => (machines.label(machine).to_owned(), name),
                };
                let [key, key_beside] = [b'h', b't'].map(|kind| stable_key(kind, &identity));
                targets.all.push(Target { host, label, key, key_beside });
            }
            targets.number_of.insert(id, number);
        }
        targets
    }

    /// The number of the machine that row `row` of `store` is a logon to.
    pub fn number(&self, store: &EventStore, row: usize) -> Option<u32> {
        self.number_of.get(&target_id(store, row)).copied()
    }
}

/// Hosts by all their names, with their domain and without; a name that two have means neither.
fn by_name(hosts: &Hosts) -> HashMap<String, u32, FixedState> {
    let mut by_name: HashMap<String, u32, FixedState> = HashMap::default();
    for (number, host) in (0u32..).zip(&hosts.all) {
        for name in &host.names {
            let name = folded(&name.text);
            for name in [split_host(&name).0.to_owned(), name] {
                let known = by_name.entry(name).or_insert(number);
                if *known != number {
                    *known = NOBODY;
                }
            }
        }
    }
    by_name
}
