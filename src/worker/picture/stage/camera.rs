//! Where the camera goes: by the analyst's hand, to what is sought, with the size of the picture; and the map of the whole.

use super::{STIR_MS, Stage};
use logonscope::graph::camera::{Bounds, Viewport};
use logonscope::graph::minimap::Minimap;
use logonscope::graph::motion::Motion;
use logonscope::graph::scene::Scene;
use logonscope::protocol::Subject;
use std::borrow::Cow;

impl Stage {
    /// All in sight, and kept in view.
    pub fn fit(&mut self) {
        self.measure();
        self.flight.fit();
    }

    /// Takes the size of the picture.
    pub fn set_size(&mut self, width: f32, height: f32, density: f32) {
        self.density = density;
        self.in_view.forget();
        let selected = self.emphasis.selected.and_then(|subject| self.bounds_of(subject));
        let seen = selected.filter(|wanted| self.flight.sees(*wanted));
        self.flight.set_viewport(Viewport::new(width, height), &self.furniture);
        // What is selected does not go out of sight with the edge of the window.
        if let Some(wanted) = seen.filter(|wanted| !self.flight.sees(*wanted)) {
            self.flight.reveal(wanted);
        }
    }

    pub(super) fn measure(&mut self) {
        self.flight.set_places(&places_shown(&self.motion, &self.scene), self.scene.shown());
        self.positions_new = true;
    }

    /// Goes to what a filter leaves, see [`Flight::regard`].
    pub(super) fn regard(&mut self) {
        self.flight.regard(&places_shown(&self.motion, &self.scene), self.scene.shown());
    }

    /// The analyst moves the picture by hand.
    pub fn pan(&mut self, by: (f32, f32)) {
        self.stir = STIR_MS;
        self.flight.pan(by);
    }

    /// The analyst goes nearer or farther, see [`Flight::zoom`].
    pub fn zoom(&mut self, at: (f32, f32), factor: f32, glide: bool) {
        self.stir = STIR_MS;
        self.flight.zoom(at, factor, glide && !self.reduced_motion);
    }

    /// Brings a subject into view, near enough to be read.
    pub fn approach(&mut self, subject: Subject) {
        if let Some(wanted) = self.bounds_of(subject) {
            self.flight.approach(wanted);
        }
    }

    /// Brings a subject to the middle of the picture.
    pub fn centre(&mut self, subject: Subject) {
        if let Some(wanted) = self.bounds_of(subject) {
            self.flight.centre(wanted);
        }
    }

    /// The part of the world that a subject takes up.
    pub(super) fn bounds_of(&self, subject: Subject) -> Option<Bounds> {
        let nodes = match subject {
            Subject::Node(node) => vec![node as usize],
            Subject::Edge(edge) => self.scene.ends(edge as usize).map_or(Vec::new(), |(h, a)| vec![h, a]),
        };
        self.bounds_of_nodes(nodes.into_iter())
    }

    pub(super) fn bounds_of_nodes(&self, nodes: impl Iterator<Item = usize>) -> Option<Bounds> {
        let goal = self.motion.goal();
        // Where nothing is drawn there is nothing to go to.
        let nodes = nodes.filter(|node| self.scene.shows(*node));
        let points: Vec<f32> = nodes.filter_map(|n| goal.get(2 * n..2 * n + 2)).flatten().copied().collect();
        Bounds::of(&points)
    }

    /// The map of the whole, while that is not in view.
    pub fn minimap(&self) -> Option<Minimap> {
        let mut room = self.flight.viewport();
        let seen = self.flight.camera().seen(room, 0.0);
        // Where the legend reaches below it, it stands over that.
        let (_, middle) = room.middle();
        for over in self.furniture.iter().filter(|over| over.top > middle && over.right > room.width - Minimap::REACH) {
            room.height = room.height.min(over.top);
        }
        self.flight.bounds().and_then(|whole| Minimap::new(whole, seen, room))
    }

    /// Brings the place that lies under `at` on the map to the middle.
    pub fn go_on_map(&mut self, at: (f32, f32)) {
        if let Some(map) = self.minimap() {
            let to = self.flight.camera().screen_from_world(self.flight.viewport(), map.in_world(at));
            let middle = self.flight.viewport().middle();
            self.pan((middle.0 - to.0, middle.1 - to.1));
        }
    }

    /// Where a zoom without a pointer goes: to what is selected, if it is in view, else to the middle.
    pub fn point_of_interest(&self) -> (f32, f32) {
        let node = match self.emphasis.selected {
            Some(Subject::Node(node)) => self.stand().node_on_screen(node as usize),
            _ => None,
        };
        let picture = self.flight.viewport();
        let inside = |(x, y): &(f32, f32)| (0.0..picture.width).contains(x) && (0.0..picture.height).contains(y);
        node.filter(inside).unwrap_or_else(|| picture.middle())
    }

    /// Where a menu for the keyboard opens: at what is selected, or in the middle.
    pub fn place_of_menu(&self) -> (f32, f32) {
        let picture = self.flight.viewport();
        let (x, y) = match self.emphasis.selected {
            Some(Subject::Edge(edge)) => {
                let ends = self.scene.ends(edge as usize);
                let on_screen = |node| self.stand().node_on_screen(node);
                let ends = ends.and_then(|(host, account)| on_screen(host).zip(on_screen(account)));
                ends.map_or(picture.middle(), |(a, b)| ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0))
            }
            _ => self.point_of_interest(),
        };
        (x.clamp(0.0, picture.width), y.clamp(0.0, picture.height))
    }
}

/// Where the nodes in sight will stand.
fn places_shown<'a>(motion: &'a Motion, scene: &Scene) -> Cow<'a, [f32]> {
    let places = motion.goal();
    if scene.shown() == scene.node_count() {
        return places.into();
    }
    let in_sight = places.chunks_exact(2).enumerate().filter(|(node, _)| scene.shows(*node));
    in_sight.flat_map(|(_, place)| place).copied().collect::<Vec<_>>().into()
}
