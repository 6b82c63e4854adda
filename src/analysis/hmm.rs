//! LogonTracer's hidden Markov model of what an account does from one host in a day.
//!
//! A three-state categorical model; a day's sequence is decoded by Viterbi's algorithm (1967), and an account is flagged when
//! some sequence of more than two events visits exactly two of the states. The parameters are those that LogonTracer ships,
//! read out as figures; the model says "unlike what was trained on", not "attack".

use crate::sorting::InOrder;

/// Probabilities that LogonTracer ships: of the first state, of a state after a state, of a symbol in a state.
pub const START: [f64; STATES] = [0.8271864303776253, 0.08900627798842721, 0.08380729163394741];
/// Row: from; column: to.
pub const TRANSITION: [[f64; STATES]; STATES] = [
    [0.9285081369926951, 0.07136798980400684, 0.00012387320329814935],
    [0.0006043833074369117, 0.2571094573062053, 0.7422861593863578],
    [0.28926271838930206, 0.3862413613108813, 0.32449592029981655],
];
/// Row: state; column: symbol.
pub const EMISSION: [[f64; SYMBOLS]; STATES] = [
    [0.0, 1.4535768490755837e-264, 4.3793736402588983e-23, 1.0, 0.0],
    [0.002604292119448158, 0.011030434995414156, 0.9839241435478312, 0.0024411293373065124, 1.789768455253447e-104],
    [2.785027113671527e-125, 0.01219694312118351, 0.003717164547703703, 0.9831959539051414, 0.000889938425971406],
];

const STATES: usize = 3;
const SYMBOLS: usize = 5;

// The logarithms are written out because the last bit of ln() differs between platforms, and on it hangs which of two equally
// likely paths wins. Those of 4768 in the states 1 and 2 are one bit above the nearest: only so are all published paths met.
const LN_START: [f64; STATES] = [-0.18972517964489197, -2.419048372541958, -2.479235262941179];
const LN_TRANSITION: [[f64; STATES]; STATES] = [
    [-0.07417613463844426, -2.6399058322357187, -8.996252069571483],
    [-7.411301946350606, -1.35825338084305, -0.298020450611939],
    [-1.2404199436440642, -0.9512928165584655, -1.1254823151826123],
];
const LN_EMISSION: [[f64; SYMBOLS]; STATES] = [
    [f64::NEG_INFINITY, -607.5084372390679, -51.482551429207916, 0.0, f64::NEG_INFINITY],
    [-5.950594379879957, -4.507097009013478, -0.0162064747918774, -6.015294503597476, -238.88676341450213],
    [-286.7988790153147, -4.406569922476706, -5.59479411969241, -0.01694683596951456, -7.024358281933224],
];

/// What the model reads of an event.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum Symbol {
    /// 4776.
    CredentialsValidated,
    /// 4768.
    TicketGrantingTicket,
    /// 4769.
    ServiceTicket,
    /// 4624.
    LoggedOn,
    /// 4625.
    FailedToLogOn,
}

impl Symbol {
    /// In the model's order.
    pub const ALL: [Self; SYMBOLS] = [
        Self::CredentialsValidated,
        Self::TicketGrantingTicket,
        Self::ServiceTicket,
        Self::LoggedOn,
        Self::FailedToLogOn,
    ];

    /// The symbol of an event id, if the model knows it.
    pub fn of_event(event_id: u16) -> Option<Self> {
        let position = [4776, 4768, 4769, 4624, 4625].iter().position(|&id| id == event_id)?;
        Self::ALL.get(position).copied()
    }
}

/// Working memory of decoding, kept from sequence to sequence.
#[derive(Default)]
pub struct Decoder {
    /// For each event but the first: the best state before, for each state.
    back: Vec<[u8; STATES]>,
}

impl Decoder {
    /// The likeliest states behind `symbols`, last first.
    ///
    /// Paths that take the same steps in another order are exactly as likely, so ties are common: as in hmmlearn, which
    /// LogonTracer runs, the lowest of equally likely last states is taken, and the highest of those before it.
    fn path_backwards(&mut self, symbols: &[Symbol]) -> impl Iterator<Item = u8> + '_ {
        self.back.clear();
        let mut score = [f64::NEG_INFINITY; STATES];
        for (position, &symbol) in symbols.iter().enumerate() {
            let mut from = [0; STATES];
            let mut next = [f64::NEG_INFINITY; STATES];
            for to in 0..STATES {
                let mut best = LN_START[to];
                if position > 0 {
                    let candidates: [f64; STATES] =
                        std::array::from_fn(|state| score[state] + LN_TRANSITION[state][to]);
                    let state = last_greatest(&candidates);
                    best = candidates[usize::from(state)];
                    from[to] = state;
                }
                next[to] = best + LN_EMISSION[to][symbol as usize];
            }
            if position > 0 {
                self.back.push(from);
            }
            score = next;
        }
        let last = first_greatest(&score);
        let mut state = last;
        let before = self.back.iter().rev().map(move |from| {
            state = from[usize::from(state)];
            state
        });
        symbols.first().map(|_| last).into_iter().chain(before)
    }

    /// The likeliest state behind each of `symbols`.
    pub fn viterbi(&mut self, symbols: &[Symbol]) -> Vec<u8> {
        let mut path: Vec<u8> = self.path_backwards(symbols).collect();
        path.reverse();
        path
    }

    /// Whether a day's sequence flags its account.
    pub fn flags(&mut self, symbols: &[Symbol]) -> bool {
        if symbols.len() <= 2 {
            return false;
        }
        let visited = self.path_backwards(symbols).fold(0u8, |visited, state| visited | 1 << state);
        visited.count_ones() == 2
    }
}

