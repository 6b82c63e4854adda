//! Who is joined with whom, under a filter.

use crate::protocol::GraphView;
use crate::protocol::filter::FilteredView;

/// `nodes` and those joined with them by an edge that `filtered` leaves, ascending; by any edge that is drawn without a filter.
pub fn around(graph: &GraphView, filtered: Option<&FilteredView>, nodes: &[u32]) -> Vec<u32> {
    let mut is_meant = vec![false; graph.nodes.len()];
    for node in nodes {
        is_meant.get_mut(*node as usize).into_iter().for_each(|meant| *meant = true);
    }
    let mut found = is_meant.clone();
    for (place, edge) in graph.edges.iter().enumerate() {
        let is_left =
            filtered.map_or(edge.count > 0, |view| view.edges.get(place).is_some_and(|(events, _)| *events > 0));
        let meant = |node: u32| is_meant.get(node as usize) == Some(&true);
        if !is_left || !(meant(edge.from) || meant(edge.to)) {
            continue;
        }
        for end in [edge.from, edge.to] {
            found.get_mut(end as usize).into_iter().for_each(|found| *found = true);
        }
    }
    (0..).zip(found).filter(|(_, found)| *found).map(|(node, _)| node).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{GraphEdge, GraphNode, NodeKind};

    #[test]
    fn neighbours_are_those_that_the_filter_leaves() {
        let node = |key| GraphNode { key, kind: NodeKind::Host, label: String::new(), rank: 0.0 };
        let edge = |from, to| GraphEdge { from, to, count: 1, failed: 0 };
        let graph = GraphView {
            nodes: (0..6).map(node).collect(),
            edges: vec![edge(0, 1), edge(0, 2), edge(3, 2), edge(3, 4), edge(9, 5)],
            ..GraphView::default()
        };
        assert_eq!(around(&graph, None, &[0]), [0, 1, 2]);
        assert_eq!(around(&graph, None, &[2, 5, 77]), [0, 2, 3, 5]);
        let left = FilteredView { edges: vec![(1, 0), (0, 0), (2, 2), (1, 0)], ..FilteredView::default() };
        assert_eq!(around(&graph, Some(&left), &[0, 3]), [0, 1, 2, 3, 4]);
        assert_eq!(around(&graph, Some(&left), &[2]), [2, 3]);
        assert_eq!(around(&graph, None, &[]), Vec::<u32>::new());
    }
}
