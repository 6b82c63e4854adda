//! Windows' count of time, and which times a log can hold.

/// From 1601, where FILETIME begins, to 1970, in microseconds.
const TO_1970: i64 = 11_644_473_600 * 1_000_000;

/// The earliest time that is believed: 1980, where PC clocks begin.
const EARLIEST: i64 = 315_532_800 * 1_000_000;
/// The first time that is not believed any more: 2200.
const LATEST: i64 = 7_258_118_400 * 1_000_000;

/// Microseconds since 1970 of a FILETIME (100 ns since 1601); the part below a microsecond is cut off.
pub fn micros_from_filetime(filetime: u64) -> i64 {
    (filetime / 10) as i64 - TO_1970
}

/// A time as it is kept where it is text: ISO 8601, UTC, to the microsecond, as the evtx crate writes it.
pub fn time_in_text(time: i64) -> String {
    jiff::Timestamp::from_microsecond(time).map(|time| format!("{time:.6}")).unwrap_or_default()
}

/// The FILETIME of microseconds since 1970; 0 for a time before 1601.
pub fn filetime_from_micros(time: i64) -> u64 {
    u64::try_from(time.saturating_add(TO_1970)).unwrap_or(0).saturating_mul(10)
}

/// Whether a log can hold `time` (microseconds since 1970): clocks are wrong at times, but not by centuries.
pub fn is_believable(time: i64) -> bool {
    (EARLIEST..LATEST).contains(&time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filetime_counts_from_1601() {
        assert_eq!(micros_from_filetime(0), -TO_1970);
        // 2015-08-23T10:29:50.1827509Z
        assert_eq!(micros_from_filetime(130_847_993_901_827_509), 1_440_325_790_182_750);
        assert_eq!(filetime_from_micros(1_440_325_790_182_750), 130_847_993_901_827_500);
        assert_eq!((filetime_from_micros(i64::MIN), filetime_from_micros(-TO_1970)), (0, 0));
        assert_eq!(time_in_text(1_440_325_790_182_750), "2015-08-23T10:29:50.182750Z");
    }

    #[test]
    fn centuries_off_is_not_believed() {
        for (filetime, believed) in [(0, false), (130_847_993_901_827_509, true), (u64::MAX, false)] {
            assert_eq!(is_believable(micros_from_filetime(filetime)), believed, "{filetime}");
        }
    }
}
