//! The words of the search in force, a chip each: a click edits one, its cross takes it away.

use super::super::case::case;
use super::searching;
use leptos::prelude::*;
use logonscope::protocol::search::SearchPart;

/// The chips.
#[component]
pub fn Chips() -> impl IntoView {
    let (case, searching) = (case(), searching());
    let parts = move || {
        case.search.with(|view| {
            let view = view.as_ref().filter(|view| searching.typed.with(|typed| *typed == view.text))?;
            let cause = |part: &SearchPart| {
                let touches = view
                    .mistakes
                    .iter()
                    .find(|mistake| mistake.from < part.to.max(part.from + 1) && part.from <= mistake.to);
                touches.map(|mistake| mistake.text.clone())
            };
            Some(view.parts.iter().map(|part| chip(part.clone(), cause(part))).collect_view())
        })
    };
    view! { <div class="search-chips">{parts}</div> }
}

fn chip(part: SearchPart, cause: Option<String>) -> AnyView {
    let searching = searching();
    if !part.is_term {
        let is_bad = cause.is_some();
        return view! { <span class="search-join" class:search-bad=is_bad title=cause>{part.text}</span> }.into_any();
    }
    let (from, to) = (part.from as usize, part.to as usize);
    let name = format!("Take away: {}", part.text);
    let is_bad = cause.is_some();
    let says = cause.clone().unwrap_or_else(|| "Change".to_owned());
    view! {
        <span class="search-chip" class:search-bad=is_bad>
            <button
                type="button"
                class="search-word"
                title=says
                aria-description=cause
                on:click=move |event| {
                    event.stop_propagation();
                    searching.edit_from(Some((from, to)));
                }
            >
                <bdi>{part.text}</bdi>
            </button>
            <button
                type="button"
                class="search-away"
                aria-label=name
                on:click=move |event| {
                    event.stop_propagation();
                    searching.search(&part.without);
                }
            >
                "×"
            </button>
        </span>
    }
    .into_any()
}
