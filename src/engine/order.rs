//! The order of a case's rows, and which of them say the same thing twice.
//!
//! Rows arrive in whatever order files and workers deliver them, and strings are numbered by first sight. Here every row is
//! placed by what it says: time, computer, record id, event, then every decoded field, compared as text. Rows that agree in all
//! of these are one record found more than once (a backup, a shadow copy, the same file twice, another format): the first stands for
//! them. Some formats keep times to the millisecond only: there a row is the same as one within that millisecond that agrees in all
//! else. Rows without a record id (some formats have none) are the same only if they stand at the same offset too: two logons of one
//! moment may differ in nothing else.

use crate::model::events::{ClaimId, EventStore, NO_RECORD_ID};
use crate::model::strings::StringId;
use foldhash::fast::FixedState;
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

/// Rows in order, repeats set apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowOrder {
    /// Store rows, one a distinct record, in order.
    pub rows: Vec<u32>,
    /// Store rows of the records that were found more than once, those of one record together.
    repeated: Vec<u32>,
    /// Where in `repeated` the rows of each record end.
    ends: Vec<u32>,
}

impl RowOrder {
    /// Orders all rows of `store`.
    pub fn new(store: &EventStore) -> Self {
        let ranks = TextRanks::new(store);
        let events = &store.events;
        let mut keyed: Vec<(i64, u32, u32)> = (events.time.iter().zip(&events.computer).enumerate())
            .map(|(row, (time, computer))| (*time, ranks.string(*computer), row as u32))
            .collect();
        // Stable, because rows mostly arrive in long sorted runs, which a stable sort takes as they are.
        keyed.sort_by_key(|(time, computer, _)| (*time, *computer));
        let mut rows: Vec<u32> = keyed.iter().map(|(.., row)| *row).collect();
        let mut begin = 0;
        for run in keyed.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            if run.len() > 1 {
                rows[begin..begin + run.len()].sort_by(|a, b| ranks.compare(store, *a as usize, *b as usize));
            }
            begin += run.len();
        }
        drop(keyed);
        let same = |a: u32, b: u32| {
            let (a, b) = (a as usize, b as usize);
            events.time[a] == events.time[b]
                && events.computer[a] == events.computer[b]
                && ranks.compare(store, a, b) == Ordering::Equal
        };
        let coarse = Coarse::find(store, &ranks, &rows, same);
        let (mut repeated, mut ends) = (Vec::new(), Vec::new());
        for run in rows.chunk_by(|a, b| same(*a, *b)) {
            let Some(&first) = run.first() else { continue };
            let more = coarse.of(first);
            if !coarse.holds(first) && run.len() + more.len() > 1 {
                repeated.extend_from_slice(run);
                repeated.extend_from_slice(more);
                ends.push(repeated.len() as u32);
            }
        }
        rows.dedup_by(|later, earlier| same(*earlier, *later));
        if !coarse.is_empty() {
            rows.retain(|row| !coarse.holds(*row));
        }
        Self { rows, repeated, ends }
    }

    /// All store rows of each record that was found more than once.
    pub fn repeats(&self) -> impl Iterator<Item = &[u32]> {
        let begins = std::iter::once(0).chain(self.ends.iter().copied());
        begins.zip(&self.ends).filter_map(|(begin, end)| self.repeated.get(begin as usize..*end as usize))
    }

    /// The rows that say what another row says already: of each repeated record one row counts, that of the lowest (place of
    /// its file, offset). `place_of_file[file]` is the file's place by (SHA-256, name).
    pub fn duplicates(&self, store: &EventStore, place_of_file: &[u32]) -> Vec<u32> {
        let key = |row: u32| {
            let place = store.events.place.get(row as usize).copied().unwrap_or_default();
            (place_of_file.get(place.file() as usize).copied().unwrap_or(u32::MAX), place.offset(), row)
        };
        let mut duplicates = Vec::new();
        for group in self.repeats() {
            let keeper = group.iter().copied().min_by_key(|row| key(*row));
            duplicates.extend(group.iter().copied().filter(|row| Some(*row) != keeper));
        }
        duplicates
    }
}

/// Microseconds in the coarsest unit that formats keep times to.
const COARSE: i64 = 1_000;

/// Records found with a time to the millisecond that are there with a finer one too.
#[derive(Default)]
struct Coarse {
    /// For the first row of a finer record, the rows of the coarse one.
    finer: HashMap<u32, Vec<u32>, FixedState>,
    /// The first rows of coarse records.
    first: HashSet<u32, FixedState>,
}

