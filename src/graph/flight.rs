//! Where the camera is and where it flies: all in view until the analyst moves it, then where the analyst wants it.
//!
//! Lengths are CSS pixels where no other unit is said.

use super::camera::{Bounds, Camera, Insets, Viewport};
use super::labels::LabelBox;
use super::scene::{average_spacing, size_factor};

/// Left free around a fitted graph at least: room for names below and for tools above.
const INSETS: Insets = Insets { top: 64.0, right: 56.0, bottom: 72.0, left: 56.0 };
/// Left free between the graph and what lies over the picture.
const CLEAR: f32 = 16.0;
/// What a filter leaves is gone to if it could be seen so many times nearer.
const TOO_SMALL: f32 = 1.6;
/// The layout puts linked nodes about this far apart, world units; sparser graphs do not get larger marks for it.
const LINK_LENGTH: f32 = 70.0;
/// A fitted graph's neighbours stand at most so far apart: a handful of nodes is not blown up to fill a wall.
const WIDEST: f32 = 110.0;
/// Neighbours at most so far apart: nobody wants to go nearer.
const NEAREST: f32 = 520.0;
/// Neighbours at least so far apart leave room for names.
const READABLE: f32 = 46.0;
/// The time in which the camera covers two thirds of its way, milliseconds.
const FLIGHT_MS: f32 = 95.0;

/// The camera over a graph, and where it goes.
#[derive(Clone, Debug)]
pub struct Flight {
    camera: Camera,
    goal: Camera,
    viewport: Viewport,
    insets: Insets,
    bounds: Option<Bounds>,
    /// World units between neighbours, on average; and the same as far as the size of marks has followed it.
    spacing: f32,
    spacing_seen: f32,
    keeps_all: bool,
    /// Whether the analyst's hand has brought it where it is.
    by_hand: bool,
}

impl Default for Flight {
    fn default() -> Self {
        Self {
            camera: Camera::default(),
            goal: Camera::default(),
            viewport: Viewport::new(1.0, 1.0),
            insets: INSETS,
            bounds: None,
            spacing: 1.0,
            spacing_seen: 1.0,
            keeps_all: true,
            by_hand: false,
        }
    }
}

impl Flight {
    /// Where the camera is now.
    pub fn camera(&self) -> Camera {
        self.camera
    }

    /// The size of the picture.
    pub fn viewport(&self) -> Viewport {
        self.viewport
    }

    /// The part of the world that the graph takes up; `None` without nodes.
    pub fn bounds(&self) -> Option<Bounds> {
        self.bounds
    }

    /// Whether there are pixels to draw on at all.
    pub fn is_shown(&self) -> bool {
        self.viewport.width > 1.0 && self.viewport.height > 1.0
    }

    /// The size of marks at which neighbours do not crowd each other, see [`size_factor`].
    pub fn mark_size(&self) -> f32 {
        size_factor(self.spacing_seen * self.camera.scale)
    }

    /// Takes the size of the picture, and the boxes of what lies over it.
    pub fn set_viewport(&mut self, viewport: Viewport, furniture: &[LabelBox]) {
        let was_shown = self.is_shown();
        self.viewport = viewport;
        self.insets = INSETS;
        let (_, middle) = viewport.middle();
        for over in furniture {
            // However much lies over a small picture, two thirds of it are there for the graph.
            let inset = |pixels: f32| (pixels + CLEAR).min(viewport.height / 6.0);
            if over.top + over.bottom < 2.0 * middle {
                self.insets.top = self.insets.top.max(inset(over.bottom));
            } else {
                self.insets.bottom = self.insets.bottom.max(inset(viewport.height - over.top));
            }
        }
        self.follow();
        if !was_shown {
            self.arrive();
        }
    }

    /// Takes where the `nodes` nodes of the graph will stand: x and y in turn.
    pub fn set_places(&mut self, places: &[f32], nodes: usize) {
        self.measure(places, nodes);
        self.follow();
    }

    fn measure(&mut self, places: &[f32], nodes: usize) {
        self.bounds = Bounds::of(places);
        if let Some(bounds) = self.bounds {
            self.spacing = average_spacing(bounds.width(), bounds.height(), nodes).min(LINK_LENGTH);
        }
    }

    fn follow(&mut self) {
        if self.keeps_all {
            self.fit();
        }
    }

