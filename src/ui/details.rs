//! The details of what is selected: an account, a host, or what lies between the two.

mod figures;
mod neighbours;
mod rows;
mod sessions;

use super::case::{Case, case};
use super::events::{RowsButton, rows_of};
use super::hour_strip::{HourStrip, Strip};
use super::long_text::LongText;
use super::mark::{Mark, kind_in_words};
use super::path::PathButtons;
use figures::{EventTable, LogonTypes};
use leptos::prelude::*;
use logonscope::protocol::picture::Order;
use logonscope::protocol::ranks::RankBy;
use logonscope::protocol::rows::Only;
use logonscope::protocol::{DetailsView, Fact, FactValue, NodeKind, Subject as Selected};
use logonscope::screen::words::{grouped, rank, visible};
use neighbours::Neighbours;
use rows::Rows;
use sessions::Sessions;
use std::sync::Arc;

/// The panel.
#[component]
pub fn Details() -> impl IntoView {
    let case = case();
    view! {
        <div class="details" data-testid="details">
            {move || match (case.details.get(), case.selection.get()) {
                (Some(details), _) => view! { <Subject details/> }.into_any(),
                (None, Some(_)) => view! { <p class="quiet-words">"Looking it up."</p> }.into_any(),
                (None, None) => {
                    view! {
                        <p class="quiet-words">
                            "Select an account, a host or a line between them, in the graph, the timeline or the rank lists."
                        </p>
                    }
                        .into_any()
                }
            }}
        </div>
    }
}

#[component]
fn Subject(details: Arc<DetailsView>) -> impl IntoView {
    let case = case();
    let mut strip = Strip::from(&*details);
    // Those of another way are on their way.
    match case.scores.get_untracked() {
        Some(scores) => strip.scored = (scores.by, scores.above),
        None => strip.scores = Vec::new(),
    }
    let strip = details.hourly.iter().any(|count| *count > 0).then(|| Arc::new(strip.cropped()));
    let has_strip = strip.is_some();
    let strip = Signal::stored(strip);
    let events: u64 = details.events.iter().map(|(_, _, count, _)| u64::from(*count)).sum();
    let failed: u64 = details.events.iter().map(|(_, _, _, failed)| u64::from(*failed)).sum();
    let title = visible(&details.title);
    let head = match details.kind {
        Some(kind) => view! {
            <Mark kind/>
            <h2 class="details-title">
                <LongText text=details.title.clone() most=48/>
            </h2>
            <span class=tag_class(kind)>{kind_in_words(kind)}</span>
        }
        .into_any(),
        None => view! {
            <h2 class="details-title">
                <LongText text=details.title.clone() most=72/>
            </h2>
        }
        .into_any(),
    };
    view! {
        <article>
            <header class="details-head">
                <div class="details-name">{head}</div>
                <PinButton subject=details.subject/>
                <button
                    type="button"
                    class="button icon-only quiet"
                    aria-label="Close the details and select nothing"
                    title="Select nothing"
                    on:click=move |_| case.selection.set(None)
                >
                    "×"
                </button>
            </header>
            <p class="details-sum">
                <RowsButton count=events query=rows_of(details.subject, Only::default()) of=title.clone()/>
                {if events == 1 { " event" } else { " events" }}
                {(failed > 0)
                    .then(|| {
                        let only = Only { failed: Some(true), ..Only::default() };
                        view! {
                            <span class="failed">
                                " · "
                                <RowsButton count=failed query=rows_of(details.subject, only) of=format!("the failed logons of {title}")/>
                                " failed"
                            </span>
                        }
                    })}
            </p>
            {details.narrowed.then(|| view! { <p class="quiet-words" data-testid="details-narrowed">"What the filter leaves"</p> })}
            {details.ways.as_ref().map(|ways| view! { <p class="quiet-words" data-testid="details-ways">{ways_in_words(ways.len())}</p> })}
            // No logon leads to a domain or a policy.
            {(!matches!(details.kind, Some(NodeKind::Domain | NodeKind::PolicyChange)))
                .then(|| view! { <PathButtons subject=details.subject/> })}
            {has_strip
                .then(|| {
                    view! {
                        <div class="details-strip">
                            <HourStrip strip axis=true name="Events per hour of what is selected"/>
                        </div>
                    }
                })}
            {
                let subject = details.subject;
                move || listed_rank(case, subject).map(|fact| view! { <Facts facts=vec![fact]/> })
            }
            <Facts facts=details.facts.clone()/>
            <EventTable events=details.events.clone() of=details.subject/>
            <LogonTypes types=details.logon_types.clone() of=details.subject/>
            <Sessions sessions=details.sessions.clone() total=details.sessions_total/>
            {details
                .neighbours
                .iter()
                .cloned()
                .map(|(title, neighbours)| view! { <Neighbours title neighbours/> })
                .collect_view()}
            <Rows rows=details.rows.clone() total=details.total_rows/>
        </article>
    }
}

