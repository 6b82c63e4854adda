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
use std::borrow::Cow;

/// The first row.
pub const HEADER: [&str; 10] =
    ["username", "host", "id", "logontype", "status", "count", "authname", "domain", "first", "last"];

/// A row a link, in the order of the analysis document.
pub fn bytes(case: &Case) -> Result<Vec<u8>, Message> {
    let derived = case.derived().ok_or_else(nothing_yet)?;
    let mut table = Table::new();
    table.row(HEADER)?;
    for link in links_in_order(case) {
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
    table.into_bytes()
}

/// All links by source, account, event id, logon type, status and authentication, as shown.
pub fn links_in_order(case: &Case) -> Vec<&Link> {
    let Some(derived) = case.derived() else { return Vec::new() };
    let label = |link: &Link| {
        let host = derived.host(case.grounds(), link.key.host).map_or("", |host| &host.label);
        let account = derived.account(case.grounds(), link.key.account).map_or("", |account| &account.label);
        (host, account)
    };
    let mut links: Vec<&Link> = derived.graph.links().iter().collect();
    links.sort_by(|a, b| {
        let rest = |link: &Link| {
            let authentication = case.store().strings.get(link.key.authentication);
            (link.key.event_id, link.key.logon_type, link.key.status, authentication)
        };
        label(a).cmp(&label(b)).then_with(|| rest(a).cmp(&rest(b)))
    });
    links
}
