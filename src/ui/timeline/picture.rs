//! Saves the timeline as it is seen: what is in sight, with a legend, as PNG or SVG.

use super::state::Sheet;
use crate::ui::case::Case;
use crate::ui::drawing::pen_on;
use crate::ui::graph_picture::whence;
use gloo_file::Blob;
use leptos::prelude::*;
use logonscope::export::svg_pen::SvgPen;
use logonscope::screen::heat_map::scene::Scene;
use logonscope::screen::heat_map::sheet::{draw, part_in_sight, size};
use logonscope::screen::scores::named;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::HtmlCanvasElement;

/// Pixels of the PNG for a pixel of the screen.
const FINER: f64 = 2.0;

/// Draws it and lets the browser save it; says why if it cannot.
pub fn save_picture(case: Case, svg: bool) {
    spawn_local(async move {
        let made = if svg { as_svg(case) } else { as_png(case).await };
        let name = case.file_name(if svg { "timeline.svg" } else { "timeline.png" });
        let saved = made
            .and_then(|picture| crate::ui::save::save(&name, picture).map_err(|_| "The browser refused the download."));
        if let Err(why) = saved {
            case.say("The picture of the timeline could not be made.", why);
        }
    });
}

/// Gives `make` what is in sight; the error says why there is none.
fn with_sight<T>(case: Case, make: impl FnOnce(&Scene<'_>, &str, &str) -> T) -> Result<T, &'static str> {
    const NONE: &str = "Open the timeline first: what it shows is saved.";
    let sheet: Sheet = case.sheet.get_value().ok_or(NONE)?;
    let extent = sheet.extent.get_untracked().ok_or(NONE)?;
    let look = part_in_sight(&sheet.look.get_untracked(), extent.lines);
    if look.size.0 < 1.0 {
        return Err(NONE);
    }
    let (lines, columns) = (look.lines(extent.lines), look.columns(extent.columns.len()));
    if !case.tiles.with_untracked(|tiles| tiles.has(lines, columns)) {
        return Err("Parts of what is in sight are still being made. Try again in a moment.");
    }
    let scores = case.tiles.with_untracked(|tiles| tiles.shape.scores);
    let mut what = format!("Logon events, scored by {}: {}", scores.title(), named(scores));
    case.filter.now.with_untracked(|filter| {
        if !filter.is_empty() {
            what.push_str(" · under a filter");
        }
        if !filter.text.is_empty() {
            what.push_str(": ");
            what.push_str(&logonscope::screen::words::visible(&filter.text));
        }
    });
    sheet.with_scene(&look, None, |scene| make(scene, &what, &whence(&case))).ok_or(NONE)
}

fn as_svg(case: Case) -> Result<Blob, &'static str> {
    let root = document().document_element().and_then(|root| window().get_computed_style(&root).ok().flatten());
    let colour = |token: &str| {
        let value = root.as_ref().and_then(|styles| styles.get_property_value(token).ok()).unwrap_or_default();
        value.trim().to_owned()
    };
    let bytes = with_sight(case, |scene, what, whence| {
        let pen = SvgPen::new(size(scene), what, &colour);
        draw(scene, what, whence, &pen);
        pen.into_bytes()
    })?;
    let bytes = bytes.map_err(|_| "The file could not be written.")?;
    Ok(Blob::new_with_options(&bytes[..], Some("image/svg+xml")))
}

async fn as_png(case: Case) -> Result<Blob, &'static str> {
    const NO_CANVAS: &str = "The browser offers no canvas to draw on.";
    let canvas = document().create_element("canvas").ok().and_then(|canvas| canvas.dyn_into().ok());
    let canvas: HtmlCanvasElement = canvas.ok_or(NO_CANVAS)?;
    with_sight(case, |scene, what, whence| {
        let pen = pen_on(&canvas, size(scene), FINER).ok_or(NO_CANVAS)?;
        draw(scene, what, whence, &pen);
        Ok::<(), &str>(())
    })??;
    let made = js_sys::Promise::new(&mut |made, _| {
        // A canvas that cannot be written gives nothing.
        let _ = canvas.to_blob(&made);
    });
    let made: JsValue = JsFuture::from(made).await.map_err(|_| NO_CANVAS)?;
    let blob: web_sys::Blob = made.dyn_into().map_err(|_| "The browser could not write the picture.")?;
    Ok(Blob::from(blob))
}
