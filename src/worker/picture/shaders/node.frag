uniform vec3 u_strokes[5];
uniform vec3 u_fills[5];
uniform vec3 u_background;
uniform vec4 u_halo;    // colour and opacity of the ring
uniform float u_dim;    // 0 as it is, 1 gone into the background
uniform float u_swell;
uniform float u_ring;

in vec2 v_at;
flat in float v_radius;
flat in int v_kind;
out vec4 o_colour;

float cover(float distance) {
    return clamp(0.5 - distance * u_picture.z, 0.0, 1.0);
}

void main() {
    int kind = v_kind & 7;
    // Distance to the rim, negative within: a circle for accounts, a diamond for hosts, a hexagon for domains, a square for changes.
    vec2 at = abs(v_at);
    float d = length(v_at) - v_radius;
    if (kind == 2) d = (at.x + at.y - v_radius) * 0.70711;
    if (kind == 3) d = max(at.x * 0.866 + at.y * 0.5, at.y) - v_radius * 0.9;
    if (kind == 4) d = max(at.x, at.y) - v_radius * 0.82;
    float stroke = clamp(v_radius * 0.2, 0.9, 2.2) + u_swell * 0.6;
    // A mark too small for a rim and a filling is all rim.
    float solid = smoothstep(5.5, 3.0, v_radius);
    vec3 fill = mix(u_fills[kind], u_strokes[kind], solid);
    float rim = cover(abs(d + stroke * 0.5) - stroke * 0.5);
    vec3 colour = mix(fill, u_strokes[kind], rim);
    if (kind == 0) {
        // A privileged account is told by its dot too, not by its red alone.
        colour = mix(colour, u_strokes[kind], cover(length(v_at) - v_radius * 0.36));
    }
    colour = mix(colour, u_background, u_dim);
    float mark = cover(d);
    float ring = u_ring > 0.0 ? cover(abs(d - u_ring * 1.2) - u_ring * 0.5) * u_halo.a * (1.0 - mark) : 0.0;
    // What is pinned has a second, thin rim.
    float pin = v_kind >= 8 ? cover(abs(d - 2.6) - 0.7) * (1.0 - mark) : 0.0;
    vec3 pin_colour = mix(u_strokes[kind], u_background, u_dim);
    o_colour = vec4(mix(u_halo.rgb * ring, pin_colour, pin) + colour * mark, max(ring, pin) + mark);
}
