//! Finds a node or edge of one graph in the next: positions change with every graph, keys do not.

use logonscope::protocol::{GraphView, Subject};

/// The same node or edge in `new`; `None` if it is no longer there.
pub fn follow(subject: Subject, old: &GraphView, new: &GraphView) -> Option<Subject> {
    match subject {
        Subject::Node(node) => follow_node(node, old, new).map(Subject::Node),
        Subject::Edge(edge) => {
            let edge = old.edges.get(edge as usize)?;
            let (host, account) = (follow_node(edge.host, old, new)?, follow_node(edge.account, old, new)?);
            let position = new.edges.iter().position(|edge| (edge.host, edge.account) == (host, account))?;
            u32::try_from(position).ok().map(Subject::Edge)
        }
    }
}

fn follow_node(node: u32, old: &GraphView, new: &GraphView) -> Option<u32> {
    let key = old.nodes.get(node as usize)?.key;
    let position = new.nodes.iter().position(|node| node.key == key)?;
    u32::try_from(position).ok()
}
