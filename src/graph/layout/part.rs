//! One connected part of the graph while it is laid out.

use super::forces::Forces;
use super::overlap::remove_overlaps;
use super::packing::Disc;
use super::{EDGE_LENGTH, SPACING, star, start};
use std::collections::BTreeMap;

/// Rounds of moving overlapping nodes apart, at most.
const OVERLAP_ROUNDS: usize = 300;
/// Below this share of new nodes, those that stood somewhere stay while the new ones find their place.
const FEW: f32 = 0.1;
/// A part rests when its nodes move less than this on average in an iteration, in edge lengths…
const CALM: f32 = 0.004;
/// …this many iterations on end.
const CALM_ITERATIONS: u32 = 8;

/// What moves a part's nodes.
enum Body {
    /// A hub, the local number given, and its leaves.
    Star(u32),
    /// Anything else. Boxed as it is large beside the other.
    Forces(Box<Forces>),
}

/// A connected part: nodes have numbers of their own in it.
pub struct Part {
    /// Number in the graph of each node, ascending.
    pub nodes: Vec<u32>,
    /// World places of the nodes.
    pub places: Vec<(f32, f32)>,
    /// Whether it rests.
    pub settled: bool,
    /// Whether it stood somewhere before and should stay there.
    pub anchored: bool,
    body: Body,
    edges: Vec<(u32, u32, f32)>,
    /// World places of nodes that stood somewhere before and are kept there while new ones find their place.
    kept: Vec<(u32, (f32, f32))>,
    /// World places of pinned nodes.
    pins: BTreeMap<u32, (f32, f32)>,
    /// World place of the forces' middle.
    centre: (f32, f32),
    /// World units in a unit of the forces.
    scale: f32,
    iterations_left: u32,
    calm: u32,
}

impl Part {
    /// A part of `nodes` joined by `edges` of its own numbers. `known` are world places, where they are known.
    pub fn new(nodes: Vec<u32>, edges: Vec<(u32, u32, f32)>, known: &[Option<(f32, f32)>]) -> Self {
        let count = nodes.len();
        let mut degrees = vec![0u32; count];
        for &(a, b, _) in &edges {
            degrees[a as usize] += 1;
            degrees[b as usize] += 1;
        }
        let hub = degrees.iter().position(|&degree| degree as usize + 1 == count);
        let hub = hub.filter(|_| edges.len() + 1 == count).map(|hub| hub as u32);
        let unknown = known.iter().filter(|place| place.is_none()).count();
        let mut part = Self {
            nodes,
            places: Vec::new(),
            settled: false,
            anchored: unknown < count,
            body: Body::Star(hub.unwrap_or(0)),
            edges,
            kept: Vec::new(),
            pins: BTreeMap::new(),
            centre: (0.0, 0.0),
            scale: 1.0,
            iterations_left: 0,
            calm: 0,
        };
        match (hub, part.anchored) {
            (Some(hub), false) => {
                part.places = star_places(count, hub);
                part.settled = true;
            }
            (Some(_), true) => part.places = beside_known(known, &part.edges),
            (None, anchored) => {
                if anchored {
                    part.places = beside_known(known, &part.edges);
                    part.centre = middle(&part.places);
                } else {
                    let plain: Vec<(u32, u32)> = part.edges.iter().map(|&(a, b, _)| (a, b)).collect();
                    part.places = start::places(&degrees, &plain);
                }
                let (cx, cy) = part.centre;
                let local: Vec<(f32, f32)> = part.places.iter().map(|&(x, y)| (x - cx, y - cy)).collect();
                let forces = Forces::new(&local, &part.edges);
                part.scale = 1.0 / forces.magnification();
                part.body = Body::Forces(Box::new(forces));
                let share_unknown = unknown as f32 / count as f32;
                part.iterations_left = (most_iterations(count) as f32 * share_unknown.sqrt()) as u32;
                if share_unknown < FEW {
                    let known = (0..).zip(known).filter_map(|(node, &place)| Some((node, place?)));
                    part.kept = known.collect();
                }
                if !part.anchored {
                    part.scale = part.fitting_scale();
                    part.read_places();
                }
            }
        }
        part
    }

