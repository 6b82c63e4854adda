//! One record read again from its file: the one place where a row's place becomes text.

use super::blob::BlobSource;
use super::engine::Engine;
use super::{scope, views};
use logonscope::evidence::walk::{self, record_text};
use logonscope::protocol::rows::{PlaceView, RecordText, RecordView};
use logonscope::protocol::{Message, View};
use logonscope::sorting::InOrder;
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

/// A place of the record: the file that was picked, and the log's path in it if that is an archive.
struct At {
    place: PlaceView,
    file: File,
    inside: String,
}

/// Reads the record of `record`'s first place that can be read, and shows it.
pub fn show(engine: &Engine, mut record: RecordView) {
    let at = |place: &PlaceView| {
        let state = engine.borrow();
        let known = state.case.files().get(place.file)?;
        let file = state.handles.get(&known.archive.unwrap_or(place.file)).cloned()?;
        Some(At { place: place.clone(), file, inside: known.inside.clone() })
    };
    // A log that is a file of its own is gone to directly; one in an archive has to be unpacked to the record.
    let mut places: Vec<At> = record.places.iter().filter_map(at).collect();
    places.order_by_key(|at| !at.inside.is_empty());
    spawn_local(async move {
        let mut trouble = None;
        for at in places {
            // Other requests come in between.
            scope::turn().await;
            match text(&at) {
                Ok(text) => {
                    record.text = text;
                    // What is shown comes from the first of the places.
                    record.places.order_by_key(|other| *other != at.place);
                    return views::show(&View::Record(record));
                }
                Err(message) => trouble = trouble.or(Some(message)),
            }
        }
        record.text = RecordText::Missing(trouble.unwrap_or_else(|| Message {
            text: "The record’s file is no longer in the case.".to_owned(),
            hint: String::new(),
        }));
        views::show(&View::Record(record));
    });
}

/// The record at a place.
///
/// # Errors
/// The file changed or vanished since it was picked, or the record is damaged.
fn text(at: &At) -> Result<RecordText, Message> {
    let At { place, file, inside } = at;
    let source = BlobSource::new(file, |_| ());
    match record_text(&source, file.size() as u64, inside, place.offset, place.record_id) {
        Ok(walk::RecordText::Xml(xml)) => Ok(RecordText::Xml(xml)),
        Ok(walk::RecordText::Json(json)) => Ok(RecordText::Json(json)),
        Err(walk::RecordError::Unreadable(cause)) => Err(Message {
            text: format!("{} can no longer be read.", file.name()),
            hint: format!("It was changed, moved or locked since it was picked; add it again. {cause}"),
        }),
        Err(walk::RecordError::Record(error)) => {
            Err(Message { text: format!("{}, byte {}: {error}.", place.path, place.offset), hint: String::new() })
        }
    }
}
