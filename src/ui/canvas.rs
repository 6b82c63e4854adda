//! The graph's place on the page: the picture with its tools, its legend and what is said when there is no picture.
//!
//! Nothing is drawn here: the picture has a worker of its own ([`picture::Picture`]), which takes what pointers and keys do and
//! tells what the analyst means by it. What it shows comes from the engine.

mod colours;
mod events;
mod furniture;
mod look;
mod picture;
mod words;

use super::graph_work::Deed;
use super::steps::one_by_one;
use colours::colours_of;
use events::Key;
use furniture::{Legend, NoDrawing, NoMovement, NoNodes, Tools};
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::closure::Closure;
use leptos::web_sys::{HtmlElement, ResizeObserver};
use logonscope::graph::labels::LabelBox;
use logonscope::protocol::filter::FilteredView;
use logonscope::protocol::layout::LayoutKind;
use logonscope::protocol::picture::{Drawing, Gesture, Order, Tip};
use logonscope::protocol::shows::Shows;
use logonscope::protocol::{GraphView, Options, Subject};
use look::{Chosen, Look};
use std::sync::Arc;

pub use picture::Picture;

/// The graph with everything that belongs to it. Fills its parent, which must have a size.
#[component]
pub fn GraphCanvas(
    /// What draws it.
    picture: Picture,
    /// The graph that it draws; `None` before there is one.
    #[prop(into)]
    graph: Signal<Option<Arc<GraphView>>>,
    /// What is selected, here or elsewhere on the page.
    selection: RwSignal<Option<Subject>>,
    /// Whether the dark theme is in force; colours are read anew from the page when it changes.
    #[prop(into)]
    dark: Signal<bool>,
    /// Whether no other view lies over it.
    #[prop(into)]
    seen: Signal<bool>,
    /// What the filter leaves of it.
    #[prop(into)]
    filtered: Signal<Option<Arc<FilteredView>>>,
    /// Options in force, for the words of an empty graph.
    #[prop(into)]
    options: Signal<Options>,
    /// Logons hidden by built-in, machine and local switch ([`logonscope::protocol::CaseSummary::hidden`]).
    #[prop(into)]
    hidden: Signal<[f64; 3]>,
    /// What is to be drawn.
    shows: RwSignal<Shows>,
    /// Which ways of logging on its lines have, a bit each.
    ways: RwSignal<u8>,
    /// Whether a comparison is shown, whose legend lies over it too.
    compared: RwSignal<bool>,
    /// Something else is to be drawn.
    #[prop(into)]
    on_draw: Callback<Shows>,
    /// The layout in force.
    layout: RwSignal<LayoutKind>,
    /// Another is chosen, or the same again.
    #[prop(into)]
    on_layout: Callback<LayoutKind>,
    /// The search in force.
    #[prop(into)]
    search: Signal<String>,
    /// A click in the legend toggles a word of it.
    #[prop(into)]
    on_toggle: Callback<&'static str>,
    /// A key does something with what is at hand.
    #[prop(into)]
    on_deed: Callback<Deed>,
    /// Nothing is to be selected or chosen.
    #[prop(into)]
    on_deselect: Callback<()>,
    /// Enter on a node or edge.
    #[prop(into)]
    on_open: Callback<Subject>,
    /// A button of the empty graph's hint turns a switch on.
    #[prop(into)]
    on_options: Callback<Options>,
) -> impl IntoView {
    let (labels_on, looks) = (RwSignal::new(true), Chosen::default());
    let (root, canvas, names) = (NodeRef::<html::Div>::new(), NodeRef::new(), NodeRef::new());
    attach(picture, root, canvas, names);
    let nodes = Memo::new(move |_| graph.with(|g| g.as_ref().map_or(0, |g| g.nodes.len())));
    // Legend and tools come after the first node, each after a frame: the first graph has the page do enough.
    let stand = one_by_one(2, move || nodes.get() > 0);
    // They change with what lines tell.
    let furnished = Memo::new(move |_| (stand.get(), shows.get(), ways.get(), compared.get()));
    follow(picture, root, graph, selection, dark, labels_on, furnished);
    Effect::new(move |_| picture.order(&Order::Seen(seen.get())));

    // What is drawn of it under the filter: nodes and edges.
    let drawn = Memo::new(move |_| {
        let Some(graph) = graph.get() else { return (0, 0) };
        let left = filtered.get().filter(|view| !view.is_whole && view.generation == graph.generation);
        let nodes = graph.in_sight(left.as_deref()).into_iter().filter(|is| *is).count();
        let edges = match left {
            Some(view) => view.edges.iter().filter(|(events, _)| *events > 0).count(),
            None => graph.edges.iter().filter(|edge| edge.count > 0).count(),
        };
        (nodes, edges)
    });
    let no_movement = move || {
        graph.with(|g| g.as_ref().is_some_and(|g| g.shows.movement && g.edges.iter().all(|edge| edge.count == 0)))
    };
    let has_graph = Memo::new(move |_| graph.with(Option::is_some));
    let is_empty = move || has_graph.get() && nodes.get() == 0;
    let settled = Memo::new(move |_| {
        let generation = graph.with(|g| g.as_ref().map(|g| g.generation));
        generation.is_some() && (nodes.get() == 0 || generation == picture.rest.get())
    });
    let summary = Memo::new(move |_| graph.with(|g| g.as_ref().map_or_else(String::new, |g| words::summary(g))));
    let pins = Memo::new(move |_| picture.pins.with(|pins| pins.total as usize));
    let gesture = move |gesture: Option<Gesture>| {
        if let Some(gesture) = gesture {
            picture.order(&Order::Gesture(gesture));
        }
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" {
            picture.order(&Order::Dismiss);
        }
        let Some(key) = events::key(&event, selection.get_untracked()) else { return };
        match key {
            Key::Order(order) => picture.order(&order),
            Key::Labels => labels_on.update(|on| *on = !*on),
            Key::Open(subject) => on_open.run(subject),
            Key::Act(deed) => on_deed.run(deed),
            Key::Deselect => on_deselect.run(()),
        }
        event.prevent_default();
        event.stop_propagation();
    };

    view! {
        <div
            class="graph"
            node_ref=root
            data-testid="graph"
            data-nodes=move || drawn.get().0
            data-edges=move || drawn.get().1
            data-shows=move || graph.with(|g| g.as_ref().map(|g| if g.shows.movement { "movement" } else { "logons" }))
            data-drawing=move || picture.drawing.with(|drawing| if *drawing == Drawing::Works { "" } else { "none" })
            data-layout-state=move || if settled.get() { "settled" } else { "settling" }
            data-over=move || picture.tip.with(|tip| tip.is_some().then_some("mark"))
        >
            <div
                class="graph-surface"
                role="application"
                tabindex="0"
                aria-label=move || summary.get()
                on:pointerdown=move |e| gesture(events::down(&e))
                on:pointermove=move |e| gesture(events::pointer(&e).map(Gesture::Moved))
                on:pointerup=move |e| gesture(events::pointer(&e).map(Gesture::Up))
                on:pointercancel=move |e| gesture(events::pointer(&e).map(Gesture::Cancelled))
                on:pointerleave=move |e| gesture(events::pointer(&e).map(Gesture::Left))
                on:dblclick=move |e| gesture(events::place(&e).map(Gesture::DoubleClick))
                on:contextmenu=move |e| gesture(events::menu(&e))
                on:wheel=move |e| gesture(events::wheel(&e))
                on:keydown=on_key
            >
                <canvas class="graph-picture" node_ref=canvas aria-hidden="true"></canvas>
                <canvas class="graph-names" node_ref=names aria-hidden="true"></canvas>
            </div>
            <Show when=move || { stand.get() > 0 } fallback=|| ()>
                <Legend search=search toggle=on_toggle shows=shows ways=ways draw=on_draw />
            </Show>
            <Show when=move || { stand.get() > 1 } fallback=|| ()>
                <Tools
                    zoom=Callback::new(move |factor| picture.order(&Order::Zoom(factor)))
                    fit=Callback::new(move |()| picture.order(&Order::Fit))
                    pins=pins
                    unpin=Callback::new(move |()| picture.order(&Order::UnpinAll))
                    shows=shows
                    draw=Callback::new(move |()| on_deed.run(Deed::Movement))
                    layout=layout
                    lay_out=on_layout
                    as_table=Callback::new(move |()| on_deed.run(Deed::Table))
                >
                    <Look picture=picture chosen=looks labels_on=labels_on shows=shows draw=on_draw />
                </Tools>
            </Show>
            <TipBeside tip=picture.tip />
            <Show when=is_empty fallback=|| ()>
                <NoNodes options=options hidden=hidden on_options=on_options />
            </Show>
            <Show when=no_movement fallback=|| ()>
                <NoMovement />
            </Show>
            <NoDrawing drawing=picture.drawing />
            <p class="graph-said" aria-live="polite">
                {move || picture.said.get().map(|w| format!("Selected: {}, {}, {}", w.name, w.kind, w.figures))}
            </p>
        </div>
    }
}

