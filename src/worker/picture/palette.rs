//! The theme's colours as the picture uses them.

use logonscope::protocol::picture::Colours;
use web_sys::OffscreenCanvasRenderingContext2d;

/// Red, green and blue, 0…1.
pub type Rgb = [f32; 3];

/// What the shaders and the label painter need of the theme.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Palette {
    pub background: Rgb,
    pub edge: Rgb,
    pub failed: Rgb,
    pub accent: Rgb,
    /// Lines only in A, only in B, and changed.
    pub compared: [Rgb; 3],
    /// Lines of each way of logging on.
    pub ways: [Rgb; 6],
    /// Privileged account, account, host.
    pub strokes: [Rgb; 5],
    pub fills: [Rgb; 5],
    /// As CSS writes them, for text; and the font.
    pub css: Colours,
}

impl Palette {
    /// Of a theme; `context` turns every notation of a colour into one.
    pub fn new(css: Colours, context: &OffscreenCanvasRenderingContext2d) -> Self {
        let rgb = |colour: &String| rgb_of(colour, context).unwrap_or([0.5, 0.5, 0.5]);
        Self {
            background: rgb(&css.background),
            edge: rgb(&css.ink_3),
            failed: rgb(&css.failed),
            accent: rgb(&css.accent),
            compared: css.compared.each_ref().map(rgb),
            ways: css.ways.each_ref().map(rgb),
            strokes: css.rims.each_ref().map(rgb),
            fills: css.fillings.each_ref().map(rgb),
            css,
        }
    }
}

/// A colour as canvas writes it back: `#rrggbb`.
fn rgb_of(css: &str, context: &OffscreenCanvasRenderingContext2d) -> Option<Rgb> {
    if css.is_empty() {
        return None;
    }
    context.set_fill_style_str(css);
    let written = context.fill_style().as_string()?;
    let digits = u32::from_str_radix(written.strip_prefix('#')?, 16).ok()?;
    let part = |shift: u32| ((digits >> shift) & 0xff) as f32 / 255.0;
    Some([part(16), part(8), part(0)])
}
