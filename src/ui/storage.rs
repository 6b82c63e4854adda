//! What is remembered from one visit to the next: theme, zone, own searches, the notes that the analyst writes on nodes, by the node's
//! key, and what findings are judged to be, by the finding's; nothing else of any case. A page opened from disk may be refused
//! storage; then nothing is remembered, and nothing fails.

use leptos::prelude::window;

const PREFIX: &str = "logonscope.";

/// What was remembered under this name.
pub fn remembered(name: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(&format!("{PREFIX}{name}")).ok()?
}

/// Remembers, or forgets if there is nothing to remember.
pub fn remember(name: &str, value: Option<&str>) {
    let Ok(Some(storage)) = window().local_storage() else { return };
    let name = format!("{PREFIX}{name}");
    // A full or refused storage costs only the memory.
    let _ = match value {
        Some(value) => storage.set_item(&name, value),
        None => storage.remove_item(&name),
    };
}
