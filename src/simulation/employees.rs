//! An employee's working day.

use super::calendar::{Day, HOUR, MINUTE, SECOND};
use super::company::{AccountId, Employee, HostId};
use super::deed::{Deed, How, Origin};
use super::names::{Role, SERVERS};
use super::stage::Stage;

/// Lunch, in hours of the clock.
const LUNCH: (f64, f64) = (12.25, 13.0);
/// How late or early people come and go, in hours.
const SLACK: f64 = 0.4;
/// How many of a hundred people stay away on a working day.
const ABSENT: f64 = 0.06;

/// When somebody is at work today, µs since 1970; `None` if not at all.
pub fn hours(employee: &Employee, day: &Day) -> Option<(i64, i64)> {
    let (from, until) = employee.department.hours;
    let is_worked = employee.department.days.contains(&day.of_week()) && day.number >= employee.joined;
    is_worked.then(|| (day.at(from + employee.shift - SLACK), day.at(until + employee.shift + SLACK)))
}

/// Everybody's day. `activity` scales how often servers are used: 1 is an office's.
pub fn work(stage: &mut Stage<'_>, activity: f64) {
    let company = stage.company;
    for employee in &company.employees {
        if let Some((from, until)) = hours(employee, &stage.day)
            && !stage.random.chance(ABSENT)
        {
            let slack = (2.0 * SLACK * HOUR as f64) as i64;
            let arrival = stage.random.between(from, from + slack);
            let departure = stage.random.between(until - slack, until);
            day_of(stage, employee, arrival, departure, activity);
        }
    }
}

fn day_of(stage: &mut Stage<'_>, employee: &Employee, arrival: i64, departure: i64, activity: f64) {
    let is_remote = (stage.day.number * 3 + employee.account.0) % 10 < employee.remote_days;
    let account = employee.account;
    let machine = employee.workstation;
    let mut time = arrival;
    let from = if is_remote { stage.from_vpn(machine) } else { stage.from(machine) };
    let how = if is_remote { How::Cached } else { How::Screen };
    let session = if is_remote {
        let (session, logged_on) = stage.at_screen(how, account, from, time);
        // The VPN comes up, and tickets with it.
        time = stage.later(logged_on, 120.0) + 20 * SECOND;
        time = stage.ticket(account, from, time);
        session
    } else {
        boot(stage, machine, from, time - 2 * MINUTE, activity);
        while stage.random.chance(employee.clumsiness) {
            stage.mistyped(account, from, time);
            time = stage.later(time, 6.0) + 3 * SECOND;
        }
        let (session, logged_on) = stage.at_screen(how, account, from, time);
        time = logged_on;
        session
    };
    first_things(stage, account, from, time, activity);

    let lunch = (stage.day.at(LUNCH.0), stage.day.at(LUNCH.1 + stage.random.around(0.0, 0.3)));
    let has_lunch = arrival < lunch.0 && departure > lunch.1;
    let mut place = from;
    if has_lunch {
        match employee.second.filter(|_| !is_remote && stage.random.chance(0.35)) {
            Some(second) => {
                place = stage.from(second);
                stage.at_screen(How::Screen, account, place, lunch.1);
            }
            None => {
                stage.at_screen(How::Unlock, account, from, lunch.1);
            }
        }
    }
    let mean = 75.0 * MINUTE as f64 / activity.max(0.01);
    let mut time = time + stage.random.wait(mean) as i64;
    while time < departure {
        let at_lunch = has_lunch && (lunch.0..lunch.1).contains(&time);
        if !at_lunch {
            use_server(stage, account, if time < lunch.1 { from } else { place }, time);
        }
        time += stage.random.wait(mean) as i64;
    }
    stage.put(departure - SECOND, machine, Deed::LogoffAsked { session });
    stage.put(departure, machine, Deed::Logoff { session, how });
}

/// The machine itself joins the domain for the day: a ticket, and group policies read from a domain controller.
pub fn boot(stage: &mut Stage<'_>, machine: HostId, from: Origin, time: i64, activity: f64) {
    let account = stage.company.host(machine).account;
    let time = stage.ticket(account, from, time);
    if stage.random.chance(activity) {
        let controller = stage.controller(machine);
        let (session, time) = stage.kerberos(account, from, controller, time, 20.0);
        if stage.random.chance(0.3) {
            stage.open_share(session, from, controller, 1, 2, time);
        }
    }
}

/// Home folder, mail and printers, right after the logon.
fn first_things(stage: &mut Stage<'_>, account: AccountId, from: Origin, time: i64, activity: f64) {
    let files = stage.nearest(Role::File, from.host);
    let at = stage.later(time, 3.0);
    let (session, at) = stage.kerberos(account, from, files, at, 900.0);
    if stage.random.chance(0.3) {
        stage.open_share(session, from, files, 2, 3, at);
    }
    if stage.random.chance(activity) {
        let mail = stage.nearest(Role::Mail, from.host);
        let at = stage.later(time, 20.0);
        stage.kerberos(account, from, mail, at, 1_200.0);
    }
    // Printers are reached by NTLM, which tells the name of the client with its address.
    if stage.random.chance(0.25 + 0.25 * activity.min(2.0)) {
        let print = stage.nearest(Role::Print, from.host);
        let at = stage.later(time, 60.0);
        stage.ntlm(How::Ntlm, account, from, print, at, 60.0);
    }
}

/// Some server is used for a while.
fn use_server(stage: &mut Stage<'_>, account: AccountId, from: Origin, time: i64) {
    let weights = SERVERS.map(|(_, _, weight)| weight);
    let role = SERVERS[stage.random.weighted(&weights)].1;
    let server = stage.nearest(role, from.host);
    match role {
        Role::Desktop => {
            stage.remote_desktop(account, from, server, time, 40.0);
        }
        Role::Print => {
            stage.ntlm(How::Ntlm, account, from, server, time, 60.0);
        }
        // The ticket of the morning is still good.
        _ if stage.random.chance(0.6) => {
            stage.kerberos_again(account, from, server, time, 600.0);
        }
        _ => {
            let (session, at) = stage.kerberos(account, from, server, time, 600.0);
            if role == Role::File && stage.random.chance(0.4) {
                stage.open_share(session, from, server, 2, 3, at);
            }
        }
    }
}
