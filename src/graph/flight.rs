//! Where the camera is and where it flies: all in view until the analyst moves it, then where the analyst wants it.
//!
//! Lengths are CSS pixels where no other unit is said.

use super::camera::{Bounds, Camera, Insets, Viewport};
use super::scene::{average_spacing, size_factor};

/// Left free around a fitted graph: room for names below and for tools above.
const INSETS: Insets = Insets { top: 64.0, right: 56.0, bottom: 72.0, left: 56.0 };
/// What is revealed keeps this far from the edge of the picture, clear of the legend.
const FREE_EDGE: f32 = 78.0;
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
    bounds: Option<Bounds>,
    /// World units between neighbours, on average.
    spacing: f32,
    keeps_all: bool,
}

impl Default for Flight {
    fn default() -> Self {
        Self {
            camera: Camera::default(),
            goal: Camera::default(),
            viewport: Viewport::new(1.0, 1.0),
            bounds: None,
            spacing: 1.0,
            keeps_all: true,
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
        size_factor(self.spacing * self.camera.scale)
    }

    /// Takes the size of the picture.
    pub fn set_viewport(&mut self, viewport: Viewport) {
        let was_shown = self.is_shown();
        self.viewport = viewport;
        self.follow();
        if !was_shown {
            self.arrive();
        }
    }

    /// Takes where the `nodes` nodes of the graph will stand: x and y in turn.
    pub fn set_places(&mut self, places: &[f32], nodes: usize) {
        self.bounds = Bounds::of(places);
        if let Some(bounds) = self.bounds {
            self.spacing = average_spacing(bounds.width(), bounds.height(), nodes).min(LINK_LENGTH);
        }
        self.follow();
    }

    fn follow(&mut self) {
        if self.keeps_all {
            self.fit();
        }
    }

    /// Brings all into view, and keeps it there until the analyst moves the camera.
    pub fn fit(&mut self) {
        self.keeps_all = true;
        if let Some(bounds) = self.bounds {
            self.goal = self.fitted(bounds, WIDEST / self.spacing);
        }
    }

    /// Leaves the camera where it goes, whatever becomes of the graph.
    pub fn stay(&mut self) {
        self.keeps_all = false;
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

    /// Brings a part of the world into view if it is not, no nearer than now.
    pub fn reveal(&mut self, wanted: Bounds) {
        if !self.goal.seen(self.viewport, -FREE_EDGE).holds(wanted) {
            self.go(wanted, self.goal.scale);
        }
    }

    /// Brings a part of the world to the middle of the picture, near enough that names can be read.
    pub fn centre(&mut self, wanted: Bounds) {
        let (_, nearest) = self.limits();
        self.go(wanted, self.goal.scale.max((READABLE / self.spacing).min(nearest)));
    }

    fn go(&mut self, wanted: Bounds, most: f32) {
        self.stay();
        let scale = self.fitted(wanted, most).scale;
        self.goal = Camera { x: (wanted.left + wanted.right) / 2.0, y: (wanted.top + wanted.bottom) / 2.0, scale };
    }

    fn fitted(&self, bounds: Bounds, most: f32) -> Camera {
        Camera::fit(bounds, self.viewport, INSETS, most)
    }

    /// How far and how near one may go: pixels for a world unit.
    fn limits(&self) -> (f32, f32) {
        let whole = self.bounds.map_or(1.0, |bounds| self.fitted(bounds, WIDEST / self.spacing).scale);
        (whole * 0.4, (NEAREST / self.spacing).max(whole * 2.0))
    }

    /// The camera is where it goes.
    pub fn arrive(&mut self) {
        self.camera = self.goal;
    }

    /// Lets `ms` pass; true while it flies.
    pub fn step(&mut self, ms: f32) -> bool {
        let flies = self.camera.differs(self.goal, self.viewport);
        self.camera = if flies { self.camera.toward(self.goal, 1.0 - (-ms / FLIGHT_MS).exp()) } else { self.goal };
        flies
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: [f32; 8] = [0.0, 0.0, 1_000.0, 0.0, 0.0, 1_000.0, 1_000.0, 1_000.0];
    const FAR: Bounds = Bounds { left: 5_000.0, top: 5_000.0, right: 5_000.0, bottom: 5_000.0 };

    fn over_a_square() -> Flight {
        let mut flight = Flight::default();
        flight.set_viewport(Viewport::new(1_280.0, 720.0));
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
        flight.set_viewport(Viewport::new(1_280.0, 720.0));
        assert!(!flight.step(16.0) && sees(&flight, Bounds::of(&SQUARE).unwrap()));
    }
}
