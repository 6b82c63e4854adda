//! A log told again in the formats of others: `evtx_dump`, Event Viewer, Winlogbeat, NXLog. From the records' XML, as the evtx crate
//! renders it.
#![allow(dead_code, reason = "each test program uses some of them")]

use serde_json::{Map, Value, json};

/// A record: `System` by element (attributes by `Element.Attribute`), and its data.
pub struct Retold {
    pub xml: String,
    system: Vec<(String, String)>,
    /// Name and value of `EventData`, in order.
    data: Vec<(String, String)>,
    /// The element in `UserData`, and what is in it.
    user_data: Option<(String, Vec<(String, String)>)>,
}

/// All records of `log` in order.
pub fn events(log: &[u8]) -> Vec<Retold> {
    let mut parser = evtx::EvtxParser::from_buffer(log.to_vec()).unwrap();
    parser.records().filter_map(Result::ok).map(|record| retold(&record.data)).collect()
}

fn retold(xml: &str) -> Retold {
    use quick_xml::events::Event;
    let xml = xml.split_once("?>").map_or(xml, |(_, rest)| rest).trim();
    let mut told = Retold { xml: xml.to_owned(), system: Vec::new(), data: Vec::new(), user_data: None };
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut path: Vec<String> = Vec::new();
    let mut field: Option<(String, String)> = None;
    loop {
        let event = reader.read_event().unwrap();
        let is_empty = matches!(event, Event::Empty(_));
        match event {
            Event::Start(start) | Event::Empty(start) => {
                path.push(start.name().as_ref().to_owned());
                let attributes: Vec<(String, String)> = (start.attributes().map(Result::unwrap))
                    .map(|a| (a.key.as_ref().to_owned(), quick_xml::escape::unescape(&a.value).unwrap().into_owned()))
                    .collect();
                match path.iter().map(String::as_str).collect::<Vec<_>>()[..] {
                    ["Event", "System", name] => {
                        let named = attributes.into_iter().map(|(key, value)| (format!("{name}.{key}"), value));
                        told.system.extend(named);
                        field = Some((name.to_owned(), String::new()));
                    }
                    ["Event", "EventData", "Data"] => {
                        field = attributes
                            .into_iter()
                            .find(|(key, _)| key == "Name")
                            .map(|(_, name)| (name, String::new()));
                    }
                    ["Event", "UserData", name] => told.user_data = Some((name.to_owned(), Vec::new())),
                    ["Event", "UserData", _, name] => field = Some((name.to_owned(), String::new())),
                    _ => {}
                }
            }
            Event::Text(text) => {
                if let Some((_, value)) = &mut field {
                    value.push_str(&text);
                }
            }
            Event::GeneralRef(reference) => {
                if let Some((_, value)) = &mut field {
                    let character = reference.resolve_char_ref().unwrap().map(String::from);
                    let name = reference.xml_content(quick_xml::XmlVersion::default());
                    let named = quick_xml::escape::resolve_predefined_entity(&name).map(str::to_owned);
                    value.push_str(&character.or(named).unwrap());
                }
            }
            Event::End(_) => told.close(&mut path, &mut field),
            Event::Eof => return told,
            _ => {}
        }
        if is_empty {
            told.close(&mut path, &mut field);
        }
    }
}

impl Retold {
    fn close(&mut self, path: &mut Vec<String>, field: &mut Option<(String, String)>) {
        if let Some(field) = field.take() {
            match path.get(1).map(String::as_str) {
                Some("System") => self.system.push(field),
                Some("EventData") => self.data.push(field),
                _ => self.user_data.as_mut().unwrap().1.push(field),
            }
        }
        path.pop();
    }

    fn system(&self, name: &str) -> &str {
        self.system.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// Its time cut to milliseconds.
    fn milliseconds(&self) -> String {
        format!("{}Z", &self.system("TimeCreated.SystemTime")[..23])
    }

    fn fields(&self) -> impl Iterator<Item = (String, Value)> {
        let user_data = self.user_data.iter().flat_map(|(_, fields)| fields);
        self.data.iter().chain(user_data).map(|(name, value)| (name.clone(), Value::from(value.as_str())))
    }
}

/// As Event Viewer saves it: `before`, elements without anything between, `after`.
pub fn xml(events: &[Retold], before: &str, after: &str) -> String {
    let events: String = events.iter().map(|event| event.xml.as_str()).collect();
    format!("{before}{events}{after}")
}

/// With `RenderingInfo`, as `wevtutil` and forwarded logs have it, in German, and white space between all.
pub fn rendered_xml(events: &[Retold]) -> String {
    let rendering = "<RenderingInfo Culture='de-DE'><Message>Die Anmeldung für \"x\" schlug fehl &amp; &lt;Event&gt;.</Message>\
                     <Level>Informationen</Level><Keywords><Keyword>Überwachung</Keyword></Keywords></RenderingInfo></Event>\r\n";
    let events = events.iter().map(|event| event.xml.replace("</Event>", rendering));
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\r\n<Events>\r\n{}</Events>\r\n",
        events.collect::<String>()
    )
}

