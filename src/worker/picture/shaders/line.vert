// An edge among tens of thousands: a hair line. Its weight is its opacity.
layout(location = 0) in uvec2 a_ends; // this end's node; the other's. In the top byte: failed share (3 bits), width class (5 bits)
uniform vec4 u_plain;
uniform vec4 u_failed;
uniform float u_telling;    // as in edge.frag
uniform vec3 u_classes[6];

flat out vec4 v_colour;

void main() {
    uint look = a_ends.x >> 24;
    vec2 here = on_screen(node(a_ends.x & 0xffffffu).xy);
    vec2 there = on_screen(node(a_ends.y & 0xffffffu).xy);
    float failed = float(look >> 5) / 7.0;
    float weight = 0.75 + float(look & 31u) / 31.0;
    vec4 colour = mix(u_plain, u_failed, failed > 0.999 ? 1.0 : failed * 0.75);
    if (u_telling > 0.5) {
        int kind = int(look >> 5);
        colour = u_plain;
        if (kind > 0) colour = vec4(u_classes[kind - 1], min(u_plain.a * (u_telling > 1.5 ? 1.5 : 2.0), 1.0));
        else if (u_telling < 1.5) colour.a *= 0.45;
    }
    float alpha = min(colour.a * weight * fade(length(there - here)), 1.0);
    v_colour = vec4(colour.rgb * alpha, alpha);
    gl_Position = clip(here);
}
