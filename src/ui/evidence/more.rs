//! The rest of what is known about a file: its hash, where its records come from, and every place that could not be read.

use super::clock::ClockChanges;
use super::coverage::gaps_in_words;
use super::looked_at::{FOUND, LISTED, Unfolded};
use crate::ui::case::{Case, case};
use crate::ui::long_text::LongText;
use leptos::prelude::*;
use logonscope::protocol::FileView;
use logonscope::protocol::rows::{Only, RowsOf, RowsQuery};
use logonscope::screen::words::{counted, grouped, visible};
use wasm_bindgen::JsCast;

/// So many silences are named.
const SILENCES: usize = 6;

/// Shown below the file's line.
#[component]
pub fn More(
    file: FileView,
    /// Its SHA-256 in hexadecimal, once it is known.
    hash: Memo<Option<String>>,
) -> impl IntoView {
    let case = case();
    let in_archive = file.in_archive;
    let sha256 = move || match hash.get() {
        Some(hash) => view! {
            <code class="hash">{hash}</code>
            {in_archive.then(|| view! { <span class="quiet-words">" of the archive"</span> })}
        }
        .into_any(),
        None => view! { <span class="quiet-words">"not yet computed"</span> }.into_any(),
    };
    let several = file.channels.len() > 1;
    let (clock, all_clock) = (file.clock.clone(), file.all_clock);
    let gaps = file.runs.clone();
    let number = file.file;
    let (found, all_found) = (file.found.clone(), file.all_found as usize);
    let listed = found.len();
    let shown = Memo::new(move |_| unfolded(case, number).found);
    let found = move || {
        let events = found.iter().take(shown.get()).cloned().map(|event| {
            let id = match several {
                true => format!("{} {}", event.id, visible(&event.channel)),
                false => event.id.to_string(),
            };
            view! {
                <li>
                    <span><span class="mono">{id}</span>" "{event.title}</span>
                    <span class="number">{grouped(event.count)}</span>
                </li>
            }
        });
        events.collect_view()
    };
    let filtered = file.filtered.clone().into_iter().map(|(reason, count)| {
        view! {
            <li>
                <span>{reason}</span>
                <span class="number">{grouped(count)}</span>
            </li>
        }
    });
    let rows = RowsQuery { of: RowsOf::File(file.file), only: Only::default(), within: false };
    view! {
        <div class="more">
            {file.error.clone().map(|error| view! { <p class="more-error"><LongText text=error most=240/></p> })}
            <dl class="more-facts">
                <dt>"SHA-256"</dt>
                <dd>{sha256}</dd>
                <dt>"Path"</dt>
                <dd><LongText text=file.path.clone() most=120/></dd>
                {(!file.origin.is_empty()).then(|| view! {
                    <dt>"Collected from"</dt>
                    <dd><LongText text=file.origin.clone() most=120/></dd>
                })}
                {(file.chunks > 0).then(|| view! {
                    <dt>"Chunks"</dt>
                    <dd>{counted(file.chunks, "chunk of 64 KiB", "chunks of 64 KiB")}</dd>
                })}
                {file
                    .wrapped_at
                    .map(|offset| {
                        view! {
                            <dt>"Wrapped"</dt>
                            <dd>{format!("the log was full and went on from its beginning: its oldest records stand at byte {}", grouped(offset))}</dd>
                        }
                    })}
                {gaps_in_words(&gaps)
                    .map(|words| {
                        let runs = gaps.gaps.iter().map(|(first, last)| match first == last {
                            true => grouped(*first),
                            false => format!("{} – {}", grouped(*first), grouped(*last)),
                        });
                        let runs = runs.collect::<Vec<_>>().join(" · ");
                        view! {
                            <dt>"Gaps"</dt>
                            <dd>
                                {words}
                                {(!runs.is_empty()).then(|| format!(" between the first and the last record: {runs}"))}
                            </dd>
                        }
                    })}
                {(gaps.silent > 0)
                    .then(|| {
                        let silences = gaps.silences.clone();
                        let lines = move || {
                            let spans = silences.iter().map(|(from, until)| case.clock.with(|clock| clock.span(*from, *until)));
                            spans.take(SILENCES).collect::<Vec<_>>().join(" · ")
                        };
                        view! {
                            <dt>"Silent"</dt>
                            <dd>{counted(u64::from(gaps.silent), "time of an hour or longer", "times of an hour or longer")} ": " {lines}</dd>
                        }
                    })}
                {(all_clock > 0)
                    .then(|| {
                        view! {
                            <dt>"Clock"</dt>
                            <dd>
                                {format!("changed {} (4616): times before and after may not agree", counted(u64::from(all_clock), "time", "times"))}
                                <ClockChanges changes=clock all=all_clock names=false/>
                            </dd>
                        }
                    })}
            </dl>
            {file.has_rows
                .then(|| {
                    view! {
                        <button type="button" class="button" data-testid="file-rows" on:click=move |_| case.show_rows(rows.clone())>
                            "Show its rows"
                        </button>
                    }
                })}
            <div class="more-lists">
                <Named title="Written by" of=file.computers.clone() all=file.all_computers/>
                <Named title="Channels" of=file.channels.clone() all=file.all_channels/>
                <Titled title="Found, by event id" is_empty=file.found.is_empty()>
                    <ul class="pairs found">{found}</ul>
                    <Show when=move || { listed > shown.get() }>
                        <button type="button" class="link" on:click=move |_| unfold(case, number, |file| file.found += 10 * FOUND)>
                            {move || format!("{} more", grouped((all_found - shown.get().min(all_found)) as u64))}
                        </button>
                    </Show>
                    {(all_found > listed)
                        .then(|| view! { <p class="quiet-words">{format!("The first {} are listed.", grouped(listed as u64))}</p> })}
                </Titled>
                <Titled title="Filtered, by reason" is_empty=file.filtered.is_empty()>
                    <ul class="pairs">{filtered.collect_view()}</ul>
                </Titled>
            </div>
            <Places title="Could not be read" file=number list=0 places=file.failures.clone() total=file.failed/>
            <Places title="Odd, but cost no record" file=number list=1 total=file.remarks.len() as u64 places=file.remarks.clone()/>
        </div>
    }
}

