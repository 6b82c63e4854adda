//! The table of rows: what each column shows, and what the rows of a set are called.

use super::facts::{logon_type_in_words, status_in_words};
use crate::engine::rows::Case;
use crate::graph::account_host::Node;
use crate::model::events::{AccountClaim, EventStore, NO_LOGON_TYPE, NO_STATUS};
use crate::model::facts::EVENTS;
use crate::model::identity::target_host;
use crate::model::identity::{Account, stable_key};
use crate::protocol::NodeKind;
use crate::protocol::rows::{Column, Only, RowView, RowsOf, RowsQuery};

/// What the table shows of the row at `position`.
pub fn row_view(case: Case<'_>, position: u32) -> Option<RowView> {
    let row = *case.grounds.order.rows.get(position as usize)? as usize;
    let time = *case.store.events.time.get(row)?;
    let cells = Column::ALL.iter().map(|(column, _)| cell(case, row, *column)).collect();
    Some(RowView { row: position, time, cells })
}

/// What `column` shows of row `row` of the store; empty for what is unknown, and for the time.
pub fn cell(case: Case<'_>, row: usize, column: Column) -> String {
    let (store, events) = (case.store, &case.store.events);
    let text = |id| store.strings.get(id).to_owned();
    let kind = events.kind[row].facts();
    match column {
        Column::Time => String::new(),
        Column::Event => format!("{} {}", kind.id, kind.title),
        Column::Account => name(store, &store.accounts.get(events.account[row])).to_owned(),
        Column::Domain => text(store.accounts.get(events.account[row]).domain),
        Column::Source => {
            let source = store.sources.get(events.source[row]);
            match (store.strings.get(source.address), store.strings.get(source.workstation)) {
                (address, "") => address.to_owned(),
                ("", workstation) => workstation.to_owned(),
                (address, workstation) => format!("{address} ({workstation})"),
            }
        }
        Column::Target => target_host(store, row).unwrap_or_default().to_owned(),
        Column::LogonType => said(logon_type_in_words(events.logon_type[row])),
        Column::Status => said(status_in_words(kind.id, events.status[row])),
        Column::Authentication => text(events.authentication[row]),
        Column::Computer => text(events.computer[row]),
        Column::Subject => in_domain(store, &store.accounts.get(events.subject[row])),
        Column::Detail => {
            let texts = store.details.get(events.details[row]).0.into_iter().filter(|text| text.is_some());
            // Lists come a line an entry: here all is one line.
            let in_a_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            texts.map(|text| in_a_line(store.strings.get(text))).collect::<Vec<_>>().join(" · ")
        }
        Column::Record => events.record_id[row].to_string(),
        Column::File => path(case, events.place[row].file()),
    }
}

/// The path of a file of the case.
pub fn path(case: Case<'_>, file: u32) -> String {
    case.files.get(file).map(|file| file.path.clone()).unwrap_or_default()
}

fn name<'s>(store: &'s EventStore, claim: &AccountClaim) -> &'s str {
    store.strings.get(if claim.name.is_some() { claim.name } else { claim.sid })
}

/// `DOMAIN\name`, as far as it is known.
pub fn in_domain(store: &EventStore, claim: &AccountClaim) -> String {
    match (store.strings.get(claim.domain), name(store, claim)) {
        ("", name) => name.to_owned(),
        (domain, name) => format!("{domain}\\{name}"),
    }
}

/// Without the dash that stands for nothing elsewhere.
fn said(words: String) -> String {
    if words == "-" { String::new() } else { words }
}