fn lines(events: &[Retold], of: impl Fn(&Retold) -> Value) -> String {
    events.iter().map(|event| format!("{}\n", of(event))).collect()
}

/// Numbers that are no strings in `evtx_dump`'s JSON.
fn plain(value: &str) -> Value {
    value.parse::<u64>().ok().filter(|number| number.to_string() == value).map_or(Value::from(value), Value::from)
}

/// As `evtx_dump -o jsonl`.
pub fn evtx_dump_json(events: &[Retold]) -> String {
    lines(events, |event| {
        let object = |fields: &[(String, String)]| {
            Value::Object(fields.iter().map(|(name, value)| (name.clone(), plain(value))).collect::<Map<_, _>>())
        };
        let mut json = json!({"Event": {"#attributes": {"xmlns": "http://schemas.microsoft.com/win/2004/08/events/event"}, "System": {
            "Provider": {"#attributes": {"Name": event.system("Provider.Name"), "Guid": event.system("Provider.Guid")}},
            "EventID": plain(event.system("EventID")),
            "TimeCreated": {"#attributes": {"SystemTime": event.system("TimeCreated.SystemTime")}},
            "EventRecordID": plain(event.system("EventRecordID")),
            "Channel": event.system("Channel"),
            "Computer": event.system("Computer"),
            "Security": {"#attributes": {"UserID": event.system("Security.UserID")}},
        }}});
        match &event.user_data {
            Some((name, fields)) => json["Event"]["UserData"] = json!({name.as_str(): object(fields)}),
            None => json["Event"]["EventData"] = object(&event.data),
        }
        json
    })
}

/// Without what is empty or a dash, as Winlogbeat leaves out.
fn told(fields: impl Iterator<Item = (String, Value)>) -> Value {
    Value::Object(fields.filter(|(_, value)| value != "" && value != "-").collect())
}

/// As Winlogbeat 7 and 8.
pub fn winlogbeat(events: &[Retold]) -> String {
    lines(events, |event| {
        let data = if event.user_data.is_some() { "user_data" } else { "event_data" };
        json!({
            "@timestamp": event.milliseconds(),
            "@metadata": {"beat": "winlogbeat", "type": "_doc", "version": "8.0.0"},
            "event": {"code": event.system("EventID"), "kind": "event", "created": "2024-12-24T00:00:00.000Z"},
            "host": {"name": "collector"},
            "message": "An account was successfully logged on.\n\nSubject:\n\tSecurity ID:\t\tS-1-0-0",
            "winlog": {
                "api": "wineventlog", "channel": event.system("Channel"), "computer_name": event.system("Computer"),
                "event_id": event.system("EventID"), "provider_name": event.system("Provider.Name"),
                "record_id": plain(event.system("EventRecordID")), "user": {"identifier": event.system("Security.UserID")},
                data: told(event.fields()),
            },
        })
    })
}

/// As Winlogbeat 5 and 6.
pub fn old_winlogbeat(events: &[Retold]) -> String {
    lines(events, |event| {
        let data = if event.user_data.is_some() { "user_data" } else { "event_data" };
        json!({
            "@timestamp": event.milliseconds(), "computer_name": event.system("Computer"),
            "event_id": plain(event.system("EventID")), "source_name": event.system("Provider.Name"),
            "record_number": event.system("EventRecordID"), "log_name": event.system("Channel"),
            "user": {"identifier": event.system("Security.UserID")},
            data: told(event.fields()),
        })
    })
}

/// As NXLog writes it and OTRF's data sets have it: all fields on one level.
pub fn otrf(events: &[Retold]) -> String {
    lines(events, |event| {
        let mut flat: Map<String, Value> = event.fields().collect();
        for (name, value) in [
            ("EventTime", Value::from("2020-01-01 00:00:00")),
            ("@timestamp", Value::from(event.milliseconds())),
            ("Hostname", Value::from(event.system("Computer"))),
            ("EventID", plain(event.system("EventID"))),
            ("SourceName", Value::from(event.system("Provider.Name"))),
            ("RecordNumber", plain(event.system("EventRecordID"))),
            ("Channel", Value::from(event.system("Channel"))),
            ("UserID", Value::from(event.system("Security.UserID"))),
            ("EventReceivedTime", Value::from("2020-01-01 00:00:02")),
            ("Severity", Value::from("INFO")),
            ("tags", json!(["mordorDataset"])),
        ] {
            flat.insert(name.to_owned(), value);
        }
        Value::Object(flat)
    })
}

/// Lines as one array.
pub fn array(lines: &str) -> String {
    format!("[\n{}\n]\n", lines.trim_end().replace('\n', ",\n"))
}
