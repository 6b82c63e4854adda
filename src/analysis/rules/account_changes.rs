//! Accounts created and deleted, and put into groups: how an intruder makes sure of coming back.

use super::evidence::{Evidence, distinct};
use super::repeats::Repeats;
use super::words::listed;
use super::{Draft, Needs, Rule, Severity, Watch, security};
use crate::model::facts::Slot;
use crate::model::time::HOUR;
use crate::sorting::InOrder;

/// Domain, schema and enterprise administrators, and a machine's own administrators.
const POWERFUL_GROUPS: [&str; 4] = ["512", "518", "519", "544"];
/// An account that lives no longer than this was made for a purpose. Changes of an account are one finding as long as no more lies
/// between them.
const SHORT_LIFE: i64 = 24 * HOUR;

pub(super) const RULE: Rule = Rule {
    id: "account-changes",
    title: "Account created, deleted or regrouped",
    technique: "T1136, T1098",
    why: "A new account, or an old one with new rights, is a way to come back.",
    innocent: "Whoever joins, leaves or changes their place in a company, and installers that make accounts for their services.",
    reads: &[
        security(4720),
        security(4726),
        security(4728),
        security(4729),
        security(4732),
        security(4733),
        security(4756),
        security(4757),
    ],
    needs: Needs::Events(&[
        security(4720),
        security(4726),
        security(4728),
        security(4729),
        security(4732),
        security(4733),
        security(4756),
        security(4757),
    ]),
    watch: || Box::new(Changes(Repeats::within(SHORT_LIFE))),
};

/// By account, and by the member's name where it is no account of the case.
struct Changes(Repeats<(Option<u32>, String)>);

fn adds(event_id: u16) -> bool {
    matches!(event_id, 4728 | 4732 | 4756)
}

fn is_membership(event_id: u16) -> bool {
    !matches!(event_id, 4720 | 4726)
}

/// The common name of a distinguished name.
fn common_name(dn: &str) -> &str {
    let first = dn.split(',').next().unwrap_or(dn);
    first.strip_prefix("CN=").or_else(|| first.strip_prefix("cn=")).unwrap_or(first)
}

impl Watch for Changes {
    fn see(&mut self, case: &Evidence<'_>, position: u32) {
        let account = case.account(position);
        let member = if account.is_none() { case.detail(position, Slot::Member) } else { "" };
        self.0.add((account, member.to_owned()), case.time(position), position);
    }

    fn end(&mut self, case: &Evidence<'_>) -> Vec<Draft> {
        self.0.finish().into_iter().map(|(_, rows)| draft(case, rows)).collect()
    }
}

