uniform vec4 u_plain; // colour and opacity of edges
uniform vec4 u_failed;

in float v_across;
in float v_along;
flat in float v_half;
flat in float v_failed;
flat in float v_fade;
out vec4 o_colour;

void main() {
    float half_drawn = max(v_half, 0.5 / u_picture.z);
    float cover = clamp((half_drawn - abs(v_across)) * u_picture.z + 0.5, 0.0, 1.0) * min(v_half / half_drawn, 1.0);
    vec4 colour = mix(u_plain, u_failed, v_failed * 0.75);
    if (v_failed > 0.995) colour = u_failed; // a finding sits on it, or all failed
    if (v_failed > 0.999) {
        float dash = 4.5 + v_half;
        float at = mod(v_along, dash * 1.8);
        cover *= clamp((min(at, dash - at)) * u_picture.z + 0.5, 0.0, 1.0);
    }
    float alpha = colour.a * cover * v_fade;
    o_colour = vec4(colour.rgb * alpha, alpha);
}
