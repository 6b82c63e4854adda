//! The timeline: a heat map of accounts or hosts by hours, days, weeks or months, of any size. What is in sight is drawn on a canvas that
//! stays in its place while an empty field of the map's true size scrolls beneath it.

mod controls;
mod legend;
pub mod picture;
mod scores;
pub mod state;
mod words;

use super::case::case;
use super::drawing::paint as paint_canvas;
use super::shown::Shown;
use controls::Controls;
use legend::Legend;
use leptos::ev::{MouseEvent, PointerEvent, WheelEvent};
use leptos::html::Canvas;
use leptos::prelude::*;
use logonscope::protocol::rows::RowsQuery;
use logonscope::protocol::timeline::LineOf;
use logonscope::protocol::{Request, Subject};
use logonscope::screen::grid::Cursor;
use logonscope::screen::heat_map::look::{HEAD, Hit, LINE, NAMES, between};
use logonscope::screen::heat_map::scene::OPENER;
use logonscope::screen::window::{TILE_COLUMNS, TILE_LINES, zoomed};
use logonscope::screen::words::counted;
use state::Sheet;

/// The view.
#[component]
pub fn Timeline() -> impl IntoView {
    let case = case();
    let sheet = Sheet::new();
    scores::keep(case);
    let canvas: NodeRef<Canvas> = NodeRef::new();
    let is_shown = Memo::new(move |_| case.shown.get() == Shown::Timeline);
    let epoch = Memo::new(move |_| case.tiles.with(|tiles| tiles.epoch()));
    // What comes into sight is asked for.
    Effect::new(move |_| {
        let Some(generation) = case.graph.with(|graph| graph.as_ref().map(|graph| graph.generation)) else { return };
        sheet.look.track();
        sheet.extent.track();
        epoch.get();
        if !is_shown.get() {
            return;
        }
        let wanted = case.tiles.try_update_untracked(|tiles| (sheet.ask(tiles), tiles.shape.clone()));
        let (wanted, shape) = wanted.unwrap_or_default();
        for tile in wanted {
            let (first, size) = ((tile.first_line(), tile.first_column()), (TILE_LINES, TILE_COLUMNS));
            case.send(&Request::Timeline { generation, shape: shape.clone(), first, size });
        }
    });
    paint_canvas(
        canvas,
        sheet.size,
        move || {
            sheet.look.track();
            sheet.off_hours.track();
            case.tiles.track();
            case.clock.track();
            case.selection.track();
        },
        move |pen| {
            let selected = match case.selection.get() {
                Some(Subject::Node(node)) => Some(node),
                _ => None,
            };
            sheet.with_scene(&sheet.look.get(), selected, |scene| scene.draw(pen));
        },
    );
    case.sheet.set_value(Some(sheet));

    let lit = move || {
        let cursor = sheet.cursor.get()?;
        sheet.rows_of((cursor.line, cursor.column?))
    };
    let is_choosing = move || sheet.chosen.with(Option::is_some);
    let seen = move || {
        let pointed = sheet.pointed.get().map(|(line, column)| Cursor { line, column: Some(column) });
        words::said(sheet, pointed.or(sheet.cursor.get())?)
    };
    let heard = move || {
        let said = words::said(sheet, sheet.cursor.get()?)?;
        Some(format!("{}, {}, {}", said.account, said.kind, said.rest))
    };
    let lines = move || sheet.extent.with(|extent| extent.as_ref().map_or(0, |extent| extent.lines));
    let columns = move || sheet.extent.with(|extent| extent.as_ref().map_or(0, |extent| extent.columns.len()));
    let field = move || (NAMES + f64::from(columns()) * sheet.width.get(), HEAD + f64::from(lines()) * LINE);
    let zoom_button = move |wider: bool, title: &'static str, name: &'static str, sign: &'static str| {
        view! {
            <button
                type="button"
                class="button icon-only"
                title=title
                aria-label=name
                disabled=move || zoomed(sheet.width.get(), wider) == sheet.width.get()
                on:click=move |_| sheet.zoom(wider, None)
            >
                {sign}
            </button>
        }
    };
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
                        None => {
                            const HOW: &str = "Point at a cell to read it, click or drag to see only that; a name has details.";
                            case.scoring_in_words().unwrap_or_else(|| HOW.to_owned()).into_any()
                        }
                    }}
                </p>
                {move || {
                    (lit().is_some() || is_choosing())
                        .then(|| {
                            view! {
                                <button
                                    type="button"
                                    class="button"
                                    data-testid="cell-narrow"
                                    title="Narrows all views to these accounts and this time (F, or click)"
                                    on:click=move |_| {
                                        sheet.press("f", false, false);
                                    }
                                >
                                    "Only this"
                                </button>
                            }
                        })
                }}
                {move || {
                    lit()
                        .map(|(query, count)| {
                            let rows = counted(u64::from(count), "row", "rows");
                            view! {
                                <button
                                    type="button"
                                    class="button"
                                    data-testid="cell-rows"
                                    title="The rows of this cell (Enter, or double click)"
                                    on:click=move |_| case.show_rows(query.clone())
                                >
                                    {format!("Show {rows}")}
                                </button>
                            }
                        })
                }}
                <div class="timeline-controls">
                    <Controls before=Callback::new(move |()| sheet.keep_place())/>
                    <div class="button-group" role="group" aria-label="Width of a column">
                        {zoom_button(false, "Narrower columns (−)", "Narrower columns", "−")}
                        {zoom_button(true, "Wider columns (+)", "Wider columns", "+")}
                        <button
                            type="button"
                            class="button"
                            title="As much of the case as can be seen at once"
                            on:click=move |_| sheet.fit()
                        >
                            "Fit"
                        </button>
                    </div>
                </div>
                <Legend off_hours=sheet.off_hours/>
            </div>
            <div
                class="timeline-scroll"
                data-testid="timeline"
                data-first-hour=move || {
                    sheet.extent.with(|extent| extent.as_ref().map(|extent| case.clock.with(|clock| clock.iso(extent.start))))
                }
                data-rows=move || sheet.extent.with(|extent| extent.as_ref().map_or(0, |extent| extent.nodes))
                data-hidden=move || sheet.extent.with(|extent| extent.as_ref().map_or(0, |extent| extent.hidden))
                data-hours=move || sheet.extent.with(|extent| extent.as_ref().map_or(0, |extent| extent.hours))
                data-columns=columns
                data-epoch=move || sheet.extent.with(|extent| extent.as_ref().map_or(0, |extent| extent.epoch))
                role="grid"
                tabindex="0"
                aria-label="Who by when. Arrow keys move to another cell, with Control farther, with Shift they choose cells; left of the first cell is the name, which Right or Enter opens and Left closes. Enter shows the rows of a cell, F narrows all views to it, Space selects."
                aria-rowcount=lines
                aria-colcount=columns
                aria-activedescendant=move || sheet.cursor.get().map(|_| "timeline-cell")
                node_ref=sheet.scroller
                on:scroll=move |_| {
                    if let Some(scroller) = sheet.scroller.get_untracked() {
                        sheet.scroll.set((f64::from(scroller.scroll_left()), f64::from(scroller.scroll_top())));
                    }
                }
                on:keydown=move |event| {
                    if !event.alt_key() && !event.meta_key() && sheet.press(&event.key(), event.ctrl_key(), event.shift_key()) {
                        event.prevent_default();
                    }
                }
                on:wheel=move |event: WheelEvent| {
                    if event.ctrl_key() {
                        event.prevent_default();
                        let anchor = f64::from(event.offset_x()) - NAMES;
                        sheet.zoom(event.delta_y() < 0.0, Some(anchor.max(0.0)));
                    }
                }
            >
                <div
                    class="timeline-field"
                    role="presentation"
                    style:width=move || format!("{}px", field().0)
                    style:height=move || format!("{}px", field().1)
                >
                    <MapCanvas sheet canvas/>
                </div>
                <div class="out-of-sight" role="row">
                    <div
                        role="gridcell"
                        id="timeline-cell"
                        aria-rowindex=move || sheet.cursor.get().map(|cursor| cursor.line + 1)
                        aria-colindex=move || sheet.cursor.get().and_then(|cursor| cursor.column).map(|column| column + 1)
                    >
                        {heard}
                    </div>
                </div>
            </div>
            <p class="out-of-sight" aria-live="polite">{heard}</p>
            <Show when=move || sheet.extent.with(|extent| extent.as_ref().is_some_and(|extent| extent.lines == 0))>
                <p class="view-empty">
                    {move || match sheet.extent.with(|extent| extent.as_ref().map_or(0, |extent| extent.hidden)) {
                        0 => "No account has a logon under the present switches.",
                        _ => "The filter leaves no logon of any account.",
                    }}
                </p>
            </Show>
        </section>
    }
}

