//! Day after day: what happens is put on the stage, brought to the volume that was asked for, sorted and written.

use super::calendar::{self, Day};
use super::company::{AccountId, Company, HostId};
use super::deed::{Channel, Deed, Occurrence, Origin};
use super::intruder::{Intruder, STEPS};
use super::logs::{Logs, Tally};
use super::names::{Role, ZONE};
use super::stage::Stage;
use super::truth::GroundTruth;
use super::volume::{Budget, Volume};
use super::{Collection, Plan, SimulationError, administration, background, employees, programs, tell};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Seek, SeekFrom, Write};

/// Logons that an employee makes on a working day on the domain controllers, where only theirs are collected, and on all servers.
const LOGONS_OF_EMPLOYEE: (f64, f64) = (26.0, 40.0);
/// Directory look-ups for each employee on a working day, where nothing was asked for.
const USUAL_LOOK_UPS: f64 = 4.0;

/// What the records of one step of the intruder's say.
#[derive(Clone, Debug, Default)]
pub(super) struct Traces {
    pub times: Option<(i64, i64)>,
    pub computers: BTreeSet<HostId>,
    pub accounts: BTreeSet<AccountId>,
    pub origins: Vec<Origin>,
    pub records: BTreeMap<String, Vec<u64>>,
    pub lost: u64,
}

/// What a simulation has made, before it is told.
pub(super) struct Outcome<'c> {
    pub plan: &'c Plan,
    pub company: &'c Company,
    pub intruder: Option<&'c Intruder>,
    pub days: &'c [Day],
    pub traces: Vec<Traces>,
    pub files: Vec<(String, Tally)>,
}

/// Simulates `plan`. `open` makes a file of a name; what it made comes back whole, in order of name, with the truth.
///
/// # Errors
/// A plan that cannot be carried out, or a file that cannot be written.
pub fn simulate<W: Write + Seek>(
    plan: &Plan,
    open: impl FnMut(&str) -> std::io::Result<W>,
) -> Result<(Vec<(String, W)>, GroundTruth), SimulationError> {
    plan.check()?;
    let days = calendar::days(&plan.start, plan.days, ZONE)?;
    let mut budget = Budget::new(plan.volume, plan.logon_share, &days);
    let employees = plan.employees.unwrap_or_else(|| employees_for(plan, &budget));
    let mut company = Company::new(plan.seed, employees, plan.servers, plan.controllers, plan.days);
    let intruder = plan.intruder.then(|| Intruder::new(&mut company));
    if matches!(plan.volume, Volume::Bytes(_)) {
        // A rehearsal of the first day tells how many bytes a record takes.
        let mut logs = Logs::new(&company, |_| Ok(Nowhere));
        let first = days.get(..1).unwrap_or_default();
        play(plan, &company, None, first, &budget, &mut logs)?;
        budget = budget.with_bytes_per_record(logs.size() as f64 / logs.written().max(1) as f64);
    }
    let mut logs = Logs::new(&company, open);
    let traces = play(plan, &company, intruder.as_ref(), &days, &budget, &mut logs)?;
    let mut finished = logs.finish()?;
    finished.sort_by(|a, b| a.0.cmp(&b.0));
    let tallies = finished.iter().map(|(name, _, tally)| (name.clone(), tally.clone())).collect();
    let intruder = intruder.as_ref();
    let outcome = Outcome { plan, company: &company, intruder, days: &days, traces, files: tallies };
    let truth = tell::truth(&outcome);
    Ok((finished.into_iter().map(|(name, file, _)| (name, file)).collect(), truth))
}

/// As many people as make the logons asked for, or an office of forty.
fn employees_for(plan: &Plan, budget: &Budget) -> u32 {
    let of_each = match plan.collection {
        Collection::OneController => LOGONS_OF_EMPLOYEE.0 / f64::from(plan.controllers),
        Collection::Case => LOGONS_OF_EMPLOYEE.1,
    };
    budget.logons_a_working_day().map_or(40, |logons| (logons / of_each).clamp(12.0, 200_000.0) as u32)
}

/// Which logs of `host` are collected.
fn collected(plan: &Plan, company: &Company, intruder: Option<&Intruder>, host: HostId) -> Vec<Channel> {
    if plan.collection == Collection::OneController {
        return if company.controllers.first() == Some(&host) { vec![Channel::Security] } else { Vec::new() };
    }
    match company.host(host).role {
        Role::Management => vec![Channel::Security, Channel::System, Channel::Sessions, Channel::Connections],
        Role::Desktop => vec![Channel::Security, Channel::Sessions],
        Role::File => vec![Channel::Security, Channel::System],
        Role::Workstation => {
            let administrators = company.administrators.iter().take(1);
            let of_administrator = administrators.map(|one| company.employees[one.employee].workstation);
            let of_story = intruder.into_iter().flat_map(|intruder| [intruder.foothold, intruder.guessed_workstation]);
            let matters = of_administrator.chain(of_story).any(|workstation| workstation == host);
            if matters { vec![Channel::Security] } else { Vec::new() }
        }
        _ => vec![Channel::Security],
    }
}

