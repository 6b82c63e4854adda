//! What lies over the picture: tools, legend, and what is said when there is nothing to draw or no way to draw it.

use leptos::prelude::*;
use logonscope::model::ways::{NO_WAY, WAYS};
use logonscope::protocol::Options;
use logonscope::protocol::layout::LayoutKind;
use logonscope::protocol::picture::Drawing;
use logonscope::protocol::shows::Shows;
use logonscope::screen::words::counted;
use logonscope::search::toggle::demands;

/// What can be drawn: whether it is the movement, its test id, name and explanation.
const MODES: [(bool, &str, &str, &str); 2] = [
    (false, "graph-logons", "Accounts", "Which account logged on from which host (G)"),
    (true, "graph-movement", "Host to host", "From which host to which host, whoever it was (G)"),
];

/// What is drawn, how it is laid out, zoom and fit.
#[component]
pub fn Tools(
    zoom: Callback<f32>,
    fit: Callback<()>,
    pins: Memo<usize>,
    unpin: Callback<()>,
    shows: RwSignal<Shows>,
    draw: Callback<()>,
    layout: RwSignal<LayoutKind>,
    lay_out: Callback<LayoutKind>,
    as_table: Callback<()>,
    /// The menu of what marks and lines tell.
    children: Children,
) -> impl IntoView {
    let choose = move |event: leptos::ev::Event| {
        let chosen = event_target_value(&event);
        if let Some(kind) = LayoutKind::ALL.into_iter().find(|kind| kind.in_words() == chosen) {
            lay_out.run(kind);
        }
    };
    view! {
        <div class="graph-tools" role="toolbar" aria-label="Graph" data-furniture="">
            <div class="graph-modes" role="group" aria-label="What is drawn">
                {MODES
                    .map(|(movement, test_id, name, explains)| {
                        let is_on = move || shows.get().movement == movement;
                        view! {
                            <button
                                type="button"
                                data-testid=test_id
                                title=explains
                                aria-pressed=move || is_on().to_string()
                                on:click=move |_| if !untrack(is_on) { draw.run(()) }
                            >
                                {name}
                            </button>
                        }
                    })}
            </div>
            <select
                data-testid="layout"
                aria-label="Layout"
                title="Where nodes stand; a tree grows from the selection"
                on:change=choose
                prop:value=move || layout.get().in_words()
            >
                {LayoutKind::ALL.map(|kind| view! { <option value=kind.in_words()>{kind.in_words()}</option> })}
            </select>
            <button
                type="button"
                aria-label="Lay out again"
                title="Lay out again what is in sight, from the selection"
                on:click=move |_| lay_out.run(layout.get_untracked())
            >
                "↻"
            </button>
            <Show when=move || { pins.get() > 0 } fallback=|| ()>
                <button type="button" title="Let every pinned node go (P: the selected one)" on:click=move |_| unpin.run(())>
                    {move || format!("Unpin all ({})", pins.get())}
                </button>
            </Show>
            <div class="graph-tool-pair">
                <button type="button" title="Zoom out (−)" aria-label="Zoom out" on:click=move |_| zoom.run(1.0 / 1.5)>
                    "−"
                </button>
                <button type="button" title="Zoom in (+)" aria-label="Zoom in" on:click=move |_| zoom.run(1.5)>
                    "+"
                </button>
            </div>
            {children()}
            <button type="button" data-testid="as-table" title="The graph as a table (T)" on:click=move |_| as_table.run(())>
                "Table"
            </button>
            <button type="button" title="All that is in sight (0)" on:click=move |_| fit.run(())>
                "Fit"
            </button>
        </div>
    }
}

/// What the legend explains: a class, its shape, its name, and the word of a search that takes it out.
const EXPLAINED: [(&str, &str, &str, &str, &str); 5] = [
    ("privileged", "0 0 14 14", "M2 7a5 5 0 1 0 10 0a5 5 0 1 0-10 0", "privileged", "-is:privileged"),
    ("account", "0 0 14 14", "M2 7a5 5 0 1 0 10 0a5 5 0 1 0-10 0", "account", "is:privileged"),
    ("succeeded", STROKE, "M1 7H21", "succeeded", "is:failed"),
    ("failed", STROKE, "M1 7H21", "all failed", "-is:failed"),
    ("found", STROKE, "M1 7H21", "finding", "-finding:*"),
];

