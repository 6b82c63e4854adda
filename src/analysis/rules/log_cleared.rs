//! A log was cleared: what it held is gone.

use super::evidence::{Evidence, distinct};
use super::repeats::Repeats;
use super::words::{counted, listed};
use super::{Draft, EventRef, Needs, Party, Rule, Severity, Watch};
use crate::model::facts::Slot;
use crate::model::facts::events::EVENTLOG;
use crate::model::strings::StringId;
use crate::model::time::HOUR;
use crate::sorting::InOrder;

/// The Security log tells of itself; of all others the System log does.
const SECURITY_CLEARED: EventRef = (EVENTLOG, 1102);
const OTHER_CLEARED: EventRef = (EVENTLOG, 104);
/// Logs of one computer are one finding as long as no more lies between them.
const ONE_FINDING: i64 = HOUR;

pub(super) const RULE: Rule = Rule {
    id: "log-cleared",
    title: "Log cleared",
    technique: "T1070.001",
    why: "Logs are cleared to hide what was done before; what this one told is lost.",
    innocent: "An administrator who sets up a machine, or saves a log and begins it anew.",
    reads: &[SECURITY_CLEARED, OTHER_CLEARED],
    needs: Needs::Log,
    watch: || Box::new(Cleared(Repeats::within(ONE_FINDING))),
};

struct Cleared(Repeats<StringId>);

impl Watch for Cleared {
    fn see(&mut self, case: &Evidence<'_>, position: u32) {
        self.0.add(case.computer(position), case.time(position), position);
    }

    fn end(&mut self, case: &Evidence<'_>) -> Vec<Draft> {
        let draft = |(_, rows): (_, Vec<u32>)| {
            let security = rows.iter().any(|row| case.id(*row) == SECURITY_CLEARED.1);
            let mut logs: Vec<String> = (rows.iter())
                .filter(|row| case.id(**row) == OTHER_CLEARED.1)
                .map(|row| case.detail(*row, Slot::Channel).to_owned())
                .collect();
            logs.order();
            logs.dedup();
            logs.retain(|log| !(log.is_empty() || security && log == "Security"));
            if security {
                logs.insert(0, "Security".to_owned());
            }
            let accounts = distinct(rows.iter().map(|row| case.account_party(*row)));
            let hosts = distinct(rows.iter().map(|row| case.computer_party(*row)));
            let on = hosts.first().map_or("a computer", |host| &host.label);
            let by: Vec<String> = accounts.iter().map(|account: &Party| account.label.clone()).collect();
            let by = if by.is_empty() { "an unknown account".to_owned() } else { listed(&by) };
            let summary = match &logs[..] {
                [log] => format!("The {log} log of {on} was cleared by {by}."),
                logs => format!("{} of {on} were cleared by {by}: {}.", counted(logs.len(), "log"), listed(logs)),
            };
            let security = security || logs.iter().any(|log| log == "Security");
            let severity = if security { Severity::High } else { Severity::Medium };
            Draft { severity, summary, rows, accounts, hosts }
        };
        self.0.finish().into_iter().map(draft).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::by_rule;
    use crate::model::facts::EventKind;
    use crate::model::handmade::{Row, logon};

    /// By hand the first provider of an id counts, which for 1102 is the client of Remote Desktop.
    fn cleared(id: u16, channel: &str) -> Row {
        let kind = EventKind::find(EVENTLOG, u32::from(id)).unwrap();
        logon("mallory", "").kind(kind).on("SQL01.ex.test").detail(Slot::Channel, channel)
    }

    #[test]
    fn a_cleared_security_log_is_high_and_another_medium() {
        let found = by_rule("log-cleared", &[cleared(1102, "")]);
        assert_eq!(found[0].severity, Severity::High);
        assert_eq!(found[0].summary, "The Security log of SQL01 was cleared by mallory.");
        let found = by_rule("log-cleared", &[cleared(104, "Application")]);
        assert_eq!(found[0].severity, Severity::Medium);
        assert_eq!(found[0].summary, "The Application log of SQL01 was cleared by mallory.");
    }

    #[test]
    fn all_logs_of_a_machine_at_once_are_one_finding_and_each_machine_has_its_own() {
        let logs = ["Application", "System", "Setup", "Windows PowerShell", "HardwareEvents"];
        let mut rows: Vec<Row> = logs.iter().zip(0..).map(|(log, n)| cleared(104, log).at(n)).collect();
        rows.push(cleared(1102, "").at(9));
        rows.push(cleared(1102, "").at(9).on("PC1"));
        let found = by_rule("log-cleared", &rows);
        assert_eq!(found.iter().map(|found| found.rows).collect::<Vec<_>>(), [6, 1]);
        assert!(found[0].summary.starts_with("6 logs of SQL01 were cleared by mallory: Security, Application"));
    }

    #[test]
    fn a_connection_of_remote_desktop_with_the_same_number_is_none() {
        assert!(by_rule("log-cleared", &[logon("alice", "").event(1102).target("SRV")]).is_empty());
    }
}
