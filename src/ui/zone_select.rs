//! The display zone: UTC, the browser's own, or any that is typed. The engine knows the zones and refuses what it does not know;
//! the one in force then stays.

use super::case::case;
use js_sys::{Intl, Object, Reflect};
use leptos::ev::KeyboardEvent;
use leptos::html::{Input, Select};
use leptos::prelude::*;

const OTHER: &str = "…";

/// The choice of zone.
#[component]
pub fn ZoneSelect() -> impl IntoView {
    let case = case();
    let browser = StoredValue::new(browser_zone());
    let typing = RwSignal::new(false);
    let in_force = Memo::new(move |_| case.options.with(|options| options.zone.clone()));
    let (select, input): (NodeRef<Select>, NodeRef<Input>) = (NodeRef::new(), NodeRef::new());

    // The zone in force is always among those offered.
    let offered = move || {
        let mut zones = vec!["UTC".to_owned()];
        for zone in browser.get_value().into_iter().chain([in_force.get()]) {
            if !zones.contains(&zone) {
                zones.push(zone);
            }
        }
        zones
    };
    let in_words = move |zone: &str| match browser.with_value(|browser| browser.as_deref() == Some(zone)) {
        true if zone != "UTC" => format!("{zone} (browser)"),
        _ => zone.to_owned(),
    };
    let choose = move |zone: String| {
        if zone == OTHER {
            typing.set(true);
        } else if !zone.is_empty() && zone != in_force.get_untracked() {
            case.set_options(|options| options.zone = zone);
        }
    };
    // Back to the list, with the focus where it was.
    let leave = move || {
        typing.set(false);
        request_animation_frame(move || {
            if let Some(Some(select)) = select.try_get_untracked() {
                let _ = select.focus();
            }
        });
    };
    let finish = move || {
        if let (true, Some(input)) = (typing.get_untracked(), input.get_untracked()) {
            leave();
            choose(input.value().trim().to_owned());
        }
    };
    Effect::new(move |_| {
        if let (true, Some(input)) = (typing.get(), input.get()) {
            let _ = input.focus();
        }
    });
    view! {
        <Show
            when=move || typing.get()
            fallback=move || {
                view! {
                    <select
                        class="button zone"
                        data-testid="zone"
                        aria-label="Time zone of all times shown"
                        title=move || format!("All times are shown in {}", in_words(&in_force.get()))
                        prop:value=move || in_force.get()
                        node_ref=select
                        on:change=move |event| choose(event_target_value(&event))
                    >
                        {move || {
                            offered()
                                .into_iter()
                                .map(|zone| {
                                    let chosen = zone == in_force.get();
                                    let name = in_words(&zone);
                                    view! { <option value=zone prop:selected=chosen>{name}</option> }
                                })
                                .collect_view()
                        }}
                        <option value=OTHER>"Other zone…"</option>
                    </select>
                }
            }
        >
            <input
                class="field zone"
                data-testid="zone-other"
                list="zone-names"
                placeholder="Asia/Tokyo, +09:00"
                title="A name such as Asia/Tokyo or an offset such as +09:00; Enter takes it, Escape keeps the present zone"
                aria-label="Time zone: a name such as Asia/Tokyo, or an offset such as +09:00"
                autocomplete="off"
                spellcheck="false"
                node_ref=input
                on:keydown=move |event: KeyboardEvent| match event.key().as_str() {
                    "Enter" => finish(),
                    "Escape" => leave(),
                    _ => {}
                }
                on:change=move |_| finish()
                on:blur=move |_| typing.set(false)
            />
            <datalist id="zone-names">
                {all_zones().into_iter().map(|zone| view! { <option value=zone></option> }).collect_view()}
            </datalist>
        </Show>
    }
}

/// The zone that the browser is set to.
fn browser_zone() -> Option<String> {
    let format = Intl::DateTimeFormat::new(&js_sys::Array::new(), &Object::new());
    Reflect::get(&format.resolved_options(), &"timeZone".into()).ok()?.as_string()
}

/// The names that the browser can suggest; none in browsers that do not tell.
fn all_zones() -> Vec<String> {
    let list = || -> Result<js_sys::Array, wasm_bindgen::JsValue> {
        let intl = Reflect::get(&js_sys::global(), &"Intl".into())?;
        let names: js_sys::Function =
            wasm_bindgen::JsCast::dyn_into(Reflect::get(&intl, &"supportedValuesOf".into())?)?;
        wasm_bindgen::JsCast::dyn_into(names.call1(&intl, &"timeZone".into())?)
    };
    list().map(|names| names.iter().filter_map(|name| name.as_string()).collect()).unwrap_or_default()
}
