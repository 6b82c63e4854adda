//! The heat map as a picture to take away: what is in sight, a legend below it, and what a reader must know of whence it comes.

use super::look::{HEAD, LINE, Look};
use super::scene::{CELL_TOKENS, Scene, level_height};
use crate::screen::levels::COUNT_STEPS;
use crate::screen::pen::{Pen, Rect, Stand};
use crate::screen::scores::named;
use crate::screen::words::shortened;

/// Height of the legend.
const BAND: f64 = 62.0;
/// A letter is about so wide.
const LETTER: f64 = 5.9;
/// No picture is lower than this, so that its legend is not all of it.
const LOWEST: f64 = 120.0;
/// None is narrower either: the legend's words have room.
const NARROWEST: f64 = 720.0;

/// What is in sight, without what only the hand at work sees: cursor, pointer, and ground below the last line.
pub fn part_in_sight(look: &Look, lines: u32) -> Look {
    let below = look.y_of(lines).max(HEAD + LINE);
    let height = look.size.1.min(below).max(LOWEST.min(look.size.1));
    Look { size: (look.size.0, height), cursor: None, pointed: None, chosen: None, ..look.clone() }
}

/// How large the picture is, with its legend.
pub fn size(scene: &Scene<'_>) -> (f64, f64) {
    (scene.look.size.0.max(NARROWEST), scene.look.size.1 + BAND)
}

/// Draws it. `what` is shown and `whence` it comes stand below the legend.
pub fn draw(scene: &Scene<'_>, what: &str, whence: &str, pen: &dyn Pen) {
    let (width, height) = size(scene);
    pen.rect("--panel", 0.0, 0.0, width, height);
    scene.draw(pen);
    let top = height - BAND;
    pen.rect("--panel", 0.0, top, width, BAND);
    pen.rect("--line-strong", 0.0, top, width, 1.0);
    let mut legend = Legend { pen, x: 12.0, baseline: top + 19.0 };
    legend.words("events");
    for (token, least) in CELL_TOKENS.iter().zip(COUNT_STEPS) {
        legend.cell(token, 0.5, &least.to_string());
    }
    legend.x += 8.0;
    legend.cell("--weekend", 1.0, "weekend, off hours");
    legend.x += 8.0;
    legend.words(named(scene.tiles.shape.scores));
    for (level, above) in (1..).zip(scene.tiles.above()) {
        let token = CELL_TOKENS.get(5 + level).copied().unwrap_or_default();
        legend.cell(token, level_height(level), &format!("> {above:.0}"));
    }
    let most = ((width - 24.0) / LETTER).max(20.0) as usize;
    pen.text("--ink", Stand::From, &shortened(what, most), 12.0, top + 36.0);
    pen.text("--ink-2", Stand::From, &shortened(whence, most), 12.0, top + 52.0);
}

/// Where the legend has come to.
struct Legend<'a> {
    pen: &'a dyn Pen,
    x: f64,
    baseline: f64,
}

impl Legend<'_> {
    fn words(&mut self, words: &str) {
        self.pen.text("--ink-2", Stand::From, words, self.x, self.baseline);
        self.x += words.chars().count() as f64 * LETTER + 6.0;
    }

    /// A cell so high (0…1), and what it stands for.
    fn cell(&mut self, token: &str, height: f64, words: &str) {
        let foot = self.baseline + 2.0;
        let edge: Rect = (self.x - 1.0, foot - 15.0, 12.0, 16.0);
        let ground: Rect = (self.x, foot - 14.0, 10.0, 14.0);
        self.pen.rects("--line", &[edge]);
        self.pen.rects("--panel", &[ground]);
        let height = (14.0 * height).round();
        self.pen.rect(token, self.x, foot - height, 10.0, height);
        self.x += 15.0;
        self.words(words);
    }
}
