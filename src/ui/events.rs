//! The events: rows of the case as a table of any length, and the record behind a row.
//!
//! Only the rows in sight exist. They are asked for a page at a time and stand on a sheet that keeps its place while an empty field
//! scrolls beneath it, as in the timeline.

mod columns;
mod columns_menu;
mod header;
mod looked_at;
mod record;
mod row;
mod rows_button;

use super::case::case;
use super::drawing::size_of;
use super::shown::Shown;
use columns::Columns;
use columns_menu::ColumnsMenu;
use header::Header;
use leptos::ev::{KeyboardEvent, MouseEvent, WheelEvent};
use leptos::html::Div;
use leptos::prelude::*;
use logonscope::export::table::guarded;
use logonscope::protocol::rows::{RowsOf, RowsQuery};
use logonscope::screen::window::{TallList, lines_in_sight, scroll_to_line};
use logonscope::screen::words::{counted, grouped};
pub use looked_at::{LookedAt, all_rows};
use record::RecordPane;
use row::Row;
pub use rows_button::{RowsButton, rows_of};

/// Height of a row, pixels; the style sheet has the same.
const ROW: f64 = 26.0;
/// Height of the header, pixels; the style sheet has the same.
const HEAD: f64 = 30.0;
/// So many rows can be selected at once, so that what is copied can be here.
const MOST_SELECTED: u32 = 5_000;

