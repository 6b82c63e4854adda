//! The rest of what is known about a file: its hash, where its records come from, and every place that could not be read.

use super::coverage::gaps_in_words;
use crate::ui::case::case;
use crate::ui::long_text::LongText;
use leptos::prelude::*;
use logonscope::protocol::rows::{Only, RowsOf, RowsQuery};
use logonscope::protocol::{FileView, FoundEvent};
use logonscope::screen::words::{counted, grouped, visible};
use std::collections::BTreeMap;

/// So many places are listed at first.
const STEP: usize = 50;
/// So many computers are named.
const COMPUTERS: usize = 12;

/// So many events are listed at first.
const FOUND: usize = 12;
/// So many silences are named.
const SILENCES: usize = 6;

/// How often the Security log says that the system time was changed.
fn clock_changes(file: &FileView) -> u64 {
    let is_change = |event: &&FoundEvent| event.id == 4616 && event.channel.eq_ignore_ascii_case("Security");
    file.found.iter().filter(is_change).map(|event| event.count).sum()
}

/// Shown below the file's line.
#[component]
pub fn More(
    file: FileView,
    /// Its SHA-256 in hexadecimal, once it is known.
    hash: Memo<Option<String>>,
) -> impl IntoView {
    let case = case();
    let in_archive = file.archive.is_some();
    let sha256 = move || match hash.get() {
        Some(hash) => view! {
            <code class="hash">{hash}</code>
            {in_archive.then(|| view! { <span class="quiet-words">" of the archive"</span> })}
        }
        .into_any(),
        None => view! { <span class="quiet-words">"not yet computed"</span> }.into_any(),
    };
    let computers = file.computers.clone().into_iter().take(COMPUTERS).map(|(name, count)| {
        view! {
            <li>
                <LongText text=name most=48/>
                <span class="number">{grouped(count)}</span>
            </li>
        }
    });
    let further = file.computers.len().saturating_sub(COMPUTERS);
    let channels: BTreeMap<String, u64> = file.found.iter().fold(BTreeMap::new(), |mut all, event| {
        *all.entry(event.channel.clone()).or_default() += event.count;
        all
    });
    let several = channels.len() > 1;
    let channels = channels.into_iter().take(COMPUTERS).map(|(channel, count)| {
        view! {
            <li>
                <LongText text=if channel.is_empty() { "not known".to_owned() } else { channel } most=48/>
                <span class="number">{grouped(count)}</span>
            </li>
        }
    });
    let clock_changes = clock_changes(&file);
    let gaps = file.runs.clone();
    let (found, shown) = (file.found.clone(), RwSignal::new(FOUND));
    let all_found = found.len();
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
                {(clock_changes > 0)
                    .then(|| {
                        view! {
                            <dt>"Clock"</dt>
                            <dd>{format!("changed {} (4616): times before and after may not agree", counted(clock_changes, "time", "times"))}</dd>
                        }
                    })}
            </dl>
            {(file.kept + file.duplicates > 0)
                .then(|| {
                    view! {
                        <button type="button" class="button" data-testid="file-rows" on:click=move |_| case.show_rows(rows.clone())>
                            "Show its rows"
                        </button>
                    }
                })}
            <div class="more-lists">
                <Titled title="Written by" is_empty=file.computers.is_empty()>
                    <ul class="pairs">{computers.collect_view()}</ul>
                    {(further > 0).then(|| view! { <p class="quiet-words">{format!("and {} more", grouped(further as u64))}</p> })}
                </Titled>
                <Titled title="Channels" is_empty=file.found.is_empty()>
                    <ul class="pairs">{channels.collect_view()}</ul>
                </Titled>
                <Titled title="Found, by event id" is_empty=file.found.is_empty()>
                    <ul class="pairs found">{found}</ul>
                    <Show when=move || { all_found > shown.get() }>
                        <button type="button" class="link" on:click=move |_| shown.update(|shown| *shown += 10 * FOUND)>
                            {move || format!("{} more", grouped((all_found - shown.get().min(all_found)) as u64))}
                        </button>
                    </Show>
                </Titled>
                <Titled title="Filtered, by reason" is_empty=file.filtered.is_empty()>
                    <ul class="pairs">{filtered.collect_view()}</ul>
                </Titled>
            </div>
            <Places title="Could not be read" places=file.failures.clone() total=file.failed/>
            <Places title="Odd, but cost no record" total=file.remarks.len() as u64 places=file.remarks.clone()/>
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

/// Places in the file, and what is wrong there.
#[component]
fn Places(title: &'static str, places: Vec<(String, String)>, total: u64) -> impl IntoView {
    if places.is_empty() && total == 0 {
        return ().into_any();
    }
    let here = places.len();
    let shown = RwSignal::new(STEP);
    let beyond = total.saturating_sub(here as u64);
    let lines = move || places.iter().take(shown.get()).cloned().enumerate().collect::<Vec<_>>();
    view! {
        <details class="places" open=total <= 8>
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
            <Show when=move || { here > shown.get() }>
                <button type="button" class="link" on:click=move |_| shown.update(|shown| *shown += 10 * STEP)>
                    {move || format!("{} more", grouped((here - shown.get().min(here)) as u64))}
                </button>
            </Show>
            {(beyond > 0).then(|| view! { <p class="quiet-words">{format!("{} further places are counted but not listed.", grouped(beyond))}</p> })}
        </details>
    }
    .into_any()
}
