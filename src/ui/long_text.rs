//! Text from a log that may be very long: shortened in the middle, the whole of it on demand, and never anything but text.

use leptos::prelude::*;
use logonscope::screen::words::{shortened, visible};

/// `text`, or its two ends and a button that shows all of it.
#[component]
pub fn LongText(
    /// As it stands in the log.
    text: String,
    /// Characters that are shown at once.
    #[prop(default = 64)]
    most: usize,
) -> impl IntoView {
    let whole = visible(&text);
    let short = shortened(&whole, most);
    if short == whole {
        return view! { <bdi>{whole}</bdi> }.into_any();
    }
    let open = RwSignal::new(false);
    let title: String = whole.chars().take(1_000).collect();
    let words = move || if open.get() { whole.clone() } else { short.clone() };
    view! {
        <bdi title=title>{words}</bdi>
        " "
        <button
            type="button"
            class="link"
            aria-expanded=move || open.get().to_string()
            on:click=move |_| open.update(|open| *open = !*open)
        >
            {move || if open.get() { "less" } else { "all" }}
        </button>
    }
    .into_any()
}
