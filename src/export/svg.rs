//! The graph as a picture that scales: every node and line under the filter, with the shapes of the screen, in the light theme.

use super::drawn::{Drawn, Node};
use super::xml::Xml;
use crate::engine::Case;
use crate::graph::labels::{Board, Wish, caption};
use crate::graph::scene::{corners, edge_width};
use crate::graph::spread::beside;
use crate::model::ways::{NO_WAY, Tally, WAYS};
use crate::protocol::{Message, NodeKind};
use std::collections::BTreeMap;

/// Distance of the nodes' middles from the rim, and room for the legend.
const MARGIN: f32 = 70.0;
const LEGEND: f32 = 36.0;
/// A side is at most so long and, unless the graph is tiny, at least so.
const LONGEST: f32 = 6_000.0;
const SHORTEST: f32 = 700.0;
/// Pixels of a character of a name, about.
const CHARACTER: f32 = 6.4;
/// What stands in the legend of each of [`NodeKind::ALL`], and where; before [`LAST_KEY`] always.
const LEGEND_OF: [(&str, f32); 5] =
    [("privileged", 20.0), ("account", 110.0), ("host", 185.0), ("domain", 350.0), ("policy change", 425.0)];
const LAST_KEY: f32 = 300.0;
/// Room for a second line of the legend.
const KEYS_OF_LINES: f32 = 22.0;
const STYLE: &str = "text{font:11px sans-serif;fill:#1d2430}.b{fill:#fff}.e{stroke:#6b7688;stroke-opacity:.55}\
    .f{stroke:#c42b23;stroke-opacity:.7;stroke-dasharray:5 4}.p{fill:#fdeceb;stroke:#c42b23}.a{fill:#e8f0fd;stroke:#2b6cd0}\
    .h{fill:#e5f4ec;stroke:#1a8754}.d{fill:#efe6fa;stroke:#7a3fb5}.t{fill:#fdf1d3;stroke:#b07000}.p,.a,.h,.d,.t{stroke-width:1.6}.c,.g{fill:#c42b23}.k{fill:#6b7688}\
    .x{stroke-dasharray:5 4}.w0{stroke:#6b7688;stroke-opacity:.55}.w1{stroke:#1f43b9}.w2{stroke:#2f9b7e}.w3{stroke:#bc6825}.w4{stroke:#ac6bd4}\
    .w5{stroke:#82166b}.w6{stroke:#685500}path.w0{fill:#6b7688}path.w1{fill:#1f43b9}path.w2{fill:#2f9b7e}path.w3{fill:#bc6825}path.w4{fill:#ac6bd4}\
    path.w5{fill:#82166b}path.w6{fill:#685500}";

/// The whole graph, however large.
///
/// # Errors
/// Nothing was analysed.
pub fn bytes(case: &Case) -> Result<Vec<u8>, Message> {
    let mut xml = Xml::new();
    draw(&mut xml, &Drawn::of(case)?);
    xml.into_bytes()
}

