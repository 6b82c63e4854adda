//! The picture of the graph: a WebGL2 surface with labels over it, its tools, its legend and what is said when there is no
//! picture.
//!
//! This room draws and listens; it computes nothing about the case. What it shows comes as [`GraphView`] and
//! [`PositionsView`]; what the analyst does leaves as a selection, a pin or a wish to open something.

use leptos::prelude::*;
use logonscope::protocol::{GraphView, Options, PositionsView, Subject};
use std::sync::Arc;

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
) -> impl IntoView {
    let _ = (positions, selection, dark, options, hidden, on_pin, on_open, on_options);
    view! {
        <div
            class="graph"
            data-testid="graph"
            data-nodes=move || graph.with(|g| g.as_ref().map_or(0, |g| g.nodes.len()))
            data-edges=move || graph.with(|g| g.as_ref().map_or(0, |g| g.edges.len()))
            data-layout-state="settling"
        ></div>
    }
}
