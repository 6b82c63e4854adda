//! Searches beside a plain evaluation of the same: `cargo bench --bench search [-- ROWS]`.
//!
//! A made-up case of ten million rows: 2 000 accounts, 3 000 hosts, a tenth failed, over ninety days. The plain evaluation asks every row by
//! itself, for its names as text. Both run in turn, on one thread, and must find the same; medians of five rounds, and of their ratios. Then ranges of
//! time are chosen, and what follows in each view is timed.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a measurement that fails says so")]

use logonscope::engine::Case;
use logonscope::engine::rows::Case as Rows;
use logonscope::evidence::batch::Batch;
use logonscope::evidence::ledger::Ledger;
use logonscope::model::events::{AccountClaim, ClaimId, Event, EventStore, NO_STATUS, Place, SourceClaim};
use logonscope::model::facts::{EventKind, is_failure};
use logonscope::model::identity::names::folded;
use logonscope::model::strings::StringId;
use logonscope::model::time::{DAY, HOUR, SECOND};
use logonscope::protocol::filter::Filter;
use logonscope::protocol::rows::{RowsQuery, Sorting};
use logonscope::protocol::timeline::Shape;
use logonscope::search::{evaluate, parse};
use std::collections::HashMap;
use std::net::Ipv4Addr;
use std::time::Instant;

const ROUNDS: usize = 5;
const ACCOUNTS: u64 = 2_000;
const HOSTS: u64 = 3_000;
/// 1 January 2024, a Monday.
const BEGIN: i64 = 1_704_067_200 * SECOND;

/// The next of a row of numbers that look like chance (xorshift).
fn next(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

fn store(rows: u64) -> EventStore {
    let mut store = EventStore::default();
    let mut text = |text: String| store.strings.intern(&text);
    let domain = text("EXAMPLE".to_owned());
    let accounts: Vec<AccountClaim> = (0..ACCOUNTS)
        .map(|n| {
            let name = if n % 20 == 0 { format!("svc_{n}") } else { format!("user{n}") };
            AccountClaim { name: text(name), domain, sid: text(format!("S-1-5-21-1-2-3-{}", 1_100 + n)) }
        })
        .collect();
    let sources: Vec<SourceClaim> = (0..HOSTS)
        .map(|n| SourceClaim {
            address: text(format!("10.{}.{}.{}", n / 600, n / 200 % 3, n % 200)),
            workstation: StringId::NONE,
        })
        .collect();
    let computers: Vec<StringId> = (0..8).map(|n| text(format!("dc{n}.example.local"))).collect();
    let packages = ["NTLM V2", "Kerberos"].map(|name| text(name.to_owned()));
    let accounts: Vec<ClaimId> = accounts.into_iter().map(|claim| store.accounts.intern(claim)).collect();
    let sources: Vec<ClaimId> = sources.into_iter().map(|claim| store.sources.intern(claim)).collect();
    let mut chance = 88_172_645_463_325_252;
    store.events.reserve(rows as usize);
    for row in 0..rows {
        let (dice, account) = (next(&mut chance), next(&mut chance) % ACCOUNTS);
        // Everybody has a few hosts of their own.
        let host = (account * 7 + dice % 5 * 311) % HOSTS;
        let failed = dice / 8 % 10 == 0;
        store.events.push(Event {
            time: BEGIN + (row as i128 * i128::from(90 * DAY) / i128::from(rows)) as i64,
            record_id: row + 1,
            place: Place::new(0, row * 700),
            computer: computers[(dice / 128 % 8) as usize],
            kind: EventKind(u8::from(failed)),
            logon_type: if dice / 1_024 % 6 == 0 { 10 } else { 3 },
            account: accounts[account as usize],
            source: sources[host as usize],
            status: if failed { 0xc000_006a } else { NO_STATUS },
            authentication: packages[(dice / 8_192 % 2) as usize],
            target: StringId::NONE,
            logon_id: row,
            subject: ClaimId::NONE,
            details: ClaimId::NONE,
        });
    }
    store
}

/// What a row says, asked for as text.
struct Plain<'a> {
    case: Rows<'a>,
    position: usize,
    row: usize,
}

impl Plain<'_> {
    fn account(&self) -> &str {
        let accounts = &self.case.grounds.identities.accounts;
        &accounts.all[accounts.of_row[self.position] as usize].label
    }

    fn host(&self) -> &str {
        let hosts = &self.case.grounds.identities.hosts;
        &hosts.all[hosts.of_row[self.position] as usize].label
    }

    fn address(&self) -> u32 {
        let store = self.case.store;
        let source = store.sources.get(store.events.source[self.row]);
        store.strings.get(source.address).parse::<Ipv4Addr>().map_or(0, u32::from)
    }

    fn failed(&self) -> bool {
        let events = &self.case.store.events;
        is_failure(events.kind[self.row].id(), events.status[self.row])
    }

    fn time(&self) -> i64 {
        self.case.store.events.time[self.row]
    }

    fn package(&self) -> &str {
        let store = self.case.store;
        store.strings.get(store.events.authentication[self.row])
    }
}

fn plainly<'a>(case: Rows<'a>, is: impl Fn(&Plain<'a>) -> bool) -> usize {
    let rows = case.grounds.order.rows.iter().enumerate();
    rows.filter(|(position, row)| is(&Plain { case, position: *position, row: **row as usize })).count()
}

