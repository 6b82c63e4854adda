//! What became of the records of every file, repeated ones attributed: of all together, of a page of the list, of one in full.

use super::{clock, coverage};
use crate::engine::files::{CaseFile, Files, place_in_words};
use crate::engine::order::RowOrder;
use crate::evidence::ledger::Failure;
use crate::evidence::origin::origin_of;
use crate::evidence::runs;
use crate::model::events::EventStore;
use crate::model::strings::StringId;
use crate::protocol::evidence::{
    Coverage, EvidenceView, FileLine, FileState, FileView, FilesBy, FilesQuery, FilesView, FoundEvent, SAMPLE_FOLDER,
    Sum,
};
use crate::sorting::InOrder;
use foldhash::fast::FixedState;
use std::collections::{BTreeMap, HashMap};

/// So many files with rows are named with what all are together.
const NAMED: usize = 500;
/// So many lines of what is covered come with it.
const COVERED: usize = 10;
/// So many computers and channels of a file are named.
const COMPUTERS: usize = 12;
/// So many changes of clocks are listed.
const CLOCK: usize = 20;
/// So many events of a file are listed.
const FOUND: usize = 1_000;

/// What has to be counted over all rows, and is kept until rows or files change.
#[derive(Debug, Default)]
pub struct Counted {
    /// For each file by number, who wrote how many of its rows.
    computers: Vec<HashMap<u32, u64, FixedState>>,
    /// For each file, how many of its rows another place holds too.
    duplicates: Vec<u64>,
    coverage: Vec<Coverage>,
    /// Changes of clocks, by place in the order and row, the largest first.
    clock: Vec<(u32, u32)>,
}

impl Counted {
    /// Counts.
    pub fn new(store: &EventStore, order: &RowOrder, files: &Files) -> Self {
        let mut computers: Vec<HashMap<u32, u64, FixedState>> = vec![HashMap::default(); files.numbers()];
        for (place, computer) in store.events.place.iter().zip(&store.events.computer) {
            if let Some(computers) = computers.get_mut(place.file() as usize) {
                *computers.entry(computer.0).or_default() += 1;
            }
        }
        let computer = |number: u32| one_computer(store, computers.get(number as usize)?);
        let coverage = coverage::coverage(files, computer);
        Self {
            duplicates: duplicates_by_file(store, order, files),
            computers,
            coverage,
            clock: clock::changes(store, &order.rows),
        }
    }

    /// The machine that wrote all rows of a file, as far as one did.
    pub fn computer(&self, store: &EventStore, file: u32) -> Option<String> {
        one_computer(store, self.computers.get(file as usize)?)
    }

    /// The first lines of what is covered.
    pub fn coverage(&self, count: usize) -> Vec<Coverage> {
        self.coverage.iter().take(count).cloned().collect()
    }
}

fn one_computer(store: &EventStore, computers: &HashMap<u32, u64, FixedState>) -> Option<String> {
    let mut names: Vec<&str> = computers.keys().map(|name| store.strings.get(StringId(*name))).collect();
    names.order_by_key(|name| name.to_lowercase());
    names.dedup_by(|a, b| a.eq_ignore_ascii_case(b));
    if let [one] = names[..] { Some(one.to_owned()) } else { None }
}

/// How many records of each file (by number) another place holds too.
pub fn duplicates_by_file(store: &EventStore, order: &RowOrder, files: &Files) -> Vec<u64> {
    let mut duplicates = vec![0; files.numbers()];
    for row in order.duplicates(store, &files.places()) {
        if let Some(count) = store.events.place.get(row as usize).and_then(|p| duplicates.get_mut(p.file() as usize)) {
            *count += 1;
        }
    }
    duplicates
}

/// What the views are made of.
#[derive(Clone, Copy)]
pub struct Ledgers<'a> {
    /// Rows and names.
    pub store: &'a EventStore,
    /// The files.
    pub files: &'a Files,
    /// What was counted over all rows.
    pub counted: &'a Counted,
}

