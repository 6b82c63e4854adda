//! Sessions: from a logon to its end, with what happened to them in between, and which of an account overlap.
//!
//! A session of Windows begins with 4624 and ends with 4634 or 4647 of the same computer and logon id; 4778 and 4779 say that a
//! client took it up or left it. Remote Desktop's own log numbers its sessions otherwise: 21 begins one, 23 ends it, 24 and 25 are
//! the leaving and the taking up. Logon ids begin anew when a computer does: a logon with the id of an open session means that the
//! end of that one is not told.

use super::rules::Evidence;
use crate::model::facts::events::RDP_SESSIONS;
use crate::model::strings::StringId;
use foldhash::fast::FixedState;
use std::collections::HashMap;

/// Who tells of a session, and so how it is numbered.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Told {
    /// The Security log, by logon id.
    BySecurity,
    /// Remote Desktop's LocalSessionManager, by session id.
    ByRemoteDesktop,
}

/// How a session ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// At this time, microseconds since 1970.
    At(i64),
    /// Not before the log did: still open there.
    Open,
    /// Its id was given to another: when it ended is not told.
    Untold,
}

/// A session.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Session {
    /// Who tells of it.
    pub told: Told,
    /// The computer on which it is.
    pub computer: StringId,
    /// Its logon id, or its number in Remote Desktop's log.
    pub id: u64,
    /// Number of the account, if the record names one.
    pub account: Option<u32>,
    /// Number of the host that it came from.
    pub source: Option<u32>,
    /// The logon type, or [`crate::model::events::NO_LOGON_TYPE`].
    pub logon_type: u8,
    /// When it began, microseconds since 1970.
    pub start: i64,
    /// When it ended.
    pub end: End,
    /// When clients took it up (`true`) or left it (`false`), and from where.
    pub switches: Vec<(i64, bool, Option<u32>)>,
    /// Whether the same account had a session from another source meanwhile.
    pub concurrent: bool,
    /// The row that began it: its place in the order of the case.
    pub row: u32,
}

impl Session {
    /// Microseconds from start to end, if the end is told.
    pub fn length(&self) -> Option<i64> {
        match self.end {
            End::At(end) => Some(end.saturating_sub(self.start)),
            End::Open | End::Untold => None,
        }
    }

    /// Until when it surely lasted. Of logons over the network the end is often not told: they are taken as moments; a
    /// session at a screen lasts until it is told otherwise.
    fn lasts_until(&self) -> i64 {
        match self.end {
            End::At(end) => end,
            End::Open if self.told == Told::ByRemoteDesktop || SCREENS.contains(&self.logon_type) => i64::MAX,
            End::Open | End::Untold => self.switches.last().map_or(self.start, |(time, ..)| *time),
        }
    }
}

/// Logon types of somebody who sits at a screen: interactive, unlock, remote, and these with cached credentials.
const SCREENS: [u8; 6] = [2, 7, 10, 11, 12, 13];

/// The sessions of a case that begin with rows that are `wanted`, by their places, in the order of their starts. Whether they overlap is told
/// among these.
pub fn of(case: &Evidence<'_>, wanted: &dyn Fn(u32) -> bool) -> Vec<Session> {
    let mut open: HashMap<(Told, StringId, u64), usize, FixedState> = HashMap::default();
    let mut sessions: Vec<Session> = Vec::new();
    for position in 0..case.len() {
        let facts = case.kind(position).facts();
        let Some((computer, id)) = case.session(position) else { continue };
        let told = if facts.provider == RDP_SESSIONS { Told::ByRemoteDesktop } else { Told::BySecurity };
        let (key, time) = ((told, computer, id), case.time(position));
        match (told, facts.id) {
            (Told::BySecurity, 4624) | (Told::ByRemoteDesktop, 21) => {
                if let Some(before) = open.remove(&key).and_then(|before| sessions.get_mut(before))
                    && before.end == End::Open
                {
                    before.end = End::Untold;
                }
                if !wanted(position) {
                    continue;
                }
                open.insert(key, sessions.len());
                sessions.push(Session {
                    told,
                    computer,
                    id,
                    account: case.account(position),
                    source: case.source(position),
                    logon_type: case.logon_type(position),
                    start: time,
                    end: End::Open,
                    switches: Vec::new(),
                    concurrent: false,
                    row: position,
                });
            }
            // Whoever asks to be logged off is logged off a little later; where that is not told, the asking is the end.
            (Told::BySecurity, 4647) => {
                if let Some(session) = open.get(&key).and_then(|at| sessions.get_mut(*at)) {
                    session.end = End::At(time);
                }
            }
            (Told::BySecurity, 4634) | (Told::ByRemoteDesktop, 23) => {
                if let Some(session) = open.remove(&key).and_then(|at| sessions.get_mut(at)) {
                    session.end = End::At(time);
                }
            }
            (Told::BySecurity, 4778 | 4779) | (Told::ByRemoteDesktop, 24 | 25) => {
                if let Some(session) = open.get(&key).and_then(|at| sessions.get_mut(*at)) {
                    let taken_up = matches!(facts.id, 4778 | 25);
                    session.switches.push((time, taken_up, case.source(position)));
                }
            }
            _ => {}
        }
    }
    mark_concurrent(&mut sessions);
    sessions
}

