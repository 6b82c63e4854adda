//! The page's colours for the picture: read from the custom properties of the theme in force.

use leptos::prelude::window;
use leptos::web_sys::Element;
use logonscope::protocol::picture::Colours;

/// The properties that hold for `element`.
pub fn colours_of(element: &Element) -> Option<Colours> {
    let style = window().get_computed_style(element).ok()??;
    let css = |name: &str| style.get_property_value(name).unwrap_or_default().trim().to_owned();
    Some(Colours {
        background: css("--bg"),
        ink: css("--ink"),
        ink_2: css("--ink-2"),
        ink_3: css("--ink-3"),
        accent: css("--accent"),
        failed: css("--fail"),
        compared: ["--only-a", "--only-b", "--changed"].map(css),
        ways: ["--way-1", "--way-2", "--way-3", "--way-4", "--way-5", "--way-6"].map(css),
        rims: ["--privileged", "--account", "--host", "--domain", "--policy"].map(css),
        fillings: ["--privileged-soft", "--account-soft", "--host-soft", "--domain-soft", "--policy-soft"].map(css),
        font: style.get_property_value("font-family").unwrap_or_else(|_| "sans-serif".to_owned()),
    })
}