impl Ledgers<'_> {
    /// What all files are together; there are `logons` in all.
    pub fn evidence_view(self, logons: u64) -> EvidenceView {
        let Self { store, files, counted } = self;
        let mut view = EvidenceView {
            coverage: counted.coverage(COVERED),
            coverage_lines: counted.coverage.len() as u32,
            clock: clock::views(store, counted.clock.iter().take(CLOCK)),
            all_clock: counted.clock.len() as u32,
            why_empty: coverage::why_empty(files, logons),
            ..EvidenceView::default()
        };
        for (number, file) in self.in_order() {
            if view.files == 0 {
                view.first_name.clone_from(&file.name);
            }
            view.files += 1;
            view.sample |= file.path.strip_prefix(SAMPLE_FOLDER).is_some_and(|rest| rest.starts_with('/'));
            view.unread += u32::from(state(file) == FileState::Unread);
            let sum = self.sum(number, file);
            view.sum = view.sum.and(sum);
            if sum.kept > 0 {
                view.with_rows += 1;
                if view.names.len() < NAMED {
                    view.names.push((number, file.path.clone()));
                }
            }
        }
        let mut wrote: Vec<bool> = vec![false; store.strings.len()];
        for computer in (self.in_order().into_iter()).flat_map(|(number, _)| counted.computers.get(number as usize)) {
            for name in computer.keys() {
                if let Some(wrote) = wrote.get_mut(*name as usize) {
                    *wrote = true;
                }
            }
        }
        let names = (0..).zip(wrote).filter(|(_, wrote)| *wrote).map(|(name, _)| store.strings.get(StringId(name)));
        view.computers = names.map(str::to_owned).collect();
        view.computers.order();
        let spans = || counted.coverage.iter().flat_map(|line| &line.runs.spans);
        view.covered = spans().map(|span| span.0).min().zip(spans().map(|span| span.1).max());
        view
    }

    /// Files with their numbers in the order of adding; what is in an archive follows it.
    fn in_order(&self) -> Vec<(u32, &CaseFile)> {
        let mut in_order: Vec<(u32, &CaseFile)> = self.files.iter().collect();
        in_order.order_by_key(|(number, file)| (file.archive.unwrap_or(*number), *number));
        in_order
    }

    fn sum(&self, number: u32, file: &CaseFile) -> Sum {
        let ledger = &file.ledger;
        let duplicates = self.counted.duplicates.get(number as usize).copied().unwrap_or(0);
        Sum {
            records: ledger.records,
            kept: ledger.kept.saturating_sub(duplicates),
            filtered: ledger.filtered.values().sum(),
            duplicates,
            failed: ledger.failed,
        }
    }

    /// A page of the list of files.
    pub fn files_view(self, query: &FilesQuery) -> FilesView {
        let text = query.text.to_lowercase();
        let all = self.in_order();
        let mut copies: HashMap<&str, u32, FixedState> = HashMap::default();
        for (number, file) in &all {
            // Logs in an archive have the archive's hash.
            if let Some(hash) = file.sha256.as_deref().filter(|_| file.archive.is_none()) {
                copies.entry(hash).or_insert(*number);
            }
        }
        let is_wanted = |file: &CaseFile| text.is_empty() || file.path.to_lowercase().contains(&text);
        let mut wanted: Vec<(u32, &CaseFile)> = all.into_iter().filter(|(_, file)| is_wanted(file)).collect();
        // Turned round twice where the greatest comes first, so that equal ones stay as they were added.
        let turn = |files: &mut Vec<_>| {
            if query.descending {
                files.reverse();
            }
        };
        turn(&mut wanted);
        match query.by {
            FilesBy::Added => {}
            FilesBy::Name => wanted.order_by_cached_key(|(_, file)| file.name.to_lowercase()),
            FilesBy::Size => wanted.order_by_key(|(_, file)| file.size),
            FilesBy::First => {
                wanted.order_by_key(|(_, file)| (file.ledger.first.is_some() == query.descending, file.ledger.first));
            }
            FilesBy::Records => wanted.order_by_key(|(_, file)| file.ledger.records),
            FilesBy::Kept => wanted.order_by_key(|(number, file)| self.sum(*number, file).kept),
            FilesBy::Filtered => wanted.order_by_key(|(number, file)| self.sum(*number, file).filtered),
            FilesBy::Duplicates => wanted.order_by_key(|(number, file)| self.sum(*number, file).duplicates),
            FilesBy::Failed => wanted.order_by_key(|(_, file)| file.ledger.failed),
        }
        turn(&mut wanted);
        let page = wanted.iter().skip(query.first as usize).take(query.count as usize);
        let line = |(number, file): &(u32, &CaseFile)| {
            let hash = file.sha256.as_deref().filter(|_| file.archive.is_none());
            let first = hash.and_then(|hash| copies.get(hash)).filter(|first| *first != number);
            let copy_of = first.and_then(|first| Some(self.files.get(*first)?.path.clone()));
            FileLine { copy_of, ..self.line(*number, file) }
        };
        FilesView { query: query.clone(), total: wanted.len() as u32, lines: page.map(line).collect() }
    }

    fn line(&self, number: u32, file: &CaseFile) -> FileLine {
        FileLine {
            file: number,
            name: file.name.clone(),
            path: file.path.clone(),
            origin: origin_of(&file.path),
            size: file.size,
            sum: self.sum(number, file),
            span: file.ledger.first.zip(file.ledger.last),
            state: state(file),
            hashed: file.sha256.is_some(),
            copy_of: None,
        }
    }

    /// One file in full.
    pub fn file_view(self, number: u32) -> Option<FileView> {
        let file = self.files.get(number)?;
        let ledger = &file.ledger;
        let listed = |failures: &mut dyn Iterator<Item = &Failure>| -> Vec<(String, String)> {
            failures.map(|failure| (place_in_words(failure), failure.cause.clone())).collect()
        };
        let wrote = self.counted.computers.get(number as usize);
        let computers =
            wrote.into_iter().flatten().map(|(name, count)| (self.store.strings.get(StringId(*name)), *count));
        let (computers, all_computers) = most(computers);
        let found = ledger.census.sorted();
        let mut channels: BTreeMap<&str, u64> = BTreeMap::new();
        for (channel, _, count) in &found {
            *channels.entry(channel).or_default() += count;
        }
        let (channels, all_channels) = most(channels.into_iter());
        let all_found = found.len() as u32;
        let found = found.into_iter().take(FOUND).map(|(channel, id, count)| FoundEvent {
            channel: channel.to_owned(),
            id,
            title: coverage::title(id).to_owned(),
            count,
        });
        let is_in = |(_, row): &&(u32, u32)| {
            self.store.events.place.get(*row as usize).is_some_and(|place| place.file() == number)
        };
        let clock: Vec<_> = self.counted.clock.iter().filter(is_in).collect();
        Some(FileView {
            file: number,
            path: file.path.clone(),
            origin: origin_of(&file.path),
            in_archive: file.archive.is_some(),
            sha256: file.sha256.clone(),
            has_rows: ledger.kept > 0,
            filtered: ledger.filtered.iter().map(|(reason, count)| (reason.in_words().to_owned(), *count)).collect(),
            failed: ledger.failed,
            chunks: ledger.chunks,
            failures: listed(&mut ledger.failures.iter()),
            remarks: listed(&mut file.remarks()),
            error: file.error.clone(),
            computers,
            all_computers,
            channels,
            all_channels,
            found: found.collect(),
            all_found,
            runs: runs::runs(&ledger.stretches),
            clock: clock::views(self.store, clock.iter().copied().take(CLOCK)),
            all_clock: clock.len() as u32,
            wrapped_at: runs::wrapped_at(&ledger.stretches),
        })
    }
}

/// How a file was read.
fn state(file: &CaseFile) -> FileState {
    let nothing = file.ledger.records == file.ledger.failed;
    match (&file.error, file.complete) {
        (Some(_), _) if nothing => FileState::Unread,
        (Some(_), _) => FileState::InPart,
        (None, false) => FileState::Unfinished,
        (None, true) if file.ledger.failed == 0 && file.remarks().next().is_some() => FileState::Odd,
        (None, true) => FileState::Whole,
    }
}

/// Those with most records, and how many there are.
fn most<'n>(counts: impl Iterator<Item = (&'n str, u64)>) -> (Vec<(String, u64)>, u32) {
    let mut all: Vec<(&str, u64)> = counts.collect();
    all.order_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    (all.iter().take(COMPUTERS).map(|(name, count)| ((*name).to_owned(), *count)).collect(), all.len() as u32)
}

#[cfg(test)]
mod tests;
