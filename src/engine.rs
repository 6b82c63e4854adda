//! The [`Case`]: owns the evidence as columns and everything derived from it, and answers what the page and the command
//! line ask. Synchronous and pure: no clock, no I/O, no browser.
//!
//! The order of use: [`Case::add_file`], [`Case::append`] for each batch of it in any order, [`Case::finish_file`], then
//! [`Case::analyse`], then views. Views answer from the last [`Case::analyse`]; what has been appended since waits for the next.

pub mod compare;
pub mod derived;
pub mod files;
pub mod filter;
pub mod further;
#[cfg(test)]
pub mod handmade;
pub mod heat_map;
pub mod judgments;
pub mod layouts;
mod ledgers;
pub mod lines;
pub mod movement;
#[cfg(not(target_arch = "wasm32"))]
pub mod native;
pub mod order;
mod path;
pub mod places;
mod ranks;
pub mod rows;
pub mod scope;
pub mod scores;
mod search;
mod security_logs;
pub mod selection;
pub mod targets;
pub mod views;

use crate::analysis::rules::{self, Evidence, Findings};
use crate::evidence::batch::Batch;
use crate::evidence::seal::Seal;
use crate::export;
use crate::model::bits::Bits;
use crate::model::events::EventStore;
use crate::model::time::Zone;
use crate::protocol::filter::{Filter, FilteredView};
use crate::protocol::findings::FindingsView;
use crate::protocol::judgments::Judgments;
use crate::protocol::path::{PathQuery, PathView};
use crate::protocol::ranks::Ranking;
use crate::protocol::rows::{RecordView, RowsQuery, RowsView, Sorting};
use crate::protocol::scores::Scores;
use crate::protocol::shows::Shows;
use crate::protocol::{
    ActivityView, CaseState, CaseSummary, DetailsView, ExportFormat, ExportView, FilesQuery, GraphView, Message,
    Options, ZoneView,
};
use crate::search::{self as language, vocabulary::Vocabulary};
use derived::{Derived, Grounds};
use files::Files;
use filter::Filtering;
use places::Places;
use rows::RowsCache;
use std::cell::{OnceCell, RefCell};

/// One investigation: files, their records as rows, and what follows from them under the options in force.
#[derive(Default)]
pub struct Case {
    files: Files,
    store: EventStore,
    options: Options,
    /// How often options were given, taken or refused.
    options_answered: u32,
    zone: Zone,
    partial: bool,
    generation: u32,
    /// See [`GraphView::evidence`].
    evidence: u32,
    /// Whether rows came since the grounds were laid.
    grown: bool,
    /// Files taken out whose rows still stand.
    removed: Vec<u32>,
    grounds: Grounds,
    derived: Option<Derived>,
    /// Options that the derived figures follow.
    derived_options: Options,
    /// Where nodes stand, and by which rule.
    layouts: layouts::Layouts,
    /// Those of the logons, and those of the movement.
    places: [Places; 2],
    rows: RowsCache,
    heat_maps: heat_map::HeatMaps,
    chosen: selection::Chosen,
    /// What is drawn.
    shows: Shows,
    ranking: Ranking,
    scores: Scores,
    /// Made when a score is first looked at.
    scorer: OnceCell<scores::Scorer>,
    filter: Filter,
    /// What is under the filter.
    filtering: Filtering,
    /// The comparison made last.
    comparison: Option<compare::Comparison>,
    /// Whether graph and exports show it.
    shows_compared: bool,
    /// Made when it is first looked at: not while files are still being read.
    findings: OnceCell<Findings>,
    /// What the analyst made of findings.
    judgments: Judgments,
    /// Sessions of those whose details were looked at.
    sessions: RefCell<views::sessions::Kept>,
    /// What was counted of each file; made when it is next looked at.
    counted: OnceCell<views::evidence::Counted>,
    /// Which files are listed.
    listed: FilesQuery,
    /// What can be suggested while a search is typed; made when the first is.
    vocabulary: OnceCell<Vocabulary>,
}

impl Case {
    /// An empty case with the default options.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file by base name, path within what was picked, and size in bytes. Its number names it from now on.
    pub fn add_file(&mut self, name: &str, path: &str, size: u64) -> u32 {
        self.files.add(name, path, size)
    }

    /// Adds a log in the archive that is file number `archive`, by its path in it and its size in bytes. It is a file of the case like any
    /// other, but goes with its archive and has the archive's hash.
    pub fn add_member(&mut self, archive: u32, inside: &str, size: u64) -> u32 {
        self.files.add_member(archive, inside, size)
    }

