//! What the lines of a compared graph mean.

use crate::ui::case::case;
use crate::ui::shown::Shown;
use leptos::prelude::*;
use logonscope::protocol::compare::Change;

/// How what became of something is drawn beside its name.
pub fn class(change: Change) -> &'static str {
    match change {
        Change::OnlyA => "compare-key only-a",
        Change::OnlyB => "compare-key only-b",
        Change::Changed => "compare-key changed",
        Change::Same | Change::Neither => "compare-key same",
    }
}

/// Over the graph while it shows a comparison.
#[component]
pub fn ComparedLegend() -> impl IntoView {
    let case = case();
    view! {
        <Show when=move || case.comparing.lit.get()>
            <div class="compare-legend" role="group" aria-label="The graph shows a comparison" data-testid="compare-legend">
                {Change::ALL.map(|(change, name)| view! { <span><i class=class(change)></i>{name}</span> })}
                <button type="button" class="link" on:click=move |_| case.shown.set(Shown::Compare)>
                    "As a table"
                </button>
                <button type="button" class="link" data-testid="compare-end" on:click=move |_| case.comparing.lit.set(false)>
                    "End the comparison"
                </button>
            </div>
        </Show>
    }
}