/// What the rows of `query` are called: `4769 by t.verney from 10.20.3.41`. The hour of a cell is left to the page, which prints
/// times.
pub fn title(case: Case<'_>, query: &RowsQuery) -> String {
    let derived = case.derived;
    let label = |node: u32| {
        let index = derived.nodes.get(node as usize).copied().unwrap_or_default();
        derived.node_facts(case.grounds, index).label
    };
    let finding = |place: u32| case.finding(place).map_or("Finding", |finding| finding.rule().title);
    let whose = match &query.of {
        RowsOf::Case if query.only == Only::default() => {
            let narrowed = query.within && case.filtering.is_some();
            return if narrowed { "Rows under the filter" } else { "All rows" }.to_owned();
        }
        RowsOf::Listed { title, .. } if query.only == Only::default() => return title.clone(),
        RowsOf::Listed { title, .. } => format!(" of {title}"),
        RowsOf::Finding(place) if query.only == Only::default() => return finding(*place).to_owned(),
        RowsOf::Finding(place) => format!(" of {}", finding(*place)),
        RowsOf::Case => String::new(),
        RowsOf::File(file) => format!(" in {}", path(case, *file)),
        RowsOf::Cell { node, .. } | RowsOf::Node(node) => match derived.node_at(*node) {
            Some(Node::Host(_)) => format!(" from {}", label(*node)),
            Some(Node::Joined(_)) => {
                let word =
                    match derived.nodes.get(*node as usize).map(|node| derived.node_facts(case.grounds, *node).kind) {
                        Some(NodeKind::Host) => "to",
                        Some(NodeKind::Domain | NodeKind::PolicyChange) => "of",
                        _ => "by",
                    };
                format!(" {word} {}", label(*node))
            }
            _ => format!(" by {}", label(*node)),
        },
        RowsOf::Compared { called, account, host, logon_type, computer, .. } => {
            let by = account.map(|account| format!(" by {}", label(account))).unwrap_or_default();
            let from = host.map(|host| format!(" from {}", label(host))).unwrap_or_default();
            let to = computer.as_ref().map(|computer| format!(" to {computer}")).unwrap_or_default();
            let only = Only { logon_type: *logon_type, ..Only::default() };
            format!("{by}{from}{to}{} {called}", further(&only))
        }
        RowsOf::Edge(edge) => {
            let ends = derived.edges.get(*edge as usize).and_then(|edge| derived.graph.ends(*edge));
            let (from, to) = ends.unwrap_or_default();
            let [first, last] = [from, to].map(|node| label(derived.place(node)));
            match derived.node_facts(case.grounds, to).kind {
                NodeKind::Host if derived.is_host(from) => format!(" from {first} to {last}"),
                NodeKind::Host => format!(" by {first} to {last}"),
                NodeKind::Domain | NodeKind::PolicyChange => format!(" by {first} of {last}"),
                _ => format!(" by {last} from {first}"),
            }
        }
    };
    format!("{}{whose}{}{}", what(query), by(case, &query.only), further(&query.only))
}

/// `4769`, `Failed logons`, `Rows`.
fn what(query: &RowsQuery) -> String {
    let are_logons =
        matches!(query.of, RowsOf::Node(_) | RowsOf::Edge(_) | RowsOf::Cell { .. } | RowsOf::Compared { .. });
    match (query.only.event_id, query.only.failed, are_logons) {
        (Some(id), Some(true), _) => format!("Failed {id}"),
        (Some(id), Some(false), _) => format!("Successful {id}"),
        (Some(id), None, _) => id.to_string(),
        (None, Some(true), _) => "Failed logons".to_owned(),
        (None, Some(false), _) => "Successful logons".to_owned(),
        (None, None, true) => "Logons".to_owned(),
        (None, None, false) => "Rows".to_owned(),
    }
}

/// Whose they are, where that is asked for.
fn by(case: Case<'_>, only: &Only) -> String {
    let all = &case.grounds.identities.accounts.all;
    let is = |account: &&Account| only.account.map(u64::from) == Some(stable_key(b'a', &account.identity));
    all.iter().filter(|_| only.account.is_some()).find(is).map_or_else(String::new, |by| format!(" by {}", by.label))
}

/// The rest of what they are narrowed to.
fn further(only: &Only) -> String {
    let mut words = String::new();
    match only.logon_type {
        None => {}
        Some(NO_LOGON_TYPE) => words.push_str(", no logon type"),
        Some(logon_type) => words.push_str(&format!(", type {}", logon_type_in_words(logon_type))),
    }
    match only.status {
        None | Some(NO_STATUS) => {}
        Some(status) => {
            let id = only.event_id.unwrap_or(EVENTS[0].id);
            words.push_str(&format!(", {}", status_in_words(id, status)));
        }
    }
    match only.authentication.as_deref() {
        None | Some("") => {}
        Some(package) => words.push_str(&format!(", {package}")),
    }
    words
}
