//! A figure that leads to the rows behind it.

use crate::ui::case::case;
use leptos::prelude::*;
use logonscope::protocol::Subject;
use logonscope::protocol::rows::{Only, RowsOf, RowsQuery};
use logonscope::screen::words::grouped;

/// The rows of what is selected, as far as they are `only` these.
pub fn rows_of(subject: Subject, only: Only) -> RowsQuery {
    let of = match subject {
        Subject::Node(node) => RowsOf::Node(node),
        Subject::Edge(edge) => RowsOf::Edge(edge),
    };
    RowsQuery { of, only, within: true }
}

/// `count` as a button that opens the rows of `query`.
#[component]
pub fn RowsButton(
    /// How many there are.
    #[prop(into)]
    count: u64,
    /// Which.
    query: RowsQuery,
    /// What they are, for those who do not see where the figure stands: `4624 that failed`.
    #[prop(into)]
    of: String,
) -> impl IntoView {
    let case = case();
    let says = format!("{} of {of}: show the rows", grouped(count));
    view! {
        <button type="button" class="link number" title=says.clone() aria-label=says on:click=move |_| case.show_rows(query.clone())>
            {grouped(count)}
        </button>
    }
}
