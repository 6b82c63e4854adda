//! The empty page: what the tool does, what it never does, and the ways in.

use super::import_options::ImportOptions;
use super::pick::picker;
use super::sample_case::{SampleButton, SampleCase, SampleWords};
use leptos::prelude::*;

/// Shown while there is no evidence.
#[component]
pub fn StartPage() -> impl IntoView {
    let picker = picker();
    let sample = SampleCase::new();
    view! {
        <section class="start" aria-labelledby="start-title">
            <StartPicture/>
            <h1 id="start-title">"See who logged on from where"</h1>
            <p class="start-words">
                "LogonScope reads Windows event logs and shows their logons as a graph of accounts and hosts, ranked by how much "
                "passes through them, and as a timeline that marks when an account changed its ways. It all happens in this "
                "browser: not one byte leaves this computer."
            </p>
            <div class="start-buttons">
                <button type="button" class="button primary large" on:click=move |_| picker.open_files()>
                    "Open evidence"
                </button>
                <button type="button" class="button large" on:click=move |_| picker.open_folder()>
                    "Open folder"
                </button>
                <SampleButton sample/>
            </div>
            <p class="start-hint">
                "Or drop files and folders anywhere on this page. It reads event logs of any size, damaged ones too, as EVTX, XML or JSON, and \
                 in ZIP and gzip archives: Security.evtx of a domain controller tells the most."
            </p>
            <ImportOptions/>
            <SampleWords sample/>
        </section>
    }
}

/// A small graph in the colours and shapes of the real one.
#[component]
fn StartPicture() -> impl IntoView {
    view! {
        <svg class="start-picture" viewBox="0 0 360 132" width="360" height="132" aria-hidden="true">
            <g class="start-edges">
                <path d="M92 84 180 60"></path>
                <path d="M180 60 268 88"></path>
                <path d="M180 60 236 24"></path>
                <path d="M92 84 44 48"></path>
                <path d="M92 84 60 114"></path>
                <path d="M268 88 320 60"></path>
                <path d="M268 88 314 116"></path>
            </g>
            <path class="start-failed" d="M92 84 124 22"></path>
            <g class="mark-host">
                <path class="mark-shape" d="M92 73 103 84 92 95 81 84z"></path>
                <path class="mark-shape" d="M268 77 279 88 268 99 257 88z"></path>
                <path class="mark-shape" d="M236 14 246 24 236 34 226 24z"></path>
            </g>
            <g class="mark-account">
                <circle class="mark-shape" cx="44" cy="48" r="8"></circle>
                <circle class="mark-shape" cx="60" cy="114" r="7"></circle>
                <circle class="mark-shape" cx="320" cy="60" r="8"></circle>
                <circle class="mark-shape" cx="314" cy="116" r="7"></circle>
                <circle class="mark-shape" cx="124" cy="22" r="8"></circle>
            </g>
            <g class="mark-privileged">
                <circle class="mark-shape" cx="180" cy="60" r="16"></circle>
                <circle class="mark-core" cx="180" cy="60" r="6"></circle>
            </g>
        </svg>
    }
}
