//! What stands behind a field's colon, and terms without one.

use super::address::Network;
use super::civil::Civil;
use super::fields::{self, DAYS, Field, FieldFacts, TRAITS};
use super::pattern::Pattern;
use super::query::{Name, Status, Term};
use super::words::Word;
use crate::analysis::rules::RULES;
use crate::model::facts::{EVENTS, logon_type_name};
use crate::protocol::filter::Mistake;
use std::ops::RangeInclusive;

/// One value: of those between commas.
pub(super) struct Value {
    /// Without quotes.
    pub text: String,
    /// Whether any of it was in quotes.
    quoted: bool,
    /// Whether `=` stands before it.
    whole: bool,
    from: usize,
    to: usize,
}

impl Value {
    fn pattern(&self) -> Pattern {
        Pattern::new(&self.text, self.quoted, self.whole)
    }

    fn name(&self) -> Name {
        match Network::parse(&self.text) {
            Some(network) => Name::Network(network),
            None => Name::Text(self.pattern()),
        }
    }
}

/// Reads a term, which stands at `word`; what is wrong goes to `mistakes`.
pub(super) fn term(word: Word, text: &str, mistakes: &mut Vec<Mistake>) -> Option<Term> {
    let mut wrong = |from: usize, to: usize, text: String| {
        mistakes.push(Mistake { from: from as u32, to: to as u32, text });
    };
    if text.matches('"').count() % 2 == 1 {
        let from = word.from + text.rfind('"').unwrap_or(0);
        wrong(from, word.to, "The closing quote is missing.".to_owned());
    }
    let colon = text
        .find([':', '"'])
        .filter(|at| text[*at..].starts_with(':') && Network::parse(text.trim_start_matches('=')).is_none());
    let Some(colon) = colon else {
        let value = value(text, word.from);
        if value.text.is_empty() {
            wrong(word.from, word.to, "A name of an account or a host is expected.".to_owned());
            return None;
        }
        return Some(Term::Named(vec![value.name()]));
    };
    let (name, behind) = (&text[..colon], word.from + colon + 1);
    let Some(facts) = fields::find(name) else {
        wrong(word.from, behind, unknown_field(name));
        return None;
    };
    let listed = values(&text[colon + 1..], behind);
    let (good, empty): (Vec<Value>, Vec<Value>) = listed.into_iter().partition(|value| !value.text.is_empty());
    for gap in empty {
        // One comes to the end of the word while one types it: there is more to mark than nothing.
        wrong(gap.from.min(behind).max(word.from), gap.to, format!("Expected {}.", facts.expects));
    }
    if good.is_empty() {
        return None;
    }
    let read = read(facts, &good);
    for (place, cause) in read.wrong {
        let (from, to) = good.get(place).map_or((word.from, word.to), |value| (value.from, value.to));
        wrong(from, to, cause.unwrap_or_else(|| format!("Expected {}.", facts.expects)));
    }
    read.term
}

fn unknown_field(name: &str) -> String {
    let begins = |facts: &&FieldFacts| {
        let name = name.to_ascii_lowercase();
        name.len() > 1
            && [facts.name, facts.alias].iter().any(|known| known.starts_with(&name) || name.starts_with(known))
    };
    match fields::FIELDS.iter().find(begins) {
        Some(facts) => format!("There is no field of that name. {}: looks at the {}.", facts.name, facts.looks_at),
        None => "There is no field of that name. Text with a colon is put in quotes.".to_owned(),
    }
}

/// The values between commas outside quotes, the first at `begin`.
fn values(text: &str, begin: usize) -> Vec<Value> {
    let mut in_quotes = false;
    let mut from = begin;
    let parts = text.split(|character| {
        in_quotes ^= character == '"';
        character == ',' && !in_quotes
    });
    parts
        .map(|part| {
            let value = value(part, from);
            from = value.to + 1;
            value
        })
        .collect()
}

fn value(text: &str, from: usize) -> Value {
    let to = from + text.len();
    let (whole, text) = match text.strip_prefix('=') {
        Some(rest) if !rest.is_empty() => (true, rest),
        _ => (false, text),
    };
    let quoted = text.contains('"');
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    let mut in_quotes = false;
    while let Some(character) = rest.next() {
        match character {
            '"' if in_quotes && rest.next_if_eq(&'"').is_some() => plain.push('"'),
            '"' => in_quotes = !in_quotes,
            _ => plain.push(character),
        }
    }
    Value { text: plain, quoted, whole, from, to }
}

