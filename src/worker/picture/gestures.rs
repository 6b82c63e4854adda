//! Mouse, pen, fingers and keys: pan, zoom, select, drag, walk.

use super::Picture;
use super::stage::Stage;
use crate::worker::scope;
use logonscope::protocol::Subject;
use logonscope::protocol::picture::{Act, Gesture, Place, Pointer, Press};

/// A pointer that moved less than this (CSS pixels) between down and up was a click.
const CLICK: f32 = 4.0;
/// Seconds between two words about a drag: a few a second, so that the neighbours can follow.
const DRAG_TOLD_EVERY: f64 = 0.12;

#[derive(Clone, Copy, Default, Debug)]
enum Mode {
    #[default]
    Idle,
    /// Down, and not yet clear what for.
    Pressed {
        at: Place,
        subject: Option<Subject>,
    },
    Panning,
    /// A node, and where it was taken hold of, from its middle.
    Dragging {
        node: usize,
        grip: Place,
        told: f64,
    },
    Pinching,
    /// Goes elsewhere by the map.
    OnMap,
    /// Draws around nodes: from corner to corner, or by a free line.
    Choosing {
        from: Place,
        free: bool,
    },
}

/// The gesture under way.
#[derive(Default)]
pub struct Gestures {
    mode: Mode,
    fingers: Vec<(i32, Place)>,
}

impl Gestures {
    /// A pointer did something.
    pub fn take(&mut self, picture: &Picture, gesture: Gesture) {
        match gesture {
            Gesture::Down { pointer, press } => self.down(picture, pointer, press),
            Gesture::Moved(pointer) => self.moved(picture, pointer),
            Gesture::Up(pointer) => self.up(picture, pointer),
            Gesture::Cancelled(pointer) => self.cancelled(picture, pointer),
            Gesture::Left(pointer) => self.left(picture, pointer),
            Gesture::Wheel { at, turned, is_pinch } => wheel(picture, at, turned, is_pinch),
            Gesture::DoubleClick(at) => double_click(picture, at),
            Gesture::Menu(at) => {
                picture.point(None);
                let subject = picture.ask(|stage| stage.subject_at(at, 3.0));
                picture.did(Act::Menu { subject, at });
            }
        }
    }

    fn down(&mut self, picture: &Picture, Pointer { id, at, is_finger }: Pointer, press: Press) {
        self.fingers.retain(|(finger, _)| *finger != id);
        self.fingers.push((id, at));
        self.mode = match self.fingers.len() {
            1 if picture.ask(|stage| stage.minimap().is_some_and(|map| map.frame.touches(at, at))) => {
                picture.change(|stage| stage.go_on_map(at));
                Mode::OnMap
            }
            1 if matches!(press, Press::Box | Press::Lasso) => {
                picture.point(None);
                picture.change(|stage| stage.outline = vec![at]);
                Mode::Choosing { from: at, free: press == Press::Lasso }
            }
            1 => {
                let slack = if is_finger { 14.0 } else { 3.0 };
                let subject = if press == Press::Pan { None } else { picture.ask(|s| s.subject_at(at, slack)) };
                Mode::Pressed { at, subject }
            }
            _ => {
                self.let_go(picture);
                Mode::Pinching
            }
        };
    }

    fn moved(&mut self, picture: &Picture, Pointer { id, at, is_finger }: Pointer) {
        let Some(slot) = self.fingers.iter_mut().find(|(finger, _)| *finger == id) else {
            if !is_finger {
                picture.point(Some(at));
            }
            return;
        };
        let before = std::mem::replace(&mut slot.1, at);
        let step = (at.0 - before.0, at.1 - before.1);
        match self.mode {
            Mode::Idle => {}
            Mode::Pressed { at: start, subject } => {
                if (at.0 - start.0).hypot(at.1 - start.1) > CLICK {
                    self.begin_drag(picture, start, subject);
                    self.continue_drag(picture, at, (at.0 - start.0, at.1 - start.1));
                }
            }
            Mode::Panning | Mode::Dragging { .. } => self.continue_drag(picture, at, step),
            Mode::Pinching => self.pinch(picture, id, before, at),
            Mode::OnMap => picture.change(|stage| stage.go_on_map(at)),
            Mode::Choosing { from, free } => picture.change(|stage| match free {
                true => stage.outline.push(at),
                false => stage.outline = vec![from, (at.0, from.1), at, (from.0, at.1)],
            }),
        }
    }

    fn begin_drag(&mut self, picture: &Picture, start: Place, subject: Option<Subject>) {
        self.mode = match subject {
            Some(Subject::Node(node)) => {
                let node = node as usize;
                let middle = picture.ask(|s| s.stand().node_on_screen(node)).unwrap_or(start);
                Mode::Dragging { node, grip: (start.0 - middle.0, start.1 - middle.1), told: 0.0 }
            }
            _ => {
                picture.point(None);
                Mode::Panning
            }
        };
    }

