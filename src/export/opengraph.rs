//! The graph as BloodHound's OpenGraph JSON. BloodHound knows one edge of a kind between two nodes: all logons of an account from a host
//! are one, and all from a host to another.

use super::drawn::Drawn;
use crate::engine::Case;
use crate::protocol::{Message, NodeKind};
use crate::sorting::InOrder;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// `{"metadata": {…}, "graph": {"nodes": […], "edges": […]}}`. Accounts that have a SID are named by it, so that they meet BloodHound's own.
///
/// # Errors
/// Nothing was analysed.
pub fn bytes(case: &Case) -> Result<Vec<u8>, Message> {
    let Drawn { nodes, edges, ranked_by, movement, .. } = Drawn::of(case)?;
    let ids: Vec<String> = (nodes.iter())
        .map(|node| match (node.kind, &node.identifiers[..]) {
            (NodeKind::PrivilegedAccount | NodeKind::Account, [sid]) => sid.clone(),
            (NodeKind::Host, _) => format!("logonscope-host-{}", node.label.to_lowercase()),
            (NodeKind::Domain, _) => format!("logonscope-domain-{}", node.label.to_lowercase()),
            (NodeKind::PolicyChange, _) => format!("logonscope-policy-{}", node.label.to_lowercase()),
            _ => format!("logonscope-account-{}", node.label.to_lowercase()),
        })
        .collect();
    // A machine is drawn twice where targets stand beside sources.
    let mut known: BTreeSet<&str> = BTreeSet::new();
    let node_values: Vec<Value> = (nodes.iter().zip(&ids))
        .filter(|(_, id)| known.insert(id))
        .map(|(node, id)| {
            let kind = match node.kind {
                NodeKind::Host => "LogonHost",
                NodeKind::Domain => "LogonDomain",
                NodeKind::PolicyChange => "AuditPolicyChange",
                _ => "LogonAccount",
            };
            let privileged = node.kind == NodeKind::PrivilegedAccount;
            json!({
                "id": id,
                "kinds": [kind],
                "properties": {
                    "name": node.label,
                    "logondomain": node.domain,
                    "identifiers": node.identifiers,
                    "privileged": privileged,
                    "rank": node.rank,
                    "rankedby": ranked_by,
                    "events": node.events,
                },
            })
        })
        .collect();
    let mut pairs: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for (number, edge) in edges.iter().enumerate() {
        pairs.entry((edge.from, edge.to)).or_default().push(number);
    }
    let edge_values: Vec<Value> = (pairs.iter())
        .map(|((host, account), numbers)| {
            let of = || numbers.iter().filter_map(|number| edges.get(*number));
            let count: u64 = of().map(|edge| u64::from(edge.count)).sum();
            let failed: u64 = of().filter(|edge| edge.failed).map(|edge| u64::from(edge.count)).sum();
            let mut event_ids: Vec<u16> = of().map(|edge| edge.event_id).collect();
            event_ids.order();
            event_ids.dedup();
            let mut accounts: Vec<&str> = of().filter_map(|edge| edge.account.as_deref()).collect();
            accounts.order();
            accounts.dedup();
            let end = |place: usize| json!({ "match_by": "id", "value": ids.get(place) });
            let mut edge = json!({
                "kind": kind_of([host, account].map(|place| nodes.get(*place).map(|node| node.kind))),
                "start": end(*host),
                "end": end(*account),
                "properties": {
                    "count": count,
                    "failed": failed,
                    "eventids": event_ids,
                    "first": of().map(|edge| &edge.first).min(),
                    "last": of().map(|edge| &edge.last).max(),
                },
            });
            if movement {
                edge["properties"]["accounts"] = json!(accounts);
            }
            edge
        })
        .collect();
    let document =
        json!({ "metadata": { "source_kind": "LogonScope" }, "graph": { "nodes": node_values, "edges": edge_values } });
    serde_json::to_vec(&document)
        .map_err(|error| Message { text: format!("The JSON could not be written: {error}."), hint: String::new() })
}

/// What a line is called.
fn kind_of(ends: [Option<NodeKind>; 2]) -> &'static str {
    match ends {
        [Some(NodeKind::Host), Some(NodeKind::Host)] => "MovedTo",
        [_, Some(NodeKind::Host)] => "LoggedOnTo",
        [_, Some(NodeKind::Domain)] => "OfDomain",
        [_, Some(NodeKind::PolicyChange)] => "ChangedPolicy",
        _ => "LogonAs",
    }
}
