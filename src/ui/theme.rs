//! The light and the dark theme. The page follows the system until the analyst chooses otherwise; only such a choice is remembered.

use super::storage::{remember, remembered};
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::MediaQueryList;

/// Which theme is in force.
#[derive(Clone, Copy)]
pub struct Theme {
    system_dark: RwSignal<bool>,
    chosen_dark: RwSignal<Option<bool>>,
}

impl Theme {
    /// Reads the system's and the remembered choice, and keeps `data-theme` of the document true.
    pub fn start() -> Self {
        let chosen_dark = match remembered("theme").as_deref() {
            Some("dark") => Some(true),
            Some("light") => Some(false),
            _ => None,
        };
        let query = window().match_media("(prefers-color-scheme: dark)").ok().flatten();
        let system_dark = RwSignal::new(query.as_ref().is_some_and(MediaQueryList::matches));
        if let Some(query) = query {
            let watched = query.clone();
            let changed = Closure::<dyn Fn()>::new(move || system_dark.set(watched.matches()));
            query.set_onchange(Some(changed.into_js_value().unchecked_ref()));
        }
        let theme = Self { system_dark, chosen_dark: RwSignal::new(chosen_dark) };
        Effect::new(move |_| {
            if let Some(root) = document().document_element() {
                let _ = root.set_attribute("data-theme", if theme.is_dark() { "dark" } else { "light" });
            }
        });
        theme
    }

    /// Whether the dark theme is in force. Tracks.
    pub fn is_dark(&self) -> bool {
        self.chosen_dark.get().unwrap_or_else(|| self.system_dark.get())
    }

    /// As a signal.
    pub fn dark(self) -> Signal<bool> {
        Signal::derive(move || self.is_dark())
    }

    fn switch(&self) {
        let dark = !untrack(|| self.is_dark());
        let chosen = (dark != self.system_dark.get_untracked()).then_some(dark);
        self.chosen_dark.set(chosen);
        remember("theme", chosen.map(|dark| if dark { "dark" } else { "light" }));
    }
}

/// The theme of the page.
pub fn theme() -> Theme {
    expect_context::<Theme>()
}

/// The button that changes it.
#[component]
pub fn ThemeButton() -> impl IntoView {
    let theme = theme();
    let says = move || if theme.is_dark() { "Change to the light theme" } else { "Change to the dark theme" };
    view! {
        <button
            type="button"
            class="button icon-only"
            data-testid="theme"
            title=says
            aria-label=says
            on:click=move |_: ev::MouseEvent| theme.switch()
        >
            <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
                <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.5"></circle>
                <path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor"></path>
            </svg>
        </button>
    }
}
