//! MS14-068: a forged ticket is refused for its checksum by a domain controller that was repaired.

use super::evidence::{Evidence, distinct};
use super::repeats::Repeats;
use super::words::counted;
use super::{Draft, Needs, Rule, Severity, Watch, security};
use crate::model::time::HOUR;

/// KDC_ERR_SUMTYPE_NOSUPP.
const CHECKSUM_NOT_SUPPORTED: u32 = 0xf;
/// Tries of one account are one finding as long as no more lies between them.
const ONE_FINDING: i64 = HOUR;

pub(super) const RULE: Rule = Rule {
    id: "ms14-068",
    title: "MS14-068 exploit refused",
    technique: "T1068",
    why: "A ticket with a forged list of privileges was presented; where a domain controller is not repaired, the same makes anybody an administrator.",
    innocent: "Next to nothing: a client that speaks Kerberos in an unusual way.",
    reads: &[security(4769)],
    needs: Needs::Events(&[security(4769)]),
    watch: || Box::new(Refused(Repeats::within(ONE_FINDING))),
};

struct Refused(Repeats<Option<u32>>);

impl Watch for Refused {
    fn see(&mut self, case: &Evidence<'_>, position: u32) {
        if case.status(position) == CHECKSUM_NOT_SUPPORTED {
            self.0.add(case.account(position), case.time(position), position);
        }
    }

    fn end(&mut self, case: &Evidence<'_>) -> Vec<Draft> {
        let draft = |(_, rows): (Option<u32>, Vec<u32>)| {
            let accounts = distinct(rows.iter().map(|row| case.account_party(*row)));
            let who = accounts.first().map_or("an unknown account", |account| &account.label);
            let summary = format!("{} of {who} refused for an unsupported checksum.", counted(rows.len(), "request"));
            let hosts = distinct(rows.iter().map(|row| case.source_party(*row)));
            Draft { severity: Severity::High, summary, rows, accounts, hosts }
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
    fn status_f_of_a_service_ticket_is_the_mark_and_other_failures_are_not() {
        let ticket = |status| logon("mallory", "10.0.0.9").event(4769).status(status);
        let found = by_rule("ms14-068", &[ticket(0xf), ticket(0xf).at(5)]);
        assert_eq!((found.len(), found[0].severity, found[0].rows), (1, Severity::High, 2));
        assert_eq!(found[0].summary, "2 requests of mallory refused for an unsupported checksum.");
        for status in [0, 0xe, 0x1b, 0x20] {
            assert!(by_rule("ms14-068", &[ticket(status)]).is_empty());
        }
        assert!(by_rule("ms14-068", &[logon("mallory", "10.0.0.9").event(4768).status(0xf)]).is_empty());
    }
}
