//! The search box: a line of text that narrows all views. While one types, the engine tells what could stand there and what is not
//! understood; else each word is a chip.

pub mod address;
mod builder;
mod caret;
mod chips;
mod panel;
mod saved;

pub use saved::SavedSearches;

use super::case::{Case, case};
use super::keys_help::is_typing;
use builder::Builder;
use chips::Chips;
use leptos::ev::{FocusEvent, KeyboardEvent, MouseEvent};
use leptos::html::{Div, Input};
use leptos::prelude::*;
use logonscope::screen::words::{counted, grouped};
use panel::{Panel, marked};
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::Node;

/// So long after the last key a search without mistakes narrows the views.
const PAUSE: Duration = Duration::from_millis(350);
/// At most so many earlier searches are kept.
const KEPT: usize = 50;

/// The box, as a handle.
#[derive(Clone, Copy)]
pub struct Searching {
    case: Case,
    input: NodeRef<Input>,
    /// What stands in the box.
    typed: RwSignal<String>,
    /// Whether it is typed in: else chips stand over the text.
    editing: RwSignal<bool>,
    /// Whether the list below is open, and which of its lines is chosen.
    open: RwSignal<bool>,
    chosen: RwSignal<Option<usize>>,
    /// Whether the builder is open.
    building: RwSignal<bool>,
    /// Searches of this visit, the last first.
    earlier: RwSignal<Vec<String>>,
    /// Which of these was brought back by arrow keys.
    brought: StoredValue<Option<usize>>,
    /// Whether the views were narrowed since one began to type.
    applied: StoredValue<bool>,
    pause: StoredValue<Option<TimeoutHandle>>,
}

impl Searching {
    /// An empty box.
    pub fn new(case: Case) -> Self {
        let searching = Self {
            case,
            input: NodeRef::new(),
            typed: RwSignal::default(),
            editing: RwSignal::new(false),
            open: RwSignal::new(false),
            chosen: RwSignal::new(None),
            building: RwSignal::new(false),
            earlier: RwSignal::default(),
            brought: StoredValue::new(None),
            applied: StoredValue::new(false),
            pause: StoredValue::new(None),
        };
        // What is searched elsewhere, or had back, stands in the box too.
        Effect::new(move |_| {
            let text = case.filter.now.with(|filter| filter.text.clone());
            if !searching.editing.get_untracked() {
                searching.typed.set(text);
            }
        });
        Effect::new(move |_| {
            // A new graph has new names.
            let has_graph = case.graph.with(Option::is_some);
            let (text, editing) = (searching.typed.get(), searching.editing.get());
            if has_graph && (editing || !text.is_empty()) {
                // What is not typed in needs no suggestions.
                let caret = if editing { searching.caret(&text) } else { u32::MAX };
                case.ask_about_search(&text, caret);
            }
        });
        searching
    }

    /// The byte before which the caret stands.
    fn caret(&self, text: &str) -> u32 {
        let units = self.input.get_untracked().and_then(|input| input.selection_start().ok().flatten());
        units.map_or(text.len(), |units| caret::byte(text, units)) as u32
    }

    /// Goes to the box.
    pub fn focus(&self) {
        self.edit_from(None);
    }

    /// Lets one type, the text between two bytes selected.
    fn edit_from(&self, selection: Option<(usize, usize)>) {
        if let Some(input) = self.input.get_untracked() {
            self.editing.set(true);
            self.open.set(true);
            let _ = input.focus();
            let text = self.typed.get_untracked();
            let (from, to) = selection.unwrap_or((text.len(), text.len()));
            let _ = input.set_selection_range(caret::units(&text, from), caret::units(&text, to));
        }
    }

    /// Something was typed.
    fn typing(&self, text: String) {
        self.editing.set(true);
        self.open.set(true);
        self.chosen.set(None);
        self.brought.set_value(None);
        self.typed.set(text);
        self.apply_after_pause();
    }

    fn apply_after_pause(&self) {
        let this = *self;
        self.stop_pause();
        let apply = move || {
            let typed = this.typed.get_untracked();
            let understood = this.case.search.with_untracked(|view| {
                view.as_ref().is_some_and(|view| view.text == typed && view.mistakes.is_empty())
            });
            if understood && this.editing.get_untracked() {
                this.apply(typed);
            }
        };
        self.pause.set_value(set_timeout_with_handle(apply, PAUSE).ok());
    }

    fn stop_pause(&self) {
        if let Some(pause) = self.pause.try_update_value(Option::take).flatten() {
            pause.clear();
        }
    }