/// The position of the greatest, the first of equals.
fn first_greatest(scores: &[f64; STATES]) -> u8 {
    (1..STATES).fold(0, |best, state| if scores[state] > scores[best] { state } else { best }) as u8
}

/// The position of the greatest, the last of equals.
fn last_greatest(scores: &[f64; STATES]) -> u8 {
    (1..STATES).fold(0, |best, state| if scores[state] >= scores[best] { state } else { best }) as u8
}

/// Which days are decoded.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Scan {
    /// Every day.
    #[default]
    AllDays,
    /// As LogonTracer: from this day on up to the first day without rows.
    FirstGap {
        /// The day of the start of the case.
        first_day: i32,
    },
}

/// A row as the model reads it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Step {
    /// Number of the account.
    pub account: u32,
    /// Number of the host it came from.
    pub host: u32,
    /// Number of the day, in the display zone.
    pub day: i32,
    /// What happened.
    pub symbol: Symbol,
}

/// Which of `accounts` accounts are flagged by some sequence of `steps`, which come in time order.
///
/// Days may step back by one (clocks put back over midnight), no further: rows are decoded as soon as their day is over, so
/// that memory holds days, not the case.
pub fn flagged(accounts: usize, steps: impl Iterator<Item = Step> + Clone, scan: Scan) -> Vec<bool> {
    let mut flags = vec![false; accounts];
    let mut decoder = Decoder::default();
    let mut symbols = Vec::new();
    let mut open: Vec<Step> = Vec::new();
    let mut decode = |open: &mut Vec<Step>, before: Option<i32>| {
        // Stable: the order of time stays within a sequence.
        open.sort_by_key(|step| (step.day, step.account, step.host));
        let done = before.map_or(open.len(), |day| open.partition_point(|step| step.day < day));
        for sequence in open[..done].chunk_by(|a, b| (a.day, a.account, a.host) == (b.day, b.account, b.host)) {
            let account = sequence.first().map_or(usize::MAX, |step| step.account as usize);
            if flags.get(account) == Some(&false) {
                symbols.clear();
                symbols.extend(sequence.iter().map(|step| step.symbol));
                flags[account] = decoder.flags(&symbols);
            }
        }
        open.drain(..done);
    };
    let last_day = match scan {
        Scan::AllDays => i32::MAX,
        Scan::FirstGap { first_day } => last_day_before_gap(steps.clone().map(|step| step.day), first_day),
    };
    let first_day = match scan {
        Scan::AllDays => i32::MIN,
        Scan::FirstGap { first_day } => first_day,
    };
    let mut latest = i32::MIN;
    for step in steps.filter(|step| (first_day..=last_day).contains(&step.day)) {
        if step.day > latest {
            latest = step.day;
            decode(&mut open, Some(latest.saturating_sub(1)));
        }
        open.push(step);
    }
    decode(&mut open, None);
    flags
}

