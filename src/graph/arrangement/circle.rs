//! Each connected part on a circle, neighbours near each other; a great part on several circles, the highest ranks within.

use super::shelves::side_by_side;
use super::{Placed, Seen};
use crate::graph::layout::SPACING;
use crate::sorting::InOrder;
use std::f32::consts::TAU;

/// So many stand on the innermost circle.
const INNERMOST: usize = 160;
/// From a circle to the next.
const RING: f32 = 3.0 * SPACING;

pub fn places(graph: &Seen) -> Vec<Placed> {
    let parts = graph.trees(None).into_iter().map(|tree| circle(graph, &tree)).collect();
    side_by_side(parts)
}

/// Round the middle.
fn circle(graph: &Seen, tree: &[(u32, Option<u32>)]) -> Vec<Placed> {
    let mut order: Vec<u32> = walk(graph, tree);
    let mut by_rank = order.clone();
    by_rank.order();
    let mut places = Vec::with_capacity(order.len());
    let mut inside = 0.0_f32;
    while !by_rank.is_empty() {
        let capacity = ((inside + RING) * TAU / (1.2 * SPACING)) as usize;
        let count = by_rank.len().min(capacity.max(INNERMOST));
        // A last circle that would hold a few only is not as wide as it could.
        let radius = match count {
            1 if places.is_empty() => 0.0,
            _ => (count as f32 * 1.6 * SPACING / TAU).max(inside + RING).max(1.2 * SPACING),
        };
        let outermost = by_rank.get(count - 1).copied().unwrap_or(u32::MAX);
        let (here, beyond): (Vec<u32>, Vec<u32>) = order.into_iter().partition(|node| *node <= outermost);
        for (number, node) in here.iter().enumerate() {
            let angle = TAU * (number as f32 / here.len() as f32 - 0.25);
            places.push((*node, (radius * angle.cos(), radius * angle.sin())));
        }
        order = beyond;
        by_rank.drain(..count);
        inside = radius;
    }
    places
}

/// The tree from branch to branch: who was reached from one node stands together.
fn walk(graph: &Seen, tree: &[(u32, Option<u32>)]) -> Vec<u32> {
    let mut children = vec![Vec::new(); graph.kinds.len()];
    for (node, from) in tree.iter().rev() {
        if let Some(list) = from.and_then(|from| children.get_mut(from as usize)) {
            list.push(*node);
        }
    }
    let mut stack: Vec<u32> = tree.first().map(|(node, _)| *node).into_iter().collect();
    let mut order = Vec::with_capacity(tree.len());
    while let Some(node) = stack.pop() {
        order.push(node);
        stack.append(&mut children[node as usize]);
    }
    order
}
