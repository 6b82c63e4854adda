//! Where the writers of JSON put what.

use super::flat::Flat;
use crate::evidence::record::{Record, time_from_text};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// What a writer calls the parts of an event, as paths of [`Flat`]; the first that says something counts.
pub struct Form {
    event_id: &'static [&'static str],
    provider: &'static [&'static str],
    time: &'static [&'static str],
    record_id: &'static [&'static str],
    computer: &'static [&'static str],
    channel: &'static [&'static str],
    user: &'static [&'static str],
    /// What comes before the name of a field.
    fields: &'static [&'static str],
    /// What comes before a provider's own element, in which fields are.
    templates: &'static [&'static str],
}

/// The forms, told by where the event id is.
const FORMS: [Form; 4] = [
    // evtx_dump, with attributes in their element or beside it; Velociraptor.
    Form {
        event_id: &["System.EventID", "System.EventID.Value"],
        provider: &["System.Provider.Name", "System.Provider_attributes.Name"],
        time: &["System.TimeCreated.SystemTime", "System.TimeCreated_attributes.SystemTime"],
        record_id: &["System.EventRecordID"],
        computer: &["System.Computer"],
        channel: &["System.Channel"],
        user: &["System.Security.UserID", "System.Security_attributes.UserID"],
        fields: &["EventData."],
        templates: &["UserData."],
    },
    // Winlogbeat since 7.
    Form {
        event_id: &["winlog.event_id"],
        provider: &["winlog.provider_name"],
        time: &["winlog.time_created", "@timestamp"],
        record_id: &["winlog.record_id"],
        computer: &["winlog.computer_name"],
        channel: &["winlog.channel"],
        user: &["winlog.user.identifier"],
        fields: &["winlog.event_data.", "winlog.user_data."],
        templates: &["winlog.user_data."],
    },
    // Winlogbeat before.
    Form {
        event_id: &["event_id"],
        provider: &["source_name"],
        time: &["@timestamp"],
        record_id: &["record_number", "record_id"],
        computer: &["computer_name"],
        channel: &["log_name"],
        user: &["user.identifier"],
        fields: &["event_data.", "user_data."],
        templates: &["user_data."],
    },
    // NXLog, as the data sets of OTRF have it.
    Form {
        event_id: &["EventID"],
        provider: &["SourceName", "ProviderName"],
        time: &["TimeCreated", "EventTime", "@timestamp", "EventReceivedTime"],
        record_id: &["RecordNumber", "EventRecordID"],
        computer: &["Hostname", "Computer", "ComputerName"],
        channel: &["Channel"],
        user: &["UserID"],
        fields: &[""],
        templates: &[],
    },
];

/// What NXLog calls parts of the event that are no fields.
const OWN: [&str; 6] = ["Channel", "EventID", "EventTime", "Hostname", "RecordNumber", "SourceName"];

/// When an event happened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Time {
    /// Microseconds since 1970.
    Known(i64),
    /// The same, if the clock that wrote it went by UTC: it gives no zone.
    WithoutZone(i64),
    /// It is not told.
    Unknown,
}

impl Time {
    /// Microseconds since 1970, taking UTC where no zone is told.
    pub fn micros(self) -> Option<i64> {
        match self {
            Self::Known(time) | Self::WithoutZone(time) => Some(time),
            Self::Unknown => None,
        }
    }
}

impl Form {
    /// The form of an object; `None` if it is no event.
    pub fn of(flat: &Flat) -> Option<&'static Self> {
        FORMS.iter().find(|form| first(flat, form.event_id).is_some())
    }

    /// When the event happened. A time with a zone counts before one without.
    pub fn time(&self, flat: &Flat) -> Time {
        let told = || self.time.iter().filter_map(|path| flat.get(path));
        if let Some(time) = told().find_map(|text| time_from_text(text).or_else(|| time_from_count(text))) {
            return Time::Known(time);
        }
        let local = |text: &str| text.trim().parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok();
        told().find_map(local).map_or(Time::Unknown, |time| Time::WithoutZone(time.timestamp().as_microsecond()))
    }

    /// Hands the record in `flat` to `take`.
    pub fn with_record(&self, flat: &Flat, time: Time, take: impl FnOnce(Record<'_>)) {
        let text = |paths| first(flat, paths).unwrap_or_default();
        take(Record {
            provider: text(self.provider),
            event_id: text(self.event_id),
            time: time.micros(),
            record_id: text(self.record_id),
            computer: text(self.computer),
            user: text(self.user),
            channel: text(self.channel),
            field: &|name| self.field(flat, name),
        });
    }

    fn field<'f>(&self, flat: &'f Flat, name: &str) -> &'f str {
        // On one level with the event's fields, the writer's own hide those of the same name.
        if self.templates.is_empty() && OWN.contains(&name) {
            return "";
        }
        let names = |path: &str| {
            self.fields.iter().any(|prefix| path.strip_prefix(prefix) == Some(name))
                || self.templates.iter().any(|prefix| {
                    let inner = path.strip_prefix(prefix).and_then(|rest| rest.split_once('.'));
                    inner.is_some_and(|(_, inner)| inner == name)
                })
        };
        flat.iter().find(|(path, _)| path.ends_with(name) && names(path)).map_or("", |(_, value)| value)
    }
}

