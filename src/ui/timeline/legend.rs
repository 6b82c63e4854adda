//! What the colours and heights of the heat map mean.

use leptos::prelude::*;
use logonscope::screen::levels::{COUNT_STEPS, SCORE_LEVELS};

/// The legend.
#[component]
pub fn Legend() -> impl IntoView {
    view! {
        <div class="legend" role="note" aria-label="Legend">
            <span class="legend-group">
                <span>"events"</span>
                {COUNT_STEPS
                    .iter()
                    .zip(1..)
                    .map(|(least, step)| {
                        let says = format!("{least} or more events in the cell");
                        view! { <i class=format!("cell heat-{step}") title=says></i> }
                    })
                    .collect_view()}
                <span>"1 – 300+"</span>
            </span>
            <span class="legend-group">
                <span title="Lower where the score is still high but nothing happened in it">"anomaly score"</span>
                {SCORE_LEVELS
                    .iter()
                    .zip(1..)
                    .map(|(above, level)| {
                        view! {
                            <span class="legend-level">
                                <i class=format!("cell level-{level}")></i>
                                {format!("> {above}")}
                            </span>
                        }
                    })
                    .collect_view()}
            </span>
        </div>
    }
}
