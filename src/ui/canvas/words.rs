//! What is said of the picture as a whole, to those who listen.

use logonscope::protocol::{GraphView, NodeKind};
use logonscope::screen::words::counted;

const KEYS: &str = "Arrow keys move between nodes, Enter opens the selection, plus and minus zoom, 0 fits.";

/// The picture as a whole, in a sentence.
pub fn summary(graph: &GraphView) -> String {
    let in_sight = graph.in_sight(None);
    let nodes = || graph.nodes.iter().zip(&in_sight).filter(|(_, is)| **is).map(|(node, _)| node);
    let of = |kind| nodes().filter(|n| n.kind == kind).count() as u64;
    let links = graph.edges.iter().filter(|edge| edge.count > 0).count();
    let links = counted(links as u64, "link", "links");
    if graph.shows.movement {
        let hosts = counted(of(NodeKind::Host), "host", "hosts");
        return format!("Movement from host to host: {hosts}, {links}. {KEYS}");
    }
    let privileged = of(NodeKind::PrivilegedAccount);
    let mut text = format!(
        "Logon graph: {}, {privileged} of them privileged, {}",
        counted(of(NodeKind::Account) + privileged, "account", "accounts"),
        counted(of(NodeKind::Host), "host", "hosts"),
    );
    let beside =
        [(of(NodeKind::Domain), "domain", "domains"), (of(NodeKind::PolicyChange), "policy change", "policy changes")];
    for (count, one, many) in beside.into_iter().filter(|(count, ..)| *count > 0) {
        text.push_str(&format!(", {}", counted(count, one, many)));
    }
    format!("{text}, {links}. {KEYS}")
}
