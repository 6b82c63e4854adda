//! One record read again from its file: the one place where a row's place becomes text.
//!
//! A log that is a file of its own is gone to directly, here. One that is packed has to be unpacked to the record, which may take long:
//! that is done by a worker of its own, so that everything else is answered meanwhile. Whoever asks for another record wants the
//! one before no longer: its worker is ended, unless it ends by itself in a moment.

use super::blob::BlobSource;
use super::engine::Engine;
use super::pool::{Event, News, Pool, Task};
use super::wire::Answer;
use super::{scope, views};
use logonscope::evidence::walk::{self, is_at_hand, record_text};
use logonscope::protocol::rows::{PlaceView, RecordText, RecordView};
use logonscope::protocol::{Message, View};
use logonscope::sorting::InOrder;
use serde::{Deserialize, Serialize};
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

/// Milliseconds in which a worker may still end what nobody wants any more.
const PATIENCE: i32 = 200;
/// Milliseconds between two looks at whether the worker has fallen silent.
const LOOK: i32 = 1_000;
/// What was read is told each time that so many bytes more were.
const TOLD: f64 = 4.0 * 1024.0 * 1024.0;

/// A place in a file: where the log is in it, where the record is in the log, and how the two are called.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Place {
    /// The log's path in the file; empty if it is the file.
    inside: String,
    /// The log's path.
    path: String,
    /// Decimal digits: numbers of JavaScript are too coarse.
    offset: String,
    /// The same.
    record_id: String,
}

/// Records are sought one at a time.
pub struct Seeking {
    /// Who unpacks.
    readers: Pool,
    /// Counts those that were wanted.
    number: u32,
    /// The one that is wanted, until it is shown.
    record: Option<RecordView>,
    /// Its places that were not tried yet, the next one last.
    places: Vec<(Place, PlaceView, File)>,
    /// Why it was not at the first of them.
    trouble: Option<Message>,
    /// Bytes that were read to unpack it, and those that were told.
    bytes: f64,
    told: f64,
    /// Whether somebody looks at whether the worker has fallen silent.
    watched: bool,
}

impl Seeking {
    /// Nothing is sought. What the worker does is to be handed to [`receive`].
    pub fn new(on_event: impl Fn(u32, Event) + 'static) -> Self {
        let readers = Pool::of(1, on_event);
        Self {
            readers,
            number: 0,
            record: None,
            places: Vec::new(),
            trouble: None,
            bytes: 0.0,
            told: 0.0,
            watched: false,
        }
    }

    /// Shows the record that is wanted.
    fn show(&mut self, text: RecordText) {
        if let Some(record) = self.record.take() {
            views::show(&View::Record(RecordView { text, ..record }));
        }
    }

    /// What came of the place that was tried last.
    fn came(&mut self, text: RecordText) {
        match text {
            RecordText::Missing(message) => self.trouble = self.trouble.take().or(Some(message)),
            text => self.show(text),
        }
    }

    /// Tries the next place, if nothing else has to be waited for.
    fn go_on(&mut self) {
        while self.record.is_some() {
            let Some((place, shown, file)) = self.places.last() else {
                let trouble = self.trouble.take().unwrap_or_else(|| Message {
                    text: "The record’s file is no longer in the case.".to_owned(),
                    hint: String::new(),
                });
                return self.show(RecordText::Missing(trouble));
            };
            if let Some(record) = &mut self.record {
                // What is shown comes from the first of the places.
                record.places.order_by_key(|other| other != shown);
            }
            if is_at_hand(&BlobSource::new(file, |_| ()), file.size() as u64, &place.inside) {
                let text = text(place, file, |_| ());
                self.places.pop();
                self.came(text);
                continue;
            }
            if let Err(cause) = self.readers.fill() {
                self.places.pop();
                self.came(RecordText::Missing(unable(cause)));
                continue;
            }
            // A worker that is not there yet, or still at another, says so when it is.
            let Some(at) = self.readers.room_for_record() else { return self.tell() };
            self.readers.give(at, Task::Record(self.number, place.clone()), file);
            self.places.pop();
            return self.tell();
        }
    }

    /// Shows what is known but the text, and how much was read to come to it.
    fn tell(&mut self) {
        self.told = self.bytes;
        if let Some(record) = &self.record {
            let text = RecordText::Unpacking(self.bytes as u64);
            views::show(&View::Record(RecordView { text, ..record.clone() }));
        }
    }

