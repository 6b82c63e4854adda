//! The timeline: a heat map of accounts by hours, of any size. What is in sight is drawn on a canvas that stays in its place
//! while an empty field of the map's true size scrolls beneath it.

mod legend;
mod paint;
pub mod tiles;

use super::case::{Shown, case};
use super::drawing::{paint as paint_canvas, size_of};
use super::mark::kind_in_words;
use legend::Legend;
use leptos::ev::{KeyboardEvent, MouseEvent, WheelEvent};
use leptos::html::{Canvas, Div};
use leptos::prelude::*;
use logonscope::protocol::rows::{Only, RowsOf, RowsQuery};
use logonscope::protocol::{Request, Subject};
use logonscope::screen::clock::HOUR;
use logonscope::screen::levels::{SCORE_LEVELS, score_level};
use logonscope::screen::window::{
    TILE_HOURS, TILE_ROWS, fitting_width, lines_in_sight, scroll_after_zoom, scroll_to_line, zoomed,
};
use logonscope::screen::words::{counted, visible};
use std::ops::Range;

/// Width of the names, pixels.
const NAMES: f64 = 216.0;
/// Height of the header, pixels.
const HEAD: f64 = 42.0;
/// Height of a row, pixels.
const ROW: f64 = 22.0;

/// What part of the map is seen, and what is pointed at.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Look {
    /// Pixels of an hour.
    hour_width: f64,
    /// Pixels.
    scroll: (f64, f64),
    /// Pixels, names and header included.
    size: (f64, f64),
    /// The cell that arrow keys move: row, hour.
    cursor: Option<(u32, u32)>,
    /// The cell under the pointer.
    pointed: Option<(u32, u32)>,
}

impl Look {
    fn rows_in_sight(&self, rows: u32) -> Range<u32> {
        in_sight(self.scroll.1, self.size.1 - HEAD, ROW, rows)
    }

    fn hours_in_sight(&self, hours: u32) -> Range<u32> {
        in_sight(self.scroll.0, self.size.0 - NAMES, self.hour_width, hours)
    }
}

fn in_sight(scroll: f64, room: f64, each: f64, all: u32) -> Range<u32> {
    let range = lines_in_sight(scroll, room, each, all as usize, 0);
    range.start as u32..range.end as u32
}

