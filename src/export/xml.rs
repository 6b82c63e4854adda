//! XML and HTML written by quick-xml, with nothing of a log ever taken for markup.

use crate::protocol::Message;
use quick_xml::Writer;
use quick_xml::escape::escape;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use quick_xml::name::QName;
use std::borrow::Cow;

/// A document being written. What goes wrong first is told at the end.
pub struct Xml {
    writer: Writer<Vec<u8>>,
    open: Vec<&'static str>,
    trouble: Option<String>,
}

impl Xml {
    /// A document with an XML declaration.
    pub fn new() -> Self {
        let mut xml = Self::bare();
        xml.write(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        xml
    }

    /// A document that begins with what is written first.
    pub fn bare() -> Self {
        Self { writer: Writer::new(Vec::new()), open: Vec::new(), trouble: None }
    }

    fn write(&mut self, event: Event<'_>) {
        if let Err(error) = self.writer.write_event(event) {
            self.trouble.get_or_insert_with(|| error.to_string());
        }
    }

    /// `<!DOCTYPE …>`.
    pub fn doctype(&mut self, text: &str) {
        self.write(Event::DocType(BytesText::from_escaped(text)));
    }

    /// Opens an element.
    pub fn open(&mut self, name: &'static str, attributes: &[(&str, &str)]) {
        self.write(Event::Start(start(name, attributes)));
        self.open.push(name);
    }

    /// Closes the element opened last.
    pub fn close(&mut self) {
        if let Some(name) = self.open.pop() {
            self.write(Event::End(BytesEnd::new(name)));
        }
    }

    /// An element without content.
    pub fn empty(&mut self, name: &'static str, attributes: &[(&str, &str)]) {
        self.write(Event::Empty(start(name, attributes)));
    }

    /// Text.
    pub fn text(&mut self, text: &str) {
        self.write(Event::Text(BytesText::from_escaped(&*escaped(text, &['\u{85}', '\u{2028}']))));
    }

    /// An element that holds text.
    pub fn element(&mut self, name: &'static str, attributes: &[(&str, &str)], text: &str) {
        self.open(name, attributes);
        self.text(text);
        self.close();
    }

    /// What this program wrote itself and is markup already, a style sheet or a picture.
    pub fn own(&mut self, markup: &str) {
        self.write(Event::Text(BytesText::from_escaped(markup)));
    }

    /// The document, every element closed.
    ///
    /// # Errors
    /// It could not be written.
    pub fn into_bytes(mut self) -> Result<Vec<u8>, Message> {
        while !self.open.is_empty() {
            self.close();
        }
        match self.trouble {
            None => Ok(self.writer.into_inner()),
            Some(why) => Err(Message { text: format!("The file could not be written: {why}."), hint: String::new() }),
        }
    }
}

impl Default for Xml {
    fn default() -> Self {
        Self::new()
    }
}

fn start<'a>(name: &'a str, attributes: &[(&str, &str)]) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (name, value) in attributes {
        let value = escaped(value, &['\t', '\n', '\u{85}', '\u{2028}']);
        start.push_attribute(Attribute { key: QName(name), value: Cow::Owned(value) });
    }
    start
}

/// The text as markup. What readers take for a blank or for the end of a line (those of XML 1.1 a few more) is written by its number, or it
/// would not be the same when it is read.
fn escaped(text: &str, by_number: &[char]) -> String {
    let text = escape(printable(text));
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match by_number.contains(&c) {
            true => escaped.push_str(&format!("&#{};", u32::from(c))),
            false => escaped.push(c),
        }
    }
    escaped
}

/// The text without the characters that XML cannot hold; a replacement character stands for each.
fn printable(text: &str) -> Cow<'_, str> {
    let is_odd = |c: char| (c < ' ' && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{fffe}' | '\u{ffff}');
    match text.contains(is_odd) {
        true => Cow::Owned(text.replace(is_odd, "\u{fffd}")),
        false => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_log_is_markup() {
        let mut xml = Xml::new();
        xml.open("a", &[("b", "\"><img onerror='x'>&")]);
        xml.text("<script>\0]]>&amp;");
        let bytes = xml.into_bytes().expect("a document");
        let text = String::from_utf8(bytes).expect("UTF-8");
        assert!(!text.contains("<img") && !text.contains("<script"), "{text}");
        assert!(text.ends_with("&lt;script&gt;\u{fffd}]]&gt;&amp;amp;</a>"), "{text}");
    }

    #[test]
    fn blanks_and_line_ends_are_the_same_when_read() {
        let mut xml = Xml::bare();
        xml.element("a", &[("b", "1\t2\n3\r4\u{85}5")], "1\t2\n3\r4\u{2028}5");
        let text = String::from_utf8(xml.into_bytes().expect("a document")).expect("UTF-8");
        assert_eq!(text, "<a b=\"1&#9;2&#10;3&#13;4&#133;5\">1\t2\n3&#13;4&#8232;5</a>");
    }
}