    /// Narrows all views to the search. While one types, that is one change, however often the typing pauses.
    fn apply(&self, text: String) {
        let text = text.trim().to_owned();
        if self.case.filter.now.with_untracked(|filter| filter.text == text) {
            return;
        }
        if self.applied.get_value() {
            self.case.amend_narrowing(|filter| filter.text = text);
        } else {
            self.applied.set_value(true);
            self.case.narrow(|filter| filter.text = text);
        }
    }

    /// The search is as it should be.
    fn accept(&self) {
        self.stop_pause();
        let text = self.typed.get_untracked().trim().to_owned();
        self.apply(text.clone());
        self.applied.set_value(false);
        self.editing.set(false);
        self.open.set(false);
        self.chosen.set(None);
        self.brought.set_value(None);
        self.typed.set(text.clone());
        if !text.is_empty() {
            self.earlier.update(|earlier| {
                earlier.retain(|other| *other != text);
                earlier.insert(0, text);
                earlier.truncate(KEPT);
            });
        }
    }

    /// Another search, from elsewhere than the box.
    pub fn search(&self, text: &str) {
        self.applied.set_value(false);
        self.typed.set(text.to_owned());
        self.accept();
    }

    /// Back to what it was before one typed.
    fn give_up(&self) {
        self.stop_pause();
        if self.applied.get_value() {
            self.applied.set_value(false);
            self.case.undo_narrowing();
        }
        self.editing.set(false);
        self.open.set(false);
        self.chosen.set(None);
        self.typed.set(self.case.filter.now.with_untracked(|filter| filter.text.clone()));
    }

    /// Puts `text` between two bytes of what is typed.
    fn insert(&self, from: usize, to: usize, text: &str) {
        let mut typed = self.typed.get_untracked();
        if typed.get(from..to).is_none() {
            return;
        }
        // A field waits for its value; a value is over.
        let after = if text.ends_with(':') || typed[to..].starts_with(' ') { "" } else { " " };
        typed.replace_range(from..to, &format!("{text}{after}"));
        let at = from + text.len() + after.len();
        self.put(typed, at);
    }

    /// Puts another text into the box, the caret at a byte of it.
    fn put(&self, text: String, at: usize) {
        self.typed.set(text.clone());
        if let Some(input) = self.input.get_untracked() {
            // The box has to hold the text before the caret can stand in it.
            input.set_value(&text);
        }
        self.edit_from(Some((at, at)));
        self.chosen.set(None);
        self.case.ask_about_search(&text, at as u32);
        self.apply_after_pause();
    }

    /// An earlier search, by arrow keys.
    fn bring_back(&self, step: isize) {
        let at = self.brought.get_value().map_or(-1, |at| at as isize) + step;
        let text = match usize::try_from(at) {
            Ok(at) => match self.earlier.with_untracked(|earlier| earlier.get(at).cloned()) {
                Some(text) => text,
                None => return,
            },
            Err(_) => String::new(),
        };
        let end = text.len();
        self.put(text, end);
        self.brought.set_value(usize::try_from(at).ok());
    }

    fn on_key(&self, event: &KeyboardEvent) {
        let lines = panel::lines(self);
        let count = lines.len();
        let chosen = self.chosen.get_untracked().filter(|chosen| *chosen < count);
        match event.key().as_str() {
            "Enter" => match chosen {
                Some(line) if self.open.get_untracked() => lines[line].take(self),
                _ => self.accept(),
            },
            "Tab" if chosen.is_some() && !event.shift_key() => {
                if let Some(line) = chosen {
                    lines[line].take(self);
                }
            }
            "Escape" => self.give_up(),
            "ArrowDown" if self.brought.get_value().is_some() => self.bring_back(-1),
            "ArrowDown" if count > 0 => {
                self.editing.set(true);
                self.open.set(true);
                self.chosen.set(Some(chosen.map_or(0, |line| (line + 1) % count)));
            }
            "ArrowUp" => match chosen {
                Some(0) => self.chosen.set(None),
                Some(line) => self.chosen.set(Some(line - 1)),
                None => self.bring_back(1),
            },
            _ => {
                if !event.ctrl_key()
                    && !event.meta_key()
                    && !event.alt_key()
                    && event.key() != "Shift"
                    && event.key() != "Tab"
                {
                    self.editing.set(true);
                }
                return;
            }
        }
        event.prevent_default();
    }
}

/// The box of the page.
pub fn searching() -> Searching {
    expect_context::<Searching>()
}

