//! Where labels go: greedily, the most important first, each beside its mark where nothing else stands, and never one upon
//! another.
//!
//! Screen coordinates, CSS pixels. Marks keep labels away too, as far as they are large enough to be read as marks.

use serde::{Deserialize, Serialize};

/// An axis-parallel box on screen.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct LabelBox {
    /// CSS pixels.
    pub left: f32,
    /// CSS pixels.
    pub top: f32,
    /// CSS pixels.
    pub right: f32,
    /// CSS pixels.
    pub bottom: f32,
}

impl LabelBox {
    fn overlaps(&self, other: &Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }
}

/// On which side of its mark a label stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// Centred under it, as most are.
    Below,
    /// Centred over it.
    Above,
    /// Right of it.
    Right,
    /// Left of it.
    Left,
}

const SIDES: [Side; 4] = [Side::Below, Side::Above, Side::Right, Side::Left];

/// A label that wants a place.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Wish {
    /// Middle of the mark.
    pub x: f32,
    /// Middle of the mark.
    pub y: f32,
    /// Of the mark.
    pub radius: f32,
    /// Of the text.
    pub width: f32,
    /// Of the text's line.
    pub height: f32,
    /// Where it stood in the last picture; it is tried first, so that labels do not hop about.
    pub last: Option<Side>,
    /// Whether it may cover marks, when there is no other way: what is selected or hovered must have its name.
    pub insistent: bool,
}

const CELL: f32 = 56.0;
const GAP: f32 = 3.0;

#[derive(Clone, Copy, Debug)]
struct Taken {
    place: LabelBox,
    is_mark: bool,
}

/// What is taken on screen. Kept from picture to picture only for its memory.
#[derive(Clone, Debug, Default)]
pub struct Board {
    columns: usize,
    rows: usize,
    cells: Vec<Vec<u32>>,
    taken: Vec<Taken>,
    width: f32,
    height: f32,
}

impl Board {
    /// An empty board of that size.
    pub fn reset(&mut self, width: f32, height: f32) {
        self.columns = (width.clamp(1.0, 16384.0) / CELL) as usize + 1;
        self.rows = (height.clamp(1.0, 16384.0) / CELL) as usize + 1;
        self.cells.resize_with(self.columns * self.rows, Vec::new);
        self.cells.iter_mut().for_each(Vec::clear);
        self.taken.clear();
        (self.width, self.height) = (width, height);
    }

    /// A node's mark stands here.
    pub fn add_mark(&mut self, x: f32, y: f32, radius: f32) {
        let half = radius * 0.85;
        self.take(LabelBox { left: x - half, top: y - half, right: x + half, bottom: y + half }, true);
    }

    /// Nothing may stand here: tools, legend.
    pub fn block(&mut self, place: LabelBox) {
        self.take(place, false);
    }

    /// Finds a place for a label and takes it. `None`: there is none.
    pub fn place(&mut self, wish: &Wish) -> Option<(LabelBox, Side)> {
        let order = wish.last.into_iter().chain(SIDES.into_iter().filter(|s| Some(*s) != wish.last));
        let mut covering = None;
        for side in order {
            let place = beside(wish, side);
            if place.left < 0.0 || place.right > self.width || place.top < 0.0 || place.bottom > self.height {
                continue;
            }
            match self.first_hit(&place) {
                None => {
                    self.take(place, false);
                    return Some((place, side));
                }
                Some(only_marks) if only_marks && covering.is_none() => covering = Some((place, side)),
                Some(_) => {}
            }
        }
        let (place, side) = covering.filter(|_| wish.insistent)?;
        self.take(place, false);
        Some((place, side))
    }

    /// Takes exactly this place, if it is free.
    pub fn place_at(&mut self, place: LabelBox) -> bool {
        let inside = place.left >= 0.0 && place.right <= self.width && place.top >= 0.0 && place.bottom <= self.height;
        let free = inside && self.first_hit(&place).is_none();
        if free {
            self.take(place, false);
        }
        free
    }

    /// `None` if the place is free; else whether nothing but marks stand in it.
    fn first_hit(&self, place: &LabelBox) -> Option<bool> {
        let mut hit_mark = false;
        for cell in self.cells_of(place) {
            for &i in self.cells.get(cell).into_iter().flatten() {
                let Some(taken) = self.taken.get(i as usize) else { continue };
                if taken.place.overlaps(place) {
                    if !taken.is_mark {
                        return Some(false);
                    }
                    hit_mark = true;
                }
            }
        }
        hit_mark.then_some(true)
    }

    fn take(&mut self, place: LabelBox, is_mark: bool) {
        if place.right < 0.0 || place.bottom < 0.0 || place.left > self.width || place.top > self.height {
            return;
        }
        let number = self.taken.len() as u32;
        self.taken.push(Taken { place, is_mark });
        for cell in self.cells_of(&place) {
            if let Some(list) = self.cells.get_mut(cell) {
                list.push(number);
            }
        }
    }

    fn cells_of(&self, place: &LabelBox) -> impl Iterator<Item = usize> + use<> {
        let columns = self.columns;
        let column = |x: f32| ((x / CELL).max(0.0) as usize).min(columns.saturating_sub(1));
        let row = |y: f32| ((y / CELL).max(0.0) as usize).min(self.rows.saturating_sub(1));
        let (first, last) = (column(place.left), column(place.right));
        (row(place.top)..=row(place.bottom)).flat_map(move |r| (first..=last).map(move |c| r * columns + c))
    }
}

