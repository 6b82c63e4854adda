//! The menu of files that can be taken away.

use super::case::case;
use super::graph_picture::save_picture;
use leptos::ev::{FocusEvent, KeyboardEvent};
use leptos::html::{Button, Div};
use leptos::prelude::*;
use logonscope::protocol::{CaseState, ExportFormat};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlElement, Node};

/// Something that can be taken away.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Offer {
    /// The engine makes it.
    Made(ExportFormat),
    /// The picture of the graph, which the page draws.
    Picture,
}

/// What is offered: test id, name, what it holds.
const OFFERED: [(Offer, &str, &str, &str); 6] = [
    (
        Offer::Made(ExportFormat::AnalysisJson),
        "export-analysis-json",
        "Analysis, JSON",
        "Files and hashes, accounts, hosts, ranks, edges, timeline, findings",
    ),
    (
        Offer::Made(ExportFormat::EdgesCsv),
        "export-edges-csv",
        "Edges, CSV",
        "LogonTracer’s columns first: username, host, id, logontype, status, count, authname",
    ),
    (
        Offer::Made(ExportFormat::TimelineSummaryCsv),
        "export-timeline-summary-csv",
        "Timeline summary, CSV",
        "A line an account, a column an hour",
    ),
    (
        Offer::Made(ExportFormat::TimelineDetailCsv),
        "export-timeline-detail-csv",
        "Timeline in detail, CSV",
        "A line for each account and hour with events: counts by event id, score",
    ),
    (
        Offer::Made(ExportFormat::FindingsCsv),
        "export-findings-csv",
        "Findings, CSV",
        "A line a finding: severity, technique, accounts, hosts, times",
    ),
    (Offer::Picture, "export-png", "Graph, PNG", "What the graph shows now, twice as fine, with a legend"),
];

/// The button and its menu.
#[component]
pub fn ExportMenu() -> impl IntoView {
    let case = case();
    let open = RwSignal::new(false);
    let button: NodeRef<Button> = NodeRef::new();
    let menu: NodeRef<Div> = NodeRef::new();
    let ready = Memo::new(move |_| case.summary.with(|summary| summary.state == CaseState::Ready));
    let hashed = Memo::new(move |_| case.summary.with(|summary| summary.hashed));
    let has_graph =
        Memo::new(move |_| case.graph.with(|graph| graph.as_ref().is_some_and(|graph| !graph.nodes.is_empty())));
    // The picture needs no end of reading; everything else does.
    let can = move |offer| match offer {
        Offer::Picture => has_graph.get(),
        Offer::Made(_) => ready.get(),
    };
    let status = move |offer, holds: &'static str| {
        let waits = case.exporting.with(|waiting| waiting.iter().any(|format| offer == Offer::Made(*format)));
        match offer {
            Offer::Picture if !has_graph.get() => "When there is a graph".to_owned(),
            Offer::Made(_) if !ready.get() => "When all is read".to_owned(),
            Offer::Made(ExportFormat::AnalysisJson) if waits && !hashed.get() => {
                format!("Comes when every file has its SHA-256: {}", case.hashing_share())
            }
            Offer::Made(_) if waits => "Being made".to_owned(),
            Offer::Made(ExportFormat::AnalysisJson) if !hashed.get() => {
                format!("Waits for the SHA-256 of every file: {}", case.hashing_share())
            }
            _ => holds.to_owned(),
        }
    };
    let take = move |offer| match offer {
        Offer::Made(format) => case.export(format),
        Offer::Picture => spawn_local(save_picture(case)),
    };

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
            "ArrowDown" => {
                if current == last {
                    0
                } else {
                    current + 1
                }
            }
            "ArrowUp" => {
                if current == 0 {
                    last
                } else {
                    current - 1
                }
            }
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
                on:keydown=move |event: KeyboardEvent| {
                    if matches!(event.key().as_str(), "ArrowDown" | "ArrowUp") {
                        event.prevent_default();
                        open.set(true);
                    }
                }
            >
                "Export"
                <svg class="caret" width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
                    <path d="M2 3.5 5 6.5 8 3.5"></path>
                </svg>
            </button>
            <div class="menu" role="menu" aria-label="Export" hidden=move || !open.get() node_ref=menu on:keydown=on_key>
                {OFFERED
                    .map(|(offer, test_id, name, holds)| {
                        view! {
                            <button
                                type="button"
                                role="menuitem"
                                class="menu-item"
                                tabindex="-1"
                                data-testid=test_id
                                aria-disabled=move || (!can(offer)).then_some("true")
                                on:click=move |_| {
                                    if untrack(|| can(offer)) {
                                        take(offer);
                                        close();
                                    }
                                }
                            >
                                <span class="menu-name">{name}</span>
                                <span class="menu-holds">{move || status(offer, holds)}</span>
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
