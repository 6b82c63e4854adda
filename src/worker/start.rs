//! What every worker runs: the engine, or a parser of its pool. One thin adapter per browser capability; no logic of the case.

mod engine;
mod hashing;
mod importing;
mod intake;
mod layout;
mod parser;
mod pool;
mod scope;
mod slices;
mod views;
mod wire;

/// Takes up the role that the first message gave.
pub fn start() {
    console_error_panic_hook::set_once();
    match scope::part("role").as_string().as_deref() {
        Some("parser") => parser::start(),
        _ => engine::start(),
    }
}
