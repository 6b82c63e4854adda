//! What a side is: a day, a range, before or after a moment, files, computers.

use super::{Chosen, bounds, days, strip};
use crate::ui::case::{Case, case};
use leptos::prelude::*;
use logonscope::screen::clock::HOUR;
use logonscope::screen::words::{counted, visible};
use wasm_bindgen::JsCast;

/// The kinds, in the order of the list.
const KINDS: [&str; 6] = ["Day", "Range of the strip", "Before", "From", "Files", "Computers"];

fn kind(chosen: &Chosen) -> usize {
    match chosen {
        Chosen::Unset | Chosen::Day(_) => 0,
        Chosen::Range(..) => 1,
        Chosen::Before(_) => 2,
        Chosen::After(_) => 3,
        Chosen::Files(_) => 4,
        Chosen::Computers(_) => 5,
    }
}

/// The same kind as before it, or a first choice of another.
fn of_kind(case: Case, kind: usize, before: &Chosen) -> Option<Chosen> {
    let (from, until) = bounds(case)?;
    let moment = match before {
        Chosen::Day(moment) | Chosen::Before(moment) | Chosen::After(moment) | Chosen::Range(moment, _) => *moment,
        _ => from + (until - from) / HOUR / 2 * HOUR,
    };
    Some(match kind {
        0 => Chosen::Day(moment),
        1 => {
            let (from, until) = strip(case).unwrap_or((from, until));
            Chosen::Range(from, until)
        }
        2 => Chosen::Before(moment),
        3 => Chosen::After(moment),
        4 => Chosen::Files(files(case).first().map(|(file, _)| *file).into_iter().collect()),
        _ => Chosen::Computers(computers(case).into_iter().take(1).collect()),
    })
}

fn files(case: Case) -> Vec<(u32, String)> {
    case.evidence
        .with(|view| view.iter().flat_map(|view| &view.names).map(|(file, path)| (*file, visible(path))).collect())
}

fn computers(case: Case) -> Vec<String> {
    case.evidence.with(|view| view.as_ref().map(|view| view.computers.clone()).unwrap_or_default())
}

/// Its kind, and what of that kind.
#[component]
pub fn SidePicker(side: usize, name: &'static str, test_id: &'static str) -> impl IntoView {
    let case = case();
    let chosen = case.comparing.sides[side];
    let now = Memo::new(move |_| kind(&chosen.get()));
    let turn = move |event| {
        let wanted = event_target_value(&event).parse().unwrap_or(0);
        if let Some(next) = untrack(|| of_kind(case, wanted, &chosen.get())) {
            chosen.set(next);
        }
    };
    let detail = move || match now.get() {
        0 => day(case, side).into_any(),
        1 => range(case, side).into_any(),
        2 | 3 => moment(case, chosen).into_any(),
        _ => several(case, side).into_any(),
    };
    view! {
        <div class="compare-side" role="group" aria-label=name data-testid=test_id>
            <span class="compare-name">{name}</span>
            <select class="field" aria-label=format!("Kind of {name}") on:change=turn prop:value=move || now.get().to_string()>
                {(0..KINDS.len())
                    .map(|place| {
                        view! { <option value=place selected=move || now.get() == place>{KINDS[place]}</option> }
                    })
                    .collect_view()}
            </select>
            {detail}
        </div>
    }
}

fn day(case: Case, side: usize) -> impl IntoView {
    let chosen = case.comparing.sides[side];
    let is = move |day: i64| {
        case.clock.with(|clock| matches!(chosen.get(), Chosen::Day(moment) if clock.day_around(moment).0 == day))
    };
    let options = move || {
        let days = days(case).into_iter().map(|(day, events)| {
            let says = case.clock.with(|clock| clock.day(day));
            let events = counted(u64::from(events), "logon", "logons");
            view! { <option value=day.to_string() selected=is(day)>{format!("{says}: {events}")}</option> }
        });
        days.collect_view()
    };
    view! {
        <select
            class="field"
            aria-label="Day"
            on:change=move |event| {
                if let Ok(day) = event_target_value(&event).parse() {
                    chosen.set(Chosen::Day(day));
                }
            }
        >
            {options}
        </select>
    }
}

