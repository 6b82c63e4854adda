//! Ways from one node to another under the filter: over the lines of the graph, or by logons in the order of time.
//!
//! In time, a logon that worked is a contact of its source, its account and, where that is a host of the graph too, the machine logged
//! on to: whoever holds one of them at that moment may hold the others after it. An intruder at a source uses the account and lands on
//! the machine; what lies ready there (the accounts that log on to it) can be taken along.

use super::rows::Case;
use super::views::facts::logon_type_in_words;
use crate::graph::paths::{Best, Contact, Hop, NO_NODE, in_time, shortest};
use crate::model::facts::is_failure;
use crate::model::identity::target_host;
use crate::protocol::NodeKind;
use crate::protocol::path::{PathEnd, PathKind, PathQuery, PathStep, PathView};
use crate::protocol::rows::{Only, RowsOf, RowsQuery};

/// The way that `query` asks for.
pub fn path_view(case: Case<'_>, query: &PathQuery, generation: u32) -> PathView {
    let mut view = PathView { generation, query: query.clone(), ..PathView::default() };
    let nodes = case.derived.nodes.len() as u32;
    let privileged = |node: u32| end(case, node).kind == NodeKind::PrivilegedAccount;
    let is_goal = |node: u32| query.to.map_or_else(|| privileged(node), |to| node == to);
    view.nodes.push(query.from);
    if query.kind == PathKind::Shortest {
        let edges: Vec<Option<(u32, u32)>> =
            (0..case.derived.edges.len() as u32).map(|edge| ends(case, edge, query.to.is_some())).collect();
        let mut at = query.from;
        for edge in shortest(nodes, &edges, query.from, is_goal).unwrap_or_default() {
            let (host, account) = edges.get(edge as usize).copied().flatten().unwrap_or_default();
            let to = if at == host { account } else { host };
            view.steps.extend(over_edge(case, edge, at, to));
            view.edges.push(edge);
            view.nodes.push(to);
            at = to;
        }
        return view;
    }
    let best = if query.kind == PathKind::Earliest { Best::Earliest } else { Best::Shortest };
    let most_wait = query.most_wait.map(|seconds| (seconds * 1e6) as i64);
    let told = Contacts::new(case);
    let contacts = told.contacts();
    for hop in in_time(nodes, contacts, query.from, is_goal, best, most_wait).unwrap_or_default() {
        // From machine to machine one goes as an account, by its lines.
        let account = told.account_of(hop.row).filter(|account| *account != hop.from && *account != hop.to);
        let by_account = account.into_iter().flat_map(|by| [(hop.from, by), (by, hop.to)]);
        for (a, b) in std::iter::once((hop.from, hop.to)).chain(by_account) {
            view.edges.extend(line_between(case, a, b));
        }
        view.nodes.extend(account);
        view.nodes.push(hop.to);
        view.steps.push(by_logon(case, hop));
    }
    view
}

/// The ends of a line that the filter leaves: of one that is drawn, or of the logons of accounts, which alone lead to a privileged one.
fn ends(case: Case<'_>, edge: u32, drawn: bool) -> Option<(u32, u32)> {
    let index = *case.derived.edges.get(edge as usize)?;
    if case.derived.graph.is_joined(index) != (drawn && case.derived.shows.movement) {
        return None;
    }
    let (host, account) = case.derived.graph.ends(index)?;
    rows_left(case, edge).next()?;
    Some((case.derived.place(host), case.derived.place(account)))
}

/// The line of the graph between two nodes, whichever of them is the host.
fn line_between(case: Case<'_>, a: u32, b: u32) -> Option<u32> {
    let index = |node: u32| case.derived.nodes.get(node as usize).copied();
    let (a, b) = (index(a)?, index(b)?);
    case.derived.edge_place(a, b).or_else(|| case.derived.edge_place(b, a))
}

/// The rows of a line under the filter, and whether each failed.
fn rows_left<'a>(case: Case<'a>, edge: u32) -> impl Iterator<Item = (u32, bool)> + use<'a> {
    let graph = &case.derived.graph;
    let bundle = case.derived.edges.get(edge as usize).and_then(|edge| graph.graph.edge_weight(*edge));
    let links = bundle.into_iter().flat_map(|bundle| graph.links_of(bundle));
    links
        .flat_map(|link| graph.rows_of(link).iter().map(move |row| (*row, link.failed())))
        .filter(move |(row, _)| case.filtering.is_none_or(|left| left.contains(*row)))
}

