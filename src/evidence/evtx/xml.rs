//! A record's XML, as the evtx crate renders it, read by field name.

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// What is read of a record's XML: all of it as text.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct XmlRecord {
    pub provider: String,
    pub event_id: String,
    pub time: String,
    pub record_id: String,
    pub computer: String,
    pub user: String,
    /// `EventData/Data` by its `Name`, or `UserData/*/*` by the element's name, in order.
    pub fields: Vec<(String, String)>,
}

impl XmlRecord {
    /// The first field of that name; empty if there is none.
    pub fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| field == name).map_or("", |(_, text)| text)
    }

    /// Reads a record whose root is `Event`.
    pub fn read(xml: &str) -> Result<Self, quick_xml::Error> {
        let mut record = Self::default();
        let mut reader = Reader::from_str(xml);
        let mut path: Vec<String> = Vec::new();
        // Whether the open `Data` has a name and is the last of the fields.
        let mut named = false;
        loop {
            match reader.read_event()? {
                Event::Start(start) => {
                    path.push(start.name().as_ref().to_owned());
                    record.open(&path, &start, &mut named)?;
                }
                Event::Empty(start) => {
                    path.push(start.name().as_ref().to_owned());
                    record.open(&path, &start, &mut named)?;
                    path.pop();
                }
                Event::End(_) => {
                    path.pop();
                }
                Event::Text(text) => record.add(&path, named, &text),
                Event::CData(text) => record.add(&path, named, &text),
                Event::GeneralRef(reference) => record.add(&path, named, &resolve(&reference)?),
                Event::Eof => return Ok(record),
                _ => {}
            }
        }
    }

    fn open(&mut self, path: &[String], start: &BytesStart, named: &mut bool) -> Result<(), quick_xml::Error> {
        let attribute = |name| -> Result<Option<String>, quick_xml::Error> {
            let Some(attribute) = start.try_get_attribute(name)? else { return Ok(None) };
            Ok(Some(quick_xml::escape::unescape(&attribute.value)?.into_owned()))
        };
        match path.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            ["Event", "System", "Provider"] => first(&mut self.provider, attribute("Name")?),
            ["Event", "System", "TimeCreated"] => first(&mut self.time, attribute("SystemTime")?),
            ["Event", "System", "Security"] => first(&mut self.user, attribute("UserID")?),
            ["Event", "EventData", "Data"] => {
                let name = attribute("Name")?;
                *named = name.is_some();
                self.fields.extend(name.map(|name| (name, String::new())));
            }
            ["Event", "UserData", _, name] => self.fields.push((name.to_owned(), String::new())),
            _ => {}
        }
        Ok(())
    }

    fn add(&mut self, path: &[String], named: bool, text: &str) {
        let field = match path.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            ["Event", "System", "EventID"] => &mut self.event_id,
            ["Event", "System", "EventRecordID"] => &mut self.record_id,
            ["Event", "System", "Computer"] => &mut self.computer,
            ["Event", "EventData", "Data"] if named => match self.fields.last_mut() {
                Some((_, field)) => field,
                None => return,
            },
            ["Event", "UserData", _, _] => match self.fields.last_mut() {
                Some((_, field)) => field,
                None => return,
            },
            _ => return,
        };
        field.push_str(text);
    }
}

fn first(field: &mut String, value: Option<String>) {
    if field.is_empty() {
        *field = value.unwrap_or_default();
    }
}

fn resolve(reference: &BytesRef) -> Result<String, quick_xml::Error> {
    if let Some(character) = reference.resolve_char_ref()? {
        return Ok(character.to_string());
    }
    let name = reference.xml_content(XmlVersion::default());
    Ok(quick_xml::escape::resolve_predefined_entity(&name).unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_by_name_and_text_is_unescaped() {
        let xml = "<?xml version=\"1.0\" encoding=\"utf-8\"?><Event xmlns=\"x\"><System>\
            <Provider Name=\"A&amp;B\" Guid=\"{1}\"/><EventID Qualifiers=\"\">4624</EventID>\
            <TimeCreated SystemTime=\"2015-08-23T10:29:50.1827500Z\"/><EventRecordID>7</EventRecordID>\
            <Computer>PC&lt;1&gt;</Computer><Security UserID=\"S-1-5-18\"/></System><EventData><Data Name=\"TargetUserName\"> a&#x41;&amp;\r\nb </Data>\
            <Data Name=\"Empty\"></Data><Data Name=\"Empty\">second</Data><Data>unnamed</Data><Data Name=\"Last\"/>\
            </EventData></Event>";
        let record = XmlRecord::read(xml).unwrap();
        assert_eq!((record.provider.as_str(), record.event_id.as_str()), ("A&B", "4624"));
        assert_eq!((record.record_id.as_str(), record.computer.as_str()), ("7", "PC<1>"));
        assert_eq!(record.user, "S-1-5-18");
        assert_eq!(record.field("TargetUserName"), " aA&\r\nb ");
        assert_eq!((record.field("Empty"), record.field("Last"), record.field("Other")), ("", "", ""));
    }

    #[test]
    fn user_data_is_read_by_element() {
        let xml =
            "<Event><UserData><EventXML xmlns=\"y\"><Param1>alice</Param1><Param2/></EventXML></UserData></Event>";
        let record = XmlRecord::read(xml).unwrap();
        assert_eq!(record.fields, [("Param1".into(), "alice".into()), ("Param2".into(), String::new())]);
        assert!(XmlRecord::read("<Event><System></Event>").is_err());
    }
}
