//! Parts side by side on shelves, as wide together as a screen is.

use super::Placed;
use crate::graph::layout::SPACING;

/// Between two parts.
const GAP: f32 = 4.0 * SPACING;

/// All places of `parts`, moved so that no part reaches into another.
pub fn side_by_side(parts: Vec<Vec<Placed>>) -> Vec<Placed> {
    let boxes: Vec<[f32; 4]> = parts.iter().map(|part| around(part)).collect();
    let size = |[left, top, right, bottom]: &[f32; 4]| (right - left + GAP, bottom - top + GAP);
    let area: f32 = boxes.iter().map(size).map(|(width, height)| width * height).sum();
    let widest = boxes.iter().map(|of| size(of).0).fold(0.0, f32::max);
    let wide = widest.max((area * 1.6).sqrt());
    let (mut x, mut y, mut high) = (0.0, 0.0, 0.0_f32);
    let mut all = Vec::with_capacity(parts.iter().map(Vec::len).sum());
    for (part, of) in parts.into_iter().zip(&boxes) {
        let (width, height) = size(of);
        if x > 0.0 && x + width > wide * 1.001 {
            (x, y, high) = (0.0, y + high, 0.0);
        }
        all.extend(part.into_iter().map(|(node, (px, py))| (node, (px - of[0] + x, py - of[1] + y))));
        x += width;
        high = high.max(height);
    }
    all
}

fn around(part: &[Placed]) -> [f32; 4] {
    let begin = part.first().map_or([0.0; 4], |(_, (x, y))| [*x, *y, *x, *y]);
    part.iter().fold(begin, |[l, t, r, b], (_, (x, y))| [l.min(*x), t.min(*y), r.max(*x), b.max(*y)])
}
