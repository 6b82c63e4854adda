//! The pages of a long table that are here: what is in sight is asked for a page at a time, and old pages give way.

use crate::protocol::rows::{RowView, RowsQuery, RowsView, Sorting};
use std::collections::{HashMap, HashSet, VecDeque};
use std::ops::Range;

/// Rows of a page.
pub const PAGE: u32 = 64;
/// At most so many pages are kept.
const KEPT: usize = 240;

/// Which table is looked at.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Wanted {
    /// Of which graph.
    pub generation: u32,
    /// Which rows.
    pub query: RowsQuery,
    /// In which order.
    pub sorting: Sorting,
}

/// The cache.
#[derive(Clone, Debug, Default)]
pub struct Pages {
    wanted: Wanted,
    /// Which table the pages here are of: the one before, until the first page of the wanted one arrives.
    of: Wanted,
    title: String,
    total: Option<u32>,
    here: HashMap<u32, Vec<RowView>>,
    asked: HashSet<u32>,
    oldest_first: VecDeque<u32>,
}

impl Pages {
    /// This table is wanted; whether it is another one than before. What is here stays until its first page arrives, so that nothing
    /// flickers.
    pub fn expect(&mut self, wanted: Wanted) -> bool {
        let is_other = self.wanted != wanted;
        if is_other {
            self.wanted = wanted;
            self.asked.clear();
        }
        is_other
    }

    /// A page has arrived; one that is no longer wanted is let go.
    pub fn take(&mut self, view: RowsView) {
        let RowsView { generation, query, sorting, title, total, first, rows } = view;
        let of = Wanted { generation, query, sorting };
        if of != self.wanted {
            return;
        }
        if self.of != of || self.total.is_none() {
            self.here.clear();
            self.oldest_first.clear();
            self.of = of;
        }
        (self.title, self.total) = (title, Some(total));
        let page = first / PAGE;
        if self.here.insert(page, rows).is_none() {
            self.oldest_first.push_back(page);
        }
        while self.here.len() > KEPT {
            let Some(oldest) = self.oldest_first.pop_front() else { break };
            self.here.remove(&oldest);
            self.asked.remove(&oldest);
        }
    }

    /// The pages that rows at these places need and that nobody has asked for. They count as asked for from now on. The first is
    /// among them where it is not known how many rows there are.
    pub fn ask(&mut self, places: Range<u32>) -> Vec<u32> {
        let known = if self.is_current() { self.total } else { None };
        let mut wanted: Vec<u32> = match known {
            Some(total) if places.start < places.end.min(total) => {
                (places.start / PAGE..=(places.end.min(total) - 1) / PAGE).collect()
            }
            Some(_) => Vec::new(),
            None => vec![0],
        };
        wanted.retain(|page| self.asked.insert(*page));
        wanted
    }

    /// Whether what is here is what is wanted.
    pub fn is_current(&self) -> bool {
        self.of == self.wanted && self.total.is_some()
    }

    /// Of which graph the pages here are.
    pub fn generation(&self) -> u32 {
        self.of.generation
    }

    /// What the rows are called; empty before the first page.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// How many rows there are, once that is known.
    pub fn total(&self) -> Option<u32> {
        self.total
    }

    /// The row at `place`, if it is here.
    pub fn row(&self, place: u32) -> Option<&RowView> {
        self.here.get(&(place / PAGE))?.get((place % PAGE) as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::rows::Column;

    fn page(wanted: &Wanted, page: u32, total: u32) -> RowsView {
        let first = page * PAGE;
        let rows = (first..(first + PAGE).min(total)).map(|row| RowView { row, ..RowView::default() }).collect();
        let Wanted { generation, query, sorting } = wanted.clone();
        RowsView { generation, query, sorting, title: "All rows".to_owned(), total, first, rows }
    }

    #[test]
    fn what_is_in_sight_is_asked_for_once() {
        let mut pages = Pages::default();
        let wanted = Wanted { generation: 1, ..Wanted::default() };
        assert!(pages.expect(wanted.clone()));
        assert_eq!((pages.ask(0..30), pages.ask(0..30), pages.total()), (vec![0], vec![], None));
        pages.take(page(&wanted, 0, 200));
        assert_eq!((pages.ask(60..70), pages.ask(60..999)), (vec![1], vec![2, 3]));
        assert_eq!((pages.ask(500..600), pages.ask(0..0)), (vec![], vec![]));
        assert_eq!((pages.row(3).map(|row| row.row), pages.row(70)), (Some(3), None));
    }

    #[test]
    fn rows_stay_until_the_first_of_another_order_arrive() {
        let mut pages = Pages::default();
        let one = Wanted { generation: 1, ..Wanted::default() };
        let other = Wanted { sorting: Sorting { by: Column::Account, descending: true }, ..one.clone() };
        assert!(pages.expect(one.clone()) && !pages.expect(one.clone()));
        pages.take(page(&one, 0, 10));
        pages.expect(other.clone());
        assert!(pages.row(3).is_some() && !pages.is_current());
        pages.take(page(&one, 0, 10));
        assert!(!pages.is_current());
        assert_eq!(pages.ask(0..10), [0]);
        pages.take(page(&other, 0, 4));
        assert!(pages.is_current() && pages.row(3).is_some() && pages.row(4).is_none());
    }

    #[test]
    fn old_pages_give_way_and_can_be_asked_for_again() {
        let mut pages = Pages::default();
        let wanted = Wanted { generation: 1, ..Wanted::default() };
        assert!(pages.expect(wanted.clone()));
        for number in 0..=KEPT as u32 {
            pages.ask(number * PAGE..number * PAGE + 1);
            pages.take(page(&wanted, number, 10_000_000));
        }
        assert!(pages.row(0).is_none() && pages.row(PAGE).is_some());
        assert_eq!(pages.ask(0..1), [0]);
    }
}
