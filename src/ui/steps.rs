//! Parts of the page that are built one after another, each in a frame of its own: together they would hold the page's thread for
//! longer than a click may wait.

use leptos::prelude::*;

/// How many of `count` parts may stand by now: none unless `wanted`, then one more with each frame.
pub fn one_by_one(count: usize, wanted: impl Fn() -> bool + 'static) -> ReadSignal<usize> {
    let (built, set_built) = signal(0_usize);
    Effect::new(move |_| {
        if !wanted() {
            set_built.set(0);
            return;
        }
        let next = built.get() + 1;
        if next <= count {
            request_animation_frame(move || {
                let _ = set_built.try_set(next);
            });
        }
    });
    built
}
