//! Which files are looked at, what of them is here, and what the analyst has unfolded: it stays so when a file changes, when another
//! page or view was looked at meanwhile, and in another order.

use crate::ui::case::{Case, Shared};
use leptos::prelude::*;
use logonscope::protocol::Request;
use logonscope::protocol::evidence::{Coverage, FILES_PAGE, FileLine, FileView, FilesQuery, FilesView};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is unfolded below a file's line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Unfolded {
    /// So many events are listed.
    pub found: usize,
    /// The places that could not be read, and those that are odd.
    pub places: [Places; 2],
}

/// What is unfolded of a list of places.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Places {
    /// Whether it is, once the analyst has said so.
    pub open: Option<bool>,
    /// So many are listed.
    pub shown: usize,
}

/// So many events are listed at first.
pub const FOUND: usize = 12;
/// So many places are.
pub const LISTED: usize = 50;

impl Default for Unfolded {
    fn default() -> Self {
        Self { found: FOUND, places: [Places { open: None, shown: LISTED }; 2] }
    }
}

/// The state of the list, as a handle.
#[derive(Clone, Copy)]
pub struct FilesLookedAt {
    /// Which page of which list is wanted.
    pub query: RwSignal<FilesQuery>,
    /// The page that is here.
    pub page: Shared<FilesView>,
    /// Files that are unfolded, by number, and what of them.
    pub open: RwSignal<BTreeMap<u32, Unfolded>>,
    /// What is known of those.
    pub full: RwSignal<BTreeMap<u32, Arc<FileView>>>,
    /// So many lines of what is covered are shown ...
    pub covered: RwSignal<usize>,
    /// ... and these are here, where the evidence's own are too few.
    pub coverage: RwSignal<Arc<Vec<Coverage>>>,
}

impl FilesLookedAt {
    /// The first page.
    pub fn new() -> Self {
        Self {
            query: RwSignal::new(FilesQuery::default()),
            page: RwSignal::new(None),
            open: RwSignal::default(),
            full: RwSignal::default(),
            covered: RwSignal::new(super::coverage::AT_FIRST),
            coverage: RwSignal::default(),
        }
    }

    /// Back to the beginning: the last file has gone.
    pub fn forget(&self) {
        self.query.set(FilesQuery::default());
        self.page.set(None);
        self.open.set(BTreeMap::new());
        self.full.set(BTreeMap::new());
        self.covered.set(super::coverage::AT_FIRST);
        self.coverage.set(Arc::default());
    }

    /// Asks for another page when another is wanted. The first comes by itself, and each anew with the evidence.
    pub fn run(self, case: Case) {
        Effect::new(move |before: Option<()>| {
            let query = self.query.get();
            if before.is_some() {
                case.send(&Request::Files(query));
            }
        });
    }

    /// A page has arrived. Where files were taken out, the last that is left of the list is asked for.
    pub fn take(&self, view: FilesView) {
        let query = &view.query;
        if self.query.with_untracked(|wanted| wanted != query) {
            return;
        }
        if view.lines.is_empty() && view.total > 0 {
            let last = (view.total - 1) / FILES_PAGE * FILES_PAGE;
            return self.query.update(|query| query.first = last);
        }
        self.page.set(Some(Arc::new(view)));
    }

    /// A file in full has arrived.
    pub fn take_full(&self, file: FileView) {
        if self.open.with_untracked(|open| open.contains_key(&file.file)) {
            self.full.update(|full| drop(full.insert(file.file, Arc::new(file))));
        }
    }

    /// Unfolds what is below a line, or folds it.
    pub fn turn(&self, file: u32) {
        self.open.update(|open| {
            if open.remove(&file).is_none() {
                open.insert(file, Unfolded::default());
            }
        });
        self.full.update(|full| drop(full.remove(&file)));
    }

    /// The line of a file of the page.
    pub fn line(&self, file: u32) -> Option<FileLine> {
        self.page.with(|page| page.as_ref()?.lines.iter().find(|line| line.file == file).cloned())
    }

    /// Another part of the list is wanted, from its beginning.
    pub fn look(&self, change: impl FnOnce(&mut FilesQuery)) {
        self.query.update(|query| {
            query.first = 0;
            change(query);
        });
    }
}
