//! The graph as GraphML (graphml.graphdrawing.org), which yEd, Gephi, networkx and igraph read.

use super::drawn::Drawn;
use super::xml::Xml;
use crate::engine::Case;
use crate::protocol::Message;

/// Keys: id, of what, name, type.
const KEYS: [(&str, &str, &str, &str); 18] = [
    ("label", "node", "label", "string"),
    ("kind", "node", "kind", "string"),
    ("domain", "node", "domain", "string"),
    ("identifiers", "node", "identifiers", "string"),
    ("rank", "node", "rank", "double"),
    ("events", "node", "events", "int"),
    ("node_change", "node", "change", "string"),
    ("ranked_by", "graph", "ranked_by", "string"),
    ("account", "edge", "account", "string"),
    ("event_id", "edge", "event_id", "int"),
    ("logon_type", "edge", "logon_type", "int"),
    ("status", "edge", "status", "string"),
    ("authentication", "edge", "authentication", "string"),
    ("count", "edge", "count", "int"),
    ("failed", "edge", "failed", "boolean"),
    ("first", "edge", "first", "string"),
    ("last", "edge", "last", "string"),
    ("edge_change", "edge", "change", "string"),
];

/// A directed graph from hosts to accounts or hosts, a distinct logon an edge.
///
/// # Errors
/// Nothing was analysed.
pub fn bytes(case: &Case) -> Result<Vec<u8>, Message> {
    let Drawn { nodes, edges, ranked_by, .. } = Drawn::of(case)?;
    let mut xml = Xml::new();
    xml.open("graphml", &[("xmlns", "http://graphml.graphdrawing.org/xmlns")]);
    for (id, of, name, kind) in KEYS {
        xml.empty("key", &[("id", id), ("for", of), ("attr.name", name), ("attr.type", kind)]);
    }
    xml.open("graph", &[("id", "logons"), ("edgedefault", "directed")]);
    data(&mut xml, "ranked_by", ranked_by);
    for node in &nodes {
        xml.open("node", &[("id", &node.id)]);
        let identifiers = node.identifiers.join(" ");
        for (key, value) in [
            ("label", node.label.as_str()),
            ("kind", node.kind_in_words()),
            ("domain", &node.domain),
            ("identifiers", &identifiers),
            ("rank", &node.rank.to_string()),
            ("events", &node.events.to_string()),
            ("node_change", node.change.unwrap_or_default()),
        ] {
            data(&mut xml, key, value);
        }
        xml.close();
    }
    let id = |place: usize| nodes.get(place).map_or("", |node| node.id.as_str());
    for (number, edge) in edges.iter().enumerate() {
        let name = format!("e{number}");
        xml.open("edge", &[("id", &name), ("source", id(edge.from)), ("target", id(edge.to))]);
        let logon_type = edge.logon_type.map(|kind| kind.to_string()).unwrap_or_default();
        for (key, value) in [
            ("account", edge.account.as_deref().unwrap_or_default()),
            ("event_id", &edge.event_id.to_string()),
            ("logon_type", &logon_type),
            ("status", &edge.status),
            ("authentication", &edge.authentication),
            ("count", &edge.count.to_string()),
            ("failed", if edge.failed { "true" } else { "false" }),
            ("first", &edge.first),
            ("last", &edge.last),
            ("edge_change", edge.change.unwrap_or_default()),
        ] {
            data(&mut xml, key, value);
        }
        xml.close();
    }
    xml.into_bytes()
}

/// What is unknown is left out.
fn data(xml: &mut Xml, key: &str, value: &str) {
    if !value.is_empty() {
        xml.element("data", &[("key", key)], value);
    }
}
