//! The one code page by which the event log parser reads ANSI strings, Windows-1252, under the interface of the crate `encoding_rs`.
//!
//! The parser can be told any code page and so keeps all of that crate's tables, those of Chinese, Japanese and Korean included:
//! 160 KB of a compressed program, which nothing here ever asks for. Only what the parser calls is here. The mapping is that of the
//! WHATWG Encoding Standard.

use std::borrow::Cow;

/// A code page.
#[derive(Debug, PartialEq, Eq)]
pub struct Encoding {
    name: &'static str,
    /// What the bytes from 0x80 to 0x9f mean; the others mean the character of their number.
    high: [char; 32],
}

/// Western European Windows.
pub static WINDOWS_1252: &Encoding = &Encoding {
    name: "windows-1252",
    high: [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ],
};

impl Encoding {
    /// Its name in the standard.
    pub fn name(&'static self) -> &'static str {
        self.name
    }

    /// `bytes` as text. Every byte means something, so that there always is one.
    pub fn decode_without_bom_handling_and_without_replacement<'a>(
        &'static self,
        bytes: &'a [u8],
    ) -> Option<Cow<'a, str>> {
        if let Some(text) = bytes.is_ascii().then(|| std::str::from_utf8(bytes).ok()).flatten() {
            return Some(Cow::Borrowed(text));
        }
        let character = |byte: &u8| match byte {
            0x80..=0x9f => self.high[usize::from(byte - 0x80)],
            other => char::from(*other),
        };
        Some(Cow::Owned(bytes.iter().map(character).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_mean_what_the_standard_says() {
        let decode = |bytes| WINDOWS_1252.decode_without_bom_handling_and_without_replacement(bytes);
        assert!(matches!(decode(b"plain"), Some(Cow::Borrowed("plain"))));
        assert_eq!(decode(b"\x80 caf\xe9 \x93M\xfcller\x94 \x9f\xff").as_deref(), Some("€ café “Müller” Ÿÿ"));
        assert_eq!(decode(b"\x81\x8d\x8f\x90\x9d").as_deref(), Some("\u{81}\u{8d}\u{8f}\u{90}\u{9d}"));
    }
}