    /// Runs up to `iterations` iterations.
    pub fn step(&mut self, iterations: usize) {
        if self.settled {
            return;
        }
        for _ in 0..iterations {
            if self.iterations_left == 0 || self.calm >= CALM_ITERATIONS || matches!(self.body, Body::Star(_)) {
                self.finish();
                return;
            }
            self.iterate();
        }
        if self.pins.is_empty() && self.kept.is_empty() {
            // A part that stood somewhere goes over to its fitting size little by little.
            let fitting = self.fitting_scale();
            self.scale += (fitting - self.scale) * if self.anchored { 0.1 } else { 1.0 };
        }
        self.read_places();
    }

    fn iterate(&mut self) {
        let Body::Forces(forces) = &mut self.body else { return };
        if !self.pins.is_empty() {
            let (scale, centre) = (self.scale, self.centre);
            forces.put(
                self.pins
                    .iter()
                    .map(|(&node, at)| (node as usize, ((at.0 - centre.0) / scale, (at.1 - centre.1) / scale))),
            );
        }
        let movement = forces.iterate() * self.scale / EDGE_LENGTH;
        if !movement.is_finite() {
            // Overflow: back to where it last was, and let that be.
            self.put_back();
            self.iterations_left = 0;
            return;
        }
        self.calm = if movement < CALM { self.calm + 1 } else { 0 };
        self.iterations_left -= 1;
    }

    /// Holds a node at a world place, or lets it go.
    pub fn pin(&mut self, node: u32, at: Option<(f32, f32)>) {
        match at {
            Some(at) => {
                self.anchored = true;
                if let (Body::Star(hub), Some(&from)) = (&self.body, self.places.get(node as usize)) {
                    // A star goes where its hub goes.
                    if *hub == node {
                        self.shift(at.0 - from.0, at.1 - from.1);
                    }
                }
                self.pins.insert(node, at);
            }
            None => {
                self.pins.remove(&node);
            }
        }
        self.put_pinned();
        self.kept.clear();
        self.settled = false;
        self.calm = 0;
        self.iterations_left = self.iterations_left.max(most_iterations(self.nodes.len()) / 4);
    }

    /// The disc around all its nodes and half the room between nodes.
    pub fn disc(&self) -> Disc {
        let mut bounds = (f32::INFINITY, f32::NEG_INFINITY, f32::INFINITY, f32::NEG_INFINITY);
        for &(x, y) in &self.places {
            bounds = (bounds.0.min(x), bounds.1.max(x), bounds.2.min(y), bounds.3.max(y));
        }
        let (x, y) = ((bounds.0 + bounds.1) / 2.0, (bounds.2 + bounds.3) / 2.0);
        let reach = self.places.iter().map(|place| (place.0 - x).hypot(place.1 - y)).fold(0.0, f32::max);
        Disc { x, y, radius: reach + SPACING }
    }

    /// Moves the whole part.
    pub fn shift(&mut self, dx: f32, dy: f32) {
        let kept = self.kept.iter_mut().map(|(_, place)| place);
        self.places.iter_mut().chain(kept).for_each(|place| *place = (place.0 + dx, place.1 + dy));
        self.centre = (self.centre.0 + dx, self.centre.1 + dy);
    }

    /// Ends the forces' work: overlapping nodes move apart, and the part rests.
    fn finish(&mut self) {
        self.kept.clear();
        let pins = &self.pins;
        remove_overlaps(&mut self.places, |node| pins.contains_key(&(node as u32)), SPACING, OVERLAP_ROUNDS);
        self.put_back();
        self.settled = true;
    }

    /// Tells the forces where the nodes are.
    fn put_back(&mut self) {
        if let Body::Forces(forces) = &mut self.body {
            let (scale, centre) = (self.scale, self.centre);
            let local = self.places.iter().map(|&(x, y)| ((x - centre.0) / scale, (y - centre.1) / scale));
            forces.put(local.enumerate());
        }
    }

