//! Hands a file to the browser's downloads.

use gloo_file::{Blob, ObjectUrl};
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlAnchorElement;

/// Saves `content` as `name`.
pub fn save(name: &str, content: Blob) -> Result<(), JsValue> {
    let url = ObjectUrl::from(content);
    let link: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The browser opens the address after this task; it must live until then.
    set_timeout(move || drop(url), Duration::from_secs(60));
    Ok(())
}

/// Saves `parts`, one after another, as `name`.
pub fn save_parts(name: &str, mime: &str, parts: &[Blob]) -> Result<(), JsValue> {
    let sequence: js_sys::Array = parts.iter().map(|part| JsValue::from(web_sys::Blob::from(part.clone()))).collect();
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(mime);
    save(name, Blob::from(web_sys::Blob::new_with_blob_sequence_and_options(&sequence, &options)?))
}
