//! The graph for Neo4j, with LogonTracer's labels and properties: a Cypher script, and the same as CSV for `neo4j-admin database import`.
//! All in one ZIP. LogonTracer knows no lines from host to host: those are of a type of their own, with the account as a property.

use super::drawn::{Drawn, Node};
use super::table::Table;
use super::zip;
use crate::engine::Case;
use crate::protocol::{Message, NodeKind};

const READ_ME: &str = "The graph of a LogonScope case for Neo4j.\n\n\
    Into an existing database:  cypher-shell < logons.cypher\n\
    Into a new one:             neo4j-admin database import full --nodes=accounts.csv --nodes=hosts.csv --relationships=logons.csv neo4j\n";

/// A ZIP of `README.txt`, `logons.cypher`, `accounts.csv`, `hosts.csv` and `logons.csv`.
///
/// # Errors
/// Nothing was analysed.
pub fn bytes(case: &Case) -> Result<Vec<u8>, Message> {
    let drawn = Drawn::of(case)?;
    let [accounts, hosts, logons] = tables(&drawn)?;
    let script = script(&drawn);
    let read_me = format!("{READ_ME}\nRanked by: {}\n", drawn.ranked_by);
    Ok(zip::of(&[
        ("README.txt", read_me.as_bytes()),
        ("logons.cypher", script.as_bytes()),
        ("accounts.csv", &accounts),
        ("hosts.csv", &hosts),
        ("logons.csv", &logons),
    ]))
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
        let (to, line, user) = match &edge.account {
            None => ("Username {user", "Event {", String::new()),
            Some(by) => ("IPAddress {IP", "Movement {", format!("user: {}, ", literal(by))),
        };
        script.push_str(&format!(
            "MATCH (h:IPAddress {{IP: {}}}), (u:{to}: {}}}) CREATE (h)-[:{line}{user}id: {}, logintype: {}, status: {}, \
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

fn tables(Drawn { nodes, edges, movement, .. }: &Drawn) -> Result<[Vec<u8>; 3], Message> {
    let mut accounts = Table::new();
    accounts.row(["user:ID(Username)", "rights", "sid", "domain", "rank:double", "events:int", ":LABEL"])?;
    let mut hosts = Table::new();
    hosts.row(["IP:ID(IPAddress)", "hostname", "addresses", "rank:double", "events:int", ":LABEL"])?;
    for node in nodes {
        let (rank, events, identifiers) = (node.rank.to_string(), node.events.to_string(), node.identifiers.join(" "));
        match node.kind {
            NodeKind::Host => hosts.row([address(node), &node.label, &identifiers, &rank, &events, "IPAddress"])?,
            _ => accounts.row([&node.label, rights(node), &identifiers, &node.domain, &rank, &events, "Username"])?,
        }
    }
    let mut logons = Table::new();
    logons.row([
        ":START_ID(IPAddress)",
        if *movement { ":END_ID(IPAddress)" } else { ":END_ID(Username)" },
        ":TYPE",
        "id:int",
        "logintype:int",
        "status",
        "count:int",
        "authname",
        "first",
        "last",
        "user",
    ])?;
    for edge in edges {
        let (Some(host), Some(account)) = (nodes.get(edge.from), nodes.get(edge.to)) else { continue };
        logons.row([
            address(host),
            &account.label,
            if *movement { "Movement" } else { "Event" },
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
    Ok([accounts.into_bytes(), hosts.into_bytes(), logons.into_bytes()])
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
