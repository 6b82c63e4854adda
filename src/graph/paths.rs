//! Ways through a graph: by its edges, whenever they were; and in the order of time, as an intruder can really have gone.
//!
//! In time everything is made of *contacts*: a moment at which some nodes met. Who is at one of them can go on to another, and from
//! there by any later contact. One walk over the contacts in the order of time finds for each node how few contacts lead to it, however
//! long one may wait between two of them.

use std::collections::VecDeque;

/// A moment at which nodes met.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Contact {
    /// Microseconds since 1970.
    pub time: i64,
    /// Whatever the caller knows it by.
    pub row: u32,
    /// The nodes; [`NO_NODE`] where there are fewer.
    pub nodes: [u32; 3],
}

/// No node.
pub const NO_NODE: u32 = u32::MAX;

/// A part of a way: from one node to another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Hop {
    /// Where from.
    pub from: u32,
    /// Where to.
    pub to: u32,
    /// By which [`Contact::row`].
    pub row: u32,
    /// When.
    pub time: i64,
}

/// Which of several ways in the order of time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Best {
    /// The one that is there first; of these one with the fewest hops.
    Earliest,
    /// The one with the fewest hops; of these the one that is there first.
    Shortest,
}

/// How somebody came to a node.
#[derive(Clone, Copy)]
struct Arrival {
    time: i64,
    hops: u32,
    /// Place of this arrival in the list of all; what it came from is told there.
    at: u32,
}

/// An arrival as it is told when a way is followed back.
struct Step {
    hop: Hop,
    before: Option<u32>,
}

/// The best way from `from` to a node that `is_goal` tells, over `contacts`, which come in the order of time: each hop strictly later
/// than the one before and, if `most_wait` is given, at most so many microseconds later. Nodes are below `nodes`.
pub fn in_time(
    nodes: u32,
    contacts: impl Iterator<Item = Contact>,
    from: u32,
    is_goal: impl Fn(u32) -> bool,
    best: Best,
    most_wait: Option<i64>,
) -> Option<Vec<Hop>> {
    if from >= nodes {
        return None;
    }
    // Of each node the arrivals that can still be of use: later ones stand further back and took fewer hops than none before them.
    let mut arrivals: Vec<VecDeque<Arrival>> = vec![VecDeque::new(); nodes as usize];
    let mut steps: Vec<Step> = Vec::new();
    // What arrives at one moment can go on only after it.
    let mut arriving: Vec<(u32, Arrival)> = Vec::new();
    let mut now = i64::MIN;
    let mut found: Option<(u32, u32)> = None;
    for contact in contacts {
        if contact.time != now {
            settle(&mut arrivals, &mut arriving, most_wait.is_some());
            if found.is_some() && best == Best::Earliest {
                break;
            }
            now = contact.time;
        }
        for start in contact.nodes.into_iter().filter(|node| *node < nodes) {
            let before = if start == from {
                None
            } else {
                let waiting = &mut arrivals[start as usize];
                if let Some(most) = most_wait {
                    while waiting.front().is_some_and(|first| now.saturating_sub(first.time) > most) {
                        waiting.pop_front();
                    }
                }
                let Some(first) = waiting.front() else { continue };
                Some(*first)
            };
            let hops = before.map_or(0, |before| before.hops) + 1;
            for to in contact.nodes.into_iter().filter(|to| *to < nodes && *to != start && *to != from) {
                let is_better = found.is_none_or(|(_, least)| hops < least);
                if !is_better || !helps(&arrivals[to as usize], hops, most_wait.is_some()) {
                    continue;
                }
                let at = steps.len() as u32;
                let hop = Hop { from: start, to, row: contact.row, time: now };
                steps.push(Step { hop, before: before.map(|before| before.at) });
                arriving.push((to, Arrival { time: now, hops, at }));
                if is_goal(to) {
                    found = Some((at, hops));
                }
            }
        }
    }
    let (mut at, _) = found?;
    let mut way = Vec::new();
    loop {
        let step = steps.get(at as usize)?;
        way.push(step.hop);
        match step.before {
            Some(before) => at = before,
            None => break,
        }
    }
    way.reverse();
    Some(way)
}

/// Whether another arrival after `hops` hops opens any way. Where one may wait for ever, only one with fewer hops does.
fn helps(known: &VecDeque<Arrival>, hops: u32, waits_end: bool) -> bool {
    waits_end || known.back().is_none_or(|last| hops < last.hops)
}

fn settle(arrivals: &mut [VecDeque<Arrival>], arriving: &mut Vec<(u32, Arrival)>, waits_end: bool) {
    for (node, arrival) in arriving.drain(..) {
        let Some(known) = arrivals.get_mut(node as usize) else { continue };
        if waits_end {
            // One that is later and took no more hops serves wherever an earlier one would.
            while known.back().is_some_and(|last| last.hops >= arrival.hops) {
                known.pop_back();
            }
            known.push_back(arrival);
        } else if helps(known, arrival.hops, false) {
            known.clear();
            known.push_back(arrival);
        }
    }
}

/// The shortest way over `edges` (each by its two ends) from `from` to the nearest node that `is_goal` tells, whenever they were: the
/// numbers of the edges in turn. Of ways of one length the one over the lower numbers. Nodes are below `nodes`.
pub fn shortest(
    nodes: u32,
    edges: &[Option<(u32, u32)>],
    from: u32,
    is_goal: impl Fn(u32) -> bool,
) -> Option<Vec<u32>> {
    let mut at_node: Vec<Vec<(u32, u32)>> = vec![Vec::new(); nodes as usize];
    for (edge, ends) in (0u32..).zip(edges) {
        let Some((a, b)) = ends.filter(|(a, b)| *a < nodes && *b < nodes) else { continue };
        at_node[a as usize].push((edge, b));
        at_node[b as usize].push((edge, a));
    }
    let mut came_by: Vec<Option<(u32, u32)>> = vec![None; nodes as usize];
    let mut next = VecDeque::from([from]);
    let goal = loop {
        let node = next.pop_front()?;
        if node != from && is_goal(node) {
            break node;
        }
        for (edge, other) in at_node.get(node as usize)? {
            if *other != from && came_by[*other as usize].is_none() {
                came_by[*other as usize] = Some((*edge, node));
                next.push_back(*other);
            }
        }
    };
    let mut way = Vec::new();
    let mut at = goal;
    while let Some((edge, before)) = came_by.get(at as usize).copied().flatten() {
        way.push(edge);
        at = before;
    }
    way.reverse();
    Some(way)
}

#[cfg(test)]
mod tests;
