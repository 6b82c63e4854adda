//! Where nodes stand: a force layout that is the same on every run.
//!
//! Each connected part is laid out by itself ([`forces`], or [`star`] for the simplest kind), so that small parts neither fly
//! away nor mingle, and the parts are packed side by side ([`packing`]). Nothing is left to chance: parts begin where
//! [`start`] puts them, and whoever stood somewhere before begins there. At the end nodes that overlap move apart
//! ([`overlap`]).

mod forces;
mod overlap;
mod packing;
mod part;
mod star;
mod start;

use crate::sorting::InOrder;
use part::Part;

/// Mean length of an edge, in world units.
pub const EDGE_LENGTH: f32 = 60.0;
/// Least distance between the middles of two nodes in a settled layout, in world units.
pub const SPACING: f32 = 24.0;

/// Turning by it again and again never meets an earlier direction.
const GOLDEN_ANGLE: f32 = 2.399_963_2;
/// Places further out than this are brought back to it.
const FARTHEST: f32 = 1e5;

/// A layout that settles step by step. Lengths are world units: a node's radius is up to half of [`SPACING`], an edge about
/// [`EDGE_LENGTH`] long.
pub struct Layout {
    /// Greatest first.
    parts: Vec<Part>,
    /// Radius of the room given to each part.
    rooms: Vec<f32>,
    /// Whether the parts have their final places: from then on only forces and the user move anything.
    arranged: bool,
    /// For each node its part and its number there.
    place_of: Vec<(u32, u32)>,
    settled: bool,
}

impl Layout {
    /// Prepares the layout of `nodes` nodes joined by `edges` (node, node, weight), each pair once; a weight pulls its ends
    /// together and is brought into 0.2…5. Edges of nodes that are not there, or from a node to itself, are ignored.
    ///
    /// `start` may hold x and y in turn for each node: where it stands already, or NaN where that is not known. A new one
    /// starts beside its known neighbours. Where fewer than a tenth are new the known ones stay, but for making room.
    pub fn new(nodes: usize, edges: &[(u32, u32, f32)], start: Option<&[f32]>) -> Self {
        let edges: Vec<(u32, u32, f32)> = (edges.iter())
            .filter(|(a, b, _)| (*a as usize) < nodes && (*b as usize) < nodes && a != b)
            .map(|&(a, b, weight)| (a, b, if weight.is_finite() { weight.clamp(0.2, 5.0) } else { 1.0 }))
            .collect();
        let known = |node: u32| {
            let at = 2 * node as usize;
            let place = start?.get(at..at + 2)?;
            (place[0].is_finite() && place[1].is_finite()).then(|| within_reach((place[0], place[1])))
        };
        let (members, place_of) = connected(nodes, &edges);
        let mut part_edges = vec![Vec::new(); members.len()];
        for (a, b, weight) in edges {
            let ((part, from), (_, to)) = (place_of[a as usize], place_of[b as usize]);
            part_edges[part as usize].push((from, to, weight));
        }
        let parts: Vec<Part> = (members.into_iter().zip(part_edges))
            .map(|(members, edges)| {
                let known: Vec<Option<(f32, f32)>> = members.iter().map(|&node| known(node)).collect();
                Part::new(members, edges, &known)
            })
            .collect();
        let mut layout = Self { rooms: vec![0.0; parts.len()], parts, place_of, arranged: false, settled: false };
        layout.make_room();
        layout
    }

    /// Runs up to `iterations` iterations on each part that has not settled; tells whether all has.
    pub fn step(&mut self, iterations: usize) -> bool {
        if self.settled {
            return true;
        }
        self.parts.iter_mut().for_each(|part| part.step(iterations));
        self.settled = self.parts.iter().all(|part| part.settled);
        if !self.arranged {
            self.make_room();
            if self.settled {
                self.draw_together();
                self.arranged = true;
            }
        }
        self.settled
    }

    /// Whether all has settled.
    pub fn is_settled(&self) -> bool {
        self.settled
    }

    /// x and y of each node in turn.
    pub fn positions(&self) -> Vec<f32> {
        let mut positions = vec![0.0; 2 * self.place_of.len()];
        for part in &self.parts {
            for (&node, &(x, y)) in part.nodes.iter().zip(&part.places) {
                if let Some(place) = positions.get_mut(2 * node as usize..2 * node as usize + 2) {
                    place.copy_from_slice(&[x, y]);
                }
            }
        }
        positions
    }

    /// Holds `node` at a place, or lets it go. The layout is unsettled thereby.
    pub fn pin(&mut self, node: u32, at: Option<(f32, f32)>) {
        let Some(&(part, number)) = self.place_of.get(node as usize) else { return };
        if at.is_some_and(|(x, y)| !x.is_finite() || !y.is_finite()) {
            return;
        }
        if let Some(part) = self.parts.get_mut(part as usize) {
            part.pin(number, at.map(within_reach));
            self.settled = false;
        }
    }