/// The sheet that is drawn on, and what pointers do to it.
#[component]
fn MapCanvas(sheet: Sheet, canvas: NodeRef<Canvas>) -> impl IntoView {
    let case = case();
    // Where the pointer went down.
    let began = StoredValue::new(None::<Hit>);
    // The rows of the cell that was clicked last: a first click narrows, and a second may not find the cell where it was.
    let clicked = StoredValue::new(None::<RowsQuery>);
    let hit = move |event: &MouseEvent| {
        let extent = sheet.extent.get_untracked()?;
        let (x, y) = (f64::from(event.offset_x()), f64::from(event.offset_y()));
        sheet.look.get_untracked().hit(x, y, extent.lines, extent.columns.len())
    };
    let line_of = move |line: u32| case.tiles.with_untracked(|tiles| tiles.line(line, 0).map(|line| line.of));
    let on_click = move |event: MouseEvent| {
        let (from, to) = (began.get_value(), hit(&event));
        began.set_value(None);
        if let Some(cells) = sheet.chosen.get_untracked().filter(|_| from != to) {
            return sheet.narrow(cells, from.is_some_and(|from| from.line.is_none()));
        }
        sheet.chosen.set(None);
        let Some(Hit { line: Some(line), column }) = to else { return };
        if column.is_none()
            && f64::from(event.offset_x()) < OPENER
            && let Some(LineOf::Node { open }) = line_of(line)
        {
            return sheet.open(line, !open);
        }
        sheet.put(Cursor { line, column });
        sheet.select(line);
        if let Some(column) = column {
            let rows = untrack(|| sheet.rows_of((line, column)));
            clicked.set_value(rows.map(|(query, _)| query));
            if clicked.with_value(Option::is_some) {
                sheet.narrow((between(line, line), between(column, column)), false);
            }
        }
    };
    let on_move = move |event: PointerEvent| {
        let at = hit(&event);
        sheet.pointed.set(at.and_then(|at| at.line.zip(at.column)));
        let (Some(from), Some(to)) = (began.get_value(), at) else { return };
        let Some(columns) = from.column.zip(to.column).map(|(from, to)| between(from, to)) else { return };
        let lines = match (from.line, to.line) {
            (Some(from), Some(to)) => between(from, to),
            (Some(from), None) => between(from, from),
            // Along the header everybody is meant.
            (None, _) => 0..sheet.extent.with_untracked(|extent| extent.as_ref().map_or(0, |extent| extent.lines)),
        };
        if at != Some(from) || sheet.chosen.with_untracked(Option::is_some) {
            sheet.chosen.set(Some((lines, columns)));
        }
    };
    view! {
        <canvas
            class="timeline-sheet"
            aria-hidden="true"
            style:width=move || format!("{}px", sheet.size.get().0)
            style:height=move || format!("{}px", sheet.size.get().1)
            node_ref=canvas
            on:pointerdown=move |event| {
                if event.button() == 0 {
                    began.set_value(hit(&event));
                    if let Some(canvas) = canvas.get_untracked() {
                        let _ = canvas.set_pointer_capture(event.pointer_id());
                    }
                }
            }
            on:pointermove=on_move
            on:pointercancel=move |_| {
                began.set_value(None);
                sheet.chosen.set(None);
            }
            on:pointerleave=move |_| sheet.pointed.set(None)
            on:click=on_click
            on:dblclick=move |_| {
                if let Some(query) = clicked.get_value() {
                    case.show_rows(query);
                }
            }
        ></canvas>
    }
}
