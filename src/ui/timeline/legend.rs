//! What the colours and heights of the heat map mean.

use crate::ui::case::case;
use crate::ui::storage::remember;
use leptos::prelude::*;
use logonscope::screen::brush::OffHours;
use logonscope::screen::levels::COUNT_STEPS;
use logonscope::screen::scores::about;

/// The legend, and which hours are off.
#[component]
pub fn Legend(off_hours: RwSignal<Option<OffHours>>) -> impl IntoView {
    let case = case();
    let scores = Memo::new(move |_| case.tiles.with(|tiles| tiles.shape.scores));
    view! {
        <div class="legend" role="group" aria-label="Legend">
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
            <span class="legend-group legend-tint">
                <i class="cell cell-tint"></i>
                <span>"weekend, off hours"</span>
                <OffHoursField off_hours/>
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

/// Where the hours are typed that are tinted; they are remembered.
#[component]
fn OffHoursField(off_hours: RwSignal<Option<OffHours>>) -> impl IntoView {
    let wrong = RwSignal::new(false);
    let printed = move || off_hours.get().map(|off| format!("{}–{}", off.from, off.until)).unwrap_or_default();
    let take = move |text: String| {
        let read = OffHours::parse(&text);
        wrong.set(read.is_none() && !text.trim().is_empty());
        if !wrong.get_untracked() {
            off_hours.set(read);
            remember("off-hours", read.map(|_| text.as_str()));
        }
    };
    view! {
        <input
            class="field timeline-off"
            data-testid="timeline-off-hours"
            placeholder="18-8"
            aria-label="Hours of the day in which nobody works, such as 18-8: they are tinted"
            title="Hours of the day in which nobody works, such as 18-8: they are tinted in the columns of hours"
            aria-invalid=move || wrong.get().then_some("true")
            autocomplete="off"
            prop:value=printed
            on:change=move |event| take(event_target_value(&event))
        />
    }
}
