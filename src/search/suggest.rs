//! What could stand where one types, from the case's own values: names that occur, statuses that were given, hours that had events.

use super::civil;
use super::fields::{self, DAYS, FIELDS, Field, TRAITS};
use super::parse::parse;
use super::words::{Word, WordKind, quoted, without, words};
use crate::analysis::rules::RULES;
use crate::engine::rows::Case;
use crate::model::audit;
use crate::model::events::{ClaimId, NO_LOGON_TYPE, NO_STATUS};
use crate::model::facts::{EVENTS, Slot, logon_type_name};
use crate::model::identity::addresses::Address;
use crate::model::identity::names::{folded, known_host, split_account};
use crate::model::identity::{NOBODY, target_id};
use crate::model::status;
use crate::model::strings::StringId;
use crate::model::time::LocalClock;
use crate::protocol::search::{SearchPart, SearchView, Suggestion};
use crate::sorting::InOrder;
use std::collections::BTreeMap;
use std::net::IpAddr;

/// Of so many days at most the events are counted.
const MOST_DAYS: usize = 4_000;
/// At most so many suggestions are made.
const MOST: usize = 12;
/// At most so many words are shown one by one.
const MOST_PARTS: usize = 100;
/// Names longer than this are no help, and can be as long as an attacker likes.
const LONGEST: usize = 80;

/// Every value of a case that can be suggested, with the number of its rows: found once.
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
struct Value {
    text: String,
    folded: String,
    says: String,
    rows: u32,
}

impl Value {
    fn new(text: String, says: String, rows: u32) -> Self {
        Self { folded: folded(&text), text, says, rows }
    }
}

/// Most rows first, then by name. What a search takes for the same is one value.
fn listed(mut values: Vec<Value>) -> Vec<Value> {
    // Nor can what the box does not hold be picked for it.
    values.retain(|value| {
        let text = &value.text;
        !text.is_empty() && text.chars().count() <= LONGEST && !text.contains(char::is_control)
    });
    values.order_by(|a, b| a.folded.cmp(&b.folded).then(b.rows.cmp(&a.rows)));
    values.dedup_by(|next, kept| {
        let is_same = next.folded == kept.folded;
        kept.rows += if is_same { next.rows } else { 0 };
        is_same
    });
    values.order_by(|a, b| b.rows.cmp(&a.rows).then_with(|| a.text.cmp(&b.text)));
    values
}

/// How many rows have each number below `count`.
fn counted(count: usize, numbers: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut counts = vec![0_u32; count];
    for number in numbers {
        if let Some(count) = counts.get_mut(number as usize) {
            *count += 1;
        }
    }
    counts
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
            days.push(Value::new(date, String::new(), count as u32));
        }
        position += count;
        if days.len() == MOST_DAYS {
            break;
        }
    }
    days
}

