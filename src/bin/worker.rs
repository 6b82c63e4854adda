//! The program of every worker: engine, parser or picture, as its first message said. Natively there is nothing to run here, but what is
//! plain state is tested here.

#[cfg(target_arch = "wasm32")]
#[path = "../worker/start.rs"]
mod worker;

#[cfg(all(test, not(target_arch = "wasm32")))]
#[path = "../worker/hashing.rs"]
mod hashing;
#[cfg(all(test, not(target_arch = "wasm32")))]
#[path = "../worker/intake.rs"]
mod intake;

#[cfg(target_arch = "wasm32")]
fn main() {
    worker::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    println!("This runs in a browser's worker: `make serve`.");
}
