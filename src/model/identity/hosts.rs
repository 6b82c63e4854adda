//! Which addresses and names are one host, and from which host each logon came.
//!
//! An address seen with a name is that name's host at that time: each row takes the name last seen with its address before it,
//! or the next one after it if there was none. Names are joined with their fully qualified forms when no two of these differ
//! in the domain. A row without a source came from the machine that wrote it.
//!
//! The workstation's name comes from the client only in network logons (type 3) and in the events that have no type. In all
//! others Windows writes the name of the machine logged on to, beside the client's address (Remote Desktop); that says nothing of
//! the address and is not taken for its name. Nor is a name that a guessing client makes up, see [`super::claimed_names`].

use super::addresses::Address;
use super::claimed_names::ClaimedNames;
use super::names::{folded, known_host, split_host};
use super::{NOBODY, Sighting};
use crate::model::events::{ClaimId, EventStore, NO_LOGON_TYPE, SourceClaim};
use crate::model::facts::{SourceRule, is_failure};
use crate::model::strings::StringId;
use foldhash::fast::FixedState;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// `LogonType` of a network logon.
const NETWORK: u8 = 3;

/// A host of the case.
#[derive(Clone, Default, Debug)]
pub struct Host {
    /// As shown, different for every host: the name as first written, a short form before a qualified one; else the address.
    pub label: String,
    /// Every name without case, by first time.
    pub names: Vec<Sighting>,
    /// Every address, by first time.
    pub addresses: Vec<Sighting>,
    /// Names it among all hosts of the case, whatever the order of reading.
    pub identity: String,
}

/// The hosts of a case, in the order of their first rows, and the source of each row.
#[derive(Clone, Default, Debug)]
pub struct Hosts {
    /// The hosts.
    pub all: Vec<Host>,
    /// The source host of each row, in the order of rows; [`NOBODY`] for rows of events that tell none.
    pub of_row: Vec<u32>,
    /// Whether the row names no source, in the order of rows.
    pub local: Vec<bool>,
}

/// What a source claim says, by number.
#[derive(Clone, Copy, Default)]
struct Source {
    loopback: bool,
    address: Option<u32>,
    /// Spelling, see [`Spellings`].
    name: Option<u32>,
}

/// Whose host it is before hosts are numbered: a group of names or an address.
#[derive(Clone, Copy)]
enum Key {
    Named(u32),
    Address(u32),
}

/// Every spelling of a host's name, and which of them are one host.
#[derive(Default)]
struct Spellings {
    texts: Vec<String>,
    by_folded: HashMap<String, u32, FixedState>,
    group: Vec<u32>,
    identity: Vec<String>,
}

impl Spellings {
    /// The number of `text` without case; the first spelling met is kept.
    fn intern(&mut self, text: &str) -> u32 {
        let number = self.texts.len() as u32;
        let known = *self.by_folded.entry(folded(text)).or_insert(number);
        if known == number {
            self.texts.push(text.to_owned());
        }
        known
    }

    /// Joins short and qualified names.
    fn join(&mut self) {
        let split: Vec<(String, Option<String>)> = (self.texts.iter())
            .map(|text| {
                let text = folded(text);
                let (short, domain) = split_host(&text);
                (short.to_owned(), domain.map(str::to_owned))
            })
            .collect();
        let mut domains: HashMap<&str, BTreeSet<&str>, FixedState> = HashMap::default();
        for (short, domain) in &split {
            domains.entry(short).or_default().extend(domain.as_deref());
        }
        let mut numbers: BTreeMap<String, u32> = BTreeMap::new();
        for (short, domain) in &split {
            let one = domains.get(short.as_str()).is_none_or(|domains| domains.len() <= 1);
            let identity = match domain {
                Some(domain) if !one => format!("{short}.{domain}"),
                _ => short.clone(),
            };
            let next = numbers.len() as u32;
            let number = *numbers.entry(identity.clone()).or_insert(next);
            if number == next {
                self.identity.push(identity);
            }
            self.group.push(number);
        }
    }

    fn group_of(&self, spelling: u32) -> u32 {
        self.group.get(spelling as usize).copied().unwrap_or(0)
    }
}

/// Numbers for what rows say, found once for each distinct claim and computer.
struct Reader {
    spellings: Spellings,
    addresses: Vec<String>,
    sources: Vec<Source>,
    /// Spelling of each computer, by string id; [`NOBODY`] for strings that are no computer.
    computers: Vec<u32>,
}

