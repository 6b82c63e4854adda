//! The analysis document: everything that was derived, as JSON. Its schema is `docs/analysis-json.md`.
//!
//! The same files and options give the same bytes, however they were read: nothing here depends on the order of reading, on
//! paths or on a clock.

mod document;
mod timeline;

use super::edges_csv::links_in_order;
use super::nothing_yet;
use crate::analysis::rules::{self, Party, RULES, Rule};
use crate::engine::Case;
use crate::engine::derived::Derived;
use crate::engine::files::{CaseFile, place_in_words};
use crate::engine::judgments::Told;
use crate::engine::views::evidence::duplicates_by_file;
use crate::graph::account_host::{Link, Node};
use crate::model::events::{NO_LOGON_TYPE, NO_STATUS, Place};
use crate::model::identity::{AccountKind, Sighting};
use crate::model::status;
use crate::protocol::Message;
use crate::protocol::findings::Severity;
use document::{
    Account, Document, Each, Edge, Failed, File, Finding, Hidden, Host, Judgment, NotLookedFor, Options, Record, Seen,
    Selection, Tool, Totals,
};
use foldhash::fast::FixedState;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Grows with every change of the document's form.
pub const SCHEMA_VERSION: u32 = 1;

/// The document, one line of JSON with a line feed at its end.
///
/// # Errors
/// Nothing was analysed, or a file's SHA-256 is not known yet.
pub fn bytes(case: &Case) -> Result<Vec<u8>, Message> {
    let derived = case.derived().ok_or_else(nothing_yet)?;
    let waiting = case.files().iter().filter(|(_, file)| !file.is_hashed()).count();
    if waiting > 0 {
        return Err(Message {
            text: format!(
                "The analysis names each file's SHA-256, which is still being computed for {waiting} of them."
            ),
            hint: "Try again in a moment.".to_owned(),
        });
    }
    let mut bytes = serde_json::to_vec(&document(case, derived)).map_err(|error| Message {
        text: format!("The analysis could not be written: {error}."),
        hint: String::new(),
    })?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn document<'a>(case: &'a Case, derived: &'a Derived) -> impl Serialize + 'a {
    let options = case.derived_options();
    let files = files(case, derived);
    let totals = totals(derived, &files);
    Document {
        schema: "logonscope-analysis",
        schema_version: SCHEMA_VERSION,
        tool: Tool { name: "LogonScope", version: env!("CARGO_PKG_VERSION") },
        options: Options {
            zone: &options.zone,
            merge_accounts: options.merge_accounts,
            include_builtin: options.include_builtin,
            include_machine: options.include_machine,
            include_local: options.include_local,
            selection: selection(case, derived),
        },
        partial: case.is_partial(),
        files,
        totals,
        accounts: Each(|| derived.account_places.iter().filter_map(|place| account(case, derived, *place))),
        hosts: Each(|| derived.host_places.iter().filter_map(|place| host(case, derived, *place))),
        edges: Each(|| links_in_order(case, derived.graph.links()).into_iter().map(|link| edge(case, derived, link))),
        timeline: timeline::timeline(case, derived),
        findings: Each(|| findings(case, derived, |severity| severity != Severity::Note)),
        notes: Each(|| findings(case, derived, |severity| severity == Severity::Note)),
        not_looked_for: case.findings().silent.iter().filter_map(|rule| RULES.get(*rule)).map(not_looked_for).collect(),
    }
}

fn findings<'a>(
    case: &'a Case,
    derived: &'a Derived,
    wanted: impl Fn(Severity) -> bool + 'a,
) -> impl Iterator<Item = Finding<'a>> {
    let names = |parties: &'a [Party]| parties.iter().map(|party| party.label.as_str()).collect();
    let records = Records::new(case, derived);
    let finding = move |(finding, judged): (&'a rules::Finding, Option<Told<'a>>)| Finding {
        rule: finding.rule().id,
        title: finding.rule().title,
        technique: finding.rule().technique,
        severity: finding.severity.in_words(),
        summary: &finding.summary,
        accounts: names(&finding.accounts),
        hosts: names(&finding.hosts),
        first: derived.zone.iso(finding.first),
        last: derived.zone.iso(finding.last),
        events: finding.rows.len() as u64,
        judgment: judged.map(|Told { verdict, reason, quiet }| Judgment {
            verdict,
            reason,
            quiet_for: Some(quiet).filter(|quiet| !quiet.is_empty()),
        }),
        evidence: evidence(finding).filter_map(|row| records.record(row)).collect(),
    };
    let all = case.findings().all.iter().zip(case.judged());
    all.filter(move |(finding, _)| wanted(finding.severity)).map(finding)
}

