//! A number from text that the browser holds: an address, a choice, what was remembered.

use leptos::wasm_bindgen::JsValue;

/// The finite number that `text` is, read by the browser, so that the page need not carry the tables of a second reader.
pub fn number(text: &str) -> Option<f64> {
    let number = JsValue::from_str(text).unchecked_into_f64();
    // The browser takes empty text for 0.
    (number.is_finite() && !text.trim().is_empty()).then_some(number)
}
