//! A text log of `Event` elements, cut into records. Nothing but the tags `<Event …>` and `</Event>` is looked at for that: roots,
//! declarations and lines between records do not matter, and damage costs the record that it hits.

use super::XmlRecord;
use crate::evidence::batches::{Batches, LONGEST};
use crate::evidence::record::RecordAt;
use crate::evidence::text::{Text, as_text};
use memchr::{memchr, memmem};

/// White space in a start tag or after it that is looked through.
const SPACE: usize = 1 << 10;

/// Reads the log in `text` to its end.
pub fn read_log(text: &mut Text<'_, '_>, batches: &mut Batches<'_>) {
    while find_start(text, batches) {
        let piece = measure(text);
        let (offset, len) = (text.offset_of(0), piece.len());
        let length = text.offset_of(len) - offset;
        match piece {
            Piece::Whole(_) => {
                let (xml, is_sound) = as_text(text.window().get(..len).unwrap_or_default());
                if !is_sound {
                    batches.remark(offset, "not all of this record is Unicode: what is not reads as \u{fffd}");
                }
                match XmlRecord::read(&xml) {
                    Err(error) => batches.fail(offset, length, format!("its XML is damaged: {error}")),
                    Ok(record) => {
                        batches.saw(record.time());
                        let at = RecordAt { offset, length, header_id: None, written: 0 };
                        record.take(at, &mut batches.batch.store, &mut batches.batch.ledger);
                    }
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
    while text.window().len() < OPEN.len() + 1 && text.more() {}
    if !matches!(next_tag(text.window(), 0), Tag::Open(0)) {
        return None;
    }
    let len = measure(text).len();
    Some(as_text(text.window().get(..len)?).0.into_owned())
}

/// A record at the beginning of the window.
enum Piece {
    /// With its end.
    Whole(usize),
    /// The text ends, or another record begins, before its end.
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

const OPEN: &[u8] = b"<Event";
const CLOSE: &[u8] = b"</Event";

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Tag {
    /// `<Event` stands here.
    Open(usize),
    /// `</Event` stands here.
    Close(usize),
    /// There is none before this place; what follows is too short to tell.
    NotBefore(usize),
}

/// The first tag of an event from `from` on.
fn next_tag(window: &[u8], from: usize) -> Tag {
    let rest = window.get(from..).unwrap_or_default();
    for found in memmem::find_iter(rest, b"Event") {
        let name = from + found;
        let end = name + b"Event".len();
        let tag = match window.get(..name) {
            Some(before) if before.ends_with(b"<") && name > from => Tag::Open(name - 1),
            Some(before) if before.ends_with(b"</") && name > from + 1 => Tag::Close(name - 2),
            _ => continue,
        };
        match window.get(end) {
            Some(b'>' | b'/' | b'\t'..=b'\r' | b' ') => return tag,
            Some(_) => {}
            None => return Tag::NotBefore(name.saturating_sub(2).max(from)),
        }
    }
    Tag::NotBefore(window.len().saturating_sub(CLOSE.len()).max(from))
}

/// Moves on to the next record; `false` if there is none. An end without a beginning is told.
fn find_start(text: &mut Text<'_, '_>, batches: &mut Batches<'_>) -> bool {
    loop {
        match next_tag(text.window(), 0) {
            Tag::Open(at) => {
                text.consume(at);
                return true;
            }
            Tag::Close(at) => {
                batches.fail(text.offset_of(at), 0, "a record ends here whose beginning is damaged");
                text.consume(at + CLOSE.len());
            }
            Tag::NotBefore(at) => {
                text.consume(at);
                if !text.more() {
                    text.consume(text.window().len());
                    return false;
                }
            }
        }
    }
}

/// How a start tag goes on.
enum Start {
    /// It is the whole element, to here.
    Empty(usize),
    /// Its content begins here, with `System` or not.
    Content(usize, bool),
    /// The window ends before that can be told.
    Unclear,
}

fn start(window: &[u8], at: usize, is_over: bool) -> Start {
    let Some(end) = window.get(at..).and_then(|tag| memchr(b'>', tag)).map(|end| at + end) else {
        return Start::Unclear;
    };
    if window.get(end - 1) == Some(&b'/') {
        return Start::Empty(end + 1);
    }
    let content = window.get(end + 1..).unwrap_or_default();
    let space = content.iter().take(SPACE).take_while(|byte| byte.is_ascii_whitespace()).count();
    let content = content.get(space..).unwrap_or_default();
    if content.len() < b"<System>".len() && space < SPACE && !is_over {
        return Start::Unclear;
    }
    Start::Content(end + 1, content.starts_with(b"<System>") || content.starts_with(b"<System "))
}

/// Reads on until the record at the beginning of the window is over.
fn measure(text: &mut Text<'_, '_>) -> Piece {
    let (mut from, mut depth, mut is_over) = (0, 0_u32, false);
    loop {
        let window = text.window();
        let undecided = match next_tag(window, from) {
            Tag::Open(at) => match start(window, at, is_over) {
                Start::Empty(end) if depth == 0 => return Piece::Whole(end),
                Start::Empty(end) => {
                    from = end;
                    false
                }
                // An event within an event has no system; this is the next record.
                Start::Content(_, true) if depth > 0 => return Piece::Cut(at),
                Start::Content(content, _) => {
                    depth += 1;
                    from = content;
                    false
                }
                Start::Unclear => {
                    from = at;
                    true
                }
            },
            Tag::Close(at) => {
                depth = depth.saturating_sub(1);
                match window.get(at..).and_then(|tag| memchr(b'>', tag)) {
                    Some(end) if depth == 0 => return Piece::Whole(at + end + 1),
                    Some(end) => {
                        from = at + end + 1;
                        false
                    }
                    None => {
                        depth += 1;
                        from = at;
                        true
                    }
                }
            }
            Tag::NotBefore(at) => {
                from = at;
                true
            }
        };
        if !undecided {
            continue;
        }
        let len = text.window().len();
        if is_over {
            return Piece::Cut(len);
        }
        if len > LONGEST {
            return Piece::TooLong(len);
        }
        is_over = !text.more();
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
            "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Security-Auditing'/>\
             <EventID>4624</EventID><TimeCreated SystemTime='2024-03-04T08:00:00.{id:07}Z'/><EventRecordID>{id}</EventRecordID>\
             <Computer>DC01</Computer></System><EventData><Data Name='TargetUserName'>alice</Data></EventData>\
             <RenderingInfo Culture='de-DE'><Message>Ein Konto wurde erfolgreich angemeldet: <![CDATA[<Ereignis>]]></Message></RenderingInfo></Event>"
        )
    }

    fn read(bytes: &Vec<u8>) -> (EventStore, Ledger) {
        read_with(bytes, read_log)
    }

    #[test]
    fn records_are_found_with_and_without_a_root() {
        let (a, b) = (event(1), event(2));
        for text in [
            format!("{a}{b}"),
            format!("<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\r\n<Events>{a}\r\n{b}</Events>\r\n"),
            format!("Record 1\n<?xml version=\"1.0\"?>\n{a}\n\nRecord 2\n<?xml version=\"1.0\"?>\n{b}\n"),
            format!("\u{feff}{a}\u{feff}{b}"),
        ] {
            let (store, ledger) = read(&text.clone().into_bytes());
            assert_eq!((store.events.record_id.clone(), ledger.failed), (vec![1, 2], 0), "{text}");
            for event in store.events.iter() {
                let bytes = text.clone().into_bytes();
                let mut stream = Stream::new(Section::new(&bytes, event.place.offset(), bytes.len() as u64));
                assert_eq!(
                    read_record(&mut Text::new(&mut stream)),
                    Some(if event.record_id == 1 { a.clone() } else { b.clone() })
                );
            }
        }
        let mut stream = Stream::new(&b"<EventData/>"[..]);
        assert_eq!(read_record(&mut Text::new(&mut stream)), None);
    }

    #[test]
    fn a_record_that_is_cut_off_costs_only_itself() {
        let (a, b) = (event(1), event(2));
        let cut = &a[..a.len() / 2];
        for (text, place, cause) in [
            (format!("{cut}{b}"), 0, "cut off"),
            (format!("{b}{cut}"), b.len(), "cut off"),
            (format!("{}{b}", &a[7..]), a.len() - 15, "beginning is damaged"),
            (format!("{}{b}", a.replace("</Computer>", "")), 0, "XML is damaged"),
            (format!("<Event><EventData/></Event>{b}"), 0, "no event id"),
            (format!("{}{b}", a.replace("2024-", "0024-")), 0, "no time"),
            (format!("{b}<Event/>"), b.len(), "no event id"),
        ] {
            let (store, ledger) = read(&text.clone().into_bytes());
            assert_eq!((store.events.record_id, ledger.failed), (vec![2], 1), "{text}");
            assert_eq!(ledger.failures[0].offset, place as u64, "{text}");
            assert!(ledger.failures[0].cause.contains(cause), "{:?}", ledger.failures);
        }
    }

    #[test]
    fn an_event_within_an_event_belongs_to_it() {
        let inner = "<UserData><Event xmlns='x'><Param1>a</Param1></Event></UserData></Event>";
        let outer = event(1).replace("</Event>", inner);
        let (store, ledger) = read(&format!("{outer}{}", event(2)).into_bytes());
        assert_eq!((store.events.record_id, ledger.records), (vec![1, 2], 2));
    }

    #[test]
    fn what_is_not_unicode_is_read_and_told() {
        let text = event(1).replace("alice", "j\u{f6}rg");
        let latin: Vec<u8> = text.chars().map(|character| character as u8).collect();
        let (store, ledger) = read(&latin);
        assert_eq!(store.strings.get(store.accounts.get(store.events.get(0).account).name), "j\u{fffd}rg");
        assert_eq!((ledger.kept, ledger.remarks.len()), (1, 1));
    }

    #[test]
    fn a_record_without_end_does_not_hold_the_rest() {
        let text = format!("<Event><Data>{}{}", "x".repeat(LONGEST + 1_000_000), event(2));
        let (_, ledger) = read(&text.into_bytes());
        assert!(ledger.failures[0].cause.contains("16 MiB"), "{ledger:?}");
    }
}