/// The first of these many rows of a finding are named.
const LISTED_EVIDENCE: usize = 1_000;

fn evidence(finding: &rules::Finding) -> impl Iterator<Item = u32> {
    finding.rows.iter().copied().take(LISTED_EVIDENCE)
}

/// Where the records of evidence stand.
struct Records<'a> {
    case: &'a Case,
    derived: &'a Derived,
    /// Place of each file in the document.
    places: Vec<u32>,
    /// The rows of evidence that were found more than once, with all of each.
    repeats: HashMap<u32, &'a [u32], FixedState>,
}

impl<'a> Records<'a> {
    fn new(case: &'a Case, derived: &'a Derived) -> Self {
        let order = &case.grounds().order;
        let needed: HashSet<u32, FixedState> = case
            .findings()
            .all
            .iter()
            .flat_map(evidence)
            .filter_map(|at| order.rows.get(at as usize).copied())
            .collect();
        let repeats = order.repeats().filter_map(|rows| Some((*rows.first()?, rows)));
        let repeats = repeats.filter(|(first, _)| needed.contains(first)).collect();
        Self { case, derived, places: case.files().places(), repeats }
    }

    fn record(&self, position: u32) -> Option<Record<'a>> {
        let row = *self.case.grounds().order.rows.get(position as usize)?;
        let own = [row];
        let place_of = |row: &u32| self.case.store().events.place.get(*row as usize).copied().unwrap_or_default();
        let file = |place: Place| self.places.get(place.file() as usize).copied().unwrap_or(u32::MAX);
        // Of a record that was found more than once, the file that is first in the document counts.
        let holders = self.repeats.get(&row).copied().unwrap_or(&own).iter().map(place_of);
        let place = holders.min_by_key(|place| (file(*place), place.offset()))?;
        let event = self.case.store().events.get(row as usize);
        Some(Record {
            time: self.derived.zone.iso(event.time),
            event_id: event.kind.id(),
            computer: self.case.store().strings.get(event.computer),
            record_id: event.record_id,
            file: file(place),
            offset: place.offset(),
        })
    }
}

fn selection<'a>(case: &'a Case, derived: &Derived) -> Option<Selection<'a>> {
    let wanted = &case.chosen().selection;
    (!wanted.is_empty()).then(|| Selection {
        from: wanted.from.map(|time| derived.zone.iso(time)),
        until: wanted.until.map(|time| derived.zone.iso(time)),
        event_ids: &wanted.ids,
        computers: &wanted.computers,
    })
}

fn not_looked_for(rule: &'static Rule) -> NotLookedFor {
    NotLookedFor { rule: rule.id, title: rule.title, needs: rule.needs.in_words() }
}

fn files<'a>(case: &'a Case, derived: &Derived) -> Vec<File<'a>> {
    let duplicates = duplicates_by_file(case.store(), &case.grounds().order, case.files());
    let file = |number: u32| {
        let file: &CaseFile = case.files().get(number)?;
        let ledger = &file.ledger;
        let duplicates = duplicates.get(number as usize).copied().unwrap_or(0);
        Some(File {
            name: &file.name,
            inside: file.archive.map(|_| file.inside.as_str()),
            size: file.size,
            sha256: file.sha256.as_deref(),
            complete: file.complete,
            error: file.error.as_deref(),
            records: ledger.records,
            kept: ledger.kept.saturating_sub(duplicates),
            filtered: ledger.filtered.iter().map(|(reason, count)| (*reason, *count)).collect(),
            duplicates,
            failed_records: ledger.failed,
            failed: (ledger.failures.iter())
                .map(|failure| Failed { place: place_in_words(failure), cause: &failure.cause })
                .collect(),
            remarks: (file.remarks())
                .map(|remark| Failed { place: place_in_words(remark), cause: &remark.cause })
                .collect(),
            first: ledger.first.map(|time| derived.zone.iso(time)),
            last: ledger.last.map(|time| derived.zone.iso(time)),
        })
    };
    case.files().sorted().into_iter().filter_map(file).collect()
}