/// What is under the pointer, in words, beside it.
#[component]
fn TipBeside(tip: RwSignal<Option<Tip>>) -> impl IntoView {
    let words = Memo::new(move |_| tip.with(|t| t.as_ref().map(|t| t.words.clone())));
    let at =
        move |f: fn(&Tip) -> f32| move || tip.with(|t| t.as_ref().map_or(String::new(), |t| format!("{}px", f(t))));
    // `Some` sets the attribute, `None` takes it away.
    let flips = move |f: fn(&Tip) -> bool| move || tip.with(|t| t.as_ref().is_some_and(f).then_some(""));
    view! {
        <div
            class="graph-tip-anchor"
            aria-hidden="true"
            style:left=at(|t| t.at.0)
            style:top=at(|t| t.at.1)
            data-flip-x=flips(|t| t.at.0 > t.picture.0 - 340.0)
            data-flip-y=flips(|t| t.at.1 > t.picture.1 - 130.0)
            hidden=move || words.with(Option::is_none)
        >
            <div class="graph-tip">
                {move || {
                    words.get().map(|w| view! { <b>{w.name}</b><span>{w.kind}</span><span>{w.figures}</span> })
                }}
            </div>
        </div>
    }
}

/// Gives the picture its canvases once they are on the page, and keeps it as large as they are.
fn attach(picture: Picture, root: NodeRef<html::Div>, canvas: NodeRef<html::Canvas>, names: NodeRef<html::Canvas>) {
    Effect::new(move |_| {
        let (Some(root), Some(canvas), Some(names)) = (root.get(), canvas.get(), names.get()) else { return };
        let quiet = window().match_media("(prefers-reduced-motion: reduce)").ok().flatten();
        picture.attach(&canvas, &names, quiet.is_some_and(|query| query.matches()));
        send_colours(picture, &root);

        // Observing tells the first size too.
        let measure = {
            let root = root.clone();
            move || send_size(picture, &root)
        };
        let on_resize = Closure::<dyn FnMut()>::new(measure.clone());
        let observer = ResizeObserver::new(on_resize.as_ref().unchecked_ref()).ok();
        if let Some(observer) = &observer {
            observer.observe(&root);
        }
        // A window that moves to another screen changes its density but not the element's size.
        let on_window = window_event_listener(leptos::ev::resize, move |_| measure());
        let kept = StoredValue::new_local(Some((observer, on_resize)));
        on_cleanup(move || {
            on_window.remove();
            if let Some(Some((Some(observer), _))) = kept.try_update_value(Option::take) {
                observer.disconnect();
            }
        });
    });
}

