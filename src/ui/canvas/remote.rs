//! What the rest of the page may ask of the picture, wherever it stands.

use super::picture::Picture;
use super::snapshot::{Caption, Snapshot};
use js_sys::Promise;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsValue;
use leptos::web_sys::HtmlCanvasElement;
use logonscope::protocol::Subject;
use std::collections::HashSet;
use std::time::Duration;
use wasm_bindgen_futures::JsFuture;

/// A handle on the picture. Copies are the same; while there is no picture, nothing happens.
#[derive(Clone, Copy)]
pub struct GraphRemote {
    picture: StoredValue<Option<Picture>, LocalStorage>,
    /// Keys of the nodes that the analyst has put in their place.
    pub pinned: RwSignal<HashSet<u64>>,
}

impl GraphRemote {
    /// A handle without a picture yet.
    pub fn new() -> Self {
        Self { picture: StoredValue::new_local(None), pinned: RwSignal::default() }
    }

    /// The picture comes, or goes.
    pub fn hold(&self, picture: Option<Picture>) {
        if picture.is_none() {
            self.pinned.try_update(HashSet::clear);
        }
        let _ = self.picture.try_update_value(|held| *held = picture);
    }

    fn with<T>(&self, ask: impl FnOnce(&Picture) -> T) -> Option<T> {
        self.picture.try_with_value(|picture| picture.as_ref().map(ask)).flatten()
    }

    /// Brings a node or edge to the middle of the picture.
    pub fn centre(&self, subject: Subject) {
        self.with(|picture| picture.change(|stage| stage.centre(subject)));
    }

    /// Pins a node where it stands, and says where; or lets it go.
    pub fn toggle_pin(&self, node: u32) -> Option<(f32, f32)> {
        self.with(|picture| picture.change(|stage| stage.toggle_pin(node as usize))).flatten()
    }

    /// The picture as a file shows it. The error says why there is none.
    pub async fn snapshot(&self, caption: &Caption) -> Result<HtmlCanvasElement, String> {
        let none = || "There is no graph.".to_owned();
        let mut snapshot = self.with(|picture| picture.ask(Snapshot::begin)).ok_or_else(none)??;
        turn().await;
        self.with(|picture| picture.ask(|stage| snapshot.draw(stage))).ok_or_else(none)??;
        turn().await;
        while !snapshot.is_drawn()? {
            turn().await;
        }
        self.with(|picture| picture.ask(|stage| snapshot.finish(stage, caption))).ok_or_else(none)?
    }
}

/// Lets the page live on for a frame's time. (Frames themselves do not come while the page is out of sight.)
async fn turn() {
    let timer =
        Promise::new(&mut |done, _| set_timeout(move || drop(done.call0(&JsValue::NULL)), Duration::from_millis(16)));
    let _ = JsFuture::from(timer).await;
}

/// The picture of the page.
pub fn graph_remote() -> GraphRemote {
    expect_context::<GraphRemote>()
}
