//! A button with a small panel of choices below it: closed by Escape, and when the focus goes elsewhere.

use leptos::ev::{FocusEvent, KeyboardEvent};
use leptos::html::{Button, Div};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Node;

/// The button and its panel.
#[component]
pub fn Popover(
    /// What stands on the button.
    name: &'static str,
    /// What the choices are of, for the button's tooltip and the panel's name.
    of: &'static str,
    /// The button's, for tests; with `-menu` the panel's id.
    test_id: &'static str,
    /// The choices.
    children: Children,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let (button, holder): (NodeRef<Button>, NodeRef<Div>) = (NodeRef::new(), NodeRef::new());
    let panel = [test_id, "-menu"].concat();
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
                data-testid=test_id
                title=of
                aria-expanded=move || open.get().to_string()
                aria-controls=panel.clone()
                node_ref=button
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {name}
                {caret()}
            </button>
            <div class="menu popover" id=panel role="group" aria-label=of tabindex="-1" hidden=move || !open.get()>
                {children()}
            </div>
        </div>
    }
}

/// What says that there is something below a button.
pub fn caret() -> impl IntoView {
    view! {
        <svg class="caret" width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
            <path d="M2 3.5 5 6.5 8 3.5"></path>
        </svg>
    }
}
