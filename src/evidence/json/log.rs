//! A text log of JSON objects, cut into records. Only brackets and strings are looked at for that, so that commas, an array around
//! them and lines between them do not matter, and damage costs the record that it hits.

use super::flat::Flat;
use super::forms::{Form, Time};
use crate::evidence::batches::{Batches, LONGEST};
use crate::evidence::record::RecordAt;
use crate::evidence::text::{Text, as_text};
use memchr::{memchr, memchr2};

/// Reads the log in `text` to its end.
pub fn read_log(text: &mut Text<'_, '_>, batches: &mut Batches<'_>) {
    let mut flat = Flat::default();
    let mut told_no_zone = false;
    while find_start(text, batches) {
        let piece = measure(text);
        let (offset, len) = (text.offset_of(0), piece.len());
        let length = text.offset_of(len) - offset;
        match piece {
            Piece::Whole(_) => {
                let (json, is_sound) = as_text(text.window().get(..len).unwrap_or_default());
                if !is_sound {
                    batches.remark(offset, "not all of this record is Unicode: what is not reads as \u{fffd}");
                }
                if let Err(error) = read_flat(&mut flat, &json) {
                    batches.fail(offset, length, format!("its JSON is damaged: {error}"));
                } else if let Some(form) = Form::of(&flat) {
                    let time = form.time(&flat);
                    if matches!(time, Time::WithoutZone(_)) && !std::mem::replace(&mut told_no_zone, true) {
                        batches.remark(offset, "times without a zone, from here on: they are taken as UTC");
                    }
                    batches.saw(time.micros());
                    let at = RecordAt { offset, length, header_id: None, written: 0 };
                    let batch = &mut batches.batch;
                    form.with_record(&flat, time, |record| record.take(at, &mut batch.store, &mut batch.ledger));
                } else {
                    batches.fail(offset, length, "it has no event id");
                }
            }
            Piece::Cut(_) => batches.fail(offset, length, "the record is cut off: its end is missing"),
            Piece::TooLong(_) => batches.fail(offset, length, "a record of more than 16 MiB: skipped"),
        }
        text.consume(len);
        batches.reached(offset + length);
    }
}

/// The record that begins where `text` does, as it is written; `None` if none begins there.
pub fn read_record(text: &mut Text<'_, '_>) -> Option<String> {
    while text.window().is_empty() && text.more() {}
    if text.window().first() != Some(&b'{') {
        return None;
    }
    let len = measure(text).len();
    Some(as_text(text.window().get(..len)?).0.into_owned())
}

fn read_flat(flat: &mut Flat, json: &str) -> Result<(), serde_json::Error> {
    let Err(error) = flat.read(json) else { return Ok(()) };
    match without_half_characters(json) {
        Some(repaired) => flat.read(&repaired),
        None => Err(error),
    }
}

/// The object with an underscore for each escape of half a character, which JSON does not allow and Windows' names can hold; `None` if
/// there is none.
fn without_half_characters(json: &str) -> Option<String> {
    let mut repaired = String::new();
    let mut rest = json;
    let unit = |text: &str| u16::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok();
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        repaired.push_str(before);
        let pair = |second: &str| unit(second).is_some_and(|unit| (0xdc00..0xe000).contains(&unit));
        let (len, keep) = match unit(escape) {
            Some(0xd800..0xdc00) if escape.get(6..).is_some_and(pair) => (12, true),
            Some(0xd800..0xe000) => (6, false),
            _ => (escape.char_indices().nth(2).map_or(escape.len(), |(end, _)| end), true),
        };
        let (escape, after) = escape.split_at_checked(len)?;
        repaired.push_str(if keep { escape } else { "_" });
        rest = after;
    }
    repaired.push_str(rest);
    (repaired != json).then_some(repaired)
}

/// An object at the beginning of the window.
enum Piece {
    /// With its end.
    Whole(usize),
    /// The text ends, or another object begins, before its end.
    Cut(usize),
    /// Longer than any is.
    TooLong(usize),
}

impl Piece {
    fn len(&self) -> usize {
        let (Self::Whole(len) | Self::Cut(len) | Self::TooLong(len)) = self;
        *len
    }
}

