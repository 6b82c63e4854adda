//! An object as a list of paths and values: names of nested objects are joined by dots, so that `{"a":{"b":1}}` and `{"a.b":1}` read
//! the same.

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::fmt::{self, Write};
use std::ops::Range;

/// The values of one object; reused for the next.
#[derive(Default)]
pub struct Flat {
    text: String,
    /// Path and value in `text`, in the order of the object.
    entries: Vec<(Range<usize>, Range<usize>)>,
    path: String,
}

impl Flat {
    /// Reads `json`, one object.
    ///
    /// # Errors
    /// It is no JSON, or nested too deeply.
    pub fn read(&mut self, json: &str) -> Result<(), serde_json::Error> {
        self.text.clear();
        self.entries.clear();
        self.path.clear();
        let mut deserializer = serde_json::Deserializer::from_str(json);
        deserializer.deserialize_any(Node(self))?;
        deserializer.end()
    }

    /// Every path with its value, in the order of the object.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let of = |range: &Range<usize>| self.text.get(range.clone()).unwrap_or_default();
        self.entries.iter().map(move |(path, value)| (of(path), of(value)))
    }

    /// The first value at `path` that says something.
    pub fn get(&self, path: &str) -> Option<&str> {
        let same = |(known, value): &(&str, &str)| known.len() == path.len() && *known == path && !value.is_empty();
        self.iter().find(same).map(|(_, value)| value)
    }

    fn add(&mut self, write: impl FnOnce(&mut String)) {
        let begin = self.text.len();
        self.text.push_str(&self.path);
        let middle = self.text.len();
        write(&mut self.text);
        self.entries.push((begin..middle, middle..self.text.len()));
    }

    fn add_display(&mut self, value: impl fmt::Display) {
        self.add(|text| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{value}");
        });
    }

    /// Adds a name to the path. Those that only wrap what is meant are left out.
    fn enter(&mut self, name: &str) {
        let is_wrapper =
            matches!(name, "#attributes" | "#text") || (self.path.is_empty() && matches!(name, "_source" | "Event"));
        if is_wrapper {
            return;
        }
        if !self.path.is_empty() {
            self.path.push('.');
        }
        self.path.push_str(name);
    }
}

/// Text as a log can hold it: to the first NUL, and control characters as underscores, as in Windows' own XML.
fn push_clean(text: &str, into: &mut String) {
    let text = text.split('\0').next().unwrap_or_default();
    if text.bytes().any(|byte| byte < 0x20) || text.contains(['\u{fffe}', '\u{ffff}']) {
        into.extend(text.chars().map(|character| match character {
            '\t' | '\n' | '\r' => character,
            '\0'..'\u{20}' | '\u{fffe}' | '\u{ffff}' => '_',
            _ => character,
        }));
    } else {
        into.push_str(text);
    }
}

struct Node<'f>(&'f mut Flat);

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.0.add(|text| text.push_str(if value { "true" } else { "false" }));
        Ok(())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.0.add_display(value);
        Ok(())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.0.add_display(value);
        Ok(())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.0.add_display(value);
        Ok(())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.0.add(|text| push_clean(value, text));
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.0.add(|_| ());
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(Node(self.0))?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let len = self.0.path.len();
        while entries.next_key_seed(Name(self.0))?.is_some() {
            entries.next_value_seed(Node(self.0))?;
            self.0.path.truncate(len);
        }
        Ok(())
    }
}

/// A name, which goes to the path.
struct Name<'f>(&'f mut Flat);

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<(), E> {
        self.0.enter(name);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nesting_and_dots_read_the_same_and_wrappers_do_not_show() {
        let mut flat = Flat::default();
        for json in [
            r#"{"winlog":{"event_id":4624,"x":[1,"b"]},"n":null,"t":true}"#,
            r#"{"_source":{"winlog.event_id":4624,"winlog":{"x":[1,"b"]},"n":null,"t":true}}"#,
        ] {
            flat.read(json).unwrap();
            let all: Vec<_> = flat.iter().collect();
            assert_eq!(
                all,
                [("winlog.event_id", "4624"), ("winlog.x", "1"), ("winlog.x", "b"), ("n", ""), ("t", "true")]
            );
            assert_eq!((flat.get("winlog.event_id"), flat.get("n"), flat.get("x")), (Some("4624"), None, None));
        }
        flat.read(r##"{"Event":{"System":{"EventID":{"#attributes":{"Qualifiers":""},"#text":104}}}}"##).unwrap();
        assert_eq!((flat.get("System.EventID"), flat.get("System.EventID.Qualifiers")), (Some("104"), None));
    }

    #[test]
    fn text_that_no_log_holds_is_cleaned() {
        let mut flat = Flat::default();
        flat.read(r#"{"a":"x\u0001\ty\u0000z","b":"\uffff"}"#).unwrap();
        assert_eq!((flat.get("a"), flat.get("b")), (Some("x_\ty"), Some("_")));
    }

    #[test]
    fn what_is_no_json_is_refused() {
        let mut flat = Flat::default();
        let deep = "[".repeat(100_000);
        for json in ["{", r#"{"a":}"#, r#"{"a":1}}"#, &format!("{{\"a\":{deep}"), r#"{"a":1e999}"#, ""] {
            assert!(flat.read(json).is_err(), "{}", &json[..json.len().min(20)]);
        }
    }
}
