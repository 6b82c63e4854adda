//! What narrows all views, and what it was before: the page's history of it.

use leptos::prelude::*;
use logonscope::protocol::filter::Filter;
use logonscope::screen::history::History;

/// The filter and its history, as a handle.
#[derive(Clone, Copy)]
pub struct Filtering {
    /// The filter that the analyst has set; the engine's follows.
    pub now: RwSignal<Filter>,
    /// Whether there is something to undo, and to redo.
    pub can: RwSignal<(bool, bool)>,
    history: StoredValue<History<Filter>>,
    /// The filter that the engine was sent last, and whether it has answered.
    sent: StoredValue<(Filter, bool)>,
}

impl Filtering {
    /// Nothing is narrowed.
    pub fn new() -> Self {
        Self {
            now: RwSignal::default(),
            can: RwSignal::default(),
            history: StoredValue::default(),
            sent: StoredValue::new((Filter::default(), true)),
        }
    }

    /// Sets another filter, which can be undone.
    pub fn change(&self, change: impl FnOnce(&mut Filter)) {
        let before = self.now.get_untracked();
        let mut after = before.clone();
        change(&mut after);
        if after == before {
            return;
        }
        self.history.update_value(|history| history.leave(before));
        self.show(after);
    }

    /// Sets another filter as a part of the last change: while it is still being typed, say.
    pub fn amend(&self, change: impl FnOnce(&mut Filter)) {
        let mut after = self.now.get_untracked();
        change(&mut after);
        self.show(after);
    }

    /// Back to the filter before.
    pub fn undo(&self) {
        self.step(History::undo);
    }

    /// Forth again.
    pub fn redo(&self) {
        self.step(History::redo);
    }

    fn step(&self, step: fn(&mut History<Filter>, Filter) -> Option<Filter>) {
        let now = self.now.get_untracked();
        if let Some(Some(filter)) = self.history.try_update_value(|history| step(history, now)) {
            self.show(filter);
        }
    }

    fn show(&self, filter: Filter) {
        if self.now.with_untracked(|now| *now != filter) {
            self.now.set(filter);
        }
        self.can.set(self.history.with_value(History::can));
    }

    /// Another case: no filter, no history.
    pub fn forget(&self) {
        self.history.set_value(History::default());
        self.show(Filter::default());
    }

    /// What the engine is to be sent: nothing while it has not answered.
    pub fn unsent(&self) -> Option<Filter> {
        let now = self.now.get_untracked();
        let (sent, answered) = self.sent.get_value();
        (answered && sent != now).then(|| {
            self.sent.set_value((now.clone(), false));
            now
        })
    }

    /// The engine has answered.
    pub fn answered(&self, filter: &Filter) {
        self.sent.update_value(|(sent, answered)| *answered |= sent == filter);
    }
}
