//! The rows of a comparison: only those in sight exist, and a window of them around it is here.

use crate::ui::case::{Case, case};
use crate::ui::drawing::size_of;
use crate::ui::events::RowsButton;
use crate::ui::heading::SortHeading;
use leptos::ev::KeyboardEvent;
use leptos::html::Div;
use leptos::prelude::*;
use logonscope::protocol::compare::{CompareOrder, CompareRow, CompareView, Compared};
use logonscope::protocol::rows::{Only, RowsOf, RowsQuery};
use logonscope::protocol::{GraphView, Subject};
use logonscope::screen::window::{lines_in_sight, scroll_to_line};
use logonscope::screen::words::{grouped, visible};

/// Height of a row, of one that says why it weighs what it does, and of the header, pixels; the style sheet has the same.
const ROW: f64 = 26.0;
const TALL_ROW: f64 = 44.0;
const HEAD: f64 = 30.0;

/// Headings, and what a click on each sorts by.
const HEADINGS: [(&str, CompareOrder); 9] = [
    ("Change", CompareOrder::Change),
    ("Account", CompareOrder::Account),
    ("Host", CompareOrder::Host),
    ("", CompareOrder::Detail),
    ("A", CompareOrder::A),
    ("B", CompareOrder::B),
    ("First seen", CompareOrder::First),
    ("Weight", CompareOrder::Weight),
    ("New that day", CompareOrder::ThatDay),
];

/// What a way's history says, below its row: no column to sort by.
const WHY: usize = 9;

/// The columns that rows of a kind have; of what was first seen, there is but one side.
fn columns(what: Compared, first_seen: bool) -> &'static [usize] {
    match (what, first_seen) {
        (Compared::Pair, false) => &[0, 1, 2, 4, 5, 6, 7],
        (Compared::Account, false) => &[0, 1, 4, 5, 6],
        (Compared::Host, false) => &[0, 2, 4, 5, 6],
        (Compared::LogonType, false) => &[0, 1, 2, 3, 4, 5, 6],
        (Compared::Movement, false) => &[0, 2, 3, 4, 5, 6, 7],
        (Compared::Pair, true) => &[1, 2, 6, 5, 8, 7, WHY],
        (Compared::Account, true) => &[1, 6, 5],
        (Compared::Host, true) => &[2, 6, 5],
        (Compared::LogonType, true) => &[1, 2, 3, 6, 5],
        (Compared::Movement, true) => &[2, 3, 6, 5, 8, 7, WHY],
    }
}

fn heading(what: Compared, column: usize, first_seen: bool) -> &'static str {
    match (column, what) {
        (3, Compared::LogonType) => "Logon type",
        (3, _) => "To computer",
        (2, Compared::Movement) => "From host",
        (5, _) if first_seen => "Logons",
        _ => HEADINGS.get(column).map_or("", |(name, _)| name),
    }
}

/// What a row is about in the graph.
fn subject(row: &CompareRow, graph: &GraphView) -> Option<Subject> {
    match (row.account, row.host) {
        (Some(account), Some(host)) => {
            let edge = graph.edges.binary_search_by_key(&(host, account), |edge| (edge.from, edge.to));
            edge.ok().map(|edge| Subject::Edge(edge as u32))
        }
        (node, other) => node.or(other).map(Subject::Node),
    }
}

/// The rows of a figure.
fn rows_of(case: Case, view: &CompareView, row: &CompareRow, side: usize) -> RowsQuery {
    let at = case.comparing;
    let first_seen = view.query.since.is_some();
    let chosen = if first_seen { at.moment } else { at.sides[side] }.get_untracked();
    let words = case.clock.with_untracked(|clock| super::in_words(case, &chosen, clock));
    let (side, name) = if side == 0 { (&view.query.a, "A") } else { (&view.query.b, "B") };
    let of = RowsOf::Compared {
        side: Box::new(side.clone()),
        called: if first_seen { words } else { format!("in {name}, {words}") },
        account: row.account,
        host: row.host,
        logon_type: row.logon_type,
        computer: (view.page.what == Compared::Movement).then(|| row.detail.clone()),
    };
    RowsQuery { of, only: Only::default(), within: false }
}

