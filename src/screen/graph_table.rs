//! The graph as two tables, nodes and lines, for those who would rather read than look, or cannot look.

use crate::graph::scene::Scene;
use crate::protocol::Subject;
use crate::screen::words::{grouped, rank, visible};
use crate::sorting::InOrder;

/// Which table.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum TableOf {
    /// A row a node.
    #[default]
    Nodes,
    /// A row a line.
    Lines,
}

impl TableOf {
    /// The headings, of the movement from host to host or of the logons of accounts.
    pub fn headings(self, movement: bool) -> &'static [&'static str] {
        match self {
            Self::Nodes if movement => &["Name", "Kind", "Rank", "Events", "Failed", "Ways"],
            Self::Nodes => &["Name", "Kind", "Rank", "Events", "Failed", "Neighbours"],
            Self::Lines if movement => &["From", "To", "Events", "Failed"],
            Self::Lines => &["Host", "Account", "Events", "Failed"],
        }
    }

    /// Whether a column holds figures: those are sorted greatest first to begin with.
    pub fn is_figure(self, column: usize) -> bool {
        column >= 2
    }
}

/// A scene with the order of its names.
#[derive(Debug, Default)]
pub struct GraphTable {
    scene: Scene,
    /// For each node the place of its name among all, letters' case aside.
    name: Vec<u32>,
}

impl GraphTable {
    /// Of what `scene` shows.
    pub fn new(scene: Scene) -> Self {
        let mut names: Vec<(String, u32)> =
            (0..).zip(&scene.graph().nodes).map(|(place, node)| (node.label.to_lowercase(), place)).collect();
        names.order();
        let mut name = vec![0; names.len()];
        for (order, (_, place)) in (0..).zip(&names) {
            name[*place as usize] = order;
        }
        Self { scene, name }
    }

    /// Numbers of the nodes or lines in sight, sorted by a column; equal ones stay by rank.
    pub fn sorted(&self, of: TableOf, column: usize, descending: bool) -> Vec<u32> {
        let scene = &self.scene;
        let mut rows: Vec<(u64, u32)> = match of {
            TableOf::Nodes => (0..scene.node_count() as u32)
                .filter(|node| scene.shows(*node as usize))
                .map(|node| (self.node_key(node as usize, column), node))
                .collect(),
            TableOf::Lines => (0..scene.edge_count() as u32)
                .filter_map(|edge| Some((self.line_key(edge as usize, column)?, edge)))
                .collect(),
        };
        match descending {
            true => rows.order_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1))),
            false => rows.order(),
        }
        rows.into_iter().map(|(_, row)| row).collect()
    }

    fn node_key(&self, node: usize, column: usize) -> u64 {
        let (events, failed) = self.scene.events(node);
        let shown = self.scene.node(node);
        match column {
            0 => self.name_of(node),
            1 => shown.map_or(0, |shown| shown.kind as u64),
            // Nodes are in the order of their rank, the highest first.
            2 => u64::MAX - node as u64,
            3 => events,
            4 => failed,
            _ => self.scene.links(node).len() as u64,
        }
    }

    fn line_key(&self, edge: usize, column: usize) -> Option<u64> {
        let (host, account) = self.scene.ends(edge)?;
        let shown = self.scene.graph().edges.get(edge)?;
        Some(match column {
            0 => self.name_of(host) << 32 | self.name_of(account),
            1 => self.name_of(account) << 32 | self.name_of(host),
            2 => u64::from(shown.count),
            _ => u64::from(shown.failed),
        })
    }

    fn name_of(&self, node: usize) -> u64 {
        self.name.get(node).copied().map_or(0, u64::from)
    }

    /// What a row shows, a text a column.
    pub fn cells(&self, of: TableOf, row: u32) -> Vec<String> {
        let row = row as usize;
        let label = |node: usize| self.scene.node(node).map_or_else(String::new, |node| visible(&node.label));
        match of {
            TableOf::Nodes => {
                let Some(shown) = self.scene.node(row) else { return Vec::new() };
                let (events, failed) = self.scene.events(row);
                let neighbours = self.scene.links(row).len() as u64;
                vec![
                    label(row),
                    shown.kind.in_words().to_owned(),
                    rank(f64::from(shown.rank)),
                    grouped(events),
                    grouped(failed),
                    grouped(neighbours),
                ]
            }
            TableOf::Lines => {
                let (Some((host, account)), Some(shown)) = (self.scene.ends(row), self.scene.graph().edges.get(row))
                else {
                    return Vec::new();
                };
                let figures = [shown.count, shown.failed].map(|figure| grouped(u64::from(figure)));
                [label(host), label(account)].into_iter().chain(figures).collect()
            }
        }
    }

    /// What a row stands for.
    pub fn subject(of: TableOf, row: u32) -> Subject {
        match of {
            TableOf::Nodes => Subject::Node(row),
            TableOf::Lines => Subject::Edge(row),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{GraphEdge, GraphNode, GraphView, NodeKind};

    fn table() -> GraphTable {
        let node = |label: &str, kind, rank| GraphNode { key: 0, kind, label: label.to_owned(), rank };
        let edge = |from, to, count, failed| GraphEdge { from, to, count, failed };
        GraphTable::new(Scene::new(
            GraphView {
                nodes: vec![
                    node("PC2", NodeKind::Host, 1.0),
                    node("bob", NodeKind::Account, 0.5),
                    node("Alice", NodeKind::PrivilegedAccount, 0.4),
                    node("PC1", NodeKind::Host, 0.1),
                ],
                edges: vec![edge(0, 1, 7, 2), edge(0, 2, 1, 1), edge(3, 1, 2, 0), edge(3, 2, 0, 0)],
                ..GraphView::default()
            }
            .into(),
        ))
    }

    #[test]
    fn rows_are_sorted_by_any_column() {
        let table = table();
        assert_eq!(table.sorted(TableOf::Nodes, 0, false), [2, 1, 3, 0]);
        assert_eq!(table.sorted(TableOf::Nodes, 1, false), [2, 1, 0, 3]);
        assert_eq!(table.sorted(TableOf::Nodes, 2, true), [0, 1, 2, 3]);
        assert_eq!(table.sorted(TableOf::Nodes, 3, true), [1, 0, 3, 2]);
        assert_eq!(table.sorted(TableOf::Nodes, 5, true), [0, 1, 2, 3]);
        // A line of which the filter leaves nothing is no row.
        assert_eq!(table.sorted(TableOf::Lines, 0, false), [2, 1, 0]);
        assert_eq!(table.sorted(TableOf::Lines, 1, false), [1, 2, 0]);
        assert_eq!(table.sorted(TableOf::Lines, 3, true), [0, 1, 2]);
    }

    #[test]
    fn a_row_tells_what_the_picture_shows() {
        let table = table();
        let cells = table.cells(TableOf::Nodes, 1);
        assert_eq!(
            (cells[0].as_str(), cells[1].as_str(), cells[3].as_str(), cells[4].as_str()),
            ("bob", "account", "9", "2")
        );
        assert_eq!(cells.len(), TableOf::Nodes.headings(false).len());
        assert_eq!(table.cells(TableOf::Lines, 0), ["PC2", "bob", "7", "2"]);
        assert!(table.cells(TableOf::Nodes, 99).is_empty() && table.cells(TableOf::Lines, 3).is_empty());
    }
}
