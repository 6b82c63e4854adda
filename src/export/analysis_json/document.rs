//! The form of the analysis document. A change here is a change of `docs/analysis-json.md` and of its version.

use crate::evidence::ledger::FilterReason;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// A list that is made while it is written, since a document may be far larger than what it is made from.
pub(super) struct Each<F>(pub F);

impl<F: Fn() -> I, I: Iterator<Item: Serialize>> Serialize for Each<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

/// The long lists are each an [`Each`].
#[derive(Serialize)]
pub(super) struct Document<'a, Accounts, Hosts, Edges, Times, Findings, Notes> {
    pub schema: &'static str,
    pub schema_version: u32,
    pub tool: Tool,
    pub options: Options<'a>,
    pub partial: bool,
    pub files: Vec<File<'a>>,
    pub totals: Totals,
    pub accounts: Accounts,
    pub hosts: Hosts,
    pub edges: Edges,
    pub timeline: Timeline<Times>,
    pub findings: Findings,
    pub notes: Notes,
    pub not_looked_for: Vec<NotLookedFor>,
}

#[derive(Serialize)]
pub(super) struct Tool {
    pub name: &'static str,
    pub version: &'static str,
}

#[derive(Serialize)]
pub(super) struct Options<'a> {
    pub zone: &'a str,
    pub merge_accounts: bool,
    pub include_builtin: bool,
    pub include_machine: bool,
    pub include_local: bool,
    /// Which records were wanted, where that was not all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selection: Option<Selection<'a>>,
}

#[derive(Serialize)]
pub(super) struct Selection<'a> {
    pub from: Option<String>,
    pub until: Option<String>,
    pub event_ids: &'a [u16],
    pub computers: &'a [String],
}

#[derive(Serialize)]
pub(super) struct File<'a> {
    pub name: &'a str,
    pub inside: Option<&'a str>,
    pub size: u64,
    pub sha256: Option<&'a str>,
    pub complete: bool,
    pub error: Option<&'a str>,
    pub records: u64,
    pub kept: u64,
    pub filtered: BTreeMap<FilterReason, u64>,
    pub duplicates: u64,
    pub failed_records: u64,
    pub failed: Vec<Failed<'a>>,
    pub remarks: Vec<Failed<'a>>,
    pub first: Option<String>,
    pub last: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Failed<'a> {
    pub place: String,
    pub cause: &'a str,
}

#[derive(Serialize)]
pub(super) struct Totals {
    pub files: u64,
    pub records: u64,
    pub kept: u64,
    pub filtered: u64,
    pub duplicates: u64,
    pub failed: u64,
    pub logons: u64,
    pub logons_in_scope: u64,
    pub hidden: Hidden,
    pub accounts: u64,
    pub hosts: u64,
    pub edges: u64,
    pub first: Option<String>,
    pub last: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Hidden {
    pub builtin: u64,
    pub machine: u64,
    pub local: u64,
}

#[derive(Serialize)]
pub(super) struct Seen<'a> {
    pub text: &'a str,
    pub first: String,
    pub last: String,
}

#[derive(Serialize)]
pub(super) struct Account<'a> {
    pub name: &'a str,
    pub label: &'a str,
    pub names: Vec<Seen<'a>>,
    pub domain: Option<&'a str>,
    pub domain_spellings: &'a [String],
    pub sids: &'a [String],
    pub kind: &'static str,
    pub privileged: bool,
    pub rank: f64,
    pub hmm: bool,
    pub highest_score: f64,
    pub first: String,
    pub last: String,
    pub events: u32,
    pub counts: BTreeMap<u16, u32>,
}

#[derive(Serialize)]
pub(super) struct Host<'a> {
    pub name: &'a str,
    pub addresses: Vec<&'a str>,
    pub names: Vec<Seen<'a>>,
    pub address_times: Vec<Seen<'a>>,
    pub rank: f64,
    pub first: String,
    pub last: String,
    pub events: u32,
    pub counts: BTreeMap<u16, u32>,
}

#[derive(Serialize)]
pub(super) struct Edge<'a> {
    pub source: &'a str,
    pub account: &'a str,
    pub event_id: u16,
    pub logon_type: Option<u8>,
    pub status: Option<String>,
    pub authentication: Option<&'a str>,
    pub count: u32,
    pub first: String,
    pub last: String,
}

#[derive(Serialize)]
pub(super) struct Finding<'a> {
    pub rule: &'static str,
    pub title: &'static str,
    pub technique: &'static str,
    pub severity: &'static str,
    pub summary: &'a str,
    pub accounts: Vec<&'a str>,
    pub hosts: Vec<&'a str>,
    pub first: String,
    pub last: String,
    pub events: u64,
    /// What the analyst made of it, if anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub judgment: Option<Judgment<'a>>,
    pub evidence: Vec<Record<'a>>,
}

#[derive(Serialize)]
pub(super) struct Judgment<'a> {
    pub verdict: &'static str,
    pub reason: &'a str,
    /// For whom the rule is quiet, where it is.
    pub quiet_for: Option<&'a str>,
}

#[derive(Serialize)]
pub(super) struct Record<'a> {
    pub time: String,
    pub event_id: u16,
    pub computer: &'a str,
    pub record_id: u64,
    pub file: u32,
    pub offset: u64,
}

#[derive(Serialize)]
pub(super) struct NotLookedFor {
    pub rule: &'static str,
    pub title: &'static str,
    pub needs: String,
}

#[derive(Serialize)]
pub(super) struct Timeline<Times> {
    pub start: Option<String>,
    pub hours: u32,
    pub form: &'static str,
    pub marked_by: &'static str,
    pub accounts: Times,
}

#[derive(Serialize)]
pub(super) struct TimelineAccount<'a> {
    pub name: &'a str,
    pub label: &'a str,
    pub counts: BTreeMap<u16, Cells<u32>>,
    pub scores: Cells<f64>,
    pub marked: Vec<Marked>,
}

/// An hour that is marked in the way that is chosen.
#[derive(Serialize)]
pub(super) struct Marked {
    pub hour: u32,
    pub level: u8,
    pub score: f64,
    pub count: u32,
    pub expected: Option<f64>,
}

/// A value an hour, or only the hours that matter.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Cells<V> {
    PerHour(Vec<V>),
    Pairs(Vec<(u32, V)>),
}
