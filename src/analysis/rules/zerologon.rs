//! Zerologon: nobody at all sets the password of a domain controller's own account.

use super::evidence::{Evidence, distinct};
use super::repeats::Repeats;
use super::{Draft, Needs, Rule, Severity, Watch, security};
use crate::model::facts::Slot;
use crate::model::identity::names::folded;
use crate::model::strings::StringId;
use crate::model::time::HOUR;

/// The SID of ANONYMOUS LOGON, and its name where a record gives no SID.
const ANONYMOUS: (&str, &str) = ("S-1-5-7", "anonymous logon");
/// Changes on one domain controller are one finding as long as no more lies between them.
const ONE_FINDING: i64 = HOUR;

pub(super) const RULE: Rule = Rule {
    id: "zerologon",
    title: "Zerologon",
    technique: "T1210",
    why: "Whoever sets the password of a domain controller's account without having logged on owns the domain.",
    innocent: "Nothing that is known; a machine changes its password as itself.",
    reads: &[security(4742)],
    needs: Needs::Events(&[security(4742)]),
    watch: || Box::new(Zerologon(Repeats::within(ONE_FINDING))),
};

struct Zerologon(Repeats<StringId>);

impl Watch for Zerologon {
    fn see(&mut self, case: &Evidence<'_>, position: u32) {
        let ([name, _, sid], [machine, ..]) = (case.actor_claim(position), case.account_claim(position));
        let by_nobody = sid == ANONYMOUS.0 || sid.is_empty() && folded(name) == ANONYMOUS.1;
        let password_set = !case.detail(position, Slot::PasswordSet).is_empty();
        if by_nobody && password_set && case.is_controller(machine) {
            self.0.add(case.computer(position), case.time(position), position);
        }
    }

    fn end(&mut self, case: &Evidence<'_>) -> Vec<Draft> {
        let draft = |(_, rows): (StringId, Vec<u32>)| {
            let accounts = distinct(rows.iter().map(|row| case.account_party(*row)));
            let machine = accounts.first().map_or("a domain controller", |account| &account.label);
            Draft {
                severity: Severity::High,
                summary: format!("ANONYMOUS LOGON set the password of the domain controller {machine}."),
                hosts: distinct(rows.iter().map(|row| case.computer_party(*row))),
                rows,
                accounts,
            }
        };
        self.0.finish().into_iter().map(draft).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::by_rule;
    use crate::model::handmade::{Row, logon};

    fn changed(machine: &str, by: &str, sid: &str, set: &str) -> usize {
        let row: Row = logon(machine, "").event(4742).on("DC01.ex.test").by(by, "NT AUTHORITY", sid);
        let ticket = logon("alice", "10.0.0.1").event(4768).status(0).on("DC01.ex.test");
        by_rule("zerologon", &[row.detail(Slot::PasswordSet, set), ticket]).len()
    }

    #[test]
    fn nobody_sets_a_controllers_password() {
        let when = "8/11/2020 3:01:02 PM";
        assert_eq!(changed("DC01$", "ANONYMOUS LOGON", "S-1-5-7", when), 1);
        assert_eq!(changed("DC01$", "ANONYMOUS LOGON", "", when), 1);
        assert_eq!(changed("DC01$", "ANONYMOUS LOGON", "S-1-5-7", ""), 0, "the password was not set");
        assert_eq!(changed("PC1$", "ANONYMOUS LOGON", "S-1-5-7", when), 0, "no domain controller");
        assert_eq!(changed("DC01$", "DC01$", "S-1-5-18", when), 0, "by itself");
    }
}
