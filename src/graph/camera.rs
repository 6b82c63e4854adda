//! The camera over the graph's plane: where it stands, how near it is, and how it moves without making anyone dizzy.
//!
//! World coordinates are the layout's, y down as on a screen. Screen coordinates are CSS pixels from the upper left corner of
//! the picture. Nothing here knows a browser.

/// The size of the picture in CSS pixels; never below 1.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Viewport {
    /// CSS pixels.
    pub width: f32,
    /// CSS pixels.
    pub height: f32,
}

impl Viewport {
    /// A viewport of at least one pixel.
    pub fn new(width: f32, height: f32) -> Self {
        Self { width: width.max(1.0), height: height.max(1.0) }
    }

    /// Its middle, in screen coordinates.
    pub fn middle(self) -> (f32, f32) {
        (self.width / 2.0, self.height / 2.0)
    }
}

/// Pixels at each side that furniture covers and a fit leaves free.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Insets {
    /// CSS pixels at the top.
    pub top: f32,
    /// CSS pixels at the right.
    pub right: f32,
    /// CSS pixels at the bottom.
    pub bottom: f32,
    /// CSS pixels at the left.
    pub left: f32,
}

/// A rectangle of the world.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Bounds {
    /// Least x.
    pub left: f32,
    /// Least y.
    pub top: f32,
    /// Greatest x.
    pub right: f32,
    /// Greatest y.
    pub bottom: f32,
}

impl Bounds {
    /// The smallest rectangle that holds all points (x and y in turn); places that are no numbers are left out.
    pub fn of(points: &[f32]) -> Option<Self> {
        let mut bounds: Option<Self> = None;
        for point in points.chunks_exact(2) {
            let (x, y) = (point[0], point[1]);
            if !x.is_finite() || !y.is_finite() {
                continue;
            }
            let b = bounds.get_or_insert(Self { left: x, top: y, right: x, bottom: y });
            b.left = b.left.min(x);
            b.top = b.top.min(y);
            b.right = b.right.max(x);
            b.bottom = b.bottom.max(y);
        }
        bounds
    }

    /// World units across.
    pub fn width(self) -> f32 {
        self.right - self.left
    }

    /// World units down.
    pub fn height(self) -> f32 {
        self.bottom - self.top
    }

    /// Whether the rectangle from `a` to `b` (any two opposite corners) touches this one.
    pub fn touches(self, a: (f32, f32), b: (f32, f32)) -> bool {
        a.0.min(b.0) <= self.right
            && a.0.max(b.0) >= self.left
            && a.1.min(b.1) <= self.bottom
            && a.1.max(b.1) >= self.top
    }

    /// Grown on every side.
    pub fn grown(self, by: f32) -> Self {
        Self { left: self.left - by, top: self.top - by, right: self.right + by, bottom: self.bottom + by }
    }

    /// The smallest that holds both.
    pub fn and(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// Whether `other` lies wholly within.
    pub fn holds(self, other: Self) -> bool {
        self.left <= other.left && self.top <= other.top && self.right >= other.right && self.bottom >= other.bottom
    }
}

/// Where the camera stands.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Camera {
    /// World x at the middle of the picture.
    pub x: f32,
    /// World y at the middle of the picture.
    pub y: f32,
    /// CSS pixels per world unit.
    pub scale: f32,
}

impl Default for Camera {
    fn default() -> Self {
        Self { x: 0.0, y: 0.0, scale: 1.0 }
    }
}

impl Camera {
    /// The camera that shows all of `bounds` within the insets, and no nearer than `nearest` pixels per unit.
    pub fn fit(bounds: Bounds, viewport: Viewport, insets: Insets, nearest: f32) -> Self {
        let free_width = (viewport.width - insets.left - insets.right).max(viewport.width * 0.2);
        let free_height = (viewport.height - insets.top - insets.bottom).max(viewport.height * 0.2);
        let scale =
            (free_width / bounds.width().max(1e-6)).min(free_height / bounds.height().max(1e-6)).min(nearest).max(1e-9);
        let (shift_x, shift_y) = ((insets.left - insets.right) / 2.0, (insets.top - insets.bottom) / 2.0);
        Self {
            x: (bounds.left + bounds.right) / 2.0 - shift_x / scale,
            y: (bounds.top + bounds.bottom) / 2.0 - shift_y / scale,
            scale,
        }
    }

    /// World to screen.
    pub fn screen_from_world(self, viewport: Viewport, (x, y): (f32, f32)) -> (f32, f32) {
        ((x - self.x) * self.scale + viewport.width / 2.0, (y - self.y) * self.scale + viewport.height / 2.0)
    }

    /// Screen to world.
    pub fn world_from_screen(self, viewport: Viewport, (x, y): (f32, f32)) -> (f32, f32) {
        ((x - viewport.width / 2.0) / self.scale + self.x, (y - viewport.height / 2.0) / self.scale + self.y)
    }

    /// What of the world is seen, with `margin` pixels more on every side.
    pub fn seen(self, viewport: Viewport, margin: f32) -> Bounds {
        let (half_width, half_height) =
            ((viewport.width / 2.0 + margin) / self.scale, (viewport.height / 2.0 + margin) / self.scale);
        Bounds {
            left: self.x - half_width,
            top: self.y - half_height,
            right: self.x + half_width,
            bottom: self.y + half_height,
        }
    }

    /// Moves what is seen by that many pixels.
    pub fn panned(self, (dx, dy): (f32, f32)) -> Self {
        Self { x: self.x - dx / self.scale, y: self.y - dy / self.scale, ..self }
    }

