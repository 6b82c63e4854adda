//! The preset's figures against an independent, naive computation of the same, and what must hold for any logons.
#![allow(clippy::unwrap_used, clippy::panic)]

use logonscope::analysis::changefinder::WarmUp;
use logonscope::analysis::hmm::{EMISSION, START, TRANSITION};
use logonscope::analysis::pagerank::{Neighbours, RankGraph, normalised};
use logonscope::analysis::preset::{Preset, PresetRow, Scope};
use logonscope::analysis::timeline::HOUR_MICROS;
use logonscope::analysis::vector::{COLUMNS, run_vector};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::collections::{BTreeMap, BTreeSet};

const SMALL: &str = include_str!("data/preset_small.json");

/// ChangeFinder as its definition reads, with windows that grow and a density that is computed before its logarithm.
fn naive_scores(warm_up: &[f64], series: &[f64]) -> Vec<f64> {
    #[derive(Default)]
    struct Learner(Option<(f64, f64)>);
    impl Learner {
        fn surprise(&mut self, x: f64) -> f64 {
            let (mean, variance) = self.0.unwrap_or((0.5, 0.5));
            let mean = mean * 0.96 + 0.04 * x;
            let variance = variance * 0.96 + 0.04 * (x - mean).powi(2);
            self.0 = Some((mean, variance));
            -((-(x - mean).powi(2) / variance / 2.0).exp() / (std::f64::consts::TAU * variance).sqrt()).ln()
        }
    }
    let (mut first, mut second) = (Learner::default(), Learner::default());
    let (mut scores, mut sums, mut outer) = (Vec::new(), Vec::new(), Vec::new());
    let mut output = Vec::new();
    for (position, &x) in warm_up.iter().chain(series).enumerate() {
        if position > 0 {
            scores.push(first.surprise(x));
        }
        if scores.len() >= 5 {
            let sum: f64 = scores[scores.len() - 5..].iter().sum();
            if !sums.is_empty() {
                outer.push(second.surprise(sum));
            }
            sums.push(sum);
        }
        output.push(if outer.len() >= 2 { outer[outer.len() - 2..].iter().sum() } else { 0.0 });
    }
    output.split_off(warm_up.len())
}

/// PageRank by asking every node of every other.
fn naive_ranks(pairs: &[(u32, u32)], rows: &[u32], damping: &[f64]) -> Vec<f64> {
    let nodes = rows.len();
    let mut ranks = vec![1.0 / nodes as f64; nodes];
    for _ in 0..30 {
        ranks = (0..nodes as u32)
            .map(|p| {
                let given: f64 = (0..nodes as u32)
                    .filter(|&q| pairs.contains(&(p, q)) || pairs.contains(&(q, p)))
                    .map(|q| damping[q as usize] * ranks[q as usize] / f64::from(rows[q as usize]))
                    .sum();
                (1.0 - damping[p as usize]) / nodes as f64 + given
            })
            .collect();
    }
    ranks
}

/// How many states the likeliest of all paths visits.
fn states_visited(symbols: &[usize]) -> usize {
    let paths = 3usize.pow(symbols.len() as u32);
    let path = |number: usize| (0..symbols.len() as u32).map(move |place| number / 3usize.pow(place) % 3);
    let likelihood = |number: usize| {
        let states: Vec<usize> = path(number).collect();
        let moves: f64 = states.windows(2).map(|pair| TRANSITION[pair[0]][pair[1]]).product();
        START[states[0]] * moves * states.iter().zip(symbols).map(|(&state, &s)| EMISSION[state][s]).product::<f64>()
    };
    let best = (0..paths).max_by(|&a, &b| likelihood(a).total_cmp(&likelihood(b))).unwrap();
    path(best).collect::<BTreeSet<_>>().len()
}

