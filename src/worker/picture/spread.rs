//! Lines that are spread into one an event id, or an account between hosts: which they are at this moment, what is known of them, and how they are drawn.
//!
//! What a line is made of is asked of the engine when the line is first seen near enough; until it is known the line stays one.

use super::looks::{Looks, Telling};
use super::palette::Palette;
use js_sys::Array;
use logonscope::graph::emphasis::Emphasis;
use logonscope::graph::labels::{Board, LabelBox};
use logonscope::graph::picking::Stand;
use logonscope::graph::scene::edge_width;
use logonscope::graph::spread::{Arc, arc};
use logonscope::protocol::Subject;
use logonscope::protocol::lines::{Line, LinesView};
use logonscope::protocol::picture::LineWords;
use logonscope::screen::words::grouped;
use logonscope::sorting::InOrder;
use std::collections::{HashMap, HashSet};
use web_sys::OffscreenCanvasRenderingContext2d;

/// Marks at least this large are near enough for all lines in view to be spread.
const NEAR: f32 = 1.08;
/// At least this large, for those of what is selected.
const READABLE: f32 = 0.6;
/// More nodes in view, or lines at them, are not spread.
const MOST_NODES: usize = 160;
const MOST_LINES: usize = 240;
const MOST_SELECTED: usize = 40;

/// All of it.
#[derive(Default)]
pub struct Spread {
    known: HashMap<u32, Vec<Line>>,
    asked: HashSet<u32>,
    /// Lines to ask of.
    wanted: Vec<u32>,
    /// Lines that are spread now, ascending.
    shown: Vec<u32>,
    /// What stands at them.
    pub words: LineWords,
}

impl Spread {
    /// Another graph or filter: nothing is known.
    pub fn forget(&mut self) {
        self.known.clear();
        self.asked.clear();
        self.wanted.clear();
        self.shown.clear();
    }

    /// What the engine tells of lines.
    pub fn learn(&mut self, view: LinesView) {
        self.known.extend(view.edges);
    }

    /// What is to be asked of the engine, once.
    pub fn take_wanted(&mut self) -> Vec<u32> {
        std::mem::take(&mut self.wanted)
    }

    /// Lines that are spread now, ascending: nobody else draws them.
    pub fn shown(&self) -> &[u32] {
        &self.shown
    }

    /// Finds which lines are spread.
    pub fn survey(&mut self, stand: &Stand, emphasis: &Emphasis) {
        self.shown.clear();
        let mut near: Vec<u32> = match emphasis.selected {
            Some(Subject::Edge(edge)) => vec![edge],
            Some(Subject::Node(node)) if stand.size > READABLE => {
                let links = stand.scene.links(node as usize);
                links.iter().take(if links.len() > MOST_SELECTED { 0 } else { MOST_SELECTED }).map(|l| l.edge).collect()
            }
            _ => Vec::new(),
        };
        if stand.size > NEAR {
            let seen = stand.camera.seen(stand.viewport, 0.0);
            let places = stand.positions.chunks_exact(2).enumerate();
            let in_view =
                places.filter(|(node, at)| stand.scene.shows(*node) && seen.touches((at[0], at[1]), (at[0], at[1])));
            let nodes: Vec<usize> = in_view.map(|(node, _)| node).take(MOST_NODES + 1).collect();
            let lines = nodes.iter().flat_map(|node| stand.scene.links(*node)).map(|link| link.edge);
            let lines: Vec<u32> = lines.take(2 * MOST_LINES + 1).collect();
            if nodes.len() <= MOST_NODES && lines.len() <= 2 * MOST_LINES {
                near.extend(lines);
            }
        }
        near.order();
        near.dedup();
        for edge in near {
            if self.known.contains_key(&edge) {
                self.shown.push(edge);
            } else if self.asked.insert(edge) {
                self.wanted.push(edge);
            }
        }
    }

