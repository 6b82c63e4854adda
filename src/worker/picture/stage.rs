//! What the picture shows at this moment, and how the next one differs: camera, motion, emphasis; drawn in [`drawing`].
//!
//! Nothing is drawn unless something changed; while something moves, a picture is asked for with every frame of the screen.

mod drawing;

use super::looks::Looks;
use super::overlay::Overlay;
use super::palette::Palette;
use super::renderer::Renderer;
use super::spread::Spread;
pub use drawing::set_pixels;
use logonscope::graph::camera::{Bounds, Viewport};
use logonscope::graph::culling::EdgesInView;
use logonscope::graph::emphasis::Emphasis;
use logonscope::graph::flight::Flight;
use logonscope::graph::follow::follow;
use logonscope::graph::labels::LabelBox;
use logonscope::graph::minimap::Minimap;
use logonscope::graph::motion::Motion;
use logonscope::graph::picking::Stand;
use logonscope::graph::scene::Scene;
use logonscope::protocol::compare::ComparedView;
use logonscope::protocol::filter::{Filter, FilteredView};
use logonscope::protocol::lines::{LinesView, MarksView, WaysView};
use logonscope::protocol::picture::{Pins, SizeBy};
use logonscope::protocol::{GraphView, PositionsView, Subject};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Below this size of marks, edges are cloth rather than lines.
const CROWD: f32 = 0.42;
/// How long after the last movement a picture counts as moving, where that makes a difference.
const STIR_MS: f32 = 140.0;

/// All of it.
pub struct Stage {
    /// What is drawn: the graph as the filter leaves it.
    pub scene: Scene,
    /// What the size of marks tells.
    size_by: SizeBy,
    /// The graph, whatever the filter.
    whole: Arc<GraphView>,
    /// The filter in force.
    filter: Filter,
    /// What the analyst points at to select it.
    pub pointed: Option<Subject>,
    pub motion: Motion,
    pub flight: Flight,
    pub emphasis: Emphasis,
    /// Lines that are spread.
    pub spread: Spread,
    /// What the looks of lines tell.
    pub looks: Looks,
    /// What is noted of nodes.
    pub notes: HashMap<u32, String>,
    /// What is being drawn around nodes to choose them, CSS pixels.
    pub outline: Vec<(f32, f32)>,
    pub labels_on: bool,
    /// Keys of nodes that the analyst has put in their place.
    pub pinned: HashSet<u64>,
    /// Screen boxes of tools and legend.
    pub furniture: Vec<LabelBox>,
    pub palette: Palette,
    /// Whether eyes are to be spared: everything is where it goes at once.
    pub reduced_motion: bool,
    /// Whether the layout has given the nodes their last places.
    settled: bool,
    density: f32,
    in_view: EdgesInView,
    positions_new: bool,
    /// Milliseconds until a picture drawn simply because it moved is drawn well.
    stir: f32,
    renderer: Option<Renderer>,
    overlay: Overlay,
    /// Whether lines were spread in the last picture.
    was_spread: bool,
}

impl Default for Stage {
    fn default() -> Self {
        Self {
            scene: Scene::default(),
            size_by: SizeBy::default(),
            whole: Arc::default(),
            filter: Filter::default(),
            pointed: None,
            motion: Motion::default(),
            flight: Flight::default(),
            emphasis: Emphasis::default(),
            spread: Spread::default(),
            looks: Looks::default(),
            notes: HashMap::new(),
            outline: Vec::new(),
            labels_on: true,
            pinned: HashSet::new(),
            furniture: Vec::new(),
            palette: Palette::default(),
            reduced_motion: false,
            settled: false,
            density: 1.0,
            in_view: EdgesInView::default(),
            positions_new: true,
            stir: 0.0,
            renderer: None,
            overlay: Overlay::default(),
            was_spread: false,
        }
    }
}

impl Stage {
    /// Takes a fresh context, or the news that it is lost.
    pub fn set_renderer(&mut self, renderer: Option<Renderer>) {
        self.renderer = renderer;
        if let Some(renderer) = &mut self.renderer {
            renderer.load(&self.scene, &self.looks);
        }
        self.positions_new = true;
    }

