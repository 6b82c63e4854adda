//! A wave of lockouts: what spraying with too many tries leaves behind.

use super::evidence::{Evidence, distinct};
use super::window::{Told, Window};
use super::words::{counted, listed};
use super::{Draft, Needs, Rule, Severity, Watch, security};
use crate::model::time::SECOND;

/// So many accounts are locked ...
const ACCOUNTS: usize = 5;
/// ... within so long.
const WITHIN: i64 = 30 * 60 * SECOND;

pub(super) const RULE: Rule = Rule {
    id: "lockout-wave",
    title: "Wave of lockouts",
    technique: "T1110",
    why: "Many accounts locked at once are what guessing leaves behind where the limit of tries is low.",
    innocent: "A server with many old passwords that starts again, or a worm that has nothing to do with this intruder.",
    reads: &[security(4740)],
    needs: Needs::Events(&[security(4740)]),
    watch: || Box::new(Lockouts(Window::new(WITHIN, ACCOUNTS, u32::MAX), Vec::new())),
};

struct Lockouts(Window, Vec<Vec<u32>>);

impl Watch for Lockouts {
    fn see(&mut self, case: &Evidence<'_>, position: u32) {
        if let Some(account) = case.account(position) {
            self.1.extend(self.0.add(case.time(position), account, Told::ByController, position));
        }
    }

    fn end(&mut self, case: &Evidence<'_>) -> Vec<Draft> {
        self.1.extend(self.0.end());
        let draft = |rows: Vec<u32>| {
            let accounts = distinct(rows.iter().map(|row| case.account_party(*row)));
            let hosts = distinct(rows.iter().map(|row| case.source_party(*row)));
            let names: Vec<String> = hosts.iter().map(|host| host.label.clone()).collect();
            let summary = format!(
                "{} were locked out after failures from {}.",
                counted(accounts.len(), "account"),
                listed(&names)
            );
            Draft { severity: Severity::Medium, summary, rows, accounts, hosts }
        };
        std::mem::take(&mut self.1).into_iter().map(draft).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::analysis::rules::testing::by_rule;
    use crate::model::handmade::{Row, logon};

    fn waves(count: usize, seconds: i64) -> usize {
        let lock = |n: usize| logon(&format!("user{n}"), "").workstation("PC9").event(4740).at(n as i64 * seconds);
        by_rule("lockout-wave", &(0..count).map(lock).collect::<Vec<Row>>()).len()
    }

    #[test]
    fn five_accounts_in_half_an_hour_are_a_wave() {
        assert_eq!((waves(5, 450), waves(4, 1), waves(5, 451)), (1, 0, 0));
    }

    #[test]
    fn one_account_locked_again_and_again_is_none() {
        let rows: Vec<Row> = (0..9).map(|n| logon("alice", "").workstation("PC9").event(4740).at(n)).collect();
        assert!(by_rule("lockout-wave", &rows).is_empty());
    }
}
