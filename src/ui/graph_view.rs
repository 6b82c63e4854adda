//! The graph in its pane: hands the picture what the case knows, and takes back what the analyst does there.

use super::canvas::GraphCanvas;
use super::case::case;
use super::compare::ComparedLegend;
use super::graph_menu::GraphMenu;
use super::graph_table::GraphTable;
use super::nothing_left::NothingLeft;
use super::shown::Shown;
use super::theme::theme;
use leptos::prelude::*;
use logonscope::search::toggle::toggled;

/// The pane.
#[component]
pub fn GraphPane() -> impl IntoView {
    let case = case();
    let hidden = Signal::derive(move || case.summary.with(|summary| summary.hidden));
    view! {
        <GraphCanvas
            picture=case.picture
            graph=case.graph
            filtered=case.filtered
            selection=case.selection
            dark=theme().dark()
            seen=Signal::derive(move || case.shown.get() == Shown::Graph)
            options=case.options
            hidden=hidden
            shows=case.work.shows
            ways=case.work.ways
            compared=case.comparing.lit
            on_draw=move |shows| case.draw(shows)
            layout=case.work.layout
            on_layout=move |kind| case.lay_out(kind)
            search=Signal::derive(move || case.filter.now.with(|filter| filter.text.clone()))
            on_toggle=move |word: &'static str| case.narrow(|filter| filter.text = toggled(&filter.text, word))
            on_deed=move |deed| case.act_on(deed)
            on_deselect=move |()| case.deselect()
            on_open=move |subject| case.select(subject)
            on_options=move |options| case.set_options(|chosen| *chosen = options)
        />
        <NothingLeft/>
        <ComparedLegend/>
        <GraphMenu/>
        <Show when=move || case.work.table.get()>
            <GraphTable/>
        </Show>
    }
}
