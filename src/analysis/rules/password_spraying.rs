//! Password spraying: one source tries a few passwords on many accounts, so that none is locked.

use super::evidence::{Evidence, distinct};
use super::window::{Told, Window};
use super::words::{counted, listed};
use super::{Draft, EventRef, Needs, Rule, Severity, Watch, security};
use crate::model::facts::is_failure;
use crate::model::time::{HOUR, SECOND};
use foldhash::fast::FixedState;
use std::collections::{HashMap, HashSet};

/// So many accounts fail ...
const ACCOUNTS: usize = 10;
/// ... within so long ...
const WITHIN: i64 = 30 * 60 * SECOND;
/// ... with at most so many tries each.
const TRIES: u32 = 3;
/// So many fail, and the next that logs on from there may be the one whose password fits: that weighs little by itself.
const ALMOST: usize = ACCOUNTS - 1;
/// It succeeded if one of the accounts logs on from there so long after the last failure at most.
const SUCCESS_WITHIN: i64 = 10 * 60 * SECOND;
/// Whoever failed from there so long before counts as one of the accounts: the right password of one round is that of an account
/// which failed in an earlier round.
const REMEMBERED: i64 = 24 * HOUR;

pub(super) const RULE: Rule = Rule {
    id: "password-spraying",
    title: "Password spraying",
    technique: "T1110.003",
    why: "A few common passwords tried on every account find the weak one, below the limit that locks an account.",
    innocent: "A proxy, a terminal server or a gateway through which many people log on, after a common password change or while a domain controller fails.",
    reads: &[security(4624), security(4625), security(4768), security(4771), security(4776)],
    needs: Needs::Events(FAILURES),
    watch: || Box::<Spraying>::default(),
};

/// Events of which a failure is a try.
pub(super) const FAILURES: &[EventRef] = &[security(4625), security(4771), security(4776)];

/// KDC_ERR_C_PRINCIPAL_UNKNOWN.
const UNKNOWN_PRINCIPAL: u32 = 0x6;
/// KDC_ERR_PREAUTH_FAILED.
const KERBEROS_WRONG_PASSWORD: u32 = 0x18;
/// STATUS_NO_SUCH_USER, STATUS_WRONG_PASSWORD.
const NTLM_REFUSED: [u32; 2] = [0xc000_0064, 0xc000_006a];

#[derive(Default)]
struct Spraying {
    sources: HashMap<u32, Source, FixedState>,
    drafts: Vec<Draft>,
}

struct Source {
    window: Window,
    /// When each account last failed from here.
    failed: HashMap<u32, i64, FixedState>,
    /// Rows of the accounts that logged on while the span is under way or shortly after.
    successes: Vec<u32>,
    succeeded: HashSet<u32, FixedState>,
}

/// Whether the row is a try that failed for the password or the name.
fn is_try(case: &Evidence<'_>, position: u32) -> bool {
    match case.id(position) {
        4625 => true,
        4768 => case.status(position) == UNKNOWN_PRINCIPAL,
        4771 => case.status(position) == KERBEROS_WRONG_PASSWORD,
        4776 => NTLM_REFUSED.contains(&case.status(position)),
        _ => false,
    }
}

/// Whether the row says that its account logged on, or was given a ticket.
pub(super) fn is_success(case: &Evidence<'_>, position: u32) -> bool {
    let (id, status) = (case.id(position), case.status(position));
    id == 4624 || matches!(id, 4768 | 4776) && status == 0 && !is_failure(id, status)
}

/// Who tells of the row.
pub(super) fn told(case: &Evidence<'_>, position: u32) -> Told {
    if case.id(position) == 4625 { Told::ByServer } else { Told::ByController }
}