/// Marks the sessions of each account that overlap one from another source. `sessions` stand by their starts.
fn mark_concurrent(sessions: &mut [Session]) {
    // Of each account the session that lasts longest of those before, and the longest from another source than that one's.
    let mut longest: HashMap<u32, [Option<(u32, i64)>; 2], FixedState> = HashMap::default();
    // Of each account the next start, and the next from another source than that one's.
    let mut next = longest.clone();
    for session in sessions.iter_mut() {
        let (Some(account), Some(source)) = (session.account, session.source) else { continue };
        let best = longest.entry(account).or_default();
        session.concurrent |= other(best, source).is_some_and(|until| until > session.start);
        keep(best, source, session.lasts_until(), |new, old| new > old);
    }
    for session in sessions.iter_mut().rev() {
        let (Some(account), Some(source)) = (session.account, session.source) else { continue };
        let best = next.entry(account).or_default();
        session.concurrent |= other(best, source).is_some_and(|start| start < session.lasts_until());
        keep(best, source, session.start, |new, old| new <= old);
    }
}

/// The best value of another source than `source`.
fn other(best: &[Option<(u32, i64)>; 2], source: u32) -> Option<i64> {
    best.iter().flatten().find(|(of, _)| *of != source).map(|(_, value)| *value)
}

