//! The accounts or hosts of a finding; each that is in the graph leads there.

use crate::ui::case::case;
use crate::ui::mark::{Mark, kind_in_words};
use crate::ui::shown::Shown;
use leptos::prelude::*;
use logonscope::protocol::Subject;
use logonscope::protocol::findings::PartyView;
use logonscope::screen::words::{grouped, shortened, visible};

/// So many are shown at first, and so many more at each wish.
const STEP: usize = 8;
/// Longer names are shortened.
const MOST: usize = 40;

/// A line of them.
#[component]
pub fn Parties(title: &'static str, parties: Vec<PartyView>) -> impl IntoView {
    if parties.is_empty() {
        return ().into_any();
    }
    let all = parties.len();
    let shown = RwSignal::new(STEP);
    let first = move || parties.iter().take(shown.get()).cloned().enumerate().collect::<Vec<_>>();
    view! {
        <div class="parties">
            <span class="parties-title">{title}</span>
            <ul>
                <For each=first key=|(place, _)| *place children=|(_, party)| view! { <li><OneParty party/></li> }/>
            </ul>
            <Show when=move || { all > shown.get() }>
                <button type="button" class="link" on:click=move |_| shown.update(|shown| *shown += 10 * STEP)>
                    {move || format!("{} more", grouped((all - shown.get().min(all)) as u64))}
                </button>
            </Show>
        </div>
    }
    .into_any()
}

#[component]
fn OneParty(party: PartyView) -> impl IntoView {
    let case = case();
    let whole = visible(&party.label);
    let short = shortened(&whole, MOST);
    let kind = kind_in_words(party.kind);
    match party.node {
        Some(node) => view! {
            <button
                type="button"
                class="party"
                title=format!("{whole}: show this {kind} in the graph")
                on:click=move |_| {
                    case.select(Subject::Node(node));
                    case.shown.set(Shown::Graph);
                }
            >
                <Mark kind=party.kind/>
                <bdi>{short}</bdi>
            </button>
        }
        .into_any(),
        None => view! {
            <span class="party party-away" title=format!("{whole}: not in the graph, or hidden by a switch")>
                <Mark kind=party.kind/>
                <bdi>{short}</bdi>
            </span>
        }
        .into_any(),
    }
}