fn end(case: Case<'_>, node: u32) -> PathEnd {
    let index = case.derived.nodes.get(node as usize).copied().unwrap_or_default();
    let facts = case.derived.node_facts(case.grounds, index);
    PathEnd { node, kind: facts.kind, label: facts.label.to_owned() }
}

fn over_edge(case: Case<'_>, edge: u32, from: u32, to: u32) -> Option<PathStep> {
    let (mut count, mut failed, mut span) = (0, 0, (i64::MAX, i64::MIN));
    for (position, has_failed) in rows_left(case, edge) {
        let time = time(case, position);
        (count, failed) = (count + 1, failed + u32::from(has_failed));
        span = (span.0.min(time), span.1.max(time));
    }
    let says = match failed {
        0 => String::new(),
        all if all == count => "all failed".to_owned(),
        some => format!("{some} failed"),
    };
    let rows = RowsQuery { of: RowsOf::Edge(edge), only: Only::default(), within: true };
    (count > 0).then(|| PathStep { from: end(case, from), to: end(case, to), says, span, count, rows })
}

fn by_logon(case: Case<'_>, hop: Hop) -> PathStep {
    let row = case.grounds.order.rows.get(hop.row as usize).map_or(0, |row| *row as usize);
    let events = &case.store.events;
    let facts = events.kind[row].facts();
    let mut says = format!("{} {}", facts.id, facts.title);
    let logon_type = logon_type_in_words(events.logon_type[row]);
    if logon_type != "-" {
        says.push_str(&format!(", {logon_type}"));
    }
    let (from, to) = (end(case, hop.from), end(case, hop.to));
    if from.kind == NodeKind::Host && to.kind == NodeKind::Host {
        let account = case.grounds.identities.accounts.of_row.get(hop.row as usize);
        let account = account.and_then(|account| case.grounds.identities.accounts.all.get(*account as usize));
        says.push_str(&format!(", as {}", account.map_or("an unknown account", |account| account.label.as_str())));
    } else if let Some(machine) =
        target_host(case.store, row).filter(|machine| **machine != *from.label && **machine != *to.label)
    {
        says.push_str(&format!(", to {machine}"));
    }
    let rows = RowsOf::Listed { title: format!("Logon from {} to {}", from.label, to.label), rows: vec![hop.row] };
    let rows = RowsQuery { of: rows, only: Only::default(), within: false };
    PathStep { from, to, says, span: (hop.time, hop.time), count: 1, rows }
}

fn time(case: Case<'_>, position: u32) -> i64 {
    let row = case.grounds.order.rows.get(position as usize);
    row.and_then(|row| case.store.events.time.get(*row as usize)).copied().unwrap_or(0)
}

/// Which nodes the rows of a case tell, the machine logged on to included.
struct Contacts<'a> {
    case: Case<'a>,
    /// Place of each machine logged on to; [`NO_NODE`] for those without a node.
    place: Vec<u32>,
}

impl<'a> Contacts<'a> {
    fn new(case: Case<'a>) -> Self {
        let nodes = case.derived.nodes_of_targets(case.grounds.targets(case.store));
        let place = nodes.into_iter().map(|node| node.map_or(NO_NODE, |node| case.derived.place(node))).collect();
        Self { case, place }
    }

    /// The account of a logon in scope.
    fn account_of(&self, position: u32) -> Option<u32> {
        let scope = &self.case.derived.scope;
        let at = scope.positions.binary_search(&position).ok()?;
        Some(self.case.derived.place(self.case.derived.graph.account(*scope.account.get(at)?)))
    }

    /// Every logon in scope that worked and that the filter leaves, in the order of time.
    fn contacts(&self) -> impl Iterator<Item = Contact> + '_ {
        let case = self.case;
        let (derived, events, targets) = (case.derived, &case.store.events, case.grounds.targets(case.store));
        derived.scope.iter().filter_map(move |(position, account, host)| {
            let row = *case.grounds.order.rows.get(position as usize)? as usize;
            let failed = is_failure(events.kind[row].id(), events.status[row]);
            if failed || case.filtering.is_some_and(|left| !left.contains(position)) {
                return None;
            }
            let machine = targets.number(case.store, row).and_then(|target| self.place.get(target as usize));
            let nodes = [
                derived.place(derived.graph.host(host)),
                derived.place(derived.graph.account(account)),
                machine.copied().unwrap_or(NO_NODE),
            ];
            Some(Contact { time: events.time[row], row: position, nodes })
        })
    }
}

#[cfg(test)]
mod tests;