impl Coarse {
    /// Among `rows`, which are in order; `same` tells rows of one record.
    fn find(store: &EventStore, ranks: &TextRanks, rows: &[u32], same: impl Fn(u32, u32) -> bool) -> Self {
        let events = &store.events;
        let mut all = Self::default();
        let mut end = 0;
        for run in rows.chunk_by(|a, b| same(*a, *b)) {
            end += run.len();
            let Some(&first) = run.first() else { continue };
            let (row, time) = (first as usize, events.time[first as usize]);
            if time % COARSE != 0 || events.record_id[row] == NO_RECORD_ID {
                continue;
            }
            let later = rows.get(end..).unwrap_or_default().iter();
            let finer = later.take_while(|other| events.time[**other as usize] < time + COARSE).find(|other| {
                let other = **other as usize;
                events.computer[other] == events.computer[row] && ranks.compare(store, row, other) == Ordering::Equal
            });
            if let Some(finer) = finer {
                all.finer.entry(*finer).or_default().extend_from_slice(run);
                all.first.insert(first);
            }
        }
        all
    }

    fn of(&self, finer: u32) -> &[u32] {
        self.finer.get(&finer).map(Vec::as_slice).unwrap_or_default()
    }

    fn holds(&self, row: u32) -> bool {
        !self.first.is_empty() && self.first.contains(&row)
    }

    fn is_empty(&self) -> bool {
        self.first.is_empty()
    }
}

/// The alphabetical places of a store's strings and claims, so that rows compare by numbers.
struct TextRanks {
    strings: Vec<u32>,
    accounts: Vec<u32>,
    sources: Vec<u32>,
    details: Vec<u32>,
}

impl TextRanks {
    fn new(store: &EventStore) -> Self {
        let texts: Vec<&str> = store.strings.iter().collect();
        let strings = ranks_by(texts.len(), &|a, b| texts[a].cmp(texts[b]));
        let of = |id: StringId| strings.get(id.0 as usize).copied().unwrap_or(0);
        let claims = store.accounts.all();
        let key = |c: usize| (of(claims[c].name), of(claims[c].domain), of(claims[c].sid));
        let accounts = ranks_by(claims.len(), &|a, b| key(a).cmp(&key(b)));
        let claims = store.sources.all();
        let key = |c: usize| (of(claims[c].address), of(claims[c].workstation));
        let sources = ranks_by(claims.len(), &|a, b| key(a).cmp(&key(b)));
        let claims = store.details.all();
        let key = |c: usize| claims[c].0.map(of);
        let details = ranks_by(claims.len(), &|a, b| key(a).cmp(&key(b)));
        Self { strings, accounts, sources, details }
    }

    fn string(&self, id: StringId) -> u32 {
        self.strings.get(id.0 as usize).copied().unwrap_or(0)
    }

    /// Orders two rows of one time and computer by everything else that they say.
    fn compare(&self, store: &EventStore, a: usize, b: usize) -> Ordering {
        let events = &store.events;
        let claim = |ranks: &[u32], id: ClaimId| ranks.get(id.0 as usize).copied().unwrap_or(0);
        let place = |row: usize| if events.record_id[row] == NO_RECORD_ID { events.place[row].offset() } else { 0 };
        let first = |row: usize| (events.record_id[row], events.kind[row], place(row));
        let rest = |row: usize| {
            (
                claim(&self.accounts, events.account[row]),
                claim(&self.sources, events.source[row]),
                events.logon_type[row],
                events.status[row],
                self.string(events.authentication[row]),
                events.logon_id[row],
                claim(&self.accounts, events.subject[row]),
                self.string(events.target[row]),
                claim(&self.details, events.details[row]),
            )
        };
        first(a).cmp(&first(b)).then_with(|| rest(a).cmp(&rest(b)))
    }
}

