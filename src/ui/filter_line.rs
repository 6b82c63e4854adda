//! What narrows the views, in a line above them: each part can be taken away, and what was before had back.

use super::case::case;
use super::shown::Shown;
use leptos::prelude::*;
use logonscope::protocol::filter::{Filter, FilteredView};
use logonscope::screen::words::{counted, grouped};

/// The line; there is none while nothing is narrowed and nothing can be had back.
#[component]
pub fn FilterLine() -> impl IntoView {
    let case = case();
    let filter = case.filter;
    let narrowed = Memo::new(move |_| filter.now.with(|filter| !filter.is_empty()));
    let shown = move || narrowed.get() || filter.can.get() != (false, false);
    let left = move || {
        case.filtered.with(|view| match view {
            Some(view) if !view.is_whole => format!("{} left", counted(u64::from(view.matches), "row", "rows")),
            _ => "All rows".to_owned(),
        })
    };
    let no_logon = move || {
        let left = |view: &FilteredView| !view.is_whole && view.logons == 0 && view.matches > 0;
        case.filtered.with(|view| view.as_ref().is_some_and(|view| left(view))) && case.shown.get() == Shown::Graph
    };
    let range = move || {
        let range = filter.now.with(|filter| filter.range)?;
        Some(case.clock.with(|clock| format!("{} to {}", clock.minute(range.0 as i64), clock.minute(range.1 as i64))))
    };
    let hidden = move || nodes_in_words(filter.now.with(|filter| filter.hide.len()), "hidden");
    let only = move || nodes_in_words(filter.now.with(|filter| filter.only.len()), "only");
    view! {
        <Show when=shown>
            <div class="filter-line" role="group" aria-label="Filter">
                <span class="filter-left" role="status">{left}</span>
                <Show when=no_logon>
                    <span>
                        "None of them is in the graph: no logons, or hidden by a switch. "
                        <button type="button" class="link" on:click=move |_| case.shown.set(Shown::Events)>
                            "See the events"
                        </button>
                    </span>
                </Show>
                {part(range, |filter| filter.range = None)}
                {part(hidden, |filter| filter.hide.clear())}
                {part(only, |filter| filter.only.clear())}
                <button type="button" class="link" disabled=move || !filter.can.get().0 on:click=move |_| case.undo_narrowing()>
                    "Undo"
                </button>
                <button type="button" class="link" disabled=move || !filter.can.get().1 on:click=move |_| case.redo_narrowing()>
                    "Redo"
                </button>
                <Show when=move || narrowed.get()>
                    <button type="button" class="link" on:click=move |_| case.narrow(|filter| *filter = Filter::default())>
                        "Show all"
                    </button>
                </Show>
            </div>
        </Show>
    }
}

fn nodes_in_words(nodes: usize, how: &str) -> Option<String> {
    match nodes {
        0 => None,
        1 => Some(format!("1 node {how}")),
        more => Some(format!("{} nodes {how}", grouped(more as u64))),
    }
}

/// A part of the filter, with what takes it away.
fn part(says: impl Fn() -> Option<String> + Copy + Send + 'static, remove: fn(&mut Filter)) -> impl IntoView {
    let case = case();
    move || {
        says().map(|words| {
            let name = format!("Take away: {words}");
            view! {
                <button type="button" class="chip" title="Take away" aria-label=name on:click=move |_| case.narrow(remove)>
                    {words}
                    " ×"
                </button>
            }
        })
    }
}
