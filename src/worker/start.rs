//! What every worker runs: the engine, a parser of its pool, or the picture of the graph. One thin adapter per browser capability;
//! no logic of the case.

mod blob;
mod engine;
mod hashing;
mod importing;
mod intake;
mod layout;
mod parser;
mod picture;
mod pool;
mod record;
mod scope;
mod scoring;
mod slices;
mod trouble;
mod views;
mod warm_up;
mod wire;

/// Takes up the role that the first message gave.
pub fn start() {
    console_error_panic_hook::set_once();
    match scope::part("role").as_string().as_deref() {
        Some("parser") => parser::start(),
        Some("picture") => picture::start(),
        _ => engine::start(),
    }
}
