//! What a picture of the page is drawn with, whether it goes to a canvas or into a file. Colours are the theme's, by their tokens (`--accent`);
//! lengths are CSS pixels.

/// Left, top, width, height.
pub type Rect = (f64, f64, f64, f64);

/// Something with an outline.
#[derive(Clone, Copy, Debug)]
pub enum Shape<'a> {
    /// A rectangle.
    Rect(Rect),
    /// A line through points.
    Line(&'a [(f64, f64)]),
    /// A polygon of these corners.
    Polygon(&'a [(f64, f64)]),
    /// A circle: its middle and radius.
    Circle(f64, f64, f64),
}

/// The outline of a shape.
#[derive(Clone, Copy, Debug)]
pub struct Stroke<'a> {
    /// Its colour.
    pub token: &'a str,
    /// How wide.
    pub width: f64,
    /// In dashes of three pixels.
    pub dashed: bool,
}

/// How a text stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stand {
    /// Plain, from its place on.
    From,
    /// Plain, up to its place.
    UpTo,
    /// Large and bold, from its place on.
    Strong,
}

/// What draws.
pub trait Pen {
    /// Rectangles of one colour.
    fn rects(&self, fill: &str, rects: &[Rect]);
    /// A shape with an outline, or without a filling if `fill` is empty.
    fn shape(&self, shape: Shape<'_>, fill: &str, stroke: Option<Stroke<'_>>);
    /// A text whose letters stand on the line at `y`.
    fn text(&self, ink: &str, stand: Stand, text: &str, x: f64, y: f64);
    /// Nothing is drawn outside of the rectangle until [`Pen::unclip`].
    fn clip(&self, rect: Rect);
    /// Ends the last [`Pen::clip`].
    fn unclip(&self);
}

impl dyn Pen + '_ {
    /// A rectangle.
    pub fn rect(&self, fill: &str, x: f64, y: f64, width: f64, height: f64) {
        self.rects(fill, &[(x, y, width, height)]);
    }
}
