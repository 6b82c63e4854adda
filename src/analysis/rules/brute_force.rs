//! Brute force: one source tries many passwords on one account.

use super::evidence::{Evidence, distinct};
use super::password_spraying::{FAILURES, is_success, told};
use super::words::{counted, listed};
use super::{Draft, Needs, Rule, Severity, Watch, security};
use crate::model::facts::is_failure;
use crate::model::time::SECOND;
use foldhash::fast::FixedState;
use std::collections::{HashMap, HashSet, VecDeque};

/// So many failures ...
const FAILED: usize = 10;
/// ... within so long.
const WITHIN: i64 = 5 * 60 * SECOND;
/// As many failures of several accounts count too, of those with more tries than this; that weighs little.
const FEW: u32 = 3;
/// It succeeded if the account logs on from there so long after the last failure at most.
const SUCCESS_WITHIN: i64 = 10 * 60 * SECOND;

pub(super) const RULE: Rule = Rule {
    id: "brute-force",
    title: "Brute force",
    technique: "T1110.001",
    why: "Many passwords tried on one account in a short time are the work of a program, and a success after them may be a guess.",
    innocent: "A service, a task or a phone that goes on with an old password after it was changed.",
    reads: &[security(4624), security(4625), security(4768), security(4771), security(4776)],
    needs: Needs::Events(FAILURES),
    watch: || Box::<BruteForce>::default(),
};

#[derive(Default)]
struct BruteForce {
    /// By source and account.
    pairs: HashMap<(u32, u32), Streak, FixedState>,
    /// By source.
    several: HashMap<u32, Several, FixedState>,
    spans: Vec<Vec<u32>>,
    drafts: Vec<Draft>,
}

/// Failures of several accounts from one source.
#[derive(Default)]
struct Several {
    /// Time, account, who tells, row.
    recent: VecDeque<(i64, u32, usize, u32)>,
    tries: HashMap<u32, [u32; 2], FixedState>,
    /// Tries of the accounts that have more than a few.
    many: u32,
    open: Vec<u32>,
    last: i64,
}

impl Several {
    fn many_of(&self, account: u32) -> u32 {
        let tries = self.tries.get(&account).map_or(0, |[server, controller]| *server.max(controller));
        if tries > FEW { tries } else { 0 }
    }

    fn count(&mut self, account: u32, told: usize, more: bool) {
        self.many -= self.many_of(account);
        if let Some(tries) = self.tries.entry(account).or_default().get_mut(told) {
            *tries = if more { *tries + 1 } else { tries.saturating_sub(1) };
        }
        self.many += self.many_of(account);
        if self.tries.get(&account) == Some(&[0, 0]) {
            self.tries.remove(&account);
        }
    }

    /// Adds a failure; a span that ended before it is returned.
    fn add(&mut self, time: i64, account: u32, told: usize, position: u32) -> Option<Vec<u32>> {
        while let Some((old, account, told, _)) = self.recent.front().copied()
            && time.saturating_sub(old) > WITHIN
        {
            self.recent.pop_front();
            self.count(account, told, false);
        }
        let is_over = !self.open.is_empty() && time.saturating_sub(self.last) > WITHIN;
        let ended = is_over.then(|| std::mem::take(&mut self.open));
        self.recent.push_back((time, account, told, position));
        self.count(account, told, true);
        if self.many as usize >= FAILED {
            let known = self.open.last().copied();
            let new = self.recent.iter().rev().take_while(|(.., row)| known.is_none_or(|known| *row > known));
            let new: Vec<u32> =
                new.filter(|(_, account, ..)| self.many_of(*account) > 0).map(|(.., row)| *row).collect();
            self.open.extend(new.into_iter().rev());
            self.last = time;
        }
        ended
    }
}

/// Failures of one account from one source.
#[derive(Default)]
struct Streak {
    /// Time and row of the last failures, told by servers and by controllers.
    recent: [VecDeque<(i64, u32)>; 2],
    open: Vec<u32>,
    last: i64,
}

impl Watch for BruteForce {
    fn see(&mut self, case: &Evidence<'_>, position: u32) {
        let (Some(source), Some(account)) = (case.source(position), case.account(position)) else { return };
        let (time, id) = (case.time(position), case.id(position));
        if matches!(id, 4625 | 4771 | 4776) && is_failure(id, case.status(position)) {
            let streak = self.pairs.entry((source, account)).or_default();
            if streak.is_over(time, WITHIN) {
                self.drafts.push(streak.draft(case, None));
            }
            streak.add(time, told(case, position) as usize, position);
            let several = self.several.entry(source).or_default();
            self.spans.extend(several.add(time, account, told(case, position) as usize, position));
        } else if is_success(case, position)
            && let Some(streak) = self.pairs.get_mut(&(source, account))
            && !streak.open.is_empty()
        {
            let success = (!streak.is_over(time, SUCCESS_WITHIN)).then_some(position);
            self.drafts.push(streak.draft(case, success));
        }
    }

    fn end(&mut self, case: &Evidence<'_>) -> Vec<Draft> {
        let open = self.pairs.values_mut().filter(|streak| !streak.open.is_empty());
        self.drafts.extend(open.map(|streak| streak.draft(case, None)));
        let open = self.several.values_mut().map(|several| std::mem::take(&mut several.open));
        self.spans.extend(open.filter(|rows| !rows.is_empty()));
        // Where one account alone was tried often enough, that is told already.
        let told: HashSet<u32> = self.drafts.iter().flat_map(|draft| draft.rows.iter().copied()).collect();
        let untold = |rows: &Vec<u32>| !rows.iter().any(|row| told.contains(row));
        let several = std::mem::take(&mut self.spans).into_iter().filter(untold);
        self.drafts.extend(several.map(|rows| several_draft(case, rows)));
        std::mem::take(&mut self.drafts)
    }
}

