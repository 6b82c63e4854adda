//! What can be drawn beside the logons of accounts from hosts: the domains of the accounts, what they changed of the audit policy, and
//! the machines that they logged on to.

use super::derived::{Derived, Grounds, logon};
use super::movement::NO_LINE;
use crate::graph::account_host::{LinkKey, Node};
use crate::model::audit;
use crate::model::events::EventStore;
use crate::model::facts::Slot;
use crate::model::identity::names::folded;
use crate::model::identity::{NOBODY, stable_key};
use crate::protocol::NodeKind;
use crate::sorting::InOrder;
use foldhash::fast::FixedState;
use petgraph::graph::NodeIndex;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The event that tells of a change of the audit policy.
const POLICY_CHANGED: u16 = 4719;

/// A node that is joined to the graph.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Joined {
    /// A machine that was logged on to and is no source: which of [`Grounds::targets`].
    Target(u32),
    /// A machine that was logged on to, beside the source that it may be.
    Beside(u32),
    /// An account without a logon in scope: which of all identities.
    Account(u32),
    /// A domain, or the machine whose accounts are its own.
    Domain(Named),
    /// Something that was changed of the audit policy.
    Policy(Named),
}

/// What a joined node is called.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Named {
    /// As shown.
    pub label: String,
    /// The same in every generation.
    pub key: u64,
}

impl Named {
    fn new(kind: u8, label: &str) -> Self {
        Self { label: label.to_owned(), key: stable_key(kind, &folded(label)) }
    }
}

impl Joined {
    /// What sort of node it is, its name and its key.
    pub fn shown<'a>(&'a self, grounds: &'a Grounds) -> Option<(NodeKind, &'a str, u64)> {
        match self {
            Self::Target(target) => {
                grounds.known_target(*target).map(|target| (NodeKind::Host, &*target.label, target.key))
            }
            Self::Beside(target) => {
                grounds.known_target(*target).map(|target| (NodeKind::Host, &*target.label, target.key_beside))
            }
            Self::Account(account) => grounds.identities.accounts.all.get(*account as usize).map(|account| {
                let kind = if account.privileged { NodeKind::PrivilegedAccount } else { NodeKind::Account };
                (kind, &*account.label, stable_key(b'a', &account.identity))
            }),
            Self::Domain(named) => Some((NodeKind::Domain, &named.label, named.key)),
            Self::Policy(named) => Some((NodeKind::PolicyChange, &named.label, named.key)),
        }
    }
}

/// The domain of account `account` among all identities.
pub fn domain_key(grounds: &Grounds, account: u32) -> Option<u64> {
    let account = grounds.identities.accounts.all.get(account as usize)?;
    account.domain.as_deref().map(|domain| Named::new(b'd', domain).key)
}

/// The node of the change that row `row` tells of.
pub fn policy_key(store: &EventStore, row: usize) -> Option<u64> {
    policy(store, row).map(|label| Named::new(b'p', &label).key)
}

/// `Logon: success removed`; `None` if it tells of no such change.
fn policy(store: &EventStore, row: usize) -> Option<String> {
    if store.events.kind.get(row)?.id() != POLICY_CHANGED {
        return None;
    }
    let (category, subcategory) = (store.detail(row, Slot::Category), store.detail(row, Slot::Subcategory));
    let what = audit::subcategory(subcategory).or_else(|| audit::category(category));
    let what = what.unwrap_or(if subcategory.is_empty() { "Audit policy" } else { subcategory });
    let changes = audit::changes(store.detail(row, Slot::PolicyChanges));
    Some(if changes.is_empty() { what.to_owned() } else { format!("{what}: {changes}") })
}

/// What is to be joined.
#[derive(Default)]
struct Plan {
    nodes: Vec<Joined>,
    lines: Vec<(NodeIndex, NodeIndex)>,
}

impl Plan {
    fn node(&mut self, derived: &Derived, node: Joined) -> NodeIndex {
        self.nodes.push(node);
        derived.graph.joined(self.nodes.len() as u32 - 1)
    }

    /// The number by which keys name the line, see [`LinkKey::line`].
    fn line(&mut self, from: NodeIndex, to: NodeIndex) -> u32 {
        self.lines.push((from, to));
        self.lines.len() as u32
    }
}

