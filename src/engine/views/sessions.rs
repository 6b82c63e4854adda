//! The sessions of an account, from a host, or of an account from a host.

use super::details::Sources;
use super::facts::logon_type_in_words;
use crate::analysis::rules::Evidence;
use crate::analysis::sessions::{self, End, Session};
use crate::protocol::details::{LISTED_SESSIONS, SessionView};
use crate::screen::words::seconds;
use crate::sorting::InOrder;
use std::rc::Rc;

/// Sessions of so many subjects are kept ...
const KEPT: usize = 8;
/// ... but no more than so many sessions beside those of the last subject.
const MOST: usize = 200_000;

/// Whose sessions: of an account, from a host, or of several accounts.
type Whose = (Option<u32>, Option<u32>, Vec<Option<u32>>);

/// The sessions of the subjects that were looked at last. To find them all rows have to be gone through, and they are asked for anew with
/// every filter; they are the same as long as rows and who they mean are.
#[derive(Debug, Default)]
pub struct Kept {
    /// Of which evidence, see [`crate::protocol::GraphView::evidence`].
    evidence: u32,
    /// The latest last.
    of: Vec<(Whose, Rc<Vec<Session>>)>,
}

impl Kept {
    /// The sessions of a subject, found by `find` if they are not here.
    fn get(&mut self, evidence: u32, of: Whose, find: impl FnOnce() -> Vec<Session>) -> Rc<Vec<Session>> {
        if self.evidence != evidence {
            *self = Self { evidence, of: Vec::new() };
        }
        let here = self.of.iter().position(|(known, _)| *known == of).map(|at| self.of.remove(at).1);
        let sessions = here.unwrap_or_else(|| Rc::new(find()));
        let mut room = MOST;
        let fits = |(_, sessions): &&(Whose, Rc<Vec<Session>>)| {
            let fits = sessions.len() <= room;
            room -= sessions.len().min(room);
            fits
        };
        let stay = self.of.iter().rev().take(KEPT - 1).take_while(fits).count();
        self.of.drain(..self.of.len() - stay);
        self.of.push((of, sessions.clone()));
        sessions
    }
}

/// Of which account, and from which host, by their numbers among all identities.
#[derive(Clone, Default)]
pub struct Of {
    /// The account.
    pub account: Option<u32>,
    /// The source.
    pub host: Option<u32>,
    /// The rows that may begin them, ascending; any if `None`.
    pub rows: Option<Vec<u32>>,
}

impl Sources<'_> {
    /// Those that begin under the filter, the latest first, and how many there are.
    pub fn sessions(self, of: Of) -> (Vec<SessionView>, u32) {
        let identities = &self.grounds.identities;
        let number = |of_row: &[u32], position: u32| of_row.get(position as usize).copied();
        let by = |row: &u32| number(&identities.accounts.of_row, *row);
        let mut accounts: Vec<Option<u32>> = of.rows.iter().flatten().map(by).collect();
        accounts.order();
        accounts.dedup();
        // All of the account, whatever their source, so that it is seen which overlap.
        let wanted = |position: u32| match (of.account, of.host) {
            (Some(account), _) => number(&identities.accounts.of_row, position) == Some(account),
            (None, Some(host)) => number(&identities.hosts.of_row, position) == Some(host),
            (None, None) => accounts.binary_search(&number(&identities.accounts.of_row, position)).is_ok(),
        };
        let find = || sessions::of(&Evidence::of_rows(self.store, &self.grounds.order.rows, identities), &wanted);
        let whose = (of.account, of.host.filter(|_| of.account.is_none()), accounts.clone());
        let all = self.sessions.borrow_mut().get(self.evidence, whose, find);
        let is_shown = |session: &&Session| {
            (of.host.is_none() || session.source == of.host)
                && of.rows.as_ref().is_none_or(|rows| rows.binary_search(&session.row).is_ok())
                && self.filtering.is_none_or(|left| left.contains(session.row))
        };
        let shown: Vec<&Session> = all.iter().filter(is_shown).collect();
        let listed = shown.iter().rev().take(LISTED_SESSIONS).map(|session| self.session(session, &of)).collect();
        (listed, shown.len() as u32)
    }

    fn session(self, session: &Session, of: &Of) -> SessionView {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn of(account: u32) -> Whose {
        (Some(account), None, Vec::new())
    }

    /// Whether the sessions of these accounts, asked for one after another, had to be found; each has so many.
    fn found(kept: &mut Kept, evidence: u32, accounts: &[(u32, usize)]) -> Vec<bool> {
        let session = Session {
            told: sessions::Told::BySecurity,
            computer: crate::model::strings::StringId(0),
            id: 1,
            account: None,
            source: None,
            logon_type: 3,
            start: 0,
            end: End::Open,
            switches: Vec::new(),
            concurrent: false,
            row: 0,
        };
        let ask = |(account, count): &(u32, usize)| {
            let mut was_found = false;
            let sessions = kept.get(evidence, of(*account), || {
                was_found = true;
                vec![session.clone(); *count]
            });
            assert_eq!(sessions.len(), *count);
            was_found
        };
        accounts.iter().map(ask).collect()
    }

    #[test]
    fn sessions_of_a_subject_are_found_once_for_the_same_evidence() {
        let mut kept = Kept::default();
        assert_eq!(found(&mut kept, 1, &[(1, 2), (1, 2), (2, 3), (1, 2)]), [true, false, true, false]);
        assert_eq!(found(&mut kept, 2, &[(1, 2), (1, 2)]), [true, false]);
    }

    #[test]
    fn those_looked_at_long_ago_and_too_many_give_way() {
        let mut kept = Kept::default();
        let each: Vec<(u32, usize)> = (0..KEPT as u32 + 1).map(|account| (account, 1)).collect();
        assert!(found(&mut kept, 1, &each).iter().all(|found| *found));
        assert_eq!(found(&mut kept, 1, &[(2, 1), (0, 1)]), [false, true]);
        assert_eq!(found(&mut kept, 1, &[(50, MOST + 1), (50, MOST + 1), (2, 1)]), [true, false, false]);
        assert_eq!(found(&mut kept, 1, &[(50, MOST + 1)]), [true], "it gave way to the small one");
    }
}