impl Watch for Spraying {
    fn see(&mut self, case: &Evidence<'_>, position: u32) {
        let (Some(source), Some(account)) = (case.source(position), case.account(position)) else { return };
        let time = case.time(position);
        if is_try(case, position) {
            if !case.is_user(account) {
                return;
            }
            let of_source = self.sources.entry(source).or_insert_with(|| Source {
                window: Window::new(WITHIN, ACCOUNTS, TRIES),
                failed: HashMap::default(),
                successes: Vec::new(),
                succeeded: HashSet::default(),
            });
            if let Some(rows) = of_source.window.add(time, account, told(case, position), position) {
                self.drafts.push(of_source.draft(case, rows));
            }
            of_source.failed.insert(account, time);
            return;
        }
        if !is_success(case, position) || !case.is_user(account) {
            return;
        }
        let Some(of_source) = self.sources.get_mut(&source) else { return };
        let almost = of_source.window.last().is_none() && of_source.window.counted() == ALMOST;
        if almost && of_source.window.is_within(time, SUCCESS_WITHIN) && !of_source.failed.contains_key(&account) {
            self.drafts.extend(
                of_source
                    .window
                    .add(time, account, told(case, position), position)
                    .map(|rows| of_source.draft(case, rows)),
            );
        } else if of_source.window.last().is_some_and(|last| time.saturating_sub(last) <= SUCCESS_WITHIN)
            && of_source.failed.get(&account).is_some_and(|last| time.saturating_sub(*last) <= REMEMBERED)
            && of_source.succeeded.insert(account)
        {
            of_source.successes.push(position);
        }
    }

    fn end(&mut self, case: &Evidence<'_>) -> Vec<Draft> {
        for of_source in self.sources.values_mut() {
            if let Some(rows) = of_source.window.end() {
                self.drafts.push(of_source.draft(case, rows));
            }
        }
        std::mem::take(&mut self.drafts)
    }
}

