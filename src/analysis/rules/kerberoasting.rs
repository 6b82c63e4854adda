//! Kerberoasting: tickets of services are asked for, to guess the services' passwords from them elsewhere.

use super::evidence::{Evidence, distinct};
use super::repeats::Repeats;
use super::window::{Told, Window};
use super::words::{counted, listed};
use super::{Draft, Needs, Rule, Severity, Watch, security};
use crate::model::facts::Slot;
use crate::model::identity::names::folded;
use crate::model::time::{HOUR, SECOND};
use foldhash::fast::FixedState;
use std::collections::{BTreeSet, HashMap, HashSet};

/// Tickets of so many services with a weak cipher ...
const WEAK_SERVICES: usize = 3;
/// ... or of so many whatever the cipher ...
const SERVICES: usize = 10;
/// ... within so long.
const WITHIN: i64 = 10 * 60 * SECOND;
/// The options that the usual tools ask with: forwardable, renewable, canonicalize.
const TOOLS_OPTIONS: u64 = 0x4081_0000;
/// RC4 and its export form; DES.
const WEAK: [u64; 5] = [0x17, 0x18, 0x1, 0x2, 0x3];
/// Single tickets of an account are one finding for so long.
const ONE_FINDING: i64 = 24 * HOUR;

pub(super) const RULE: Rule = Rule {
    id: "kerberoasting",
    title: "Kerberoasting",
    technique: "T1558.003",
    why: "A ticket that is encrypted with a weak cipher gives away a service's password to whoever guesses long enough, unseen.",
    innocent: "Old services and clients that know no better cipher than RC4, and tools that take stock of all services.",
    reads: &[security(4769)],
    needs: Needs::Events(&[security(4769)]),
    watch: || {
        Box::new(Roasting {
            services: HashMap::default(),
            weak: HashMap::default(),
            any: HashMap::default(),
            weak_spans: Vec::new(),
            any_spans: Vec::new(),
            single: Repeats::within(ONE_FINDING),
            other: Repeats::within(ONE_FINDING),
        })
    },
};

struct Roasting {
    services: HashMap<String, u32, FixedState>,
    weak: HashMap<u32, Window, FixedState>,
    any: HashMap<u32, Window, FixedState>,
    weak_spans: Vec<Vec<u32>>,
    any_spans: Vec<Vec<u32>>,
    single: Repeats<u32>,
    /// By service: weak tickets with other options.
    other: Repeats<u32>,
}

impl Watch for Roasting {
    fn see(&mut self, case: &Evidence<'_>, position: u32) {
        let Some(account) = case.account(position).filter(|account| case.is_user(*account)) else { return };
        let service = folded(case.detail(position, Slot::Service));
        let is_krbtgt = service == "krbtgt" || service.starts_with("krbtgt/");
        if case.status(position) != 0 || service.is_empty() || service.ends_with('$') || is_krbtgt {
            return;
        }
        let next = self.services.len() as u32;
        let service = *self.services.entry(service).or_insert(next);
        let time = case.time(position);
        let any = self.any.entry(account).or_insert_with(|| Window::new(WITHIN, SERVICES, u32::MAX));
        self.any_spans.extend(any.add(time, service, Told::ByController, position));
        if case.detail_number(position, Slot::TicketEncryption).is_some_and(|cipher| WEAK.contains(&cipher)) {
            let weak = self.weak.entry(account).or_insert_with(|| Window::new(WITHIN, WEAK_SERVICES, u32::MAX));
            self.weak_spans.extend(weak.add(time, service, Told::ByController, position));
            if case.detail_number(position, Slot::TicketOptions) == Some(TOOLS_OPTIONS) {
                self.single.add(account, time, position);
            } else {
                self.other.add(service, time, position);
            }
        }
    }

    fn end(&mut self, case: &Evidence<'_>) -> Vec<Draft> {
        self.weak_spans.extend(self.weak.values_mut().filter_map(Window::end));
        self.any_spans.extend(self.any.values_mut().filter_map(Window::end));
        // A row speaks for the weightiest finding only.
        let told: HashSet<u32> = self.weak_spans.iter().flatten().copied().collect();
        let several = std::mem::take(&mut self.weak_spans);
        let many =
            std::mem::take(&mut self.any_spans).into_iter().filter(|rows| !rows.iter().any(|row| told.contains(row)));
        let untold = |groups: Vec<(u32, Vec<u32>)>| {
            let rows = |(_, rows): (u32, Vec<u32>)| -> Vec<u32> {
                rows.into_iter().filter(|row| !told.contains(row)).collect()
            };
            groups.into_iter().map(rows).filter(|rows| !rows.is_empty()).collect::<Vec<_>>()
        };
        let (single, other) = (untold(self.single.finish()), untold(self.other.finish()));
        let several = several.into_iter().map(|rows| draft(case, rows, Severity::High, "with a weak cipher"));
        let many = many.map(|rows| draft(case, rows, Severity::Medium, "in a short time"));
        let as_tools = |rows| draft(case, rows, Severity::Medium, "with a weak cipher, as the tools for it ask");
        let low = |rows| draft(case, rows, Severity::Low, "with a weak cipher");
        several.chain(many).chain(single.into_iter().map(as_tools)).chain(other.into_iter().map(low)).collect()
    }
}

