//! The menu of the graph, on a right click or the menu key, and the form in which a note is written.

use super::case::{Case, case};
use super::graph_work::Deed;
use leptos::ev::{FocusEvent, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;
use logonscope::protocol::Subject;
use logonscope::protocol::picture::Place;
use logonscope::screen::words::{counted, visible};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Node};

/// What is offered where something is at hand: the deed, its name, its key.
const OFFERED: [(Deed, &str, &str); 9] = [
    (Deed::Narrow, "Only this and its neighbours", "N"),
    (Deed::Expand, "Show its neighbours too", "E"),
    (Deed::Hide, "Hide", "H"),
    (Deed::Pin, "Pin, or let go", "P"),
    (Deed::Centre, "To the middle", "C"),
    (Deed::Note, "Note…", "M"),
    (Deed::PathFrom, "Path from here", ""),
    (Deed::PathTo, "Path to here", ""),
    (Deed::Copy, "Copy name", ""),
];

/// What is offered where several are.
const SEVERAL: [(Deed, &str, &str); 6] = [
    (Deed::Narrow, "Only these and their neighbours", "N"),
    (Deed::Isolate, "Only these", "I"),
    (Deed::Expand, "Show their neighbours too", "E"),
    (Deed::Hide, "Hide", "H"),
    (Deed::Pin, "Pin, or let go", "P"),
    (Deed::Copy, "Copy names", ""),
];

/// What is offered where nothing is.
const ANYWHERE: [(Deed, &str, &str); 4] = [
    (Deed::Undo, "Undo", "Ctrl Z"),
    (Deed::Redo, "Redo", "Ctrl Y"),
    (Deed::ChooseAll, "Choose all", "Ctrl A"),
    (Deed::Table, "As a table", "T"),
];

impl Case {
    /// Opens the menu of a subject, or of all chosen if it is one of them.
    pub fn open_menu(&self, subject: Option<Subject>, at: Place) {
        let is_chosen = match subject {
            Some(Subject::Node(node)) => self.work.chosen.with_untracked(|chosen| chosen.binary_search(&node).is_ok()),
            _ => false,
        };
        if !is_chosen {
            self.work.chosen.set(Vec::new());
            self.selection.set(subject);
        }
        self.work.menu.set(Some(at));
    }
}

/// Gives the focus back to the picture.
pub fn to_the_graph() {
    let surface = document().query_selector(".graph-surface").ok().flatten();
    if let Some(surface) = surface.and_then(|surface| surface.dyn_into::<HtmlElement>().ok()) {
        let _ = surface.focus();
    }
}

/// Menu and note form; they lie over the picture.
#[component]
pub fn GraphMenu() -> impl IntoView {
    let case = case();
    let work = case.work;
    move || match (work.menu.get(), work.noting.get()) {
        (Some(at), _) => Some(view! { <Menu at=at/> }.into_any()),
        (None, Some(node)) => Some(view! { <NoteForm node=node/> }.into_any()),
        (None, None) => None,
    }
}

