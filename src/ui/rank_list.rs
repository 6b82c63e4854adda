//! A rank list: every account or host, highest first. Only the lines in sight exist.

use super::case::case;
use super::mark::{Mark, kind_in_words};
use leptos::ev::KeyboardEvent;
use leptos::html::Div;
use leptos::prelude::*;
use logonscope::protocol::picture::Order;
use logonscope::protocol::{RankRow, RanksView, Subject};
use logonscope::screen::levels::score_level;
use logonscope::screen::scores::named;
use logonscope::screen::window::{lines_in_sight, scroll_to_line};
use logonscope::screen::words::{counted, grouped, rank, visible};

/// Pixels; the style sheet has the same.
const LINE: f64 = 28.0;

/// One list.
#[component]
pub fn RankList(
    /// Heading.
    title: &'static str,
    /// Test id; ids of the lines begin with it.
    test_id: &'static str,
    /// Which of the two lists.
    pick: fn(&RanksView) -> &Vec<RankRow>,
) -> impl IntoView {
    let case = case();
    let rows = case.ranks;
    let list: NodeRef<Div> = NodeRef::new();
    let scroll = RwSignal::new(0.0);
    let height = super::drawing::size_of(list);
    // Places in the list of those under the filter; nothing while nothing is narrowed.
    let left = Memo::new(move |_| {
        let filtered = case.filtered.get().filter(|filtered| !filtered.is_whole)?;
        rows.with(|rows| {
            let ranks = rows.as_ref().filter(|ranks| ranks.generation == filtered.generation)?;
            let left = pick(ranks).iter().enumerate().filter(|(_, row)| filtered.shows(row.node));
            Some(left.map(|(place, _)| place).collect::<Vec<usize>>())
        })
    });
    let total = Memo::new(move |_| rows.with(|rows| rows.as_ref().map_or(0, |ranks| pick(ranks).len())));
    let count = Memo::new(move |_| left.with(|left| left.as_ref().map_or_else(|| total.get(), Vec::len)));
    let place =
        move |line: usize| left.with_untracked(|left| left.as_ref().map_or(Some(line), |left| left.get(line).copied()));
    let focused = RwSignal::new(0_usize);
    let highest = Memo::new(move |_| {
        rows.with(|rows| rows.as_ref().and_then(|ranks| pick(ranks).first()).map_or(0.0, |row| row.rank))
    });
    let in_sight = Memo::new(move |_| lines_in_sight(scroll.get(), height.get().1, LINE, count.get(), 6));
    let lines = move || {
        let range = in_sight.get();
        left.track();
        let scored = case.scores.get();
        rows.with(|rows| {
            rows.as_ref()
                .map(|ranks| {
                    let row = |line| {
                        let row = pick(ranks).get(place(line)?)?.clone();
                        let score = scored.as_ref().and_then(|scores| scores.nodes.get(row.node as usize).copied());
                        Some((line, place(line)?, row, score.unwrap_or(0.0)))
                    };
                    range.filter_map(row).collect::<Vec<_>>()
                })
                .unwrap_or_default()
        })
    };
    let select = move |position: usize| {
        focused.set(position);
        if let Some(node) = rows.with_untracked(|rows| {
            rows.as_ref().and_then(|ranks| pick(ranks).get(place(position)?)).map(|row| row.node)
        }) {
            case.select(Subject::Node(node));
            case.picture.order(&Order::Approach(Subject::Node(node)));
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let last = count.get_untracked().saturating_sub(1);
        let page = (height.get_untracked().1 / LINE) as usize;
        let at = focused.get_untracked();
        let to = match event.key().as_str() {
            "ArrowDown" => at + 1,
            "ArrowUp" => at.saturating_sub(1),
            "PageDown" => at + page.max(1),
            "PageUp" => at.saturating_sub(page.max(1)),
            "Home" => 0,
            "End" => last,
            "Enter" | " " => {
                event.prevent_default();
                return select(at);
            }
            _ => return,
        };
        event.prevent_default();
        let to = to.min(last);
        focused.set(to);
        if let Some(list) = list.get_untracked() {
            let top = scroll_to_line(to, f64::from(list.scroll_top()), f64::from(list.client_height()), LINE);
            list.set_scroll_top(top as i32);
        }
    };
    view! {
        <section class="rank-section" aria-label=title>
            <h2>
                {title}
                <span class="rank-count">
                    {move || match count.get() == total.get() {
                        true => grouped(total.get() as u64),
                        false => format!("{} of {}", grouped(count.get() as u64), grouped(total.get() as u64)),
                    }}
                </span>
            </h2>
            <Show when=move || count.get() == 0>
                <p class="quiet-words">
                    {move || match rows.with(Option::is_some) {
                        true if total.get() > 0 => "None under the filter.",
                        true => "None under the present switches.",
                        false => "Comes with the first logons.",
                    }}
                </p>
            </Show>
            <div
                class="rank-list"
                role="listbox"
                tabindex="0"
                data-testid=test_id
                aria-label=move || format!("{title} by rank")
                aria-activedescendant=move || (count.get() > 0).then(|| format!("{test_id}-{}", focused.get()))
                node_ref=list
                on:scroll=move |_| {
                    if let Some(list) = list.get_untracked() {
                        scroll.set(f64::from(list.scroll_top()));
                    }
                }
                on:keydown=on_key
            >
                <div class="rank-lines" role="presentation" style:height=move || format!("{}px", count.get() as f64 * LINE)>
                    <For
                        each=lines
                        key=|(position, _, row, score)| (*position, row.node, row.label.clone(), row.rank.to_bits(), row.events, score.to_bits())
                        children=move |(position, place, row, score)| {
                            view! { <RankLine position place row score list=test_id highest focused on_select=Callback::new(select)/> }
                        }
                    />
                </div>
            </div>
        </section>
    }
}

#[component]
fn RankLine(
    position: usize,
    /// Place among all, whatever the filter.
    place: usize,
    row: RankRow,
    /// Its highest score.
    score: f32,
    /// Test id of the list, with which ids begin.
    list: &'static str,
    highest: Memo<f64>,
    focused: RwSignal<usize>,
    on_select: Callback<usize>,
) -> impl IntoView {
    let case = case();
    let node = row.node;
    let selected = move || case.selection.get() == Some(Subject::Node(node));
    let label = visible(&row.label);
    // Said after place and name, which are read as they stand: a name of its own for the line would have to repeat them.
    let mut says = format!(
        ", {}, rank {}, {}",
        kind_in_words(row.kind),
        rank(row.rank),
        counted(u64::from(row.events), "event", "events")
    );
    let scores = case.scores.get_untracked();
    let level = scores.as_ref().map_or(0, |scores| score_level(score, &scores.above));
    if let Some(scores) = scores.filter(|_| level > 0) {
        says.push_str(&format!(", {} {score:.1}", named(scores.by)));
    }
    if !row.why.is_empty() {
        says.push_str(", ");
        says.push_str(&row.why);
    }
    let whole = format!("{}. {label}{says}", place + 1);
    let value = row.rank;
    view! {
        <div
            class="rank-line"
            class:rank-selected=selected
            class:rank-focused=move || focused.get() == position
            role="option"
            id=format!("{list}-{position}")
            data-node=node
            data-label=row.label
            title=whole
            aria-selected=move || selected().to_string()
            style:transform=format!("translateY({}px)", position as f64 * LINE)
            on:click=move |_| on_select.run(position)
        >
            <span class="rank-place">{place + 1}" "</span>
            <Mark kind=row.kind/>
            <bdi class="rank-label">{label}</bdi>
            <span class="out-of-sight">{says}</span>
            {(level > 0).then(|| view! { <span class=format!("score-dot level-{level}")></span> })}
            <span class="rank-bar" aria-hidden="true">
                <span
                    class="rank-fill"
                    style:width=move || format!("{:.1}%", (value / highest.get().max(f64::MIN_POSITIVE) * 100.0).clamp(2.0, 100.0))
                ></span>
            </span>
        </div>
    }
}
