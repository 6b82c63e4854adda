//! Messages that the analyst must see: what happened and what it means, as text, until dismissed.

use super::case::{Notice, case};
use leptos::prelude::*;

/// At most so many are on the screen; the others wait behind them.
const AT_ONCE: usize = 3;

/// The stack of messages.
#[component]
pub fn Notices() -> impl IntoView {
    let case = case();
    let first = move || case.notices.with(|notices| notices.iter().take(AT_ONCE).cloned().collect::<Vec<_>>());
    let waiting = move || case.notices.with(|notices| notices.len().saturating_sub(AT_ONCE));
    view! {
        <div class="notices">
            <For each=first key=|notice| notice.number children=move |notice| view! { <OneNotice notice/> }/>
            <Show when=move || { waiting() > 0 }>
                <div class="notice-rest">
                    <span>{move || format!("{} more", waiting())}</span>
                    <button type="button" class="link" on:click=move |_| case.notices.set(Vec::new())>
                        "Dismiss all"
                    </button>
                </div>
            </Show>
        </div>
    }
}

#[component]
fn OneNotice(notice: Notice) -> impl IntoView {
    let case = case();
    let number = notice.number;
    let dismiss = move |_| case.notices.update(|notices| notices.retain(|other| other.number != number));
    view! {
        <div class="notice" role="alert" data-testid="error">
            <div class="notice-words">
                <p class="notice-text">{notice.message.text}</p>
                " "
                {(!notice.message.hint.is_empty()).then(|| view! { <p class="notice-hint">{notice.message.hint}</p> })}
            </div>
            <button type="button" class="button icon-only quiet" aria-label="Dismiss this message" on:click=dismiss>
                "×"
            </button>
        </div>
    }
}
