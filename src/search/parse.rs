//! Reading a search. What is wrong is told and left out, as if it had not been typed; what is left is read as usual.
//!
//! `OR` binds least, then `AND` or nothing between two terms, then `NOT` or `-`.

use super::query::Query;
use super::values;
use super::words::{Word, WordKind, words};
use crate::protocol::filter::Mistake;
use crate::sorting::InOrder;

/// Parentheses go no deeper: a search that was typed never does.
const DEEPEST: usize = 60;
/// A search has at most so many terms; each looks at every row.
const MOST_TERMS: usize = 400;

/// Reads `text`. The mistakes are in the order of their places.
pub fn parse(text: &str) -> (Query, Vec<Mistake>) {
    let mut parser = Parser { text, words: words(text), at: 0, depth: 0, terms: 0, mistakes: Vec::new() };
    let mut parts = Vec::new();
    // A parenthesis that closes nothing is told of and passed over; what stands behind it counts as well.
    while parser.peek().is_some() {
        parts.extend(parser.alternatives());
        if let Some(word) = parser.take(WordKind::Close) {
            parser.mistake(word.from, word.to, "This parenthesis closes nothing: an opening one is missing.");
        }
    }
    parser.mistakes.order_by_key(|mistake| (mistake.from, mistake.to));
    (all_of(parts).unwrap_or(Query::All), parser.mistakes)
}

struct Parser<'t> {
    text: &'t str,
    words: Vec<Word>,
    at: usize,
    depth: usize,
    terms: usize,
    mistakes: Vec<Mistake>,
}

fn all_of(mut parts: Vec<Query>) -> Option<Query> {
    match parts.len() {
        0 | 1 => parts.pop(),
        _ => Some(Query::And(parts)),
    }
}

impl Parser<'_> {
    fn peek(&self) -> Option<Word> {
        self.words.get(self.at).copied()
    }

    fn take(&mut self, kind: WordKind) -> Option<Word> {
        let word = self.peek().filter(|word| word.kind == kind)?;
        self.at += 1;
        Some(word)
    }

    fn mistake(&mut self, from: usize, to: usize, text: &str) {
        self.mistakes.push(Mistake { from: from as u32, to: to as u32, text: text.to_owned() });
    }

    /// Parts between `OR`, up to a closing parenthesis or the end.
    fn alternatives(&mut self) -> Option<Query> {
        let mut parts = Vec::new();
        let mut or: Option<Word> = None;
        loop {
            let part = self.sequence();
            let next = self.take(WordKind::Or);
            if part.is_none() {
                if let Some(or) = or {
                    self.mistake(or.from, or.to, "OR stands between two terms: the second is missing.");
                } else if let Some(next) = next {
                    self.mistake(next.from, next.to, "OR stands between two terms: the first is missing.");
                }
            }
            parts.extend(part.flatten());
            or = next;
            if or.is_none() {
                break;
            }
        }
        match parts.len() {
            0 | 1 => parts.pop(),
            _ => Some(Query::Or(parts)),
        }
    }

    /// Terms that must all hold. `None` if there is none; `Some(None)` if none of them was understood.
    fn sequence(&mut self) -> Option<Option<Query>> {
        let mut parts = Vec::new();
        let (mut any, mut and): (bool, Option<Word>) = (false, None);
        loop {
            if let Some(word) = self.take(WordKind::And) {
                if !any || and.is_some() {
                    self.mistake(word.from, word.to, "AND stands between two terms: the first is missing.");
                }
                and = Some(word);
                continue;
            }
            match self.negated() {
                Some(part) => parts.extend(part),
                None => break,
            }
            (any, and) = (true, None);
        }
        if let Some(and) = and.filter(|_| any) {
            self.mistake(and.from, and.to, "AND stands between two terms: the second is missing.");
        }
        any.then(|| all_of(parts))
    }

    /// A term or a parenthesis, with what negates it.
    fn negated(&mut self) -> Option<Option<Query>> {
        let mut negated = false;
        let mut last = None;
        while let Some(word) = self.take(WordKind::Not) {
            negated = !negated;
            last = Some(word);
        }
        let Some(inner) = self.single() else {
            if let Some(word) = last {
                self.mistake(word.from, word.to, "A term is expected behind NOT.");
                return Some(None);
            }
            return None;
        };
        Some(if negated { inner.map(|inner| Query::Not(Box::new(inner))) } else { inner })
    }

    fn single(&mut self) -> Option<Option<Query>> {
        if let Some(open) = self.take(WordKind::Open) {
            return Some(self.parenthesis(open));
        }
        let word = self.take(WordKind::Term)?;
        self.terms += 1;
        if self.terms > MOST_TERMS {
            if self.terms == MOST_TERMS + 1 {
                self.mistake(word.from, self.text.len(), "A search has at most 400 terms; a list with commas is one.");
            }
            return Some(None);
        }
        Some(values::term(word, word.of(self.text), &mut self.mistakes).map(Query::Term))
    }

    fn parenthesis(&mut self, open: Word) -> Option<Query> {
        if self.depth == DEEPEST {
            self.mistake(open.from, open.to, "Parentheses go at most 60 deep.");
            self.pass_over();
            return None;
        }
        if let Some(close) = self.take(WordKind::Close) {
            self.mistake(open.from, close.to, "A term is expected between the parentheses.");
            return None;
        }
        self.depth += 1;
        let inner = self.alternatives();
        self.depth -= 1;
        if self.take(WordKind::Close).is_none() {
            self.mistake(open.from, open.to, "The closing parenthesis is missing.");
        }
        inner
    }

    /// Goes behind the parenthesis that was just opened.
    fn pass_over(&mut self) {
        let mut open = 1;
        while let Some(word) = self.peek().filter(|_| open > 0) {
            match word.kind {
                WordKind::Open => open += 1,
                WordKind::Close => open -= 1,
                _ => {}
            }
            self.at += 1;
        }
    }
}
