//! The sessions of an account, from a host, or of an account from a host.

use super::details::Sources;
use super::facts::logon_type_in_words;
use crate::analysis::rules::Evidence;
use crate::analysis::sessions::{self, End, Session};
use crate::protocol::details::{LISTED_SESSIONS, SessionView};
use crate::screen::words::seconds;

/// Of which account, and from which host, by their numbers among all identities.
#[derive(Clone, Copy, Default)]
pub struct Of {
    /// The account.
    pub account: Option<u32>,
    /// The source.
    pub host: Option<u32>,
}

impl Sources<'_> {
    /// Those that begin under the filter, the latest first, and how many there are.
    pub fn sessions(self, of: Of) -> (Vec<SessionView>, u32) {
        let identities = &self.grounds.identities;
        let number = |of_row: &[u32], position: u32| of_row.get(position as usize).copied();
        // All of the account, whatever their source, so that it is seen which overlap.
        let wanted = |position: u32| match of {
            Of { account: Some(account), .. } => number(&identities.accounts.of_row, position) == Some(account),
            Of { host, .. } => number(&identities.hosts.of_row, position) == host,
        };
        let all = sessions::of(&Evidence::new(self.store, &self.grounds.order.rows, identities), &wanted);
        let is_shown = |session: &&Session| {
            (of.host.is_none() || session.source == of.host)
                && self.filtering.is_none_or(|left| left.contains(session.row))
        };
        let shown: Vec<&Session> = all.iter().filter(is_shown).collect();
        let listed = shown.iter().rev().take(LISTED_SESSIONS).map(|session| self.session(session, of)).collect();
        (listed, shown.len() as u32)
    }

    fn session(self, session: &Session, of: Of) -> SessionView {
        let identities = &self.grounds.identities;
        let account = session.account.and_then(|number| identities.accounts.all.get(number as usize));
        let host = session.source.and_then(|number| identities.hosts.all.get(number as usize));
        let mut between = Vec::new();
        if let (None, Some(account)) = (of.account, account) {
            between.push(account.label.clone());
        }
        if let (None, Some(host)) = (of.host, host) {
            between.push(format!("from {}", host.label));
        }
        let computer = self.store.strings.get(session.computer);
        if !computer.is_empty() {
            between.push(format!("on {computer}"));
        }
        let length = match session.end {
            End::At(_) => seconds(session.length().unwrap_or(0) as f64 / 1e6),
            End::Open => "open at the end of the log".to_owned(),
            End::Untold => "end not told".to_owned(),
        };
        SessionView {
            row: session.row,
            start: session.start,
            length,
            logon_type: logon_type_in_words(session.logon_type),
            between: between.join(" "),
            concurrent: session.concurrent,
        }
    }
}
