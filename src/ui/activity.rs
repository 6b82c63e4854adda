//! The strip at the foot: everything that happened, hour by hour, whatever the view above; and how a time is chosen on it.

use super::case::{Case, case};
use super::hour_strip::{Brush, HourStrip, Look, Strip};
use leptos::ev::KeyboardEvent;
use leptos::html::Input;
use leptos::prelude::*;
use logonscope::screen::brush::{self, PRESETS};
use logonscope::screen::clock::HOUR;
use std::ops::Range;
use std::sync::Arc;

/// The foot of the page.
#[component]
pub fn ActivityStrip() -> impl IntoView {
    let case = case();
    let all = Memo::new(move |_| {
        let mut strip = case.activity.with(|activity| activity.as_ref().map(|view| Strip::from(&**view)))?;
        case.scores.with(|scores| {
            if let Some(scores) = scores {
                strip.scores = scores.hours.clone();
                strip.scored = (scores.by, scores.above);
            }
        });
        // What the filter leaves stands before what there is.
        if let Some(left) = case.filtered.get().filter(|left| !left.is_whole && left.hours.len() == strip.counts.len())
        {
            strip.whole = std::mem::replace(&mut strip.counts, left.hours.clone());
            strip.failed = left.failed.clone();
        }
        Some(Arc::new(strip))
    });
    // The hours seen; all, until the analyst looks closer. Another case has other hours.
    let hours = Memo::new(move |_| all.with(|all| all.as_ref().map_or(0, |strip| strip.counts.len())));
    let seen = RwSignal::new(None::<Range<usize>>);
    Effect::new(move |before: Option<usize>| {
        let now = hours.get();
        if before.is_some_and(|before| before != now) {
            seen.set(None);
        }
        now
    });
    let strip = Memo::new(move |_| match (all.get(), seen.get()) {
        (Some(all), Some(seen)) if seen.end <= all.counts.len() => Some(Arc::new(all.part(seen))),
        (all, _) => all,
    });
    let look = move |look: Look| {
        let all = hours.get_untracked();
        let now = seen.get_untracked().unwrap_or(0..all);
        let next = match look {
            Look::Zoom { at, closer } => brush::zoomed(&now, all, now.start + at, closer),
            Look::Move(by) if by > 0 => {
                brush::with(&now, all, (now.end - 1).saturating_add(by as usize).min(all.saturating_sub(1)))
            }
            Look::Move(by) => brush::with(&now, all, now.start.saturating_sub(by.unsigned_abs() as usize)),
        };
        seen.set(Some(next).filter(|next| next.len() < all));
    };
    let range = move || case.filter.now.with(|filter| filter.range.map(|(from, until)| (from as i64, until as i64)));
    let choose = move |range| choose(case, range);
    let brush = Brush { chosen: Signal::derive(range), choose: Callback::new(choose), look: Callback::new(look) };
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
                    "anomaly"
                </span>
                <Presets/>
                <TypedRange/>
                <Show when=move || range().is_some()>
                    <button type="button" class="link" on:click=move |_| choose(None)>
                        "Whole time"
                    </button>
                </Show>
                <Show when=move || seen.with(Option::is_some)>
                    <button type="button" class="link" data-testid="brush-all" on:click=move |_| seen.set(None)>
                        "See all hours"
                    </button>
                </Show>
                <Show when=move || case.scoring.with(Option::is_some)>
                    <span class="foot-key" data-testid="scoring">{move || case.scoring_in_words()}</span>
                </Show>
                <span class="foot-zone">{zone}</span>
            </div>
            <HourStrip strip=strip.into() test_id="time-brush" axis=true brush=brush name="Activity of the case"/>
        </footer>
    }
}

fn choose(case: Case, range: Option<(i64, i64)>) {
    case.narrow(|filter| filter.range = range.map(|(from, until)| (from as f64, until as f64)));
}

