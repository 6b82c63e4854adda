//! Notes at nodes, as they are kept from one visit to the next: a line each, the node's key and what is noted.

use crate::protocol::filter::Key;
use std::collections::BTreeMap;

/// All notes as one text.
pub fn written(notes: &BTreeMap<Key, String>) -> String {
    let mut text = String::new();
    for (Key(high, low), note) in notes {
        let note = escaped(note);
        text.push_str(&format!("{high:08x}{low:08x} {note}\n"));
    }
    text
}

/// The notes in `text`; a line that is none is left out.
pub fn read(text: &str) -> BTreeMap<Key, String> {
    let note = |line: &str| {
        let (key, note) = line.split_once(' ')?;
        let key = u64::from_str_radix(key, 16).ok()?;
        Some((Key::from(key), unescaped(note)))
    };
    text.lines().filter_map(note).collect()
}

/// `text` in one line and without tabs.
pub(super) fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\n', "\\n").replace('\t', "\\t").replace('\r', "")
}

/// What was [`escaped`].
pub(super) fn unescaped(text: &str) -> String {
    let mut plain = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        plain.push(match letter {
            '\\' => match letters.next() {
                Some('n') => '\n',
                Some('t') => '\t',
                Some(other) => other,
                None => break,
            },
            other => other,
        });
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_come_back_as_they_were_written() {
        let notes: BTreeMap<Key, String> = [
            (Key(0, 1), "first seen \\here\\new\nand there".to_owned()),
            (Key(u32::MAX, 7), "\u{202e}любое <b>".to_owned()),
        ]
        .into();
        assert_eq!(read(&written(&notes)), notes);
        assert!(read("nothing\nzz note\n\n").is_empty());
        assert_eq!(written(&BTreeMap::new()), "");
    }
}
