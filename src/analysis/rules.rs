//! Rules: what in the rows of a case is the mark of an attack, and what speaks for it.
//!
//! A rule is a file of this folder: its facts ([`Rule`]) and a [`Watch`] that sees the rows it reads, one after the other in
//! time, and in the end says what it found. All rules look in one pass. A finding holds its rows, so that it can be checked;
//! repeats within a span are one finding. A rule whose events are not in the evidence is [`Findings::silent`]: that is told
//! apart from having found nothing.
//!
//! Thresholds are named constants of the rules' files. Rules judge rows, not switches: what graph and ranks leave out is looked
//! at here too.

mod account_changes;
mod admin_share_service;
mod asrep_roasting;
mod audit_policy;
mod brute_force;
mod dcshadow;
mod dcsync;
mod evidence;
mod kerberoasting;
mod lockout_wave;
mod log_cleared;
mod log_gap;
mod logon_burst;
mod ms14_068;
mod origins;
mod overpass_the_hash;
mod password_spraying;
mod repeats;
mod security_log;
#[cfg(test)]
mod testing;
mod user_enumeration;
mod window;
mod words;
mod zerologon;

pub use evidence::{Evidence, Party};
pub use security_log::SecurityLog;

use crate::model::facts::events::SECURITY;
use crate::model::facts::{EVENTS, EventKind};
pub use crate::protocol::findings::Severity;
use crate::sorting::InOrder;

