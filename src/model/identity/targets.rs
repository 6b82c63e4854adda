//! Which machine an event was a logon to, where it tells.

use super::names::{folded, known_host, split_host};
use crate::model::events::EventStore;
use crate::model::facts::{Slot, TargetRule};
use crate::model::strings::StringId;

/// The machine that row `row` of `store` is a logon to, as written; `None` where nobody logged on, or the record does not say.
/// Panics past the end, like a slice.
pub fn target_host(store: &EventStore, row: usize) -> Option<&str> {
    let text = store.strings.get(target_id(store, row));
    let is_service = store.events.kind[row].facts().target == TargetRule::MachineService;
    known_host(if is_service { text.strip_suffix('$').unwrap_or(text) } else { text })
}

/// The text that names [`target_host`]; of a machine's service with its `$`.
pub fn target_id(store: &EventStore, row: usize) -> StringId {
    let events = &store.events;
    let computer = events.computer[row];
    match events.kind[row].facts().target {
        TargetRule::Unknown => StringId::NONE,
        TargetRule::Computer => computer,
        TargetRule::LocalAccount => {
            let domain = store.accounts.get(events.account[row]).domain;
            let is_own = || is_machine(store.strings.get(computer), store.strings.get(domain));
            if domain.is_some() && is_own() { computer } else { StringId::NONE }
        }
        TargetRule::MachineService => {
            let service = store.detail_id(row, Slot::Service);
            if store.strings.get(service).ends_with('$') { service } else { StringId::NONE }
        }
        TargetRule::Named => {
            let named = events.target[row];
            if store.strings.get(named).eq_ignore_ascii_case("localhost") { computer } else { named }
        }
    }
}

/// Whether a machine has that short name, however written. Asked of every row of some events: nearly all names fold letter by letter.
fn is_machine(computer: &str, name: &str) -> bool {
    if computer.is_ascii() && name.is_ascii() {
        split_host(computer).0.eq_ignore_ascii_case(name)
    } else {
        split_host(&folded(computer)).0 == folded(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::handmade::{Row, RowMaker, logon};

    fn target(row: Row) -> Option<String> {
        target_host(&RowMaker::of(&[row.on("DC01.ex.test")]).store, 0).map(str::to_owned)
    }

    #[test]
    fn a_logon_is_to_the_computer_that_tells_of_it() {
        assert_eq!(target(logon("alice", "10.0.0.1")).as_deref(), Some("DC01.ex.test"));
        assert_eq!(target(logon("alice", "10.0.0.1").event(4625)).as_deref(), Some("DC01.ex.test"));
    }

    #[test]
    fn a_domain_controller_that_checks_a_name_is_not_logged_on_to() {
        for event in [4768, 4771, 4770, 4776] {
            assert_eq!(target(logon("alice", "10.0.0.1").event(event)), None, "{event}");
        }
        let ticket = |service: &str| target(logon("alice", "10.0.0.1").event(4769).detail(Slot::Service, service));
        assert_eq!((ticket("krbtgt"), ticket("svc-sql"), ticket("FILE01$").as_deref()), (None, None, Some("FILE01")));
    }

    #[test]
    fn ntlm_checks_of_a_local_account_are_of_its_own_machine() {
        let local = logon("bob", "").event(4776);
        assert_eq!(target(local.clone().domain("dc01")).as_deref(), Some("DC01.ex.test"));
        assert_eq!((target(local.clone().domain("EX")), target(local)), (None, None));
        assert!(is_machine("DÜREN-PC.ex.test", "düren-pc") && !is_machine("DÜREN-PC.ex.test", "duren-pc"));
    }

    #[test]
    fn explicit_credentials_go_to_the_machine_that_is_named_and_localhost_is_the_computer() {
        let to = |name: &str| target(logon("bob", "").event(4648).target(name));
        assert_eq!(to("FILE01").as_deref(), Some("FILE01"));
        assert_eq!(to("localhost").as_deref(), Some("DC01.ex.test"));
        assert_eq!(to(""), None);
    }
}