    /// Takes what a filter leaves of the graph. It is gone to if some of it is out of sight or at the edge, or if all of it is small; where
    /// the analyst's hand has brought the camera it stays, as long as anything is left there.
    pub fn regard(&mut self, places: &[f32], nodes: usize) {
        self.measure(places, nodes);
        let Some(bounds) = self.bounds else { return };
        let at_hand = self.goal.seen(self.viewport, 0.0);
        if self.by_hand {
            if !places.chunks_exact(2).any(|place| at_hand.touches((place[0], place[1]), (place[0], place[1]))) {
                self.reveal(bounds);
            }
        } else if !self.sees(bounds) || self.whole(bounds).scale > self.goal.scale * TOO_SMALL {
            self.fit();
        }
    }

    /// Brings all into view, and keeps it there until the analyst moves the camera.
    pub fn fit(&mut self) {
        (self.keeps_all, self.by_hand) = (true, false);
        if let Some(bounds) = self.bounds {
            self.goal = self.whole(bounds);
        }
    }

    /// Leaves the camera where it goes, whatever becomes of the graph.
    pub fn stay(&mut self) {
        (self.keeps_all, self.by_hand) = (false, true);
    }

    /// The analyst moves the picture by hand.
    pub fn pan(&mut self, by: (f32, f32)) {
        self.stay();
        self.camera = self.camera.panned(by);
        self.goal = self.camera;
    }

    /// The analyst goes `factor` times nearer to what is at a place on screen; `glide` for a step, not for a wheel that already
    /// moves in small ones.
    pub fn zoom(&mut self, at: (f32, f32), factor: f32, glide: bool) {
        self.stay();
        let limits = self.limits();
        if glide {
            self.goal = self.goal.zoomed(self.viewport, at, factor, limits);
        } else {
            self.camera = self.camera.zoomed(self.viewport, at, factor, limits);
            self.goal = self.camera;
        }
    }

    /// Whether all of a part of the world will be seen, clear of the edge and of what lies over the picture.
    pub fn sees(&self, wanted: Bounds) -> bool {
        let now = self.goal;
        self.fitted(wanted, now.scale).scale > now.scale * 0.99 && !now.differs(self.filled(now, wanted), self.viewport)
    }

    /// Brings a part of the world into view if it is not or stands at the edge, no nearer than now.
    pub fn reveal(&mut self, wanted: Bounds) {
        self.bring(wanted, self.goal.scale);
    }

    /// Brings a part of the world into view, near enough that names can be read.
    pub fn approach(&mut self, wanted: Bounds) {
        self.bring(wanted, self.readable());
    }

    /// Brings a part of the world to the middle of the picture, near enough that names can be read.
    pub fn centre(&mut self, wanted: Bounds) {
        let scale = self.fitted(wanted, self.readable()).scale;
        self.go(Camera { x: (wanted.left + wanted.right) / 2.0, y: (wanted.top + wanted.bottom) / 2.0, scale });
    }

    fn readable(&self) -> f32 {
        let (_, nearest) = self.limits();
        self.goal.scale.max((READABLE / self.spacing).min(nearest))
    }

    /// What is far comes to the middle, unless that left the picture emptier than it need be; what is near comes only as far as it must.
    fn bring(&mut self, wanted: Bounds, most: f32) {
        let middle = ((wanted.left + wanted.right) / 2.0, (wanted.top + wanted.bottom) / 2.0);
        let scale = self.fitted(wanted, most).scale;
        let now = self.goal;
        let is_near = now.seen(self.viewport, 0.0).touches(middle, middle);
        let mut goal = Camera { x: middle.0, y: middle.1, scale };
        if is_near {
            // It keeps its place while the camera comes nearer or goes away.
            let share = now.scale / scale;
            (goal.x, goal.y) = (middle.0 - (middle.0 - now.x) * share, middle.1 - (middle.1 - now.y) * share);
        }
        if !(is_near && self.by_hand) {
            goal = self.filled(goal, self.bounds.map_or(wanted, |bounds| bounds.and(wanted)));
        }
        goal = self.filled(goal, wanted);
        if now.differs(goal, self.viewport) {
            self.go(goal);
        }
    }

    /// The nearest place for a camera from which a part of the world fills what is free of the picture, or lies within it.
    fn filled(&self, camera: Camera, part: Bounds) -> Camera {
        let Camera { x, y, scale } = camera;
        let Insets { top, right, bottom, left } = self.insets;
        let (across, down) = self.viewport.middle();
        let between = |at: f32, a: f32, b: f32| at.max(a.min(b)).min(a.max(b));
        Camera {
            x: between(x, part.right - (across - right) / scale, part.left + (across - left) / scale),
            y: between(y, part.bottom - (down - bottom) / scale, part.top + (down - top) / scale),
            scale,
        }
    }

