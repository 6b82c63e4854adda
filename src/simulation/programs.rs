//! What programs do: service accounts by their schedules, and the machines themselves.

use super::calendar::{HOUR, MINUTE, SECOND};
use super::company::{HostId, Service};
use super::deed::{Deed, How};
use super::names::{Role, Schedule};
use super::stage::Stage;

/// The day of every program. `activity` as for employees: a quiet company is watched less often.
pub fn work(stage: &mut Stage<'_>, activity: f64) {
    let company = stage.company;
    replicate(stage, activity);
    start_services(stage, activity);
    check_printers(stage);
    for service in &company.services {
        match service.schedule {
            Schedule::Nightly(hour) => back_up(stage, service, hour),
            Schedule::EveryMinutes(minutes) => watch(stage, service, minutes, activity),
            Schedule::Application(per_hour) => serve(stage, service, per_hour * activity),
            Schedule::Task(hour) => run_task(stage, service, hour),
            Schedule::Device => scan_paper(stage, service, activity),
        }
    }
}

/// Every few hours the domain controllers fetch each other's changes, as a DCSync would.
fn replicate(stage: &mut Stage<'_>, activity: f64) {
    let every = ((3.0 / activity.max(0.1)).ceil() as i64).min(12) * HOUR;
    let controllers = &stage.company.controllers;
    for &from in controllers {
        for &to in controllers.iter().filter(|&&to| to != from) {
            let account = stage.company.host(from).account;
            let mut time = stage.day.start + i64::from(from.0) * 5 * MINUTE;
            while time < stage.day.end {
                let origin = stage.from(from);
                let (session, mut at) = stage.kerberos(account, origin, to, time, 20.0);
                for right in 0..2 {
                    at = stage.soon(at);
                    stage.put(at, to, Deed::DirectoryAccess { session, right });
                }
                time += every;
            }
        }
    }
}

/// About twice a week each server sends its printers something, by NTLM as everybody.
fn check_printers(stage: &mut Stage<'_>) {
    let company = stage.company;
    for &server in &company.servers {
        let print = stage.nearest(Role::Print, server);
        if print != server && stage.random.chance(0.3) {
            let (time, from) = (stage.day.at(6.5), stage.from(server));
            let time = stage.later(time, 600.0);
            stage.ntlm(How::Ntlm, company.host(server).account, from, print, time, 30.0);
        }
    }
}

/// The operating system starts its own services on every machine.
fn start_services(stage: &mut Stage<'_>, activity: f64) {
    let session = stage.system();
    for host in (0..stage.company.hosts.len() as u32).map(HostId) {
        if stage.is_collected(host) {
            for _ in 0..stage.random.round(8.0 * activity) {
                let time = stage.random.between(stage.day.start, stage.day.end);
                stage.put(time, host, Deed::Logon { session, how: How::Service, from: None });
                stage.put(time + 1, host, Deed::Privileges { session });
            }
        }
    }
}

fn all_servers(stage: &Stage<'_>) -> Vec<HostId> {
    stage.company.controllers.iter().chain(&stage.company.servers).copied().collect()
}

/// One server after the other, some minutes each.
fn back_up(stage: &mut Stage<'_>, service: &Service, hour: f64) {
    let from = stage.from(service.home);
    let mut time = stage.day.at(hour) + stage.random.below(20 * SECOND as u64) as i64;
    time = stage.ticket(service.account, from, time);
    for server in all_servers(stage) {
        if server != service.home {
            let (session, at) = stage.kerberos(service.account, from, server, time, 240.0);
            if stage.random.chance(0.5) {
                stage.open_share(session, from, server, 3, 5, at);
            }
            time += 3 * MINUTE + stage.random.below(4 * MINUTE as u64) as i64;
        }
    }
}

/// A look at every server, all day long, at the same minutes; tickets last ten hours.
fn watch(stage: &mut Stage<'_>, service: &Service, minutes: u32, activity: f64) {
    // The same in an hour's grid: at half the activity every second time.
    let every = (f64::from(minutes) / activity.clamp(0.1, 1.0) / 60.0).ceil() as i64 * HOUR;
    let servers = all_servers(stage);
    let mut time = stage.day.start + 7 * MINUTE;
    while time < stage.day.end {
        let from = stage.from(service.home);
        let needs_tickets = (time - stage.day.start) % (8 * HOUR) < every;
        let mut at = time + stage.random.below(2 * SECOND as u64) as i64;
        if needs_tickets {
            at = stage.ticket(service.account, from, at);
        }
        for &server in servers.iter().filter(|&&server| server != service.home) {
            if needs_tickets {
                at = stage.kerberos(service.account, from, server, at, 1.5).1;
            } else {
                stage.kerberos_again(service.account, from, server, at, 1.5);
            }
            at += SECOND / 2 + stage.random.below(SECOND as u64) as i64;
        }
        time += every;
    }
}

/// Pages that ask the database, more by day.
fn serve(stage: &mut Stage<'_>, service: &Service, per_hour: f64) {
    if per_hour <= 0.0 {
        return;
    }
    let database = stage.nearest(Role::Sql, service.home);
    let mut time = stage.day.start;
    let mut ticket_until = 0;
    loop {
        let hour = (time - stage.day.start) as f64 / HOUR as f64;
        let rate = if stage.day.is_worked() && (7.0..19.0).contains(&hour) { per_hour } else { per_hour / 6.0 };
        time += (stage.random.wait(1.0 / rate) * HOUR as f64) as i64;
        if time >= stage.day.end {
            break;
        }
        let from = stage.from(service.home);
        if time > ticket_until {
            let at = stage.ticket(service.account, from, time);
            stage.kerberos(service.account, from, database, at, 120.0);
            ticket_until = time + 10 * HOUR;
        } else {
            stage.kerberos_again(service.account, from, database, time, 120.0);
        }
    }
}

/// A scheduled task at home that fetches from the file server.
fn run_task(stage: &mut Stage<'_>, service: &Service, hour: f64) {
    let from = stage.from(service.home);
    let time = stage.day.at(hour) + stage.random.below(3 * SECOND as u64) as i64;
    let time = stage.ticket(service.account, from, time);
    let session = stage.session(service.account, service.home, time);
    stage.put(time, service.home, Deed::Logon { session, how: How::Task, from: None });
    let files = stage.nearest(Role::File, service.home);
    let at = stage.later(time, 5.0);
    let (on_files, at) = stage.kerberos(service.account, from, files, at, 300.0);
    stage.open_share(on_files, from, files, 2, 3, at);
    let end = stage.later(at, 600.0) + MINUTE;
    stage.put(end, service.home, Deed::Logoff { session, how: How::Task });
}

/// Paper is scanned in office hours and stored by NTLM, which is all that the device can.
fn scan_paper(stage: &mut Stage<'_>, service: &Service, activity: f64) {
    if !stage.day.is_worked() {
        return;
    }
    let files = stage.nearest(Role::File, service.home);
    for _ in 0..2 + stage.random.round(6.0 * activity) {
        let time = stage.random.between(stage.day.at(8.0), stage.day.at(17.0));
        let from = stage.from(service.home);
        stage.ntlm(How::Ntlm, service.account, from, files, time, 20.0);
    }
}
