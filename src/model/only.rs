//! Some rows of a store as a store of their own, which holds no string or claim that none of them names.

use super::events::{AccountClaim, ClaimId, DetailClaim, Event, EventStore, SourceClaim};
use super::strings::StringId;

impl EventStore {
    /// The rows that `rows` lists, in that order. Panics past the end, like a slice.
    pub fn only(&self, rows: &[u32]) -> Self {
        let mut left = Self::default();
        let mut strings: Vec<Option<StringId>> = vec![None; self.strings.len()];
        let mut accounts: Vec<Option<ClaimId>> = vec![None; self.accounts.all().len()];
        let mut sources: Vec<Option<ClaimId>> = vec![None; self.sources.all().len()];
        let mut details: Vec<Option<ClaimId>> = vec![None; self.details.all().len()];
        left.events.reserve(rows.len());
        for row in rows {
            let event = self.events.get(*row as usize);
            let mut string = |id: StringId| match strings.get_mut(id.0 as usize) {
                Some(known) => *known.get_or_insert_with(|| left.strings.intern(self.strings.get(id))),
                None => StringId::NONE,
            };
            let mut account = |id: ClaimId| {
                let Some(known) = accounts.get_mut(id.0 as usize) else { return ClaimId::NONE };
                *known.get_or_insert_with(|| {
                    let AccountClaim { name, domain, sid } = self.accounts.get(id);
                    left.accounts.intern(AccountClaim { name: string(name), domain: string(domain), sid: string(sid) })
                })
            };
            let (of, subject) = (account(event.account), account(event.subject));
            let source = sources.get_mut(event.source.0 as usize).map_or(ClaimId::NONE, |known| {
                *known.get_or_insert_with(|| {
                    let SourceClaim { address, workstation } = self.sources.get(event.source);
                    left.sources.intern(SourceClaim { address: string(address), workstation: string(workstation) })
                })
            });
            let detail = details.get_mut(event.details.0 as usize).map_or(ClaimId::NONE, |known| {
                *known.get_or_insert_with(|| {
                    left.details.intern(DetailClaim(self.details.get(event.details).0.map(&mut string)))
                })
            });
            left.events.push(Event {
                computer: string(event.computer),
                account: of,
                source,
                target: string(event.target),
                authentication: string(event.authentication),
                subject,
                details: detail,
                ..event
            });
        }
        left
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::handmade::{Row, RowMaker, logon};

    #[test]
    fn rows_say_the_same_in_a_store_of_their_own() {
        let rows: Vec<Row> = (0..20)
            .map(|turn| {
                let row = logon(["a", "b", "c"][turn % 3], &format!("10.0.0.{}", turn % 5)).at(turn as i64);
                row.by("d", "EX", "S-1-5-21-1").target("T").workstation(["", "w"][turn % 2])
            })
            .collect();
        let whole = RowMaker::of(&rows).store;
        let chosen = [3, 17, 4, 4];
        let only = whole.only(&chosen);
        assert_eq!(only.events.len(), 4);
        let says = |store: &EventStore, row: usize| {
            let event = store.events.get(row);
            let text = |id| store.strings.get(id).to_owned();
            let (account, source) = (store.accounts.get(event.account), store.sources.get(event.source));
            let subject = store.accounts.get(event.subject);
            let ids = [account.name, account.domain, account.sid, source.address, source.workstation, subject.name];
            (event.time, event.kind, text(event.target), ids.map(text), store.details.get(event.details).0.map(text))
        };
        for (at, row) in chosen.into_iter().enumerate() {
            assert_eq!(says(&only, at), says(&whole, row as usize));
        }
        // 10.0.0.0 and 10.0.0.1 are of no row chosen.
        assert!(only.strings.find("10.0.0.1").is_none() && only.strings.len() < whole.strings.len());
    }
}
