//! The plain evaluation: slow, and written from the description.

use crate::engine::rows::Case;
use crate::model::events::{ClaimId, NO_LOGON_TYPE, NO_STATUS};
use crate::model::facts::{Slot, is_failure};
use crate::model::identity::names::{known_host, split_account, split_host};
use crate::model::identity::{Account, AccountKind, Host, NOBODY, target_host};
use crate::model::time::{DAY, HOUR, SECOND, Zone};
use crate::model::{audit, status};
use crate::search::address::Network;
use crate::search::civil::Civil;
use crate::search::pattern::Pattern;
use crate::search::query::{Name, Query, Status, Term, Trait};
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

/// The positions that `query` finds, ascending.
pub fn evaluate(query: &Query, case: &Case<'_>) -> Vec<u32> {
    let mut known = Known::of(case);
    known.counts = pair_counts(query, case, &known);
    (0..case.grounds.order.rows.len() as u32).filter(|position| holds(query, case, *position, &known)).collect()
}

type Counts = BTreeMap<(u32, u32), u32>;

/// What is asked of the case as a whole.
struct Known {
    counts: Counts,
    /// The pair of account and host in the graph, of each row that has one.
    pair: BTreeMap<u32, (u32, u32)>,
    /// The rows that are the first of their account and host.
    new: BTreeSet<u32>,
    /// The domain of most rows that is no machine's name.
    home: Option<String>,
}

impl Known {
    fn of(case: &Case<'_>) -> Self {
        let identities = &case.grounds.identities;
        let mut seen = BTreeSet::new();
        let pairs = (0..).zip(identities.accounts.of_row.iter().zip(&identities.hosts.of_row));
        let known = pairs.filter(|(_, (account, host))| **account != NOBODY && **host != NOBODY);
        Self {
            counts: Counts::new(),
            pair: case.derived.scope.iter().map(|(position, account, host)| (position, (account, host))).collect(),
            new: known.filter(|(_, pair)| seen.insert(*pair)).map(|(position, _)| position).collect(),
            home: home(case),
        }
    }
}

/// The logons of each pair under the query without its counts, if it has any.
fn pair_counts(query: &Query, case: &Case<'_>, known: &Known) -> Counts {
    let is_count = |term: &Term| matches!(term, Term::Count(_));
    let mut counts = Counts::new();
    if query.any(&is_count) {
        let rest = query.without(&is_count).unwrap_or(Query::All);
        for (position, account, host) in case.derived.scope.iter() {
            *counts.entry((account, host)).or_default() += u32::from(holds(&rest, case, position, known));
        }
    }
    counts
}

fn holds(query: &Query, case: &Case<'_>, position: u32, known: &Known) -> bool {
    match query {
        Query::All => true,
        Query::Term(term) => Row::new(case, position).is(term, known),
        Query::Not(inner) => !holds(inner, case, position, known),
        Query::And(parts) => parts.iter().all(|part| holds(part, case, position, known)),
        Query::Or(parts) => parts.iter().any(|part| holds(part, case, position, known)),
    }
}

fn like(pattern: &Pattern, text: &str) -> bool {
    fn wild(pattern: &[char], text: &[char]) -> bool {
        match pattern.split_first() {
            None => text.is_empty(),
            Some(('*', rest)) => (0..=text.len()).any(|from| wild(rest, &text[from..])),
            Some((wanted, rest)) => {
                text.split_first().is_some_and(|(first, text)| (*wanted == '?' || wanted == first) && wild(rest, text))
            }
        }
    }
    let text = text.to_lowercase();
    match pattern {
        Pattern::Contains(part) => text.contains(part.as_str()),
        Pattern::Whole(whole) => text == *whole,
        Pattern::Parts(part) => {
            let (wanted, parts): (Vec<&str>, Vec<&str>) =
                (part.trim_matches('-').split('-').collect(), text.split('-').collect());
            parts.windows(wanted.len()).any(|parts| parts == wanted)
        }
        Pattern::Wild(pattern) => wild(pattern, &text.chars().collect::<Vec<_>>()),
    }
}

fn any(patterns: &[Pattern], text: &str) -> bool {
    patterns.iter().any(|pattern| like(pattern, text))
}

fn address_of(text: &str) -> Option<IpAddr> {
    let text = text.split('%').next()?;
    let text = if text.matches(':').count() == 1 { text.split(':').next()? } else { text };
    Some(text.parse::<IpAddr>().ok()?.to_canonical())
}

fn name_is(name: &Name, text: &str) -> bool {
    match name {
        Name::Text(pattern) => !text.is_empty() && like(pattern, text),
        Name::Network(network) => address_of(text).is_some_and(|address| in_network(network, address)),
    }
}

/// Bit by bit.
fn in_network(network: &Network, address: IpAddr) -> bool {
    let bits = |address: IpAddr| -> Vec<bool> {
        let bytes = match address {
            IpAddr::V4(address) => address.octets().to_vec(),
            IpAddr::V6(address) => address.octets().to_vec(),
        };
        bytes.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1)).collect()
    };
    let (own, other) = (bits(network.address), bits(address));
    own.len() == other.len() && own[..network.bits as usize] == other[..network.bits as usize]
}

