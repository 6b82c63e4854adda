//! The worker's global scope: posting, timers, the clock, and what the starter handed over.

use js_sys::Function;
use serde::Serialize;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent, MessagePort};

/// The scope itself.
pub fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// What the first message held, see `assets/boot.js`: `role`, `program` and `module`.
pub fn parts() -> JsValue {
    js_sys::Reflect::get(&scope(), &"logonscope".into()).unwrap_or_default()
}

/// A field of [`parts`].
pub fn part(name: &str) -> JsValue {
    js_sys::Reflect::get(&parts(), &name.into()).unwrap_or_default()
}

/// Calls `handler` with each message's content from now on.
pub fn listen(handler: impl Fn(JsValue) + 'static) {
    let handler = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| handler(event.data()));
    scope().set_onmessage(Some(handler.into_js_value().unchecked_ref()));
}

/// Anything that serialises, as a plain JavaScript object.
pub fn object(value: &impl Serialize) -> JsValue {
    value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).unwrap_or_default()
}

/// Sends `message` to whoever started this worker.
pub fn post(message: &JsValue) {
    if let Err(cause) = scope().post_message(message) {
        wasm_bindgen::throw_val(cause);
    }
}

/// As [`post`]; the buffer of `bytes` moves over rather than being copied.
pub fn post_moving(message: &JsValue, bytes: &js_sys::Uint8Array) {
    if let Err(cause) = scope().post_message_with_transfer(message, &js_sys::Array::of1(&bytes.buffer())) {
        wasm_bindgen::throw_val(cause);
    }
}

/// Bytes of memory that this worker's program has taken so far; it gives none back.
pub fn memory() -> u64 {
    const PAGE: u64 = 1 << 16;
    core::arch::wasm32::memory_size::<0>() as u64 * PAGE
}

/// Seconds since this worker began.
pub fn seconds() -> f64 {
    scope().performance().map(|clock| clock.now() / 1000.0).unwrap_or_default()
}

thread_local! {
    /// A channel from this worker to itself, and those who wait for what they sent into it, in turn.
    static TURNS: (Option<MessagePort>, Rc<RefCell<VecDeque<Function>>>) = turns();
}

fn turns() -> (Option<MessagePort>, Rc<RefCell<VecDeque<Function>>>) {
    let waiting = Rc::new(RefCell::new(VecDeque::<Function>::new()));
    let Ok(channel) = MessageChannel::new() else { return (None, waiting) };
    let arrived = {
        let waiting = waiting.clone();
        Closure::<dyn Fn()>::new(move || {
            let first = waiting.borrow_mut().pop_front();
            let _ = first.map(|resolve| resolve.call0(&JsValue::NULL));
        })
    };
    channel.port1().set_onmessage(Some(arrived.into_js_value().unchecked_ref()));
    (Some(channel.port2()), waiting)
}

/// Lets every message in that has arrived. A timer would do the same but waits 4 ms once it is nested.
pub async fn turn() {
    let Some((there, waiting)) = TURNS.with(|(there, waiting)| Some((there.clone()?, waiting.clone()))) else { return };
    let arrived = js_sys::Promise::new(&mut |resolve, _| waiting.borrow_mut().push_back(resolve));
    let _ = there.post_message(&JsValue::NULL);
    let _ = JsFuture::from(arrived).await;
}

/// Calls `draw` with the next frame of the screen.
pub fn in_next_frame(draw: impl FnOnce() + 'static) {
    let _ = scope().request_animation_frame(Closure::once_into_js(draw).unchecked_ref());
}

/// Waits.
pub async fn wait(milliseconds: i32) {
    let over = js_sys::Promise::new(&mut |resolve, _| {
        let _ = scope().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
    });
    let _ = JsFuture::from(over).await;
}
