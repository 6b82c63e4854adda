//! A graph made ready for drawing: sizes, widths, who is linked with whom, and the words for it. No positions, no pixels.

use crate::protocol::picture::SizeBy;
use crate::protocol::{GraphEdge, GraphNode, GraphView, NodeKind, Subject};
use std::sync::Arc;

/// A neighbour and the edge that leads to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Link {
    /// Position in [`GraphView::nodes`].
    pub node: u32,
    /// Position in [`GraphView::edges`].
    pub edge: u32,
}

/// A [`GraphView`] with what drawing and picking ask again and again.
#[derive(Clone, Debug, Default)]
pub struct Scene {
    graph: Arc<GraphView>,
    radii: Vec<f32>,
    events: Vec<u64>,
    failed: Vec<u64>,
    first_link: Vec<u32>,
    links: Vec<Link>,
    /// Whether a node has edges and none of them has an event.
    empty: Vec<bool>,
}

impl Scene {
    /// Makes `graph` ready. Edges that name a node which is not there, or of which the filter leaves no event, are never drawn nor
    /// picked, nor are nodes of which it leaves no edge.
    pub fn new(graph: Arc<GraphView>) -> Self {
        let nodes = graph.nodes.len();
        let (mut events, mut failed, mut degree) = (vec![0_u64; nodes], vec![0_u64; nodes], vec![0_u32; nodes]);
        let mut empty = vec![false; nodes];
        for edge in &graph.edges {
            for end in [edge.from, edge.to] {
                empty.get_mut(end as usize).into_iter().for_each(|empty| *empty = true);
            }
        }
        for edge in &graph.edges {
            let Some((host, account)) = ends(edge, nodes) else { continue };
            for end in [host, account] {
                events[end] += u64::from(edge.count);
                failed[end] += u64::from(edge.failed);
                degree[end] += 1;
                empty[end] = false;
            }
        }
        let mut first_link = Vec::with_capacity(nodes + 1);
        let mut total = 0;
        for d in &degree {
            first_link.push(total);
            total += d;
        }
        first_link.push(total);
        let mut next = first_link.clone();
        let mut links = vec![Link { node: 0, edge: 0 }; total as usize];
        for (i, edge) in graph.edges.iter().enumerate() {
            let Some((host, account)) = ends(edge, nodes) else { continue };
            for (from, to) in [(host, account), (account, host)] {
                links[next[from] as usize] = Link { node: to as u32, edge: i as u32 };
                next[from] += 1;
            }
        }
        let mut scene = Self { graph, radii: Vec::new(), events, failed, first_link, links, empty };
        scene.size_by(SizeBy::Rank);
        scene
    }

    /// Lets the size of marks tell `by`.
    pub fn size_by(&mut self, by: SizeBy) {
        let value = |(node, events): (&GraphNode, &u64)| match by {
            SizeBy::Rank => node.rank,
            // Most have few: by the logarithm the many are told apart too.
            SizeBy::Events => (1.0 + *events as f32).ln(),
            SizeBy::Nothing => 0.0,
        };
        let nodes = || self.graph.nodes.iter().zip(&self.events);
        let highest = nodes().map(value).filter(|value| value.is_finite()).fold(0.0_f32, f32::max);
        self.radii = nodes().map(|of| radius(of.0.kind, value(of), highest)).collect();
    }

    /// What it was made of.
    pub fn graph(&self) -> &Arc<GraphView> {
        &self.graph
    }

    /// Nodes.
    pub fn node_count(&self) -> usize {
        self.graph.nodes.len()
    }

    /// Edges.
    pub fn edge_count(&self) -> usize {
        self.graph.edges.len()
    }

    /// A node, if there is one of that number.
    pub fn node(&self, node: usize) -> Option<&GraphNode> {
        self.graph.nodes.get(node)
    }

    /// CSS pixels from the middle of a node's mark to its rim, at size 1 (see [`size_factor`]); 0 for no node.
    pub fn radius(&self, node: usize) -> f32 {
        self.radii.get(node).copied().unwrap_or(0.0)
    }

    /// Whether a node is there and the filter leaves something of it.
    pub fn shows(&self, node: usize) -> bool {
        self.empty.get(node) == Some(&false)
    }

    /// How many nodes are shown.
    pub fn shown(&self) -> usize {
        self.empty.iter().filter(|empty| !**empty).count()
    }