/// What of the rows is left where nodes beside the logons are hidden or kept by hand: none of those that are hidden and, if any of a kind
/// is to be kept, of these only.
pub struct Narrowed<'a> {
    store: &'a EventStore,
    grounds: &'a Grounds,
    hide: &'a BTreeSet<u64>,
    only: &'a BTreeSet<u64>,
    /// Domain of each account, by all identities; empty if no domain is named. Likewise the rest.
    domains: Vec<Option<u64>>,
    targets: bool,
    policies: bool,
    /// All that `only` names of each kind.
    kept: [BTreeSet<u64>; 3],
}

impl<'a> Narrowed<'a> {
    /// Looks for what `hide` and `only` name.
    pub fn new(store: &'a EventStore, grounds: &'a Grounds, hide: &'a BTreeSet<u64>, only: &'a BTreeSet<u64>) -> Self {
        let accounts = 0..grounds.identities.accounts.all.len() as u32;
        let domains: Vec<Option<u64>> = accounts.map(|account| domain_key(grounds, account)).collect();
        let rows = grounds.order.rows.iter().map(|row| *row as usize);
        let policies: BTreeSet<u64> = rows.filter_map(|row| policy_key(store, row)).collect();
        let targets: BTreeSet<u64> = grounds.targets(store).all.iter().map(|target| target.key_beside).collect();
        let named = |of: &BTreeSet<u64>| of.iter().any(|key| hide.contains(key) || only.contains(key));
        let of_domains: BTreeSet<u64> = domains.iter().copied().flatten().collect();
        let kept = [&of_domains, &targets, &policies].map(|of| of.intersection(only).copied().collect());
        let domains = if named(&of_domains) { domains } else { Vec::new() };
        Self { store, grounds, hide, only, domains, targets: named(&targets), policies: named(&policies), kept }
    }

    /// Whether `key` is to be kept and is of nothing but what stands beside the logons.
    pub fn names(&self, key: u64) -> bool {
        self.kept.iter().any(|kept| kept.contains(&key))
    }

    /// Whether the row at `position` is left.
    pub fn leaves(&self, position: usize) -> bool {
        let Self { store, grounds, .. } = self;
        let [domains, targets, policies] = &self.kept;
        let is_left = |kept: &BTreeSet<u64>, key: Option<u64>| {
            key.map_or(kept.is_empty(), |key| {
                !self.hide.contains(&key) && (kept.is_empty() || self.only.contains(&key))
            })
        };
        let Some(row) = grounds.order.rows.get(position).map(|row| *row as usize) else { return false };
        let account = || grounds.identities.accounts.of_row.get(position).map(|account| *account as usize);
        let domain = || account().and_then(|account| self.domains.get(account).copied().flatten());
        let target = || grounds.targets(store).number(store, row).and_then(|number| grounds.known_target(number));
        (self.domains.is_empty() || is_left(domains, domain()))
            && (!self.targets || is_left(targets, target().map(|target| target.key_beside)))
            && (!self.policies || is_left(policies, policy_key(store, row)))
    }
}

impl Derived {
    /// Joins what is asked for beside the logons.
    pub(super) fn join_further(&mut self, store: &EventStore, grounds: &Grounds) {
        let mut plan = Plan::default();
        let of_account = if self.shows.domains { self.plan_domains(grounds, &mut plan) } else { Vec::new() };
        let of_row = if self.shows.targets { self.plan_targets(store, grounds, &mut plan) } else { Vec::new() };
        let policies = if self.shows.policies { self.plan_policies(store, grounds, &mut plan) } else { Vec::new() };
        let on = |row: (u32, u32, u32), line: Option<&u32>| {
            let line = *line.filter(|line| **line != NO_LINE)?;
            // From wherever: what a line is made of is told apart by nothing that its rows cannot be asked for.
            let (position, time, key) = logon(store, grounds, row);
            Some((position, time, LinkKey { line, host: NOBODY, ..key }))
        };
        let scope = &self.scope;
        let domains = scope.iter().filter_map(|row| on(row, of_account.get(row.1 as usize)));
        let targets = scope.iter().zip(&of_row).filter_map(|(row, line)| on(row, Some(line)));
        let logons = domains.chain(targets).chain(policies.iter().copied());
        self.graph.join(plan.nodes.len() as u32, plan.lines, logons);
        self.joined = plan.nodes;
    }