    fn take(&mut self, news: News) {
        match news {
            News::Alive(Task::Record(number, _), bytes) if number == self.number => {
                self.bytes += bytes;
                if self.bytes >= self.told + TOLD {
                    self.tell();
                }
                return;
            }
            News::Answer(Task::Record(number, _), answer, _) if number == self.number => match answer {
                Answer::Record { text, .. } => self.came(text),
                _ => self.came(RecordText::Missing(unable("Its answer was not understood.".to_owned()))),
            },
            News::Lost(tasks, cause) => {
                let is_of_this =
                    |(task, _): &(Task, bool)| matches!(task, Task::Record(number, _) if *number == self.number);
                if tasks.iter().any(is_of_this) {
                    self.came(RecordText::Missing(unable(cause)));
                }
            }
            News::Broken(cause) => {
                self.places.clear();
                self.came(RecordText::Missing(unable(cause)));
            }
            _ => {}
        }
        self.go_on();
    }
}

fn unable(cause: String) -> Message {
    Message { text: "The worker that unpacks the record stopped.".to_owned(), hint: cause }
}

/// Reads the record of `record`'s first place that can be read, and shows it.
pub fn show(engine: &Engine, record: RecordView) {
    let mut state = engine.borrow_mut();
    let place = |shown: &PlaceView| {
        let known = state.case.files().get(shown.file)?;
        let file = state.handles.get(&known.archive.unwrap_or(shown.file)).cloned()?;
        let (offset, record_id) = (shown.offset.to_string(), shown.record_id.to_string());
        let place = Place { inside: known.inside.clone(), path: shown.path.clone(), offset, record_id };
        Some((place, shown.clone(), file))
    };
    let mut places: Vec<_> = record.places.iter().filter_map(place).collect();
    places.reverse();
    // Those that need no unpacking are tried first, and so stand last.
    places.order_by_key(|(place, ..)| place.inside.is_empty());
    let seeking = &mut state.seeking;
    seeking.number = seeking.number.wrapping_add(1);
    (seeking.record, seeking.places, seeking.trouble) = (Some(record), places, None);
    (seeking.bytes, seeking.told) = (0.0, 0.0);
    if seeking.readers.is_busy() {
        spawn_local(end_the_old(engine.clone(), seeking.number));
    }
    seeking.go_on();
    if seeking.record.is_some() && !std::mem::replace(&mut seeking.watched, true) {
        spawn_local(watch(engine.clone()));
    }
}

/// Ends a worker that says nothing for too long, as long as a record is waited for.
async fn watch(engine: Engine) {
    loop {
        scope::wait(LOOK).await;
        let seeking = &mut engine.borrow_mut().seeking;
        if seeking.record.is_none() && !seeking.readers.is_busy() {
            seeking.watched = false;
            return;
        }
        if let Some(news) = seeking.readers.watch(f64::from(LOOK) / 1000.0) {
            seeking.take(news);
        }
    }
}

/// Something came from the worker that unpacks.
pub fn receive(engine: &Engine, name: u32, event: Event) {
    let seeking = &mut engine.borrow_mut().seeking;
    if let Some(news) = seeking.readers.receive(name, event) {
        seeking.take(news);
    }
}

/// Waits a moment; what is then still at an older record than `number` is ended.
async fn end_the_old(engine: Engine, number: u32) {
    scope::wait(PATIENCE).await;
    let seeking = &mut engine.borrow_mut().seeking;
    let is_old = |task: &Task| matches!(task, Task::Record(of, _) if *of != number);
    if seeking.number == number && !seeking.readers.stop(is_old).is_empty() {
        seeking.go_on();
    }
}

/// The record at a place of `file`; why not, if it cannot be read: the file changed or vanished since it was picked, or the record is
/// damaged. `on_read` is told how many bytes are read.
pub fn text(place: &Place, file: &File, on_read: impl Fn(f64)) -> RecordText {
    let Place { inside, path, offset, record_id } = place;
    let [offset, record_id] = [offset, record_id].map(|digits| digits.parse().unwrap_or(u64::MAX));
    let source = BlobSource::new(file, on_read);
    match record_text(&source, file.size() as u64, inside, offset, record_id) {
        Ok(walk::RecordText::Xml(xml)) => RecordText::Xml(xml),
        Ok(walk::RecordText::Json(json)) => RecordText::Json(json),
        Err(walk::RecordError::Unreadable(cause)) => RecordText::Missing(Message {
            text: format!("{} can no longer be read.", file.name()),
            hint: format!("It was changed, moved or locked since it was picked; add it again. {cause}"),
        }),
        Err(walk::RecordError::Record(error)) => {
            RecordText::Missing(Message { text: format!("{path}, byte {offset}: {error}."), hint: String::new() })
        }
    }
}
