//! The record behind a row: where it stands, what it says in words, and its XML.

use crate::ui::case::case;
use crate::ui::details::Facts;
use crate::ui::long_text::LongText;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use logonscope::model::events::NO_RECORD_ID;
use logonscope::protocol::Request;
use logonscope::protocol::rows::{PlaceView, RecordText, RecordView};
use logonscope::screen::words::{bytes, counted, grouped, visible, visible_lines};

/// The pane below the table.
#[component]
pub fn RecordPane(on_close: Callback<()>) -> impl IntoView {
    let case = case();
    let at = case.rows;
    let wanted = Memo::new(move |_| at.wanted_record());
    Effect::new(move |_| {
        if let Some((generation, row)) = wanted.get() {
            case.send(&Request::Record { generation, row });
        }
    });
    let shown = move || at.record.get().filter(|record| wanted.get() == Some((record.generation, record.row)));
    // The words stay as they are while the text is still to come.
    let words = Memo::new(move |_| {
        shown().map(|record| RecordView { text: RecordText::default(), ..RecordView::clone(&record) })
    });
    let text = Memo::new(move |_| shown().map(|record| record.text.clone()).unwrap_or_default());
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            on_close.run(());
        }
    };
    view! {
        <section class="record" aria-label="Record" data-testid="record" on:keydown=on_key>
            {move || match (words.get(), wanted.get()) {
                (Some(record), _) => view! { <Record record text on_close/> }.into_any(),
                (None, Some(_)) => view! { <p class="quiet-words record-words">"Reading the record."</p> }.into_any(),
                (None, None) => view! { <p class="quiet-words record-words">"Select a row to see its record."</p> }.into_any(),
            }}
        </section>
    }
}

#[component]
fn Record(record: RecordView, text: Memo<RecordText>, on_close: Callback<()>) -> impl IntoView {
    let number = record.places.first().map_or(0, |place| place.record_id);
    let text = move || text.with(text_in_words);
    view! {
        <header class="record-head">
            <h2>{if number == NO_RECORD_ID { "Record without a number".to_owned() } else { format!("Record {number}") }}</h2>
            <ul class="record-places">
                {record.places.iter().cloned().map(|place| view! { <Place place/> }).collect_view()}
            </ul>
            {(record.places.len() > 1)
                .then(|| view! { <span class="tag">{format!("in {}", counted(record.places.len() as u64, "place", "places"))}</span> })}
            <button
                type="button"
                class="button icon-only quiet"
                aria-label="Close the record"
                title="Close (Escape)"
                on:click=move |_| on_close.run(())
            >
                "×"
            </button>
        </header>
        <div class="record-body">
            <div class="record-facts" tabindex="0" role="region" aria-label="The record in words">
                <Facts facts=record.facts.clone()/>
            </div>
            {text}
        </div>
    }
}

/// The record itself, or what stands in its place.
fn text_in_words(text: &RecordText) -> AnyView {
    match text {
        RecordText::Xml(words) | RecordText::Json(words) => {
            let language = if matches!(text, RecordText::Json(_)) { "JSON" } else { "XML" };
            view! {
                <pre class="record-xml" data-testid="record-xml" tabindex="0" role="region" aria-label=format!("The record as {language}")>
                    {visible_lines(words)}
                </pre>
            }
            .into_any()
        }
        RecordText::Unpacking(read) => {
            let read = bytes(*read as f64);
            view! { <p class="quiet-words record-words" role="status">{format!("Unpacking the archive to the record: {read} read.")}</p> }
                .into_any()
        }
        RecordText::Missing(message) => view! {
            <div class="record-xml" data-testid="record-missing" role="alert">
                <p class="notice-text">{visible(&message.text)}</p>
                <p class="quiet-words">{visible(&message.hint)}</p>
            </div>
        }
        .into_any(),
    }
}

#[component]
fn Place(place: PlaceView) -> impl IntoView {
    let chunk = place.chunk.map(|chunk| format!("chunk {}, ", grouped(chunk))).unwrap_or_default();
    view! {
        <li>
            <LongText text=place.path most=60/>
            <span class="quiet-words">{format!(" {chunk}byte {}", grouped(place.offset))}</span>
        </li>
    }
}
