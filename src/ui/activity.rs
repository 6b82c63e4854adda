//! The strip at the foot: everything that happened, hour by hour, whatever the view above.

use super::case::case;
use super::hour_strip::{Brush, HourStrip, Strip};
use leptos::prelude::*;
use logonscope::screen::clock::HOUR;
use std::sync::Arc;

/// The foot of the page.
#[component]
pub fn ActivityStrip() -> impl IntoView {
    let case = case();
    let strip = Memo::new(move |_| {
        let mut strip = case.activity.with(|activity| activity.as_ref().map(|view| Strip::from(&**view)))?;
        // What the filter leaves stands before what there is.
        if let Some(left) = case.filtered.get().filter(|left| !left.is_whole && left.hours.len() == strip.counts.len())
        {
            strip.whole = std::mem::replace(&mut strip.counts, left.hours.clone());
            strip.failed = left.failed.clone();
        }
        Some(Arc::new(strip))
    });
    let range = move || case.filter.now.with(|filter| filter.range.map(|(from, until)| (from as i64, until as i64)));
    let choose = move |range: Option<(i64, i64)>| {
        case.narrow(|filter| filter.range = range.map(|(from, until)| (from as f64, until as f64)));
    };
    let brush = Brush { chosen: Signal::derive(range), choose: Callback::new(choose) };
    // From the midnight before the last hour on.
    let last_day = move || {
        let strip = strip.get_untracked()?;
        let end = strip.start.saturating_add((strip.counts.len() as i64).saturating_mul(HOUR));
        let clock = case.clock.get_untracked();
        let begins = |start: &i64| clock.local(*start).is_none_or(|at| at.hour() == 0);
        let start = (1..=25).map(|hours| end.saturating_sub(hours * HOUR)).find(begins)?;
        Some((start, end))
    };
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
                <button type="button" class="link" on:click=move |_| choose(last_day())>
                    "Last day"
                </button>
                <Show when=move || range().is_some()>
                    <button type="button" class="link" on:click=move |_| choose(None)>
                        "Whole time"
                    </button>
                </Show>
                <span class="foot-zone">{zone}</span>
            </div>
            <HourStrip strip=strip.into() test_id="time-brush" axis=true brush=brush name="Activity of the case"/>
        </footer>
    }
}
