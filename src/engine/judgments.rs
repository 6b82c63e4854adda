//! What the analyst made of the findings: the page keeps it, and the case holds it so that exports and the graph follow.

use super::Case;
use crate::analysis::rules::Finding;
use crate::model::identity::stable_key;
use crate::protocol::filter::Key;
use crate::protocol::judgments::{Judgments, Verdict};
use std::collections::BTreeMap;

/// A judgment as a document tells it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Told<'c> {
    /// `true`, `benign`, `to check`; or `quietened`, by the judgment of another finding.
    pub verdict: &'static str,
    /// The analyst's words.
    pub reason: &'c str,
    /// The account or host for which the rule is quiet; or empty.
    pub quiet: &'c str,
}

impl Told<'_> {
    /// Whether the finding weighs nothing any more.
    pub fn is_aside(&self) -> bool {
        self.verdict == QUIETENED || self.verdict == Verdict::Benign.in_words()
    }

    /// `Judged benign: a backup`.
    pub fn in_words(&self) -> String {
        let verdict = match self.verdict {
            QUIETENED => "Put aside: one like it was judged benign".to_owned(),
            verdict => format!("Judged {verdict}"),
        };
        if self.reason.is_empty() { verdict } else { format!("{verdict}: {}", self.reason) }
    }
}

const QUIETENED: &str = "quietened";

impl Case {
    /// Holds what the page says was made of the findings.
    pub fn set_judgments(&mut self, judgments: Judgments) {
        self.judgments = judgments;
    }

    /// Names each finding by its rule, its weight and its first record, so that it is known again whatever else is read or
    /// switched, and in every later visit. One that has come to weigh otherwise is another.
    pub fn finding_keys(&self) -> Vec<Key> {
        let mut alike: BTreeMap<u64, u32> = BTreeMap::new();
        let key = |finding: &Finding| {
            let row = finding.rows.first().and_then(|row| self.grounds.order.rows.get(*row as usize));
            let record = row.map(|row| self.store.events.get(*row as usize));
            let record = record.map(|record| {
                let computer = self.store.strings.get(record.computer).to_lowercase();
                format!("{} {} {}", record.time, record.record_id, computer)
            });
            let severity = finding.severity.in_words();
            let text = format!("{} {severity} {}", finding.rule().id, record.unwrap_or_default());
            let key = stable_key(FINDING, &text);
            // Those that begin with the same record are numbered in their order.
            let number = alike.entry(key).or_default();
            *number += 1;
            Key::from(if *number == 1 { key } else { stable_key(FINDING, &format!("{text} {number}")) })
        };
        self.findings().all.iter().map(key).collect()
    }

    /// What was made of each finding.
    pub fn judged(&self) -> Vec<Option<Told<'_>>> {
        let (keys, found) = (self.finding_keys(), &self.findings().all);
        let of = |place: usize| Some((*keys.get(place)?, found.get(place)?.rule));
        let has = |place: usize, label: &str| {
            let parties =
                found.get(place).into_iter().flat_map(|finding| finding.accounts.iter().chain(&finding.hosts));
            parties.into_iter().any(|party| party.label == label)
        };
        let quiet = self.judgments.quietened(keys.len(), of, has);
        let told = |(key, by): (&Key, Option<usize>)| match by.and_then(|by| keys.get(by)) {
            None => {
                let judgment = self.judgments.get(*key)?;
                let quiet = if judgment.verdict == Verdict::Benign { judgment.quiet.as_str() } else { "" };
                Some(Told { verdict: judgment.verdict.in_words(), reason: &judgment.reason, quiet })
            }
            Some(by) => {
                let judgment = self.judgments.get(*by)?;
                Some(Told { verdict: QUIETENED, reason: &judgment.reason, quiet: &judgment.quiet })
            }
        };
        keys.iter().zip(quiet).map(told).collect()
    }
}

/// Tells keys of findings from those of nodes.
const FINDING: u8 = b'F';

#[cfg(test)]
mod tests;
