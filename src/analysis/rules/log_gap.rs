//! A gap in a Security log that is otherwise whole: ids that no record has, or hours in which a busy log is silent.
//!
//! Nothing but absence speaks for it, and most absences are innocent. What is commonly so is left aside: logs that are damaged or
//! not read to their end, exports of chosen events (ids are missing everywhere), logs that are silent every night, machines that
//! say that they were started again, and clocks that were set forward.

use super::evidence::Evidence;
use super::security_log::SecurityLog;
use super::{Draft, EventRef, Needs, Rule, Severity, Watch, security};
use crate::evidence::record::time_from_text;
use crate::model::facts::Slot;
use crate::model::time::{DAY, HOUR};
use crate::screen::words::{counted, seconds};

const CLOCK_CHANGED: EventRef = security(4616);
/// A log of fewer records tells nothing by what it lacks.
const RECORDS: u64 = 1_000;
/// Where ids are missing in more places than these, somebody chose what was exported.
const PLACES: usize = 3;
/// A log is busy with so many records an hour on average ...
const BUSY: i64 = 60;
/// ... over so long a time ...
const LONG: i64 = 3 * DAY;
/// ... and silent no more often than this.
const SILENCES: u32 = 2;

pub(super) const RULE: Rule = Rule {
    id: "log-gap",
    title: "Gap in a Security log",
    technique: "T1070.001",
    why: "Records may have been taken out, or logging stopped for a while; what happened then is not told.",
    innocent: "A machine that slept or was cut off, a log that was restored, a chunk that was lost when it was copied.",
    reads: &[CLOCK_CHANGED],
    needs: Needs::Log,
    watch: || Box::new(Gaps::default()),
};

#[derive(Default)]
struct Gaps {
    /// Changes of clocks, by their rows.
    changes: Vec<u32>,
}

/// What is missing of a log, and what stands on either side.
struct Gap<'l> {
    log: &'l SecurityLog,
    summary: String,
    /// Ids or times, whichever are missing.
    between: Between,
    rows: [Option<u32>; 2],
}

enum Between {
    Ids(u64, u64),
    Times(i64, i64),
}

impl Watch for Gaps {
    fn see(&mut self, _: &Evidence<'_>, position: u32) {
        self.changes.push(position);
    }

    fn end(&mut self, case: &Evidence<'_>) -> Vec<Draft> {
        let mut gaps: Vec<Gap<'_>> = Vec::new();
        for log in case.logs().iter().filter(|log| log.records >= RECORDS) {
            let named = |missing: String| format!("The Security log of {}{missing}", log.computer);
            if log.gaps.len() <= PLACES {
                gaps.extend(log.gaps.iter().map(|gap| Gap {
                    log,
                    summary: named(format!(
                        " lacks {} between {} and {}, and nothing of it is damaged.",
                        counted(gap.missing, "record id", "record ids"),
                        gap.between.0,
                        gap.between.1
                    )),
                    between: Between::Ids(gap.between.0, gap.between.1),
                    rows: [None; 2],
                }));
            }
            if is_busy(log) && log.silent <= SILENCES && log.starts < u64::from(log.silent) {
                let silences = log.silences.iter().filter(|silence| !self.is_a_changed_clock(case, log, **silence));
                gaps.extend(silences.map(|(from, until)| Gap {
                    log,
                    summary: named(format!(
                        ", busy otherwise, holds nothing for {}.",
                        seconds(until.saturating_sub(*from) as f64 / 1e6)
                    )),
                    between: Between::Times(*from, *until),
                    rows: [None; 2],
                }));
            }
        }
        if !gaps.is_empty() {
            find_rows(case, &mut gaps);
        }
        let draft = |gap: Gap<'_>| {
            let rows: Vec<u32> = gap.rows.into_iter().flatten().collect();
            let hosts = rows.first().map(|row| case.computer_party(*row)).into_iter().collect();
            Draft { severity: Severity::Low, summary: gap.summary, rows, accounts: Vec::new(), hosts }
        };
        gaps.into_iter().map(draft).collect()
    }
}

impl Gaps {
    /// Whether a clock that was set forward explains most of a silence.
    fn is_a_changed_clock(&self, case: &Evidence<'_>, log: &SecurityLog, (from, until): (i64, i64)) -> bool {
        self.changes.iter().any(|row| {
            let [before, after] =
                [Slot::TimeBefore, Slot::TimeAfter].map(|slot| time_from_text(case.detail(*row, slot)));
            let jump = before.zip(after).map_or(0, |(before, after)| after.saturating_sub(before));
            let is_near = (from.saturating_sub(HOUR)..until.saturating_add(HOUR)).contains(&case.time(*row));
            is_near && jump >= until.saturating_sub(from) / 2 && case.is_written_by(*row, &log.computer)
        })
    }
}

/// Whether so much is written that an hour without a record is odd.
fn is_busy(log: &SecurityLog) -> bool {
    let long = log.span.1.saturating_sub(log.span.0);
    long >= LONG && log.records as i64 >= long / HOUR * BUSY
}

