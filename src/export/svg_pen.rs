//! A pen that writes SVG: what is drawn on the screen, as a picture that scales. Colours stand at each shape and no style sheet anywhere, so that
//! it is seen as it is wherever style sheets are forbidden.

use super::xml::Xml;
use crate::protocol::Message;
use crate::screen::pen::{Pen, Rect, Shape, Stand, Stroke};
use std::cell::RefCell;

/// A picture that is being drawn.
pub struct SvgPen<'a> {
    xml: RefCell<Xml>,
    /// The colour of a token.
    colour: &'a dyn Fn(&str) -> String,
}

impl<'a> SvgPen<'a> {
    /// A picture of this size, about `title`.
    pub fn new((width, height): (f64, f64), title: &str, colour: &'a dyn Fn(&str) -> String) -> Self {
        let mut xml = Xml::new();
        let (width, height) = (number(width), number(height));
        let attributes = [
            ("xmlns", "http://www.w3.org/2000/svg"),
            ("width", &*width),
            ("height", &height),
            ("viewBox", &format!("0 0 {width} {height}")),
            ("role", "img"),
            ("font-family", "sans-serif"),
            ("font-size", "11"),
        ];
        xml.open("svg", &attributes);
        xml.element("title", &[], title);
        Self { xml: RefCell::new(xml), colour }
    }

    /// The file.
    ///
    /// # Errors
    /// It could not be written.
    pub fn into_bytes(self) -> Result<Vec<u8>, Message> {
        self.xml.into_inner().into_bytes()
    }

    fn path(&self, d: &str, fill: &str, stroke: Option<Stroke<'_>>) {
        let fill = if fill.is_empty() { "none".to_owned() } else { (self.colour)(fill) };
        let line = stroke.map(|stroke| ((self.colour)(stroke.token), number(stroke.width), stroke.dashed));
        let mut attributes = vec![("d", d), ("fill", &*fill)];
        if let Some((colour, width, dashed)) = &line {
            attributes.extend([("stroke", &**colour), ("stroke-width", width)]);
            attributes.extend(dashed.then_some(("stroke-dasharray", "3 3")));
        }
        self.xml.borrow_mut().empty("path", &attributes);
    }
}

impl Pen for SvgPen<'_> {
    fn rects(&self, fill: &str, rects: &[Rect]) {
        let mut d = String::new();
        let mut rects = rects.iter().copied().peekable();
        while let Some((x, y, mut width, height)) = rects.next() {
            // Neighbours that touch are one.
            while let Some(next) = rects.next_if(|next| next.0 == x + width && (next.1, next.3) == (y, height)) {
                width += next.2;
            }
            for (letter, value) in [('M', x), (' ', y), ('h', width), ('v', height), ('h', -width)] {
                put(&mut d, letter, value);
            }
            d.push('z');
        }
        if !d.is_empty() {
            self.path(&d, fill, None);
        }
    }

    fn shape(&self, shape: Shape<'_>, fill: &str, stroke: Option<Stroke<'_>>) {
        let mut d = String::new();
        let mut through = |points: &[(f64, f64)], closed: bool| {
            for (place, (x, y)) in points.iter().enumerate() {
                put(&mut d, if place == 0 { 'M' } else { 'L' }, *x);
                put(&mut d, ' ', *y);
            }
            d.push_str(if closed { "z" } else { "" });
        };
        match shape {
            Shape::Rect((x, y, width, height)) => {
                through(&[(x, y), (x + width, y), (x + width, y + height), (x, y + height)], true);
            }
            Shape::Line(points) => through(points, false),
            Shape::Polygon(points) => through(points, true),
            Shape::Circle(x, y, radius) => {
                // Two halves.
                through(&[(x - radius, y)], false);
                for across in [2.0 * radius, -2.0 * radius] {
                    put(&mut d, 'a', radius);
                    put(&mut d, ' ', radius);
                    d.push_str(" 0 1 0");
                    put(&mut d, ' ', across);
                    d.push_str(" 0");
                }
            }
        }
        if !d.is_empty() {
            self.path(&d, fill, stroke);
        }
    }

    fn text(&self, ink: &str, stand: Stand, text: &str, x: f64, y: f64) {
        let (x, y, fill) = (number(x), number(y), (self.colour)(ink));
        let mut attributes = vec![("x", &*x), ("y", &y), ("fill", &fill)];
        match stand {
            Stand::From => {}
            Stand::UpTo => attributes.push(("text-anchor", "end")),
            Stand::Strong => attributes.extend([("font-size", "12"), ("font-weight", "600")]),
        }
        self.xml.borrow_mut().element("text", &attributes, text);
    }

    fn clip(&self, (x, y, width, height): Rect) {
        // A picture in a picture ends at its edge.
        let [x, y, width, height] = [x, y, width.max(0.0), height.max(0.0)].map(number);
        let frame = format!("{x} {y} {width} {height}");
        let attributes = [("x", &*x), ("y", &y), ("width", &width), ("height", &height), ("viewBox", &frame)];
        self.xml.borrow_mut().open("svg", &attributes);
    }

    fn unclip(&self) {
        self.xml.borrow_mut().close();
    }
}