    fn read_places(&mut self) {
        if let Body::Forces(forces) = &self.body {
            let (scale, centre) = (self.scale, self.centre);
            self.places.clear();
            self.places.extend(forces.places().map(|(x, y)| (x * scale + centre.0, y * scale + centre.1)));
        }
        self.put_pinned();
    }

    fn put_pinned(&mut self) {
        for (node, at) in self.kept.iter().copied().chain(self.pins.iter().map(|(&node, &at)| (node, at))) {
            if let Some(place) = self.places.get_mut(node as usize) {
                *place = at;
            }
        }
    }

    /// World units in a unit of the forces such that edges are of the usual length on average and nodes have room.
    fn fitting_scale(&self) -> f32 {
        let Body::Forces(forces) = &self.body else { return 1.0 };
        let places: Vec<(f32, f32)> = forces.places().collect();
        let length: f32 = (self.edges.iter())
            .map(|&(a, b, _)| {
                let (p, q) = (places[a as usize], places[b as usize]);
                (p.0 - q.0).hypot(p.1 - q.1)
            })
            .sum();
        let (mx, my) = middle(&places);
        let spread: f32 = places.iter().map(|&(x, y)| (x - mx).powi(2) + (y - my).powi(2)).sum();
        let count = places.len() as f32;
        let by_edges = EDGE_LENGTH * self.edges.len() as f32 / length;
        // A disc of evenly spread nodes has the area 2π times their mean squared distance from the middle.
        let by_room = (1.6 * SPACING * SPACING * count * count / (std::f32::consts::TAU * spread)).sqrt();
        let fitting = by_edges.max(by_room);
        if fitting.is_finite() && fitting > 0.0 { fitting } else { self.scale }
    }
}

/// Iterations after which a part rests even if it still moves: fewer for greater ones, which take longer each.
fn most_iterations(nodes: usize) -> u32 {
    match nodes {
        0..1_000 => 600,
        1_000..5_000 => 400,
        5_000..10_000 => 300,
        _ => 200,
    }
}

/// The world places of a star of `count` nodes whose hub is node `hub`.
fn star_places(count: usize, hub: u32) -> Vec<(f32, f32)> {
    let mut places = star::places(count.saturating_sub(1));
    places.insert((hub as usize).min(places.len()), (0.0, 0.0));
    places
}

/// Known places as they are; every other node near the middle of its neighbours that have one.
fn beside_known(known: &[Option<(f32, f32)>], edges: &[(u32, u32, f32)]) -> Vec<(f32, f32)> {
    let mut places = known.to_vec();
    // Each round reaches those next to the last; a connected part needs as many as the way is long.
    while places.iter().any(Option::is_none) {
        let mut sums = vec![(0.0f32, 0.0f32, 0.0f32); places.len()];
        for &(a, b, _) in edges {
            for (from, to) in [(a as usize, b as usize), (b as usize, a as usize)] {
                if let (Some((x, y)), None) = (places[from], places[to]) {
                    let sum = &mut sums[to];
                    *sum = (sum.0 + x, sum.1 + y, sum.2 + 1.0);
                }
            }
        }
        let mut found = false;
        for (node, (place, sum)) in places.iter_mut().zip(sums).enumerate() {
            if place.is_none() && sum.2 > 0.0 {
                let angle = node as f32 * super::GOLDEN_ANGLE;
                let away = if sum.2 == 1.0 { EDGE_LENGTH } else { SPACING };
                *place = Some((sum.0 / sum.2 + away * angle.cos(), sum.1 / sum.2 + away * angle.sin()));
                found = true;
            }
        }
        if !found {
            break;
        }
    }
    places.into_iter().map(Option::unwrap_or_default).collect()
}

fn middle(places: &[(f32, f32)]) -> (f32, f32) {
    let (x, y) = places.iter().fold((0.0f64, 0.0f64), |(x, y), p| (x + f64::from(p.0), y + f64::from(p.1)));
    let count = places.len().max(1) as f64;
    ((x / count) as f32, (y / count) as f32)
}
