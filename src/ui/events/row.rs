//! One row of the table.

use super::columns::Columns;
use crate::ui::case::case;
use leptos::prelude::*;
use logonscope::protocol::rows::{Column, RowView};
use logonscope::screen::clock::Clock;
use logonscope::screen::words::{shortened, visible};

/// At most so many characters of a cell are put on the screen, and so many shown where one points at it; all are copied.
const MOST: usize = 160;
const MOST_POINTED: usize = 1_000;

/// What `column` shows of `row`, as it is copied.
pub fn cell(row: &RowView, column: Column, clock: &Clock) -> String {
    match column {
        Column::Time => clock.iso(row.time),
        _ => row.cells.get(column as usize).cloned().unwrap_or_default(),
    }
}

/// The row at `place`, whose upper edge is `top` pixels below that of the sheet.
#[component]
pub fn Row(place: u32, top: Signal<f64>, columns: Columns) -> impl IntoView {
    let case = case();
    let at = case.rows;
    let row = Memo::new(move |_| at.pages.with(|pages| pages.row(place).cloned()));
    let is_selected = Memo::new(move |_| at.selected().is_some_and(|rows| rows.contains(&place)));
    let is_cursor = Memo::new(move |_| at.cursor.get().is_some_and(|(cursor, _)| cursor == place));
    let cells = move || {
        let (row, shown) = (row.get(), columns.shown());
        let cells = shown.into_iter().enumerate().map(|(position, column)| {
            let (text, title) = match (&row, column) {
                (None, _) => ("…".to_owned(), None),
                (Some(row), Column::Time) => {
                    case.clock.with(|clock| (clock.second(row.time), Some(clock.iso(row.time))))
                }
                (Some(row), _) => {
                    let whole = row.cells.get(column as usize).map(String::as_str).unwrap_or_default();
                    let pointed: String = whole.chars().take(MOST_POINTED).collect();
                    (visible(&shortened(whole, MOST)), Some(visible(&pointed)).filter(|title| !title.is_empty()))
                }
            };
            view! {
                <div role="gridcell" aria-colindex=position + 1 class:number=column == Column::Record title=title>
                    <bdi>{text}</bdi>
                </div>
            }
        });
        cells.collect_view()
    };
    view! {
        <div
            class="events-row"
            class:events-selected=move || is_selected.get()
            class:events-cursor=move || is_cursor.get()
            class:events-waiting=move || row.with(Option::is_none)
            role="row"
            id=format!("events-row-{place}")
            data-row=move || row.with(|row| row.as_ref().map(|row| row.row))
            aria-rowindex=u64::from(place) + 2
            aria-selected=move || is_selected.get().to_string()
            style:transform=move || format!("translateY({}px)", top.get())
            style:grid-template-columns=move || columns.template()
        >
            {cells}
        </div>
    }
}
