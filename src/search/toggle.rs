//! A word of a search that is switched on and off by a click: as in the legend of the graph.

use super::words::{Word, WordKind, without, words};

/// Whether every row found must be what `word` says; a word that begins with `-` says what it must not be.
pub fn demands(text: &str, word: &str) -> bool {
    place(text, &words(text), word).is_some()
}

/// `text` with `word` demanded too, or no longer.
pub fn toggled(text: &str, word: &str) -> String {
    let cut = words(text);
    match place(text, &cut, word) {
        Some(place) => without(text, &cut, place),
        None if text.trim().is_empty() => word.to_owned(),
        // What binds less than standing side by side is held together.
        None if cut.iter().any(|word| word.kind == WordKind::Or) => format!("({}) {word}", text.trim()),
        None => format!("{} {word}", text.trim()),
    }
}

/// Where `word` stands among all that must hold.
fn place(text: &str, cut: &[Word], word: &str) -> Option<usize> {
    let (term, negated) = word.strip_prefix('-').map_or((word, false), |term| (term, true));
    let mut depth = 0;
    let mut found = None;
    for (place, word) in cut.iter().enumerate() {
        match word.kind {
            WordKind::Open => depth += 1,
            WordKind::Close => depth -= 1,
            WordKind::Or if depth == 0 => return None,
            WordKind::Term if depth == 0 && word.of(text).eq_ignore_ascii_case(term) => {
                let before = place.checked_sub(1).and_then(|before| cut.get(before));
                if before.is_some_and(|before| before.kind == WordKind::Not) == negated {
                    found = Some(place);
                }
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_added_and_taken_away_again() {
        for (text, word, then) in [
            ("", "-is:failed", "-is:failed"),
            ("user:bob", "-is:failed", "user:bob -is:failed"),
            ("user:bob", "is:privileged", "user:bob is:privileged"),
            ("user:bob OR user:eve", "-is:failed", "(user:bob OR user:eve) -is:failed"),
            ("(user:bob OR is:failed)", "is:failed", "((user:bob OR is:failed)) is:failed"),
            ("-is:failed", "is:failed", "-is:failed is:failed"),
        ] {
            assert!(!demands(text, word), "{text}");
            assert_eq!(toggled(text, word), then);
            assert!(demands(then, word), "{then}");
        }
        assert_eq!(toggled("user:bob NOT IS:failed id:4625", "-is:failed"), "user:bob id:4625");
        assert_eq!(toggled("-is:failed", "-is:failed"), "");
        assert!(!demands("user:bob OR -is:failed", "-is:failed"));
        assert!(!demands("\"-is:failed\"", "-is:failed"));
    }
}
