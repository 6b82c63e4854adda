//! What the engine and the parsers of its pool say to each other. A message is `[object, handle]`: the handle is the `File` of an
//! [`Order`], or the bytes that travel with an [`Answer`].

use super::record::Place;
use super::scope;
use logonscope::evidence::ledger::Failure;
use logonscope::protocol::rows::RecordText;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use wasm_bindgen::prelude::*;

/// From the engine to a parser.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
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
        /// So many of what is [`Answer::Told`] are known already and not told again.
        known: u32,
    },
    /// Compute the SHA-256 of the file.
    Hash {
        /// Names it in the answer.
        job: u32,
        /// Bytes of the file.
        size: f64,
    },
    /// Read a record.
    Record {
        /// Names it in the answer.
        job: u32,
        /// Where in the file.
        place: Place,
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
    /// What the file is, told by its first slice.
    Kind {
        /// Which.
        job: u32,
        /// Whether it is read in slices. If not, this job reads all of it and tells what is in it.
        sliced: bool,
        /// Whether it is an archive.
        packed: bool,
    },
    /// Something of a file that is read as a whole. A batch travels beside.
    Told {
        /// Which.
        job: u32,
        /// What.
        tidings: Tidings,
    },
    /// The slice's batch travels beside; nothing does after all was told.
    Parsed {
        /// Which.
        job: u32,
        /// What its header says if it is not an event log's.
        no_log: Option<String>,
    },
    /// All bytes of the file were read.
    Hashed {
        /// Which.
        job: u32,
        /// 64 digits.
        sha256: String,
        /// What does not fit of its checksums.
        remark: Option<Failure>,
    },
    /// The record, or why it is not there.
    Record {
        /// Which.
        job: u32,
        /// It.
        text: RecordText,
    },
    /// The browser cannot read the file.
    Unreadable {
        /// Which.
        job: u32,
        /// Its words.
        cause: String,
    },
}

/// What is told of a file that is read as a whole, as [`Told`](logonscope::evidence::walk::Told) has it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Tidings {
    /// A log in it begins.
    Member {
        /// Its path in the file.
        path: String,
        /// Bytes.
        size: f64,
    },
    /// Rows of an entry: 0 is the file itself, others are its members in order.
    Batch {
        /// Which.
        entry: u32,
    },
    /// A member is over.
    Over {
        /// Which.
        entry: u32,
        /// Bytes that were read of it.
        size: f64,
        /// Why nothing could be read of it.
        error: Option<String>,
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
