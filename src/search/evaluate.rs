//! A query put to all rows of a case: each term is one pass, in which every row only looks up what was found for its account, its
//! host, its string; the rest is arithmetic with sets.

mod accounts;
mod hosts;

use super::civil::Civil;
use super::pattern::Pattern;
use super::query::{Query, Status, Term, Trait};
use super::tables::Memo;
use crate::engine::rows::Case;
use crate::model::bits::Bits;
use crate::model::events::{ClaimId, NO_STATUS};
use crate::model::facts::{EventKind, Slot, is_failure};
use crate::model::identity::{AccountKind, NOBODY};
use crate::model::strings::StringId;
use crate::model::time::LocalClock;
use crate::model::{audit, status};
use foldhash::fast::FixedState;
use std::cell::OnceCell;
use std::collections::HashSet;
use std::ops::RangeInclusive;

/// The positions of the rows that are what `query` says.
pub fn evaluate(query: &Query, case: &Case<'_>) -> Bits {
    let time = |row: Option<&u32>| row.map_or(0, |row| case.store.events.time[*row as usize]);
    let rows = &case.grounds.order.rows;
    let clock = LocalClock::new(&case.derived.zone, time(rows.first()), time(rows.last()));
    Evaluation { case: *case, clock, whole: query, counts: OnceCell::new() }.query(query)
}

struct Evaluation<'a> {
    case: Case<'a>,
    clock: LocalClock,
    /// The query that all this is a part of.
    whole: &'a Query,
    /// Logons of each bundle of the graph under the whole query, without its terms that count.
    counts: OnceCell<Vec<u32>>,
}

/// More pairs of account and host than this are kept as a list of those that occur.
const MOST_PAIRS_AS_BITS: u64 = 1 << 28;

