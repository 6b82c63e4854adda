//! LogonScope: who logged on from where, which accounts and hosts matter, and when something changed.
//!
//! The library knows no browser: bytes come in through [`evidence`], become columns in [`model`], an account–host graph in
//! [`graph`], ranks and scores in [`analysis`], and are owned and asked about through one [`engine::Case`]. What a screen
//! shows is described by the plain types of [`protocol`]. Two thin wasm programs (`src/main.rs`, `src/bin/worker.rs`) put a
//! browser around it; `examples/analyze.rs` puts a command line around it.
#![forbid(unsafe_code)]

pub mod analysis;
pub mod engine;
pub mod evidence;
pub mod export;
pub mod graph;
pub mod model;
pub mod protocol;
pub mod screen;
pub mod search;
#[cfg(any(test, feature = "writer"))]
pub mod simulation;
pub mod sorting;
