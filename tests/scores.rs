//! The sound scores and the changes of rate on simulated companies: the intruder's hours are marked, those of people are not.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that panics has failed")]

#[path = "support/rows.rs"]
mod rows;

use logonscope::analysis::{rate, sound};
use logonscope::engine::Case;
use logonscope::evidence::evtx::Parser;
use logonscope::model::time::HOUR;
use logonscope::simulation::truth::GroundTruth;
use logonscope::simulation::{Plan, simulate};
use rows::read;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

fn company(plan: &Plan) -> (Case, GroundTruth) {
    let (files, truth) = simulate(plan, |_| Ok(Cursor::new(Vec::new()))).unwrap();
    let mut case = Case::new();
    for (name, log) in files {
        let log = log.into_inner();
        let file = case.add_file(&name, &name, log.len() as u64);
        case.append(file, &read(&mut Parser::default(), &log));
        case.finish_file(file, None);
    }
    case.analyse();
    (case, truth)
}

/// The marked hours of each account by its name, in lower case: hour and level.
type Marked = BTreeMap<String, Vec<(u32, u8)>>;

fn marked(case: &Case) -> (Marked, Marked) {
    let derived = case.derived().unwrap();
    let timeline = &derived.preset.timeline;
    let hours = timeline.hours();
    let accounts = timeline.accounts() as u32;
    let counts = |account| timeline.counts(account);
    let (sound, rate) = (sound::levels(accounts, hours, counts), rate::levels(accounts, hours, counts));
    let mut told = (Marked::new(), Marked::new());
    for account in 0..accounts {
        let counts = counts(account);
        let name = derived.account(case.grounds(), account).unwrap().name.to_lowercase();
        let scores = (0..).zip(sound::hours_of(&counts, hours)).map(|(hour, of)| (hour, sound.level(of.score)));
        told.0.entry(name.clone()).or_default().extend(scores.filter(|(_, level)| *level > 0));
        let changes = rate::changes(&counts, hours).into_iter().map(|of| (of.hour, rate.level(of.evidence)));
        told.1.entry(name).or_default().extend(changes.filter(|(_, level)| *level > 0));
    }
    told
}

/// The hours of the case in which the intruder acts as each account.
fn deeds(case: &Case, truth: &GroundTruth) -> BTreeMap<String, BTreeSet<u32>> {
    let start = case.derived().unwrap().preset.timeline.start();
    let hour = |time: &str| {
        let micros = time.parse::<jiff::Timestamp>().unwrap().as_microsecond();
        u32::try_from((micros - start) / HOUR).unwrap()
    };
    let intruder = truth.intruder.as_ref().unwrap();
    let mut deeds: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
    for step in &intruder.steps {
        for account in &step.accounts {
            if intruder.accounts.iter().any(|abused| abused.name == *account) {
                deeds.entry(account.to_lowercase()).or_default().extend(hour(&step.first)..=hour(&step.last));
            }
        }
    }
    deeds
}

/// Whom the intruder acts as with more than a few logons; the fifth, whose mail it came by, did nothing unusual in numbers.
const NOISY: [&str; 4] = ["adm-n.emery", "svc-backup", "svc-health", "t.verney"];

#[test]
fn the_intruders_hours_are_marked_and_people_are_left_alone() {
    for plan in [Plan::sample_case(), Plan { days: 28, ..Plan::sample_case() }] {
        let (case, truth) = company(&plan);
        let (sound, rate) = marked(&case);
        let deeds = deeds(&case, &truth);
        for (mode, marked, most_people) in [("sound", &sound, 8), ("rate", &rate, 1)] {
            for account in NOISY {
                let of: BTreeSet<u32> = marked[account].iter().map(|(hour, _)| *hour).collect();
                assert!(
                    !of.is_empty() && of.is_subset(&deeds[account]),
                    "{mode}: {account} {of:?} {:?}",
                    deeds[account]
                );
                assert!(marked[account].iter().any(|(_, level)| *level >= 2), "{mode}: {account}");
            }
            let people = truth.company.employees.iter().map(|employee| employee.account.to_lowercase());
            let lit: Vec<usize> = people
                .filter(|name| !deeds.contains_key(name))
                .map(|name| marked.get(&name).map_or(0, Vec::len))
                .collect();
            let some = lit.iter().filter(|hours| **hours > 0).count();
            println!(
                "{} days, {mode}: {some} of {} employees marked, in {} hours",
                plan.days,
                lit.len(),
                lit.iter().sum::<usize>()
            );
            assert!(some <= most_people && lit.iter().all(|hours| *hours <= 2), "{mode}: {lit:?}");
        }
    }
}