#[test]
fn a_small_case_has_the_figures_of_a_naive_computation() {
    let vector: serde_json::Value = serde_json::from_str(SMALL).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let start = 1_709_157_600;
    let hours = 52;
    let mut counts: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    let mut edges = BTreeSet::new();
    let mut by_day: BTreeMap<(String, String, u64), Vec<(String, usize)>> = BTreeMap::new();
    for row in vector["rows"].as_array().unwrap() {
        let (id, source, account) = (row[0].as_u64().unwrap(), text(&row[1]), text(&row[2]));
        let epoch = row[6].as_u64().unwrap();
        counts.entry(account.clone()).or_insert(vec![0.0; hours])[(epoch - start) as usize / 3600] += 1.0;
        let host = if source == "10.0.0.1" { "ws-1".to_owned() } else { source.clone() };
        edges.insert((account.clone(), host, id, row[3].to_string(), text(&row[4]), text(&row[5])));
        let symbol = [4776, 4768, 4769, 4624, 4625].iter().position(|&known| known == id).unwrap();
        by_day.entry((account, source, epoch / 86_400)).or_default().push((text(&row[7]), symbol));
    }
    let warm_up: Vec<f64> = (0..hours).map(|hour| counts.values().map(|row| row[hour]).sum::<f64>() / 3.0).collect();
    let scores: BTreeMap<&str, Vec<f64>> =
        counts.iter().map(|(account, row)| (account.as_str(), naive_scores(&warm_up, row))).collect();
    // alice's only day flags her; the service account's does too, but LogonTracer stops before it.
    let mut flagged = Vec::new();
    for ((account, _, day), mut symbols) in by_day {
        symbols.sort_by(|a, b| a.0.cmp(&b.0));
        let symbols: Vec<usize> = symbols.into_iter().map(|(_, symbol)| symbol).collect();
        if symbols.len() > 2 && states_visited(&symbols) == 2 && day < 1_709_157_600 / 86_400 + 2 {
            flagged.push(account);
        }
    }
    assert_eq!(flagged, ["alice"]);
    let names = ["alice", "bob", "svc-backup", "10.0.0.11", "ws-1"];
    let number = |name: &str| names.iter().position(|known| *known == name).unwrap();
    let mut rows = vec![0; names.len()];
    let mut pairs = Vec::new();
    for (account, host, ..) in &edges {
        rows[number(account)] += 1;
        rows[number(host)] += 1;
        pairs.push((number(account) as u32, number(host) as u32));
    }
    let damping: Vec<f64> = (names.iter())
        .map(|name| match scores.get(name) {
            None => 0.8,
            Some(scores) => {
                let highest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let base = if *name == "svc-backup" { 0.6 } else { 0.85 };
                base - if *name == "alice" { 0.2 } else { 0.0 } - (highest * 100.0).round() / 100.0 / 200.0
            }
        })
        .collect();
    let ranks = naive_ranks(&pairs, &rows, &damping);
    let least = ranks.iter().copied().fold(f64::INFINITY, f64::min);
    let most = ranks.iter().copied().fold(f64::NEG_INFINITY, f64::max);

    let result = run_vector(SMALL.as_bytes()).unwrap();
    assert_eq!(result.hmm_flagged, flagged);
    assert_eq!(result.accounts.iter().map(|account| account.name.as_str()).collect::<Vec<_>>(), &names[..3]);
    for account in &result.accounts {
        let name = account.name.as_str();
        assert_eq!(account.counts.iter().copied().map(f64::from).collect::<Vec<_>>(), counts[name], "{name}");
        for (hour, (score, naive)) in account.scores.iter().zip(&scores[name]).enumerate() {
            assert!((score - naive).abs() <= 0.005 + 1e-9, "{name}, hour {hour}: {score}, not {naive}");
        }
        assert_eq!(account.privileged, name == "svc-backup");
        let rank = (ranks[number(name)] - least) / (most - least);
        assert!((account.rank - rank).abs() < 1e-12, "{name}: {}, not {rank}", account.rank);
    }
    assert_eq!(result.hosts.len(), 2);
    for host in &result.hosts {
        let rank = (ranks[number(&host.host)] - least) / (most - least);
        assert!((host.rank - rank).abs() < 1e-12, "{}: {}, not {rank}", host.host, host.rank);
    }
}

/// Runs `test` on many values, the same ones every time.
fn for_any<S: Strategy>(strategy: S, test: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let config = Config { cases: 200, failure_persistence: None, ..Config::default() };
    let rng = proptest::test_runner::TestRng::deterministic_rng(config.rng_algorithm);
    if let Err(failure) = TestRunner::new_with_rng(config, rng).run(&strategy, test) {
        panic!("{failure}");
    }
}

const ACCOUNTS: u32 = 5;
const HOSTS: u32 = 4;
const HOURS: u32 = 60;

