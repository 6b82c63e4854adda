//! A report to hand on: one HTML file with findings, ranks, the graph and the evidence with its hashes. It has no script and loads
//! nothing; it follows the reader's theme and prints.

use super::drawn::Drawn;
use super::nothing_yet;
use super::svg;
use super::xml::Xml;
use crate::analysis::rules::Party;
use crate::engine::Case;
use crate::graph::account_host::Node;
use crate::protocol::findings::Severity;
use crate::protocol::{Message, RankRow};
use crate::screen::scores::named;
use crate::screen::words::{bytes as in_bytes, counted, grouped};

/// So many accounts and hosts are listed, by rank.
const RANKED: usize = 30;
/// A graph of more nodes is not drawn: nobody could read it on paper.
const MOST_NODES: usize = 1_500;
const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#1d2430;--soft:#5a6473;--line:#d8dde5;--back:#fff;--high:#b3261e;--medium:#8a5300}\
@media(prefers-color-scheme:dark){:root{--ink:#e4e8ee;--soft:#a3adba;--line:#333c48;--back:#12171e;--high:#ff8a80;--medium:#f0b860}}\
body{margin:0 auto;max-width:1000px;padding:32px 24px;background:var(--back);color:var(--ink);font:14px/1.5 sans-serif}\
h1{font-size:24px;margin:0 0 4px}h2{margin:36px 0 8px;font-size:17px;border-bottom:1px solid var(--line);padding-bottom:4px}\
h3{margin:18px 0 2px;font-size:14px}p{margin:2px 0}.soft{color:var(--soft)}.high{color:var(--high)}.medium{color:var(--medium)}\
table{width:100%;border-collapse:collapse;margin:8px 0}th,td{padding:4px 8px 4px 0;border-bottom:1px solid var(--line);text-align:left;\
vertical-align:top;overflow-wrap:anywhere}th{color:var(--soft);font-weight:600}.n{text-align:right;font-variant-numeric:tabular-nums}\
code{font-size:12px}svg{max-width:100%;height:auto;border:1px solid var(--line)}section{break-inside:auto}article{break-inside:avoid}\
@media print{body{max-width:none;padding:0}}";

/// The report.
///
/// # Errors
/// Nothing was analysed.
pub fn bytes(case: &Case) -> Result<Vec<u8>, Message> {
    let derived = case.derived().ok_or_else(nothing_yet)?;
    let mut html = Xml::bare();
    html.doctype("html");
    html.open("html", &[("lang", "en")]);
    html.open("head", &[]);
    html.empty("meta", &[("charset", "utf-8")]);
    let policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
    html.empty("meta", &[("http-equiv", "Content-Security-Policy"), ("content", policy)]);
    html.empty("meta", &[("name", "viewport"), ("content", "width=device-width, initial-scale=1")]);
    html.element("title", &[], "Logons: report");
    html.element("style", &[], STYLE);
    html.close();
    html.open("body", &[]);
    html.element("h1", &[], "Logons: report");
    head(&mut html, case);
    let time = |micros: i64| derived.zone.iso(micros);
    findings(&mut html, case, &time);
    let ranks = case.ranks_view();
    let scorer = case.scorer();
    let highest = |row: &RankRow| match (derived.node_at(row.node), scorer) {
        (Some(Node::Account(number)), Some(scorer)) => {
            scorer.hours_of(&derived.preset.timeline.counts(number)).scores.into_iter().fold(0.0, f32::max)
        }
        _ => 0.0,
    };
    let title = format!("Highest {}", named(case.scores()));
    ranked(&mut html, "Accounts by rank", &ranks.accounts, Some((&title, &highest)));
    ranked(&mut html, "Hosts by rank", &ranks.hosts, None);
    let drawn = Drawn::of(case)?;
    html.element("h2", &[], "Graph");
    if drawn.nodes.len() > MOST_NODES {
        html.element(
            "p",
            &[("class", "soft")],
            "It has too many nodes to be read on a page. Narrow it by a filter, or export it as SVG.",
        );
    } else {
        svg::draw(&mut html, &drawn);
    }
    evidence(&mut html, case, &time);
    let (version, ranks, scores) = (env!("CARGO_PKG_VERSION"), ranks.by.title(), case.scores().title());
    let by = format!("Made by LogonScope {version}. Ranks, 0 to 1: {ranks}. Scores of hours: {scores}.");
    html.element("p", &[("class", "soft")], &by);
    html.into_bytes()
}

fn head(html: &mut Xml, case: &Case) {
    let summary = case.summary(crate::protocol::CaseState::Ready);
    let mut words = vec![
        counted(u64::from(summary.files), "file", "files"),
        counted(summary.records as u64, "record", "records"),
        counted(summary.logons as u64, "logon", "logons"),
        counted(u64::from(summary.accounts), "account", "accounts"),
        counted(u64::from(summary.hosts), "host", "hosts"),
    ];
    if let (Some((first, last)), Some(derived)) = (summary.first.zip(summary.last), case.derived()) {
        words.push(format!("{} to {}", derived.zone.iso(first as i64), derived.zone.iso(last as i64)));
    }
    words.push(format!("times in {}", case.zone().name()));
    html.element("p", &[("class", "soft")], &words.join(" · "));
    if !summary.selection.is_empty() {
        let left_out = counted(summary.left_out as u64, "record", "records");
        html.element(
            "p",
            &[("class", "medium")],
            &format!("Only {} were wanted: {left_out} left out.", summary.selection.in_words()),
        );
    }
    if summary.partial {
        html.element("p", &[("class", "medium")], "Reading was stopped before its end: the evidence was read in part.");
    }
    let filter = case.filtered_view();
    if !filter.is_whole {
        let search = if filter.filter.text.trim().is_empty() {
            String::new()
        } else {
            format!(" ({})", filter.filter.text.trim())
        };
        let words = format!(
            "The graph is drawn under a filter{search}: {} left.",
            counted(u64::from(filter.matches), "row", "rows")
        );
        html.element("p", &[("class", "medium")], &words);
    }
}

fn findings(html: &mut Xml, case: &Case, time: &dyn Fn(i64) -> String) {
    html.element("h2", &[], "Findings");
    let found = &case.findings().all;
    if found.is_empty() {
        html.element("p", &[("class", "soft")], "The rules found nothing.");
    }
    for (finding, judged) in found.iter().zip(case.judged()) {
        let rule = finding.rule();
        let class = match finding.severity {
            Severity::High => "high",
            Severity::Medium => "medium",
            Severity::Low | Severity::Note => "soft",
        };
        html.open("article", &[]);
        html.open("h3", &[]);
        html.element("span", &[("class", class)], finding.severity.in_words());
        html.text(&format!(" {} ", rule.title));
        html.element("span", &[("class", "soft")], rule.technique);
        html.close();
        html.element("p", &[], &finding.summary);
        if let Some(judged) = judged {
            html.element("p", &[], &judged.in_words());
        }
        let names = |parties: &[Party]| parties.iter().map(|party| party.label.as_str()).collect::<Vec<_>>().join(", ");
        for (label, value) in [("Accounts", names(&finding.accounts)), ("Hosts", names(&finding.hosts))] {
            if !value.is_empty() {
                html.element("p", &[("class", "soft")], &format!("{label}: {value}"));
            }
        }
        let span = format!(
            "{} to {} · {}",
            time(finding.first),
            time(finding.last),
            counted(finding.rows.len() as u64, "record", "records")
        );
        html.element("p", &[("class", "soft")], &span);
        html.element("p", &[("class", "soft")], &format!("{} Innocently alike: {}", rule.why, rule.innocent));
        html.close();
    }
}

/// A column of scores: its heading, and what stands in it.
type ScoreColumn<'a> = (&'a str, &'a dyn Fn(&RankRow) -> f32);

fn ranked(html: &mut Xml, title: &str, rows: &[RankRow], scores: Option<ScoreColumn<'_>>) {
    html.element("h2", &[], title);
    let mut heads = vec!["Name", "Rank", "Events"];
    heads.extend(scores.map(|(heading, _)| heading));
    table_head(html, &heads);
    for row in rows.iter().take(RANKED) {
        html.open("tr", &[]);
        html.element("td", &[], &row.label);
        html.element("td", &[("class", "n")], &format!("{:.3}", row.rank));
        html.element("td", &[("class", "n")], &grouped(u64::from(row.events)));
        if let Some((_, score)) = scores {
            html.element("td", &[("class", "n")], &format!("{:.2}", score(row)));
        }
        html.close();
    }
    html.close();
    if rows.len() > RANKED {
        html.element("p", &[("class", "soft")], &format!("and {} more", grouped((rows.len() - RANKED) as u64)));
    }
}

fn evidence(html: &mut Xml, case: &Case, time: &dyn Fn(i64) -> String) {
    html.element("h2", &[], "Evidence");
    table_head(html, &["File", "Size", "Records", "Kept", "Failed", "First and last", "SHA-256"]);
    for file in case.all_files().lines {
        let known = case.files().get(file.file);
        html.open("tr", &[]);
        html.open("td", &[]);
        html.text(&file.path);
        if let Some(error) = known.and_then(|known| known.error.as_ref()) {
            html.element("p", &[("class", "high")], error);
        }
        html.close();
        html.element("td", &[("class", "n")], &in_bytes(file.size as f64));
        for figure in [file.sum.records, file.sum.kept, file.sum.failed] {
            html.element("td", &[("class", "n")], &grouped(figure));
        }
        let span = file.span.map(|(first, last)| format!("{} to {}", time(first), time(last)));
        html.element("td", &[], &span.unwrap_or_default());
        html.open("td", &[]);
        let sha256 = known.and_then(|known| known.sha256.as_deref());
        html.element("code", &[], sha256.unwrap_or("not computed"));
        html.close();
        html.close();
    }
    html.close();
}

fn table_head(html: &mut Xml, names: &[&str]) {
    html.open("table", &[]);
    html.open("tr", &[]);
    for name in names {
        html.element("th", &[], name);
    }
    html.close();
}
