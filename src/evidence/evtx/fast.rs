//! The fast way: a record's row from the values of its template instances, through plans.

use super::kinds::Kinds;
use super::layout::{LAST_FILETIME, RecordAt};
use super::plan::{FieldPlan, RecordPlan, Source, System, literal};
use super::plans::Plans;
use super::tally::Tally;
use super::texts::decode;
use super::values::{Instance, Texts, Value, kind};
use crate::evidence::batch::Batch;
use crate::evidence::filetime::micros_from_filetime;
use crate::evidence::row::{Fields, RowHead, number_from_text};
use crate::model::events::{EventStore, Place};
use crate::model::facts::{EventKind, Slot};
use crate::model::strings::{StringId, Strings};

/// What became of a record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Outcome {
    /// A row was made.
    Kept,
    /// Another event id.
    OtherEvent,
    /// The event id of another provider.
    OtherProvider,
    /// No believable time.
    NoTime,
    /// Not fully understood: it takes the general way.
    Unclear,
}

/// Reads records of one chunk after another.
#[derive(Default)]
pub(super) struct FastReader {
    record_plans: Plans<(), RecordPlan>,
    field_plans: Plans<FieldsOf, FieldPlan>,
    values: Vec<Value>,
    fields: Fields,
    texts: Texts,
    tally: Tally,
}

/// The places of the computer's name, the user and the channel in the caches, after those of the slots.
const COMPUTER: usize = Slot::COUNT;
const USER: usize = COMPUTER + 1;
const CHANNEL: usize = USER + 1;

impl FastReader {
    /// Before the first chunk of a batch.
    pub fn begin_batch(&mut self) {
        self.texts.clear();
    }

    /// Before the first record of a chunk.
    pub fn begin_chunk(&mut self) {
        self.record_plans.begin_chunk();
        self.field_plans.begin_chunk();
    }

    /// Reads `record` of `chunk`, whose row's place is `place`, into `store`.
    pub fn read(&mut self, chunk: &[u8], record: RecordAt, place: Place, store: &mut EventStore) -> Outcome {
        match self.try_read(chunk, record, place, store) {
            Some((outcome, definition, id)) => {
                self.tally.count(definition, id);
                outcome
            }
            None => Outcome::Unclear,
        }
    }

    /// After the last record of a chunk: what was counted of it goes into the ledger.
    pub fn end_chunk(&mut self, batch: &mut Batch) {
        self.tally.end_chunk(&batch.store.strings, &mut batch.ledger.census);
    }

