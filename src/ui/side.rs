//! The panel at the right: ranks, the details of what is selected, or a way from one node to another.

use super::case::case;
use super::details::Details;
use super::path::PathPanel;
use super::rank_choice::RankChoice;
use super::rank_list::RankList;
use super::shown::Panel;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

/// The tabs in turn, with their ids.
const TABS: [(Panel, &str); 3] =
    [(Panel::Ranks, "tab-ranks"), (Panel::Details, "tab-details"), (Panel::Path, "tab-path")];

/// The panel.
#[component]
pub fn SidePanel() -> impl IntoView {
    let case = case();
    // Selecting in the graph shows the details; the analyst may go back to the ranks with the selection kept.
    Effect::new(move |before: Option<bool>| {
        let selected = case.selection.with(Option::is_some);
        // A path is made of selections.
        if selected && before == Some(false) && case.panel.get_untracked() != Panel::Path {
            case.panel.set(Panel::Details);
        }
        selected
    });
    view! {
        <aside class="side" aria-label="Ranks, details and paths">
            <div class="tabs" role="tablist" aria-label="Ranks, details or a path">
                <Tab to=Panel::Ranks name="Ranks" id="tab-ranks" of="panel-ranks"/>
                <Tab to=Panel::Details name="Details" id="tab-details" of="panel-details"/>
                <Tab to=Panel::Path name="Path" id="tab-path" of="panel-path"/>
            </div>
            <div
                class="side-panel ranks"
                role="tabpanel"
                id="panel-ranks"
                aria-labelledby="tab-ranks"
                hidden=move || case.panel.get() != Panel::Ranks
            >
                <RankChoice/>
                <RankList title="Accounts" test_id="rank-accounts" pick=|ranks| &ranks.accounts/>
                <RankList title="Hosts" test_id="rank-hosts" pick=|ranks| &ranks.hosts/>
            </div>
            <div
                class="side-panel"
                role="tabpanel"
                id="panel-details"
                aria-labelledby="tab-details"
                hidden=move || case.panel.get() != Panel::Details
            >
                <Details/>
            </div>
            <div
                class="side-panel"
                role="tabpanel"
                id="panel-path"
                aria-labelledby="tab-path"
                hidden=move || case.panel.get() != Panel::Path
            >
                <PathPanel/>
            </div>
        </aside>
    }
}

#[component]
fn Tab(to: Panel, name: &'static str, id: &'static str, of: &'static str) -> impl IntoView {
    let case = case();
    let chosen = move || case.panel.get() == to;
    let on_key = move |event: KeyboardEvent| {
        let at = TABS.iter().position(|(panel, _)| *panel == to).unwrap_or(0);
        let next = match event.key().as_str() {
            "ArrowLeft" => at.saturating_sub(1),
            "ArrowRight" => at + 1,
            "Home" => 0,
            "End" => TABS.len(),
            _ => return,
        };
        let Some(next) = TABS.get(next.min(TABS.len() - 1)) else { return };
        event.prevent_default();
        case.panel.set(next.0);
        if let Some(tab) = document().get_element_by_id(next.1) {
            let _ = wasm_bindgen::JsCast::unchecked_into::<web_sys::HtmlElement>(tab).focus();
        }
    };
    view! {
        <button
            type="button"
            role="tab"
            class="tab"
            id=id
            aria-controls=of
            aria-selected=move || chosen().to_string()
            tabindex=move || if chosen() { "0" } else { "-1" }
            on:click=move |_| case.panel.set(to)
            on:keydown=on_key
        >
            {name}
        </button>
    }
}
