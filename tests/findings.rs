//! The findings of whole cases: the sample case tells its intruder and nobody else, real attacks are found by name.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that panics has failed")]

#[path = "support/rows.rs"]
mod rows;

use logonscope::analysis::rules::{Finding, RULES};
use logonscope::engine::Case;
use logonscope::evidence::evtx::Parser;
use logonscope::model::time::Zone;
use logonscope::protocol::findings::Severity;
use logonscope::simulation::truth::{GroundTruth, StepTruth};
use logonscope::simulation::{Plan, simulate};
use rows::read;
use std::collections::BTreeSet;
use std::io::Cursor;
use std::path::PathBuf;

fn case_of<'f>(files: impl IntoIterator<Item = (&'f str, &'f [u8])>) -> Case {
    let mut case = Case::new();
    for (name, log) in files {
        let file = case.add_file(name, name, log.len() as u64);
        case.append(file, &read(&mut Parser::default(), log));
        case.finish_file(file, None);
        case.set_sha256(file, name.to_owned());
    }
    case.analyse();
    case
}

fn sample_case() -> (Case, GroundTruth) {
    let (files, truth) = simulate(&Plan::sample_case(), |_| Ok(Cursor::new(Vec::new()))).unwrap();
    let files: Vec<(String, Vec<u8>)> = files.into_iter().map(|(name, file)| (name, file.into_inner())).collect();
    (case_of(files.iter().map(|(name, log)| (name.as_str(), log.as_slice()))), truth)
}

fn told(finding: &Finding) -> String {
    let time = |time| Zone::default().iso(time);
    let labels = |parties: &[logonscope::analysis::rules::Party]| -> Vec<String> {
        parties.iter().take(5).map(|party| party.label.clone()).collect()
    };
    format!(
        "{} {} {}–{} {} {:?} {:?}",
        finding.severity.in_words(),
        finding.rule().id,
        time(finding.first),
        time(finding.last),
        finding.summary,
        labels(&finding.accounts),
        labels(&finding.hosts)
    )
}

/// The file and id of each of a finding's records.
fn records(case: &Case, finding: &Finding) -> BTreeSet<(String, u64)> {
    let record = |position: &u32| {
        let row = case.grounds().order.rows[*position as usize] as usize;
        let event = case.store().events.get(row);
        (case.files().get(event.place.file()).unwrap().name.clone(), event.record_id)
    };
    finding.rows.iter().map(record).collect()
}

fn is_in(step: &StepTruth, (file, id): &(String, u64)) -> bool {
    step.records.get(file).is_some_and(|ids| ids.contains(id))
}

/// Which rule tells which steps of the story in `docs/sample-case.md`.
const TOLD_BY: [(&str, &[u32]); 8] = [
    ("password-spraying", &[3, 4, 5]),
    ("asrep-roasting", &[7]),
    ("kerberoasting", &[8]),
    ("admin-share-service", &[9]),
    ("dcsync", &[12]),
    ("account-changes", &[13]),
    ("audit-policy", &[14]),
    ("log-cleared", &[15]),
];

#[test]
fn the_sample_case_tells_its_intruder() {
    let (case, truth) = &sample_case();
    let intruder = truth.intruder.as_ref().unwrap();
    let findings: Vec<&Finding> = case.findings().all.iter().filter(|f| f.severity > Severity::Note).collect();
    for finding in &case.findings().all {
        println!("{}", told(finding));
    }
    let rules: BTreeSet<&str> = findings.iter().map(|finding| finding.rule().id).collect();
    assert_eq!(rules, TOLD_BY.iter().map(|(rule, _)| *rule).collect());
    for (rule, steps) in TOLD_BY {
        let of_rule: Vec<_> = findings.iter().filter(|f| f.rule().id == rule).map(|f| records(case, f)).collect();
        for number in steps {
            let step = &intruder.steps[*number as usize - 1];
            let tells = |records: &BTreeSet<(String, u64)>| records.iter().any(|record| is_in(step, record));
            assert!(of_rule.iter().any(tells), "{rule} does not tell step {number}: {}", step.what);
        }
    }
    // Every record of every finding is the intruder's doing: nothing is told of anybody else.
    for finding in &findings {
        for record in records(case, finding) {
            assert!(intruder.steps.iter().any(|step| is_in(step, &record)), "{record:?} of {}", told(finding));
        }
    }
    // What was roasted, guessed, made and cleared weighs most.
    let heavy: BTreeSet<&str> =
        findings.iter().filter(|finding| finding.severity == Severity::High).map(|finding| finding.rule().id).collect();
    assert_eq!(heavy, rules);
}