/// The view.
#[component]
pub fn Events() -> impl IntoView {
    let case = case();
    let at = case.rows;
    let columns = Columns::remembered();
    let scroller: NodeRef<Div> = NodeRef::new();
    let size = size_of(scroller);
    // How far the rows are scrolled: the scroll bar is too coarse to tell for a very long table.
    let offset = RwSignal::new(0.0_f64);
    let total = Memo::new(move |_| at.pages.with(|pages| pages.total()));
    let list = Memo::new(move |_| TallList {
        lines: f64::from(total.get().unwrap_or(0)) * ROW,
        view: (size.get().1 - HEAD).max(0.0),
    });
    let in_sight = Memo::new(move |_| {
        let list = list.get();
        let all = total.get().unwrap_or(0) as usize;
        let range = lines_in_sight(offset.get().min(list.last()), list.view, ROW, all, 2);
        range.start as u32..range.end as u32
    });
    let scroll_to = move |place: f64| {
        let list = list.get_untracked();
        let place = place.clamp(0.0, list.last());
        offset.set(place);
        if let Some(scroller) = scroller.get_untracked() {
            scroller.set_scroll_top(list.to_bar(place).round() as i32);
        }
    };
    // Another table begins at its top.
    Effect::new(move |before: Option<(RowsQuery, _)>| {
        let now = (at.query.get(), at.sorting.get());
        if before.is_some_and(|before| before != now) {
            scroll_to(0.0);
        }
        now
    });
    // What is in sight and what is selected is asked for.
    Effect::new(move |_| {
        let selected = at.selected();
        let in_sight = in_sight.get();
        if case.shown.get() == Shown::Events {
            at.ask(case, &[in_sight, selected.unwrap_or(0..0)]);
        }
    });
    // Whoever comes from a figure goes on with the arrow keys.
    Effect::new(move |_| {
        if at.arrived.get() && case.shown.get() == Shown::Events {
            at.arrived.set(false);
            request_animation_frame(move || {
                if let Some(scroller) = scroller.get_untracked() {
                    let _ = scroller.focus();
                }
            });
        }
    });

    let choose = move |place: u32, extend: bool| {
        let (_, anchor) = at.cursor.get_untracked().unwrap_or((place, place));
        let anchor = if extend {
            anchor.clamp(place.saturating_sub(MOST_SELECTED), place.saturating_add(MOST_SELECTED))
        } else {
            place
        };
        at.cursor.set(Some((place, anchor)));
        let list = list.get_untracked();
        scroll_to(scroll_to_line(place as usize, offset.get_untracked(), list.view, ROW));
    };
    let on_key = move |event: KeyboardEvent| {
        let Some(last) = total.get_untracked().and_then(|total| total.checked_sub(1)) else { return };
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let page = (list.get_untracked().view / ROW).max(1.0) as u32;
        let now = at.cursor.get_untracked().map(|(place, _)| place);
        let to = match event.key().as_str() {
            "ArrowDown" | "ArrowUp" if now.is_none() => in_sight.get_untracked().start,
            "ArrowDown" => now.unwrap_or(0).saturating_add(1),
            "ArrowUp" => now.unwrap_or(0).saturating_sub(1),
            "PageDown" => now.unwrap_or(0).saturating_add(page),
            "PageUp" => now.unwrap_or(0).saturating_sub(page),
            "Home" => 0,
            "End" => last,
            "Enter" | " " if now.is_some() => {
                event.prevent_default();
                at.open.set(true);
                return;
            }
            "Escape" if at.open.get_untracked() => {
                event.prevent_default();
                at.open.set(false);
                return;
            }
            _ => return,
        };
        event.prevent_default();
        choose(to.min(last), event.shift_key());
    };
    let on_wheel = move |event: WheelEvent| {
        // Where the bar is too coarse the wheel moves the rows themselves.
        if list.get_untracked().is_scaled() && !event.ctrl_key() && !event.shift_key() && event.delta_y() != 0.0 {
            event.prevent_default();
            let lines = if event.delta_mode() == WheelEvent::DOM_DELTA_LINE { ROW } else { 1.0 };
            scroll_to(offset.get_untracked() + event.delta_y() * lines);
        }
    };
    let on_scroll = move |_| {
        let Some(scroller) = scroller.get_untracked() else { return };
        let (list, bar) = (list.get_untracked(), f64::from(scroller.scroll_top()));
        // The place that was asked for is truer than the one that the bar can tell.
        if (list.to_bar(offset.get_untracked()) - bar).abs() > 1.0 {
            offset.set(list.from_bar(bar));
        }
    };
    let place_of = move |event: &MouseEvent| {
        let scroller = scroller.get_untracked()?;
        let y = f64::from(event.client_y()) - scroller.get_bounding_client_rect().top() - HEAD;
        let place = ((y + offset.get_untracked()) / ROW).floor();
        let is_row = y >= 0.0 && place < f64::from(total.get_untracked().unwrap_or(0));
        is_row.then_some(place as u32)
    };
    let on_click = move |event: MouseEvent| {
        if let Some(place) = place_of(&event) {
            choose(place, event.shift_key());
            // Who selects several does not want to read one.
            if !event.shift_key() {
                at.open.set(true);
            }
        }
    };
    let selected_text = move || {
        let places = at.selected()?;
        let shown = columns.shown();
        case.clock.with_untracked(|clock| {
            at.pages.with_untracked(|pages| {
                let lines: Option<Vec<String>> = places
                    .map(|place| {
                        let row = pages.row(place)?;
                        let cell = |column| match row::cell(row, column, clock) {
                            text if text.contains(['\t', '\n', '\r']) => text.replace(['\t', '\n', '\r'], " "),
                            text => text,
                        };
                        let cells = shown.iter().map(|column| guarded(&cell(*column)).into_owned());
                        Some(cells.collect::<Vec<_>>().join("\t"))
                    })
                    .collect();
                lines.map(|lines| lines.join("\n"))
            })
        })
    };
    let heading = Memo::new(move |_| {
        let title = at.pages.with(|pages| pages.title().to_owned());
        let hour = match at.query.get().of {
            RowsOf::Cell { start, end, .. } => {
                format!(", {}", case.clock.with(|clock| clock.stretch(start as i64, end as i64)))
            }
            _ => String::new(),
        };
        (format!("{title}{hour}"), total.get())
    });
    let is_narrowed = Memo::new(move |_| at.query.with(|query| *query != all_rows()));
    view! {
        <section class="events-view" aria-label="Events">
            <div class="view-bar">
                <h1 class="view-title events-title" data-testid="events-title">
                    {move || match heading.get() {
                        (title, Some(total)) => view! {
                            <bdi>{logonscope::screen::words::visible(&title)}</bdi>
                            <span class="quiet-words">{format!(": {}", counted(u64::from(total), "row", "rows"))}</span>
                        }
                        .into_any(),
                        _ => view! { <span class="quiet-words">"Looking them up."</span> }.into_any(),
                    }}
                </h1>
                <div class="button-group">
                    <Show when=move || is_narrowed.get()>
                        <button
                            type="button"
                            class="button"
                            data-testid="events-all"
                            on:click=move |_| at.look_at(all_rows())
                        >
                            "All rows"
                        </button>
                    </Show>
                    <ColumnsMenu columns/>
                </div>
            </div>
            <div
                class="events-scroll"
                role="grid"
                tabindex="0"
                data-testid="events-table"
                data-rows=move || total.get()
                aria-label="Rows. Arrow keys move, Shift and arrow select more, Ctrl+C copies, Enter opens the record."
                aria-multiselectable="true"
                aria-busy=move || (!at.pages.with(|pages| pages.is_current())).to_string()
                aria-rowcount=move || total.get().map_or(-1, |total| i64::from(total) + 1)
                aria-colcount=move || columns.shown().len()
                aria-activedescendant=move || {
                    let (place, _) = at.cursor.get()?;
                    in_sight.get().contains(&place).then(|| format!("events-row-{place}"))
                }
                node_ref=scroller
                on:scroll=on_scroll
                on:wheel=on_wheel
                on:keydown=on_key
                on:copy=move |event| {
                    if let (Some(text), Some(clipboard)) = (selected_text(), event.clipboard_data()) {
                        event.prevent_default();
                        let _ = clipboard.set_data("text/plain", &text);
                    }
                }
            >
                <div
                    class="events-field"
                    role="presentation"
                    style:width=move || format!("{}px", columns.width())
                    style:height=move || format!("{}px", HEAD + list.get().height())
                >
                    <Header columns/>
                    <div
                        class="events-sheet"
                        role="rowgroup"
                        style:height=move || format!("{}px", list.get().view.min(list.get().lines))
                        on:click=on_click
                    >
                        <For
                            each=move || in_sight.get()
                            key=|place| *place
                            children=move |place| {
                                let top = move || f64::from(place) * ROW - offset.get().min(list.get().last());
                                view! { <Row place top=Signal::derive(top) columns/> }
                            }
                        />
                    </div>
                </div>
            </div>
            <Show when=move || total.get() == Some(0)>
                <p class="view-empty">"There are no such rows."</p>
            </Show>
            <Show when=move || at.open.get()>
                <RecordPane on_close=Callback::new(move |()| {
                    at.open.set(false);
                    if let Some(scroller) = scroller.get_untracked() {
                        let _ = scroller.focus();
                    }
                })/>
            </Show>
            <p class="out-of-sight" aria-live="polite">
                {move || {
                    at.selected().filter(|rows| rows.len() > 1).map(|rows| format!("{} rows selected", grouped(rows.len() as u64)))
                }}
            </p>
        </section>
    }
}
