//! Taking over: a service account that administers servers, an administrator's hash, the directory, an account to come back with.

use super::entry::{fetch_files, visit};
use super::{IMPLANT, Intruder};
use crate::simulation::administration::make_account;
use crate::simulation::calendar::{MINUTE, SECOND};
use crate::simulation::deed::{AccountEvent, Deed, How};
use crate::simulation::stage::Stage;

/// How long a domain controller goes without auditing logons: until group policy sets it right.
const SILENCE: i64 = 73 * MINUTE;
/// When the database server's log is cleared on the last day, in hours of the clock. It is known beforehand, since what was
/// told before is lost.
pub const CLEARED_AT: f64 = 3.0;
/// How many servers the new account is tried on.
const TRIED: usize = 12;

/// Monday evening: the backup's account, whose password was found, may do anything on servers.
pub fn move_with_service_account(intruder: &Intruder, stage: &mut Stage<'_>) {
    let company = stage.company;
    let account = intruder.cracked;

    stage.step = 9;
    let from = stage.from(intruder.foothold);
    let (session, at) = stage.ntlm(How::Ntlm, account, from, intruder.files, stage.day.at(19.7), 90.0);
    stage.open_share(session, from, intruder.files, 4, 4, at);
    let at = at + 3 * SECOND;
    stage.open_share(session, from, intruder.files, 0, 1, at);
    let at = at + 2 * SECOND;
    stage.put(at, intruder.files, Deed::ServiceInstalled { by: session, service: IMPLANT });
    stage.put(at + 700, intruder.files, Deed::ServiceTold { by: account, service: IMPLANT });
    let mut time = at + 6 * MINUTE;
    for &server in company.servers.iter().filter(|&&server| server != intruder.files) {
        time = visit(stage, account, intruder.foothold, server, &[(0, 0), (4, 4)], time);
    }
    fetch_files(stage, account, intruder.foothold, stage.day.at(21.1));

    stage.step = 10;
    let time = time.max(stage.day.at(20.6));
    let from = stage.from(intruder.files);
    let by = stage.session(account, intruder.files, at);
    stage.put(time, intruder.files, Deed::ExplicitCredentials { by, account, server: intruder.management });
    let (desktop, at) = stage.remote_desktop(account, from, intruder.management, time + SECOND, 35.0);
    for (command, minutes) in [(1, 2), (5, 6)] {
        let process = 0x1000 + 4 * stage.random.below(0x800) as u32;
        stage.put(at + minutes * MINUTE, intruder.management, Deed::Command { session: desktop, command, process });
    }
}

/// Tuesday evening: with an administrator's hash from the management server.
pub fn take_the_domain(intruder: &Intruder, stage: &mut Stage<'_>) {
    let company = stage.company;
    let account = intruder.stolen;

    stage.step = 11;
    let mut time = stage.day.at(20.2);
    for &server in company.controllers.iter().chain(&company.servers) {
        if server != intruder.management {
            let from = stage.from(intruder.management);
            let (session, at) = stage.ntlm(How::NtlmWithoutKey, account, from, server, time, 60.0);
            stage.open_share(session, from, server, 3, 5, at);
            time = stage.later(at, 20.0) + 10 * SECOND;
        }
    }
    fetch_files(stage, account, intruder.management, stage.day.at(21.1));

    stage.step = 12;
    let controller = company.controllers[0];
    let from = stage.from(intruder.foothold);
    let (session, mut time) = stage.ntlm(How::NtlmWithoutKey, account, from, controller, time + 9 * MINUTE, 300.0);
    for number in 0..6u8 {
        time = stage.soon(time);
        stage.put(time, controller, Deed::DirectoryAccess { session, right: number % 2 });
    }

    stage.step = 13;
    let time = time + 16 * MINUTE;
    let from = stage.from(intruder.management);
    let (session, at) = stage.ntlm(How::NtlmWithoutKey, account, from, controller, time, 400.0);
    let at = make_account(stage, intruder.planted, session, at + SECOND);
    let event = AccountEvent::MadeDomainAdmin;
    stage.put(at + 8 * SECOND, controller, Deed::Account { event, account: intruder.planted, by: session });
}

/// Wednesday night: the new account is tried everywhere, then traces are removed.
pub fn settle_and_hide(intruder: &Intruder, stage: &mut Stage<'_>) {
    let company = stage.company;
    let account = intruder.planted;

    stage.step = 14;
    let mut time = stage.day.at(1.9);
    for from in [intruder.foothold, intruder.files, intruder.management] {
        for &server in company.controllers.iter().chain(&company.servers).take(TRIED) {
            if server != from {
                time = visit(stage, account, from, server, &[(3, 5)], time);
            }
        }
    }
    let controller = company.controllers[0];
    let from = stage.from(intruder.management);
    let (by, at) = stage.ntlm(How::Ntlm, account, from, controller, time + 4 * MINUTE, 200.0);
    let at = at + 2 * SECOND;
    stage.put(at, controller, Deed::AuditPolicyChanged { by, on: false });
    stage.silence = Some((controller, at, at + SILENCE));
    stage.step = 0;
    let policy = stage.system();
    stage.put(at + SILENCE, controller, Deed::AuditPolicyChanged { by: policy, on: true });

    stage.step = 15;
    let from = stage.from(intruder.management);
    let time = stage.ticket(account, from, stage.day.at(CLEARED_AT - 0.2));
    let (by, _) = stage.remote_desktop(account, from, intruder.database, time, 30.0);
    stage.put(stage.day.at(CLEARED_AT), intruder.database, Deed::LogCleared { by });
}
