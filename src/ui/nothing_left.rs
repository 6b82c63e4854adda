//! In place of a graph of which the filter leaves nothing: what was looked for, what was found of it, and what can be done.

use super::case::case;
use super::shown::Shown;
use leptos::prelude::*;
use logonscope::protocol::filter::Filter;
use logonscope::protocol::shows::Shows;
use logonscope::screen::words::counted;
use logonscope::search::saved::SAVED;

/// The words, where nothing is left.
#[component]
pub fn NothingLeft() -> impl IntoView {
    let case = case();
    // Rows and logons that the filter leaves, where it leaves no line of a graph that has some.
    let left = Memo::new(move |_| {
        let view =
            case.filtered.get().filter(|view| !view.is_whole && view.edges.iter().all(|(events, _)| *events == 0))?;
        let has_lines = case.graph.with(|graph| {
            graph.as_ref().is_some_and(|graph| {
                graph.generation == view.generation && graph.edges.iter().any(|edge| edge.count > 0)
            })
        });
        has_lines.then_some((view.matches, view.logons))
    });
    move || left.get().map(|(matches, logons)| words(matches, logons))
}

fn words(matches: u32, logons: u32) -> impl IntoView {
    let case = case();
    let filter = case.filter.now.get_untracked();
    let shows = case.work.shows.get_untracked();
    let known = SAVED.iter().find(|saved| saved.text == filter.text);
    let title = known
        .filter(|saved| !saved.text.is_empty())
        .map_or_else(|| "Nothing found".to_owned(), |saved| format!("{}: nothing found", saved.name));
    let wanted = known.map_or(filter.text.as_str(), |saved| saved.about).to_owned();
    let mut also = Vec::new();
    if let Some((from, until)) = filter.range {
        also.push(
            case.clock
                .with_untracked(|clock| format!("{} to {}", clock.minute(from as i64), clock.minute(until as i64))),
        );
    }
    let nodes = [filter.hide.len() + filter.hide_moves.len(), filter.only.len() + filter.only_moves.len()];
    for (count, how) in nodes.into_iter().zip(["hidden", "only"]) {
        if count > 0 {
            also.push(format!("{} {how}", counted(count as u64, "node", "nodes")));
        }
    }
    let rows = counted(u64::from(matches), "row is", "rows are");
    let found = match (matches, logons, shows.movement) {
        (0, ..) => "No row of the case is all of that.".to_owned(),
        (_, 0, _) => {
            format!("{rows}, and none of them a logon that the graph is made of: other events, or hidden by a switch.")
        }
        (.., true) => format!("{rows}, and none of them a logon from one host to another."),
        _ => format!("{rows}, and none of them is drawn."),
    };
    view! {
        <div class="graph-hint" role="status" data-testid="nothing-left">
            <h2>{title}</h2>
            <dl class="facts">
                <dt>"Looked for"</dt>
                <dd>{wanted}</dd>
                {also.into_iter().map(|words| view! { <dd>{words}</dd> }).collect_view()}
            </dl>
            <p>{found}</p>
            <p class="graph-hint-deeds">
                <button type="button" class="button" on:click=move |_| case.narrow(|filter| *filter = Filter::default())>
                    "Show all"
                </button>
                <button type="button" class="button" disabled=move || !case.filter.can.get().0 on:click=move |_| case.undo_narrowing()>
                    "Undo"
                </button>
                {(matches > 0).then(|| view! {
                    <button type="button" class="button" on:click=move |_| case.shown.set(Shown::Events)>"See the events"</button>
                })}
                {(logons > 0 && shows.movement).then(|| view! {
                    <button type="button" class="button" on:click=move |_| case.draw(Shows { movement: false, ..shows })>"Draw accounts"</button>
                })}
            </p>
        </div>
    }
}
