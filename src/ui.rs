//! The page.

pub mod client;

use leptos::prelude::*;
use logonscope::protocol::Response;

/// Mounts the page.
pub fn start() {
    console_error_panic_hook::set_once();
    let state = RwSignal::new(String::from("starting"));
    let _engine = client::Engine::start(
        move |response| {
            if let Response::Ready(version) = response {
                state.set(format!("ready, protocol {version}"));
            }
        },
        |_view| (),
    );
    mount_to_body(move || view! { <p data-testid="engine">{move || state.get()}</p> });
}
