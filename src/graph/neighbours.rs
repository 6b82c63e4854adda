//! Who is joined with whom, under a filter.

use crate::protocol::filter::FilteredView;
use crate::protocol::{GraphView, NodeKind};

/// `nodes` and those joined with them by an edge that `filtered` leaves, ascending; by any edge that is drawn without a filter. Of a domain or
/// a target, the sources of its accounts too.
pub fn around(graph: &GraphView, filtered: Option<&FilteredView>, nodes: &[u32]) -> Vec<u32> {
    let mut is_meant = vec![false; graph.nodes.len()];
    for node in nodes {
        is_meant.get_mut(*node as usize).into_iter().for_each(|meant| *meant = true);
    }
    let mut found = is_meant.clone();
    let left = || {
        let edges = graph.edges.iter().enumerate();
        edges.filter(|(place, edge)| {
            filtered.map_or(edge.count > 0, |view| view.edges.get(*place).is_some_and(|(events, _)| *events > 0))
        })
    };
    let has = |list: &[bool], node: u32| list.get(node as usize) == Some(&true);
    let kind = |node: u32| graph.nodes.get(node as usize).map(|node| node.kind);
    let is_account = |node: u32| matches!(kind(node), Some(NodeKind::Account | NodeKind::PrivilegedAccount));
    // Accounts that were reached from what stands beside the logons.
    let mut whose = vec![false; graph.nodes.len()];
    for (_, edge) in left().filter(|(_, edge)| has(&is_meant, edge.from) || has(&is_meant, edge.to)) {
        for end in [edge.from, edge.to] {
            found.get_mut(end as usize).into_iter().for_each(|found| *found = true);
        }
        if has(&is_meant, edge.to) && is_account(edge.from) && kind(edge.to) != Some(NodeKind::PolicyChange) {
            whose.get_mut(edge.from as usize).into_iter().for_each(|whose| *whose = true);
        }
    }
    // Where hosts alone are drawn an account has those that it came from, or nothing of it would be left.
    if graph.shows.movement {
        for edge in graph.edges.iter().filter(|edge| has(&is_meant, edge.to) && is_account(edge.to)) {
            found.get_mut(edge.from as usize).into_iter().for_each(|found| *found = true);
        }
    }
    // A logon has a source too: without it nothing of the account would be left.
    for (_, edge) in left().filter(|(_, edge)| has(&whose, edge.to)) {
        found.get_mut(edge.from as usize).into_iter().for_each(|found| *found = true);
    }
    (0..).zip(found).filter(|(_, found)| *found).map(|(node, _)| node).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{GraphEdge, GraphNode, NodeKind};

    #[test]
    fn a_domain_has_its_accounts_and_where_they_came_from() {
        let kinds = [NodeKind::Host, NodeKind::Account, NodeKind::Domain, NodeKind::Account, NodeKind::PolicyChange];
        let node = |(key, kind)| GraphNode { key, kind, label: String::new(), rank: 0.0 };
        let edge = |from, to| GraphEdge { from, to, count: 1, failed: 0 };
        let graph = GraphView {
            nodes: (0..).zip(kinds).map(node).collect(),
            edges: vec![edge(0, 1), edge(0, 3), edge(1, 2), edge(1, 4)],
            ..GraphView::default()
        };
        assert_eq!(around(&graph, None, &[2]), [0, 1, 2]);
        assert_eq!(around(&graph, None, &[4]), [1, 4]);
        assert_eq!(around(&graph, None, &[0]), [0, 1, 3]);
    }

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

    #[test]
    fn an_account_that_is_not_drawn_has_the_hosts_that_it_came_from() {
        let node = |(key, kind)| GraphNode { key, kind, label: String::new(), rank: 0.0 };
        let edge = |from, to, count| GraphEdge { from, to, count, failed: 0 };
        let kinds = [NodeKind::Host, NodeKind::Account, NodeKind::Host, NodeKind::Host];
        let mut graph = GraphView {
            nodes: (0..).zip(kinds).map(node).collect(),
            edges: vec![edge(0, 1, 0), edge(0, 2, 4), edge(3, 2, 1)],
            ..GraphView::default()
        };
        graph.shows.movement = true;
        assert_eq!(around(&graph, None, &[1]), [0, 1]);
        assert_eq!(around(&graph, None, &[2]), [0, 2, 3]);
    }
}