#[component]
fn Menu(at: Place) -> impl IntoView {
    let case = case();
    let list = NodeRef::<html::Div>::new();
    let at_hand = case.at_hand();
    let offered: &[(Deed, &str, &str)] = match at_hand.len() {
        0 => &ANYWHERE,
        1 => &OFFERED,
        _ => &SEVERAL,
    };
    let name = match at_hand.len() {
        0 => "Graph".to_owned(),
        1 => case.name_of(at_hand[0]),
        many => counted(many as u64, "node", "nodes"),
    };
    let close = move || {
        case.work.menu.set(None);
        to_the_graph();
    };
    Effect::new(move |_| {
        let Some(list) = list.get() else { return };
        // Within the picture, whatever stood beside the pointer.
        if let Some(around) = list.offset_parent() {
            let room = |whole: i32, own: i32, at: f32| at.min((whole - own - 4).max(0) as f32).max(0.0);
            let (x, y) = (
                room(around.client_width(), list.offset_width(), at.0),
                room(around.client_height(), list.offset_height(), at.1),
            );
            let style = web_sys::HtmlElement::style(&list);
            let _ = style.set_property("left", &format!("{x}px"));
            let _ = style.set_property("top", &format!("{y}px"));
        }
        move_focus(&list, |_, _| 0);
    });
    let on_key = move |event: KeyboardEvent| {
        let Some(list) = list.get_untracked() else { return };
        match event.key().as_str() {
            "ArrowDown" => move_focus(&list, |now, all| (now + 1) % all),
            "ArrowUp" => move_focus(&list, |now, all| (now + all - 1) % all),
            "Home" => move_focus(&list, |_, _| 0),
            "End" => move_focus(&list, |_, all| all - 1),
            "Escape" | "Tab" => close(),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let on_leave = move |event: FocusEvent| {
        let to = event.related_target().and_then(|target| target.dyn_into::<Node>().ok());
        let stays = list.get_untracked().is_some_and(|list| list.contains(to.as_ref()));
        if !stays {
            case.work.menu.set(None);
        }
    };
    view! {
        <div
            class="graph-menu"
            role="menu"
            aria-label=name.clone()
            data-testid="graph-menu"
            node_ref=list
            on:keydown=on_key
            on:focusout=on_leave
            on:contextmenu=|event| event.prevent_default()
        >
            <b aria-hidden="true">{name.clone()}</b>
            {offered
                .iter()
                .map(|(deed, name, key)| {
                    let deed = *deed;
                    let act = move |_| {
                        close();
                        case.act_on(deed);
                    };
                    view! {
                        <button type="button" role="menuitem" tabindex="-1" on:click=act>
                            <span>{*name}</span>
                            <kbd aria-hidden="true">{*key}</kbd>
                        </button>
                    }
                })
                .collect_view()}
        </div>
    }
}

/// Moves the focus among the items: from which, of how many, to which.
fn move_focus(list: &HtmlElement, to: fn(usize, usize) -> usize) {
    let Ok(items) = list.query_selector_all("[role=menuitem]") else { return };
    let all = items.length() as usize;
    let focused = document().active_element();
    let item = |place: usize| items.get(place as u32).and_then(|item| item.dyn_into::<HtmlElement>().ok());
    let now = (0..all).find(|place| item(*place).map(Into::into) == focused).unwrap_or(0);
    if let Some(item) = (all > 0).then(|| item(to(now, all))).flatten() {
        let _ = item.focus();
    }
}

#[component]
fn NoteForm(node: u32) -> impl IntoView {
    let case = case();
    let text = NodeRef::<html::Textarea>::new();
    let noted = case.note_of(node);
    let close = move || {
        case.work.noting.set(None);
        to_the_graph();
    };
    let keep = move || {
        if let Some(text) = text.get_untracked() {
            case.note(node, &text.value());
        }
        close();
    };
    Effect::new(move |_| {
        if let Some(text) = text.get() {
            let _ = text.focus();
        }
    });
    let on_key = move |event: KeyboardEvent| {
        match event.key().as_str() {
            "Escape" => close(),
            "Enter" if event.ctrl_key() || event.meta_key() => keep(),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    view! {
        <div class="graph-note" role="dialog" aria-label="Note" data-testid="graph-note" on:keydown=on_key>
            <label for="graph-note-text">"Note at " <b>{case.name_of(node)}</b></label>
            <textarea id="graph-note-text" rows="4" maxlength="2000" node_ref=text prop:value=noted></textarea>
            <p>"Kept in this browser; no export holds it. An empty note is taken away."</p>
            <div>
                <button type="button" on:click=move |_| keep()>"Keep"</button>
                <button type="button" on:click=move |_| close()>"Cancel"</button>
            </div>
        </div>
    }
}

impl Case {
    fn name_of(&self, node: u32) -> String {
        self.names_of(&[node]).first().map(|name| visible(name)).unwrap_or_default()
    }
}