/// A length to a tenth.
fn number(value: f64) -> String {
    let mut text = String::new();
    put(&mut text, ' ', value);
    text.trim_start().to_owned()
}

fn put(text: &mut String, letter: char, value: f64) {
    let tenths = (value * 10.0).round() as i64;
    text.push(letter);
    if tenths < 0 {
        text.push('-');
    }
    text.push_str(&(tenths.unsigned_abs() / 10).to_string());
    if tenths % 10 != 0 {
        text.push('.');
        text.push_str(&(tenths.unsigned_abs() % 10).to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(draw: impl Fn(&dyn Pen)) -> String {
        let colour = |token: &str| format!("of{token}");
        let pen = SvgPen::new((100.0, 50.5), "<a>", &colour);
        draw(&pen);
        String::from_utf8(pen.into_bytes().expect("a picture")).expect("UTF-8")
    }

    #[test]
    fn shapes_and_texts_are_elements_in_the_colours_of_their_tokens() {
        let text = drawn(|pen| {
            pen.rects("--bar", &[(1.0, 2.0, 3.0, 4.0), (4.0, 2.0, 1.5, 4.0), (9.25, 2.0, 1.0, 4.0)]);
            pen.clip((0.0, 0.0, 10.0, 10.0));
            pen.text("--ink", Stand::UpTo, "<b>&\u{0}", -1.0, 5.0);
            pen.unclip();
            let stroke = Stroke { token: "--l1", width: 1.5, dashed: true };
            pen.shape(Shape::Line(&[(0.0, 0.0), (-0.04, 2.0)]), "", Some(stroke));
            pen.shape(Shape::Circle(5.0, 5.0, 2.0), "--l2", None);
        });
        let (_, rest) = text.split_once("<title>&lt;a&gt;</title>").expect("a title");
        assert_eq!(
            rest,
            "<path d=\"M1 2h4.5v4h-4.5zM9.3 2h1v4h-1z\" fill=\"of--bar\"/>\
             <svg x=\"0\" y=\"0\" width=\"10\" height=\"10\" viewBox=\"0 0 10 10\">\
             <text x=\"-1\" y=\"5\" fill=\"of--ink\" text-anchor=\"end\">&lt;b&gt;&amp;\u{fffd}</text></svg>\
             <path d=\"M0 0L0 2\" fill=\"none\" stroke=\"of--l1\" stroke-width=\"1.5\" stroke-dasharray=\"3 3\"/>\
             <path d=\"M3 5a2 2 0 1 0 4 0a2 2 0 1 0 -4 0\" fill=\"of--l2\"/></svg>"
        );
    }

    #[test]
    fn nothing_writes_nothing_and_no_number_is_too_odd() {
        assert!(drawn(|pen| pen.rects("--bar", &[])).ends_with("</title></svg>"));
        let odd = drawn(|pen| pen.rect("--bar", f64::NAN, f64::INFINITY, -0.0, 1e300));
        assert!(!odd.contains("NaN") && !odd.contains("inf"), "{odd}");
    }
}
