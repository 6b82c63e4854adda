//! Which records are to be read at all: typed before or while files are read, so that a giant case can be cut down.

use super::case::case;
use leptos::html::Input;
use leptos::prelude::*;
use logonscope::protocol::selection::Wish;
use logonscope::protocol::{CaseState, Request};
use logonscope::screen::words::counted;

/// A field: test id, label, an example, and where it stands in a [`Wish`].
type Field = (&'static str, &'static str, &'static str, fn(&mut Wish) -> &mut String);

const FIELDS: [Field; 4] = [
    ("import-from", "From", "2017-11-07", |wish| &mut wish.from),
    ("import-until", "Until, included", "2017-11-08T12:30", |wish| &mut wish.until),
    ("import-ids", "Event ids", "4624, 4625, 4672", |wish| &mut wish.ids),
    ("import-computers", "Computers", "DC01, FILE01", |wish| &mut wish.computers),
];

/// The fields, folded away until they are wanted or something is chosen.
#[component]
pub fn ImportOptions() -> impl IntoView {
    let case = case();
    let in_force = Memo::new(move |_| case.summary.with(|summary| summary.selection.clone()));
    let inputs: [NodeRef<Input>; 4] = std::array::from_fn(|_| NodeRef::new());
    let apply = move || {
        let mut wish = Wish::default();
        for ((.., place), input) in FIELDS.iter().zip(inputs) {
            *place(&mut wish) = input.get_untracked().map(|input| input.value().trim().to_owned()).unwrap_or_default();
        }
        case.send(&Request::SetSelection(wish));
    };
    let fields = FIELDS
        .iter()
        .zip(inputs)
        .map(|((test_id, name, example, place), input)| {
            let value = move || place(&mut in_force.get()).clone();
            view! {
                <label class="import-option">
                    <span>{*name}</span>
                    <input class="field" type="text" autocomplete="off" data-testid=*test_id placeholder=*example node_ref=input prop:value=value/>
                </label>
            }
        })
        .collect_view();
    view! {
        <details class="import-options" open=move || !in_force.with(Wish::is_empty)>
            <summary>"Read only a part"</summary>
            <form
                on:submit=move |event| {
                    event.prevent_default();
                    apply();
                }
            >
                <div class="import-fields">{fields}</div>
                <p class="import-rest">
                    "Times are those of the display zone. Whose privileges count is told by 4672: leave it among the ids."
                </p>
                <div class="button-group">
                    <button type="submit" class="button" data-testid="import-apply">
                        "Apply"
                    </button>
                    <Show when=move || !in_force.with(Wish::is_empty)>
                        <button type="button" class="button" on:click=move |_| case.send(&Request::SetSelection(Wish::default()))>
                            "Read everything"
                        </button>
                    </Show>
                </div>
            </form>
        </details>
    }
}

/// What is left out, and how to have it back.
#[component]
pub fn LeftOut() -> impl IntoView {
    let case = case();
    let words = move || {
        case.summary.with(|summary| {
            let left_out = summary.left_out as u64;
            let is_told = left_out > 0 || !summary.selection.is_empty() && summary.state != CaseState::Empty;
            is_told.then(|| {
                let only = match summary.selection.is_empty() {
                    true => String::new(),
                    false => format!("Only {}: ", summary.selection.in_words()),
                };
                format!("{only}{} left out by choice.", counted(left_out, "record", "records"))
            })
        })
    };
    let stale = Memo::new(move |_| case.summary.with(|summary| summary.selection_stale));
    let importing = Memo::new(move |_| case.summary.with(|summary| summary.state == CaseState::Importing));
    move || {
        words().map(|words| {
            view! {
                <p class="left-out" role="status" data-testid="left-out">
                    {words}
                    <Show when=move || stale.get()>
                        " Some of these are wanted now. "
                        <button
                            type="button"
                            class="button"
                            data-testid="read-again"
                            disabled=move || importing.get()
                            on:click=move |_| case.send(&Request::ReadAgain)
                        >
                            "Read the files again"
                        </button>
                    </Show>
                </p>
            }
        })
    }
}