/// Plays `days` into `logs`; for each step of the intruder's what its records say.
fn play<W: Write + Seek, F: FnMut(&str) -> std::io::Result<W>>(
    plan: &Plan,
    company: &Company,
    intruder: Option<&Intruder>,
    days: &[Day],
    budget: &Budget,
    logs: &mut Logs<'_, W, F>,
) -> Result<Vec<Traces>, SimulationError> {
    let mut traces = vec![Traces::default(); STEPS.len()];
    let Some(first) = days.first() else { return Ok(traces) };
    let mut stage = Stage::new(company, *first, plan.seed, |host| collected(plan, company, intruder, host));
    if let (Some(intruder), Some(last)) = (intruder, days.last()) {
        logs.clear(intruder.clearing(last));
    }
    let mut logons = 0;
    for day in days {
        stage.turn_to(*day);
        let carried = stage.occurrences.len();
        let activity = budget.activity();
        employees::work(&mut stage, activity);
        programs::work(&mut stage, activity);
        administration::work(&mut stage, activity);
        if let Some(intruder) = intruder {
            intruder.act(&mut stage, plan.days - 1 - day.number);
        }
        let wanted = budget.logons(day, logons, logs.written(), logs.size());
        let made = bring_to_volume(&mut stage, carried, wanted, budget);
        logons += made;
        stage.occurrences.sort_unstable_by_key(|occurrence| (occurrence.time, occurrence.sequence));
        let today = stage.occurrences.partition_point(|occurrence| occurrence.time < day.end);
        let rest = stage.occurrences.split_off(today);
        let today = std::mem::replace(&mut stage.occurrences, rest);
        for occurrence in &today {
            let written = logs.write(occurrence)?;
            if let Some(traces) = (occurrence.step as usize).checked_sub(1).and_then(|step| traces.get_mut(step)) {
                traces.add(occurrence, written);
            }
        }
    }
    Ok(traces)
}

impl Traces {
    fn add(&mut self, occurrence: &Occurrence, written: Option<(&str, u64)>) {
        let Some((file, id)) = written else {
            self.lost += 1;
            return;
        };
        let time = occurrence.time;
        self.times.get_or_insert((time, time)).1 = time;
        self.computers.insert(occurrence.host);
        self.accounts.extend(occurrence.deed.accounts());
        if let Some(origin) = occurrence.deed.origin()
            && !self.origins.iter().any(|known| known.address == origin.address)
        {
            self.origins.push(origin);
        }
        self.records.entry(file.to_owned()).or_default().push(id);
    }
}

/// Adds look-ups up to the logons wanted, then other records for each log up to their share; takes some out where there are too
/// many, but none of the intruder's. Says how many logons the day has made.
fn bring_to_volume(stage: &mut Stage<'_>, carried: usize, wanted: Option<u64>, budget: &Budget) -> u64 {
    let count = |stage: &Stage<'_>| {
        stage.occurrences[carried..].iter().filter(|occurrence| occurrence.deed.is_logon()).count() as u64
    };
    let mut logons = count(stage);
    match wanted {
        None => {
            let usual = USUAL_LOOK_UPS * budget.activity() * stage.company.employees.len() as f64;
            let look_ups = stage.random.round(if stage.day.is_worked() { usual } else { usual / 4.0 });
            (0..look_ups).for_each(|_| background::look_up(stage));
        }
        Some(wanted) => {
            let mut from = stage.occurrences.len();
            while logons < wanted {
                background::look_up(stage);
                let new = &stage.occurrences[from..];
                let added = new.iter().filter(|occurrence| occurrence.deed.is_logon()).count() as u64;
                // Where no look-up is collected there is nothing to wait for.
                if added == 0 && !stage.company.controllers.iter().any(|&controller| stage.is_collected(controller)) {
                    break;
                }
                logons += added;
                from = stage.occurrences.len();
            }
            thin(stage, carried, logons.saturating_sub(wanted), Deed::is_logon);
        }
    }
    logons = count(stage);
    let mut of_host: BTreeMap<HostId, Vec<Occurrence>> = BTreeMap::new();
    let mut others: BTreeMap<HostId, u64> = BTreeMap::new();
    for occurrence in &stage.occurrences[carried..] {
        if occurrence.deed.is_logon() {
            of_host.entry(occurrence.host).or_default().push(*occurrence);
        } else {
            *others.entry(occurrence.host).or_default() += 1;
        }
    }
    let before = others.values().sum::<u64>();
    let target = budget.others(logons);
    if before < target {
        for (host, anchors) in &of_host {
            let have = others.get(host).copied().unwrap_or(0);
            background::fill(stage, *host, anchors, budget.others(anchors.len() as u64).saturating_sub(have));
        }
    }
    let too_many = |stage: &Stage<'_>| ((stage.occurrences.len() - carried) as u64 - logons).saturating_sub(target);
    // What fills goes first, then the ends and privileges of sessions and the like.
    let count = too_many(stage);
    thin(stage, carried, count, Deed::is_filler);
    let count = too_many(stage);
    thin(stage, carried, count, |deed| !deed.is_logon() && !deed.is_notable());
    logons
}

/// Takes `count` occurrences of today that `may_go` out at random, none of the intruder's.
fn thin(stage: &mut Stage<'_>, carried: usize, count: u64, may_go: impl Fn(&Deed) -> bool) {
    let may_go = |occurrence: &Occurrence| occurrence.step == 0 && may_go(&occurrence.deed);
    let mut candidates = stage.occurrences[carried..].iter().filter(|occurrence| may_go(occurrence)).count() as u64;
    let mut count = count.min(candidates);
    if count == 0 {
        return;
    }
    let random = &mut stage.random;
    let mut number = 0;
    stage.occurrences.retain(|occurrence| {
        number += 1;
        if number <= carried || !may_go(occurrence) {
            return true;
        }
        // Each candidate goes with the probability that leaves exactly so many.
        let goes = random.below(candidates) < count;
        candidates -= 1;
        count -= u64::from(goes);
        !goes
    });
}

/// A file that keeps nothing.
struct Nowhere;

impl Write for Nowhere {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Seek for Nowhere {
    fn seek(&mut self, _: SeekFrom) -> std::io::Result<u64> {
        Ok(0)
    }
}