    /// Appends a slice's rows and account to file number `file`. Slices may come in any order. Those of a file that is not (or
    /// no longer) in the case are let go.
    pub fn append(&mut self, file: u32, batch: &Batch) {
        if let Some(known) = self.files.get_mut(file) {
            let cut;
            let batch = match self.chosen.selection.is_empty() {
                true => batch,
                false => {
                    cut = self.chosen.selection.cut(batch);
                    &cut
                }
            };
            known.ledger.add(&batch.ledger);
            self.store.append(&batch.store, file);
            self.grown = true;
        }
    }

    /// Says that no more comes of `file`; with `error` if it could not be read (to its end). Where each of its records failed that is an
    /// error too: what looked like a log is none, or not one is left of it.
    pub fn finish_file(&mut self, file: u32, error: Option<String>) {
        let error = error.or_else(|| self.files.nothing_read(file));
        if let Some(file) = self.files.get_mut(file) {
            file.complete = error.is_none();
            file.error = error;
        }
    }

    /// [`Case::finish_file`] of a log in an archive, whose size is known only now that it is unpacked.
    pub fn finish_member(&mut self, member: u32, size: u64, error: Option<String>) {
        if let Some(file) = self.files.get_mut(member) {
            file.size = size;
        }
        self.finish_file(member, error);
    }

    /// What all bytes of `file` say of it: its hash, and whether its checksums fit.
    pub fn seal(&mut self, file: u32, seal: Seal) {
        if let Some(known) = self.files.get_mut(file) {
            known.checksums = seal.remark;
        }
        self.set_sha256(file, seal.sha256);
    }

    /// Sets the hexadecimal SHA-256 of `file` and of the logs in it.
    pub fn set_sha256(&mut self, file: u32, sha256: String) {
        self.files.set_sha256(file, Some(sha256).filter(|sha256| !sha256.is_empty()));
        // Which of two places holds the duplicate is decided by hashes.
        self.counted = OnceCell::new();
    }

    /// Takes a file, the logs in it and their rows out of the case. Call [`Case::analyse`] afterwards.
    pub fn remove_file(&mut self, file: u32) {
        self.removed.extend(self.files.remove(file));
    }

    /// Notes that the user stopped the import before its end.
    pub fn set_partial(&mut self, partial: bool) {
        self.partial = partial;
    }

    /// Whether the user stopped the import before its end.
    pub fn is_partial(&self) -> bool {
        self.partial
    }

    /// The files of the case.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// The options in force.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Looks at the case differently from the next [`Case::analyse`] on. An unknown zone is an error and changes nothing.
    pub fn set_options(&mut self, options: Options) -> Result<(), Message> {
        self.options_answered += 1;
        self.zone = Zone::parse(&options.zone).map_err(|error| Message {
            text: format!("Time zone not set: {error}."),
            hint: "Give UTC, an offset such as +09:00, or a name such as Asia/Tokyo.".to_owned(),
        })?;
        self.options = Options { zone: self.zone.name().to_owned(), ..options };
        Ok(())
    }

    /// Derives accounts, hosts, graph, ranks and timeline anew; the generation grows.
    pub fn analyse(&mut self) {
        if !self.removed.is_empty() {
            self.drop_removed_rows();
        }
        if self.grown || self.grounds.merged != self.options.merge_accounts {
            // Findings follow the rows and who they mean, and none of the other options.
            self.findings = OnceCell::new();
            self.evidence += 1;
        }
        if std::mem::take(&mut self.grown) {
            self.store.events.shrink_to_fit();
            self.grounds = Grounds::new(&self.store, self.options.merge_accounts);
        } else {
            self.grounds.merge(&self.store, self.options.merge_accounts);
        }
        self.keep_places();
        self.derived = Some(Derived::new(&self.store, &self.grounds, &self.options, &self.zone));
        self.derived_options = self.options.clone();
        self.show();
        self.scorer = OnceCell::new();
        self.generation += 1;
        self.vocabulary = OnceCell::new();
        self.renumbered();
    }

    /// Nodes stand elsewhere than in the generation before.
    fn renumbered(&mut self) {
        self.rows = RowsCache::default();
        self.counted = OnceCell::new();
        self.apply_filter();
    }

    /// Narrows all views to what `filter` leaves, from now on and in every later generation.
    pub fn set_filter(&mut self, filter: Filter) {
        if self.filter != filter {
            self.filter = filter;
            self.apply_filter();
        }
    }

