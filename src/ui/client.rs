//! The page's side of the engine: starts its worker, sends it requests, and hands over what it answers.
//!
//! Messages to the worker are `[request, files]`: a [`Request`] as a JavaScript object and the `File` handles that travel beside
//! it. Messages from it are a [`Response`] as an object, or a `Uint8Array` that holds a [`View`]. Requests made before
//! the engine listens wait for it.

use super::boot;
use logonscope::protocol::{Message, PickedFile, Request, Response, VERSION, View};
use serde::Serialize;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{ErrorEvent, MessageEvent, Url, Worker};

/// The engine, as the page sees it. Clones are the same engine.
#[derive(Clone)]
pub struct Engine(Rc<Inner>);

struct Inner {
    worker: RefCell<Option<Worker>>,
    /// Messages made before the engine listens.
    waiting: RefCell<Vec<JsValue>>,
    listening: Cell<bool>,
    /// Set once the engine can answer no more, so that it is said once.
    stopped: Cell<bool>,
    on_response: Box<dyn Fn(Response)>,
    on_view: Box<dyn Fn(View)>,
}

impl Engine {
    /// Starts the engine's worker. Everything it says goes to the two callbacks, on the page's thread; an engine that cannot start
    /// or that stops says so by [`Response::Error`].
    pub fn start(on_response: impl Fn(Response) + 'static, on_view: impl Fn(View) + 'static) -> Self {
        let engine = Self(Rc::new(Inner {
            worker: RefCell::new(None),
            waiting: RefCell::new(Vec::new()),
            listening: Cell::new(false),
            stopped: Cell::new(false),
            on_response: Box::new(on_response),
            on_view: Box::new(on_view),
        }));
        spawn_local({
            let engine = engine.clone();
            async move {
                if let Err(cause) = engine.launch().await {
                    engine.stop("The engine could not start.", &in_words(&cause));
                }
            }
        });
        engine
    }

    /// Sends a request that needs no file.
    pub fn send(&self, request: &Request) {
        self.post(request, &js_sys::Array::new());
    }

    /// Adds evidence: each file with its path in the folder it was picked from, or an empty path for a single file.
    pub fn add_files(&self, files: impl IntoIterator<Item = (gloo_file::File, String)>) {
        let handles = js_sys::Array::new();
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

    fn post(&self, request: &Request, files: &js_sys::Array) {
        // Maps as plain objects: what crosses can then be read in the browser's tools.
        let Ok(request) = request.serialize(&serde_wasm_bindgen::Serializer::json_compatible()) else { return };
        let message = js_sys::Array::of2(&request, files).into();
        match &*self.0.worker.borrow() {
            Some(worker) if self.0.listening.get() => self.post_to(worker, &message),
            _ => self.0.waiting.borrow_mut().push(message),
        }
    }

    fn post_to(&self, worker: &Worker, message: &JsValue) {
        if let Err(cause) = worker.post_message(message) {
            self.error("The engine could not be asked.", &in_words(&cause));
        }
    }

    async fn launch(&self) -> Result<(), JsValue> {
        let parts = JsFuture::from(boot::engine()).await?;
        let program: web_sys::Blob = js_sys::Reflect::get(&parts, &"program".into())?.dyn_into()?;
        let url = Url::create_object_url_with_blob(&program)?;
        let worker = Worker::new(&url);
        let worker = worker?;

        let engine = self.clone();
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| engine.receive(event.data()));
        worker.set_onmessage(Some(on_message.into_js_value().unchecked_ref()));
        let engine = self.clone();
        let on_error = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
            let cause = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message).unwrap_or_default();
            engine
                .stop("The engine stopped and the case is lost.", &format!("{cause} Reload the page to start again."));
        });
        worker.set_onerror(Some(on_error.into_js_value().unchecked_ref()));

        js_sys::Reflect::set(&parts, &"role".into(), &"engine".into())?;
        worker.post_message(&parts)?;
        *self.0.worker.borrow_mut() = Some(worker);
        Ok(())
    }

    fn receive(&self, message: JsValue) {
        if let Some(bytes) = message.dyn_ref::<js_sys::Uint8Array>() {
            match View::from_bytes(&bytes.to_vec()) {
                Some(view) => (self.0.on_view)(view),
                None => self.error("An answer of the engine could not be read.", "Reload the page."),
            }
            return;
        }
        match serde_wasm_bindgen::from_value::<Response>(message) {
            Ok(Response::Ready(version)) if version != VERSION => self.stop(
                "Page and engine are of different versions.",
                "The browser holds an old copy of one of them: reload the page without its cache (Ctrl+Shift+R).",
            ),
            Ok(response) => {
                if matches!(response, Response::Ready(_)) {
                    self.flush();
                }
                (self.0.on_response)(response);
            }
            Err(cause) => self.error("An answer of the engine could not be read.", &cause.to_string()),
        }
    }

    fn flush(&self) {
        self.0.listening.set(true);
        let waiting = self.0.waiting.take();
        if let Some(worker) = &*self.0.worker.borrow() {
            waiting.iter().for_each(|message| self.post_to(worker, message));
        }
    }

    /// The engine can answer no more.
    fn stop(&self, text: &str, hint: &str) {
        self.0.listening.set(false);
        if let Some(worker) = self.0.worker.take() {
            worker.terminate();
        }
        if !self.0.stopped.replace(true) {
            self.error(text, hint);
        }
    }

    fn error(&self, text: &str, hint: &str) {
        (self.0.on_response)(Response::Error(Message { text: text.to_owned(), hint: hint.to_owned() }));
    }
}

/// A JavaScript exception as a person reads it.
pub fn in_words(cause: &JsValue) -> String {
    match cause.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => cause.as_string().unwrap_or_else(|| format!("{cause:?}")),
    }
}
