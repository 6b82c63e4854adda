//! What the evidence covers: which machines and channels, from when to when, and where records are missing; and why a case may have
//! no logon.

use crate::engine::files::Files;
use crate::evidence::census::Stretch;
use crate::evidence::runs::runs;
use crate::model::audit::POLICIES;
use crate::model::facts::EVENTS;
use crate::protocol::{Coverage, WhyEmpty};
use crate::sorting::InOrder;
use std::collections::BTreeMap;

/// What event `id` says, if it is one that is read from some provider.
pub fn title(id: u32) -> &'static str {
    EVENTS.iter().find(|event| u32::from(event.id) == id).map_or("", |event| event.title)
}

/// What the files cover together, by the machine that wrote them and their channel, most records first. `computer` tells the one
/// machine of a file by its number; `None` where there are several or it is not known.
pub fn coverage(files: &Files, computer: impl Fn(u32) -> Option<String>) -> Vec<Coverage> {
    // Files, records, stretches, and spans of files without stretches.
    type Sum<'s> = (u32, u64, Vec<&'s Stretch>, Vec<(i64, i64)>);
    let mut of: BTreeMap<(String, String), Sum> = BTreeMap::new();
    for (number, file) in files.iter().filter(|(_, file)| file.ledger.records > file.ledger.failed) {
        let mut channels: Vec<&str> = file.ledger.census.sorted().into_iter().map(|(channel, ..)| channel).collect();
        channels.dedup();
        let channel = match channels[..] {
            [one] => one.to_owned(),
            [] => String::new(),
            _ => format!("{} channels", channels.len()),
        };
        let (count, records, stretches, spans) = of.entry((computer(number).unwrap_or_default(), channel)).or_default();
        *count += 1;
        *records += file.ledger.records;
        stretches.extend(&file.ledger.stretches);
        // Text tells no stretches: from the first record to the last.
        let whole = file.ledger.first.zip(file.ledger.last).filter(|_| file.ledger.stretches.is_empty());
        spans.extend(whole);
    }
    let mut all: Vec<Coverage> = (of.into_iter())
        .map(|((computer, channel), (files, records, stretches, spans))| {
            let mut runs = runs(stretches);
            runs.spans.extend(spans);
            runs.spans.order();
            // A line shows none of them one by one.
            (runs.gaps, runs.silences) = (Vec::new(), Vec::new());
            Coverage { computer, channel, files, records, runs }
        })
        .collect();
    all.order_by(|a, b| {
        b.records.cmp(&a.records).then_with(|| (&a.computer, &a.channel).cmp(&(&b.computer, &b.channel)))
    });
    all
}

/// Why there is no logon, in policies; `None` where there is one, or nothing that could hold one.
pub fn why_empty(files: &Files, logons: u64) -> Option<WhyEmpty> {
    let mut found: BTreeMap<(&str, u32), u64> = BTreeMap::new();
    for (_, file) in files.iter() {
        for (channel, id, count) in file.ledger.census.sorted() {
            *found.entry((channel, id)).or_default() += count;
        }
    }
    if logons > 0 || found.is_empty() {
        return None;
    }
    let mut channels: BTreeMap<&str, u64> = BTreeMap::new();
    for ((channel, _), count) in &found {
        *channels.entry(channel).or_default() += count;
    }
    let holds = |event: &u16| found.keys().any(|(_, id)| *id == u32::from(*event));
    let missing = POLICIES.iter().filter(|policy| !policy.events.iter().any(holds));
    Some(WhyEmpty {
        security_log: channels.keys().any(|channel| channel.eq_ignore_ascii_case("Security")),
        channels: channels.into_iter().map(|(channel, count)| (channel.to_owned(), count)).collect(),
        policies: missing
            .map(|policy| (policy.name.to_owned(), policy.events.to_vec(), policy.written_by.to_owned()))
            .collect(),
    })
}
