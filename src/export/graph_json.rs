//! The graph in the form of Cytoscape's elements, as LogonTracer exports it and Cytoscape reads it.

use super::drawn::Drawn;
use crate::engine::Case;
use crate::protocol::Message;
use serde_json::{Value, json};

/// `{"data": …, "elements": {"nodes": […], "edges": […]}}`, nodes with the places that they have on the screen.
///
/// # Errors
/// Nothing was analysed.
pub fn bytes(case: &Case) -> Result<Vec<u8>, Message> {
    let Drawn { nodes, edges, ranked_by, .. } = Drawn::of(case)?;
    let id = |place: usize| nodes.get(place).map_or("", |node| node.id.as_str());
    let node_values: Vec<Value> = (nodes.iter())
        .map(|node| {
            json!({
                "data": {
                    "id": node.id,
                    "label": node.label,
                    "kind": node.kind_in_words(),
                    "domain": node.domain,
                    "identifiers": node.identifiers,
                    "rank": node.rank,
                    "events": node.events,
                    "change": node.change,
                },
                // Down is positive there.
                "position": { "x": node.at.0, "y": -node.at.1 },
            })
        })
        .collect();
    let edge_values: Vec<Value> = (0..)
        .zip(&edges)
        .map(|(number, edge): (u32, _)| {
            json!({
                "data": {
                    "id": format!("e{number}"),
                    "source": id(edge.from),
                    "target": id(edge.to),
                    "label": edge.event_id.to_string(),
                    "account": edge.account,
                    "event_id": edge.event_id,
                    "logon_type": edge.logon_type,
                    "status": edge.status,
                    "authentication": edge.authentication,
                    "count": edge.count,
                    "failed": edge.failed,
                    "first": edge.first,
                    "last": edge.last,
                    "change": edge.change,
                },
            })
        })
        .collect();
    let document =
        json!({ "data": { "ranked_by": ranked_by }, "elements": { "nodes": node_values, "edges": edge_values } });
    serde_json::to_vec(&document)
        .map_err(|error| Message { text: format!("The JSON could not be written: {error}."), hint: String::new() })
}
