//! A log was cleared: said over every view, since what it held is missing in all of them.

use crate::ui::case::case;
use crate::ui::shown::Shown;
use leptos::prelude::*;
use logonscope::protocol::findings::Severity;

/// The rule whose findings of the highest severity are cleared Security logs.
const RULE: &str = "log-cleared";

/// The banner, until it is dismissed or what it tells of is judged benign.
#[component]
pub fn LogCleared() -> impl IntoView {
    let case = case();
    let dismissed = RwSignal::new(false);
    // Of how many computers, and what of the first.
    let cleared = Memo::new(move |_| {
        case.findings.with(|view| {
            let view = view.as_ref()?;
            let mut weighing = case.judging.now.with(|judgments| view.weighing(judgments));
            weighing.retain(|finding| {
                finding.severity == Severity::High
                    && view.rules.get(finding.rule as usize).is_some_and(|rule| rule.id == RULE)
            });
            let (first, others) = weighing.split_first()?;
            Some((first.summary.clone(), others.len()))
        })
    });
    let words = move || {
        cleared.get().map(|(first, more)| match more {
            0 => first,
            1 => format!("{first} One more computer’s was cleared too."),
            more => format!("{first} Those of {more} more computers were cleared too."),
        })
    };
    view! {
        <Show when=move || cleared.with(Option::is_some) && !dismissed.get()>
            <div class="log-cleared" role="status" data-testid="log-cleared">
                <p>
                    <strong>"Log cleared. "</strong>
                    <bdi>{words}</bdi>
                    " What it told before is missing here."
                </p>
                <button type="button" class="button" on:click=move |_| case.shown.set(Shown::Findings)>
                    "Show"
                </button>
                <button
                    type="button"
                    class="button icon-only quiet"
                    aria-label="Dismiss this message"
                    on:click=move |_| dismissed.set(true)
                >
                    "×"
                </button>
            </div>
        </Show>
    }
}