    /// Takes a graph. What was in view stays there if the new graph holds most of the old one.
    pub fn set_graph(&mut self, graph: &Arc<GraphView>) {
        let before = (!self.scene.graph().nodes.is_empty()).then(|| (self.scene.graph().clone(), &self.motion));
        let known: HashSet<u64> = before.iter().flat_map(|(g, _)| g.nodes.iter().map(|n| n.key)).collect();
        let kept = graph.nodes.iter().filter(|n| known.contains(&n.key)).count();
        let motion = Motion::new(graph, before.as_ref().map(|(g, m)| (&**g, *m)));
        // One that has grown is no other, however much: what stood somewhere stands there.
        let is_other = kept * 3 < known.len() || known.is_empty();
        self.emphasis.selected = self.emphasis.selected.and_then(|subject| follow(subject, self.scene.graph(), graph));
        self.motion = motion;
        self.scene = Scene::new(graph.clone());
        self.scene.size_by(self.size_by);
        self.whole = graph.clone();
        self.emphasis.hovered = None;
        self.emphasis.path = Default::default();
        self.spread.forget();
        self.looks.forget();
        self.emphasis.chosen.clear();
        self.notes.clear();
        self.outline.clear();
        self.settled = graph.nodes.is_empty();
        if let Some(renderer) = &mut self.renderer {
            renderer.load(&self.scene, &self.looks);
        }
        self.overlay.reset(self.scene.node_count());
        self.measure();
        if is_other {
            self.flight.fit();
            self.motion.finish();
            self.flight.arrive();
        }
        self.light();
    }

    /// Takes what the filter leaves: nothing moves, what nothing is left of is out of sight.
    pub fn set_filtered(&mut self, view: &FilteredView) {
        if self.whole.generation == view.generation {
            self.scene =
                Scene::new(if view.is_whole { self.whole.clone() } else { Arc::new(view.applied_to(&self.whole)) });
            self.scene.size_by(self.size_by);
            self.emphasis.hovered = None;
            self.spread.forget();
            self.reload();
            self.overlay.reset(self.scene.node_count());
            self.light();
            let before = std::mem::replace(&mut self.filter, view.filter.clone());
            if (&before.only, &before.only_moves) != (&view.filter.only, &view.filter.only_moves) {
                // What is narrowed by hand is gone to.
                self.fit();
            } else if before != view.filter {
                self.flight.regard(&places_shown(&self.motion, &self.scene), self.scene.shown());
            }
        }
    }

    /// Lets the size of marks tell something else.
    pub fn size_by(&mut self, by: SizeBy) {
        self.size_by = by;
        self.scene.size_by(by);
        self.reload();
    }

    /// Lets the renderer take the scene and the looks of its lines anew.
    fn reload(&mut self) {
        if let Some(renderer) = &mut self.renderer {
            renderer.load(&self.scene, &self.looks);
        }
        self.in_view.forget();
        self.positions_new = true;
    }

    /// Takes what lines are made of.
    pub fn learn(&mut self, view: LinesView) {
        if view.generation == self.scene.graph().generation {
            self.spread.learn(view);
        }
    }

    /// Takes which lines findings sit on.
    pub fn set_marks(&mut self, view: &MarksView) {
        if view.generation == self.scene.graph().generation {
            self.looks.marked = view.edges.iter().copied().collect();
            self.reload();
        }
    }

    /// Takes what became of nodes and lines in a comparison; nothing, if there is none.
    pub fn set_compared(&mut self, view: ComparedView) {
        if view.generation == self.scene.graph().generation {
            self.looks.compared = view.edges;
            self.reload();
        }
    }

    /// Takes how lines were logged on; nothing, while colours tell outcomes.
    pub fn set_ways(&mut self, view: WaysView) {
        if view.generation == self.scene.graph().generation {
            self.looks.ways = view.edges;
            self.reload();
        }
    }

    /// All in sight, and kept in view.
    pub fn fit(&mut self) {
        self.measure();
        self.flight.fit();
    }

