//! Makes scores in small steps between messages, and answers what waits for them.

use super::engine::Engine;
use super::{scope, views};
use logonscope::protocol::View;
use logonscope::protocol::scores::Scores;
use logonscope::protocol::timeline::Shape;
use wasm_bindgen_futures::spawn_local;

/// Seconds that a step may take: a request waits no longer.
const STEP: f64 = 0.02;
/// Seconds between two words on how much is made.
const TOLD_EVERY: f64 = 0.25;
/// Hours scored in the first step.
const FIRST: u64 = 20_000;

/// A rectangle of the heat map that is asked for.
pub struct Rectangle {
    /// Of which graph.
    pub generation: u32,
    /// Of which map.
    pub shape: Shape,
    /// First line and column.
    pub first: (u32, u32),
    /// How many.
    pub size: (u32, u32),
}

/// What the engine remembers of it.
#[derive(Default)]
pub struct Scoring {
    /// Whether it is being worked on.
    runs: bool,
    /// What waits for scores.
    waiting: Vec<Rectangle>,
    /// Of which graph and in which way all scores were shown last.
    shown: Option<(u32, Scores)>,
}

/// Shows a rectangle, as soon as its scores are made.
pub fn show(engine: &Engine, rectangle: Rectangle) {
    {
        let waiting = &mut engine.borrow_mut().scoring.waiting;
        // The page has turned away from another map.
        waiting.retain(|older| older.shape == rectangle.shape);
        waiting.push(rectangle);
    }
    run(engine);
}

/// Makes scores until all are made, unless that is being done already.
pub fn run(engine: &Engine) {
    if !std::mem::replace(&mut engine.borrow_mut().scoring.runs, true) {
        spawn_local(make(engine.clone()));
    }
}

/// Waits until there is what scores accounts, or no case.
pub async fn levels(engine: &Engine) {
    while engine.borrow().case.derived().is_some() && engine.borrow().case.made_scorer().is_none() {
        run(engine);
        scope::turn().await;
    }
}

async fn make(engine: Engine) {
    let mut cells = FIRST;
    let mut told = scope::seconds();
    loop {
        {
            let mut state = engine.borrow_mut();
            let state = &mut *state;
            let (case, scoring) = (&mut state.case, &mut state.scoring);
            scoring.waiting.retain(|rectangle| rectangle.generation == case.generation());
            let ready = scoring.waiting.iter().position(|rectangle| case.can_show(&rectangle.shape));
            if let Some(Rectangle { generation, shape, first, size }) = ready.map(|place| scoring.waiting.remove(place))
            {
                let view = case.timeline(generation, &shape, first, size);
                view.into_iter().for_each(|view| views::show(&View::Timeline(view)));
            } else {
                let begun = scope::seconds();
                // While files are read there will be other scores soon.
                let only_map = state.importing.is_some();
                let shape = scoring.waiting.first().map(|rectangle| &rectangle.shape);
                let worked = case.make_scores(shape, only_map, cells);
                let now = scope::seconds();
                cells = match now - begun {
                    took if took > STEP => (cells / 2).max(1),
                    took if took < STEP / 3.0 => cells.saturating_mul(2),
                    _ => cells,
                };
                let view = case.scores_view();
                let of = Some((view.generation, view.by));
                let is_whole = view.share >= 1.0;
                if !only_map && (is_whole && scoring.shown != of || !is_whole && now - told > TOLD_EVERY) {
                    told = now;
                    scoring.shown = of.filter(|_| is_whole);
                    views::show(&View::Scores(view));
                }
                if !worked && !scoring.waiting.iter().any(|rectangle| case.can_show(&rectangle.shape)) {
                    scoring.runs = false;
                    return;
                }
            }
        }
        scope::turn().await;
    }
}
