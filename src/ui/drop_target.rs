//! Dropping evidence anywhere on the page: files, and folders with all that is below them.

use super::case::{Case, case};
use super::folder::add_folder;
use futures_of_drop::{entries_of, file_of};
use gloo_file::File;
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DataTransfer, DragEvent, FileSystemDirectoryEntry, FileSystemEntry, FileSystemFileEntry};

/// Listens on the whole window, and says so while something is held over it.
#[component]
pub fn DropTarget() -> impl IntoView {
    let case = case();
    // Enter and leave come in pairs for every element on the way; the pointer is away when as many left as entered.
    let held = RwSignal::new(0_i32);
    let handles = [
        window_event_listener(ev::dragenter, move |event| {
            if has_files(&event) {
                event.prevent_default();
                held.update(|held| *held += 1);
            }
        }),
        window_event_listener(ev::dragover, |event| {
            if has_files(&event) {
                event.prevent_default();
                if let Some(transfer) = event.data_transfer() {
                    transfer.set_drop_effect("copy");
                }
            }
        }),
        window_event_listener(ev::dragleave, move |event| {
            if has_files(&event) {
                held.update(|held| *held = (*held - 1).max(0));
            }
        }),
        window_event_listener(ev::drop, move |event| {
            held.set(0);
            if has_files(&event) {
                event.prevent_default();
                if let Some(transfer) = event.data_transfer() {
                    take(case, &transfer);
                }
            }
        }),
    ];
    on_cleanup(move || handles.into_iter().for_each(|handle| handle.remove()));
    view! {
        <Show when=move || { held.get() > 0 }>
            <div class="drop-overlay" aria-hidden="true">
                <div class="drop-words">
                    <p class="drop-title">"Drop to add the evidence"</p>
                    <p>"Event logs, or folders and archives that hold them. They are read on this computer and stay on it."</p>
                </div>
            </div>
        </Show>
    }
}

fn has_files(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|transfer| transfer.types().includes(&"Files".into(), 0))
}

fn take(case: Case, transfer: &DataTransfer) {
    // Entries are only to be had while the event lasts; what is in them can be read later.
    let items = transfer.items();
    let entries: Vec<FileSystemEntry> = (0..items.length())
        .filter_map(|position| items.get(position))
        .filter_map(|item| item.webkit_get_as_entry().ok().flatten())
        .collect();
    if entries.iter().any(FileSystemEntry::is_directory) {
        spawn_local(take_entries(case, entries));
    } else if let Some(files) = transfer.files() {
        let files = gloo_file::FileList::from(files);
        case.add_files(files.iter().cloned().map(|file| (file, String::new())).collect());
    }
}

/// Files dropped beside folders are taken whatever their name, as picked ones are; those in folders if they are logs.
async fn take_entries(case: Case, entries: Vec<FileSystemEntry>) {
    let mut single = Vec::new();
    let mut in_folders = Vec::new();
    let mut unread = 0_u64;
    let mut folders: Vec<FileSystemDirectoryEntry> = Vec::new();
    for entry in entries {
        match sorted(entry, &mut folders) {
            Some(entry) => match file_of(&entry).await {
                Some(file) => single.push((File::from(file), String::new())),
                None => unread += 1,
            },
            None => continue,
        }
    }
    let any_folder = !folders.is_empty();
    while let Some(folder) = folders.pop() {
        let Some(entries) = entries_of(&folder).await else {
            unread += 1;
            continue;
        };
        for entry in entries {
            let Some(entry) = sorted(entry, &mut folders) else { continue };
            let path = entry.full_path().trim_start_matches('/').to_owned();
            match file_of(&entry).await {
                Some(file) => in_folders.push((File::from(file), path)),
                None => unread += 1,
            }
        }
    }
    if unread > 0 {
        case.say(
            format!("{unread} of the dropped files and folders could not be read."),
            "They may have gone meanwhile, or the browser has no right to read them.",
        );
    }
    // One call each: the engine joins them to one case.
    case.add_files(single);
    if any_folder {
        add_folder(case, in_folders).await;
    }
}

/// Keeps a folder for later; gives a file back.
fn sorted(entry: FileSystemEntry, folders: &mut Vec<FileSystemDirectoryEntry>) -> Option<FileSystemFileEntry> {
    if entry.is_directory() {
        folders.push(entry.unchecked_into());
        None
    } else {
        Some(entry.unchecked_into())
    }
}

/// The callbacks of the entries interface as futures. A refusal is `None`.
mod futures_of_drop {
    use js_sys::{Array, Function, Promise};
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{FileSystemDirectoryEntry, FileSystemEntry, FileSystemFileEntry};

    /// The file behind an entry.
    pub async fn file_of(entry: &FileSystemFileEntry) -> Option<web_sys::File> {
        answer(|found, failed| entry.file_with_callback_and_callback(found, failed)).await?.dyn_into().ok()
    }

    /// Everything directly in a folder. A reader gives a hundred entries at a time, and none at the end.
    pub async fn entries_of(folder: &FileSystemDirectoryEntry) -> Option<Vec<FileSystemEntry>> {
        let reader = folder.create_reader();
        let mut all = Vec::new();
        loop {
            let some =
                answer(|found, failed| reader.read_entries_with_callback_and_callback(found, failed).ok()).await?;
            let some: Array = some.dyn_into().ok()?;
            if some.length() == 0 {
                return Some(all);
            }
            all.extend(some.iter().map(JsCast::unchecked_into::<FileSystemEntry>));
        }
    }

    async fn answer<T>(ask: impl FnOnce(&Function, &Function) -> T) -> Option<JsValue> {
        let mut ask = Some(ask);
        let promise = Promise::new(&mut |found, failed| {
            if let Some(ask) = ask.take() {
                ask(&found, &failed);
            }
        });
        JsFuture::from(promise).await.ok()
    }
}
