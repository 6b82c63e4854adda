//! Canvases: as sharp as the screen, drawn at most once a frame, in the colours of the theme.

use leptos::html::{Canvas, ElementType};
use leptos::prelude::*;
use logonscope::screen::pen::{self, Rect, Shape, Stand, Stroke};
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
}

impl pen::Pen for Pen {
    fn rects(&self, fill: &str, rects: &[Rect]) {
        if !rects.is_empty() {
            self.fill_with(fill);
        }
        for (x, y, width, height) in rects {
            self.rect(*x, *y, *width, *height);
        }
    }

    fn shape(&self, shape: Shape<'_>, fill: &str, stroke: Option<Stroke<'_>>) {
        self.context.begin_path();
        match shape {
            Shape::Rect((x, y, width, height)) => self.context.rect(x, y, width, height),
            Shape::Line(points) | Shape::Polygon(points) => {
                points.iter().for_each(|(x, y)| self.context.line_to(*x, *y))
            }
            Shape::Circle(x, y, radius) => drop(self.context.arc(x, y, radius, 0.0, std::f64::consts::TAU)),
        }
        if matches!(shape, Shape::Polygon(_)) {
            self.context.close_path();
        }
        if !fill.is_empty() {
            self.fill_with(fill);
            self.context.fill();
        }
        if let Some(Stroke { token, width, dashed }) = stroke {
            self.stroke_with(token);
            self.context.set_line_width(width);
            let dash = if dashed { js_sys::Array::of2(&3.into(), &3.into()) } else { js_sys::Array::new() };
            let _ = self.context.set_line_dash(&dash);
            self.context.stroke();
        }
    }

    fn text(&self, ink: &str, stand: Stand, text: &str, x: f64, y: f64) {
        self.context.set_font(if stand == Stand::Strong { FONT_STRONG } else { FONT });
        self.context.set_text_align(if stand == Stand::UpTo { "right" } else { "left" });
        self.context.set_text_baseline("alphabetic");
        self.fill_with(ink);
        Pen::text(self, text, x, y);
    }

    fn clip(&self, (x, y, width, height): Rect) {
        self.context.save();
        self.context.begin_path();
        self.context.rect(x, y, width.max(0.0), height.max(0.0));
        self.context.clip();
    }

    fn unclip(&self) {
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

fn pen(canvas: &HtmlCanvasElement, size: (f64, f64)) -> Option<Pen> {
    pen_on(canvas, size, window().device_pixel_ratio().max(1.0))
}

/// A cleared canvas of so many pixels a CSS pixel.
pub fn pen_on(canvas: &HtmlCanvasElement, (width, height): (f64, f64), scale: f64) -> Option<Pen> {
    if width < 1.0 || height < 1.0 {
        return None;
    }
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
