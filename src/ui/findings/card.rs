//! One finding: what was seen, of whom and where; opened, why it matters, what is innocently alike, and its records.

use super::Quiet;
use super::judging::Verdicts;
use super::party::Parties;
use crate::ui::case::case;
use crate::ui::long_text::LongText;
use leptos::prelude::*;
use logonscope::protocol::findings::{FindingView, RuleView, Severity};
use logonscope::protocol::rows::{Column, Only, RowView, RowsOf, RowsQuery};
use logonscope::screen::words::{counted, grouped, visible};
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, HtmlElement, KeyboardEvent};

/// The columns of a finding's records.
const COLUMNS: [Column; 5] = [Column::Event, Column::Account, Column::Source, Column::Computer, Column::Record];

/// The finding at `place`.
#[component]
pub fn Card(place: usize) -> impl IntoView {
    let case = case();
    let found = case.findings.with_untracked(|view| {
        let view = view.as_ref()?;
        let finding = view.findings.get(place)?.clone();
        let rule = view.rules.get(finding.rule as usize)?.clone();
        Some((finding, rule))
    });
    let Some((finding, rule)) = found else { return ().into_any() };
    let open = RwSignal::new(false);
    let severity = finding.severity;
    let (judging, key) = (case.judging, finding.key);
    let Quiet(quiet) = expect_context();
    let quietens = Signal::derive(move || quiet.with(|quiet| quiet.iter().filter(|by| **by == Some(place)).count()));
    let verdict = move || judging.now.with(|now| now.get(key).map(|judgment| judgment.verdict.in_words()));
    let id = format!("finding-{place}");
    let (first, last) = (finding.first, finding.last);
    let span = move || {
        case.clock.with(|clock| match first == last {
            true => clock.minute(first),
            false => clock.span(first, last),
        })
    };
    let (accounts, hosts) = (finding.accounts.clone(), finding.hosts.clone());
    let summary = finding.summary.clone();
    let (rule_id, title, technique) = (rule.id.clone(), rule.title.clone(), rule.technique.clone());
    view! {
        <li
            class=class_of(severity)
            data-rule=rule_id
            data-severity=severity.in_words()
            data-judgment=verdict
            on:keydown=move |event| {
                judging.by_key(key, &event);
                walk(&event);
            }
        >
            <div class="finding-head">
                <h3>
                    <button
                        type="button"
                        class="finding-name"
                        aria-expanded=move || open.get().to_string()
                        aria-controls=id.clone()
                        on:click=move |_| open.update(|open| *open = !*open)
                    >
                        <svg class="caret" width="8" height="10" viewBox="0 0 8 10" aria-hidden="true">
                            <path d="M1 1l5 4-5 4" fill="none" stroke="currentColor" stroke-width="1.6"></path>
                        </svg>
                        {title}
                    </button>
                </h3>
                <span class="severity">{severity.in_words()}</span>
                <span class="technique">{technique}</span>
                <span class="finding-time">{span}</span>
            </div>
            <p class="finding-summary"><LongText text=summary most=400/></p>
            <Parties title="Accounts" parties=accounts/>
            <Parties title="Hosts" parties=hosts/>
            <Verdicts finding=finding.clone() quietens/>
            <div id=id class="finding-more" hidden=move || !open.get()>
                <Show when=move || open.get()>
                    <More place finding=finding.clone() rule=rule.clone()/>
                </Show>
            </div>
        </li>
    }
    .into_any()
}

/// From one finding's name to the next.
fn walk(event: &KeyboardEvent) {
    let next: fn(&Element) -> Option<Element> = match event.key().as_str() {
        "ArrowDown" => Element::next_element_sibling,
        "ArrowUp" => Element::previous_element_sibling,
        _ => return,
    };
    let of = |target: Option<EventTarget>| target.and_then(|target| target.dyn_into::<Element>().ok());
    let (Some(card), Some(from)) = (of(event.current_target()), of(event.target())) else { return };
    if !from.class_list().contains("finding-name") {
        return;
    }
    let name = next(&card).and_then(|card| card.query_selector(".finding-name").ok().flatten());
    if let Some(name) = name.and_then(|name| name.dyn_into::<HtmlElement>().ok()) {
        event.prevent_default();
        let _ = name.focus();
    }
}

fn class_of(severity: Severity) -> &'static str {
    match severity {
        Severity::High => "finding finding-high",
        Severity::Medium => "finding finding-medium",
        Severity::Low => "finding finding-low",
        Severity::Note => "finding finding-note",
    }
}

#[component]
fn More(place: usize, finding: FindingView, rule: RuleView) -> impl IntoView {
    let listed = finding.evidence.len();
    let all = finding.rows as usize;
    let rows = finding.evidence.into_iter().map(|row| view! { <Record row/> }).collect_view();
    let heading = |column: Column| Column::ALL.iter().find(|(other, _)| *other == column).map_or("", |(_, name)| name);
    view! {
        <dl class="finding-words">
            <dt>"Why it matters"</dt>
            <dd>{rule.why}</dd>
            <dt>"Innocently alike"</dt>
            <dd>{rule.innocent}</dd>
        </dl>
        <div class="finding-records-head">
            <h4>
                {counted(all as u64, "record", "records")}
            </h4>
            <AllRecords place listed all/>
        </div>
        <div class="finding-records" tabindex="0" role="region" aria-label="Records">
            <table class="small-table">
                <thead>
                    <tr>
                        <th scope="col">"Time"</th>
                        {COLUMNS.map(|column| view! { <th scope="col">{heading(column)}</th> }).collect_view()}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

/// The way to all records, in the table of rows.
#[component]
fn AllRecords(place: usize, listed: usize, all: usize) -> impl IntoView {
    let case = case();
    let query = RowsQuery { of: RowsOf::Finding(place as u32), only: Only::default(), within: false };
    let words = if all > listed { "Show them all in Events" } else { "Show them in Events" };
    view! {
        <button type="button" class="link" on:click=move |_| case.show_rows(query.clone())>
            {words}
        </button>
        {(all > listed)
            .then(|| view! { <span class="quiet-words">{format!("the first {} are listed here", grouped(listed as u64))}</span> })}
    }
}

#[component]
fn Record(row: RowView) -> impl IntoView {
    let case = case();
    let time = row.time;
    let cells = COLUMNS.map(|column| {
        let place = Column::ALL.iter().position(|(other, _)| *other == column);
        let text = place.and_then(|place| row.cells.get(place)).map(|text| visible(text)).unwrap_or_default();
        view! { <td><bdi>{text}</bdi></td> }
    });
    view! {
        <tr>
            <td class="mono">{move || case.clock.with(|clock| clock.second(time))}</td>
            {cells.collect_view()}
        </tr>
    }
}