/// What was read, and which values were not: their places, and why if there is more to say than what was expected.
struct Read {
    term: Option<Term>,
    wrong: Vec<(usize, Option<String>)>,
}

/// Reads each value; those that cannot be read are left out, and the term with the last of them.
fn each<T>(
    values: &[Value],
    of: impl Fn(&Value) -> Result<T, Option<String>>,
    into: impl FnOnce(Vec<T>) -> Term,
) -> Read {
    let (mut good, mut wrong) = (Vec::new(), Vec::new());
    for (place, value) in values.iter().enumerate() {
        match of(value) {
            Ok(value) => good.push(value),
            Err(cause) => wrong.push((place, cause)),
        }
    }
    Read { term: (!good.is_empty()).then(|| into(good)), wrong }
}

/// The same where any text will do.
fn text(values: &[Value], into: fn(Vec<Pattern>) -> Term) -> Read {
    each(values, |value| Ok(value.pattern()), into)
}

fn names(values: &[Value], into: fn(Vec<Name>) -> Term) -> Read {
    each(values, |value| Ok(value.name()), into)
}

fn read(facts: &FieldFacts, values: &[Value]) -> Read {
    match facts.field {
        Field::User => text(values, Term::Account),
        Field::Host => names(values, Term::Host),
        Field::To => names(values, Term::Target),
        Field::Ip => each(values, address, Term::Address),
        Field::Domain => text(values, Term::Domain),
        Field::Sid => each(values, |value| Ok(sid(value)), Term::Sid),
        Field::Computer => text(values, Term::Computer),
        Field::By => text(values, Term::Actor),
        Field::Id => each(values, event, Term::Event),
        Field::Type => each(values, logon_types, |types| Term::LogonType(types.concat())),
        Field::Auth => text(values, Term::Authentication),
        Field::Status => each(values, |value| Ok(status(value)), Term::Status),
        Field::Count => each(values, count, Term::Count),
        Field::After => moment(values, Term::After),
        Field::Before => moment(values, Term::Before),
        Field::On => each(values, civil, Term::On),
        Field::Hour => each(values, hours, |sets| Term::Hours(sets.into_iter().fold(0, |all, set| all | set))),
        Field::Day => each(values, days, |sets| Term::Days(sets.into_iter().fold(0, |all, set| all | set))),
        Field::Is => each(values, |value| named(&TRAITS.map(|(name, which, _)| (name, which)), value), Term::Is),
        Field::Finding => each(values, rules, |rules| Term::Finding(rules.concat())),
        Field::Policy => text(values, Term::Policy),
        Field::Detail => text(values, Term::Detail),
    }
}

fn named<T: Copy>(table: &[(&str, T)], value: &Value) -> Result<T, Option<String>> {
    let found = table.iter().find(|(name, _)| name.eq_ignore_ascii_case(&value.text));
    found.map(|(_, which)| *which).ok_or(None)
}

fn address(value: &Value) -> Result<Name, Option<String>> {
    match value.name() {
        Name::Text(pattern @ Pattern::Wild(_)) => Ok(Name::Text(pattern)),
        // The beginning of one, as it is typed: all that go on after the point.
        Name::Text(_) if value.text.ends_with(['.', ':']) && value.text.len() > 1 => {
            Ok(Name::Text(Pattern::new(&format!("{}*", value.text), false, false)))
        }
        Name::Text(_) => Err(None),
        network => Ok(network),
    }
}

fn sid(value: &Value) -> Pattern {
    match value.pattern() {
        Pattern::Contains(part) => Pattern::parts(&part),
        other => other,
    }
}

/// A number, or two with a hyphen between them.
fn range<T: std::str::FromStr + PartialOrd + Copy>(text: &str) -> Option<RangeInclusive<T>> {
    let number = |text: &str| -> Option<T> {
        let plain = text.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| text.parse().ok()).flatten()
    };
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    Some(number(from)?..=number(to)?)
}

fn event(value: &Value) -> Result<RangeInclusive<u16>, Option<String>> {
    let range: RangeInclusive<u16> = range(&value.text).filter(|range| !range.is_empty()).ok_or(None)?;
    if EVENTS.iter().any(|event| range.contains(&event.id)) {
        return Ok(range);
    }
    Err(Some("Events of this number are not read into the case; the view Evidence lists those that are.".to_owned()))
}

