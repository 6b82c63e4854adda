//! Hosts at the left, accounts beside them, at the right what lines only end in: targets, domains. Those that belong together stand at about the
//! same height.

use super::{NAME, Placed, Seen};
use crate::graph::layout::SPACING;
use crate::protocol::NodeKind;
use crate::sorting::InOrder;

/// From a line to the next.
const LINE: f32 = 1.8 * SPACING;
/// Between hosts and accounts at least, beside the room for names.
const GAP: f32 = 12.0 * SPACING;
/// So often each side is put in order after the other.
const SWEEPS: usize = 8;

pub fn places(graph: &Seen) -> Vec<Placed> {
    let side_of = |node: u32| match graph.kind(node) {
        _ if graph.is_end(node) => 2,
        NodeKind::Host => 0,
        _ => 1,
    };
    let mut sides: [Vec<u32>; 3] =
        [0, 1, 2].map(|side| graph.nodes.iter().copied().filter(|node| side_of(*node) == side).collect());
    let mut height = vec![0.0_f32; graph.kinds.len()];
    let note = |side: &[u32], height: &mut [f32]| {
        for (line, node) in side.iter().enumerate() {
            height[*node as usize] = (line as f32 + 0.5) / side.len() as f32;
        }
    };
    for side in &sides {
        note(side, &mut height);
    }
    for sweep in 0..SWEEPS {
        let Some(side) = sides.get_mut([1, 2, 1, 0][sweep % 4]) else { continue };
        let mut wish: Vec<(f32, u32)> = side.iter().map(|node| (middle(graph, *node, &height), *node)).collect();
        wish.order_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        *side = wish.into_iter().map(|(_, node)| node).collect();
        note(side, &mut height);
    }
    // A long side stands in several columns, line by line, so that the whole is not a ribbon.
    let lines = ((graph.nodes.len() as f32 * NAME / LINE / 1.4).sqrt().ceil() as usize).max(12);
    let columns_of = sides.each_ref().map(|side| side.len().div_ceil(lines).max(1));
    let longest = sides.iter().zip(columns_of).map(|(side, columns)| side.len().div_ceil(columns)).max();
    let all = longest.unwrap_or(0) as f32 * LINE;
    let gap = GAP.max(all * 0.4);
    let mut places = Vec::with_capacity(graph.nodes.len());
    let mut from = 0.0;
    for (side, columns) in sides.iter().zip(columns_of).filter(|(side, _)| !side.is_empty()) {
        let step = all / side.len().div_ceil(columns).max(1) as f32;
        places.extend(side.iter().enumerate().map(|(number, node)| {
            let (line, column) = (number / columns, number % columns);
            (*node, (from + column as f32 * NAME, (line as f32 + 0.5) * step))
        }));
        from += columns as f32 * NAME + gap;
    }
    places
}

/// The mean height of the neighbours; who has none stands last.
fn middle(graph: &Seen, node: u32, height: &[f32]) -> f32 {
    let neighbours = graph.neighbours(node);
    match neighbours.len() {
        0 => f32::MAX,
        count => neighbours.iter().filter_map(|other| height.get(*other as usize)).sum::<f32>() / count as f32,
    }
}
