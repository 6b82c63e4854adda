//! The browser's events as the picture takes them.

use crate::ui::graph_work::Deed;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, KeyboardEvent, MouseEvent, PointerEvent, WheelEvent};
use logonscope::protocol::Subject;
use logonscope::protocol::picture::{Gesture, Order, Place, Pointer, Press};

/// A step nearer by a key.
const STEP: f32 = 1.4;

/// A pointer went down: it is the picture's until it goes up. `None` for a button that means nothing here.
pub fn down(event: &PointerEvent) -> Option<Gesture> {
    if event.button() != 0 && event.pointer_type() == "mouse" && event.button() != 1 {
        return None;
    }
    if let Some(element) = current(event) {
        let _ = element.set_pointer_capture(event.pointer_id());
    }
    let press = match (event.button(), event.shift_key(), event.ctrl_key() || event.meta_key()) {
        (1, ..) => Press::Pan,
        (_, true, _) => Press::Box,
        (_, _, true) => Press::Lasso,
        _ => Press::Plain,
    };
    Some(Gesture::Down { pointer: pointer(event)?, press })
}

/// Which pointer, and where it is.
pub fn pointer(event: &PointerEvent) -> Option<Pointer> {
    Some(Pointer { id: event.pointer_id(), at: place(event)?, is_finger: event.pointer_type() == "touch" })
}

/// The wheel turned.
pub fn wheel(event: &WheelEvent) -> Option<Gesture> {
    event.prevent_default();
    let unit = match event.delta_mode() {
        WheelEvent::DOM_DELTA_LINE => 18.0,
        WheelEvent::DOM_DELTA_PAGE => 300.0,
        _ => 1.0,
    };
    // A pinch on a touchpad comes as a wheel with Ctrl.
    Some(Gesture::Wheel { at: place(event)?, turned: (event.delta_y() * unit) as f32, is_pinch: event.ctrl_key() })
}

/// A menu is wanted: by the pointer; that of a key opens where the selection is.
pub fn menu(event: &MouseEvent) -> Option<Gesture> {
    event.prevent_default();
    (event.button() == 2 || event.ctrl_key()).then(|| place(event).map(Gesture::Menu)).flatten()
}

/// Where in the picture an event is.
pub fn place(event: &MouseEvent) -> Option<Place> {
    let rect = current(event)?.get_bounding_client_rect();
    Some(((f64::from(event.client_x()) - rect.left()) as f32, (f64::from(event.client_y()) - rect.top()) as f32))
}

fn current(event: &MouseEvent) -> Option<Element> {
    event.current_target().and_then(|t| t.dyn_into::<Element>().ok())
}

/// What a key means.
#[derive(Clone, PartialEq, Debug)]
pub enum Key {
    /// An order to the picture.
    Order(Order),
    /// Names shown or not.
    Labels,
    /// Opens what is selected.
    Open(Subject),
    /// Something is done with what is at hand.
    Act(Deed),
    /// Selects nothing.
    Deselect,
}

/// The meaning of a key while `selected` is; `None`: it is none of the picture's.
pub fn key(event: &KeyboardEvent, selected: Option<Subject>) -> Option<Key> {
    if event.alt_key() {
        return None;
    }
    if event.ctrl_key() || event.meta_key() {
        return match (event.key().to_ascii_lowercase().as_str(), event.shift_key()) {
            ("z", false) => Some(Key::Act(Deed::Undo)),
            ("z", true) | ("y", _) => Some(Key::Act(Deed::Redo)),
            ("a", false) => Some(Key::Act(Deed::ChooseAll)),
            _ => None,
        };
    }
    let go = |way| Some(Key::Order(Order::Go { way, any: event.shift_key() }));
    match event.key().as_str() {
        "ArrowRight" => go((1.0, 0.0)),
        "ArrowLeft" => go((-1.0, 0.0)),
        "ArrowDown" => go((0.0, 1.0)),
        "ArrowUp" => go((0.0, -1.0)),
        "+" | "=" => Some(Key::Order(Order::Zoom(STEP))),
        "-" | "_" => Some(Key::Order(Order::Zoom(1.0 / STEP))),
        "0" | "f" | "F" => Some(Key::Order(Order::Fit)),
        "l" | "L" => Some(Key::Labels),
        "p" | "P" => Some(Key::Act(Deed::Pin)),
        "n" | "N" => Some(Key::Act(Deed::Narrow)),
        "i" | "I" => Some(Key::Act(Deed::Isolate)),
        "e" | "E" => Some(Key::Act(Deed::Expand)),
        "h" | "H" | "Delete" => Some(Key::Act(Deed::Hide)),
        "c" | "C" => Some(Key::Act(Deed::Centre)),
        "m" | "M" => Some(Key::Act(Deed::Note)),
        "t" | "T" => Some(Key::Act(Deed::Table)),
        "g" | "G" => Some(Key::Act(Deed::Movement)),
        " " => Some(Key::Act(Deed::Choose)),
        "ContextMenu" => Some(Key::Order(Order::Menu)),
        "F10" if event.shift_key() => Some(Key::Order(Order::Menu)),
        "Enter" => selected.map(Key::Open),
        "Escape" => Some(Key::Deselect),
        _ => None,
    }
}
