//! What of the picture is lit: what the pointer is on, what is selected, several chosen, a path; and how far the rest recedes.

use super::scene::Scene;
use crate::protocol::Subject;

/// The time in which the rest recedes by two thirds, milliseconds.
const DIM_MS: f32 = 70.0;

/// All of it.
#[derive(Clone, Debug, Default)]
pub struct Emphasis {
    /// Under the pointer.
    pub hovered: Option<Subject>,
    /// Selected.
    pub selected: Option<Subject>,
    /// Several nodes at once, ascending.
    pub chosen: Vec<u32>,
    /// Nodes and edges of a path.
    pub path: (Vec<u32>, Vec<u32>),
    /// Whether any of them is drawn.
    has_path: bool,
    /// The nodes lit, the most important first; empty if nothing is.
    pub lit_nodes: Vec<u32>,
    /// The edges lit.
    pub lit_edges: Vec<u32>,
    /// How far what is not lit recedes, 0…1.
    pub dim: f32,
}

impl Emphasis {
    /// Finds anew what is lit of `scene`.
    pub fn light(&mut self, scene: &Scene) {
        self.selected = self.selected.filter(|subject| scene.has(*subject));
        // Of a path only what is drawn.
        self.lit_nodes = self.path.0.iter().copied().filter(|node| scene.shows(*node as usize)).collect();
        self.lit_edges = self.path.1.iter().copied().filter(|edge| scene.ends(*edge as usize).is_some()).collect();
        self.has_path = !self.lit_nodes.is_empty();
        // Among all lines of one of its nodes a path would not be seen.
        let off_path =
            self.selected.filter(|subject| node(Some(*subject)).is_none_or(|node| !self.lit_nodes.contains(&node)));
        if let Some(subject) = self.hovered.or(off_path) {
            let (nodes, edges) = scene.neighbourhood(subject);
            self.lit_nodes.extend(nodes);
            self.lit_edges.extend(edges);
        }
        self.lit_nodes.extend(self.chosen.iter().filter(|node| scene.shows(**node as usize)));
        if let (Some(_), Some(selected)) = (self.hovered, self.selected) {
            // What is selected stays lit beside what is hovered.
            let (nodes, edges) = scene.neighbourhood(selected);
            match selected {
                Subject::Node(node) => self.lit_nodes.push(node),
                Subject::Edge(_) => {
                    self.lit_nodes.extend(nodes);
                    self.lit_edges.extend(edges);
                }
            }
        }
    }

    /// Lets `ms` pass, or all that is needed. True if the rest recedes or comes back meanwhile. `in_crowd`: among so many that a selection
    /// alone would drown.
    pub fn step(&mut self, ms: f32, in_crowd: bool, at_once: bool) -> bool {
        let goal = match (self.hovered, self.selected) {
            (Some(_), _) => 1.0,
            (None, _) if self.has_path || !self.chosen.is_empty() => 0.7,
            (None, Some(_)) if in_crowd => 0.55,
            _ => 0.0,
        };
        let goes_on = (self.dim - goal).abs() > 0.01;
        self.dim = if goes_on && !at_once { self.dim + (goal - self.dim) * (1.0 - (-ms / DIM_MS).exp()) } else { goal };
        goes_on
    }

    /// The node that is selected, if one is.
    pub fn selected_node(&self) -> Option<u32> {
        node(self.selected)
    }

    /// The node under the pointer.
    pub fn hovered_node(&self) -> Option<u32> {
        node(self.hovered)
    }

    /// The edge that is selected, if one is.
    pub fn selected_edge(&self) -> Option<u32> {
        match self.selected {
            Some(Subject::Edge(edge)) => Some(edge),
            _ => None,
        }
    }
}