    /// Takes newer positions of the same graph.
    pub fn set_positions(&mut self, view: &PositionsView) {
        if view.generation == self.scene.graph().generation {
            self.motion.aim(&view.positions);
            self.settled = view.settled;
            self.measure();
        }
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

    fn measure(&mut self) {
        self.flight.set_places(&places_shown(&self.motion, &self.scene), self.scene.shown());
        self.positions_new = true;
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
    fn bounds_of(&self, subject: Subject) -> Option<Bounds> {
        let nodes = match subject {
            Subject::Node(node) => vec![node as usize],
            Subject::Edge(edge) => self.scene.ends(edge as usize).map_or(Vec::new(), |(h, a)| vec![h, a]),
        };
        self.bounds_of_nodes(nodes.into_iter())
    }

    fn bounds_of_nodes(&self, nodes: impl Iterator<Item = usize>) -> Option<Bounds> {
        let goal = self.motion.goal();
        // Where nothing is drawn there is nothing to go to.
        let nodes = nodes.filter(|node| self.scene.shows(*node));
        let points: Vec<f32> = nodes.filter_map(|n| goal.get(2 * n..2 * n + 2)).flatten().copied().collect();
        Bounds::of(&points)
    }

    /// Sets what is hovered; true if that is new.
    pub fn hover(&mut self, subject: Option<Subject>) -> bool {
        let is_new = self.emphasis.hovered != subject;
        if is_new {
            self.emphasis.hovered = subject;
            self.light();
        }
        is_new
    }

    /// Sets what is selected, and brings it into view. What was selected already is left where it is: it may have come to stand
    /// elsewhere in a later graph, which is no reason to move the camera. What the analyst points at is in view.
    pub fn select(&mut self, subject: Option<Subject>) {
        let subject = subject.filter(|s| self.scene.has(*s));
        if self.emphasis.selected != subject {
            self.emphasis.selected = subject;
            self.light();
            let is_pointed = self.pointed.take() == subject;
            if let Some(wanted) = subject.filter(|_| !is_pointed).and_then(|subject| self.bounds_of(subject)) {
                self.flight.reveal(wanted);
            }
        }
    }

    /// Sets which nodes are chosen.
    pub fn choose(&mut self, nodes: Vec<u32>) {
        self.emphasis.chosen = nodes;
        self.light();
    }

    /// Lights a path until another or none is lit.
    pub fn light_path(&mut self, nodes: Vec<u32>, edges: Vec<u32>) {
        if let Some(wanted) = self.bounds_of_nodes(nodes.iter().map(|node| *node as usize)) {
            self.flight.reveal(wanted);
        }
        self.emphasis.path = (nodes, edges);
        self.light();
    }

    fn light(&mut self) {
        self.emphasis.light(&self.scene);
    }

    /// How all stands on screen.
    pub fn stand(&self) -> Stand<'_> {
        Stand {
            scene: &self.scene,
            positions: self.motion.now(),
            camera: self.flight.camera(),
            viewport: self.flight.viewport(),
            size: self.flight.mark_size(),
        }
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

    /// What is under a place on screen.
    pub fn subject_at(&self, at: (f32, f32), slack: f32) -> Option<Subject> {
        if self.minimap().is_some_and(|map| map.frame.touches(at, at)) {
            return None;
        }
        let stand = self.stand();
        if let Some(node) = stand.node_at(at, slack) {
            return Some(Subject::Node(node as u32));
        }
        // In a crowd there is an edge under every place: none is meant.
        let reach = if stand.size < CROWD { 0.0 } else { slack + 1.0 };
        stand.edge_at(at, reach).map(|edge| Subject::Edge(edge as u32))
    }

    /// The analyst holds a node under a place on screen.
    pub fn hold(&mut self, node: usize, at: (f32, f32)) {
        self.motion.hold(node, self.flight.camera().world_from_screen(self.flight.viewport(), at));
        if let Some(key) = self.scene.node(node).map(|n| n.key) {
            self.pinned.insert(key);
        }
        self.flight.stay();
        self.positions_new = true;
    }

    /// Pins a node where it stands, and says where; or lets it go.
    pub fn toggle_pin(&mut self, node: usize) -> Option<(f32, f32)> {
        let key = self.scene.node(node).map(|n| n.key)?;
        self.positions_new = true;
        if self.pinned.remove(&key) {
            return None;
        }
        self.pinned.insert(key);
        self.motion.at(node)
    }

    /// Lets all pinned nodes go, and says which they are.
    pub fn unpin_all(&mut self) -> Vec<u32> {
        let pinned = std::mem::take(&mut self.pinned);
        self.positions_new = true;
        let nodes = self.scene.graph().nodes.iter().enumerate();
        nodes.filter(|(_, n)| pinned.contains(&n.key)).map(|(i, _)| i as u32).collect()
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

    /// The graph whose nodes stand where they will stay, if they do.
    pub fn rests(&self) -> Option<u32> {
        (self.settled && !self.motion.is_moving()).then(|| self.scene.graph().generation)
    }

    /// What is pinned.
    pub fn pins(&self) -> Pins {
        let graph = self.scene.graph();
        let nodes = (0..).zip(&graph.nodes).filter(|(_, n)| self.pinned.contains(&n.key)).map(|(i, _)| i).collect();
        Pins { generation: graph.generation, nodes, total: self.pinned.len() as u32 }
    }

    /// Lets `ms` pass. True while something moves by itself.
    pub fn step(&mut self, ms: f32) -> bool {
        let moved = if self.reduced_motion || !self.flight.is_shown() {
            let was_moving = self.motion.is_moving();
            self.motion.finish();
            self.flight.arrive();
            was_moving
        } else {
            self.motion.step(ms, 0.2 / self.flight.camera().scale)
        };
        self.positions_new |= moved;
        let flying = self.flight.step(ms);
        let in_crowd = self.flight.mark_size() < 0.7;
        let dimming = self.emphasis.step(ms, in_crowd, self.reduced_motion);
        let is_software = self.renderer.as_ref().is_some_and(Renderer::is_software);
        if (moved || flying || dimming) && is_software {
            self.stir = STIR_MS;
        }
        let stirred = self.stir > 0.0;
        self.stir -= ms;
        moved || flying || dimming || stirred
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
