//! What the evidence covers: which machines and channels, from when to when, and where records are missing; and why a case may have
//! no logon.

use crate::engine::files::Files;
use crate::evidence::census::Stretch;
use crate::model::audit::POLICIES;
use crate::model::facts::EVENTS;
use crate::model::time::HOUR;
use crate::protocol::{Coverage, Runs, WhyEmpty};
use crate::sorting::InOrder;
use std::collections::BTreeMap;

/// At most so many gaps and silences are listed; all are counted.
const LISTED: usize = 20;
/// At most so many runs are told apart.
const MOST_SPANS: usize = 400;
/// A time without a record is told from this length on.
const SILENCE: i64 = HOUR;

/// Where ids and times of `stretches` run on and where they do not. They may come from several files and overlap.
pub fn runs<'s>(stretches: impl IntoIterator<Item = &'s Stretch>) -> Runs {
    let mut stretches: Vec<&Stretch> = stretches.into_iter().collect();
    let mut runs = Runs::default();
    stretches.order_by_key(|stretch| stretch.ids);
    let mut reached: Option<u64> = None;
    for Stretch { ids: (first, last), missing, .. } in stretches.iter().copied() {
        // What is missing within a stretch that another file holds too may be there.
        let overlaps = reached.is_some_and(|reached| *first <= reached);
        runs.missing += if overlaps { 0 } else { *missing };
        if let Some(reached) = reached.filter(|reached| *first > reached.saturating_add(1)) {
            runs.missing += first - reached - 1;
            runs.gaps.push((reached + 1, first - 1));
        }
        reached = reached.max(Some(*last));
    }
    runs.gaps.order_by_key(|(first, last)| (std::cmp::Reverse(last - first), *first));
    runs.gaps.truncate(LISTED);
    runs.gaps.order();

    let mut spans: Vec<(i64, i64)> = Vec::new();
    for Stretch { times: (first, last), silence: (from, until), .. } in stretches {
        if until.saturating_sub(*from) >= SILENCE {
            spans.extend([(*first, *from), (*until, *last)]);
        } else {
            spans.push((*first, *last));
        }
    }
    spans.order();
    let mut joined: Vec<(i64, i64)> = Vec::new();
    for (first, last) in spans {
        match joined.last_mut() {
            Some((_, end)) if first.saturating_sub(*end) < SILENCE => *end = last.max(*end),
            _ => joined.push((first, last)),
        }
    }
    let silences = joined.windows(2).filter_map(|pair| Some((pair.first()?.1, pair.last()?.0)));
    let mut silences: Vec<(i64, i64)> = silences.collect();
    silences.order_by_key(|(from, until)| (std::cmp::Reverse(until.saturating_sub(*from)), *from));
    runs.silent = silences.len() as u32;
    // The shortest of very many do not show.
    let shown = silences.get(..MOST_SPANS).unwrap_or(&silences);
    let shortest = shown.last().map_or(0, |(from, until)| until.saturating_sub(*from));
    for (first, last) in joined {
        match runs.spans.last_mut() {
            Some((_, end)) if first.saturating_sub(*end) < shortest => *end = last,
            _ => runs.spans.push((first, last)),
        }
    }
    silences.truncate(LISTED);
    silences.order();
    runs.silences = silences;
    runs
}

/// Where in the file the oldest records stand, if that is not its beginning: the log was full and went on from there.
pub fn wrapped_at(stretches: &[Stretch]) -> Option<u64> {
    let mut pairs = stretches.windows(2).filter_map(|pair| Some((pair.first()?, pair.last()?)));
    pairs.find(|(before, after)| after.ids.0 < before.ids.0).map(|(_, after)| after.offset)
}

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

#[cfg(test)]
mod tests {
    use super::*;

    fn stretch(offset: u64, ids: (u64, u64), times: (i64, i64)) -> Stretch {
        Stretch { offset, ids, missing: 0, times, silence: (times.0, times.0) }
    }

    #[test]
    fn gaps_between_files_that_overlap_are_none() {
        let all =
            [stretch(0, (1, 100), (0, HOUR)), stretch(9, (90, 150), (0, HOUR)), stretch(18, (161, 170), (HOUR, HOUR))];
        let runs = runs(&all);
        assert_eq!((runs.missing, runs.gaps), (10, vec![(151, 160)]));
        assert_eq!((runs.spans, runs.silent), (vec![(0, HOUR)], 0));
        assert_eq!(wrapped_at(&all), None);
    }

    #[test]
    fn times_without_a_record_are_told_within_and_between_stretches() {
        let mut first = stretch(0, (1, 9), (0, 10 * HOUR));
        first.silence = (2 * HOUR, 5 * HOUR);
        let runs = runs(&[stretch(1, (10, 20), (12 * HOUR, 13 * HOUR)), first]);
        assert_eq!(runs.spans, [(0, 2 * HOUR), (5 * HOUR, 10 * HOUR), (12 * HOUR, 13 * HOUR)]);
        assert_eq!(runs.silences, [(2 * HOUR, 5 * HOUR), (10 * HOUR, 12 * HOUR)]);
        assert_eq!(runs.missing, 0);
    }

    #[test]
    fn a_log_that_went_on_from_its_beginning_is_wrapped() {
        let log = [
            stretch(4_096, (201, 300), (0, 0)),
            stretch(69_632, (1, 100), (0, 0)),
            stretch(135_168, (101, 200), (0, 0)),
        ];
        assert_eq!(wrapped_at(&log), Some(69_632));
    }

    #[test]
    fn very_many_silences_stay_within_bounds() {
        let all: Vec<Stretch> =
            (0..5_000).map(|n| stretch(n, (n, n), (n as i64 * 3 * HOUR, n as i64 * 3 * HOUR))).collect();
        let runs = runs(&all);
        assert_eq!((runs.silent, runs.silences.len()), (4_999, LISTED));
        assert!(!runs.spans.is_empty());
    }
}
