//! Which records of a case are wanted: a stretch of time, event ids, computers. What is not wanted is counted and let go, so that a
//! giant case can be cut down.
//!
//! A record is chosen by what its row says: its `TimeCreated`, its id, its computer. All formats and both ways of reading meet in
//! rows, so that they choose alike.

use super::batch::Batch;
use super::ledger::FilterReason;
use crate::model::events::EventStore;
use crate::model::identity::names::{folded, split_host};
use crate::model::strings::StringId;
use foldhash::fast::FixedState;
use std::collections::HashMap;

/// The records that are wanted. Everything it says must hold; what it does not say may be anything.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Selection {
    /// Not before this time, microseconds since 1970.
    pub from: Option<i64>,
    /// Before this time.
    pub until: Option<i64>,
    /// Only these event ids, ascending; all if there is none.
    pub ids: Vec<u16>,
    /// Only what these computers wrote, by their names without case, with or without their domain; all if there is none.
    pub computers: Vec<String>,
}

impl Selection {
    /// Whether every record is wanted.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether whatever is wanted here is wanted by `other` too. `false` where that cannot be told.
    pub fn is_within(&self, other: &Self) -> bool {
        let ids = other.ids.is_empty() || !self.ids.is_empty() && self.ids.iter().all(|id| other.ids.contains(id));
        let computers = other.computers.is_empty()
            || !self.computers.is_empty() && self.computers.iter().all(|name| other.computers.contains(name));
        let from = other.from.is_none_or(|other| self.from.is_some_and(|from| from >= other));
        let until = other.until.is_none_or(|other| self.until.is_some_and(|until| until <= other));
        from && until && ids && computers
    }

    /// The rows of `store` that are wanted, ascending.
    pub fn wanted(&self, store: &EventStore) -> Vec<u32> {
        let mut of_computer: HashMap<StringId, bool, FixedState> = HashMap::default();
        let events = &store.events;
        let is_wanted = |row: usize, of_computer: &mut HashMap<StringId, bool, FixedState>| {
            self.from.is_none_or(|from| events.time[row] >= from)
                && self.until.is_none_or(|until| events.time[row] < until)
                && (self.ids.is_empty() || self.ids.binary_search(&events.kind[row].id()).is_ok())
                && (self.computers.is_empty()
                    || *of_computer
                        .entry(events.computer[row])
                        .or_insert_with_key(|id| self.names(store.strings.get(*id))))
        };
        (0..events.len()).filter(|row| is_wanted(*row, &mut of_computer)).map(|row| row as u32).collect()
    }

    fn names(&self, computer: &str) -> bool {
        let computer = folded(computer);
        let (short, _) = split_host(&computer);
        self.computers.iter().any(|wanted| *wanted == computer || wanted == short)
    }

    /// What of `batch` is wanted. The rest is counted as left out by choice.
    pub fn cut(&self, batch: &Batch) -> Batch {
        let wanted = self.wanted(&batch.store);
        let left_out = (batch.store.events.len() - wanted.len()) as u64;
        let mut ledger = batch.ledger.clone();
        ledger.leave_out(left_out);
        Batch { store: batch.store.only(&wanted), ledger }
    }
}

impl super::ledger::Ledger {
    /// Counts `rows` that were kept as left out by choice.
    pub fn leave_out(&mut self, rows: u64) {
        if rows > 0 {
            self.kept = self.kept.saturating_sub(rows);
            *self.filtered.entry(FilterReason::ByChoice).or_default() += rows;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::ledger::Ledger;
    use crate::model::handmade::{Row, RowMaker, logon};

    fn batch() -> Batch {
        let rows: Vec<Row> = vec![
            logon("alice", "10.0.0.1").on("DC01.ex.test").at(100),
            logon("bob", "10.0.0.2").on("PC7").at(200).event(4625),
            logon("carol", "10.0.0.3").on("dc01").at(300),
            logon("dave", "10.0.0.4").on("DC02.ex.test").at(400),
        ];
        let ledger = Ledger { records: 9, kept: 4, ..Ledger::default() };
        let mut batch = Batch { store: RowMaker::of(&rows).store, ledger };
        batch.ledger.filtered.insert(FilterReason::OtherEvent, 5);
        batch
    }

    fn names(selection: &Selection) -> Vec<String> {
        let cut = selection.cut(&batch());
        assert!(cut.ledger.adds_up());
        assert_eq!(cut.ledger.kept, cut.store.events.len() as u64);
        let name = |event: crate::model::events::Event| {
            cut.store.strings.get(cut.store.accounts.get(event.account).name).to_owned()
        };
        cut.store.events.iter().map(name).collect()
    }

    #[test]
    fn time_ids_and_computers_choose_together() {
        let second = 1_000_000;
        let all = Selection::default();
        assert_eq!(names(&all).len(), 4);
        let span = Selection { from: Some(200 * second), until: Some(400 * second), ..all.clone() };
        assert_eq!(names(&span), ["bob", "carol"]);
        assert_eq!(names(&Selection { ids: vec![4625], ..all.clone() }), ["bob"]);
        let computers = Selection { computers: vec!["dc01".to_owned(), "dc02.ex.test".to_owned()], ..all.clone() };
        assert_eq!(names(&computers), ["alice", "carol", "dave"]);
        assert_eq!(names(&Selection { from: Some(200 * second), ..computers }), ["carol", "dave"]);
    }

    #[test]
    fn what_is_let_go_takes_its_strings_with_it() {
        let cut = Selection { ids: vec![4625], ..Selection::default() }.cut(&batch());
        assert!(cut.store.strings.find("bob").is_some());
        assert!(cut.store.strings.find("alice").is_none());
        assert_eq!(cut.ledger.filtered[&FilterReason::ByChoice], 3);
    }

    #[test]
    fn a_narrower_selection_needs_nothing_read_again() {
        let all = Selection::default();
        let some = Selection { from: Some(5), ids: vec![4624, 4625], ..Selection::default() };
        let less = Selection { from: Some(6), until: Some(9), ids: vec![4625], computers: vec!["a".to_owned()] };
        assert!(some.is_within(&all) && less.is_within(&some) && less.is_within(&less));
        assert!(!all.is_within(&some) && !some.is_within(&less));
        assert!(!Selection { ids: vec![1], ..Selection::default() }.is_within(&some));
    }
}
