//! Canvases: as sharp as the screen, drawn at most once a frame, in the colours of the theme.

use leptos::html::{Canvas, ElementType};
use leptos::prelude::*;
use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{
    CanvasRenderingContext2d, CssStyleDeclaration, Element, HtmlCanvasElement, ResizeObserver, ResizeObserverEntry,
};

/// Width and height of an element's content in CSS pixels, kept true.
pub fn size_of<E>(node: NodeRef<E>) -> ReadSignal<(f64, f64)>
where
    E: ElementType + 'static,
    E::Output: JsCast + Clone + AsRef<Element> + 'static,
{
    let (size, set_size) = signal((0.0, 0.0));
    Effect::new(move |_| {
        let Some(element) = node.get() else { return };
        let resized = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
            if let Ok(entry) = entries.get(0).dyn_into::<ResizeObserverEntry>() {
                let at = entry.content_rect();
                // The element may outlive its component by a moment.
                set_size.try_set((at.width(), at.height()));
            }
        });
        if let Ok(observer) = ResizeObserver::new(resized.into_js_value().unchecked_ref()) {
            observer.observe(element.as_ref());
        }
    });
    size
}

/// What a drawing is made with.
pub struct Pen {
    /// In CSS pixels, cleared.
    pub context: CanvasRenderingContext2d,
    /// CSS pixels.
    pub width: f64,
    /// CSS pixels.
    pub height: f64,
    styles: Option<CssStyleDeclaration>,
}

impl Pen {
    /// A colour of the theme, by its token: `--accent`.
    pub fn colour(&self, token: &str) -> String {
        let value = self.styles.as_ref().and_then(|styles| styles.get_property_value(token).ok());
        value.map(|value| value.trim().to_owned()).unwrap_or_default()
    }

    /// Fills follow in this colour of the theme.
    pub fn fill_with(&self, token: &str) {
        self.context.set_fill_style_str(&self.colour(token));
    }

    /// Strokes follow in this colour of the theme.
    pub fn stroke_with(&self, token: &str) {
        self.context.set_stroke_style_str(&self.colour(token));
    }

    /// A filled rectangle.
    pub fn rect(&self, x: f64, y: f64, width: f64, height: f64) {
        self.context.fill_rect(x, y, width, height);
    }

    /// Text; what cannot be drawn is left out.
    pub fn text(&self, text: &str, x: f64, y: f64) {
        let _ = self.context.fill_text(text, x, y);
    }

    /// Nothing is drawn outside the rectangle while `draw` runs.
    pub fn within(&self, x: f64, y: f64, width: f64, height: f64, draw: impl FnOnce()) {
        self.context.save();
        self.context.begin_path();
        self.context.rect(x, y, width.max(0.0), height.max(0.0));
        self.context.clip();
        draw();
        self.context.restore();
    }
}

/// The fonts of canvases: the page's own.
pub const FONT: &str = "11px ui-sans-serif, system-ui, 'Segoe UI', Roboto, sans-serif";
/// For what stands out.
pub const FONT_STRONG: &str = "600 12px ui-sans-serif, system-ui, 'Segoe UI', Roboto, sans-serif";

/// Draws the canvas in the frame after anything that `depends` reads has changed, or its size, or the theme.
pub fn paint(
    canvas: NodeRef<Canvas>,
    size: ReadSignal<(f64, f64)>,
    depends: impl Fn() + 'static,
    draw: impl Fn(&Pen) + 'static,
) {
    let dark = super::theme::theme().dark();
    let waiting = Rc::new(Cell::new(false));
    let draw = Rc::new(draw);
    let alive = Arc::new(AtomicBool::new(true));
    on_cleanup({
        let alive = alive.clone();
        move || alive.store(false, Ordering::Relaxed)
    });
    Effect::new(move |_| {
        depends();
        dark.track();
        size.track();
        canvas.track();
        if waiting.replace(true) {
            return;
        }
        let (waiting, draw, alive) = (waiting.clone(), draw.clone(), alive.clone());
        request_animation_frame(move || {
            waiting.set(false);
            if !alive.load(Ordering::Relaxed) {
                return;
            }
            if let Some(pen) = canvas.get_untracked().and_then(|canvas| pen(&canvas, size.get_untracked())) {
                untrack(|| draw(&pen));
            }
        });
    });
}

/// A cleared canvas of as many device pixels as it covers.
fn pen(canvas: &HtmlCanvasElement, (width, height): (f64, f64)) -> Option<Pen> {
    if width < 1.0 || height < 1.0 {
        return None;
    }
    let scale = window().device_pixel_ratio().max(1.0);
    let (columns, lines) = ((width * scale).round() as u32, (height * scale).round() as u32);
    if (canvas.width(), canvas.height()) != (columns, lines) {
        canvas.set_width(columns);
        canvas.set_height(lines);
    }
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    context.set_transform(scale, 0.0, 0.0, scale, 0.0, 0.0).ok()?;
    context.clear_rect(0.0, 0.0, width, height);
    let root = document().document_element()?;
    let styles = window().get_computed_style(&root).ok().flatten();
    Some(Pen { context, width, height, styles })
}
