//! Which logons are looked at under the switches, and what the switches take out.

use crate::model::events::EventStore;
use crate::model::identity::{AccountKind, Identities, NOBODY};
use crate::protocol::Options;
use foldhash::fast::FixedState;
use std::collections::HashMap;
use std::ops::Range;

/// The logons in scope, with accounts and hosts numbered anew: only those that still have a logon, by the first of them.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// Position of each logon in the order of rows, ascending.
    pub positions: Vec<u32>,
    /// The number of each logon's account.
    pub account: Vec<u32>,
    /// The number of each logon's source host.
    pub host: Vec<u32>,
    /// Which of [`Identities::accounts`] account number `i` is.
    pub accounts: Vec<u32>,
    /// Which of [`Identities::hosts`] host number `i` is.
    pub hosts: Vec<u32>,
    /// Logons taken out by the switches for built-in, machine and local, each counted for every switch that takes it out.
    pub hidden: [u64; 3],
    /// Logons, whatever the switches.
    pub logons: u64,
}

/// Numbers given by first sight.
#[derive(Default)]
struct Renumbering {
    number: HashMap<u32, u32, FixedState>,
    all: Vec<u32>,
}

impl Renumbering {
    fn number(&mut self, of: u32) -> u32 {
        let next = self.all.len() as u32;
        let number = *self.number.entry(of).or_insert(next);
        if number == next {
            self.all.push(of);
        }
        number
    }
}

impl Scope {
    /// Applies `options` to the rows of `store` that `rows` lists, whose identities are `identities`.
    pub fn new(store: &EventStore, rows: &[u32], identities: &Identities, options: &Options) -> Self {
        let hides: Vec<[bool; 2]> = (identities.accounts.all.iter())
            .map(|account| {
                let (builtin, machine) = (AccountKind::Builtin, AccountKind::Machine);
                [
                    !options.include_builtin && account.kind == builtin,
                    !options.include_machine && account.kind == machine,
                ]
            })
            .collect();
        let (mut accounts, mut hosts) = (Renumbering::default(), Renumbering::default());
        let mut scope = Self::default();
        let sources = identities.hosts.of_row.iter().zip(&identities.hosts.local);
        for ((position, row), (account, (host, local))) in
            (0..).zip(rows).zip(identities.accounts.of_row.iter().zip(sources))
        {
            if *host == NOBODY || !store.events.kind[*row as usize].is_logon() {
                continue;
            }
            scope.logons += 1;
            let [builtin, machine] = hides.get(*account as usize).copied().unwrap_or_default();
            let hidden = [builtin, machine, *local && !options.include_local];
            for (count, hidden) in scope.hidden.iter_mut().zip(hidden) {
                *count += u64::from(hidden);
            }
            if hidden.contains(&true) {
                continue;
            }
            scope.positions.push(position);
            scope.account.push(accounts.number(*account));
            scope.host.push(hosts.number(*host));
        }
        (scope.accounts, scope.hosts) = (accounts.all, hosts.all);
        scope
    }

    /// The logons in scope: (position, account, host).
    pub fn iter(&self) -> impl Iterator<Item = (u32, u32, u32)> + Clone + '_ {
        self.within(0..u32::MAX)
    }

    /// Those of a span of positions.
    pub fn within(&self, span: Range<u32>) -> impl Iterator<Item = (u32, u32, u32)> + Clone + '_ {
        let before = |end: u32| self.positions.partition_point(|position| *position < end);
        let (from, until) = (before(span.start), before(span.end));
        let of_each = [&self.positions, &self.account, &self.host].map(|of| of.get(from..until).unwrap_or_default());
        let [positions, accounts, hosts] = of_each.map(|of| of.iter().copied());
        positions.zip(accounts).zip(hosts).map(|((position, account), host)| (position, account, host))
    }
}
