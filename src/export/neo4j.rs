//! The graph for Neo4j, with LogonTracer's labels and properties: a Cypher script, and the same as CSV for `neo4j-admin database import`.
//! All in one ZIP. LogonTracer knows no lines to hosts: those are of types of their own, with the account as a property.

use super::drawn::{Drawn, Node};
use super::table::Table;
use super::zip;
use crate::engine::Case;
use crate::protocol::{Message, NodeKind};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

const READ_ME: &str = "The graph of a LogonScope case for Neo4j.\n\n\
    Into an existing database:  cypher-shell < logons.cypher\n\
    Into a new one:             neo4j-admin database import full --multiline-fields=true --nodes=accounts.csv --nodes=hosts.csv --relationships=logons.csv neo4j\n\
    With domains, policies or targets drawn, their files are named likewise: --nodes=domains.csv --relationships=lines-to-domains.csv\n";

/// A ZIP of `README.txt`, `logons.cypher`, `accounts.csv`, `hosts.csv` and `logons.csv`, and tables of what else is drawn.
///
/// # Errors
/// Nothing was analysed.
pub fn bytes(case: &Case) -> Result<Vec<u8>, Message> {
    let drawn = Drawn::of(case)?;
    let tables = tables(&drawn)?;
    let script = script(&drawn);
    let read_me = format!("{READ_ME}\nRanked by: {}\n", drawn.ranked_by);
    let mut files = vec![("README.txt", read_me.as_bytes()), ("logons.cypher", script.as_bytes())];
    files.extend(tables.iter().map(|(name, bytes)| (*name, bytes.as_slice())));
    Ok(zip::of(&files))
}

/// A statement a line.
fn script(Drawn { nodes, edges, .. }: &Drawn) -> String {
    let mut script = String::new();
    for node in nodes {
        let (name, rank) = (literal(&node.label), node.rank);
        script.push_str(&match node.kind {
            NodeKind::Host => {
                let ip = literal(address(node));
                format!("MERGE (n:IPAddress {{IP: {ip}}}) SET n.hostname = {name}, n.rank = {rank};\n")
            }
            NodeKind::Domain => format!("MERGE (n:Domain {{domain: {name}}});\n"),
            NodeKind::PolicyChange => format!("MERGE (n:ID {{id: 4719, sub: {name}}});\n"),
            _ => format!(
                "MERGE (n:Username {{user: {name}}}) SET n.rights = {}, n.sid = {}, n.domain = {}, n.rank = {rank};\n",
                literal(rights(node)),
                literal(&node.identifiers.join(" ")),
                literal(&node.domain),
            ),
        });
    }
    for edge in edges {
        let (Some(host), Some(account)) = (nodes.get(edge.from), nodes.get(edge.to)) else { continue };
        let user = edge.account.as_ref().map_or_else(String::new, |by| format!("user: {}, ", literal(by)));
        let [from, to] = [host, account].map(|node| names(node.kind).1);
        let line = kind_of_line(host, account);
        script.push_str(&format!(
            "MATCH (h:{from}: {}}}), (u:{to}: {}}}) CREATE (h)-[:{line} {{{user}id: {}, logintype: {}, status: {}, \
             count: {}, authname: {}, first: {}, last: {}}}]->(u);\n",
            literal(address(host)),
            literal(&account.label),
            edge.event_id,
            edge.logon_type.map_or("null".to_owned(), |kind| kind.to_string()),
            literal(&edge.status),
            edge.count,
            literal(&edge.authentication),
            literal(&edge.first),
            literal(&edge.last),
        ));
    }
    script
}

/// Label of a node, and label and property by which a statement finds it.
fn names(kind: NodeKind) -> (&'static str, &'static str) {
    match kind {
        NodeKind::PrivilegedAccount | NodeKind::Account => ("Username", "Username {user"),
        NodeKind::Host => ("IPAddress", "IPAddress {IP"),
        NodeKind::Domain => ("Domain", "Domain {domain"),
        NodeKind::PolicyChange => ("ID", "ID {sub"),
    }
}

/// LogonTracer's types, and two of our own for what it does not know.
fn kind_of_line(from: &Node, to: &Node) -> &'static str {
    match (from.kind, to.kind) {
        (NodeKind::Host, NodeKind::Host) => "Movement",
        (_, NodeKind::Host) => "LoggedOnTo",
        (_, NodeKind::Domain) => "Group",
        (_, NodeKind::PolicyChange) => "Policy",
        _ => "Event",
    }
}

/// LogonTracer's `rights`.
fn rights(node: &Node) -> &'static str {
    if node.kind == NodeKind::PrivilegedAccount { "system" } else { "user" }
}

