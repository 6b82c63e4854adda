//! Work that is spread over frames: done at once it would hold the page's thread for longer than a click may wait.

use leptos::prelude::*;
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

/// Frames do not come while the page is out of sight; then it goes on without them, so long after, in milliseconds.
const WITHOUT_FRAME: u64 = 200;

/// Calls `act` in a task of its own after the next frame is drawn, so that neither its work nor what it changes adds to that frame.
pub fn after_frame(act: impl FnOnce() + 'static) {
    let act = Rc::new(Cell::new(Some(act)));
    let go_on = move || {
        if let Some(act) = act.take() {
            act();
        }
    };
    let late = go_on.clone();
    request_animation_frame(move || set_timeout(go_on, Duration::ZERO));
    set_timeout(late, Duration::from_millis(WITHOUT_FRAME));
}

/// How many of `count` parts of the page may stand by now: none unless `wanted`, then one more after each frame.
pub fn one_by_one(count: usize, wanted: impl Fn() -> bool + 'static) -> ReadSignal<usize> {
    let (built, set_built) = signal(0_usize);
    Effect::new(move |_| {
        if !wanted() {
            set_built.set(0);
            return;
        }
        let next = built.get() + 1;
        if next <= count {
            after_frame(move || {
                let _ = set_built.try_set(next);
            });
        }
    });
    built
}
