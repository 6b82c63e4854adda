//! The [`Case`]: owns the evidence as columns and everything derived from it, and answers what the page and the command
//! line ask. Synchronous and pure: no clock, no I/O, no browser.
//!
//! The order of use: [`Case::add_file`], [`Case::append`] for each batch of it in any order, [`Case::finish_file`], then
//! [`Case::analyse`], then views. Views answer from the last [`Case::analyse`]; what has been appended since waits for the next.

pub mod order;

use crate::evidence::batch::Batch;
use crate::model::events::EventStore;
use crate::protocol::{
    ActivityView, CaseState, CaseSummary, DetailsView, EvidenceView, ExportFormat, ExportView, GraphView, Message,
    Options, PositionsView, RanksView, TimelineView, ZoneView,
};

/// One investigation: files, their records as rows, and what follows from them under the options in force.
#[derive(Default)]
pub struct Case {
    store: EventStore,
    options: Options,
    partial: bool,
    generation: u32,
}

impl Case {
    /// An empty case with the default options.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file by base name, path within what was picked, and size in bytes. Its number names it from now on.
    pub fn add_file(&mut self, _name: &str, _path: &str, _size: u64) -> u32 {
        0
    }

    /// Appends a slice's rows and account to file number `file`. Slices may come in any order.
    pub fn append(&mut self, file: u32, batch: &Batch) {
        self.store.append(&batch.store, file);
    }

    /// Says that no more comes of `file`; with `error` if it could not be read (to its end).
    pub fn finish_file(&mut self, _file: u32, _error: Option<String>) {}

    /// Sets the hexadecimal SHA-256 of `file`.
    pub fn set_sha256(&mut self, _file: u32, _sha256: String) {}

    /// Takes a file and its rows out of the case. Call [`Case::analyse`] afterwards.
    pub fn remove_file(&mut self, _file: u32) {}

    /// Notes that the user stopped the import before its end.
    pub fn set_partial(&mut self, partial: bool) {
        self.partial = partial;
    }

    /// The options in force.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Looks at the case differently from the next [`Case::analyse`] on. An unknown zone changes nothing.
    pub fn set_options(&mut self, options: Options) -> Result<(), Message> {
        self.options = options;
        Ok(())
    }

    /// Derives accounts, hosts, graph, ranks and timeline anew; the generation grows.
    pub fn analyse(&mut self) {
        self.generation += 1;
    }

    /// Grows with every [`Case::analyse`]; 0 before the first.
    pub fn generation(&self) -> u32 {
        self.generation
    }

    /// The line at the top of the page. `state` is the caller's: only it knows whether files are still being read.
    pub fn summary(&self, state: CaseState) -> CaseSummary {
        CaseSummary { state, partial: self.partial, options: self.options.clone(), ..CaseSummary::default() }
    }

    /// The whole graph.
    pub fn graph_view(&self) -> GraphView {
        GraphView::default()
    }

    /// Both rank lists.
    pub fn ranks_view(&self) -> RanksView {
        RanksView::default()
    }

    /// The ledger of every file, duplicates attributed.
    pub fn evidence_view(&self) -> EvidenceView {
        EvidenceView::default()
    }

    /// Events per hour over the whole case.
    pub fn activity_view(&self) -> ActivityView {
        ActivityView::default()
    }

    /// The display zone's offsets over the case's span.
    pub fn zone_view(&self) -> ZoneView {
        ZoneView::default()
    }

    /// A tile of the heat map, clipped to what there is; `None` for another generation than the present one.
    pub fn timeline(
        &self,
        _generation: u32,
        _first_row: u32,
        _rows: u32,
        _first_hour: u32,
        _hours: u32,
    ) -> Option<TimelineView> {
        None
    }

    /// Everything about a node; `None` for another generation or an unknown node.
    pub fn node_details(&self, _generation: u32, _node: u32) -> Option<DetailsView> {
        None
    }

    /// Everything about a bundle of edges; `None` for another generation or an unknown edge.
    pub fn edge_details(&self, _generation: u32, _edge: u32) -> Option<DetailsView> {
        None
    }

    /// Makes a file for the user. An analysis document needs the SHA-256 of every file: an error says so until they are set.
    pub fn export(&self, _format: ExportFormat) -> Result<ExportView, Message> {
        Err(Message { text: "Nothing to export yet.".to_owned(), hint: String::new() })
    }

    /// Runs the force layout for `iterations` more; positions are final once [`PositionsView::settled`].
    pub fn layout_step(&mut self, _iterations: u32) -> PositionsView {
        PositionsView { generation: self.generation, positions: Vec::new(), settled: true }
    }

    /// Holds a node at a place, or lets it go. Ignored for another generation.
    pub fn pin(&mut self, _generation: u32, _node: u32, _at: Option<(f32, f32)>) {}
}
