//! What the analyst makes of findings: true, benign or still to check, with a reason; and which findings a benign one quietens.

use super::filter::Key;
use serde::{Deserialize, Serialize};

/// What a finding is taken for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Verdict {
    /// What it says happened, and it is no good.
    True,
    /// It happened innocently.
    Benign,
    /// Not decided yet.
    Check,
}

impl Verdict {
    /// All, in the order of the buttons, each with the key that gives it.
    pub const ALL: [(Self, &'static str); 3] = [(Self::True, "t"), (Self::Benign, "b"), (Self::Check, "c")];

    /// In a word or two.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::True => "true",
            Self::Benign => "benign",
            Self::Check => "to check",
        }
    }
}

/// What the analyst makes of one finding.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Judgment {
    /// What it is taken for.
    pub verdict: Verdict,
    /// Why, in the analyst's words; may be empty.
    pub reason: String,
    /// Of a benign one: the account or host, as it is labelled, for which its rule is to be quiet too; or empty.
    pub quiet: String,
}

/// The judgments of findings, each by the finding's key. A judgment holds for its finding wherever that is found again, and what it
/// quietens is quiet only in a case that has the finding: nothing is ever hidden by what was decided in another investigation.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Judgments(Vec<(Key, Judgment)>);

impl Judgments {
    /// That of a finding.
    pub fn get(&self, key: Key) -> Option<&Judgment> {
        let place = self.place(key).ok()?;
        self.0.get(place).map(|(_, judgment)| judgment)
    }

    /// Judges a finding, or no longer.
    pub fn set(&mut self, key: Key, judgment: Option<Judgment>) {
        match (self.place(key), judgment) {
            (Ok(place), Some(judgment)) => {
                if let Some(slot) = self.0.get_mut(place) {
                    slot.1 = judgment;
                }
            }
            (Ok(place), None) => drop(self.0.remove(place)),
            (Err(place), Some(judgment)) => self.0.insert(place, (key, judgment)),
            (Err(_), None) => {}
        }
    }

    /// All, in the order of their keys.
    pub fn all(&self) -> &[(Key, Judgment)] {
        &self.0
    }

    fn place(&self, key: Key) -> Result<usize, usize> {
        self.0.binary_search_by(|(known, _)| known.cmp(&key))
    }

    /// For each of `count` findings, the place of the one by whose judgment it is quiet. `of` tells a finding's key and rule, `has`
    /// whether an account or host of that label is of a finding. A finding that is judged itself is never quiet.
    pub fn quietened(
        &self,
        count: usize,
        of: impl Fn(usize) -> Option<(Key, usize)>,
        has: impl Fn(usize, &str) -> bool,
    ) -> Vec<Option<usize>> {
        let mut quiet = vec![None; count];
        if self.0.iter().all(|(_, judgment)| judgment.quiet.is_empty()) {
            return quiet;
        }
        for by in 0..count {
            let Some((key, rule)) = of(by) else { continue };
            let judgment = self.get(key).filter(|judgment| judgment.verdict == Verdict::Benign);
            let Some(label) = judgment.map(|judgment| judgment.quiet.as_str()).filter(|label| !label.is_empty()) else {
                continue;
            };
            for (place, slot) in quiet.iter_mut().enumerate().filter(|(_, slot)| slot.is_none()) {
                let is_like = of(place).is_some_and(|(key, other)| other == rule && self.get(key).is_none());
                if is_like && has(place, label) {
                    *slot = Some(by);
                }
            }
        }
        quiet
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(verdict: Verdict, quiet: &str) -> Option<Judgment> {
        Some(Judgment { verdict, reason: String::new(), quiet: quiet.to_owned() })
    }

    #[test]
    fn a_judgment_is_kept_changed_and_taken_back() {
        let mut judgments = Judgments::default();
        for key in [5, 1, 9] {
            judgments.set(Key(0, key), judged(Verdict::Check, ""));
        }
        judgments.set(Key(0, 5), judged(Verdict::True, ""));
        judgments.set(Key(0, 1), None);
        judgments.set(Key(0, 2), None);
        let all: Vec<_> = judgments.all().iter().map(|(key, judgment)| (key.1, judgment.verdict)).collect();
        assert_eq!(all, [(5, Verdict::True), (9, Verdict::Check)]);
        assert_eq!(judgments.get(Key(0, 1)), None);
    }

    #[test]
    fn a_benign_finding_quietens_its_rule_for_one_account_and_nothing_else() {
        // Rule and parties of each finding.
        let findings = [(0, "svc scan"), (0, "scan"), (0, "alice"), (1, "scan"), (0, "scan")];
        let mut judgments = Judgments::default();
        let quietened = |judgments: &Judgments| {
            judgments.quietened(
                findings.len(),
                |place| Some((Key(0, place as u32), findings[place].0)),
                |place, label| findings[place].1.split(' ').any(|party| party == label),
            )
        };
        judgments.set(Key(0, 0), judged(Verdict::Benign, "scan"));
        assert_eq!(quietened(&judgments), [None, Some(0), None, None, Some(0)]);
        // One that is judged itself is seen.
        judgments.set(Key(0, 4), judged(Verdict::Check, ""));
        assert_eq!(quietened(&judgments), [None, Some(0), None, None, None]);
        // Only a benign one quietens.
        judgments.set(Key(0, 0), judged(Verdict::True, "scan"));
        assert_eq!(quietened(&judgments), [None; 5]);
        // And only in a case that has it.
        judgments.set(Key(7, 7), judged(Verdict::Benign, "scan"));
        assert_eq!(quietened(&judgments), [None; 5]);
    }
}
