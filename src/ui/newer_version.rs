//! A quiet line that says when a newer version of the page stands ready. It is used when the analyst reloads; nothing reloads by
//! itself.

use super::boot;
use super::case::case;
use leptos::prelude::*;
use logonscope::protocol::CaseState;
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// Nothing until then.
#[component]
pub fn NewerVersion() -> impl IntoView {
    let case = case();
    let ready = RwSignal::new(false);
    spawn_local(async move {
        if JsFuture::from(boot::newer()).await.is_ok() {
            ready.set(true);
        }
    });
    let words = move || {
        if case.summary.with(|summary| summary.state == CaseState::Empty) {
            "A newer version is ready: reload to use it, with no other tab of LogonScope open."
        } else {
            "A newer version is ready: reload with no other tab of LogonScope open, then open this case again."
        }
    };
    view! {
        <Show when=move || ready.get()>
            <div class="newer" role="status" data-testid="newer-version">
                <p>{words}</p>
                <button type="button" class="link" on:click=move |_| reload()>
                    "Reload"
                </button>
            </div>
        </Show>
    }
}

fn reload() {
    let _ = window().location().reload();
}
