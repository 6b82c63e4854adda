//! The page. Everything is in `ui`; natively there is nothing to run here but a pointer to the command line.

#[cfg(target_arch = "wasm32")]
mod ui;

#[cfg(target_arch = "wasm32")]
fn main() {
    ui::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    println!("LogonScope runs in a browser: `make serve`. On the command line: cargo run --release --example analyze");
}
