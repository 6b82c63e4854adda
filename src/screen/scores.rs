//! A score in words: what was expected, whether it is more or fewer, and how sure that is.

use crate::analysis::rate::probability;
use crate::protocol::scores::Scores;

/// What the scores are called.
pub fn named(scores: Scores) -> &'static str {
    about(scores).0
}

/// What the scores are called, and more of it.
pub fn about(scores: Scores) -> (&'static str, &'static str) {
    match scores {
        Scores::LogonTracer => (
            "anomaly score",
            "ChangeFinder as LogonTracer runs it. Lower where the score is still high but nothing happened in the cell",
        ),
        Scores::Sound => (
            "change score",
            "ChangeFinder for counts, measured by the account itself; levels are the rarest hours of this case, above a floor",
        ),
        Scores::Rate => (
            "evidence of a change",
            "Bayesian change points of the rate, −log10 p; the first level lets 1 % of all marks of this case be wrong",
        ),
    }
}

/// A rate or an expected count: one decimal below ten.
fn amount(value: f32) -> String {
    if value < 9.95 { format!("{value:.1}") } else { format!("{value:.0}") }
}

/// How unusual an hour (or what a wider column holds) of `count` events is. `expected` is what was expected in it, if that is known.
pub fn told(scores: Scores, count: u32, score: f32, level: u8, expected: Option<f32>) -> String {
    let mark = if level > 0 { format!(", level {level} of 4") } else { String::new() };
    let direction = |expected: f32| if count as f32 > expected { "more" } else { "fewer" };
    match (scores, expected) {
        (Scores::Rate, _) if score <= 0.0 => "no change of rate".to_owned(),
        (Scores::Rate, Some(before)) => {
            let probability = (probability(score) * 1000.0).floor() / 1000.0;
            let word = if count as f32 > before { "up" } else { "down" };
            format!("rate {word} from {} to {count} an hour, P = {probability:.3}{mark}", amount(before))
        }
        (Scores::Rate, None) => format!("evidence of a change {score:.1}{mark}"),
        (Scores::Sound, Some(expected)) if level > 0 => {
            format!("{} expected, {} than that, score {score:.1}{mark}", amount(expected), direction(expected))
        }
        (Scores::Sound, Some(expected)) => format!("{} expected, score {score:.1}", amount(expected)),
        _ => format!("score {score:.1}{mark}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_expected_and_how_sure_a_change_is_are_told() {
        assert_eq!(
            told(Scores::Rate, 35, 4.0, 2, Some(0.41)),
            "rate up from 0.4 to 35 an hour, P = 0.997, level 2 of 4"
        );
        assert_eq!(told(Scores::Rate, 0, 9.0, 0, Some(35.4)), "rate down from 35 to 0 an hour, P = 0.999");
        assert_eq!(told(Scores::Rate, 7, 0.0, 0, None), "no change of rate");
        assert_eq!(
            told(Scores::Sound, 9, 12.34, 1, Some(0.2)),
            "0.2 expected, more than that, score 12.3, level 1 of 4"
        );
        assert_eq!(told(Scores::Sound, 3, 0.0, 0, Some(12.0)), "12 expected, score 0.0");
        assert_eq!(told(Scores::LogonTracer, 3, 16.5, 3, None), "score 16.5, level 3 of 4");
    }
}
