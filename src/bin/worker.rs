//! The program of every worker: engine or parser, as its first message said. Natively there is nothing to run here.

#[cfg(target_arch = "wasm32")]
#[path = "../worker/start.rs"]
mod worker;

#[cfg(target_arch = "wasm32")]
fn main() {
    worker::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    println!("This runs in a browser's worker: `make serve`.");
}
