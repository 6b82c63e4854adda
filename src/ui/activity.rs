//! The strip at the foot: everything that happened, hour by hour, whatever the view above.

use super::case::case;
use super::hour_strip::{HourStrip, Strip};
use leptos::prelude::*;
use std::sync::Arc;

/// The foot of the page.
#[component]
pub fn ActivityStrip() -> impl IntoView {
    let case = case();
    let strip =
        Memo::new(move |_| case.activity.with(|activity| activity.as_ref().map(|view| Arc::new(Strip::from(&**view)))));
    let zone = move || case.clock.with(|clock| clock.zone_name().to_owned());
    view! {
        <footer class="foot">
            <div class="foot-head">
                <span class="foot-title">"Logon events per hour"</span>
                <span class="foot-key">
                    <i class="key key-bar"></i>
                    "events"
                </span>
                <span class="foot-key">
                    <i class="key key-fail"></i>
                    "failed"
                </span>
                <span class="foot-key">
                    <i class="key key-mark"></i>
                    "anomaly of an account"
                </span>
                <span class="foot-zone">{zone}</span>
            </div>
            <HourStrip strip=strip.into() test_id="time-brush" axis=true name="Activity of the case"/>
        </footer>
    }
}
