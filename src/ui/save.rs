//! Hands a file made by the engine to the browser's downloads.

use gloo_file::{Blob, ObjectUrl};
use leptos::prelude::*;
use logonscope::protocol::ExportView;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlAnchorElement;

/// Saves it under its proposed name.
pub fn save(export: &ExportView) -> Result<(), JsValue> {
    let url = ObjectUrl::from(Blob::new_with_options(export.bytes.as_slice(), Some(&export.mime)));
    let link: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(&export.name);
    link.click();
    // The browser opens the address after this task; it must live until then.
    set_timeout(move || drop(url), Duration::from_secs(60));
    Ok(())
}
