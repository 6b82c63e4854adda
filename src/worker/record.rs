//! One record read again from its file: the one place where a row's place becomes text.

use super::engine::Engine;
use super::{slices, views};
use logonscope::evidence::evtx::{record_window, record_xml};
use logonscope::protocol::rows::{PlaceView, RecordText, RecordView};
use logonscope::protocol::{Message, View};
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

/// Reads the record of `record`'s first place that can be read, and shows it.
pub fn show(engine: &Engine, mut record: RecordView) {
    let handle = |place: &PlaceView| engine.borrow().handles.get(&place.file).cloned();
    let places: Vec<(PlaceView, File)> =
        record.places.iter().filter_map(|place| Some((place.clone(), handle(place)?))).collect();
    spawn_local(async move {
        let mut trouble = None;
        for (place, file) in places {
            match text(&file, &place).await {
                Ok(xml) => {
                    record.text = RecordText::Xml(xml);
                    // What is shown comes from the first of the places.
                    record.places.sort_by_key(|other| *other != place);
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

/// The record at `place` of `file`, as XML.
///
/// # Errors
/// The file changed or vanished since it was picked, or the record is damaged.
async fn text(file: &File, place: &PlaceView) -> Result<String, Message> {
    let window = record_window(place.offset, file.size() as u64);
    let read = match slices::begin(file, window.start as f64, window.end as f64) {
        Ok(read) => read.finish().await,
        Err(cause) => Err(cause),
    };
    let read = read.map_err(|cause| Message {
        text: format!("{} can no longer be read.", file.name()),
        hint: format!("It was changed, moved or locked since it was picked; add it again. {cause}"),
    })?;
    let mut bytes = vec![0; read.len()];
    read.copy(0, &mut bytes);
    record_xml(&bytes, window, place.offset, place.record_id).map_err(|error| Message {
        text: format!("{}, byte {}: {error}.", file.name(), place.offset),
        hint: String::new(),
    })
}
