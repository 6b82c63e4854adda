//! The findings: what the rules found, by weight, each with why it matters, what is innocently alike and its records; and what could
//! not be looked for.

mod banner;
mod card;
mod judging;
mod party;

pub use banner::LogCleared;
pub use judging::Judging;

use super::case::{Case, case};
use card::Card;
use leptos::prelude::*;
use logonscope::protocol::ExportFormat;
use logonscope::protocol::findings::{FindingsView, RuleView, Severity};
use logonscope::protocol::judgments::{Judgments, Verdict};
use logonscope::screen::words::{counted, grouped};

/// So many are shown at first, and so many more at each wish.
const STEP: usize = 100;

/// The view.
#[component]
pub fn Findings() -> impl IntoView {
    let case = case();
    let has = Memo::new(move |_| case.findings.with(Option::is_some));
    let of_severity = move |note: bool| {
        Memo::new(move |_| case.findings.with(|view| view.as_ref().map_or(0, |view| severities(view, note).count())))
    };
    let (findings, notes) = (of_severity(false), of_severity(true));
    let quiet = Memo::new(move |_| {
        let quietened = |view: &FindingsView| case.judging.now.with(|judgments| view.quietened(judgments));
        case.findings.with(|view| view.as_deref().map(quietened).unwrap_or_default())
    });
    provide_context(Quiet(quiet));
    let count = move |of: Lot| Memo::new(move |_| places(case, quiet, of).len());
    let (noted, aside) = (count(Lot::Notes), count(Lot::Quiet));
    view! {
        <section
            class="findings-view"
            aria-label="Findings"
            data-testid="findings"
            data-findings=move || has.get().then(|| findings.get().to_string())
            data-notes=move || has.get().then(|| notes.get().to_string())
            on:keydown=move |event| case.judging.undo_by_key(&event)
        >
            <div class="view-bar">
                <h1 class="view-title">"Findings"</h1>
                <p class="quiet-words">
                    {move || {
                        let zone = case.clock.with(|clock| clock.zone_name().to_owned());
                        case.findings
                            .with(|view| match view {
                                Some(view) => format!("{}{} · times in {zone}", in_words(view), judged_in_words(case, view)),
                                None => "These come when all is read".to_owned(),
                            })
                    }}
                </p>
                <div class="button-group">
                    <Step name="Undo" can=Signal::derive(move || case.judging.can().0) on_step=move || case.judging.undo()/>
                    <Step name="Redo" can=Signal::derive(move || case.judging.can().1) on_step=move || case.judging.redo()/>
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
                    <List of=Lot::Findings/>
                    <Show when=move || { noted.get() > 0 }>
                        <h2 class="findings-title">"Notes"</h2>
                        <p class="findings-words">"Ordinary by themselves, and worth knowing beside something else."</p>
                        <List of=Lot::Notes/>
                    </Show>
                    <Show when=move || { aside.get() > 0 }>
                        <details class="quietened" data-testid="quietened">
                            <summary class="findings-title">
                                {move || counted(aside.get() as u64, "quietened finding", "quietened findings")}
                            </summary>
                            <p class="findings-words">
                                "Of the same rule and of the same account or host as a finding that was judged benign. Judge one to bring it back."
                            </p>
                            <List of=Lot::Quiet/>
                        </details>
                    </Show>
                    <Show when=move || has.get()>
                        <Rules/>
                    </Show>
                </div>
            </div>
        </section>
    }
}

/// For each finding, the one by whose judgment it is quiet.
#[derive(Clone, Copy)]
struct Quiet(Memo<Vec<Option<usize>>>);

/// What is listed together.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lot {
    Findings,
    Notes,
    Quiet,
}

/// Places of what is listed together.
fn places(case: Case, quiet: Memo<Vec<Option<usize>>>, of: Lot) -> Vec<usize> {
    case.findings.with(|view| {
        let findings = view.iter().flat_map(|view| &view.findings).enumerate();
        quiet.with(|quiet| {
            let lot = |place: usize, severity| match quiet.get(place) {
                Some(Some(_)) => Lot::Quiet,
                _ if severity == Severity::Note => Lot::Notes,
                _ => Lot::Findings,
            };
            findings.filter(|(place, finding)| lot(*place, finding.severity) == of).map(|(place, _)| place).collect()
        })
    })
}

/// The severities of the findings, or of the notes.
fn severities(view: &FindingsView, note: bool) -> impl Iterator<Item = Severity> {
    view.findings.iter().map(|finding| finding.severity).filter(move |severity| (*severity == Severity::Note) == note)
}

/// How many of the findings and notes were judged which way.
fn judged_in_words(case: Case, view: &FindingsView) -> String {
    let mut words = String::new();
    for (verdict, _) in Verdict::ALL {
        let is = |judgments: &Judgments, key| judgments.get(key).is_some_and(|judgment| judgment.verdict == verdict);
        let count = |judgments: &Judgments| view.findings.iter().filter(|finding| is(judgments, finding.key)).count();
        let count = case.judging.now.with(count);
        if count > 0 {
            words.push_str(if words.is_empty() { " · judged: " } else { ", " });
            words.push_str(&grouped(count as u64));
            words.push(' ');
            words.push_str(verdict.in_words());
        }
    }
    words
}

/// Takes the last judgment back, or gives it again; there while there is one.
#[component]
fn Step(name: &'static str, can: Signal<bool>, on_step: impl Fn() + Copy + Send + Sync + 'static) -> impl IntoView {
    view! {
        <Show when=move || can.get()>
            <button type="button" class="button" on:click=move |_| on_step()>
                {name}
            </button>
        </Show>
    }
}

fn in_words(view: &FindingsView) -> String {
    let of = |severity| view.findings.iter().filter(|finding| finding.severity == severity).count();
    let weights: Vec<String> = ([Severity::High, Severity::Medium, Severity::Low].into_iter())
        .map(|severity| (of(severity), severity))
        .filter(|(count, _)| *count > 0)
        .map(|(count, severity)| format!("{} {}", grouped(count as u64), severity.in_words()))
        .collect();
    let all = counted(severities(view, false).count() as u64, "finding", "findings");
    if weights.is_empty() { all } else { format!("{all}: {}", weights.join(", ")) }
}

/// A list of findings.
#[component]
fn List(of: Lot) -> impl IntoView {
    let case = case();
    let shown = RwSignal::new(STEP);
    let Quiet(quiet) = expect_context();
    let listed = Memo::new(move |_| places(case, quiet, of));
    let all = move || listed.with(Vec::len);
    // A card is of one generation: positions of nodes hold no longer than that.
    let keys = move || {
        let generation = case.findings.with(|view| view.as_ref().map(|view| view.generation));
        listed.with(|listed| listed.iter().take(shown.get()).map(|place| (generation, *place)).collect::<Vec<_>>())
    };
    view! {
        <ol class="findings-list">
            <For each=keys key=|key| *key children=move |(_, place)| view! { <Card place/> }/>
        </ol>
        <Show when=move || { all() > shown.get() }>
            <button type="button" class="button" on:click=move |_| shown.update(|shown| *shown += STEP)>
                {move || format!("Show more of the {} others", grouped((all() - shown.get().min(all())) as u64))}
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