/// The view.
#[component]
pub fn Timeline() -> impl IntoView {
    let case = case();
    let scroller: NodeRef<Div> = NodeRef::new();
    let canvas: NodeRef<Canvas> = NodeRef::new();
    let size = size_of(scroller);
    let scroll = RwSignal::new((0.0, 0.0));
    // Until the analyst zooms, hours are as wide as lets the whole case be seen.
    let chosen_width = RwSignal::new(None::<f64>);
    let cursor = RwSignal::new(None::<(u32, u32)>);
    let pointed = RwSignal::new(None::<(u32, u32)>);
    let extent = Memo::new(move |_| case.tiles.with(tiles::Tiles::extent));
    let is_shown = Memo::new(move |_| case.shown.get() == Shown::Timeline);

    let hour_width = Memo::new(move |_| {
        chosen_width
            .get()
            .unwrap_or_else(|| fitting_width(extent.get().map_or(1, |extent| extent.hours), size.get().0 - NAMES))
    });
    let look = Memo::new(move |_| Look {
        hour_width: hour_width.get(),
        scroll: scroll.get(),
        size: size.get(),
        cursor: cursor.get(),
        pointed: pointed.get(),
    });
    // Another graph may have fewer rows and hours.
    Effect::new(move |_| {
        let Some(extent) = extent.get() else { return };
        for cell in [cursor, pointed] {
            if cell.get_untracked().is_some_and(|(row, hour)| row >= extent.rows || hour >= extent.hours) {
                cell.set(None);
            }
        }
    });
    // What comes into sight is asked for.
    Effect::new(move |_| {
        let Some(generation) = case.graph.with(|graph| graph.as_ref().map(|graph| graph.generation)) else { return };
        let (look, extent) = (look.get(), extent.get());
        if !is_shown.get() {
            return;
        }
        let (rows, hours) = extent
            .map(|extent| (look.rows_in_sight(extent.rows), look.hours_in_sight(extent.hours)))
            .unwrap_or_default();
        let wanted = case.tiles.try_update_untracked(|tiles| tiles.ask(rows, hours)).unwrap_or_default();
        for tile in wanted {
            let (first_row, first_hour) = (tile.first_row(), tile.first_hour());
            case.send(&Request::Timeline { generation, first_row, rows: TILE_ROWS, first_hour, hours: TILE_HOURS });
        }
    });
    paint_canvas(
        canvas,
        size,
        move || {
            look.track();
            case.tiles.track();
            case.clock.track();
            case.selection.track();
        },
        move |pen| {
            case.tiles.with(|tiles| {
                let Some(extent) = tiles.extent() else { return };
                let selected = match case.selection.get() {
                    Some(Subject::Node(node)) => Some(node),
                    _ => None,
                };
                case.clock.with(|clock| paint::Scene { tiles, extent, look: look.get(), clock, selected }.draw(pen));
            });
        },
    );

    let scroll_to = move |left: f64, top: f64| {
        if let Some(scroller) = scroller.get_untracked() {
            scroller.set_scroll_left(left.round() as i32);
            scroller.set_scroll_top(top.round() as i32);
        }
    };
    let zoom = move |wider: bool, anchor: Option<f64>| {
        let old = hour_width.get_untracked();
        let new = zoomed(old, wider);
        let (left, top) = scroll.get_untracked();
        let room = size.get_untracked().0 - NAMES;
        // What the analyst looks at stays in its place: the pointer, else the cell of the arrow keys, else the middle.
        let of_cursor = cursor.get_untracked().map(|(_, hour)| f64::from(hour) * old - left);
        let in_sight = of_cursor.filter(|x| (0.0..room).contains(x));
        let anchor = anchor.or(in_sight).unwrap_or(room / 2.0);
        chosen_width.set(Some(new));
        // The field has its new width by the next frame.
        request_animation_frame(move || scroll_to(scroll_after_zoom(left, anchor, old, new), top));
    };
    let bring_into_sight = move |(row, hour): (u32, u32)| {
        let ((left, top), (width, height)) = (scroll.get_untracked(), size.get_untracked());
        let hour_width = hour_width.get_untracked();
        let left = scroll_to_line(hour as usize, left, width - NAMES, hour_width);
        scroll_to(left, scroll_to_line(row as usize, top, height - HEAD, ROW));
    };
    // An hour chosen elsewhere comes to the middle.
    Effect::new(move |_| {
        let (Some(time), Some(extent), true) = (case.sought_hour.get(), extent.get(), is_shown.get()) else { return };
        let hour =
            (time.saturating_sub(extent.start) / HOUR).clamp(0, i64::from(extent.hours.saturating_sub(1))) as u32;
        case.sought_hour.set(None);
        let row = cursor.get_untracked().map_or(0, |(row, _)| row);
        cursor.set(Some((row, hour)));
        request_animation_frame(move || {
            let middle = f64::from(hour) * hour_width.get_untracked() - (size.get_untracked().0 - NAMES) / 2.0;
            scroll_to(middle.max(0.0), scroll.get_untracked().1);
        });
    });

    let cell_at = move |x: i32, y: i32| {
        let (look, extent) = (look.get_untracked(), extent.get_untracked()?);
        let (x, y) = (f64::from(x), f64::from(y));
        let row = ((y - HEAD + look.scroll.1) / ROW).floor();
        let hour = ((x - NAMES + look.scroll.0) / look.hour_width).floor();
        let row_is_there = y >= HEAD && row >= 0.0 && row < f64::from(extent.rows);
        let hour_is_there = x >= NAMES && hour >= 0.0 && hour < f64::from(extent.hours);
        row_is_there.then(|| (row as u32, hour_is_there.then_some(hour as u32)))
    };
    let select_row = move |row: u32| {
        let hour = look.get_untracked().hours_in_sight(u32::MAX).start;
        let node = case.tiles.with_untracked(|tiles| tiles.account(row, hour).map(|line| line.node));
        if let Some(node) = node {
            case.select(Subject::Node(node));
        }
    };
    // The rows of a lit cell, and how many.
    let rows_of_cell = move |(row, hour): (u32, u32)| {
        let start = extent.get()?.start.saturating_add(i64::from(hour).saturating_mul(HOUR)) as f64;
        case.tiles.with(|tiles| {
            let (node, count) = (tiles.account(row, hour)?.node, tiles.cell(row, hour)?.0);
            let query = RowsQuery { of: RowsOf::Cell { node, start }, only: Only::default(), within: false };
            (count > 0).then_some((query, count))
        })
    };
    let lit = move || cursor.get().and_then(rows_of_cell);
    let on_click = move |event: MouseEvent| {
        if let Some((row, hour)) = cell_at(event.offset_x(), event.offset_y()) {
            if let Some(hour) = hour {
                cursor.set(Some((row, hour)));
            }
            select_row(row);
        }
    };
    let on_wheel = move |event: WheelEvent| {
        if event.ctrl_key() {
            event.prevent_default();
            let anchor = f64::from(event.offset_x()) - NAMES;
            zoom(event.delta_y() < 0.0, Some(anchor.max(0.0)));
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let Some(extent) = extent.get_untracked() else { return };
        if extent.rows == 0 || extent.hours == 0 || event.alt_key() || event.meta_key() {
            return;
        }
        let (last_row, last_hour) = (extent.rows - 1, extent.hours - 1);
        let page = ((size.get_untracked().1 - HEAD) / ROW).max(1.0) as u32;
        let now = cursor.get_untracked();
        let first = look.get_untracked();
        let first = (first.rows_in_sight(extent.rows).start, first.hours_in_sight(extent.hours).start);
        let (row, hour) = now.unwrap_or(first);
        let step = if event.ctrl_key() { 24 } else { 1 };
        let to = match event.key().as_str() {
            "ArrowRight" | "ArrowLeft" | "ArrowUp" | "ArrowDown" if now.is_none() => first,
            "ArrowRight" => (row, (hour + step).min(last_hour)),
            "ArrowLeft" => (row, hour.saturating_sub(step)),
            "ArrowDown" => ((row + 1).min(last_row), hour),
            "ArrowUp" => (row.saturating_sub(1), hour),
            "PageDown" => (row.saturating_add(page).min(last_row), hour),
            "PageUp" => (row.saturating_sub(page), hour),
            "Home" => (if event.ctrl_key() { 0 } else { row }, 0),
            "End" => (if event.ctrl_key() { last_row } else { row }, last_hour),
            "+" | "=" if !event.ctrl_key() => return zoom(true, None),
            "-" if !event.ctrl_key() => return zoom(false, None),
            "Enter" | " " => {
                event.prevent_default();
                let lit = untrack(lit).filter(|_| event.key() == "Enter");
                return match lit {
                    Some((query, _)) => case.show_rows(query),
                    None => select_row(row),
                };
            }
            _ => return,
        };
        event.prevent_default();
        cursor.set(Some(to));
        bring_into_sight(to);
    };

    let says = move |cell: Option<(u32, u32)>| {
        let ((row, hour), extent) = cell.zip(extent.get())?;
        let time = extent.start.saturating_add(i64::from(hour).saturating_mul(HOUR));
        let when = case.clock.with(|clock| clock.hour(time));
        case.tiles.with(|tiles| {
            let line = tiles.account(row, hour)?;
            let Some((count, score)) = tiles.cell(row, hour) else {
                return Some(Said {
                    account: visible(&line.label),
                    kind: kind_in_words(line.kind),
                    rest: format!("{when} · being looked up"),
                });
            };
            let level = match score_level(score) {
                0 => String::new(),
                level => format!(" (above {})", SCORE_LEVELS.get(level - 1).copied().unwrap_or_default()),
            };
            let (label, events) = (visible(&line.label), counted(u64::from(count), "event", "events"));
            Some(Said {
                account: label,
                kind: kind_in_words(line.kind),
                rest: format!("{when} · {events} · score {score:.1}{level}"),
            })
        })
    };
    let seen = move || says(pointed.get().or(cursor.get()));
    let heard = move || says(cursor.get()).map(|said| format!("{}, {}, {}", said.account, said.kind, said.rest));
    let field_width = move || NAMES + extent.get().map_or(0.0, |extent| f64::from(extent.hours)) * hour_width.get();
    let field_height = move || HEAD + extent.get().map_or(0.0, |extent| f64::from(extent.rows)) * ROW;
    view! {
        <section class="timeline-view" aria-label="Timeline">
            <div class="view-bar">
                <p class="timeline-says" class:quiet-words=move || seen().is_none()>
                    {move || match seen() {
                        Some(said) => {
                            view! {
                                <bdi class="timeline-account">{said.account}</bdi>
                                <span>{said.rest}</span>
                            }
                                .into_any()
                        }
                        None => "Point at an hour to read it; click it for the account’s details, twice for its rows.".into_any(),
                    }}
                </p>
                {move || {
                    lit()
                        .map(|(query, count)| {
                            let events = counted(u64::from(count), "row", "rows");
                            view! {
                                <button
                                    type="button"
                                    class="button"
                                    data-testid="cell-rows"
                                    title="The rows of this account in this hour (Enter, or double click)"
                                    on:click=move |_| case.show_rows(query.clone())
                                >
                                    {format!("Show {events}")}
                                </button>
                            }
                        })
                }}
                <Legend/>
                <div class="button-group" role="group" aria-label="Width of an hour">
                    <button
                        type="button"
                        class="button icon-only"
                        title="Narrower hours (−)"
                        aria-label="Narrower hours"
                        disabled=move || zoomed(hour_width.get(), false) == hour_width.get()
                        on:click=move |_| zoom(false, None)
                    >
                        "−"
                    </button>
                    <button
                        type="button"
                        class="button icon-only"
                        title="Wider hours (+)"
                        aria-label="Wider hours"
                        disabled=move || zoomed(hour_width.get(), true) == hour_width.get()
                        on:click=move |_| zoom(true, None)
                    >
                        "+"
                    </button>
                    <button
                        type="button"
                        class="button"
                        title="As much of the case as can be seen at once"
                        on:click=move |_| {
                            chosen_width.set(None);
                            scroll_to(0.0, scroll.get_untracked().1);
                        }
                    >
                        "Fit"
                    </button>
                </div>
            </div>
            <div
                class="timeline-scroll"
                data-testid="timeline"
                data-first-hour=move || extent.get().map(|extent| case.clock.with(|clock| clock.iso(extent.start)))
                data-rows=move || extent.get().map_or(0, |extent| extent.rows)
                data-hours=move || extent.get().map_or(0, |extent| extent.hours)
                role="grid"
                tabindex="0"
                aria-label="Accounts by hours. Arrow keys move by an hour or an account, Ctrl and arrow by a day, Enter shows the rows of an hour, Space the account."
                aria-rowcount=move || extent.get().map_or(0, |extent| extent.rows)
                aria-colcount=move || extent.get().map_or(0, |extent| extent.hours)
                aria-activedescendant=move || cursor.get().map(|_| "timeline-cell")
                node_ref=scroller
                on:scroll=move |_| {
                    if let Some(scroller) = scroller.get_untracked() {
                        scroll.set((f64::from(scroller.scroll_left()), f64::from(scroller.scroll_top())));
                    }
                }
                on:keydown=on_key
                on:wheel=on_wheel
            >
                <div
                    class="timeline-field"
                    role="presentation"
                    style:width=move || format!("{}px", field_width())
                    style:height=move || format!("{}px", field_height())
                >
                    <canvas
                        class="timeline-sheet"
                        aria-hidden="true"
                        style:width=move || format!("{}px", size.get().0)
                        style:height=move || format!("{}px", size.get().1)
                        node_ref=canvas
                        on:click=on_click
                        on:dblclick=move |_| {
                            if let Some((query, _)) = untrack(lit) {
                                case.show_rows(query);
                            }
                        }
                        on:pointermove=move |event| {
                            let cell = cell_at(event.offset_x(), event.offset_y());
                            pointed.set(cell.and_then(|(row, hour)| hour.map(|hour| (row, hour))));
                        }
                        on:pointerleave=move |_| pointed.set(None)
                    ></canvas>
                </div>
                <div class="out-of-sight" role="row">
                    <div
                        role="gridcell"
                        id="timeline-cell"
                        aria-rowindex=move || cursor.get().map(|(row, _)| row + 1)
                        aria-colindex=move || cursor.get().map(|(_, hour)| hour + 1)
                    >
                        {heard}
                    </div>
                </div>
            </div>
            <p class="out-of-sight" aria-live="polite">{heard}</p>
            <Show when=move || extent.get().is_some_and(|extent| extent.rows == 0)>
                <p class="view-empty">"No account has a logon under the present switches."</p>
            </Show>
        </section>
    }
}

/// A cell in words.
struct Said {
    account: String,
    kind: &'static str,
    rest: String,
}
