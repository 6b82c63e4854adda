//! One file in the table: its ledger in a line, and the rest of what is known about it below, on demand.

use super::SumCells;
use super::more::More;
use crate::ui::case::case;
use leptos::prelude::*;
use logonscope::protocol::evidence::{FileLine, FileState};
use logonscope::protocol::{CaseState, FileView, Request};
use logonscope::screen::clock::Clock;
use logonscope::screen::words::{bytes, counted, visible};
use std::sync::Arc;

/// The file numbered `file`, one of the page.
#[component]
pub fn FileRow(
    file: u32,
    /// The file is to be taken out of the case.
    on_remove: Callback<u32>,
) -> impl IntoView {
    let case = case();
    let files = case.files;
    // What was known of it last, should it leave the page before its line does.
    let line =
        Memo::new(move |before: Option<&FileLine>| files.line(file).or_else(|| before.cloned()).unwrap_or_default());
    let open = Memo::new(move |_| files.open.with(|open| open.contains_key(&file)));
    Effect::new(move |_| {
        line.track();
        // Rows have other numbers when the evidence is another.
        case.evidence.track();
        if open.get() {
            case.send(&Request::File(file));
        }
    });
    // What is told below the line is not told anew because its hash has come.
    let full = move |of: fn(&Arc<FileView>) -> Option<String>| files.full.with(|full| full.get(&file).and_then(of));
    let hash = Memo::new(move |_| full(|file| file.sha256.clone()));
    let rest = Memo::new(move |_| {
        files.full.with(|full| full.get(&file).map(|file| FileView { sha256: None, ..FileView::clone(file) }))
    });
    let importing = Memo::new(move |_| case.summary.with(|summary| summary.state == CaseState::Importing));
    let with = move |say: fn(&FileLine) -> String| move || line.with(say);
    let span = move || {
        let (first, last) = line.with(|line| line.span)?;
        let exact = |clock: &Clock| format!("{} – {}", clock.iso(first), clock.iso(last));
        Some(case.clock.with(|clock| (clock.days(first, last), exact(clock))))
    };
    let copy_of = move || {
        let other = line.with(|line| line.copy_of.as_deref().map(visible))?;
        let title = format!("The same bytes as {other}: nothing of it counts twice");
        Some(view! { <span class="tag" title=title>"same file again"</span> })
    };
    let state = move || {
        let (class, words) = match line.with(|line| line.state) {
            FileState::Whole => return None,
            FileState::Odd => ("tag tag-warn", "damaged, all read"),
            FileState::Unfinished if importing.get() => ("tag", "being read"),
            FileState::Unfinished | FileState::InPart => ("tag tag-warn", "read in part"),
            FileState::Unread => ("tag tag-fail", "not read"),
        };
        Some(view! { <span class=class>{words}</span> })
    };
    let origin = move || {
        let origin = line.with(|line| visible(&line.origin));
        (!origin.is_empty()).then(|| view! { <span class="origin" title="Told by its path"><bdi>{origin}</bdi></span> })
    };
    let more_id = format!("file-{file}-more");
    view! {
        <tbody class="file" class:file-open=move || open.get() data-file=file>
            <tr>
                <th scope="row" class="file-column">
                    <div class="file-cell">
                        <button
                            type="button"
                            class="file-name"
                            aria-expanded=move || open.get().to_string()
                            aria-controls=more_id.clone()
                            title=with(|line| visible(&line.path))
                            on:click=move |_| files.turn(file)
                        >
                            <svg class="caret" width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
                                <path d="M3.5 2 6.5 5 3.5 8"></path>
                            </svg>
                            <bdi>{with(|line| visible(&line.name))}</bdi>
                        </button>
                        {copy_of}
                        {state}
                    </div>
                    <div class="file-line">
                        <span title=with(|line| counted(line.size, "byte", "bytes"))>{with(|line| bytes(line.size as f64))}</span>
                        {move || span().map(|(words, exact)| view! { <span title=exact>{words}</span> })}
                        {origin}
                    </div>
                </th>
                <SumCells sum=Signal::derive(move || line.with(|line| line.sum))/>
                <td>
                    <button
                        type="button"
                        class="button quiet"
                        aria-label=with(|line| format!("Remove {} from the case", visible(&line.name)))
                        on:click=move |_| on_remove.run(file)
                    >
                        "Remove"
                    </button>
                </td>
            </tr>
            <Show when=move || open.get()>
                <tr class="file-more" id=more_id.clone()>
                    <td colspan="7">
                        {move || rest.get().map(|file| view! { <More file hash/> })}
                    </td>
                </tr>
            </Show>
        </tbody>
    }
}
