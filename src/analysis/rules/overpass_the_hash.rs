//! Overpass the hash, and `runas /netonly`: a session of the same account that uses other credentials over the network.

use super::evidence::{Evidence, distinct};
use super::repeats::Repeats;
use super::{Draft, Needs, Rule, Severity, Watch, security};
use crate::model::facts::Slot;
use crate::model::identity::names::folded;
use crate::model::strings::StringId;
use crate::model::time::HOUR;

/// `LogonType` of new credentials.
const NEW_CREDENTIALS: u8 = 9;
/// The logon process of the secondary logon service.
const PROCESS: &str = "seclogo";
/// Sessions of an account on a computer are one finding as long as no more lies between them.
const ONE_FINDING: i64 = 24 * HOUR;

pub(super) const RULE: Rule = Rule {
    id: "overpass-the-hash",
    title: "Overpass the hash, or runas /netonly",
    technique: "T1550.002",
    why: "A session whose credentials are others than its account's is what tools make of a stolen hash or key.",
    innocent: "An administrator who starts a console with another account: runas /netonly.",
    reads: &[security(4624)],
    needs: Needs::Events(&[security(4624)]),
    watch: || Box::new(Overpass(Repeats::within(ONE_FINDING))),
};

struct Overpass(Repeats<(Option<u32>, StringId)>);

impl Watch for Overpass {
    fn see(&mut self, case: &Evidence<'_>, position: u32) {
        if case.logon_type(position) == NEW_CREDENTIALS
            && folded(case.detail(position, Slot::LogonProcess).trim()) == PROCESS
        {
            self.0.add((case.account(position), case.computer(position)), case.time(position), position);
        }
    }

    fn end(&mut self, case: &Evidence<'_>) -> Vec<Draft> {
        let draft = |(_, rows): (_, Vec<u32>)| {
            let accounts = distinct(rows.iter().map(|row| case.account_party(*row)));
            let hosts = distinct(rows.iter().map(|row| case.computer_party(*row)));
            let who = accounts.first().map_or("An account", |account| &account.label);
            let on = hosts.first().map_or("a computer", |host| &host.label);
            let others = rows.iter().map(|row| case.detail(*row, Slot::OutboundUser)).find(|name| !name.is_empty());
            let whose =
                others.map_or_else(|| "other credentials".to_owned(), |name| format!("the credentials of {name}"));
            Draft {
                severity: Severity::Medium,
                summary: format!("{who} opened a session with {whose} on {on}."),
                rows,
                accounts,
                hosts,
            }
        };
        self.0.finish().into_iter().map(draft).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::by_rule;
    use crate::model::handmade::logon;

    #[test]
    fn type_nine_by_seclogo_is_the_mark() {
        let session =
            |logon_type, process| logon("alice", "").logon_type(logon_type).detail(Slot::LogonProcess, process);
        let found = by_rule("overpass-the-hash", &[session(9, "seclogo").detail(Slot::OutboundUser, "admin")]);
        assert_eq!((found.len(), found[0].severity), (1, Severity::Medium));
        assert_eq!(found[0].summary, "alice opened a session with the credentials of admin on SRV.");
        for innocent in [session(9, "Advapi  "), session(2, "seclogo"), session(3, "NtLmSsp ")] {
            assert!(by_rule("overpass-the-hash", &[innocent]).is_empty());
        }
    }
}