    fn continue_drag(&mut self, picture: &Picture, at: Place, step: Place) {
        if let Mode::Dragging { node, grip, told } = &mut self.mode {
            let to = (at.0 - grip.0, at.1 - grip.1);
            picture.change(|stage| stage.hold(*node, to));
            picture.point(Some(at));
            let now = scope::seconds();
            if now - *told > DRAG_TOLD_EVERY {
                *told = now;
                let at = picture.ask(|s| s.motion.at(*node));
                picture.did(Act::Pin { node: *node as u32, at });
            }
        } else {
            picture.change(|stage| stage.pan(step));
        }
    }

    fn pinch(&self, picture: &Picture, moved: i32, before: Place, at: Place) {
        let Some((_, other)) = self.fingers.iter().find(|(id, _)| *id != moved) else { return };
        let apart = |p: Place| (p.0 - other.0).hypot(p.1 - other.1).max(8.0);
        let middle = ((at.0 + other.0) / 2.0, (at.1 + other.1) / 2.0);
        picture.change(|stage| {
            stage.pan(((at.0 - before.0) / 2.0, (at.1 - before.1) / 2.0));
            stage.zoom(middle, apart(at) / apart(before), false);
        });
    }

    fn up(&mut self, picture: &Picture, Pointer { id, at, is_finger }: Pointer) {
        self.fingers.retain(|(finger, _)| *finger != id);
        match self.mode {
            Mode::Pressed { subject, .. } => {
                picture.change(|stage| stage.pointed = subject);
                picture.did(Act::Select(subject));
            }
            Mode::Dragging { .. } => self.let_go(picture),
            Mode::Choosing { from, .. } => {
                let outline = picture.change(|stage| std::mem::take(&mut stage.outline));
                if outline.iter().all(|(x, y)| (x - from.0).hypot(y - from.1) <= CLICK) {
                    if let Some(Subject::Node(node)) = picture.ask(|stage| stage.subject_at(at, 3.0)) {
                        picture.did(Act::Toggle(node));
                    }
                } else {
                    picture.did(Act::Choose(picture.ask(|stage| stage.stand().nodes_within(&outline))));
                }
            }
            _ => {}
        }
        // A finger that stays after a pinch pans on.
        self.mode = if self.fingers.is_empty() { Mode::Idle } else { Mode::Panning };
        if !is_finger {
            picture.point(Some(at));
        }
    }

    fn cancelled(&mut self, picture: &Picture, pointer: Pointer) {
        self.fingers.retain(|(finger, _)| *finger != pointer.id);
        self.let_go(picture);
        picture.change(|stage| stage.outline.clear());
        self.mode = Mode::Idle;
        picture.point(None);
    }

    fn left(&mut self, picture: &Picture, pointer: Pointer) {
        if !self.fingers.iter().any(|(finger, _)| *finger == pointer.id) {
            picture.point(None);
        }
    }

    /// Ends a drag: the node stays where it was let go.
    fn let_go(&mut self, picture: &Picture) {
        if let Mode::Dragging { node, .. } = self.mode {
            let at = picture.ask(|s| s.motion.at(node));
            picture.change(|stage| stage.motion.release());
            picture.did(Act::Pin { node: node as u32, at });
        }
    }

    /// Another graph: nodes have other numbers.
    pub fn forget(&mut self) {
        if let Mode::Pressed { .. } | Mode::Dragging { .. } = self.mode {
            self.mode = Mode::Idle;
        }
    }
}

fn wheel(picture: &Picture, at: Place, turned: f32, is_pinch: bool) {
    let pace = if is_pinch { 0.01 } else { 0.0018 };
    let factor = (-turned.clamp(-400.0, 400.0) * pace).exp();
    picture.change(|stage| stage.zoom(at, factor, turned.abs() > 40.0));
    picture.point(Some(at));
}

fn double_click(picture: &Picture, at: Place) {
    match picture.ask(|s| s.subject_at(at, 3.0)) {
        Some(subject) => picture.did(Act::Narrow(subject)),
        None => picture.change(|stage| stage.zoom(at, 2.0, true)),
    }
}

/// From what is selected to the neighbour that lies that way, else to the nearest node that does; with `any` only the latter.
/// Without a selection, to the node nearest to the middle.
pub fn node_that_way(stage: &Stage, way: Place, any: bool) -> Option<usize> {
    let stand = stage.stand();
    let from = match stage.emphasis.selected {
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
}

fn nearest_to_middle(stage: &Stage) -> Option<usize> {
    let stand = stage.stand();
    let (x, y) = stage.flight.viewport().middle();
    let away = |node: usize| stand.node_on_screen(node).map_or(f32::INFINITY, |p| (p.0 - x).hypot(p.1 - y));
    (0..stage.scene.node_count()).min_by(|a, b| away(*a).total_cmp(&away(*b)))
}

fn mean(a: Place, b: Place) -> Place {
    ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0)
}
