//! The picture by keyboard.

use super::gestures::Outlets;
use super::picture::Picture;
use super::stage::Stage;
use leptos::prelude::*;
use leptos::web_sys::KeyboardEvent;
use logonscope::protocol::Subject;

const STEP: f32 = 1.4;

/// Answers a key; true if it was one of the picture's.
pub fn pressed(event: &KeyboardEvent, picture: &Picture, outlets: Outlets) -> bool {
    if event.ctrl_key() || event.alt_key() || event.meta_key() {
        return false;
    }
    let selected = outlets.selection.get_untracked();
    match event.key().as_str() {
        "ArrowRight" => go(picture, outlets, (1.0, 0.0), event.shift_key()),
        "ArrowLeft" => go(picture, outlets, (-1.0, 0.0), event.shift_key()),
        "ArrowDown" => go(picture, outlets, (0.0, 1.0), event.shift_key()),
        "ArrowUp" => go(picture, outlets, (0.0, -1.0), event.shift_key()),
        "+" | "=" => picture.change(|stage| stage.zoom(stage.point_of_interest(), STEP, true)),
        "-" | "_" => picture.change(|stage| stage.zoom(stage.point_of_interest(), 1.0 / STEP, true)),
        "0" | "f" | "F" => picture.change(Stage::fit),
        "l" | "L" => picture.change(|stage| stage.labels_on = !stage.labels_on),
        "p" | "P" => pin(picture, outlets, selected),
        "Enter" => match selected {
            Some(subject) => outlets.on_open.run(subject),
            None => return false,
        },
        "Escape" => {
            picture.point(None);
            if selected.is_none() {
                return false;
            }
            outlets.selection.set(None);
        }
        _ => return false,
    }
    true
}

/// To the neighbour that lies that way, else to the nearest node that does; with Shift only the latter. Without a selection,
/// to the node nearest to the middle.
fn go(picture: &Picture, outlets: Outlets, way: (f32, f32), any: bool) {
    let selected = outlets.selection.get_untracked();
    let next = picture.ask(|stage| {
        let stand = stage.stand();
        let from = match selected {
            Some(Subject::Node(node)) => node as usize,
            Some(Subject::Edge(edge)) => {
                let (host, account) = stage.scene.ends(edge as usize)?;
                let middle = mean(stand.node_on_screen(host)?, stand.node_on_screen(account)?);
                return stand.in_direction(middle, way, [host, account]);
            }
            None => return nearest_to_middle(stage),
        };
        let at = stand.node_on_screen(from)?;
        let neighbours = stage.scene.links(from).iter().map(|l| l.node as usize);
        let neighbour = if any { None } else { stand.in_direction(at, way, neighbours) };
        neighbour.or_else(|| stand.in_direction(at, way, (0..stage.scene.node_count()).filter(|n| *n != from)))
    });
    if let Some(node) = next {
        outlets.selection.set(Some(Subject::Node(node as u32)));
    }
}

fn nearest_to_middle(stage: &Stage) -> Option<usize> {
    let stand = stage.stand();
    let (x, y) = stage.viewport.middle();
    let away = |node: usize| stand.node_on_screen(node).map_or(f32::INFINITY, |p| (p.0 - x).hypot(p.1 - y));
    (0..stage.scene.node_count()).min_by(|a, b| away(*a).total_cmp(&away(*b)))
}

fn mean(a: (f32, f32), b: (f32, f32)) -> (f32, f32) {
    ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0)
}

/// Pins the selected node where it is, or lets it go.
fn pin(picture: &Picture, outlets: Outlets, selected: Option<Subject>) {
    let Some(Subject::Node(node)) = selected else { return };
    let place = picture.change(|stage| stage.toggle_pin(node as usize));
    outlets.on_pin.run((node, place));
}
