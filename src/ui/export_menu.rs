//! The menu of files that can be taken away.

use super::case::case;
use leptos::ev::{FocusEvent, KeyboardEvent};
use leptos::html::{Button, Div};
use leptos::prelude::*;
use logonscope::protocol::{CaseState, ExportFormat};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Node};

/// What is offered: format, test id, name, what it holds.
const OFFERED: [(ExportFormat, &str, &str, &str); 2] = [
    (
        ExportFormat::AnalysisJson,
        "export-analysis-json",
        "Analysis, JSON",
        "Files and hashes, accounts, hosts, ranks, edges, timeline",
    ),
    (
        ExportFormat::EdgesCsv,
        "export-edges-csv",
        "Edges, CSV",
        "LogonTracer’s columns first: username, host, id, logontype, status, count, authname",
    ),
];

/// The button and its menu.
#[component]
pub fn ExportMenu() -> impl IntoView {
    let case = case();
    let open = RwSignal::new(false);
    let button: NodeRef<Button> = NodeRef::new();
    let menu: NodeRef<Div> = NodeRef::new();
    let ready = Memo::new(move |_| case.summary.with(|summary| summary.state == CaseState::Ready));

    let close = move || {
        open.set(false);
        if let Some(button) = button.get_untracked() {
            let _ = button.focus();
        }
    };
    // An open menu takes the focus, so that arrow keys work at once.
    Effect::new(move |_| {
        if let (true, Some(menu)) = (open.get(), menu.get()) {
            focus_item(&menu, 0);
        }
    });
    let on_key = move |event: KeyboardEvent| {
        let Some(menu) = menu.get_untracked() else { return };
        let last = OFFERED.len() as i32 - 1;
        let current = focused_item(&menu).unwrap_or(0);
        let next = match event.key().as_str() {
            "Escape" => return close(),
            "ArrowDown" => (current + 1).min(last),
            "ArrowUp" => (current - 1).max(0),
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        focus_item(&menu, next);
    };
    let on_leave = move |event: FocusEvent| {
        let into: Option<Node> = event.related_target().and_then(|target| target.dyn_into().ok());
        let stays = menu.get_untracked().is_some_and(|menu| menu.contains(into.as_ref()))
            || button.get_untracked().is_some_and(|button| button.contains(into.as_ref()));
        if !stays {
            open.set(false);
        }
    };
    view! {
        <div class="menu-holder" data-testid="export-menu" on:focusout=on_leave>
            <button
                type="button"
                class="button"
                aria-haspopup="menu"
                aria-expanded=move || open.get().to_string()
                node_ref=button
                on:click=move |_| open.update(|open| *open = !*open)
            >
                "Export"
                <svg class="caret" width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
                    <path d="M2 3.5 5 6.5 8 3.5"></path>
                </svg>
            </button>
            <div class="menu" role="menu" aria-label="Export" hidden=move || !open.get() node_ref=menu on:keydown=on_key>
                {OFFERED
                    .map(|(format, test_id, name, holds)| {
                        view! {
                            <button
                                type="button"
                                role="menuitem"
                                class="menu-item"
                                tabindex="-1"
                                data-testid=test_id
                                disabled=move || !ready.get()
                                on:click=move |_| {
                                    case.export(format);
                                    close();
                                }
                            >
                                <span class="menu-name">{name}</span>
                                <span class="menu-holds">
                                    {move || {
                                        if case.exporting.with(|waiting| waiting.contains(&format)) {
                                            "Being made…"
                                        } else if !ready.get() {
                                            "When all is read"
                                        } else {
                                            holds
                                        }
                                    }}
                                </span>
                            </button>
                        }
                    })
                    .collect_view()}
            </div>
        </div>
    }
}

fn focus_item(menu: &HtmlElement, position: i32) {
    let item: Option<HtmlElement> = menu.children().item(position.unsigned_abs()).and_then(|item| item.dyn_into().ok());
    if let Some(item) = item {
        let _ = item.focus();
    }
}

fn focused_item(menu: &HtmlElement) -> Option<i32> {
    let focused = document().active_element()?;
    let items = menu.children();
    (0..items.length())
        .find(|position| items.item(*position).as_ref() == Some(&focused))
        .map(|position| position as i32)
}
