//! Where nodes stood in earlier graphs, so that a changed filter does not scatter what the analyst has learnt to find.

use super::derived::{Derived, Grounds};
use crate::graph::layout::Layout;
use foldhash::fast::FixedState;
use std::collections::{BTreeMap, HashMap};

/// Positions by the nodes' lasting keys.
#[derive(Clone, Debug, Default)]
pub struct Places {
    stood: HashMap<u64, (f32, f32), FixedState>,
    pinned: BTreeMap<u64, (f32, f32)>,
}

impl Places {
    /// Remembers where the nodes of `derived` stand: `positions` holds x and y in turn.
    pub fn keep(&mut self, derived: &Derived, grounds: &Grounds, positions: &[f32]) {
        for (node, position) in derived.nodes.iter().zip(positions.chunks_exact(2)) {
            if let [x, y] = *position {
                self.stood.insert(derived.node_facts(grounds, *node).key, (x, y));
            }
        }
    }

    /// Holds a node at a place in this graph and those to come, or lets it go.
    pub fn pin(&mut self, key: u64, at: Option<(f32, f32)>) {
        match at {
            Some(at) => self.pinned.insert(key, at),
            None => self.pinned.remove(&key),
        };
    }

    /// Where a node is held, if it is.
    pub fn held(&self, key: u64) -> Option<(f32, f32)> {
        self.pinned.get(&key).copied()
    }

    /// A layout of the graph, known nodes where they stood, held nodes held.
    pub fn layout(&self, derived: &Derived, grounds: &Grounds) -> Layout {
        let keys: Vec<u64> = derived.nodes.iter().map(|node| derived.node_facts(grounds, *node).key).collect();
        let edges: Vec<(u32, u32, f32)> = (derived.edges.iter())
            .filter(|edge| derived.draws(**edge))
            .filter_map(|edge| {
                let (host, account) = derived.graph.ends(*edge)?;
                // Domains are drawn to their accounts, and do not draw these together.
                let is_beside = derived.graph.is_joined(*edge) && !derived.shows.movement;
                Some((derived.place(host), derived.place(account), if is_beside { 0.05 } else { 1.0 }))
            })
            .collect();
        let start: Option<Vec<f32>> = (!self.stood.is_empty()).then(|| {
            let unknown = (f32::NAN, f32::NAN);
            keys.iter().flat_map(|key| <[f32; 2]>::from(*self.stood.get(key).unwrap_or(&unknown))).collect()
        });
        let mut layout = Layout::new(keys.len(), &edges, start.as_deref());
        for (node, key) in (0..).zip(&keys) {
            if let Some(at) = self.pinned.get(key) {
                layout.pin(node, Some(*at));
            }
        }
        layout
    }
}
