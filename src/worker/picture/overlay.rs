//! Names beside marks and counts on edges, on a 2D canvas over the picture.
//!
//! Work per picture is bounded: a scan of the nodes, then a limited number of attempts to place a label.

use super::looks::Looks;
use super::palette::Palette;
use super::spread::Spread;
use logonscope::graph::camera::Bounds;
use logonscope::graph::emphasis::Emphasis;
use logonscope::graph::labels::{Board, LabelBox, Side, Wish, caption};
use logonscope::graph::minimap::Minimap;
use logonscope::graph::picking::Stand;
use logonscope::graph::spread::beside;
use logonscope::protocol::{NodeKind, Subject};
use logonscope::screen::words::grouped;
use web_sys::OffscreenCanvasRenderingContext2d;

/// Text sizes, CSS pixels.
const NAME_PX: f32 = 11.5;
const COUNT_PX: f32 = 10.0;
/// Height of a line of either, as boxes are counted.
const NAME_LINE: f32 = 14.0;
const COUNT_LINE: f32 = 12.0;
/// Longest name in characters; all of it is in the tooltip and the details.
const LONGEST: usize = 26;
/// Attempts in one picture.
const MOST_ATTEMPTS: usize = 900;
/// Marks below this radius are texture rather than marks: a name may lie over them.
const LEAST_MARK: f32 = 3.2;
/// So many names may cover small marks.
const LANDMARKS: usize = 14;
/// What is no larger than this at size 1 is not ranked high enough to be a landmark.
const LANDMARK_RADIUS: f32 = 11.5;

/// How one name is drawn.
#[derive(Clone, Copy)]
struct NameLook {
    is_first: bool,
    is_landmark: bool,
    alpha: f32,
}

/// Labels remembered from picture to picture.
#[derive(Default)]
pub struct Overlay {
    board: Board,
    names: Vec<Option<Name>>,
    seen: Vec<u32>,
    taken: Vec<bool>,
    font: String,
}

struct Name {
    text: String,
    width: f32,
    width_bold: f32,
    side: Option<Side>,
}

impl Overlay {
    /// Forgets names and sides: another graph.
    pub fn reset(&mut self, nodes: usize) {
        self.names.clear();
        self.names.resize_with(nodes, || None);
    }

    /// Draws all labels for which there is room. `furniture` is covered by tools and legend.
    pub fn draw(
        &mut self,
        context: &OffscreenCanvasRenderingContext2d,
        stand: &Stand,
        emphasis: &Emphasis,
        (spread, looks, labels_on): (&Spread, &Looks, bool),
        palette: &Palette,
        furniture: &[LabelBox],
    ) {
        let viewport = stand.viewport;
        context.clear_rect(0.0, 0.0, f64::from(viewport.width), f64::from(viewport.height));
        if self.font != palette.css.font {
            self.font.clone_from(&palette.css.font);
            self.reset(stand.scene.node_count());
        }
        self.board.reset(viewport.width, viewport.height);
        furniture.iter().for_each(|f| self.board.block(*f));
        self.survey(stand);

        spread.draw(context, stand, emphasis, palette, looks);
        if !labels_on {
            return;
        }
        context.set_text_baseline("middle");
        context.set_line_join("round");
        context.set_line_width(3.0);
        context.set_stroke_style_str(&palette.css.background);
        self.draw_names(context, stand, emphasis, palette);
        self.draw_counts(context, stand, emphasis, spread.shown(), palette);
        spread.write(context, stand, emphasis, palette, &mut self.board, COUNT_LINE);
        context.set_global_alpha(1.0);
    }

    /// Finds the nodes in view and lets their marks keep labels away.
    fn survey(&mut self, stand: &Stand) {
        self.seen.clear();
        let seen: Bounds = stand.camera.seen(stand.viewport, 20.0);
        for (node, point) in stand.positions.chunks_exact(2).enumerate() {
            let at = (point[0], point[1]);
            if !stand.scene.shows(node) || !seen.touches(at, at) {
                continue;
            }
            self.seen.push(node as u32);
            let radius = stand.radius_on_screen(node);
            if radius >= LEAST_MARK {
                let (x, y) = stand.camera.screen_from_world(stand.viewport, at);
                self.board.add_mark(x, y, radius);
            }
        }
    }

