//! The browser counts a text in units of UTF-16, the engine in bytes.

/// The byte at which `units` of `text` are over.
pub fn byte(text: &str, units: u32) -> usize {
    let mut left = units as usize;
    for (at, character) in text.char_indices() {
        if left == 0 {
            return at;
        }
        left = left.saturating_sub(character.len_utf16());
    }
    text.len()
}

/// How many units stand before byte `byte` of `text`.
pub fn units(text: &str, byte: usize) -> u32 {
    text.get(..byte).map_or(0, |before| before.chars().map(char::len_utf16).sum::<usize>()) as u32
}