/// Pairs of account and host with more than so many failures, then their failures.
fn counted_plainly(case: Rows<'_>, more_than: usize) -> usize {
    let mut pairs: HashMap<(String, String), usize> = HashMap::new();
    for (position, row) in case.grounds.order.rows.iter().enumerate() {
        let plain = Plain { case, position, row: *row as usize };
        if plain.failed() {
            *pairs.entry((plain.account().to_owned(), plain.host().to_owned())).or_default() += 1;
        }
    }
    pairs.values().filter(|count| **count > more_than).sum()
}

type Evaluation = fn(Rows<'_>) -> usize;

const SEARCHES: [(&str, Evaluation); 8] = [
    ("user:svc_*", |case| plainly(case, |row| folded(row.account()).starts_with("svc_"))),
    ("user17", |case| {
        plainly(case, |row| folded(row.account()).contains("user17") || folded(row.host()).contains("user17"))
    }),
    ("ip:10.2.0.0/16", |case| plainly(case, |row| row.address() >> 16 == 10 << 8 | 2)),
    ("is:failed type:10", |case| plainly(case, |row| row.failed() && row.case.store.events.logon_type[row.row] == 10)),
    ("auth:ntlm -user:svc_* hour:0-5", |case| {
        plainly(case, |row| {
            folded(row.package()).contains("ntlm")
                && !folded(row.account()).starts_with("svc_")
                && row.time().rem_euclid(DAY) / HOUR <= 5
        })
    }),
    ("after:2024-02-01 before:2024-03-01 day:sat,sun", |case| {
        plainly(case, |row| {
            let day = (row.time() - BEGIN) / DAY;
            (31..60).contains(&day) && day % 7 >= 5
        })
    }),
    ("is:new", |case| {
        let mut seen = std::collections::HashSet::new();
        let rows = case.grounds.order.rows.iter().enumerate();
        rows.filter(|(position, row)| {
            let plain = Plain { case, position: *position, row: **row as usize };
            seen.insert((plain.account().to_owned(), plain.host().to_owned()))
        })
        .count()
    }),
    ("is:failed count:>5", |case| counted_plainly(case, 5)),
];

fn median(mut of: Vec<f64>) -> f64 {
    of.sort_by(f64::total_cmp);
    of[of.len() / 2]
}

fn main() {
    let rows = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(10_000_000);
    let mut case = Case::new();
    let file = case.add_file("made-up", "made-up", 0);
    case.append(file, &Batch { store: store(rows), ledger: Ledger::default() });
    case.finish_file(file, None);
    case.analyse();
    let looked_at = Rows {
        store: case.store(),
        grounds: case.grounds(),
        derived: case.derived().unwrap(),
        files: case.files(),
        findings: None,
        filtering: None,
    };
    println!("{rows} rows, {} lines between accounts and hosts\n", looked_at.derived.edges.len());
    println!("| search | rows found | ms | plainly, ms | × |\n| --- | ---: | ---: | ---: | ---: |");
    for (text, plain) in SEARCHES {
        let (mut fast, mut slow, mut ratios, mut found) = (Vec::new(), Vec::new(), Vec::new(), 0);
        for _ in 0..ROUNDS {
            let begun = Instant::now();
            let (query, mistakes) = parse(text);
            found = evaluate(&query, &looked_at).count();
            let took = begun.elapsed().as_secs_f64();
            assert!(mistakes.is_empty());
            let begun = Instant::now();
            let expected = plain(looked_at);
            let took_plainly = begun.elapsed().as_secs_f64();
            assert_eq!(found, expected, "{text}");
            fast.push(took * 1e3);
            slow.push(took_plainly * 1e3);
            ratios.push(took_plainly / took);
        }
        println!("| `{text}` | {found} | {:.1} | {:.0} | {:.1} |", median(fast), median(slow), median(ratios));
    }
    ranges(&mut case);
}

/// What the engine does when a range of time is chosen: the set of rows and what it leaves of the graph, then the heat map's first part, then the first
/// rows of the table.
fn ranges(case: &mut Case) {
    println!("\n| range | rows left | graph, ms | timeline, ms | rows, ms |\n| --- | ---: | ---: | ---: | ---: |");
    let generation = case.generation();
    let shape = Shape { scores: case.scores(), ..Shape::default() };
    let see = |case: &mut Case, days: i64, turn: i64| {
        let until = BEGIN + (89 - turn) * DAY;
        let begun = Instant::now();
        case.set_filter(Filter { range: Some(((until - days * DAY) as f64, until as f64)), ..Filter::default() });
        let left = case.filtered_view().matches;
        let graph = begun.elapsed().as_secs_f64();
        let map = case.timeline(generation, &shape, (0, 0), (64, 2_160)).unwrap();
        let timeline = begun.elapsed().as_secs_f64();
        assert!(!map.lines.is_empty());
        case.rows(generation, &RowsQuery::default(), Sorting::default(), 0, 100).unwrap();
        (left, [graph, timeline - graph, begun.elapsed().as_secs_f64() - timeline].map(|seconds| seconds * 1e3))
    };
    // The levels of scores are made before.
    see(case, 1, 9);
    for days in [1, 7, 30, 80] {
        let (lefts, took): (Vec<u32>, Vec<[f64; 3]>) = (0..ROUNDS as i64).map(|turn| see(case, days, turn)).unzip();
        let [graph, timeline, rows] = [0, 1, 2].map(|part| median(took.iter().map(|took| took[part]).collect()));
        println!("| {days} days | {} | {graph:.1} | {timeline:.1} | {rows:.1} |", lefts[0]);
    }
}
