//! DCSync: passwords are fetched from the directory as domain controllers do among themselves.

use super::evidence::{Evidence, distinct};
use super::repeats::Repeats;
use super::{Draft, Needs, Party, Rule, Severity, Watch, security};
use crate::model::facts::Slot;
use crate::model::identity::names::folded;
use crate::model::strings::StringId;
use crate::model::time::HOUR;
use foldhash::fast::FixedState;
use std::collections::HashMap;

/// Control access: the use of an extended right.
const CONTROL_ACCESS: u64 = 0x100;
/// Replicating changes, all changes, and changes of the filtered set.
const REPLICATION: [&str; 3] = [
    "1131f6aa-9c07-11d1-f79f-00c04fc2dcd2",
    "1131f6ad-9c07-11d1-f79f-00c04fc2dcd2",
    "89e95b76-444d-4c62-991a-0facbeda640c",
];
/// Accounts of programs that synchronise the directory with the cloud.
const SYNCHRONISERS: [&str; 2] = ["msol_", "aad_"];
/// Accesses of one account are one finding as long as no more lies between them.
const ONE_FINDING: i64 = HOUR;

pub(super) const RULE: Rule = Rule {
    id: "dcsync",
    title: "DCSync",
    technique: "T1003.006",
    why: "Whoever replicates the directory has the keys of every account, also that which forges tickets.",
    innocent: "A synchronising program with an account of its own, or a domain controller none of whose logs is in the case.",
    reads: &[security(4662)],
    needs: Needs::Events(&[security(4662)]),
    watch: || Box::new(DcSync { found: Repeats::within(ONE_FINDING), replicates: HashMap::default() }),
};

struct DcSync {
    found: Repeats<Option<u32>>,
    /// Whether the rights of a text are of replication: the same few recur in a busy log.
    replicates: HashMap<StringId, bool, FixedState>,
}

/// Whether `account` may replicate. A machine of which there is no log may be a domain controller: it is not suspected.
fn may_replicate(case: &Evidence<'_>, account: &str) -> bool {
    let name = folded(account);
    SYNCHRONISERS.iter().any(|prefix| name.starts_with(prefix))
        || name.ends_with('$') && (case.is_controller(&name) || !case.has_log_of(&name))
}

impl Watch for DcSync {
    fn see(&mut self, case: &Evidence<'_>, position: u32) {
        if case.detail_number(position, Slot::AccessMask) != Some(CONTROL_ACCESS) {
            return;
        }
        let replicates = *self.replicates.entry(case.detail_id(position, Slot::Properties)).or_insert_with(|| {
            let properties = folded(case.detail(position, Slot::Properties));
            REPLICATION.iter().any(|right| properties.contains(right))
        });
        let [name, ..] = case.account_claim(position);
        if replicates && !may_replicate(case, name) {
            self.found.add(case.account(position), case.time(position), position);
        }
    }

    fn end(&mut self, case: &Evidence<'_>) -> Vec<Draft> {
        let draft = |(_, rows): (_, Vec<u32>)| {
            let accounts = distinct(rows.iter().map(|row| case.account_party(*row)));
            let hosts = distinct(rows.iter().map(|row| case.computer_party(*row)));
            let label = |parties: &[Party]| parties.first().map_or("unknown".to_owned(), |party| party.label.clone());
            let summary = format!("{} used the rights of replication on {}.", label(&accounts), label(&hosts));
            Draft { severity: Severity::High, summary, rows, accounts, hosts }
        };
        self.found.finish().into_iter().map(draft).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{Found, by_rule};
    use crate::model::handmade::{Row, logon};

    fn access(account: &str, mask: &str, right: &str) -> Row {
        let row = logon(account, "").event(4662).on("DC01.ex.test").at(50).detail(Slot::AccessMask, mask);
        row.detail(Slot::Properties, &format!("%%7688\n\t\t{{{right}}}\n\t{{19195a5b-6da0-11d0-afd3-00c04fd930c9}}\n"))
    }

    fn found(rows: &[Row]) -> Vec<Found> {
        by_rule("dcsync", rows)
    }

    #[test]
    fn each_right_of_replication_in_any_case_is_the_mark() {
        for right in REPLICATION {
            let found = found(&[access("mallory", "0x100", &right.to_uppercase())]);
            assert_eq!((found.len(), found[0].severity), (1, Severity::High));
            assert_eq!(found[0].summary, "mallory used the rights of replication on DC01.");
        }
        let again = [access("mallory", "0x100", REPLICATION[0]), access("mallory", "0x100", REPLICATION[1]).at(60)];
        assert_eq!(found(&again).len(), 1);
    }

    #[test]
    fn it_says_from_where_the_session_came() {
        let logon = logon("mallory", "10.0.0.9").on("DC01.ex.test").session(0x77).at(10);
        let found = found(&[logon, access("mallory", "0x100", REPLICATION[0]).session(0x77)]);
        assert_eq!(found[0].hosts, ["10.0.0.9", "DC01"]);
    }

    #[test]
    fn one_harmless_access_is_none() {
        assert!(found(&[access("mallory", "0x10", REPLICATION[0])]).is_empty());
        assert!(found(&[access("mallory", "0x100", "e45795b2-9455-11d1-aebd-0000f80367c1")]).is_empty());
        assert!(found(&[access("mallory", "", REPLICATION[0])]).is_empty());
    }

    #[test]
    fn domain_controllers_and_synchronising_programs_may_replicate_and_a_workstation_may_not() {
        let of_controller = logon("alice", "10.0.0.1").event(4768).status(0).on("DC02.ex.test");
        let of_workstation = logon("alice", "10.0.0.1").on("PC1.ex.test");
        let as_account = |account: &str| {
            found(&[of_controller.clone(), of_workstation.clone(), access(account, "0x100", REPLICATION[0])]).len()
        };
        assert_eq!(
            (as_account("DC02$"), as_account("MSOL_1a2b"), as_account("aad_1a2b"), as_account("DC09$")),
            (0, 0, 0, 0)
        );
        assert_eq!((as_account("PC1$"), as_account("MSOLX")), (1, 1));
    }
}
