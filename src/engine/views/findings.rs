//! What the rules found, in the page's words.

use super::events::row_view;
use crate::analysis::rules::{Finding, Findings, Party, RULES};
use crate::engine::rows::Case;
use crate::protocol::NodeKind;
use crate::protocol::filter::Key;
use crate::protocol::findings::{FindingView, FindingsView, PartyView, RuleView};
use foldhash::fast::FixedState;
use petgraph::graph::NodeIndex;
use std::collections::HashMap;

/// So many rows of a finding are listed with it; the table of rows has them all.
const LISTED: usize = 8;

/// All findings, each with its key, and every rule with what it needs.
pub fn findings_view(case: Case<'_>, findings: &Findings, keys: &[Key], generation: u32) -> FindingsView {
    let nodes = Nodes::new(case);
    let rules = (RULES.iter().enumerate())
        .map(|(number, rule)| RuleView {
            id: rule.id.to_owned(),
            title: rule.title.to_owned(),
            technique: rule.technique.to_owned(),
            why: rule.why.to_owned(),
            innocent: rule.innocent.to_owned(),
            needs: rule.needs.in_words(),
            looked: !findings.silent.contains(&number),
        })
        .collect();
    let findings =
        findings.all.iter().zip(keys).map(|(finding, key)| finding_view(case, &nodes, finding, *key)).collect();
    FindingsView { generation, rules, findings }
}

fn finding_view(case: Case<'_>, nodes: &Nodes, finding: &Finding, key: Key) -> FindingView {
    FindingView {
        key,
        rule: finding.rule as u32,
        severity: finding.severity,
        summary: finding.summary.clone(),
        accounts: finding.accounts.iter().map(|party| nodes.account(case, party)).collect(),
        hosts: finding.hosts.iter().map(|party| nodes.host(case, party)).collect(),
        first: finding.first,
        last: finding.last,
        rows: finding.rows.len() as u32,
        evidence: finding.rows.iter().take(LISTED).filter_map(|row| row_view(case, *row)).collect(),
    }
}

/// The nodes of identities, as far as the switches let them be seen.
struct Nodes {
    of_account: HashMap<u32, NodeIndex, FixedState>,
    of_host: HashMap<u32, NodeIndex, FixedState>,
}

impl Nodes {
    fn new(case: Case<'_>) -> Self {
        let (scope, graph) = (&case.derived.scope, &case.derived.graph);
        Self {
            of_account: scope.accounts.iter().zip(0..).map(|(of, number)| (*of, graph.account(number))).collect(),
            of_host: scope.hosts.iter().zip(0..).map(|(of, number)| (*of, graph.host(number))).collect(),
        }
    }

    fn account(&self, case: Case<'_>, party: &Party) -> PartyView {
        let known = party.identity.and_then(|number| case.grounds.identities.accounts.all.get(number as usize));
        let kind = match known {
            Some(account) if account.privileged => NodeKind::PrivilegedAccount,
            _ => NodeKind::Account,
        };
        let node = party.identity.and_then(|number| self.of_account.get(&number));
        PartyView { label: party.label.clone(), kind, node: node.map(|node| case.derived.place(*node)) }
    }

    fn host(&self, case: Case<'_>, party: &Party) -> PartyView {
        let node = party.identity.and_then(|number| self.of_host.get(&number));
        PartyView { label: party.label.clone(), kind: NodeKind::Host, node: node.map(|node| case.derived.place(*node)) }
    }
}