fn beside(wish: &Wish, side: Side) -> LabelBox {
    let (w, h, r) = (wish.width, wish.height, wish.radius + GAP);
    let (left, top) = match side {
        Side::Below => (wish.x - w / 2.0, wish.y + r),
        Side::Above => (wish.x - w / 2.0, wish.y - r - h),
        Side::Right => (wish.x + r + 1.0, wish.y - h / 2.0),
        Side::Left => (wish.x - r - 1.0 - w, wish.y - h / 2.0),
    };
    LabelBox { left, top, right: left + w, bottom: top + h }
}

/// A name as it can stand in a picture: at most `longest` characters, the middle left out (`…`), so that names that differ only
/// in their end still differ; and nothing in it that could turn the text about or hide in it.
pub fn caption(name: &str, longest: usize) -> String {
    // A name may be 20 KB long; no more of its middle is ever looked at.
    let shown = |c: char| if is_unseen(c) { '\u{fffd}' } else { c };
    let longest = longest.max(3);
    if name.chars().nth(longest).is_none() {
        return name.chars().map(shown).collect();
    }
    let tail = (longest - 1) * 2 / 5;
    let head = longest - 1 - tail;
    let mut end: Vec<char> = name.chars().rev().take(tail).map(shown).collect();
    end.reverse();
    name.chars().take(head).map(shown).chain(std::iter::once('…')).chain(end).collect()
}

fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{61c}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn board() -> Board {
        let mut board = Board::default();
        board.reset(800.0, 600.0);
        board
    }

    fn wish(x: f32, y: f32) -> Wish {
        Wish { x, y, radius: 8.0, width: 80.0, height: 14.0, last: None, insistent: false }
    }

    #[test]
    fn a_label_stands_below_its_mark_when_there_is_room() {
        let (place, side) = board().place(&wish(400.0, 300.0)).unwrap();
        assert_eq!(side, Side::Below);
        assert_eq!(place, LabelBox { left: 360.0, top: 311.0, right: 440.0, bottom: 325.0 });
    }

    #[test]
    fn a_label_gives_way_to_a_mark_and_keeps_to_where_it_stood() {
        let mut board = board();
        board.add_mark(400.0, 320.0, 8.0);
        assert_eq!(board.place(&wish(400.0, 300.0)).unwrap().1, Side::Above);
        let remembered = Wish { last: Some(Side::Right), ..wish(600.0, 300.0) };
        assert_eq!(board.place(&remembered).unwrap().1, Side::Right);
    }

    #[test]
    fn labels_never_overlap_however_dense() {
        let mut board = board();
        let mut placed: Vec<LabelBox> = Vec::new();
        for i in 0..2000_u32 {
            let (x, y) = ((i * 7919 % 800) as f32, (i * 104_729 % 600) as f32);
            let insistent = i % 10 == 0;
            if let Some((place, _)) = board.place(&Wish { insistent, ..wish(x, y) }) {
                assert!(placed.iter().all(|p| !p.overlaps(&place)));
                assert!(place.left >= 0.0 && place.right <= 800.0 && place.top >= 0.0 && place.bottom <= 600.0);
                placed.push(place);
            }
        }
        assert!(placed.len() > 100, "{}", placed.len());
    }

    #[test]
    fn only_an_insistent_label_covers_marks_and_none_covers_a_label() {
        let mut board = board();
        for (x, y) in [(400.0, 318.0), (400.0, 282.0), (450.0, 300.0), (350.0, 300.0)] {
            board.add_mark(x, y, 8.0);
        }
        assert_eq!(board.place(&wish(400.0, 300.0)), None);
        let insistent = Wish { insistent: true, ..wish(400.0, 300.0) };
        let first = board.place(&insistent).unwrap().0;
        let second = board.place(&insistent).unwrap().0;
        assert!(!first.overlaps(&second));
    }

    #[test]
    fn tools_keep_their_place() {
        let mut board = board();
        board.block(LabelBox { left: 350.0, top: 305.0, right: 450.0, bottom: 340.0 });
        assert_eq!(board.place(&wish(400.0, 300.0)).unwrap().1, Side::Above);
        assert!(!board.place_at(LabelBox { left: 440.0, top: 330.0, right: 460.0, bottom: 345.0 }));
        assert!(board.place_at(LabelBox { left: 460.0, top: 345.0, right: 480.0, bottom: 360.0 }));
    }

    #[test]
    fn a_long_name_keeps_its_head_and_its_tail() {
        assert_eq!(caption("sysg.admin", 24), "sysg.admin");
        let short = caption("svc_backup_sqlserver_production_01", 20);
        assert_eq!(short.chars().count(), 20);
        assert!(short.starts_with("svc_backup_s") && short.ends_with("tion_01") && short.contains('…'), "{short}");
        assert_eq!(caption(&"x".repeat(20_000), 20).chars().count(), 20);
    }

    #[test]
    fn a_name_cannot_turn_the_text_about() {
        assert_eq!(caption("admin\u{202e}gpj\0", 24), "admin\u{fffd}gpj\u{fffd}");
        assert_eq!(caption("<script>", 24), "<script>");
        assert_eq!(caption("名古屋", 24), "名古屋");
    }
}
