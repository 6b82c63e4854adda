//! Messages that the analyst must see: what happened and what it means, as text, until dismissed. They lie over a corner of the
//! view, so that nothing moves when they come and go.

use super::case::{Notice, case};
use leptos::prelude::*;
use logonscope::screen::words::{counted, grouped, visible};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// At most so many are on the screen; the others wait behind them.
const AT_ONCE: usize = 3;
/// At most so many files are listed by name.
const LISTED: usize = 500;

/// The stack of messages.
#[component]
pub fn Notices() -> impl IntoView {
    let case = case();
    let first = move || case.notices.with(|notices| notices.iter().take(AT_ONCE).cloned().collect::<Vec<_>>());
    let waiting = move || case.notices.with(|notices| notices.len().saturating_sub(AT_ONCE));
    let looking = move || {
        case.looking.get().map(|looking| {
            let files = counted(looking.all as u64, "file", "files");
            format!("Looking for event logs in the folder: {} of {files} looked at.", grouped(looking.done as u64))
        })
    };
    view! {
        <div class="notices">
            <p class="notice-looking" role="status" hidden=move || case.looking.with(Option::is_none)>
                {looking}
            </p>
            <For each=first key=|notice| notice.number children=move |notice| view! { <OneNotice notice/> }/>
            <Show when=move || { waiting() > 0 }>
                <div class="notice-rest">
                    <span>{move || format!("{} more", waiting())}</span>
                    <button
                        type="button"
                        class="link"
                        on:click=move |_| {
                            case.notices.set(Vec::new());
                            focus_view();
                        }
                    >
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
    let dismiss = move |_| {
        case.notices.update(|notices| notices.retain(|other| other.number != number));
        focus_view();
    };
    let files = notice.files;
    view! {
        <div class="notice" role="alert" data-testid="error">
            <div class="notice-words">
                <p class="notice-text">{notice.message.text}</p>
                " "
                {(!notice.message.hint.is_empty()).then(|| view! { <p class="notice-hint">{notice.message.hint}</p> })}
                {(!files.is_empty()).then(|| view! { <FileNames files=files.to_vec()/> })}
            </div>
            <button type="button" class="button icon-only quiet" aria-label="Dismiss this message" on:click=dismiss>
                "×"
            </button>
        </div>
    }
}

/// The button that had the focus is gone: the next Tab goes on from the view that the message lay over.
fn focus_view() {
    if let Ok(Some(view)) = document().query_selector("main") {
        let _ = view.unchecked_into::<HtmlElement>().focus();
    }
}

/// The files that a message is about, on demand.
#[component]
fn FileNames(files: Vec<String>) -> impl IntoView {
    let beyond = files.len().saturating_sub(LISTED);
    let names = files.into_iter().take(LISTED).map(|name| {
        view! {
            <li>
                <bdi>{visible(&name)}</bdi>
            </li>
        }
    });
    view! {
        <details class="notice-files">
            <summary>"Which ones"</summary>
            <ul>{names.collect_view()}</ul>
            {(beyond > 0).then(|| view! { <p>{format!("and {} more", grouped(beyond as u64))}</p> })}
        </details>
    }
}