/// Draws an `svg` element.
pub fn draw(xml: &mut Xml, Drawn { nodes, edges, movement, types, .. }: &Drawn) {
    let place = Placement::new(nodes);
    let below = if *types { LEGEND + KEYS_OF_LINES } else { LEGEND };
    let (width, height) = (place.width.to_string(), (place.height + below).to_string());
    let frame = format!("0 0 {width} {height}");
    let attributes = [
        ("xmlns", "http://www.w3.org/2000/svg"),
        ("width", &*width),
        ("height", &height),
        ("viewBox", &frame),
        ("role", "img"),
    ];
    xml.open("svg", &attributes);
    let title = if *movement {
        "Hosts, and the logons from one to another"
    } else {
        "Accounts and hosts, and the logons between them"
    };
    xml.element("title", &[], title);
    xml.element("style", &[], STYLE);
    xml.empty("rect", &[("class", "b"), ("width", &width), ("height", &height)]);

    let mut lines: BTreeMap<(usize, usize), (u32, u32, Tally)> = BTreeMap::new();
    for edge in edges {
        let (count, failed, ways) = lines.entry((edge.from, edge.to)).or_default();
        *count += edge.count;
        *failed += if edge.failed { edge.count } else { 0 };
        let is_to_domain = nodes.get(edge.to).is_some_and(|node| node.kind == NodeKind::Domain);
        if let Some(logon_type) = edge.logon_type.filter(|_| !is_to_domain) {
            ways.add(logon_type, edge.count);
        }
    }
    // A line's class, and that of its arrowhead.
    let look = |all_failed: bool, ways: &Tally| match (*types, all_failed) {
        (false, true) => ("f".to_owned(), "g".to_owned()),
        (false, false) => ("e".to_owned(), "k".to_owned()),
        (true, all_failed) => {
            let way = format!("w{}", ways.class());
            (if all_failed { format!("{way} x") } else { way.clone() }, way)
        }
    };
    let highest = nodes.iter().map(|node| node.rank).fold(f64::MIN_POSITIVE, f64::max);
    let radius = |node: &Node| 6.0 + 6.0 * (node.rank / highest).clamp(0.0, 1.0) as f32;
    let mut present = [false; WAYS.len() + 1];
    for ((from, to), (count, failed, ways)) in lines {
        let (Some(from), Some(to)) = (nodes.get(from), nodes.get(to)) else { continue };
        let (mut a, mut b) = (place.of(from), place.of(to));
        let (class, of_head) = look(failed == count, &ways);
        present.get_mut(usize::from(ways.class())).into_iter().for_each(|present| *present = true);
        if *movement {
            // Those that go come beside those that come back.
            (a, b) = beside(a, b, 1.0);
            if let Some(head) = head(a, b, radius(to)) {
                xml.empty("path", &[("class", &*of_head), ("d", &head)]);
            }
        }
        let ((x1, y1), (x2, y2)) = (a, b);
        let [x1, y1, x2, y2, wide] = [x1, y1, x2, y2, edge_width(count)].map(|value| format!("{value:.1}"));
        let attributes =
            [("class", &*class), ("x1", &*x1), ("y1", &y1), ("x2", &x2), ("y2", &y2), ("stroke-width", &wide)];
        xml.open("line", &attributes);
        xml.element("title", &[], &format!("{} to {}: {count} events, {failed} failed", from.label, to.label));
        xml.close();
    }

    let mut board = Board::default();
    board.reset(place.width, place.height);
    for node in nodes {
        let ((x, y), r) = (place.of(node), radius(node));
        board.add_mark(x, y, r);
        mark(xml, node.kind, (x, y), r, Some(&node.label));
    }
    for node in nodes {
        let (text, (x, y)) = (caption(&node.label, 32), place.of(node));
        let width = text.chars().count() as f32 * CHARACTER;
        let wish = Wish { x, y, radius: radius(node), width, height: 13.0, last: None, insistent: false };
        if let Some((at, _)) = board.place(&wish) {
            let [x, y] = [(at.left + at.right) / 2.0, at.bottom - 3.0].map(|value| format!("{value:.1}"));
            xml.element("text", &[("x", &x), ("y", &y), ("text-anchor", "middle")], &text);
        }
    }

    let y = place.height + LEGEND / 2.0;
    for (kind, (name, x)) in NodeKind::ALL.into_iter().zip(LEGEND_OF) {
        // Kinds that are seldom drawn are explained where they are.
        if x > LAST_KEY && !nodes.iter().any(|node| node.kind == kind) {
            continue;
        }
        mark(xml, kind, (x, y), 6.0, None);
        xml.element("text", &[("x", &(x + 11.0).to_string()), ("y", &(y + 4.0).to_string())], name);
    }
    let stroke = |xml: &mut Xml, (x, y): (f32, f32), class: &str, words: &str| {
        let ([x1, x2], [y1, text]) = ([x, x + 26.0].map(|x| x.to_string()), [y, y + 4.0].map(|y| y.to_string()));
        xml.empty(
            "line",
            &[("class", class), ("x1", &x1), ("y1", &y1), ("x2", &x2), ("y2", &y1), ("stroke-width", "1.5")],
        );
        xml.element("text", &[("x", &(x + 32.0).to_string()), ("y", &text)], words);
    };
    stroke(xml, (240.0, y), if *types { "w0 x" } else { "f" }, "all failed");
    let mut x = 20.0;
    for (class, name) in (1..).zip(WAYS.map(|way| way.name)).chain([(0, NO_WAY)]).filter(|_| *types) {
        if present.get(class) == Some(&true) {
            stroke(xml, (x, y + KEYS_OF_LINES), &format!("w{class}"), name);
            x += 54.0 + CHARACTER * name.len() as f32;
        }
    }
    xml.close();
}