impl Reader {
    /// Reads in the order of `rows`, so that the first spelling met is the first written.
    fn new(store: &EventStore, rows: &[u32]) -> Self {
        let mut reader = Self {
            spellings: Spellings::default(),
            addresses: Vec::new(),
            sources: vec![Source::default(); store.sources.all().len()],
            computers: vec![NOBODY; store.strings.len()],
        };
        let mut numbers: HashMap<String, u32, FixedState> = HashMap::default();
        let mut read = vec![false; store.sources.all().len()];
        for &row in rows {
            let row = row as usize;
            let claim = store.events.source[row];
            if let Some(read) = read.get_mut(claim.0 as usize).filter(|read| !**read) {
                *read = true;
                let source = reader.read(store, store.sources.get(claim), &mut numbers);
                reader.sources[claim.0 as usize] = source;
            }
            let computer = store.events.computer[row];
            if reader.computers.get(computer.0 as usize) == Some(&NOBODY) {
                let text = known_host(store.strings.get(computer)).unwrap_or("(unknown)");
                reader.computers[computer.0 as usize] = reader.spellings.intern(text);
            }
        }
        reader.spellings.join();
        reader
    }

    fn read(
        &mut self,
        store: &EventStore,
        claim: SourceClaim,
        numbers: &mut HashMap<String, u32, FixedState>,
    ) -> Source {
        let workstation = known_host(store.strings.get(claim.workstation));
        // Some clients give their address for a name.
        let named_by_address = workstation.and_then(Address::parse);
        let name = workstation.filter(|_| named_by_address.is_none()).map(|name| self.spellings.intern(name));
        let address = Address::parse(store.strings.get(claim.address)).or(named_by_address);
        let loopback = address == Some(Address::Loopback);
        let address = match address {
            Some(Address::Remote(text)) => {
                let next = self.addresses.len() as u32;
                let number = *numbers.entry(text.clone()).or_insert(next);
                if number == next {
                    self.addresses.push(text);
                }
                Some(number)
            }
            _ => None,
        };
        Source { loopback, address, name }
    }

    /// What a row says of its source, and the spelling of its computer.
    fn source(&self, store: &EventStore, row: usize) -> (Source, u32) {
        let StringId(computer) = store.events.computer[row];
        let computer = self.computers.get(computer as usize).copied().unwrap_or(0);
        if store.events.kind[row].facts().source == SourceRule::Computer {
            return (Source::default(), computer);
        }
        let ClaimId(claim) = store.events.source[row];
        // A default in place of a way out would be blended in byte by byte, which took a tenth of the whole analysis.
        let Some(&(mut source)) = self.sources.get(claim as usize) else { return (Source::default(), computer) };
        let names_itself = |name| self.spellings.group_of(name) == self.spellings.group_of(computer);
        let from_client = matches!(store.events.logon_type[row], NETWORK | NO_LOGON_TYPE);
        if !from_client && source.address.is_some() && source.name.is_some_and(names_itself) {
            source.name = None;
        }
        (source, computer)
    }
}

impl Hosts {
    /// Looks at the rows of `store` that `rows` lists, in that order.
    pub fn resolve(store: &EventStore, rows: &[u32]) -> Self {
        let reader = Reader::new(store, rows);
        let has_source = |row: usize| store.events.kind[row].has_source();
        let mut claimed = ClaimedNames::default();
        for row in rows.iter().map(|row| *row as usize).filter(|row| has_source(*row)) {
            let (source, _) = reader.source(store, row);
            if let (Some(address), Some(name)) = (source.address, source.name) {
                let failed = is_failure(store.events.kind[row].id(), store.events.status[row]);
                claimed.saw(address, reader.spellings.group_of(name), store.events.time[row], failed);
            }
        }
        let believed = |source: &Source| match (source.address, source.name) {
            (Some(address), Some(name)) => claimed.believed(address, reader.spellings.group_of(name)),
            _ => true,
        };
        // The first name of each address, for the rows before it.
        let mut name_of_address: Vec<Option<u32>> = vec![None; reader.addresses.len()];
        for row in rows.iter().map(|row| *row as usize).filter(|row| has_source(*row)) {
            let (source, _) = reader.source(store, row);
            if let (Some(address), Some(_), true) = (source.address, source.name, believed(&source)) {
                let name = &mut name_of_address[address as usize];
                *name = name.or(source.name);
            }
        }
        let mut building = Building::new(store, &reader);
        for row in rows.iter().map(|row| *row as usize) {
            if !has_source(row) {
                building.of_row.push(NOBODY);
                building.local.push(false);
                continue;
            }
            let (source, computer) = reader.source(store, row);
            let local = !source.loopback && source.address.is_none() && source.name.is_none();
            let believed = believed(&source);
            if let (Some(address), Some(name), true) = (source.address, source.name, believed) {
                name_of_address[address as usize] = Some(name);
            }
            let spelling = match source {
                Source { loopback: true, .. } => Some(computer),
                Source { name: Some(name), .. } if believed => Some(name),
                Source { address: Some(address), .. } => name_of_address[address as usize],
                _ => Some(computer),
            };
            let key = match (spelling, source.address) {
                (None, Some(address)) => Key::Address(address),
                (spelling, _) => Key::Named(reader.spellings.group_of(spelling.unwrap_or(computer))),
            };
            let own_name = source.name.filter(|_| !source.loopback).or(spelling.filter(|_| source.address.is_none()));
            let host = building.host(key);
            building.of_row.push(host);
            building.local.push(local);
            building.saw(store.events.source[row], host, own_name, source.address, store.events.time[row]);
        }
        building.finish(&reader)
    }
}

