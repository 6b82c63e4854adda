//! What the case holds, in a line; also what tests and other tools read the state of the page from.

use super::case::case;
use super::sample_case;
use super::shown::Shown;
use leptos::prelude::*;
use logonscope::protocol::{CaseState, CaseSummary, ExportFormat};
use logonscope::screen::clock::Clock;
use logonscope::screen::words::{counted, grouped_f64};

/// The line at the top.
#[component]
pub fn SummaryLine() -> impl IntoView {
    let case = case();
    let figure =
        move |pick: fn(&CaseSummary) -> f64| move || case.summary.with(|summary| (pick(summary) as u64).to_string());
    let words = move || case.summary.with(|summary| case.clock.with(|clock| in_words(summary, clock)));
    // The pass after the final graph, and who waits for it.
    let hashing = move || {
        let running = case.summary.with(|summary| summary.state == CaseState::Ready && !summary.hashed);
        let waits = case.exports.of(ExportFormat::AnalysisJson).is_some();
        running.then(|| match waits {
            true => format!("analysis comes after SHA-256, {}", case.hashing_share()),
            false => format!("SHA-256 {}", case.hashing_share()),
        })
    };
    let partial = move || case.summary.with(|summary| summary.partial && summary.state != CaseState::Empty);
    let is_sample = Memo::new(move |_| sample_case::is_in(case));
    let duplicates = move || {
        let duplicates = case.summary.with(|summary| summary.duplicates);
        (duplicates > 0.0).then(|| counted(duplicates as u64, "duplicate", "duplicates"))
    };
    let failed = move || {
        let failed = case.summary.with(|summary| if summary.state == CaseState::Empty { 0.0 } else { summary.failed });
        (failed > 0.0).then(|| format!("{} unreadable", grouped_f64(failed)))
    };
    let only = move || {
        let only = case.summary.with(|summary| summary.selection.in_words());
        (!only.is_empty()).then(|| format!("Only records {only} were wanted: show what was left out"))
    };
    view! {
        <div
            class="summary"
            data-testid="case-summary"
            data-state=move || case.summary.with(|summary| state_name(summary.state))
            data-partial=move || case.summary.with(|summary| summary.partial.then_some("true"))
            data-hashed=move || case.summary.with(|summary| summary.hashed.then_some("true"))
            data-files=figure(|summary| f64::from(summary.files))
            data-records=figure(|summary| summary.records)
            data-logons=figure(|summary| summary.logons)
            data-accounts=figure(|summary| f64::from(summary.accounts))
            data-hosts=figure(|summary| f64::from(summary.hosts))
        >
            <Show when=move || is_sample.get()>
                <span class="tag" title="A made-up company and a made-up intruder: see docs/sample-case.md">"Sample case"</span>
            </Show>
            <span class="summary-words" title=words aria-live="polite">{words}</span>
            {move || {
                failed()
                    .map(|failed| {
                        view! {
                            <button
                                type="button"
                                class="tag tag-warn tag-button"
                                title="Places that could not be read: show them"
                                on:click=move |_| case.shown.set(Shown::Evidence)
                            >
                                {failed}
                            </button>
                        }
                    })
            }}
            {move || {
                duplicates()
                    .map(|duplicates| {
                        view! {
                            <button
                                type="button"
                                class="tag tag-button"
                                title="Records that another file, or an earlier place, holds too: they count once. Show where"
                                on:click=move |_| case.shown.set(Shown::Evidence)
                            >
                                {duplicates}
                            </button>
                        }
                    })
            }}
            <Show when=partial>
                <span class="tag tag-warn" title="Reading was stopped before its end; what was read is kept">"read in part"</span>
            </Show>
            {move || {
                only()
                    .map(|title| {
                        view! {
                            <button
                                type="button"
                                class="tag tag-warn tag-button"
                                title=title
                                on:click=move |_| case.shown.set(Shown::Evidence)
                            >
                                "part only"
                            </button>
                        }
                    })
            }}
            <span class="summary-hashing" role="status">
                {move || hashing().map(|words| view! { <span class="tag">{words}</span> })}
            </span>
        </div>
    }
}

fn state_name(state: CaseState) -> &'static str {
    match state {
        CaseState::Empty => "empty",
        CaseState::Importing => "importing",
        CaseState::Ready => "ready",
    }
}

fn in_words(summary: &CaseSummary, clock: &Clock) -> String {
    if summary.state == CaseState::Empty {
        return "No evidence yet".to_owned();
    }
    let mut parts = vec![counted(u64::from(summary.files), "file", "files")];
    let importing = summary.state == CaseState::Importing;
    if summary.records > 0.0 || !importing {
        let so_far = if importing { " so far" } else { "" };
        parts.push(counted(summary.records as u64, "record", "records"));
        parts.push(format!("{}{so_far}", counted(summary.logons as u64, "logon", "logons")));
    }
    if let (Some(first), Some(last)) = (summary.first, summary.last) {
        parts.push(format!("{} {}", clock.days(first as i64, last as i64), clock.zone_name()));
    }
    parts.join(" · ")
}
