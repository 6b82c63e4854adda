//! Getting in: a foothold, passwords sprayed, an account guessed, shares looked at, tickets roasted.

use super::Intruder;
use crate::simulation::calendar::{MINUTE, SECOND};
use crate::simulation::company::{AccountId, HostId};
use crate::simulation::deed::{Deed, How};
use crate::simulation::names::Role;
use crate::simulation::stage::{STATUS_NO_SUCH_USER, STATUS_WRONG_PASSWORD, Stage, UNKNOWN_PRINCIPAL, WRONG_PASSWORD};

/// How many machines are looked at.
const VISITED: usize = 16;
/// From when on files are fetched on the first night, in hours of the clock.
const FETCHED_FROM: f64 = 5.1;
/// How many files are fetched at a time.
const FETCHES: usize = 60;

/// A macro runs on the workstation shortly before noon; the user's own session is used.
pub fn foothold(intruder: &Intruder, stage: &mut Stage<'_>) {
    stage.step = 1;
    let host = intruder.foothold;
    let mut time = stage.day.at(11.2);
    let session = stage.session(intruder.user, host, time - 3 * 60 * MINUTE);
    for command in 0..5 {
        let process = 0x1000 + 4 * stage.random.below(0x800) as u32;
        stage.put(time, host, Deed::Command { session, command, process });
        time = stage.later(time, 60.0) + 10 * SECOND;
    }
    stage.step = 2;
    let from = stage.from(host);
    for &controller in &stage.company.controllers {
        time = stage.kerberos(intruder.user, from, controller, time, 20.0).1 + 20 * SECOND;
    }
}

/// Everybody whose name can be read in the directory: people, administrators, programs.
fn everybody(intruder: &Intruder, stage: &Stage<'_>) -> Vec<AccountId> {
    let company = stage.company;
    let people = company.employees.iter().map(|employee| employee.account);
    let administrators = company.administrators.iter().map(|administrator| administrator.account);
    let programs = company.services.iter().map(|service| service.account);
    people.chain(administrators).chain(programs).filter(|&account| account != intruder.user).collect()
}

/// Saturday night: two rounds, one try an account each, so that nobody is locked out; then a look around.
pub fn spray(intruder: &Intruder, stage: &mut Stage<'_>) {
    let mut targets = everybody(intruder, stage);
    stage.random.shuffle(&mut targets);
    let from = stage.from(intruder.foothold);
    let controllers = &stage.company.controllers;

    stage.step = 3;
    let pace = (45 * MINUTE / targets.len().max(1) as i64).min(70 * SECOND);
    let mut time = stage.day.at(1.2);
    for (number, &account) in targets.iter().chain(&intruder.nobodies).enumerate() {
        let controller = controllers[number % controllers.len()];
        let from = stage.again(from);
        if intruder.nobodies.contains(&account) {
            stage.put(time, controller, Deed::Ticket { account, from, status: UNKNOWN_PRINCIPAL, roasted: false });
        } else {
            stage.put(time, controller, Deed::Refusal { account, from, status: WRONG_PASSWORD });
        }
        time += pace / 2 + stage.random.below(pace as u64) as i64;
    }

    stage.step = 4;
    let mut time = stage.day.at(3.1);
    for &account in targets.iter().chain(&intruder.nobodies) {
        if account != intruder.guessed {
            let reason = if intruder.nobodies.contains(&account) { STATUS_NO_SUCH_USER } else { STATUS_WRONG_PASSWORD };
            stage.refused_by_ntlm(account, from, intruder.files, reason, time);
            time += pace / 2 + stage.random.below(pace as u64) as i64;
        }
    }

    stage.step = 5;
    let (_, time) = stage.ntlm(How::Ntlm, intruder.guessed, from, intruder.files, time, 10.0);

    stage.step = 6;
    look_around(intruder, stage, time + 14 * MINUTE);
}

/// First every server's shares; when it is clear which are worth it, their files one after the other.
fn look_around(intruder: &Intruder, stage: &mut Stage<'_>, time: i64) {
    let company = stage.company;
    let mut time = time;
    for &server in company.servers.iter().chain(&company.controllers).take(VISITED) {
        time = visit(stage, intruder.guessed, intruder.foothold, server, &[(0, 0), (2, 3), (3, 5)], time);
    }
    let at = time.max(stage.day.at(FETCHED_FROM));
    fetch_files(stage, intruder.guessed, intruder.foothold, at);
}

/// Files are fetched from the servers that have any worth it: a logon by NTLM for each of them, one after the other.
pub fn fetch_files(stage: &mut Stage<'_>, account: AccountId, from: HostId, time: i64) {
    let company = stage.company;
    let worth = |&server: &HostId| matches!(company.host(server).role, Role::File | Role::Sql | Role::Mail);
    let servers: Vec<HostId> =
        company.servers.iter().copied().filter(|&server| server != from && worth(&server)).collect();
    let mut time = time;
    for number in 0..FETCHES {
        if let Some(&server) = servers.get(number % servers.len().max(1)) {
            let shares: &[(u8, u8)] = if number % 3 == 0 { &[(2, 3)] } else { &[] };
            time = visit(stage, account, from, server, shares, time) - 14 * SECOND;
        }
    }
}

/// A logon by NTLM to `server` that opens shares (number of share, number of path); when the next may follow.
pub fn visit(
    stage: &mut Stage<'_>,
    account: AccountId,
    from: HostId,
    server: HostId,
    shares: &[(u8, u8)],
    time: i64,
) -> i64 {
    let from = stage.from(from);
    let (session, mut at) = stage.ntlm(How::Ntlm, account, from, server, time, 40.0);
    for &(share, path) in shares {
        stage.open_share(session, from, server, share, path, at);
        at = stage.later(at, 1.5);
    }
    stage.later(at, 25.0) + 15 * SECOND
}

/// Sunday evening: what the guessed account may ask of Kerberos.
pub fn roast(intruder: &Intruder, stage: &mut Stage<'_>) {
    let from = stage.from(intruder.foothold);
    let controller = stage.company.controllers[0];
    let mut time = stage.day.at(22.6);

    stage.step = 7;
    let roasted = Deed::Ticket { account: intruder.roasted, from, status: 0, roasted: true };
    stage.put(time, controller, roasted);

    stage.step = 8;
    time = stage.later(time, 200.0) + 4 * MINUTE;
    let from = stage.again(from);
    stage.put(time, controller, Deed::Ticket { account: intruder.guessed, from, status: 0, roasted: false });
    time += 2 * SECOND;
    for &service in &intruder.kerberoasted {
        let from = stage.again(from);
        stage.put(time, controller, Deed::ServiceTicket { account: intruder.guessed, service, from, rc4: true });
        time = stage.later(time, 15.0) + 5 * SECOND;
    }
}
