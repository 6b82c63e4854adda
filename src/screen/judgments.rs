//! Judgments of findings as they are kept from one visit to the next: a line each, the finding's key, the verdict by its letter, for
//! whom the rule is quiet, and the reason.

use super::notes::{escaped, unescaped};
use crate::protocol::filter::Key;
use crate::protocol::judgments::{Judgment, Judgments, Verdict};

/// All judgments as one text.
pub fn written(judgments: &Judgments) -> String {
    let mut text = String::new();
    for (Key(high, low), judgment) in judgments.all() {
        let letter = Verdict::ALL.iter().find(|(verdict, _)| *verdict == judgment.verdict).map_or("", |(_, key)| key);
        let [quiet, reason] = [&judgment.quiet, &judgment.reason].map(|part| escaped(part));
        text.push_str(&format!("{high:08x}{low:08x} {letter} {quiet}\t{reason}\n"));
    }
    text
}

/// The judgments in `text`; a line that is none is left out.
pub fn read(text: &str) -> Judgments {
    let mut judgments = Judgments::default();
    let judgment = |line: &str| {
        let (key, rest) = line.split_once(' ')?;
        let (letter, rest) = rest.split_once(' ')?;
        let (quiet, reason) = rest.split_once('\t')?;
        let key = u64::from_str_radix(key, 16).ok()?;
        let (verdict, _) = *Verdict::ALL.iter().find(|(_, key)| *key == letter)?;
        Some((Key::from(key), Judgment { verdict, reason: unescaped(reason), quiet: unescaped(quiet) }))
    };
    for (key, judgment) in text.lines().filter_map(judgment) {
        judgments.set(key, Some(judgment));
    }
    judgments
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn judgments_come_back_as_they_were_written() {
        let mut judgments = Judgments::default();
        for (place, (verdict, _)) in Verdict::ALL.into_iter().enumerate() {
            let (reason, quiet) = ("a\tbackup\\job\n\u{202e}of <b>".to_owned(), "svc-\tbackup\n \\n@EX".to_owned());
            judgments.set(Key(place as u32, 7), Some(Judgment { verdict, reason, quiet }));
        }
        judgments
            .set(Key(9, 9), Some(Judgment { verdict: Verdict::True, reason: String::new(), quiet: String::new() }));
        assert_eq!(read(&written(&judgments)), judgments);
        assert_eq!(read("nothing\n00 x \t\nzz t \t\n00 t\n\n"), Judgments::default());
        assert_eq!(written(&Judgments::default()), "");
    }
}
