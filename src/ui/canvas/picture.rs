//! The stage and the browser around it: frames, contexts that come and go, and what is told to the rest of the page.

use super::palette::Palette;
use super::renderer::Renderer;
use super::stage::{Stage, set_pixels};
use super::words::{Words, describe};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlElement};
use logonscope::graph::labels::LabelBox;
use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::rc::Rc;

/// What hangs beside the pointer.
#[derive(Clone, PartialEq, Debug)]
pub struct Tip {
    /// CSS pixels in the picture.
    pub at: (f32, f32),
    /// Width and height of the picture, CSS pixels.
    pub picture: (f32, f32),
    /// What is hovered.
    pub words: Words,
}

/// Whether there is a picture.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Drawing {
    /// There is, or will be at once.
    Works,
    /// The graphics context is lost; the browser may give it back.
    Lost,
    /// There is none, for this reason.
    Impossible(String),
}

/// A picture on the page. Clones are the same picture.
#[derive(Clone)]
pub struct Picture {
    shared: Rc<Shared>,
}

struct Shared {
    stage: RefCell<Stage>,
    surface: RefCell<Option<Surface>>,
    scheduled: Cell<bool>,
    gone: Cell<bool>,
    last_frame: Cell<Option<f64>>,
    pointer: Cell<Option<(f32, f32)>>,
    pointer_moved: Cell<bool>,
    told: Told,
}

/// What the picture tells the page.
#[derive(Clone, Copy)]
pub struct Told {
    pub tip: RwSignal<Option<Tip>>,
    /// Whether nodes stand still.
    pub at_rest: RwSignal<bool>,
    pub drawing: RwSignal<Drawing>,
    /// Keys of the nodes that are pinned.
    pub pinned: RwSignal<HashSet<u64>>,
}

struct Surface {
    root: HtmlElement,
    picture: HtmlCanvasElement,
    labels: HtmlCanvasElement,
    text: CanvasRenderingContext2d,
}

impl Picture {
    pub fn new(told: Told) -> Self {
        Self {
            shared: Rc::new(Shared {
                stage: RefCell::new(Stage::new()),
                surface: RefCell::new(None),
                scheduled: Cell::new(false),
                gone: Cell::new(false),
                last_frame: Cell::new(None),
                pointer: Cell::new(None),
                pointer_moved: Cell::new(false),
                told,
            }),
        }
    }

    /// Changes the stage, and draws if it must.
    pub fn change<T>(&self, change: impl FnOnce(&mut Stage) -> T) -> T {
        let result = change(&mut self.shared.stage.borrow_mut());
        self.wake();
        result
    }

    /// Asks the stage.
    pub fn ask<T>(&self, ask: impl FnOnce(&Stage) -> T) -> T {
        ask(&self.shared.stage.borrow())
    }

    /// Takes the elements to draw on.
    pub fn attach(&self, root: &HtmlElement, picture: &HtmlCanvasElement, labels: &HtmlCanvasElement) {
        let text = labels.get_context("2d").ok().flatten().and_then(|c| c.dyn_into().ok());
        let Some(text) = text else {
            self.shared.told.drawing.set(Drawing::Impossible("This browser offers no canvas to draw on.".to_owned()));
            return;
        };
        *self.shared.surface.borrow_mut() =
            Some(Surface { root: root.clone(), picture: picture.clone(), labels: labels.clone(), text });
        self.shared.stage.borrow_mut().reduced_motion = window()
            .match_media("(prefers-reduced-motion: reduce)")
            .ok()
            .flatten()
            .is_some_and(|query| query.matches());
        self.resize();
        self.read_theme();
        self.make_context();
    }

    /// Makes the graphics context, at first and after a loss.
    pub fn make_context(&self) {
        let made = match &*self.shared.surface.borrow() {
            Some(surface) => Renderer::new(&surface.picture),
            None => return,
        };
        match made {
            Ok(renderer) => {
                self.change(|stage| stage.set_renderer(Some(renderer)));
                self.shared.told.drawing.set(Drawing::Works);
            }
            Err(reason) => self.shared.told.drawing.set(Drawing::Impossible(reason)),
        }
    }

    /// The browser took the graphics context away.
    pub fn lose_context(&self) {
        self.shared.stage.borrow_mut().set_renderer(None);
        self.shared.told.drawing.set(Drawing::Lost);
    }

    /// Reads the colours of the page anew.
    pub fn read_theme(&self) {
        let palette = match &*self.shared.surface.borrow() {
            Some(surface) => Palette::read(&surface.root, &surface.text),
            None => None,
        };
        if let Some(palette) = palette {
            self.change(|stage| stage.palette = palette);
        }
    }

