//! What the selected account or host is linked with. Each line leads on.

use crate::ui::case::case;
use crate::ui::events::{RowsButton, rows_of};
use crate::ui::mark::{Mark, kind_in_words};
use leptos::prelude::*;
use logonscope::protocol::rows::Only;
use logonscope::protocol::{Neighbour, Subject};
use logonscope::screen::words::{counted, grouped, visible};

/// So many are shown at first, and so many more at each wish.
const STEP: usize = 30;

/// The list.
#[component]
pub fn Neighbours(title: String, neighbours: Vec<Neighbour>) -> impl IntoView {
    let all = neighbours.len();
    let shown = RwSignal::new(STEP);
    let lines = move || neighbours.iter().take(shown.get()).cloned().enumerate().collect::<Vec<_>>();
    view! {
        <h3>
            {title}
            <span class="rank-count">{grouped(all as u64)}</span>
        </h3>
        <ul class="neighbours">
            <For
                each=lines
                key=|(position, _)| *position
                children=move |(_, neighbour)| view! { <OneNeighbour neighbour/> }
            />
        </ul>
        <Show when=move || { all > shown.get() }>
            <button type="button" class="link" on:click=move |_| shown.update(|shown| *shown += STEP)>
                {move || format!("{} more", grouped((all - shown.get().min(all)) as u64))}
            </button>
        </Show>
    }
    .into_any()
}

#[component]
fn OneNeighbour(neighbour: Neighbour) -> impl IntoView {
    let case = case();
    let (node, edge) = (neighbour.node, neighbour.edge);
    let label = visible(&neighbour.label);
    let ids = neighbour.ids.iter().map(u16::to_string).collect::<Vec<_>>().join(" ");
    let share = (neighbour.rank_share >= 0.005).then(|| format!("{:.0} % of its rank", neighbour.rank_share * 100.0));
    let failed = neighbour.failed;
    let only = neighbour.only.clone();
    let failed_only = Only { failed: Some(true), ..only.clone() };
    // All of a line, or its rows by one account.
    let open = move || match only == Only::default() {
        true => case.select(Subject::Edge(edge)),
        false => case.show_rows(rows_of(Subject::Edge(edge), only.clone())),
    };
    let events = counted(u64::from(neighbour.count), "event", "events");
    view! {
        <li class="neighbour">
            <button
                type="button"
                class="neighbour-name"
                title=format!("{label}: show this {}", kind_in_words(neighbour.kind))
                on:click=move |_| case.select(Subject::Node(node))
            >
                <Mark kind=neighbour.kind/>
                <bdi>{label.clone()}</bdi>
            </button>
            <button
                type="button"
                class="neighbour-count"
                title=format!("{events} with {label}: show them")
                aria-label=format!("{events} with {label}: show them")
                on:click=move |_| open()
            >
                {grouped(u64::from(neighbour.count))}
            </button>
            <span class="neighbour-more">
                <span class="mono">{ids}</span>
                {(failed > 0)
                    .then(|| {
                        view! {
                            <span class="failed">
                                <RowsButton count=failed query=rows_of(Subject::Edge(edge), failed_only) of=format!("the failed logons with {label}")/>
                                " failed"
                            </span>
                        }
                    })}
                {share.map(|share| view! { <span>{share}</span> })}
            </span>
        </li>
    }
}
