//! AS-REP roasting: a ticket of an account that needs no pre-authentication, to guess its password from elsewhere.

use super::evidence::{Evidence, distinct};
use super::repeats::Repeats;
use super::words::listed;
use super::{Draft, Needs, Rule, Severity, Watch, security};
use crate::model::facts::Slot;
use crate::model::time::HOUR;

/// RC4 and its export form.
const RC4: [u64; 2] = [0x17, 0x18];
/// Tickets from one source are one finding as long as no more lies between them.
const ONE_FINDING: i64 = HOUR;

pub(super) const RULE: Rule = Rule {
    id: "asrep-roasting",
    title: "AS-REP roasting",
    technique: "T1558.004",
    why: "Anybody may ask for such a ticket, and guess the account's password from it without being seen.",
    innocent: "An old system whose account was set to need no pre-authentication and which uses it every day.",
    reads: &[security(4768)],
    needs: Needs::Events(&[security(4768)]),
    watch: || Box::new(AsRep(Repeats::within(ONE_FINDING))),
};

struct AsRep(Repeats<Option<u32>>);

impl Watch for AsRep {
    fn see(&mut self, case: &Evidence<'_>, position: u32) {
        let cipher = || case.detail_number(position, Slot::TicketEncryption);
        if case.status(position) == 0
            && case.detail_number(position, Slot::PreAuthentication) == Some(0)
            && cipher().is_some_and(|cipher| RC4.contains(&cipher))
        {
            self.0.add(case.source(position), case.time(position), position);
        }
    }

    fn end(&mut self, case: &Evidence<'_>) -> Vec<Draft> {
        let draft = |(_, rows): (Option<u32>, Vec<u32>)| {
            let accounts = distinct(rows.iter().map(|row| case.account_party(*row)));
            let hosts = distinct(rows.iter().map(|row| case.source_party(*row)));
            let names: Vec<String> = accounts.iter().map(|account| account.label.clone()).collect();
            let from = hosts.first().map_or("an unknown source", |host| &host.label);
            let summary = format!(
                "A ticket of {} without pre-authentication, encrypted with RC4, was given to {from}.",
                listed(&names)
            );
            Draft { severity: Severity::High, summary, rows, accounts, hosts }
        };
        self.0.finish().into_iter().map(draft).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::by_rule;
    use crate::model::handmade::{Row, logon};

    fn ticket(cipher: &str, pre_authentication: &str) -> Row {
        let row = logon("svc-old", "10.0.0.9").event(4768).status(0).detail(Slot::TicketEncryption, cipher);
        row.detail(Slot::PreAuthentication, pre_authentication)
    }

    #[test]
    fn a_ticket_without_pre_authentication_and_with_rc4_is_roasted() {
        let found = by_rule("asrep-roasting", &[ticket("0x17", "0"), ticket("0x17", "0").at(3_600)]);
        assert_eq!((found.len(), found[0].rows, found[0].severity), (1, 2, Severity::High));
        assert_eq!(found[0].hosts, ["10.0.0.9"]);
        assert_eq!(by_rule("asrep-roasting", &[ticket("0x17", "0"), ticket("0x17", "0").at(3_601)]).len(), 2);
    }

    #[test]
    fn with_pre_authentication_another_cipher_or_a_refusal_it_is_none() {
        let innocent = [
            ticket("0x17", "2"),
            ticket("0x12", "0"),
            ticket("0x17", ""),
            ticket("0x17", "0").status(0x19),
            ticket("0xffffffff", "0").status(0x6),
        ];
        for row in innocent {
            assert!(by_rule("asrep-roasting", &[row]).is_empty());
        }
    }
}