/// Looks for the rows that stand next to each gap: before it, and after it.
fn find_rows(case: &Evidence<'_>, gaps: &mut [Gap<'_>]) {
    let mut ids: Vec<[Option<u64>; 2]> = vec![[None; 2]; gaps.len()];
    for position in 0..case.len() {
        let (file, id) = case.record(position);
        for (gap, [below, above]) in gaps.iter_mut().zip(&mut ids) {
            if !gap.log.files.contains(&file) {
                continue;
            }
            let [before, after] = &mut gap.rows;
            match gap.between {
                Between::Ids(first, last) => {
                    if id <= first && below.is_none_or(|known| known <= id) {
                        (*before, *below) = (Some(position), Some(id));
                    }
                    if id >= last && above.is_none_or(|known| known > id) {
                        (*after, *above) = (Some(position), Some(id));
                    }
                }
                Between::Times(from, until) => {
                    if case.time(position) <= from {
                        *before = Some(position);
                    } else if case.time(position) >= until {
                        after.get_or_insert(position);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::find;
    use crate::engine::order::RowOrder;
    use crate::evidence::runs::IdGap;
    use crate::model::handmade::{Row, RowMaker, logon};
    use crate::model::identity::Identities;

    /// What the rule says of `rows`, with the ids of the records that it shows.
    fn found(rows: &[Row], log: SecurityLog) -> Vec<(String, Vec<u64>)> {
        let store = RowMaker::of(rows).store;
        let order = RowOrder::new(&store);
        let identities = Identities::resolve(&store, &order.rows, false);
        let evidence = Evidence::new(&store, &order.rows, &identities).with_logs(vec![log]);
        let found = find(&evidence).all.into_iter().filter(|finding| finding.rule().id == "log-gap");
        found
            .map(|finding| {
                assert_eq!(finding.severity, Severity::Low);
                (finding.summary, finding.rows.iter().map(|row| evidence.record(*row).1).collect())
            })
            .collect()
    }

    fn rows() -> Vec<Row> {
        let row = |(id, at): (u64, i64)| logon("alice", "10.0.0.1").on("DC01").at(at * 3_600).record(id);
        [(1, 0), (40, 5), (95, 30), (300, 42), (900, 90)].into_iter().map(row).collect()
    }

    fn log() -> SecurityLog {
        let end = 90 * HOUR;
        SecurityLog {
            computer: "DC01".to_owned(),
            files: vec![0],
            records: 9_000,
            span: (0, end),
            ..SecurityLog::default()
        }
    }

    #[test]
    fn ids_that_are_missing_in_a_whole_log_are_told_with_the_rows_on_either_side() {
        let gap = IdGap { between: (100, 250), missing: 149 };
        let told = found(&rows(), SecurityLog { gaps: vec![gap], ..log() });
        let summary =
            "The Security log of DC01 lacks 149 record ids between 100 and 250, and nothing of it is damaged.";
        assert_eq!(told, [(summary.to_owned(), vec![95, 300])]);
        assert!(found(&rows(), SecurityLog { gaps: vec![gap; 4], ..log() }).is_empty(), "an export of chosen events");
        assert!(found(&rows(), SecurityLog { gaps: vec![gap], records: 900, ..log() }).is_empty(), "a short log");
    }

    #[test]
    fn hours_without_a_record_are_told_of_a_busy_log_that_is_seldom_silent() {
        let silence = (31 * HOUR, 41 * HOUR);
        let silent = SecurityLog { silent: 1, silences: vec![silence], ..log() };
        let told = found(&rows(), silent.clone());
        assert_eq!(
            told,
            [("The Security log of DC01, busy otherwise, holds nothing for 10 h.".to_owned(), vec![95, 300])]
        );
        assert!(found(&rows(), SecurityLog { starts: 1, ..silent.clone() }).is_empty(), "the machine was off");
        assert!(found(&rows(), SecurityLog { silent: 3, ..silent.clone() }).is_empty(), "it is silent often");
        assert!(found(&rows(), SecurityLog { records: 4_000, ..silent }).is_empty(), "it is not busy");
    }

    #[test]
    fn a_clock_that_was_set_forward_is_no_silence() {
        let silent = SecurityLog { silent: 1, silences: vec![(31 * HOUR, 41 * HOUR)], ..log() };
        let set = |computer: &str, after: &str| {
            let change = logon("mallory", "").event(4616).on(computer).at(41 * 3_600).record(299);
            let change = change.detail(Slot::TimeBefore, "2024-03-04T08:00:00Z").detail(Slot::TimeAfter, after);
            found(&[rows(), vec![change]].concat(), silent.clone()).len()
        };
        assert_eq!(set("DC01", "2024-03-04T17:59:00Z"), 0);
        assert_eq!(set("DC01", "2024-03-04T08:00:01Z"), 1);
        assert_eq!(set("PC07", "2024-03-04T17:59:00Z"), 1);
    }
}
