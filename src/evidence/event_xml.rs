//! Events as XML: a record read by field name, and text logs cut into records.
//!
//! Event Viewer, `wevtutil`, PowerShell's `ToXml()` and `evtx_dump` all write the same `Event` element, with or without a root
//! around it, an XML declaration before it or `RenderingInfo` in it; the evtx crate renders records of EVTX the same way.

mod log;

pub use log::{read_log, read_record};

use super::ledger::Ledger;
use super::record::{Record, RecordAt, time_from_text};
use crate::model::events::EventStore;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// What is read of a record's XML: all of it as text.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct XmlRecord {
    provider: String,
    event_id: String,
    time: String,
    record_id: String,
    computer: String,
    user: String,
    channel: String,
    /// `EventData/Data` by its `Name`, or `UserData/*/*` by the element's name, in order.
    fields: Vec<(String, String)>,
}

/// Where in a record an element stands: what its content is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Element {
    Event,
    System,
    EventId,
    RecordId,
    Computer,
    Channel,
    EventData,
    UserData,
    /// The one element in `UserData`, whose name is the provider's.
    Template,
    /// The last of the fields.
    Field,
    /// Of no interest.
    Other,
}

impl XmlRecord {
    /// The first field of that name; empty if there is none.
    pub fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| field == name).map_or("", |(_, text)| text)
    }

    /// Reads a record whose root is `Event`. What follows the root is not looked at.
    ///
    /// # Errors
    /// It is no XML, or it ends too early.
    pub fn read(xml: &str) -> Result<Self, quick_xml::Error> {
        let mut record = Self::default();
        let mut reader = Reader::from_str(xml);
        let mut open: Vec<Element> = Vec::new();
        loop {
            match reader.read_event()? {
                Event::Start(start) => open.push(record.open(open.last().copied(), &start)?),
                Event::Empty(start) => {
                    record.open(open.last().copied(), &start)?;
                }
                Event::End(_) => {
                    open.pop();
                    if open.is_empty() {
                        return Ok(record);
                    }
                }
                Event::Text(text) => record.add(open.last(), &text),
                Event::CData(text) => record.add(open.last(), &text),
                Event::GeneralRef(reference) => record.add(open.last(), &resolve(&reference)),
                Event::Eof => return Ok(record),
                _ => {}
            }
        }
    }

    /// Makes the record's row in `store` and its entry in `ledger`.
    pub fn take(&self, at: RecordAt, store: &mut EventStore, ledger: &mut Ledger) {
        let record = Record {
            provider: &self.provider,
            event_id: &self.event_id,
            time: time_from_text(&self.time),
            record_id: &self.record_id,
            computer: &self.computer,
            user: &self.user,
            channel: &self.channel,
            field: &|name| self.field(name),
        };
        record.take(at, store, ledger);
    }

    /// When the event happened, microseconds since 1970.
    pub fn time(&self) -> Option<i64> {
        time_from_text(&self.time)
    }

    fn open(&mut self, parent: Option<Element>, start: &BytesStart) -> Result<Element, quick_xml::Error> {
        let attribute = |name| -> Result<Option<String>, quick_xml::Error> {
            let Some(attribute) = start.try_get_attribute(name)? else { return Ok(None) };
            Ok(Some(quick_xml::escape::unescape(&attribute.value)?.into_owned()))
        };
        let name = start.name();
        Ok(match (parent, name.as_ref()) {
            (None, "Event") => Element::Event,
            (Some(Element::Event), "System") => Element::System,
            (Some(Element::Event), "EventData") => Element::EventData,
            (Some(Element::Event), "UserData") => Element::UserData,
            (Some(Element::System), "EventID") => Element::EventId,
            (Some(Element::System), "EventRecordID") => Element::RecordId,
            (Some(Element::System), "Computer") => Element::Computer,
            (Some(Element::System), "Channel") => Element::Channel,
            (Some(Element::System), "Provider") => {
                first(&mut self.provider, attribute("Name")?);
                Element::Other
            }
            (Some(Element::System), "TimeCreated") => {
                first(&mut self.time, attribute("SystemTime")?);
                Element::Other
            }
            (Some(Element::System), "Security") => {
                first(&mut self.user, attribute("UserID")?);
                Element::Other
            }
            (Some(Element::EventData), "Data") => match attribute("Name")? {
                Some(name) => {
                    self.fields.push((name, String::new()));
                    Element::Field
                }
                None => Element::Other,
            },
            (Some(Element::UserData), _) => Element::Template,
            (Some(Element::Template), name) => {
                self.fields.push((name.to_owned(), String::new()));
                Element::Field
            }
            _ => Element::Other,
        })
    }

    fn add(&mut self, element: Option<&Element>, text: &str) {
        match element {
            Some(Element::EventId) => self.event_id.push_str(text),
            Some(Element::RecordId) => self.record_id.push_str(text),
            Some(Element::Computer) => self.computer.push_str(text),
            Some(Element::Channel) => self.channel.push_str(text),
            Some(Element::Field) => {
                if let Some((_, field)) = self.fields.last_mut() {
                    field.push_str(text);
                }
            }
            _ => {}
        }
    }
}

fn first(field: &mut String, value: Option<String>) {
    if field.is_empty() {
        *field = value.unwrap_or_default();
    }
}

/// The text that a reference stands for; an underscore for a character that XML cannot hold, as in Windows' own XML.
fn resolve(reference: &BytesRef) -> String {
    match reference.resolve_char_ref() {
        Ok(Some(character)) => character.to_string(),
        Err(_) => "_".to_owned(),
        Ok(None) => {
            let name = reference.xml_content(XmlVersion::default());
            quick_xml::escape::resolve_predefined_entity(&name).unwrap_or_default().to_owned()
        }
    }
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
