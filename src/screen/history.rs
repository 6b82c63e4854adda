//! What something was before: the way back, and forth again.

/// At most so many earlier states are kept.
const KEPT: usize = 200;

/// The states before the present one, and those that were undone. The present one is not among them.
#[derive(Clone, Debug)]
pub struct History<T> {
    past: Vec<T>,
    future: Vec<T>,
}

impl<T> Default for History<T> {
    fn default() -> Self {
        Self { past: Vec::new(), future: Vec::new() }
    }
}

impl<T> History<T> {
    /// Another state has taken the place of `before`.
    pub fn leave(&mut self, before: T) {
        self.past.push(before);
        let too_many = self.past.len().saturating_sub(KEPT);
        self.past.drain(..too_many);
        self.future.clear();
    }

    /// The state before `now`.
    pub fn undo(&mut self, now: T) -> Option<T> {
        let before = self.past.pop()?;
        self.future.push(now);
        Some(before)
    }

    /// The state that was undone last.
    pub fn redo(&mut self, now: T) -> Option<T> {
        let after = self.future.pop()?;
        self.past.push(now);
        Some(after)
    }

    /// Whether there is something to undo, and to redo.
    pub fn can(&self) -> (bool, bool) {
        (!self.past.is_empty(), !self.future.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_is_the_way_there() {
        let mut history = History::default();
        assert_eq!((history.undo(0), history.redo(0), history.can()), (None, None, (false, false)));
        history.leave(0);
        history.leave(1);
        assert_eq!((history.undo(2), history.undo(1), history.undo(0)), (Some(1), Some(0), None));
        assert_eq!((history.redo(0), history.can()), (Some(1), (true, true)));
        // Another way from here.
        history.leave(1);
        assert_eq!((history.redo(7), history.undo(7), history.can()), (None, Some(1), (true, true)));
    }

    #[test]
    fn what_is_long_past_is_let_go() {
        let mut history = History::default();
        (0..1_000).for_each(|state| history.leave(state));
        let mut now = 1_000;
        while let Some(before) = history.undo(now) {
            now = before;
        }
        assert_eq!(now, 1_000 - KEPT);
    }
}