/// The table.
#[component]
pub fn CompareTable() -> impl IntoView {
    let case = case();
    let at = case.comparing;
    let scroller = NodeRef::<Div>::new();
    let (size, scroll) = (size_of(scroller), RwSignal::new(0.0_f64));
    let cursor = RwSignal::new(0_u32);
    let height = Memo::new(move |_| {
        let says_why = columns(at.what.get(), at.first_seen.get()).contains(&WHY);
        if says_why { TALL_ROW } else { ROW }
    });
    let total = Memo::new(move |_| at.view.with(|view| view.as_ref().map_or(0, |view| view.total)));
    let in_sight = Memo::new(move |_| {
        let range = lines_in_sight(scroll.get(), (size.get().1 - HEAD).max(0.0), height.get(), total.get() as usize, 4);
        range.start as u32..range.end as u32
    });
    // Rows out of the window that is here are asked for.
    Effect::new(move |_| {
        let wanted = in_sight.get();
        let (first, here) = (at.first.get_untracked(), super::PAGE);
        if wanted.start < first || wanted.end > first + here {
            at.first.set(wanted.start.saturating_sub(here / 4));
        }
    });
    Effect::new(move |_| {
        let _ = (at.what.get(), at.only.get(), at.order.get(), at.first_seen.get(), at.moment.get());
        cursor.set(0);
        if let Some(scroller) = scroller.get_untracked() {
            scroller.set_scroll_top(0);
        }
    });
    let row_at = move |place: u32| {
        let view = at.view.get()?;
        let row = view.rows.get(place.checked_sub(view.page.first)? as usize)?.clone();
        Some((view, row))
    };
    let select = move |place: u32| {
        cursor.set(place);
        if let Some(scroller) = scroller.get_untracked() {
            let view = f64::from(scroller.client_height()) - HEAD;
            scroller.set_scroll_top(scroll_to_line(
                place as usize,
                f64::from(scroller.scroll_top()),
                view,
                height.get_untracked(),
            ) as i32);
        }
        let subject = untrack(|| {
            let (_, row) = row_at(place)?;
            case.graph.with(|graph| subject(&row, graph.as_ref()?))
        });
        case.selection.set(subject);
    };
    let on_key = move |event: KeyboardEvent| {
        let last = total.get_untracked().saturating_sub(1);
        let page = (size.get_untracked().1 / height.get_untracked()).max(1.0) as u32;
        let now = cursor.get_untracked();
        let to = match event.key().as_str() {
            _ if event.ctrl_key() || event.alt_key() || event.meta_key() => return,
            "ArrowDown" => now.saturating_add(1),
            "ArrowUp" => now.saturating_sub(1),
            "PageDown" => now.saturating_add(page),
            "PageUp" => now.saturating_sub(page),
            "Home" => 0,
            "End" => last,
            "Enter" => {
                event.prevent_default();
                select(now);
                if let Some(subject) = case.selection.get_untracked() {
                    case.select(subject);
                }
                return;
            }
            // What was first seen has no side A.
            key @ ("a" | "A" | "b" | "B") => {
                let side = usize::from(key.eq_ignore_ascii_case("b") || at.first_seen.get_untracked());
                if let Some((view, row)) = untrack(|| row_at(now)) {
                    case.show_rows(rows_of(case, &view, &row, side));
                }
                return;
            }
            _ => return,
        };
        event.prevent_default();
        select(to.min(last));
    };
    let head = move || {
        let (what, first_seen) = (at.what.get(), at.first_seen.get());
        let columns = columns(what, first_seen).iter().filter_map(|&column| {
            let by = HEADINGS.get(column)?.1;
            let way = Signal::derive(move || {
                Some(at.order.get()).filter(|(order, _)| *order == by).map(|(_, reversed)| !reversed)
            });
            let sort = Callback::new(move |()| {
                at.order.update(|(order, reversed)| {
                    *reversed = *order == by && !*reversed;
                    *order = by;
                });
            });
            Some(view! { <SortHeading name=heading(what, column, first_seen) way sort/> })
        });
        columns.collect_view()
    };
    let line = move |place: u32| {
        let cells = move || {
            let (view, row) = row_at(place)?;
            let label = |node: Option<u32>| {
                case.graph.with(|graph| {
                    let node = graph.as_ref()?.nodes.get(node? as usize)?;
                    Some(visible(&node.label))
                })
            };
            let first_seen = view.query.since.is_some();
            let texts = columns(view.page.what, first_seen).iter().map(|column| match column {
                0 => {
                    let words = row.change.in_words().unwrap_or_default();
                    view! { <div role="gridcell"><span class=super::legend::class(row.change) aria-hidden="true"></span>{words}</div> }.into_any()
                }
                4 | 5 => {
                    let (side, (count, failed)) = if *column == 4 { (0, row.a) } else { (1, row.b) };
                    let failed = (failed > 0).then(|| format!("{failed} failed"));
                    let query = rows_of(case, &view, &row, side);
                    let of = if first_seen { "since then" } else { ["A", "B"][side] };
                    view! {
                        <div role="gridcell" class="number" title=failed>
                            {if count == 0 { "–".into_any() } else { view! { <RowsButton count query of/> }.into_any() }}
                        </div>
                    }
                    .into_any()
                }
                _ => {
                    let text = match column {
                        1 => label(row.account).unwrap_or_default(),
                        2 => label(row.host).unwrap_or_default(),
                        3 => visible(&row.detail),
                        6 => case.clock.with(|clock| clock.second(row.first)),
                        7 => format!("{:.1}", row.weight),
                        8 => grouped(u64::from(row.history.that_day)),
                        _ => format!("Before: {}", row.why),
                    };
                    let is_why = *column == WHY;
                    view! { <div role="gridcell" class:number={*column > 5 && !is_why} class:compare-why=is_why title=text.clone()><bdi>{text.clone()}</bdi></div> }.into_any()
                }
            });
            Some(texts.collect_view())
        };
        view! {
            <div
                class="events-row"
                class:events-cursor=move || cursor.get() == place
                role="row"
                id=format!("compare-row-{place}")
                aria-rowindex=place + 2
                aria-selected=move || (cursor.get() == place).to_string()
                style:transform=move || format!("translateY({}px)", HEAD + f64::from(place) * height.get())
                on:click=move |_| select(place)
            >
                {cells}
            </div>
        }
    };
    view! {
        <div class="compare-rows">
        <div
            class="events-scroll compare-table"
            class:compare-new=move || at.first_seen.get()
            role="grid"
            tabindex="0"
            data-testid="compare-table"
            data-rows=move || total.get()
            data-what=move || at.what.with(|what| format!("{what:?}"))
            aria-label=move || {
                if at.first_seen.get() {
                    "What was first seen. Arrow keys select, Enter opens the details, B opens the records."
                } else {
                    "What is compared. Arrow keys select, Enter opens the details, A and B open the records of a side."
                }
            }
            aria-rowcount=move || total.get() + 1
            aria-activedescendant=move || in_sight.get().contains(&cursor.get()).then(|| format!("compare-row-{}", cursor.get()))
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
                role="presentation"
                style:height=move || format!("{}px", HEAD + f64::from(total.get()) * height.get())
            >
                <div class="events-head" role="row" aria-rowindex="1">{head}</div>
                <For each=move || in_sight.get() key=|place| *place children=line/>
            </div>
        </div>
        <Show when=move || at.view.with(Option::is_some) && total.get() == 0>
            <p class="view-empty">{move || if at.first_seen.get() { "Nothing of this kind was first seen since then." } else { "Nothing of this kind." }}</p>
        </Show>
        </div>
    }
}
