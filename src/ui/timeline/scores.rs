//! How the heat map is scored: remembered from one visit to the next, and told to the engine, whose exports say it.

use crate::ui::case::Case;
use crate::ui::storage::{remember, remembered};
use leptos::prelude::*;
use logonscope::protocol::Request;
use logonscope::protocol::scores::Scores;

/// Keeps the choice.
pub fn keep(case: Case) {
    if let Some(scores) = remembered("scores").and_then(|name| Scores::named(&name)) {
        case.tiles.update(|tiles| tiles.reshape(|shape| shape.scores = scores));
    }
    let chosen = Memo::new(move |_| case.tiles.with(|tiles| tiles.shape.scores));
    Effect::new(move |_| {
        let scores = chosen.get();
        remember("scores", Some(scores.name()).filter(|_| scores != Scores::default()));
        case.send(&Request::SetScores(scores));
    });
}
