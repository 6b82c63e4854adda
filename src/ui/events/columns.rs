//! The columns as the analyst set them: which are shown and how wide, remembered from one visit to the next.

use crate::ui::number::number;
use crate::ui::storage::{remember, remembered};
use leptos::prelude::*;
use logonscope::protocol::rows::Column;

/// Where they are remembered.
const STORED: &str = "events.columns";
/// Pixels.
const NARROWEST: f64 = 48.0;
/// Pixels.
const WIDEST: f64 = 900.0;

/// Widths in pixels at first, in the order of [`Column::ALL`]; negative ones are not shown.
const AT_FIRST: [f64; 14] =
    [150.0, 230.0, 130.0, 110.0, 150.0, 140.0, 130.0, 190.0, 110.0, 150.0, -150.0, -180.0, 80.0, -160.0];

/// The columns, as a handle.
#[derive(Clone, Copy)]
pub struct Columns(RwSignal<[f64; 14]>);

impl Columns {
    /// As they were left, or as they are at first.
    pub fn remembered() -> Self {
        let stored = remembered(STORED).and_then(|stored| {
            let widths: Vec<f64> = stored.split(',').filter_map(number).collect();
            let sound = widths.iter().all(|width| (NARROWEST..=WIDEST).contains(&width.abs()));
            <[f64; 14]>::try_from(widths).ok().filter(|widths| sound && widths.iter().any(|width| *width > 0.0))
        });
        Self(RwSignal::new(stored.unwrap_or(AT_FIRST)))
    }

    /// Those that are shown, in order.
    pub fn shown(&self) -> Vec<Column> {
        let all = self.0.get();
        Column::ALL.iter().zip(all).filter(|(_, width)| *width > 0.0).map(|((column, _), _)| *column).collect()
    }

    /// Whether `column` is shown.
    pub fn is_shown(&self, column: Column) -> bool {
        self.0.with(|all| all[column as usize] > 0.0)
    }

    /// How wide `column` is or would be, pixels.
    pub fn width_of(&self, column: Column) -> f64 {
        self.0.with(|all| all[column as usize].abs())
    }

    /// How wide all of them are together.
    pub fn width(&self) -> f64 {
        self.0.with(|all| all.iter().filter(|width| **width > 0.0).sum())
    }

    /// As a style sheet says it.
    pub fn template(&self) -> String {
        let widths = self.0.get().into_iter().filter(|width| *width > 0.0);
        widths.map(|width| format!("{width}px")).collect::<Vec<_>>().join(" ")
    }

    /// Shows or hides `column`; the last one stays.
    pub fn show(&self, column: Column, shown: bool) {
        if shown || self.shown().len() > 1 {
            self.change(column, |width| if shown { width.abs() } else { -width.abs() });
        }
    }

    /// Makes `column` so wide.
    pub fn resize(&self, column: Column, width: f64) {
        self.change(column, |old| width.round().clamp(NARROWEST, WIDEST).copysign(old));
    }

    /// As they are at first.
    pub fn reset(&self) {
        self.0.set(AT_FIRST);
        remember(STORED, None);
    }

    fn change(&self, column: Column, to: impl FnOnce(f64) -> f64) {
        self.0.update(|all| all[column as usize] = to(all[column as usize]));
        let text = self.0.with_untracked(|all| all.map(|width| width.to_string()).join(","));
        remember(STORED, Some(&text));
    }
}
