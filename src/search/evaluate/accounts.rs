//! Terms about accounts: asked once of each account of the case.

use super::super::pattern::Pattern;
use super::super::query::Name;
use super::super::tables::Memo;
use super::Evaluation;
use crate::model::bits::Bits;
use crate::model::events::{AccountClaim, ClaimId};
use crate::model::identity::names::{folded, split_account, split_host};
use crate::model::identity::{Account, AccountKind, NOBODY};
use crate::model::strings::StringId;
use std::collections::{BTreeMap, BTreeSet};

impl Evaluation<'_> {
    /// The rows of the accounts that `is` tells.
    pub(super) fn accounts(&self, is: impl Fn(&Account) -> bool) -> Bits {
        let accounts = &self.case.grounds.identities.accounts;
        let table: Vec<bool> = accounts.all.iter().map(is).collect();
        self.numbered(&accounts.of_row, &table)
    }

    /// The rows of what somebody did: the subject, or the account itself where that is the subject.
    pub(super) fn actors(&self, patterns: &[Pattern]) -> Bits {
        let store = self.case.store;
        let mut memo = Memo::new(store.accounts.all().len(), |claim| {
            let AccountClaim { name, domain, .. } = store.accounts.get(ClaimId(claim));
            let (name, domain) = (store.strings.get(name), store.strings.get(domain));
            let (bare, inner) = split_account(name);
            let called = [name, bare, &format!("{}\\{bare}", inner.unwrap_or(domain))].map(folded);
            !name.is_empty()
                && patterns.iter().any(|pattern| {
                    called.iter().take(if has_domain(pattern) { 3 } else { 2 }).any(|name| pattern.fits_folded(name))
                })
        });
        self.rows(|row| {
            let ClaimId(subject) = store.events.subject[row];
            memo.is(if subject == ClaimId::NONE.0 { store.events.account[row].0 } else { subject })
        })
    }

    /// The rows of persons' accounts whose domain is known and not that of most rows: of another domain, of a workgroup, of a machine.
    pub(super) fn foreign(&self) -> Bits {
        let accounts = &self.case.grounds.identities.accounts;
        let mut events = vec![0_u64; accounts.all.len()];
        for account in accounts.of_row.iter().filter(|account| **account != NOBODY) {
            if let Some(events) = events.get_mut(*account as usize) {
                *events += 1;
            }
        }
        let machines = self.machines();
        let mut of_domain: BTreeMap<String, u64> = BTreeMap::new();
        for (account, events) in accounts.all.iter().zip(&events) {
            if let Some(domain) = domain(account).filter(|domain| !machines.contains(domain)) {
                *of_domain.entry(domain).or_default() += events;
            }
        }
        // Of equals the first by name.
        let most = of_domain.iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
        let home = most.map(|(domain, _)| domain);
        self.accounts(|account| domain(account).is_some_and(|domain| home.is_some_and(|home| *home != domain)))
    }

    /// The short names of all machines that wrote a record: what the domains of their local accounts are called.
    fn machines(&self) -> BTreeSet<String> {
        let store = self.case.store;
        let mut seen = vec![false; store.strings.len()];
        for StringId(computer) in &store.events.computer {
            if let Some(seen) = seen.get_mut(*computer as usize) {
                *seen = true;
            }
        }
        let computers = seen.iter().zip(0..).filter(|(seen, _)| **seen).map(|(_, id)| store.strings.get(StringId(id)));
        computers.map(|computer| split_host(&folded(computer)).0.to_owned()).collect()
    }
}

fn domain(account: &Account) -> Option<String> {
    account.domain.as_deref().filter(|_| account.kind == AccountKind::Standard).map(folded)
}

/// Whether a pattern tells name and domain together.
fn has_domain(pattern: &Pattern) -> bool {
    match pattern {
        Pattern::Contains(text) | Pattern::Whole(text) | Pattern::Parts(text) => text.contains(['\\', '@']),
        Pattern::Wild(pattern) => pattern.iter().any(|character| matches!(character, '\\' | '@')),
    }
}

/// Whether an account is called like that: any of its names, as it is shown, or with its domain if that is a part of the pattern.
pub(super) fn fits(account: &Account, pattern: &Pattern) -> bool {
    pattern.fits(&account.label)
        || pattern.fits(&account.name)
        || account.names.iter().any(|name| pattern.fits(&name.text))
        || has_domain(pattern)
            && account.names.iter().any(|name| {
                let domains = account.domain_spellings.iter();
                domains.clone().any(|domain| pattern.fits(&format!("{domain}\\{}", name.text)))
                    || domains.clone().any(|domain| pattern.fits(&format!("{}@{domain}", name.text)))
            })
}

/// The same for a term that may mean a host too: an address is no account.
pub(super) fn is_called(account: &Account, names: &[Name]) -> bool {
    names.iter().any(|name| matches!(name, Name::Text(pattern) if fits(account, pattern)))
}

/// Whether its domain is called like that, in any spelling.
pub(super) fn is_of_domain(account: &Account, patterns: &[Pattern]) -> bool {
    let shown = account.domain.iter().chain(&account.domain_spellings);
    shown.clone().any(|domain| super::any(patterns, domain))
}
