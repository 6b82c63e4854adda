//! The headings: a click sorts, the edge at the right makes a column wider or narrower.

use super::columns::Columns;
use crate::ui::case::case;
use crate::ui::heading::{aria_sort, arrow};
use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::prelude::*;
use logonscope::protocol::rows::{Column, Sorting};
use wasm_bindgen::JsCast;
use web_sys::Element;

/// Pixels by which a key moves a column's edge.
const STEP: f64 = 10.0;

/// The row of headings.
#[component]
pub fn Header(columns: Columns) -> impl IntoView {
    view! {
        <div class="events-head" role="row" aria-rowindex="1" style:grid-template-columns=move || columns.template()>
            <For
                each=move || columns.shown().into_iter().enumerate()
                key=|(position, column)| (*position, *column as u8)
                children=move |(position, column)| view! { <Heading columns column position/> }
            />
        </div>
    }
}

#[component]
fn Heading(columns: Columns, column: Column, position: usize) -> impl IntoView {
    let at = case().rows;
    let (_, name) = Column::ALL[column as usize];
    // Which way it is sorted, if it is.
    let descending =
        Memo::new(move |_| Some(at.sorting.get()).filter(|sorting| sorting.by == column).map(|s| s.descending));
    let dragged = StoredValue::new(None::<(i32, f64)>);
    let on_drag = move |event: PointerEvent| {
        if let Some((from, width)) = dragged.get_value() {
            columns.resize(column, width + f64::from(event.client_x() - from));
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowLeft" => -STEP,
            "ArrowRight" => STEP,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        columns.resize(column, columns.width_of(column) + by);
    };
    view! {
        <div
            class="events-heading"
            role="columnheader"
            aria-label=name
            aria-colindex=position + 1
            aria-sort=move || aria_sort(descending.get())
        >
            <button
                type="button"
                class="events-sort"
                // What is pressed here is for the button, not for the rows.
                on:keydown=|event| {
                    if matches!(event.key().as_str(), "Enter" | " ") {
                        event.stop_propagation();
                    }
                }
                on:click=move |_| at.sort(Sorting { by: column, descending: descending.get_untracked() == Some(false) })
            >
                <span class="events-name">{name}</span>
                <span class="events-arrow" aria-hidden="true">
                    {move || arrow(descending.get())}
                </span>
            </button>
            <div
                class="events-edge"
                role="separator"
                tabindex="0"
                aria-orientation="vertical"
                aria-label=format!("Width of {name}")
                aria-valuenow=move || columns.width_of(column)
                aria-valuemin="48"
                aria-valuemax="900"
                on:keydown=on_key
                on:pointerdown=move |event| {
                    event.prevent_default();
                    dragged.set_value(Some((event.client_x(), columns.width_of(column))));
                    if let Some(edge) = event.target().and_then(|edge| edge.dyn_into::<Element>().ok()) {
                        let _ = edge.set_pointer_capture(event.pointer_id());
                    }
                }
                on:pointermove=on_drag
                on:pointerup=move |_| dragged.set_value(None)
                on:pointercancel=move |_| dragged.set_value(None)
            ></div>
        </div>
    }
}
