//! How the line between two nodes is spread into several, each an arc with an arrowhead at its end.

/// Between two arcs at their middle, CSS pixels.
const APART: f32 = 15.0;
/// Length of an arrowhead; it is as wide as long.
const HEAD: f32 = 8.0;

/// A point on screen, CSS pixels.
pub type Point = (f32, f32);

/// One arc: a quadratic curve with its arrowhead.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Arc {
    /// At the rim of the host's mark.
    pub from: Point,
    /// What draws it aside.
    pub control: Point,
    /// Where the arrowhead begins.
    pub to: Point,
    /// The arrowhead: its tip at the rim of the account's mark, and its other corners.
    pub head: [Point; 3],
    /// The middle of the curve, for its words.
    pub middle: Point,
}

/// How far a line between two hosts stands beside the way between them, CSS pixels: what comes back has a line of its own. The shader has
/// the same.
pub const BESIDE: f32 = 2.5;

/// Where a line from a host at `a` to one at `b` is drawn: at the right of the way, where a pixel is `pixel` long.
pub fn beside(a: Point, b: Point, pixel: f32) -> (Point, Point) {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let far = BESIDE * pixel / dx.hypot(dy).max(1e-3);
    let (x, y) = (-dy * far, dx * far);
    ((a.0 + x, a.1 + y), (b.0 + x, b.1 + y))
}

/// Where on an arc its words may stand, of 1 from end to end: in turn, so that those of arcs beside each other stand one after another and
/// not side by side.
const WORDS_AT: [f32; 7] = [0.5, 0.36, 0.64, 0.43, 0.57, 0.29, 0.71];

impl Arc {
    /// The points at which words may stand on arc number `number`, the best first.
    pub fn places_of_words(&self, number: usize) -> impl Iterator<Item = Point> + '_ {
        let first = number % 3;
        let order = std::iter::once(first).chain((0..WORDS_AT.len()).filter(move |at| *at != first));
        order.filter_map(|at| WORDS_AT.get(at)).map(|at| self.at(*at))
    }

    /// The point at `t`, 0 where it begins, 1 where its arrowhead does.
    fn at(&self, t: f32) -> Point {
        let of = |from: f32, control: f32, to: f32| {
            let s = 1.0 - t;
            s * s * from + 2.0 * s * t * control + t * t * to
        };
        (of(self.from.0, self.control.0, self.to.0), of(self.from.1, self.control.1, self.to.1))
    }
}

