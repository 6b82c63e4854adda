//! Filter and view in the address of the page, behind the `#`: so that back, forward and a reload keep it. Nothing of it leaves the browser.

use super::super::case::Case;
use super::super::number::number;
use super::super::shown::Shown;
use leptos::prelude::*;
use logonscope::protocol::CaseState;
use logonscope::protocol::filter::{Filter, Key};
use logonscope::protocol::shows::Shows;
use std::time::Duration;

/// So long after the last change the address follows: a range that is dragged is one step back.
const PAUSE: Duration = Duration::from_millis(400);

/// A search is no longer: nor could it be typed.
const LONGEST: usize = 4_000;

/// What the address tells.
type Told = (Filter, Shown, Shows);

/// Keeps what is shown and the address together while there is a case.
pub fn keep(case: Case) {
    let is_empty = Memo::new(move |_| case.summary.with(|summary| summary.state == CaseState::Empty));
    let pause: StoredValue<Option<TimeoutHandle>> = StoredValue::new(None);
    // The browser tells of what was written here a little later; the analyst may have gone on by then.
    let own: StoredValue<Option<Told>> = StoredValue::new(None);
    Effect::new(move |was_empty: Option<bool>| {
        let now_empty = is_empty.get();
        match (was_empty.unwrap_or(true), now_empty) {
            // What the address says holds for the evidence that comes.
            (true, false) => read_into(case),
            (false, true) => replace(""),
            _ => {}
        }
        now_empty
    });
    Effect::new(move |first: Option<()>| {
        let told = (case.filter.now.get(), case.shown.get(), case.work.shows.get());
        if first.is_none() || is_empty.get_untracked() {
            return;
        }
        if let Some(pause) = pause.try_update_value(Option::take).flatten() {
            pause.clear();
        }
        let write = move || {
            if !is_empty.get_untracked() && read() != told {
                own.set_value(Some(told.clone()));
                let _ = window().location().set_hash(&written(&told));
            }
        };
        pause.set_value(set_timeout_with_handle(write, PAUSE).ok());
    });
    let listener = window_event_listener(leptos::ev::hashchange, move |_| {
        let is_own = own.try_update_value(Option::take).flatten().is_some_and(|told| told == read());
        if !is_own && !is_empty.get_untracked() {
            read_into(case);
        }
    });
    on_cleanup(move || listener.remove());
}

fn read_into(case: Case) {
    let (filter, shown, shows) = read();
    case.draw(shows);
    case.narrow(|present| *present = filter);
    if case.shown.get_untracked() != shown {
        case.shown.set(shown);
    }
}

fn replace(hash: &str) {
    if window().location().hash().is_ok_and(|present| present.trim_start_matches('#') != hash) {
        let _ = window().location().replace(&format!("#{hash}"));
    }
}

/// How the lists of a filter are called: hidden and kept, and the same of movement.
const LISTS: [&str; 4] = ["hide", "only", "hide-moves", "only-moves"];

/// `view=events&graph=domains,policies&q=type%3A3&from=…&until=…&hide=…&only=…`.
fn written((filter, shown, shows): &Told) -> String {
    let mut parts = Vec::new();
    if *shown != Shown::default() {
        parts.push(format!("view={}", shown.name()));
    }
    let drawn = shows.in_address();
    if !drawn.is_empty() {
        parts.push(format!("graph={drawn}"));
    }
    if !filter.text.is_empty() {
        parts.push(format!("q={}", String::from(js_sys::encode_uri_component(&filter.text))));
    }
    if let Some((from, until)) = filter.range {
        parts.push(format!("from={from}&until={until}"));
    }
    let lists = [&filter.hide, &filter.only, &filter.hide_moves, &filter.only_moves];
    for (name, keys) in LISTS.into_iter().zip(lists) {
        if !keys.is_empty() {
            let keys: Vec<String> = keys.iter().map(|key| format!("{:x}", u64::from(*key))).collect();
            parts.push(format!("{name}={}", keys.join(",")));
        }
    }
    parts.join("&")
}

/// What the address tells; what is not understood is passed over.
fn read() -> Told {
    let hash = window().location().hash().unwrap_or_default();
    let (mut filter, mut shows) = (Filter::default(), Shows::default());
    let (mut from, mut until, mut shown) = (None, None, Shown::default());
    for (name, value) in hash.trim_start_matches('#').split('&').filter_map(|part| part.split_once('=')) {
        let moment = || number(value);
        let keys = || value.split(',').filter_map(|key| u64::from_str_radix(key, 16).ok()).map(Key::from).collect();
        match name {
            "q" => {
                let text = js_sys::decode_uri_component(value).map(String::from).unwrap_or_default();
                filter.text = text.trim().chars().take(LONGEST).collect();
            }
            "view" => {
                shown = Shown::ALL.iter().find(|(_, name)| *name == value).map_or(shown, |(view, _)| *view);
            }
            "from" => from = moment(),
            "until" => until = moment(),
            "graph" => shows = Shows::from_address(value),
            _ => {
                let lists = [&mut filter.hide, &mut filter.only, &mut filter.hide_moves, &mut filter.only_moves];
                let list = LISTS.into_iter().zip(lists).find(|(list, _)| *list == name);
                list.into_iter().for_each(|(_, list)| *list = keys());
            }
        }
    }
    filter.range = from.zip(until);
    (filter, shown, shows)
}