/// Hosts while rows are walked.
struct Building {
    /// Numbers of the hosts, by group of names and by address.
    of_group: Vec<u32>,
    of_address: Vec<u32>,
    keys: Vec<Key>,
    names: Times,
    addresses: Times,
    /// Where the last row of each source claim was noted: rows of one claim mostly are of one host.
    last_noted: Vec<Noted>,
    of_row: Vec<u32>,
    local: Vec<bool>,
}

/// Host, spelling and places among the times of names and addresses.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Noted {
    host: u32,
    spelling: Option<u32>,
    name: Option<usize>,
    address: Option<usize>,
}

/// First and last time that each host was seen under each spelling, or with each address; in the order of first times.
#[derive(Default)]
struct Times {
    place: HashMap<(u32, u32), usize, FixedState>,
    all: Vec<(u32, u32, i64, i64)>,
}

impl Times {
    /// The place of a pair that is seen at `time`.
    fn place(&mut self, host: u32, seen: u32, time: i64) -> usize {
        let next = self.all.len();
        let place = *self.place.entry((host, seen)).or_insert(next);
        if place == next {
            self.all.push((host, seen, time, time));
        }
        place
    }

    fn extend(&mut self, place: Option<usize>, time: i64) {
        if let Some((.., last)) = place.and_then(|place| self.all.get_mut(place)) {
            *last = time;
        }
    }
}

impl Building {
    fn new(store: &EventStore, reader: &Reader) -> Self {
        let nothing = Noted { host: NOBODY, spelling: None, name: None, address: None };
        Self {
            of_group: vec![NOBODY; reader.spellings.identity.len()],
            of_address: vec![NOBODY; reader.addresses.len()],
            keys: Vec::new(),
            names: Times::default(),
            addresses: Times::default(),
            last_noted: vec![nothing; store.sources.all().len()],
            of_row: Vec::new(),
            local: Vec::new(),
        }
    }

    /// The number of a host, a new one if it is new.
    fn host(&mut self, key: Key) -> u32 {
        let number = match key {
            Key::Named(group) => self.of_group.get_mut(group as usize),
            Key::Address(address) => self.of_address.get_mut(address as usize),
        };
        match number {
            Some(number) if *number == NOBODY => {
                *number = self.keys.len() as u32;
                self.keys.push(key);
                *number
            }
            Some(number) => *number,
            None => NOBODY,
        }
    }

    /// Notes that a row of `claim` shows `host` under a spelling and with an address.
    fn saw(&mut self, claim: ClaimId, host: u32, spelling: Option<u32>, address: Option<u32>, time: i64) {
        let Some(noted) = self.last_noted.get_mut(claim.0 as usize) else { return };
        if (noted.host, noted.spelling) != (host, spelling) {
            let name = spelling.map(|spelling| self.names.place(host, spelling, time));
            let address = address.map(|address| self.addresses.place(host, address, time));
            *noted = Noted { host, spelling, name, address };
        }
        self.names.extend(noted.name, time);
        self.addresses.extend(noted.address, time);
    }

    fn finish(self, reader: &Reader) -> Hosts {
        let mut all: Vec<Host> = vec![Host::default(); self.keys.len()];
        for (host, spelling, first, last) in self.names.all {
            let text = reader.spellings.texts[spelling as usize].clone();
            all[host as usize].names.push(Sighting { text, first, last });
        }
        for (host, address, first, last) in self.addresses.all {
            let text = reader.addresses[address as usize].clone();
            all[host as usize].addresses.push(Sighting { text, first, last });
        }
        // Of each group of names the first written, a short one before a qualified one.
        let mut shown: Vec<Option<&String>> = vec![None; reader.spellings.identity.len()];
        for (text, group) in reader.spellings.texts.iter().zip(&reader.spellings.group) {
            let shown = &mut shown[*group as usize];
            if shown.is_none_or(|before| before.contains('.') && !text.contains('.')) {
                *shown = Some(text);
            }
        }
        for (host, key) in all.iter_mut().zip(&self.keys) {
            match key {
                Key::Named(group) => {
                    host.identity = reader.spellings.identity[*group as usize].clone();
                    host.label = shown[*group as usize].unwrap_or(&host.identity).clone();
                }
                Key::Address(address) => {
                    host.identity = reader.addresses[*address as usize].clone();
                    host.label = host.identity.clone();
                }
            }
        }
        Hosts { all, of_row: self.of_row, local: self.local }
    }
}

#[cfg(test)]
mod tests;
