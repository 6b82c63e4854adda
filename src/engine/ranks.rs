//! Rank lists in the way that is chosen. LogonTracer's are the preset's; the others are made for the filter in force.

use super::Case;
use super::views::graph::ranks_view;
use crate::analysis::weighted_rank::{Weight, WeightedGraph};
use crate::protocol::filter::Key;
use crate::protocol::ranks::{RankBy, Ranking};
use crate::protocol::{RankRow, RanksView};
use crate::screen::words::visible;
use crate::sorting::InOrder;
use std::collections::BTreeSet;

/// Of so many lines of each list it is told why they rank as they do.
const EXPLAINED: usize = 500;
/// So many neighbours are named.
const NAMED: usize = 3;

impl Case {
    /// Ranks in another way from now on.
    pub fn set_ranking(&mut self, ranking: Ranking) {
        self.ranking = ranking;
    }

    /// How nodes are ranked.
    pub fn ranking(&self) -> &Ranking {
        &self.ranking
    }

    /// Both rank lists.
    pub fn ranks_view(&self) -> RanksView {
        let Some(derived) = &self.derived else { return RanksView::default() };
        let mut view = ranks_view(derived, &self.grounds, self.generation);
        view.by = self.ranking.by;
        if view.by != RankBy::LogonTracer {
            self.rank(&mut view);
        }
        view
    }

    /// Gives `view` the ranks of what the filter leaves.
    fn rank(&self, view: &mut RanksView) {
        let Some(derived) = &self.derived else { return };
        let rows = self.filtering();
        let counted = derived.logon_edges().filter_map(|(_, edge)| {
            let (host, account) = derived.graph.ends(edge)?;
            let bundle = derived.graph.graph.edge_weight(edge)?;
            let count = match rows {
                None => bundle.count,
                Some(left) => {
                    let links = derived.graph.links_of(bundle).iter();
                    let rows = links.flat_map(|link| derived.graph.rows_of(link));
                    rows.filter(|position| left.contains(**position)).count() as u32
                }
            };
            (count > 0).then_some((derived.place(host), derived.place(account), count))
        });
        let counted: Vec<(u32, u32, u32)> = counted.collect();
        let all: u64 = counted.iter().map(|edge| u64::from(edge.2)).sum();
        let weight = if view.by == RankBy::Marked { Weight::Rarity } else { Weight::Count };
        let edges: Vec<(u32, u32, f64)> =
            counted.iter().map(|(host, account, count)| (*host, *account, weight.of(*count, all))).collect();
        let graph = WeightedGraph::new(derived.nodes.len(), &edges);
        let marked: BTreeSet<Key> = self.ranking.marked.iter().copied().collect();
        let key = |place: &u32| {
            let node = derived.nodes.get(*place as usize)?;
            Some(Key::from(derived.node_facts(&self.grounds, *node).key))
        };
        let is_marked = |place: &u32| view.by == RankBy::Marked && key(place).is_some_and(|key| marked.contains(&key));
        let marked: Vec<u32> = (0..derived.nodes.len() as u32).filter(is_marked).collect();
        let ranks = graph.ranks(&marked);
        let highest = ranks.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
        let label = |place: u32| {
            let node = derived.nodes.get(place as usize);
            node.map(|node| visible(derived.node_facts(&self.grounds, *node).label)).unwrap_or_default()
        };
        let why = |node: u32| {
            let givers = graph.contributions(&ranks, node).into_iter().take(NAMED);
            let told = givers.filter(|(_, share)| *share >= 0.005);
            let told: Vec<String> =
                told.map(|(from, share)| format!("{} ({:.0} %)", label(from), share * 100.0)).collect();
            match (told.is_empty(), marked.contains(&node)) {
                (true, true) => "marked".to_owned(),
                (true, false) => String::new(),
                (false, true) => format!("marked, and from {}", told.join(", ")),
                (false, false) => format!("from {}", told.join(", ")),
            }
        };
        for rows in [&mut view.accounts, &mut view.hosts] {
            for row in rows.iter_mut() {
                row.rank = ranks.get(row.node as usize).copied().unwrap_or(0.0) / highest;
            }
            // Those alike stay in the order of LogonTracer's ranks.
            rows.order_by(|a: &RankRow, b: &RankRow| b.rank.total_cmp(&a.rank));
            rows.iter_mut().take(EXPLAINED).for_each(|row| row.why = why(row.node));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::handmade::case_of;
    use crate::model::handmade::logon;
    use crate::protocol::Options;
    use crate::protocol::filter::Filter;

    #[test]
    fn ranks_follow_the_choice_the_marks_and_the_filter() {
        let rows = [
            logon("alice", "10.0.0.1").at(1),
            logon("alice", "10.0.0.2").at(2),
            logon("bob", "10.0.0.2").at(3),
            logon("bob", "10.0.0.3").at(4),
            logon("carol", "10.0.0.9").at(5),
        ];
        let mut case = case_of(&rows, Options::default());
        assert_eq!(case.ranks_view().by, RankBy::LogonTracer);
        assert!(case.ranks_view().accounts.iter().all(|row| row.why.is_empty()));
        let node = |view: &RanksView, label: &str| {
            let row = view.accounts.iter().chain(&view.hosts).find(|row| row.label == label);
            row.cloned().unwrap()
        };
        let key = Key::from(case.graph_view().nodes[node(&case.ranks_view(), "alice").node as usize].key);
        case.set_ranking(Ranking { by: RankBy::Marked, marked: vec![key] });
        let view = case.ranks_view();
        assert_eq!(view.accounts[0].label, "alice");
        assert_eq!((node(&view, "alice").rank, node(&view, "carol").rank), (1.0, 0.0));
        assert!(node(&view, "bob").why.starts_with("from 10.0.0.2 ("), "{}", node(&view, "bob").why);
        assert!(node(&view, "10.0.0.1").rank > node(&view, "10.0.0.3").rank);
        // Without the machine between them the mark says nothing of the other.
        case.set_filter(Filter { text: "NOT 10.0.0.2".to_owned(), ..Filter::default() });
        assert_eq!(node(&case.ranks_view(), "bob").rank, 0.0);
        case.set_ranking(Ranking { by: RankBy::Weighted, marked: Vec::new() });
        let view = case.ranks_view();
        assert!(view.accounts.iter().all(|row| row.rank > 0.0) && view.by == RankBy::Weighted);
    }
}
