//! What administrators do, and what is innocently like an intrusion: new colleagues, forgotten passwords, updates.

use super::calendar::{MINUTE, SECOND};
use super::company::{Administrator, Company, HostId};
use super::deed::{AccountEvent, Deed, Session};
use super::intruder::MONITORING_AGENT;
use super::names::Role;
use super::stage::Stage;

/// The day of everybody with a second account.
pub fn work(stage: &mut Stage<'_>, activity: f64) {
    let company = stage.company;
    for (number, administrator) in company.administrators.iter().enumerate() {
        // One of them is on call at weekends.
        let on_duty = stage.day.is_worked() || stage.day.week() as usize % company.administrators.len() == number;
        if on_duty {
            administer(stage, administrator, number, activity);
        }
    }
    update_agents(stage);
    forget_password(stage);
}

/// From the own workstation to the management server, and from there to what needs care.
fn administer(stage: &mut Stage<'_>, administrator: &Administrator, number: usize, activity: f64) {
    let company = stage.company;
    let employee = &company.employees[administrator.employee];
    let management = stage.nearest(Role::Management, employee.workstation);
    let from = stage.from(employee.workstation);
    let account = administrator.account;
    let visits = if stage.day.is_worked() { 2 } else { 1 };
    for visit in 0..visits {
        let hour = if visit == 0 { 9.0 } else { 14.0 } + number as f64 * 0.3;
        let time = stage.day.at(stage.random.around(hour, 0.8));
        let at = stage.ticket(account, from, time);
        stage.remote_desktop(account, from, management, at, 70.0);
        let there = stage.from(management);
        let servers: Vec<HostId> = company.controllers.iter().chain(&company.servers).copied().collect();
        let mut at = stage.ticket(account, there, at + 40 * SECOND);
        for _ in 0..2 + stage.random.round(3.0 * activity) {
            at = stage.later(at, 300.0) + 20 * SECOND;
            if let Some(&server) = stage.random.pick(&servers)
                && server != management
            {
                let (session, at) = stage.kerberos(account, there, server, at, 240.0);
                if stage.random.chance(0.2) {
                    stage.open_share(session, there, server, 3, 5, at);
                }
            }
        }
        if visit == 0 {
            welcome(stage, employee_to_come(company, stage.day.number, number), account, at);
        }
    }
}

/// The new colleague for whom the first administrator prepares an account today, some days ahead.
fn employee_to_come(company: &Company, today: u32, administrator: usize) -> Option<usize> {
    let is_new = |joined: u32| joined > 0 && joined == today + 3;
    (0..company.employees.len()).find(|&number| administrator == 0 && is_new(company.employees[number].joined))
}

fn welcome(stage: &mut Stage<'_>, employee: Option<usize>, by: super::company::AccountId, time: i64) {
    let Some(employee) = employee else { return };
    let (account, controller) = (stage.company.employees[employee].account, stage.company.controllers[0]);
    let by = stage.session(by, controller, time);
    make_account(stage, account, by, time);
}

/// `by` makes `account` on the first domain controller: the four records of the console for users.
pub fn make_account(stage: &mut Stage<'_>, account: super::company::AccountId, by: Session, time: i64) -> i64 {
    let controller = stage.company.controllers[0];
    let mut time = time;
    for event in [AccountEvent::Created, AccountEvent::Enabled, AccountEvent::PasswordReset, AccountEvent::Changed] {
        stage.put(time, controller, Deed::Account { event, account, by });
        time = stage.soon(time);
    }
    time
}

/// On the second Thursday and the fourth the monitoring agent is installed anew everywhere.
fn update_agents(stage: &mut Stage<'_>) {
    let company = stage.company;
    if stage.day.of_week() == 3 && stage.day.week() % 2 == 1 {
        let system = stage.system();
        for (&server, number) in company.controllers.iter().chain(&company.servers).zip(0..) {
            let time = stage.day.at(4.0) + number * MINUTE + stage.random.below(MINUTE as u64) as i64;
            stage.put(time, server, Deed::ServiceInstalled { by: system, service: MONITORING_AGENT });
            stage.put(time + 400, server, Deed::ServiceTold { by: company.system, service: MONITORING_AGENT });
        }
    }
}

/// Now and then somebody has forgotten a password, is locked out and gets a new one.
fn forget_password(stage: &mut Stage<'_>) {
    let company = stage.company;
    let often = company.employees.len() as f64 / 400.0;
    for _ in 0..stage.random.round(if stage.day.is_worked() { often } else { 0.0 }) {
        let Some(employee) = stage.random.pick(&company.employees) else { return };
        let Some((begin, _)) = super::employees::hours(employee, &stage.day) else { continue };
        let from = stage.from(employee.workstation);
        let mut time = begin + 50 * MINUTE + stage.random.below(60 * MINUTE as u64) as i64;
        for _ in 0..6 {
            stage.mistyped(employee.account, from, time);
            time = stage.later(time, 5.0) + 4 * SECOND;
        }
        let controller = company.controllers[0];
        stage.put(time, controller, Deed::Locked { account: employee.account, caller: employee.workstation });
        let time = stage.later(time, 400.0) + 3 * MINUTE;
        if let Some(&Administrator { account, .. }) = company.administrators.last() {
            let by = stage.session(account, controller, time);
            let event = AccountEvent::PasswordReset;
            stage.put(time, controller, Deed::Account { event, account: employee.account, by });
        }
    }
}
