//! What the colours and heights of the heat map mean.

use crate::ui::case::case;
use leptos::prelude::*;
use logonscope::protocol::scores::Scores;
use logonscope::screen::levels::COUNT_STEPS;

/// The legend.
#[component]
pub fn Legend() -> impl IntoView {
    let case = case();
    let scores = Memo::new(move |_| case.tiles.with(|tiles| tiles.shape.scores));
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
                <i class="cell cell-tint"></i>
                <span>"weekend, off hours"</span>
            </span>
            <span class="legend-group">
                <span title=move || about(scores.get()).1>{move || about(scores.get()).0}</span>
                {(1..=4)
                    .map(|level| {
                        let above = move || case.tiles.with(|tiles| tiles.above().get(level - 1).map(|above| format!("> {above:.0}")));
                        view! {
                            <span class="legend-level">
                                <i class=format!("cell level-{level}")></i>
                                {above}
                            </span>
                        }
                    })
                    .collect_view()}
            </span>
        </div>
    }
}

/// What the scores are, and more of it.
fn about(scores: Scores) -> (&'static str, &'static str) {
    match scores {
        Scores::LogonTracer => (
            "anomaly score",
            "ChangeFinder as LogonTracer runs it. Lower where the score is still high but nothing happened in the cell",
        ),
        Scores::Sound => (
            "change score",
            "ChangeFinder for counts, measured by the account itself; levels are the rarest hours of this case, above a floor",
        ),
        Scores::Rate => (
            "evidence of a change",
            "Bayesian change points of the rate, −log10 p; the first level lets 1 % of all marks of this case be wrong",
        ),
    }
}
