//! What all CSV exports have in common: RFC 4180, and no cell that a spreadsheet would calculate.

use crate::protocol::Message;
use std::borrow::Cow;

/// A CSV file being written: rows end in CR LF, cells are quoted where they must be, every row has as many cells as the first.
///
/// Written here and not by the crate `csv`, whose writer can also quote whatever is no number and so brings the tables that read
/// numbers: a hundredth of what the page may weigh. Tests read the files back by that crate.
#[derive(Clone, Debug, Default)]
pub struct Table {
    bytes: Vec<u8>,
    /// Cells of the first row.
    width: Option<usize>,
}

impl Table {
    /// An empty file.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a row. Text from logs must be [`guarded`].
    ///
    /// # Errors
    /// The row has more or fewer cells than the first; it is not added.
    pub fn row<C: AsRef<[u8]>>(&mut self, cells: impl IntoIterator<Item = C>) -> Result<(), Message> {
        let start = self.bytes.len();
        let mut width = 0;
        for cell in cells {
            if width > 0 {
                self.bytes.push(b',');
            }
            width += 1;
            self.cell(cell.as_ref());
        }
        if width == 1 && self.bytes.len() == start {
            // An empty line is no row.
            self.bytes.extend_from_slice(b"\"\"");
        }
        self.bytes.extend_from_slice(b"\r\n");
        let wanted = *self.width.get_or_insert(width);
        if width == wanted {
            return Ok(());
        }
        self.bytes.truncate(start);
        Err(failed(&format!("a row of {width} cells among rows of {wanted}")))
    }

    fn cell(&mut self, cell: &[u8]) {
        if !cell.iter().any(|byte| matches!(byte, b',' | b'"' | b'\r' | b'\n')) {
            return self.bytes.extend_from_slice(cell);
        }
        self.bytes.push(b'"');
        for byte in cell {
            if *byte == b'"' {
                self.bytes.push(b'"');
            }
            self.bytes.push(*byte);
        }
        self.bytes.push(b'"');
    }

    /// How many bytes it has so far.
    pub fn written(&self) -> usize {
        self.bytes.len()
    }

    /// The file.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
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
        assert_eq!(String::from_utf8(table.into_bytes()).expect("UTF-8"), "a,b\r\n\"say \"\"x\"\", then\r\ny\",ü\r\n");
    }

    #[test]
    fn a_row_is_whole_or_an_error() {
        let mut table = Table::new();
        table.row(["a", "b"]).expect("a row");
        assert!(table.row(["a"]).is_err() && table.row(["a", "b", "c"]).is_err());
        assert_eq!(table.into_bytes(), b"a,b\r\n");
        assert!(Table::new().into_bytes().is_empty());
    }

    #[test]
    fn the_file_is_that_of_another_writer_and_reads_back() {
        let pieces = ["", "a", "\"", ",", "\r\n", "\n", " ", "'=1", "ü", "1.5", "\"\""];
        for width in [1, 3] {
            let mut table = Table::new();
            let mut other = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
            let mut rows = Vec::new();
            for turn in 0..pieces.len() * pieces.len() {
                let cell = |place: usize| {
                    [pieces[turn % pieces.len()], pieces[(turn / pieces.len() + place) % pieces.len()]].concat()
                };
                let row: Vec<String> = (0..width).map(cell).collect();
                table.row(&row).expect("a row");
                other.write_record(&row).expect("a row");
                rows.push(row);
            }
            let bytes = table.into_bytes();
            assert_eq!(bytes, other.into_inner().expect("a file"));
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
            let back: Vec<Vec<String>> = reader.deserialize().map(|row| row.expect("a row")).collect();
            assert_eq!(back, rows);
        }
    }
}
