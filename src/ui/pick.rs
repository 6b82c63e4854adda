//! Picking evidence: the two file inputs of the page, and the handle by which any button opens them.

use super::case::case;
use super::folder::add_folder;
use gloo_file::{File, FileList};
use js_sys::Reflect;
use leptos::html::Input;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;

/// Opens the browser's pickers.
#[derive(Clone, Copy)]
pub struct Picker {
    files: NodeRef<Input>,
    folder: NodeRef<Input>,
}

impl Picker {
    /// A picker whose inputs are placed by [`PickInputs`].
    pub fn new() -> Self {
        Self { files: NodeRef::new(), folder: NodeRef::new() }
    }

    /// Lets the analyst pick files.
    pub fn open_files(&self) {
        open(self.files);
    }

    /// Lets the analyst pick a folder.
    pub fn open_folder(&self) {
        open(self.folder);
    }
}

fn open(input: NodeRef<Input>) {
    if let Some(input) = input.get_untracked() {
        input.click();
    }
}

/// The picker of the page.
pub fn picker() -> Picker {
    expect_context::<Picker>()
}

/// The inputs, out of sight: what is seen and reached by keyboard are the buttons that open them.
#[component]
pub fn PickInputs() -> impl IntoView {
    let (case, picker) = (case(), picker());
    // An attribute that is no standard's, and so not among the view's.
    Effect::new(move |_| {
        if let Some(input) = picker.folder.get() {
            let _ = input.set_attribute("webkitdirectory", "");
        }
    });
    view! {
        <input
            type="file"
            multiple
            class="out-of-sight"
            data-testid="evidence-input"
            aria-label="Evidence files"
            tabindex="-1"
            node_ref=picker.files
            on:change=move |_| {
                let files = taken(picker.files);
                case.add_files(files.into_iter().map(|file| (file, String::new())).collect());
            }
        />
        <input
            type="file"
            multiple
            class="out-of-sight"
            data-testid="folder-input"
            aria-label="Evidence folder"
            tabindex="-1"
            node_ref=picker.folder
            on:change=move |_| {
                let files = taken(picker.folder).into_iter().map(|file| {
                    let path = path_in_folder(&file);
                    (file, path)
                });
                spawn_local(add_folder(case, files.collect()));
            }
        />
    }
}

/// The files of an input, which is emptied so that the same ones can be picked again.
fn taken(input: NodeRef<Input>) -> Vec<File> {
    let Some(input): Option<HtmlInputElement> = input.get_untracked() else { return Vec::new() };
    let Some(picked) = input.files() else { return Vec::new() };
    let files: Vec<File> = FileList::from(picked).to_vec();
    input.set_value("");
    files
}

fn path_in_folder(file: &File) -> String {
    let handle: &web_sys::File = file.as_ref();
    Reflect::get(handle, &"webkitRelativePath".into()).ok().and_then(|path| path.as_string()).unwrap_or_default()
}
