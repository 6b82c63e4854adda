//! What the picture's marks, lines and words tell, in a menu of its own.

use super::Picture;
use crate::ui::popover::Popover;
use leptos::prelude::*;
use logonscope::protocol::picture::{LineWords, Order, SizeBy};
use logonscope::protocol::shows::Shows;

/// What can be chosen: its test id, its name, and the choices.
const CHOICES: [(&str, &str, &[&str]); 3] = [
    ("size-by", "Size of marks", &["rank", "events", "equal"]),
    ("colour-by", "Colour of lines", &["outcome", "logon type"]),
    ("line-words", "Words at lines", &["id × count", "with type", "with authentication", "with both"]),
];

/// What is chosen of the sizes and of the words at lines, by its place among them.
#[derive(Clone, Copy, Default)]
pub struct Chosen {
    size: RwSignal<usize>,
    words: RwSignal<usize>,
}

/// The button and its menu.
#[component]
pub fn Look(
    picture: Picture,
    chosen: Chosen,
    labels_on: RwSignal<bool>,
    shows: RwSignal<Shows>,
    draw: Callback<Shows>,
) -> impl IntoView {
    let is = move |group: usize, place: usize| match group {
        0 => chosen.size.get() == place,
        1 => usize::from(shows.get().types) == place,
        _ => chosen.words.get() == place,
    };
    let choose = move |group: usize, place: usize| match group {
        0 => {
            chosen.size.set(place);
            picture.order(&Order::SizeBy([SizeBy::Rank, SizeBy::Events, SizeBy::Nothing][place]));
        }
        // It is kept in the page's address with what else is drawn.
        1 => draw.run(Shows { types: place == 1, ..shows.get_untracked() }),
        _ => {
            chosen.words.set(place);
            picture.order(&Order::LineWords(LineWords { types: place & 1 == 1, authentication: place & 2 == 2 }));
        }
    };
    view! {
        <Popover name="Look" of="What marks, lines and words tell" test_id="look">
            <label class="choice" title="L">
                <input
                    type="checkbox"
                    prop:checked=move || labels_on.get()
                    on:change=move |event| labels_on.set(event_target_checked(&event))
                />
                "Names beside marks"
            </label>
            {(0..)
                .zip(CHOICES)
                .map(|(group, (test_id, name, choices))| {
                    let choices = (0..).zip(choices).map(|(place, choice)| {
                        view! {
                            <label class="choice">
                                <input
                                    type="radio"
                                    name=test_id
                                    prop:checked=move || is(group, place)
                                    on:change=move |_| choose(group, place)
                                />
                                {*choice}
                            </label>
                        }
                    });
                    view! {
                        <fieldset class="menu-group" data-testid=test_id>
                            <legend class="menu-heading">{name}</legend>
                            {choices.collect_view()}
                        </fieldset>
                    }
                })
                .collect_view()}
        </Popover>
    }
}
