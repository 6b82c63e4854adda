//! The picture itself, by WebGL2: lines and marks, no text.
//!
//! Node positions and sizes live in one texture, the ends and looks of edges in another; vertices carry nothing but their
//! number. Panning and zooming change one uniform; a step of the layout uploads 16 bytes a node. What is lit is drawn again on
//! top, from a short list.

use super::gl::{self, Program};
use super::looks::{Looks, Telling};
use super::palette::Palette;
use js_sys::{Float32Array, Object, Uint32Array};
use logonscope::graph::camera::{Camera, Viewport};
use logonscope::graph::emphasis::Emphasis;
use logonscope::graph::scene::Scene;
use logonscope::graph::spread::BESIDE;
use web_sys::{OffscreenCanvas, WebGl2RenderingContext as Gl, WebGlBuffer, WebGlTexture, WebGlVertexArrayObject};

/// Items in a row of a texture; the shaders shift and mask by it.
const ROW: usize = 2048;

/// So many edges in view are drawn as strips, with their width and their dashes; more are hair lines. Where a processor draws
/// in place of a graphics card, the line is drawn earlier.
const STRIPS_HARDWARE: usize = 120_000;
const STRIPS_SOFTWARE: usize = 3_000;
const STRIPS_SOFTWARE_MOVING: usize = 600;

/// Which edges are in view.
#[derive(Clone, Copy, Debug)]
pub enum InView<'a> {
    /// As good as all.
    All,
    /// These; the flag says whether the list is another than in the last frame.
    Some(&'a [u32], bool),
}

/// All that one picture depends on.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    pub camera: Camera,
    pub viewport: Viewport,
    /// Device pixels per CSS pixel.
    pub density: f32,
    /// Size of marks.
    pub size: f32,
    pub palette: &'a Palette,
    pub edges: InView<'a>,
    /// Whether the picture is about to change again.
    pub is_moving: bool,
    /// What is drawn again on top, strongly.
    pub emphasis: &'a Emphasis,
    /// Edges that somebody else draws, ascending.
    pub spread: &'a [u32],
}

/// A context with all that is drawn.
pub struct Renderer {
    gl: Gl,
    strips: Program,
    lines: Program,
    marks: Program,
    nodes: WebGlTexture,
    edges: WebGlTexture,
    bare: WebGlVertexArrayObject,
    line_ends: WebGlVertexArrayObject,
    quads: WebGlBuffer,
    list: WebGlBuffer,
    in_view: WebGlBuffer,
    in_view_count: usize,
    is_software: bool,
    /// What the colours of edges tell.
    telling: Telling,
    /// How far edges stand beside the way, with an arrowhead at their end: from host to host.
    beside: f32,
    node_count: usize,
    edge_count: usize,
    staging: Vec<f32>,
}

impl Renderer {
    /// Makes a context for the canvas. The error says why there is none.
    pub fn new(canvas: &OffscreenCanvas) -> Result<Self, String> {
        let gl = gl::context(canvas)?;
        let (marks, strips, lines) = (
            Program::new(&gl, include_str!("shaders/node.vert"), include_str!("shaders/node.frag"))?,
            Program::new(&gl, include_str!("shaders/edge.vert"), include_str!("shaders/edge.frag"))?,
            Program::new(&gl, include_str!("shaders/line.vert"), include_str!("shaders/line.frag"))?,
        );
        let missing = || "The graphics memory could not be had.".to_owned();
        let renderer = Self {
            strips,
            lines,
            marks,
            nodes: gl.create_texture().ok_or_else(missing)?,
            edges: gl.create_texture().ok_or_else(missing)?,
            bare: gl.create_vertex_array().ok_or_else(missing)?,
            line_ends: gl.create_vertex_array().ok_or_else(missing)?,
            quads: gl.create_buffer().ok_or_else(missing)?,
            list: gl.create_buffer().ok_or_else(missing)?,
            in_view: gl.create_buffer().ok_or_else(missing)?,
            in_view_count: 0,
            is_software: gl::is_software(&gl),
            telling: Telling::default(),
            beside: 0.0,
            node_count: 0,
            edge_count: 0,
            staging: Vec::new(),
            gl,
        };
        renderer.gl.enable(Gl::BLEND);
        renderer.gl.blend_func(Gl::ONE, Gl::ONE_MINUS_SRC_ALPHA);
        Ok(renderer)
    }

