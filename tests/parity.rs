//! The preset gives LogonTracer's figures.
//!
//! The vectors hold rows that LogonTracer kept from real logs and the figures that it then computed. They come from public
//! collections and so lie outside the project.

#![allow(clippy::unwrap_used, clippy::panic)]

use logonscope::analysis::vector::{VectorResult, run_vector};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

const SCORE_TOLERANCE: f64 = 0.01 + 1e-9;
const RANK_TOLERANCE: f64 = 1e-9;

fn texts(values: &Value) -> Vec<String> {
    values.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

fn numbers(values: &Value) -> Vec<f64> {
    values.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

/// Says how far off the figures are; panics where they are too far.
fn compare(name: &str, expected: &Value, result: &VectorResult) {
    let mut worst = (0.0f64, 0.0f64);
    let accounts: BTreeMap<&str, _> = result.accounts.iter().map(|account| (account.name.as_str(), account)).collect();
    let listed = expected["accounts"].as_array().unwrap();
    assert_eq!(accounts.len(), listed.len(), "{name}: as many accounts");
    for account in listed {
        let who = account["name"].as_str().unwrap();
        let found = accounts.get(who).unwrap_or_else(|| panic!("{name}: no {who}"));
        let counts: Vec<f64> = found.counts.iter().copied().map(f64::from).collect();
        assert_eq!(counts, numbers(&account["counts"]), "{name}: hourly counts of {who}");
        let scores = numbers(&account["scores"]);
        assert_eq!(found.scores.len(), scores.len(), "{name}: hours of {who}");
        for (hour, (score, expected)) in found.scores.iter().zip(&scores).enumerate() {
            worst.0 = worst.0.max((score - expected).abs());
            assert!((score - expected).abs() <= SCORE_TOLERANCE, "{name}: {who}, hour {hour}: {score}, not {expected}");
        }
        let rank = account["rank"].as_f64().unwrap();
        worst.1 = worst.1.max((found.rank - rank).abs());
        assert!((found.rank - rank).abs() <= RANK_TOLERANCE, "{name}: rank of {who}: {}, not {rank}", found.rank);
        assert_eq!(found.privileged, account["privileged"].as_bool().unwrap(), "{name}: privilege of {who}");
        assert!((found.damping - account["damping"].as_f64().unwrap()).abs() < 1e-4, "{name}: damping of {who}");
    }
    let hosts: BTreeMap<&str, f64> = result.hosts.iter().map(|host| (host.host.as_str(), host.rank)).collect();
    let listed = expected["hosts"].as_array().unwrap();
    assert_eq!(hosts.len(), listed.len(), "{name}: as many hosts");
    for host in listed {
        let (which, rank) = (host["host"].as_str().unwrap(), host["rank"].as_f64().unwrap());
        worst.1 = worst.1.max((hosts[which] - rank).abs());
        assert!((hosts[which] - rank).abs() <= RANK_TOLERANCE, "{name}: rank of {which}: {}, not {rank}", hosts[which]);
    }
    let mut flagged = texts(&expected["hmm_flagged"]);
    flagged.sort();
    assert_eq!(result.hmm_flagged, flagged, "{name}: flagged by the model");
    println!("{name}: scores within {:.4}, ranks within {:e}", worst.0, worst.1);
}

#[test]
fn every_vector_is_met() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples/parity");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("skipped: the parity vectors are not there");
        return;
    };
    let mut met = 0;
    for entry in entries {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let json = std::fs::read(&path).unwrap();
            let expected: Value = serde_json::from_slice(&json).unwrap();
            compare(&path.file_name().unwrap().to_string_lossy(), &expected, &run_vector(&json).unwrap());
            met += 1;
        }
    }
    assert!(met > 0, "vectors in the folder");
}
