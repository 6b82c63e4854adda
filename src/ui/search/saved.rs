//! Saved searches in the rail: LogonTracer's, and the analyst's own, which are remembered.

use super::super::case::{Case, case};
use super::super::storage::{remember, remembered};
use super::searching;
use leptos::html::Input;
use leptos::prelude::*;
use logonscope::protocol::CaseState;
use logonscope::screen::words::grouped;
use logonscope::search::saved::SAVED;

const STORED: &str = "searches";

/// Name and text.
type Own = Vec<(String, String)>;

/// Neither holds a tab or the end of a line: the box has none.
fn read_own() -> Own {
    let stored = remembered(STORED).unwrap_or_default();
    stored
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .collect()
}

fn keep_own(own: &Own) {
    let lines: Vec<String> = own.iter().map(|(name, text)| format!("{name}\t{text}")).collect();
    let stored = lines.join("\n");
    remember(STORED, Some(stored.as_str()).filter(|stored| !stored.is_empty()));
}

/// The list.
#[component]
pub fn SavedSearches() -> impl IntoView {
    let case = case();
    let own = RwSignal::new(read_own());
    let naming = RwSignal::new(false);
    let ordering = RwSignal::new(false);
    let name: NodeRef<Input> = NodeRef::new();
    ask_for_counts(case, own);
    let change = move |change: &dyn Fn(&mut Own)| {
        own.update(|own| change(own));
        own.with_untracked(keep_own);
    };
    let text = Memo::new(move |_| case.filter.now.with(|filter| filter.text.clone()));
    let can_keep = Memo::new(move |_| {
        let text = text.get();
        let has = SAVED.iter().any(|one| one.text == text) || own.with(|own| own.iter().any(|(_, own)| *own == text));
        !text.is_empty() && !has
    });
    let save = move || {
        let Some(input) = name.get_untracked() else { return };
        let (name, text) = (input.value().split_whitespace().collect::<Vec<_>>().join(" "), text.get_untracked());
        if !name.is_empty() {
            change(&|own| {
                own.retain(|(other, _)| *other != name);
                own.push((name.clone(), text.clone()));
            });
        }
        naming.set(false);
    };
    Effect::new(move |_| {
        if let (true, Some(input)) = (naming.get(), name.get()) {
            let _ = input.focus();
        }
    });
    let mine = move || {
        let own = own.get();
        let last = own.len().saturating_sub(1);
        let line = move |(place, (name, text)): (usize, (String, String))| {
            let (up, down, away) = (format!("{name}: up"), format!("{name}: down"), format!("{name}: remove"));
            let swap = move |other: usize| {
                change(&|own| {
                    if place < own.len() && other < own.len() {
                        own.swap(place, other)
                    }
                })
            };
            let tools = ordering.get().then(|| view! {
                <span class="saved-tools">
                    <button type="button" aria-label=up disabled=place == 0 on:click=move |_| swap(place.wrapping_sub(1))>"↑"</button>
                    <button type="button" aria-label=down disabled=place == last on:click=move |_| swap(place + 1)>"↓"</button>
                    <button type="button" aria-label=away on:click=move |_| change(&|own| if place < own.len() { own.remove(place); })>"×"</button>
                </span>
            });
            view! { <div class="saved-own">{saved(case, name.clone(), name, text, [false; 2])}{tools}</div> }
        };
        own.into_iter().enumerate().map(line).collect_view()
    };
    view! {
        <h2 class="saved-head">
            "Searches"
            <Show when=move || can_keep.get() && !naming.get()>
                <button
                    type="button"
                    class="link"
                    data-testid="save-search"
                    title="Give the present search a name and keep it here"
                    on:click=move |_| naming.set(true)
                >
                    "Keep"
                </button>
            </Show>
            <Show when=move || own.with(|own| !own.is_empty())>
                <button type="button" class="link" aria-pressed=move || ordering.get().to_string() on:click=move |_| ordering.update(|on| *on = !*on)>
                    {move || if ordering.get() { "Done" } else { "Order" }}
                </button>
            </Show>
        </h2>
        <div class="rail-group" data-testid="saved-searches">
            <Show when=move || naming.get()>
                <input class="field saved-name" aria-label="Name of this search" placeholder="Name, then Enter" maxlength="60" node_ref=name
                    on:keydown=move |event| match event.key().as_str() {
                        "Enter" => save(),
                        "Escape" => naming.set(false),
                        _ => {}
                    }
                    on:blur=move |_| naming.set(false)
                />
            </Show>
            {mine}
            {SAVED.map(|one| saved(case, one.name.to_owned(), one.about.to_owned(), one.text.to_owned(), one.draws)).collect_view()}
        </div>
    }
}

fn saved(case: Case, name: String, about: String, text: String, draws: [bool; 2]) -> impl IntoView {
    let searching = searching();
    let says = if text.is_empty() { about } else { format!("{about}: {text}") };
    let of = text.clone();
    let count = move || {
        case.search_counts
            .with(|counts| counts.iter().find(|(text, _)| *text == of).map(|(_, rows)| grouped(u64::from(*rows))))
    };
    let shown = text.clone();
    let is_shown = move || case.filter.now.with(|filter| filter.text == shown && !filter.text.is_empty());
    view! {
        <button type="button" class="rail-view saved" title=says aria-pressed=move || is_shown().to_string() on:click=move |_| {
            searching.search(&text);
            case.draw_also(draws);
        }>
            <span>{name}</span>
            <span class="rail-figure">{count}</span>
        </button>
    }
}

/// Whenever all is read and analysed, and when one is added, the searches are counted.
fn ask_for_counts(case: Case, own: RwSignal<Own>) {
    let ready = Memo::new(move |_| case.summary.with(|summary| summary.state == CaseState::Ready));
    Effect::new(move |_| {
        let has_graph = case.graph.with(Option::is_some);
        let texts = SAVED.iter().map(|one| one.text.to_owned()).chain(own.get().into_iter().map(|(_, text)| text));
        if ready.get() && has_graph {
            case.count_searches(texts.collect());
        }
    });
}
