//! Files that are being made for the analyst: asked for, gathered part by part, and handed to the browser's downloads or to a file on disk.

use super::case::Case;
use super::link::in_words;
use super::save::{self, Stream, can_stream};
use gloo_file::Blob;
use leptos::prelude::*;
use logonscope::protocol::{ExportFormat, ExportView, Request};
use logonscope::screen::words;
use wasm_bindgen_futures::spawn_local;

/// More than this is not gathered for a download: a browser may keep all of it in memory. A file on disk has no such limit.
const MOST_GATHERED: f64 = 2e9;

/// A file that is being made.
#[derive(Clone, Copy, PartialEq)]
pub struct Waiting {
    /// What.
    pub format: ExportFormat,
    /// How many bytes of it are here.
    pub bytes: f64,
    /// It is not wanted any more, and what still comes of it is let go.
    stops: bool,
}

/// Those under way, as a handle.
#[derive(Clone, Copy)]
pub struct Exports {
    /// Those asked for and not yet here.
    pub waiting: RwSignal<Vec<Waiting>>,
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
        if untrack(|| self.of(format)).is_some() {
            return;
        }
        self.waiting.update(|waiting| waiting.push(Waiting { format, bytes: 0.0, stops: false }));
        case.send(&Request::Export(format));
    }

    /// The same, written as it is made to a file that the analyst chooses; `what` it is called after the evidence.
    pub fn ask_to_disk(self, case: Case, format: ExportFormat, what: &'static str) {
        let name = case.file_name(what);
        spawn_local(async move {
            // Whoever closes the picker wants no file.
            let Ok(stream) = Stream::choose(&name).await else { return };
            if untrack(|| self.of(format)).is_some() {
                drop(stream.end(false).await);
                return;
            }
            self.streams.update_value(|streams| streams.push((format, stream)));
            self.ask(case, format);
        });
    }

    /// What is here of a file that is being made.
    pub fn of(self, format: ExportFormat) -> Option<Waiting> {
        self.waiting.with(|waiting| waiting.iter().find(|one| one.format == format).copied())
    }

    /// No more of it is wanted, if it comes in parts; the engine says when nothing comes any more.
    pub fn stop(self, case: Case, format: ExportFormat) {
        if untrack(|| self.of(format)).is_some_and(|one| one.bytes > 0.0 && !one.stops) {
            self.change(format, |one| one.stops = true);
            case.send(&Request::GoOnExporting(format, false));
        }
    }

    fn change(self, format: ExportFormat, change: impl Fn(&mut Waiting)) {
        self.waiting.update(|waiting| waiting.iter_mut().filter(|one| one.format == format).for_each(change));
    }

    /// A part has arrived, or all of it.
    pub fn take(self, case: Case, view: ExportView) {
        let ExportView { format, name, mime, bytes, is_last } = view;
        if is_last && untrack(|| self.of(format)).is_some_and(|one| one.stops) {
            return self.give_up(format);
        }
        let Some(Waiting { bytes: before, .. }) = untrack(|| self.of(format)).filter(|one| !one.stops) else { return };
        // The browser keeps the parts outside this program's memory.
        let part = Blob::new_with_options(&bytes[..], Some(&mime));
        let bytes = before + part.size() as f64;
        self.change(format, |one| one.bytes = bytes);
        if let Some(stream) = self.stream_of(format, is_last) {
            self.write_part(case, format, stream, part, is_last);
        } else if bytes > MOST_GATHERED {
            self.stop(case, format);
            let hint = if can_stream() {
                "Choose it from the menu’s part “To a file as it is made”, which has no limit."
            } else {
                "Take it in a browser that writes files as they are made, such as Chrome or Edge, or narrow the case."
            };
            return case
                .say(format!("{name} has more than {}: too much for a download.", words::bytes(MOST_GATHERED)), hint);
        } else {
            self.parts.update_value(|parts| parts.push((format, part)));
            if is_last {
                self.save(case, format, &case.file_name(&name), &mime);
            } else {
                case.send(&Request::GoOnExporting(format, true));
            }
        }
        if is_last {
            self.waiting.update(|waiting| waiting.retain(|one| one.format != format));
        }
    }

    /// It is not made: what is here of it is let go.
    pub fn give_up(self, format: ExportFormat) {
        self.waiting.update(|waiting| waiting.retain(|one| one.format != format));
        self.parts.update_value(|parts| parts.retain(|(of, _)| *of != format));
        if let Some(stream) = self.stream_of(format, true) {
            spawn_local(async move { drop(stream.end(false).await) });
        }
    }

    /// The case is empty.
    pub fn forget(self) {
        for Waiting { format, .. } in self.waiting.get_untracked() {
            self.give_up(format);
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

    /// The next part is made when this one is written: of none is there more than a part in memory.
    fn write_part(self, case: Case, format: ExportFormat, stream: Stream, part: Blob, is_last: bool) {
        spawn_local(async move {
            let mut written = stream.write(&part).await;
            if is_last && written.is_ok() {
                written = stream.end(true).await;
            }
            match written {
                Ok(()) if is_last => {}
                Ok(()) => case.send(&Request::GoOnExporting(format, true)),
                Err(cause) => {
                    self.stop(case, format);
                    case.say("The export could not be written to the file.", in_words(&cause));
                }
            }
        });
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
