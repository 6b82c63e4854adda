//! When ways were first taken, and how surprising that was.

use crate::engine::derived::Derived;

/// How surprising a new pair was, in nats: −ln of the share of new pairs among what the account (of a movement: the host) had done
/// before, ln((events + 1) / pairs). An account that long went the same few ways and takes a new one weighs much; one that always roams
/// weighs next to nothing; the first pair of all tells nothing, since nothing was known.
pub fn surprise(events_before: u32, pairs_before: u32) -> f64 {
    match pairs_before {
        0 => 0.0,
        pairs => libm::log((f64::from(events_before) + 1.0) / f64::from(pairs)),
    }
}

/// What each actor had done before: events, and different ways among them.
pub struct FirstSeen {
    events: Vec<u32>,
    ways: Vec<u32>,
}

impl FirstSeen {
    /// So many actors that nothing is known of.
    pub fn new(actors: usize) -> Self {
        Self { events: vec![0; actors], ways: vec![0; actors] }
    }

    /// An event of `actor`; how surprising it is if its way is new.
    pub fn event(&mut self, actor: usize, is_new: bool) -> f64 {
        let (Some(events), Some(ways)) = (self.events.get_mut(actor), self.ways.get_mut(actor)) else { return 0.0 };
        let weight = if is_new { surprise(*events, *ways) } else { 0.0 };
        *events += 1;
        *ways += u32::from(is_new);
        weight
    }
}

/// Of each bundle as they are shown, how surprising its first event was to its account's history.
pub fn weights_of_pairs(derived: &Derived) -> Vec<f64> {
    // The position at which each pair was first seen, and the pair.
    let mut firsts: Vec<(u32, u32)> = Vec::with_capacity(derived.edges.len());
    for (place, edge) in derived.logon_edges() {
        let bundle = derived.graph.graph.edge_weight(edge);
        let links = bundle.into_iter().flat_map(|bundle| derived.graph.links_of(bundle));
        if let Some(first) = links.filter_map(|link| derived.graph.rows_of(link).first()).min() {
            firsts.push((*first, place));
        }
    }
    firsts.sort_unstable();
    let mut weights = vec![0.0; derived.edges.len()];
    let mut firsts = firsts.into_iter().peekable();
    let mut seen = FirstSeen::new(derived.scope.accounts.len());
    for (position, account, _) in derived.scope.iter() {
        let first = firsts.next_if(|(first, _)| *first == position);
        let weight = seen.event(account as usize, first.is_some());
        if let Some(of_pair) = first.and_then(|(_, place)| weights.get_mut(place as usize)) {
            *of_pair = weight;
        }
    }
    weights
}