/// The box; listens for the keys that go there, and for those that undo and redo.
#[component]
pub fn SearchBox() -> impl IntoView {
    let searching = searching();
    let case = case();
    let Searching { typed, editing, open, building, input, .. } = searching;
    let root: NodeRef<Div> = NodeRef::new();
    let listener = window_event_listener(leptos::ev::keydown, move |event| {
        let with_control = event.ctrl_key() || event.meta_key();
        let done = match event.key().as_str() {
            "k" | "K" if with_control => {
                searching.focus();
                true
            }
            "/" if !with_control && !is_typing() => {
                searching.focus();
                true
            }
            "z" if with_control && !is_typing() => {
                case.undo_narrowing();
                true
            }
            "Z" | "y" if with_control && !is_typing() => {
                case.redo_narrowing();
                true
            }
            _ => false,
        };
        if done {
            event.prevent_default();
        }
    });
    on_cleanup(move || listener.remove());
    let leaves = move |event: FocusEvent| {
        let into: Option<Node> = event.related_target().and_then(|target| target.dyn_into().ok());
        let stays = root.get_untracked().is_some_and(|root| root.contains(into.as_ref()));
        if !stays {
            building.set(false);
        }
    };
    let matches = Memo::new(move |_| {
        let left =
            case.filtered.with(|view| view.as_ref().filter(|view| !view.is_whole).map(|view| u64::from(view.matches)));
        left.unwrap_or_else(|| case.evidence.with(|view| view.as_ref().map_or(0, |view| view.sum.kept)))
    });
    let is_empty = Memo::new(move |_| typed.with(String::is_empty));
    let shows_chips = Memo::new(move |_| !editing.get() && !is_empty.get());
    // A button of the box is no way out of it: what would move under the pointer stays until it is let go.
    let keeps_focus = |event: MouseEvent| event.prevent_default();
    let is_open = move || open.get() && editing.get();
    view! {
        <div class="search" role="search" aria-label="Search" node_ref=root on:focusout=leaves>
            <div class="search-field" class:search-chipped=move || shows_chips.get() on:click=move |_| {
                if !editing.get_untracked() {
                    searching.focus();
                }
            }>
                <svg class="search-glass" width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
                    <circle cx="6" cy="6" r="4.2"></circle>
                    <path d="M9.2 9.2 13 13"></path>
                </svg>
                <div class="search-text">
                    <div class="search-marks" aria-hidden="true">{move || editing.get().then(|| marked(searching))}</div>
                    <input
                        data-testid="search"
                        type="text"
                        role="combobox"
                        aria-label="Search accounts, hosts, events"
                        aria-autocomplete="list"
                        aria-controls="search-lines"
                        aria-expanded=move || is_open().to_string()
                        aria-activedescendant=move || searching.chosen.get().filter(|_| is_open()).map(|line| format!("search-line-{line}"))
                        aria-invalid=move || panel::has_mistakes(searching).then_some("true")
                        aria-describedby="search-mistakes"
                        placeholder="user, host, address, id:4625 …"
                        title="Search (Ctrl K or /)"
                        autocomplete="off"
                        autocapitalize="off"
                        spellcheck="false"
                        maxlength="4000"
                        prop:value=move || typed.get()
                        node_ref=input
                        on:input=move |event| searching.typing(event_target_value(&event))
                        on:keydown=move |event| searching.on_key(&event)
                        on:keyup=move |event| panel::moved(searching, &event)
                        on:focus=move |_| {
                            editing.set(true);
                            open.set(true);
                        }
                        on:blur=move |_| {
                            if editing.get_untracked() {
                                searching.accept();
                            }
                        }
                        on:scroll=move |_| panel::follow_scroll(searching)
                    />
                    <Show when=move || shows_chips.get()>
                        <Chips/>
                    </Show>
                </div>
                <span
                    class="search-result"
                    data-testid="search-result"
                    role="status"
                    title="Rows that are left"
                    data-matches=move || matches.get()
                >
                    {move || case.filtered.with(|view| view.as_ref().is_some_and(|view| !view.is_whole)).then(|| grouped(matches.get()))}
                    <span class="out-of-sight">{move || counted(matches.get(), "row", "rows").replacen(&grouped(matches.get()), "", 1)}</span>
                </span>
                <Show when=move || !is_empty.get()>
                    <button type="button" class="search-clear" aria-label="Empty the search" title="Empty the search" on:mousedown=keeps_focus on:click=move |event| {
                        event.stop_propagation();
                        searching.search("");
                        searching.focus();
                    }>"×"</button>
                </Show>
                <button
                    type="button"
                    class="search-build"
                    data-testid="search-builder"
                    aria-expanded=move || building.get().to_string()
                    title="Build a search by clicks"
                    on:mousedown=keeps_focus
                    on:click=move |event| {
                        event.stop_propagation();
                        if editing.get_untracked() {
                            searching.accept();
                        }
                        building.update(|building| *building = !*building);
                    }
                >
                    "Build"
                </button>
            </div>
            <Panel/>
            <Show when=move || building.get()>
                <Builder/>
            </Show>
        </div>
    }
}