fn logons() -> impl Strategy<Value = Vec<PresetRow>> {
    let logon = (0..HOURS, 0usize..5, 0..HOSTS, 0..ACCOUNTS, 2u8..4, 0u32..2, 0u32..2).prop_map(
        |(hour, event, host, account, logon_type, status, authentication)| PresetRow {
            time: i64::from(hour) * HOUR_MICROS,
            event_id: [4776, 4768, 4769, 4624, 4625][event],
            host,
            account,
            logon_type,
            status,
            authentication,
            day: (hour / 24) as i32,
        },
    );
    prop::collection::vec(logon, 0..80).prop_map(|mut rows| {
        rows.sort_by_key(|row| row.time);
        rows
    })
}

fn scope(privileged: &[bool]) -> Scope<'_> {
    Scope { hosts: HOSTS as usize, privileged, hours: HOURS, flags_for_ranks: Some(&[]), ..Scope::default() }
}

#[test]
fn ranks_and_scores_do_not_depend_on_the_order_of_rows_of_one_time() {
    let privileged = [false, true, false, false, false];
    for_any(logons(), |rows| {
        let mut turned = rows.clone();
        turned.reverse();
        turned.sort_by_key(|row| row.time);
        let one = Preset::new(rows.into_iter(), &scope(&privileged));
        let other = Preset::new(turned.into_iter(), &scope(&privileged));
        prop_assert_eq!(one.timeline, other.timeline);
        prop_assert_eq!(one.highest, other.highest);
        prop_assert_eq!(one.account_ranks, other.account_ranks);
        prop_assert_eq!(one.host_ranks, other.host_ranks);
        Ok(())
    });
}

#[test]
fn ranks_lie_between_0_and_1_and_both_occur_unless_all_are_equal() {
    let privileged = [false, true, false, false, false];
    for_any(logons(), |rows| {
        let preset = Preset::new(rows.into_iter(), &scope(&privileged));
        let ranks: Vec<f64> = preset.account_ranks.into_iter().chain(preset.host_ranks).collect();
        prop_assert!(ranks.iter().all(|rank| (0.0..=1.0).contains(rank)), "{:?}", ranks);
        prop_assert!(ranks.iter().all(|&rank| rank == 0.0) || (ranks.contains(&0.0) && ranks.contains(&1.0)));
        Ok(())
    });
}

#[test]
fn ranks_are_those_of_the_naive_double_loop() {
    let pairs = prop::collection::vec((0u32..12, 12u32..20), 1..60);
    for_any(
        (pairs, prop::collection::vec(0.2f64..0.85, 20), prop::collection::vec(0u32..3, 20)),
        |(pairs, damping, more)| {
            let neighbours = Neighbours::from_pairs(20, &pairs);
            let rows: Vec<u32> = (0..20).map(|node| neighbours.of(node).len() as u32 + more[node as usize]).collect();
            let naive = naive_ranks(&pairs, &rows, &damping);
            let ranks = RankGraph { neighbours, distinct_rows: rows, damping }.ranks();
            for (rank, naive) in ranks.iter().zip(&naive) {
                prop_assert!((rank - naive).abs() < 1e-14, "{} {}", rank, naive);
            }
            prop_assert!(normalised(&ranks).iter().all(|rank| (0.0..=1.0).contains(rank)));
            Ok(())
        },
    );
}

#[test]
fn scores_are_finite_for_any_counts() {
    let series = || prop::collection::vec((0u32..5_000, prop_oneof![0u32..4, any::<u32>()]), 0..30);
    for_any((series(), series()), |(mut all, mut counts)| {
        let hours = 5_000;
        all.sort_unstable();
        counts.sort_unstable();
        counts.dedup_by_key(|count| count.0);
        let mut totals = vec![0u32; hours];
        for (hour, count) in all {
            totals[hour as usize] = count;
        }
        let warm_up = WarmUp::new(&totals, 3);
        let scores = warm_up.scores(&counts);
        prop_assert_eq!(scores.len(), hours);
        prop_assert!(scores.iter().all(|score| score.is_finite()));
        let highest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        prop_assert_eq!(warm_up.highest([counts].into_iter()).per_account, [highest]);
        Ok(())
    });
}

#[test]
fn the_vector_columns_are_those_of_the_fixture() {
    let vector: serde_json::Value = serde_json::from_str(SMALL).unwrap();
    assert_eq!(vector["columns"], serde_json::json!(COLUMNS));
}
