//! Which columns are shown: a small menu of boxes to tick.

use super::columns::Columns;
use crate::ui::popover::Popover;
use leptos::prelude::*;
use logonscope::protocol::rows::Column;

/// The button and its menu.
#[component]
pub fn ColumnsMenu(columns: Columns) -> impl IntoView {
    view! {
        <Popover name="Columns" of="Columns that are shown" test_id="events-columns">
            {Column::ALL
                .map(|(column, name)| {
                    view! {
                        <label class="choice">
                            <input
                                type="checkbox"
                                prop:checked=move || columns.is_shown(column)
                                on:change=move |event| {
                                    columns.show(column, event_target_checked(&event));
                                }
                            />
                            {name}
                        </label>
                    }
                })
                .collect_view()}
            <button type="button" class="link columns-reset" on:click=move |_| columns.reset()>
                "As at first"
            </button>
        </Popover>
    }
}
