//! A line of time as one shape: however many spans it has, it is one element of the page.

use std::fmt::Write;

/// The width of the whole axis in the shape's units; its height is 1.
pub const WIDTH: f64 = 1_000.0;
/// A moment is seen as well.
const LEAST: f64 = 1.5;

/// The path of an SVG with a rectangle for each span on the axis, both in microseconds.
pub fn bar_path(spans: &[(i64, i64)], axis: (i64, i64)) -> String {
    let whole = axis.1.saturating_sub(axis.0).max(1) as f64;
    let place = |time: i64| (time.saturating_sub(axis.0) as f64 / whole * WIDTH).clamp(0.0, WIDTH);
    let mut path = String::new();
    for (first, last) in spans {
        let width = (place(*last) - place(*first)).max(LEAST);
        let left = place(*first).min(WIDTH - LEAST);
        let _ = write!(path, "M{left:.1} 0h{width:.1}v1h-{width:.1}z");
    }
    path
}

#[cfg(test)]
mod tests {
    use super::bar_path;

    #[test]
    fn spans_stand_on_the_axis_and_moments_are_seen() {
        assert_eq!(bar_path(&[(0, 50), (90, 90)], (0, 100)), "M0.0 0h500.0v1h-500.0zM900.0 0h1.5v1h-1.5z");
        assert_eq!(bar_path(&[(5, 5)], (5, 5)), "M0.0 0h1.5v1h-1.5z");
        assert_eq!(bar_path(&[(100, 100)], (0, 100)), "M998.5 0h1.5v1h-1.5z");
        assert_eq!(bar_path(&[(i64::MIN, i64::MAX)], (0, 100)), "M0.0 0h1000.0v1h-1000.0z");
        assert_eq!(bar_path(&[], (0, 1)), "");
    }
}