fn logon_types(value: &Value) -> Result<Vec<u8>, Option<String>> {
    if let Some(range) = range::<u8>(&value.text) {
        return if range.is_empty() { Err(None) } else { Ok(range.collect()) };
    }
    let pattern = match value.text.to_ascii_lowercase().as_str() {
        "rdp" => Pattern::Whole("remote interactive".to_owned()),
        _ => value.pattern(),
    };
    let known = |of: &dyn Fn(&str) -> bool| -> Vec<u8> {
        (0..14).filter(|number| logon_type_name(*number) != "unknown" && of(logon_type_name(*number))).collect()
    };
    // A name by itself means that type, not those whose names contain it.
    let exact = known(&|name| name.eq_ignore_ascii_case(&value.text));
    let found = if exact.is_empty() { known(&|name| pattern.fits(name)) } else { exact };
    if found.is_empty() { Err(None) } else { Ok(found) }
}

fn status(value: &Value) -> Status {
    let text = value.text.as_str();
    let code = match text.get(..2) {
        Some("0x" | "0X") => text.get(2..).and_then(|digits| u32::from_str_radix(digits, 16).ok()),
        _ => text.parse().ok(),
    };
    code.map_or_else(|| Status::Words(value.pattern()), Status::Code)
}

fn count(value: &Value) -> Result<RangeInclusive<u32>, Option<String>> {
    // The equals sign of "count:=5" was taken for that of a whole value already.
    let text = value.text.as_str();
    let number = |text: &str| text.trim().parse::<u32>().ok();
    let compared = if let Some(least) = text.strip_prefix(">=") {
        number(least).map(|least| least..=u32::MAX)
    } else if let Some(most) = text.strip_prefix("<=") {
        number(most).map(|most| 0..=most)
    } else if let Some(below) = text.strip_prefix('>') {
        number(below).and_then(|below| Some(below.checked_add(1)?..=u32::MAX))
    } else if let Some(above) = text.strip_prefix('<') {
        number(above).and_then(|above| Some(0..=above.checked_sub(1)?))
    } else {
        range(text).filter(|range| !range.is_empty())
    };
    compared.ok_or(None)
}

fn civil(value: &Value) -> Result<Civil, Option<String>> {
    Civil::parse(&value.text).ok_or(None)
}

fn moment(values: &[Value], into: fn(Civil) -> Term) -> Read {
    let mut read = Read { term: None, wrong: Vec::new() };
    for (place, value) in values.iter().enumerate() {
        match civil(value) {
            Ok(_) if place > 0 => read.wrong.push((place, Some("One time is enough here.".to_owned()))),
            Ok(time) => read.term = Some(into(time)),
            Err(cause) => read.wrong.push((place, cause)),
        }
    }
    read
}

/// The numbers from one to another as bits, round the end if the second is smaller.
fn round(from: u32, to: u32, all: u32) -> u32 {
    let count = (to + all - from) % all + 1;
    (0..count).fold(0, |bits, step| bits | 1 << ((from + step) % all))
}

fn hours(value: &Value) -> Result<u32, Option<String>> {
    let range: RangeInclusive<u32> = range(&value.text).ok_or(None)?;
    if *range.start() > 23 || *range.end() > 23 {
        return Err(None);
    }
    Ok(round(*range.start(), *range.end(), 24))
}

fn days(value: &Value) -> Result<u8, Option<String>> {
    let text = value.text.to_ascii_lowercase();
    // "sat" and "saturday" alike.
    let day = |text: &str| -> Result<u32, Option<String>> {
        let full = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
        let place = full.iter().zip(DAYS).position(|(full, short)| *full == text || short == text);
        place.map(|place| place as u32).ok_or(None)
    };
    match text.as_str() {
        "weekend" => Ok(0b110_0000),
        "workday" => Ok(0b001_1111),
        text => {
            let (from, to) = text.split_once('-').unwrap_or((text, text));
            Ok(round(day(from)?, day(to)?, 7) as u8)
        }
    }
}

fn rules(value: &Value) -> Result<Vec<usize>, Option<String>> {
    let pattern = value.pattern();
    let of =
        |is: &dyn Fn(&str) -> bool| -> Vec<usize> { (0..RULES.len()).filter(|place| is(RULES[*place].id)).collect() };
    let exact = of(&|id| id.eq_ignore_ascii_case(&value.text));
    let found = if exact.is_empty() { of(&|id| pattern.fits(id)) } else { exact };
    if !found.is_empty() {
        return Ok(found);
    }
    let known: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
    Err(Some(format!("There is no rule of that name. Rules are {}.", known.join(", "))))
}