#[component]
fn Titled(title: &'static str, is_empty: bool, children: Children) -> impl IntoView {
    if is_empty {
        return ().into_any();
    }
    view! {
        <div>
            <h3>{title}</h3>
            {children()}
        </div>
    }
    .into_any()
}

/// Names with most records, and how many others there are.
#[component]
fn Named(title: &'static str, of: Vec<(String, u64)>, all: u32) -> impl IntoView {
    let further = u64::from(all).saturating_sub(of.len() as u64);
    let is_empty = of.is_empty();
    let names = of.into_iter().map(|(name, count)| {
        view! {
            <li>
                <LongText text=if name.is_empty() { "not known".to_owned() } else { name } most=48/>
                <span class="number">{grouped(count)}</span>
            </li>
        }
    });
    let names = names.collect_view();
    view! {
        <Titled title is_empty>
            <ul class="pairs">{names}</ul>
            {(further > 0).then(|| view! { <p class="quiet-words">{format!("and {} more", grouped(further))}</p> })}
        </Titled>
    }
}

/// What is unfolded of a file.
fn unfolded(case: Case, file: u32) -> Unfolded {
    case.files.open.with(|open| open.get(&file).copied().unwrap_or_default())
}

fn unfold(case: Case, file: u32, change: impl FnOnce(&mut Unfolded)) {
    case.files.open.update(|open| {
        if let Some(file) = open.get_mut(&file) {
            change(file);
        }
    });
}

/// Places in the file, and what is wrong there; the `list`th of its lists.
#[component]
fn Places(title: &'static str, file: u32, list: usize, places: Vec<(String, String)>, total: u64) -> impl IntoView {
    if places.is_empty() && total == 0 {
        return ().into_any();
    }
    let case = case();
    let here = places.len();
    let state = Memo::new(move |_| unfolded(case, file).places[list]);
    let shown = move || state.get().shown;
    let beyond = total.saturating_sub(here as u64);
    let lines = move || places.iter().take(shown()).cloned().enumerate().collect::<Vec<_>>();
    let is_open = move || state.get().open.unwrap_or(total <= 8);
    // The browser turns it; the list has to know, to be drawn so again when more is known of the file.
    let turned = move |event: leptos::ev::Event| {
        let now = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let now = now.is_some_and(|details| details.has_attribute("open"));
        if now != untrack(is_open) {
            unfold(case, file, |file| file.places[list].open = Some(now));
        }
    };
    view! {
        <details class="places" open=is_open on:toggle=turned>
            <summary>
                {title}
                <span class="rank-count">{grouped(total)}</span>
            </summary>
            <table class="small-table">
                <thead>
                    <tr>
                        <th scope="col">"Place"</th>
                        <th scope="col">"Cause"</th>
                    </tr>
                </thead>
                <tbody>
                    <For
                        each=lines
                        key=|(position, _)| *position
                        children=move |(_, (place, cause))| {
                            view! {
                                <tr>
                                    <td class="mono">{visible(&place)}</td>
                                    <td><LongText text=cause most=160/></td>
                                </tr>
                            }
                        }
                    />
                </tbody>
            </table>
            <Show when=move || { here > shown() }>
                <button type="button" class="link" on:click=move |_| unfold(case, file, |file| file.places[list].shown += 5 * LISTED)>
                    {move || format!("{} more", grouped((here - shown().min(here)) as u64))}
                </button>
            </Show>
            {(beyond > 0).then(|| view! { <p class="quiet-words">{format!("{} further places are counted but not listed.", grouped(beyond))}</p> })}
        </details>
    }
    .into_any()
}