/// The frame of a line.
const STROKE: &str = "0 0 22 14";

/// The class of each of [`WAYS`], and of what has no logon type.
const WAY_CLASSES: [&str; 7] = ["way w1", "way w2", "way w3", "way w4", "way w5", "way w6", "way w0"];

/// What can be drawn beside accounts and hosts: a class, its test id, its shape, its name, and an explanation.
const BESIDE: [(&str, &str, &str, &str, &str); 2] = [
    ("domain", "draw-domains", "M4.3 2h5.4l2.9 5-2.9 5H4.3L1.4 7z", "domain", "The domains of accounts: drawn, or not"),
    (
        "policy",
        "draw-policies",
        "M2.4 2.4h9.2v9.2H2.4z",
        "policy",
        "What was changed of the audit policy (4719), and by whom: drawn, or not",
    ),
];

/// The same of lines by how one logged on.
fn ways_explained() -> impl Iterator<Item = (&'static str, &'static str, &'static str, &'static str, &'static str)> {
    let words = WAYS.map(|way| (way.name, way.words[1])).into_iter().chain([(NO_WAY, "type:0-13")]);
    WAY_CLASSES.into_iter().zip(words).map(|(class, (name, word))| (class, STROKE, "M1 7H21", name, word))
}

/// Shapes and colours in words. A click takes what it names out of sight, another brings it back.
#[component]
pub fn Legend(
    /// The search in force.
    search: Signal<String>,
    /// What is drawn: accounts or not.
    shows: RwSignal<Shows>,
    /// Which ways of logging on there are, a bit each.
    ways: RwSignal<u8>,
    /// A word of it is to be toggled.
    toggle: Callback<&'static str>,
    /// Something else is to be drawn.
    draw: Callback<Shows>,
) -> impl IntoView {
    view! {
        <ul class="graph-legend" aria-label="Legend" data-furniture="" data-ways=move || shows.get().types.then_some("")>
            {EXPLAINED
                .into_iter()
                .chain(ways_explained())
                .map(|(class, frame, shape, name, word)| {
                    let is_out = Memo::new(move |_| search.with(|search| demands(search, word)));
                    let is_absent = move || {
                        let Shows { movement, types, .. } = shows.get();
                        match class {
                            "privileged" | "account" => movement,
                            "succeeded" | "found" => types,
                            // What was taken out can be brought back.
                            _ => match WAY_CLASSES.iter().position(|way| *way == class) {
                                Some(place) => !types || !(is_out.get() || ways.get() >> ((place + 1) % 7) & 1 == 1),
                                None => false,
                            },
                        }
                    };
                    view! {
                        <li hidden=is_absent>
                            <button
                                type="button"
                                aria-pressed=move || (!is_out.get()).to_string()
                                title=format!("Shown, or not ({word})")
                                on:click=move |_| toggle.run(word)
                            >
                                <svg class=format!("graph-key {class}") viewBox=frame aria-hidden="true">
                                    <path d=shape />
                                    {(class == "privileged").then(|| view! { <circle class="dot" cx="7" cy="7" r="2" /> })}
                                </svg>
                                {name}
                            </button>
                        </li>
                    }
                })
                .collect_view()}
            <li>
                <svg class="graph-key host" viewBox="0 0 14 14" aria-hidden="true">
                    <path d="M7 1.2 12.8 7 7 12.8 1.2 7Z" />
                </svg>
                "host"
            </li>
            {BESIDE
                .map(|(class, test_id, shape, name, explains)| {
                    let is_on = move || {
                        let shows = shows.get();
                        if class == "domain" { shows.domains } else { shows.policies }
                    };
                    view! {
                        <li hidden=move || shows.get().movement>
                            <button
                                type="button"
                                class="beside"
                                data-testid=test_id
                                aria-pressed=move || is_on().to_string()
                                title=explains
                                on:click=move |_| {
                                    let now = shows.get_untracked();
                                    draw.run(match class {
                                        "domain" => Shows { domains: !now.domains, ..now },
                                        _ => Shows { policies: !now.policies, ..now },
                                    });
                                }
                            >
                                <svg class=format!("graph-key {class}") viewBox="0 0 14 14" aria-hidden="true">
                                    <path d=shape />
                                </svg>
                                {name}
                            </button>
                        </li>
                    }
                })}
        </ul>
    }
}

