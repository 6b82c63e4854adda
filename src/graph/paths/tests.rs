//! The ways found, beside a search that tries every way there is.

use super::*;

/// Numbers from a seed: the same on every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

fn contacts(dice: &mut Dice) -> (u32, Vec<Contact>) {
    let nodes = 2 + dice.below(5) as u32;
    let mut all: Vec<Contact> = (0..dice.below(9) as u32)
        .map(|row| {
            let mut node = || dice.below(u64::from(nodes)) as u32;
            let (a, b, c) = (node(), node(), node());
            let third = if dice.below(3) == 0 { c } else { NO_NODE };
            Contact { time: dice.below(6) as i64, row, nodes: [a, b, third] }
        })
        .collect();
    all.sort_by_key(|contact| contact.time);
    (nodes, all)
}

/// Every way there is, as (time of arrival, hops): tries all of them.
fn all_ways(
    all: &[Contact],
    at: u32,
    since: Option<i64>,
    hops: u32,
    goal: u32,
    wait: Option<i64>,
    found: &mut Vec<(i64, u32)>,
) {
    for contact in all {
        let in_order =
            since.is_none_or(|since| contact.time > since && wait.is_none_or(|most| contact.time - since <= most));
        if !in_order || !contact.nodes.contains(&at) {
            continue;
        }
        for to in contact.nodes.into_iter().filter(|to| *to != NO_NODE && *to != at) {
            if to == goal {
                found.push((contact.time, hops + 1));
            }
            all_ways(all, to, Some(contact.time), hops + 1, goal, wait, found);
        }
    }
}

fn is_a_way(way: &[Hop], all: &[Contact], from: u32, goal: u32, wait: Option<i64>) -> bool {
    let joined = way.windows(2).all(|pair| {
        pair[0].to == pair[1].from
            && pair[1].time > pair[0].time
            && wait.is_none_or(|most| pair[1].time - pair[0].time <= most)
    });
    let real = way.iter().all(|hop| {
        let contact = all.iter().find(|contact| contact.row == hop.row).expect("a contact");
        contact.time == hop.time && contact.nodes.contains(&hop.from) && contact.nodes.contains(&hop.to)
    });
    joined && real && way.first().is_some_and(|hop| hop.from == from) && way.last().is_some_and(|hop| hop.to == goal)
}

#[test]
fn ways_in_time_are_those_that_trying_all_finds() {
    let mut dice = Dice(11);
    let (mut some, mut none) = (0, 0);
    for _ in 0..10_000 {
        let (nodes, all) = contacts(&mut dice);
        let (from, goal) = (dice.below(u64::from(nodes)) as u32, dice.below(u64::from(nodes)) as u32);
        if from == goal {
            continue;
        }
        for wait in [None, Some(1), Some(2)] {
            let mut ways = Vec::new();
            all_ways(&all, from, None, 0, goal, wait, &mut ways);
            let earliest = ways.iter().min().copied();
            let shortest = ways.iter().min_by_key(|(time, hops)| (*hops, *time)).copied();
            for (best, expected) in [(Best::Earliest, earliest), (Best::Shortest, shortest)] {
                let way = in_time(nodes, all.iter().copied(), from, |node| node == goal, best, wait);
                let told = way.as_ref().map(|way| (way.last().expect("a hop").time, way.len() as u32));
                assert_eq!(told, expected, "{best:?} {wait:?} from {from} to {goal} over {all:?}");
                if let Some(way) = way {
                    assert!(is_a_way(&way, &all, from, goal, wait), "{way:?} over {all:?}");
                }
            }
            if earliest.is_some() { some += 1 } else { none += 1 }
        }
    }
    assert!(some > 3_000 && none > 3_000, "{some} {none}");
}

#[test]
fn a_way_that_only_runs_backwards_in_time_is_none() {
    let contact = |time, row, a, b| Contact { time, row, nodes: [a, b, NO_NODE] };
    let all = [contact(5, 0, 1, 2), contact(9, 1, 0, 1)];
    let way = |from, to| in_time(3, all.iter().copied(), from, |node| node == to, Best::Earliest, None);
    assert_eq!(way(0, 2), None);
    assert_eq!(way(2, 0).map(|way| way.iter().map(|hop| hop.row).collect::<Vec<_>>()), Some(vec![0, 1]));
    let at_once = [contact(5, 0, 0, 1), contact(5, 1, 1, 2)];
    assert_eq!(in_time(3, at_once.iter().copied(), 0, |node| node == 2, Best::Earliest, None), None);
}

#[test]
fn the_shortest_way_has_as_few_edges_as_there_can_be() {
    let mut dice = Dice(7);
    for _ in 0..2_000 {
        let nodes = 2 + dice.below(7) as u32;
        let mut node = || dice.below(u64::from(nodes)) as u32;
        let edges: Vec<Option<(u32, u32)>> = (0..7).map(|edge| (edge != 3).then(|| (node(), node()))).collect();
        let (from, goal) = (node(), node());
        if from == goal {
            continue;
        }
        // Distances by looking at all edges again and again.
        let mut far = vec![u32::MAX; nodes as usize];
        far[from as usize] = 0;
        for _ in 0..nodes {
            for (a, b) in edges.iter().flatten().flat_map(|(a, b)| [(*a, *b), (*b, *a)]) {
                far[b as usize] = far[b as usize].min(far[a as usize].saturating_add(1));
            }
        }
        let way = shortest(nodes, &edges, from, |node| node == goal);
        assert_eq!(way.as_ref().map_or(u32::MAX, |way| way.len() as u32), far[goal as usize]);
        let mut at = from;
        for edge in way.into_iter().flatten() {
            let (a, b) = edges[edge as usize].expect("an edge");
            assert!(a == at || b == at);
            at = if a == at { b } else { a };
        }
        assert!(far[goal as usize] == u32::MAX || at == goal);
    }
}

#[test]
fn nodes_that_are_not_there_lead_nowhere() {
    assert_eq!(shortest(2, &[Some((0, 9)), Some((7, 1))], 0, |node| node == 1), None);
    assert_eq!(shortest(0, &[], 3, |_| true), None);
    assert_eq!(in_time(0, std::iter::empty(), 0, |_| true, Best::Shortest, None), None);
}
