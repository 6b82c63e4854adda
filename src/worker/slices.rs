//! Reading slices of a `File`.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

/// A read under way: it goes on by itself while this worker computes. Its outcome is listened for from the start, since a
/// failure that nobody listens for yet would count as one that nobody caught.
pub struct PendingRead(JsFuture);

/// Begins to read bytes `start .. end` of `file`.
///
/// # Errors
/// The browser's words, if it cannot even begin.
pub fn begin(file: &File, start: f64, end: f64) -> Result<PendingRead, String> {
    let blob = file.slice_with_f64_and_f64(start, end).map_err(|cause| in_words(&cause))?;
    Ok(PendingRead(JsFuture::from(blob.array_buffer())))
}

impl PendingRead {
    /// The bytes. There are fewer if the file became shorter.
    ///
    /// # Errors
    /// The browser's words: the file was changed, moved, deleted or locked since it was picked.
    pub async fn finish(self) -> Result<Bytes, String> {
        let buffer = self.0.await.map_err(|cause| in_words(&cause))?;
        Ok(Bytes(Uint8Array::new(&buffer)))
    }
}

/// Bytes that the browser holds. They are copied piece by piece, each just before it is looked at.
pub struct Bytes(Uint8Array);

impl Bytes {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.length() as usize
    }

    /// Fills `into` from position `at` on, and says how many there were.
    pub fn copy(&self, at: usize, into: &mut [u8]) -> usize {
        let at = at.min(self.len());
        let end = (at + into.len()).min(self.len());
        let Some(into) = into.get_mut(..end - at) else { return 0 };
        self.0.subarray(at as u32, end as u32).copy_to(into);
        end - at
    }
}

/// A JavaScript exception as a person reads it.
pub fn in_words(cause: &JsValue) -> String {
    let message = js_sys::Reflect::get(cause, &"message".into()).ok().and_then(|message| message.as_string());
    message.or_else(|| cause.as_string()).unwrap_or_else(|| format!("{cause:?}"))
}
