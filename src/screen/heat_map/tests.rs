//! What is drawn of a map made by hand: each cell in its place and colour, on paper as on the screen.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use super::look::{HEAD, LINE, Look, NAMES};
use super::scene::Scene;
use super::sheet::{draw, part_in_sight, size};
use super::tiles::{Tiles, usual_unit};
use crate::export::svg_pen::SvgPen;
use crate::protocol::scores::Scores;
use crate::protocol::timeline::{CHART_LINES, LineOf, Shape, TimelineLine, TimelineView, Unit};
use crate::protocol::{NodeKind, ZoneView};
use crate::screen::brush::OffHours;
use crate::screen::clock::{Clock, HOUR};
use crate::screen::pen::{self, Pen, Rect, Stand, Stroke};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Saturday, 4 November 2017, 00:00 UTC.
const START: i64 = 1_509_753_600_000_000;

/// Every colour of a theme, by its token, as the style sheet has it.
fn theme(dark: bool) -> BTreeMap<String, String> {
    let style = include_str!("../../../style/tokens.css");
    let (light, rest) = style.split_once("[data-theme=\"dark\"]").unwrap();
    let read = |text: &str| {
        let pairs = text.lines().filter_map(|line| line.trim().strip_suffix(';')?.split_once(": "));
        pairs.map(|(token, value)| (token.to_owned(), value.to_owned())).collect::<BTreeMap<_, _>>()
    };
    let mut colours = read(light);
    if dark {
        colours.extend(read(rest));
    }
    colours
}

fn line(of: LineOf, node: u32, label: &str, counts: Vec<u32>, levels: Vec<u8>) -> TimelineLine {
    TimelineLine {
        of,
        node,
        label: label.to_owned(),
        kind: NodeKind::PrivilegedAccount,
        total: counts.iter().sum(),
        highest: 0.0,
        level: levels.iter().copied().max().unwrap_or(0),
        scores: levels.iter().map(|level| f32::from(*level) * 10.0).collect(),
        counts,
        levels,
        expected: Vec::new(),
    }
}

/// Three days of two accounts, the first of them open and of a name that would be markup.
fn map(scores: Scores) -> Tiles {
    let hours = 72;
    let figures = |at: &[(usize, u32, u8)]| {
        let (mut counts, mut levels) = (vec![0; hours], vec![0; hours]);
        for (hour, count, level) in at {
            (counts[*hour], levels[*hour]) = (*count, *level);
        }
        (counts, levels)
    };
    let (counts, levels) = figures(&[(0, 1, 0), (5, 400, 0), (9, 40, 4), (10, 0, 2)]);
    let mut lines = vec![
        line(LineOf::Node { open: true }, 7, "</text><b>&\u{202e}", counts.clone(), levels),
        line(LineOf::Id(4624), 7, "4624 Logged on", counts, Vec::new()),
    ];
    lines.extend((0..CHART_LINES).map(|part| line(LineOf::Chart(part), 7, "", Vec::new(), Vec::new())));
    let (counts, levels) = figures(&[(71, 12, 0)]);
    lines.push(line(LineOf::Node { open: false }, 8, "bob", counts, levels));
    let mut tiles = Tiles::default();
    tiles.shape = Shape { scores, open: vec![7], ..Shape::default() };
    tiles.expect(1, |_| Some(7));
    tiles.ask(0..0, 0..0);
    tiles.take(TimelineView {
        generation: 1,
        shape: tiles.shape.clone(),
        start: START,
        total_hours: hours as u32,
        total_columns: hours as u32,
        total_lines: lines.len() as u32,
        nodes: 2,
        columns: hours as u32,
        above: [10.0, 13.0, 16.0, 17.0],
        lines,
        ..TimelineView::default()
    });
    tiles
}

fn clock() -> Clock {
    Clock::new(ZoneView { name: "Asia/Tokyo".to_owned(), offsets: vec![(START - HOUR, 9 * 3_600)] })
}

fn look() -> Look {
    Look { width: 8.0, scroll: (0.0, 0.0), size: (900.0, 600.0), cursor: None, pointed: Some((0, 3)), chosen: None }
}