/// Its place in the rank list and why, where that does not rank as LogonTracer does: what the engine tells is that rank.
fn listed_rank(case: Case, subject: Selected) -> Option<Fact> {
    let Selected::Node(node) = subject else { return None };
    case.ranks.with(|ranks| {
        let ranks = ranks.as_ref().filter(|ranks| ranks.by != RankBy::LogonTracer)?;
        [&ranks.accounts, &ranks.hosts].into_iter().find_map(|list| {
            let place = list.iter().position(|row| row.node == node)?;
            let row = list.get(place)?;
            let words = format!("{} of {} ({})", place + 1, list.len(), rank(row.rank));
            let words = if row.why.is_empty() { words } else { [words.as_str(), ", ", row.why.as_str()].concat() };
            Some(Fact { label: ["Rank (", ranks.by.title(), ")"].concat(), value: FactValue::Text(words) })
        })
    })
}

/// What is seen of an account that is not drawn.
fn ways_in_words(ways: usize) -> String {
    match ways {
        0 => "Accounts are not drawn from host to host, and none of its logons leads from one host to another."
            .to_owned(),
        1 => "Accounts are not drawn from host to host: the way that it went is lit.".to_owned(),
        more => {
            format!("Accounts are not drawn from host to host: the {} ways that it went are lit.", grouped(more as u64))
        }
    }
}

/// Holds the node where it stands in the graph, or lets it go. A line between two nodes has no place of its own.
#[component]
fn PinButton(subject: Selected) -> impl IntoView {
    let picture = case().picture;
    let Selected::Node(node) = subject else { return ().into_any() };
    let pinned = Memo::new(move |_| picture.pins.with(|pins| pins.nodes.contains(&node)));
    view! {
        <button
            type="button"
            class="button quiet"
            data-testid="pin"
            aria-pressed=move || pinned.get().to_string()
            title="Hold it where it stands in the graph (P there)"
            on:click=move |_| picture.order(&Order::TogglePin(node))
        >
            {move || if pinned.get() { "Unpin" } else { "Pin" }}
        </button>
    }
    .into_any()
}

fn tag_class(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::PrivilegedAccount => "tag tag-privileged",
        NodeKind::Account => "tag tag-account",
        NodeKind::Host => "tag tag-host",
        NodeKind::Domain => "tag tag-domain",
        NodeKind::PolicyChange => "tag tag-policy",
    }
}

/// Labels with their values; several values of one label stand under it.
#[component]
pub fn Facts(facts: Vec<Fact>) -> impl IntoView {
    let labels: Vec<String> = facts.iter().map(|fact| fact.label.clone()).collect();
    let is_new = move |place: usize| place.checked_sub(1).is_none_or(|before| labels.get(before) != labels.get(place));
    let lines = facts.into_iter().enumerate().map(|(place, fact)| {
        let label = is_new(place).then(|| view! { <dt>{fact.label.clone()}</dt> });
        view! {
            {label}
            <dd>
                <Value of=fact.value/>
            </dd>
        }
    });
    view! { <dl class="facts">{lines.collect_view()}</dl> }
}

#[component]
fn Value(of: FactValue) -> impl IntoView {
    let case = case();
    match of {
        FactValue::Text(text) => view! { <LongText text most=120/> }.into_any(),
        FactValue::Code(text) => view! {
            <code>
                <LongText text most=30/>
            </code>
        }
        .into_any(),
        FactValue::Time(time) => view! {
            <time datetime=move || case.clock.with(|clock| clock.iso(time)) title=move || case.clock.with(|clock| clock.iso(time))>
                {move || case.clock.with(|clock| clock.minute(time))}
            </time>
        }
        .into_any(),
        FactValue::Span(first, last) => view! {
            <span title=move || case.clock.with(|clock| format!("{} – {}", clock.iso(first), clock.iso(last)))>
                {move || case.clock.with(|clock| clock.span(first, last))}
            </span>
        }
        .into_any(),
    }
}