fn totals(derived: &Derived, files: &[File<'_>]) -> Totals {
    let sum = |of: fn(&File<'_>) -> u64| files.iter().map(of).sum();
    let [builtin, machine, local] = derived.scope.hidden;
    Totals {
        files: files.len() as u64,
        records: sum(|file| file.records),
        kept: sum(|file| file.kept),
        filtered: sum(|file| file.filtered.values().sum()),
        duplicates: sum(|file| file.duplicates),
        failed: sum(|file| file.failed_records),
        logons: derived.scope.logons,
        logons_in_scope: derived.scope.positions.len() as u64,
        hidden: Hidden { builtin, machine, local },
        accounts: derived.account_places.len() as u64,
        hosts: derived.host_places.len() as u64,
        edges: derived.graph.links().len() as u64,
        first: derived.logon_span.map(|(first, _)| derived.zone.iso(first)),
        last: derived.logon_span.map(|(_, last)| derived.zone.iso(last)),
    }
}

fn seen<'a>(derived: &Derived, sightings: &'a [Sighting]) -> Vec<Seen<'a>> {
    (sightings.iter())
        .map(|sighting| Seen {
            text: &sighting.text,
            first: derived.zone.iso(sighting.first),
            last: derived.zone.iso(sighting.last),
        })
        .collect()
}

/// First and last time, events by id, and all events, of a node.
fn activity(derived: &Derived, place: u32) -> (String, String, BTreeMap<u16, u32>) {
    let node = derived.nodes.get(place as usize).copied().unwrap_or_default();
    let (mut first, mut last, mut counts) = (i64::MAX, i64::MIN, BTreeMap::new());
    for link in derived.graph.bundles_at(node).flat_map(|(_, _, bundle)| derived.graph.links_of(bundle)) {
        (first, last) = (first.min(link.first), last.max(link.last));
        *counts.entry(link.key.event_id).or_default() += link.count();
    }
    (derived.zone.iso(first), derived.zone.iso(last), counts)
}

fn account<'a>(case: &'a Case, derived: &Derived, place: u32) -> Option<Account<'a>> {
    let Some(Node::Account(number)) = derived.node_at(place) else { return None };
    let account = derived.account(case.grounds(), number)?;
    let of = |figures: &[f64]| figures.get(number as usize).copied().unwrap_or(0.0);
    let (first, last, counts) = activity(derived, place);
    Some(Account {
        name: &account.name,
        label: &account.label,
        names: seen(derived, &account.names),
        domain: account.domain.as_deref(),
        domain_spellings: &account.domain_spellings,
        sids: &account.sids,
        kind: match account.kind {
            AccountKind::Standard => "standard",
            AccountKind::Machine => "machine",
            AccountKind::Builtin => "builtin",
        },
        privileged: account.privileged,
        rank: of(&derived.preset.account_ranks),
        hmm: derived.preset.hmm.get(number as usize).copied().unwrap_or(false),
        highest_score: of(&derived.preset.highest),
        first,
        last,
        events: counts.values().sum(),
        counts,
    })
}

fn host<'a>(case: &'a Case, derived: &Derived, place: u32) -> Option<Host<'a>> {
    let Some(Node::Host(number)) = derived.node_at(place) else { return None };
    let host = derived.host(case.grounds(), number)?;
    let (first, last, counts) = activity(derived, place);
    Some(Host {
        name: &host.label,
        addresses: host.addresses.iter().map(|address| address.text.as_str()).collect(),
        names: seen(derived, &host.names),
        address_times: seen(derived, &host.addresses),
        rank: derived.preset.host_ranks.get(number as usize).copied().unwrap_or(0.0),
        first,
        last,
        events: counts.values().sum(),
        counts,
    })
}

fn edge<'a>(case: &'a Case, derived: &Derived, link: &Link) -> Edge<'a> {
    let known = |text: &'a str| Some(text).filter(|text| !text.is_empty());
    Edge {
        source: derived.host(case.grounds(), link.key.host).map_or("", |host| &host.label),
        account: derived.account(case.grounds(), link.key.account).map_or("", |account| &account.label),
        event_id: link.key.event_id,
        logon_type: Some(link.key.logon_type).filter(|logon_type| *logon_type != NO_LOGON_TYPE),
        status: Some(link.key.status).filter(|status| *status != NO_STATUS).map(status::code),
        authentication: known(case.store().strings.get(link.key.authentication)),
        count: link.count(),
        first: derived.zone.iso(link.first),
        last: derived.zone.iso(link.last),
    }
}
