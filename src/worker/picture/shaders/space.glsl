uniform highp sampler2D u_nodes; // x, y in the world; radius in CSS pixels; kind
uniform vec4 u_camera;           // x, y in the world; CSS pixels per unit; size of marks

vec4 node(uint i) {
    return texelFetch(u_nodes, ivec2(int(i & 2047u), int(i >> 11)), 0);
}

// CSS pixels from the middle of the picture, y down.
vec2 on_screen(vec2 world) {
    return (world - u_camera.xy) * u_camera.z;
}

uniform float u_fade; // how much long edges recede, 0...1

// The weight of an edge by its length in CSS pixels: long ones cross everything and say little.
float fade(float len) {
    return mix(1.0, clamp(pow(90.0 / max(len, 1.0), 0.55), 0.12, 1.0), u_fade);
}

// CSS pixels from the middle of a mark to its rim, by its radius at size 1; when marks crowd, high ranks shrink less.
// The same as `mark_radius` of scene.rs.
float mark_radius(float radius) {
    float high = clamp((radius - 11.0) / 7.0, 0.0, 1.0);
    return max(radius * mix(u_camera.w, max(u_camera.w, pow(u_camera.w, 0.6)), high), 1.3);
}

vec4 clip(vec2 at) {
    return vec4(at.x / u_picture.x, -at.y / u_picture.y, 0.0, 1.0);
}
