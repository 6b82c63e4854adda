//! The picture of the graph: takes the page's orders and the engine's graphs, draws frame by frame, and tells the page what the
//! analyst does in it.
//!
//! It has a worker of its own because a browser without a graphics card draws on the processor and makes the thread that draws
//! wait until a picture is done. The arithmetic (camera, motion, picking, places of labels) is in `logonscope::graph`.

mod gestures;
mod gl;
mod image;
mod looks;
mod overlay;
mod palette;
mod renderer;
mod spread;
mod stage;
mod words;

use super::scope;
use gestures::{Gestures, node_that_way};
use js_sys::Uint8Array;
use logonscope::protocol::picture::{Act, Drawing, Drawn, Order, Pins, Place, Tip, Told, Words};
use logonscope::protocol::{VERSION, from_bytes};
use palette::Palette;
use renderer::Renderer;
use stage::{Stage, set_pixels};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Event, OffscreenCanvas, OffscreenCanvasRenderingContext2d};

/// Milliseconds that a frame may take before the picture of a graph that still finds its places leaves the processor to others
/// for as long again: to the layout that it shows, and to the page.
const LONG_FRAME: f64 = 60.0;
/// Milliseconds that it leaves to them at most.
const LONGEST_PAUSE: f64 = 400.0;

/// The picture, as its callbacks hold it. Clones are the same picture.
#[derive(Clone, Default)]
struct Picture(Rc<Shared>);

#[derive(Default)]
struct Shared {
    stage: RefCell<Stage>,
    surface: RefCell<Option<Surface>>,
    gestures: RefCell<Gestures>,
    scheduled: Cell<bool>,
    /// Whether it waits before it draws what moves by itself.
    pauses: Cell<bool>,
    last_frame: Cell<Option<f64>>,
    pointer: Cell<Option<Place>>,
    pointer_moved: Cell<bool>,
    said: RefCell<Said>,
}

/// What the page was told last.
#[derive(Default)]
struct Said {
    rest: Option<u32>,
    tip: Option<Tip>,
    words: Option<Words>,
    pins: Pins,
}

/// What is drawn on.
struct Surface {
    picture: OffscreenCanvas,
    names: OffscreenCanvas,
    text: OffscreenCanvasRenderingContext2d,
    /// Hear of a lost context; dropped with the canvas.
    _listeners: [Closure<dyn FnMut(Event)>; 2],
}

/// Listens, and says so.
pub fn start() {
    let picture = Picture::default();
    scope::listen(move |message| picture.receive(&message));
    tell(&Told::Ready(VERSION));
}

fn tell(told: &Told) {
    scope::post(&scope::object(told));
}

impl Picture {
    fn receive(&self, message: &JsValue) {
        if let Some(bytes) = message.dyn_ref::<Uint8Array>() {
            match from_bytes::<Drawn>(&bytes.to_vec()) {
                Some(Drawn::Graph(graph)) => {
                    self.0.gestures.borrow_mut().forget();
                    self.change(|stage| stage.set_graph(&Arc::new(graph)));
                }
                Some(Drawn::Filtered(view)) => self.change(|stage| stage.set_filtered(&view)),
                Some(Drawn::Positions(positions)) => {
                    // Told again, even where nobody has to move: the page waits for it.
                    self.0.said.borrow_mut().rest = None;
                    self.0.stage.borrow_mut().set_positions(&positions);
                    if !self.0.pauses.get() {
                        self.wake();
                    }
                }
                Some(Drawn::Lines(view)) => self.change(|stage| stage.learn(view)),
                Some(Drawn::Compared(view)) => self.change(|stage| stage.set_compared(view)),
                Some(Drawn::Ways(view)) => self.change(|stage| stage.set_ways(view)),
                Some(Drawn::Marks(view)) => self.change(|stage| stage.set_marks(&view)),
                None => {}
            }
            return;
        }
        let parts: &js_sys::Array = message.unchecked_ref();
        if let Ok(order) = serde_wasm_bindgen::from_value::<Order>(parts.get(0)) {
            self.obey(order, parts);
        }
    }

