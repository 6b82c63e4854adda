//! By what the rank lists rank.

use super::case::{Case, case};
use super::storage::{remember, remembered};
use leptos::prelude::*;
use logonscope::protocol::Request;
use logonscope::protocol::filter::Key;
use logonscope::protocol::ranks::{RankBy, Ranking};
use logonscope::screen::words::counted;

/// What is marked: the nodes that are chosen or selected, else those with a note.
fn marked(case: Case) -> Vec<Key> {
    match case.at_hand() {
        nodes if !nodes.is_empty() => case.keys_of(&nodes),
        _ => case.work.notes.with_untracked(|notes| notes.keys().copied().collect()),
    }
}

/// The choice above the lists.
#[component]
pub fn RankChoice() -> impl IntoView {
    let case = case();
    let from = RwSignal::new(0_usize);
    let by = Memo::new(move |_| case.ranks.with(|ranks| ranks.as_ref().map_or(RankBy::LogonTracer, |ranks| ranks.by)));
    let rank = move |by: RankBy| {
        let marked = if by == RankBy::Marked { marked(case) } else { Vec::new() };
        from.set(marked.len());
        // What is marked is of this case; the way is not.
        remember("ranks", Some(by.name()).filter(|_| by == RankBy::Weighted));
        case.send(&Request::SetRanking(Ranking { by, marked }));
    };
    if remembered("ranks").and_then(|name| RankBy::named(&name)) == Some(RankBy::Weighted) {
        rank(RankBy::Weighted);
    }
    let says = move || match (by.get(), from.get()) {
        (RankBy::LogonTracer, _) => "as LogonTracer ranks, over the whole case".to_owned(),
        (RankBy::Weighted, _) => "by distinct neighbours and how often, of what is shown".to_owned(),
        (RankBy::Marked, 0) => "nothing is marked: choose nodes in the graph, or note something at them".to_owned(),
        (RankBy::Marked, marked) => {
            format!("what {} touched, by rare ways first", counted(marked as u64, "node", "nodes"))
        }
    };
    view! {
        <div class="rank-choice">
            <label>
                "Rank "
                <select
                    class="button"
                    data-testid="ranks-by"
                    on:change:target=move |event| {
                        let chosen = event.target().selected_index();
                        rank(RankBy::ALL.get(chosen as usize).copied().unwrap_or_default());
                    }
                >
                    {RankBy::ALL
                        .map(|way| view! { <option selected=move || by.get() == way>{way.title()}</option> })
                        .into_iter()
                        .collect_view()}
                </select>
            </label>
            <Show when=move || by.get() == RankBy::Marked>
                <button
                    type="button"
                    class="button"
                    title="From the nodes that are chosen now; without any, from those with notes"
                    on:click=move |_| rank(RankBy::Marked)
                >
                    "Again"
                </button>
            </Show>
            <p class="quiet-words">{says}</p>
        </div>
    }
}
