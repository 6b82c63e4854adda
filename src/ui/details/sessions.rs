//! The sessions of what is selected: each leads to the record that began it.

use crate::ui::case::case;
use leptos::prelude::*;
use logonscope::protocol::details::SessionView;
use logonscope::protocol::rows::{Only, RowsOf, RowsQuery};
use logonscope::screen::words::{grouped, visible};

/// So many are shown at first.
const FIRST: usize = 8;

/// The list.
#[component]
pub fn Sessions(sessions: Vec<SessionView>, total: u32) -> impl IntoView {
    if sessions.is_empty() {
        return ().into_any();
    }
    let all = sessions.len();
    let shown = RwSignal::new(FIRST);
    let left_out = total as usize - all.min(total as usize);
    let lines = move || sessions.iter().take(shown.get()).cloned().map(one).collect_view();
    view! {
        <h3>
            "Sessions"
            <span class="rank-count">{grouped(u64::from(total))}</span>
        </h3>
        <ul class="sessions" data-testid="sessions" data-total=total>
            {lines}
        </ul>
        <Show when=move || { all > shown.get() }>
            <button type="button" class="link" on:click=move |_| shown.set(all)>
                {format!("{} more", grouped((all - FIRST.min(all)) as u64))}
            </button>
        </Show>
        {(left_out > 0).then(|| view! { <p class="quiet-words">{format!("and {} earlier ones", grouped(left_out as u64))}</p> })}
    }
    .into_any()
}

fn one(session: SessionView) -> impl IntoView {
    let case = case();
    let open = move |_| {
        let of = RowsOf::Listed { title: "Begin of a session".to_owned(), rows: vec![session.row] };
        case.show_rows(RowsQuery { of, only: Only::default(), within: false });
    };
    view! {
        <li>
            <button type="button" class="link" title="Show the record that began it" on:click=open>
                {move || case.clock.with(|clock| clock.second(session.start))}
            </button>
            <span>{session.length}</span>
            <span class="quiet-words">{session.logon_type}</span>
            <bdi class="quiet-words">{visible(&session.between)}</bdi>
            {session.concurrent.then(|| view! { <span class="tag" title="The account had a session from another source meanwhile">"overlaps"</span> })}
        </li>
    }
}
