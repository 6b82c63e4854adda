//! The audit policy is weakened: what an intruder does next is not logged.

use super::evidence::{Evidence, distinct};
use super::repeats::Repeats;
use super::words::listed;
use super::{Draft, Needs, Party, Rule, Severity, Watch, security};
use crate::model::facts::Slot;
use crate::model::identity::builtin::is_builtin_sid;
use crate::model::identity::names::folded;
use crate::model::strings::StringId;
use crate::model::time::HOUR;
use crate::sorting::InOrder;

/// Success removed, failure removed.
const REMOVED: [&str; 2] = ["%%8448", "%%8450"];
/// The subcategories without which logons, tickets, accounts or the directory are not seen: GUID, and name in plain words.
const WATCHED: [(&str, &str); 10] = [
    ("0cce9215-69ae-11d9-bed3-505054503030", "logons"),
    ("0cce923f-69ae-11d9-bed3-505054503030", "credential validation"),
    ("0cce9240-69ae-11d9-bed3-505054503030", "Kerberos service tickets"),
    ("0cce9242-69ae-11d9-bed3-505054503030", "Kerberos authentication"),
    ("0cce9235-69ae-11d9-bed3-505054503030", "management of user accounts"),
    ("0cce9236-69ae-11d9-bed3-505054503030", "management of computer accounts"),
    ("0cce9237-69ae-11d9-bed3-505054503030", "management of security groups"),
    ("0cce923a-69ae-11d9-bed3-505054503030", "other account management"),
    ("0cce923b-69ae-11d9-bed3-505054503030", "access to the directory"),
    ("0cce923c-69ae-11d9-bed3-505054503030", "changes of the directory"),
];
/// Changes on one computer are one finding as long as no more lies between them.
const ONE_FINDING: i64 = HOUR;

pub(super) const RULE: Rule = Rule {
    id: "audit-policy",
    title: "Audit policy weakened",
    technique: "T1562.002",
    why: "What is no longer audited cannot be found in a log, here or anywhere.",
    innocent: "A group policy that was changed on purpose, for instance to make logs smaller.",
    reads: &[security(4719)],
    needs: Needs::Events(&[security(4719)]),
    watch: || Box::new(AuditPolicy(Repeats::within(ONE_FINDING))),
};

struct AuditPolicy(Repeats<StringId>);

/// What is no longer audited, in plain words.
fn subcategory(case: &Evidence<'_>, position: u32) -> Option<&'static str> {
    let guid = folded(case.detail(position, Slot::Subcategory));
    let guid = guid.trim_matches(['{', '}']);
    WATCHED.iter().find(|(watched, _)| *watched == guid).map(|(_, words)| *words)
}

impl Watch for AuditPolicy {
    fn see(&mut self, case: &Evidence<'_>, position: u32) {
        let changes = case.detail(position, Slot::PolicyChanges);
        let removes = changes.split([',', ' ', '\n', '\t']).any(|change| REMOVED.contains(&change));
        if removes && subcategory(case, position).is_some() {
            self.0.add(case.computer(position), case.time(position), position);
        }
    }

    fn end(&mut self, case: &Evidence<'_>) -> Vec<Draft> {
        let draft = |(_, rows): (_, Vec<u32>)| {
            let mut what: Vec<String> =
                rows.iter().filter_map(|row| subcategory(case, *row)).map(str::to_owned).collect();
            what.order();
            what.dedup();
            let accounts = distinct(rows.iter().map(|row| case.account_party(*row)));
            let hosts = distinct(rows.iter().map(|row| case.computer_party(*row)));
            let label = |parties: &[Party]| parties.first().map_or("unknown".to_owned(), |party| party.label.clone());
            // A policy of the domain is applied by the system itself.
            let by_system = rows.iter().all(|row| is_builtin_sid(case.account_claim(*row)[2]));
            let summary = format!("{} on {} ended auditing of {}.", label(&accounts), label(&hosts), listed(&what));
            let severity = if by_system { Severity::Medium } else { Severity::High };
            Draft { severity, summary, rows, accounts, hosts }
        };
        self.0.finish().into_iter().map(draft).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::by_rule;
    use crate::model::handmade::{Row, logon};

    fn change(guid: &str, changes: &str) -> Row {
        let row = logon("mallory", "").domain("EX").event(4719).detail(Slot::Subcategory, guid);
        row.detail(Slot::PolicyChanges, changes)
    }

    #[test]
    fn what_takes_auditing_of_logons_away_weakens_the_policy() {
        for (guid, words) in WATCHED {
            for changes in ["%%8448", "%%8450", "%%8448, %%8450", "%%8448\n\t\t%%8450"] {
                let found = by_rule("audit-policy", &[change(&format!("{{{}}}", guid.to_uppercase()), changes)]);
                assert_eq!((found.len(), found[0].severity), (1, Severity::High));
                assert_eq!(found[0].summary, format!("mallory on SRV ended auditing of {words}."));
            }
        }
    }

    #[test]
    fn more_auditing_and_less_of_other_things_are_innocent() {
        assert!(by_rule("audit-policy", &[change(WATCHED[0].0, "%%8449, %%8451")]).is_empty());
        let of_files = "{0cce921d-69ae-11d9-bed3-505054503030}";
        assert!(by_rule("audit-policy", &[change(of_files, "%%8448")]).is_empty());
    }

    #[test]
    fn a_policy_that_the_system_applies_weighs_less() {
        let found = by_rule("audit-policy", &[change(WATCHED[0].0, "%%8448").sid("S-1-5-18")]);
        assert_eq!(found[0].severity, Severity::Medium);
    }
}