    fn obey(&self, order: Order, parts: &js_sys::Array) {
        match order {
            Order::Attach { reduced_motion } => {
                self.change(|stage| stage.reduced_motion = reduced_motion);
                self.attach(parts.get(1).unchecked_into(), parts.get(2).unchecked_into());
            }
            Order::Size { width, height, density, furniture } => {
                self.change(|stage| {
                    stage.furniture = furniture;
                    stage.set_size(width, height, density);
                });
                self.fit_canvases();
            }
            Order::Colours(colours) => {
                let palette = match &*self.0.surface.borrow() {
                    Some(surface) => Palette::new(*colours, &surface.text),
                    None => return,
                };
                self.change(|stage| stage.palette = palette);
            }
            Order::Select(subject) => self.change(|stage| stage.select(subject)),
            Order::Light { nodes, edges } => self.change(|stage| stage.light_path(nodes, edges)),
            Order::Seen(is_seen) => self.change(|stage| stage.is_seen = is_seen),
            Order::Dismiss => self.point(None),
            Order::Choose(nodes) => self.change(|stage| stage.choose(nodes)),
            Order::Notes(notes) => self.change(|stage| stage.notes = notes.into_iter().collect()),
            Order::Menu => {
                let at = self.ask(Stage::place_of_menu);
                self.did(Act::MenuHere(at));
            }
            Order::LineWords(words) => self.change(|stage| stage.spread.words = words),
            Order::SizeBy(by) => self.change(|stage| stage.size_by(by)),
            Order::Labels(on) => self.change(|stage| stage.labels_on = on),
            Order::Gesture(gesture) => self.0.gestures.borrow_mut().take(self, gesture),
            Order::Zoom(factor) => self.change(|stage| stage.zoom(stage.point_of_interest(), factor, true)),
            Order::Fit => self.change(Stage::fit),
            Order::Go { way, any } => {
                if let Some(node) = self.ask(|stage| node_that_way(stage, way, any)) {
                    self.did(Act::Walk(node as u32));
                }
            }
            Order::TogglePin(node) => {
                let at = self.change(|stage| stage.toggle_pin(node as usize));
                self.did(Act::Pin { node, at });
            }
            Order::UnpinAll => {
                let nodes = self.change(Stage::unpin_all);
                nodes.into_iter().for_each(|node| self.did(Act::Pin { node, at: None }));
            }
            Order::Approach(subject) => self.change(|stage| stage.approach(subject)),
            Order::Centre(subject) => self.change(|stage| stage.centre(subject)),
            Order::Image { caption, jpeg } => {
                self.send_image(self.ask(|stage| image::sheet(stage, &caption)), jpeg);
            }
        }
    }

    /// Sends a sheet as a PNG or JPEG, or says why there is none.
    fn send_image(&self, sheet: Result<OffscreenCanvas, String>, jpeg: bool) {
        spawn_local(async move {
            let unwritten = |_| "The browser could not write it.".to_owned();
            let png = match sheet.and_then(|sheet| image::written(&sheet, jpeg).map_err(unwritten)) {
                Ok(written) => JsFuture::from(written).await.map_err(unwritten),
                Err(why) => Err(why),
            };
            match png {
                Ok(png) => scope::post(&png),
                Err(why) => tell(&Told::NoImage(why)),
            }
        });
    }

    /// The analyst did something in the graph shown.
    fn did(&self, act: Act) {
        let generation = self.ask(|stage| stage.scene.graph().generation);
        tell(&Told::Did { generation, act });
    }

    /// Changes the stage, and draws if it must.
    fn change<T>(&self, change: impl FnOnce(&mut Stage) -> T) -> T {
        let result = change(&mut self.0.stage.borrow_mut());
        self.wake();
        result
    }

    /// Asks the stage.
    fn ask<T>(&self, ask: impl FnOnce(&Stage) -> T) -> T {
        ask(&self.0.stage.borrow())
    }

    /// Takes the canvases to draw on.
    fn attach(&self, picture: OffscreenCanvas, names: OffscreenCanvas) {
        let text = names.get_context("2d").ok().flatten().and_then(|context| context.dyn_into().ok());
        let Some(text) = text else {
            tell(&Told::Drawing(Drawing::Impossible("This browser offers no canvas to draw on.".to_owned())));
            return;
        };
        let lost = {
            let shown = self.clone();
            Closure::<dyn FnMut(Event)>::new(move |event: Event| {
                // Without this the browser never gives it back.
                event.prevent_default();
                shown.0.stage.borrow_mut().set_renderer(None);
                tell(&Told::Drawing(Drawing::Lost));
            })
        };
        let back = {
            let shown = self.clone();
            Closure::<dyn FnMut(Event)>::new(move |_: Event| shown.make_context())
        };
        for (name, listener) in [("webglcontextlost", &lost), ("webglcontextrestored", &back)] {
            let _ = picture.add_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
        }
        *self.0.surface.borrow_mut() = Some(Surface { picture, names, text, _listeners: [lost, back] });
        self.make_context();
        self.fit_canvases();
    }

