//! What the detail panel says of an account, a host or a bundle in labelled lines, in plain words.

use crate::engine::derived::{Derived, Grounds};
use crate::engine::further::{Named, policy_key};
use crate::graph::account_host::{Link, Node};
use crate::model::events::{EventStore, NO_LOGON_TYPE, NO_STATUS};
use crate::model::facts::logon_type_name;
use crate::model::identity::names::{folded, split_host};
use crate::model::identity::sids::domain_prefix;
use crate::model::identity::target_host;
use crate::model::identity::{Account, AccountKind, Host, Sighting};
use crate::model::status;
use crate::protocol::{Fact, FactValue};
use crate::screen::words::grouped;
use crate::sorting::InOrder;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// At most so many names, addresses, targets and the like are listed of each.
const LISTED: usize = 20;

/// A line of text.
pub fn text(label: &str, value: impl Into<String>) -> Fact {
    Fact { label: label.to_owned(), value: FactValue::Text(value.into()) }
}

/// A line that holds an identifier.
pub fn code(label: &str, value: impl Into<String>) -> Fact {
    Fact { label: label.to_owned(), value: FactValue::Code(value.into()) }
}

/// A line that holds a span of time.
pub fn span(label: &str, first: i64, last: i64) -> Fact {
    Fact { label: label.to_owned(), value: FactValue::Span(first, last) }
}

/// `3 network`; `-` for none.
pub fn logon_type_in_words(logon_type: u8) -> String {
    match logon_type {
        NO_LOGON_TYPE => "-".to_owned(),
        known => format!("{known} {}", logon_type_name(known)),
    }
}

/// `0xc000006a wrong password`; `-` for none.
pub fn status_in_words(event_id: u16, code: u32) -> String {
    match (code, status::in_words(event_id, code)) {
        (NO_STATUS, _) => "-".to_owned(),
        (code, Some(words)) => format!("{} {words}", status::code(code)),
        (code, None) => status::code(code),
    }
}

/// Lines about an account.
pub fn account_facts(account: &Account) -> Vec<Fact> {
    let mut facts = Vec::new();
    for name in account.names.iter().skip(1).take(LISTED) {
        facts.push(text("Also known as", &name.text));
        facts.push(span("Under that name", name.first, name.last));
    }
    if account.kind == AccountKind::Machine {
        facts.push(text("Kind", "machine account"));
    }
    if account.kind == AccountKind::Builtin {
        facts.push(text("Kind", "built into Windows"));
    }
    facts.push(text("Domain", account.domain.as_deref().unwrap_or("unknown")));
    let shown = account.domain.as_deref().map(folded);
    let others: Vec<&str> =
        account.domain_spellings.iter().map(String::as_str).filter(|other| Some(*other) != shown.as_deref()).collect();
    if !others.is_empty() {
        facts.push(text("Domain also", others.join(", ")));
    }
    for sid in account.sids.iter().take(LISTED) {
        facts.push(code("SID", sid));
    }
    if account.sids.is_empty() {
        facts.push(text("SID", "unknown"));
    }
    if account.privileged {
        facts.push(text("Privileges", "special privileges were assigned (4672)"));
    }
    facts
}

/// Lines about a host.
pub fn host_facts(host: &Host) -> Vec<Fact> {
    let mut facts = Vec::new();
    let list = |facts: &mut Vec<Fact>, label: &str, sightings: &[Sighting]| {
        for sighting in sightings.iter().take(LISTED) {
            facts.push(code(label, &sighting.text));
            facts.push(span("Seen so", sighting.first, sighting.last));
        }
        if sightings.len() > LISTED {
            facts.push(text(label, format!("and {} more", sightings.len() - LISTED)));
        }
    };
    list(&mut facts, "Name", &host.names);
    list(&mut facts, "Address", &host.addresses);
    facts
}

/// Lines about a domain: how it is written, its SIDs, its accounts.
pub fn domain_facts(derived: &Derived, grounds: &Grounds, domain: &Named) -> Vec<Fact> {
    let all = derived.accounts_of(grounds, domain);
    let accounts: Vec<&Account> = all.iter().filter_map(|number| derived.account(grounds, *number)).collect();
    let privileged = accounts.iter().filter(|account| account.privileged).count();
    let mut spellings: Vec<&str> =
        accounts.iter().flat_map(|account| &account.domain_spellings).map(String::as_str).collect();
    spellings.order();
    spellings.dedup();
    spellings.retain(|spelling| *spelling != folded(&domain.label));
    let mut prefixes: Vec<&str> =
        accounts.iter().flat_map(|account| &account.sids).filter_map(|sid| domain_prefix(sid)).collect();
    prefixes.order();
    prefixes.dedup();
    let mut facts = vec![text(
        "Accounts",
        format!("{}, {} of them privileged", grouped(all.len() as u64), grouped(privileged as u64)),
    )];
    if !spellings.is_empty() {
        facts.push(text("Written also", spellings.join(", ")));
    }
    facts.extend(prefixes.iter().take(LISTED).map(|prefix| code("SID", *prefix)));
    if prefixes.is_empty() {
        facts.push(text("SID", "unknown"));
    }
    facts
}

/// Lines about a change of the audit policy: on which computers.
pub fn policy_facts(store: &EventStore, grounds: &Grounds, policy: &Named) -> Vec<Fact> {
    let rows = grounds.order.rows.iter().map(|row| *row as usize);
    let of = rows.filter(|row| policy_key(store, *row) == Some(policy.key));
    let mut on: BTreeMap<&str, u64> = BTreeMap::new();
    for row in of {
        *on.entry(store.strings.get(store.events.computer[row])).or_default() += 1;
    }
    on.iter().take(LISTED).map(|(computer, count)| text("On", format!("{computer}: {}", grouped(*count)))).collect()
}

