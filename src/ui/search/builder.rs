//! A search built by clicks, for those who know LogonTracer's: rows of a field and a value, joined by AND or OR. It writes the text.

use super::super::case::case;
use super::searching;
use leptos::ev::KeyboardEvent;
use leptos::html::Form;
use leptos::prelude::*;
use logonscope::search::{FIELDS, FieldFacts};

/// A row.
#[derive(Clone, Copy)]
struct Row {
    number: u32,
    or: RwSignal<bool>,
    not: RwSignal<bool>,
    /// Before the colon; empty for accounts and hosts alike.
    field: RwSignal<String>,
    value: RwSignal<String>,
}

impl Row {
    fn new(number: u32, or: bool, not: bool, word: &str) -> Self {
        let known = |facts: &&FieldFacts| word.split_once(':').is_some_and(|(name, _)| name == facts.name);
        let (field, value) = match FIELDS.iter().find(known) {
            Some(facts) => word.split_at(facts.name.len() + 1),
            None => ("", word),
        };
        Self {
            number,
            or: RwSignal::new(or),
            not: RwSignal::new(not),
            field: RwSignal::new(field.trim_end_matches(':').to_owned()),
            value: RwSignal::new(value.to_owned()),
        }
    }

    /// The row as it is typed; nothing if it has no value.
    fn text(&self) -> Option<String> {
        let value = self.value.get();
        let value = value.trim();
        if value.is_empty() {
            return None;
        }
        let mut text = String::new();
        if self.not.get() {
            text.push('-');
        }
        let field = self.field.get();
        if !field.is_empty() {
            text.push_str(&field);
            text.push(':');
        }
        if value.contains(char::is_whitespace) && !value.contains('"') {
            text.extend(["\"", value, "\""]);
        } else {
            text.push_str(value);
        }
        Some(text)
    }
}

/// The rows of the present search, if it is made of rows; `None` if it has parentheses.
fn rows_of(parts: &[logonscope::protocol::search::SearchPart]) -> Option<Vec<Row>> {
    let mut rows = Vec::new();
    let (mut or, mut not) = (false, false);
    for part in parts {
        match part.text.as_str() {
            _ if part.is_term => {
                rows.push(Row::new(rows.len() as u32, or, not, &part.text));
                (or, not) = (false, false);
            }
            "OR" | "or" => or = true,
            "AND" | "and" => {}
            "(" | ")" => return None,
            _ => not = !not,
        }
    }
    Some(rows)
}

/// The builder.
#[component]
pub fn Builder() -> impl IntoView {
    let (case, searching) = (case(), searching());
    let form: NodeRef<Form> = NodeRef::new();
    let before = case.filter.now.with_untracked(|filter| filter.text.clone());
    let present = case.search.with_untracked(|view| {
        let view = view.as_ref().filter(|view| view.text == before)?;
        rows_of(&view.parts)
    });
    // A search with parentheses stays as it is; the rows are added to it.
    let kept = if present.is_none() { before } else { String::new() };
    let mut first = present.unwrap_or_default();
    let next = StoredValue::new(first.len() as u32 + 1);
    if first.is_empty() {
        first.push(Row::new(next.get_value(), false, false, ""));
    }
    let rows = RwSignal::new(first);
    let text = Memo::new(move |_| {
        let mut text = if kept.is_empty() { String::new() } else { format!("({kept})") };
        for row in rows.get() {
            if let Some(term) = row.text() {
                if !text.is_empty() {
                    text.push_str(if row.or.get() { " OR " } else { " " });
                }
                text.push_str(&term);
            }
        }
        text
    });
    let add = move || {
        next.update_value(|next| *next += 1);
        rows.update(|rows| rows.push(Row::new(next.get_value(), false, false, "")));
    };
    // The newest row takes the focus.
    Effect::new(move |_| {
        rows.with(Vec::len);
        if let Some(form) = form.get()
            && let Ok(inputs) = form.query_selector_all("input[type=text]")
            && let Some(last) = inputs.item(inputs.length().saturating_sub(1))
        {
            let last: web_sys::HtmlElement = wasm_bindgen::JsCast::unchecked_into(last);
            let _ = last.focus();
        }
    });
    let close = move || {
        searching.building.set(false);
        searching.focus();
        searching.open.set(false);
    };
    let row = move |row: Row| {
        let is_first = move || rows.with(|rows| rows.first().is_some_and(|first| first.number == row.number));
        let expects = move || {
            row.field.with(|name| {
                FIELDS.iter().find(|facts| facts.name == name).map_or("a name, such as adminis", |facts| facts.expects)
            })
        };
        view! {
            <div class="build-row">
                <select class="button" aria-label="Joined by" disabled=is_first prop:value=move || if row.or.get() { "or" } else { "and" }
                    on:change=move |event| row.or.set(event_target_value(&event) == "or")>
                    <option value="and">"AND"</option>
                    <option value="or" prop:selected=move || row.or.get()>"OR"</option>
                </select>
                <select class="button" aria-label="Is or is not" on:change=move |event| row.not.set(event_target_value(&event) == "not")>
                    <option value="is">"is"</option>
                    <option value="not" prop:selected=move || row.not.get()>"is not"</option>
                </select>
                <select class="button build-field" aria-label="Field" on:change=move |event| row.field.set(event_target_value(&event))>
                    <option value="">"account or host"</option>
                    {FIELDS.iter().map(|facts| view! {
                        <option value=facts.name prop:selected=move || row.field.with(|field| field == facts.name)>{facts.looks_at}</option>
                    }).collect_view()}
                </select>
                <input type="text" class="field" aria-label="Value" placeholder=expects title=expects autocomplete="off" spellcheck="false"
                    prop:value=move || row.value.get() on:input=move |event| row.value.set(event_target_value(&event))/>
                <button type="button" class="button icon-only quiet" aria-label="Remove this row"
                    disabled=move || rows.with(Vec::len) == 1
                    on:click=move |_| rows.update(|rows| rows.retain(|other| other.number != row.number))>"×"</button>
            </div>
        }
    };
    view! {
        <form class="search-panel build" data-testid="builder" aria-label="Build a search" node_ref=form
            on:submit=move |event| {
                event.prevent_default();
                searching.search(&text.get_untracked());
                close();
            }
            on:keydown=move |event: KeyboardEvent| {
                if event.key() == "Escape" {
                    close();
                }
            }
        >
            <For each=move || rows.get() key=|row| row.number children=row/>
            <p class="build-text"><code>{move || text.get()}</code></p>
            <div class="build-buttons">
                <button type="button" class="button" on:click=move |_| add()>"Add row"</button>
                <button type="submit" class="button primary">"Search"</button>
            </div>
        </form>
    }
}