    /// Draws the lines; their words find room on the board.
    pub fn draw(
        &self,
        context: &OffscreenCanvasRenderingContext2d,
        stand: &Stand,
        emphasis: &Emphasis,
        palette: &Palette,
        looks: &Looks,
    ) {
        for &edge in &self.shown {
            let is_selected = emphasis.selected == Some(Subject::Edge(edge));
            let is_lit = emphasis.lit_edges.contains(&edge);
            let alpha = if is_lit { 0.95 } else { 0.6 * (1.0 - 0.85 * emphasis.dim) };
            context.set_global_alpha(f64::from(alpha));
            self.each(stand, edge, |_, line, arc| {
                let all_failed = line.count > 0 && line.failed >= line.count;
                let is_red = all_failed || looks.marked.contains(&edge);
                let way = palette.css.ways.get(usize::from(line.class).wrapping_sub(1));
                let colour = match (looks.telling(), is_red, is_selected) {
                    (Telling::Ways, ..) => way.unwrap_or(&palette.css.ink_2),
                    (_, true, _) => &palette.css.failed,
                    (_, false, true) => &palette.css.accent,
                    (_, false, false) => &palette.css.ink_2,
                };
                context.set_stroke_style_str(colour);
                context.set_fill_style_str(colour);
                let width = edge_width(line.count).min(4.0) + if is_selected { 0.8 } else { 0.0 };
                context.set_line_width(f64::from(width));
                let dash = if all_failed { Array::of2(&5.into(), &4.into()) } else { Array::new() };
                let _ = context.set_line_dash(&dash);
                context.begin_path();
                context.move_to(arc.from.0.into(), arc.from.1.into());
                context.quadratic_curve_to(
                    arc.control.0.into(),
                    arc.control.1.into(),
                    arc.to.0.into(),
                    arc.to.1.into(),
                );
                context.stroke();
                context.begin_path();
                let [tip, left, right] = arc.head;
                context.move_to(tip.0.into(), tip.1.into());
                context.line_to(left.0.into(), left.1.into());
                context.line_to(right.0.into(), right.1.into());
                context.fill();
            });
        }
        let _ = context.set_line_dash(&Array::new());
        context.set_global_alpha(1.0);
    }

    /// Writes what each line is beside it, those that are lit first.
    pub fn write(
        &self,
        context: &OffscreenCanvasRenderingContext2d,
        stand: &Stand,
        emphasis: &Emphasis,
        palette: &Palette,
        board: &mut Board,
        line_height: f32,
    ) {
        let is_lit = |edge: &&u32| emphasis.lit_edges.contains(*edge);
        let lit = self.shown.iter().filter(is_lit);
        let rest = self.shown.iter().filter(|edge| emphasis.dim < 0.5 && !is_lit(edge));
        for &edge in lit.chain(rest) {
            self.each(stand, edge, |number, line, arc| {
                let text = self.words_of(line);
                let width = context.measure_text(&text).map_or(0.0, |m| m.width() as f32) + 6.0;
                if (arc.to.0 - arc.from.0).hypot(arc.to.1 - arc.from.1) < width {
                    return;
                }
                let half = line_height / 2.0;
                let place = arc
                    .places_of_words(number)
                    .map(|(x, y)| LabelBox {
                        left: x - width / 2.0,
                        top: y - half,
                        right: x + width / 2.0,
                        bottom: y + half,
                    })
                    .find(|place| board.place_at(*place));
                if let Some(place) = place {
                    let all_failed = line.failed > 0 && line.failed >= line.count;
                    context.set_fill_style_str(if all_failed { &palette.css.failed } else { &palette.css.ink_2 });
                    super::overlay::write(context, &text, place);
                }
            });
        }
    }

    fn words_of(&self, line: &Line) -> String {
        let name = logonscope::graph::labels::caption(&line.name, 24);
        let mut text = format!("{name} × {}", grouped(u64::from(line.count)));
        if line.failed > 0 && line.failed < line.count {
            text.push_str(&format!(", {} failed", grouped(u64::from(line.failed))));
        }
        for (on, words, before) in
            [(self.words.types, &line.types, " · type "), (self.words.authentication, &line.authentication, " · ")]
        {
            if on && !words.is_empty() {
                text.push_str(before);
                text.push_str(&logonscope::graph::labels::caption(words, 24));
            }
        }
        text
    }

    fn each(&self, stand: &Stand, edge: u32, mut act: impl FnMut(usize, &Line, Arc)) {
        let (Some(lines), Some((host, account))) = (self.known.get(&edge), stand.scene.ends(edge as usize)) else {
            return;
        };
        let (Some(a), Some(b)) = (stand.node_on_screen(host), stand.node_on_screen(account)) else { return };
        let radii = (stand.radius_on_screen(host), stand.radius_on_screen(account));
        for (number, line) in lines.iter().enumerate() {
            if let Some(arc) = arc(a, b, radii, number, lines.len(), stand.scene.graph().shows.movement) {
                act(number, line, arc);
            }
        }
    }
}