/// Moves on to the next object; `false` if there is none. What belongs to a damaged one is told, once.
fn find_start(text: &mut Text<'_, '_>, batches: &mut Batches<'_>) -> bool {
    let mut told = false;
    loop {
        let window = text.window();
        let start = memchr(b'{', window);
        let between = window.get(..start.unwrap_or(window.len())).unwrap_or_default();
        if !told && let Some(at) = memchr2(b'"', b'}', between) {
            told = true;
            batches.fail(text.offset_of(at), 0, "what stands here is part of a record whose beginning is damaged");
        }
        match start {
            Some(at) => {
                text.consume(at);
                return true;
            }
            None => {
                text.consume(text.window().len());
                if !text.more() {
                    return false;
                }
            }
        }
    }
}

/// Where in an object the reading is.
struct Scan {
    /// Open brackets.
    depth: u32,
    /// For each open bracket, the innermost last, whether it is an object's.
    is_object: u128,
    in_string: bool,
    /// The last character outside strings that is no white space.
    last: u8,
    /// Whether a line begins here.
    at_line: bool,
}

/// Reads on until the object at the beginning of the window is over.
fn measure(text: &mut Text<'_, '_>) -> Piece {
    let mut scan = Scan { depth: 0, is_object: 0, in_string: false, last: b'{', at_line: false };
    let mut at = 0;
    loop {
        if let Some(piece) = scan.go_on(text.window(), &mut at) {
            return piece;
        }
        let len = text.window().len();
        if len > LONGEST {
            return Piece::TooLong(len);
        }
        if !text.more() {
            return Piece::Cut(len);
        }
    }
}

impl Scan {
    /// Looks at the window from `at` on; `None` if more of it is needed.
    fn go_on(&mut self, window: &[u8], at: &mut usize) -> Option<Piece> {
        while let Some(&byte) = window.get(*at) {
            if self.in_string {
                match string_end(window, *at) {
                    StringEnd::Closed(next) => {
                        (*at, self.in_string, self.last, self.at_line) = (next, false, b'"', false);
                    }
                    // A string ends on its line: this one lost its end.
                    StringEnd::Line(next) => return Some(Piece::Cut(next)),
                    StringEnd::NotBefore(next) => {
                        *at = next;
                        return None;
                    }
                }
                continue;
            }
            match byte {
                b'{' if self.depth > 0 && self.begins_next() => return Some(Piece::Cut(*at)),
                b'{' | b'[' => {
                    self.depth += 1;
                    self.is_object = self.is_object << 1 | u128::from(byte == b'{');
                }
                b'}' | b']' => {
                    self.depth -= 1;
                    self.is_object >>= 1;
                    if self.depth == 0 {
                        return Some(Piece::Whole(*at + 1));
                    }
                }
                b'"' => self.in_string = true,
                _ => {}
            }
            match byte {
                b'\n' => self.at_line = true,
                b' ' | b'\t' | b'\r' => self.at_line = false,
                _ => (self.last, self.at_line) = (byte, false),
            }
            *at += 1;
        }
        None
    }

    /// Whether an object that begins here cannot belong to the one that is open: as a value it follows a colon, or stands in a list,
    /// and then not at the beginning of a line.
    fn begins_next(&self) -> bool {
        self.last != b':' && (self.is_object & 1 == 1 || self.at_line)
    }
}

enum StringEnd {
    /// The string is over; what follows it begins here.
    Closed(usize),
    /// The line is over before the string is.
    Line(usize),
    /// Neither before here.
    NotBefore(usize),
}

