//! Hosts at the left, accounts at the right, those that belong together at about the same height.

use super::{NAME, Placed, Seen};
use crate::graph::layout::SPACING;
use crate::protocol::NodeKind;
use crate::sorting::InOrder;

/// From a line to the next.
const LINE: f32 = 1.8 * SPACING;
/// Between hosts and accounts at least, beside the room for names.
const GAP: f32 = 12.0 * SPACING;
/// So often each side is put in order after the other.
const SWEEPS: usize = 6;

pub fn places(graph: &Seen) -> Vec<Placed> {
    let (mut hosts, mut accounts): (Vec<u32>, Vec<u32>) =
        graph.nodes.iter().partition(|node| graph.kind(**node) == NodeKind::Host);
    let mut height = vec![0.0_f32; graph.kinds.len()];
    let note = |side: &[u32], height: &mut [f32]| {
        for (line, node) in side.iter().enumerate() {
            height[*node as usize] = (line as f32 + 0.5) / side.len() as f32;
        }
    };
    note(&hosts, &mut height);
    note(&accounts, &mut height);
    for sweep in 0..SWEEPS {
        let side = if sweep % 2 == 0 { &mut accounts } else { &mut hosts };
        let mut wish: Vec<(f32, u32)> = side.iter().map(|node| (middle(graph, *node, &height), *node)).collect();
        wish.order_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        *side = wish.into_iter().map(|(_, node)| node).collect();
        note(side, &mut height);
    }
    // A long side stands in several columns, line by line, so that the whole is not a ribbon.
    let lines = ((graph.nodes.len() as f32 * NAME / LINE / 1.4).sqrt().ceil() as usize).max(12);
    let (left, right) = (hosts.len().div_ceil(lines).max(1), accounts.len().div_ceil(lines).max(1));
    let all = hosts.len().div_ceil(left).max(accounts.len().div_ceil(right)) as f32 * LINE;
    let gap = GAP.max(all * 0.4);
    let mut places = Vec::with_capacity(graph.nodes.len());
    for (side, columns, from) in [(&hosts, left, -gap - left as f32 * NAME), (&accounts, right, 0.0)] {
        let step = all / side.len().div_ceil(columns).max(1) as f32;
        places.extend(side.iter().enumerate().map(|(number, node)| {
            let (line, column) = (number / columns, number % columns);
            (*node, (from + column as f32 * NAME, (line as f32 + 0.5) * step))
        }));
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