fn draft(case: &Evidence<'_>, rows: Vec<u32>) -> Draft {
    let ids = || rows.iter().map(|row| case.id(*row));
    let is_powerful = |row: &&u32| {
        let rid = case.detail(**row, Slot::GroupSid).rsplit('-').next();
        rid.is_some_and(|rid| POWERFUL_GROUPS.contains(&rid))
    };
    let groups = |added: bool| -> Vec<String> {
        let of_kind = |row: &&u32| is_membership(case.id(**row)) && adds(case.id(**row)) == added;
        let mut groups: Vec<String> =
            rows.iter().filter(of_kind).map(|row| case.detail(*row, Slot::GroupName).to_owned()).collect();
        groups.order();
        groups.dedup();
        groups
    };
    let (created, deleted) = (ids().any(|id| id == 4720), ids().any(|id| id == 4726));
    let name = rows.iter().map(|row| case.account_party(*row).label).find(|label| !label.is_empty());
    let member = rows.iter().map(|row| common_name(case.detail(*row, Slot::Member))).find(|name| !name.is_empty());
    // Where only memberships are told, the account is known by its SID alone: the directory's name says more.
    let is_sid = |name: &String| name.starts_with("S-1-");
    let name = match (name, member) {
        (Some(name), Some(member)) if is_sid(&name) => format!("{member} ({name})"),
        (Some(name), _) => name,
        (None, member) => member.unwrap_or("An unknown account").to_owned(),
    };
    let mut deeds = Vec::new();
    if created {
        deeds.push("created".to_owned());
    }
    let into = groups(true);
    if !into.is_empty() {
        deeds.push(format!("put into {}", listed(&into)));
    }
    let out = groups(false);
    if !out.is_empty() {
        deeds.push(format!("taken out of {}", listed(&out)));
    }
    if deleted {
        deeds.push("deleted".to_owned());
    }
    let actors = distinct(rows.iter().map(|row| case.actor_party(*row)));
    let by: Vec<String> = actors.iter().map(|actor| actor.label.clone()).collect();
    let powers = rows.iter().filter(|row| is_membership(case.id(**row))).filter(is_powerful);
    let severity = if powers.clone().any(|row| adds(case.id(*row)))
        || created && deleted
        || created && rows.iter().any(|row| case.account_claim(*row)[0].ends_with('$'))
    {
        Severity::High
    } else if powers.count() > 0 {
        Severity::Medium
    } else {
        Severity::Note
    };
    let summary = if by.is_empty() {
        format!("{name} was {}.", listed(&deeds))
    } else {
        format!("{name} was {} by {}.", listed(&deeds), listed(&by))
    };
    let accounts = distinct(rows.iter().map(|row| case.account_party(*row)));
    let hosts = distinct(rows.iter().map(|row| case.computer_party(*row)));
    Draft { severity, summary, accounts: actors.into_iter().chain(accounts).collect(), hosts, rows }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{Found, by_rule};
    use crate::model::handmade::{Row, logon};

    const SID: &str = "S-1-5-21-1-2-3-1601";

    fn account(event: u16, name: &str, hours: i64) -> Row {
        logon(name, "").event(event).on("DC01").domain("EX").sid(SID).at(hours * 3_600).by("mallory", "EX", "")
    }

    fn member(event: u16, group: &str, name: &str) -> Row {
        let row = logon("", "").event(event).on("DC01").sid(SID).at(60).by("mallory", "EX", "");
        row.detail(Slot::GroupSid, group).detail(Slot::GroupName, name).detail(Slot::Member, "CN=New One,DC=ex")
    }

    fn changes(rows: &[Row]) -> Vec<Found> {
        by_rule("account-changes", rows)
    }

    #[test]
    fn groups_with_power_are_high_and_others_are_a_note() {
        for rid in ["512", "518", "519"] {
            let found = changes(&[member(4728, &format!("S-1-5-21-1-2-3-{rid}"), "Admins")]);
            assert_eq!(found[0].severity, Severity::High, "{rid}");
        }
        let local = changes(&[account(4720, "eve", 0), member(4732, "S-1-5-32-544", "Administrators")]);
        assert_eq!((local.len(), local[0].severity), (1, Severity::High));
        assert_eq!(local[0].summary, "eve was created and put into Administrators by mallory.");
        assert_eq!(local[0].accounts, ["mallory", "eve"]);
        for other in ["S-1-5-21-1-2-3-513", "S-1-5-21-1-2-3-1512", "S-1-5-32-555", ""] {
            assert_eq!(changes(&[member(4732, other, "Users")])[0].severity, Severity::Note, "{other}");
        }
        assert_eq!(changes(&[member(4733, "S-1-5-32-544", "Administrators")])[0].severity, Severity::Medium);
    }

    #[test]
    fn an_account_that_lives_a_day_is_high_and_one_that_stays_is_a_note() {
        assert_eq!(changes(&[account(4720, "eve", 0)])[0].severity, Severity::Note);
        assert_eq!(changes(&[account(4726, "eve", 0)])[0].severity, Severity::Note);
        let day = changes(&[account(4720, "eve", 0), account(4726, "eve", 24)]);
        assert_eq!((day.len(), day[0].severity), (1, Severity::High));
        assert_eq!(day[0].summary, "eve was created and deleted by mallory.");
        let longer = changes(&[account(4720, "eve", 0), account(4726, "eve", 25)]);
        assert!(longer.len() == 2 && longer.iter().all(|found| found.severity == Severity::Note));
    }

    #[test]
    fn a_name_like_a_machines_is_hidden_by_it() {
        assert_eq!(changes(&[account(4720, "eve$", 0)])[0].severity, Severity::High);
    }

    #[test]
    fn a_member_of_which_only_the_sid_is_known_is_named_by_the_directory() {
        let found = changes(&[member(4728, "S-1-5-21-1-2-3-512", "Domain Admins")]);
        assert_eq!(found[0].summary, format!("New One ({SID}) was put into Domain Admins by mallory."));
    }
}
