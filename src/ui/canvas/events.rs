//! The browser's events as the picture takes them.

use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, KeyboardEvent, MouseEvent, PointerEvent, WheelEvent};
use logonscope::protocol::Subject;
use logonscope::protocol::picture::{Gesture, Order, Place, Pointer};

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
    Some(Gesture::Down { pointer: pointer(event)?, drags: event.button() == 1 })
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
    /// Selects nothing.
    Deselect,
}

/// The meaning of a key while `selected` is; `None`: it is none of the picture's.
pub fn key(event: &KeyboardEvent, selected: Option<Subject>) -> Option<Key> {
    if event.ctrl_key() || event.alt_key() || event.meta_key() {
        return None;
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
        "p" | "P" => match selected {
            Some(Subject::Node(node)) => Some(Key::Order(Order::TogglePin(node))),
            _ => None,
        },
        "Enter" => selected.map(Key::Open),
        "Escape" => selected.map(|_| Key::Deselect),
        _ => None,
    }
}
