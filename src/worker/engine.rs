//! The engine's worker.

use logonscope::protocol::{Response, VERSION};
use serde::Serialize;
use wasm_bindgen::JsCast;
use web_sys::DedicatedWorkerGlobalScope;

/// Listens, and says so.
pub fn start() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    if let Ok(ready) = Response::Ready(VERSION).serialize(&serde_wasm_bindgen::Serializer::json_compatible()) {
        let _ = scope.post_message(&ready);
    }
}