    /// Takes a scene, everything but positions, and what the looks of its edges tell.
    pub fn load(&mut self, scene: &Scene, looks: &Looks) {
        let gl = &self.gl;
        self.telling = looks.telling();
        (self.node_count, self.edge_count) = (scene.node_count(), scene.edge_count());
        let graph = scene.graph();
        self.beside = if graph.shows.movement { BESIDE } else { 0.0 };
        self.staging.clear();
        self.staging.resize(self.node_count.div_ceil(ROW).max(1) * ROW * 4, 0.0);
        for (i, (texel, node)) in self.staging.chunks_exact_mut(4).zip(&graph.nodes).enumerate() {
            texel[2] = scene.radius(i);
            texel[3] = f32::from(node.kind as u8);
        }
        gl::float_texture(gl, &self.nodes, ROW, &self.staging);

        let mut ends = vec![0_u32; self.edge_count.div_ceil(ROW).max(1) * ROW * 2];
        let mut line_ends = Vec::with_capacity(self.edge_count * 4);
        for (i, edge) in graph.edges.iter().enumerate() {
            // An edge to nowhere becomes a line without length.
            let (host, account) = scene.ends(i).map_or((0, 0), |(h, a)| (h as u32, a as u32));
            let look = looks.of(i, edge);
            ends[2 * i] = host | look.width << 24;
            ends[2 * i + 1] = account | look.failed << 24;
            let both = (look.failed_coarse << 5 | look.width >> 3) << 24;
            line_ends.extend([host | both, account, account | both, host]);
        }
        gl::word_texture(gl, &self.edges, ROW, &ends);
        gl.bind_vertex_array(Some(&self.line_ends));
        if let Some(buffer) = gl.create_buffer() {
            gl.bind_buffer(Gl::ARRAY_BUFFER, Some(&buffer));
            upload(gl, Gl::ARRAY_BUFFER, &line_ends, Gl::STATIC_DRAW);
            gl.enable_vertex_attrib_array(0);
            gl.vertex_attrib_i_pointer_with_i32(0, 2, Gl::UNSIGNED_INT, 8, 0);
        }
        gl.bind_vertex_array(Some(&self.bare));
        let quads = quad_corners(0..self.node_count.max(self.edge_count.min(self.most_strips(false))) as u32);
        gl.bind_buffer(Gl::ELEMENT_ARRAY_BUFFER, Some(&self.quads));
        upload(gl, Gl::ELEMENT_ARRAY_BUFFER, &quads, Gl::STATIC_DRAW);
        self.in_view_count = 0;
    }

    /// Takes positions (x and y in turn, world units), and who is pinned.
    pub fn place(&mut self, scene: &Scene, positions: &[f32], is_pinned: impl Fn(u64) -> bool) {
        for (i, ((texel, point), node)) in
            self.staging.chunks_exact_mut(4).zip(positions.chunks_exact(2)).zip(&scene.graph().nodes).enumerate()
        {
            // What is not shown stands where no camera goes.
            [texel[0], texel[1]] = if scene.shows(i) { [point[0], point[1]] } else { [1e30; 2] };
            texel[3] = f32::from(node.kind as u8 + if is_pinned(node.key) { 8 } else { 0 });
        }
        let gl = &self.gl;
        gl.bind_texture(Gl::TEXTURE_2D, Some(&self.nodes));
        let rows = (self.staging.len() / ROW / 4) as i32;
        let texels = Object::from(Float32Array::from(self.staging.as_slice()));
        let _ = gl.tex_sub_image_2d_with_i32_and_i32_and_u32_and_type_and_opt_array_buffer_view(
            Gl::TEXTURE_2D,
            0,
            0,
            0,
            ROW as i32,
            rows,
            Gl::RGBA,
            Gl::FLOAT,
            Some(&texels),
        );
    }

