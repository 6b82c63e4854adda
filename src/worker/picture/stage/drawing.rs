//! Draws what the stage shows: lines and marks by the renderer, names and the map over them.

use super::Stage;
use crate::worker::picture::overlay::{self, Overlay};
use crate::worker::picture::renderer::{Frame, InView, Renderer};
use crate::worker::picture::spread::Spread;
use logonscope::graph::culling::EdgesInView;
use logonscope::graph::emphasis::Emphasis;
use logonscope::graph::labels::LabelBox;
use logonscope::graph::picking::Stand;
use web_sys::{OffscreenCanvas, OffscreenCanvasRenderingContext2d};

/// Among more edges in view those that are spread are not left out of the others.
const MOST_APART: usize = 20_000;
impl Stage {
    /// Draws both canvases, if they are seen.
    pub fn draw(&mut self, labels: &OffscreenCanvasRenderingContext2d) {
        if !self.is_drawn() {
            return;
        }
        let seen = (self.flight.camera(), self.flight.viewport());
        let is_new = self
            .flight
            .bounds()
            .is_some_and(|whole| self.in_view.update(&self.scene, self.motion.now(), seen, whole, self.positions_new));
        let stand = Stand {
            scene: &self.scene,
            positions: self.motion.now(),
            camera: self.flight.camera(),
            viewport: self.flight.viewport(),
            size: self.flight.mark_size(),
        };
        self.spread.survey(&stand, &self.emphasis);
        // What is spread is drawn by itself, in place of one line; among very many that line is not missed.
        let spread = self.spread.shown();
        let in_view = self.in_view.edges().map_or(self.scene.edge_count(), <[u32]>::len);
        let rest: Option<Vec<u32>> = (!spread.is_empty() && in_view <= MOST_APART).then(|| {
            let alone = |edge: &u32| spread.binary_search(edge).is_err();
            match self.in_view.edges() {
                Some(edges) => edges.iter().copied().filter(alone).collect(),
                None => (0..self.scene.edge_count() as u32).filter(alone).collect(),
            }
        });
        let is_other = std::mem::replace(&mut self.was_spread, rest.is_some()) != rest.is_some();
        let edges = match (&rest, self.in_view.edges()) {
            (Some(rest), _) => InView::Some(rest, true),
            (None, Some(edges)) => InView::Some(edges, is_new || is_other),
            (None, None) => InView::All,
        };
        if let Some(renderer) = &mut self.renderer {
            if std::mem::take(&mut self.positions_new) {
                let pinned = &self.pinned;
                renderer.place(&self.scene, self.motion.now(), |key| pinned.contains(&key));
            }
            renderer.draw(&Frame {
                camera: stand.camera,
                viewport: stand.viewport,
                density: self.density,
                size: stand.size,
                palette: &self.palette,
                edges,
                is_moving: self.stir > 0.0,
                emphasis: &self.emphasis,
                spread,
            });
        }
        let map = self.minimap();
        let under_map = map.map(|map| LabelBox {
            left: map.frame.left,
            top: map.frame.top,
            right: map.frame.right,
            bottom: map.frame.bottom,
        });
        let furniture: Vec<LabelBox> = self.furniture.iter().copied().chain(under_map).collect();
        let lines = (&self.spread, &self.looks, self.labels_on);
        self.overlay.draw(labels, &stand, &self.emphasis, lines, &self.palette, &furniture);
        if let Some(map) = map {
            overlay::draw_map(labels, &stand, &map, &self.palette);
        }
        overlay::draw_outline(labels, &self.outline, &self.palette);
    }

    /// Device pixels per CSS pixel.
    pub fn density(&self) -> f32 {
        self.density
    }

    /// Draws what is in view with a renderer of its own and on another canvas for names, nothing selected, hovered or pinned.
    pub fn draw_apart(&self, renderer: &mut Renderer, labels: &OffscreenCanvasRenderingContext2d, density: f32) {
        let positions = self.motion.now();
        let mut in_view = EdgesInView::default();
        let stand = self.stand();
        if let Some(whole) = self.flight.bounds() {
            in_view.update(&self.scene, positions, (stand.camera, stand.viewport), whole, true);
        }
        renderer.load(&self.scene, &self.looks);
        renderer.place(&self.scene, positions, |_| false);
        renderer.draw(&Frame {
            camera: stand.camera,
            viewport: stand.viewport,
            density,
            size: stand.size,
            palette: &self.palette,
            edges: in_view.edges().map_or(InView::All, |edges| InView::Some(edges, true)),
            is_moving: false,
            emphasis: &Emphasis::default(),
            spread: &[],
        });
        if self.labels_on {
            let lines = (&Spread::default(), &self.looks, true);
            Overlay::default().draw(labels, &stand, &Emphasis::default(), lines, &self.palette, &[]);
        }
    }
}

/// Gives a canvas the pixels that the screen has for it; true if it had others.
pub fn set_pixels(canvas: &OffscreenCanvas, width: f32, height: f32, density: f32) -> bool {
    let (wide, high) = ((width * density).round().max(1.0) as u32, (height * density).round().max(1.0) as u32);
    let is_other = canvas.width() != wide || canvas.height() != high;
    if is_other {
        canvas.set_width(wide);
        canvas.set_height(high);
    }
    is_other
}
