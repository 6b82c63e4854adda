//! The heading of a column by which a table can be sorted.

use leptos::prelude::*;

/// A click sorts; keys that the table knows stay here.
#[component]
pub fn SortHeading(
    /// What the column shows.
    name: &'static str,
    /// Whether the table is sorted by it, and then whether the greatest comes first.
    way: Signal<Option<bool>>,
    /// Sorts by it, or the other way round.
    sort: Callback<()>,
) -> impl IntoView {
    view! {
        <div
            class="events-heading"
            role="columnheader"
            aria-sort=move || match way.get() {
                None => "none",
                Some(false) => "ascending",
                Some(true) => "descending",
            }
        >
            <button type="button" class="events-sort" on:click=move |_| sort.run(()) on:keydown=|event| event.stop_propagation()>
                <span class="events-name">{name}</span>
                <span class="events-arrow" aria-hidden="true">
                    {move || match way.get() {
                        None => "",
                        Some(false) => "↑",
                        Some(true) => "↓",
                    }}
                </span>
            </button>
        </div>
    }
}
