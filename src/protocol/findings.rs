//! What the rules found, as the Findings view lists it.

use super::NodeKind;
use super::filter::Key;
use super::judgments::{Judgments, Verdict};
use super::rows::RowView;
use serde::{Deserialize, Serialize};

/// Everything that the rules found and could not look for.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct FindingsView {
    /// Of which graph.
    pub generation: u32,
    /// Every rule.
    pub rules: Vec<RuleView>,
    /// Highest severity first, notes last; within a severity by time.
    pub findings: Vec<FindingView>,
}

impl FindingsView {
    /// For each finding, the place of the one by whose judgment it is quiet.
    pub fn quietened(&self, judgments: &Judgments) -> Vec<Option<usize>> {
        let of = |place: usize| self.findings.get(place).map(|finding| (finding.key, finding.rule as usize));
        let has = |place: usize, label: &str| {
            let parties = self.findings.get(place).into_iter().flat_map(|of| of.accounts.iter().chain(&of.hosts));
            parties.into_iter().any(|party| party.label == label)
        };
        judgments.quietened(self.findings.len(), of, has)
    }

    /// The findings that weigh: neither notes nor benign nor quiet.
    pub fn weighing(&self, judgments: &Judgments) -> Vec<&FindingView> {
        let weighs = |finding: &FindingView| {
            let benign = judgments.get(finding.key).is_some_and(|judgment| judgment.verdict == Verdict::Benign);
            finding.severity != Severity::Note && !benign
        };
        let quiet = self.quietened(judgments);
        let seen = self.findings.iter().zip(&quiet).filter(|(finding, by)| by.is_none() && weighs(finding));
        seen.map(|(finding, _)| finding).collect()
    }

    /// The highest severity of those that weigh, and how many there are of it.
    pub fn heaviest(&self, judgments: &Judgments) -> Option<(Severity, usize)> {
        let weighing = self.weighing(judgments);
        let severities = || weighing.iter().map(|finding| finding.severity);
        let highest = severities().max()?;
        Some((highest, severities().filter(|of| *of == highest).count()))
    }
}

/// How much a finding weighs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Severity {
    /// Ordinary by itself, worth knowing: no finding, but told.
    Note,
    /// Mostly innocent.
    Low,
    /// To be looked at.
    Medium,
    /// Hardly ever innocent.
    High,
}

impl Severity {
    /// In a word.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// What is said of a rule.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct RuleView {
    /// Names it for ever: `password-spraying`.
    pub id: String,
    /// What it finds.
    pub title: String,
    /// ATT&CK techniques, commas between them.
    pub technique: String,
    /// Why it matters, one sentence.
    pub why: String,
    /// What is innocently alike, one sentence.
    pub innocent: String,
    /// What it needs to say anything: `4625, 4771 or 4776`.
    pub needs: String,
    /// Whether the evidence holds that: else the rule could not look.
    pub looked: bool,
}

/// A finding or a note.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FindingView {
    /// Names it in judgments: the same whenever the same is found again.
    pub key: Key,
    /// Position in [`FindingsView::rules`].
    pub rule: u32,
    /// How much it weighs.
    pub severity: Severity,
    /// What was seen, one sentence.
    pub summary: String,
    /// Who acted, then who was affected.
    pub accounts: Vec<PartyView>,
    /// Where it came from, then where it happened.
    pub hosts: Vec<PartyView>,
    /// Microseconds since 1970.
    pub first: i64,
    /// Microseconds since 1970.
    pub last: i64,
    /// How many rows say so.
    pub rows: u32,
    /// The first of them.
    pub evidence: Vec<RowView>,
}

/// An account or a host of a finding.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PartyView {
    /// As shown.
    pub label: String,
    /// What it is.
    pub kind: NodeKind,
    /// Position in [`super::GraphView::nodes`]; `None` where it is not in the graph, or a switch hides it.
    pub node: Option<u32>,
}
