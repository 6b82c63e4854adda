//! PageRank (Brin and Page, 1998) on an undirected weighted graph, from everywhere or from marked nodes.
//!
//! A node hands 85 % of its rank to its *distinct* neighbours, in proportion to the weights of the edges; the rest of all ranks begins anew in
//! the restart vector: everywhere alike, or in the marked nodes alone, which answers "what else did they touch?" (personalised PageRank).
//! A node without edges hands all of it to the restart vector. Unlike LogonTracer's preset ([`super::pagerank`]) ranks settle and sum to 1.
//!
//! Solved by Gauss and Seidel's method in the order of the nodes, so the same graph gives the same bits; on a graph of two kinds of nodes it
//! needs half the rounds of the power method.

use crate::sorting::InOrder;

/// The share of a rank that is handed on.
const DAMPING: f64 = 0.85;
/// Settled when a round changes the ranks by less, all together.
const SETTLED: f64 = 1e-10;
/// 0.85 to the power of these is below what is settled: never reached by a graph that holds what it must.
const MOST_ROUNDS: u32 = 200;

/// What an edge weighs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Weight {
    /// All the same.
    Same,
    /// ln(1 + events).
    Count,
    /// −ln of its share of all events: what is rare leads further.
    Rarity,
}

impl Weight {
    /// Of an edge of `count` of `all` events.
    pub fn of(self, count: u32, all: u64) -> f64 {
        match self {
            Self::Same => 1.0,
            Self::Count => libm::log(1.0 + f64::from(count)),
            // The one edge of a case would weigh nothing.
            Self::Rarity => -libm::log((f64::from(count) / all.max(1) as f64).min(1.0 - 1e-9)),
        }
    }
}

/// A graph to rank: compressed rows of neighbours with their weights.
#[derive(Clone, Debug)]
pub struct WeightedGraph {
    /// Neighbours of node `n` are `targets[offsets[n]..offsets[n + 1]]`.
    offsets: Vec<u32>,
    targets: Vec<u32>,
    /// Beside `targets`. Half precision of the ranks: a weight says little more.
    weights: Vec<f32>,
    /// Sums of the weights of each node.
    strengths: Vec<f64>,
}

impl WeightedGraph {
    /// Of `nodes` nodes and edges (node, node, weight), each pair once. Edges that name a node beyond `nodes` or weigh nothing are left out.
    pub fn new(nodes: usize, edges: &[(u32, u32, f64)]) -> Self {
        let good = |edge: &&(u32, u32, f64)| {
            (edge.0 as usize) < nodes && (edge.1 as usize) < nodes && edge.2 > 0.0 && edge.2.is_finite()
        };
        let mut offsets = vec![0u32; nodes + 1];
        for &(a, b, _) in edges.iter().filter(good) {
            offsets[a as usize + 1] += 1;
            offsets[b as usize + 1] += 1;
        }
        for node in 0..nodes {
            offsets[node + 1] += offsets[node];
        }
        let all = offsets.last().copied().unwrap_or(0) as usize;
        let (mut targets, mut weights) = (vec![0u32; all], vec![0f32; all]);
        let (mut next, mut strengths) = (offsets.clone(), vec![0.0; nodes]);
        for &(a, b, weight) in edges.iter().filter(good) {
            for (from, to) in [(a as usize, b), (b as usize, a)] {
                let at = next[from] as usize;
                (targets[at], weights[at]) = (to, weight as f32);
                strengths[from] += f64::from(weight as f32);
                next[from] += 1;
            }
        }
        Self { offsets, targets, weights, strengths }
    }

    /// How many nodes there are.
    pub fn nodes(&self) -> usize {
        self.strengths.len()
    }

    fn neighbours(&self, node: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let of = |at: usize| self.offsets.get(at).map_or(0, |offset| *offset as usize);
        let part = of(node)..of(node + 1).max(of(node));
        let targets = self.targets.get(part.clone()).unwrap_or_default();
        let weights = self.weights.get(part).unwrap_or_default();
        targets.iter().zip(weights).map(|(target, weight)| (*target as usize, f64::from(*weight)))
    }

    /// The ranks, 1 together; 0 all over if there is no node. `marked` are where it begins anew; everywhere if none of them is a node.
    pub fn ranks(&self, marked: &[u32]) -> Vec<f64> {
        let nodes = self.nodes();
        let mut restart = vec![0.0; nodes];
        for mark in marked {
            if let Some(restart) = restart.get_mut(*mark as usize) {
                *restart = 1.0;
            }
        }
        let begins: f64 = restart.iter().sum();
        if begins > 0.0 {
            restart.iter_mut().for_each(|share| *share /= begins);
        } else {
            restart.fill(1.0 / nodes as f64);
        }
        // Nodes without edges have what begins in them and nothing else, so what they give back is known at once.
        let lonely: f64 =
            restart.iter().zip(&self.strengths).filter(|(_, strength)| **strength <= 0.0).map(|(share, _)| share).sum();
        let given_back = (1.0 - DAMPING) * lonely / (1.0 - DAMPING * lonely);
        let anew = (1.0 - DAMPING) + DAMPING * given_back;
        // A rank over the strength of its node: what it hands to an edge of weight 1.
        let over = |rank: f64, strength: f64| if strength > 0.0 { rank / strength } else { 0.0 };
        let mut ranks = restart.clone();
        let mut shares: Vec<f64> = ranks.iter().zip(&self.strengths).map(|(rank, all)| over(*rank, *all)).collect();
        for _ in 0..MOST_ROUNDS {
            let mut changed = 0.0;
            for (node, restart) in restart.iter().enumerate() {
                let received: f64 = self.neighbours(node).map(|(from, weight)| shares[from] * weight).sum();
                let rank = anew * restart + DAMPING * received;
                changed += (rank - ranks[node]).abs();
                ranks[node] = rank;
                shares[node] = over(rank, self.strengths[node]);
            }
            if changed < SETTLED {
                break;
            }
        }
        ranks
    }

