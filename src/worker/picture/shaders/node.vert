// A node's mark on a square that is a little larger than it.
uniform int u_last;    // draw backwards from this node, so that high ranks lie on top; -1: as numbered
uniform float u_swell; // CSS pixels larger, for what is selected or hovered
uniform float u_ring;  // CSS pixels of a ring around the mark

out vec2 v_at;            // CSS pixels from the middle
flat out float v_radius;  // CSS pixels
flat out int v_kind;      // 0 privileged account, 1 account, 2 host, 3 domain, 4 change of the audit policy; 8 more: pinned

void main() {
    int number = gl_VertexID >> 2;
    vec4 n = node(uint(u_last < 0 ? number : u_last - number));
    v_kind = int(n.w + 0.5);
    v_radius = mark_radius(n.z) + u_swell;
    float reach = v_radius + ((v_kind >= 8 ? 4.0 : 1.0) + u_ring * 1.8 + 1.0 / u_picture.z) * 1.42;
    v_at = (vec2(float(gl_VertexID & 1), float((gl_VertexID >> 1) & 1)) * 2.0 - 1.0) * reach;
    gl_Position = clip(on_screen(n.xy) + v_at);
}