/// An arrowhead at the rim of a mark at `b` for a line that comes from `a`.
fn head(a: (f32, f32), b: (f32, f32), radius: f32) -> Option<String> {
    let [tip, left, right] = crate::graph::spread::arc(a, b, (0.0, radius), 0, 1, false)?.head;
    let point = |(x, y): (f32, f32)| format!("{x:.1} {y:.1}");
    Some(format!("M{}L{}L{}z", point(tip), point(left), point(right)))
}

fn mark(xml: &mut Xml, kind: NodeKind, (x, y): (f32, f32), r: f32, title: Option<&str>) {
    let number = |value: f32| format!("{value:.1}");
    let (name, class) = match kind {
        NodeKind::PrivilegedAccount => ("circle", "p"),
        NodeKind::Account => ("circle", "a"),
        NodeKind::Host => ("path", "h"),
        NodeKind::Domain => ("path", "d"),
        NodeKind::PolicyChange => ("path", "t"),
    };
    let [cx, cy, size] = [x, y, r].map(number);
    let corners: Vec<String> =
        corners(kind).iter().map(|(dx, dy)| format!("{} {}", number(x + dx * r), number(y + dy * r))).collect();
    match kind {
        _ if !corners.is_empty() => xml.open(name, &[("class", class), ("d", &format!("M{}z", corners.join("L")))]),
        _ => xml.open(name, &[("class", class), ("cx", &cx), ("cy", &cy), ("r", &size)]),
    }
    title.into_iter().for_each(|title| xml.element("title", &[], title));
    xml.close();
    if kind == NodeKind::PrivilegedAccount {
        xml.empty("circle", &[("class", "c"), ("cx", &cx), ("cy", &cy), ("r", &number(r * 0.36))]);
    }
}

/// Where nodes stand on the sheet.
struct Placement {
    left: f32,
    top: f32,
    scale: f32,
    width: f32,
    height: f32,
}

impl Placement {
    fn new(nodes: &[Node]) -> Self {
        let finite = || nodes.iter().map(|node| node.at).filter(|(x, y)| x.is_finite() && y.is_finite());
        let span = |values: &mut dyn Iterator<Item = f32>| {
            let first = values.next().unwrap_or(0.0);
            values.fold((first, first), |(low, high), value| (low.min(value), high.max(value)))
        };
        let (left, right) = span(&mut finite().map(|(x, _)| x));
        let (bottom, top) = span(&mut finite().map(|(_, y)| y));
        let longest = (right - left).max(top - bottom).max(1e-3);
        // Room for a name between neighbours, as far as the sheet allows.
        let wanted = (finite().count() as f32).sqrt() * 90.0;
        let scale = (wanted.clamp(SHORTEST, LONGEST) - 2.0 * MARGIN) / longest;
        let side = |from: f32, to: f32| ((to - from) * scale + 2.0 * MARGIN).ceil().max(340.0);
        Self { left, top, scale, width: side(left, right), height: side(bottom, top) }
    }

    fn of(&self, node: &Node) -> (f32, f32) {
        let (x, y) = node.at;
        let place = ((x - self.left) * self.scale + MARGIN, (self.top - y) * self.scale + MARGIN);
        if place.0.is_finite() && place.1.is_finite() { place } else { (MARGIN, MARGIN) }
    }
}