impl Vocabulary {
    /// The values of `case`.
    pub fn new(case: &Case<'_>) -> Self {
        let (store, identities) = (case.store, &case.grounds.identities);
        let rows = || case.grounds.order.rows.iter().map(|row| *row as usize);
        let events = &store.events;
        let known =
            |numbers: &[u32], count: usize| counted(count, numbers.iter().copied().filter(|number| *number != NOBODY));
        let of_account = known(&identities.accounts.of_row, identities.accounts.all.len());
        let of_host = known(&identities.hosts.of_row, identities.hosts.all.len());
        let accounts = || identities.accounts.all.iter().zip(&of_account);
        let hosts = || identities.hosts.all.iter().zip(&of_host);
        let strings = |column: &[StringId]| -> Vec<Value> {
            let counts = counted(store.strings.len(), rows().map(|row| column[row].0));
            let used = counts.iter().zip(0..).filter(|(rows, _)| **rows > 0);
            listed(
                used.map(|(rows, id)| Value::new(store.strings.get(StringId(id)).to_owned(), String::new(), *rows))
                    .collect(),
            )
        };
        let mut domains: BTreeMap<&str, u32> = BTreeMap::new();
        for (account, rows) in accounts() {
            if let Some(domain) = &account.domain {
                *domains.entry(domain).or_default() += rows;
            }
        }
        let kinds = counted(256, rows().map(|row| u32::from(events.kind[row].0)));
        let mut ids: BTreeMap<u16, (u32, &str)> = BTreeMap::new();
        for (facts, rows) in EVENTS.iter().zip(kinds).filter(|(_, rows)| *rows > 0) {
            ids.entry(facts.id).or_insert((0, facts.title)).0 += rows;
        }
        let types = counted(256, rows().map(|row| u32::from(events.logon_type[row])));
        let mut statuses: BTreeMap<(bool, u32), u32> = BTreeMap::new();
        let mut last = (NO_STATUS, 0, 0);
        for row in rows() {
            let (id, status) = (events.kind[row].id(), events.status[row]);
            if status == NO_STATUS {
                continue;
            }
            // Most rows say what the one before says.
            if (status, id) != (last.0, last.1) {
                if last.2 > 0 {
                    *statuses.entry((status::is_kerberos(last.1), last.0)).or_default() += last.2;
                }
                last = (status, id, 0);
            }
            last.2 += 1;
        }
        if last.2 > 0 {
            *statuses.entry((status::is_kerberos(last.1), last.0)).or_default() += last.2;
        }
        // The rows of an address are those that tell it: its host may have had others.
        let mut addresses: BTreeMap<IpAddr, (u32, Vec<&str>)> = BTreeMap::new();
        let claims = counted(store.sources.all().len(), rows().map(|row| events.source[row].0));
        for (claim, rows) in store.sources.all().iter().zip(claims) {
            let number = |id| Address::number(store.strings.get(id));
            if let Some(address) = number(claim.address).or_else(|| number(claim.workstation)) {
                addresses.entry(address).or_default().0 += rows;
            }
        }
        for (host, _) in hosts() {
            for seen in &host.addresses {
                let told = Address::number(&seen.text).and_then(|address| addresses.get_mut(&address));
                told.into_iter().for_each(|(_, hosts)| hosts.push(&host.label));
            }
        }
        let targets = counted(store.strings.len(), rows().map(|row| target_id(store, row).0));
        let targets = targets.iter().zip(0..).filter(|(rows, _)| **rows > 0).filter_map(|(rows, id)| {
            let host = known_host(store.strings.get(StringId(id)))?;
            Some(Value::new(host.strip_suffix('$').unwrap_or(host).to_owned(), String::new(), *rows))
        });
        let actor = |row: usize| match events.subject[row] {
            none if none == ClaimId::NONE => events.account[row].0,
            subject => subject.0,
        };
        let actors = counted(store.accounts.all().len(), rows().map(actor));
        let actors = store.accounts.all().iter().zip(actors).filter(|(_, rows)| *rows > 0).map(|(claim, rows)| {
            Value::new(split_account(store.strings.get(claim.name)).0.to_owned(), String::new(), rows)
        });
        let mut policies = Vec::new();
        for row in rows().filter(|row| events.kind[*row].facts().place_of_detail(Slot::Subcategory).is_some()) {
            let named = [
                audit::category(store.detail(row, Slot::Category)),
                audit::subcategory(store.detail(row, Slot::Subcategory)),
            ];
            policies.extend(named.into_iter().flatten().map(|name| Value::new(name.to_owned(), String::new(), 1)));
        }
        let in_words =
            |kerberos: bool, code: u32| status::in_words(if kerberos { 4768 } else { 4625 }, code).unwrap_or_default();
        Self {
            users: listed(
                accounts().map(|(account, rows)| Value::new(account.label.clone(), String::new(), *rows)).collect(),
            ),
            hosts: listed(hosts().map(|(host, rows)| Value::new(host.label.clone(), String::new(), *rows)).collect()),
            addresses: listed(
                (addresses.into_iter())
                    .map(|(address, (rows, hosts))| Value::new(address.to_string(), hosts.join(", "), rows))
                    .collect(),
            ),
            domains: listed(
                domains.into_iter().map(|(name, rows)| Value::new(name.to_owned(), String::new(), rows)).collect(),
            ),
            computers: strings(&events.computer),
            packages: strings(&events.authentication),
            ids: listed(
                ids.into_iter().map(|(id, (rows, title))| Value::new(id.to_string(), title.to_owned(), rows)).collect(),
            ),
            types: listed(
                (types.into_iter().zip(0_u8..=u8::MAX))
                    .filter(|(rows, number)| *rows > 0 && *number != NO_LOGON_TYPE)
                    .map(|(rows, number)| Value::new(number.to_string(), logon_type_name(number).to_owned(), rows))
                    .collect(),
            ),
            days: listed(days(case)),
            sids: listed(
                accounts()
                    .flat_map(|(account, rows)| {
                        account.sids.iter().map(|sid| Value::new(sid.clone(), account.label.clone(), *rows))
                    })
                    .collect(),
            ),
            targets: listed(targets.collect()),
            actors: listed(actors.collect()),
            policies: listed(policies),
            statuses: listed(
                (statuses.into_iter())
                    .map(|((kerberos, code), rows)| {
                        Value::new(status::code(code), in_words(kerberos, code).to_owned(), rows)
                    })
                    .collect(),
            ),
        }
    }