fn called(account: &Account, pattern: &Pattern) -> bool {
    let mut names: Vec<String> = vec![account.label.clone(), account.name.clone()];
    let with_domain = match pattern {
        Pattern::Contains(text) | Pattern::Whole(text) | Pattern::Parts(text) => text.clone(),
        Pattern::Wild(text) => text.iter().collect(),
    };
    for name in &account.names {
        names.push(name.text.clone());
        if with_domain.contains('\\') || with_domain.contains('@') {
            for domain in &account.domain_spellings {
                names.extend([format!("{domain}\\{}", name.text), format!("{}@{domain}", name.text)]);
            }
        }
    }
    names.iter().any(|name| like(pattern, name))
}

fn host_is(host: &Host, name: &Name) -> bool {
    let texts = host.names.iter().chain(&host.addresses).map(|seen| seen.text.as_str());
    texts.chain([host.label.as_str()]).any(|text| name_is(name, text))
}

fn local(zone: &Zone, time: i64) -> i64 {
    time + i64::from(zone.offset_at(time)) * SECOND
}

/// Whether the clock has shown the time, or more, by `time`.
fn reached(zone: &Zone, first: i64, time: i64, wanted: &Civil) -> bool {
    if let Some(offset) = wanted.offset {
        return time >= wanted.from - i64::from(offset) * SECOND;
    }
    // Before each change of the clock it showed the most so far.
    let changes = zone.offsets(first, time);
    let shown = changes.windows(2).map(|pair| pair[1].0 - 1 + i64::from(pair[0].1) * SECOND);
    shown.chain([local(zone, time)]).any(|shown| shown >= wanted.from)
}

struct Row<'a> {
    case: &'a Case<'a>,
    position: u32,
    row: usize,
    account: Option<&'a Account>,
    host: Option<&'a Host>,
}

impl<'a> Row<'a> {
    fn new(case: &'a Case<'a>, position: u32) -> Self {
        let identities = &case.grounds.identities;
        Self {
            case,
            position,
            row: case.grounds.order.rows[position as usize] as usize,
            account: identities.accounts.all.get(identities.accounts.of_row[position as usize] as usize),
            host: identities.hosts.all.get(identities.hosts.of_row[position as usize] as usize),
        }
    }