    fn go(&mut self, goal: Camera) {
        (self.keeps_all, self.by_hand) = (false, false);
        self.goal = goal;
    }

    fn fitted(&self, bounds: Bounds, most: f32) -> Camera {
        Camera::fit(bounds, self.viewport, self.insets, most)
    }

    /// All of the graph.
    fn whole(&self, bounds: Bounds) -> Camera {
        self.fitted(bounds, WIDEST / self.spacing)
    }

    /// How far and how near one may go: pixels for a world unit.
    fn limits(&self) -> (f32, f32) {
        let whole = self.bounds.map_or(1.0, |bounds| self.whole(bounds).scale);
        (whole * 0.4, (NEAREST / self.spacing).max(whole * 2.0))
    }

    /// The camera is where it goes.
    pub fn arrive(&mut self) {
        (self.camera, self.spacing_seen) = (self.goal, self.spacing);
    }

    /// Lets `ms` pass; true while it flies.
    pub fn step(&mut self, ms: f32) -> bool {
        let grows = (self.spacing / self.spacing_seen - 1.0).abs() > 0.01;
        if !grows && !self.camera.differs(self.goal, self.viewport) {
            self.arrive();
            return false;
        }
        let share = 1.0 - (-ms / FLIGHT_MS).exp();
        self.camera = self.camera.toward(self.goal, share);
        self.spacing_seen += (self.spacing - self.spacing_seen) * share;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: [f32; 8] = [0.0, 0.0, 1_000.0, 0.0, 0.0, 1_000.0, 1_000.0, 1_000.0];
    const FAR: Bounds = Bounds { left: 5_000.0, top: 5_000.0, right: 5_000.0, bottom: 5_000.0 };

    fn over_a_square() -> Flight {
        let mut flight = Flight::default();
        flight.set_viewport(Viewport::new(1_280.0, 720.0), &[]);
        flight.set_places(&SQUARE, 4);
        flight.arrive();
        flight
    }

    fn sees(flight: &Flight, bounds: Bounds) -> bool {
        flight.camera().seen(flight.viewport(), 0.0).holds(bounds)
    }

    fn land(flight: &mut Flight) {
        let frames = (0..1_000).take_while(|_| flight.step(16.0)).count();
        assert!(frames < 1_000, "it never arrives");
    }

    #[test]
    fn all_stays_in_view_as_the_graph_grows_until_the_analyst_moves_the_camera() {
        let grown: Vec<f32> = SQUARE.iter().map(|at| at * 3.0).collect();
        let mut flight = over_a_square();
        flight.set_places(&grown, 40);
        land(&mut flight);
        assert!(sees(&flight, Bounds::of(&grown).unwrap()));

        let mut flight = over_a_square();
        flight.pan((10.0, 0.0));
        let before = flight.camera();
        flight.set_places(&grown, 40);
        land(&mut flight);
        assert_eq!(flight.camera(), before);
        flight.fit();
        land(&mut flight);
        assert!(sees(&flight, Bounds::of(&grown).unwrap()));
    }

    #[test]
    fn what_is_in_view_is_left_where_it_is_and_what_is_not_comes_without_a_nearer_look() {
        let mut flight = over_a_square();
        let before = flight.camera();
        flight.reveal(Bounds { left: 500.0, top: 500.0, right: 500.0, bottom: 500.0 });
        land(&mut flight);
        assert_eq!(flight.camera(), before);
        flight.reveal(FAR);
        land(&mut flight);
        assert!(sees(&flight, FAR));
        assert_eq!(flight.camera().scale, before.scale);
    }

    /// The rows of a screen, the free part of it, where the graph is.
    fn filled(flight: &Flight) -> (f32, f32) {
        let corners = [(0.0, 0.0), (1_000.0, 1_000.0)];
        let [(_, top), (_, bottom)] = corners.map(|at| flight.camera().screen_from_world(flight.viewport(), at));
        (top, bottom)
    }

    #[test]
    fn what_stands_at_the_edge_of_the_whole_graph_is_shown_without_emptying_the_picture() {
        for corner in SQUARE.chunks_exact(2) {
            let wanted = Bounds::of(corner).unwrap();
            // All is in view: nothing moves.
            let mut flight = over_a_square();
            let before = flight.camera();
            flight.reveal(wanted);
            land(&mut flight);
            assert_eq!(flight.camera(), before);
            // From far off, and nearer: the graph still reaches over the picture.
            flight.zoom((640.0, 360.0), 4.0, false);
            flight.pan((0.0, -3_000.0));
            flight.reveal(wanted);
            land(&mut flight);
            let (top, bottom) = filled(&flight);
            assert!(sees(&flight, wanted) && top <= 64.5 && bottom >= 647.5, "{corner:?}: {top} {bottom}");
        }
    }

    #[test]
    fn what_is_in_view_and_at_the_edge_comes_no_farther_than_it_must_where_the_analyst_has_put_it() {
        let mut flight = over_a_square();
        flight.zoom((640.0, 360.0), 3.0, false);
        let before = flight.camera();
        let (x, y) = before.world_from_screen(flight.viewport(), (10.0, 300.0));
        flight.reveal(Bounds { left: x, top: y, right: x, bottom: y });
        land(&mut flight);
        let (at, across) = flight.camera().screen_from_world(flight.viewport(), (x, y));
        assert!((at - 56.0).abs() < 1.0 && (across - 300.0).abs() < 1.0, "{at} {across}");
    }

    #[test]
    fn what_a_filter_leaves_is_gone_to_unless_it_is_well_in_view_or_the_analyst_is_elsewhere_on_purpose() {
        // Most of it is left: nothing moves.
        let most = [0.0, 0.0, 1_000.0, 0.0, 1_000.0, 900.0];
        let corner = [0.0, 0.0, 100.0, 0.0, 0.0, 100.0];
        let mut flight = over_a_square();
        let whole = flight.camera();
        flight.regard(&most, 3);
        land(&mut flight);
        assert_eq!(flight.camera(), whole);
        // A corner of it: nearer, and in the middle; and back when all is left again.
        flight.regard(&corner, 3);
        land(&mut flight);
        assert!(flight.camera().scale > whole.scale * 1.5);
        let (x, _) = flight.camera().screen_from_world(flight.viewport(), (50.0, 50.0));
        assert!((x - 640.0).abs() < 20.0, "{x}");
        flight.regard(&SQUARE, 4);
        land(&mut flight);
        assert_eq!(flight.camera(), whole);
        // What the analyst looks at stays while anything is left there.
        flight.zoom((640.0, 360.0), 2.0, false);
        let by_hand = flight.camera();
        for left in [&[500.0, 500.0][..], &[500.0, 500.0, 5_000.0, 0.0], &[400.0, 400.0, 0.0, 0.0, 900.0, 900.0]] {
            flight.regard(left, left.len() / 2);
            land(&mut flight);
            assert_eq!(flight.camera(), by_hand);
        }
        flight.regard(&corner[..2], 1);
        land(&mut flight);
        assert!(sees(&flight, Bounds::of(&corner[..2]).unwrap()));
    }

    #[test]
    fn what_lies_over_the_picture_leaves_the_graph_clear() {
        let over = |top, bottom| LabelBox { left: 10.0, top, right: 900.0, bottom };
        let mut flight = over_a_square();
        flight.set_viewport(Viewport::new(1_280.0, 720.0), &[over(10.0, 80.0), over(600.0, 700.0)]);
        land(&mut flight);
        let (top, bottom) = filled(&flight);
        assert!(top >= 95.9 && bottom <= 600.1, "{top} {bottom}");
    }

    #[test]
    fn what_is_centred_stands_in_the_middle_near_enough_to_be_read() {
        let mut flight = over_a_square();
        flight.zoom((0.0, 0.0), 0.01, false);
        flight.centre(FAR);
        land(&mut flight);
        assert_eq!((flight.camera().x, flight.camera().y), (5_000.0, 5_000.0));
        assert!(LINK_LENGTH * flight.camera().scale >= READABLE - 0.01);
    }

    #[test]
    fn one_goes_neither_through_the_screen_nor_out_of_sight() {
        let mut flight = over_a_square();
        let whole = flight.camera().scale;
        for (factor, glide) in [(1e6, false), (1e-6, false), (1e6, true), (1e-6, true)] {
            flight.zoom((640.0, 360.0), factor, glide);
            land(&mut flight);
            let scale = flight.camera().scale;
            assert!((whole * 0.39..=NEAREST).contains(&scale), "{scale}");
        }
    }

    #[test]
    fn the_first_size_of_the_picture_is_no_flight() {
        let mut flight = Flight::default();
        flight.set_places(&SQUARE, 4);
        flight.set_viewport(Viewport::new(1_280.0, 720.0), &[]);
        assert!(!flight.step(16.0) && sees(&flight, Bounds::of(&SQUARE).unwrap()));
    }
}
