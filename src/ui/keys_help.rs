//! The list of keys, on `?`: a dialog of the browser's own, which holds the focus while it is open and gives it back after.

use leptos::ev;
use leptos::html::Dialog;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Groups of keys: where they work, and what each does.
const KEYS: [(&str, &[(&str, &str)]); 8] = [
    (
        "Everywhere",
        &[
            ("Tab", "to the next control, Shift + Tab back"),
            ("Escape", "closes a menu or this list, keeps the present zone, ends a selection in the graph"),
            ("Ctrl K  /", "searches"),
            ("Ctrl Z", "takes the last narrowing back, with Shift narrows again"),
            ("?", "this list"),
        ],
    ),
    (
        "Graph",
        &[
            ("← ↑ → ↓", "to the neighbour that lies there; with Shift to any node"),
            ("Enter", "opens the details of what is selected"),
            ("N  I  E", "only it and its neighbours, only it, its neighbours too"),
            ("H", "hides it; Ctrl Z and Ctrl Y undo and redo"),
            (
                "Space",
                "chooses it beside others; Ctrl A all. By mouse: Shift and drag a box, Ctrl and drag a line around",
            ),
            ("P  C  M", "pins it or lets it go, to the middle, a note at it"),
            ("Shift F10", "the menu of what is selected, as a right click"),
            ("G", "from host to host, or accounts and hosts again"),
            ("T", "the graph as a table, and back"),
            ("+  −", "nearer, farther"),
            ("0", "the whole graph"),
            ("L", "names on or off"),
        ],
    ),
    (
        "Rank lists",
        &[
            ("↑ ↓", "to another line; PgUp, PgDn, Home and End go farther"),
            ("Enter", "selects it and brings it into view in the graph"),
        ],
    ),
    (
        "Compare",
        &[
            ("↑ ↓", "to another line; PgUp, PgDn, Home and End go farther"),
            ("Enter", "opens the details of what it is about"),
            ("A  B", "shows its rows on that side"),
        ],
    ),
    (
        "Findings",
        &[
            ("↑ ↓", "to another finding; Enter opens it"),
            ("T  B  C", "judges it true, benign, to check; the same key again takes it back"),
            ("Ctrl Z", "takes the last judgment back, with Shift gives it again"),
        ],
    ),
    (
        "Timeline",
        &[
            ("← → ↑ ↓", "to another cell, with Ctrl farther; with Shift chooses cells"),
            ("← →", "at a name, left of the first cell: closes it, opens it"),
            ("Home  End", "to the first or last cell; with Ctrl of the first or last line"),
            ("PgUp  PgDn", "by as many lines as are seen"),
            ("Enter", "shows the rows of the cell"),
            ("F", "narrows all views to the cell, or to those chosen"),
            ("Space", "selects the account or host"),
            ("+  −", "wider, narrower columns"),
        ],
    ),
    (
        "Events",
        &[
            ("↑ ↓", "to another row; with Shift selects up to there; PgUp, PgDn, Home and End go farther"),
            ("Enter", "opens the record, Escape closes it"),
            ("Ctrl C", "copies the selected rows, for a spreadsheet"),
            ("← →", "on the edge of a heading: its column narrower or wider"),
        ],
    ),
    (
        "Events per hour",
        &[("← →", "to another hour; PgUp and PgDn by a day"), ("Enter", "opens the hour in the timeline")],
    ),
];

/// Opens the list.
#[derive(Clone, Copy)]
pub struct KeysHelp(NodeRef<Dialog>);

impl KeysHelp {
    /// For the dialog that [`KeysDialog`] places.
    pub fn new() -> Self {
        Self(NodeRef::new())
    }

    /// Shows it.
    pub fn open(&self) {
        if let Some(dialog) = self.0.get_untracked().filter(|dialog| !dialog.open()) {
            let _ = dialog.show_modal();
        }
    }

    fn close(&self) {
        if let Some(dialog) = self.0.get_untracked() {
            dialog.close();
        }
    }
}

/// The list of the page.
pub fn keys_help() -> KeysHelp {
    expect_context::<KeysHelp>()
}

/// The dialog; listens for `?` wherever no text is typed.
#[component]
pub fn KeysDialog() -> impl IntoView {
    let help = keys_help();
    let listener = window_event_listener(ev::keydown, move |event| {
        if event.key() == "?" && !event.ctrl_key() && !event.meta_key() && !is_typing() {
            event.prevent_default();
            help.open();
        }
    });
    on_cleanup(move || listener.remove());
    let group = |(place, keys): (&'static str, &'static [(&'static str, &'static str)])| {
        let lines = keys.iter().map(|(key, does)| {
            view! {
                <dt>
                    <kbd>{*key}</kbd>
                </dt>
                <dd>{*does}</dd>
            }
        });
        view! {
            <section>
                <h3>{place}</h3>
                <dl>{lines.collect_view()}</dl>
            </section>
        }
    };
    view! {
        <dialog class="keys" aria-labelledby="keys-title" data-testid="keys" node_ref=help.0>
            <header class="keys-head">
                <h2 id="keys-title">"Keys"</h2>
                <button type="button" class="button" on:click=move |_| help.close()>
                    "Close"
                </button>
            </header>
            <div class="keys-groups" tabindex="0" role="region" aria-label="List of keys">
                {KEYS.map(group).collect_view()}
            </div>
        </dialog>
    }
}

/// Whether the focus is where a `?` is text.
pub fn is_typing() -> bool {
    let focused: Option<HtmlElement> = document().active_element().and_then(|element| element.dyn_into().ok());
    focused.is_some_and(|element| {
        matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT") && !is_button(&element)
    })
}

/// Switches are inputs too, but nobody types in them.
fn is_button(element: &HtmlElement) -> bool {
    element.get_attribute("type").is_some_and(|kind| matches!(kind.as_str(), "checkbox" | "radio"))
}