/// What names a host there: its label, which no other host has. Its addresses may be several, or none.
fn address(node: &Node) -> &str {
    &node.label
}

/// A string of Cypher that holds `text` and nothing else.
fn literal(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('\'');
    for c in text.chars() {
        match c {
            '\\' => literal.push_str("\\\\"),
            '\'' => literal.push_str("\\'"),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            c if c.is_control() => literal.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => literal.push(c),
        }
    }
    literal.push('\'');
    literal
}

/// Nodes and lines as tables, each with the name of its file: accounts, hosts and logons always, the rest where there is any.
fn tables(Drawn { nodes, edges, movement, .. }: &Drawn) -> Result<Vec<(&'static str, Vec<u8>)>, Message> {
    let mut accounts = Table::new();
    accounts.row(["user:ID(Username)", "rights", "sid", "domain", "rank:double", "events:int", ":LABEL"])?;
    let mut hosts = Table::new();
    hosts.row(["IP:ID(IPAddress)", "hostname", "addresses", "rank:double", "events:int", ":LABEL"])?;
    let mut domains = Table::new();
    domains.row(["domain:ID(Domain)", ":LABEL"])?;
    let mut policies = Table::new();
    policies.row(["sub:ID(ID)", "id:int", ":LABEL"])?;
    // A machine is drawn twice where targets stand beside sources.
    let mut known: BTreeSet<&str> = BTreeSet::new();
    let has = |kind: NodeKind| nodes.iter().any(|node| node.kind == kind);
    for node in nodes {
        let (rank, events, identifiers) = (node.rank.to_string(), node.events.to_string(), node.identifiers.join(" "));
        match node.kind {
            NodeKind::Host if !known.insert(&node.label) => {}
            NodeKind::Host => hosts.row([address(node), &node.label, &identifiers, &rank, &events, "IPAddress"])?,
            NodeKind::Domain => domains.row([&node.label, "Domain"])?,
            NodeKind::PolicyChange => policies.row([&node.label, "4719", "ID"])?,
            _ => accounts.row([&node.label, rights(node), &identifiers, &node.domain, &rank, &events, "Username"])?,
        }
    }
    let between = |ends: [&str; 2]| -> Result<Table, Message> {
        let mut table = Table::new();
        let [from, to] = [(":START_ID", ends[0]), (":END_ID", ends[1])].map(|(end, label)| format!("{end}({label})"));
        let of_line = ["id:int", "logintype:int", "status", "count:int", "authname", "first", "last", "user"];
        table.row([&*from, &*to, ":TYPE"].into_iter().chain(of_line))?;
        Ok(table)
    };
    let mut logons = between(["IPAddress", if *movement { "IPAddress" } else { "Username" }])?;
    let mut others: BTreeMap<&'static str, Table> = BTreeMap::new();
    for edge in edges {
        let (Some(from), Some(to)) = (nodes.get(edge.from), nodes.get(edge.to)) else { continue };
        let file = match (from.kind, to.kind) {
            (NodeKind::Host, _) => None,
            (_, NodeKind::Domain) => Some("lines-to-domains.csv"),
            (_, NodeKind::PolicyChange) => Some("lines-to-policies.csv"),
            _ => Some("lines-to-hosts.csv"),
        };
        let table = match file {
            None => &mut logons,
            Some(file) => match others.entry(file) {
                Entry::Occupied(table) => table.into_mut(),
                Entry::Vacant(free) => free.insert(between([names(from.kind).0, names(to.kind).0])?),
            },
        };
        table.row([
            &*from.label,
            &to.label,
            kind_of_line(from, to),
            &edge.event_id.to_string(),
            &edge.logon_type.map(|kind| kind.to_string()).unwrap_or_default(),
            &edge.status,
            &edge.count.to_string(),
            &edge.authentication,
            &edge.first,
            &edge.last,
            edge.account.as_deref().unwrap_or_default(),
        ])?;
    }
    let mut all = vec![
        ("accounts.csv", accounts.into_bytes()),
        ("hosts.csv", hosts.into_bytes()),
        ("logons.csv", logons.into_bytes()),
    ];
    if has(NodeKind::Domain) {
        all.push(("domains.csv", domains.into_bytes()));
    }
    if has(NodeKind::PolicyChange) {
        all.push(("policies.csv", policies.into_bytes()));
    }
    for (name, table) in others {
        all.push((name, table.into_bytes()));
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::literal;

    #[test]
    fn no_name_ends_a_string_of_cypher() {
        assert_eq!(literal("o'neil\\"), "'o\\'neil\\\\'");
        assert_eq!(literal("a\n'}) DETACH DELETE n //\0"), "'a\\n\\'}) DETACH DELETE n //\\u0000'");
    }
}
