//! The graph as a table: every node and every line that the picture shows, the same selection, and what a screen reader reads.

use super::case::case;
use super::drawing::size_of;
use super::graph_work::Deed;
use super::heading::SortHeading;
use leptos::ev::KeyboardEvent;
use leptos::html::Div;
use leptos::prelude::*;
use logonscope::graph::scene::Scene;
use logonscope::protocol::Subject;
use logonscope::screen::graph_table::{GraphTable as Sorter, TableOf};
use logonscope::screen::window::{lines_in_sight, scroll_to_line};
use logonscope::screen::words::grouped;
use std::sync::Arc;

/// Height of a row and of the header, pixels; the style sheet has the same.
const ROW: f64 = 26.0;
const HEAD: f64 = 30.0;

/// The table; it lies over the picture while it is wanted.
#[component]
pub fn GraphTable() -> impl IntoView {
    let case = case();
    let of = RwSignal::new(TableOf::Nodes);
    // The column, and whether its greatest comes first.
    let sorting = RwSignal::new((2_usize, true));
    let scroller = NodeRef::<Div>::new();
    let (size, scroll) = (size_of(scroller), RwSignal::new(0.0_f64));
    let table = Memo::new_with_compare(
        move |_| {
            let scene = case.graph.get().map_or_else(Scene::default, |graph| {
                let filtered = case.filtered.get().filter(|filtered| !filtered.is_whole);
                Scene::new(filtered.map_or_else(|| graph.clone(), |filtered| Arc::new(filtered.applied_to(&graph))))
            });
            Arc::new(Sorter::new(scene))
        },
        |_, _| true,
    );
    let rows = Memo::new(move |_| {
        let (column, descending) = sorting.get();
        Arc::new(table.get().sorted(of.get(), column, descending))
    });
    let in_sight = Memo::new(move |_| {
        lines_in_sight(scroll.get(), (size.get().1 - HEAD).max(0.0), ROW, rows.with(|r| r.len()), 4)
    });
    let selected = move |row: u32| case.selection.get() == Some(Sorter::subject(of.get(), row));
    let show = move |place: usize| {
        let Some(row) = rows.with_untracked(|rows| rows.get(place).copied()) else { return };
        case.selection.set(Some(Sorter::subject(of.get_untracked(), row)));
        if let Some(scroller) = scroller.get_untracked() {
            let view = f64::from(scroller.client_height()) - HEAD;
            scroller.set_scroll_top(scroll_to_line(place, f64::from(scroller.scroll_top()), view, ROW) as i32);
        }
    };
    // Where the selection stands in the table.
    let place = move || {
        let wanted = case.selection.get_untracked();
        let of = of.get_untracked();
        rows.with_untracked(|rows| rows.iter().position(|row| Some(Sorter::subject(of, *row)) == wanted))
    };
    let on_key = move |event: KeyboardEvent| {
        let (count, page) = (rows.with_untracked(|r| r.len()), (size.get_untracked().1 / ROW).max(1.0) as usize);
        let now = place();
        let to = match event.key().as_str() {
            _ if event.ctrl_key() || event.alt_key() || event.meta_key() => return,
            "ArrowDown" => now.map_or(0, |now| now + 1),
            "ArrowUp" => now.map_or(0, |now| now.saturating_sub(1)),
            "PageDown" => now.unwrap_or(0) + page,
            "PageUp" => now.unwrap_or(0).saturating_sub(page),
            "Home" => 0,
            "End" => count,
            "Enter" => {
                event.prevent_default();
                if let Some(subject) = case.selection.get_untracked() {
                    case.select(subject);
                }
                return;
            }
            " " => {
                event.prevent_default();
                return case.act_on(Deed::Choose);
            }
            "h" | "H" | "Delete" => return case.act_on(Deed::Hide),
            "n" | "N" => return case.act_on(Deed::Narrow),
            "i" | "I" => return case.act_on(Deed::Isolate),
            "e" | "E" => return case.act_on(Deed::Expand),
            "t" | "T" | "Escape" => return case.act_on(Deed::Table),
            _ => return,
        };
        event.prevent_default();
        show(to.min(count.saturating_sub(1)));
    };
    let turn = move |to: TableOf| {
        of.set(to);
        sorting.set((2, true));
        if let Some(scroller) = scroller.get_untracked() {
            scroller.set_scroll_top(0);
        }
    };
    Effect::new(move |_| {
        if let Some(scroller) = scroller.get() {
            let _ = scroller.focus();
        }
    });
    let chosen = move |row: u32| {
        of.get() == TableOf::Nodes && case.work.chosen.with(|chosen| chosen.binary_search(&row).is_ok())
    };
    let movement = move || case.work.shows.get().movement;
    let heading = move |column: usize| {
        let way =
            Signal::derive(move || Some(sorting.get()).filter(|(by, _)| *by == column).map(|(_, greatest)| greatest));
        let sort = Callback::new(move |()| {
            let figure = of.get_untracked().is_figure(column);
            sorting.set((column, way.get_untracked().map_or(figure, |greatest| !greatest)));
        });
        view! { <SortHeading name=of.get().headings(movement())[column] way sort/> }
    };
    view! {
        <section class="graph-table" aria-label="The graph as a table">
            <div class="view-bar">
                <div class="button-group" role="group" aria-label="Nodes or lines">
                    {[(TableOf::Nodes, "Nodes"), (TableOf::Lines, "Lines")]
                        .map(|(to, name)| {
                            view! {
                                <button
                                    type="button"
                                    class="button"
                                    aria-pressed=move || (of.get() == to).to_string()
                                    on:click=move |_| turn(to)
                                >
                                    {name}
                                </button>
                            }
                        })}
                </div>
                <span class="quiet-words">{move || grouped(rows.with(|rows| rows.len()) as u64)}</span>
                <button type="button" class="button" on:click=move |_| case.act_on(Deed::Table)>
                    "As a picture"
                </button>
            </div>
            <div
                class="events-scroll"
                role="grid"
                tabindex="0"
                data-testid="graph-table"
                data-rows=move || rows.with(|rows| rows.len())
                aria-label="Arrow keys select, Enter opens the details, Space chooses, T goes back to the picture."
                aria-multiselectable="true"
                aria-rowcount=move || rows.with(|rows| rows.len() + 1)
                aria-activedescendant=move || match case.selection.get()? {
                    Subject::Node(row) if of.get() == TableOf::Nodes => Some(format!("graph-row-{row}")),
                    Subject::Edge(row) if of.get() == TableOf::Lines => Some(format!("graph-row-{row}")),
                    _ => None,
                }
                node_ref=scroller
                on:keydown=on_key
                on:scroll=move |_| {
                    if let Some(scroller) = scroller.get_untracked() {
                        scroll.set(f64::from(scroller.scroll_top()));
                    }
                }
            >
                <div
                    class="events-field"
                    class:graph-table-lines=move || of.get() == TableOf::Lines
                    role="presentation"
                    style:height=move || format!("{}px", HEAD + rows.with(|rows| rows.len()) as f64 * ROW)
                >
                    <div class="events-head" role="row" aria-rowindex="1">
                        {move || (0..of.get().headings(movement()).len()).map(heading).collect_view()}
                    </div>
                    <For
                        each=move || {
                            let (of, rows) = (of.get(), rows.get());
                            in_sight.get().filter_map(move |place| Some((of, place, *rows.get(place)?))).collect::<Vec<_>>()
                        }
                        key=|(of, place, row)| (*of as u8, *place, *row)
                        children=move |(of, place, row)| {
                            let cells = move || {
                                let cells = table.get().cells(of, row).into_iter().enumerate();
                                cells
                                    .map(|(column, text)| {
                                        let number = of.is_figure(column);
                                        view! { <div role="gridcell" class:number=number title=text.clone()><bdi>{text.clone()}</bdi></div> }
                                    })
                                    .collect_view()
                            };
                            view! {
                                <div
                                    class="events-row"
                                    class:events-selected=move || selected(row) || chosen(row)
                                    class:events-cursor=move || selected(row)
                                    role="row"
                                    id=format!("graph-row-{row}")
                                    aria-rowindex=place + 2
                                    aria-selected=move || (selected(row) || chosen(row)).to_string()
                                    style:transform=format!("translateY({}px)", HEAD + place as f64 * ROW)
                                    on:click=move |event| match event.ctrl_key() || event.shift_key() {
                                        true if of == TableOf::Nodes => case.choose(row),
                                        _ => show(place),
                                    }
                                >
                                    {cells}
                                </div>
                            }
                        }
                    />
                </div>
            </div>
        </section>
    }
}
