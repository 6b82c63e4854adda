//! The heat map as it is seen: which parts of it are here, what of it is in sight, and how that is drawn, on the screen as in a file.

mod chart;
mod header;
pub mod look;
pub mod scene;
pub mod sheet;
#[cfg(test)]
mod tests;
pub mod tiles;

pub use chart::token_of;
