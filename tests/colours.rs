//! The colours of lines by logon type: seen on their grounds and told apart by everybody, in both themes.

#![allow(clippy::expect_used, reason = "a test that panics has failed")]
use std::collections::BTreeMap;

type Rgb = [f64; 3];

/// Seen as it is, and without cones of the first, second and third kind (Machado, Oliveira and Fernandes 2009, severity 1), in linear light.
const SIGHTS: [[Rgb; 3]; 4] = [
    [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
    [[0.152_286, 1.052_583, -0.204_868], [0.114_503, 0.786_281, 0.099_216], [-0.003_882, -0.048_116, 1.051_998]],
    [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]],
    [[1.255_528, -0.076_749, -0.178_779], [-0.078_411, 0.930_809, 0.147_602], [0.004_733, 0.691_367, 0.303_900]],
];

/// The properties of each theme, light and dark; what one leaves out is the other's.
fn themes() -> [BTreeMap<String, Rgb>; 2] {
    let style = std::fs::read_to_string("style/tokens.css").expect("the style sheet");
    let mut themes = [BTreeMap::new(), BTreeMap::new()];
    let mut theme = 0;
    for line in style.lines() {
        theme = if line.starts_with("[data-theme=\"dark\"]") { 1 } else { theme };
        let Some((name, value)) = line.trim().trim_end_matches(';').split_once(": #") else { continue };
        let number = u32::from_str_radix(value, 16).expect("a colour");
        themes[theme].insert(name.to_owned(), [16, 8, 0].map(|shift| f64::from(number >> shift & 255) / 255.0));
    }
    themes
}

fn linear(colour: Rgb) -> Rgb {
    colour.map(|part| if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) })
}

/// As WCAG 2.2 says it.
fn contrast(a: Rgb, b: Rgb) -> f64 {
    let luminance = |colour| {
        let [red, green, blue] = linear(colour);
        0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05
    };
    let (a, b) = (luminance(a), luminance(b));
    a.max(b) / a.min(b)
}

/// In OKLab, where equal distances look equal.
fn seen(colour: Rgb, sight: [Rgb; 3]) -> Rgb {
    let light = linear(colour);
    let [red, green, blue] = sight.map(|row| row.iter().zip(light).map(|(a, b)| a * b).sum::<f64>().clamp(0.0, 1.0));
    let l = (0.412_221_470_8 * red + 0.536_332_536_3 * green + 0.051_445_992_9 * blue).cbrt();
    let m = (0.211_903_498_2 * red + 0.680_699_545_1 * green + 0.107_396_956_6 * blue).cbrt();
    let s = (0.088_302_461_9 * red + 0.281_718_837_6 * green + 0.629_978_700_5 * blue).cbrt();
    [
        0.210_454_255_3 * l + 0.793_617_785 * m - 0.004_072_046_8 * s,
        1.977_998_495_1 * l - 2.428_592_205 * m + 0.450_593_709_9 * s,
        0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766 * s,
    ]
}

#[test]
fn lines_of_every_way_are_seen_and_told_apart() {
    for (theme, name) in themes().iter().zip(["light", "dark"]) {
        let ways: Vec<Rgb> = (1..=6).map(|way| theme[&format!("--way-{way}")]).collect();
        for (number, way) in ways.iter().enumerate() {
            for ground in ["--bg", "--panel"] {
                let contrast = contrast(*way, theme[ground]);
                assert!(contrast >= 3.0, "{name}: way {} has {contrast:.2} on {ground}", number + 1);
            }
        }
        // Lines without a logon type too.
        let all: Vec<Rgb> = ways.into_iter().chain([theme["--ink-3"]]).collect();
        for (number, sight) in SIGHTS.into_iter().enumerate() {
            for (a, first) in all.iter().enumerate() {
                for (b, second) in all.iter().enumerate().skip(a + 1) {
                    let (first, second) = (seen(*first, sight), seen(*second, sight));
                    let far = first.iter().zip(second).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt();
                    assert!(far >= 0.08, "{name}: {} and {} are {far:.3} apart in sight {number}", a + 1, b + 1);
                }
            }
        }
    }
}
