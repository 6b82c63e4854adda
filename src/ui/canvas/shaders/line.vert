// An edge among tens of thousands: a hair line. Its weight is its opacity.
layout(location = 0) in uint a_end; // node; in the top byte: failed share (3 bits), width class (5 bits)
uniform vec4 u_plain;
uniform vec4 u_failed;

flat out vec4 v_colour;

void main() {
    uint look = a_end >> 24;
    float failed = float(look >> 5) / 7.0;
    float weight = 0.75 + float(look & 31u) / 31.0;
    vec4 colour = mix(u_plain, u_failed, failed > 0.999 ? 1.0 : failed * 0.75);
    float alpha = min(colour.a * weight * min(u_camera.w * 2.5, 1.0), 1.0);
    v_colour = vec4(colour.rgb * alpha, alpha);
    gl_Position = clip(on_screen(node(a_end & 0xffffffu).xy));
}
