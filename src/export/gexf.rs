//! The graph as GEXF 1.3 (gexf.net), Gephi's own format, with the places and colours of the screen.

use super::drawn::Drawn;
use super::xml::Xml;
use crate::engine::Case;
use crate::protocol::{Message, NodeKind};

const NODE_ATTRIBUTES: [(&str, &str); 5] =
    [("kind", "string"), ("domain", "string"), ("identifiers", "string"), ("rank", "double"), ("events", "integer")];
const EDGE_ATTRIBUTES: [(&str, &str); 8] = [
    ("account", "string"),
    ("event_id", "integer"),
    ("logon_type", "integer"),
    ("status", "string"),
    ("authentication", "string"),
    ("failed", "boolean"),
    ("first", "string"),
    ("last", "string"),
];

/// A directed graph from hosts to accounts or hosts, a distinct logon an edge, its events the weight.
///
/// # Errors
/// Nothing was analysed.
pub fn bytes(case: &Case) -> Result<Vec<u8>, Message> {
    let Drawn { nodes, edges, ranked_by, .. } = Drawn::of(case)?;
    let mut xml = Xml::new();
    let space = [("xmlns", "http://gexf.net/1.3"), ("xmlns:viz", "http://gexf.net/1.3/viz"), ("version", "1.3")];
    xml.open("gexf", &space);
    xml.open("meta", &[]);
    xml.element("description", &[], &format!("Ranked by: {ranked_by}"));
    xml.close();
    xml.open("graph", &[("defaultedgetype", "directed"), ("mode", "static")]);
    for (class, attributes) in [("node", &NODE_ATTRIBUTES[..]), ("edge", &EDGE_ATTRIBUTES[..])] {
        xml.open("attributes", &[("class", class)]);
        for (name, kind) in attributes {
            xml.empty("attribute", &[("id", name), ("title", name), ("type", kind)]);
        }
        xml.close();
    }
    xml.open("nodes", &[]);
    for node in &nodes {
        xml.open("node", &[("id", &node.id), ("label", &node.label)]);
        let identifiers = node.identifiers.join(" ");
        values(
            &mut xml,
            &[
                ("kind", node.kind_in_words()),
                ("domain", &node.domain),
                ("identifiers", &identifiers),
                ("rank", &node.rank.to_string()),
                ("events", &node.events.to_string()),
            ],
        );
        let [r, g, b] = match node.kind {
            NodeKind::PrivilegedAccount => ["196", "43", "35"],
            NodeKind::Account => ["43", "108", "208"],
            NodeKind::Host => ["26", "135", "84"],
            NodeKind::Domain => ["122", "63", "181"],
            NodeKind::PolicyChange => ["176", "112", "0"],
        };
        xml.empty("viz:color", &[("r", r), ("g", g), ("b", b)]);
        xml.empty("viz:position", &[("x", &node.at.0.to_string()), ("y", &node.at.1.to_string()), ("z", "0")]);
        xml.close();
    }
    xml.close();
    xml.open("edges", &[]);
    let id = |place: usize| nodes.get(place).map_or("", |node| node.id.as_str());
    for (number, edge) in edges.iter().enumerate() {
        let (name, label, weight) = (number.to_string(), edge.event_id.to_string(), edge.count.to_string());
        let attributes = [
            ("id", &*name),
            ("source", id(edge.from)),
            ("target", id(edge.to)),
            ("label", &label),
            ("weight", &weight),
        ];
        xml.open("edge", &attributes);
        let logon_type = edge.logon_type.map(|kind| kind.to_string()).unwrap_or_default();
        values(
            &mut xml,
            &[
                ("account", edge.account.as_deref().unwrap_or_default()),
                ("event_id", &label),
                ("logon_type", &logon_type),
                ("status", &edge.status),
                ("authentication", &edge.authentication),
                ("failed", if edge.failed { "true" } else { "false" }),
                ("first", &edge.first),
                ("last", &edge.last),
            ],
        );
        xml.close();
    }
    xml.into_bytes()
}

/// What is unknown is left out.
fn values(xml: &mut Xml, values: &[(&str, &str)]) {
    xml.open("attvalues", &[]);
    for (name, value) in values.iter().filter(|(_, value)| !value.is_empty()) {
        xml.empty("attvalue", &[("for", name), ("value", value)]);
    }
    xml.close();
}