fn string_end(window: &[u8], mut at: usize) -> StringEnd {
    loop {
        let rest = window.get(at..).unwrap_or_default();
        let Some(found) = memchr::memchr3(b'"', b'\\', b'\n', rest) else { return StringEnd::NotBefore(window.len()) };
        at += found;
        match window.get(at) {
            Some(b'"') => return StringEnd::Closed(at + 1),
            Some(b'\n') => return StringEnd::Line(at),
            // The escaped character is not looked at.
            _ if at + 1 < window.len() => at += 2,
            _ => return StringEnd::NotBefore(at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::batches::testing::read_with;
    use crate::evidence::ledger::Ledger;
    use crate::evidence::source::{Section, Stream};
    use crate::model::events::EventStore;

    fn event(id: u64) -> String {
        format!(
            r#"{{"EventID":4624,"SourceName":"Microsoft-Windows-Security-Auditing","@timestamp":"2024-03-04T08:00:00.{id:03}Z","RecordNumber":{id},
 "Hostname":"DC01","TargetUserName":"al\"i}}ce\\","Keywords":["a",{{"b":[]}}]}}"#
        )
        .replace('\n', "")
    }

    fn read(bytes: &Vec<u8>) -> (EventStore, Ledger) {
        read_with(bytes, read_log)
    }

    #[test]
    fn objects_are_found_in_lines_arrays_and_between_other_lines() {
        let (a, b) = (event(1), event(2));
        let pretty = |json: &str| {
            serde_json::to_string_pretty(&serde_json::from_str::<serde_json::Value>(json).unwrap()).unwrap()
        };
        for text in [
            format!("{a}\n{b}\n"),
            format!("[{a},{b}]"),
            format!("[\r\n{a},\r\n{b}\r\n]\r\n"),
            format!("Record 1\n{a}\nRecord 2\n{b}"),
            format!("\u{feff}Record 1\n{}\nRecord 2\n{}\n", pretty(&a), pretty(&b)),
            pretty(&format!("[{a},{b}]")),
            format!("{a}{b}"),
        ] {
            let (store, ledger) = read(&text.clone().into_bytes());
            assert_eq!((store.events.record_id.clone(), ledger.failed), (vec![1, 2], 0), "{text}");
            let name = store.accounts.get(store.events.get(0).account).name;
            assert_eq!(store.strings.get(name), "al\"i}ce\\", "{text}");
            let bytes = text.clone().into_bytes();
            let mut stream = Stream::new(Section::new(&bytes, store.events.get(1).place.offset(), bytes.len() as u64));
            let record = read_record(&mut Text::new(&mut stream)).unwrap();
            let record: serde_json::Value = serde_json::from_str(&record).unwrap();
            assert_eq!(record["RecordNumber"], 2);
        }
    }

    #[test]
    fn a_record_that_is_cut_off_costs_only_itself() {
        let (a, b) = (event(1), event(2));
        for (text, place) in [
            // In a string, after a comma, in a list, between records.
            (format!("{}\n{b}", &a[..30]), 0),
            (format!("{}\n{b}", &a[..a.find(",\"@").unwrap() + 1]), 0),
            (format!("{}\n{b}", &a[..a.find("[\"a\",").unwrap() + 5]), 0),
            (format!("{b}\n{}", &a[..30]), b.len() + 1),
            (format!("{}\n{b}", &a[1..]), 0),
            (format!("{}\n{b}", a.replace(":4624", ":46x4")), 0),
            (format!("{{\"a\":1}}\n{b}"), 0),
            (format!("{}\n{b}", a.replace("2024-", "0024-")), 0),
        ] {
            let (store, ledger) = read(&text.clone().into_bytes());
            assert_eq!(store.events.record_id, [2], "{text} {ledger:?}");
            assert!(ledger.failed >= 1 && ledger.failures[0].offset == place as u64, "{text} {ledger:?}");
        }
    }

    #[test]
    fn half_characters_cost_nothing_but_themselves() {
        let text = event(1).replace("al\\\"i}ce", "\\ud83d\\ude00 \\ud83d \\\\ud800 \\udc00");
        let (store, ledger) = read(&text.into_bytes());
        let name = store.accounts.get(store.events.get(0).account).name;
        assert_eq!((store.strings.get(name), ledger.failed), ("\u{1f600} _ \\ud800 _\\", 0));
    }

    #[test]
    fn times_without_a_zone_are_told_once() {
        let local = |id| {
            event(id)
                .replace("\"@timestamp\":\"2024-03-04T08:00:00", "\"EventTime\":\"2024-03-04 08:00:00")
                .replace("Z\",\"Rec", "\",\"Rec")
        };
        let (store, ledger) = read(&format!("{}\n{}", local(1), local(2)).into_bytes());
        assert_eq!(store.events.time, [1_709_539_200_001_000, 1_709_539_200_002_000]);
        assert_eq!(ledger.remarks.len(), 1, "{ledger:?}");
    }
}
