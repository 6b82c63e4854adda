//! The alphabetical places of what rows name, so that rows are sorted by numbers: text without regard to case, addresses as
//! addresses before names.

use crate::engine::files::Files;
use crate::model::events::{AccountClaim, ClaimId, EventStore, SourceClaim};
use crate::model::facts::EVENTS;
use crate::model::strings::StringId;
use std::cmp::Ordering;
use std::net::IpAddr;

/// The places, by the ids of a store.
#[derive(Clone, Debug, Default)]
pub struct Ranks {
    strings: Vec<u32>,
    accounts: Vec<u32>,
    subjects: Vec<u32>,
    sources: Vec<u32>,
    details: Vec<u32>,
}

impl Ranks {
    /// Of all strings and claims of `store`.
    pub fn new(store: &EventStore) -> Self {
        let texts: Vec<&str> = store.strings.iter().collect();
        let folded: Vec<String> = texts.iter().map(|text| text.to_lowercase()).collect();
        let strings = ranks_by(texts.len(), &|a, b| (&folded[a], texts[a]).cmp(&(&folded[b], texts[b])));
        drop(folded);
        let of = |id: StringId| strings.get(id.0 as usize).copied().unwrap_or(0);
        let claims = store.accounts.all();
        let name = |claim: &AccountClaim| of(if claim.name.is_some() { claim.name } else { claim.sid });
        let by_name = |a: usize, b: usize| {
            let key = |claim: &AccountClaim| (name(claim), of(claim.domain));
            key(&claims[a]).cmp(&key(&claims[b]))
        };
        let by_domain = |a: usize, b: usize| {
            let key = |claim: &AccountClaim| (of(claim.domain), name(claim));
            key(&claims[a]).cmp(&key(&claims[b]))
        };
        let (accounts, subjects) = (ranks_by(claims.len(), &by_name), ranks_by(claims.len(), &by_domain));
        let claims = store.sources.all();
        let shown = |claim: &SourceClaim| if claim.address.is_some() { claim.address } else { claim.workstation };
        let addresses: Vec<Option<IpAddr>> =
            claims.iter().map(|claim| store.strings.get(shown(claim)).parse().ok()).collect();
        let sources = ranks_by(claims.len(), &|a, b| {
            let key = |claim: &SourceClaim| (of(shown(claim)), of(claim.workstation));
            let names = || key(&claims[a]).cmp(&key(&claims[b]));
            match (addresses[a], addresses[b]) {
                (Some(one), Some(other)) => one.cmp(&other).then_with(names),
                (Some(_), None) if shown(&claims[b]).is_some() => Ordering::Less,
                (None, Some(_)) if shown(&claims[a]).is_some() => Ordering::Greater,
                _ => names(),
            }
        });
        let claims = store.details.all();
        let said = |claim: usize| claims[claim].0.into_iter().filter(|text| text.is_some()).map(of);
        let details = ranks_by(claims.len(), &|a, b| said(a).cmp(said(b)));
        Self { strings, accounts, subjects, sources, details }
    }

    /// Of a string; 0 for the empty one.
    pub fn string(&self, id: StringId) -> u64 {
        rank(&self.strings, id.0)
    }

    /// Of an account by its name, then its domain.
    pub fn account(&self, id: ClaimId) -> u64 {
        rank(&self.accounts, id.0)
    }

    /// Of an account by its domain, then its name.
    pub fn subject(&self, id: ClaimId) -> u64 {
        rank(&self.subjects, id.0)
    }

    /// Of a source.
    pub fn source(&self, id: ClaimId) -> u64 {
        rank(&self.sources, id.0)
    }

    /// Of details, by the first of them that is known, then the next.
    pub fn details(&self, id: ClaimId) -> u64 {
        rank(&self.details, id.0)
    }
}

/// The places of the kinds of events by id, then provider.
pub fn of_kinds() -> Vec<u64> {
    let by_id = |a: usize, b: usize| (EVENTS[a].id, EVENTS[a].provider).cmp(&(EVENTS[b].id, EVENTS[b].provider));
    ranks_by(EVENTS.len(), &by_id).into_iter().map(u64::from).collect()
}

/// The places of the files by path, for each file's number.
pub fn of_files(files: &Files) -> Vec<u64> {
    let path = |file: usize| files.get(file as u32).map(|file| (file.path.to_lowercase(), &file.path));
    ranks_by(files.numbers(), &|a, b| path(a).cmp(&path(b))).into_iter().map(u64::from).collect()
}

fn rank(ranks: &[u32], id: u32) -> u64 {
    u64::from(ranks.get(id as usize).copied().unwrap_or(0))
}

/// The place of each of `count` things; things that compare as equal have one place.
fn ranks_by(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<u32> {
    let mut order: Vec<u32> = (0..count as u32).collect();
    order.sort_unstable_by(|a, b| compare(*a as usize, *b as usize));
    let mut ranks = vec![0; count];
    let mut rank = 0;
    for (place, item) in order.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|before| order.get(before));
        if before.is_some_and(|before| compare(*before as usize, *item as usize) != Ordering::Equal) {
            rank += 1;
        }
        ranks[*item as usize] = rank;
    }
    ranks
}
