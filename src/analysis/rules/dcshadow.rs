//! DCShadow: a machine makes itself a domain controller for as long as it takes to write into the directory.

use super::evidence::{Evidence, distinct};
use super::repeats::Repeats;
use super::{Draft, Needs, Party, Rule, Severity, Watch, security};
use crate::model::facts::Slot;
use crate::model::identity::names::folded;
use crate::model::time::{HOUR, SECOND};
use foldhash::fast::FixedState;
use std::collections::HashMap;

/// The object that makes a server a domain controller.
const CONTROLLERS_OBJECT: &str = "ntdsdsa";
/// It is made and deleted again within so long.
const WITHIN: i64 = 60 * SECOND;
/// The service of a global catalogue, which only domain controllers have.
const GLOBAL_CATALOGUE: &str = "gc/";
/// `%%14674`: the value was added.
const ADDED: &str = "%%14674";
/// Signs of one account are one finding as long as no more lies between them.
const ONE_FINDING: i64 = HOUR;

pub(super) const RULE: Rule = Rule {
    id: "dcshadow",
    title: "DCShadow",
    technique: "T1207",
    why: "A false domain controller writes whatever it likes into the directory, and no log tells what.",
    innocent: "A server that is being made a domain controller; that does not end a minute later.",
    reads: &[security(5137), security(5141), security(5136), security(4742)],
    needs: Needs::Events(&[security(4742), security(5136), security(5137), security(5141)]),
    watch: || Box::new(DcShadow { made: HashMap::default(), found: Repeats::within(ONE_FINDING) }),
};

struct DcShadow {
    /// Time and row of the last making of each object.
    made: HashMap<String, (i64, u32), FixedState>,
    found: Repeats<Option<u32>>,
}

/// The host of a global catalogue that is named in `names`, one or more of them, in lower case.
fn catalogue_host(names: &str) -> Option<String> {
    let names = folded(names);
    let after = names.split_whitespace().find_map(|name| name.strip_prefix(GLOBAL_CATALOGUE))?;
    after.split(['/', '.', ':']).next().filter(|host| !host.is_empty()).map(str::to_owned)
}

impl DcShadow {
    fn add(&mut self, case: &Evidence<'_>, position: u32) {
        // Who did it names the finding; one without a known account of its own is by its computer alone.
        self.found.add(case.actor_party(position).identity, case.time(position), position);
    }
}

impl Watch for DcShadow {
    fn see(&mut self, case: &Evidence<'_>, position: u32) {
        let time = case.time(position);
        let is_controllers_object = || folded(case.detail(position, Slot::ObjectType)) == CONTROLLERS_OBJECT;
        match case.id(position) {
            5137 if is_controllers_object() => {
                self.made.insert(folded(case.detail(position, Slot::Object)), (time, position));
            }
            5141 if is_controllers_object() => {
                let made = self.made.remove(&folded(case.detail(position, Slot::Object)));
                if let Some((_, made)) = made.filter(|(made, _)| time.saturating_sub(*made) <= WITHIN) {
                    self.add(case, made);
                    self.add(case, position);
                }
            }
            5136 => {
                let adds = case.detail(position, Slot::Operation) == ADDED
                    && folded(case.detail(position, Slot::Attribute)) == "serviceprincipalname";
                let host = catalogue_host(case.detail(position, Slot::AttributeValue));
                if adds && host.is_some_and(|host| !case.is_controller(&host)) {
                    self.add(case, position);
                }
            }
            4742 => {
                let [machine, ..] = case.account_claim(position);
                let host = catalogue_host(case.detail(position, Slot::ServiceNames));
                if host.is_some() && !case.is_controller(machine) {
                    self.add(case, position);
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, case: &Evidence<'_>) -> Vec<Draft> {
        let draft = |(_, rows): (_, Vec<u32>)| {
            let actors = distinct(rows.iter().map(|row| case.actor_party(*row)));
            let changed = rows.iter().filter(|row| case.id(**row) == 4742);
            let machines = distinct(changed.map(|row| case.account_party(*row)));
            let who = actors.first().map_or("Somebody", |actor| &actor.label);
            let of = |machine: &Party| format!(" of {}", machine.label.trim_end_matches('$'));
            let summary = if rows.iter().any(|row| case.id(*row) == 5141) {
                format!("{who} made a domain controller's object and deleted it within a minute.")
            } else {
                let machine = machines.first().map(of).unwrap_or_default();
                format!("{who} added the service of a global catalogue{machine}, which is no domain controller.")
            };
            let hosts = distinct(rows.iter().map(|row| case.computer_party(*row)));
            Draft {
                severity: Severity::High,
                summary,
                rows,
                accounts: actors.into_iter().chain(machines).collect(),
                hosts,
            }
        };
        self.found.finish().into_iter().map(draft).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{Found, by_rule};
    use crate::model::handmade::{Row, logon};

    const DN: &str = "CN=NTDS Settings,CN=PC9,CN=Servers,CN=Site,DC=ex,DC=test";

    fn object(event: u16, class: &str, at: i64) -> Row {
        let row = logon("mallory", "").event(event).on("DC01.ex.test").at(at);
        row.detail(Slot::Object, DN).detail(Slot::ObjectType, class)
    }

    fn computer(machine: &str, names: &str) -> Row {
        let row = logon(machine, "").event(4742).on("DC01.ex.test").by("mallory", "EX", "");
        row.detail(Slot::ServiceNames, names)
    }

    fn found(rows: &[Row]) -> Vec<Found> {
        by_rule("dcshadow", rows)
    }

    #[test]
    fn a_controllers_object_that_lives_a_minute_is_the_mark() {
        let found_in = |deleted| found(&[object(5137, "nTDSDSA", 0), object(5141, "nTDSDSA", deleted)]);
        assert_eq!((found_in(60).len(), found_in(60)[0].rows, found_in(60)[0].severity), (1, 2, Severity::High));
        assert!(found_in(61).is_empty());
        assert!(found(&[object(5137, "nTDSDSA", 0)]).is_empty());
        assert!(found(&[object(5137, "user", 0), object(5141, "user", 5)]).is_empty());
    }

    #[test]
    fn the_service_of_a_global_catalogue_on_no_controller_is_the_mark() {
        let names = "\n\t\tHOST/PC9\n\t\tGC/PC9.ex.test/ex.test";
        let of_controller = logon("alice", "10.0.0.1").event(4768).status(0).on("DC02.ex.test");
        let found_in = |row: Row| found(&[of_controller.clone(), row]);
        assert_eq!(found_in(computer("PC9$", names)).len(), 1);
        assert!(found_in(computer("PC9$", "HOST/PC9\n\tTERMSRV/PC9")).is_empty());
        assert!(found_in(computer("DC02$", &names.replace("PC9", "DC02"))).is_empty());
        let change = |operation, value| {
            let row =
                logon("mallory", "").event(5136).on("DC01.ex.test").detail(Slot::Attribute, "servicePrincipalName");
            row.detail(Slot::AttributeValue, value).detail(Slot::Operation, operation)
        };
        assert_eq!(found_in(change("%%14674", "GC/PC9.ex.test/ex.test")).len(), 1);
        assert!(found_in(change("%%14675", "GC/PC9.ex.test/ex.test")).is_empty(), "taken away");
        assert!(found_in(change("%%14674", "GC/DC02.ex.test/ex.test")).is_empty());
    }
}
