//! Notes at nodes, as they are kept from one visit to the next: a line each, the node's key and what is noted.

use crate::protocol::filter::Key;
use std::collections::BTreeMap;

/// All notes as one text.
pub fn written(notes: &BTreeMap<Key, String>) -> String {
    let mut text = String::new();
    for (Key(high, low), note) in notes {
        let note = note.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "");
        text.push_str(&format!("{high:08x}{low:08x} {note}\n"));
    }
    text
}

/// The notes in `text`; a line that is none is left out.
pub fn read(text: &str) -> BTreeMap<Key, String> {
    let note = |line: &str| {
        let (key, note) = line.split_once(' ')?;
        let key = u64::from_str_radix(key, 16).ok()?;
        let mut plain = String::new();
        let mut letters = note.chars();
        while let Some(letter) = letters.next() {
            plain.push(match letter {
                '\\' => match letters.next() {
                    Some('n') => '\n',
                    Some(other) => other,
                    None => break,
                },
                other => other,
            });
        }
        Some((Key::from(key), plain))
    };
    text.lines().filter_map(note).collect()
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
