//! Runs the layout in small steps between messages, and shows how it moves.

use super::engine::Engine;
use super::{scope, views};
use logonscope::protocol::View;
use wasm_bindgen_futures::spawn_local;

/// Seconds that a step may take: a request waits no longer.
const STEP: f64 = 0.02;
/// Seconds between two pictures of the moving graph.
const SHOWN_EVERY: f64 = 0.05;
/// Milliseconds of rest between steps while files are read: parsers need the processor more.
const REST_WHILE_READING: i32 = 80;
/// Iterations at most in a step, so that a small graph is seen to settle.
const MOST_ITERATIONS: u32 = 8;

/// Works on the layout until it is settled, unless that is being done already.
pub fn run(engine: &Engine) {
    if !std::mem::replace(&mut engine.borrow_mut().lays_out, true) {
        spawn_local(settle(engine.clone()));
    }
}

async fn settle(engine: Engine) {
    let mut iterations: u32 = 1;
    let mut shown = f64::NEG_INFINITY;
    loop {
        let reading = {
            let mut state = engine.borrow_mut();
            let begun = scope::seconds();
            let positions = state.case.layout_step(iterations);
            let now = scope::seconds();
            iterations = match now - begun {
                took if took > STEP => (iterations / 2).max(1),
                took if took < STEP / 3.0 => (iterations * 2).min(MOST_ITERATIONS),
                _ => iterations,
            };
            let settled = positions.settled;
            if settled || now - shown >= SHOWN_EVERY {
                shown = now;
                views::show(&View::Positions(positions));
            }
            if settled {
                state.lays_out = false;
                return;
            }
            state.importing.is_some()
        };
        match reading {
            true => scope::wait(REST_WHILE_READING).await,
            false => scope::turn().await,
        }
    }
}
