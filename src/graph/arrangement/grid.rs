//! In lines: privileged accounts, accounts, hosts, each by rank.

use super::{NAME, Placed, Seen};
use crate::graph::layout::SPACING;
use crate::protocol::NodeKind;

/// From a line to the next.
const LINE: f32 = 2.0 * SPACING;

pub fn places(graph: &Seen) -> Vec<Placed> {
    // As wide as a screen is, by the height of its lines.
    let wide = ((graph.nodes.len() as f32 * LINE / NAME * 1.6).sqrt().ceil() as usize).max(1);
    let mut places = Vec::with_capacity(graph.nodes.len());
    let mut y = 0.0;
    for kind in NodeKind::ALL {
        let nodes: Vec<u32> = graph.nodes.iter().copied().filter(|node| graph.kind(*node) == kind).collect();
        for line in nodes.chunks(wide) {
            places.extend(line.iter().enumerate().map(|(column, node)| (*node, (column as f32 * NAME, y))));
            y += LINE;
        }
        if !nodes.is_empty() {
            y += LINE / 2.0;
        }
    }
    places
}