/// Lets the picture follow the page's signals.
fn follow(
    picture: Picture,
    root: NodeRef<html::Div>,
    graph: Signal<Option<Arc<GraphView>>>,
    selection: RwSignal<Option<Subject>>,
    dark: Signal<bool>,
    labels_on: RwSignal<bool>,
    furnished: Memo<(usize, Shows, u8, bool)>,
) {
    let in_next_frame = move |send: fn(Picture, &HtmlElement)| {
        request_animation_frame(move || {
            if let Some(Some(root)) = root.try_get_untracked() {
                send(picture, &root);
            }
        });
    };
    Effect::new(move |_| {
        // Names and camera keep clear of what lies over the picture. Got, not only tracked: a memo that nobody gets follows nothing.
        furnished.get();
        in_next_frame(send_size);
    });
    Effect::new(move |_| {
        // Of whichever graph the picture shows by now.
        graph.track();
        picture.order(&Order::Select(selection.get()));
    });
    Effect::new(move |before: Option<()>| {
        dark.track();
        if before.is_some() {
            // The page sets its theme in an effect of its own: a frame later all of it is in force.
            in_next_frame(send_colours);
        }
    });
    Effect::new(move |_| picture.order(&Order::Labels(labels_on.get())));
}

fn send_colours(picture: Picture, root: &HtmlElement) {
    if let Some(colours) = colours_of(root) {
        picture.order(&Order::Colours(Box::new(colours)));
    }
}

/// Tells the size that the page gives the picture, and the places of what lies over it.
fn send_size(picture: Picture, root: &HtmlElement) {
    let rect = root.get_bounding_client_rect();
    picture.order(&Order::Size {
        width: rect.width() as f32,
        height: rect.height() as f32,
        density: (window().device_pixel_ratio() as f32).clamp(0.5, 4.0),
        furniture: furniture(root),
    });
}

/// The boxes of tools and legends, in the picture's coordinates.
fn furniture(root: &HtmlElement) -> Vec<LabelBox> {
    let origin = root.get_bounding_client_rect();
    // That of a comparison stands beside the picture in the page, not in it.
    let around = root.parent_element().unwrap_or_else(|| root.clone().into());
    let Ok(found) = around.query_selector_all("[data-furniture]") else { return Vec::new() };
    (0..found.length())
        .filter_map(|i| found.get(i)?.dyn_into::<HtmlElement>().ok())
        .map(|element| {
            let rect = element.get_bounding_client_rect();
            LabelBox {
                left: (rect.left() - origin.left()) as f32 - 4.0,
                top: (rect.top() - origin.top()) as f32 - 4.0,
                right: (rect.right() - origin.left()) as f32 + 4.0,
                bottom: (rect.bottom() - origin.top()) as f32 + 4.0,
            }
        })
        .collect()
}
