//! What is shown below the box while one types: what is not understood, and what could stand there.

use super::{Searching, searching};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use logonscope::protocol::search::{SearchView, Suggestion};
use logonscope::screen::words::{grouped, shortened};

/// Earlier searches that are offered in an empty box.
const OFFERED: usize = 5;

/// A line that can be chosen.
pub enum Line {
    /// Something that could stand where one types.
    Suggested(Suggestion),
    /// A search of this visit.
    Earlier(String),
}

impl Line {
    /// It was chosen.
    pub fn take(&self, searching: &Searching) {
        match self {
            Self::Suggested(one) => searching.insert(one.from as usize, one.to as usize, &one.text),
            Self::Earlier(text) => {
                searching.typed.set(text.clone());
                searching.accept();
            }
        }
    }
}

/// The answer about what is typed, if it is here.
fn answer<T>(searching: &Searching, of: impl FnOnce(&SearchView) -> T) -> Option<T> {
    searching.case.search.with(|view| {
        let view = view.as_ref().filter(|view| searching.typed.with(|typed| *typed == view.text))?;
        Some(of(view))
    })
}

/// The lines, as they stand.
pub fn lines(searching: &Searching) -> Vec<Line> {
    let mut lines = Vec::new();
    if searching.typed.with(String::is_empty) {
        searching.earlier.with(|earlier| lines.extend(earlier.iter().take(OFFERED).cloned().map(Line::Earlier)));
    }
    let suggested = answer(searching, |view| view.suggestions.clone()).unwrap_or_default();
    lines.extend(suggested.into_iter().map(Line::Suggested));
    lines
}

/// Whether something of it is not understood.
pub fn has_mistakes(searching: Searching) -> bool {
    answer(&searching, |view| !view.mistakes.is_empty()).unwrap_or(false)
}

/// The text with its mistakes marked: stands behind the box, whose own text covers it.
pub fn marked(searching: Searching) -> impl IntoView {
    let mut parts: Vec<(bool, String)> = Vec::new();
    let text = searching.typed.get();
    let places: Vec<(usize, usize)> = answer(&searching, |view| {
        view.mistakes.iter().map(|mistake| (mistake.from as usize, mistake.to as usize)).collect()
    })
    .unwrap_or_default();
    let mut at = 0;
    for (from, to) in places {
        // Where something is missing, the character before is marked.
        let from = if from == to {
            text.get(..from).and_then(|before| before.char_indices().next_back()).map_or(0, |(at, _)| at)
        } else {
            from
        };
        let from = from.max(at);
        if let (Some(plain), Some(bad)) = (text.get(at..from), text.get(from..to)) {
            parts.extend([(false, plain.to_owned()), (true, bad.to_owned())]);
            at = to;
        }
    }
    parts.push((false, text.get(at..).unwrap_or_default().to_owned()));
    parts.into_iter().map(|(bad, text)| view! { <span class:search-wrong=bad>{text}</span> }).collect_view()
}

/// The marks stay under the text when it is scrolled.
pub fn follow_scroll(searching: Searching) {
    if let Some(input) = searching.input.get_untracked()
        && let Some(marks) = input.previous_element_sibling()
    {
        marks.set_scroll_left(input.scroll_left());
    }
}

/// The caret may have moved: what could stand there is another.
pub fn moved(searching: Searching, event: &KeyboardEvent) {
    follow_scroll(searching);
    if matches!(event.key().as_str(), "ArrowLeft" | "ArrowRight" | "Home" | "End") {
        let text = searching.typed.get_untracked();
        searching.case.ask_about_search(&text, searching.caret(&text));
    }
}

/// The list.
#[component]
pub fn Panel() -> impl IntoView {
    let searching = searching();
    let shown = move || searching.open.get() && searching.editing.get();
    let mistakes = move || {
        let told = answer(&searching, |view| {
            let of = |from: u32, to: u32| view.text.get(from as usize..to as usize).unwrap_or_default();
            view.mistakes
                .iter()
                .map(|mistake| (shortened(of(mistake.from, mistake.to), 30), mistake.text.clone()))
                .collect::<Vec<_>>()
        });
        let told = told.unwrap_or_default().into_iter().filter(|_| shown());
        told.map(|(place, text)| view! { <p class="search-mistake" data-testid="search-mistake"><code>{place}</code>" "{text}</p> }).collect_view()
    };
    let list = move || {
        lines(&searching)
            .into_iter()
            .enumerate()
            .map(|(place, line)| {
                let (text, says, rows) = match &line {
                    // That a name is meant whole goes without saying here.
                    Line::Suggested(one) => {
                        (one.text.replacen(":=", ":", 1).trim_start_matches('=').to_owned(), one.says.clone(), one.rows)
                    }
                    Line::Earlier(text) => (text.clone(), "searched before".to_owned(), 0),
                };
                view! {
                    <div
                        id=format!("search-line-{place}")
                        class="search-line"
                        role="option"
                        aria-selected=move || (searching.chosen.get() == Some(place)).to_string()
                        // The focus stays in the box.
                        on:mousedown=move |event| {
                            event.prevent_default();
                            line.take(&searching);
                        }
                    >
                        <bdi class="search-could">{text}</bdi>
                        <span class="search-says">{says}</span>
                        <span class="search-rows">{(rows > 0).then(|| grouped(u64::from(rows)))}</span>
                    </div>
                }
            })
            .collect_view()
    };
    view! {
        <div class="search-panel" hidden=move || !shown()>
            <div id="search-mistakes" role="status">{mistakes}</div>
            <div id="search-lines" class="search-lines" role="listbox" aria-label="Suggestions">{move || shown().then(list)}</div>
            <p class="search-hint">
                "Words beside each other must all hold. "<code>"OR"</code>", "<code>"-not"</code>", "<code>"( )"</code>", "<code>"*"</code>
                " and lists "<code>"id:4624,4625"</code>" work. ↓ chooses, Tab or Enter takes, ↑ earlier searches."
            </p>
        </div>
    }
}