    fn draw_names(
        &mut self,
        context: &OffscreenCanvasRenderingContext2d,
        stand: &Stand,
        emphasis: &Emphasis,
        palette: &Palette,
    ) {
        let first = [emphasis.hovered, emphasis.selected].into_iter().flatten().flat_map(|s| match s {
            Subject::Node(node) => vec![node],
            Subject::Edge(edge) => {
                stand.scene.ends(edge as usize).map_or(Vec::new(), |(h, a)| vec![a as u32, h as u32])
            }
        });
        let first: Vec<u32> = first.collect();
        // A crowd of small marks gets a few names to find one's way by, not a wall of text.
        let room = stand.viewport.width * stand.viewport.height / 11_000.0;
        let most =
            first.len() + emphasis.lit_nodes.len().min(60) + 12 + (room * stand.size.min(1.0).powf(1.3)) as usize;
        self.taken.clear();
        self.taken.resize(stand.scene.node_count(), false);
        let seen = std::mem::take(&mut self.seen);
        let most_lit = if stand.size < 0.7 { 2 * LANDMARKS } else { usize::MAX };
        let order = first.iter().chain(emphasis.lit_nodes.iter().take(most_lit)).chain(&seen).copied();
        let (mut placed, mut attempts) = (0, 0);
        for node in order {
            if placed >= most || attempts >= MOST_ATTEMPTS {
                break;
            }
            match self.taken.get_mut(node as usize) {
                Some(taken) if !*taken => *taken = true,
                _ => continue,
            }
            attempts += 1;
            let is_first = first.contains(&node);
            let is_lit = is_first || emphasis.lit_nodes.contains(&node);
            let alpha = if is_lit { 1.0 } else { 1.0 - 0.8 * emphasis.dim };
            // Among a crowd of small marks the highest ranks are named even over some of them: one must find one's way.
            let stands_out = placed < LANDMARKS && stand.scene.radius(node as usize) > LANDMARK_RADIUS;
            // So are the nodes of a path, each of which is a step to be read.
            let is_step = emphasis.path.0.len() <= LANDMARKS && emphasis.path.0.contains(&node);
            let is_landmark = is_first || is_step || (stand.size < 0.7 && stands_out);
            let look = NameLook { is_first, is_landmark, alpha };
            placed += usize::from(self.draw_name(context, stand, palette, node as usize, look));
        }
        self.seen = seen;
    }

    fn draw_name(
        &mut self,
        context: &OffscreenCanvasRenderingContext2d,
        stand: &Stand,
        palette: &Palette,
        node: usize,
        NameLook { is_first, is_landmark, alpha }: NameLook,
    ) -> bool {
        let (Some(shown), Some((x, y))) = (stand.scene.node(node), stand.node_on_screen(node)) else { return false };
        let normal = format!("{NAME_PX}px {}", self.font);
        let bold = format!("600 {NAME_PX}px {}", self.font);
        let Some(slot) = self.names.get_mut(node) else { return false };
        let name = slot.get_or_insert_with(|| {
            let text = caption(&shown.label, LONGEST);
            let measure = |font: &str| {
                context.set_font(font);
                context.measure_text(&text).map_or(0.0, |m| m.width() as f32)
            };
            let (width, width_bold) = (measure(&normal), measure(&bold));
            Name { text, width, width_bold, side: None }
        });
        let width = if is_first { name.width_bold } else { name.width } + 4.0;
        let swell = if is_first { 3.0 } else { 0.0 };
        let radius = stand.radius_on_screen(node) + swell;
        let wish = Wish { x, y, radius, width, height: NAME_LINE, last: name.side, insistent: is_landmark };
        let Some((place, side)) = self.board.place(&wish) else { return false };
        name.side = Some(side);
        context.set_font(if is_first { &bold } else { &normal });
        context.set_global_alpha(f64::from(alpha));
        context.set_fill_style_str(match shown.kind {
            NodeKind::Host if !is_first => &palette.css.ink_2,
            _ => &palette.css.ink,
        });
        write(context, &name.text, place);
        true
    }

    fn draw_counts(
        &mut self,
        context: &OffscreenCanvasRenderingContext2d,
        stand: &Stand,
        emphasis: &Emphasis,
        spread: &[u32],
        palette: &Palette,
    ) {
        context.set_font(&format!("{COUNT_PX}px {}", self.font));
        // Counts stand on their line: it must not run through the digits.
        context.set_line_width(4.5);
        // The counts of what is lit, then, near enough, of every edge between nodes in view.
        let is_readable = stand.size > 0.6 || emphasis.lit_edges.len() <= 12;
        let lit = emphasis.lit_edges.iter().take(if is_readable { 60 } else { 0 });
        let mut edges: Vec<u32> = lit.copied().collect();
        if emphasis.dim < 0.5 && stand.size > 1.08 && self.seen.len() <= 160 {
            for &node in &self.seen {
                let links = stand.scene.links(node as usize);
                let once = links.iter().filter(|l| l.node > node || !self.is_seen(l.node));
                edges.extend(once.map(|l| l.edge).filter(|e| !emphasis.lit_edges.contains(e)).take(40));
            }
            edges.truncate(400);
        }
        for edge in edges.into_iter().filter(|edge| spread.binary_search(edge).is_err()) {
            let is_lit = emphasis.lit_edges.contains(&edge);
            self.draw_count(context, stand, palette, edge as usize, is_lit);
        }
    }

