//! The evidence: every file with its ledger, written as the sum that it is, so that it is seen to add up.

mod coverage;
mod file_row;
mod more;
mod why_empty;

use super::case::case;
use super::import_options::{ImportOptions, LeftOut};
use super::pick::picker;
use coverage::CoverageBars;
use file_row::{FileRow, is_unread};
use leptos::html::Div;
use leptos::prelude::*;
use logonscope::protocol::{CaseState, FileView, Request};
use logonscope::screen::words::{counted, grouped};
use why_empty::WhyEmptyPanel;

/// So many are shown at first, and so many more at each wish.
const STEP: usize = 100;

/// The figures of a ledger.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sum {
    pub records: u64,
    pub kept: u64,
    pub filtered: u64,
    pub duplicates: u64,
    pub failed: u64,
}

impl Sum {
    /// Of one file.
    pub fn of(file: &FileView) -> Self {
        Self {
            records: file.records,
            kept: file.kept,
            filtered: file.filtered.iter().map(|(_, count)| count).sum(),
            duplicates: file.duplicates,
            failed: file.failed,
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            records: self.records + other.records,
            kept: self.kept + other.kept,
            filtered: self.filtered + other.filtered,
            duplicates: self.duplicates + other.duplicates,
            failed: self.failed + other.failed,
        }
    }
}

/// The view.
#[component]
pub fn EvidenceTable() -> impl IntoView {
    let (case, picker) = (case(), picker());
    let shown = RwSignal::new(STEP);
    let table: NodeRef<Div> = NodeRef::new();
    let count = Memo::new(move |_| case.evidence.with(|view| view.as_ref().map_or(0, |view| view.files.len())));
    let total = Memo::new(move |_| {
        case.evidence.with(|view| view.iter().flat_map(|view| &view.files).map(Sum::of).fold(Sum::default(), Sum::and))
    });
    let numbers = move || {
        case.evidence.with(|view| {
            view.iter()
                .flat_map(|view| view.files.iter().enumerate())
                .take(shown.get())
                .map(|(at, file)| (at, file.file))
                .collect::<Vec<_>>()
        })
    };
    // The button that had the focus goes with its file.
    let remove = move |file: u32| {
        case.send(&Request::RemoveFile(file));
        if let Some(table) = table.get_untracked() {
            let _ = table.focus();
        }
    };
    let unread = Memo::new(move |_| {
        case.evidence.with(|view| view.iter().flat_map(|view| &view.files).filter(|file| is_unread(file)).count())
    });
    view! {
           <section class="evidence-view" aria-label="Evidence">
               <div class="view-bar">
                   <h1 class="view-title">"Evidence"</h1>
                   <p class="quiet-words">
                       {move || {
                           let files = counted(count.get() as u64, "file", "files");
                           let zone = case.clock.with(|clock| clock.zone_name().to_owned());
                           match unread.get() {
                               0 => format!("{files} · times in {zone}"),
                               unread => format!("{files}, {unread} of them not read · times in {zone}"),
                           }
                       }}
                   </p>
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
               </div>
               <div class="table-scroll" tabindex="0" role="region" aria-label="Files and their ledger" node_ref=table>
                   <table class="evidence-table">
                       <caption class="out-of-sight">
                           "For each file: records are those kept, filtered, held twice and failed, added up."
                       </caption>
                       <thead>
                           <tr>
                               <th scope="col" class="file-column">"File"</th>
                               <th scope="col" class="number" title="Records found, readable or not">"Records"</th>
                               <th scope="col" class="number sum-of" title="Records that count in this case">"kept"</th>
                               <th scope="col" class="number sum-and" title="Readable records that this case does not need">"filtered"</th>
                               <th scope="col" class="number sum-and" title="Records that another file, or an earlier place, holds too">"duplicates"</th>
                               <th scope="col" class="number sum-and" title="Records or places that could not be read">"failed"</th>
                               <th scope="col"><span class="out-of-sight">"Remove"</span></th>
                           </tr>
                       </thead>
                       <For
                           each=numbers
                           key=|(_, file)| *file
                           children=move |(position, file)| view! { <FileRow position file on_remove=Callback::new(remove)/> }
                       />
                       <tfoot>
                           <tr>
                               <th scope="row" class="file-column">"All files"</th>
                               <SumCells sum=Signal::derive(move || total.get())/>
                               <td></td>
                           </tr>
                       </tfoot>
                   </table>
                   <Show when=move || { count.get() > shown.get() }>
                       <p class="table-more">
                           <button type="button" class="button" on:click=move |_| shown.update(|shown| *shown += STEP)>
                               {move || format!("Show more of the {} other files", grouped((count.get() - shown.get().min(count.get())) as u64))}
                           </button>
                       </p>
                   </Show>
               </div>
           </section>
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
