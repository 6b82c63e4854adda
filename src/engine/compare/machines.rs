//! The computers that logons were to, by one name each: records write the same one with its domain and without.

use crate::engine::rows::Case;
use crate::model::identity::names::{folded, split_host};
use crate::model::identity::{target_host, target_id};
use crate::model::strings::StringId;
use foldhash::fast::FixedState;
use std::collections::{BTreeMap, HashMap};

/// A computer.
struct Machine {
    /// Its short name where no other has that, else with its domain; as first written.
    label: String,
    /// The longest name that it is called by.
    name: String,
}

/// All of a case.
pub struct Machines {
    all: Vec<Machine>,
    number_of: HashMap<StringId, u32, FixedState>,
}

impl Machines {
    /// Those that logons under the switches were to.
    pub fn of_case(case: Case<'_>) -> Self {
        let mut names: Vec<(StringId, &str)> = Vec::new();
        let mut known: HashMap<StringId, (), FixedState> = HashMap::default();
        for (position, ..) in case.derived.scope.iter() {
            let Some(row) = case.grounds.order.rows.get(position as usize).map(|row| *row as usize) else { continue };
            let id = target_id(case.store, row);
            if id.is_some() && known.insert(id, ()).is_none() {
                names.extend(target_host(case.store, row).map(|name| (id, name)));
            }
        }
        Self::of(&names)
    }

    /// Those that `names` name. A name without a domain is the computer of that name with one, if there is just one.
    pub fn of(names: &[(StringId, &str)]) -> Self {
        let mut machines = Self { all: Vec::new(), number_of: HashMap::default() };
        // By short name: the numbers of those with a domain, by it.
        let mut with_domain: BTreeMap<String, BTreeMap<String, u32>> = BTreeMap::new();
        for (id, name) in names {
            let (short, domain) = split_host(name);
            if let Some(domain) = domain {
                let next = machines.all.len() as u32;
                let number = *with_domain.entry(folded(short)).or_default().entry(folded(domain)).or_insert(next);
                if number == next {
                    machines.all.push(Machine { label: (*name).to_owned(), name: (*name).to_owned() });
                }
                machines.number_of.insert(*id, number);
            }
        }
        for of_name in with_domain.values() {
            if let Some(only) = of_name.values().next().filter(|_| of_name.len() == 1)
                && let Some(machine) = machines.all.get_mut(*only as usize)
            {
                machine.label = split_host(&machine.name).0.to_owned();
            }
        }
        let mut without: BTreeMap<String, u32> = BTreeMap::new();
        for (id, name) in names {
            if split_host(name).1.is_some() {
                continue;
            }
            let only = with_domain.get(&folded(name)).filter(|of_name| of_name.len() == 1);
            let number = only.and_then(|of_name| of_name.values().next().copied()).unwrap_or_else(|| {
                let next = machines.all.len() as u32;
                *without.entry(folded(name)).or_insert(next)
            });
            if number as usize == machines.all.len() {
                machines.all.push(Machine { label: (*name).to_owned(), name: (*name).to_owned() });
            }
            machines.number_of.insert(*id, number);
        }
        machines
    }

    /// The number of the computer that a record calls so.
    pub fn number(&self, target: StringId) -> Option<u32> {
        self.number_of.get(&target).copied()
    }

    /// What computer `number` is called.
    pub fn label(&self, number: u32) -> &str {
        self.all.get(number as usize).map_or("", |machine| &machine.label)
    }

    /// The longest name that computer `number` is called by.
    pub fn name(&self, number: u32) -> &str {
        self.all.get(number as usize).map_or("", |machine| &machine.name)
    }

    /// Whether a host that is shown as `host` may be computer `number`.
    pub fn is(&self, number: u32, host: &str) -> bool {
        self.all.get(number as usize).is_some_and(|machine| is_same(host, &machine.name))
    }
}

/// Whether two names may be of one computer: either may be written without its domain.
pub fn is_same(a: &str, b: &str) -> bool {
    let ((name_a, domain_a), (name_b, domain_b)) = (split_host(a), split_host(b));
    let may_be = |a: Option<&str>, b: Option<&str>| a.zip(b).is_none_or(|(a, b)| folded(a) == folded(b));
    folded(name_a) == folded(name_b) && may_be(domain_a, domain_b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_is_the_same_however_its_name_is_written() {
        for (host, computer, same) in [
            ("WS-1034", "ws-1034.ex.local", true),
            ("ws-1034.ex.local", "WS-1034.EX.LOCAL", true),
            ("WS-1034.ex.local", "WS-1034.other.local", false),
            ("10.0.0.1", "WS-1034.ex.local", false),
            ("10.0.0.1", "10.0.0.2", false),
        ] {
            assert_eq!(is_same(host, computer), same, "{host} {computer}");
        }
    }
}
