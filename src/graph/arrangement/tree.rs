//! From one node to the right, a column a step: who can be reached from it, and over whom.
//!
//! Nodes without branches of their own that hang on the same node stand in a block, so that a hub with thousands is no ribbon.

use super::shelves::side_by_side;
use super::{NAME, Placed, Seen};
use crate::graph::layout::SPACING;

/// From a line to the next.
const LINE: f32 = 1.6 * SPACING;
/// So many leaves stand below each other before they stand in columns.
const LEAVES: usize = 8;

pub fn places(graph: &Seen, root: Option<u32>) -> Vec<Placed> {
    let mut number_of = vec![0_u32; graph.kinds.len()];
    let parts = graph.trees(root).into_iter().map(|tree| Tree::new(&tree, &mut number_of).places()).collect();
    side_by_side(parts)
}

/// A part, its nodes numbered as they were reached.
struct Tree {
    nodes: Vec<u32>,
    depth: Vec<u32>,
    branches: Vec<Vec<usize>>,
    leaves: Vec<Vec<usize>>,
    /// Lines that a node takes with all that hangs on it.
    lines: Vec<usize>,
}

impl Tree {
    fn new(tree: &[(u32, Option<u32>)], number_of: &mut [u32]) -> Self {
        for (number, (node, _)) in (0..).zip(tree) {
            number_of[*node as usize] = number;
        }
        let parent: Vec<Option<usize>> =
            tree.iter().map(|(_, from)| from.map(|from| number_of[from as usize] as usize)).collect();
        let mut has_children = vec![false; tree.len()];
        parent.iter().flatten().for_each(|parent| has_children[*parent] = true);
        let mut made = Self {
            nodes: tree.iter().map(|(node, _)| *node).collect(),
            depth: vec![0; tree.len()],
            branches: vec![Vec::new(); tree.len()],
            leaves: vec![Vec::new(); tree.len()],
            lines: vec![0; tree.len()],
        };
        for (number, parent) in parent.iter().enumerate() {
            let Some(parent) = *parent else { continue };
            made.depth[number] = made.depth[parent] + 1;
            let list = if has_children[number] { &mut made.branches } else { &mut made.leaves };
            list[parent].push(number);
        }
        // Whoever is reached from a node comes after it.
        for number in (0..tree.len()).rev() {
            let below: usize = made.branches[number].iter().map(|branch| made.lines[*branch]).sum();
            made.lines[number] = (below + made.leaf_lines(number)).max(1);
        }
        made
    }

    fn columns(&self, number: usize) -> usize {
        let leaves = self.leaves[number].len();
        if leaves <= LEAVES { 1 } else { (leaves as f32 * LINE / NAME).sqrt().ceil() as usize }
    }

    fn leaf_lines(&self, number: usize) -> usize {
        self.leaves[number].len().div_ceil(self.columns(number))
    }

    fn places(&self) -> Vec<Placed> {
        let mut top = vec![0_usize; self.nodes.len()];
        let mut places = Vec::with_capacity(self.nodes.len());
        // As wide as a screen is for its height.
        let steps = self.depth.iter().max().copied().unwrap_or(0).max(1) as f32;
        let high = self.lines.first().copied().unwrap_or(1) as f32 * LINE;
        let step = (NAME + 2.0 * SPACING).max(1.5 * high / steps);
        let x = |depth: u32| depth as f32 * step;
        for number in 0..self.nodes.len() {
            let is_leaf = self.branches[number].is_empty() && self.leaves[number].is_empty();
            let depth = self.depth[number];
            if !is_leaf || number == 0 {
                let middle = top[number] as f32 + self.lines[number] as f32 / 2.0;
                places.push((self.nodes[number], (x(depth), middle * LINE)));
            }
            let mut line = top[number];
            for branch in &self.branches[number] {
                top[*branch] = line;
                line += self.lines[*branch];
            }
            let columns = self.columns(number);
            places.extend(self.leaves[number].iter().enumerate().map(|(place, leaf)| {
                let across = x(depth + 1) + (place % columns) as f32 * NAME;
                (self.nodes[*leaf], (across, ((line + place / columns) as f32 + 0.5) * LINE))
            }));
        }
        places
    }
}
