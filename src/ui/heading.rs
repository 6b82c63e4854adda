//! The heading of a column by which a table can be sorted. Which way it is sorted: `None` if not by this column, else whether the
//! greatest comes first.

use leptos::prelude::*;

/// As a screen reader is told.
pub fn aria_sort(way: Option<bool>) -> &'static str {
    match way {
        None => "none",
        Some(false) => "ascending",
        Some(true) => "descending",
    }
}

/// As it is seen.
pub fn arrow(way: Option<bool>) -> &'static str {
    match way {
        None => "",
        Some(false) => "↑",
        Some(true) => "↓",
    }
}

/// A click sorts; keys that the table knows stay here.
#[component]
pub fn SortHeading(
    /// What the column shows.
    name: &'static str,
    /// Which way it is sorted.
    way: Signal<Option<bool>>,
    /// Sorts by it, or the other way round.
    sort: Callback<()>,
) -> impl IntoView {
    view! {
        <div
            class="events-heading"
            role="columnheader"
            aria-sort=move || aria_sort(way.get())
        >
            <button type="button" class="events-sort" on:click=move |_| sort.run(()) on:keydown=|event| event.stop_propagation()>
                <span class="events-name">{name}</span>
                <span class="events-arrow" aria-hidden="true">
                    {move || arrow(way.get())}
                </span>
            </button>
        </div>
    }
}