/// Times chosen by a word: days, and parts of the day or week, which are searches.
#[component]
fn Presets() -> impl IntoView {
    let case = case();
    // The last hour with an event in the case, whatever narrows it.
    let last = move || {
        case.activity.with_untracked(|activity| {
            let activity = activity.as_ref()?;
            Some(activity.start.saturating_add((activity.counts.len() as i64).saturating_mul(HOUR)).saturating_sub(1))
        })
    };
    let to_day = move |days: i64| {
        let begin = case.filter.now.with_untracked(|filter| filter.range.map(|(from, _)| from as i64));
        let clock = case.clock.get_untracked();
        let day = match begin {
            Some(begin) => brush::day(begin, days, &clock),
            // Without a range there is no day before or after.
            None => last().and_then(|last| brush::day(last, 0, &clock)),
        };
        if day.is_some() {
            choose(case, day);
        }
    };
    let preset = move |(name, search): (&'static str, &'static str)| {
        view! {
            <button
                type="button"
                class="link"
                title=format!("Adds {search} to the search, or takes it away")
                on:click=move |_| case.narrow(|filter| filter.text = brush::with_preset(&filter.text, search))
            >
                {name}
            </button>
        }
    };
    view! {
        <button type="button" class="link" on:click=move |_| choose(case, last().and_then(|last| brush::day(last, 0, &case.clock.get_untracked())))>
            "Last day"
        </button>
        <button type="button" class="link" data-testid="brush-day-before" aria-label="The day before" title="The day before" on:click=move |_| to_day(-1)>
            "‹ Day"
        </button>
        <button type="button" class="link" data-testid="brush-day-after" aria-label="The day after" title="The day after" on:click=move |_| to_day(1)>
            "Day ›"
        </button>
        {PRESETS.map(preset).collect_view()}
    }
}

/// Two fields for the first and last time, on the clock of the display zone.
#[component]
fn TypedRange() -> impl IntoView {
    let case = case();
    let (from, until): (NodeRef<Input>, NodeRef<Input>) = (NodeRef::new(), NodeRef::new());
    let wrong = RwSignal::new(false);
    let range = Memo::new(move |_| case.filter.now.with(|filter| filter.range));
    // Another range, however it was chosen, is what the fields then say.
    Effect::new(move |_| {
        range.track();
        wrong.set(false);
    });
    let printed = move |which: fn((f64, f64)) -> f64| {
        range.get().map(|range| case.clock.with(|clock| clock.typed(which(range) as i64))).unwrap_or_default()
    };
    let take = move || {
        let text = |field: NodeRef<Input>| field.get_untracked().map(|field| field.value()).unwrap_or_default();
        let (first, last) = (text(from), text(until));
        if first.trim().is_empty() && last.trim().is_empty() {
            wrong.set(false);
            return choose(case, None);
        }
        // One time alone is meant with all that it names: a day, an hour.
        let first = if first.trim().is_empty() { last.clone() } else { first };
        let last = if last.trim().is_empty() { first.clone() } else { last };
        let range = case.clock.with_untracked(|clock| brush::typed(&first, &last, clock));
        wrong.set(range.is_none());
        if range.is_some() {
            choose(case, range);
        }
    };
    let field = move |node: NodeRef<Input>, name: &'static str, test_id: &'static str, which: fn((f64, f64)) -> f64| {
        view! {
            <input
                class="field foot-field"
                data-testid=test_id
                placeholder=name
                aria-label=format!("{name}: a time such as 2017-11-07 or 2017-11-07 09:30, in the display zone")
                title="A time such as 2017-11-07 or 2017-11-07 09:30; Enter takes it"
                aria-invalid=move || wrong.get().then_some("true")
                autocomplete="off"
                spellcheck="false"
                prop:value=move || printed(which)
                node_ref=node
                on:keydown=move |event: KeyboardEvent| {
                    if event.key() == "Enter" {
                        take();
                    }
                }
                on:change=move |_| {
                    // A range is taken when both ends are there.
                    if test_id == "brush-to" {
                        take();
                    }
                }
            />
        }
    };
    view! {
        {field(from, "From", "brush-from", |range| range.0)}
        {field(until, "To", "brush-to", |range| range.1)}
        <Show when=move || wrong.get()>
            <span class="foot-wrong" role="alert">"Not two times, the second after the first"</span>
        </Show>
    }
}
