//! One file in the table: its ledger in a line, and the rest of what is known about it below, on demand.

use super::more::More;
use super::{Sum, SumCells};
use crate::ui::case::case;
use leptos::prelude::*;
use logonscope::protocol::{CaseState, FileView};
use logonscope::screen::clock::Clock;
use logonscope::screen::words::{bytes, counted, visible};

/// The file numbered `file`, at `position` of the list.
#[component]
pub fn FileRow(
    position: usize,
    file: u32,
    /// The file is to be taken out of the case.
    on_remove: Callback<u32>,
) -> impl IntoView {
    let case = case();
    // A file's place moves when an earlier one is removed: it is looked for where it stood first.
    let latest = Memo::new(move |_| {
        case.evidence.with(|view| {
            let files = &view.as_ref()?.files;
            files
                .get(position)
                .filter(|at| at.file == file)
                .or_else(|| files.iter().find(|at| at.file == file))
                .cloned()
        })
    });
    let open = RwSignal::new(false);
    // What is told below the line is not told anew, and what was unfolded there not folded, because its hash has come.
    let hash = Memo::new(move |_| latest.with(|file| file.as_ref()?.sha256.clone()));
    let rest = Memo::new(move |_| latest.with(|file| file.clone().map(|file| FileView { sha256: None, ..file })));
    let importing = Memo::new(move |_| case.summary.with(|summary| summary.state == CaseState::Importing));
    let with =
        move |say: fn(&FileView) -> String| move || latest.with(|file| file.as_ref().map(say).unwrap_or_default());
    let sum = Signal::derive(move || latest.with(|file| file.as_ref().map(Sum::of).unwrap_or_default()));
    let span = move || {
        latest.with(|file| {
            let (first, last) = file.as_ref().and_then(|file| file.first.zip(file.last))?;
            let exact = |clock: &Clock| format!("{} – {}", clock.iso(first), clock.iso(last));
            Some(case.clock.with(|clock| (clock.days(first, last), exact(clock))))
        })
    };
    // The same bytes as a file before it: picked twice, or a copy.
    let copy_of = Memo::new(move |_| {
        case.evidence.with(|view| {
            let files = &view.as_ref()?.files;
            let at = files.iter().position(|at| at.file == file)?;
            // Logs in an archive have the archive's hash.
            let hash = files.get(at).filter(|file| file.archive.is_none())?.sha256.as_ref()?;
            let first =
                files.iter().take(at).find(|other| other.archive.is_none() && other.sha256.as_ref() == Some(hash))?;
            Some(visible(&first.path))
        })
    });
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
                            title=with(|file| visible(&file.path))
                            on:click=move |_| open.update(|open| *open = !*open)
                        >
                            <svg class="caret" width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
                                <path d="M3.5 2 6.5 5 3.5 8"></path>
                            </svg>
                            <bdi>{with(|file| visible(&file.name))}</bdi>
                        </button>
                        {move || {
                            copy_of
                                .get()
                                .map(|other| view! { <span class="tag" title=format!("The same bytes as {other}: nothing of it counts twice")>"same file again"</span> })
                        }}
                        {move || latest.with(|file| file.as_ref().map(|file| view! { <State file=file.clone() importing=importing.get()/> }))}
                    </div>
                    <div class="file-line">
                        <span title=with(|file| counted(file.size, "byte", "bytes"))>{with(|file| bytes(file.size as f64))}</span>
                        {move || span().map(|(words, exact)| view! { <span title=exact>{words}</span> })}
                        {move || {
                            let origin = latest.with(|file| file.as_ref().map(|file| visible(&file.origin)).unwrap_or_default());
                            (!origin.is_empty()).then(|| view! { <span class="origin" title="Told by its path"><bdi>{origin}</bdi></span> })
                        }}
                    </div>
                </th>
                <SumCells sum/>
                <td>
                    <button
                        type="button"
                        class="button quiet"
                        aria-label=with(|file| format!("Remove {} from the case", visible(&file.name)))
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

/// Whether there is nothing of it in the case: no log, or one of which no record could be read.
pub fn is_unread(file: &FileView) -> bool {
    file.error.is_some() && file.records == file.failed
}

/// What is unusual about the file, in a word or two.
#[component]
fn State(file: FileView, importing: bool) -> impl IntoView {
    if is_unread(&file) {
        view! { <span class="tag tag-fail">"not read"</span> }.into_any()
    } else if !file.complete && importing {
        view! { <span class="tag">"being read"</span> }.into_any()
    } else if !file.complete || file.error.is_some() {
        view! { <span class="tag tag-warn">"read in part"</span> }.into_any()
    } else if !file.remarks.is_empty() && file.failed == 0 {
        view! { <span class="tag tag-warn">"damaged, all read"</span> }.into_any()
    } else {
        ().into_any()
    }
}