impl Source {
    fn draft(&mut self, case: &Evidence<'_>, mut rows: Vec<u32>) -> Draft {
        let successes = std::mem::take(&mut self.successes);
        self.succeeded.clear();
        let winners = distinct(successes.iter().map(|row| case.account_party(*row)));
        let tried = distinct(rows.iter().filter(|row| is_try(case, **row)).map(|row| case.account_party(*row)));
        let lucky = distinct(rows.iter().filter(|row| !is_try(case, **row)).map(|row| case.account_party(*row)));
        let sources = distinct(rows.iter().map(|row| case.source_party(*row)));
        let from = sources.first().map_or("one source", |source| &source.label);
        let mut summary =
            format!("{} failed to log on from {from} with a few tries each", counted(tried.len(), "account"));
        let names: Vec<String> = lucky.iter().chain(&winners).map(|winner| winner.label.clone()).collect();
        if !names.is_empty() {
            summary.push_str(&format!("; then {} logged on from there", listed(&names)));
        }
        summary.push('.');
        rows.extend(&successes);
        Draft {
            severity: match (winners.is_empty(), tried.len() < ACCOUNTS) {
                (false, _) => Severity::High,
                (true, false) => Severity::Medium,
                (true, true) => Severity::Low,
            },
            summary,
            rows,
            accounts: winners.into_iter().chain(lucky).chain(tried).collect(),
            hosts: sources,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{Found, by_rule};
    use crate::model::handmade::{Row, logon};

    const MINUTE: i64 = 60;

    /// One failure each of `accounts` accounts from one address, `seconds` apart.
    fn spray(accounts: usize, seconds: i64) -> Vec<Row> {
        let failure = |number: usize| {
            logon(&format!("user{number}"), "10.0.0.9").event(4625).status(0xc000_006a).at(number as i64 * seconds)
        };
        (0..accounts).map(failure).collect()
    }

    fn sprayings(rows: &[Row]) -> Vec<Found> {
        by_rule("password-spraying", rows)
    }

    #[test]
    fn ten_accounts_in_half_an_hour_are_sprayed_and_nine_are_not() {
        let found = sprayings(&spray(10, 200));
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].severity, found[0].rows, found[0].accounts.len()), (Severity::Medium, 10, 10));
        assert_eq!(found[0].summary, "10 accounts failed to log on from 10.0.0.9 with a few tries each.");
        assert!(sprayings(&spray(9, 200)).is_empty());
        // The tenth comes after half an hour.
        assert!(sprayings(&spray(10, 201)).is_empty());
    }

    #[test]
    fn from_several_sources_or_on_one_account_it_is_none() {
        let scattered: Vec<Row> =
            (0..30).map(|n| logon(&format!("user{n}"), &format!("10.0.0.{n}")).event(4625).at(n)).collect();
        assert!(sprayings(&scattered).is_empty());
        let one: Vec<Row> = (0..30).map(|n| logon("alice", "10.0.0.9").event(4625).at(n)).collect();
        assert!(sprayings(&one).is_empty());
    }

    #[test]
    fn accounts_with_more_than_three_tries_do_not_count() {
        let mut rows = spray(10, 60);
        rows.extend((0..2).map(|n| logon("user9", "10.0.0.9").event(4625).at(600 + n)));
        assert_eq!(sprayings(&rows).len(), 1, "three tries");
        let four = |n: i64| logon("user0", "10.0.0.9").event(4625).at(1 + n);
        let mut rows = spray(10, 60);
        rows.extend((0..3).map(four));
        assert!(sprayings(&rows).is_empty(), "four tries of one of ten");
    }

    #[test]
    fn a_logon_of_one_of_them_within_ten_minutes_is_success() {
        let with = |row: Row| sprayings(&[spray(10, 60), vec![row]].concat());
        let last = 9 * 60;
        let winner = with(logon("user4", "10.0.0.9").at(last + 10 * MINUTE));
        assert_eq!((winner[0].severity, winner[0].rows), (Severity::High, 11));
        assert!(winner[0].summary.ends_with("; then user4 logged on from there."), "{}", winner[0].summary);
        assert_eq!(winner[0].accounts[0], "user4");
        for other in [
            logon("user4", "10.0.0.9").at(last + 10 * MINUTE + 1),
            logon("user4", "10.0.0.8").at(last + 1),
            logon("stranger", "10.0.0.9").at(last + 1),
            logon("user4", "10.0.0.9").event(4768).status(0x18).at(last + 1),
        ] {
            assert_eq!(with(other)[0].severity, Severity::Medium);
        }
        let ticket = with(logon("user4", "10.0.0.9").event(4768).status(0).at(last + 1));
        assert_eq!(ticket[0].severity, Severity::High);
    }

    #[test]
    fn the_account_whose_password_is_found_may_have_failed_in_an_earlier_round() {
        let mut rows = spray(12, 60);
        let second = spray(12, 60).into_iter().enumerate().filter(|(number, _)| *number != 5);
        rows.extend(second.map(|(number, row)| row.at(7_200 + number as i64 * 60)));
        rows.push(logon("user5", "10.0.0.9").at(7_200 + 12 * 60));
        let found = sprayings(&rows);
        assert_eq!(found.iter().map(|found| found.severity).collect::<Vec<_>>(), [Severity::High, Severity::Medium]);
    }

    #[test]
    fn kerberos_and_ntlm_failures_count_by_their_status() {
        let by = |id: u16, status: u32| {
            let rows = spray(10, 60).into_iter().map(|row| row.event(id).status(status));
            sprayings(&rows.collect::<Vec<_>>()).len()
        };
        assert_eq!((by(4771, 0x18), by(4776, 0xc000_006a), by(4776, 0xc000_0064)), (1, 1, 1));
        // Names that nobody has belong to the list that is tried.
        assert_eq!(by(4768, 0x6), 1);
        // Clocks that differ, accounts that are locked, tickets refused: not for a password.
        assert_eq!((by(4771, 0x25), by(4776, 0xc000_0234), by(4768, 0x12), by(4624, 0)), (0, 0, 0, 0));
    }

    #[test]
    fn nine_that_fail_and_one_that_never_did_weigh_little() {
        let with = |row: Row| sprayings(&[spray(9, 60), vec![row]].concat());
        let found = with(logon("lucky", "10.0.0.9").at(481));
        assert_eq!((found.len(), found[0].severity, found[0].accounts[0].as_str()), (1, Severity::Low, "lucky"));
        assert!(found[0].summary.starts_with("9 accounts failed"), "{}", found[0].summary);
        assert!(with(logon("lucky", "10.0.0.9").at(480 + 601)).is_empty(), "too late");
        assert!(with(logon("user3", "10.0.0.9").at(481)).is_empty(), "it failed before");
        assert!(sprayings(&[spray(8, 60), vec![logon("lucky", "10.0.0.9").at(481)]].concat()).is_empty());
    }

    #[test]
    fn machines_and_nameless_accounts_are_not_sprayed() {
        let rows: Vec<Row> = (0..20).map(|n| logon(&format!("PC{n}$"), "10.0.0.9").event(4625).at(n)).collect();
        assert!(sprayings(&rows).is_empty());
    }
}