    /// Takes the size that the page gives, and the places of what lies over the picture.
    pub fn resize(&self) {
        let surface = self.shared.surface.borrow();
        let Some(surface) = &*surface else { return };
        let rect = surface.root.get_bounding_client_rect();
        let (width, height) = (rect.width() as f32, rect.height() as f32);
        let density = (window().device_pixel_ratio() as f32).clamp(0.5, 4.0);
        let is_other = width >= 1.0
            && height >= 1.0
            && set_pixels(&surface.picture, width, height, density)
                | set_pixels(&surface.labels, width, height, density);
        if is_other {
            let _ = surface.text.set_transform(f64::from(density), 0.0, 0.0, f64::from(density), 0.0, 0.0);
        }
        let mut stage = self.shared.stage.borrow_mut();
        stage.furniture = furniture(&surface.root);
        stage.set_size(width, height, density);
        drop(stage);
        if is_other {
            // A canvas that changed its size is blank until it is drawn on: at once, so that nothing flickers.
            self.shared.last_frame.set(None);
            self.frame(0.0);
        }
        self.wake();
    }

    /// The pointer is here now; `None` if it left. What is under it is found with the next frame.
    pub fn point(&self, at: Option<(f32, f32)>) {
        self.shared.pointer.set(at);
        self.shared.pointer_moved.set(true);
        self.wake();
    }

    /// Draws with the next frame of the screen.
    pub fn wake(&self) {
        if self.shared.gone.get() || self.shared.scheduled.replace(true) {
            return;
        }
        let picture = self.clone();
        request_animation_frame(move || {
            picture.shared.scheduled.set(false);
            if picture.shared.gone.get() {
                return;
            }
            let now = window().performance().map_or(0.0, |p| p.now());
            let before = picture.shared.last_frame.replace(Some(now));
            let ms = before.map_or(16.0, |before| (now - before).clamp(1.0, 64.0));
            if picture.frame(ms as f32) {
                picture.wake();
            } else {
                picture.shared.last_frame.set(None);
            }
        });
    }

    /// The page takes the picture away.
    pub fn close(&self) {
        self.shared.gone.set(true);
        self.shared.surface.borrow_mut().take();
        self.shared.stage.borrow_mut().set_renderer(None);
    }

    /// One frame; true if another is wanted.
    fn frame(&self, ms: f32) -> bool {
        let surface = self.shared.surface.borrow();
        let Some(surface) = &*surface else { return false };
        let mut stage = self.shared.stage.borrow_mut();
        let goes_on = stage.step(ms);
        if self.shared.pointer_moved.take() || (goes_on && self.shared.pointer.get().is_some()) {
            self.probe(&mut stage);
        }
        stage.draw(&surface.text);
        let at_rest = !stage.is_moving();
        let told = self.shared.told;
        let pinned = told.pinned.with_untracked(|told| (*told != stage.pinned).then(|| stage.pinned.clone()));
        drop(stage);
        if told.at_rest.get_untracked() != at_rest {
            told.at_rest.set(at_rest);
        }
        if let Some(pinned) = pinned {
            told.pinned.set(pinned);
        }
        goes_on || self.shared.pointer_moved.get()
    }

    /// Finds what is under the pointer.
    fn probe(&self, stage: &mut Stage) {
        let at = self.shared.pointer.get();
        let subject = at.and_then(|at| stage.subject_at(at, 3.0));
        if stage.hover(subject) {
            // The emphasis moves with the next frames.
            self.shared.pointer_moved.set(true);
        }
        let size = (stage.viewport.width, stage.viewport.height);
        let tip =
            subject.zip(at).and_then(|(s, at)| Some(Tip { at, picture: size, words: describe(&stage.scene, s)? }));
        if self.shared.told.tip.with_untracked(|shown| *shown != tip) {
            self.shared.told.tip.set(tip);
        }
        if let Some(surface) = self.shared.surface.borrow().as_ref() {
            // The cursor says that there is something to take hold of.
            let _ = surface.root.dataset().set("over", if subject.is_some() { "mark" } else { "" });
        }
    }
}

/// The boxes of tools and legend, in the picture's coordinates.
fn furniture(root: &HtmlElement) -> Vec<LabelBox> {
    let origin = root.get_bounding_client_rect();
    let Ok(found) = root.query_selector_all("[data-furniture]") else { return Vec::new() };
    (0..found.length())
        .filter_map(|i| found.get(i)?.dyn_into::<HtmlElement>().ok())
        .map(|element| {
            let rect = element.get_bounding_client_rect();
            LabelBox {
                left: (rect.left() - origin.left()) as f32 - 4.0,
                top: (rect.top() - origin.top()) as f32 - 4.0,
                right: (rect.right() - origin.left()) as f32 + 4.0,
                bottom: (rect.bottom() - origin.top()) as f32 + 4.0,
            }
        })
        .collect()
}
