//! Importance of an account or host in who-logs-on-where, as LogonTracer computes it.
//!
//! This is PageRank (Brin and Page, 1998) on the undirected account–host graph with three peculiarities that its users
//! know: each node has a damping of its own, a node hands a share to each *distinct* neighbour but divides by the number of
//! distinct edge *rows* that touch it, and 30 iterations are run whether or not it has settled. Not a probability therefore;
//! shown normalised to 0…1.

use crate::sorting::InOrder;

/// Iterations of the LogonTracer preset.
pub const ITERATIONS: u32 = 30;

/// Who is next to whom: for each node its distinct neighbours in ascending order (compressed sparse rows).
#[derive(Clone, Default, Debug, PartialEq, Eq)]
pub struct Neighbours {
    /// Neighbours of node `n` are `targets[offsets[n]..offsets[n + 1]]`.
    offsets: Vec<u32>,
    targets: Vec<u32>,
}

impl Neighbours {
    /// The undirected graph of `nodes` nodes with an edge for each pair, in any order, repeated or turned round as may be.
    /// Pairs that name a node beyond `nodes` are left out.
    pub fn from_pairs(nodes: usize, pairs: &[(u32, u32)]) -> Self {
        let inside = |&&(a, b): &&(u32, u32)| (a as usize) < nodes && (b as usize) < nodes;
        let mut next = vec![0u32; nodes + 1];
        for &(a, b) in pairs.iter().filter(inside) {
            next[a as usize + 1] += 1;
            next[b as usize + 1] += 1;
        }
        for node in 0..nodes {
            next[node + 1] += next[node];
        }
        let ends: Vec<u32> = next[1..].to_vec();
        let mut targets = vec![0u32; ends.last().copied().unwrap_or(0) as usize];
        for &(a, b) in pairs.iter().filter(inside) {
            for (from, to) in [(a, b), (b, a)] {
                let at = &mut next[from as usize];
                targets[*at as usize] = to;
                *at += 1;
            }
        }
        // Each row sorted and without repeats, closing the gaps that repeats leave.
        let mut offsets = Vec::with_capacity(nodes + 1);
        offsets.push(0);
        let (mut begin, mut kept) = (0usize, 0usize);
        for end in ends {
            let end = end as usize;
            targets[begin..end].sort_unstable();
            let row_start = kept;
            for read in begin..end {
                let target = targets[read];
                if kept == row_start || targets[kept - 1] != target {
                    targets[kept] = target;
                    kept += 1;
                }
            }
            offsets.push(kept as u32);
            begin = end;
        }
        targets.truncate(kept);
        Self { offsets, targets }
    }

    /// How many nodes there are.
    pub fn nodes(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// The distinct neighbours of `node`, ascending; none for a node that is not there.
    pub fn of(&self, node: u32) -> &[u32] {
        let node = node as usize;
        match (self.offsets.get(node), self.offsets.get(node + 1)) {
            (Some(&from), Some(&to)) => &self.targets[from as usize..to as usize],
            _ => &[],
        }
    }
}

/// What LogonTracer ranks by, per node. All three have one entry a node; a missing entry reads as 0.
#[derive(Clone, Default, Debug)]
pub struct RankGraph {
    /// Distinct pairs of nodes.
    pub neighbours: Neighbours,
    /// How many distinct edge rows touch the node.
    pub distinct_rows: Vec<u32>,
    /// Damping of the node.
    pub damping: Vec<f64>,
}

impl RankGraph {
    /// What `node` hands to each neighbour when its rank is `rank`.
    fn share(&self, node: usize, rank: f64) -> f64 {
        match (self.damping.get(node), self.distinct_rows.get(node)) {
            (Some(&damping), Some(&rows)) if rows > 0 => damping * rank / f64::from(rows),
            _ => 0.0,
        }
    }

    /// The raw ranks of all nodes after [`ITERATIONS`]: r′(p) = (1 − d(p))/n + Σ over neighbours q of d(q)·r(q)/rows(q).
    pub fn ranks(&self) -> Vec<f64> {
        self.ranks_after(ITERATIONS)
    }