    /// Makes the graphics context, at first and after a loss.
    fn make_context(&self) {
        let made = match &*self.0.surface.borrow() {
            Some(surface) => Renderer::new(&surface.picture),
            None => return,
        };
        let drawing = match made {
            Ok(renderer) => {
                self.change(|stage| stage.set_renderer(Some(renderer)));
                Drawing::Works
            }
            Err(reason) => Drawing::Impossible(reason),
        };
        tell(&Told::Drawing(drawing));
    }

    /// Gives the canvases the pixels of the picture's size.
    fn fit_canvases(&self) {
        let is_other = {
            let (surface, stage) = (self.0.surface.borrow(), self.0.stage.borrow());
            let Some(surface) = surface.as_ref().filter(|_| stage.flight.is_shown()) else { return };
            let (viewport, density) = (stage.flight.viewport(), stage.density());
            let is_other = set_pixels(&surface.picture, viewport.width, viewport.height, density)
                | set_pixels(&surface.names, viewport.width, viewport.height, density);
            if is_other {
                let density = f64::from(density);
                let _ = surface.text.set_transform(density, 0.0, 0.0, density, 0.0, 0.0);
            }
            is_other
        };
        if is_other {
            // A canvas that changed its size is blank until it is drawn on: at once, so that nothing flickers.
            self.0.last_frame.set(None);
            self.frame(0.0);
        }
    }

    /// The pointer is here now; `None` if it left. What is under it is found with the next frame.
    fn point(&self, at: Option<Place>) {
        self.0.pointer.set(at);
        self.0.pointer_moved.set(true);
        self.wake();
    }

    /// Draws with the next frame of the screen.
    fn wake(&self) {
        if self.0.scheduled.replace(true) {
            return;
        }
        let picture = self.clone();
        let asked = scope::seconds() * 1000.0;
        scope::in_next_frame(move || {
            picture.0.scheduled.set(false);
            let now = scope::seconds() * 1000.0;
            let before = picture.0.last_frame.replace(Some(now));
            // What moves is where it would be by now, unless a frame took very long.
            let ms = before.map_or(16.0, |before| (now - before).clamp(1.0, 250.0));
            if !picture.frame(ms as f32) {
                picture.0.last_frame.set(None);
            } else if now - asked > LONG_FRAME && picture.ask(Stage::is_settling) {
                picture.pause((now - asked).min(LONGEST_PAUSE));
            } else {
                picture.wake();
            }
        });
    }

    /// Draws what moves by itself only after so many milliseconds; what the analyst does is drawn at once.
    fn pause(&self, ms: f64) {
        if self.0.pauses.replace(true) {
            return;
        }
        let picture = self.clone();
        spawn_local(async move {
            scope::wait(ms as i32).await;
            picture.0.pauses.set(false);
            picture.wake();
        });
    }

    /// One frame; true if another is wanted.
    fn frame(&self, ms: f32) -> bool {
        let surface = self.0.surface.borrow();
        let Some(surface) = &*surface else { return false };
        let mut stage = self.0.stage.borrow_mut();
        let goes_on = stage.step(ms);
        if self.0.pointer_moved.take() || (goes_on && self.0.pointer.get().is_some()) {
            self.probe(&mut stage);
        }
        stage.draw(&surface.text);
        let wanted = stage.spread.take_wanted();
        if !wanted.is_empty() {
            tell(&Told::Did { generation: stage.scene.graph().generation, act: Act::Lines(wanted) });
        }
        self.tell_news(&stage);
        goes_on || self.0.pointer_moved.get()
    }

    fn tell_news(&self, stage: &Stage) {
        let mut said = self.0.said.borrow_mut();
        let (rest, pins) = (stage.rests(), stage.pins());
        let words = stage.emphasis.selected.and_then(|subject| words::describe(stage, subject));
        if said.pins != pins {
            tell(&Told::Pins(pins.clone()));
            said.pins = pins;
        }
        if said.words != words {
            tell(&Told::Said(words.clone()));
            said.words = words;
        }
        if said.rest != rest {
            tell(&Told::Rest(rest));
            said.rest = rest;
        }
    }

    /// Finds what is under the pointer.
    fn probe(&self, stage: &mut Stage) {
        let at = self.0.pointer.get();
        let subject = at.and_then(|at| stage.subject_at(at, 3.0));
        if stage.hover(subject) {
            // The emphasis moves with the next frames.
            self.0.pointer_moved.set(true);
        }
        let picture = (stage.flight.viewport().width, stage.flight.viewport().height);
        let tip = subject
            .zip(at)
            .and_then(|(subject, at)| Some(Tip { at, picture, words: words::describe(stage, subject)? }));
        let mut said = self.0.said.borrow_mut();
        if said.tip != tip {
            tell(&Told::Tip(tip.clone()));
            said.tip = tip;
        }
    }
}
