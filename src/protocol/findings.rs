//! What the rules found, as the Findings view lists it.

use super::NodeKind;
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
    /// The highest severity of any finding, notes left out, and how many findings there are of it.
    pub fn heaviest(&self) -> Option<(Severity, usize)> {
        let severities = || self.findings.iter().map(|finding| finding.severity).filter(|of| *of != Severity::Note);
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
