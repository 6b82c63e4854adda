//! The rest of what is known about a file: its hash, where its records come from, and every place that could not be read.

use crate::ui::case::case;
use crate::ui::long_text::LongText;
use leptos::prelude::*;
use logonscope::protocol::FileView;
use logonscope::protocol::rows::{Only, RowsOf, RowsQuery};
use logonscope::screen::words::{counted, grouped, visible};

/// So many places are listed at first.
const STEP: usize = 50;
/// So many computers are named.
const COMPUTERS: usize = 12;

/// Shown below the file's line.
#[component]
pub fn More(file: FileView) -> impl IntoView {
    let sha256 = match (&file.sha256, &file.error) {
        (Some(hash), _) => view! {
            <code class="hash">{hash.clone()}</code>
            {file.archive.map(|_| view! { <span class="quiet-words">" of the archive"</span> })}
        }
        .into_any(),
        (None, _) => view! { <span class="quiet-words">"not yet computed"</span> }.into_any(),
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
    let events = file.events.clone().into_iter().map(|(id, count)| {
        view! {
            <li>
                <span class="mono">{id}</span>
                <span class="number">{grouped(count)}</span>
            </li>
        }
    });
    let filtered = file.filtered.clone().into_iter().map(|(reason, count)| {
        view! {
            <li>
                <span>{reason}</span>
                <span class="number">{grouped(count)}</span>
            </li>
        }
    });
    let case = case();
    let rows = RowsQuery { of: RowsOf::File(file.file), only: Only::default() };
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
                <Titled title="Read, by event id" is_empty=file.events.is_empty()>
                    <ul class="pairs">{events.collect_view()}</ul>
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
