//! A search cut into its words: the smallest parts that one can point at, remove or edit by themselves.

use super::address::Network;

/// What a word is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WordKind {
    /// Something to look for, possibly with `field:` before it.
    Term,
    /// `AND`.
    And,
    /// `OR`.
    Or,
    /// `NOT`, or a `-` that stands before a term or a parenthesis.
    Not,
    /// `(`.
    Open,
    /// `)`.
    Close,
}

/// A word and where it stands, in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Word {
    /// What it is.
    pub kind: WordKind,
    /// Where it begins.
    pub from: usize,
    /// Behind its end.
    pub to: usize,
}

impl Word {
    /// The word itself in the text that it was cut from.
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.from..self.to).unwrap_or_default()
    }
}

/// Cuts `text` into words. Quotes hold spaces and parentheses together; one that is not closed holds the rest of the text.
pub fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((from, first)) = rest.next() {
        let mut single = |kind| words.push(Word { kind, from, to: from + first.len_utf8() });
        match first {
            _ if first.is_whitespace() => {}
            '(' => single(WordKind::Open),
            ')' => single(WordKind::Close),
            // A hyphen by itself is a word like any other: it negates only what follows it at once.
            '-' if rest.peek().is_some_and(|(_, next)| !next.is_whitespace() && *next != ')') => single(WordKind::Not),
            _ => {
                let mut in_quotes = first == '"';
                let mut to = from + first.len_utf8();
                while let Some((at, next)) =
                    rest.next_if(|(_, next)| in_quotes || !(next.is_whitespace() || matches!(next, '(' | ')')))
                {
                    in_quotes ^= next == '"';
                    to = at + next.len_utf8();
                }
                let kind = match text.get(from..to).unwrap_or_default() {
                    "AND" | "and" => WordKind::And,
                    "OR" | "or" => WordKind::Or,
                    "NOT" | "not" => WordKind::Not,
                    _ => WordKind::Term,
                };
                words.push(Word { kind, from, to });
            }
        }
    }
    words
}

/// `text`, whose words are `words`, without the one at `place`: what negates it, what joins it to others and parentheses around it alone go
/// with it.
pub fn without(text: &str, words: &[Word], place: usize) -> String {
    let kind = |at: usize| words.get(at).map(|word| word.kind);
    let joins = |kind: Option<WordKind>| matches!(kind, Some(WordKind::And | WordKind::Or));
    let (mut from, mut to) = (place, place + 1);
    loop {
        while from > 0 && kind(from - 1) == Some(WordKind::Not) {
            from -= 1;
        }
        if from > 0 && kind(from - 1) == Some(WordKind::Open) && kind(to) == Some(WordKind::Close) {
            (from, to) = (from - 1, to + 1);
        } else {
            break;
        }
    }
    if from > 0 && joins(kind(from - 1)) {
        from -= 1;
    } else if joins(kind(to)) {
        to += 1;
    }
    let mut left = String::with_capacity(text.len());
    let mut tight = true;
    for (at, word) in words.iter().enumerate().filter(|(at, _)| !(from..to).contains(at)) {
        if !tight && word.kind != WordKind::Close {
            left.push(' ');
        }
        left.push_str(word.of(text));
        tight = word.kind == WordKind::Open || word.of(text) == "-" && kind(at) == Some(WordKind::Not);
    }
    left
}

/// `text` as a value is written: in quotes if anything in it would be read otherwise.
pub fn quoted(text: &str) -> String {
    let plain =
        |character: char| !character.is_whitespace() && !matches!(character, '"' | '(' | ')' | ',' | '*' | '?' | ':');
    let is_plain = !text.is_empty() && text.chars().all(plain) && !text.starts_with(['=', '-', '<', '>']);
    if is_plain || Network::parse(text).is_some() {
        return text.to_owned();
    }
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        // A quote in quotes is written twice.
        if character == '"' {
            quoted.push('"');
        }
        quoted.push(character);
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        words(text).iter().map(|word| word.of(text)).collect()
    }

    #[test]
    fn words_are_cut_at_spaces_and_parentheses_outside_quotes() {
        assert_eq!(cut(" a  user:b (c)d "), ["a", "user:b", "(", "c", ")", "d"]);
        assert_eq!(cut(r#"user:"john (smith)" x"#), [r#"user:"john (smith)""#, "x"]);
        assert_eq!(cut(r#""a ""b"" c" d"#), [r#""a ""b"" c""#, "d"]);
        assert_eq!(cut(r#"user:"no end (x"#), [r#"user:"no end (x"#]);
        assert_eq!(cut(""), [""; 0]);
    }

    #[test]
    fn operators_are_told_from_names() {
        let kinds = |text: &str| -> Vec<WordKind> { words(text).iter().map(|word| word.kind).collect() };
        use WordKind::{And, Close, Not, Open, Or, Term};
        assert_eq!(kinds("a AND b or -c NOT (d)"), [Term, And, Term, Or, Not, Term, Not, Open, Term, Close]);
        assert_eq!(kinds("--a - \"OR\" a-b"), [Not, Not, Term, Term, Term, Term]);
    }

    #[test]
    fn a_word_goes_with_what_belongs_to_it_alone() {
        for (text, word, left) in [
            ("a b c", "b", "a c"),
            ("a OR b", "b", "a"),
            ("a OR b", "a", "b"),
            ("a -b c", "b", "a c"),
            ("a NOT b", "b", "a"),
            ("a OR -(b) c", "b", "a c"),
            ("(a OR b) c", "a", "(b) c"),
            ("x (a)", "a", "x"),
            ("-(x  y)", "y", "-(x)"),
            ("a", "a", ""),
        ] {
            let cut = words(text);
            let place = cut.iter().position(|found| found.of(text) == word).unwrap();
            assert_eq!(without(text, &cut, place), left, "{text} without {word}");
        }
    }

    #[test]
    fn what_is_quoted_is_one_word_again() {
        for text in ["alice", "john smith", r#"a "b" (c), *?"#, "=x", "", "é ü", "-a"] {
            let written = quoted(text);
            assert_eq!(cut(&written), [written.as_str()], "{text}");
        }
    }
}
