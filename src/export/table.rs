//! What all CSV exports have in common: RFC 4180, and no cell that a spreadsheet would calculate.

use crate::protocol::Message;
use std::borrow::Cow;

/// A CSV file being written: rows end in CR LF, cells are quoted where they must be, every row has as many cells as the first.
pub struct Table(csv::Writer<Vec<u8>>);

impl Table {
    /// An empty file.
    pub fn new() -> Self {
        Self(csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new()))
    }

    /// Adds a row. Text from logs must be [`guarded`].
    ///
    /// # Errors
    /// The row has more or fewer cells than the first.
    pub fn row<C: AsRef<[u8]>>(&mut self, cells: impl IntoIterator<Item = C>) -> Result<(), Message> {
        self.0.write_record(cells).map_err(|error| failed(&error.to_string()))
    }

    /// The file.
    ///
    /// # Errors
    /// It could not be completed.
    pub fn into_bytes(self) -> Result<Vec<u8>, Message> {
        self.0.into_inner().map_err(|error| failed(&error.to_string()))
    }
}

impl Default for Table {
    fn default() -> Self {
        Self::new()
    }
}

/// The text, with a `'` in front if a spreadsheet would calculate it.
pub fn guarded(text: &str) -> Cow<'_, str> {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r', '\0']) {
        true => Cow::Owned(format!("'{text}")),
        false => Cow::Borrowed(text),
    }
}

fn failed(why: &str) -> Message {
    Message { text: format!("The CSV could not be written: {why}."), hint: String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_stays_text() {
        for text in ["=cmd|' /C calc'!A0", "+1", "-1", "@x", "\tx", "\rx", "\0x"] {
            assert_eq!(guarded(text), format!("'{text}"));
        }
        assert_eq!((guarded("alice"), guarded("'=x"), guarded("")), ("alice".into(), "'=x".into(), "".into()));
    }

    #[test]
    fn quotes_commas_and_line_ends_stay_in_their_cell() {
        let mut table = Table::new();
        table.row(["a", "b"]).expect("a row");
        table.row(["say \"x\", then\r\ny", "ü"]).expect("a row");
        let bytes = table.into_bytes().expect("a file");
        assert_eq!(String::from_utf8(bytes).expect("UTF-8"), "a,b\r\n\"say \"\"x\"\", then\r\ny\",ü\r\n");
    }

    #[test]
    fn a_row_is_whole_or_an_error() {
        let mut table = Table::new();
        table.row(["a", "b"]).expect("a row");
        assert!(table.row(["a"]).is_err() && Table::new().into_bytes().is_ok_and(|bytes| bytes.is_empty()));
    }
}
