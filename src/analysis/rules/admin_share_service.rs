//! A service installed through an administrative share: how tools run commands on other machines.

use super::evidence::{Evidence, distinct};
use super::repeats::Repeats;
use super::words::listed;
use super::{Draft, Needs, Rule, Severity, Watch, security};
use crate::model::facts::Slot;
use crate::model::facts::events::SERVICES;
use crate::model::identity::names::folded;
use crate::model::strings::StringId;
use crate::model::time::{HOUR, SECOND};
use foldhash::fast::FixedState;
use std::collections::{HashMap, VecDeque};

/// So much may lie between the access and the installation, whichever is first.
const WITHIN: i64 = 60 * SECOND;
/// Services on one computer are one finding as long as no more lies between them.
const ONE_FINDING: i64 = HOUR;

pub(super) const RULE: Rule = Rule {
    id: "admin-share-service",
    title: "Service installed through an administrative share",
    technique: "T1021.002, T1569.002",
    why: "This is how PsExec and its like run commands on another machine, with the rights of the system.",
    innocent: "Administrators who use PsExec, and software that distributes its agents this way.",
    reads: &[security(5140), security(5145), security(4697), (SERVICES, 7045)],
    needs: Needs::Events(&[security(5140), security(5145)]),
    watch: || {
        Box::new(ShareService {
            accesses: HashMap::default(),
            installations: HashMap::default(),
            found: Repeats::within(ONE_FINDING),
        })
    },
};

type Sides = HashMap<StringId, Side, FixedState>;

struct ShareService {
    accesses: Sides,
    installations: Sides,
    found: Repeats<StringId>,
}

/// Accesses to a computer, or installations on it.
#[derive(Default)]
struct Side {
    /// Time and row of those that still wait for the other side.
    waiting: VecDeque<(i64, u32)>,
    /// Time of the last that has met it.
    met: Option<i64>,
}

impl Side {
    /// Those near enough to `time` that have not met the other side, and whether any is near at all.
    fn near(&mut self, time: i64) -> (Vec<u32>, bool) {
        self.forget_before(time);
        let last = self.waiting.back().map(|(last, _)| *last);
        let rows: Vec<u32> = self.waiting.drain(..).map(|(_, row)| row).collect();
        self.met = self.met.max(last);
        (rows, self.met.is_some_and(|met| time.saturating_sub(met) <= WITHIN))
    }

    fn forget_before(&mut self, time: i64) {
        while self.waiting.front().is_some_and(|(old, _)| time.saturating_sub(*old) > WITHIN) {
            self.waiting.pop_front();
        }
    }
}

/// Whether the row opens the way for a remote installation.
fn is_way(case: &Evidence<'_>, position: u32) -> bool {
    let share = folded(case.detail(position, Slot::Share));
    let share = share.rsplit('\\').next().unwrap_or_default();
    match share {
        "admin$" | "c$" => true,
        "ipc$" => folded(case.detail(position, Slot::SharePath)) == "svcctl",
        _ => false,
    }
}

impl Watch for ShareService {
    fn see(&mut self, case: &Evidence<'_>, position: u32) {
        let (time, computer) = (case.time(position), case.computer(position));
        let is_installation = matches!(case.id(position), 4697 | 7045);
        if !is_installation && !is_way(case, position) {
            return;
        }
        let (own, others) = match is_installation {
            true => (&mut self.installations, &mut self.accesses),
            false => (&mut self.accesses, &mut self.installations),
        };
        let (rows, is_near) = others.entry(computer).or_default().near(time);
        let own = own.entry(computer).or_default();
        if is_near {
            for row in rows.into_iter().chain([position]) {
                self.found.add(computer, time, row);
            }
            own.met = Some(time);
        } else {
            own.forget_before(time);
            own.waiting.push_back((time, position));
        }
    }

    fn end(&mut self, case: &Evidence<'_>) -> Vec<Draft> {
        let draft = |(_, rows): (_, Vec<u32>)| {
            let services = distinct(rows.iter().map(|row| super::Party {
                label: if matches!(case.id(*row), 4697 | 7045) {
                    case.detail(*row, Slot::Service).to_owned()
                } else {
                    String::new()
                },
                identity: None,
            }));
            let services: Vec<String> = services.into_iter().map(|service| service.label).collect();
            let accesses = || rows.iter().filter(|row| !matches!(case.id(**row), 4697 | 7045));
            let accounts = distinct(accesses().map(|row| case.account_party(*row)));
            let from = distinct(accesses().map(|row| case.source_party(*row)));
            let at = distinct(rows.iter().map(|row| case.computer_party(*row)));
            let label =
                |parties: &[super::Party]| parties.first().map_or("unknown".to_owned(), |party| party.label.clone());
            let summary = format!(
                "The service {} was installed on {} while {} from {} had its administrative share open.",
                listed(&services),
                label(&at),
                label(&accounts),
                label(&from),
            );
            Draft { severity: Severity::High, summary, rows, accounts, hosts: from.into_iter().chain(at).collect() }
        };
        self.found.finish().into_iter().map(draft).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{Found, by_rule};
    use crate::model::handmade::{Row, logon};

    fn share(share: &str, path: &str) -> Row {
        logon("mallory", "10.0.0.9").event(5145).at(100).detail(Slot::Share, share).detail(Slot::SharePath, path)
    }

    fn service(at: i64) -> Row {
        logon("SRV$", "").event(4697).at(at).detail(Slot::Service, "BTOBTO")
    }

    fn found(rows: &[Row]) -> Vec<Found> {
        by_rule("admin-share-service", rows)
    }

    #[test]
    fn a_service_within_a_minute_of_an_administrative_share_is_the_mark() {
        for way in [share(r"\\*\ADMIN$", "x.exe"), share(r"\\*\C$", ""), share(r"\\*\IPC$", "svcctl")] {
            assert_eq!(found(&[way.clone(), service(160)]).len(), 1);
            assert_eq!(found(&[service(40), way.clone()]).len(), 1);
            assert!(found(&[way.clone(), service(161)]).is_empty());
            assert!(found(&[way.clone(), service(160).on("OTHER")]).is_empty());
            assert!(found(&[way]).is_empty());
        }
        let found = found(&[share(r"\\*\ADMIN$", ""), service(101)]);
        assert_eq!(
            found[0].summary,
            "The service BTOBTO was installed on SRV while mallory from 10.0.0.9 had its administrative share open."
        );
        assert_eq!((found[0].severity, found[0].hosts[0].as_str()), (Severity::High, "10.0.0.9"));
    }

    #[test]
    fn both_logs_tell_of_one_installation_and_each_row_is_there_once() {
        let told_by_system = logon("", "").event(7045).at(102).detail(Slot::Service, "BTOBTO");
        let rows = [share(r"\\*\ADMIN$", ""), service(101), told_by_system, share(r"\\*\ADMIN$", "a").at(103)];
        let found = found(&rows);
        assert_eq!((found.len(), found[0].rows), (1, 4));
    }

    #[test]
    fn other_shares_and_pipes_are_innocent() {
        for way in [share(r"\\*\SYSVOL", ""), share(r"\\*\IPC$", "lsarpc"), share(r"\\*\Cdata", "")] {
            assert!(found(&[way, service(101)]).is_empty());
        }
    }
}