    fn apply_filter(&mut self) {
        self.rows.forget_filtered();
        self.heat_maps.forget_filtered();
        if language::parse(&self.filter.text).0.needs_findings() {
            self.findings();
        }
        self.filtering =
            self.of_rows(self.generation).map(|case| Filtering::new(case, &self.filter)).unwrap_or_default();
    }

    /// The filter in force.
    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    /// The positions under the filter; `None` if nothing is narrowed.
    pub fn filtering(&self) -> Option<&Bits> {
        self.filtering.rows.as_ref()
    }

    /// What the filter leaves of the graph.
    pub fn filtered_view(&self) -> FilteredView {
        let view = |case| self.filtering.view(case, &self.filter, self.generation);
        self.of_rows(self.generation).map(view).unwrap_or_default()
    }

    fn drop_removed_rows(&mut self) {
        let events = &self.store.events;
        let stays: Vec<u32> = (0u32..)
            .zip(&events.place)
            .filter(|(_, place)| !self.removed.contains(&place.file()))
            .map(|(row, _)| row)
            .collect();
        self.store.events = events.permuted(&stays);
        self.removed.clear();
        self.grown = true;
        self.chosen.stale &= self.files.iter().any(|(_, file)| file.ledger.left_out() > 0);
        if self.files.iter().next().is_none() {
            // What comes next is another investigation: nothing is held in its place for it.
            self.places = Default::default();
            self.layouts = layouts::Layouts::default();
        }
    }

    /// Grows with every [`Case::analyse`]; 0 before the first.
    pub fn generation(&self) -> u32 {
        self.generation
    }

    /// What was derived, if anything was.
    pub fn derived(&self) -> Option<&Derived> {
        self.derived.as_ref()
    }

    /// The order of rows and the identities, as of the last [`Case::analyse`].
    pub fn grounds(&self) -> &Grounds {
        &self.grounds
    }

    /// All rows.
    pub fn store(&self) -> &EventStore {
        &self.store
    }

    /// The display zone.
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    fn of_generation(&self, generation: u32) -> Option<&Derived> {
        self.derived.as_ref().filter(|_| generation == self.generation)
    }

