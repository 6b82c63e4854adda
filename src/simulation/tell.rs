//! The outcome of a simulation as its ground truth.

use super::company::{AccountId, Company};
use super::deed::Origin;
use super::intruder::{Intruder, STEPS};
use super::logs::Tally;
use super::names::{DNS, NETBIOS, Role, ZONE};
use super::run::{Outcome, Traces};
use super::truth::{
    AbusedAccount, CompanyTruth, EmployeeTruth, FileTruth, GroundTruth, HostTruth, IntruderTruth, StepTruth, Totals,
};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// The five events that count as logons.
const LOGON_EVENTS: [u16; 5] = [4624, 4625, 4768, 4769, 4776];

/// Tells everything.
pub(super) fn truth(outcome: &Outcome<'_>) -> GroundTruth {
    let files: Vec<FileTruth> = outcome.files.iter().map(|(name, tally)| file(name, tally)).collect();
    let mut totals = Totals::default();
    for file in &files {
        totals.records += file.records;
        totals.logons += file.logons;
        for (id, count) in &file.by_event {
            *totals.by_event.entry(*id).or_default() += count;
        }
    }
    GroundTruth {
        schema: "logonscope-ground-truth".to_owned(),
        schema_version: 1,
        seed: outcome.plan.seed,
        start: outcome.days.first().map(|day| iso(day.start)).unwrap_or_default(),
        end: outcome.days.last().map(|day| iso(day.end)).unwrap_or_default(),
        zone: ZONE.to_owned(),
        company: company(outcome.company, outcome.days.len() as u32),
        intruder: outcome.intruder.map(|found| intruder(outcome.company, found, &outcome.traces)),
        files,
        totals,
    }
}

/// ISO 8601 in UTC, to the microsecond; empty for a time that no clock can hold.
fn iso(time: i64) -> String {
    Timestamp::from_microsecond(time).map(|time| format!("{time:.6}")).unwrap_or_default()
}

fn file(name: &str, tally: &Tally) -> FileTruth {
    let (first_record_id, last_record_id) = tally.record_ids.unwrap_or_default();
    let (first, last) = tally.times.unwrap_or_default();
    FileTruth {
        name: name.to_owned(),
        records: tally.records,
        logons: LOGON_EVENTS.iter().filter_map(|id| tally.by_event.get(id)).sum(),
        by_event: tally.by_event.clone(),
        first_record_id,
        last_record_id,
        first: iso(first),
        last: iso(last),
    }
}

fn company(company: &Company, days: u32) -> CompanyTruth {
    let name = |id: AccountId| company.account(id).name.clone();
    let employee = |employee: &super::company::Employee| {
        let (from, until) = employee.department.hours;
        EmployeeTruth {
            name: employee.name.clone(),
            account: name(employee.account),
            sid: company.account(employee.account).sid.to_string(),
            department: employee.department.name.to_owned(),
            workstation: company.host(employee.workstation).name.clone(),
            addresses: (0..days.div_ceil(7))
                .map(|week| company.address(employee.workstation, week).to_string())
                .collect(),
            hours: [from + employee.shift, until + employee.shift],
        }
    };
    CompanyTruth {
        domain: NETBIOS.to_owned(),
        dns: DNS.to_owned(),
        employees: company.employees.iter().map(employee).collect(),
        administrators: company.administrators.iter().map(|one| name(one.account)).collect(),
        services: company.services.iter().map(|service| name(service.account)).collect(),
        servers: (company.controllers.iter().chain(&company.servers))
            .map(|&host| HostTruth {
                name: company.host(host).name.clone(),
                role: company.host(host).role.in_words().to_owned(),
                address: company.address(host, 0).to_string(),
            })
            .collect(),
    }
}

fn intruder(company: &Company, intruder: &Intruder, traces: &[Traces]) -> IntruderTruth {
    let times = traces.iter().filter_map(|traces| traces.times);
    let abused =
        |id: AccountId, how: &str| AbusedAccount { name: company.account(id).name.clone(), how: how.to_owned() };
    let mut hosts: BTreeMap<_, Origin> = BTreeMap::new();
    for origin in traces.iter().flat_map(|traces| &traces.origins) {
        hosts.entry(origin.host).or_insert(*origin);
    }
    IntruderTruth {
        foothold: company.host(intruder.foothold).name.clone(),
        accounts: vec![
            abused(intruder.user, "its user opened the macro"),
            abused(intruder.guessed, "its password was sprayed"),
            abused(intruder.cracked, "its password was found offline from a roasted ticket"),
            abused(intruder.stolen, "its hash was read from the memory of the management server"),
            abused(intruder.planted, "made by the intruder"),
        ],
        hosts: hosts
            .into_iter()
            .map(|(host, origin)| HostTruth {
                name: company.host(host).name.clone(),
                role: match company.host(host).role {
                    Role::Workstation if host == intruder.foothold => "workstation, the foothold".to_owned(),
                    role => role.in_words().to_owned(),
                },
                address: origin.address.to_string(),
            })
            .collect(),
        first: times.clone().map(|(first, _)| first).min().map(iso).unwrap_or_default(),
        last: times.map(|(_, last)| last).max().map(iso).unwrap_or_default(),
        steps: traces
            .iter()
            .zip(STEPS)
            .zip(1..)
            .map(|((traces, told), number)| step(company, number, told, traces))
            .collect(),
    }
}

fn step(company: &Company, number: u32, told: super::intruder::Step, traces: &Traces) -> StepTruth {
    let (first, last) = traces.times.unwrap_or_default();
    StepTruth {
        number,
        what: told.what.to_owned(),
        technique: told.technique.to_owned(),
        first: iso(first),
        last: iso(last),
        computers: traces.computers.iter().map(|&host| company.host(host).qualified.clone()).collect(),
        accounts: traces.accounts.iter().map(|&account| company.account(account).name.clone()).collect(),
        sources: traces.origins.iter().map(|origin| origin.address.to_string()).collect(),
        records: traces.records.clone(),
        lost: traces.lost,
    }
}