/// In place of a picture that cannot be drawn.
#[component]
pub fn NoDrawing(drawing: RwSignal<Drawing>) -> impl IntoView {
    move || {
        match drawing.get() {
        Drawing::Works => None,
        Drawing::Lost => Some(
            view! {
                <div class="graph-hint" role="status">
                    <h2>"The graphics card was taken away"</h2>
                    <p>"The picture comes back by itself as soon as the browser gives it back. Nothing of the case is lost."</p>
                </div>
            }
            .into_any(),
        ),
        Drawing::Impossible(reason) => Some(
            view! {
                <div class="graph-hint" role="alert" data-testid="error">
                    <h2>"The graph cannot be drawn here"</h2>
                    <p>
                        "It needs WebGL2, which this browser does not offer or has switched off. Ranks, details, timeline and \
                         exports work without it. A current Chromium, Edge or Firefox with graphics acceleration draws it."
                    </p>
                    <p class="graph-hint-cause">{reason}</p>
                </div>
            }
            .into_any(),
        ),
    }
    }
}

/// In place of movement where there is none.
#[component]
pub fn NoMovement() -> impl IntoView {
    view! {
        <div class="graph-hint" role="status">
            <h2>"No logons from one host to another"</h2>
            <p>
                "A logon is drawn here where its record tells both the host that it came from and another that it went to: 4624 and 4625, and \
                 4769 for a machine. Domain controllers that only check an account are gone to by nobody."
            </p>
        </div>
    }
}

/// In place of a graph without nodes: which switch hides what.
#[component]
pub fn NoNodes(options: Signal<Options>, hidden: Signal<[f64; 3]>, on_options: Callback<Options>) -> impl IntoView {
    let switches = move || {
        let now = options.get();
        let [builtin, machine, local] = hidden.get();
        [
            ("Show built-in accounts", builtin, Options { include_builtin: true, ..now.clone() }, now.include_builtin),
            ("Show machine accounts", machine, Options { include_machine: true, ..now.clone() }, now.include_machine),
            ("Show local logons", local, Options { include_local: true, ..now.clone() }, now.include_local),
        ]
        .into_iter()
        .filter(|(_, count, _, on)| *count > 0.0 && !on)
        .map(|(words, count, then, _)| (words, counted(count as u64, "logon", "logons"), then))
        .collect::<Vec<_>>()
    };
    view! {
        <div class="graph-hint" role="status">
            <svg class="graph-hint-mark" viewBox="0 0 96 40" aria-hidden="true">
                <path class="line" d="M20 20H72" />
                <path class="host" d="M16 8 28 20 16 32 4 20Z" />
                <circle class="account" cx="80" cy="20" r="10" />
            </svg>
            {move || {
                let switches = switches();
                if switches.is_empty() {
                    view! {
                        <h2>"No logons to draw"</h2>
                        <p>
                            "What was read holds none of the events that the graph is made of: 4624, 4625, 4768, 4769 and 4776. \
                             Evidence lists what each file holds."
                        </p>
                    }
                    .into_any()
                } else {
                    view! {
                        <h2>"Every logon is hidden"</h2>
                        <p>"The switches leave nothing to draw. This is what they hide:"</p>
                        <ul class="graph-hint-switches">
                            {switches
                                .into_iter()
                                .map(|(words, count, then)| {
                                    view! {
                                        <li>
                                            <button type="button" on:click=move |_| on_options.run(then.clone())>
                                                {words}
                                            </button>
                                            <span>{count}</span>
                                        </li>
                                    }
                                })
                                .collect_view()}
                        </ul>
                    }
                    .into_any()
                }
            }}
        </div>
    }
}
