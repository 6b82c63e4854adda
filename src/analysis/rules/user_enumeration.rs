//! User enumeration: one source asks for many accounts that nobody has.

use super::evidence::{Evidence, distinct};
use super::password_spraying::told;
use super::window::Window;
use super::words::{counted, listed};
use super::{Draft, Needs, Rule, Severity, Watch, security};
use crate::model::time::SECOND;
use foldhash::fast::FixedState;
use std::collections::HashMap;

/// So many unknown accounts ...
const ACCOUNTS: usize = 10;
/// ... within so long.
const WITHIN: i64 = 30 * 60 * SECOND;
/// STATUS_NO_SUCH_USER.
const NO_SUCH_USER: u32 = 0xc000_0064;
/// KDC_ERR_C_PRINCIPAL_UNKNOWN.
const UNKNOWN_PRINCIPAL: u32 = 0x6;

pub(super) const RULE: Rule = Rule {
    id: "user-enumeration",
    title: "User enumeration",
    technique: "T1087.002",
    why: "Whoever asks for names that do not exist is finding out which ones do.",
    innocent: "A vulnerability scanner, or a machine with a list of accounts of another or an old domain.",
    reads: &[security(4625), security(4768)],
    needs: Needs::Events(&[security(4625), security(4768)]),
    watch: || Box::<Enumeration>::default(),
};

#[derive(Default)]
struct Enumeration {
    sources: HashMap<u32, Window, FixedState>,
    spans: Vec<Vec<u32>>,
}

impl Watch for Enumeration {
    fn see(&mut self, case: &Evidence<'_>, position: u32) {
        let unknown = match case.id(position) {
            4625 => case.status(position) == NO_SUCH_USER,
            _ => case.status(position) == UNKNOWN_PRINCIPAL,
        };
        let (true, Some(source), Some(account)) = (unknown, case.source(position), case.account(position)) else {
            return;
        };
        if case.is_user(account) {
            let window = self.sources.entry(source).or_insert_with(|| Window::new(WITHIN, ACCOUNTS, u32::MAX));
            self.spans.extend(window.add(case.time(position), account, told(case, position), position));
        }
    }

    fn end(&mut self, case: &Evidence<'_>) -> Vec<Draft> {
        self.spans.extend(self.sources.values_mut().filter_map(Window::end));
        let draft = |rows: Vec<u32>| {
            let accounts = distinct(rows.iter().map(|row| case.account_party(*row)));
            let hosts = distinct(rows.iter().map(|row| case.source_party(*row)));
            let from = hosts.first().map_or("one source", |host| &host.label);
            let names: Vec<String> = accounts.iter().map(|account| account.label.clone()).collect();
            let summary = format!(
                "{} that do not exist were asked for from {from}: {}.",
                counted(names.len(), "account"),
                listed(&names)
            );
            Draft { severity: Severity::Medium, summary, rows, accounts, hosts }
        };
        std::mem::take(&mut self.spans).into_iter().map(draft).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::analysis::rules::testing::by_rule;
    use crate::model::handmade::{Row, logon};

    fn asked(count: usize, seconds: i64, id: u16, status: u32) -> usize {
        let ask = |n: usize| logon(&format!("guess{n}"), "10.0.0.9").event(id).status(status).at(n as i64 * seconds);
        by_rule("user-enumeration", &(0..count).map(ask).collect::<Vec<Row>>()).len()
    }

    #[test]
    fn ten_unknown_names_in_half_an_hour_are_enumeration() {
        assert_eq!((asked(10, 200, 4768, 0x6), asked(10, 200, 4625, 0xc000_0064)), (1, 1));
        assert_eq!((asked(9, 200, 4768, 0x6), asked(10, 201, 4768, 0x6)), (0, 0));
    }

    #[test]
    fn names_that_exist_are_none() {
        assert_eq!((asked(20, 1, 4768, 0x18), asked(20, 1, 4625, 0xc000_006a), asked(20, 1, 4768, 0)), (0, 0, 0));
    }
}
