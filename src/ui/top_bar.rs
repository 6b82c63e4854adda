//! The top bar: what the case holds, and what concerns all of it.

use super::case::case;
use super::export_menu::ExportMenu;
use super::keys_help::keys_help;
use super::pick::picker;
use super::search::SearchBox;
use super::summary_line::SummaryLine;
use super::theme::ThemeButton;
use super::zone_select::ZoneSelect;
use leptos::prelude::*;
use logonscope::protocol::CaseState;

/// The bar.
#[component]
pub fn TopBar() -> impl IntoView {
    let (case, picker, keys) = (case(), picker(), keys_help());
    let has_case = Memo::new(move |_| case.summary.with(|summary| summary.state != CaseState::Empty));
    view! {
        <header class="top">
            <span class="brand">
                <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
                    <circle class="brand-ring" cx="10" cy="10" r="8.5"></circle>
                    <path class="brand-trace" d="M5 12l3-4 3 3 4-6"></path>
                </svg>
                "LogonScope"
            </span>
            <SummaryLine/>
            <Show when=move || has_case.get()>
                <SearchBox/>
            </Show>
            <div class="top-tools">
                <Show when=move || has_case.get()>
                    <button type="button" class="button" title="Add files to the case" on:click=move |_| picker.open_files()>
                        "Add evidence"
                    </button>
                    <button type="button" class="button wide-only" title="Add a folder to the case" on:click=move |_| picker.open_folder()>
                        "Add folder"
                    </button>
                </Show>
                <Show when=move || has_case.get()>
                    <ExportMenu/>
                </Show>
                <ZoneSelect/>
                <button type="button" class="button icon-only" title="Keys (?)" aria-label="List of keys" on:click=move |_| keys.open()>
                    "?"
                </button>
                <ThemeButton/>
            </div>
        </header>
    }
}
