//! Where nodes stand now, and how they glide to where the layout wants them.
//!
//! Positions come in jumps, some a second; on screen each node covers a share of what is left of its way with every frame, so
//! that a newer goal never makes it jump. A node that the analyst holds is where the analyst holds it.

use crate::protocol::GraphView;
use foldhash::fast::FixedState;
use std::collections::HashMap;

/// The time in which a node covers two thirds of its way, milliseconds.
const EASE_MS: f32 = 130.0;

/// Positions of one graph's nodes, x and y in turn, in world units.
#[derive(Clone, Debug, Default)]
pub struct Motion {
    now: Vec<f32>,
    goal: Vec<f32>,
    held: Option<usize>,
    moving: bool,
}

impl Motion {
    /// The start positions of `graph`. Nodes that `before` knows by their key begin where they stood.
    pub fn new(graph: &GraphView, before: Option<(&GraphView, &Motion)>) -> Self {
        let wanted = graph.nodes.len() * 2;
        let mut goal: Vec<f32> =
            graph.positions.iter().take(wanted).map(|v| if v.is_finite() { *v } else { 0.0 }).collect();
        goal.resize(wanted, 0.0);
        let mut now = goal.clone();
        let mut moving = false;
        if let Some((graph_before, motion)) = before {
            let places: HashMap<u64, usize, FixedState> =
                graph_before.nodes.iter().enumerate().map(|(i, n)| (n.key, i)).collect();
            for (i, node) in graph.nodes.iter().enumerate() {
                if let Some((x, y)) = places.get(&node.key).and_then(|&p| motion.at(p)) {
                    now[2 * i] = x;
                    now[2 * i + 1] = y;
                    moving = true;
                }
            }
        }
        Self { now, goal, held: None, moving }
    }

    /// All positions now.
    pub fn now(&self) -> &[f32] {
        &self.now
    }

    /// All positions to come.
    pub fn goal(&self) -> &[f32] {
        &self.goal
    }

    /// A node's place now.
    pub fn at(&self, node: usize) -> Option<(f32, f32)> {
        Some((*self.now.get(2 * node)?, *self.now.get(2 * node + 1)?))
    }

    /// Takes newer positions; a list of another length is not for this graph and is left.
    pub fn aim(&mut self, positions: &[f32]) {
        if positions.len() != self.goal.len() {
            return;
        }
        for (i, (goal, new)) in self.goal.iter_mut().zip(positions).enumerate() {
            if new.is_finite() && self.held != Some(i / 2) {
                *goal = *new;
            }
        }
        self.moving = true;
    }

    /// The analyst holds a node at a place.
    pub fn hold(&mut self, node: usize, (x, y): (f32, f32)) {
        if 2 * node + 1 < self.now.len() && x.is_finite() && y.is_finite() {
            for list in [&mut self.now, &mut self.goal] {
                list[2 * node] = x;
                list[2 * node + 1] = y;
            }
            self.held = Some(node);
        }
    }

    /// The analyst lets go; the node stays until the layout says otherwise.
    pub fn release(&mut self) {
        self.held = None;
    }

    /// The node that is held.
    pub fn held(&self) -> Option<usize> {
        self.held
    }

    /// Whether nodes are on their way.
    pub fn is_moving(&self) -> bool {
        self.moving
    }

    /// Everything stands at its goal at once.
    pub fn finish(&mut self) {
        self.now.copy_from_slice(&self.goal);
        self.moving = false;
    }

    /// Lets `ms` pass. True if anything moved; ways shorter than `least` world units are done at once.
    pub fn step(&mut self, ms: f32, least: f32) -> bool {
        if !self.moving {
            return false;
        }
        let share = 1.0 - (-ms.max(0.0) / EASE_MS).exp();
        let mut left = 0.0_f32;
        for (now, goal) in self.now.iter_mut().zip(&self.goal) {
            let way = *goal - *now;
            left = left.max(way.abs());
            *now += way * share;
        }
        if left * (1.0 - share) <= least {
            self.finish();
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{GraphNode, NodeKind};

    fn graph(keys: &[u64], positions: &[f32]) -> GraphView {
        let nodes =
            keys.iter().map(|&key| GraphNode { key, kind: NodeKind::Host, label: String::new(), rank: 0.0 }).collect();
        GraphView { generation: 1, nodes, positions: positions.to_vec(), ..GraphView::default() }
    }

    #[test]
    fn nodes_glide_to_their_goal_and_stop_there() {
        let mut motion = Motion::new(&graph(&[1], &[0.0, 0.0]), None);
        assert!(!motion.step(16.0, 0.01));
        motion.aim(&[100.0, 0.0]);
        assert!(motion.step(16.0, 0.01));
        let (x, _) = motion.at(0).unwrap();
        assert!(x > 5.0 && x < 30.0, "{x}");
        for _ in 0..200 {
            motion.step(16.0, 0.01);
        }
        assert_eq!(motion.at(0), Some((100.0, 0.0)));
        assert!(!motion.step(16.0, 0.01));
    }

    #[test]
    fn a_held_node_does_not_follow_the_layout() {
        let mut motion = Motion::new(&graph(&[1, 2], &[0.0, 0.0, 5.0, 5.0]), None);
        motion.hold(0, (7.0, 8.0));
        motion.aim(&[50.0, 50.0, 60.0, 60.0]);
        motion.finish();
        assert_eq!(motion.at(0), Some((7.0, 8.0)));
        assert_eq!(motion.at(1), Some((60.0, 60.0)));
        motion.release();
        motion.aim(&[50.0, 50.0, 60.0, 60.0]);
        motion.finish();
        assert_eq!(motion.at(0), Some((50.0, 50.0)));
    }

    #[test]
    fn a_new_graph_begins_where_its_nodes_stood() {
        let before = graph(&[10, 11], &[1.0, 2.0, 3.0, 4.0]);
        let motion_before = Motion::new(&before, None);
        let motion = Motion::new(&graph(&[11, 12], &[30.0, 40.0, 50.0, 60.0]), Some((&before, &motion_before)));
        assert_eq!(motion.at(0), Some((3.0, 4.0)));
        assert_eq!(motion.at(1), Some((50.0, 60.0)));
    }

    #[test]
    fn positions_that_are_missing_or_no_numbers_do_no_harm() {
        let mut motion = Motion::new(&graph(&[1, 2], &[1.0, f32::NAN]), None);
        assert_eq!(motion.now(), [1.0, 0.0, 0.0, 0.0]);
        motion.aim(&[1.0]);
        motion.aim(&[2.0, f32::INFINITY, 3.0, 4.0]);
        motion.finish();
        assert_eq!(motion.now(), [2.0, 0.0, 3.0, 4.0]);
    }
}