    fn of(&self, field: Field) -> &[Value] {
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

/// What there is to show of `text` while the caret stands at byte `caret`: its parts, its mistakes, and what could stand there.
pub fn look_at(text: &str, caret: usize, vocabulary: &Vocabulary) -> SearchView {
    let words = words(text);
    let part = |(place, word): (usize, &Word)| SearchPart {
        from: word.from as u32,
        to: word.to as u32,
        is_term: word.kind == WordKind::Term,
        text: word.of(text).to_owned(),
        without: if word.kind == WordKind::Term && place < MOST_PARTS {
            without(text, &words, place)
        } else {
            String::new()
        },
    };
    let parts = words.iter().enumerate().take(MOST_PARTS).map(part).collect();
    let (_, mistakes) = parse(text);
    SearchView {
        text: text.to_owned(),
        caret: caret as u32,
        parts,
        mistakes,
        suggestions: suggest(text, caret, vocabulary),
    }
}

/// What could stand at byte `caret` of `text`, the likeliest first.
pub fn suggest(text: &str, caret: usize, vocabulary: &Vocabulary) -> Vec<Suggestion> {
    let words = words(text);
    let at = words.iter().find(|word| word.kind == WordKind::Term && word.from < caret && caret <= word.to);
    let (from, to) = at.map_or((caret, caret), |word| (word.from, word.to));
    let Some(typed) = text.get(from..caret) else { return Vec::new() };
    let mut found = Found { all: Vec::new(), from, to };
    let colon = typed.find([':', '"']).filter(|at| typed[*at..].starts_with(':'));
    match colon.and_then(|colon| Some((colon, fields::find(&typed[..colon])?))) {
        Some((colon, facts)) => {
            // Of a list only the last value is being typed.
            let begin = colon + 1 + typed[colon + 1..].rfind(',').map_or(0, |comma| comma + 1);
            found.from += begin;
            found.values(facts.field, &typed[begin..], vocabulary);
        }
        None => found.words(typed, vocabulary),
    }
    found.all.truncate(MOST);
    found.all
}

struct Found {
    all: Vec<Suggestion>,
    from: usize,
    to: usize,
}

impl Found {
    fn add(&mut self, text: String, says: String, rows: u32) {
        if self.all.len() < MOST && self.all.iter().all(|other| other.text != text) {
            self.all.push(Suggestion { from: self.from as u32, to: self.to as u32, text, says, rows });
        }
    }

    /// Values of a field: those that begin so, then those that contain it or mean it.
    fn values(&mut self, field: Field, typed: &str, vocabulary: &Vocabulary) {
        let wanted = folded(typed.trim_start_matches('=').trim_matches('"'));
        // Names are meant exactly once they are picked from a list; wildcards and parts are for typing.
        let exact = !matches!(
            field,
            Field::Ip | Field::Id | Field::Type | Field::Status | Field::Sid | Field::On | Field::After | Field::Before
        );
        let fixed: Vec<(&str, &str)> = match field {
            Field::Is => TRAITS.iter().map(|(name, _, says)| (*name, *says)).collect(),
            Field::Finding => RULES.iter().map(|rule| (rule.id, rule.title)).collect(),
            Field::Day => DAYS.iter().map(|day| (*day, "")).chain([("weekend", ""), ("workday", "")]).collect(),
            Field::Hour => vec![("0-6", "night"), ("22-5", "night"), ("8-18", "day")],
            Field::Count => vec![(">5", "more than five"), (">100", "more than a hundred"), ("1", "a single one")],
            _ => Vec::new(),
        };
        for (name, says) in fixed.iter().filter(|(name, says)| name.contains(&wanted) || folded(says).contains(&wanted))
        {
            self.add((*name).to_owned(), (*says).to_owned(), 0);
        }
        for begins in [true, false] {
            for value in vocabulary.of(field) {
                let fits = if begins {
                    value.folded.starts_with(&wanted)
                } else {
                    value.folded.contains(&wanted) || !exact && folded(&value.says).contains(&wanted)
                };
                if fits {
                    let mark = if exact { "=" } else { "" };
                    // The rows of a day are not those before it.
                    let rows = if matches!(field, Field::After | Field::Before) { 0 } else { value.rows };
                    self.add(format!("{mark}{}", quoted(&value.text)), value.says.clone(), rows);
                }
                if self.all.len() == MOST {
                    return;
                }
            }
        }
    }

    /// Accounts and hosts of that name, fields that begin so, event ids.
    fn words(&mut self, typed: &str, vocabulary: &Vocabulary) {
        let wanted = folded(typed.trim_matches('"'));
        if wanted.is_empty() {
            return self.fields("");
        }
        self.fields(&wanted);
        for (field, most) in [(Field::Id, 3), (Field::User, 4), (Field::Host, 4), (Field::Ip, 3), (Field::User, 4)] {
            let mark = if matches!(field, Field::User | Field::Host) { "=" } else { "" };
            let fits = |value: &&Value| match field {
                Field::Id => value.folded.starts_with(&wanted),
                _ => value.folded.contains(&wanted),
            };
            for value in vocabulary.of(field).iter().filter(fits).take(most) {
                let text = format!("{}:{mark}{}", field.facts().name, quoted(&value.text));
                self.add(
                    text,
                    if value.says.is_empty() { field.facts().looks_at.to_owned() } else { value.says.clone() },
                    value.rows,
                );
            }
        }
    }

    fn fields(&mut self, begin: &str) {
        for facts in FIELDS.iter().filter(|facts| facts.name.starts_with(begin)) {
            self.add(format!("{}:", facts.name), facts.looks_at.to_owned(), 0);
        }
    }
}
