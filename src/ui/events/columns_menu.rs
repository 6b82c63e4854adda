//! Which columns are shown: a small menu of boxes to tick.

use super::columns::Columns;
use leptos::ev::{FocusEvent, KeyboardEvent};
use leptos::html::{Button, Div};
use leptos::prelude::*;
use logonscope::protocol::rows::Column;
use wasm_bindgen::JsCast;
use web_sys::Node;

/// The button and its menu.
#[component]
pub fn ColumnsMenu(columns: Columns) -> impl IntoView {
    let open = RwSignal::new(false);
    let (button, holder): (NodeRef<Button>, NodeRef<Div>) = (NodeRef::new(), NodeRef::new());
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            event.prevent_default();
            open.set(false);
            if let Some(button) = button.get_untracked() {
                let _ = button.focus();
            }
        }
    };
    let on_leave = move |event: FocusEvent| {
        let into: Option<Node> = event.related_target().and_then(|target| target.dyn_into().ok());
        if !holder.get_untracked().is_some_and(|holder| holder.contains(into.as_ref())) {
            open.set(false);
        }
    };
    view! {
        <div class="menu-holder" node_ref=holder on:keydown=on_key on:focusout=on_leave>
            <button
                type="button"
                class="button"
                data-testid="events-columns"
                aria-expanded=move || open.get().to_string()
                aria-controls="events-columns-menu"
                node_ref=button
                on:click=move |_| open.update(|open| *open = !*open)
            >
                "Columns"
                <svg class="caret" width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
                    <path d="M2 3.5 5 6.5 8 3.5"></path>
                </svg>
            </button>
            <div
                class="menu columns-menu"
                id="events-columns-menu"
                role="group"
                aria-label="Columns that are shown"
                tabindex="-1"
                hidden=move || !open.get()
            >
                {Column::ALL
                    .map(|(column, name)| {
                        view! {
                            <label class="columns-line">
                                <input
                                    type="checkbox"
                                    prop:checked=move || columns.is_shown(column)
                                    on:change=move |event| {
                                        columns.show(column, event_target_checked(&event));
                                    }
                                />
                                {name}
                            </label>
                        }
                    })
                    .collect_view()}
                <button type="button" class="link columns-reset" on:click=move |_| columns.reset()>
                    "As at first"
                </button>
            </div>
        </div>
    }
}
