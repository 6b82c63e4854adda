uniform highp sampler2D u_nodes; // x, y in the world; radius in CSS pixels; kind
uniform vec4 u_camera;           // x, y in the world; CSS pixels per unit; size of marks

vec4 node(uint i) {
    return texelFetch(u_nodes, ivec2(int(i & 2047u), int(i >> 11)), 0);
}

// CSS pixels from the middle of the picture, y down.
vec2 on_screen(vec2 world) {
    return (world - u_camera.xy) * u_camera.z;
}

vec4 clip(vec2 at) {
    return vec4(at.x / u_picture.x, -at.y / u_picture.y, 0.0, 1.0);
}
