//! What `assets/boot` offers the page, since it differs between the hosted build and the one in a single file: where the engine,
//! the sample case and a newer version of the page come from.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(js_namespace = logonscope)]
extern "C" {
    /// The workers' program as a Blob of JavaScript, and its compiled module: `{ program, module }`.
    pub fn engine() -> Promise;

    /// Fulfilled when a newer version of the page stands ready; it may never be.
    pub fn newer() -> Promise;

    /// The size of the sample case as it comes, in bytes.
    #[wasm_bindgen(js_name = sampleBytes)]
    pub fn sample_bytes() -> f64;

    /// The logs of the sample case, an array of `File`. `progress` is called with the number of bytes that have come, of
    /// [`sample_bytes`].
    #[wasm_bindgen(js_name = sampleCase)]
    pub fn sample_case(progress: &Function) -> Promise;
}
