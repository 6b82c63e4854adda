//! The sample case: a month of a made-up company, to see what the tool shows. Its logs come in as picked ones do.

use super::boot;
use super::case::{Case, case};
use super::link::in_words;
use gloo_file::File;
use leptos::prelude::*;
use logonscope::protocol::CaseState;
use logonscope::protocol::evidence::SAMPLE_FOLDER;
use logonscope::screen::words::bytes;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// How far it has come, as a handle: copies are the same.
#[derive(Clone, Copy)]
pub struct SampleCase {
    case: Case,
    /// Bytes that have come; `None` while nobody has asked.
    come: RwSignal<Option<f64>>,
}

impl SampleCase {
    /// Not asked for yet.
    pub fn new() -> Self {
        Self { case: case(), come: RwSignal::new(None) }
    }

    fn open(self) {
        self.come.set(Some(0.0));
        spawn_local(async move {
            let progress = Closure::<dyn Fn(f64)>::new(move |come| {
                self.come.try_set(Some(come));
            });
            let files = JsFuture::from(boot::sample_case(progress.as_ref().unchecked_ref())).await;
            self.come.try_set(None);
            // The analyst may have opened evidence meanwhile: nothing made up is to join it.
            if self.case.summary.with_untracked(|summary| summary.state != CaseState::Empty) {
                return;
            }
            match files {
                Ok(files) => self.case.add_files(in_folder(files.unchecked_ref())),
                Err(cause) => self.case.say("The sample case could not be opened.", in_words(&cause)),
            }
        });
    }
}

fn in_folder(files: &js_sys::Array) -> Vec<(File, String)> {
    files
        .iter()
        .map(|file| {
            let file = File::from(web_sys::File::from(file));
            let path = format!("{SAMPLE_FOLDER}/{}", file.name());
            (file, path)
        })
        .collect()
}

/// Whether the case holds the sample case, so that nobody takes what is made up for evidence.
pub fn is_in(case: Case) -> bool {
    case.evidence.with(|evidence| evidence.as_ref().is_some_and(|evidence| evidence.sample))
}

/// Opens it.
#[component]
pub fn SampleButton(sample: SampleCase) -> impl IntoView {
    view! {
        <button
            type="button"
            class="button large"
            data-testid="sample-case"
            aria-describedby="sample-words"
            disabled=move || sample.come.get().is_some()
            on:click=move |_| sample.open()
        >
            "Try the sample case"
        </button>
    }
}

/// What it is, and how far it has come.
#[component]
pub fn SampleWords(sample: SampleCase) -> impl IntoView {
    let size = boot::sample_bytes();
    let words = move || match sample.come.get() {
        Some(come) => format!("Getting the sample case: {} of {}.", bytes(come), bytes(size)),
        None => format!(
            "The sample case is a month in a made-up company, with an intruder in its last days. It is {} of this page's own files.",
            bytes(size)
        ),
    };
    view! {
        <p class="start-sample" id="sample-words" aria-live="polite">
            {words}
        </p>
    }
}
