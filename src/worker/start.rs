//! What every worker runs: the engine, or a parser of its pool. One thin adapter per browser capability; no logic of the case.

mod engine;

/// Takes up the role that the first message gave.
pub fn start() {
    console_error_panic_hook::set_once();
    engine::start();
}
