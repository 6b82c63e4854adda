//! The evidence: every file with its ledger, written as the sum that it is, so that it is seen to add up.

mod clock;
mod coverage;
mod file_row;
mod looked_at;
mod more;
mod pager;
mod why_empty;

use super::case::case;
use super::heading::{aria_sort, arrow};
use super::import_options::{ImportOptions, LeftOut};
use super::pick::picker;
use clock::AllClockChanges;
use coverage::CoverageBars;
use file_row::FileRow;
use leptos::html::Div;
use leptos::prelude::*;
use logonscope::protocol::evidence::{FilesBy, Sum};
use logonscope::protocol::{CaseState, Request};
use logonscope::screen::words::{counted, grouped};
pub use looked_at::FilesLookedAt;
use pager::Pager;
use why_empty::WhyEmptyPanel;

/// The columns of figures: by what a click sorts, name, sign before it, and what it counts.
const FIGURES: [(FilesBy, &str, &str, &str); 5] = [
    (FilesBy::Records, "Records", "number", "Records found, readable or not"),
    (FilesBy::Kept, "kept", "number sum-of", "Records that count in this case"),
    (FilesBy::Filtered, "filtered", "number sum-and", "Readable records that this case does not need"),
    (FilesBy::Duplicates, "duplicates", "number sum-and", "Records that another file, or an earlier place, holds too"),
    (FilesBy::Failed, "failed", "number sum-and", "Records or places that could not be read"),
];

/// The view.
#[component]
pub fn EvidenceTable() -> impl IntoView {
    let (case, picker) = (case(), picker());
    let files = case.files;
    let table: NodeRef<Div> = NodeRef::new();
    let total = Memo::new(move |_| case.evidence.with(|view| view.as_ref().map(|view| view.sum).unwrap_or_default()));
    let numbers = move || {
        files.page.with(|page| page.iter().flat_map(|page| &page.lines).map(|line| line.file).collect::<Vec<_>>())
    };
    // The button that had the focus goes with its file.
    let remove = move |file: u32| {
        case.send(&Request::RemoveFile(file));
        if let Some(table) = table.get_untracked() {
            let _ = table.focus();
        }
    };
    let to_top = Callback::new(move |()| {
        if let Some(table) = table.get_untracked() {
            table.set_scroll_top(0);
        }
    });
    let says = move || {
        let (files, unread) = case.evidence.with(|view| view.as_ref().map_or((0, 0), |view| (view.files, view.unread)));
        let files = counted(u64::from(files), "file", "files");
        let zone = case.clock.with(|clock| clock.zone_name().to_owned());
        match unread {
            0 => format!("{files} · times in {zone}"),
            unread => format!("{files}, {} of them not read · times in {zone}", grouped(u64::from(unread))),
        }
    };
    let heading = move |(by, name, class, title): (FilesBy, &'static str, &'static str, &'static str)| {
        view! { <th scope="col" class=class title=title aria-sort=move || aria_sort(way(case.files, by))><SortButton by name/></th> }
    };
    view! {
        <section class="evidence-view" aria-label="Evidence">
            <div class="view-bar">
                <h1 class="view-title">"Evidence"</h1>
                <p class="quiet-words">{says}</p>
                <div class="button-group">
                    <button type="button" class="button" on:click=move |_| picker.open_files()>"Add files"</button>
                    <button type="button" class="button" on:click=move |_| picker.open_folder()>"Add folder"</button>
                </div>
            </div>
            <div class="evidence-above">
                <LeftOut/>
                <Show when=move || case.summary.with(|summary| summary.state == CaseState::Ready)>
                    <ImportOptions/>
                </Show>
                <WhyEmptyPanel/>
                <CoverageBars/>
                <AllClockChanges/>
            </div>
            <Pager on_turn=to_top/>
            <div class="table-scroll" tabindex="0" role="region" aria-label="Files and their ledger" node_ref=table>
                <table class="evidence-table">
                    <caption class="out-of-sight">
                        "For each file: records are those kept, filtered, held twice and failed, added up."
                    </caption>
                    <thead>
                        <tr>
                            <th scope="col" class="file-column" aria-sort=move || aria_sort(way(files, FilesBy::Name))>
                                <SortButton by=FilesBy::Name name="File"/>
                                <SortButton by=FilesBy::Size name="size"/>
                                <SortButton by=FilesBy::First name="first record"/>
                            </th>
                            {FIGURES.map(heading)}
                            <th scope="col"><span class="out-of-sight">"Remove"</span></th>
                        </tr>
                    </thead>
                    <For
                        each=numbers
                        key=|file| *file
                        children=move |file| view! { <FileRow file on_remove=Callback::new(remove)/> }
                    />
                    <tfoot>
                        <tr>
                            <th scope="row" class="file-column">"All files"</th>
                            <SumCells sum=Signal::derive(move || total.get())/>
                            <td></td>
                        </tr>
                    </tfoot>
                </table>
            </div>
        </section>
    }
}

/// Which way the list is sorted, if by `by`.
fn way(files: FilesLookedAt, by: FilesBy) -> Option<bool> {
    files.query.with(|query| (query.by == by).then_some(query.descending))
}

/// Sorts the list: figures the greatest first, then the other way round, then as the files were added.
#[component]
fn SortButton(by: FilesBy, name: &'static str) -> impl IntoView {
    let files = case().files;
    let at_first = !matches!(by, FilesBy::Name | FilesBy::First);
    let sort = move |_| {
        let next = match untrack(|| way(files, by)) {
            None => (by, at_first),
            Some(descending) if descending == at_first => (by, !at_first),
            Some(_) => (FilesBy::Added, false),
        };
        files.look(|query| (query.by, query.descending) = next);
    };
    view! {
        <button type="button" class="file-sort" aria-label=format!("Sort by {name}") on:click=sort>
            {name}
            " "<span class="events-arrow" aria-hidden="true">{move || arrow(way(files, by))}</span>
        </button>
    }
}

/// The five cells of a ledger: the first is the sum of the others.
#[component]
fn SumCells(sum: Signal<Sum>) -> impl IntoView {
    let figure = move |pick: fn(Sum) -> u64| move || grouped(pick(sum.get()));
    view! {
        <td class="number sum">{figure(|sum| sum.records)}</td>
        <td class="number sum-of">{figure(|sum| sum.kept)}</td>
        <td class="number sum-and">{figure(|sum| sum.filtered)}</td>
        <td class="number sum-and">{figure(|sum| sum.duplicates)}</td>
        <td class="number sum-and" class:failed=move || { sum.get().failed > 0 }>{figure(|sum| sum.failed)}</td>
    }
}