/// Draws the picture with `pen` after `change` of what is seen.
fn with_scene<T>(tiles: &Tiles, look: &Look, use_it: impl FnOnce(&Scene<'_>) -> T) -> T {
    let (clock, extent) = (clock(), tiles.extent().unwrap());
    let off_hours = OffHours::parse("18-8");
    use_it(&Scene { tiles, extent, look, clock: &clock, selected: None, off_hours })
}

/// Remembers rectangles by their colour, as far as they are within the last clip, and texts.
#[derive(Default)]
struct Memory {
    rects: RefCell<Vec<(String, Rect)>>,
    texts: RefCell<Vec<(String, f64, f64)>>,
    clips: RefCell<Vec<Rect>>,
    outlines: RefCell<usize>,
}

impl Pen for Memory {
    fn rects(&self, fill: &str, rects: &[Rect]) {
        self.rects.borrow_mut().extend(rects.iter().map(|rect| (fill.to_owned(), *rect)));
    }
    fn shape(&self, shape: pen::Shape<'_>, _: &str, _: Option<Stroke<'_>>) {
        *self.outlines.borrow_mut() += usize::from(matches!(shape, pen::Shape::Rect(_)));
    }
    fn text(&self, _: &str, _: Stand, text: &str, x: f64, y: f64) {
        self.texts.borrow_mut().push((text.to_owned(), x, y));
    }
    fn clip(&self, rect: Rect) {
        self.clips.borrow_mut().push(rect);
    }
    fn unclip(&self) {
        assert!(self.clips.borrow_mut().pop().is_some());
    }
}

impl Memory {
    fn of(&self, token: &str) -> Vec<Rect> {
        self.rects.borrow().iter().filter(|(fill, _)| fill == token).map(|(_, rect)| *rect).collect()
    }

    fn says(&self, text: &str) -> bool {
        self.texts.borrow().iter().any(|(said, ..)| said == text)
    }
}

#[test]
fn each_cell_stands_in_its_place_and_colour() {
    let (tiles, look) = (map(Scores::Sound), look());
    let memory = Memory::default();
    with_scene(&tiles, &look, |scene| scene.draw(&memory));
    let cell = |line: f64, hour: f64, height: f64| {
        (NAMES + 8.0 * hour + 1.0, HEAD + LINE * line + LINE - 2.0 - height, 7.0, height)
    };
    assert_eq!(memory.of("--heat-1"), [cell(0.0, 0.0, 10.0), cell(1.0, 0.0, 10.0)]);
    assert_eq!(memory.of("--heat-6"), [cell(0.0, 5.0, 10.0), cell(1.0, 5.0, 10.0)]);
    assert_eq!(memory.of("--heat-3"), [cell(8.0, 71.0, 10.0)]);
    // Height tells the level too; where a score is only still high it is low.
    assert!(memory.of("--l4").contains(&cell(0.0, 9.0, 19.0)), "{:?}", memory.of("--l4"));
    assert_eq!(memory.of("--l2"), [cell(0.0, 10.0, 4.0)]);
    // The case begins on Saturday at nine in the morning there; Sunday follows, and hours off are tinted besides.
    let weekend = memory.of("--weekend");
    assert!(weekend.contains(&(NAMES, HEAD, 15.0 * 8.0, 9.0 * LINE)), "{weekend:?}");
    assert!(weekend.contains(&(NAMES + 15.0 * 8.0, HEAD, 24.0 * 8.0, 9.0 * LINE)));
    assert!(weekend.contains(&(NAMES + 9.0 * 8.0, HEAD, 8.0, 9.0 * LINE)), "18 o'clock");
    for said in ["2 accounts", "hours in Asia/Tokyo", "bob", "441", "4624 Logged on", "Sat 4 Nov 2017", "score 40"] {
        assert!(memory.says(said), "{said}: {:?}", memory.texts.borrow());
    }
    assert_eq!(*memory.outlines.borrow(), 1, "what the pointer is over");
    assert!(memory.clips.borrow().is_empty());
}

#[test]
fn columns_narrower_than_a_pixel_show_the_strongest_of_it() {
    let (tiles, look) = (map(Scores::Sound), Look { width: 0.1, ..look() });
    let memory = Memory::default();
    with_scene(&tiles, &look, |scene| scene.draw(&memory));
    assert_eq!(memory.of("--l4").len(), 1 + 1, "the cell of hours 0 to 9, and the mark at the name");
    assert_eq!(memory.of("--l2").len(), 1);
    assert_eq!(memory.of("--heat-6").len(), 1, "of the id alone");
}

#[test]
fn narrow_hours_name_their_days_as_long_as_there_is_room() {
    let tiles = map(Scores::Sound);
    for (width, days) in [(0.8, true), (0.3, false)] {
        let (look, memory) = (Look { width, ..look() }, Memory::default());
        with_scene(&tiles, &look, |scene| scene.draw(&memory));
        assert_eq!((memory.says("5"), memory.says("6")), (days, days), "{width}: {:?}", memory.texts.borrow());
    }
}

#[test]
fn the_axes_of_a_narrow_chart_stand_beside_each_other() {
    let (look, memory) = (Look { width: 0.3, ..look() }, Memory::default());
    with_scene(&map(Scores::Sound), &look, |scene| scene.draw(&memory));
    let texts = memory.texts.borrow();
    let x_of = |words: &str| texts.iter().find(|(said, ..)| said == words).map(|(_, x, _)| *x).unwrap();
    assert!(x_of("score 40") - x_of("400 events") > 7.0 * ("400 events".len() + "score 40".len()) as f64);
}

#[test]
fn the_picture_has_what_is_seen_in_the_colours_of_the_theme_and_names_as_text() {
    for scores in Scores::ALL {
        let tiles = map(scores);
        let look = part_in_sight(&look(), 9);
        assert_eq!((look.size.1, look.pointed), (HEAD + 9.0 * LINE, None), "no empty ground, no pointer");
        let picture = |dark: bool| {
            let colours = theme(dark);
            let colour = |token: &str| colours.get(token).cloned().unwrap_or_else(|| panic!("no colour {token}"));
            let written = with_scene(&tiles, &look, |scene| {
                let pen = SvgPen::new(size(scene), "what", &colour);
                draw(scene, "what <is> shown", "whence", &pen);
                pen.into_bytes()
            });
            String::from_utf8(written.unwrap()).unwrap()
        };
        let (light, dark) = (picture(false), picture(true));
        assert_eq!(light, picture(false), "the same bytes");
        assert!(light.contains("fill=\"#1c4390\"") && dark.contains("fill=\"#a9ccff\""));
        assert!(light.contains("fill=\"#8e1028\"") && !dark.contains("#8e1028"));
        let named = crate::screen::scores::named(scores);
        for said in [named, "&gt; 10", "&gt; 17", "hours in Asia/Tokyo", ">bob<", "what &lt;is&gt; shown", "whence"] {
            assert!(light.contains(said), "{said}");
        }
        assert!(light.contains("&lt;/text&gt;&lt;") && !light.contains("<b>"));
        assert!(!light.contains('\u{202e}'), "what turns letters around is written out");
        // Well formed, all of it.
        let mut reader = quick_xml::Reader::from_str(&light);
        let mut depth = 0;
        loop {
            match reader.read_event().unwrap() {
                quick_xml::events::Event::Start(_) => depth += 1,
                quick_xml::events::Event::End(_) => depth -= 1,
                quick_xml::events::Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(depth, 0);
    }
}

#[test]
fn what_is_in_sight_stays_however_many_tiles_it_is() {
    let mut tiles = Tiles::default();
    tiles.expect(1, |_| None);
    let (all_lines, hours) = (4 * 64, 100 * 512);
    let view = |first_line, first_column| TimelineView {
        generation: 1,
        total_hours: hours,
        total_columns: hours,
        total_lines: all_lines,
        first_line,
        first_column,
        ..TimelineView::default()
    };
    assert_eq!(tiles.ask(0..128, 0..hours).len(), 1, "its corner tells how large it is");
    tiles.take(view(0, 0));
    // Tiles come as they are asked for: 200 of them in sight, then those below.
    for lines in [0..128, 64..192, 0..128] {
        for tile in tiles.ask(lines.clone(), 0..hours) {
            tiles.take(view(tile.first_line(), tile.first_column()));
        }
        assert!(tiles.has(lines, 0..hours));
    }
    assert!(!tiles.has(128..129, 0..hours), "what is out of sight gave way");
}

#[test]
fn a_header_says_what_the_columns_here_are_until_others_come() {
    let mut tiles = map(Scores::Sound);
    tiles.reshape(|shape| shape.unit = Unit::Week);
    let memory = Memory::default();
    with_scene(&tiles, &look(), |scene| scene.draw(&memory));
    assert!(memory.says("hours in Asia/Tokyo") && memory.says("Sat 4 Nov 2017"));
    assert_eq!([usual_unit(0), usual_unit(8_760), usual_unit(70_800)], [Unit::Hour, Unit::Hour, Unit::Day]);
}

#[test]
fn narrow_weeks_name_their_years() {
    let mut tiles = Tiles::default();
    tiles.reshape(|shape| shape.unit = Unit::Week);
    tiles.expect(1, |_| None);
    tiles.ask(0..0, 0..0);
    let weeks = 100;
    tiles.take(TimelineView {
        generation: 1,
        shape: tiles.shape.clone(),
        start: START,
        total_hours: weeks * 168,
        total_columns: weeks,
        total_lines: 1,
        begins: (0..weeks).map(|week| week * 168).collect(),
        ..TimelineView::default()
    });
    for (width, said) in [(2.0, "2018"), (8.0, "Jan"), (24.0, "Jan 2018")] {
        let (look, memory) = (Look { width, ..look() }, Memory::default());
        with_scene(&tiles, &look, |scene| scene.draw(&memory));
        assert!(memory.says(said), "{width}: {:?}", memory.texts.borrow());
    }
}

#[test]
fn what_is_not_here_yet_is_known() {
    let mut tiles = map(Scores::Sound);
    assert!(tiles.has(0..9, 0..72) && !tiles.has(0..9, 0..600) && !tiles.has(0..65, 0..72));
    tiles.refresh();
    assert!(!tiles.has(0..9, 0..72), "of another filter");
    assert_eq!(Arc::strong_count(&tiles.extent().unwrap().columns), 1);
}
