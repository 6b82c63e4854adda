//! What the evidence covers: a bar of time for each channel of each machine, all on one axis, so that what is missing is seen.

use crate::ui::case::case;
use leptos::prelude::*;
use logonscope::protocol::{Coverage, Request, Runs};
use logonscope::screen::coverage::{WIDTH, bar_path};
use logonscope::screen::words::{counted, grouped, visible};

/// So many lines are shown at first ...
pub const AT_FIRST: usize = 5;
/// ... and so many more at each wish.
const STEP: usize = 25;

/// The bars; nothing where no record has a time.
#[component]
pub fn CoverageBars() -> impl IntoView {
    let case = case();
    let (shown, further) = (case.files.covered, case.files.coverage);
    let axis = Memo::new(move |_| case.evidence.with(|view| view.as_ref().and_then(|view| view.covered)));
    let count =
        Memo::new(move |_| case.evidence.with(|view| view.as_ref().map_or(0, |view| view.coverage_lines as usize)));
    let here = Memo::new(move |_| case.evidence.with(|view| view.as_ref().map_or(0, |view| view.coverage.len())));
    let are_here = move || shown.get().min(count.get()) <= here.get();
    Effect::new(move |_| {
        case.evidence.track();
        if !are_here() {
            case.send(&Request::Coverage(shown.get() as u32));
        }
    });
    let lines = move || {
        let axis = axis.get().unwrap_or_default();
        let draw = |all: &[Coverage]| {
            all.iter().take(shown.get()).cloned().map(|coverage| view! { <Line coverage axis/> }).collect_view()
        };
        if are_here() || further.with(|further| further.is_empty()) {
            case.evidence.with(|view| view.as_ref().map(|view| draw(&view.coverage)))
        } else {
            Some(further.with(|further| draw(further)))
        }
    };
    view! {
        <Show when=move || axis.get().is_some()>
            <details class="coverage" open=true data-testid="coverage">
                <summary>
                    "Covered"
                    <span class="quiet-words">
                        {move || axis.get().map(|(first, last)| format!(" {}", case.clock.with(|clock| clock.days(first, last))))}
                    </span>
                </summary>
                <ul class="coverage-lines">{lines}</ul>
                <Show when=move || { count.get() > shown.get() }>
                    <button type="button" class="link coverage-more" on:click=move |_| shown.update(|shown| *shown += STEP)>
                        {move || format!("{} more", grouped((count.get() - shown.get().min(count.get())) as u64))}
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
    let ends = spans.first().map(|span| span.0).zip(spans.last().map(|span| span.1));
    let title = move || ends.map(|(first, last)| case.clock.with(|clock| clock.span(first, last)));
    let shape = bar_path(&spans, axis);
    view! {
        <svg
            class="coverage-bar"
            viewBox=format!("0 0 {WIDTH} 1")
            preserveAspectRatio="none"
            role="img"
            aria-label=move || title().map(|span| format!("from {span}"))
        >
            <title>{title}</title>
            <path d=shape></path>
        </svg>
    }
}

/// `150 ids missing`, if any are.
pub fn gaps_in_words(runs: &Runs) -> Option<String> {
    (runs.missing > 0).then(|| counted(runs.missing, "id missing", "ids missing"))
}
