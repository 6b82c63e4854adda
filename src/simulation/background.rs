//! The rest of a busy log: group policies and directory look-ups all day long, and records of other kinds between logons.

use super::calendar::{HOUR, SECOND};
use super::company::HostId;
use super::deed::{Deed, HandleEvent, How, Occurrence, Session};
use super::names::{OBJECTS, PROGRAMS, Role};
use super::stage::Stage;

/// How many of a hundred look-ups fall into the hours when people are there.
const BY_DAY: f64 = 0.7;

/// A moment of the day, more likely in office hours.
fn moment(stage: &mut Stage<'_>) -> i64 {
    if stage.day.is_worked() && stage.random.chance(BY_DAY) {
        let hour = stage.random.around(12.5, 6.0);
        stage.day.at(hour)
    } else {
        stage.random.between(stage.day.start, stage.day.end)
    }
}

/// Somebody, or some machine, looks something up in the directory. Two logon records or one, on a domain controller.
pub fn look_up(stage: &mut Stage<'_>) {
    let company = stage.company;
    let Some(employee) = stage.random.pick(&company.employees) else { return };
    let (machine, account) = (employee.workstation, employee.account);
    let time = moment(stage);
    let from = stage.from(machine);
    let controller = stage.controller(machine);
    // People only while they are at work; their machines at any time.
    let at_work =
        super::employees::hours(employee, &stage.day).is_some_and(|(from, until)| (from..until).contains(&time));
    match stage.random.below(10) {
        0..4 if at_work => {
            stage.kerberos(account, from, controller, time, 30.0);
        }
        4 if at_work => {
            let server = stage.nearest(Role::Print, machine);
            stage.ntlm(How::Ntlm, account, from, server, time, 60.0);
        }
        5 if at_work => {
            let server = stage.nearest(Role::File, machine);
            stage.service_ticket(account, server, from, time);
        }
        6 => {
            stage.ticket(company.host(machine).account, from, time);
        }
        _ => {
            stage.kerberos(company.host(machine).account, from, controller, time, 20.0);
        }
    }
}

/// Kinds of other records and how often each comes, on domain controllers, servers and workstations: connections in,
/// ports bound, processes, handles, transactions, privileges, directory access, shares.
const KINDS: [[u32; 8]; 3] = [[30, 8, 8, 8, 3, 6, 16, 6], [16, 6, 14, 16, 4, 8, 0, 12], [4, 10, 26, 8, 2, 10, 0, 0]];

/// Adds records of other kinds to `host`'s log until about `count` more are there, each near one of `anchors`, which happened
/// there today.
pub fn fill(stage: &mut Stage<'_>, host: HostId, anchors: &[Occurrence], count: u64) {
    let kinds = match stage.company.host(host).role {
        Role::Controller => &KINDS[0],
        Role::Workstation => &KINDS[2],
        _ => &KINDS[1],
    };
    let before = stage.occurrences.len();
    while ((stage.occurrences.len() - before) as u64) < count {
        let Some(anchor) = stage.random.pick(anchors).copied() else { return };
        let time = (anchor.time + stage.random.around(0.0, 40.0 * SECOND as f64) as i64)
            .clamp(stage.day.start, stage.day.end - 1);
        let kind = stage.random.weighted(kinds);
        one_more(stage, host, &anchor, time, kind);
    }
}

/// The session that `occurrence` is about, or the system's.
fn session_of(stage: &Stage<'_>, occurrence: &Occurrence) -> Session {
    match occurrence.deed {
        Deed::Logon { session, .. } => session,
        _ => stage.system(),
    }
}

fn one_more(stage: &mut Stage<'_>, host: HostId, anchor: &Occurrence, time: i64, kind: usize) {
    let system = stage.system();
    let session = session_of(stage, anchor);
    let origin = match anchor.deed {
        Deed::Logon { from: Some(from), .. } | Deed::Ticket { from, .. } | Deed::ServiceTicket { from, .. } => from,
        _ => stage.from(host),
    };
    match kind {
        0 => {
            let from = stage.again(origin);
            let port = [389, 445, 88, 135][stage.random.weighted(&[4, 3, 2, 1])];
            stage.put(time, host, Deed::Connection { from, port });
        }
        1 => {
            let port = stage.from(host).port;
            stage.put(time, host, Deed::PortBound { port });
        }
        2 => {
            let program = stage.random.index(PROGRAMS.len() - 2) as u8;
            let process = 0x400 + 4 * stage.random.below(0x1000) as u32;
            stage.put(time, host, Deed::ProcessStarted { session: system, program, process });
            let end = stage.later(time, 90.0).min(stage.day.end - 1);
            stage.put(end, host, Deed::ProcessEnded { session: system, program, process });
        }
        3 => {
            // The directory's files are on domain controllers, people's on servers.
            let first = if stage.company.host(host).role == Role::Controller { 0 } else { 2 };
            let object = (first + stage.random.index(OBJECTS.len() - 2)) as u8;
            let handle = 0x200 + 4 * stage.random.below(0x800) as u32;
            let mut time = time;
            for event in [HandleEvent::Requested, HandleEvent::Read, HandleEvent::Closed] {
                stage.put(time, host, Deed::Handle { event, session, object, handle });
                time = stage.soon(time);
            }
        }
        4 => {
            let number = (time / HOUR) as u64 * 0x100 + stage.random.below(0x100);
            stage.put(time, host, Deed::Transaction { session: system, number });
        }
        5 => {
            let program = stage.random.index(2) as u8;
            stage.put(time, host, Deed::PrivilegesAdjusted { session: system, program });
        }
        6 => stage.put(time, host, Deed::DirectoryAccess { session, right: 2 }),
        _ => {
            let from = stage.again(origin);
            if stage.company.host(host).role == Role::Controller {
                stage.open_share(session, from, host, 1, 2, time);
            } else {
                stage.open_share(session, from, host, 2, 3, time);
            }
        }
    }
}