/// An event id of a provider.
pub type EventRef = (&'static str, u16);

/// The event `id` of the Security log's own provider.
const fn security(id: u16) -> EventRef {
    (SECURITY, id)
}

/// What must be in the evidence for a rule to say anything.
#[derive(Clone, Copy, Debug)]
pub enum Needs {
    /// Any of these events.
    Events(&'static [EventRef]),
    /// Anything of a log that tells of its own clearing.
    Log,
}

impl Needs {
    /// In plain words: `4625, 4771 or 4776`.
    pub fn in_words(self) -> String {
        match self {
            Self::Log => "records of a Security or a System log".to_owned(),
            Self::Events(events) => {
                let ids: Vec<String> = events.iter().map(|(_, id)| id.to_string()).collect();
                words::either(&ids)
            }
        }
    }

    fn are_met(self, seen: &[bool]) -> bool {
        match self {
            Self::Log => seen.contains(&true),
            Self::Events(events) => events.iter().any(|(provider, id)| {
                let kind = EventKind::find(provider, u32::from(*id));
                kind.is_some_and(|kind| seen.get(kind.0 as usize) == Some(&true))
            }),
        }
    }
}

/// What is known of a rule.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Names it for ever: `password-spraying`.
    pub id: &'static str,
    /// What it finds, in a few words.
    pub title: &'static str,
    /// ATT&CK techniques, commas between them.
    pub technique: &'static str,
    /// Why it matters, one sentence.
    pub why: &'static str,
    /// What is innocently alike, one sentence.
    pub innocent: &'static str,
    /// The events that it reads.
    pub reads: &'static [EventRef],
    /// What it needs to say anything.
    pub needs: Needs,
    /// Begins to look.
    watch: fn() -> Box<dyn Watch>,
}

/// A rule at work. It is shown rows of the events that it reads, in the order of the case.
trait Watch {
    /// Looks at the row at `position` of the order.
    fn see(&mut self, case: &Evidence<'_>, position: u32);
    /// All rows were seen.
    fn end(&mut self, case: &Evidence<'_>) -> Vec<Draft>;
}

/// A finding as its rule makes it.
struct Draft {
    severity: Severity,
    summary: String,
    rows: Vec<u32>,
    accounts: Vec<Party>,
    hosts: Vec<Party>,
}

/// Something that a rule found.
#[derive(Clone, PartialEq, Debug)]
pub struct Finding {
    /// Its rule's place in [`RULES`].
    pub rule: usize,
    /// How much it weighs.
    pub severity: Severity,
    /// What was seen, one sentence.
    pub summary: String,
    /// The rows that say so: places in the order of the case, ascending.
    pub rows: Vec<u32>,
    /// Who acted, then who was affected.
    pub accounts: Vec<Party>,
    /// Where it came from, then where it happened.
    pub hosts: Vec<Party>,
    /// Time of the first row, microseconds since 1970.
    pub first: i64,
    /// Time of the last row.
    pub last: i64,
}

impl Finding {
    /// Its rule.
    pub fn rule(&self) -> &'static Rule {
        RULES.get(self.rule).unwrap_or(&RULES[0])
    }
}

/// Everything that the rules found.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Findings {
    /// By severity, the highest first; then by time, rule and words.
    pub all: Vec<Finding>,
    /// Places in [`RULES`] of those that could not say anything.
    pub silent: Vec<usize>,
}

/// All rules, in the order of an intrusion as far as there is one.
pub const RULES: &[Rule] = &[
    user_enumeration::RULE,
    password_spraying::RULE,
    brute_force::RULE,
    lockout_wave::RULE,
    asrep_roasting::RULE,
    kerberoasting::RULE,
    ms14_068::RULE,
    zerologon::RULE,
    overpass_the_hash::RULE,
    logon_burst::RULE,
    admin_share_service::RULE,
    dcsync::RULE,
    dcshadow::RULE,
    account_changes::RULE,
    audit_policy::RULE,
    log_cleared::RULE,
    log_gap::RULE,
];

/// Looks at all rows of a case.
pub fn find(case: &Evidence<'_>) -> Findings {
    let mut watches: Vec<Box<dyn Watch>> = RULES.iter().map(|rule| (rule.watch)()).collect();
    let mut readers: Vec<Vec<usize>> = vec![Vec::new(); EVENTS.len()];
    for (number, rule) in RULES.iter().enumerate() {
        for kind in rule.reads.iter().filter_map(|(provider, id)| EventKind::find(provider, u32::from(*id))) {
            if let Some(readers) = readers.get_mut(kind.0 as usize) {
                readers.push(number);
            }
        }
    }
    let mut seen = vec![false; EVENTS.len()];
    for position in 0..case.len() {
        let kind = case.kind(position).0 as usize;
        if let Some(seen) = seen.get_mut(kind) {
            *seen = true;
        }
        for reader in readers.get(kind).into_iter().flatten() {
            if let Some(watch) = watches.get_mut(*reader) {
                watch.see(case, position);
            }
        }
    }
    let drafts: Vec<(usize, Draft)> = (watches.iter_mut().enumerate())
        .flat_map(|(rule, watch)| watch.end(case).into_iter().map(move |draft| (rule, draft)))
        .filter(|(_, draft)| !draft.rows.is_empty())
        .collect();
    let origins = origins::of(case, drafts.iter().flat_map(|(_, draft)| draft.rows.iter().copied()));
    let mut all: Vec<Finding> = drafts.into_iter().map(|(rule, draft)| finding(case, rule, draft, &origins)).collect();
    all.order_by(|a, b| (b.severity, a.first, a.rule, &a.summary).cmp(&(a.severity, b.first, b.rule, &b.summary)));
    let silent = (0..RULES.len()).filter(|rule| !RULES[*rule].needs.are_met(&seen)).collect();
    Findings { all, silent }
}

fn finding(case: &Evidence<'_>, rule: usize, draft: Draft, origins: &origins::Origins) -> Finding {
    let Draft { severity, summary, mut rows, accounts, hosts } = draft;
    rows.sort_unstable();
    rows.dedup();
    // From where the session came in which something was done says more than where it was done.
    let from = rows.iter().filter_map(|row| origins.of_row(case, *row)).map(|host| case.host_party(host));
    let hosts = evidence::distinct(from.chain(hosts));
    let time = |row: Option<&u32>| row.map_or(0, |row| case.time(*row));
    let (first, last) = (time(rows.first()), time(rows.last()));
    Finding { rule, severity, summary, rows, accounts: evidence::distinct(accounts), hosts, first, last }
}

#[cfg(test)]
mod tests {
    use super::testing::find_in;
    use super::*;
    use crate::model::handmade::logon;

    #[test]
    fn every_rule_says_all_that_it_must() {
        for (number, rule) in RULES.iter().enumerate() {
            for text in [rule.title, rule.why, rule.innocent] {
                assert!(!text.is_empty() && !text.contains('!'), "{}", rule.id);
            }
            assert!(
                rule.why.ends_with('.') && rule.innocent.ends_with('.') && !rule.title.ends_with('.'),
                "{}",
                rule.id
            );
            assert!(rule.technique.split(", ").all(|technique| technique.starts_with('T')), "{}", rule.id);
            assert!(rule.id.bytes().all(|byte| byte == b'-' || byte.is_ascii_lowercase() || byte.is_ascii_digit()));
            assert!(RULES[..number].iter().all(|other| other.id != rule.id), "{}", rule.id);
            let known = |(provider, id): &EventRef| EventKind::find(provider, u32::from(*id)).is_some();
            assert!(!rule.reads.is_empty() && rule.reads.iter().all(known), "{}", rule.id);
            if let Needs::Events(events) = rule.needs {
                assert!(!events.is_empty() && events.iter().all(known), "{}", rule.id);
            }
        }
    }

    #[test]
    fn a_rule_without_its_events_is_silent_and_one_with_them_found_nothing() {
        let silent = |rows: &[_]| -> Vec<&str> { find_in(rows).silent.iter().map(|rule| RULES[*rule].id).collect() };
        assert_eq!(silent(&[]).len(), RULES.len());
        let of_logons = silent(&[logon("alice", "10.0.0.1")]);
        assert!(of_logons.contains(&"brute-force") && !of_logons.contains(&"log-cleared"));
        let with_failure = silent(&[logon("alice", "10.0.0.1").event(4625)]);
        assert!(!with_failure.contains(&"brute-force") && !with_failure.contains(&"password-spraying"));
        assert_eq!(dcsync::RULE.needs.in_words(), "4662");
        assert_eq!(brute_force::RULE.needs.in_words(), "4625, 4771 or 4776");
    }
}