/// `2 of 142 accounts (0.913), mostly through PC1 (43 %)`.
pub fn rank_fact(derived: &Derived, grounds: &Grounds, place: u32, shares: &[(Node, f64)]) -> Option<Fact> {
    let (places, kind) = match derived.node_at(place)? {
        Node::Account(_) => (&derived.account_places, "accounts"),
        Node::Host(_) => (&derived.host_places, "hosts"),
        Node::Joined(_) => return None,
    };
    let position = places.iter().position(|other| *other == place)? + 1;
    let rank = derived.node_facts(grounds, *derived.nodes.get(place as usize)?).rank;
    let mut words = format!("{position} of {} {kind} ({rank:.3})", places.len());
    if let Some((node, share)) = shares.first() {
        let index = match node {
            Node::Account(number) => derived.graph.account(*number),
            Node::Host(number) => derived.graph.host(*number),
            Node::Joined(number) => derived.graph.joined(*number),
        };
        let label = derived.node_facts(grounds, index).label;
        words.push_str(&format!(", mostly through {label} ({:.0}\u{a0}%)", share * 100.0));
    }
    Some(text("Rank (LogonTracer)", words))
}

/// What the models say of an account: flag, and the highest of `scores`, those of its hours, which are called so.
pub fn model_facts(derived: &Derived, account: u32, scores: &[f32], called: &str) -> Vec<Fact> {
    let mut facts = Vec::new();
    if derived.preset.hmm.get(account as usize) == Some(&true) {
        let words = "a day of its events from one host passes through exactly two of the model's states: LogonTracer's sign of misuse";
        facts.push(text("Hidden Markov model", words));
    }
    let highest = scores.iter().copied().fold(0.0, f32::max);
    if highest > 0.0 {
        facts.push(text(&format!("Highest {called}"), format!("{highest:.2}")));
        if let Some(hour) = scores.iter().position(|score| *score >= highest) {
            let start = derived.preset.timeline.start() + hour as i64 * crate::model::time::HOUR;
            facts.push(Fact { label: "In the hour of".to_owned(), value: FactValue::Time(start) });
        }
    }
    facts
}

/// A link as far as the filter leaves it: never nothing.
pub struct Part<'a> {
    /// Whose rows they are.
    pub link: &'a Link,
    /// What is left, in order.
    pub rows: Cow<'a, [u32]>,
    /// Earliest time of these, microseconds since 1970.
    pub first: i64,
    /// Latest time.
    pub last: i64,
}

impl Part<'_> {
    /// How many events are left.
    pub fn count(&self) -> u32 {
        self.rows.len() as u32
    }
}

/// Counts, span, failures by status and machines logged on to, of some links.
pub fn link_facts(store: &EventStore, rows: &[u32], links: &[Part<'_>]) -> Vec<Fact> {
    let total: u32 = links.iter().map(Part::count).sum();
    let failed: u32 = links.iter().filter(|part| part.link.failed()).map(Part::count).sum();
    let mut facts = Vec::new();
    let first = links.iter().map(|part| part.first).min();
    if let (Some(first), Some(last)) = (first, links.iter().map(|part| part.last).max()) {
        facts.push(span("Seen", first, last));
    }
    let logons = match failed {
        0 => grouped(u64::from(total)),
        failed if failed == total => format!("{}, all failed", grouped(u64::from(total))),
        failed => format!("{}, of them {} failed", grouped(u64::from(total)), grouped(u64::from(failed))),
    };
    facts.push(text("Logons", logons));
    let mut statuses: BTreeMap<String, u32> = BTreeMap::new();
    for part in links.iter().filter(|part| part.link.failed()) {
        let key = part.link.key;
        *statuses.entry(status_in_words(key.event_id, key.status)).or_default() += part.count();
    }
    for (words, count) in most(statuses) {
        let words = if words == "-" { "status unknown".to_owned() } else { words };
        facts.push(text("Failed with", format!("{words}: {}", grouped(u64::from(count)))));
    }
    let targets = most(targets(store, rows, links));
    for (target, count) in targets {
        facts.push(text("Logged on to", format!("{target}: {}", grouped(u64::from(count)))));
    }
    facts
}

/// The machines logged on to by short name, and how often, where the events tell.
fn targets(store: &EventStore, rows: &[u32], links: &[Part<'_>]) -> BTreeMap<String, u32> {
    let mut targets: BTreeMap<String, u32> = BTreeMap::new();
    for position in links.iter().filter(|part| !part.link.failed()).flat_map(|part| part.rows.iter()) {
        let row = rows.get(*position as usize);
        if let Some(target) = row.and_then(|row| target_host(store, *row as usize)) {
            *targets.entry(short(target)).or_default() += 1;
        }
    }
    targets
}

fn short(host: &str) -> String {
    folded(split_host(host).0)
}

fn most(counts: BTreeMap<String, u32>) -> Vec<(String, u32)> {
    let mut counts: Vec<(String, u32)> = counts.into_iter().collect();
    counts.order_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts.truncate(LISTED);
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_shown_with_their_words() {
        assert_eq!(logon_type_in_words(3), "3 network");
        assert_eq!(logon_type_in_words(NO_LOGON_TYPE), "-");
        assert_eq!(status_in_words(4625, 0xc000_006a), "0xc000006a wrong password");
        assert_eq!(status_in_words(4625, 0x1234), "0x1234");
        assert_eq!(status_in_words(4624, NO_STATUS), "-");
    }
}
