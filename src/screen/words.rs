//! Numbers, sizes and names as a person reads them.

/// `31709` as `31,709`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A count that crossed as a JavaScript number. Never negative, never a fraction.
pub fn grouped_f64(number: f64) -> String {
    grouped(number.max(0.0).round() as u64)
}

/// `1 file`, `3 files`, `1,204 files`.
pub fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// Bytes in decimal units, as disks and transfer rates are counted: `68.1 KB`, `1.21 GB`.
pub fn bytes(size: f64) -> String {
    let size = size.max(0.0);
    if size < 1_000.0 {
        return format!("{} B", size.round());
    }
    let mut value = size;
    let mut unit = "B";
    for next in ["KB", "MB", "GB", "TB", "PB"] {
        // 999.95 would print as 1000.0.
        if value < 999.95 {
            break;
        }
        value /= 1_000.0;
        unit = next;
    }
    let decimals = match value {
        v if v < 9.995 => 2,
        v if v < 99.95 => 1,
        _ => 0,
    };
    format!("{value:.decimals$} {unit}")
}

/// Bytes per second; an em dash before anything can be said.
pub fn rate(bytes_read: f64, seconds: f64) -> String {
    if seconds < 0.05 || bytes_read <= 0.0 {
        return "—".to_owned();
    }
    format!("{}/s", bytes(bytes_read / seconds))
}

/// A span in words, two units at most: `4 s`, `2 min 10 s`, `3 h 5 min`, `39 days`.
pub fn seconds(span: f64) -> String {
    let whole = span.max(0.0).round() as u64;
    match whole {
        0..60 => format!("{whole} s"),
        60..3_600 => two_units(whole / 60, "min", whole % 60, "s"),
        3_600..172_800 => two_units(whole / 3_600, "h", whole % 3_600 / 60, "min"),
        _ => counted(whole / 86_400, "day", "days"),
    }
}

fn two_units(large: u64, large_name: &str, small: u64, small_name: &str) -> String {
    if small == 0 { format!("{large} {large_name}") } else { format!("{large} {large_name} {small} {small_name}") }
}

/// What is left of a job at its mean speed so far; `None` while too little is known to say.
pub fn time_left(done: f64, total: f64, elapsed: f64) -> Option<String> {
    let share = if total > 0.0 { done / total } else { return None };
    if elapsed < 0.5 || !(0.005..1.0).contains(&share) {
        return None;
    }
    let left = elapsed * (1.0 - share) / share;
    Some(if left < 1.0 { "less than 1 s left".to_owned() } else { format!("about {} left", seconds(left)) })
}

/// A share in per cent: `0 %`, `< 1 %`, `37 %`. Only all of it is `100 %`.
pub fn percent(part: f64, whole: f64) -> String {
    if whole <= 0.0 || part <= 0.0 {
        return "0 %".to_owned();
    }
    let value = part / whole * 100.0;
    match value {
        v if v < 1.0 => "< 1 %".to_owned(),
        v if v < 100.0 => format!("{} %", v.floor()),
        _ => "100 %".to_owned(),
    }
}

/// A rank between 0 and 1 with the digits that tell neighbours in a list apart.
pub fn rank(value: f64) -> String {
    match value {
        v if v >= 0.1 => format!("{v:.3}"),
        v if v >= 0.001 => format!("{v:.4}"),
        v if v > 0.0 => format!("{v:.1e}"),
        _ => "0".to_owned(),
    }
}

/// At most `most` characters: the middle of a longer text gives way, since names differ at either end.
pub fn shortened(text: &str, most: usize) -> String {
    let length = text.chars().count();
    if length <= most || most < 3 {
        return text.to_owned();
    }
    let head = (most - 1).div_ceil(2);
    let tail = most - 1 - head;
    text.chars().take(head).chain(['…']).chain(text.chars().skip(length - tail)).collect()
}

/// What a file made of a case is called: after its evidence, then by `what` it holds. Of the evidence's names only letters, digits
/// and `. - _` are taken, and not too many of them: they may be anything.
pub fn file_name(first: Option<(&str, u32)>, what: &str) -> String {
    let Some((first, more)) = first else { return what.to_owned() };
    let stem = match first.char_indices().rev().nth(4) {
        Some((end, _)) if first[end..].eq_ignore_ascii_case(".evtx") => &first[..end],
        _ => first,
    };
    let plain = |c: char| if c.is_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' };
    let stem: String = stem.chars().map(plain).take(60).collect();
    match (stem.trim_matches(['.', '_', ' ']), more) {
        ("", _) => what.to_owned(),
        (stem, 0) => format!("{stem}-{what}"),
        (stem, more) => format!("{stem}-and-{more}-more-{what}"),
    }
}

/// Text from a log with nothing in it that draws as something else: control characters show as their pictures, and those that
/// turn the direction of writing or draw nothing at all show as their code.
pub fn visible(text: &str) -> String {
    visible_but(text, &[])
}

