//! The whole graph in a corner, and what of it is in view.

use super::camera::{Bounds, Viewport};

/// Width and height at most, CSS pixels.
const SIZE: (f32, f32) = (168.0, 116.0);
/// From the edges of the picture.
const MARGIN: f32 = 14.0;
/// Around the graph within.
const PADDING: f32 = 7.0;

/// A small map of the world on screen.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Minimap {
    /// Where it lies, CSS pixels.
    pub frame: Bounds,
    whole: Bounds,
    scale: f32,
}

impl Minimap {
    /// How far from the right edge of the picture it can reach, CSS pixels.
    pub const REACH: f32 = SIZE.0 + MARGIN;

    /// In the lower right corner of the picture; `None` where as good as all of `whole` is in view, or the picture has no room for it.
    pub fn new(whole: Bounds, seen: Bounds, viewport: Viewport) -> Option<Self> {
        let shared = |low: f32, high: f32, from: f32, until: f32| (high.min(until) - low.max(from)).max(0.0);
        let across = shared(whole.left, whole.right, seen.left, seen.right) / whole.width().max(1e-3);
        let down = shared(whole.top, whole.bottom, seen.top, seen.bottom) / whole.height().max(1e-3);
        if across * down > 0.6 || viewport.width < 3.0 * SIZE.0 || viewport.height < 3.0 * SIZE.1 {
            return None;
        }
        let room = (SIZE.0 - 2.0 * PADDING, SIZE.1 - 2.0 * PADDING);
        let scale = (room.0 / whole.width().max(1.0)).min(room.1 / whole.height().max(1.0));
        let (width, height) = (whole.width() * scale + 2.0 * PADDING, whole.height() * scale + 2.0 * PADDING);
        let (right, bottom) = (viewport.width - MARGIN, viewport.height - MARGIN);
        let frame = Bounds { left: right - width.max(40.0), top: bottom - height.max(40.0), right, bottom };
        Some(Self { frame, whole, scale })
    }

    /// Where a place in the world lies on it.
    pub fn on_map(&self, (x, y): (f32, f32)) -> (f32, f32) {
        let (left, top) = self.origin();
        (left + (x - self.whole.left) * self.scale, top + (y - self.whole.top) * self.scale)
    }

    /// The place in the world at a place on it.
    pub fn in_world(&self, (x, y): (f32, f32)) -> (f32, f32) {
        let (left, top) = self.origin();
        ((x - left) / self.scale + self.whole.left, (y - top) / self.scale + self.whole.top)
    }

    /// What is in view, on the map and no larger than it.
    pub fn in_view(&self, seen: Bounds) -> Bounds {
        let (left, top) = self.on_map((seen.left, seen.top));
        let (right, bottom) = self.on_map((seen.right, seen.bottom));
        let Bounds { left: l, top: t, right: r, bottom: b } = self.frame;
        Bounds { left: left.clamp(l, r), top: top.clamp(t, b), right: right.clamp(l, r), bottom: bottom.clamp(t, b) }
    }

    fn origin(&self) -> (f32, f32) {
        let middle = ((self.frame.left + self.frame.right) / 2.0, (self.frame.top + self.frame.bottom) / 2.0);
        (middle.0 - self.whole.width() * self.scale / 2.0, middle.1 - self.whole.height() * self.scale / 2.0)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that panics has failed")]
mod tests {
    use super::*;

    const WHOLE: Bounds = Bounds { left: -1_000.0, top: -500.0, right: 1_000.0, bottom: 500.0 };
    const NEAR: Bounds = Bounds { left: 0.0, top: 0.0, right: 400.0, bottom: 300.0 };

    #[test]
    fn it_shows_where_one_is_and_leads_elsewhere() {
        let picture = Viewport::new(900.0, 600.0);
        let map = Minimap::new(WHOLE, NEAR, picture).unwrap();
        assert!(map.frame.right < 900.0 && map.frame.bottom < 600.0 && map.frame.width() <= SIZE.0);
        for place in [(-1_000.0, -500.0), (0.0, 0.0), (873.0, 12.0)] {
            let on_map = map.on_map(place);
            assert!(map.frame.touches(on_map, on_map));
            let back = map.in_world(on_map);
            assert!((back.0 - place.0).abs() < 0.5 && (back.1 - place.1).abs() < 0.5, "{back:?}");
        }
        let view = map.in_view(NEAR);
        assert!(map.frame.holds(view) && view.width() > 10.0);
        let beyond = Bounds { left: -9_000.0, right: -8_000.0, ..NEAR };
        assert!(map.frame.holds(map.in_view(beyond)));
    }

    #[test]
    fn there_is_none_where_all_is_in_view_or_no_room() {
        let picture = Viewport::new(900.0, 600.0);
        assert_eq!(Minimap::new(WHOLE, WHOLE.grown(10.0), picture), None);
        assert_eq!(Minimap::new(NEAR, WHOLE, picture), None);
        assert_eq!(Minimap::new(WHOLE, NEAR, Viewport::new(300.0, 200.0)), None);
        let point = Bounds { left: 5.0, top: 5.0, right: 5.0, bottom: 5.0 };
        assert!(Minimap::new(point, NEAR, picture).is_none_or(|map| map.in_world((1.0, 1.0)).0.is_finite()));
    }
}
