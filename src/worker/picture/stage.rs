//! What the picture shows at this moment, and how the next one differs: motion, emphasis; its camera is moved in [`camera`], all is drawn in [`drawing`].
//!
//! Nothing is drawn unless something changed; while something moves, a picture is asked for with every frame of the screen.

mod camera;
mod drawing;

use super::looks::Looks;
use super::overlay::Overlay;
use super::palette::Palette;
use super::renderer::Renderer;
use super::spread::Spread;
pub use drawing::set_pixels;
use logonscope::graph::culling::EdgesInView;
use logonscope::graph::emphasis::Emphasis;
use logonscope::graph::flight::Flight;
use logonscope::graph::follow::follow;
use logonscope::graph::labels::LabelBox;
use logonscope::graph::motion::Motion;
use logonscope::graph::picking::Stand;
use logonscope::graph::scene::Scene;
use logonscope::protocol::compare::ComparedView;
use logonscope::protocol::filter::{Filter, FilteredView};
use logonscope::protocol::lines::{LinesView, MarksView, WaysView};
use logonscope::protocol::picture::{Pins, SizeBy};
use logonscope::protocol::{GraphView, PositionsView, Subject};
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
    /// Whether no other view lies over it; if one does, nothing is drawn and everything is where it goes at once.
    pub is_seen: bool,
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
            is_seen: true,
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
                self.regard();
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

    /// Takes newer positions of the same graph.
    pub fn set_positions(&mut self, view: &PositionsView) {
        if view.generation == self.scene.graph().generation {
            self.motion.aim(&view.positions);
            self.settled = view.settled;
            self.measure();
        }
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

    /// The graph whose nodes stand where they will stay, if they do.
    pub fn rests(&self) -> Option<u32> {
        (self.settled && !self.motion.is_moving()).then(|| self.scene.graph().generation)
    }

    /// Whether there is a picture of it that somebody sees.
    fn is_drawn(&self) -> bool {
        self.is_seen && self.flight.is_shown()
    }

    /// Whether a processor draws a graph whose layout is still at work.
    pub fn is_settling(&self) -> bool {
        !self.settled && self.renderer.as_ref().is_some_and(Renderer::is_software)
    }

    /// What is pinned.
    pub fn pins(&self) -> Pins {
        let graph = self.scene.graph();
        let nodes = (0..).zip(&graph.nodes).filter(|(_, n)| self.pinned.contains(&n.key)).map(|(i, _)| i).collect();
        Pins { generation: graph.generation, nodes, total: self.pinned.len() as u32 }
    }

    /// Lets `ms` pass. True while something moves by itself.
    pub fn step(&mut self, ms: f32) -> bool {
        let moved = if self.reduced_motion || !self.is_drawn() {
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
