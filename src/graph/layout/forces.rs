//! The forces on one connected part of the graph: ForceAtlas2 (Jacomy and others, 2014) by the crate `fa2`.
//!
//! The crate holds no node fixed; its data can be taken out, changed and put back between iterations at no cost to speak of,
//! which is how pinned nodes are put back where they belong.

use fa2::{FA2Data, FA2Layout, FA2Settings};

/// How strongly nodes push each other, beside edges pulling with 1.
const SCALING: f32 = 10.0;
/// Pull to the middle, growing with distance: only keeps the outermost from wandering off.
const GRAVITY: f32 = 0.05;
/// From how many nodes on the pushes of far ones are summed (Barnes and Hut, 1986).
const APPROXIMATE_FROM: usize = 400;
/// How coarsely.
const THETA: f32 = 1.0;

/// Forces and places of one connected part, in lengths of their own.
pub struct Forces {
    /// Empty only while its data is being changed.
    layout: Option<FA2Layout<f32>>,
    settings: FA2Settings<f32>,
    nodes: usize,
    magnification: f32,
}

impl Forces {
    /// The forces between nodes at `places` (in any unit) and edges (node, node, weight).
    pub fn new(places: &[(f32, f32)], edges: &[(u32, u32, f32)]) -> Self {
        let nodes = places.len();
        let factor = size_of_balance(places, edges);
        let mut data = FA2Data::with_capacity(nodes, edges.len());
        for &(x, y) in places {
            data.add_node_with_position(x * factor, y * factor);
        }
        for &(a, b, weight) in edges {
            data.add_edge_with_weight(a as usize, b as usize, weight);
        }
        let settings = FA2Settings::default()
            .scaling_ratio(SCALING)
            .gravity(GRAVITY)
            .strong_gravity_mode(true)
            .slow_down(1.0 + (nodes as f32).ln());
        let settings = if nodes >= APPROXIMATE_FROM { settings.with_barnes_hut_theta(THETA) } else { settings };
        Self { layout: Some(settings.clone().build(data)), settings, nodes, magnification: factor }
    }

    /// By how much the places given were magnified to the forces' own unit.
    pub fn magnification(&self) -> f32 {
        self.magnification
    }

    /// Runs one iteration; tells how far a node moved on average.
    pub fn iterate(&mut self) -> f32 {
        self.layout.as_mut().map_or(0.0, FA2Layout::epoch) / self.nodes.max(1) as f32
    }

    /// Places of all nodes.
    pub fn places(&self) -> impl Iterator<Item = (f32, f32)> + '_ {
        self.layout.iter().flat_map(|layout| layout.data().positions())
    }

    /// Puts nodes at places.
    pub fn put(&mut self, places: impl Iterator<Item = (usize, (f32, f32))>) {
        if let Some(layout) = self.layout.take() {
            let mut data = layout.into_data();
            for (node, (x, y)) in places.filter(|(node, _)| *node < self.nodes) {
                data.set_node_position(node, x, y);
            }
            self.layout = Some(self.settings.clone().build(data));
        }
    }
}

/// By how much `places` must grow so that pushes and pulls are in balance as a whole.
///
/// Growing by a factor works against the pulls with its square, while the work of pushes that fall off with distance is the
/// same at any size: Σ w·d² + g·Σ m·r² = k·Σ m·m′ over pairs (the virial theorem).
fn size_of_balance(places: &[(f32, f32)], edges: &[(u32, u32, f32)]) -> f32 {
    let mut masses = vec![1.0f64; places.len()];
    let mut pull = 0.0f64;
    for &(a, b, weight) in edges {
        let (from, to) = (places[a as usize], places[b as usize]);
        masses[a as usize] += f64::from(weight);
        masses[b as usize] += f64::from(weight);
        pull += f64::from(weight * ((from.0 - to.0).powi(2) + (from.1 - to.1).powi(2)));
    }
    let (mut sum, mut sum_of_squares) = (0.0f64, 0.0f64);
    for (mass, &(x, y)) in masses.iter().zip(places) {
        pull += f64::from(GRAVITY) * mass * f64::from(x * x + y * y);
        sum += mass;
        sum_of_squares += mass * mass;
    }
    let push = f64::from(SCALING) * (sum * sum - sum_of_squares) / 2.0;
    if pull > 0.0 && push > 0.0 { (push / pull).sqrt() as f32 } else { 1.0 }
}