/// The last day of the unbroken run of days that begins with `first`; a day before it if `first` has no rows.
fn last_day_before_gap(days: impl Iterator<Item = i32>, first: i32) -> i32 {
    let mut present: Vec<i32> = Vec::new();
    for day in days.filter(|&day| day >= first) {
        if present.last() != Some(&day) {
            present.push(day);
        }
    }
    present.order();
    present.dedup();
    let unbroken = present.iter().zip(first..).take_while(|(present, expected)| *present == expected).count();
    first.saturating_add(i32::try_from(unbroken).unwrap_or(i32::MAX)).saturating_sub(1)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that panics has failed")]
mod tests {
    use super::*;

    fn symbols(of: &[usize]) -> Vec<Symbol> {
        of.iter().map(|&symbol| Symbol::ALL[symbol]).collect()
    }

    fn path(of: &[usize]) -> Vec<u8> {
        Decoder::default().viterbi(&symbols(of))
    }

    #[test]
    fn sequences_are_decoded_as_by_hmmlearn() {
        for (sequence, states) in [
            ([0, 0, 0], [1, 1, 1]),
            ([0, 2, 1], [1, 1, 2]),
            ([0, 4, 3], [1, 2, 2]),
            ([1, 1, 1], [2, 1, 2]),
            ([1, 2, 1], [2, 1, 2]),
            ([1, 3, 3], [2, 0, 0]),
            ([2, 3, 2], [1, 2, 1]),
            ([3, 0, 4], [0, 1, 2]),
            ([3, 1, 0], [0, 1, 1]),
        ] {
            assert_eq!(path(&sequence), states, "{sequence:?}");
        }
        assert_eq!(path(&[4, 1, 1, 3]), [2, 1, 2, 2], "as likely as 2, 2, 1, 2");
        assert!(path(&[]).is_empty());
    }

    #[test]
    fn every_published_path_is_met() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/spec/hmm.json");
        let Ok(text) = std::fs::read_to_string(file) else {
            println!("skipped: the table of decoded sequences is not there");
            return;
        };
        let table: serde_json::Value = serde_json::from_str(&text).unwrap();
        let pairs: Vec<(Vec<usize>, Vec<u8>)> = serde_json::from_value(table["viterbi"].clone()).unwrap();
        assert!(pairs.len() > 100);
        for (sequence, states) in pairs {
            assert_eq!(path(&sequence), states, "{sequence:?}");
        }
    }

    #[test]
    fn the_logarithms_are_those_of_the_probabilities() {
        let all = |start: [f64; 3], transition: [[f64; 3]; 3], emission: [[f64; 5]; 3]| {
            start.into_iter().chain(transition.concat()).chain(emission.concat()).collect::<Vec<f64>>()
        };
        for (p, ln) in all(START, TRANSITION, EMISSION).into_iter().zip(all(LN_START, LN_TRANSITION, LN_EMISSION)) {
            assert!(p.ln() == ln || (p.ln() - ln).abs() <= 4.0 * f64::EPSILON * ln.abs(), "{p} {ln}");
        }
    }

    fn steps(of: &[(u32, i32, usize)]) -> Vec<Step> {
        (of.iter()).map(|&(account, day, symbol)| Step { account, host: 0, day, symbol: Symbol::ALL[symbol] }).collect()
    }

    #[test]
    fn only_a_sequence_of_more_than_two_events_and_exactly_two_states_flags() {
        // 3,3,3 stays in one state; 3,0,4 visits three; 3,1,2 visits two.
        let rows = steps(&[(0, 1, 3), (0, 1, 3), (0, 1, 3), (1, 1, 3), (1, 1, 0), (1, 1, 4), (2, 1, 3), (2, 1, 1)]);
        assert_eq!(flagged(3, rows.iter().copied(), Scan::AllDays), [false; 3]);
        let mut rows = rows;
        rows.extend(steps(&[(2, 1, 2)]));
        assert_eq!(flagged(3, rows.iter().copied(), Scan::AllDays), [false, false, true]);
    }

    #[test]
    fn a_sequence_ends_with_its_day_even_when_the_clock_is_put_back_over_midnight() {
        let rows = steps(&[(0, 1, 3), (0, 1, 1), (0, 2, 2)]);
        assert_eq!(flagged(1, rows.into_iter(), Scan::AllDays), [false]);
        let rows = steps(&[(0, 1, 3), (0, 1, 1), (0, 2, 3), (0, 1, 2), (0, 2, 3), (0, 3, 3)]);
        assert_eq!(flagged(1, rows.into_iter(), Scan::AllDays), [true]);
    }

    #[test]
    fn the_scan_of_logontracer_stops_at_the_first_day_without_rows() {
        let suspicious = |day| [(0, day, 3), (0, day, 1), (0, day, 2)];
        let harmless = [(0, 10, 3), (0, 11, 3)];
        let rows = steps(&[&harmless[..], &suspicious(13)].concat());
        assert_eq!(flagged(1, rows.clone().into_iter(), Scan::FirstGap { first_day: 10 }), [false]);
        assert_eq!(flagged(1, rows.clone().into_iter(), Scan::FirstGap { first_day: 13 }), [true]);
        assert_eq!(flagged(1, rows.into_iter(), Scan::AllDays), [true]);
        let rows = steps(&[&harmless[..], &suspicious(12)].concat());
        assert_eq!(flagged(1, rows.clone().into_iter(), Scan::FirstGap { first_day: 10 }), [true]);
        assert_eq!(flagged(1, rows.into_iter(), Scan::FirstGap { first_day: 9 }), [false]);
    }

    #[test]
    fn steps_of_strangers_are_ignored() {
        assert_eq!(flagged(1, steps(&[(7, 1, 3), (7, 1, 1), (7, 1, 2)]).into_iter(), Scan::AllDays), [false]);
    }
}