#[test]
fn the_sample_case_says_where_from_and_whom() {
    let (case, truth) = &sample_case();
    let foothold = &truth.intruder.as_ref().unwrap().foothold;
    let of = |rule: &str| {
        case.findings().all.iter().filter(move |finding| finding.rule().id == rule).max_by_key(|f| f.severity)
    };
    for rule in ["password-spraying", "asrep-roasting", "kerberoasting", "admin-share-service", "dcsync"] {
        let finding = of(rule).unwrap();
        assert_eq!(&finding.hosts[0].label, foothold, "{}", told(finding));
    }
    let spraying = of("password-spraying").unwrap();
    assert_eq!(spraying.accounts[0].label, "t.verney");
    assert!(spraying.accounts.len() > 40);
    assert_eq!(
        of("account-changes").unwrap().summary,
        "svc-health was created and put into Domain Admins by adm-n.emery."
    );
    assert_eq!(of("log-cleared").unwrap().summary, "The Security log of SQL01 was cleared by svc-health.");
    assert!(case.findings().silent.is_empty() || case.findings().silent.len() < RULES.len() / 2);
}

#[test]
fn a_company_without_an_intruder_has_no_findings() {
    for seed in [7, 11] {
        let plan = Plan { intruder: false, seed, ..Plan::sample_case() };
        let (files, _) = simulate(&plan, |_| Ok(Cursor::new(Vec::new()))).unwrap();
        let files: Vec<(String, Vec<u8>)> = files.into_iter().map(|(name, file)| (name, file.into_inner())).collect();
        let case = case_of(files.iter().map(|(name, log)| (name.as_str(), log.as_slice())));
        let findings: Vec<String> =
            case.findings().all.iter().filter(|finding| finding.severity > Severity::Note).map(told).collect();
        assert!(findings.is_empty(), "{findings:#?}");
    }
}

/// The samples whose names tell an attack, and the rule that finds it.
const ATTACKS: [(&str, &str); 14] = [
    ("smb-password-guessing-security.evtx", "brute-force"),
    ("ID4768-4771-Kerberos_brutforce_with_non_existing_users.evtx", "user-enumeration"),
    ("ID4662-DCsync_attack_using_Mimikatz.evtx", "dcsync"),
    ("kerberos_pwd_spray_4771.evtx", "password-spraying"),
    ("T1558.003_StealOrForgeKerberosTicketsKerberoasting_Security.evtx", "kerberoasting"),
    ("ID4769-Kerberoast_ticket_with_low_encryption.evtx", "kerberoasting"),
    ("ID4719-Audit_policy_deactivation.evtx", "audit-policy"),
    ("ID472_4728_Hidden_user_creation.evtx", "account-changes"),
    ("ID4732-4733-Quick_added-removed_user_from_local_group.evtx", "account-changes"),
    ("ID4728-4756-Member_added_to_sensitive_domain_groups.evtx", "account-changes"),
    ("ID4742_4935_4662_4661_5137-DCshadow_attack_GLOBAL_failed.evtx", "dcshadow"),
    ("ID104-1102-Event_log_cleared.evtx", "log-cleared"),
    ("Network_Service_Guest_added_to_admins_4732.evtx", "account-changes"),
    ("ID_4776_4625-AccountRestore_local_bruteforce.evtx", "brute-force"),
];

#[test]
fn real_attacks_are_found_by_name() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/samples/evtx");
    let mut missed = Vec::new();
    for (name, rule) in ATTACKS {
        let Ok(log) = std::fs::read(folder.join(name)) else {
            println!("skipped: no sample {name}");
            continue;
        };
        let case = case_of([(name, log.as_slice())]);
        println!("{name}:");
        for finding in &case.findings().all {
            println!("    {}", told(finding));
        }
        let is_found = |finding: &Finding| finding.rule().id == rule && finding.severity > Severity::Note;
        if !case.findings().all.iter().any(is_found) {
            missed.push((name, rule));
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}
