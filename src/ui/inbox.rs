//! What arrives from the engine and waits its turn. A new graph comes with ranks, hours, findings and files; taken as they arrive,
//! all of them would be put on the screen in one long task. Here the page takes one, draws, and takes the next.

use super::link::Link;
use super::steps::after_frame;
use leptos::prelude::set_timeout;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::JsValue;

/// What is still to be done of a message that changes much of the page.
pub type Rest = Box<dyn FnOnce()>;

/// Messages in the order of their arrival. Clones are the same.
#[derive(Clone)]
pub struct Inbox(Rc<Inner>);

type Take = dyn Fn(&Link, JsValue) -> Option<Rest>;

struct Inner {
    waiting: RefCell<VecDeque<(Link, JsValue)>>,
    /// Whether a rest is to be done or drawn.
    draws: Cell<bool>,
    take: Box<Take>,
}

impl Inbox {
    /// Empty; `take` is called with each message in turn. If it returns a rest, that is done in a task of its own, so that reading much
    /// and showing it are not one, and the next message waits until it is drawn.
    pub fn new(take: impl Fn(&Link, JsValue) -> Option<Rest> + 'static) -> Self {
        Self(Rc::new(Inner { waiting: RefCell::default(), draws: Cell::new(false), take: Box::new(take) }))
    }

    /// A message has arrived by `from`.
    pub fn put(&self, from: Link, message: JsValue) {
        self.0.waiting.borrow_mut().push_back((from, message));
        self.go_on();
    }

    fn go_on(&self) {
        while !self.0.draws.get() {
            // Taken out before it is handed over, since that may ask for more.
            let Some((from, message)) = self.0.waiting.borrow_mut().pop_front() else { return };
            if let Some(rest) = (self.0.take)(&from, message) {
                self.0.draws.set(true);
                let inbox = self.clone();
                let drawn = move || {
                    inbox.0.draws.set(false);
                    inbox.go_on();
                };
                let act = move || {
                    rest();
                    after_frame(drawn);
                };
                set_timeout(act, Duration::ZERO);
            }
        }
    }
}
