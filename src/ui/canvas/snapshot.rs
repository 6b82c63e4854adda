//! The picture as a file: what the screen shows, drawn once more at twice the screen's pixels, with a legend below.
//!
//! It is drawn on canvases of its own. So neither tools nor selection are in it, what is on the screen does not flicker, and a
//! graphics context that the browser took away does not matter as long as it gives another. It is made in steps, between which the
//! page lives on: where a processor draws, copying a picture that is not finished would hold up everything until it is.

use super::gl;
use super::palette::Rgb;
use super::renderer::Renderer;
use super::stage::{Stage, set_pixels};
use leptos::prelude::document;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, WebGlSync};

/// Pixels of the file for a pixel of the screen.
const FINER: f32 = 2.0;
/// Height of the legend, CSS pixels.
const BAND: f32 = 48.0;
/// No side gets more pixels than any graphics card draws; a larger picture is made coarser.
const MOST_PIXELS: f32 = 8_192.0;

/// What stands in the legend beside the shapes.
pub struct Caption {
    /// What is drawn.
    pub what: String,
    /// Of which evidence, when, by which tool.
    pub whence: String,
}

/// A picture for a file, on its way.
pub struct Snapshot {
    density: f32,
    picture: HtmlCanvasElement,
    names: HtmlCanvasElement,
    renderer: Renderer,
    drawn: Option<WebGlSync>,
}

impl Snapshot {
    /// The canvases and the graphics context. The error says why there is none.
    pub fn begin(stage: &Stage) -> Result<Self, String> {
        let (width, height) = (stage.viewport.width, stage.viewport.height);
        let density = (stage.density() * FINER).min(MOST_PIXELS / width.max(height + BAND));
        let (picture, names) = (canvas(width, height, density)?, canvas(width, height, density)?);
        // The renderer finds this context on its canvas: what is drawn stays until it is copied.
        gl::lasting_context(&picture)?;
        let renderer = Renderer::new(&picture)?;
        Ok(Self { density, picture, names, renderer, drawn: None })
    }

    /// Draws names, and tells the graphics card what to draw.
    pub fn draw(&mut self, stage: &Stage) -> Result<(), String> {
        let pen = pen(&self.names, self.density)?;
        stage.draw_apart(&mut self.renderer, &pen, self.density);
        self.drawn = self.renderer.fence();
        Ok(())
    }

    /// Whether all is drawn.
    pub fn is_drawn(&self) -> Result<bool, String> {
        match &self.drawn {
            Some(drawn) => {
                self.renderer.has_passed(drawn).ok_or_else(|| "The graphics card was taken away.".to_owned())
            }
            None => Ok(true),
        }
    }

    /// The file: picture, names and legend on one sheet.
    pub fn finish(self, stage: &Stage, caption: &Caption) -> Result<HtmlCanvasElement, String> {
        let (width, height) = (stage.viewport.width, stage.viewport.height);
        let sheet = canvas(width, height + BAND, self.density)?;
        let pen = pen(&sheet, self.density)?;
        pen.set_fill_style_str(&stage.palette.css_background);
        pen.fill_rect(0.0, 0.0, f64::from(width), f64::from(height + BAND));
        for layer in [&self.picture, &self.names] {
            pen.draw_image_with_html_canvas_element_and_dw_and_dh(layer, 0.0, 0.0, f64::from(width), f64::from(height))
                .map_err(|_| "The browser could not copy the picture.".to_owned())?;
        }
        draw_legend(&pen, stage, caption);
        Ok(sheet)
    }
}

fn canvas(width: f32, height: f32, density: f32) -> Result<HtmlCanvasElement, String> {
    let made = document().create_element("canvas").ok().and_then(|element| element.dyn_into().ok());
    let canvas: HtmlCanvasElement = made.ok_or("The browser offers no canvas.")?;
    set_pixels(&canvas, width, height, density);
    Ok(canvas)
}

fn pen(canvas: &HtmlCanvasElement, density: f32) -> Result<CanvasRenderingContext2d, String> {
    let context = canvas.get_context("2d").ok().flatten().and_then(|context| context.dyn_into().ok());
    let pen: CanvasRenderingContext2d = context.ok_or("The browser offers no canvas to draw on.")?;
    let _ = pen.scale(f64::from(density), f64::from(density));
    Ok(pen)
}

/// Shapes in words and what is drawn; below, whence it comes.
fn draw_legend(pen: &CanvasRenderingContext2d, stage: &Stage, caption: &Caption) {
    let palette = &stage.palette;
    let (top, width) = (f64::from(stage.viewport.height), f64::from(stage.viewport.width));
    pen.set_fill_style_str(&css(palette.edge));
    pen.set_global_alpha(0.35);
    pen.fill_rect(0.0, top, width, 1.0);
    pen.set_global_alpha(1.0);
    pen.set_font(&format!("11px {}", palette.font));
    pen.set_text_baseline("middle");
    let (first, second) = (top + 16.0, top + 34.0);
    let mut x = 14.0;
    for (kind, words) in ["privileged", "account", "host", "all failed"].into_iter().enumerate() {
        draw_key(pen, stage, kind, (x + 6.0, first));
        x += if kind == 3 { 26.0 } else { 17.0 };
        pen.set_fill_style_str(&palette.css_ink_2);
        let _ = pen.fill_text(words, x, first);
        x += pen.measure_text(words).map_or(60.0, |size| size.width()) + 14.0;
    }
    let _ = pen.fill_text_with_max_width(&caption.what, x + 6.0, first, (width - x - 20.0).max(40.0));
    let _ = pen.fill_text_with_max_width(&caption.whence, 14.0, second, (width - 28.0).max(40.0));
}

fn draw_key(pen: &CanvasRenderingContext2d, stage: &Stage, kind: usize, (x, y): (f64, f64)) {
    let palette = &stage.palette;
    pen.set_line_width(1.8);
    pen.begin_path();
    let (Some(stroke), Some(fill)) = (palette.strokes.get(kind), palette.fills.get(kind)) else {
        // The line of what all failed.
        pen.set_stroke_style_str(&css(palette.failed));
        for dash in [0.0, 7.0, 14.0] {
            pen.move_to(x - 6.0 + dash, y);
            pen.line_to(x - 2.0 + dash, y);
        }
        pen.stroke();
        return;
    };
    if kind == 2 {
        pen.move_to(x, y - 5.5);
        for (across, down) in [(5.5, 0.0), (0.0, 5.5), (-5.5, 0.0)] {
            pen.line_to(x + across, y + down);
        }
        pen.close_path();
    } else {
        let _ = pen.arc(x, y, 4.5, 0.0, std::f64::consts::TAU);
    }
    pen.set_fill_style_str(&css(*fill));
    pen.fill();
    pen.set_stroke_style_str(&css(*stroke));
    pen.stroke();
    if kind == 0 {
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
