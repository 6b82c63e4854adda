//! The rhythm of a series of hours: what an account usually does at an hour of the week, or of the day where the case is short.
//!
//! Both figures are robust, so that the burst which is looked for does not become its own excuse: the median, and the mean
//! without the busiest round. Hours are counted from the start of the case; where clocks change, the rhythm is off by an hour.

/// From so many hours on (three weeks) the rhythm is that of a week ...
const WEEKLY_FROM: u32 = 3 * WEEK;
/// ... from so many (four days) that of a day; a shorter case has none.
const DAILY_FROM: u32 = 4 * DAY;
const DAY: u32 = 24;
const WEEK: u32 = 168;

/// Hours after which the rhythm of a case of `hours` hours comes round; 1 where it has none.
pub fn period(hours: u32) -> u32 {
    match hours {
        WEEKLY_FROM.. => WEEK,
        DAILY_FROM.. => DAY,
        _ => 1,
    }
}

/// How often the place `place` of the rhythm comes in `hours` hours.
fn rounds(hours: u32, period: u32, place: u32) -> u32 {
    (hours + period - 1 - place) / period
}

/// The counts of each place of the rhythm, zeros left out, ascending.
fn by_place(counts: &[(u32, u32)], hours: u32, period: u32) -> Vec<Vec<u32>> {
    let mut places = vec![Vec::new(); period as usize];
    for &(hour, count) in counts.iter().filter(|(hour, _)| *hour < hours) {
        if let Some(place) = places.get_mut((hour % period) as usize) {
            place.push(count);
        }
    }
    places.iter_mut().for_each(|place| place.sort_unstable());
    places
}

/// The median count of each place of the rhythm; nothing but zeros where there is none. `counts` are (hour, count) of the hours
/// that have any, in order.
pub fn medians(counts: &[(u32, u32)], hours: u32) -> Vec<u32> {
    let period = period(hours);
    if period == 1 {
        return vec![0];
    }
    let median = |(place, counted): (u32, Vec<u32>)| {
        let rounds = rounds(hours, period, place) as usize;
        let zeros = rounds.saturating_sub(counted.len());
        let middle = rounds.saturating_sub(1) / 2;
        middle.checked_sub(zeros).and_then(|at| counted.get(at)).copied().unwrap_or(0)
    };
    (0..).zip(by_place(counts, hours, period)).map(median).collect()
}

/// How busy each place of the rhythm usually is, as a share: the mean of all places is 1, and no place is so quiet that one event would be a
/// wonder. Machines keep time to the minute; people do not: with `smooth`, neighbouring hours are smoothed into each other.
pub fn shape(counts: &[(u32, u32)], hours: u32, smooth: bool) -> Vec<f64> {
    let period = period(hours);
    if period == 1 {
        return vec![1.0];
    }
    let usual = |(place, counted): (u32, Vec<u32>)| {
        let others = counted.len().saturating_sub(1);
        let sum: f64 = counted.iter().take(others).map(|count| f64::from(*count)).sum();
        sum / f64::from(rounds(hours, period, place).saturating_sub(1).max(1))
    };
    let usual: Vec<f64> = (0..).zip(by_place(counts, hours, period)).map(usual).collect();
    let places = usual.len();
    let mean = usual.iter().sum::<f64>() / places as f64;
    let at = |place: usize| usual.get(place % places).copied().unwrap_or(0.0);
    let least = 0.1 * mean + 0.01;
    let around = if smooth { 0.25 } else { 0.0 };
    let usual = |place: usize| (1.0 - 2.0 * around) * at(place) + around * (at(place + 1) + at(place + places - 1));
    (0..places).map(|place| (usual(place) + least) / (mean + least)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten logons in every hour of a working day, on `days` days from a Monday on.
    fn office(days: u32) -> Vec<(u32, u32)> {
        let hours = 0..days * 24;
        hours.filter(|hour| (hour / 24) % 7 < 5 && (9..17).contains(&(hour % 24))).map(|hour| (hour, 10)).collect()
    }

    #[test]
    fn a_short_case_has_no_rhythm_and_a_long_one_that_of_a_week() {
        assert_eq!([0, 1, 95, 96, 503, 504, u32::MAX].map(period), [1, 1, 1, 24, 24, 168, 168]);
        assert_eq!((medians(&[(0, 5)], 24), shape(&[(0, 5)], 24, true)), (vec![0], vec![1.0]));
    }

    #[test]
    fn the_median_of_an_hour_does_not_see_one_burst() {
        let mut counts = office(21);
        counts.push((20 * 24 + 3, 1000));
        let medians = medians(&counts, 21 * 24);
        assert_eq!((medians.len(), medians[9], medians[16], medians[17]), (168, 10, 10, 0));
        assert_eq!((medians[6 * 24 + 3], medians[5 * 24 + 10]), (0, 0));
    }

    #[test]
    fn the_shape_of_office_hours_is_high_in_them_and_one_burst_is_not_in_it() {
        let mut counts = office(14);
        counts.push((13 * 24 + 3, 1000));
        let (smooth, exact) = (shape(&counts, 14 * 24, true), shape(&counts, 14 * 24, false));
        for shape in [&smooth, &exact] {
            assert_eq!(shape.len(), 24);
            assert!((shape.iter().sum::<f64>() / 24.0 - 1.0).abs() < 1e-9);
            assert!(shape[12] > 2.0 && shape[3] < 0.2 && shape[3] > 0.0, "{shape:?}");
        }
        assert!(smooth[8] > 4.0 * exact[8] && smooth[9] < exact[9], "{smooth:?} {exact:?}");
    }
}
