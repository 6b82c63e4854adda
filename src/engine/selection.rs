//! What the user wants to be read: from what is typed to what is kept of the case.

use super::Case;
use crate::evidence::selection::Selection;
use crate::model::identity::names::folded;
use crate::model::time::{DAY, LocalClock, Zone};
use crate::protocol::Message;
use crate::protocol::selection::Wish;
use crate::search::civil::Civil;
use crate::sorting::InOrder;

/// What is wanted, and what became of it.
#[derive(Clone, Debug, Default)]
pub struct Chosen {
    /// As typed.
    pub wish: Wish,
    /// As meant.
    pub selection: Selection,
    /// Whether records were let go that are wanted now: their files must be read again.
    pub stale: bool,
}

impl Case {
    /// Keeps only what `wish` chooses, of what is here and of what is still to come. An error says what of it is not understood, and
    /// nothing changes. Call [`Case::analyse`] afterwards.
    pub fn set_selection(&mut self, wish: Wish) -> Result<(), Message> {
        let selection = selection_from(&wish, &self.zone)?;
        let was_cut = self.files.iter().any(|(_, file)| file.ledger.left_out() > 0);
        let stale = was_cut && (self.chosen.stale || !selection.is_within(&self.chosen.selection));
        self.chosen = Chosen { wish, selection, stale };
        if !self.chosen.selection.is_empty() && !self.store.events.is_empty() {
            self.let_go();
        }
        Ok(())
    }

    /// What is wanted.
    pub fn chosen(&self) -> &Chosen {
        &self.chosen
    }

    /// Takes out the rows that are not wanted.
    fn let_go(&mut self) {
        let wanted = self.chosen.selection.wanted(&self.store);
        if wanted.len() == self.store.events.len() {
            return;
        }
        let mut next = wanted.iter().copied().peekable();
        for (row, place) in (0u32..).zip(&self.store.events.place) {
            if next.next_if_eq(&row).is_none()
                && let Some(file) = self.files.get_mut(place.file())
            {
                file.ledger.leave_out(1);
            }
        }
        self.store = self.store.only(&wanted);
        self.grown = true;
    }
}

fn selection_from(wish: &Wish, zone: &Zone) -> Result<Selection, Message> {
    let moment = |field: &str, text: &str, at_end: bool| {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let Some(mut civil) = Civil::parse(text) else {
            return Err(Message {
                text: format!("\u{201c}{text}\u{201d} is no time to read {field}."),
                hint: "Give a day or a moment, such as 2017-11-07 or 2017-11-07T12:30.".to_owned(),
            });
        };
        if at_end {
            civil.from = civil.until;
        }
        let clock = LocalClock::new(zone, civil.from.saturating_sub(3 * DAY), civil.from.saturating_add(3 * DAY));
        Ok(Some(civil.first_moment(&clock)))
    };
    let words = |text: &str| -> Vec<String> {
        text.split([',', ';', ' ', '\t']).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let mut ids = Vec::new();
    for word in words(&wish.ids) {
        ids.push(word.parse().map_err(|_| Message {
            text: format!("\u{201c}{word}\u{201d} is no event id."),
            hint: "Give numbers with commas between, such as 4624, 4625, 4672.".to_owned(),
        })?);
    }
    ids.order();
    ids.dedup();
    let mut computers: Vec<String> = words(&wish.computers).iter().map(|name| folded(name)).collect();
    computers.order();
    computers.dedup();
    let (from, until) = (moment("from", &wish.from, false)?, moment("until", &wish.until, true)?);
    if from.zip(until).is_some_and(|(from, until)| from >= until) {
        return Err(Message {
            text: "The time to read from is not before the time to read until.".to_owned(),
            hint: "No record could be in between.".to_owned(),
        });
    }
    Ok(Selection { from, until, ids, computers })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::batch::Batch;
    use crate::evidence::ledger::Ledger;
    use crate::model::handmade::{Row, RowMaker, logon};
    use crate::protocol::Options;

    fn batch() -> Batch {
        let at = |seconds| logon("alice", "10.0.0.1").on("DC01.ex.test").at(seconds);
        // 2017-11-07T00:00:00Z and the hours after.
        let rows: Vec<Row> = (0..48).map(|hour| at(1_510_012_800 + hour * 3_600)).collect();
        Batch { store: RowMaker::of(&rows).store, ledger: Ledger { records: 48, kept: 48, ..Ledger::default() } }
    }

    fn wish(from: &str, until: &str) -> Wish {
        Wish { from: from.to_owned(), until: until.to_owned(), ..Wish::default() }
    }

    #[test]
    fn what_is_here_and_what_comes_later_are_cut_alike() {
        let mut before = Case::new();
        before.set_selection(wish("2017-11-07T06", "2017-11-07T11")).expect("a selection");
        let file = before.add_file("a.evtx", "a.evtx", 1);
        before.append(file, &batch());
        let mut after = Case::new();
        let file = after.add_file("a.evtx", "a.evtx", 1);
        after.append(file, &batch());
        after.set_selection(wish("2017-11-07T06", "2017-11-07T11")).expect("a selection");
        for case in [&mut before, &mut after] {
            case.analyse();
            let ledger = &case.files().get(file).expect("the file").ledger;
            assert_eq!((ledger.records, ledger.kept, ledger.left_out()), (48, 6, 42));
            assert_eq!((case.store().events.len(), case.filtered_view().logons), (6, 6));
            assert!(ledger.adds_up() && !case.chosen().stale);
        }
        // Narrower: nothing is missing. Wider: the files must be read again.
        before.set_selection(wish("2017-11-07T08", "2017-11-07T09")).expect("a selection");
        assert!(!before.chosen().stale && before.store().events.len() == 2);
        before.set_selection(wish("2017-11-07T07", "")).expect("a selection");
        assert!(before.chosen().stale);
        before.set_selection(Wish::default()).expect("no selection");
        assert!(before.chosen().stale);
    }

    #[test]
    fn times_are_on_the_clock_of_the_display_zone_and_days_whole() {
        let mut case = Case::new();
        case.set_options(Options { zone: "Asia/Tokyo".to_owned(), ..Options::default() }).expect("a zone");
        case.set_selection(wish("2017-11-08", "2017-11-08")).expect("a selection");
        let file = case.add_file("a.evtx", "a.evtx", 1);
        case.append(file, &batch());
        // The day begins at 15:00 UTC of the day before.
        assert_eq!(case.store().events.len(), 24);
        assert_eq!(case.store().events.time[0], (1_510_012_800 + 15 * 3_600) * 1_000_000);
    }

    #[test]
    fn what_is_not_understood_is_said_and_changes_nothing() {
        let mut case = Case::new();
        let ids = Wish { ids: "4624, 70000".to_owned(), ..Wish::default() };
        for wrong in [wish("yesterday", ""), wish("", "2017-13"), wish("2018", "2017"), ids] {
            let message = case.set_selection(wrong).expect_err("a message");
            assert!(!message.text.is_empty() && case.chosen().wish.is_empty(), "{message:?}");
        }
        let spaced = Wish { ids: " 4625  4624,4625".to_owned(), computers: "DC01; pc7".to_owned(), ..Wish::default() };
        assert_eq!(spaced.in_words(), "ids 4625  4624,4625 · computers DC01; pc7");
        case.set_selection(spaced).expect("a selection");
        assert_eq!(case.chosen().selection.ids, [4624, 4625]);
        assert_eq!(case.chosen().selection.computers, ["dc01", "pc7"]);
    }
}