    /// Which neighbours give `node` its rank, with the share (0…1) that each gives: greatest first, then by number. The rest is what
    /// begins in it.
    pub fn contributions(&self, ranks: &[f64], node: u32) -> Vec<(u32, f64)> {
        let rank = |node: usize| ranks.get(node).copied().unwrap_or(0.0);
        let whole = rank(node as usize);
        if whole <= 0.0 {
            return Vec::new();
        }
        let strength = |from: usize| self.strengths.get(from).copied().unwrap_or(f64::INFINITY);
        let given =
            |(from, weight): (usize, f64)| (from as u32, DAMPING * rank(from) * weight / strength(from) / whole);
        let mut given: Vec<(u32, f64)> = self.neighbours(node as usize).map(given).collect();
        given.order_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        given
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Plain power iteration on a dense matrix.
    fn plainly(nodes: usize, edges: &[(u32, u32, f64)], marked: &[u32]) -> Vec<f64> {
        let mut matrix = vec![vec![0.0; nodes]; nodes];
        for &(a, b, weight) in edges {
            matrix[a as usize][b as usize] += weight;
            matrix[b as usize][a as usize] += weight;
        }
        let restart: Vec<f64> = match marked {
            [] => vec![1.0 / nodes as f64; nodes],
            _ => (0..nodes as u32).map(|n| f64::from(u8::from(marked.contains(&n))) / marked.len() as f64).collect(),
        };
        let mut ranks = restart.clone();
        for _ in 0..500 {
            let mut next: Vec<f64> = restart.iter().map(|share| 0.15 * share).collect();
            for from in 0..nodes {
                let all: f64 = matrix[from].iter().sum();
                for to in 0..nodes {
                    next[to] += 0.85 * ranks[from] * if all > 0.0 { matrix[from][to] / all } else { restart[to] };
                }
            }
            ranks = next;
        }
        ranks
    }

    fn example() -> Vec<(u32, u32, f64)> {
        vec![(0, 4, 1.0), (1, 4, 2.5), (1, 5, 1.0), (2, 5, 7.0), (2, 6, 0.5), (0, 6, 3.0)]
    }

    #[test]
    fn ranks_are_those_of_the_definition() {
        for marked in [vec![], vec![1], vec![2, 6], vec![3], vec![3, 0]] {
            let ranks = WeightedGraph::new(8, &example()).ranks(&marked);
            assert!((ranks.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{ranks:?}");
            for (rank, expected) in ranks.iter().zip(plainly(8, &example(), &marked)) {
                assert!((rank - expected).abs() < 1e-9, "{marked:?} {rank} {expected}");
            }
        }
    }

    #[test]
    fn what_is_near_a_mark_ranks_high_and_what_hangs_together_with_none_not_at_all() {
        let mut edges = example();
        edges.push((3, 7, 1.0));
        let ranks = WeightedGraph::new(8, &edges).ranks(&[0]);
        assert!(ranks[0] > ranks[5] && ranks[6] > ranks[5], "{ranks:?}");
        assert_eq!((ranks[3], ranks[7]), (0.0, 0.0));
        // A mark that is no node is none.
        let graph = WeightedGraph::new(8, &edges);
        assert_eq!(graph.ranks(&[99]), graph.ranks(&[]));
    }

    #[test]
    fn contributions_and_what_begins_in_a_node_are_its_rank() {
        let graph = WeightedGraph::new(8, &example());
        let ranks = graph.ranks(&[]);
        let given = graph.contributions(&ranks, 5);
        assert_eq!(given.iter().map(|given| given.0).collect::<Vec<_>>(), [2, 1]);
        let lonely = 2.0 / 8.0;
        let anew = 0.15 + 0.85 * 0.15 * lonely / (1.0 - 0.85 * lonely);
        let sum: f64 = given.iter().map(|given| given.1).sum();
        assert!((sum + anew / 8.0 / ranks[5] - 1.0).abs() < 1e-8, "{sum}");
        assert!(graph.contributions(&ranks, 3).is_empty() && graph.contributions(&ranks, 99).is_empty());
    }

    #[test]
    fn what_cannot_be_weighed_is_left_out_and_nothing_gives_nothing() {
        let edges = [(0, 1, f64::NAN), (0, 9, 1.0), (0, 1, 0.0), (1, 2, 1.0)];
        let ranks = WeightedGraph::new(3, &edges).ranks(&[]);
        assert_eq!(ranks, WeightedGraph::new(3, &edges[3..]).ranks(&[]));
        assert!(WeightedGraph::new(0, &[]).ranks(&[1]).is_empty());
    }

    #[test]
    fn rare_edges_weigh_more_by_rarity_and_frequent_ones_by_count() {
        assert!(Weight::Rarity.of(1, 1000) > Weight::Rarity.of(900, 1000) && Weight::Rarity.of(5, 5) > 0.0);
        assert!(Weight::Count.of(1, 1000) < Weight::Count.of(900, 1000));
        assert_eq!(Weight::Same.of(7, 9), 1.0);
    }
}
