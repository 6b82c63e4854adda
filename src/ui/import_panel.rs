//! How far reading has come, and the way to stop it. It stands over a corner of the view; the page stays usable beneath.

use super::case::case;
use super::import_options::ImportOptions;
use leptos::prelude::*;
use logonscope::protocol::{CaseState, FileProgress, Progress, Request, Stage};
use logonscope::screen::words::{bytes, counted, percent, rate, time_left, visible};

/// Shown while evidence is read.
#[component]
pub fn ImportPanel() -> impl IntoView {
    let case = case();
    let importing = Memo::new(move |_| case.summary.with(|summary| summary.state == CaseState::Importing));
    let has_graph = Memo::new(move |_| case.graph.with(Option::is_some));
    let cancelling = RwSignal::new(false);
    Effect::new(move |_| {
        if !importing.get() {
            cancelling.set(false);
        }
    });
    let title = move || {
        case.progress.with(|progress| match (cancelling.get(), progress.stage) {
            (true, _) => "Stopping; what was read is kept".to_owned(),
            (false, Stage::Analysing) => "Computing graph, ranks and scores".to_owned(),
            _ => format!("Reading {}", counted(u64::from(progress.files_total), "file", "files")),
        })
    };
    let share = move || case.progress.with(|progress| share(progress.bytes, progress.total_bytes));
    let figure = move |say: fn(&Progress) -> String| move || case.progress.with(say);
    view! {
        <Show when=move || importing.get()>
            <section
                class="import"
                class:import-centred=move || !has_graph.get() && case.shown.get() != super::shown::Shown::Evidence
                data-testid="import-progress"
                aria-label="Reading evidence"
            >
                <div class="import-head">
                    <h2 aria-live="polite">{title}</h2>
                    <button
                        type="button"
                        class="button"
                        data-testid="import-cancel"
                        title="Stop reading and keep what was read"
                        disabled=move || cancelling.get()
                        on:click=move |_| {
                            cancelling.set(true);
                            case.send(&Request::CancelImport);
                        }
                    >
                        "Cancel"
                    </button>
                </div>
                <Bar share=Signal::derive(share) name="All files".to_owned() large=true/>
                <dl class="import-figures">
                    <div>
                        <dt>"Read"</dt>
                        <dd>{figure(|p| format!("{} of {}", bytes(p.bytes), bytes(p.total_bytes)))}</dd>
                    </div>
                    <div>
                        <dt>"Records"</dt>
                        <dd>{figure(|p| logonscope::screen::words::grouped_f64(p.records))}</dd>
                    </div>
                    <div>
                        <dt>"Speed"</dt>
                        <dd>{figure(|p| rate(p.bytes, p.seconds))}</dd>
                    </div>
                    <div>
                        <dt>"Time left"</dt>
                        <dd>{figure(|p| time_left(p.bytes, p.total_bytes, p.seconds).unwrap_or_else(|| "—".to_owned()))}</dd>
                    </div>
                </dl>
                <ul class="import-files">
                    <For
                        each=move || case.progress.with(|p| p.files.iter().cloned().enumerate().collect::<Vec<_>>())
                        key=|(position, file)| (*position, file.name.clone())
                        children=move |(position, file)| view! { <FileLine position file/> }
                    />
                </ul>
                <p class="import-rest">
                    {figure(|p| {
                        if p.files_total > 1 {
                            format!("{} of {} files done", p.files_done, p.files_total)
                        } else {
                            String::new()
                        }
                    })}
                </p>
                <ImportOptions/>
            </section>
        </Show>
    }
}

#[component]
fn FileLine(position: usize, file: FileProgress) -> impl IntoView {
    let case = case();
    let name = visible(&file.name);
    let latest = Memo::new(move |_| case.progress.with(|progress| progress.files.get(position).cloned()));
    let part = move || latest.with(|file| file.as_ref().map_or(0.0, |file| share(file.bytes, file.total_bytes)));
    let says = move || {
        latest.with(|file| file.as_ref().map_or_else(String::new, |file| percent(file.bytes, file.total_bytes)))
    };
    view! {
        <li class="import-file">
            <span class="import-name" title=name.clone()>
                <bdi>{name.clone()}</bdi>
            </span>
            <span class="import-share">{says}</span>
            <Bar share=Signal::derive(part) name=name large=false/>
        </li>
    }
}

fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { (part / whole).clamp(0.0, 1.0) } else { 0.0 }
}

#[component]
fn Bar(share: Signal<f64>, name: String, large: bool) -> impl IntoView {
    view! {
        <div
            class="bar"
            class:bar-large=large
            role="progressbar"
            aria-label=name
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow=move || format!("{:.0}", share.get() * 100.0)
        >
            <div class="bar-done" style:width=move || format!("{:.2}%", share.get() * 100.0)></div>
        </div>
    }
}
