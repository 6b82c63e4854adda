//! Where the nodes of the case stand: the force layout, or what a plain rule makes of those in sight.

use super::Case;
use super::derived::Derived;
use super::places::Places;
use crate::graph::arrangement::{Member, arrange};
use crate::graph::layout::Layout;
use crate::protocol::PositionsView;
use crate::protocol::filter::Key;
use crate::protocol::layout::LayoutKind;
use std::cell::OnceCell;

/// Both, and which is shown.
#[derive(Default)]
pub struct Layouts {
    /// Made when it is first looked at: the command line never does.
    force: OnceCell<Layout>,
    settled: bool,
    kind: LayoutKind,
    root: Option<Key>,
    /// Places of those in sight when the rule was put to them.
    ruled: OnceCell<Vec<Option<(f32, f32)>>>,
}

impl Case {
    /// Lays those in sight out by another rule, or by the same again. A tree grows from `root`.
    pub fn set_layout(&mut self, kind: LayoutKind, root: Option<Key>) {
        self.layouts.kind = kind;
        self.layouts.root = root;
        self.layouts.ruled = OnceCell::new();
    }

    /// Whether somebody came into sight who has no place by the rule: it is put to all again. Otherwise everybody stays.
    pub fn make_places(&mut self) -> bool {
        let Some(ruled) = self.layouts.ruled.get() else { return false };
        let in_sight = self.in_sight(ruled.len());
        let all = ruled.iter().zip(&in_sight).all(|(place, in_sight)| place.is_some() || !in_sight);
        if !all {
            self.layouts.ruled = OnceCell::new();
        }
        !all
    }

    fn in_sight(&self, nodes: usize) -> Vec<bool> {
        if self.filtering().is_none() && !self.shows.movement {
            return vec![true; nodes];
        }
        self.graph_without_places().in_sight(Some(&self.filtered_view()))
    }

    /// Remembers where the nodes of the present graph stand, for the next.
    pub(super) fn keep_places(&mut self) {
        if let (Some(derived), Some(layout)) = (&self.derived, self.layouts.force.take()) {
            self.places[usize::from(self.shows.movement)].keep(derived, &self.grounds, &layout.positions());
        }
        self.layouts.settled = false;
        self.layouts.ruled = OnceCell::new();
    }

    fn places(&self) -> &Places {
        &self.places[usize::from(self.shows.movement)]
    }

    fn force(&self, derived: &Derived) -> &Layout {
        self.layouts.force.get_or_init(|| self.places().layout(derived, &self.grounds))
    }

    fn ruled(&self, derived: &Derived) -> &[Option<(f32, f32)>] {
        self.layouts.ruled.get_or_init(|| {
            let in_sight = self.in_sight(derived.nodes.len());
            let facts = |node| derived.node_facts(&self.grounds, node);
            let members: Vec<Member> = (derived.nodes.iter().zip(in_sight))
                .map(|(node, in_sight)| Member { kind: facts(*node).kind, in_sight, is_end: derived.is_end(*node) })
                .collect();
            let ends =
                |edge| derived.graph.ends(edge).map(|(host, account)| (derived.place(host), derived.place(account)));
            let drawn = derived.edges.iter().filter(|edge| derived.draws(**edge));
            let edges: Vec<(u32, u32)> = drawn.filter_map(|edge| ends(*edge)).collect();
            let root = self.layouts.root.map(u64::from);
            let root = root.and_then(|root| (0..).zip(&derived.nodes).find(|(_, node)| facts(**node).key == root));
            arrange(self.layouts.kind, &members, &edges, root.map(|(place, _)| place))
        })
    }

    /// x and y of each node in turn.
    pub(super) fn positions(&self, derived: &Derived) -> Vec<f32> {
        let mut positions = self.force(derived).positions();
        if self.layouts.kind == LayoutKind::Force {
            return positions;
        }
        let places = positions.chunks_exact_mut(2).zip(self.ruled(derived)).zip(&derived.nodes);
        for ((position, place), node) in places {
            // What is held is held under every rule.
            let held = self.places().held(derived.node_facts(&self.grounds, *node).key);
            if let Some((x, y)) = held.or(*place) {
                position.copy_from_slice(&[x, y]);
            }
        }
        positions
    }

    /// Runs the layout in force for `iterations` more; positions are final once [`PositionsView::settled`].
    pub fn layout_step(&mut self, iterations: u32) -> PositionsView {
        let generation = self.generation;
        let Some(derived) = &self.derived else {
            return PositionsView { generation, positions: Vec::new(), settled: true };
        };
        if self.layouts.kind != LayoutKind::Force {
            return PositionsView { generation, positions: self.positions(derived), settled: true };
        }
        self.force(derived);
        if let Some(layout) = self.layouts.force.get_mut()
            && !self.layouts.settled
        {
            self.layouts.settled = layout.step(iterations as usize);
        }
        let positions = self.layouts.force.get().map_or_else(Vec::new, Layout::positions);
        PositionsView { generation, positions, settled: self.layouts.settled }
    }

    /// Holds a node at a place, or lets it go. Ignored for another generation.
    pub fn pin(&mut self, generation: u32, node: u32, at: Option<(f32, f32)>) {
        let Some(derived) = self.of_generation(generation) else { return };
        let Some(index) = derived.nodes.get(node as usize) else { return };
        let key = derived.node_facts(&self.grounds, *index).key;
        self.force(derived);
        self.places[usize::from(self.shows.movement)].pin(key, at);
        if let Some(layout) = self.layouts.force.get_mut() {
            layout.pin(node, at);
            self.layouts.settled = false;
        }
    }
}
