//! The page's side of the picture: sends its worker orders and graphs, and keeps what it tells.

use crate::ui::link::{Link, Trouble};
use js_sys::{Array, Function, Promise, Uint8Array};
use leptos::prelude::*;
use logonscope::protocol::picture::{Act, Caption, Drawing, Drawn, Order, Pins, Tip, Told, Words};
use logonscope::protocol::{GraphView, VERSION, to_bytes};
use serde::Serialize;
use std::collections::VecDeque;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, HtmlCanvasElement};

/// The picture, as a handle: copies are the same picture.
#[derive(Clone, Copy)]
pub struct Picture {
    /// What is under the pointer.
    pub tip: RwSignal<Option<Tip>>,
    /// What is selected, in words.
    pub said: RwSignal<Option<Words>>,
    /// Whether there is a picture.
    pub drawing: RwSignal<Drawing>,
    /// What is pinned.
    pub pins: RwSignal<Pins>,
    /// The graph whose nodes stand where they will stay.
    pub rest: RwSignal<Option<u32>>,
    /// Those who wait for a picture in a file, the first to ask first: what to call with it, and what with the reason for none.
    waiting: StoredValue<VecDeque<(Function, Function)>, LocalStorage>,
    link: StoredValue<Option<Link>, LocalStorage>,
}

impl Picture {
    /// A picture that is yet to be started.
    pub fn new() -> Self {
        Self {
            tip: RwSignal::new(None),
            said: RwSignal::new(None),
            drawing: RwSignal::default(),
            pins: RwSignal::default(),
            rest: RwSignal::new(None),
            waiting: StoredValue::new_local(VecDeque::new()),
            link: StoredValue::new_local(None),
        }
    }

    /// Starts the picture's worker. What the analyst does in the picture goes to `on_act`, with the graph it was done in.
    pub fn start(self, on_act: impl Fn(u32, Act) + 'static) {
        let picture = self;
        let on_message = move |link: &Link, message: JsValue| {
            if message.is_instance_of::<Blob>() {
                return picture.answer(|(made, _)| made, &message);
            }
            let Ok(told) = serde_wasm_bindgen::from_value::<Told>(message) else { return };
            match told {
                Told::Ready(VERSION) => link.listens(),
                Told::Ready(_) => {
                    link.stop();
                    picture.fails("Page and picture are of different versions: reload the page without its cache.");
                }
                Told::Drawing(drawing) => picture.drawing.set(drawing),
                Told::Rest(generation) => picture.rest.set(generation),
                Told::Tip(tip) => picture.tip.set(tip),
                Told::Said(words) => picture.said.set(words),
                Told::Pins(pins) => picture.pins.set(pins),
                Told::NoImage(why) => picture.answer(|(_, not_made)| not_made, &why.into()),
                Told::Did { generation, act } => on_act(generation, act),
            }
        };
        let on_trouble = move |trouble| match trouble {
            Trouble::NotStarted(cause) => picture.fails(&format!("What draws it could not start. {cause}")),
            Trouble::Stopped(cause) => picture.fails(&format!("What draws it stopped. {cause} Reload the page.")),
            Trouble::NotSent(cause) => picture.fails(&cause),
        };
        picture.link.set_value(Some(Link::start("picture", on_message, on_trouble)));
    }

    fn fails(&self, reason: &str) {
        self.drawing.set(Drawing::Impossible(reason.to_owned()));
        while self.waiting.with_value(|waiting| !waiting.is_empty()) {
            self.answer(|(_, not_made)| not_made, &reason.into());
        }
    }

    fn send(&self, message: JsValue, moving: Array) {
        self.link.with_value(|link| {
            if let Some(link) = link {
                link.send(message, moving);
            }
        });
    }

    /// Gives an order.
    pub fn order(&self, order: &Order) {
        if let Some(order) = object(order) {
            self.send(Array::of1(&order).into(), Array::new());
        }
    }

    /// Shows what a buffer of the engine holds: a graph, or positions of its nodes. The buffer moves over.
    pub fn show(&self, view: &Uint8Array) {
        self.send(view.into(), Array::of1(&view.buffer()));
    }

    /// Shows nothing.
    pub fn clear(&self) {
        self.show(&Uint8Array::from(to_bytes(&Drawn::Graph(GraphView::default())).as_slice()));
    }

    /// The picture as a file. The error says why there is none.
    pub async fn image(self, caption: Caption, jpeg: bool) -> Result<gloo_file::Blob, String> {
        let answer = Promise::new(&mut |made, not_made| {
            self.waiting.update_value(|waiting| waiting.push_back((made, not_made)));
        });
        self.order(&Order::Image { caption, jpeg });
        let made = JsFuture::from(answer).await.map_err(|why| why.as_string().unwrap_or_default())?;
        Ok(gloo_file::Blob::from(made.unchecked_into::<Blob>()))
    }

    /// Answers the first who waits.
    fn answer(self, pick: fn((Function, Function)) -> Function, with: &JsValue) {
        if let Some(Some(waits)) = self.waiting.try_update_value(VecDeque::pop_front) {
            let _ = pick(waits).call1(&JsValue::NULL, with);
        }
    }

    /// Gives the picture canvases to draw on: marks and lines, and names. They can be drawn on by nobody else from now on.
    pub fn attach(&self, picture: &HtmlCanvasElement, names: &HtmlCanvasElement, reduced_motion: bool) {
        let given = (picture.transfer_control_to_offscreen(), names.transfer_control_to_offscreen());
        let (Ok(picture), Ok(names)) = given else {
            return self.fails("This browser cannot draw outside the page's own thread.");
        };
        if let Some(order) = object(&Order::Attach { reduced_motion }) {
            self.send(Array::of3(&order, &picture, &names).into(), Array::of2(&picture, &names));
        }
    }
}

fn object(order: &Order) -> Option<JsValue> {
    order.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).ok()
}
