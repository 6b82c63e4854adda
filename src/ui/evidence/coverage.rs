//! What the evidence covers: a bar of time for each channel of each machine, all on one axis, so that what is missing is seen.

use crate::ui::case::case;
use leptos::prelude::*;
use logonscope::protocol::{Coverage, Runs};
use logonscope::screen::words::{counted, grouped, visible};

/// So many lines are shown at first, and so many more at each wish.
const STEP: usize = 5;

/// The bars; nothing where no record has a time.
#[component]
pub fn CoverageBars() -> impl IntoView {
    let case = case();
    let all = Memo::new(move |_| {
        case.evidence.with(|view| view.as_ref().map(|view| view.coverage.clone()).unwrap_or_default())
    });
    let axis = Memo::new(move |_| {
        all.with(|all| {
            let spans = || all.iter().flat_map(|coverage| &coverage.runs.spans);
            spans().map(|span| span.0).min().zip(spans().map(|span| span.1).max())
        })
    });
    let shown = RwSignal::new(STEP);
    let lines = move || all.with(|all| all.iter().take(shown.get()).cloned().collect::<Vec<_>>());
    let count = move || all.with(Vec::len);
    view! {
        <Show when=move || axis.get().is_some()>
            <details class="coverage" open=true data-testid="coverage">
                <summary>
                    "Covered"
                    <span class="quiet-words">
                        {move || axis.get().map(|(first, last)| format!(" {}", case.clock.with(|clock| clock.days(first, last))))}
                    </span>
                </summary>
                <ul class="coverage-lines">
                    {move || {
                        let axis = axis.get().unwrap_or_default();
                        lines().into_iter().map(|coverage| view! { <Line coverage axis/> }).collect_view()
                    }}
                </ul>
                <Show when=move || { count() > shown.get() }>
                    <button type="button" class="link coverage-more" on:click=move |_| shown.update(|shown| *shown += 5 * STEP)>
                        {move || format!("{} more", grouped((count() - shown.get().min(count())) as u64))}
                    </button>
                </Show>
            </details>
        </Show>
    }
}

#[component]
fn Line(coverage: Coverage, axis: (i64, i64)) -> impl IntoView {
    let Coverage { computer, channel, files, records, runs } = coverage;
    let computer = if computer.is_empty() { "machine not known".to_owned() } else { visible(&computer) };
    let channel = if channel.is_empty() { "channel not known".to_owned() } else { visible(&channel) };
    let says = format!("{}, {}", counted(records, "record", "records"), counted(u64::from(files), "file", "files"));
    let name = format!("{computer} · {channel}");
    let gaps = gaps_in_words(&runs);
    view! {
        <li class="coverage-line">
            <span class="coverage-name" title=name.clone()>
                <bdi>{computer}</bdi>
                <span class="quiet-words">{format!(" {channel}")}</span>
            </span>
            <Bar spans=runs.spans axis/>
            <span class="coverage-says">{says} {gaps.map(|gaps| view! { <span class="coverage-gaps">{format!(" · {gaps}")}</span> })}</span>
        </li>
    }
}

/// Where there are records, on the axis of all.
#[component]
fn Bar(spans: Vec<(i64, i64)>, axis: (i64, i64)) -> impl IntoView {
    let case = case();
    let whole = (axis.1.saturating_sub(axis.0)).max(1) as f64;
    let share = move |time: i64| time.saturating_sub(axis.0) as f64 / whole * 100.0;
    let ends = spans.first().map(|span| span.0).zip(spans.last().map(|span| span.1));
    let title = move || ends.map(|(first, last)| case.clock.with(|clock| clock.span(first, last)));
    let parts = spans.into_iter().map(|(first, last)| {
        let width = (share(last) - share(first)).max(0.15);
        view! {
            <span
                class="coverage-part"
                style:left=format!("{:.3}%", share(first).min(99.85))
                style:width=format!("{width:.3}%")
            ></span>
        }
    });
    view! {
        <span class="coverage-bar" role="img" aria-label=move || title().map(|span| format!("from {span}")) title=title>
            {parts.collect_view()}
        </span>
    }
}

/// `150 ids missing`, if any are.
pub fn gaps_in_words(runs: &Runs) -> Option<String> {
    (runs.missing > 0).then(|| counted(runs.missing, "id missing", "ids missing"))
}