/// [`visible`] for text of several lines, whose breaks and tabs are what they are.
pub fn visible_lines(text: &str) -> String {
    visible_but(text, &['\t', '\r', '\n'])
}

fn visible_but(text: &str, kept: &[char]) -> String {
    let is_shown_otherwise = |character: char| is_deceptive(character) && !kept.contains(&character);
    if !text.chars().any(is_shown_otherwise) {
        return text.to_owned();
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match u32::from(character) {
            _ if !is_shown_otherwise(character) => shown.push(character),
            code @ 0..=0x1f => shown.push(char::from_u32(0x2400 + code).unwrap_or('\u{fffd}')),
            0x7f => shown.push('\u{2421}'),
            code => shown.push_str(&format!("‹U+{code:04X}›")),
        }
    }
    shown
}

fn is_deceptive(character: char) -> bool {
    matches!(u32::from(character),
        0..=0x1f | 0x7f..=0x9f | 0xad | 0x61c | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfeff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped_by_three() {
        let shown: Vec<_> = [0, 999, 1_000, 31_709, 214_327, 10_000_000].map(grouped).into();
        assert_eq!(shown, ["0", "999", "1,000", "31,709", "214,327", "10,000,000"]);
        assert_eq!(grouped_f64(-3.0), "0");
        assert_eq!(grouped_f64(f64::NAN), "0");
    }

    #[test]
    fn one_is_singular() {
        assert_eq!(counted(1, "file", "files"), "1 file");
        assert_eq!(counted(0, "file", "files"), "0 files");
    }

    #[test]
    fn sizes_keep_three_digits_and_never_show_a_thousand_of_a_unit() {
        let shown: Vec<_> = [0.0, 999.0, 1_000.0, 68_096.0, 999_999.0, 1_118_208.0, 5e12].map(bytes).into();
        assert_eq!(shown, ["0 B", "999 B", "1.00 KB", "68.1 KB", "1.00 MB", "1.12 MB", "5.00 TB"]);
    }

    #[test]
    fn spans_have_two_units_at_most() {
        let shown: Vec<_> = [0.4, 59.0, 60.0, 130.0, 3_600.0, 11_100.0, 39.0 * 86_400.0].map(seconds).into();
        assert_eq!(shown, ["0 s", "59 s", "1 min", "2 min 10 s", "1 h", "3 h 5 min", "39 days"]);
    }

    #[test]
    fn time_left_is_said_only_when_it_is_known() {
        assert_eq!(time_left(0.0, 100.0, 3.0), None);
        assert_eq!(time_left(1.0, 0.0, 3.0), None);
        assert_eq!(time_left(50.0, 100.0, 0.1), None);
        assert_eq!(time_left(25.0, 100.0, 10.0).as_deref(), Some("about 30 s left"));
        assert_eq!(time_left(99.0, 100.0, 2.0).as_deref(), Some("less than 1 s left"));
    }

    #[test]
    fn only_all_is_a_hundred_per_cent() {
        assert_eq!(percent(999.0, 1_000.0), "99 %");
        assert_eq!(percent(1.0, 1_000.0), "< 1 %");
        assert_eq!(percent(7.0, 7.0), "100 %");
        assert_eq!(percent(7.0, 0.0), "0 %");
    }

    #[test]
    fn a_long_name_keeps_both_ends() {
        assert_eq!(shortened("S-1-5-21-1524084746-3114449661-500", 21), "S-1-5-21-1…449661-500");
        assert_eq!(shortened("abcdefghij", 5), "ab…ij");
        assert_eq!(shortened("abcdefghij", 6), "abc…ij");
        assert_eq!(shortened("äöü", 3), "äöü");
    }

    #[test]
    fn a_file_is_named_after_its_evidence() {
        let named =
            |names: &[&str]| file_name(names.first().map(|first| (*first, names.len() as u32 - 1)), "edges.csv");
        assert_eq!(named(&[]), "edges.csv");
        assert_eq!(named(&["Security.evtx"]), "Security-edges.csv");
        assert_eq!(named(&["DC 01/Security.EVTX", "b", "c"]), "DC_01_Security-and-2-more-edges.csv");
        assert_eq!(named(&["../../\u{202e}x"]), "x-edges.csv");
        assert_eq!(named(&["..."]), "edges.csv");
        assert_eq!(named(&["äöü"]), "äöü-edges.csv");
        assert!(named(&["x".repeat(20_000).as_str()]).len() < 100);
    }

    #[test]
    fn a_name_cannot_pass_for_another() {
        assert_eq!(visible("adm\u{202e}nimda"), "adm‹U+202E›nimda");
        assert_eq!(visible("a\u{0}b\n"), "a␀b␊");
        assert_eq!(visible_lines("a\u{0}b\r\n\t\u{202e}c"), "a␀b\r\n\t‹U+202E›c");
        assert_eq!(visible("m\u{fc}ller 山田"), "müller 山田");
    }
}