    fn text(&self, id: crate::model::strings::StringId) -> &'a str {
        self.case.store.strings.get(id)
    }

    fn is(&self, term: &Term, known: &Known) -> bool {
        let Self { case, position, row, .. } = *self;
        let (store, zone) = (case.store, &case.derived.zone);
        let event = store.events.get(row);
        let id = event.kind.id();
        let first = store.events.time[case.grounds.order.rows[0] as usize];
        let of_account = |is: &dyn Fn(&Account) -> bool| self.account.is_some_and(is);
        match term {
            Term::Named(names) => {
                let account =
                    |name: &Name| matches!(name, Name::Text(text) if of_account(&|account| called(account, text)));
                names.iter().any(|name| account(name) || self.host.is_some_and(|host| host_is(host, name)))
            }
            Term::Account(patterns) => of_account(&|account| patterns.iter().any(|pattern| called(account, pattern))),
            Term::Host(names) => self.host.is_some_and(|host| names.iter().any(|name| host_is(host, name))),
            Term::Target(names) => target_host(store, row).is_some_and(|host| {
                let host = known_host(host).unwrap_or("").trim_end_matches('$');
                names.iter().any(|name| name_is(name, host))
            }),
            Term::Address(names) => {
                let claim = store.sources.get(event.source);
                let address = address_of(self.text(claim.address)).or_else(|| address_of(self.text(claim.workstation)));
                address.is_some_and(|address| names.iter().any(|name| name_is(name, &address.to_string())))
            }
            Term::Domain(patterns) => of_account(&|account| {
                account.domain.iter().chain(&account.domain_spellings).any(|domain| any(patterns, domain))
            }),
            Term::Sid(patterns) => of_account(&|account| account.sids.iter().any(|sid| any(patterns, sid))),
            Term::Computer(patterns) => {
                !self.text(event.computer).is_empty() && any(patterns, self.text(event.computer))
            }
            Term::Actor(patterns) => {
                let claim = if event.subject == ClaimId::NONE { event.account } else { event.subject };
                let claim = store.accounts.get(claim);
                let (bare, inner) = split_account(self.text(claim.name));
                let whole = format!("{}\\{bare}", inner.unwrap_or(self.text(claim.domain)));
                let texts = |pattern: &Pattern| {
                    let with_domain = format!("{pattern:?}").contains(['\\', '@']);
                    [self.text(claim.name), bare]
                        .into_iter()
                        .chain(with_domain.then_some(whole.as_str()))
                        .any(|text| like(pattern, text))
                };
                !self.text(claim.name).is_empty() && patterns.iter().any(texts)
            }
            Term::Event(ids) => ids.iter().any(|range| range.contains(&id)),
            Term::LogonType(types) => event.logon_type != NO_LOGON_TYPE && types.contains(&event.logon_type),
            Term::Authentication(patterns) => {
                !self.text(event.authentication).is_empty() && any(patterns, self.text(event.authentication))
            }
            Term::Status(wanted) => {
                event.status != NO_STATUS
                    && wanted.iter().any(|wanted| match wanted {
                        Status::Code(code) => *code == event.status,
                        Status::Words(words) => {
                            status::in_words(id, event.status).is_some_and(|text| like(words, text))
                        }
                    })
            }
            Term::Count(ranges) => {
                let count = known.pair.get(&position).and_then(|pair| known.counts.get(pair));
                count.is_some_and(|count| ranges.iter().any(|range| range.contains(count)))
            }
            Term::After(time) => reached(zone, first, event.time, time),
            Term::Before(time) => !reached(zone, first, event.time, time),
            Term::On(times) => times.iter().any(|wanted| {
                let shown = match wanted.offset {
                    Some(offset) => event.time + i64::from(offset) * SECOND,
                    None => local(zone, event.time),
                };
                (wanted.from..wanted.until).contains(&shown)
            }),
            Term::Hours(hours) => hours >> (local(zone, event.time).rem_euclid(DAY) / HOUR) & 1 == 1,
            Term::Days(days) => {
                // 1970 began on a Thursday.
                let names = ["thu", "fri", "sat", "sun", "mon", "tue", "wed"];
                let name = names[local(zone, event.time).div_euclid(DAY).rem_euclid(7) as usize];
                let bit = crate::search::fields::DAYS.iter().position(|day| *day == name).unwrap();
                days >> bit & 1 == 1
            }
            Term::Is(traits) => traits.iter().any(|one| self.has(*one, known)),
            Term::Finding(rules) => {
                let findings = case.findings.into_iter().flat_map(|findings| &findings.all);
                findings.filter(|finding| rules.contains(&finding.rule)).any(|finding| finding.rows.contains(&position))
            }
            Term::Policy(patterns) => {
                let (category, guid) = (store.detail(row, Slot::Category), store.detail(row, Slot::Subcategory));
                let names =
                    [audit::category(category).unwrap_or(""), audit::subcategory(guid).unwrap_or(""), category, guid];
                id == 4719 && names.iter().any(|name| any(patterns, name))
            }
            Term::Detail(patterns) => {
                let details = event.kind.facts().details().iter().map(|(_, slot)| store.detail(row, *slot));
                details.filter(|text| !text.is_empty()).any(|text| any(patterns, text))
            }
        }
    }

    fn has(&self, which: Trait, known: &Known) -> bool {
        let Self { case, position, row, .. } = *self;
        let event = case.store.events.get(row);
        let identities = &case.grounds.identities;
        let is_kind = |kind| self.account.is_some_and(|account| account.kind == kind);
        match which {
            Trait::Privileged => self.account.is_some_and(|account| account.privileged),
            Trait::Failed => is_failure(event.kind.id(), event.status),
            Trait::Machine => {
                is_kind(AccountKind::Machine) || self.account.is_some_and(|account| account.name.ends_with('$'))
            }
            Trait::Builtin => is_kind(AccountKind::Builtin),
            Trait::Local => identities.hosts.local[position as usize],
            Trait::Logon => [4624, 4625, 4768, 4769, 4776].contains(&event.kind.id()),
            Trait::New => known.new.contains(&position),
            Trait::Foreign => {
                let domain = |account: &Account| {
                    let domain = account.domain.clone().map(|domain| domain.to_lowercase());
                    domain.filter(|_| account.kind == AccountKind::Standard)
                };
                let own = self.account.and_then(domain);
                own.is_some() && known.home.is_some() && own != known.home
            }
        }
    }
}

fn home(case: &Case<'_>) -> Option<String> {
    let accounts = &case.grounds.identities.accounts;
    let ids: BTreeSet<_> = case.store.events.computer.iter().collect();
    let computers: BTreeSet<String> =
        ids.iter().map(|id| split_host(&case.store.strings.get(**id).to_lowercase()).0.to_owned()).collect();
    let mut rows: BTreeMap<String, usize> = BTreeMap::new();
    for account in accounts.of_row.iter().filter_map(|account| accounts.all.get(*account as usize)) {
        let domain = account.domain.clone().map(|domain| domain.to_lowercase());
        let is_person = account.kind == AccountKind::Standard;
        if let Some(domain) = domain.filter(|domain| is_person && !computers.contains(domain)) {
            *rows.entry(domain).or_default() += 1;
        }
    }
    let most = rows.values().copied().max()?;
    rows.into_iter().find(|(_, count)| *count == most).map(|(domain, _)| domain)
}
