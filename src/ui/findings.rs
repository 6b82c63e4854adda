//! The findings: what the rules found, by weight, each with why it matters, what is innocently alike and its records; and what could
//! not be looked for.

mod banner;
mod card;
mod party;

pub use banner::LogCleared;

use super::case::case;
use card::Card;
use leptos::prelude::*;
use logonscope::protocol::ExportFormat;
use logonscope::protocol::findings::{FindingsView, RuleView, Severity};
use logonscope::screen::words::{counted, grouped};

/// So many are shown at first, and so many more at each wish.
const STEP: usize = 100;

/// The view.
#[component]
pub fn Findings() -> impl IntoView {
    let case = case();
    let has = Memo::new(move |_| case.findings.with(Option::is_some));
    let count = move |note: bool| {
        Memo::new(move |_| case.findings.with(|view| view.as_ref().map_or(0, |view| places(view, note).count())))
    };
    let (findings, notes) = (count(false), count(true));
    view! {
        <section
            class="findings-view"
            aria-label="Findings"
            data-testid="findings"
            data-findings=move || has.get().then(|| findings.get().to_string())
            data-notes=move || has.get().then(|| notes.get().to_string())
        >
            <div class="view-bar">
                <h1 class="view-title">"Findings"</h1>
                <p class="quiet-words">
                    {move || {
                        let zone = case.clock.with(|clock| clock.zone_name().to_owned());
                        case.findings
                            .with(|view| match view {
                                Some(view) => format!("{} · times in {zone}", in_words(view)),
                                None => "These come when all is read".to_owned(),
                            })
                    }}
                </p>
                <div class="button-group">
                    <button
                        type="button"
                        class="button"
                        disabled=move || !has.get()
                        on:click=move |_| case.exports.ask(case, ExportFormat::FindingsCsv)
                    >
                        "Export CSV"
                    </button>
                </div>
            </div>
            <div class="findings-scroll" tabindex="0" role="region" aria-label="What the rules found">
                <div class="findings-page">
                    <Show when=move || has.get() && findings.get() == 0>
                        <NothingFound/>
                    </Show>
                    <List note=false/>
                    <Show when=move || { notes.get() > 0 }>
                        <h2 class="findings-title">"Notes"</h2>
                        <p class="findings-words">"Ordinary by themselves, and worth knowing beside something else."</p>
                        <List note=true/>
                    </Show>
                    <Show when=move || has.get()>
                        <Rules/>
                    </Show>
                </div>
            </div>
        </section>
    }
}

/// Positions of the findings, or of the notes.
fn places(view: &FindingsView, note: bool) -> impl Iterator<Item = usize> + Clone {
    let of_kind =
        move |finding: &logonscope::protocol::findings::FindingView| (finding.severity == Severity::Note) == note;
    view.findings.iter().enumerate().filter(move |(_, finding)| of_kind(finding)).map(|(place, _)| place)
}

fn in_words(view: &FindingsView) -> String {
    let of = |severity| view.findings.iter().filter(|finding| finding.severity == severity).count();
    let weights: Vec<String> = ([Severity::High, Severity::Medium, Severity::Low].into_iter())
        .map(|severity| (of(severity), severity))
        .filter(|(count, _)| *count > 0)
        .map(|(count, severity)| format!("{} {}", grouped(count as u64), severity.in_words()))
        .collect();
    let all = counted(places(view, false).count() as u64, "finding", "findings");
    if weights.is_empty() { all } else { format!("{all}: {}", weights.join(", ")) }
}

/// The findings, or the notes.
#[component]
fn List(note: bool) -> impl IntoView {
    let case = case();
    let shown = RwSignal::new(STEP);
    let all = Memo::new(move |_| case.findings.with(|view| view.as_ref().map_or(0, |view| places(view, note).count())));
    // A card is of one generation: positions of nodes hold no longer than that.
    let keys = move || {
        case.findings.with(|view| {
            view.iter()
                .flat_map(|view| places(view, note).take(shown.get()).map(|place| (view.generation, place)))
                .collect::<Vec<_>>()
        })
    };
    view! {
        <ol class="findings-list">
            <For each=keys key=|key| *key children=move |(_, place)| view! { <Card place/> }/>
        </ol>
        <Show when=move || { all.get() > shown.get() }>
            <button type="button" class="button" on:click=move |_| shown.update(|shown| *shown += STEP)>
                {move || format!("Show more of the {} others", grouped((all.get() - shown.get().min(all.get())) as u64))}
            </button>
        </Show>
    }
}

#[component]
fn NothingFound() -> impl IntoView {
    let case = case();
    let looked =
        move || case.findings.with(|view| view.iter().flat_map(|view| &view.rules).filter(|rule| rule.looked).count());
    view! {
        <div class="findings-empty">
            <p class="findings-empty-title">"Nothing found"</p>
            <p>
                {move || match looked() {
                    0 => "The evidence holds none of the events that the rules read. Below is what each of them needs.".to_owned(),
                    looked => {
                        format!(
                            "{} looked and found nothing. That is no proof: what is not audited or was cleared cannot be seen.",
                            counted(looked as u64, "rule", "rules"),
                        )
                    }
                }}
            </p>
        </div>
    }
}

/// What was looked for without a finding, and what could not be looked for.
#[component]
fn Rules() -> impl IntoView {
    let case = case();
    let rules = move |looked: bool| {
        case.findings.with(|view| {
            let Some(view) = view else { return Vec::new() };
            let found = |rule: usize| view.findings.iter().any(|finding| finding.rule as usize == rule);
            (view.rules.iter().enumerate())
                .filter(|(number, rule)| rule.looked == looked && !found(*number))
                .map(|(_, rule)| rule.clone())
                .collect::<Vec<RuleView>>()
        })
    };
    view! {
        <Show when=move || !rules(false).is_empty()>
            <h2 class="findings-title">"Not looked for"</h2>
            <p class="findings-words">
                "The evidence holds none of the events that these need. Whether they are not audited, their logs are missing or nothing happened, it cannot tell."
            </p>
            <ul class="rules" data-testid="not-looked-for">
                <RuleLines rules=move || rules(false) before="needs" />
            </ul>
        </Show>
        <Show when=move || !rules(true).is_empty()>
            <h2 class="findings-title">"Looked for, and not found"</h2>
            <ul class="rules">
                <RuleLines rules=move || rules(true) before="in" />
            </ul>
        </Show>
    }
}

/// Rules, a line each; the word `before` what they need says how it is meant.
#[component]
fn RuleLines(rules: impl Fn() -> Vec<RuleView> + Send + Sync + 'static, before: &'static str) -> impl IntoView {
    view! {
        <For
            each=rules
            key=|rule| rule.id.clone()
            children=move |rule| {
                view! {
                    <li>
                        <span class="rule-title">{rule.title}</span>
                        <span class="technique">{rule.technique}</span>
                        <span class="rule-needs">{format!("{before} {}", rule.needs)}</span>
                    </li>
                }
            }
        />
    }
}
