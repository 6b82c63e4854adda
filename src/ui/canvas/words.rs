//! What is said of the picture as a whole, to those who listen.

use logonscope::protocol::{GraphView, NodeKind};
use logonscope::screen::words::counted;

/// The picture as a whole, in a sentence.
pub fn summary(graph: &GraphView) -> String {
    let of = |kind| graph.nodes.iter().filter(|n| n.kind == kind).count() as u64;
    let privileged = of(NodeKind::PrivilegedAccount);
    format!(
        "Logon graph: {}, {privileged} of them privileged, {}, {}. Arrow keys move between nodes, Enter opens the \
         selection, plus and minus zoom, 0 fits.",
        counted(of(NodeKind::Account) + privileged, "account", "accounts"),
        counted(of(NodeKind::Host), "host", "hosts"),
        counted(graph.edges.len() as u64, "link", "links"),
    )
}
