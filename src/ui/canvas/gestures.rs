//! Mouse, pen and fingers: pan, zoom, select, drag.

use super::picture::Picture;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, MouseEvent, PointerEvent, WheelEvent};
use logonscope::protocol::Subject;

/// A pointer that moved less than this (CSS pixels) between down and up was a click.
const CLICK: f32 = 4.0;

type Place = (f32, f32);

/// What leaves the picture because of a gesture.
#[derive(Clone, Copy)]
pub struct Outlets {
    pub selection: RwSignal<Option<Subject>>,
    pub on_pin: Callback<(u32, Option<(f32, f32)>)>,
    pub on_open: Callback<Subject>,
}

#[derive(Clone, Copy, Debug)]
enum Mode {
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
}

/// The gesture under way.
pub struct Gestures {
    picture: Picture,
    outlets: Outlets,
    mode: Mode,
    fingers: Vec<(i32, Place)>,
}

impl Gestures {
    pub fn new(picture: Picture, outlets: Outlets) -> Self {
        Self { picture, outlets, mode: Mode::Idle, fingers: Vec::new() }
    }

    pub fn down(&mut self, event: &PointerEvent) {
        if event.button() != 0 && event.pointer_type() == "mouse" && event.button() != 1 {
            return;
        }
        let Some(at) = place_of(event) else { return };
        if let Some(element) = current(event) {
            let _ = element.set_pointer_capture(event.pointer_id());
        }
        self.fingers.retain(|(id, _)| *id != event.pointer_id());
        self.fingers.push((event.pointer_id(), at));
        self.mode = match self.fingers.len() {
            1 => {
                let slack = if event.pointer_type() == "touch" { 14.0 } else { 3.0 };
                let subject = if event.button() == 1 { None } else { self.picture.ask(|s| s.subject_at(at, slack)) };
                Mode::Pressed { at, subject }
            }
            _ => {
                self.let_go();
                Mode::Pinching
            }
        };
    }

    pub fn moved(&mut self, event: &PointerEvent) {
        let Some(at) = place_of(event) else { return };
        let Some(slot) = self.fingers.iter_mut().find(|(id, _)| *id == event.pointer_id()) else {
            if event.pointer_type() != "touch" {
                self.picture.point(Some(at));
            }
            return;
        };
        let before = std::mem::replace(&mut slot.1, at);
        let step = (at.0 - before.0, at.1 - before.1);
        match self.mode {
            Mode::Idle => {}
            Mode::Pressed { at: start, subject } => {
                if (at.0 - start.0).hypot(at.1 - start.1) > CLICK {
                    self.begin_drag(start, subject);
                    self.continue_drag(at, (at.0 - start.0, at.1 - start.1));
                }
            }
            Mode::Panning | Mode::Dragging { .. } => self.continue_drag(at, step),
            Mode::Pinching => self.pinch(event.pointer_id(), before, at),
        }
    }

    fn begin_drag(&mut self, start: Place, subject: Option<Subject>) {
        self.mode = match subject {
            Some(Subject::Node(node)) => {
                let node = node as usize;
                let middle = self.picture.ask(|s| s.stand().node_on_screen(node)).unwrap_or(start);
                Mode::Dragging { node, grip: (start.0 - middle.0, start.1 - middle.1), told: 0.0 }
            }
            _ => {
                self.picture.point(None);
                Mode::Panning
            }
        };
    }

    fn continue_drag(&mut self, at: Place, step: Place) {
        if let Mode::Dragging { node, grip, told } = &mut self.mode {
            let to = (at.0 - grip.0, at.1 - grip.1);
            self.picture.change(|stage| stage.hold(*node, to));
            self.picture.point(Some(at));
            // The layout hears of it a few times a second, so that the neighbours can follow.
            let now = window().performance().map_or(0.0, |p| p.now());
            if now - *told > 120.0 {
                *told = now;
                let place = self.picture.ask(|s| s.motion.at(*node));
                self.outlets.on_pin.run((*node as u32, place));
            }
        } else {
            self.picture.change(|stage| stage.pan(step));
        }
    }

    fn pinch(&self, moved: i32, before: Place, at: Place) {
        let Some((_, other)) = self.fingers.iter().find(|(id, _)| *id != moved) else { return };
        let apart = |p: Place| (p.0 - other.0).hypot(p.1 - other.1).max(8.0);
        let middle = ((at.0 + other.0) / 2.0, (at.1 + other.1) / 2.0);
        self.picture.change(|stage| {
            stage.pan(((at.0 - before.0) / 2.0, (at.1 - before.1) / 2.0));
            stage.zoom(middle, apart(at) / apart(before), false);
        });
    }

    pub fn up(&mut self, event: &PointerEvent) {
        self.fingers.retain(|(id, _)| *id != event.pointer_id());
        match self.mode {
            Mode::Pressed { subject, .. } => self.outlets.selection.set(subject),
            Mode::Dragging { .. } => self.let_go(),
            _ => {}
        }
        // A finger that stays after a pinch pans on.
        self.mode = if self.fingers.is_empty() { Mode::Idle } else { Mode::Panning };
        if event.pointer_type() != "touch" {
            self.picture.point(place_of(event));
        }
    }

    pub fn cancelled(&mut self, event: &PointerEvent) {
        self.fingers.retain(|(id, _)| *id != event.pointer_id());
        self.let_go();
        self.mode = Mode::Idle;
        self.picture.point(None);
    }

    pub fn left(&mut self, event: &PointerEvent) {
        if !self.fingers.iter().any(|(id, _)| *id == event.pointer_id()) {
            self.picture.point(None);
        }
    }

    /// Ends a drag: the node stays where it was let go.
    fn let_go(&mut self) {
        if let Mode::Dragging { node, .. } = self.mode {
            let place = self.picture.ask(|s| s.motion.at(node));
            self.picture.change(|stage| stage.motion.release());
            self.outlets.on_pin.run((node as u32, place));
        }
    }

    pub fn wheel(&self, event: &WheelEvent) {
        event.prevent_default();
        let Some(at) = place_of(event) else { return };
        let unit = match event.delta_mode() {
            WheelEvent::DOM_DELTA_LINE => 18.0,
            WheelEvent::DOM_DELTA_PAGE => 300.0,
            _ => 1.0,
        };
        let turned = (event.delta_y() * unit) as f32;
        // A pinch on a touchpad comes as a wheel with Ctrl, in smaller numbers.
        let pace = if event.ctrl_key() { 0.01 } else { 0.0018 };
        let factor = (-turned.clamp(-400.0, 400.0) * pace).exp();
        self.picture.change(|stage| stage.zoom(at, factor, turned.abs() > 40.0));
        self.picture.point(Some(at));
    }

    pub fn double_click(&self, event: &MouseEvent) {
        let Some(at) = place_of(event) else { return };
        match self.picture.ask(|s| s.subject_at(at, 3.0)) {
            Some(subject) => self.outlets.on_open.run(subject),
            None => self.picture.change(|stage| stage.zoom(at, 2.0, true)),
        }
    }
}

fn current(event: &MouseEvent) -> Option<Element> {
    event.current_target().and_then(|t| t.dyn_into::<Element>().ok())
}

/// Where in the picture an event is.
fn place_of(event: &MouseEvent) -> Option<Place> {
    let rect = current(event)?.get_bounding_client_rect();
    Some(((f64::from(event.client_x()) - rect.left()) as f32, (f64::from(event.client_y()) - rect.top()) as f32))
}