    /// Host and account of an edge, if both are there and it has events.
    pub fn ends(&self, edge: usize) -> Option<(usize, usize)> {
        ends(self.graph.edges.get(edge)?, self.graph.nodes.len())
    }

    /// Who a node is linked with, in the order of the edges.
    pub fn links(&self, node: usize) -> &[Link] {
        let (Some(&from), Some(&to)) = (self.first_link.get(node), self.first_link.get(node + 1)) else { return &[] };
        &self.links[from as usize..to as usize]
    }

    /// Events of a node, and failed ones among them.
    pub fn events(&self, node: usize) -> (u64, u64) {
        (self.events.get(node).copied().unwrap_or(0), self.failed.get(node).copied().unwrap_or(0))
    }

    /// Whether the subject is in this graph.
    pub fn has(&self, subject: Subject) -> bool {
        match subject {
            Subject::Node(node) => self.shows(node as usize),
            Subject::Edge(edge) => self.ends(edge as usize).is_some(),
        }
    }

    /// The nodes and edges that are lit with a subject: a node with its neighbours, an edge with its ends. The subject's own
    /// node or nodes come first.
    pub fn neighbourhood(&self, subject: Subject) -> (Vec<u32>, Vec<u32>) {
        match subject {
            Subject::Node(node) => {
                let links = self.links(node as usize);
                let nodes = std::iter::once(node).chain(links.iter().map(|l| l.node)).collect();
                (nodes, links.iter().map(|l| l.edge).collect())
            }
            Subject::Edge(edge) => match self.ends(edge as usize) {
                Some((host, account)) => (vec![account as u32, host as u32], vec![edge]),
                None => (Vec::new(), Vec::new()),
            },
        }
    }
}

fn ends(edge: &GraphEdge, nodes: usize) -> Option<(usize, usize)> {
    let (host, account) = (edge.from as usize, edge.to as usize);
    (edge.count > 0 && host < nodes && account < nodes).then_some((host, account))
}

/// The corners of a mark of radius 1; none if it is a circle. The shader has the same.
pub fn corners(kind: NodeKind) -> &'static [(f32, f32)] {
    match kind {
        NodeKind::PrivilegedAccount | NodeKind::Account => &[],
        NodeKind::Host => &[(0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)],
        NodeKind::Domain => &[(-0.52, -0.9), (0.52, -0.9), (1.04, 0.0), (0.52, 0.9), (-0.52, 0.9), (-1.04, 0.0)],
        NodeKind::PolicyChange => &[(-0.82, -0.82), (0.82, -0.82), (0.82, 0.82), (-0.82, 0.82)],
    }
}

/// A mark's size by kind and by a value relative to the highest: the middle of the field is small, the few that matter stand out.
fn radius(kind: NodeKind, value: f32, highest: f32) -> f32 {
    let share = if highest > 0.0 && value.is_finite() { (value / highest).clamp(0.0, 1.0) } else { 0.0 };
    match kind {
        NodeKind::PrivilegedAccount => 9.5 + 8.5 * share.powf(0.7),
        NodeKind::Account => 8.0 + 9.0 * share.powf(0.7),
        NodeKind::Host => 10.0 + 7.0 * share.powf(0.7),
        NodeKind::Domain | NodeKind::PolicyChange => 12.0,
    }
}

/// An edge's width in CSS pixels at size 1: a pixel, and one more for each tenfold of its events.
pub fn edge_width(count: u32) -> f32 {
    1.0 + (count.max(1) as f32).log10().min(5.0)
}

/// How large marks are drawn when nodes are on average `spacing` CSS pixels apart: 1 with room for a label between them,
/// less when they crowd, hardly more when one goes nearer.
pub fn size_factor(spacing: f32) -> f32 {
    let share = spacing / 64.0;
    if share < 1.0 { share.max(0.0).powf(0.8).max(0.12) } else { (1.0 + 0.14 * share.ln()).min(1.5) }
}

/// CSS pixels from the middle of a mark to its rim, from its radius at size 1. When marks crowd, those of high rank shrink less,
/// so that they stay landmarks.
pub fn mark_radius(radius: f32, size: f32) -> f32 {
    let high = ((radius - 11.0) / 7.0).clamp(0.0, 1.0);
    let slower = size.max(size.powf(0.6));
    (radius * (size + (slower - size) * high)).max(1.3)
}

