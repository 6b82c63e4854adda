//! A worker of the page: started from the workers' program in the role asked for. What is sent before it listens waits.

use super::boot;
use js_sys::Array;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{ErrorEvent, MessageEvent, Url, Worker};

/// What went wrong with a worker; each with the browser's words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Trouble {
    /// It could not start.
    NotStarted(String),
    /// It stopped.
    Stopped(String),
    /// A message could not be sent.
    NotSent(String),
}

/// The worker. Clones are the same.
#[derive(Clone)]
pub struct Link(Rc<Inner>);

type OnMessage = dyn Fn(&Link, JsValue);

struct Inner {
    role: &'static str,
    worker: RefCell<Option<Worker>>,
    /// Messages made before the worker listens, each with what moves over with it.
    waiting: RefCell<Vec<(JsValue, Array)>>,
    listening: Cell<bool>,
    on_message: Box<OnMessage>,
    on_trouble: Box<dyn Fn(Trouble)>,
}

impl Link {
    /// Starts a worker. What it says goes to `on_message`, which calls [`Link::listens`] once the worker says that it does.
    pub fn start(
        role: &'static str,
        on_message: impl Fn(&Link, JsValue) + 'static,
        on_trouble: impl Fn(Trouble) + 'static,
    ) -> Self {
        let link = Self(Rc::new(Inner {
            role,
            worker: RefCell::new(None),
            waiting: RefCell::new(Vec::new()),
            listening: Cell::new(false),
            on_message: Box::new(on_message),
            on_trouble: Box::new(on_trouble),
        }));
        spawn_local({
            let link = link.clone();
            async move {
                if let Err(cause) = link.launch().await {
                    link.stop();
                    (link.0.on_trouble)(Trouble::NotStarted(in_words(&cause)));
                }
            }
        });
        link
    }

    async fn launch(&self) -> Result<(), JsValue> {
        let parts = JsFuture::from(boot::engine()).await?;
        let program: web_sys::Blob = js_sys::Reflect::get(&parts, &"program".into())?.dyn_into()?;
        let worker = Worker::new(&Url::create_object_url_with_blob(&program)?)?;

        let link = self.clone();
        let on_message =
            Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| (link.0.on_message)(&link, event.data()));
        worker.set_onmessage(Some(on_message.into_js_value().unchecked_ref()));
        let link = self.clone();
        let on_error = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
            let cause = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message).unwrap_or_default();
            link.stop();
            (link.0.on_trouble)(Trouble::Stopped(cause));
        });
        worker.set_onerror(Some(on_error.into_js_value().unchecked_ref()));

        // The parts are everybody's; the role is this worker's.
        let parts = js_sys::Object::assign(&js_sys::Object::new(), parts.unchecked_ref());
        js_sys::Reflect::set(&parts, &"role".into(), &self.0.role.into())?;
        worker.post_message(&parts)?;
        *self.0.worker.borrow_mut() = Some(worker);
        Ok(())
    }

    /// Sends a message; what `moving` lists moves over rather than being copied.
    pub fn send(&self, message: JsValue, moving: Array) {
        match &*self.0.worker.borrow() {
            Some(worker) if self.0.listening.get() => self.send_to(worker, &message, &moving),
            _ => self.0.waiting.borrow_mut().push((message, moving)),
        }
    }

    fn send_to(&self, worker: &Worker, message: &JsValue, moving: &Array) {
        if let Err(cause) = worker.post_message_with_transfer(message, moving) {
            (self.0.on_trouble)(Trouble::NotSent(in_words(&cause)));
        }
    }

    /// The worker listens: what waited is sent.
    pub fn listens(&self) {
        self.0.listening.set(true);
        let waiting = self.0.waiting.take();
        if let Some(worker) = &*self.0.worker.borrow() {
            waiting.iter().for_each(|(message, moving)| self.send_to(worker, message, moving));
        }
    }

    /// Ends the worker.
    pub fn stop(&self) {
        self.0.listening.set(false);
        if let Some(worker) = self.0.worker.take() {
            worker.terminate();
        }
    }
}

/// A JavaScript exception as a person reads it.
pub fn in_words(cause: &JsValue) -> String {
    match cause.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => cause.as_string().unwrap_or_else(|| format!("{cause:?}")),
    }
}