    /// Packs the parts side by side if one has outgrown its room. Parts that stood somewhere stay, or give
    /// way to a greater one as little as they can.
    fn make_room(&mut self) {
        let discs: Vec<packing::Disc> = self.parts.iter().map(Part::disc).collect();
        // Far from the middle a radius is not measured to the last bit.
        if discs.iter().zip(&self.rooms).all(|(disc, &room)| disc.radius <= 1.001 * room) {
            return;
        }
        for ((disc, room), part) in discs.iter().zip(&mut self.rooms).zip(&self.parts) {
            if disc.radius > *room {
                // Those that grow get more than they need, so that the others are not moved with every step.
                *room = disc.radius * if part.settled || part.anchored { 1.0 } else { 1.25 };
            }
        }
        let mut staying = packing::Staying::new(&self.rooms);
        let (mut crowded, mut moving) = (Vec::new(), Vec::new());
        for ((number, part), (&disc, &room)) in self.parts.iter().enumerate().zip(discs.iter().zip(&self.rooms)) {
            let disc = packing::Disc { radius: room, ..disc };
            if !part.anchored {
                moving.push(number);
            } else if staying.has_room(&disc) {
                staying.put(disc);
            } else {
                crowded.push((number, disc));
            }
        }
        for (number, from) in crowded {
            let to = staying.place_at(from);
            self.parts[number].shift(to.x - from.x, to.y - from.y);
        }
        let radii: Vec<f32> = moving.iter().map(|&number| self.rooms[number]).collect();
        for (number, disc) in moving.into_iter().zip(staying.pack(&radii)) {
            let (dx, dy) = (disc.x - discs[number].x, disc.y - discs[number].y);
            self.parts[number].shift(dx, dy);
        }
    }

    /// Moves the parts, which have too much room by now, towards the greatest as far as they can go, the nearest first.
    fn draw_together(&mut self) {
        let discs: Vec<packing::Disc> = self.parts.iter().map(Part::disc).collect();
        let Some(greatest) = discs.first() else { return };
        let distance = |disc: &packing::Disc| (disc.x - greatest.x).hypot(disc.y - greatest.y);
        let mut order: Vec<usize> = (0..discs.len()).collect();
        order.order_by(|&a, &b| distance(&discs[a]).total_cmp(&distance(&discs[b])).then(a.cmp(&b)));
        let radii: Vec<f32> = discs.iter().map(|disc| disc.radius).collect();
        let mut staying = packing::Staying::new(&radii);
        // Those that stood somewhere before the others, which make way.
        order.order_by_key(|&number| !self.parts[number].anchored);
        for number in order {
            let (from, part) = (discs[number], &mut self.parts[number]);
            let to = if part.anchored { staying.place_at(from) } else { staying.place_between(greatest, from) };
            part.shift(to.x - from.x, to.y - from.y);
        }
    }
}

fn within_reach(place: (f32, f32)) -> (f32, f32) {
    (place.0.clamp(-FARTHEST, FARTHEST), place.1.clamp(-FARTHEST, FARTHEST))
}