impl Streak {
    fn is_over(&self, time: i64, after: i64) -> bool {
        !self.open.is_empty() && time.saturating_sub(self.last) > after
    }

    fn add(&mut self, time: i64, told: usize, position: u32) {
        for recent in &mut self.recent {
            while recent.front().is_some_and(|(old, _)| time.saturating_sub(*old) > WITHIN) {
                recent.pop_front();
            }
        }
        let Some(recent) = self.recent.get_mut(told) else { return };
        recent.push_back((time, position));
        let enough = recent.len() >= FAILED;
        if !self.open.is_empty() {
            self.open.push(position);
            self.last = time;
        } else if enough {
            self.open = self.recent.iter().flatten().map(|(_, position)| *position).collect();
            self.last = time;
        }
    }

    fn draft(&mut self, case: &Evidence<'_>, success: Option<u32>) -> Draft {
        let mut rows = std::mem::take(&mut self.open);
        self.recent = Default::default();
        let accounts = distinct(rows.iter().map(|row| case.account_party(*row)));
        let hosts = distinct(rows.iter().map(|row| case.source_party(*row)));
        let name =
            |parties: &[super::Party]| parties.first().map_or("an unknown account".to_owned(), |p| p.label.clone());
        let told = rows.iter().filter(|row| case.id(**row) == 4625).count();
        let tries = told.max(rows.len() - told);
        let mut summary = format!("{} of {} from {}", counted(tries, "failed logon"), name(&accounts), name(&hosts));
        if success.is_some() {
            summary.push_str(", then a successful one");
        }
        summary.push('.');
        rows.extend(success);
        Draft {
            severity: if success.is_some() { Severity::High } else { Severity::Medium },
            summary,
            rows,
            accounts,
            hosts,
        }
    }
}

fn several_draft(case: &Evidence<'_>, rows: Vec<u32>) -> Draft {
    let accounts = distinct(rows.iter().map(|row| case.account_party(*row)));
    let hosts = distinct(rows.iter().map(|row| case.source_party(*row)));
    let names: Vec<String> = accounts.iter().map(|account| account.label.clone()).collect();
    let from = hosts.first().map_or("one source", |host| &host.label);
    let summary = format!("{} of {} from {from}.", counted(rows.len(), "failed logon"), listed(&names));
    Draft { severity: Severity::Low, summary, rows, accounts, hosts }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{Found, by_rule};
    use crate::model::handmade::{Row, logon};

    fn failures(count: i64, seconds: i64) -> Vec<Row> {
        let failure =
            |n: i64| logon("alice", "10.0.0.9").event(4625).status(0xc000_006a).at(n * seconds).record(n as u64);
        (0..count).map(failure).collect()
    }

    fn forces(rows: &[Row]) -> Vec<Found> {
        by_rule("brute-force", rows)
    }

    #[test]
    fn ten_failures_in_five_minutes_are_brute_force_and_nine_are_not() {
        let found = forces(&failures(10, 33));
        assert_eq!((found.len(), found[0].severity, found[0].rows), (1, Severity::Medium, 10));
        assert_eq!(found[0].summary, "10 failed logons of alice from 10.0.0.9.");
        assert!(forces(&failures(9, 30)).is_empty());
        assert!(forces(&failures(10, 34)).is_empty(), "306 seconds");
    }

    #[test]
    fn a_success_within_ten_minutes_makes_it_high() {
        let with = |at| forces(&[failures(10, 1), vec![logon("alice", "10.0.0.9").at(at)]].concat());
        assert_eq!((with(609)[0].severity, with(609)[0].rows), (Severity::High, 11));
        assert!(with(609)[0].summary.ends_with(", then a successful one."));
        assert_eq!(with(610)[0].severity, Severity::Medium);
    }

    #[test]
    fn a_try_that_two_machines_tell_counts_once() {
        let twice: Vec<Row> =
            (failures(6, 5).into_iter()).flat_map(|row| [row.clone(), row.event(4776).on("DC")]).collect();
        assert!(forces(&twice).is_empty());
    }

    #[test]
    fn a_long_streak_is_one_finding_and_a_later_one_another() {
        let mut rows = failures(200, 60);
        assert!(forces(&rows).is_empty(), "one a minute");
        rows = failures(200, 20);
        assert_eq!(forces(&rows).len(), 1);
        rows.extend(failures(10, 1).into_iter().enumerate().map(|(n, row)| row.at(200 * 20 + 301 + n as i64)));
        assert_eq!(forces(&rows).len(), 2);
    }

    #[test]
    fn a_few_accounts_with_many_tries_each_weigh_little() {
        let of = |tries: i64, accounts: i64| {
            let rows = (0..accounts * tries)
                .map(|n| logon(&format!("user{}", n % accounts), "10.0.0.9").event(4625).at(n).record(n as u64));
            forces(&rows.collect::<Vec<Row>>())
        };
        let found = of(5, 2);
        assert_eq!((found.len(), found[0].severity, found[0].rows), (1, Severity::Low, 10));
        assert_eq!(found[0].summary, "10 failed logons of user0 and user1 from 10.0.0.9.");
        assert!(of(4, 2).is_empty(), "eight failures");
        assert!(of(3, 9).is_empty(), "three tries each");
        assert!(of(10, 2).iter().all(|found| found.severity == Severity::Medium), "told of each");
    }

    #[test]
    fn failures_from_many_places_are_none() {
        let rows: Vec<Row> = (0..20).map(|n| logon("alice", &format!("10.0.0.{n}")).event(4625).at(n)).collect();
        assert!(forces(&rows).is_empty());
    }
}
