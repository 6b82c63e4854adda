//! The little of WebGL2 that needs ceremony: a context, a program, a texture.

use super::palette::Rgb;
use js_sys::{Float32Array, Object, Reflect, Uint32Array};
use std::collections::HashMap;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{OffscreenCanvas, WebGl2RenderingContext as Gl, WebGlProgram, WebGlTexture, WebGlUniformLocation};

/// A context for the canvas. The error says why there is none.
pub fn context(canvas: &OffscreenCanvas) -> Result<Gl, String> {
    get_context(canvas).ok_or_else(|| "This browser offers no WebGL2 here.".to_owned())
}

/// Whether the browser draws on the processor, as far as the renderer's name tells. (Asking for a context only if there is no
/// "major performance caveat" does not tell: Chromium grants it to its software renderer too.)
pub fn is_software(gl: &Gl) -> bool {
    // UNMASKED_RENDERER_WEBGL of the extension, which Firefox answers by the plain name as well.
    const UNMASKED_RENDERER: u32 = 0x9246;
    let unmasked = match gl.get_extension("WEBGL_debug_renderer_info") {
        Ok(Some(_)) => gl.get_parameter(UNMASKED_RENDERER).ok(),
        _ => gl.get_parameter(Gl::RENDERER).ok(),
    };
    let name = unmasked.and_then(|n| n.as_string()).unwrap_or_default().to_lowercase();
    ["swiftshader", "llvmpipe", "softpipe", "software", "basic render"].iter().any(|known| name.contains(known))
}

/// A context without what a drawing of lines has no use for.
fn get_context(canvas: &OffscreenCanvas) -> Option<Gl> {
    let options = Object::new();
    for name in ["alpha", "antialias", "depth", "stencil"] {
        let _ = Reflect::set(&options, &name.into(), &JsValue::FALSE);
    }
    canvas.get_context_with_context_options("webgl2", &options).ok()??.dyn_into::<Gl>().ok()
}

/// A linked pair of shaders and where its uniforms are.
pub struct Program {
    gl: Gl,
    program: WebGlProgram,
    uniforms: HashMap<&'static str, WebGlUniformLocation>,
}

/// Every uniform of any program here.
const UNIFORMS: [&str; 18] = [
    "u_telling",
    "u_classes",
    "u_nodes",
    "u_edges",
    "u_camera",
    "u_picture",
    "u_plain",
    "u_failed",
    "u_extra",
    "u_strokes",
    "u_fills",
    "u_background",
    "u_halo",
    "u_dim",
    "u_swell",
    "u_ring",
    "u_fade",
    "u_last",
];

impl Program {
    /// Compiles and links. The error holds what the driver said.
    pub fn new(gl: &Gl, vertex: &str, fragment: &str) -> Result<Self, String> {
        let program = gl.create_program().ok_or("The graphics context is gone.")?;
        let head = include_str!("shaders/common.glsl");
        let space = include_str!("shaders/space.glsl");
        for (kind, source) in
            [(Gl::VERTEX_SHADER, format!("{head}{space}{vertex}")), (Gl::FRAGMENT_SHADER, format!("{head}{fragment}"))]
        {
            let shader = gl.create_shader(kind).ok_or("The graphics context is gone.")?;
            gl.shader_source(&shader, &source);
            gl.compile_shader(&shader);
            if gl.get_shader_parameter(&shader, Gl::COMPILE_STATUS).is_falsy() {
                return Err(gl.get_shader_info_log(&shader).unwrap_or_default());
            }
            gl.attach_shader(&program, &shader);
        }
        gl.link_program(&program);
        if gl.get_program_parameter(&program, Gl::LINK_STATUS).is_falsy() {
            return Err(gl.get_program_info_log(&program).unwrap_or_default());
        }
        let uniforms =
            UNIFORMS.into_iter().filter_map(|name| Some((name, gl.get_uniform_location(&program, name)?))).collect();
        Ok(Self { gl: gl.clone(), program, uniforms })
    }

    /// Draw with it from now on.
    pub fn begin(&self) {
        self.gl.use_program(Some(&self.program));
    }

    /// Sets a uniform; one that the program does not have is left.
    pub fn int(&self, name: &str, value: i32) {
        self.gl.uniform1i(self.uniforms.get(name), value);
    }

    /// Sets a uniform.
    pub fn float(&self, name: &str, value: f32) {
        self.gl.uniform1f(self.uniforms.get(name), value);
    }

    /// Sets a uniform.
    pub fn vec3(&self, name: &str, [x, y, z]: [f32; 3]) {
        self.gl.uniform3f(self.uniforms.get(name), x, y, z);
    }

    /// Sets a uniform.
    pub fn vec3s(&self, name: &str, values: &[[f32; 3]]) {
        self.gl.uniform3fv_with_f32_array(self.uniforms.get(name), values.as_flattened());
    }

    /// Sets a uniform.
    pub fn vec4(&self, name: &str, [x, y, z, w]: [f32; 4]) {
        self.gl.uniform4f(self.uniforms.get(name), x, y, z, w);
    }

    /// Sets a uniform.
    pub fn colour(&self, name: &str, [r, g, b]: Rgb, alpha: f32) {
        self.vec4(name, [r, g, b, alpha]);
    }
}

/// Fills a texture of four floats a texel, `row` texels a row.
pub fn float_texture(gl: &Gl, texture: &WebGlTexture, row: usize, values: &[f32]) {
    let texels = Object::from(Float32Array::from(values));
    fill(gl, texture, row, values.len() / 4, (Gl::RGBA32F, Gl::RGBA, Gl::FLOAT), &texels);
}

/// Fills a texture of two words a texel, `row` texels a row.
pub fn word_texture(gl: &Gl, texture: &WebGlTexture, row: usize, values: &[u32]) {
    let texels = Object::from(Uint32Array::from(values));
    fill(gl, texture, row, values.len() / 2, (Gl::RG32UI, Gl::RG_INTEGER, Gl::UNSIGNED_INT), &texels);
}

fn fill(gl: &Gl, texture: &WebGlTexture, row: usize, texels: usize, kind: (u32, u32, u32), values: &Object) {
    gl.bind_texture(Gl::TEXTURE_2D, Some(texture));
    for (name, value) in [
        (Gl::TEXTURE_MIN_FILTER, Gl::NEAREST),
        (Gl::TEXTURE_MAG_FILTER, Gl::NEAREST),
        (Gl::TEXTURE_WRAP_S, Gl::CLAMP_TO_EDGE),
        (Gl::TEXTURE_WRAP_T, Gl::CLAMP_TO_EDGE),
    ] {
        gl.tex_parameteri(Gl::TEXTURE_2D, name, value as i32);
    }
    let (internal, format, number) = kind;
    let _ = gl.tex_image_2d_with_i32_and_i32_and_i32_and_format_and_type_and_opt_array_buffer_view(
        Gl::TEXTURE_2D,
        0,
        internal as i32,
        row as i32,
        (texels / row) as i32,
        0,
        format,
        number,
        Some(values),
    );
}