/// Arc number `number` of `count` from a mark at `a` to one at `b`, with their radii; `None` where the marks leave no room for it. All at
/// the right of the way if others may come back.
pub fn arc(a: Point, b: Point, radii: (f32, f32), number: usize, count: usize, at_right: bool) -> Option<Arc> {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length = dx.hypot(dy);
    if !length.is_finite() || length <= radii.0 + radii.1 + 2.0 * HEAD {
        return None;
    }
    // A bundle of many is no wider than it is long.
    let apart = APART.min(length * 0.6 / count.max(1) as f32);
    let first = if at_right { 0.5 } else { -((count.max(1) - 1) as f32) / 2.0 };
    let aside = (number as f32 + first) * apart;
    // A quadratic curve comes half as far aside as what draws it.
    let control = ((a.0 + b.0) / 2.0 - dy / length * 2.0 * aside, (a.1 + b.1) / 2.0 + dx / length * 2.0 * aside);
    let toward = |p: Point, by: f32| {
        let (x, y) = (control.0 - p.0, control.1 - p.1);
        let far = x.hypot(y).max(1e-3);
        (p.0 + x / far * by, p.1 + y / far * by)
    };
    let (from, tip, to) = (toward(a, radii.0 + 1.0), toward(b, radii.1 + 1.0), toward(b, radii.1 + 1.0 + HEAD));
    let across = ((tip.1 - to.1) / 2.0, (to.0 - tip.0) / 2.0);
    let head = [tip, (to.0 + across.0, to.1 + across.1), (to.0 - across.0, to.1 - across.1)];
    let middle = ((from.0 + 2.0 * control.0 + to.0) / 4.0, (from.1 + 2.0 * control.1 + to.1) / 4.0);
    Some(Arc { from, control, to, head, middle })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that panics has failed")]
mod tests {
    use super::*;

    #[test]
    fn one_arc_is_straight_and_ends_at_the_rims() {
        let arc = arc((0.0, 0.0), (200.0, 0.0), (10.0, 20.0), 0, 1, false).unwrap();
        assert_eq!((arc.from, arc.head[0], arc.to), ((11.0, 0.0), (179.0, 0.0), (171.0, 0.0)));
        assert_eq!(arc.middle.1, 0.0);
        assert!((arc.head[1].1 + arc.head[2].1).abs() < 1e-3 && arc.head[1].1.abs() > 3.0);
    }

    #[test]
    fn several_stand_apart_in_their_order_on_both_sides() {
        for count in 2..9 {
            let middles: Vec<f32> = (0..count)
                .map(|n| arc((0.0, 0.0), (300.0, 0.0), (8.0, 8.0), n, count, false).unwrap().middle.1)
                .collect();
            assert!(middles.windows(2).all(|pair| pair[1] - pair[0] > 8.0), "{middles:?}");
            assert!((middles[0] + middles[count - 1]).abs() < 0.5, "{middles:?}");
        }
    }

    #[test]
    fn there_and_back_stand_beside_each_other() {
        let (a, b) = ((0.0, 0.0), (100.0, 0.0));
        assert_eq!(beside(a, b, 1.0), ((0.0, 2.5), (100.0, 2.5)));
        assert_eq!(beside(b, a, 2.0), ((100.0, -5.0), (0.0, -5.0)));
        assert!(beside(a, a, 1.0).0.0.is_finite());
        let middle = |from, to, number| arc(from, to, (5.0, 5.0), number, 2, true).unwrap().middle.1;
        assert!(middle(a, b, 0) > 3.0 && middle(a, b, 1) > middle(a, b, 0) && middle(b, a, 0) < -3.0);
    }

    #[test]
    fn words_of_lines_side_by_side_all_find_room() {
        for (b, size) in [((0.0, 400.0), (90.0, 14.0)), ((300.0, 300.0), (90.0, 14.0)), ((400.0, 0.0), (90.0, 14.0))] {
            let mut board = crate::graph::labels::Board::default();
            board.reset(1_000.0, 1_000.0);
            let from = |p: Point| (p.0 + 300.0, p.1 + 300.0);
            for number in 0..4 {
                let arc = arc(from((0.0, 0.0)), from(b), (8.0, 8.0), number, 4, false).unwrap();
                let place = |(x, y): Point| crate::graph::labels::LabelBox {
                    left: x - size.0 / 2.0,
                    top: y - size.1 / 2.0,
                    right: x + size.0 / 2.0,
                    bottom: y + size.1 / 2.0,
                };
                assert!(arc.places_of_words(number).any(|at| board.place_at(place(at))), "{b:?} {number}");
            }
        }
        let arc = arc((0.0, 0.0), (200.0, 0.0), (10.0, 10.0), 0, 1, false).unwrap();
        assert_eq!(arc.places_of_words(0).next(), Some(arc.middle));
        assert_eq!(arc.places_of_words(5).count(), WORDS_AT.len());
    }

    #[test]
    fn without_room_there_is_none() {
        assert_eq!(arc((0.0, 0.0), (40.0, 0.0), (15.0, 15.0), 0, 1, true), None);
        assert_eq!(arc((0.0, 0.0), (0.0, 0.0), (0.0, 0.0), 0, 1, false), None);
        assert_eq!(arc((f32::NAN, 0.0), (90.0, 0.0), (0.0, 0.0), 0, 1, false), None);
        let many = arc((0.0, 0.0), (100.0, 0.0), (5.0, 5.0), 0, 60, false).unwrap();
        assert!(many.middle.1.abs() < 40.0);
    }
}
