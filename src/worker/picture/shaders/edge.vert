// A bundle of edges as a strip of constant width on screen. Nothing is per vertex: the corner and the edge follow from the
// vertex's number, ends and looks from textures, so that moving nodes touches only the nodes' texture. (Instancing would be the
// usual way; software renderers draw each instance as a call of its own and take ten times as long.)
uniform highp usampler2D u_edges; // host, account; in the top byte of each: width class, failed share
uniform float u_extra;            // CSS pixels wider, for what is lit
uniform float u_beside;           // CSS pixels at the right of the way, with an arrowhead at its end; 0: neither

out float v_across;      // CSS pixels from the middle line
out float v_along;       // CSS pixels from where it begins
flat out float v_half;   // half the width, CSS pixels
flat out float v_failed; // share of failed events
flat out float v_fade;   // of the opacity
flat out vec2 v_head;    // where the tip of the arrowhead is, by v_along, and its length; CSS pixels

void main() {
    uint edge = uint(gl_VertexID) >> 2;
    uvec2 e = texelFetch(u_edges, ivec2(int(edge & 2047u), int(edge >> 11)), 0).xy;
    vec2 a = on_screen(node(e.x & 0xffffffu).xy);
    vec4 last = node(e.y & 0xffffffu);
    vec2 b = on_screen(last.xy);
    float width = (1.0 + float(e.x >> 24) / 40.0) * min(u_camera.w, 1.15) + u_extra;
    float len = max(length(b - a), 1e-4);
    vec2 along = (b - a) / len;
    float end = float((gl_VertexID >> 1) & 1);
    float side = float(gl_VertexID & 1) * 2.0 - 1.0;
    v_half = width * 0.5;
    v_head = u_beside > 0.0 ? vec2(len - mark_radius(last.z) - 0.5, (5.0 + 2.0 * width) * min(u_camera.w, 1.0)) : vec2(len, 0.0);
    float reach = max(max(v_half, v_head.y * 0.5), 0.5 / u_picture.z) + 0.5 / u_picture.z;
    v_across = side * reach;
    v_along = end * len;
    v_fade = fade(len);
    v_failed = float(e.y >> 24) / 255.0;
    gl_Position = clip(mix(a, b, end) + vec2(-along.y, along.x) * (v_across + u_beside));
}
