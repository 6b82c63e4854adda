//! Where the ids and times of records run on, and where they leave gaps: what tells that evidence is missing.

use super::census::Stretch;
use crate::model::time::HOUR;
use crate::sorting::InOrder;
use serde::{Deserialize, Serialize};

/// Where ids and times of records run on, and where they leave gaps.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Runs {
    /// Record ids between the first and the last that no record has.
    pub missing: u64,
    /// The largest runs of them: first, last.
    pub gaps: Vec<(u64, u64)>,
    /// From when to when there are records, microseconds since 1970, without an hour's silence in between.
    pub spans: Vec<(i64, i64)>,
    /// How often there is no record for an hour or longer.
    pub silent: u32,
    /// The longest of these times: from, until.
    pub silences: Vec<(i64, i64)>,
}

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

/// Ids that no record has, between two that records have.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct IdGap {
    /// Those on either side of where they are missing; within a stretch, its ends.
    pub between: (u64, u64),
    /// How many.
    pub missing: u64,
}

/// Where ids are missing within files: `stretches` come each with the number of its file, and what is missing between two files, or
/// of what another file holds too, is left aside.
pub fn id_gaps<'s>(stretches: impl IntoIterator<Item = (u32, &'s Stretch)>) -> Vec<IdGap> {
    let mut stretches: Vec<(u32, &Stretch)> = stretches.into_iter().collect();
    stretches.order_by_key(|(file, stretch)| (stretch.ids, *file));
    let mut gaps = Vec::new();
    let mut reached: Option<(u64, u32)> = None;
    for (file, stretch) in stretches {
        let (first, last) = stretch.ids;
        if let Some((before, _)) = reached.filter(|(before, of)| *of == file && first > before.saturating_add(1)) {
            gaps.push(IdGap { between: (before, first), missing: first - before - 1 });
        }
        if stretch.missing > 0 && reached.is_none_or(|(before, _)| first > before) {
            gaps.push(IdGap { between: stretch.ids, missing: stretch.missing });
        }
        reached = reached.filter(|(before, _)| *before >= last).or(Some((last, file)));
    }
    gaps
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

    #[test]
    fn ids_are_missing_within_a_file_and_not_between_two() {
        let inside = Stretch { missing: 3, ..stretch(3, (31, 50), (0, 0)) };
        let all = [stretch(0, (1, 10), (0, 0)), stretch(1, (12, 30), (0, 0)), inside, stretch(0, (60, 70), (0, 0))];
        let of = |files: [u32; 4]| id_gaps(files.into_iter().zip(&all));
        let gap = |between, missing| IdGap { between, missing };
        assert_eq!(of([0; 4]), [gap((10, 12), 1), gap((31, 50), 3), gap((50, 60), 9)]);
        // Each file alone is whole, but for what is missing in one.
        assert_eq!(of([0, 1, 2, 3]), [gap((31, 50), 3)]);
        // Another file has them.
        let whole = stretch(0, (1, 100), (0, 0));
        assert!(id_gaps([0; 4].into_iter().zip(&all).chain([(1, &whole)])).is_empty());
    }
}
