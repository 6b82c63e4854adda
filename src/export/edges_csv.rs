//! The links of the graph as CSV (RFC 4180): LogonTracer's columns first, then what it has not.
//!
//! An unknown value is an empty cell. A cell that a spreadsheet would take for a formula gets a `'` in front; numbers do not
//! begin with a sign here.

use super::nothing_yet;
use super::table::{Table, guarded};
use crate::engine::Case;
use crate::graph::account_host::Link;
use crate::model::events::{NO_LOGON_TYPE, NO_STATUS};
use crate::model::status;
use crate::protocol::Message;
use crate::sorting::InOrder;
use std::borrow::Cow;

/// The first row.
pub const HEADER: [&str; 10] =
    ["username", "host", "id", "logontype", "status", "count", "authname", "domain", "first", "last"];

/// A row a link, in the order of the analysis document.
pub fn bytes(case: &Case) -> Result<Vec<u8>, Message> {
    let derived = case.derived().ok_or_else(nothing_yet)?;
    let mut table = Table::new();
    table.row(HEADER)?;
    for link in links_in_order(case, derived.graph.links()) {
        let account = derived.account(case.grounds(), link.key.account);
        let host = derived.host(case.grounds(), link.key.host);
        let [first, last] = [link.first, link.last].map(|time| Cow::Owned(derived.zone.iso(time)));
        let cells: [Cow<'_, str>; 10] = [
            guarded(account.map_or("", |account| &account.label)),
            guarded(host.map_or("", |host| &host.label)),
            Cow::Owned(link.key.event_id.to_string()),
            Cow::Owned(if link.key.logon_type == NO_LOGON_TYPE {
                String::new()
            } else {
                link.key.logon_type.to_string()
            }),
            Cow::Owned(if link.key.status == NO_STATUS { String::new() } else { status::code(link.key.status) }),
            Cow::Owned(link.count().to_string()),
            guarded(case.store().strings.get(link.key.authentication)),
            guarded(account.and_then(|account| account.domain.as_deref()).unwrap_or("")),
            first,
            last,
        ];
        table.row(cells.iter().map(|cell| cell.as_bytes()))?;
    }
    Ok(table.into_bytes())
}

/// `links` by source, account, event id, logon type, status and authentication, as shown.
pub fn links_in_order<'a>(case: &'a Case, links: &'a [Link]) -> Vec<&'a Link> {
    let Some(derived) = case.derived() else { return Vec::new() };
    let host = |host: u32| derived.host(case.grounds(), host).map_or("", |host| &host.label);
    let account = |account: u32| derived.account(case.grounds(), account).map_or("", |account| &account.label);
    // Labels are compared once for each node, not for each pair of links.
    let hosts = places_of((0..derived.scope.hosts.len() as u32).map(host));
    let accounts = places_of((0..derived.scope.accounts.len() as u32).map(account));
    let place = |places: &[u32], of: u32| places.get(of as usize).copied().unwrap_or(0);
    let mut links: Vec<&Link> = links.iter().collect();
    links.order_by_cached_key(|link| {
        let key = link.key;
        let authentication = case.store().strings.get(key.authentication);
        let ends = (place(&hosts, key.host), place(&accounts, key.account));
        (ends, key.event_id, key.logon_type, key.status, authentication, key.line)
    });
    links
}

/// For each text its place in alphabetical order; equal texts have equal places.
fn places_of<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<u32> {
    let mut order: Vec<(&str, usize)> = texts.zip(0..).collect();
    order.order();
    let mut places = vec![0; order.len()];
    for (place, same) in (0..).zip(order.chunk_by(|a, b| a.0 == b.0)) {
        for (_, text) in same {
            places[*text] = place;
        }
    }
    places
}