fn node(subject: Option<Subject>) -> Option<u32> {
    match subject {
        Some(Subject::Node(node)) => Some(node),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{GraphEdge, GraphNode, GraphView, NodeKind};

    fn scene() -> Scene {
        let node = |key| GraphNode { key, kind: NodeKind::Host, label: String::new(), rank: 0.0 };
        let edge = |from, to| GraphEdge { from, to, count: 1, failed: 0 };
        let edges = vec![edge(0, 1), edge(0, 2), edge(3, 2)];
        Scene::new(GraphView { nodes: (0..5).map(node).collect(), edges, ..GraphView::default() }.into())
    }

    #[test]
    fn what_is_hovered_selected_and_chosen_is_lit() {
        let scene = scene();
        let mut emphasis = Emphasis { selected: Some(Subject::Node(0)), ..Emphasis::default() };
        emphasis.light(&scene);
        assert_eq!((emphasis.lit_nodes.as_slice(), emphasis.lit_edges.as_slice()), (&[0, 1, 2][..], &[0, 1][..]));
        emphasis.hovered = Some(Subject::Edge(2));
        emphasis.chosen = vec![4, 99];
        emphasis.light(&scene);
        assert_eq!((emphasis.lit_nodes.as_slice(), emphasis.lit_edges.as_slice()), (&[2, 3, 4, 0][..], &[2][..]));
        emphasis.selected = Some(Subject::Node(99));
        emphasis.light(&scene);
        assert_eq!(emphasis.selected, None);
    }

    #[test]
    fn a_path_is_lit_as_far_as_it_is_drawn_and_nothing_recedes_for_one_that_is_not() {
        // Of the last line nothing is left, nor of its ends.
        let mut graph = (**scene().graph()).clone();
        graph.edges[2].count = 0;
        graph.edges[1].count = 0;
        let scene = Scene::new(graph.into());
        let mut emphasis = Emphasis { path: (vec![0, 3, 1], vec![0, 2]), ..Emphasis::default() };
        emphasis.light(&scene);
        emphasis.step(16.0, false, true);
        assert_eq!((emphasis.lit_nodes.as_slice(), emphasis.lit_edges.as_slice()), (&[0, 1][..], &[0][..]));
        assert_eq!(emphasis.dim, 0.7);
        emphasis.path = (vec![3], vec![2]);
        emphasis.light(&scene);
        emphasis.step(16.0, false, true);
        assert_eq!((emphasis.lit_nodes.len(), emphasis.lit_edges.len(), emphasis.dim), (0, 0, 0.0));
    }

    #[test]
    fn a_path_is_lit_alone_though_one_of_its_nodes_is_selected() {
        let scene = scene();
        let mut emphasis =
            Emphasis { path: (vec![0, 1], vec![0]), selected: Some(Subject::Node(0)), ..Emphasis::default() };
        emphasis.light(&scene);
        assert_eq!((emphasis.lit_nodes.as_slice(), emphasis.lit_edges.as_slice()), (&[0, 1][..], &[0][..]));
        emphasis.selected = Some(Subject::Node(3));
        emphasis.light(&scene);
        assert_eq!((emphasis.lit_nodes.as_slice(), emphasis.lit_edges.as_slice()), (&[0, 1, 3, 2][..], &[0, 2][..]));
        emphasis.selected = Some(Subject::Node(0));
        emphasis.hovered = emphasis.selected;
        emphasis.light(&scene);
        assert!(emphasis.lit_edges.contains(&1), "{:?}", emphasis.lit_edges);
    }

    #[test]
    fn the_rest_recedes_and_comes_back() {
        let mut emphasis = Emphasis { hovered: Some(Subject::Node(0)), ..Emphasis::default() };
        assert!(emphasis.step(16.0, false, false) && emphasis.dim > 0.0 && emphasis.dim < 1.0);
        while emphasis.step(16.0, false, false) {}
        assert_eq!(emphasis.dim, 1.0);
        emphasis.hovered = None;
        emphasis.step(16.0, false, true);
        assert_eq!(emphasis.dim, 0.0);
        emphasis.chosen = vec![1];
        emphasis.step(16.0, false, true);
        assert_eq!(emphasis.dim, 0.7);
    }
}
