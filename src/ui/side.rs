//! The panel at the right: ranks, or the details of what is selected.

use super::case::{Panel, case};
use super::details::Details;
use super::rank_list::RankList;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

/// The panel.
#[component]
pub fn SidePanel() -> impl IntoView {
    let case = case();
    // Selecting in the graph shows the details; the analyst may go back to the ranks with the selection kept.
    Effect::new(move |before: Option<bool>| {
        let selected = case.selection.with(Option::is_some);
        if selected && before == Some(false) {
            case.panel.set(Panel::Details);
        }
        selected
    });
    view! {
        <aside class="side" aria-label="Ranks and details">
            <div class="tabs" role="tablist" aria-label="Ranks or details">
                <Tab to=Panel::Ranks name="Ranks" id="tab-ranks" of="panel-ranks"/>
                <Tab to=Panel::Details name="Details" id="tab-details" of="panel-details"/>
            </div>
            <div
                class="side-panel ranks"
                role="tabpanel"
                id="panel-ranks"
                aria-labelledby="tab-ranks"
                hidden=move || case.panel.get() != Panel::Ranks
            >
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
        </aside>
    }
}

#[component]
fn Tab(to: Panel, name: &'static str, id: &'static str, of: &'static str) -> impl IntoView {
    let case = case();
    let chosen = move || case.panel.get() == to;
    let on_key = move |event: KeyboardEvent| {
        let next = match event.key().as_str() {
            "ArrowLeft" | "Home" => (Panel::Ranks, "tab-ranks"),
            "ArrowRight" | "End" => (Panel::Details, "tab-details"),
            _ => return,
        };
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
