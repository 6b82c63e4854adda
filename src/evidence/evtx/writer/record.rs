//! What one record says, before it is bytes.

use super::value::{Guid, Sid, Value};
use std::borrow::Cow;

/// Who writes events.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Provider<'a> {
    /// `Provider@Name`.
    pub name: &'a str,
    /// `Provider@Guid`.
    pub guid: Guid,
    /// Whether name, GUID and channel stand in the outer template as text, as the event log's own events have them, or come
    /// as values, as today's Security log has them. Both are real; what they say is the same.
    pub in_template: bool,
    /// `Provider@EventSourceName`, which services from before Windows Vista have. Only written with [`Provider::in_template`].
    pub event_source: Option<&'a str>,
}

impl Provider<'static> {
    /// The provider of the Security log's audit events.
    pub const SECURITY_AUDITING: Self = Self {
        name: "Microsoft-Windows-Security-Auditing",
        guid: Guid::from_u128(0x54849625_5478_4994_a5ba_3e3b0328c30d),
        in_template: false,
        event_source: None,
    };
    /// The event log itself (1102, 104).
    pub const EVENT_LOG: Self = Self {
        name: "Microsoft-Windows-Eventlog",
        guid: Guid::from_u128(0xfc65ddd8_d6ef_4962_83d5_6e5cfe9ce148),
        in_template: true,
        event_source: None,
    };
}

/// The event's own part.
#[derive(Clone, PartialEq, Debug)]
pub enum EventData<'a> {
    /// `EventData` with one `Data` a value, in this order; a name of "" leaves the `Name` attribute out.
    Named(Vec<(&'a str, Value<'a>)>),
    /// `UserData` with one element named `root` and an element a value in it.
    User {
        /// The element's name.
        root: &'a str,
        /// Its `xmlns`.
        namespace: &'a str,
        /// Elements in it.
        fields: Vec<(&'a str, Value<'a>)>,
    },
    /// Neither: the record ends with `System`.
    Nothing,
}

/// One record. [`Record::new`] and the constructors of [`super::security`] fill in what Windows does.
#[derive(Clone, PartialEq, Debug)]
pub struct Record<'a> {
    /// `Provider`.
    pub provider: Provider<'a>,
    /// `EventID`.
    pub event_id: u16,
    /// `EventID@Qualifiers`, if any.
    pub qualifiers: Option<u16>,
    /// `Version`.
    pub version: u8,
    /// `Level`.
    pub level: u8,
    /// `Task`.
    pub task: u16,
    /// `Opcode`.
    pub opcode: u8,
    /// `Keywords`.
    pub keywords: u64,
    /// `TimeCreated@SystemTime` and the record's own time, µs since 1970, UTC.
    pub time: i64,
    /// `EventRecordID` and the record's own id; the one after the last if `None`.
    pub record_id: Option<u64>,
    /// `Correlation@ActivityID`, if any.
    pub activity: Option<Guid>,
    /// `Correlation@RelatedActivityID`, if any.
    pub related_activity: Option<Guid>,
    /// `Execution@ProcessID`.
    pub process_id: u32,
    /// `Execution@ThreadID`.
    pub thread_id: u32,
    /// `Channel`.
    pub channel: Cow<'a, str>,
    /// `Computer`.
    pub computer: Cow<'a, str>,
    /// `Security@UserID`, if any.
    pub security_user: Option<Sid>,
    /// `EventData` or `UserData`.
    pub data: EventData<'a>,
}

impl<'a> Record<'a> {
    /// Event `event_id` of `provider` in `channel` with `data`: level 4, no keywords, time 0, no computer, the next record id.
    pub fn new(provider: Provider<'a>, event_id: u16, channel: impl Into<Cow<'a, str>>, data: EventData<'a>) -> Self {
        Self {
            provider,
            event_id,
            qualifiers: None,
            version: 0,
            level: 4,
            task: 0,
            opcode: 0,
            keywords: 0x8000_0000_0000_0000,
            time: 0,
            record_id: None,
            activity: None,
            related_activity: None,
            process_id: 624,
            thread_id: 2456,
            channel: channel.into(),
            computer: Cow::Borrowed(""),
            security_user: None,
            data,
        }
    }

    /// The same, written by `computer`.
    #[must_use]
    pub fn on(mut self, computer: impl Into<Cow<'a, str>>) -> Self {
        self.computer = computer.into();
        self
    }

    /// The same, at `time` µs since 1970.
    #[must_use]
    pub fn at(mut self, time: i64) -> Self {
        self.time = time;
        self
    }

    /// The same with the record id `id`.
    #[must_use]
    pub fn numbered(mut self, id: u64) -> Self {
        self.record_id = Some(id);
        self
    }

    /// The value of the field `name`.
    pub fn field(&self, name: &str) -> Option<&Value<'a>> {
        self.fields().iter().find(|(field, _)| *field == name).map(|(_, value)| value)
    }

    /// The same with the field `name` holding `value`; unchanged if it has no such field.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value<'a>>) -> Self {
        if let EventData::Named(fields) | EventData::User { fields, .. } = &mut self.data
            && let Some((_, field)) = fields.iter_mut().find(|(field, _)| *field == name)
        {
            *field = value.into();
        }
        self
    }

    /// Its fields in their order.
    pub fn fields(&self) -> &[(&'a str, Value<'a>)] {
        match &self.data {
            EventData::Named(fields) | EventData::User { fields, .. } => fields,
            EventData::Nothing => &[],
        }
    }
}
