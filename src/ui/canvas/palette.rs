//! The page's colours as the picture uses them: read from the custom properties of the theme in force.

use leptos::web_sys::{CanvasRenderingContext2d, Element};

/// Red, green and blue, 0…1.
pub type Rgb = [f32; 3];

/// What the shaders and the label painter need of the theme.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Palette {
    pub background: Rgb,
    pub edge: Rgb,
    pub failed: Rgb,
    pub accent: Rgb,
    /// Privileged account, account, host.
    pub strokes: [Rgb; 3],
    pub fills: [Rgb; 3],
    /// CSS colours for text.
    pub css_background: String,
    pub css_ink: String,
    pub css_ink_2: String,
    pub css_failed: String,
    /// CSS font family of the page.
    pub font: String,
}

impl Palette {
    /// Reads the properties that hold for `element`; `context` turns every notation of a colour into one.
    pub fn read(element: &Element, context: &CanvasRenderingContext2d) -> Option<Self> {
        let style = leptos::prelude::window().get_computed_style(element).ok()??;
        let css = |name: &str| style.get_property_value(name).unwrap_or_default().trim().to_owned();
        let rgb = |name: &str, otherwise: Rgb| rgb_of(&css(name), context).unwrap_or(otherwise);
        let grey = [0.5, 0.5, 0.5];
        let red = rgb("--privileged", [0.78, 0.2, 0.17]);
        let blue = rgb("--account", [0.18, 0.42, 0.85]);
        let green = rgb("--host", [0.12, 0.54, 0.34]);
        Some(Self {
            background: rgb("--bg", [1.0, 1.0, 1.0]),
            edge: rgb("--ink-3", grey),
            failed: rgb("--fail", red),
            accent: rgb("--accent", blue),
            strokes: [red, blue, green],
            fills: [
                rgb("--privileged-soft", [0.98, 0.89, 0.88]),
                rgb("--account-soft", [0.88, 0.92, 0.98]),
                rgb("--host-soft", [0.86, 0.95, 0.9]),
            ],
            css_background: css("--bg"),
            css_ink: css("--ink"),
            css_ink_2: css("--ink-2"),
            css_failed: css("--fail"),
            font: style.get_property_value("font-family").unwrap_or_else(|_| "sans-serif".to_owned()),
        })
    }
}

/// A colour as canvas writes it back: `#rrggbb`.
fn rgb_of(css: &str, context: &CanvasRenderingContext2d) -> Option<Rgb> {
    if css.is_empty() {
        return None;
    }
    context.set_fill_style_str(css);
    let written = context.fill_style().as_string()?;
    let digits = u32::from_str_radix(written.strip_prefix('#')?, 16).ok()?;
    let part = |shift: u32| ((digits >> shift) & 0xff) as f32 / 255.0;
    Some([part(16), part(8), part(0)])
}
