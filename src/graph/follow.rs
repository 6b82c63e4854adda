//! Finds a node or edge of one graph in the next: positions change with every graph, keys do not.

use crate::protocol::{GraphView, Subject};

/// The same node or edge in `new`; `None` if it is no longer there.
pub fn follow(subject: Subject, old: &GraphView, new: &GraphView) -> Option<Subject> {
    match subject {
        Subject::Node(node) => follow_node(node, old, new).map(Subject::Node),
        Subject::Edge(edge) => {
            let edge = old.edges.get(edge as usize)?;
            let (host, account) = (follow_node(edge.from, old, new)?, follow_node(edge.to, old, new)?);
            let position = new.edges.iter().position(|edge| (edge.from, edge.to) == (host, account))?;
            u32::try_from(position).ok().map(Subject::Edge)
        }
    }
}

fn follow_node(node: u32, old: &GraphView, new: &GraphView) -> Option<u32> {
    let key = old.nodes.get(node as usize)?.key;
    let position = new.nodes.iter().position(|node| node.key == key)?;
    u32::try_from(position).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that panics has failed")]
mod tests {
    use super::*;
    use crate::protocol::{GraphEdge, GraphNode, NodeKind};

    fn graph(keys: &[u64], edges: &[(u32, u32)]) -> GraphView {
        let node = |&key: &u64| GraphNode { key, kind: NodeKind::Host, label: String::new(), rank: 0.0 };
        let edge = |&(from, to): &(u32, u32)| GraphEdge { from, to, count: 1, failed: 0 };
        GraphView {
            generation: 1,
            nodes: keys.iter().map(node).collect(),
            edges: edges.iter().map(edge).collect(),
            positions: Vec::new(),
            ..GraphView::default()
        }
    }

    #[test]
    fn nodes_and_edges_are_found_where_they_stand_in_the_next_graph() {
        let old = graph(&[7, 8, 9], &[(0, 1), (2, 1)]);
        let new = graph(&[9, 5, 8, 7], &[(0, 1), (0, 2), (3, 2)]);
        assert_eq!(follow(Subject::Node(0), &old, &new), Some(Subject::Node(3)));
        assert_eq!(follow(Subject::Edge(1), &old, &new), Some(Subject::Edge(1)));
        assert_eq!(follow(Subject::Edge(0), &old, &new), Some(Subject::Edge(2)));
    }

    #[test]
    fn what_is_no_longer_there_is_not_followed() {
        let old = graph(&[7, 8], &[(0, 1)]);
        assert_eq!(follow(Subject::Node(1), &old, &graph(&[7], &[])), None);
        assert_eq!(follow(Subject::Edge(0), &old, &graph(&[8, 7], &[])), None);
        assert_eq!(follow(Subject::Node(9), &old, &old), None);
    }
}
