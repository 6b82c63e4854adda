//! The picture as a file: what the screen shows, drawn once more at twice the screen's pixels, with a legend below.
//!
//! It is drawn on canvases of its own. So neither tools nor selection are in it, what is on the screen does not flicker, and a
//! graphics context that the browser took away does not matter as long as it gives another.

use super::looks::Telling;
use super::palette::Rgb;
use super::renderer::Renderer;
use super::stage::{Stage, set_pixels};
use logonscope::graph::scene::corners;
use logonscope::model::ways::{NO_WAY, WAYS};
use logonscope::protocol::NodeKind;
use logonscope::protocol::picture::Caption;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ImageEncodeOptions, OffscreenCanvas, OffscreenCanvasRenderingContext2d};

/// Pixels of the file for a pixel of the screen.
const FINER: f32 = 2.0;
/// Height of the legend, CSS pixels.
const BAND: f32 = 48.0;
/// More of it where colours tell how one logged on.
const BAND_OF_WAYS: f32 = 18.0;
/// No side gets more pixels than any graphics card draws; a larger picture is made coarser.
const MOST_PIXELS: f32 = 8_192.0;

/// Picture, names and legend on one sheet. The error says why there is none.
pub fn sheet(stage: &Stage, caption: &Caption) -> Result<OffscreenCanvas, String> {
    let (width, height) = (stage.flight.viewport().width, stage.flight.viewport().height);
    if !stage.flight.is_shown() {
        return Err("There is no graph.".to_owned());
    }
    let is_of_ways = stage.looks.telling() == Telling::Ways;
    let band = if is_of_ways { BAND + BAND_OF_WAYS } else { BAND };
    let density = (stage.density() * FINER).min(MOST_PIXELS / width.max(height + band));
    let (picture, names) = (canvas(width, height, density)?, canvas(width, height, density)?);
    stage.draw_apart(&mut Renderer::new(&picture)?, &pen(&names, density)?, density);

    let sheet = canvas(width, height + band, density)?;
    let pen = pen(&sheet, density)?;
    pen.set_fill_style_str(&stage.palette.css.background);
    pen.fill_rect(0.0, 0.0, f64::from(width), f64::from(height + band));
    for layer in [&picture, &names] {
        pen.draw_image_with_offscreen_canvas_and_dw_and_dh(layer, 0.0, 0.0, f64::from(width), f64::from(height))
            .map_err(|_| "The browser could not copy the picture.".to_owned())?;
    }
    draw_legend(&pen, stage, caption);
    if is_of_ways {
        draw_ways(&pen, stage, f64::from(height) + 52.0);
    }
    Ok(sheet)
}

/// The sheet as a file that is yet to come: a PNG, or a JPEG of high quality.
pub fn written(sheet: &OffscreenCanvas, jpeg: bool) -> Result<js_sys::Promise, JsValue> {
    let options = ImageEncodeOptions::new();
    options.set_type(if jpeg { "image/jpeg" } else { "image/png" });
    options.set_quality(0.92);
    sheet.convert_to_blob_with_options(&options)
}

fn canvas(width: f32, height: f32, density: f32) -> Result<OffscreenCanvas, String> {
    let canvas = OffscreenCanvas::new(1, 1).map_err(|_| "The browser offers no canvas.".to_owned())?;
    set_pixels(&canvas, width, height, density);
    Ok(canvas)
}

fn pen(canvas: &OffscreenCanvas, density: f32) -> Result<OffscreenCanvasRenderingContext2d, String> {
    let context = canvas.get_context("2d").ok().flatten().and_then(|context| context.dyn_into().ok());
    let pen: OffscreenCanvasRenderingContext2d = context.ok_or("The browser offers no canvas to draw on.")?;
    let _ = pen.scale(f64::from(density), f64::from(density));
    Ok(pen)
}

