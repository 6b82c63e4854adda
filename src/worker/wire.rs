//! What the engine and the parsers of its pool say to each other. A message is `[object, handle]`: the handle is the `File` of an
//! [`Order`], or the bytes that travel with an [`Answer`].

use super::scope;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use wasm_bindgen::prelude::*;

/// From the engine to a parser.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub enum Order {
    /// Read a slice.
    Parse {
        /// Names it in the answer.
        job: u32,
        /// First byte.
        start: f64,
        /// First byte no longer in it.
        end: f64,
        /// Bytes of the file.
        size: f64,
        /// Whether every record takes the general way.
        general_only: bool,
    },
    /// Compute the SHA-256 of the file.
    Hash {
        /// Names it in the answer.
        job: u32,
        /// Bytes of the file.
        size: f64,
    },
}

/// From a parser to the engine.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Answer {
    /// It listens.
    Ready,
    /// Bytes of the job have been read: a sign of life.
    Alive {
        /// Which.
        job: u32,
        /// How many since the last.
        bytes: f64,
    },
    /// The slice's batch travels beside.
    Parsed {
        /// Which.
        job: u32,
        /// What its header says if it is not an event log's.
        no_log: Option<String>,
    },
    /// The file's hash, hexadecimal.
    Hashed {
        /// Which.
        job: u32,
        /// 64 digits.
        sha256: String,
    },
    /// The browser cannot read the file.
    Unreadable {
        /// Which.
        job: u32,
        /// Its words.
        cause: String,
    },
}

/// `[message, handle]`.
pub fn pack(message: &impl Serialize, handle: &JsValue) -> JsValue {
    js_sys::Array::of2(&scope::object(message), handle).into()
}

/// What [`pack`] made; `None` for anything else.
pub fn unpack<T: DeserializeOwned>(packed: &JsValue) -> Option<(T, JsValue)> {
    let packed = packed.dyn_ref::<js_sys::Array>()?;
    Some((serde_wasm_bindgen::from_value(packed.get(0)).ok()?, packed.get(1)))
}
