//! A record's XML taken apart: which elements in which order, and what the fields say.
#![allow(dead_code, reason = "each test program uses some of them")]

use quick_xml::Reader;
use quick_xml::events::Event;

/// A record as XML shows it.
#[derive(Debug, Default, PartialEq)]
pub struct Rendered {
    /// Every element with the names of its attributes, in order; `Data` with its own name.
    pub elements: Vec<String>,
    /// Text of the elements of `System`, and its attributes as `Element@Attribute`.
    pub system: Vec<(String, String)>,
    /// Name and text of each field of `EventData` or of the element in `UserData`.
    pub fields: Vec<(String, String)>,
}

impl Rendered {
    /// From the XML that the evtx crate makes.
    pub fn from_xml(xml: &str) -> Self {
        let mut reader = Reader::from_str(xml);
        let (mut rendered, mut open) = (Self::default(), Vec::<String>::new());
        loop {
            match reader.read_event().unwrap() {
                Event::Start(start) => {
                    rendered.begin(&start, &mut open);
                }
                Event::Empty(start) => {
                    rendered.begin(&start, &mut open);
                    open.pop();
                }
                Event::End(_) => {
                    open.pop();
                }
                Event::Text(text) => rendered.text(&text, &open),
                Event::GeneralRef(entity) => {
                    let character = match entity.resolve_char_ref().unwrap() {
                        Some(character) => character,
                        None => match &*entity {
                            "lt" => '<',
                            "gt" => '>',
                            "amp" => '&',
                            "quot" => '"',
                            "apos" => '\'',
                            other => panic!("&{other};"),
                        },
                    };
                    rendered.text(character.encode_utf8(&mut [0; 4]), &open);
                }
                Event::Eof => return rendered,
                _ => {}
            }
        }
    }

    fn begin(&mut self, start: &quick_xml::events::BytesStart<'_>, open: &mut Vec<String>) {
        let mut name = start.name().as_ref().to_owned();
        let mut shown = name.clone();
        for attribute in start.attributes() {
            let attribute = attribute.unwrap();
            let key = attribute.key.as_ref().to_owned();
            let value = attribute.normalized_value(quick_xml::XmlVersion::default()).unwrap().into_owned();
            if name == "Data" && key == "Name" {
                shown = format!("Data[{value}]");
                name = value;
            } else {
                shown += &format!("@{key}");
                if open.get(1).is_some_and(|part| part == "System") {
                    self.system.push((format!("{name}@{key}"), value));
                }
            }
        }
        self.elements.push(shown);
        let part = open.get(1).map(String::as_str);
        match (part, open.len()) {
            (Some("System"), 2) => self.system.push((name.clone(), String::new())),
            (Some("EventData"), 2) | (Some("UserData"), 3) => self.fields.push((name.clone(), String::new())),
            _ => {}
        }
        open.push(name);
    }

    fn text(&mut self, text: &str, open: &[String]) {
        let part = open.get(1).map(String::as_str);
        let into = match (part, open.len()) {
            (Some("System"), 3) => self.system.last_mut(),
            (Some("EventData"), 3) | (Some("UserData"), 4) => self.fields.last_mut(),
            _ => None,
        };
        if let Some((_, so_far)) = into {
            so_far.push_str(text);
        }
    }
}
