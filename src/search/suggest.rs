//! What could stand where one types, from the case's own values.

use super::fields::{self, DAYS, FIELDS, Field, TRAITS};
use super::parse::parse;
use super::vocabulary::{Value, Vocabulary};
use super::words::{Word, WordKind, quoted, without, words};
use crate::analysis::rules::RULES;
use crate::model::identity::names::folded;
use crate::protocol::search::{SearchPart, SearchView, Suggestion};

/// At most so many suggestions are made.
const MOST: usize = 12;
/// At most so many words are shown one by one.
const MOST_PARTS: usize = 100;

/// What there is to show of `text` while the caret stands at byte `caret`: its parts, its mistakes, and what could stand there.
pub fn look_at(text: &str, caret: usize, vocabulary: &Vocabulary) -> SearchView {
    let words = words(text);
    let part = |(place, word): (usize, &Word)| SearchPart {
        from: word.from as u32,
        to: word.to as u32,
        is_term: word.kind == WordKind::Term,
        text: word.of(text).to_owned(),
        without: if word.kind == WordKind::Term && place < MOST_PARTS {
            without(text, &words, place)
        } else {
            String::new()
        },
    };
    let parts = words.iter().enumerate().take(MOST_PARTS).map(part).collect();
    let (_, mistakes) = parse(text);
    SearchView {
        text: text.to_owned(),
        caret: caret as u32,
        parts,
        mistakes,
        suggestions: suggest(text, caret, vocabulary),
    }
}

/// What could stand at byte `caret` of `text`, the likeliest first.
pub fn suggest(text: &str, caret: usize, vocabulary: &Vocabulary) -> Vec<Suggestion> {
    let words = words(text);
    let at = words.iter().find(|word| word.kind == WordKind::Term && word.from < caret && caret <= word.to);
    let (from, to) = at.map_or((caret, caret), |word| (word.from, word.to));
    let Some(typed) = text.get(from..caret) else { return Vec::new() };
    let mut found = Found { all: Vec::new(), from, to };
    let colon = typed.find([':', '"']).filter(|at| typed[*at..].starts_with(':'));
    match colon.and_then(|colon| Some((colon, fields::find(&typed[..colon])?))) {
        Some((colon, facts)) => {
            // Of a list only the last value is being typed.
            let begin = colon + 1 + typed[colon + 1..].rfind(',').map_or(0, |comma| comma + 1);
            found.from += begin;
            found.values(facts.field, &typed[begin..], vocabulary);
        }
        None => found.words(typed, vocabulary),
    }
    found.all.truncate(MOST);
    found.all
}

struct Found {
    all: Vec<Suggestion>,
    from: usize,
    to: usize,
}

impl Found {
    fn add(&mut self, text: String, says: String, rows: u32) {
        if self.all.len() < MOST && self.all.iter().all(|other| other.text != text) {
            self.all.push(Suggestion { from: self.from as u32, to: self.to as u32, text, says, rows });
        }
    }

    /// Values of a field: those that begin so, then those that contain it or mean it.
    fn values(&mut self, field: Field, typed: &str, vocabulary: &Vocabulary) {
        let wanted = folded(typed.trim_start_matches('=').trim_matches('"'));
        // Names are meant exactly once they are picked from a list; wildcards and parts are for typing.
        let exact = !matches!(
            field,
            Field::Ip | Field::Id | Field::Type | Field::Status | Field::Sid | Field::On | Field::After | Field::Before
        );
        let fixed: Vec<(&str, &str)> = match field {
            Field::Is => TRAITS.iter().map(|(name, _, says)| (*name, *says)).collect(),
            Field::Finding => RULES.iter().map(|rule| (rule.id, rule.title)).collect(),
            Field::Day => DAYS.iter().map(|day| (*day, "")).chain([("weekend", ""), ("workday", "")]).collect(),
            Field::Hour => vec![("0-6", "night"), ("22-5", "night"), ("8-18", "day")],
            Field::Count => vec![(">5", "more than five"), (">100", "more than a hundred"), ("1", "a single one")],
            _ => Vec::new(),
        };
        for (name, says) in fixed.iter().filter(|(name, says)| name.contains(&wanted) || folded(says).contains(&wanted))
        {
            self.add((*name).to_owned(), (*says).to_owned(), 0);
        }
        for begins in [true, false] {
            for value in vocabulary.of(field) {
                let fits = if begins {
                    value.folded.starts_with(&wanted)
                } else {
                    value.folded.contains(&wanted) || !exact && folded(&value.says).contains(&wanted)
                };
                if fits {
                    let mark = if exact { "=" } else { "" };
                    // The rows of a day are not those before it.
                    let rows = if matches!(field, Field::After | Field::Before) { 0 } else { value.rows };
                    self.add(format!("{mark}{}", quoted(&value.text)), value.says.clone(), rows);
                }
                if self.all.len() == MOST {
                    return;
                }
            }
        }
    }

    /// Accounts and hosts of that name, fields that begin so, event ids.
    fn words(&mut self, typed: &str, vocabulary: &Vocabulary) {
        let wanted = folded(typed.trim_matches('"'));
        if wanted.is_empty() {
            return self.fields("");
        }
        self.fields(&wanted);
        for (field, most) in [(Field::Id, 3), (Field::User, 4), (Field::Host, 4), (Field::Ip, 3), (Field::User, 4)] {
            let mark = if matches!(field, Field::User | Field::Host) { "=" } else { "" };
            let fits = |value: &&Value| match field {
                Field::Id => value.folded.starts_with(&wanted),
                _ => value.folded.contains(&wanted),
            };
            for value in vocabulary.of(field).iter().filter(fits).take(most) {
                let text = format!("{}:{mark}{}", field.facts().name, quoted(&value.text));
                self.add(
                    text,
                    if value.says.is_empty() { field.facts().looks_at.to_owned() } else { value.says.clone() },
                    value.rows,
                );
            }
        }
    }

    fn fields(&mut self, begin: &str) {
        for facts in FIELDS.iter().filter(|facts| facts.name.starts_with(begin)) {
            self.add(format!("{}:", facts.name), facts.looks_at.to_owned(), 0);
        }
    }
}