fn draft(case: &Evidence<'_>, rows: Vec<u32>, severity: Severity, how: &str) -> Draft {
    let services: BTreeSet<String> = rows.iter().map(|row| case.detail(*row, Slot::Service).to_owned()).collect();
    let services: Vec<String> = services.into_iter().collect();
    let accounts = distinct(rows.iter().map(|row| case.account_party(*row)));
    let hosts = distinct(rows.iter().map(|row| case.source_party(*row)));
    let names: Vec<String> = accounts.iter().map(|account| account.label.clone()).collect();
    let who = listed(&names);
    let summary =
        format!("{who} asked for tickets of {} {how}: {}.", counted(services.len(), "service"), listed(&services));
    Draft { severity, summary, rows, accounts, hosts }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{Found, by_rule};
    use crate::model::handmade::{Row, logon};

    fn ticket(service: &str, cipher: &str, options: &str) -> Row {
        let row = logon("mallory@EX.TEST", "10.0.0.9").event(4769).status(0).detail(Slot::Service, service);
        row.detail(Slot::TicketEncryption, cipher).detail(Slot::TicketOptions, options)
    }

    fn tickets(count: usize, seconds: i64, cipher: &str) -> Vec<Row> {
        (0..count).map(|n| ticket(&format!("svc{n}"), cipher, "0x40810010").at(n as i64 * seconds)).collect()
    }

    fn roasted(rows: &[Row]) -> Vec<Found> {
        by_rule("kerberoasting", rows)
    }

    #[test]
    fn three_services_with_a_weak_cipher_in_ten_minutes_are_roasted() {
        let found = roasted(&tickets(3, 300, "0x17"));
        assert_eq!((found.len(), found[0].severity), (1, Severity::High));
        assert_eq!(
            found[0].summary,
            "mallory asked for tickets of 3 services with a weak cipher: svc0, svc1 and svc2."
        );
        assert_eq!(roasted(&tickets(3, 300, "0x3")).len(), 1);
        let weighs_little = |rows: &[Row]| roasted(rows).iter().all(|found| found.severity == Severity::Low);
        assert!(weighs_little(&tickets(2, 300, "0x17")));
        assert!(weighs_little(&tickets(3, 301, "0x17")));
        assert!(roasted(&tickets(9, 1, "0x12")).is_empty(), "AES");
    }

    #[test]
    fn ten_services_are_too_many_whatever_the_cipher() {
        let found = roasted(&tickets(10, 66, "0x12"));
        assert_eq!((found.len(), found[0].severity), (1, Severity::Medium));
        assert!(roasted(&tickets(10, 67, "0x12")).is_empty(), "603 seconds");
    }

    #[test]
    fn a_single_weak_ticket_tells_by_the_options_of_the_tools() {
        let found = roasted(&[ticket("svc", "0x17", "0x40810000"), ticket("svc", "0x17", "0x40810000").at(80_000)]);
        assert_eq!((found.len(), found[0].severity, found[0].rows), (1, Severity::Medium, 2));
        let other = roasted(&[ticket("svc", "0x17", "0x40810010"), ticket("svc", "0x17", "0x40810010").at(80_000)]);
        assert_eq!((other.len(), other[0].severity, other[0].rows), (1, Severity::Low, 2));
        assert!(roasted(&[ticket("svc", "0x12", "0x40810000")]).is_empty());
    }

    #[test]
    fn machines_krbtgt_refused_tickets_and_machines_that_ask_are_innocent() {
        for service in ["FILE01$", "krbtgt", "krbtgt/EX.TEST", ""] {
            assert!(roasted(&[ticket(service, "0x17", "0x40810000")]).is_empty(), "{service}");
        }
        assert!(roasted(&[ticket("svc", "0x17", "0x40810000").status(0xe)]).is_empty());
        let of_machine = |n: usize| {
            logon("PC1$@EX.TEST", "10.0.0.9")
                .event(4769)
                .status(0)
                .at(n as i64)
                .detail(Slot::Service, &format!("svc{n}"))
                .detail(Slot::TicketEncryption, "0x17")
        };
        assert!(roasted(&(0..20).map(of_machine).collect::<Vec<_>>()).is_empty());
    }
}
