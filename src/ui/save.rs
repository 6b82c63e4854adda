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

/// A file on disk that is written part by part, where the browser can.
#[derive(Clone)]
pub struct Stream(JsValue);

/// Whether the browser lets a page write to a file that the user chooses.
pub fn can_stream() -> bool {
    js_sys::Reflect::has(&window(), &PICKER.into()).unwrap_or(false)
}

const PICKER: &str = "showSaveFilePicker";

impl Stream {
    /// Lets the user choose where `name` is written. Must be called while a click is being handled.
    ///
    /// # Errors
    /// The user chose nothing, or the browser refuses.
    pub async fn choose(name: &str) -> Result<Self, JsValue> {
        let options = js_sys::Object::new();
        js_sys::Reflect::set(&options, &"suggestedName".into(), &name.into())?;
        let handle = settled(call(&window(), PICKER, &options)?).await?;
        Ok(Self(settled(call(&handle, "createWritable", &JsValue::UNDEFINED)?).await?))
    }

    /// Writes a part; the browser keeps them in order.
    pub async fn write(&self, part: &Blob) -> Result<(), JsValue> {
        let part = web_sys::Blob::from(part.clone());
        settled(call(&self.0, "write", &part)?).await.map(drop)
    }

    /// The file is whole, or is not kept.
    pub async fn end(&self, whole: bool) -> Result<(), JsValue> {
        let name = if whole { "close" } else { "abort" };
        settled(call(&self.0, name, &JsValue::UNDEFINED)?).await.map(drop)
    }
}

fn call(of: &JsValue, name: &str, argument: &JsValue) -> Result<JsValue, JsValue> {
    let function: js_sys::Function = js_sys::Reflect::get(of, &name.into())?.dyn_into()?;
    function.call1(of, argument)
}

async fn settled(promise: JsValue) -> Result<JsValue, JsValue> {
    wasm_bindgen_futures::JsFuture::from(js_sys::Promise::resolve(&promise)).await
}