/// Shapes in words and what is drawn; below, whence it comes.
fn draw_legend(pen: &OffscreenCanvasRenderingContext2d, stage: &Stage, caption: &Caption) {
    let palette = &stage.palette;
    let (top, width) = (f64::from(stage.flight.viewport().height), f64::from(stage.flight.viewport().width));
    pen.set_fill_style_str(&css(palette.edge));
    pen.set_global_alpha(0.35);
    pen.fill_rect(0.0, top, width, 1.0);
    pen.set_global_alpha(1.0);
    pen.set_font(&format!("11px {}", palette.css.font));
    pen.set_text_baseline("middle");
    let (first, second) = (top + 16.0, top + 34.0);
    let mut x = 14.0;
    let keys = ["privileged", "account", "host", "domain", "policy change", "all failed"];
    for (words, kind) in keys.into_iter().zip(NodeKind::ALL.map(Some).into_iter().chain([None])) {
        let seldom = kind.filter(|kind| [NodeKind::Domain, NodeKind::PolicyChange].contains(kind));
        if seldom.is_some_and(|kind| !stage.scene.graph().nodes.iter().any(|node| node.kind == kind)) {
            continue;
        }
        draw_key(pen, stage, kind, (x + 6.0, first));
        x += if kind.is_none() { 26.0 } else { 17.0 };
        pen.set_fill_style_str(&palette.css.ink_2);
        let _ = pen.fill_text(words, x, first);
        x += pen.measure_text(words).map_or(60.0, |size| size.width()) + 14.0;
    }
    let _ = pen.fill_text_with_max_width(&caption.what, x + 6.0, first, (width - x - 20.0).max(40.0));
    let _ = pen.fill_text_with_max_width(&caption.whence, 14.0, second, (width - 28.0).max(40.0));
}

/// Lines of each way of logging on that is there, in words.
fn draw_ways(pen: &OffscreenCanvasRenderingContext2d, stage: &Stage, y: f64) {
    let mut x = 14.0;
    let colours =
        stage.palette.css.ways.iter().zip(WAYS.map(|way| way.name)).chain([(&stage.palette.css.ink_3, NO_WAY)]);
    for (class, (colour, name)) in (1u8..).zip(colours) {
        // What has none comes last.
        if !stage.looks.ways.contains(&(class % 7)) {
            continue;
        }
        pen.set_fill_style_str(colour);
        pen.fill_rect(x, y - 1.0, 18.0, 2.0);
        pen.set_fill_style_str(&stage.palette.css.ink_2);
        let _ = pen.fill_text(name, x + 23.0, y);
        x += 37.0 + pen.measure_text(name).map_or(60.0, |size| size.width());
    }
}

fn draw_key(pen: &OffscreenCanvasRenderingContext2d, stage: &Stage, kind: Option<NodeKind>, (x, y): (f64, f64)) {
    let palette = &stage.palette;
    pen.set_line_width(1.8);
    pen.begin_path();
    let colours =
        kind.and_then(|kind| Some((kind, palette.strokes.get(kind as usize)?, palette.fills.get(kind as usize)?)));
    let Some((kind, stroke, fill)) = colours else {
        // The line of what all failed.
        let colour = if stage.looks.telling() == Telling::Ways { palette.edge } else { palette.failed };
        pen.set_stroke_style_str(&css(colour));
        for dash in [0.0, 7.0, 14.0] {
            pen.move_to(x - 6.0 + dash, y);
            pen.line_to(x - 2.0 + dash, y);
        }
        pen.stroke();
        return;
    };
    for (across, down) in corners(kind) {
        pen.line_to(x + f64::from(*across) * 5.5, y + f64::from(*down) * 5.5);
    }
    pen.close_path();
    if corners(kind).is_empty() {
        let _ = pen.arc(x, y, 4.5, 0.0, std::f64::consts::TAU);
    }
    pen.set_fill_style_str(&css(*fill));
    pen.fill();
    pen.set_stroke_style_str(&css(*stroke));
    pen.stroke();
    if kind == NodeKind::PrivilegedAccount {
        pen.begin_path();
        let _ = pen.arc(x, y, 1.8, 0.0, std::f64::consts::TAU);
        pen.set_fill_style_str(&css(*stroke));
        pen.fill();
    }
}

fn css(colour: Rgb) -> String {
    let [red, green, blue] = colour.map(|part| (part * 255.0).round());
    format!("rgb({red} {green} {blue})")
}