/// Keeps `value` of `source` if it is the best, or the best of another source than the best one's.
fn keep(best: &mut [Option<(u32, i64)>; 2], source: u32, value: i64, better: impl Fn(i64, i64) -> bool) {
    let [first, second] = best;
    match first {
        Some((of, known)) if *of == source => {
            if better(value, *known) {
                *known = value;
            }
        }
        Some((_, known)) if !better(value, *known) => {
            if second.is_none_or(|(of, known)| of == source || better(value, known)) {
                let known = second.filter(|(of, known)| *of == source && !better(value, *known));
                *second = known.or(Some((source, value)));
            }
        }
        _ => {
            *second = first.take();
            *first = Some((source, value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::order::RowOrder;
    use crate::model::handmade::{Row, RowMaker, logon};
    use crate::model::identity::Identities;

    fn sessions(rows: &[Row]) -> Vec<Session> {
        let store = RowMaker::of(rows).store;
        let order = RowOrder::new(&store);
        let identities = Identities::resolve(&store, &order.rows, false);
        of(&Evidence::new(&store, &order.rows, &identities), &|_| true)
    }

    fn event(id: u16, session: u64, at: i64) -> Row {
        logon("alice", "10.0.0.1").event(id).session(session).at(at)
    }

    const SECOND: i64 = 1_000_000;

    #[test]
    fn a_session_lasts_from_its_logon_to_its_logoff_on_one_computer() {
        let found = sessions(&[
            event(4624, 7, 10),
            event(4634, 7, 20).on("OTHER"),
            event(4634, 8, 30),
            event(4634, 7, 40),
            event(4634, 7, 50),
        ]);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].end, found[0].length()), (End::At(40 * SECOND), Some(30 * SECOND)));
        assert_eq!((found[0].logon_type, found[0].id, found[0].row), (3, 7, 0));
    }

    #[test]
    fn asking_for_logoff_ends_it_unless_the_logoff_itself_is_told() {
        assert_eq!(sessions(&[event(4624, 7, 0), event(4647, 7, 5)])[0].end, End::At(5 * SECOND));
        let both = sessions(&[event(4624, 7, 0), event(4647, 7, 5), event(4634, 7, 6)]);
        assert_eq!(both[0].end, End::At(6 * SECOND));
    }

    #[test]
    fn without_an_end_it_is_open_and_with_its_id_given_again_untold() {
        assert_eq!(sessions(&[event(4624, 7, 0)])[0].end, End::Open);
        let ends: Vec<End> =
            sessions(&[event(4624, 7, 0), event(4624, 7, 50), event(4634, 7, 60)]).iter().map(|s| s.end).collect();
        assert_eq!(ends, [End::Untold, End::At(60 * SECOND)]);
    }

    #[test]
    fn clients_leave_a_session_and_take_it_up_again() {
        let found = sessions(&[
            event(4624, 7, 0).logon_type(10),
            event(4779, 7, 5),
            logon("alice", "10.0.0.2").event(4778).session(7).at(9),
            event(4634, 7, 12),
        ]);
        let switches: Vec<(i64, bool)> = found[0].switches.iter().map(|(at, up, _)| (*at / SECOND, *up)).collect();
        assert_eq!(switches, [(5, false), (9, true)]);
        assert_ne!(found[0].switches[0].2, found[0].switches[1].2);
    }

    #[test]
    fn remote_desktops_own_sessions_are_numbered_apart() {
        let found = sessions(&[
            event(4624, 2, 0),
            event(21, 2, 1),
            event(24, 2, 3),
            event(25, 2, 4),
            event(23, 2, 9),
            event(22, 3, 9),
        ]);
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].told, found[0].end), (Told::BySecurity, End::Open));
        assert_eq!(
            (found[1].told, found[1].end, found[1].switches.len()),
            (Told::ByRemoteDesktop, End::At(9 * SECOND), 2)
        );
    }

    /// Which of alice's sessions are concurrent: source, start and end of each; an end of 0 is none.
    fn concurrent(logon_type: u8, times: &[(&str, i64, i64)]) -> Vec<bool> {
        let mut rows = Vec::new();
        for ((address, start, end), id) in times.iter().zip(1..) {
            rows.push(logon("alice", address).logon_type(logon_type).session(id).at(*start));
            if *end > 0 {
                rows.push(logon("alice", "").event(4634).session(id).at(*end));
            }
        }
        sessions(&rows).iter().map(|session| session.concurrent).collect()
    }

    #[test]
    fn sessions_of_one_account_from_two_sources_at_once_are_marked() {
        assert_eq!(
            concurrent(10, &[("10.0.0.1", 0, 50), ("10.0.0.2", 10, 20), ("10.0.0.2", 60, 70)]),
            [true, true, false]
        );
        assert_eq!(concurrent(10, &[("10.0.0.1", 0, 50), ("10.0.0.1", 10, 20)]), [false, false], "one source");
        assert_eq!(concurrent(10, &[("10.0.0.1", 0, 10), ("10.0.0.2", 10, 20)]), [false, false], "one after the other");
        // The long one of a source that is not the last matters too.
        let mixed = [("10.0.0.1", 0, 90), ("10.0.0.2", 5, 6), ("10.0.0.2", 7, 95), ("10.0.0.1", 92, 93)];
        assert_eq!(concurrent(10, &mixed), [true; 4]);
    }

    #[test]
    fn a_network_logon_without_an_end_is_a_moment_and_a_screen_stays_open() {
        assert_eq!(concurrent(3, &[("10.0.0.1", 0, 0), ("10.0.0.2", 10, 20)]), [false, false]);
        assert_eq!(concurrent(10, &[("10.0.0.1", 0, 0), ("10.0.0.2", 10, 20)]), [true, true]);
    }
}
