//! What a screen needs and what can be tested without one: numbers and times in words, levels of colour, and the arithmetic
//! of lists and maps of which only a window is drawn.
//!
//! Nothing here knows a browser. The page's components in `src/ui` put it on the screen.

pub mod brush;
pub mod clock;
pub mod columns;
pub mod coverage;
pub mod graph_table;
pub mod grid;
pub mod heat_map;
pub mod history;
pub mod judgments;
pub mod levels;
pub mod notes;
pub mod pages;
pub mod pen;
pub mod scores;
pub mod window;
pub mod words;
