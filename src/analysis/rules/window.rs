//! How many different things occur within a time, each seldom enough: a window that slides over rows in time order.

use foldhash::fast::FixedState;
use std::collections::{HashMap, VecDeque};

/// Who tells of a try. One try by NTLM is told by the server and again by the domain controller that checked it, so tries are
/// counted for each of the two, and the higher count holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Told {
    /// The machine logged on to (4625).
    ByServer,
    /// Who checked the credentials (4768, 4771, 4776), and everything that is told once.
    ByController,
}

struct Item {
    time: i64,
    key: u32,
    told: Told,
    position: u32,
}

/// The rows of the last so many microseconds by what they are about, and the span that they make while there are enough.
pub struct Window {
    width: i64,
    /// Keys that occur more often do not count.
    most: u32,
    /// So many keys are enough.
    least: usize,
    items: VecDeque<Item>,
    counts: HashMap<u32, [u32; 2], FixedState>,
    /// Keys that count.
    counted: usize,
    /// Rows of the span that is under way.
    open: Vec<u32>,
    /// Time of the last of them.
    last: i64,
}

impl Window {
    /// A window of `width` microseconds in which `least` keys or more, each at most `most` times, make a span.
    pub fn new(width: i64, least: usize, most: u32) -> Self {
        Self {
            width,
            most,
            least,
            items: VecDeque::new(),
            counts: HashMap::default(),
            counted: 0,
            open: Vec::new(),
            last: i64::MIN,
        }
    }

    /// Adds a row about `key`, no earlier than those before. A span that ended before it is returned.
    pub fn add(&mut self, time: i64, key: u32, told: Told, position: u32) -> Option<Vec<u32>> {
        while let Some(old) = self.items.front()
            && time.saturating_sub(old.time) > self.width
        {
            let (key, told) = (old.key, old.told);
            self.items.pop_front();
            self.count(key, told, false);
        }
        let ended = self.end_before(time);
        self.items.push_back(Item { time, key, told, position });
        self.count(key, told, true);
        if self.counted >= self.least {
            let known = self.open.last().copied();
            let new = self.items.iter().rev().take_while(|item| known.is_none_or(|known| item.position > known));
            let new: Vec<u32> =
                new.filter(|item| self.tries(item.key) <= self.most).map(|item| item.position).collect();
            self.open.extend(new.into_iter().rev());
            self.last = time;
        }
        ended
    }

    /// The span under way if none of its rows is within the width before `time`; it is then over.
    pub fn end_before(&mut self, time: i64) -> Option<Vec<u32>> {
        let is_over = !self.open.is_empty() && time.saturating_sub(self.last) > self.width;
        is_over.then(|| std::mem::take(&mut self.open))
    }

    /// The span under way, which is then over.
    pub fn end(&mut self) -> Option<Vec<u32>> {
        Some(std::mem::take(&mut self.open)).filter(|rows| !rows.is_empty())
    }

    /// Time of the last row of the span under way, if there is one.
    pub fn last(&self) -> Option<i64> {
        Some(self.last).filter(|_| !self.open.is_empty())
    }

    /// How many keys count at the last row.
    pub fn counted(&self) -> usize {
        self.counted
    }

    /// Whether `time` is no later than `after` the last row.
    pub fn is_within(&self, time: i64, after: i64) -> bool {
        self.items.back().is_some_and(|item| time.saturating_sub(item.time) <= after)
    }

    fn tries(&self, key: u32) -> u32 {
        self.counts.get(&key).map_or(0, |[server, controller]| *server.max(controller))
    }

    fn counts(&self, key: u32) -> bool {
        (1..=self.most).contains(&self.tries(key))
    }

    fn count(&mut self, key: u32, told: Told, more: bool) {
        let before = self.counts(key);
        let count = &mut self.counts.entry(key).or_default()[told as usize];
        *count = if more { *count + 1 } else { count.saturating_sub(1) };
        let after = self.counts(key);
        self.counted = self.counted + usize::from(after) - usize::from(before);
        if self.tries(key) == 0 {
            self.counts.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(window: &mut Window, rows: &[(i64, u32)]) -> Vec<Vec<u32>> {
        let add = |((time, key), position): (&(i64, u32), u32)| window.add(*time, *key, Told::ByController, position);
        let mut spans: Vec<Vec<u32>> = rows.iter().zip(0..).filter_map(add).collect();
        spans.extend(window.end());
        spans
    }

    #[test]
    fn enough_keys_within_the_width_make_a_span_and_one_too_few_make_none() {
        let rows = [(0, 1), (10, 2), (20, 3)];
        assert_eq!(spans(&mut Window::new(20, 3, 1), &rows), [vec![0, 1, 2]]);
        assert!(spans(&mut Window::new(19, 3, 1), &rows).is_empty());
        assert!(spans(&mut Window::new(20, 4, 1), &rows).is_empty());
        assert!(spans(&mut Window::new(20, 3, 9), &[(0, 1), (1, 2), (2, 2), (3, 1)]).is_empty());
    }

    #[test]
    fn a_key_that_is_tried_too_often_does_not_count_and_hides_no_other() {
        let rows = [(0, 9), (1, 9), (2, 9), (3, 1), (4, 2), (5, 3)];
        assert_eq!(spans(&mut Window::new(100, 3, 2), &rows), [vec![3, 4, 5]]);
    }

    #[test]
    fn a_span_goes_on_while_keys_keep_coming_and_ends_with_a_gap() {
        let rows = [(0, 1), (1, 2), (9, 3), (12, 4), (40, 1), (41, 2), (90, 1)];
        assert_eq!(spans(&mut Window::new(10, 2, 5), &rows), [vec![0, 1, 2, 3], vec![4, 5]]);
    }

    #[test]
    fn a_try_that_server_and_controller_tell_counts_once() {
        let mut window = Window::new(100, 2, 1);
        window.add(0, 1, Told::ByServer, 0);
        window.add(0, 1, Told::ByController, 1);
        window.add(1, 2, Told::ByServer, 2);
        assert_eq!(window.end(), Some(vec![0, 1, 2]));
        window.add(2, 1, Told::ByServer, 3);
        assert_eq!(window.end(), None);
    }
}
