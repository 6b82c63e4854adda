//! What the lines of the graph are made of, and which of them findings sit on.

use super::Case;
use super::derived::Derived;
use crate::graph::account_host::Link;
use crate::model::bits::Bits;
use crate::model::events::NO_LOGON_TYPE;
use crate::model::ways::Tally;
use crate::protocol::NodeKind;
use crate::protocol::findings::Severity;
use crate::protocol::lines::{Line, LinesView, MarksView, WaysView};
use crate::sorting::InOrder;
use petgraph::graph::EdgeIndex;
use std::collections::BTreeMap;

/// At most so many lines are told of at once.
const MOST: usize = 1_000;

/// Between two hosts so many accounts have a line of their own; the last of these stands for all others too.
const NAMED: usize = 4;

/// What is gathered of an event id, or of an account.
#[derive(Default)]
struct Gathered {
    count: u32,
    failed: u32,
    types: Vec<u8>,
    authentication: Vec<String>,
    ways: Tally,
}

impl Gathered {
    fn add(&mut self, of: Self) {
        self.count += of.count;
        self.failed += of.failed;
        self.types.extend(of.types);
        self.authentication.extend(of.authentication);
        self.ways.extend(of.ways);
    }
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
        let edge = *derived.edges.get(edge as usize)?;
        let bundle = derived.graph.graph.edge_weight(edge)?;
        let is_left = |position: &&u32| self.filtering().is_none_or(|rows| rows.contains(**position));
        let by_account = derived.shows.movement && derived.graph.is_joined(edge);
        let mut parts: BTreeMap<u32, Gathered> = BTreeMap::new();
        for link in derived.graph.links_of(bundle) {
            let count = derived.graph.rows_of(link).iter().filter(is_left).count() as u32;
            if count == 0 {
                continue;
            }
            let part = if by_account { link.key.account } else { u32::from(link.key.event_id) };
            let gathered = parts.entry(part).or_default();
            gathered.count += count;
            gathered.failed += if link.failed() { count } else { 0 };
            gathered.ways.add(link.key.logon_type, count);
            if link.key.logon_type != NO_LOGON_TYPE {
                gathered.types.push(link.key.logon_type);
            }
            let authentication = self.store.strings.get(link.key.authentication);
            if !authentication.is_empty() && authentication != "-" {
                gathered.authentication.push(authentication.to_owned());
            }
        }
        let account = |number| derived.account(&self.grounds, number).map_or("", |account| &account.label);
        let mut parts: Vec<(String, Gathered)> = (parts.into_iter())
            .map(|(part, of)| (if by_account { account(part).to_owned() } else { part.to_string() }, of))
            .collect();
        if by_account {
            parts.order_by(|a, b| b.1.count.cmp(&a.1.count).then_with(|| a.0.cmp(&b.0)));
            let beyond = parts.split_off(parts.len().min(NAMED));
            if let Some((name, rest)) = parts.last_mut().filter(|_| !beyond.is_empty()) {
                *name = format!("{name} and {} more", beyond.len());
                beyond.into_iter().for_each(|(_, of)| rest.add(of));
            }
        }
        let line = |(name, mut of): (String, Gathered)| {
            of.types.order();
            of.types.dedup();
            of.authentication.order();
            of.authentication.dedup();
            let types: Vec<String> = of.types.iter().map(u8::to_string).collect();
            Line {
                name,
                count: of.count,
                failed: of.failed,
                types: types.join(", "),
                authentication: of.authentication.join(", "),
                class: of.ways.class(),
            }
        };
        Some(parts.into_iter().map(line).collect())
    }

    /// How the events of each line that the filter leaves were logged on; nothing while colours tell outcomes.
    pub fn ways_view(&self) -> WaysView {
        let mut view = WaysView { generation: self.generation, edges: Vec::new() };
        let Some(derived) = self.derived.as_ref().filter(|_| self.shows.types) else { return view };
        let left = |link: &Link| match self.filtering() {
            None => link.count(),
            Some(rows) => {
                derived.graph.rows_of(link).iter().filter(|position| rows.contains(**position)).count() as u32
            }
        };
        let class = |edge| {
            let (mut ways, mut events) = (Tally::default(), 0);
            let bundle = derived.graph.graph.edge_weight(edge).filter(|_| !self.is_to_domain(derived, edge));
            for link in bundle.into_iter().flat_map(|bundle| derived.graph.links_of(bundle)) {
                let count = left(link);
                ways.add(link.key.logon_type, count);
                events += count;
            }
            if events > 0 { ways.class() } else { u8::MAX }
        };
        view.edges = derived.edges.iter().map(|edge| class(*edge)).collect();
        view
    }

    /// An account belongs to its domain whatever is found of it, and however it logged on.
    fn is_to_domain(&self, derived: &Derived, edge: EdgeIndex) -> bool {
        let ends = derived.graph.ends(edge);
        ends.is_some_and(|(_, to)| derived.node_facts(&self.grounds, to).kind == NodeKind::Domain)
    }

    /// The lines that findings sit on; notes are none, and what was judged benign is none any more.
    pub fn marks_view(&self) -> MarksView {
        let Some(derived) = &self.derived else { return MarksView::default() };
        let mut rows = vec![false; self.grounds.order.rows.len()];
        for (finding, judged) in self.findings().all.iter().zip(self.judged()) {
            if finding.severity == Severity::Note || judged.is_some_and(|judged| judged.is_aside()) {
                continue;
            }
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
        let edges = (0..)
            .zip(&derived.edges)
            .filter(|(_, edge)| is_found(**edge) && !self.is_to_domain(derived, **edge))
            .map(|(place, _)| place);
        MarksView { generation: self.generation, edges: edges.collect() }
    }
}

#[cfg(test)]
mod tests;