    /// Draws.
    pub fn draw(&mut self, frame: &Frame) {
        let gl = self.gl.clone();
        let device = |css: f32| (css * frame.density).round().max(1.0) as i32;
        gl.viewport(0, 0, device(frame.viewport.width), device(frame.viewport.height));
        let [r, g, b] = frame.palette.background;
        gl.clear_color(r, g, b, 1.0);
        gl.clear(Gl::COLOR_BUFFER_BIT);
        if self.node_count == 0 {
            return;
        }
        gl.active_texture(Gl::TEXTURE1);
        gl.bind_texture(Gl::TEXTURE_2D, Some(&self.edges));
        gl.active_texture(Gl::TEXTURE0);
        gl.bind_texture(Gl::TEXTURE_2D, Some(&self.nodes));

        self.draw_edges(frame);
        self.draw_marks(frame);
        self.draw_lit(frame);
        gl.bind_vertex_array(None);
    }

    fn most_strips(&self, moving: bool) -> usize {
        match (self.is_software, moving) {
            (false, _) => STRIPS_HARDWARE,
            (true, false) => STRIPS_SOFTWARE,
            (true, true) => STRIPS_SOFTWARE_MOVING,
        }
    }

    /// Whether a processor draws: then what moves is drawn more simply than what stands.
    pub fn is_software(&self) -> bool {
        self.is_software
    }

    fn draw_edges(&mut self, frame: &Frame) {
        let gl = &self.gl;
        let (count, list) = match frame.edges {
            InView::All => (self.edge_count, None),
            InView::Some(edges, is_new) => (edges.len(), Some((edges, is_new))),
        };
        let strips = count <= self.most_strips(frame.is_moving);
        // The more lines, the fainter each: a crowd of them should look like cloth, not like paint.
        let alpha = 0.46 * (1500.0 / count.max(1500) as f32).powf(0.22) * (1.0 - 0.8 * frame.emphasis.dim);
        let program = if strips { &self.strips } else { &self.lines };
        self.begin(program, frame);
        program.colour("u_plain", frame.palette.edge, alpha);
        program.colour("u_failed", frame.palette.failed, (alpha * 1.35).min(1.0));
        program.float("u_extra", 0.0);
        program.float("u_fade", ((count as f32 - 200.0) / 2000.0).clamp(0.0, 1.0));
        let mode = if strips { Gl::TRIANGLES } else { Gl::LINES };
        let per_edge = if strips { 6 } else { 2 };
        gl.bind_vertex_array(Some(if strips { &self.bare } else { &self.line_ends }));
        match list {
            None if strips => {
                gl.bind_buffer(Gl::ELEMENT_ARRAY_BUFFER, Some(&self.quads));
                gl.draw_elements_with_i32(mode, (count * 6) as i32, Gl::UNSIGNED_INT, 0);
            }
            None => gl.draw_arrays(mode, 0, (count * 2) as i32),
            Some((edges, is_new)) => {
                gl.bind_buffer(Gl::ELEMENT_ARRAY_BUFFER, Some(&self.in_view));
                if is_new || self.in_view_count != count * per_edge {
                    let corners = if strips {
                        quad_corners(edges.iter().copied())
                    } else {
                        edges.iter().flat_map(|e| [2 * e, 2 * e + 1]).collect()
                    };
                    upload(gl, Gl::ELEMENT_ARRAY_BUFFER, &corners, Gl::DYNAMIC_DRAW);
                    self.in_view_count = corners.len();
                }
                gl.draw_elements_with_i32(mode, (count * per_edge) as i32, Gl::UNSIGNED_INT, 0);
            }
        }
    }

    fn draw_marks(&self, frame: &Frame) {
        let gl = &self.gl;
        self.begin_marks(frame, frame.emphasis.dim * 0.78, 0.0, 0.0);
        self.marks.int("u_last", self.node_count as i32 - 1);
        gl.bind_vertex_array(Some(&self.bare));
        gl.bind_buffer(Gl::ELEMENT_ARRAY_BUFFER, Some(&self.quads));
        gl.draw_elements_with_i32(Gl::TRIANGLES, (self.node_count * 6) as i32, Gl::UNSIGNED_INT, 0);
    }

