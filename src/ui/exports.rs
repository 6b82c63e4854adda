//! Files that are being made for the analyst: asked for, gathered part by part, and handed to the browser's downloads or to a file on disk.

use super::case::Case;
use super::link::in_words;
use super::save::{self, Stream};
use gloo_file::Blob;
use leptos::prelude::*;
use logonscope::protocol::{ExportFormat, ExportView, Request};
use wasm_bindgen_futures::spawn_local;

/// Those under way, as a handle.
#[derive(Clone, Copy)]
pub struct Exports {
    /// Formats asked for and not yet here.
    pub waiting: RwSignal<Vec<ExportFormat>>,
    /// Parts of those that are still being made.
    parts: StoredValue<Vec<(ExportFormat, Blob)>, LocalStorage>,
    /// Files on disk that some are written to as they are made.
    streams: StoredValue<Vec<(ExportFormat, Stream)>, LocalStorage>,
}

impl Exports {
    /// None.
    pub fn new() -> Self {
        Self {
            waiting: RwSignal::default(),
            parts: StoredValue::new_local(Vec::new()),
            streams: StoredValue::new_local(Vec::new()),
        }
    }

    /// Asks for a file; the browser saves it when it is made. One that is being made already is not made twice.
    pub fn ask(self, case: Case, format: ExportFormat) {
        if self.is_waiting(format) {
            return;
        }
        self.waiting.update(|waiting| waiting.push(format));
        case.send(&Request::Export(format));
    }

    /// The same, written as it is made to a file that the analyst chooses; `what` it is called after the evidence.
    pub fn ask_to_disk(self, case: Case, format: ExportFormat, what: &'static str) {
        let name = case.file_name(what);
        spawn_local(async move {
            // Whoever closes the picker wants no file.
            let Ok(stream) = Stream::choose(&name).await else { return };
            if self.is_waiting(format) {
                drop(stream.end(false).await);
                return;
            }
            self.streams.update_value(|streams| streams.push((format, stream)));
            self.ask(case, format);
        });
    }

    fn is_waiting(self, format: ExportFormat) -> bool {
        self.waiting.with_untracked(|waiting| waiting.contains(&format))
    }

    /// A part has arrived, or all of it.
    pub fn take(self, case: Case, view: ExportView) {
        let ExportView { format, name, mime, bytes, is_last } = view;
        // The browser keeps the parts outside this program's memory.
        let part = Blob::new_with_options(&bytes[..], Some(&mime));
        let stream = self.stream_of(format, is_last);
        let to_disk = stream.is_some();
        match stream {
            Some(stream) => write_part(case, stream, part, is_last),
            None => self.parts.update_value(|parts| parts.push((format, part))),
        }
        if is_last {
            self.waiting.update(|waiting| waiting.retain(|other| *other != format));
        }
        if is_last && !to_disk {
            self.save(case, format, &case.file_name(&name), &mime);
        }
    }

    /// It is not made: what is here of it is let go.
    pub fn give_up(self, format: ExportFormat) {
        self.waiting.update(|waiting| waiting.retain(|other| *other != format));
        self.parts.update_value(|parts| parts.retain(|(of, _)| *of != format));
        if let Some(stream) = self.stream_of(format, true) {
            spawn_local(async move { drop(stream.end(false).await) });
        }
    }

    /// The file on disk that an export is written to, if it is; from now on no longer, if this was the `last` of it.
    fn stream_of(self, format: ExportFormat, last: bool) -> Option<Stream> {
        let mut stream = None;
        self.streams.update_value(|streams| {
            stream = streams.iter().find(|(of, _)| *of == format).map(|(_, stream)| stream.clone());
            streams.retain(|(of, _)| *of != format || !last);
        });
        stream
    }

    fn save(self, case: Case, format: ExportFormat, name: &str, mime: &str) {
        let mut parts = Vec::new();
        self.parts.update_value(|all| {
            all.retain(|(of, part)| {
                if *of == format {
                    parts.push(part.clone());
                }
                *of != format
            });
        });
        if save::save_parts(name, mime, &parts).is_err() {
            case.say(format!("{name} could not be saved."), "The browser refused the download.");
        }
    }
}

/// The browser keeps writes in the order in which they are asked for.
fn write_part(case: Case, stream: Stream, part: Blob, is_last: bool) {
    spawn_local(async move {
        let mut written = stream.write(&part).await;
        if is_last && written.is_ok() {
            written = stream.end(true).await;
        }
        if let Err(cause) = written {
            case.say("The export could not be written to the file.", in_words(&cause));
        }
    });
}
