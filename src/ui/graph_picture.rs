//! Saves the graph as a picture, with what a reader of it must know.

use super::case::Case;
use leptos::prelude::*;
use logonscope::protocol::picture::Caption;
use logonscope::screen::words::{counted, shortened, visible};

/// Draws it and lets the browser save it; says why if it cannot.
pub async fn save_picture(case: Case, jpeg: bool) {
    match case.picture.image(caption(&case), jpeg).await {
        Ok(picture) => {
            let name = case.file_name(if jpeg { "graph.jpg" } else { "graph.png" });
            if super::save::save(&name, picture).is_err() {
                case.say(format!("{name} could not be saved."), "The browser refused the download.");
            }
        }
        Err(why) => case.say(
            format!("The picture of the graph could not be made: {why}"),
            "Ranks, timeline and the other exports do not need it.",
        ),
    }
}

fn caption(case: &Case) -> Caption {
    let summary = case.summary.get_untracked();
    if case.work.shows.get_untracked().movement {
        return Caption { what: "hosts, and the logons from one to another".to_owned(), whence: whence(case) };
    }
    let mut what = vec![
        counted(u64::from(summary.accounts), "account", "accounts"),
        counted(u64::from(summary.hosts), "host", "hosts"),
        counted(summary.logons as u64, "logon", "logons"),
    ];
    let names = ["built-in accounts", "machine accounts", "local logons"];
    let hidden = names.iter().zip(summary.hidden).filter(|(_, count)| *count > 0.0).map(|(name, _)| *name);
    let hidden = hidden.collect::<Vec<_>>().join(", ");
    if !hidden.is_empty() {
        what.push(format!("without {hidden}"));
    }
    Caption { what: what.join(" · "), whence: whence(case) }
}

/// Whence a picture comes: version, evidence, time and zone.
pub fn whence(case: &Case) -> String {
    let summary = case.summary.get_untracked();
    let mut whence = vec![format!("LogonScope {}", env!("CARGO_PKG_VERSION")), evidence_in_words(case)];
    case.clock.with_untracked(|clock| {
        if let (Some(first), Some(last)) = (summary.first, summary.last) {
            whence.push(clock.span(first as i64, last as i64));
        }
        whence.push(format!("zone {}", clock.zone_name()));
    });
    if summary.partial {
        whence.push("read in part".to_owned());
    }
    whence.join(" · ")
}

/// `Security.evtx`, `Security.evtx and 2 more files`.
fn evidence_in_words(case: &Case) -> String {
    case.evidence.with_untracked(|evidence| {
        let Some(evidence) = evidence else { return String::new() };
        let name = shortened(&visible(&evidence.first_name), 40);
        match evidence.files.saturating_sub(1) {
            0 => name,
            more => format!("{name} and {}", counted(u64::from(more), "more file", "more files")),
        }
    })
}
