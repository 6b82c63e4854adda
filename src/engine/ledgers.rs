//! What the case says of its files.

use super::Case;
use super::views::evidence::{Counted, Ledgers};
use crate::protocol::{Coverage, EvidenceView, FileView, FilesQuery, FilesView};

impl Case {
    pub(super) fn counted(&self) -> &Counted {
        self.counted.get_or_init(|| Counted::new(&self.store, &self.grounds.order, &self.files))
    }

    fn ledgers(&self) -> Ledgers<'_> {
        Ledgers { store: &self.store, files: &self.files, counted: self.counted() }
    }

    /// What all files are together.
    pub fn evidence_view(&self) -> EvidenceView {
        self.ledgers().evidence_view(self.derived.as_ref().map_or(0, |derived| derived.scope.logons))
    }

    /// From now on `query` tells which files are listed.
    pub fn list_files(&mut self, query: FilesQuery) {
        self.listed = query;
    }

    /// The page of the list of files that was asked for last.
    pub fn listed_files(&self) -> FilesView {
        self.files_view(&self.listed)
    }

    /// A page of the list of files, duplicates attributed as of the last [`Case::analyse`].
    pub fn files_view(&self, query: &FilesQuery) -> FilesView {
        self.ledgers().files_view(query)
    }

    /// All files in the order of adding.
    pub fn all_files(&self) -> FilesView {
        self.files_view(&FilesQuery { count: u32::MAX, ..FilesQuery::default() })
    }

    /// A file in full; `None` for one that is not in the case.
    pub fn file_view(&self, file: u32) -> Option<FileView> {
        self.ledgers().file_view(file)
    }

    /// The first lines of what is covered.
    pub fn coverage(&self, count: u32) -> Vec<Coverage> {
        self.ledgers().counted.coverage(count as usize)
    }
}
