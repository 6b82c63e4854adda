//! Scores of 10 000 accounts over 2 160 hours: `cargo bench --profile fast --bench changefinder [-- SAMPLE]`.
//!
//! Made-up accounts: people in office hours, machines by night, and much silence. LogonTracer's ChangeFinder, ours and the changes of rate run in turn,
//! on one thread; medians of five rounds. Into the file SAMPLE go twenty of the series, for `benches/changefinder_package.py`; and the ranks of 100 000
//! nodes and a million edges are timed.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a measurement that fails says so")]

use logonscope::analysis::changefinder::{TOGETHER, WarmUp};
use logonscope::analysis::timeline::{HOUR_MICROS, Timeline};
use logonscope::analysis::weighted_rank::{Weight, WeightedGraph};
use logonscope::analysis::{rate, sound};
use std::collections::BTreeSet;
use std::hint::black_box;
use std::time::Instant;

const ROUNDS: usize = 5;
const ACCOUNTS: u32 = 10_000;
const HOURS: u32 = 2_160;
const SAMPLE: u32 = 20;

/// The next of a row of numbers that look like chance (xorshift).
fn next(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

/// (account, time, event id) of every logon: a tenth of the accounts is busy all day, the others are people of whom some hardly ever come.
fn logons() -> Vec<(u32, i64, u16)> {
    let mut state = 7;
    let mut logons = Vec::new();
    for account in 0..ACCOUNTS {
        for hour in 0..HOURS {
            let is_worked = (hour / 24) % 7 < 5 && (8..18).contains(&(hour % 24));
            let chance = match account % 10 {
                0 => 700,
                1..4 if is_worked => 500,
                _ if is_worked => 60,
                _ => 2,
            };
            if next(&mut state) % 1_000 < chance {
                let count = 1 + next(&mut state) % 9;
                logons.extend((0..count).map(|_| (account, i64::from(hour) * HOUR_MICROS, 4624)));
            }
        }
    }
    logons
}

fn median(name: &str, mut take: impl FnMut()) {
    let mut seconds: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let begin = Instant::now();
            take();
            begin.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    let middle = seconds[ROUNDS / 2];
    println!("{name}: {middle:.3} s, {:.0} series/s", f64::from(ACCOUNTS) / middle);
}

fn main() {
    let timeline = Timeline::new(0, HOURS, ACCOUNTS as usize, logons().into_iter());
    let counts = |account: u32| timeline.counts(account);
    if let Some(path) = std::env::args().skip(1).find(|argument| !argument.starts_with('-')) {
        let line = |account: u32| {
            let dense = timeline.dense(account, 0, HOURS);
            dense.iter().map(u32::to_string).collect::<Vec<_>>().join(" ") + "\n"
        };
        std::fs::write(path, (0..SAMPLE).map(line).collect::<String>()).unwrap();
    }
    println!("{ACCOUNTS} accounts x {HOURS} hours");
    median("LogonTracer's", || {
        let warm_up = WarmUp::new(timeline.hour_totals(), ACCOUNTS as usize);
        let accounts: Vec<u32> = (0..ACCOUNTS).collect();
        for group in accounts.chunks(TOGETHER) {
            let counts: Vec<_> = group.iter().map(|account| counts(*account)).collect();
            drop(black_box(warm_up.scores_of(&counts)));
        }
    });
    median("sound", || (0..ACCOUNTS).for_each(|account| drop(black_box(sound::hours_of(&counts(account), HOURS)))));
    median("rate", || (0..ACCOUNTS).for_each(|account| drop(black_box(rate::changes(&counts(account), HOURS)))));

    let mut state = 11;
    let mut edges = BTreeSet::new();
    while edges.len() < 1_000_000 {
        edges.insert((next(&mut state) as u32 % 80_000, 80_000 + next(&mut state) as u32 % 20_000));
    }
    let edges: Vec<(u32, u32, f64)> =
        edges.into_iter().map(|(a, b)| (a, b, Weight::Count.of(1 + (a ^ b) % 50, 1))).collect();
    for (name, marked) in [("weighted", vec![]), ("from two marks", vec![3, 90_000])] {
        let begin = Instant::now();
        let graph = WeightedGraph::new(100_000, &edges);
        let ranks = black_box(graph.ranks(&marked));
        println!(
            "ranks of {} nodes, {} edges, {name}: {:.3} s",
            ranks.len(),
            edges.len(),
            begin.elapsed().as_secs_f64()
        );
    }
}
