//! Which rows are looked at, what of them is here, and the record that is open.

use crate::ui::case::{Case, Shared};
use leptos::prelude::*;
use logonscope::graph::follow::follow;
use logonscope::protocol::rows::{RecordView, RowsOf, RowsQuery, RowsView, Sorting};
use logonscope::protocol::{GraphView, Request, Subject};
use logonscope::screen::pages::{PAGE, Pages, Wanted};
use std::ops::Range;
use std::sync::Arc;

/// The state of the table, as a handle.
#[derive(Clone, Copy)]
pub struct LookedAt {
    /// Which rows.
    pub query: RwSignal<RowsQuery>,
    /// In which order.
    pub sorting: RwSignal<Sorting>,
    /// Those that are here.
    pub pages: RwSignal<Pages>,
    /// The row that arrow keys move, and the one from which the selection goes there; places in the order.
    pub cursor: RwSignal<Option<(u32, u32)>>,
    /// Whether the record of the cursor's row is shown.
    pub open: RwSignal<bool>,
    /// The record asked for last.
    pub record: Shared<RecordView>,
    /// Whether the table is to take the focus: the analyst came from a figure.
    pub arrived: RwSignal<bool>,
}

impl LookedAt {
    /// All rows by time.
    pub fn new() -> Self {
        Self {
            query: RwSignal::new(all_rows()),
            sorting: RwSignal::default(),
            pages: RwSignal::default(),
            cursor: RwSignal::new(None),
            open: RwSignal::new(false),
            record: RwSignal::new(None),
            arrived: RwSignal::new(false),
        }
    }

    /// Looks at other rows.
    pub fn look_at(&self, query: RowsQuery) {
        self.query.set(query);
        self.cursor.set(None);
    }

    /// Looks at them in another order.
    pub fn sort(&self, sorting: Sorting) {
        self.sorting.set(sorting);
        self.cursor.set(None);
    }

    /// Back to the beginning: the last file has gone.
    pub fn forget(&self) {
        self.look_at(all_rows());
        self.sorting.set(Sorting::default());
        self.pages.set(Pages::default());
        self.open.set(false);
        self.record.set(None);
    }

    /// The places of the selected rows.
    pub fn selected(&self) -> Option<Range<u32>> {
        let (cursor, anchor) = self.cursor.get()?;
        Some(cursor.min(anchor)..cursor.max(anchor) + 1)
    }

    /// Asks for the rows at these places as far as they are not here, under the present graph, query and order.
    pub fn ask(&self, case: Case, places: &[Range<u32>]) {
        let Some(generation) = case.graph.with(|graph| graph.as_ref().map(|graph| graph.generation)) else { return };
        let wanted = Wanted { generation, query: self.query.get(), sorting: self.sorting.get() };
        let asked = self.pages.try_update_untracked(|pages| {
            let is_other = pages.expect(wanted.clone());
            (is_other, places.iter().flat_map(|places| pages.ask(places.clone())).collect::<Vec<_>>())
        });
        let (is_other, asked) = asked.unwrap_or_default();
        if is_other {
            // The table says that it waits.
            self.pages.notify();
        }
        for page in asked {
            let Wanted { generation, query, sorting } = wanted.clone();
            case.send(&Request::Rows { generation, query, sorting, first: page * PAGE, count: PAGE });
        }
    }

    /// Rows have arrived.
    pub fn take(&self, rows: RowsView) {
        self.pages.update(|pages| pages.take(rows));
    }

    /// The record that is to be shown: generation and row.
    pub fn wanted_record(&self) -> Option<(u32, u32)> {
        let (place, _) = self.cursor.get().filter(|_| self.open.get())?;
        self.pages.with(|pages| {
            let row = pages.row(place).filter(|_| pages.is_current())?;
            Some((pages.generation(), row.row))
        })
    }

    /// A new graph: what was looked at is followed to where it stands now, or else all rows are.
    pub fn follow(&self, old: &GraphView, new: &GraphView) {
        let node = |node: u32| match follow(Subject::Node(node), old, new)? {
            Subject::Node(node) => Some(node),
            Subject::Edge(_) => None,
        };
        let edge = |edge: u32| match follow(Subject::Edge(edge), old, new)? {
            Subject::Edge(edge) => Some(edge),
            Subject::Node(_) => None,
        };
        let query = self.query.get_untracked();
        let of = match query.of.clone() {
            RowsOf::Node(at) => node(at).map(RowsOf::Node),
            RowsOf::Edge(at) => edge(at).map(RowsOf::Edge),
            RowsOf::Cell { node: at, start, end } => node(at).map(|node| RowsOf::Cell { node, start, end }),
            RowsOf::Compared { side, called, account, host, logon_type, computer } => {
                let (account, host) = (account.map(node), host.map(node));
                match (account, host) {
                    (Some(None), _) | (_, Some(None)) => None,
                    (account, host) => {
                        let (account, host) = (account.flatten(), host.flatten());
                        Some(RowsOf::Compared { side, called, account, host, logon_type, computer })
                    }
                }
            }
            of @ (RowsOf::Listed { .. } | RowsOf::Finding(_)) => Some(of).filter(|_| old.evidence == new.evidence),
            of @ (RowsOf::Case | RowsOf::File(_)) => Some(of),
        };
        let followed =
            of.map(|of| RowsQuery { of, only: query.only.clone(), within: query.within }).unwrap_or_else(all_rows);
        if followed != query {
            self.look_at(followed);
        }
    }

    /// The filter is another: what is here under the one before is asked for again.
    pub fn filtered(&self) {
        if self.query.with_untracked(|query| query.within) {
            self.pages.set(Pages::default());
        }
    }

    /// The record has arrived.
    pub fn take_record(&self, record: RecordView) {
        if untrack(|| self.wanted_record()) == Some((record.generation, record.row)) {
            self.record.set(Some(Arc::new(record)));
        }
    }
}

/// What the table shows when nothing else is asked for: everything under the filter.
pub fn all_rows() -> RowsQuery {
    RowsQuery { within: true, ..RowsQuery::default() }
}