    /// Nearer (`factor` above 1) or farther, with the world under `at` (screen) staying there; the scale stays in `limits`.
    pub fn zoomed(self, viewport: Viewport, at: (f32, f32), factor: f32, limits: (f32, f32)) -> Self {
        let under = self.world_from_screen(viewport, at);
        let scale = (self.scale * factor).clamp(limits.0.min(limits.1), limits.1.max(limits.0));
        let (middle_x, middle_y) = viewport.middle();
        Self { x: under.0 - (at.0 - middle_x) / scale, y: under.1 - (at.1 - middle_y) / scale, scale }
    }

    /// A step of `share` (0…1) of the way to `goal`. While the scale changes, the one point of the world that both cameras
    /// show at the same place keeps its place, so that a zoom looks like a zoom and not like a drift.
    pub fn toward(self, goal: Self, share: f32) -> Self {
        let share = share.clamp(0.0, 1.0);
        let scale = self.scale * (goal.scale / self.scale).powf(share);
        let (from, to) = (1.0 / self.scale, 1.0 / goal.scale);
        let along = if (to - from).abs() > from * 1e-3 { (1.0 / scale - from) / (to - from) } else { share };
        Self { x: self.x + (goal.x - self.x) * along, y: self.y + (goal.y - self.y) * along, scale }
    }

    /// Whether a step to `goal` would be seen: more than a third of a pixel.
    pub fn differs(self, goal: Self, viewport: Viewport) -> bool {
        let moved = (goal.x - self.x).abs().max((goal.y - self.y).abs()) * self.scale;
        let grown = (goal.scale / self.scale - 1.0).abs() * viewport.width.max(viewport.height) / 2.0;
        moved > 0.3 || grown > 0.3
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VIEW: Viewport = Viewport { width: 800.0, height: 600.0 };

    fn near(a: (f32, f32), b: (f32, f32)) -> bool {
        (a.0 - b.0).abs() < 0.01 && (a.1 - b.1).abs() < 0.01
    }

    #[test]
    fn screen_and_world_are_each_others_inverse() {
        let camera = Camera { x: 12.0, y: -7.0, scale: 3.5 };
        let screen = camera.screen_from_world(VIEW, (20.0, 4.0));
        assert!(near(camera.world_from_screen(VIEW, screen), (20.0, 4.0)));
        assert!(near(camera.screen_from_world(VIEW, (12.0, -7.0)), (400.0, 300.0)));
    }

    #[test]
    fn zooming_keeps_the_place_under_the_pointer() {
        let camera = Camera { x: 12.0, y: -7.0, scale: 3.5 };
        let at = (130.0, 510.0);
        let under = camera.world_from_screen(VIEW, at);
        let nearer = camera.zoomed(VIEW, at, 2.0, (0.1, 100.0));
        assert_eq!(nearer.scale, 7.0);
        assert!(near(nearer.world_from_screen(VIEW, at), under));
        assert_eq!(camera.zoomed(VIEW, at, 1e9, (0.1, 100.0)).scale, 100.0);
    }

    #[test]
    fn a_fit_shows_every_corner_and_leaves_the_insets_free() {
        let bounds = Bounds { left: -50.0, top: 10.0, right: 150.0, bottom: 300.0 };
        let insets = Insets { top: 60.0, right: 20.0, bottom: 70.0, left: 30.0 };
        let camera = Camera::fit(bounds, VIEW, insets, 100.0);
        for corner in [(-50.0, 10.0), (150.0, 10.0), (-50.0, 300.0), (150.0, 300.0)] {
            let (x, y) = camera.screen_from_world(VIEW, corner);
            assert!((29.9..=780.1).contains(&x) && (59.9..=530.1).contains(&y), "{x} {y}");
        }
    }

    #[test]
    fn a_single_point_is_fitted_without_flying_into_it() {
        let bounds = Bounds::of(&[5.0, 5.0]).unwrap();
        let camera = Camera::fit(bounds, VIEW, Insets::default(), 4.0);
        assert_eq!(camera.scale, 4.0);
        assert!(near(camera.screen_from_world(VIEW, (5.0, 5.0)), (400.0, 300.0)));
    }

    #[test]
    fn places_that_are_no_numbers_do_not_spoil_the_bounds() {
        let bounds = Bounds::of(&[1.0, 2.0, f32::NAN, 3.0, 4.0, f32::INFINITY, 9.0, 8.0]).unwrap();
        assert_eq!(bounds, Bounds { left: 1.0, top: 2.0, right: 9.0, bottom: 8.0 });
        assert_eq!(Bounds::of(&[]), None);
    }

    #[test]
    fn steps_towards_a_goal_arrive_there() {
        let goal = Camera { x: 100.0, y: 50.0, scale: 8.0 };
        let mut camera = Camera { x: 0.0, y: 0.0, scale: 0.5 };
        for _ in 0..60 {
            camera = camera.toward(goal, 0.2);
        }
        assert!(!camera.differs(goal, VIEW));
    }

    #[test]
    fn a_zoom_about_a_point_stays_about_it_on_the_way() {
        let start = Camera { x: 0.0, y: 0.0, scale: 1.0 };
        let goal = start.zoomed(VIEW, (700.0, 100.0), 6.0, (0.01, 100.0));
        let under = start.world_from_screen(VIEW, (700.0, 100.0));
        let half = start.toward(goal, 0.5);
        assert!(near(half.screen_from_world(VIEW, under), (700.0, 100.0)));
    }
}
