//! Which colour a figure has: levels of anomaly, and steps of how much happened in an hour.

/// Scores above these are marked, one level each: the thresholds that LogonTracer's timeline draws.
pub const SCORE_LEVELS: [f32; 4] = [10.0, 13.0, 16.0, 17.0];

/// 0 for an ordinary score, 4 for the highest level, where the levels begin above these; where none is known every score is ordinary.
pub fn score_level(score: f32, above: &[f32; 4]) -> usize {
    above.iter().filter(|level| **level > 0.0 && score > **level).count()
}

/// Hours with at least so many events are drawn one step stronger. Fixed, so that the same hour looks the same in every case.
pub const COUNT_STEPS: [u32; 6] = [1, 3, 10, 30, 100, 300];

/// 0 for nothing, 6 for the strongest step.
pub fn count_step(count: u32) -> usize {
    COUNT_STEPS.iter().filter(|step| count >= **step).count()
}

/// Height of a bar in a strip, 0…1 of what there is: the root, so that one event beside a thousand is still seen.
pub fn bar_height(count: u32, highest: u32) -> f64 {
    if count == 0 || highest == 0 { 0.0 } else { (f64::from(count) / f64::from(highest)).sqrt() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_begins_above_its_threshold() {
        let levels = [0.0, 10.0, 10.1, 13.0, 13.5, 16.0, 16.5, 17.0, 17.1, f32::NAN]
            .map(|score| score_level(score, &SCORE_LEVELS));
        assert_eq!(levels, [0, 0, 1, 1, 2, 2, 3, 3, 4, 0]);
        assert_eq!(score_level(5.0, &[0.0; 4]), 0);
    }

    #[test]
    fn a_step_begins_at_its_count() {
        assert_eq!([0, 1, 2, 3, 9, 10, 299, 300, u32::MAX].map(count_step), [0, 1, 1, 2, 2, 3, 5, 6, 6]);
    }

    #[test]
    fn one_event_beside_ten_thousand_is_seen() {
        assert!((bar_height(1, 10_000) - 0.01).abs() < 1e-9);
        assert_eq!(bar_height(0, 10_000), 0.0);
        assert_eq!(bar_height(5, 5), 1.0);
    }
}
