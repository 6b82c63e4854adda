//! The distinct rows behind the selection: what LogonTracer draws as one edge each, with logon type and status in words.

use crate::ui::case::case;
use crate::ui::events::RowsButton;
use crate::ui::long_text::LongText;
use leptos::prelude::*;
use logonscope::protocol::EdgeRow;
use logonscope::protocol::rows::{RowsOf, RowsQuery};
use logonscope::screen::words::grouped;

/// So many are shown at first, and so many more at each wish.
const STEP: usize = 25;

/// The table, as lines of two: a panel is too narrow for nine columns.
#[component]
pub fn Rows(rows: Vec<EdgeRow>, total: u32) -> impl IntoView {
    if rows.is_empty() {
        return ().into_any();
    }
    let here = rows.len();
    let shown = RwSignal::new(STEP);
    let beyond = u64::from(total).saturating_sub(here as u64);
    let lines = move || rows.iter().take(shown.get()).cloned().enumerate().collect::<Vec<_>>();
    view! {
        <h3>
            "Rows"
            <span class="rank-count">{grouped(u64::from(total))}</span>
        </h3>
        <ul class="edge-rows">
            <For each=lines key=|(position, _)| *position children=move |(_, row)| view! { <Row row/> }/>
        </ul>
        <Show when=move || { here > shown.get() }>
            <button type="button" class="link" on:click=move |_| shown.update(|shown| *shown += STEP)>
                {move || format!("{} more", grouped((here - shown.get().min(here)) as u64))}
            </button>
        </Show>
        {(beyond > 0)
            .then(|| view! { <p class="quiet-words">{format!("{} rows with fewer events are not listed.", grouped(beyond))}</p> })}
    }
    .into_any()
}

#[component]
fn Row(row: EdgeRow) -> impl IntoView {
    let case = case();
    let (first, last) = (row.first, row.last);
    let query = RowsQuery { of: RowsOf::Edge(row.edge), only: row.only.clone(), within: true };
    let is_said = |text: &str| !text.is_empty() && text != "-";
    let when = move || case.clock.with(|clock| clock.span(first, last));
    let exact = move || case.clock.with(|clock| format!("{} – {}", clock.iso(first), clock.iso(last)));
    view! {
        <li class="edge-row">
            <div class="edge-what">
                <span class="mono edge-id">{row.event_id}</span>
                {is_said(&row.logon_type).then(|| view! { <span>{row.logon_type.clone()}</span> })}
                {is_said(&row.authentication)
                    .then(|| view! { <span class="edge-auth"><LongText text=row.authentication.clone() most=24/></span> })}
                <span class="edge-count"><RowsButton count=row.count query of=row.event_id.to_string()/></span>
            </div>
            {is_said(&row.status).then(|| view! { <div class="edge-status"><LongText text=row.status.clone() most=90/></div> })}
            <div class="edge-ends">
                <LongText text=row.host most=34/>
                " → "
                <LongText text=row.account most=34/>
            </div>
            <div class="edge-when" title=exact>{when}</div>
        </li>
    }
}