impl Evaluation<'_> {
    fn query(&self, query: &Query) -> Bits {
        match query {
            Query::All => Bits::new(self.len(), true),
            Query::Term(term) => self.term(term),
            Query::Not(inner) => {
                let mut rows = self.query(inner);
                rows.invert();
                rows
            }
            Query::And(parts) => self.joined(parts, true, Bits::and),
            Query::Or(parts) => self.joined(parts, false, Bits::or),
        }
    }

    fn joined(&self, parts: &[Query], of_none: bool, join: fn(&mut Bits, &Bits)) -> Bits {
        let mut parts = parts.iter();
        let first = parts.next().map_or_else(|| Bits::new(self.len(), of_none), |first| self.query(first));
        parts.fold(first, |mut rows, part| {
            join(&mut rows, &self.query(part));
            rows
        })
    }

    fn len(&self) -> usize {
        self.case.grounds.order.rows.len()
    }

    /// The rows that `is` tells, by their places in the store.
    fn rows(&self, mut is: impl FnMut(usize) -> bool) -> Bits {
        let rows = self.case.grounds.order.rows.as_slice();
        Bits::from_fn(rows.len(), |position| rows.get(position).is_some_and(|row| is(*row as usize)))
    }

    /// The rows whose number in `of_row`, which is in the order of rows, is one that `table` has.
    fn numbered(&self, of_row: &[u32], table: &[bool]) -> Bits {
        Bits::from_fn(self.len(), |position| {
            of_row.get(position).and_then(|number| table.get(*number as usize)).copied().unwrap_or(false)
        })
    }

    /// The rows whose string is like one of `patterns`.
    fn strings(&self, column: &[StringId], patterns: &[Pattern]) -> Bits {
        let strings = &self.case.store.strings;
        let mut memo = Memo::new(strings.len(), |id| fits_known(patterns, strings.get(StringId(id))));
        self.rows(|row| memo.is(column[row].0))
    }

    fn term(&self, term: &Term) -> Bits {
        let Case { store, findings, .. } = self.case;
        let events = &store.events;
        match term {
            Term::Named(names) => {
                let mut rows = self.accounts(|account| accounts::is_called(account, names));
                rows.or(&self.hosts(names));
                rows
            }
            Term::Account(patterns) => {
                self.accounts(|account| patterns.iter().any(|pattern| accounts::fits(account, pattern)))
            }
            Term::Domain(patterns) => self.accounts(|account| accounts::is_of_domain(account, patterns)),
            Term::Sid(patterns) => self.accounts(|account| account.sids.iter().any(|sid| any(patterns, sid))),
            Term::Actor(patterns) => self.actors(patterns),
            Term::Host(names) => self.hosts(names),
            Term::Target(names) => self.targets(names),
            Term::Address(names) => self.addresses(names),
            Term::Computer(patterns) => self.strings(&events.computer, patterns),
            Term::Authentication(patterns) => self.strings(&events.authentication, patterns),
            Term::Event(ids) => {
                let mut memo = Memo::new(256, |kind| {
                    let id = EventKind(kind as u8).id();
                    ids.iter().any(|range| range.contains(&id))
                });
                self.rows(|row| memo.is(u32::from(events.kind[row].0)))
            }
            Term::LogonType(types) => {
                let mut memo = Memo::new(256, |wanted| types.iter().any(|known| u32::from(*known) == wanted));
                self.rows(|row| memo.is(u32::from(events.logon_type[row])))
            }
            Term::Status(wanted) => self.statuses(wanted),
            Term::Count(counts) => self.counted(counts),
            Term::After(time) => self.between([(time.first_moment(&self.clock), i64::MAX)]),
            Term::Before(time) => self.between([(i64::MIN, time.first_moment(&self.clock))]),
            Term::On(times) => self.between(times.iter().flat_map(|time: &Civil| time.stretches(&self.clock))),
            Term::Hours(hours) => self.by_hours(|time| hours >> self.clock.hour_of_day(time) & 1 == 1),
            // The first of January 1970 was a Thursday.
            Term::Days(days) => self.by_hours(|time| days >> (self.clock.day(time) + 3).rem_euclid(7) & 1 == 1),
            Term::Is(traits) => {
                let mut rows = Bits::new(self.len(), false);
                for one in traits {
                    rows.or(&self.is(*one));
                }
                rows
            }
            Term::Finding(rules) => {
                let mut rows = Bits::new(self.len(), false);
                let all = findings.map(|findings| findings.all.as_slice()).unwrap_or_default();
                for finding in all.iter().filter(|finding| rules.contains(&finding.rule)) {
                    finding.rows.iter().for_each(|row| rows.insert(*row));
                }
                rows
            }
            Term::Policy(patterns) => self.rows(|row| {
                events.kind[row].facts().place_of_detail(Slot::Subcategory).is_some() && {
                    let (category, guid) = (store.detail(row, Slot::Category), store.detail(row, Slot::Subcategory));
                    let names = [audit::category(category), audit::subcategory(guid), Some(category), Some(guid)];
                    names.into_iter().flatten().any(|name| any(patterns, name))
                }
            }),
            Term::Detail(patterns) => {
                let strings = &store.strings;
                let mut texts = Memo::new(strings.len(), |id| fits_known(patterns, strings.get(StringId(id))));
                let mut claims = Memo::new(store.details.all().len(), |claim| {
                    store.details.get(ClaimId(claim)).0.iter().any(|text| texts.is(text.0))
                });
                self.rows(|row| claims.is(events.details[row].0))
            }
        }
    }

    /// Within any of these stretches of time, the ends left out. Rows are in the order of time.
    fn between(&self, stretches: impl IntoIterator<Item = (i64, i64)>) -> Bits {
        let rows = &self.case.grounds.order.rows;
        let before = |time: i64| rows.partition_point(|row| self.case.store.events.time[*row as usize] < time);
        let mut found = Bits::new(rows.len(), false);
        for (from, until) in stretches {
            found.insert_range(before(from), if until == i64::MAX { rows.len() } else { before(until) });
        }
        found
    }

    /// The rows of the hours that `is` tells by any time in them. Rows are in the order of time: those of an hour are asked for once.
    fn by_hours(&self, is: impl Fn(i64) -> bool) -> Bits {
        let rows = self.case.grounds.order.rows.as_slice();
        let time_of = |row: &u32| self.case.store.events.time[*row as usize];
        let mut found = Bits::new(rows.len(), false);
        let mut position = 0;
        while let Some(time) = rows.get(position).map(time_of) {
            let end = self.clock.hour_end(time);
            let behind = rows.get(position..).unwrap_or_default();
            let next = position + behind.partition_point(|row| time_of(row) < end).max(1);
            if is(time) {
                found.insert_range(position, next);
            }
            position = next;
        }
        found
    }

    fn statuses(&self, wanted: &[Status]) -> Bits {
        // What NTSTATUS and what Kerberos say by these words, and the numbers, which are of either.
        let codes = [false, true].map(|kerberos| -> Vec<u32> {
            let mut codes = Vec::new();
            for status in wanted {
                match status {
                    Status::Code(code) => codes.push(*code),
                    Status::Words(pattern) => {
                        let known = status::codes(kerberos).iter();
                        codes.extend(known.filter(|(_, words)| pattern.fits(words)).map(|(code, _)| *code));
                    }
                }
            }
            codes
        });
        let events = &self.case.store.events;
        self.rows(|row| {
            let status = events.status[row];
            status != NO_STATUS && codes[usize::from(status::is_kerberos(events.kind[row].id()))].contains(&status)
        })
    }

    fn counted(&self, counts: &[RangeInclusive<u32>]) -> Bits {
        let graph = &self.case.derived.graph;
        let bundles = graph.bundles();
        let counted = self.counts.get_or_init(|| {
            let rest = self.whole.without(&|term| matches!(term, Term::Count(_))).unwrap_or(Query::All);
            let under = self.query(&rest);
            let rows = |bundle| graph.links_of(bundle).iter().flat_map(|link| graph.rows_of(link));
            let count = |bundle| rows(bundle).filter(|position| under.contains(**position)).count() as u32;
            graph.bundles().map(count).collect()
        });
        let mut found = Bits::new(self.len(), false);
        for (bundle, count) in bundles.zip(counted) {
            if counts.iter().any(|range| range.contains(count)) {
                for link in graph.links_of(bundle) {
                    graph.rows_of(link).iter().for_each(|position| found.insert(*position));
                }
            }
        }
        found
    }

    fn is(&self, which: Trait) -> Bits {
        let Case { store, grounds, .. } = self.case;
        let events = &store.events;
        match which {
            Trait::Privileged => self.accounts(|account| account.privileged),
            // On a computer itself its account has the SID of the system.
            Trait::Machine => {
                self.accounts(|account| account.kind == AccountKind::Machine || account.name.ends_with('$'))
            }
            Trait::Builtin => self.accounts(|account| account.kind == AccountKind::Builtin),
            Trait::Foreign => self.foreign(),
            Trait::Failed => {
                let ids: Vec<u16> = (0..=u8::MAX).map(|kind| EventKind(kind).id()).collect();
                self.rows(|row| is_failure(ids[usize::from(events.kind[row].0)], events.status[row]))
            }
            Trait::Logon => self.rows(|row| events.kind[row].is_logon()),
            Trait::Local => {
                let hosts = &grounds.identities.hosts;
                Bits::from_fn(self.len(), |position| hosts.local.get(position).copied().unwrap_or(false))
            }
            Trait::New => self.new_pairs(),
        }
    }

    /// The first row of each account with each host.
    fn new_pairs(&self) -> Bits {
        let identities = &self.case.grounds.identities;
        let (accounts, hosts) = (&identities.accounts, &identities.hosts);
        let width = hosts.all.len() as u64;
        let pairs = accounts.all.len() as u64 * width;
        let as_bits = pairs <= MOST_PAIRS_AS_BITS;
        let mut seen = Bits::new(if as_bits { pairs as usize } else { 0 }, false);
        let mut listed: HashSet<u64, FixedState> = HashSet::default();
        Bits::from_fn(self.len(), |position| {
            let (Some(account), Some(host)) = (accounts.of_row.get(position), hosts.of_row.get(position)) else {
                return false;
            };
            if *account == NOBODY || *host == NOBODY {
                return false;
            }
            let pair = u64::from(*account) * width + u64::from(*host);
            if !as_bits {
                return listed.insert(pair);
            }
            let is_new = !seen.contains(pair as u32);
            seen.insert(pair as u32);
            is_new
        })
    }
}

fn any(patterns: &[Pattern], text: &str) -> bool {
    patterns.iter().any(|pattern| pattern.fits(text))
}

/// What is unknown is like nothing, not even like `*`.
fn fits_known(patterns: &[Pattern], text: &str) -> bool {
    !text.is_empty() && any(patterns, text)
}