    fn is_seen(&self, node: u32) -> bool {
        self.seen.binary_search(&node).is_ok()
    }

    fn draw_count(
        &mut self,
        context: &OffscreenCanvasRenderingContext2d,
        stand: &Stand,
        palette: &Palette,
        edge: usize,
        is_lit: bool,
    ) {
        let (Some((host, account)), Some(shown)) = (stand.scene.ends(edge), stand.scene.graph().edges.get(edge)) else {
            return;
        };
        let (Some(mut a), Some(mut b)) = (stand.node_on_screen(host), stand.node_on_screen(account)) else { return };
        if stand.scene.graph().shows.movement {
            (a, b) = beside(a, b, 1.0);
        }
        let text = match shown.failed {
            0 => grouped(u64::from(shown.count)),
            failed if failed >= shown.count => format!("{} failed", grouped(u64::from(failed))),
            failed if is_lit => format!("{} ({} failed)", grouped(u64::from(shown.count)), grouped(u64::from(failed))),
            _ => grouped(u64::from(shown.count)),
        };
        let width = context.measure_text(&text).map_or(0.0, |m| m.width() as f32) + 6.0;
        let free = (b.0 - a.0).hypot(b.1 - a.1) - stand.radius_on_screen(host) - stand.radius_on_screen(account);
        if free < width + 8.0 {
            return;
        }
        for share in [0.5, 0.38, 0.62] {
            let (x, y) = (a.0 + (b.0 - a.0) * share, a.1 + (b.1 - a.1) * share);
            let half_line = COUNT_LINE / 2.0;
            let place =
                LabelBox { left: x - width / 2.0, top: y - half_line, right: x + width / 2.0, bottom: y + half_line };
            if self.board.place_at(place) {
                context.set_global_alpha(1.0);
                let all_failed = shown.failed > 0 && shown.failed >= shown.count;
                context.set_fill_style_str(if all_failed { &palette.css.failed } else { &palette.css.ink_2 });
                write(context, &text, place);
                return;
            }
        }
    }
}

/// Text in the middle of its box, with a halo in the colour of the background.
pub fn write(context: &OffscreenCanvasRenderingContext2d, text: &str, place: LabelBox) {
    context.set_text_align("center");
    let x = f64::from((place.left + place.right) / 2.0);
    let y = f64::from((place.top + place.bottom) / 2.0);
    let _ = context.stroke_text(text, x, y);
    let _ = context.fill_text(text, x, y);
}

/// So many nodes at most are drawn on the map, the highest ranks: the others stand among them.
const ON_MAP: usize = 1_200;

/// The map of the whole, and on it what is in view.
pub fn draw_map(context: &OffscreenCanvasRenderingContext2d, stand: &Stand, map: &Minimap, palette: &Palette) {
    let rectangle = |of: Bounds| (f64::from(of.left), f64::from(of.top), f64::from(of.width()), f64::from(of.height()));
    let (x, y, width, height) = rectangle(map.frame);
    context.set_global_alpha(0.92);
    context.set_fill_style_str(&palette.css.background);
    context.fill_rect(x, y, width, height);
    context.set_global_alpha(1.0);
    let shown = (0..stand.scene.node_count()).filter(|node| stand.scene.shows(*node)).take(ON_MAP);
    for node in shown {
        let (Some(shown), Some(place)) = (stand.scene.node(node), stand.positions.get(2 * node..2 * node + 2)) else {
            continue;
        };
        if let Some(rim) = palette.css.rims.get(shown.kind as usize) {
            context.set_fill_style_str(rim);
        }
        let (x, y) = map.on_map((place[0], place[1]));
        context.fill_rect(f64::from(x) - 0.8, f64::from(y) - 0.8, 1.6, 1.6);
    }
    context.set_line_width(1.0);
    context.set_stroke_style_str(&palette.css.ink_3);
    context.stroke_rect(x + 0.5, y + 0.5, width - 1.0, height - 1.0);
    let (x, y, width, height) = rectangle(map.in_view(stand.camera.seen(stand.viewport, 0.0)));
    context.set_stroke_style_str(&palette.css.accent);
    context.set_line_width(1.5);
    context.stroke_rect(x, y, width, height);
}

/// What is being drawn around nodes to choose them.
pub fn draw_outline(context: &OffscreenCanvasRenderingContext2d, outline: &[(f32, f32)], palette: &Palette) {
    let Some(((x, y), more)) = outline.split_first() else { return };
    context.begin_path();
    context.move_to(f64::from(*x), f64::from(*y));
    more.iter().for_each(|(x, y)| context.line_to(f64::from(*x), f64::from(*y)));
    context.close_path();
    context.set_fill_style_str(&palette.css.accent);
    context.set_global_alpha(0.12);
    context.fill();
    context.set_global_alpha(1.0);
    context.set_stroke_style_str(&palette.css.accent);
    context.set_line_width(1.5);
    context.stroke();
}
