//! The page's side of the engine: sends its worker requests, and hands over what it answers.
//!
//! Messages to the worker are `[request, files]`: a [`Request`] as a JavaScript object and the `File` handles that travel beside
//! it. Messages from it are a [`Response`] as an object, or a `Uint8Array` that holds a [`View`].

use super::inbox::{Inbox, Rest};
use super::link::{Link, Trouble};
use js_sys::{Array, Uint8Array};
use logonscope::protocol::picture::Drawn;
use logonscope::protocol::{Message, PickedFile, Request, Response, VERSION, View};
use serde::Serialize;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// The engine, as the page sees it. Clones are the same engine.
#[derive(Clone)]
pub struct Engine(Link);

impl Engine {
    /// Starts the engine's worker. Everything it says goes to the callbacks, on the page's thread: a view with the buffer that it came
    /// in, or the buffer alone to `on_drawn` if only the picture takes it ([`Drawn::is_for_picture_alone`]); an engine that cannot
    /// start or that stops says so by [`Response::Error`].
    pub fn start(
        on_response: impl Fn(Response) + 'static,
        on_view: impl Fn(View, Uint8Array) + 'static,
        on_drawn: impl Fn(&Uint8Array) + 'static,
    ) -> Self {
        let on_response = Rc::new(on_response);
        let says = {
            let on_response = on_response.clone();
            move |text: &str, hint: &str| {
                on_response(Response::Error(Message { text: text.to_owned(), hint: hint.to_owned() }));
            }
        };
        // That it can answer no more is said once.
        let stopped = Cell::new(false);
        let on_trouble = {
            let says = says.clone();
            move |trouble| match trouble {
                Trouble::NotSent(cause) => says("The engine could not be asked.", &cause),
                _ if stopped.replace(true) => {}
                Trouble::NotStarted(cause) => says("The engine could not start.", &cause),
                // Memory that is refused ends it without a word of its own.
                Trouble::Stopped(cause) => says(
                    "The engine stopped and the case is lost.",
                    &format!(
                        "{cause} Reload the page to start again. If there was much evidence, memory may have run out: \
                         pick fewer files, or choose a time range, event ids or computers under Read only a part."
                    ),
                ),
            }
        };
        let on_view = Rc::new(on_view);
        let take = move |link: &Link, message: JsValue| -> Option<Rest> {
            let unread = |cause: &str| says("An answer of the engine could not be read.", cause);
            if let Some(bytes) = message.dyn_ref::<Uint8Array>() {
                if Drawn::is_for_picture_alone(&bytes.subarray(0, 1).to_vec()) {
                    on_drawn(bytes);
                    return None;
                }
                let Some(view) = View::from_bytes(&bytes.to_vec()) else {
                    unread("Reload the page.");
                    return None;
                };
                let bytes = bytes.clone();
                if is_heavy(&view) {
                    let on_view = on_view.clone();
                    return Some(Box::new(move || on_view(view, bytes)));
                }
                on_view(view, bytes);
                return None;
            }
            match serde_wasm_bindgen::from_value::<Response>(message) {
                Ok(Response::Ready(version)) if version != VERSION => {
                    link.stop();
                    says(
                        "Page and engine are of different versions.",
                        "The browser holds an old copy of one of them: reload the page without its cache (Ctrl+Shift+R).",
                    );
                }
                Ok(response) => {
                    if matches!(response, Response::Ready(_)) {
                        link.listens();
                    }
                    let on_response = on_response.clone();
                    return Some(Box::new(move || on_response(response)));
                }
                Err(cause) => unread(&cause.to_string()),
            }
            None
        };
        let inbox = Inbox::new(take);
        let on_message = move |link: &Link, message: JsValue| inbox.put(link.clone(), message);
        Self(Link::start("engine", on_message, on_trouble))
    }

    /// Sends a request that needs no file.
    pub fn send(&self, request: &Request) {
        self.post(request, &Array::new());
    }

    /// Adds evidence: each file with its path in the folder it was picked from, or an empty path for a single file.
    pub fn add_files(&self, files: impl IntoIterator<Item = (gloo_file::File, String)>) {
        let handles = Array::new();
        let picked = files.into_iter().map(|(file, path)| {
            let handle: &web_sys::File = file.as_ref();
            handles.push(handle);
            let name = file.name();
            let path = if path.is_empty() { name.clone() } else { path };
            PickedFile { name, path, size: handle.size() }
        });
        let picked: Vec<PickedFile> = picked.collect();
        self.post(&Request::AddFiles(picked), &handles);
    }

    fn post(&self, request: &Request, files: &Array) {
        // Maps as plain objects: what crosses can then be read in the browser's tools.
        let Ok(request) = request.serialize(&serde_wasm_bindgen::Serializer::json_compatible()) else { return };
        self.0.send(Array::of2(&request, files).into(), Array::new());
    }
}

/// Whether it fills much of the screen. What goes on to the picture, answers one question or is a figure beside a name does not.
fn is_heavy(view: &View) -> bool {
    matches!(view, View::Graph(_) | View::Filtered(_) | View::Ranks(_) | View::Activity(_) | View::Scores(_))
}
