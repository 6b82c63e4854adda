//! What arrives from the engine and waits its turn. A new graph comes with ranks, hours, findings and files; taken as they arrive,
//! all of them would be put on the screen in one long task. Here the page takes one, draws, and takes the next.

use super::link::Link;
use super::steps::after_frame;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// Whether what was taken changes much of the page: then the next waits until it is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Weight {
    /// The next may be taken at once.
    Light,
    /// The next waits for a frame.
    Heavy,
}

/// Messages in the order of their arrival. Clones are the same.
#[derive(Clone)]
pub struct Inbox(Rc<Inner>);

type Take = dyn Fn(&Link, JsValue) -> Weight;

struct Inner {
    waiting: RefCell<VecDeque<(Link, JsValue)>>,
    /// Whether a frame is awaited.
    draws: Cell<bool>,
    take: Box<Take>,
}

impl Inbox {
    /// Empty; `take` is called with each message in turn.
    pub fn new(take: impl Fn(&Link, JsValue) -> Weight + 'static) -> Self {
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
            if (self.0.take)(&from, message) == Weight::Heavy {
                self.0.draws.set(true);
                let inbox = self.clone();
                after_frame(move || {
                    inbox.0.draws.set(false);
                    inbox.go_on();
                });
            }
        }
    }
}
