//! The page. Everything is in `ui`; natively there is nothing to run here but a pointer to the command line.
fn main() {
    println!("LogonScope runs in a browser: `make serve`. On the command line: cargo run --release --example analyze");
}
