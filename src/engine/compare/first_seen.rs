//! When ways were first taken, and how surprising that was.

use crate::engine::derived::Derived;
use crate::protocol::compare::{Compared, History};
use crate::screen::words::{counted, seconds};
use foldhash::fast::FixedState;
use std::collections::HashMap;

/// How surprising a new pair was, in nats: −ln of the share of new pairs among what the account (of a movement: the host) had done
/// before, ln((events + 1) / pairs). An account that long went the same few ways and takes a new one weighs much; one that always roams
/// weighs next to nothing; the first pair of all tells nothing, since nothing was known.
pub fn surprise(events_before: u32, pairs_before: u32) -> f64 {
    match pairs_before {
        0 => 0.0,
        pairs => libm::log((f64::from(events_before) + 1.0) / f64::from(pairs)),
    }
}

/// What each actor had done before, an event after another in the order of time.
pub struct FirstSeen {
    actors: Vec<History>,
    /// How many ways of an actor were new on a day.
    new_on: HashMap<(u32, i32), u32, FixedState>,
}

impl FirstSeen {
    /// So many actors that nothing is known of.
    pub fn new(actors: usize) -> Self {
        Self { actors: vec![History::default(); actors], new_on: HashMap::default() }
    }

    /// An event of `actor`: what it had done before. `new_on` is the day, if its way is new.
    pub fn event(&mut self, actor: u32, time: i64, new_on: Option<i32>) -> History {
        let Some(known) = self.actors.get_mut(actor as usize) else { return History::default() };
        let before = *known;
        if known.events == 0 {
            known.begun = time;
        }
        known.events += 1;
        if let Some(day) = new_on {
            known.pairs += 1;
            known.newest = time;
            *self.new_on.entry((actor, day)).or_default() += 1;
        }
        before
    }

    /// How many ways of `actor` were new on `day`, when all events are told.
    pub fn new_on(&self, actor: u32, day: i32) -> u32 {
        self.new_on.get(&(actor, day)).copied().unwrap_or(0)
    }
}

/// Of each bundle as they are shown, what its account had done before its first event.
pub fn histories_of_pairs(derived: &Derived, time: &dyn Fn(u32) -> i64) -> Vec<History> {
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
    let mut histories = vec![History::default(); derived.edges.len()];
    let mut told: Vec<(u32, u32, i32)> = Vec::with_capacity(firsts.len());
    let mut firsts = firsts.into_iter().peekable();
    let mut seen = FirstSeen::new(derived.scope.accounts.len());
    for (position, account, _) in derived.scope.iter() {
        let time = time(position);
        let first = firsts.next_if(|(first, _)| *first == position);
        let day = first.map(|_| derived.clock.day(time));
        let before = seen.event(account, time, day);
        if let Some(((_, place), day)) = first.zip(day) {
            if let Some(history) = histories.get_mut(place as usize) {
                *history = before;
            }
            told.push((place, account, day));
        }
    }
    for (place, account, day) in told {
        if let Some(history) = histories.get_mut(place as usize) {
            history.that_day = seen.new_on(account, day);
        }
    }
    histories
}

/// `3 hosts in 412 logons over 41 days, nothing new for 12 days`: why something that was first seen at `first` weighs what it does.
pub fn in_words(what: Compared, history: &History, first: i64) -> String {
    const DAY: f64 = 86_400.0;
    let (actor, one, many) = match what {
        Compared::Pair => ("account", "host", "hosts"),
        Compared::Movement => ("host", "computer", "computers"),
        _ => return String::new(),
    };
    if history.events == 0 {
        return format!("nothing: the {actor} was new");
    }
    let since = |time: i64| (first.saturating_sub(time)) as f64 / 1e6;
    let mut words = format!(
        "{} in {} over {}",
        counted(u64::from(history.pairs), one, many),
        counted(u64::from(history.events), "logon", "logons"),
        seconds(since(history.begun))
    );
    if since(history.newest) >= DAY {
        words += &format!(", nothing new for {}", seconds(since(history.newest)));
    }
    words
}
