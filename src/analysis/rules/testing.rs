//! Running the rules on rows made by hand.

use super::{Evidence, Finding, Findings, Severity, find};
use crate::engine::order::RowOrder;
use crate::model::handmade::{Row, RowMaker};
use crate::model::identity::Identities;

/// A finding in the words that tests look at.
pub struct Found {
    pub rule: &'static str,
    pub severity: Severity,
    pub summary: String,
    /// How many.
    pub rows: usize,
    pub accounts: Vec<String>,
    pub hosts: Vec<String>,
}

/// What all rules find in `rows`.
pub fn find_in(rows: &[Row]) -> Findings {
    let store = RowMaker::of(rows).store;
    let order = RowOrder::new(&store);
    let identities = Identities::resolve(&store, &order.rows, false);
    find(&Evidence::new(&store, &order.rows, &identities))
}

/// The findings and notes in `rows`.
pub fn found(rows: &[Row]) -> Vec<Found> {
    // The same rows give the same findings however they come.
    let findings = find_in(rows);
    let backwards: Vec<Row> = rows.iter().rev().cloned().collect();
    assert_eq!(findings, find_in(&backwards));
    let in_words = |finding: Finding| Found {
        rule: finding.rule().id,
        severity: finding.severity,
        rows: finding.rows.len(),
        summary: finding.summary,
        accounts: finding.accounts.into_iter().map(|party| party.label).collect(),
        hosts: finding.hosts.into_iter().map(|party| party.label).collect(),
    };
    findings.all.into_iter().map(in_words).collect()
}

/// Whether it is of the rule `id`.
pub fn of_rule(id: &'static str) -> impl Fn(&Found) -> bool {
    move |found| found.rule == id
}

/// What rule `id` finds in `rows`.
pub fn by_rule(id: &'static str, rows: &[Row]) -> Vec<Found> {
    found(rows).into_iter().filter(of_rule(id)).collect()
}