    fn ranks_after(&self, iterations: u32) -> Vec<f64> {
        let nodes = self.neighbours.nodes();
        let count = nodes as f64;
        let mut ranks = vec![1.0 / count; nodes];
        let mut shares = vec![0.0; nodes];
        for _ in 0..iterations {
            for (node, share) in shares.iter_mut().enumerate() {
                *share = self.share(node, ranks[node]);
            }
            for (node, rank) in ranks.iter_mut().enumerate() {
                let damping = self.damping.get(node).copied().unwrap_or(0.0);
                let received: f64 = self.neighbours.of(node as u32).iter().map(|&q| shares[q as usize]).sum();
                *rank = (1.0 - damping) / count + received;
            }
        }
        ranks
    }

    /// Which neighbours give `node` its rank: (neighbour, share of the node's raw rank, 0…1), greatest first, then by number.
    ///
    /// `ranks` are those of [`RankGraph::ranks`]. The shares sum to less than 1: the rest is what every node is given.
    pub fn contributions(&self, ranks: &[f64], node: u32) -> Vec<(u32, f64)> {
        let whole = ranks.get(node as usize).copied().unwrap_or(0.0);
        if whole <= 0.0 {
            return Vec::new();
        }
        let rank = |q: u32| ranks.get(q as usize).copied().unwrap_or(0.0);
        let mut given: Vec<(u32, f64)> = (self.neighbours.of(node).iter())
            .map(|&q| (q, (self.share(q as usize, rank(q)) / whole).clamp(0.0, 1.0)))
            .collect();
        given.order_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        given
    }
}

/// `ranks` moved and scaled to 0…1; all 0 when they are all equal.
pub fn normalised(ranks: &[f64]) -> Vec<f64> {
    let (least, greatest) =
        ranks.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(least, greatest), &r| (least.min(r), greatest.max(r)));
    let span = greatest - least;
    ranks.iter().map(|&rank| if span > 0.0 { (rank - least) / span } else { 0.0 }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One host with two accounts, the first of which came by two kinds of edge.
    fn small() -> RankGraph {
        RankGraph {
            neighbours: Neighbours::from_pairs(3, &[(0, 2), (2, 1), (0, 2)]),
            distinct_rows: vec![2, 1, 3],
            damping: vec![0.6, 0.85, 0.8],
        }
    }

    #[test]
    fn one_iteration_is_what_one_computes_by_hand() {
        let third = 1.0 / 3.0;
        let expected = [
            0.4 * third + 0.8 * third / 3.0,
            (1.0 - 0.85) * third + 0.8 * third / 3.0,
            (1.0 - 0.8) * third + 0.6 * third / 2.0 + 0.85 * third,
        ];
        for (rank, expected) in small().ranks_after(1).iter().zip(expected) {
            assert!((rank - expected).abs() < 1e-15, "{rank} {expected}");
        }
    }

    #[test]
    fn neighbours_are_distinct_and_sorted_and_strangers_are_left_out() {
        let neighbours = Neighbours::from_pairs(4, &[(3, 0), (0, 1), (1, 0), (0, 3), (2, 9)]);
        assert_eq!(neighbours.of(0), [1, 3]);
        assert_eq!(neighbours.of(1), [0]);
        assert!(neighbours.of(2).is_empty() && neighbours.of(4).is_empty() && neighbours.of(u32::MAX).is_empty());
    }

    #[test]
    fn contributions_name_the_greatest_giver_first_and_add_up_with_what_every_node_gets() {
        let graph = small();
        let ranks = graph.ranks_after(1000);
        let given = graph.contributions(&ranks, 2);
        assert_eq!(given.iter().map(|g| g.0).collect::<Vec<_>>(), [1, 0]);
        let floor = (1.0 - 0.8) / 3.0 / ranks[2];
        let sum: f64 = given.iter().map(|g| g.1).sum();
        assert!((sum + floor - 1.0).abs() < 1e-9, "{sum} {floor}");
        assert!(graph.contributions(&ranks, 7).is_empty());
    }

    #[test]
    fn equal_ranks_normalise_to_nothing() {
        assert_eq!(normalised(&[0.25, 0.25]), [0.0, 0.0]);
        assert_eq!(normalised(&[1.0, 3.0, 2.0]), [0.0, 1.0, 0.5]);
        assert!(normalised(&[]).is_empty());
    }
}