fn first<'f>(flat: &'f Flat, paths: &[&str]) -> Option<&'f str> {
    paths.iter().find_map(|path| flat.get(path))
}

/// A count of seconds (with or without a fraction), milliseconds, microseconds or nanoseconds since 1970: which, its size tells.
fn time_from_count(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let whole: i64 = whole.parse().ok()?;
    const SECONDS: i64 = 100_000_000_000;
    if whole < SECONDS {
        let micros: String = fraction.chars().chain("000000".chars()).take(6).collect();
        return whole.checked_mul(1_000_000)?.checked_add(micros.parse().ok()?);
    }
    Some(match whole / SECONDS {
        ..1_000 => whole * 1_000,
        1_000..1_000_000 => whole,
        _ => whole / 1_000,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with<T>(json: &str, ask: impl Fn(&'static Form, &Flat) -> T) -> T {
        let mut flat = Flat::default();
        flat.read(json).unwrap();
        ask(Form::of(&flat).unwrap(), &flat)
    }

    #[test]
    fn each_writer_is_understood() {
        for json in [
            r##"{"Event":{"#attributes":{"xmlns":"x"},"System":{"Provider":{"#attributes":{"Name":"P"}},"EventID":{"#attributes":{"Qualifiers":0},"#text":1},
                "EventRecordID":7,"TimeCreated":{"#attributes":{"SystemTime":"2024-03-04T08:00:00.123456Z"}},"Computer":"PC"},
                "EventData":{"A":"a"},"UserData":null}}"##,
            r#"{"Event":{"System":{"Provider_attributes":{"Name":"P"},"EventID":1,"EventRecordID":"7","TimeCreated_attributes":
                {"SystemTime":"2024-03-04T08:00:00.123456Z"},"Computer":"PC"},"UserData":{"EventXML":{"A":"a"}}}}"#,
            r#"{"System":{"Provider":{"Name":"P"},"EventID":{"Value":1},"EventRecordID":7,"TimeCreated":{"SystemTime":1709539200.123456},
                "Computer":"PC"},"EventData":{"A":"a"}}"#,
            r#"{"@timestamp":"2024-03-04T08:00:00.123456Z","message":"m","winlog":{"provider_name":"P","event_id":"1","record_id":7,"computer_name":"PC",
                "event_data":{"A":"a"}},"host":{"name":"collector"}}"#,
            r#"{"_index":"i","_source":{"@timestamp":"2024-03-04T08:00:00.123456Z","event_id":1,"source_name":"P","record_number":"7","computer_name":"PC",
                "event_data":{"A":"a"}}}"#,
            r#"{"EventTime":"2024-03-04 10:00:00","Hostname":"PC","EventID":1,"SourceName":"P","RecordNumber":7,"A":"a",
                "@timestamp":"2024-03-04T08:00:00.123456Z","EventReceivedTime":"2024-03-04 10:00:02"}"#,
        ] {
            with(json, |form, flat| {
                let time = form.time(flat);
                assert_eq!(time, Time::Known(1_709_539_200_123_456), "{json}");
                form.with_record(flat, time, |record| {
                    let head = (record.provider, record.event_id, record.record_id, record.computer);
                    assert_eq!(head, ("P", "1", "7", "PC"), "{json}");
                    assert_eq!(((record.field)("A"), (record.field)("B")), ("a", ""), "{json}");
                });
            });
        }
        let mut flat = Flat::default();
        flat.read(r#"{"id":4624,"event":"logon"}"#).unwrap();
        assert!(Form::of(&flat).is_none());
    }

    #[test]
    fn a_time_without_a_zone_is_known_as_such() {
        let json = r#"{"EventID":1,"EventTime":"2024-03-04 08:00:00"}"#;
        assert_eq!(with(json, Form::time), Time::WithoutZone(1_709_539_200_000_000));
        assert_eq!(with(r#"{"EventID":1,"EventTime":"soon"}"#, Form::time), Time::Unknown);
    }

    #[test]
    fn counts_are_told_by_their_size() {
        let micros = Some(1_709_539_200_123_000);
        for text in ["1709539200.123", "1709539200123", "1709539200123000", "1709539200123000000"] {
            assert_eq!(time_from_count(text), micros, "{text}");
        }
        assert_eq!(time_from_count("now"), None);
    }
}
