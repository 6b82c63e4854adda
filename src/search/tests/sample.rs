//! Every form on the sample case, beside the plain evaluation, in the company's own zone.

use super::*;
use crate::engine::native::read_into;
use crate::evidence::evtx::{Parser, TAIL, slices};
use crate::search::saved::SAVED;
use crate::simulation::{Plan, simulate};
use std::io::Cursor;
use std::path::PathBuf;

fn sample_case() -> Case {
    let (files, _) = simulate(&Plan::sample_case(), |_| Ok(Cursor::new(Vec::new()))).expect("a simulation");
    let mut case = Case::new();
    case.set_options(Options { zone: "Europe/Berlin".to_owned(), ..Options::default() }).expect("a zone");
    for (name, log) in files.into_iter().map(|(name, log)| (name, log.into_inner())) {
        let (len, file) = (log.len() as u64, case.add_file(&name, &name, log.len() as u64));
        for slice in slices(len) {
            let end = (slice.end + TAIL).min(len) as usize;
            case.append(file, &Parser::default().parse_slice(&log[slice.start as usize..end], slice, len));
        }
        case.finish_file(file, None);
    }
    case.analyse();
    case.findings();
    case
}

#[test]
fn every_form_finds_in_the_sample_case_what_a_plain_evaluation_finds() {
    let case = sample_case();
    let of_case = of_case(&case);
    let mut empty = Vec::new();
    let saved = SAVED.map(|saved| saved.text);
    for text in of_case.iter().map(String::as_str).chain(FORMS).chain(saved) {
        if found(&case, text).count() == 0 {
            empty.push(text);
        }
    }
    // What the sample case really holds nothing of.
    assert_eq!(empty, ["adminis", "is:foreign", "detail:psexe*", "id:4769 status:0xf", "is:foreign"]);
}

#[test]
fn every_form_finds_in_real_logs_what_a_plain_evaluation_finds() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/samples/evtx");
    let Ok(folder) = std::fs::read_dir(&folder) else {
        eprintln!("skipped: the real logs are not here");
        return;
    };
    let mut files: Vec<PathBuf> = folder.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    let mut case = Case::new();
    read_into(&mut case, &files, 1);
    case.findings();
    let of_case = of_case(&case);
    let searches = of_case.iter().map(String::as_str).chain(FORMS).chain(SAVED.map(|saved| saved.text));
    let finding = searches.filter(|text| found(&case, text).count() > 0).count();
    // Attacks of all sorts are in them: most forms find something.
    assert!(finding > FORMS.len(), "{finding}");
}

/// Searches for what is in the case.
fn of_case(case: &Case) -> [String; 10] {
    let time = |place: usize| case.store().events.time[case.grounds().order.rows[place] as usize];
    let middle = case.zone().iso(time(case.grounds().order.rows.len() / 2));
    let (day, hour) = (&middle[..10], &middle[..13]);
    let is_plain = |name: &str| name.len() > 2 && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let identities = &case.grounds().identities;
    let account = identities.accounts.all.iter().find(|account| is_plain(&account.name)).unwrap();
    let host = identities.hosts.all.iter().find(|host| is_plain(&host.label.replace('-', ""))).unwrap();
    let address = &case.grounds().identities.hosts.all.iter().find_map(|host| host.addresses.first()).unwrap().text;
    let sid = account.sids.first().map_or("S-1-5-18", String::as_str);
    [
        account.name.clone(),
        format!("user:={} OR host:{}", account.name, host.label),
        format!("user:{}*", &account.name[..2]),
        format!("ip:{address}"),
        format!("ip:{address}/20"),
        format!("sid:{sid}"),
        format!("after:{day}"),
        format!("before:{hour}"),
        format!("on:{hour} is:logon"),
        format!("after:{day} count:>5"),
    ]
}

const FORMS: [&str; 33] = [
    "adminis",
    "svc*",
    "host:ws* -is:machine",
    "domain:=nt*",
    "computer:dc",
    "to:dc0?",
    "by:adm*",
    "id:4624,4625",
    "id:4768-4771",
    "type:3,10",
    "type:batch",
    "auth:ntlm",
    "status:0xc000006a",
    "status:0x18",
    "status:wrong",
    "count:>5",
    "count:>5 is:failed",
    "id:4625 (count:>2 OR hour:0-6)",
    "hour:22-5",
    "day:sat,sun",
    "is:privileged",
    "is:failed",
    "is:new",
    "is:machine",
    "is:local",
    "is:builtin",
    "is:foreign",
    "finding:*",
    "finding:dcsync",
    "policy:logon",
    "detail:psexe*",
    "detail:1131f6ad",
    "-(is:machine OR is:builtin) is:new hour:20-6",
];