    fn details(&self, generation: u32) -> Option<views::details::Sources<'_>> {
        let derived = self.of_generation(generation)?;
        let filtering = self.filtering.rows.as_ref();
        Some(views::details::Sources {
            store: &self.store,
            grounds: &self.grounds,
            derived,
            filtering,
            scorer: self.made_scorer(),
            scores: self.scores,
            generation,
            evidence: self.evidence,
            sessions: &self.sessions,
        })
    }

    /// The line at the top of the page. `state` is the caller's: only it knows whether files are still being read.
    pub fn summary(&self, state: CaseState) -> CaseSummary {
        let mut summary = CaseSummary {
            state,
            partial: self.partial,
            hashed: self.files.iter().all(|(_, file)| file.is_hashed()),
            files: self.files.iter().count() as u32,
            records: self.files.iter().map(|(_, file)| file.ledger.records as f64).sum(),
            failed: self.files.iter().map(|(_, file)| file.ledger.failed as f64).sum(),
            selection: self.chosen.wish.clone(),
            left_out: self.files.iter().map(|(_, file)| file.ledger.left_out() as f64).sum(),
            selection_stale: self.chosen.stale,
            options: self.options.clone(),
            options_answered: self.options_answered,
            ..CaseSummary::default()
        };
        if let Some(derived) = &self.derived {
            summary.duplicates = self.grounds.duplicates as f64;
            summary.logons = derived.scope.logons as f64;
            summary.accounts = derived.account_places.len() as u32;
            summary.hosts = derived.host_places.len() as u32;
            summary.first = derived.logon_span.map(|(first, _)| first as f64);
            summary.last = derived.logon_span.map(|(_, last)| last as f64);
            summary.hidden = derived.scope.hidden.map(|count| count as f64);
        }
        summary
    }

    /// The whole graph.
    pub fn graph_view(&self) -> GraphView {
        let Some(derived) = &self.derived else { return GraphView::default() };
        let positions = self.positions(derived);
        GraphView { evidence: self.evidence, positions, ..self.graph_without_places() }
    }

    fn graph_without_places(&self) -> GraphView {
        let view = |derived| views::graph::graph_view(derived, &self.grounds, self.generation, Vec::new());
        self.derived.as_ref().map(view).unwrap_or_default()
    }

    /// What the rules find in all rows, whatever the switches.
    pub fn findings(&self) -> &Findings {
        let Grounds { order, identities, .. } = &self.grounds;
        self.findings.get_or_init(|| {
            let logs = security_logs::security_logs(&self.files, |file| self.counted().computer(&self.store, file));
            rules::find(&Evidence::new(&self.store, &order.rows, identities).with_logs(logs))
        })
    }

    /// The findings and the rules.
    pub fn findings_view(&self) -> FindingsView {
        let view = |case| views::findings::findings_view(case, self.findings(), &self.finding_keys(), self.generation);
        self.of_rows(self.generation).map(view).unwrap_or_default()
    }

    /// Events per hour over the whole case.
    pub fn activity_view(&self) -> ActivityView {
        let time = |position: u32| {
            let row = self.grounds.order.rows.get(position as usize);
            row.and_then(|row| self.store.events.time.get(*row as usize)).copied().unwrap_or(0)
        };
        let activity = |derived| views::timeline::activity_view(derived, self.generation, time);
        self.derived.as_ref().map(activity).unwrap_or_default()
    }

    /// The display zone's offsets over the case's span: of all records, kept or not.
    pub fn zone_view(&self) -> ZoneView {
        let ledgers = || self.files.iter().map(|(_, file)| &file.ledger);
        let first = ledgers().filter_map(|ledger| ledger.first).min().unwrap_or(0);
        let last = ledgers().filter_map(|ledger| ledger.last).max().unwrap_or(first);
        let span = self.derived.as_ref().and_then(|derived| derived.logon_span).unwrap_or((first, last));
        let offsets = self.zone.offsets(first.min(span.0), last.max(span.1));
        ZoneView { name: self.zone.name().to_owned(), offsets }
    }

    /// Everything about a node; `None` for another generation or an unknown node.
    pub fn node_details(&self, generation: u32, node: u32) -> Option<DetailsView> {
        self.details(generation)?.node(node)
    }

    /// Everything about a bundle of edges; `None` for another generation or an unknown edge.
    pub fn edge_details(&self, generation: u32, edge: u32) -> Option<DetailsView> {
        self.details(generation)?.edge(edge)
    }

    /// What rows are looked up in, once there is something.
    pub fn rows_source(&self) -> Option<rows::Case<'_>> {
        self.of_rows(self.generation)
    }

    fn of_rows(&self, generation: u32) -> Option<rows::Case<'_>> {
        let derived = self.of_generation(generation)?;
        Some(rows::Case {
            store: &self.store,
            grounds: &self.grounds,
            derived,
            files: &self.files,
            findings: self.findings.get(),
            filtering: self.filtering.rows.as_ref(),
        })
    }

    /// A stretch of the rows of `query`, in the order of `sorting`, clipped to what there is: `count` rows from place `first` on.
    /// `None` for another generation than the present one. The set and its order are kept for the next stretch.
    pub fn rows(
        &mut self,
        generation: u32,
        query: &RowsQuery,
        sorting: Sorting,
        first: u32,
        count: u32,
    ) -> Option<RowsView> {
        let mut cache = std::mem::take(&mut self.rows);
        let view = self.of_rows(generation).map(|case| {
            cache.begin(generation);
            let (total, positions) = cache.page(case, query, sorting, first, count);
            RowsView {
                generation,
                query: query.clone(),
                sorting,
                title: views::events::title(case, query),
                total,
                first: first.min(total),
                rows: positions.iter().filter_map(|at| views::events::row_view(case, *at)).collect(),
            }
        });
        self.rows = cache;
        view
    }

    /// How many rows `query` finds; `None` for another generation than the present one.
    pub fn count_rows(&mut self, generation: u32, query: &RowsQuery) -> Option<u32> {
        self.rows(generation, query, Sorting::default(), 0, 0).map(|view| view.total)
    }

    /// The way that `query` asks for, under the filter; `None` for another generation than the present one.
    pub fn path(&self, generation: u32, query: &PathQuery) -> Option<PathView> {
        self.of_rows(generation).map(|case| path::path_view(case, query, generation))
    }

    /// What is known of a row's record but its own text, which only its file has; `None` for another generation than the present
    /// one or an unknown row.
    pub fn record(&self, generation: u32, row: u32) -> Option<RecordView> {
        views::record::record_view(self.of_rows(generation)?, generation, row)
    }

    /// Makes a file for the user. An analysis document needs the SHA-256 of every file: an error says so until they are set.
    pub fn export(&self, format: ExportFormat) -> Result<ExportView, Message> {
        export::export(self, format)
    }

    /// The options that graph, ranks and timeline follow: those of the last [`Case::analyse`].
    pub fn derived_options(&self) -> &Options {
        &self.derived_options
    }
}

#[cfg(test)]
mod tests;
