//! Where nodes stand by a plain rule: in lines, on circles, as a tree, in columns. At once, and the same on every run.
//!
//! Only nodes in sight get a place; they are given highest rank first. Parts of the graph that nothing joins stand side by side
//! ([`shelves`]).

mod circle;
mod columns;
mod grid;
mod shelves;
mod tree;

use super::layout::SPACING;
use crate::protocol::NodeKind;
use crate::protocol::layout::LayoutKind;
use crate::sorting::InOrder;

/// Room for a name beside a mark, in world units.
const NAME: f32 = 7.0 * SPACING;

/// A node to arrange.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Member {
    /// What it is.
    pub kind: NodeKind,
    /// Whether it is to be given a place.
    pub in_sight: bool,
    /// Whether lines only ever end in it.
    pub is_end: bool,
}

/// The places of `members`, each of which is joined with others by `edges`; `None` for those out of sight. A tree grows from
/// `root`, if that is in sight. For [`LayoutKind::Force`], which is no plain rule, nothing has a place.
pub fn arrange(
    kind: LayoutKind,
    members: &[Member],
    edges: &[(u32, u32)],
    root: Option<u32>,
) -> Vec<Option<(f32, f32)>> {
    let graph = Seen::new(members, edges);
    let places = match kind {
        LayoutKind::Force => Vec::new(),
        LayoutKind::Grid => grid::places(&graph),
        LayoutKind::Circle => circle::places(&graph),
        LayoutKind::Tree => tree::places(&graph, root),
        LayoutKind::Columns => columns::places(&graph),
    };
    let mut all = vec![None; members.len()];
    for (node, place) in places {
        if let Some(slot) = all.get_mut(node as usize) {
            *slot = Some(place);
        }
    }
    all
}

/// A node and its place.
type Placed = (u32, (f32, f32));

/// What is in sight of a graph.
struct Seen {
    kinds: Vec<NodeKind>,
    is_end: Vec<bool>,
    /// Numbers of the nodes in sight, ascending: highest rank first.
    nodes: Vec<u32>,
    neighbours: Vec<Vec<u32>>,
}

impl Seen {
    fn new(members: &[Member], edges: &[(u32, u32)]) -> Self {
        let is_seen = |node: u32| members.get(node as usize).is_some_and(|member| member.in_sight);
        let mut neighbours = vec![Vec::new(); members.len()];
        for &(a, b) in edges.iter().filter(|(a, b)| a != b && is_seen(*a) && is_seen(*b)) {
            neighbours[a as usize].push(b);
            neighbours[b as usize].push(a);
        }
        for list in &mut neighbours {
            list.order();
            list.dedup();
        }
        Self {
            kinds: members.iter().map(|member| member.kind).collect(),
            is_end: members.iter().map(|member| member.is_end).collect(),
            nodes: (0..members.len() as u32).filter(|node| is_seen(*node)).collect(),
            neighbours,
        }
    }

    fn neighbours(&self, node: u32) -> &[u32] {
        self.neighbours.get(node as usize).map_or(&[], Vec::as_slice)
    }

    fn kind(&self, node: u32) -> NodeKind {
        self.kinds.get(node as usize).copied().unwrap_or(NodeKind::Host)
    }

    fn is_end(&self, node: u32) -> bool {
        self.is_end.get(node as usize) == Some(&true)
    }

