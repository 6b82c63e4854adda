//! The picture of the graph: a WebGL2 surface with labels over it, its tools, its legend and what is said when there is no
//! picture.
//!
//! This room draws and listens; it computes nothing about the case. What it shows comes as [`GraphView`] and
//! [`PositionsView`]; what the analyst does leaves as a selection, a pin or a wish to open something. The arithmetic (camera,
//! motion, picking, places of labels) is in `logonscope::graph` and knows no browser.

mod furniture;
mod gestures;
mod gl;
mod keys;
mod overlay;
mod palette;
mod picture;
mod remote;
mod renderer;
mod snapshot;
mod stage;
mod words;

use furniture::{Legend, NoDrawing, NoNodes, Tools};
use gestures::{Gestures, Outlets};
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::closure::Closure;
use leptos::web_sys::{Event, ResizeObserver};
use logonscope::protocol::{GraphView, Options, PositionsView, Subject};
use picture::{Drawing, Picture, Tip, Told};
use std::sync::Arc;

pub use remote::{GraphRemote, graph_remote};
pub use snapshot::Caption;

/// The graph with everything that belongs to it. Fills its parent, which must have a size.
#[component]
pub fn GraphCanvas(
    /// The graph to draw; `None` before there is one.
    #[prop(into)]
    graph: Signal<Option<Arc<GraphView>>>,
    /// Newer positions of the same generation.
    #[prop(into)]
    positions: Signal<Option<Arc<PositionsView>>>,
    /// What is selected, here or elsewhere on the page.
    selection: RwSignal<Option<Subject>>,
    /// Whether the dark theme is in force; colours are read anew from the page when it changes.
    #[prop(into)]
    dark: Signal<bool>,
    /// Options in force, for the words of an empty graph.
    #[prop(into)]
    options: Signal<Options>,
    /// Logons hidden by built-in, machine and local switch ([`logonscope::protocol::CaseSummary::hidden`]).
    #[prop(into)]
    hidden: Signal<[f64; 3]>,
    /// The analyst holds a node at a world position, or lets it go.
    #[prop(into)]
    on_pin: Callback<(u32, Option<(f32, f32)>)>,
    /// Enter or double click on a node or edge.
    #[prop(into)]
    on_open: Callback<Subject>,
    /// A button of the empty graph's hint turns a switch on.
    #[prop(into)]
    on_options: Callback<Options>,
    /// By what the rest of the page reaches the picture.
    remote: GraphRemote,
) -> impl IntoView {
    let tip = RwSignal::new(None::<Tip>);
    let at_rest = RwSignal::new(true);
    let drawing = RwSignal::new(Drawing::Works);
    let labels_on = RwSignal::new(true);
    let picture = StoredValue::new_local(Picture::new(Told { tip, at_rest, drawing, pinned: remote.pinned }));
    remote.hold(Some(picture.get_value()));
    on_cleanup(move || remote.hold(None));
    let pins = Memo::new(move |_| remote.pinned.with(|pinned| pinned.len()));
    let outlets = Outlets { selection, on_pin, on_open };
    let gestures = StoredValue::new_local(Gestures::new(picture.get_value(), outlets));
    let (root, canvas, names) = (NodeRef::<html::Div>::new(), NodeRef::new(), NodeRef::new());

    // Counts the graphs that the picture has taken: what is said of them is said anew.
    let loaded = RwSignal::new(0_u32);

    attach(picture, root, canvas, names);
    follow(picture, graph, positions, selection, dark, labels_on, loaded);

    let nodes = Memo::new(move |_| graph.with(|g| g.as_ref().map_or(0, |g| g.nodes.len())));
    let edges = Memo::new(move |_| graph.with(|g| g.as_ref().map_or(0, |g| g.edges.len())));
    let has_graph = Memo::new(move |_| graph.with(Option::is_some));
    let is_empty = move || has_graph.get() && nodes.get() == 0;
    let settled = Memo::new(move |_| {
        let generation = graph.with(|g| g.as_ref().map(|g| g.generation));
        let final_positions = positions.with(|p| p.as_ref().filter(|p| p.settled).map(|p| p.generation));
        generation.is_some() && (nodes.get() == 0 || generation == final_positions) && at_rest.get()
    });
    let said = Memo::new(move |_| {
        loaded.track();
        let subject = selection.get()?;
        picture.with_value(|p| p.ask(|stage| words::describe(&stage.scene, subject)))
    });
    let summary = Memo::new(move |_| graph.with(|g| g.as_ref().map_or_else(String::new, |g| words::summary(g))));

    view! {
        <div
            class="graph"
            node_ref=root
            data-testid="graph"
            data-nodes=move || nodes.get()
            data-edges=move || edges.get()
            data-drawing=move || if drawing.get() == Drawing::Works { "" } else { "none" }
            data-layout-state=move || if settled.get() { "settled" } else { "settling" }
        >
            <div
                class="graph-surface"
                role="application"
                tabindex="0"
                aria-label=move || summary.get()
                on:pointerdown=move |e| gestures.update_value(|g| g.down(&e))
                on:pointermove=move |e| gestures.update_value(|g| g.moved(&e))
                on:pointerup=move |e| gestures.update_value(|g| g.up(&e))
                on:pointercancel=move |e| gestures.update_value(|g| g.cancelled(&e))
                on:pointerleave=move |e| gestures.update_value(|g| g.left(&e))
                on:dblclick=move |e| gestures.with_value(|g| g.double_click(&e))
                on:wheel=move |e| gestures.with_value(|g| g.wheel(&e))
                on:keydown=move |e| {
                    if picture.with_value(|p| keys::pressed(&e, p, outlets)) {
                        e.prevent_default();
                        e.stop_propagation();
                    }
                }
            >
                <canvas class="graph-picture" node_ref=canvas aria-hidden="true"></canvas>
                <canvas class="graph-names" node_ref=names aria-hidden="true"></canvas>
            </div>
            <Show when=move || { nodes.get() > 0 } fallback=|| ()>
                <Legend />
                <Tools
                    zoom=Callback::new(move |factor| {
                        picture.with_value(|p| p.change(|stage| stage.zoom(stage.point_of_interest(), factor, true)));
                    })
                    fit=Callback::new(move |()| picture.with_value(|p| p.change(stage::Stage::fit)))
                    labels_on=labels_on
                    pins=pins
                    unpin=Callback::new(move |()| {
                        let nodes = picture.with_value(|p| p.change(stage::Stage::unpin_all));
                        nodes.into_iter().for_each(|node| on_pin.run((node, None)));
                    })
                />
            </Show>
            <TipBeside tip=tip />
            <Show when=is_empty fallback=|| ()>
                <NoNodes options=options hidden=hidden on_options=on_options />
            </Show>
            <NoDrawing drawing=drawing />
            <p class="graph-said" aria-live="polite">
                {move || said.get().map(|w| format!("Selected: {}, {}, {}", w.name, w.kind, w.figures))}
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

/// Gives the picture its elements once they are on the page, and listens to what happens to them.
fn attach(
    picture: StoredValue<Picture, LocalStorage>,
    root: NodeRef<html::Div>,
    canvas: NodeRef<html::Canvas>,
    names: NodeRef<html::Canvas>,
) {
    Effect::new(move |_| {
        let (Some(root), Some(canvas), Some(names)) = (root.get(), canvas.get(), names.get()) else { return };
        let shown = picture.get_value();
        shown.attach(&root, &canvas, &names);

        let on_resize = {
            let picture = shown.clone();
            Closure::<dyn FnMut()>::new(move || picture.resize())
        };
        let observer = ResizeObserver::new(on_resize.as_ref().unchecked_ref()).ok();
        if let Some(observer) = &observer {
            observer.observe(&root);
        }
        let on_lost = {
            let picture = shown.clone();
            Closure::<dyn FnMut(Event)>::new(move |event: Event| {
                // Without this the browser never gives it back.
                event.prevent_default();
                picture.lose_context();
            })
        };
        let on_back = {
            let picture = shown.clone();
            Closure::<dyn FnMut(Event)>::new(move |_: Event| picture.make_context())
        };
        for (name, listener) in [("webglcontextlost", &on_lost), ("webglcontextrestored", &on_back)] {
            let _ = canvas.add_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
        }
        // A window that moves to another screen changes its density but not the element's size.
        let on_window = window_event_listener(leptos::ev::resize, {
            let picture = shown.clone();
            move |_| picture.resize()
        });
        let kept = StoredValue::new_local(Some((observer, on_resize, on_lost, on_back)));
        on_cleanup(move || {
            on_window.remove();
            if let Some(Some((Some(observer), ..))) = kept.try_update_value(Option::take) {
                observer.disconnect();
            }
            let _ = picture.try_with_value(Picture::close);
        });
    });
}

/// Lets the picture follow the page's signals.
fn follow(
    picture: StoredValue<Picture, LocalStorage>,
    graph: Signal<Option<Arc<GraphView>>>,
    positions: Signal<Option<Arc<PositionsView>>>,
    selection: RwSignal<Option<Subject>>,
    dark: Signal<bool>,
    labels_on: RwSignal<bool>,
    loaded: RwSignal<u32>,
) {
    Effect::new(move |_| {
        let graph = graph.get().unwrap_or_default();
        picture.with_value(|p| p.change(|stage| stage.set_graph(&graph)));
        loaded.update(|n| *n += 1);
        // Tools and legend come with the first node; labels keep clear of them.
        request_animation_frame(move || {
            let _ = picture.try_with_value(Picture::resize);
        });
    });
    Effect::new(move |_| {
        graph.track();
        if let Some(positions) = positions.get() {
            picture.with_value(|p| p.change(|stage| stage.set_positions(&positions)));
        }
    });
    Effect::new(move |_| {
        let subject = selection.get();
        picture.with_value(|p| {
            p.change(|stage| {
                stage.select(subject);
                if let Some(subject) = stage.selected {
                    stage.reveal(subject);
                }
            });
        });
    });
    Effect::new(move |before: Option<()>| {
        dark.track();
        if before.is_some() {
            // The page sets its theme in an effect of its own: a frame later all of it is in force.
            request_animation_frame(move || {
                let _ = picture.try_with_value(Picture::read_theme);
            });
        }
    });
    Effect::new(move |_| {
        let on = labels_on.get();
        picture.with_value(|p| p.change(|stage| stage.labels_on = on));
    });
}