    /// The line of each account to its domain.
    fn plan_domains(&self, grounds: &Grounds, plan: &mut Plan) -> Vec<u32> {
        let mut nodes: BTreeMap<u64, NodeIndex> = BTreeMap::new();
        let of_account = (0..self.scope.accounts.len() as u32).map(|number| {
            let Some(domain) = self.account(grounds, number).and_then(|account| account.domain.as_deref()) else {
                return NO_LINE;
            };
            let named = Named::new(b'd', domain);
            let node = *nodes.entry(named.key).or_insert_with(|| plan.node(self, Joined::Domain(named)));
            plan.line(self.graph.account(number), node)
        });
        of_account.collect()
    }

    /// The line of each logon in scope to the machine that was logged on to, which is a node of its own.
    fn plan_targets(&self, store: &EventStore, grounds: &Grounds, plan: &mut Plan) -> Vec<u32> {
        let targets = grounds.targets(store);
        let mut nodes: BTreeMap<u32, NodeIndex> = BTreeMap::new();
        let mut lines: HashMap<(u32, u32), u32, FixedState> = HashMap::default();
        let line = |(position, account, _): (u32, u32, u32)| {
            let row = grounds.order.rows.get(position as usize);
            let Some(target) = row.and_then(|row| targets.number(store, *row as usize)) else { return NO_LINE };
            *lines.entry((account, target)).or_insert_with(|| {
                let node = *nodes.entry(target).or_insert_with(|| plan.node(self, Joined::Beside(target)));
                plan.line(self.graph.account(account), node)
            })
        };
        self.scope.iter().map(line).collect()
    }

    /// The rows that tell of a change of the audit policy, each on the line from who changed it. The switches hide no account here: it is the
    /// machine itself that changes a policy for most.
    fn plan_policies(&self, store: &EventStore, grounds: &Grounds, plan: &mut Plan) -> Vec<(u32, i64, LinkKey)> {
        let mut number_of: HashMap<u32, u32, FixedState> = HashMap::default();
        number_of.extend(self.scope.accounts.iter().copied().zip(0..));
        let mut accounts: BTreeMap<u32, NodeIndex> = BTreeMap::new();
        let mut nodes: BTreeMap<u64, NodeIndex> = BTreeMap::new();
        let mut lines: BTreeMap<(NodeIndex, NodeIndex), u32> = BTreeMap::new();
        let mut found = Vec::new();
        for (position, row) in (0u32..).zip(&grounds.order.rows) {
            let Some(label) = policy(store, *row as usize) else { continue };
            let by = grounds.identities.accounts.of_row.get(position as usize).copied().filter(|by| *by != NOBODY);
            let Some(by) = by else { continue };
            let number = number_of.get(&by).copied();
            let from = match number {
                Some(number) => self.graph.account(number),
                None => *accounts.entry(by).or_insert_with(|| plan.node(self, Joined::Account(by))),
            };
            let named = Named::new(b'p', &label);
            let to = *nodes.entry(named.key).or_insert_with(|| plan.node(self, Joined::Policy(named)));
            let line = *lines.entry((from, to)).or_insert_with(|| plan.line(from, to));
            // No host, and nobody among the numbered accounts where it has no logon in scope.
            let (position, time, key) = logon(store, grounds, (position, number.unwrap_or(NOBODY), NOBODY));
            found.push((position, time, LinkKey { line, ..key }));
        }
        found
    }

    /// Whether lines only ever end in a node: domains, changes, machines that are no source.
    pub fn is_end(&self, node: NodeIndex) -> bool {
        let Some(Node::Joined(joined)) = self.graph.graph.node_weight(node) else { return false };
        !matches!(self.joined(*joined), Some(Joined::Account(_)) | None)
    }

    /// What joined node `joined` is.
    pub fn joined(&self, joined: u32) -> Option<&Joined> {
        self.joined.get(joined as usize)
    }

    /// The accounts of a domain that is drawn, by their numbers in scope.
    pub fn accounts_of(&self, grounds: &Grounds, domain: &Named) -> Vec<u32> {
        let is_of = |number: &u32| {
            let identity = self.scope.accounts.get(*number as usize);
            identity.and_then(|identity| domain_key(grounds, *identity)) == Some(domain.key)
        };
        let mut accounts: Vec<u32> = (0..self.scope.accounts.len() as u32).filter(is_of).collect();
        accounts.order();
        accounts
    }
}

#[cfg(test)]
mod tests;