/// The average distance between nodes that fill a rectangle of that size, world units; never 0.
pub fn average_spacing(width: f32, height: f32, nodes: usize) -> f32 {
    let longest = width.max(height).max(1e-3);
    let area = width.max(longest * 0.1) * height.max(longest * 0.1);
    (area / nodes.max(1) as f32).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scene() -> Scene {
        let node = |kind, rank| GraphNode { key: 0, kind, label: String::new(), rank };
        let edge = |from, to, count, failed| GraphEdge { from, to, count, failed };
        Scene::new(Arc::new(GraphView {
            generation: 1,
            nodes: vec![
                node(NodeKind::PrivilegedAccount, 0.4),
                node(NodeKind::Host, 0.3),
                node(NodeKind::Host, 0.2),
                node(NodeKind::Account, 0.1),
            ],
            edges: vec![edge(1, 0, 10, 1), edge(2, 0, 5, 5), edge(2, 3, 7, 0), edge(2, 99, 1, 0)],
            positions: vec![0.0; 8],
            ..GraphView::default()
        }))
    }

    #[test]
    fn marks_are_sized_by_rank_by_events_or_alike() {
        let mut scene = scene();
        let radii = |scene: &Scene| [scene.radius(1), scene.radius(2)];
        let by_rank = radii(&scene);
        assert!(by_rank[0] > by_rank[1]);
        scene.size_by(SizeBy::Events);
        let (events, by_events) = ([scene.events(1).0, scene.events(2).0], radii(&scene));
        assert_eq!(events[0].cmp(&events[1]), by_events[0].total_cmp(&by_events[1]), "{events:?} {by_events:?}");
        scene.size_by(SizeBy::Nothing);
        assert_eq!(scene.radius(1), scene.radius(2));
        scene.size_by(SizeBy::Rank);
        assert_eq!(radii(&scene), by_rank);
    }

    #[test]
    fn a_node_knows_its_neighbours_and_its_events() {
        let scene = scene();
        assert_eq!(scene.links(0), [Link { node: 1, edge: 0 }, Link { node: 2, edge: 1 }]);
        assert_eq!(scene.links(2), [Link { node: 0, edge: 1 }, Link { node: 3, edge: 2 }]);
        assert_eq!(scene.events(0), (15, 6));
        assert_eq!(scene.neighbourhood(Subject::Node(0)), (vec![0, 1, 2], vec![0, 1]));
        assert_eq!(scene.neighbourhood(Subject::Edge(2)), (vec![3, 2], vec![2]));
    }

    #[test]
    fn an_edge_to_nowhere_is_never_there() {
        let scene = scene();
        assert_eq!(scene.ends(3), None);
        assert!(!scene.has(Subject::Edge(3)));
        assert!(!scene.has(Subject::Node(4)));
        assert_eq!(scene.neighbourhood(Subject::Edge(3)), (vec![], vec![]));
        assert!(scene.links(4).is_empty());
    }

    #[test]
    fn what_the_filter_leaves_nothing_of_is_out_of_sight() {
        let mut graph = GraphView::clone(scene().graph());
        graph.edges[2].count = 0;
        let scene = Scene::new(Arc::new(graph));
        assert_eq!((scene.ends(2), scene.has(Subject::Edge(2)), scene.links(3).len()), (None, false, 0));
        assert_eq!((scene.shows(2), scene.shows(3), scene.shows(4), scene.shown()), (true, false, false, 3));
        assert!(!scene.has(Subject::Node(3)));
    }

    #[test]
    fn higher_rank_means_a_larger_mark() {
        let scene = scene();
        assert!(scene.radius(0) > scene.radius(3));
        assert!(scene.radius(1) > scene.radius(2));
        assert_eq!(scene.radius(9), 0.0);
    }

    #[test]
    fn width_grows_with_the_logarithm_of_the_count() {
        assert_eq!(edge_width(0), 1.0);
        assert_eq!(edge_width(1), 1.0);
        assert!((edge_width(1000) - 4.0).abs() < 1e-5);
        assert_eq!(edge_width(u32::MAX), 6.0);
    }

    #[test]
    fn marks_shrink_when_they_crowd_but_never_vanish() {
        assert!((size_factor(64.0) - 1.0).abs() < 1e-6);
        assert!(size_factor(7.0) < 0.25);
        assert!(size_factor(0.0) > 0.1);
        assert!(size_factor(1e9) <= 1.5);
        assert!(average_spacing(0.0, 0.0, 0) > 0.0);
    }
}