    /// What became of the record, its template definition and its event id.
    fn try_read(
        &mut self,
        chunk: &[u8],
        record: RecordAt,
        place: Place,
        store: &mut EventStore,
    ) -> Option<(Outcome, usize, u32)> {
        let kinds = Kinds::get();
        let instance = Instance::read(chunk, record.xml_start()..record.xml_end())?;
        let Self { record_plans, field_plans, values, fields, texts, tally } = self;
        let definition = instance.definition;
        let plan = record_plans.get(chunk, definition, (), || RecordPlan::read(chunk, definition))?;

        let id = match plan.system(System::EventId) {
            Source::Value(number) => instance.value(chunk, *number)?.number(chunk, &mut texts.scratch)??,
            Source::Literal(text) => {
                decode(literal(chunk, definition, text)?, &mut texts.scratch);
                number_from_text(&texts.scratch)?
            }
            _ => return None,
        };
        let event_id = u32::try_from(id).unwrap_or(u32::MAX);
        if !tally.knows(definition, event_id) {
            let channel = match plan.system(System::Channel) {
                Source::Absent => StringId::NONE,
                Source::Value(number) => {
                    instance.value(chunk, *number)?.text(chunk, CHANNEL, texts, &mut store.strings)?
                }
                Source::Literal(text) => {
                    Part::Literal(literal(chunk, definition, text)?).text(chunk, CHANNEL, texts, &mut store.strings)?
                }
                Source::Mixed => return None,
            };
            tally.learn(definition, event_id, channel);
        }
        if !kinds.wants(id) {
            return Some((Outcome::OtherEvent, definition, event_id));
        }
        if plan.holds_fields || plan.dependencies.iter().any(|&on| instance.value(chunk, on).is_none_or(Value::is_null))
        {
            return None;
        }

        instance.values(chunk, plan.needed, values)?;
        let system = |field| match plan.system(field) {
            Source::Absent => Some(Part::Value(Value::default())),
            Source::Value(number) => Some(Part::Value(values.get(usize::from(*number)).copied().unwrap_or_default())),
            Source::Literal(text) => Some(Part::Literal(literal(chunk, definition, text)?)),
            Source::Mixed => None,
        };
        let provider = match system(System::Provider)? {
            Part::Literal(text) => text,
            Part::Value(value) if value.kind() == kind::STRING && value.len().is_multiple_of(2) => value.raw(chunk),
            Part::Value(_) => return None,
        };
        let Some(event) = kinds.find(provider, id) else { return Some((Outcome::OtherProvider, definition, event_id)) };
        let time = match system(System::Time)? {
            Part::Value(value) if value.kind() == kind::FILETIME => {
                let filetime = u64::from_le_bytes(*value.raw(chunk).first_chunk::<8>()?);
                // Later ones are not written as they are.
                (filetime <= LAST_FILETIME).then(|| micros_from_filetime(filetime))?
            }
            _ => return None,
        };
        let record_id = system(System::RecordId)?.number(chunk, texts)?.unwrap_or(record.id);
        let computer = system(System::Computer)?.text(chunk, COMPUTER, texts, &mut store.strings)?;
        let user = match event.facts().account_is_user {
            true => system(System::User)?.text(chunk, USER, texts, &mut store.strings)?,
            false => StringId::NONE,
        };
        let nested = match &plan.nested {
            Source::Absent => Value::default(),
            Source::Value(number) => values.get(usize::from(*number)).copied().unwrap_or_default(),
            _ => return None,
        };

        fields.clear();
        if nested.kind() == kind::XML && nested.len() > 0 {
            let instance = Instance::read(chunk, nested.at()..nested.at() + nested.len())?;
            let of = FieldsOf { event, in_user_data: plan.in_user_data };
            let plan = field_plans.get(chunk, instance.definition, of, || {
                FieldPlan::read(chunk, instance.definition, of.event, of.in_user_data)
            })?;
            instance.values(chunk, plan.needed, values)?;
            let is_null = |number: u16| values.get(usize::from(number)).is_some_and(|value| value.is_null());
            let is_xml = |number: u16| values.get(usize::from(number)).is_some_and(|value| value.kind() == kind::XML);
            // Elements beside the fields could hold fields.
            if plan.dependencies.iter().any(|&on| is_null(on)) || plan.beside.iter().any(|&number| is_xml(number)) {
                return None;
            }
            for (slot, source) in &plan.slots {
                let part = match source {
                    Source::Value(number) => Part::Value(values.get(usize::from(*number)).copied().unwrap_or_default()),
                    Source::Literal(text) => Part::Literal(literal(chunk, instance.definition, text)?),
                    Source::Absent | Source::Mixed => return None,
                };
                if slot.holds_number() {
                    fields.set_number(*slot, part.number(chunk, texts)?);
                } else {
                    fields.set_text(*slot, part.text(chunk, *slot as usize, texts, &mut store.strings)?);
                }
            }
        } else if !nested.is_null() && nested.kind() != kind::XML {
            return None;
        }
        let head = RowHead { kind: event, time: Some(time), written: record.time(), record_id, place, computer, user };
        Some((if head.push(fields, store) { Outcome::Kept } else { Outcome::NoTime }, definition, event_id))
    }
}

/// A field's value: an instance's value, or text in the definition.
enum Part<'a> {
    Value(Value),
    Literal(&'a [u8]),
}

impl Part<'_> {
    fn number(&self, chunk: &[u8], texts: &mut Texts) -> Option<Option<u64>> {
        match self {
            Self::Value(value) => value.number(chunk, &mut texts.scratch),
            Self::Literal(text) => {
                decode(text, &mut texts.scratch);
                Some(number_from_text(&texts.scratch))
            }
        }
    }

    fn text(&self, chunk: &[u8], place: usize, texts: &mut Texts, strings: &mut Strings) -> Option<StringId> {
        match self {
            Self::Value(value) => value.text(chunk, place, texts, strings),
            Self::Literal(text) => texts.utf16.intern(text, place, strings, |raw, text| {
                decode(raw, text);
                true
            }),
        }
    }
}

/// What a field plan is of, beside the definition.
#[derive(Clone, Copy, PartialEq, Eq)]
struct FieldsOf {
    event: EventKind,
    in_user_data: bool,
}