fn ranks_by(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<u32> {
    let mut order: Vec<u32> = (0..count as u32).collect();
    order.sort_unstable_by(|a, b| compare(*a as usize, *b as usize));
    let mut ranks = vec![0; count];
    for (rank, item) in order.into_iter().enumerate() {
        ranks[item as usize] = rank as u32;
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::handmade::{RowMaker, logon};

    fn names(maker: &RowMaker, order: &RowOrder) -> Vec<String> {
        (order.rows.iter())
            .map(|row| {
                let event = maker.store.events.get(*row as usize);
                maker.store.strings.get(maker.store.accounts.get(event.account).name).to_owned()
            })
            .collect()
    }

    #[test]
    fn rows_stand_by_time_then_computer_then_record_id_however_they_came() {
        let rows = [
            logon("c", "10.0.0.1").at(2).on("B").record(1),
            logon("b", "10.0.0.1").at(2).on("A").record(9),
            logon("a", "10.0.0.1").at(1).on("Z").record(7),
            logon("d", "10.0.0.1").at(2).on("B").record(2),
        ];
        for turn in 0..rows.len() {
            let mut rows = rows.clone();
            rows.rotate_left(turn);
            let maker = RowMaker::of(&rows);
            assert_eq!(names(&maker, &RowOrder::new(&maker.store)), ["a", "b", "c", "d"]);
        }
    }

    #[test]
    fn one_record_in_two_files_counts_once_and_the_later_file_has_the_duplicate() {
        let row = logon("alice", "10.0.0.1").at(5).record(3);
        let maker = RowMaker::of(&[row.clone().place(0, 900), row.clone().place(1, 100)]);
        let order = RowOrder::new(&maker.store);
        assert_eq!(order.rows.len(), 1);
        assert_eq!(order.duplicates(&maker.store, &[0, 1]), [1]);
        assert_eq!(order.duplicates(&maker.store, &[1, 0]), [0]);
    }

    #[test]
    fn within_a_file_the_lowest_offset_keeps_the_record() {
        let row = logon("alice", "10.0.0.1").at(5).record(3);
        let rows = [row.clone().place(0, 900), row.clone().place(0, 100), row.clone().place(1, 50)];
        let maker = RowMaker::of(&rows);
        assert_eq!(RowOrder::new(&maker.store).duplicates(&maker.store, &[0, 1]), [0, 2]);
    }

    #[test]
    fn a_time_to_the_millisecond_is_that_of_the_finer_one() {
        let (fine, coarse) =
            (logon("alice", "10.0.0.1").at(5).later(182).record(3), logon("alice", "10.0.0.1").at(5).record(3));
        let rows = [
            coarse.clone().place(0, 10),
            fine.clone().place(1, 20),
            coarse.clone().place(2, 30),
            // Another record of that millisecond, and one of the next.
            coarse.clone().record(4).place(0, 40),
            logon("alice", "10.0.0.1").at(5).later(1_000).record(3).place(1, 50),
        ];
        for turn in 0..rows.len() {
            let mut rows = rows.clone();
            rows.rotate_left(turn);
            let maker = RowMaker::of(&rows);
            let order = RowOrder::new(&maker.store);
            let times: Vec<i64> = order.rows.iter().map(|row| maker.store.events.time[*row as usize]).collect();
            assert_eq!(times, [5_000_000, 5_000_182, 5_001_000]);
            let groups: Vec<_> = order.repeats().collect();
            assert_eq!((groups.len(), groups[0].len(), groups[0][0]), (1, 3, order.rows[1]));
            assert_eq!(order.duplicates(&maker.store, &[0, 1, 2]).len(), 2);
        }
    }

    #[test]
    fn rows_without_a_record_id_are_the_same_only_at_the_same_offset() {
        let row = logon("alice", "10.0.0.1").at(5).record(0);
        let rows = [row.clone().place(0, 10), row.clone().place(0, 20), row.clone().place(1, 10)];
        let maker = RowMaker::of(&rows);
        let order = RowOrder::new(&maker.store);
        assert_eq!((order.rows.len(), order.duplicates(&maker.store, &[0, 1]).len()), (2, 1));
    }

    #[test]
    fn records_that_differ_in_any_field_are_two() {
        let row = logon("alice", "10.0.0.1").at(5).record(3);
        for other in [
            row.clone().status(1),
            row.clone().logon_type(10),
            row.clone().on("ELSEWHERE"),
            row.clone().record(4),
            logon("alice", "10.0.0.2").at(5).record(3),
            logon("bob", "10.0.0.1").at(5).record(3),
        ] {
            let maker = RowMaker::of(&[row.clone(), other]);
            let order = RowOrder::new(&maker.store);
            assert_eq!((order.rows.len(), order.repeats().count()), (2, 0));
        }
    }
}