fn range(case: Case, side: usize) -> impl IntoView {
    let chosen = case.comparing.sides[side];
    let strip = move || strip(case).map(|(from, until)| Chosen::Range(from, until));
    view! {
        <span>{move || case.clock.with(|clock| super::in_words(case, &chosen.get(), clock))}</span>
        <Show when=move || strip().is_some_and(|range| range != chosen.get())>
            <button type="button" class="button" on:click=move |_| strip().into_iter().for_each(|range| chosen.set(range))>
                "Take the strip’s range"
            </button>
        </Show>
    }
}

/// Since when what was first seen is looked at.
#[component]
pub fn MomentPicker() -> impl IntoView {
    let case = case();
    let chosen = case.comparing.moment;
    let strip = move || strip(case).map(|(from, _)| Chosen::After(from));
    view! {
        <div class="compare-side" role="group" aria-label="First seen since" data-testid="compare-moment">
            <span class="compare-name">"First seen since"</span>
            {moment(case, chosen)}
            <Show when=move || strip().is_some_and(|moment| moment != chosen.get())>
                <button type="button" class="button" on:click=move |_| strip().into_iter().for_each(|moment| chosen.set(moment))>
                    "Since the strip’s range begins"
                </button>
            </Show>
        </div>
    }
}

/// The browser's own field for a moment, read and written in the display zone.
fn moment(case: Case, chosen: RwSignal<Chosen>) -> impl IntoView {
    let shown = move || match chosen.get() {
        Chosen::Before(moment) | Chosen::After(moment) => {
            case.clock.with(|clock| clock.iso(moment)).chars().take(16).collect()
        }
        _ => String::new(),
    };
    let set = move |event| {
        let shown = js_sys::Date::parse(&format!("{}Z", event_target_value(&event)));
        if shown.is_nan() {
            return;
        }
        let moment = case.clock.with_untracked(|clock| clock.moment((shown * 1_000.0) as i64));
        chosen.update(|chosen| {
            *chosen = if matches!(chosen, Chosen::Before(_)) { Chosen::Before(moment) } else { Chosen::After(moment) }
        });
    };
    view! { <input class="field" type="datetime-local" aria-label="Moment, in the display zone" prop:value=shown on:change=set/> }
}

fn several(case: Case, side: usize) -> impl IntoView {
    let chosen = case.comparing.sides[side];
    let are_files = move || matches!(chosen.get(), Chosen::Files(_));
    let names = move || -> Vec<(String, String, bool)> {
        match chosen.get() {
            Chosen::Files(of) => {
                files(case).into_iter().map(|(file, name)| (file.to_string(), name, of.contains(&file))).collect()
            }
            Chosen::Computers(of) => {
                computers(case).into_iter().map(|name| (name.clone(), visible(&name), of.contains(&name))).collect()
            }
            _ => Vec::new(),
        }
    };
    let set = move |event: leptos::ev::Event| {
        let Some(list) = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlSelectElement>().ok()) else {
            return;
        };
        let options = list.selected_options();
        let values = (0..options.length()).filter_map(|at| options.item(at)?.get_attribute("value"));
        let next = match chosen.get_untracked() {
            Chosen::Files(_) => Chosen::Files(values.filter_map(|value| value.parse().ok()).collect()),
            _ => Chosen::Computers(values.collect()),
        };
        chosen.set(next);
    };
    view! {
        <select
            multiple
            size="3"
            class="field compare-several"
            aria-label=move || if are_files() { "Files; Ctrl chooses several" } else { "Computers; Ctrl chooses several" }
            on:change=set
        >
            {move || {
                names()
                    .into_iter()
                    .map(|(value, name, selected)| view! { <option value=value selected=selected>{name}</option> })
                    .collect_view()
            }}
        </select>
        {move || {
            let unnamed = case.evidence.with(|view| view.as_ref().map_or(0, |view| view.with_rows as usize - view.names.len()));
            (unnamed > 0 && are_files())
                .then(|| format!("and {} not listed: choose by computers", counted(unnamed as u64, "file", "files")))
        }}
    }
}
