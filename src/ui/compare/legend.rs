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
            <div
                class="compare-legend"
                role="group"
                aria-label="The graph shows a comparison"
                data-testid="compare-legend"
                data-furniture=""
            >
                {move || {
                    let first_seen = case.comparing.first_seen.get();
                    let all = Change::ALL.into_iter().filter(|(change, _)| !first_seen || *change == Change::OnlyB);
                    all.map(|(change, name)| {
                        let name = if first_seen { "First seen since the moment chosen" } else { name };
                        view! { <span><i class=class(change)></i>{name}</span> }
                    })
                    .collect_view()
                }}
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
