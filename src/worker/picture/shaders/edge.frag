uniform vec4 u_plain; // colour and opacity of edges
uniform vec4 u_failed;
uniform float u_telling;      // 0 what failed; in place of its share a class: 1 what became of edges, 2 how one logged on
uniform vec3 u_classes[6];    // of the first: only in A, only in B, changed

in float v_across;
in float v_along;
flat in float v_half;
flat in float v_failed;
flat in float v_fade;
flat in vec2 v_head;
out vec4 o_colour;

void main() {
    // Behind the tip the line is as wide as its arrowhead there.
    float behind = v_head.x - v_along;
    bool is_head = behind < v_head.y;
    float half_here = is_head ? max(behind, 0.0) * 0.5 : v_half;
    float half_drawn = max(half_here, 0.5 / u_picture.z);
    float cover = clamp((half_drawn - abs(v_across)) * u_picture.z + 0.5, 0.0, 1.0) * min(half_here / half_drawn, 1.0);
    vec4 colour = mix(u_plain, u_failed, v_failed * 0.75);
    if (v_failed > 0.995) colour = u_failed; // a finding sits on it, or all failed
    int look = int(v_failed * 255.0 + 0.5);
    int kind = u_telling > 0.5 ? look / 36 : 0;
    bool compares = u_telling > 0.5 && u_telling < 1.5;
    if (u_telling > 0.5) {
        colour = u_plain;
        if (kind > 0) colour = vec4(u_classes[kind - 1], compares ? max(u_plain.a * 2.0, 0.75) : min(u_plain.a * 1.5, 1.0));
        else if (compares) colour.a *= 0.45;
    }
    // Dashed: all failed, or only in A. Dotted: changed.
    bool is_dotted = compares && kind == 3;
    if (!is_head && (u_telling > 0.5 ? look % 36 >= 12 || is_dotted : v_failed > 0.999)) {
        float dash = is_dotted ? 1.5 + v_half : 4.5 + v_half;
        float at = mod(v_along, dash * (is_dotted ? 2.2 : 1.8));
        cover *= clamp((min(at, dash - at)) * u_picture.z + 0.5, 0.0, 1.0);
    }
    float alpha = colour.a * cover * v_fade;
    o_colour = vec4(colour.rgb * alpha, alpha);
}
