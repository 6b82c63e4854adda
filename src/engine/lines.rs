//! What the lines of the graph are made of, and which of them findings sit on.

use super::Case;
use crate::model::bits::Bits;
use crate::model::events::NO_LOGON_TYPE;
use crate::protocol::findings::Severity;
use crate::protocol::lines::{Line, LinesView, MarksView};
use crate::sorting::InOrder;
use std::collections::BTreeMap;

/// At most so many lines are told of at once.
const MOST: usize = 1_000;

/// What is gathered of an event id.
#[derive(Default)]
struct Gathered {
    count: u32,
    failed: u32,
    types: Vec<u8>,
    authentication: Vec<String>,
}

impl Case {
    /// What `edges` are made of under the filter; `None` for another generation.
    pub fn lines_view(&self, generation: u32, edges: &[u32]) -> Option<LinesView> {
        self.of_generation(generation)?;
        let lines = |edge: &u32| Some((*edge, self.lines_of(*edge)?));
        Some(LinesView { generation, edges: edges.iter().take(MOST).filter_map(lines).collect() })
    }

    fn lines_of(&self, edge: u32) -> Option<Vec<Line>> {
        let derived = self.derived.as_ref()?;
        let bundle = derived.graph.graph.edge_weight(*derived.edges.get(edge as usize)?)?;
        let is_left = |position: &&u32| self.filtering().is_none_or(|rows| rows.contains(**position));
        let mut ids: BTreeMap<u16, Gathered> = BTreeMap::new();
        for link in derived.graph.links_of(bundle) {
            let count = derived.graph.rows_of(link).iter().filter(is_left).count() as u32;
            if count == 0 {
                continue;
            }
            let gathered = ids.entry(link.key.event_id).or_default();
            gathered.count += count;
            gathered.failed += if link.failed() { count } else { 0 };
            if link.key.logon_type != NO_LOGON_TYPE {
                gathered.types.push(link.key.logon_type);
            }
            let authentication = self.store.strings.get(link.key.authentication);
            if !authentication.is_empty() && authentication != "-" {
                gathered.authentication.push(authentication.to_owned());
            }
        }
        let line = |(event_id, mut of): (u16, Gathered)| {
            of.types.order();
            of.types.dedup();
            of.authentication.order();
            of.authentication.dedup();
            let types: Vec<String> = of.types.iter().map(u8::to_string).collect();
            Line {
                event_id,
                count: of.count,
                failed: of.failed,
                types: types.join(", "),
                authentication: of.authentication.join(", "),
            }
        };
        Some(ids.into_iter().map(line).collect())
    }

    /// The lines that findings sit on; notes are none.
    pub fn marks_view(&self) -> MarksView {
        let Some(derived) = &self.derived else { return MarksView::default() };
        let mut rows = vec![false; self.grounds.order.rows.len()];
        for finding in self.findings().all.iter().filter(|finding| finding.severity != Severity::Note) {
            for row in &finding.rows {
                rows.get_mut(*row as usize).into_iter().for_each(|found| *found = true);
            }
        }
        let rows = Bits::from_fn(rows.len(), |position| rows.get(position) == Some(&true));
        let is_found = |edge| {
            let bundle = derived.graph.graph.edge_weight(edge);
            let mut links = bundle.into_iter().flat_map(|bundle| derived.graph.links_of(bundle));
            links.any(|link| derived.graph.rows_of(link).iter().any(|position| rows.contains(*position)))
        };
        let edges = (0..).zip(&derived.edges).filter(|(_, edge)| is_found(**edge)).map(|(place, _)| place);
        MarksView { generation: self.generation, edges: edges.collect() }
    }
}
