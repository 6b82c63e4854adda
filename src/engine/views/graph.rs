//! The graph and the rank lists.

use crate::engine::derived::{Derived, Grounds};
use crate::protocol::ranks::RankBy;
use crate::protocol::{GraphEdge, GraphNode, GraphView, RankRow, RanksView};

/// The whole graph, with the nodes at `positions` (x and y in turn).
pub fn graph_view(derived: &Derived, grounds: &Grounds, generation: u32, positions: Vec<f32>) -> GraphView {
    let nodes = (derived.nodes.iter())
        .map(|node| {
            let facts = derived.node_facts(grounds, *node);
            let rank = derived.drawn_rank(grounds, *node);
            GraphNode { key: facts.key, kind: facts.kind, label: facts.label.to_owned(), rank: rank as f32 }
        })
        .collect();
    let edges = (derived.edges.iter())
        .filter_map(|edge| {
            let (from, to) = derived.graph.ends(*edge)?;
            let bundle = derived.graph.graph.edge_weight(*edge)?;
            let (count, failed) = if derived.draws(*edge) { (bundle.count, bundle.failed) } else { (0, 0) };
            Some(GraphEdge { from: derived.place(from), to: derived.place(to), count, failed })
        })
        .collect();
    GraphView { generation, nodes, edges, positions, shows: derived.shows, ..GraphView::default() }
}

/// Both rank lists, complete, by LogonTracer's ranks.
pub fn ranks_view(derived: &Derived, grounds: &Grounds, generation: u32) -> RanksView {
    let row = |place: &u32| {
        let node = derived.nodes.get(*place as usize)?;
        let facts = derived.node_facts(grounds, *node);
        Some(RankRow {
            node: *place,
            kind: facts.kind,
            label: facts.label.to_owned(),
            rank: facts.rank,
            events: derived.events_of_node.get(node.index()).copied().unwrap_or(0),
            why: String::new(),
        })
    };
    RanksView {
        generation,
        by: RankBy::LogonTracer,
        accounts: derived.account_places.iter().filter_map(row).collect(),
        hosts: derived.host_places.iter().filter_map(row).collect(),
    }
}