    /// What is lit, once more and on top.
    fn draw_lit(&self, frame: &Frame) {
        let gl = &self.gl;
        gl.bind_vertex_array(Some(&self.bare));
        let alone = |edge: &u32| frame.spread.binary_search(edge).is_err();
        let lit: Vec<u32> = frame.emphasis.lit_edges.iter().copied().filter(alone).collect();
        if !lit.is_empty() {
            self.begin(&self.strips, frame);
            let alpha = 0.95 - 0.35 * (frame.emphasis.lit_edges.len() as f32 / 120.0).min(1.0);
            self.strips.colour("u_plain", frame.palette.edge, alpha);
            self.strips.colour("u_failed", frame.palette.failed, alpha);
            self.strips.float("u_fade", 0.0);
            self.strips.float("u_extra", if frame.emphasis.lit_edges.len() == 1 { 1.2 } else { 0.4 });
            self.draw_list(&lit);
        }
        if let Some(edge) = frame.emphasis.selected_edge().filter(alone) {
            self.begin(&self.strips, frame);
            self.strips.colour("u_plain", frame.palette.accent, 0.9);
            self.strips.colour("u_failed", frame.palette.failed, 1.0);
            self.strips.float("u_fade", 0.0);
            self.strips.float("u_extra", 1.6);
            self.draw_list(&[edge]);
        }
        if !frame.emphasis.lit_nodes.is_empty() {
            self.begin_marks(frame, 0.0, 0.0, 0.0);
            self.marks.int("u_last", -1);
            self.draw_list(&frame.emphasis.lit_nodes);
        }
        if !frame.emphasis.chosen.is_empty() {
            self.begin_marks(frame, 0.0, 0.0, 3.0);
            self.marks.int("u_last", -1);
            self.draw_list(&frame.emphasis.chosen);
        }
        let (selected, hovered) = (frame.emphasis.selected_node(), frame.emphasis.hovered_node());
        for (node, swell, ring) in [(selected, 1.5, 3.0), (hovered, 1.0, 0.0)] {
            let Some(node) = node else { continue };
            let ring =
                if selected == Some(node) || frame.emphasis.chosen.binary_search(&node).is_ok() { 3.0 } else { ring };
            self.begin_marks(frame, 0.0, swell, ring);
            self.marks.int("u_last", -1);
            self.draw_list(&[node]);
        }
    }

    fn draw_list(&self, items: &[u32]) {
        let gl = &self.gl;
        let corners = quad_corners(items.iter().copied());
        gl.bind_buffer(Gl::ELEMENT_ARRAY_BUFFER, Some(&self.list));
        upload(gl, Gl::ELEMENT_ARRAY_BUFFER, &corners, Gl::STREAM_DRAW);
        gl.draw_elements_with_i32(Gl::TRIANGLES, corners.len() as i32, Gl::UNSIGNED_INT, 0);
    }

    fn begin(&self, program: &Program, frame: &Frame) {
        program.begin();
        program.int("u_nodes", 0);
        program.int("u_edges", 1);
        program.vec4("u_camera", [frame.camera.x, frame.camera.y, frame.camera.scale, frame.size]);
        program.vec3s(
            "u_classes",
            match self.telling {
                Telling::Ways => &frame.palette.ways,
                _ => &frame.palette.compared,
            },
        );
        program.float("u_beside", self.beside);
        program.float("u_telling", f32::from(self.telling as u8));
        program.vec3("u_picture", [frame.viewport.width / 2.0, frame.viewport.height / 2.0, frame.density]);
    }

    fn begin_marks(&self, frame: &Frame, dim: f32, swell: f32, ring: f32) {
        self.begin(&self.marks, frame);
        self.marks.vec3s("u_strokes", &frame.palette.strokes);
        self.marks.vec3s("u_fills", &frame.palette.fills);
        self.marks.vec3("u_background", frame.palette.background);
        self.marks.colour("u_halo", frame.palette.accent, 0.55);
        self.marks.float("u_dim", dim);
        self.marks.float("u_swell", swell);
        self.marks.float("u_ring", ring);
    }
}

fn quad_corners(items: impl IntoIterator<Item = u32>) -> Vec<u32> {
    items.into_iter().flat_map(|i| [0, 1, 2, 2, 1, 3].map(|corner| 4 * i + corner)).collect()
}

fn upload(gl: &Gl, target: u32, words: &[u32], usage: u32) {
    gl.buffer_data_with_array_buffer_view(target, &Uint32Array::from(words), usage);
}