    /// The connected parts, each as a tree of fewest steps that begins with its highest rank, or with `root`: nodes and the
    /// nodes that they were reached from, nearest first. The part of the root comes first, then the greatest.
    fn trees(&self, root: Option<u32>) -> Vec<Vec<(u32, Option<u32>)>> {
        let mut reached = vec![false; self.kinds.len()];
        let mut parts = Vec::new();
        let root = root.filter(|root| self.nodes.binary_search(root).is_ok());
        for start in root.into_iter().chain(self.nodes.iter().copied()) {
            if std::mem::replace(&mut reached[start as usize], true) {
                continue;
            }
            let mut part = vec![(start, None)];
            let mut next = 0;
            while let Some(&(node, _)) = part.get(next) {
                next += 1;
                for &other in self.neighbours(node) {
                    if !std::mem::replace(&mut reached[other as usize], true) {
                        part.push((other, Some(node)));
                    }
                }
            }
            parts.push(part);
        }
        // Stable: parts as large as each other stay by rank.
        let from = usize::from(root.is_some()).min(parts.len());
        parts[from..].order_by_key(|part| std::cmp::Reverse(part.len()));
        parts
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that panics has failed")]
mod tests {
    use super::*;

    const RULES: [LayoutKind; 4] = [LayoutKind::Grid, LayoutKind::Circle, LayoutKind::Tree, LayoutKind::Columns];

    /// Hosts (every third) and accounts, three parts that nothing joins, two nodes without an edge, one hub.
    fn company(nodes: u32) -> (Vec<Member>, Vec<(u32, u32)>) {
        let kind = |node: u32| match node % 3 {
            0 => NodeKind::Host,
            _ if node < 8 => NodeKind::PrivilegedAccount,
            _ => NodeKind::Account,
        };
        let members = (0..nodes).map(|node| Member { kind: kind(node), in_sight: true, is_end: false }).collect();
        let third = nodes / 3 / 3 * 3;
        let mut edges = Vec::new();
        for node in (0..nodes.saturating_sub(2)).filter(|node| node % 3 != 0) {
            let base = node / third * third;
            edges.push((base, node));
            edges.push((base + (node * 7 % third) / 3 * 3, node));
        }
        (members, edges)
    }

    fn nearest(places: &[Option<(f32, f32)>]) -> f32 {
        let mut known: Vec<(f32, f32)> = places.iter().flatten().copied().collect();
        known.order_by(|a, b| a.0.total_cmp(&b.0));
        let mut least = f32::INFINITY;
        for (number, a) in known.iter().enumerate() {
            for b in known[number + 1..].iter().take_while(|b| b.0 - a.0 < SPACING) {
                least = least.min((a.0 - b.0).hypot(a.1 - b.1));
            }
        }
        least
    }

    #[test]
    fn every_node_has_a_place_of_its_own_the_same_on_every_run() {
        for kind in RULES {
            for nodes in [0, 1, 2, 9, 70, 3_000] {
                let (members, edges) = if nodes < 9 {
                    (
                        vec![Member { kind: NodeKind::Account, in_sight: true, is_end: false }; nodes as usize],
                        Vec::new(),
                    )
                } else {
                    company(nodes)
                };
                let places = arrange(kind, &members, &edges, None);
                assert!(places.iter().all(|place| place.is_some_and(|(x, y)| x.is_finite() && y.is_finite())));
                assert!(nearest(&places) > 0.95 * SPACING, "{kind:?} of {nodes}: {}", nearest(&places));
                assert_eq!(places, arrange(kind, &members, &edges, None), "{kind:?}");
            }
        }
    }

    #[test]
    fn they_fit_a_screen_rather_than_a_ribbon() {
        let (members, edges) = company(3_000);
        for kind in RULES {
            let places: Vec<(f32, f32)> = arrange(kind, &members, &edges, None).into_iter().flatten().collect();
            let span = |of: fn(&(f32, f32)) -> f32| {
                let (low, high) = places.iter().map(of).fold((f32::MAX, f32::MIN), |(l, h), v| (l.min(v), h.max(v)));
                high - low
            };
            let shape = span(|p| p.0) / span(|p| p.1);
            assert!((0.5..4.0).contains(&shape), "{kind:?}: {shape}");
        }
    }

    #[test]
    fn what_is_out_of_sight_has_no_place_and_leaves_no_gap() {
        let (mut members, edges) = company(300);
        for kind in RULES {
            members.iter_mut().enumerate().for_each(|(node, member)| member.in_sight = node < 40);
            let places = arrange(kind, &members, &edges, Some(200));
            assert_eq!(places.iter().flatten().count(), 40, "{kind:?}");
            let alone = arrange(kind, &members[..40], &edges, None);
            assert_eq!(places[..40], alone, "{kind:?}");
        }
    }

    #[test]
    fn a_tree_grows_from_its_root_a_column_a_step() {
        let (members, edges) = company(90);
        let root = 31;
        let places = arrange(LayoutKind::Tree, &members, &edges, Some(root));
        let x = |node: u32| places[node as usize].unwrap().0;
        let others =
            || edges.iter().filter(|(a, b)| *a == root || *b == root).map(|(a, b)| if *a == root { *b } else { *a });
        assert!(others().all(|node| x(node) > x(root) + SPACING));
        let first = others().map(x).fold(f32::MAX, f32::min);
        let beyond = edges.iter().filter(|(a, b)| others().any(|n| n == *a) && *b != root);
        assert!(beyond.clone().count() > 0);
        assert!(beyond.into_iter().all(|(_, node)| x(*node) >= first), "nobody stands nearer than the first step");
    }

    #[test]
    fn columns_part_hosts_from_accounts() {
        let (members, edges) = company(300);
        let places = arrange(LayoutKind::Columns, &members, &edges, None);
        let of = |host: bool| {
            (members.iter().zip(&places))
                .filter(move |(m, _)| (m.kind == NodeKind::Host) == host)
                .map(|(_, p)| p.unwrap().0)
        };
        assert!(of(true).fold(f32::MIN, f32::max) + SPACING < of(false).fold(f32::MAX, f32::min));
    }

    #[test]
    fn parts_that_nothing_joins_do_not_mingle() {
        let (members, edges) = company(90);
        for kind in [LayoutKind::Circle, LayoutKind::Tree] {
            let places = arrange(kind, &members, &edges, None);
            let parts = Seen::new(&members, &edges).trees(None);
            let boxes: Vec<[f32; 4]> = (parts.iter())
                .map(|part| {
                    part.iter()
                        .map(|(node, _)| places[*node as usize].unwrap())
                        .fold([f32::MAX, f32::MAX, f32::MIN, f32::MIN], |[l, t, r, b], (x, y)| {
                            [l.min(x), t.min(y), r.max(x), b.max(y)]
                        })
                })
                .collect();
            for (number, a) in boxes.iter().enumerate() {
                for b in &boxes[number + 1..] {
                    assert!(a[0] > b[2] || b[0] > a[2] || a[1] > b[3] || b[1] > a[3], "{kind:?}: {a:?} {b:?}");
                }
            }
        }
    }

    #[test]
    fn odd_input_is_no_trouble() {
        let members = [Member { kind: NodeKind::Host, in_sight: true, is_end: false }; 3];
        for kind in RULES {
            let places = arrange(kind, &members, &[(0, 0), (1, 9), (7, 8), (1, 2), (2, 1)], Some(99));
            assert_eq!(places.iter().flatten().count(), 3, "{kind:?}");
        }
        assert!(arrange(LayoutKind::Force, &members, &[], None).iter().all(Option::is_none));
    }
}
