//! Which edges are in view when one has gone near: all others need not be drawn.

use super::camera::{Bounds, Camera, Viewport};
use super::scene::Scene;

/// Fewer edges than this are drawn whether in view or not.
const FEW: usize = 2000;

/// The list of edges in view, kept as long as it holds.
#[derive(Clone, Debug, Default)]
pub struct EdgesInView {
    edges: Vec<u32>,
    /// What of the world the list is good for; `None`: as good as all edges are in view.
    of: Option<Bounds>,
}

impl EdgesInView {
    /// The edges, or `None` for all.
    pub fn edges(&self) -> Option<&[u32]> {
        self.of.map(|_| self.edges.as_slice())
    }

    /// The list no longer holds.
    pub fn forget(&mut self) {
        self.of = None;
    }

    /// Makes the list good for what the camera sees of a graph within `whole`; true if it is another list than before.
    /// `moved` says that nodes moved since.
    pub fn update(
        &mut self,
        scene: &Scene,
        positions: &[f32],
        (camera, viewport): (Camera, Viewport),
        whole: Bounds,
        moved: bool,
    ) -> bool {
        let view = camera.seen(viewport, 8.0);
        let is_near = view.width() * view.height() < 0.4 * whole.width() * whole.height();
        if !is_near || scene.edge_count() < FEW {
            self.of = None;
            return false;
        }
        if !moved && self.of.is_some_and(|of| of.holds(view) && of.width() < view.width() * 2.5) {
            return false;
        }
        // Some more than is seen, so that the next steps of a pan need no new list.
        let of = view.grown(view.width().min(view.height()) * 0.35);
        let place = |node: u32| match positions.get(2 * node as usize..2 * node as usize + 2) {
            Some(&[x, y]) => Some((x, y)),
            _ => None,
        };
        self.edges.clear();
        for (i, edge) in scene.graph().edges.iter().enumerate() {
            if scene.ends(i).is_some()
                && let (Some(a), Some(b)) = (place(edge.from), place(edge.to))
                && of.touches(a, b)
            {
                self.edges.push(i as u32);
            }
        }
        self.of = Some(of);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{GraphEdge, GraphNode, GraphView, NodeKind};
    use std::sync::Arc;

    /// A ladder: nodes in a long row, each edge from one to the next.
    fn ladder() -> (Scene, Vec<f32>) {
        let nodes = 3001;
        let node = GraphNode { key: 0, kind: NodeKind::Host, label: String::new(), rank: 0.0 };
        let edges = (0..nodes as u32 - 1).map(|i| GraphEdge { from: i, to: i + 1, count: 1, failed: 0 }).collect();
        let positions: Vec<f32> = (0..nodes).flat_map(|i| [i as f32, (i % 1000) as f32]).collect();
        let graph = GraphView {
            generation: 1,
            nodes: vec![node; nodes],
            edges,
            positions: positions.clone(),
            ..GraphView::default()
        };
        (Scene::new(Arc::new(graph)), positions)
    }

    #[test]
    fn near_only_edges_in_view_are_listed_and_a_small_pan_keeps_the_list() {
        let (scene, positions) = ladder();
        let whole = Bounds::of(&positions).unwrap();
        let viewport = Viewport::new(100.0, 100.0);
        let camera = Camera { x: 500.0, y: 500.0, scale: 1.0 };
        let mut in_view = EdgesInView::default();
        assert!(in_view.update(&scene, &positions, (camera, viewport), whole, false));
        let listed = in_view.edges().unwrap();
        for edge in 450..550 {
            assert!(listed.contains(&edge), "{edge}");
        }
        assert!(listed.len() < 300, "{}", listed.len());
        assert!(!in_view.update(&scene, &positions, (camera.panned((20.0, 0.0)), viewport), whole, false));
        assert!(in_view.update(&scene, &positions, (camera.panned((90.0, 0.0)), viewport), whole, false));
        assert!(in_view.update(&scene, &positions, (camera.panned((90.0, 0.0)), viewport), whole, true));
    }

    #[test]
    fn from_afar_there_is_no_list() {
        let (scene, positions) = ladder();
        let whole = Bounds::of(&positions).unwrap();
        let viewport = Viewport::new(1000.0, 1000.0);
        let camera = Camera { x: 1500.0, y: 500.0, scale: 0.3 };
        let mut in_view = EdgesInView::default();
        assert!(!in_view.update(&scene, &positions, (camera, viewport), whole, false));
        assert_eq!(in_view.edges(), None);
    }
}