/// The connected parts, greatest first, then by their first node; and for each node its part and number there.
fn connected(nodes: usize, edges: &[(u32, u32, f32)]) -> (Vec<Vec<u32>>, Vec<(u32, u32)>) {
    let mut sets = petgraph::unionfind::UnionFind::<u32>::new(nodes);
    for &(a, b, _) in edges {
        sets.union(a, b);
    }
    let mut part_of_root = vec![u32::MAX; nodes];
    let mut parts: Vec<Vec<u32>> = Vec::new();
    for node in 0..nodes as u32 {
        let root = sets.find(node) as usize;
        if part_of_root[root] == u32::MAX {
            part_of_root[root] = parts.len() as u32;
            parts.push(Vec::new());
        }
        parts[part_of_root[root] as usize].push(node);
    }
    // Stable, and parts were begun in the order of their first nodes.
    parts.order_by_key(|part| std::cmp::Reverse(part.len()));
    let mut place_of = vec![(0, 0); nodes];
    for (part, members) in parts.iter().enumerate() {
        for (number, &node) in members.iter().enumerate() {
            place_of[node as usize] = (part as u32, number as u32);
        }
    }
    (parts, place_of)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that panics has failed")]
mod tests {
    use super::*;

    type Edges = Vec<(u32, u32, f32)>;

    /// Accounts (even numbers) and hosts (odd), three of which everybody uses.
    fn logons(accounts: u32) -> (usize, Edges) {
        let host = |number: u32| 2 * number + 1;
        let edges = (0..accounts).flat_map(|account| {
            let own = (2 * account, host(account / 4 + 3), 1.0);
            let shared = (2 * account, host(account % 3), 2.0);
            [own, shared].into_iter().take(if account % 5 == 0 { 1 } else { 2 })
        });
        (2 * accounts as usize, edges.collect())
    }

    fn settle(layout: &mut Layout) -> Vec<(f32, f32)> {
        let mut steps = 0;
        while !layout.step(20) {
            steps += 1;
            assert!(steps < 100, "it settles");
        }
        places(layout)
    }

    fn places(layout: &Layout) -> Vec<(f32, f32)> {
        layout.positions().chunks(2).map(|place| (place[0], place[1])).collect()
    }

    fn distance(p: (f32, f32), q: (f32, f32)) -> f32 {
        (p.0 - q.0).hypot(p.1 - q.1)
    }

    fn nearest(places: &[(f32, f32)]) -> f32 {
        let pairs = places.iter().enumerate().flat_map(|(n, &p)| places[n + 1..].iter().map(move |&q| distance(p, q)));
        pairs.fold(f32::INFINITY, f32::min)
    }

    #[test]
    fn the_same_graph_is_laid_out_the_same() {
        let (nodes, edges) = logons(150);
        let one = settle(&mut Layout::new(nodes, &edges, None));
        let other = settle(&mut Layout::new(nodes, &edges, None));
        assert_eq!(one, other);
    }

    #[test]
    fn nodes_stand_apart_and_neighbours_nearer_than_strangers() {
        let (nodes, edges) = logons(150);
        let settled = settle(&mut Layout::new(nodes, &edges, None));
        assert!(settled.iter().all(|place| place.0.is_finite() && place.1.is_finite()));
        assert!(nearest(&settled) > 0.95 * SPACING, "{}", nearest(&settled));
        let mean = |pairs: &[(u32, u32)]| {
            pairs.iter().map(|&(a, b)| distance(settled[a as usize], settled[b as usize])).sum::<f32>()
                / pairs.len() as f32
        };
        let joined: Vec<(u32, u32)> = edges.iter().map(|edge| (edge.0, edge.1)).collect();
        let any: Vec<(u32, u32)> = (0..150).map(|account| (2 * account, 2 * ((account * 7 + 50) % 150))).collect();
        assert!(mean(&joined) < 0.5 * mean(&any), "{} {}", mean(&joined), mean(&any));
        assert!((40.0..150.0).contains(&mean(&joined)), "{}", mean(&joined));
    }

    #[test]
    fn a_small_graph_has_edges_of_the_usual_length() {
        let ring: Edges = (0..8).map(|node| (node, (node + 1) % 8, 1.0)).collect();
        let settled = settle(&mut Layout::new(8, &ring, None));
        for (a, b, _) in ring {
            let length = distance(settled[a as usize], settled[b as usize]);
            assert!((length - EDGE_LENGTH).abs() < 0.3 * EDGE_LENGTH, "{length}");
        }
    }

    #[test]
    fn parts_that_nothing_joins_stand_side_by_side() {
        // Rings of 3 to 12 nodes, stars, pairs and single nodes.
        let (mut edges, mut nodes, mut members): (Edges, u32, Vec<Vec<u32>>) = (Vec::new(), 0, Vec::new());
        for size in (1..13).chain(1..13) {
            let ring = members.len() >= 12;
            edges.extend((1..size).map(|n| (if ring { nodes + n - 1 } else { nodes }, nodes + n, 1.0)));
            if ring && size > 2 {
                edges.push((nodes + size - 1, nodes, 1.0));
            }
            members.push((nodes..nodes + size).collect());
            nodes += size;
        }
        let settled = settle(&mut Layout::new(nodes as usize, &edges, None));
        let disc = |part: &[u32]| {
            let sum =
                part.iter().fold((0.0, 0.0), |sum, &n| (sum.0 + settled[n as usize].0, sum.1 + settled[n as usize].1));
            let middle = (sum.0 / part.len() as f32, sum.1 / part.len() as f32);
            (middle, part.iter().map(|&n| distance(settled[n as usize], middle)).fold(0.0, f32::max))
        };
        for (number, part) in members.iter().enumerate() {
            for other in &members[number + 1..] {
                let ((middle, reach), (other, other_reach)) = (disc(part), disc(other));
                assert!(distance(middle, other) > 0.9 * (reach + other_reach), "{part:?}");
            }
        }
        let reach = settled.iter().map(|&place| distance(place, (0.0, 0.0))).fold(0.0, f32::max);
        assert!(reach < 1_200.0, "none flies away: {reach}");
    }

    #[test]
    fn parts_that_need_no_settling_are_not_thrown_about() {
        let pairs: Edges = (0..600).map(|pair| (2 * pair, 2 * pair + 1, 1.0)).collect();
        let mut layout = Layout::new(1_200, &pairs, None);
        let before = places(&layout);
        let after = settle(&mut layout);
        let moved: f32 = before.iter().zip(&after).map(|(&p, &q)| distance(p, q)).sum();
        assert!(moved / 1_200.0 < EDGE_LENGTH, "{}", moved / 1_200.0);
    }

    #[test]
    fn a_pinned_node_stays_and_its_neighbours_follow() {
        let (nodes, edges) = logons(60);
        let mut layout = Layout::new(nodes, &edges, None);
        let before = settle(&mut layout);
        let (neighbour, hub) = (edges[1].0, edges[1].1);
        let there = (before[hub as usize].0 + 400.0, before[hub as usize].1);
        layout.pin(hub, Some(there));
        assert_eq!(places(&layout)[hub as usize], there);
        assert!(!layout.is_settled());
        let after = settle(&mut layout);
        assert_eq!(after[hub as usize], there);
        let moved = after[neighbour as usize].0 - before[neighbour as usize].0;
        assert!(moved > 20.0, "{moved}");
        layout.pin(hub, None);
        assert!(settle(&mut layout)[hub as usize].0 < there.0 - 20.0, "let go, it returns");
    }

    #[test]
    fn a_star_goes_where_its_hub_is_put_and_nothing_else_moves() {
        let mut edges: Edges = (1..6).map(|leaf| (0, leaf, 1.0)).collect();
        edges.push((6, 7, 1.0));
        let mut layout = Layout::new(8, &edges, None);
        let before = settle(&mut layout);
        layout.pin(0, Some((before[0].0 + 30.0, before[0].1 - 40.0)));
        let after = settle(&mut layout);
        for leaf in 0..6 {
            assert!((distance(before[leaf], after[leaf]) - 50.0).abs() < 0.01);
        }
        assert_eq!(before[6..], after[6..]);
    }

    #[test]
    fn nodes_that_stood_somewhere_stay_when_nothing_is_new() {
        let (nodes, mut edges) = logons(80);
        edges.retain(|edge| edge.0 % 7 != 0);
        let mut layout = Layout::new(nodes, &edges, None);
        settle(&mut layout);
        let stood = layout.positions();
        let mut again = Layout::new(nodes, &edges, Some(&stood));
        settle(&mut again);
        let moved = stood.iter().zip(again.positions()).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(moved < 1.0, "{moved}");
    }

    #[test]
    fn a_new_node_starts_beside_its_neighbour_and_the_others_move_little() {
        let (nodes, edges) = logons(80);
        let mut layout = Layout::new(nodes, &edges, None);
        let stood = settle(&mut layout);
        let mut start = layout.positions();
        let newcomer = 20;
        (start[2 * newcomer], start[2 * newcomer + 1]) = (f32::NAN, f32::NAN);
        let mut again = Layout::new(nodes, &edges, Some(&start));
        let beside = (edges.iter()).find(|edge| edge.0 == newcomer as u32).map(|edge| stood[edge.1 as usize]).unwrap();
        assert!(distance(places(&again)[newcomer], beside) < 200.0);
        let settled = settle(&mut again);
        let moved: f32 = (0..nodes).filter(|&n| n != newcomer).map(|n| distance(stood[n], settled[n])).sum();
        assert!(moved / (nodes as f32) < EDGE_LENGTH / 3.0, "{}", moved / nodes as f32);
    }

    #[test]
    fn odd_input_gives_places_that_are_numbers() {
        let (nodes, edges) = logons(40);
        let mut odd = edges.clone();
        odd.extend([(0, 0, 1.0), (1, 9_999, 1.0), (3, 5, f32::NAN), (7, 9, f32::INFINITY), (11, 13, -4.0)]);
        let one_spot = vec![5.0; 2 * nodes];
        let far: Vec<f32> = (0..2 * nodes).map(|n| if n % 9 == 0 { f32::MAX } else { -1e30 * n as f32 }).collect();
        for start in [None, Some(&one_spot[..]), Some(&far[..]), Some(&far[..7])] {
            let mut layout = Layout::new(nodes, &odd, start);
            layout.pin(4, Some((f32::NAN, 1.0)));
            layout.pin(6, Some((f32::MAX, f32::MIN)));
            layout.pin(u32::MAX, Some((1.0, 1.0)));
            assert!(settle(&mut layout).iter().all(|place| place.0.is_finite() && place.1.is_finite()));
        }
        let mut empty = Layout::new(0, &[], None);
        assert!(empty.step(1) && empty.positions().is_empty());
    }
}
