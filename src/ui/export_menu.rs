//! The menu of files that can be taken away.

use super::case::case;
use super::graph_picture::save_picture;
use super::popover::caret;
use super::save::can_stream;
use super::shown::Shown;
use super::timeline::picture;
use leptos::ev::{FocusEvent, KeyboardEvent};
use leptos::html::{Button, Div};
use leptos::prelude::*;
use logonscope::protocol::{CaseState, ExportFormat};
use logonscope::screen::words;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlElement, Node};

/// Something that can be taken away.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Offer {
    /// The engine makes it.
    Made(ExportFormat),
    /// The engine makes it, and it is written to a file as it is made: for more than memory holds.
    ToDisk(ExportFormat, &'static str),
    /// The picture of the graph, as JPEG or PNG.
    Picture { jpeg: bool },
    /// What is seen of the timeline, as SVG or PNG.
    Timeline { svg: bool },
}

/// A group of what is offered: its heading and, for each, test id, name and what it holds.
type Group = (&'static str, &'static [(Offer, &'static str, &'static str, &'static str)]);

/// What is offered.
const OFFERED: [Group; 6] = [
    (
        "Case",
        &[
            (
                Offer::Made(ExportFormat::AnalysisJson),
                "export-analysis-json",
                "Analysis, JSON",
                "Files and hashes, accounts, hosts, ranks, edges, timeline, findings",
            ),
            (
                Offer::Made(ExportFormat::FindingsCsv),
                "export-findings-csv",
                "Findings, CSV",
                "A line a finding: severity, technique, accounts, hosts, times",
            ),
            (
                Offer::Made(ExportFormat::Report),
                "export-report-html",
                "Report, HTML",
                "Findings, ranks, graph and evidence on one page to read or print",
            ),
        ],
    ),
    (
        "Tables",
        &[
            (
                Offer::Made(ExportFormat::EdgesCsv),
                "export-edges-csv",
                "Edges, CSV",
                "Accounts and hosts of the whole case; LogonTracer’s columns first: username, host, id, logontype",
            ),
            (
                Offer::Made(ExportFormat::EventsCsv),
                "export-events-csv",
                "Events, CSV",
                "A line a row of the Events view, as the filter leaves them",
            ),
            (
                Offer::Made(ExportFormat::TimelineSummaryCsv),
                "export-timeline-summary-csv",
                "Timeline summary, CSV",
                "A line an account, a column an hour",
            ),
            (
                Offer::Made(ExportFormat::TimelineDetailCsv),
                "export-timeline-detail-csv",
                "Timeline in detail, CSV",
                "A line for each account and hour with events: counts by event id, score",
            ),
            (
                Offer::Made(ExportFormat::TimelineLongCsv),
                "export-timeline-long-csv",
                "Timeline in long form, CSV",
                "A line for each account, hour and event id, as the filter leaves them",
            ),
        ],
    ),
    (
        "To a file as it is made, for more than memory holds",
        &[
            (
                Offer::ToDisk(ExportFormat::EventsCsv, "events.csv"),
                "export-events-csv-disk",
                "Events, CSV",
                "To a file that you choose now",
            ),
            (
                Offer::ToDisk(ExportFormat::TimelineSummaryCsv, "timeline-summary.csv"),
                "export-timeline-summary-csv-disk",
                "Timeline summary, CSV",
                "To a file that you choose now",
            ),
            (
                Offer::ToDisk(ExportFormat::TimelineDetailCsv, "timeline-detail.csv"),
                "export-timeline-detail-csv-disk",
                "Timeline in detail, CSV",
                "To a file that you choose now",
            ),
            (
                Offer::ToDisk(ExportFormat::TimelineLongCsv, "timeline-long.csv"),
                "export-timeline-long-csv-disk",
                "Timeline in long form, CSV",
                "To a file that you choose now",
            ),
        ],
    ),
    (
        "Picture of the graph",
        &[
            (
                Offer::Picture { jpeg: false },
                "export-png",
                "PNG",
                "What the graph shows now, twice as fine, with a legend",
            ),
            (Offer::Picture { jpeg: true }, "export-jpeg", "JPEG", "The same, smaller"),
            (Offer::Made(ExportFormat::Svg), "export-svg", "SVG", "All that is drawn under the filter, for print"),
        ],
    ),
    (
        "Picture of the timeline",
        &[
            (
                Offer::Timeline { svg: false },
                "export-timeline-png",
                "PNG",
                "What the timeline shows now, twice as fine, with a legend",
            ),
            (Offer::Timeline { svg: true }, "export-timeline-svg", "SVG", "The same, for print"),
        ],
    ),
    (
        "Graph for other tools, as it is drawn",
        &[
            (Offer::Made(ExportFormat::GraphJson), "export-graph-json", "JSON", "Cytoscape’s elements"),
            (Offer::Made(ExportFormat::GraphMl), "export-graphml", "GraphML", "yEd, Gephi, networkx, igraph"),
            (Offer::Made(ExportFormat::Gexf), "export-gexf", "GEXF", "Gephi, with places and colours"),
            (
                Offer::Made(ExportFormat::Neo4j),
                "export-neo4j",
                "Neo4j",
                "A Cypher script and CSV files, with LogonTracer’s labels",
            ),
            (Offer::Made(ExportFormat::OpenGraph), "export-opengraph", "OpenGraph", "BloodHound"),
        ],
    ),
];

/// The button and its menu.
#[component]
pub fn ExportMenu() -> impl IntoView {
    let case = case();
    let open = RwSignal::new(false);
    let button: NodeRef<Button> = NodeRef::new();
    let menu: NodeRef<Div> = NodeRef::new();
    let ready = Memo::new(move |_| case.summary.with(|summary| summary.state == CaseState::Ready));
    let hashed = Memo::new(move |_| case.summary.with(|summary| summary.hashed));
    let has_graph =
        Memo::new(move |_| case.graph.with(|graph| graph.as_ref().is_some_and(|graph| !graph.nodes.is_empty())));
    // The picture needs no end of reading; everything else does.
    let can = move |offer| match offer {
        Offer::Picture { .. } => has_graph.get(),
        Offer::Timeline { .. } => has_graph.get() && case.shown.get() == Shown::Timeline,
        Offer::Made(_) => ready.get(),
        Offer::ToDisk(..) => ready.get() && can_stream(),
    };
    let status = move |offer, holds: &'static str| {
        let waits = match offer {
            Offer::Made(format) | Offer::ToDisk(format, _) => case.exports.of(format),
            _ => None,
        };
        match offer {
            Offer::Picture { .. } if !has_graph.get() => "When there is a graph".to_owned(),
            Offer::Timeline { .. } if !can(offer) => "While the timeline is open".to_owned(),
            Offer::ToDisk(..) if !can_stream() => "This browser cannot; the table above comes as a download".to_owned(),
            Offer::Made(_) | Offer::ToDisk(..) if !ready.get() => "When all is read".to_owned(),
            Offer::Made(ExportFormat::AnalysisJson | ExportFormat::Report) if waits.is_some() && !hashed.get() => {
                format!("Comes when every file has its SHA-256: {}", case.hashing_share())
            }
            Offer::Made(_) | Offer::ToDisk(..) if waits.is_some() => match waits.map_or(0.0, |waits| waits.bytes) {
                0.0 => "Being made".to_owned(),
                bytes => format!("Being made: {}. Choose it again to stop", words::bytes(bytes)),
            },
            Offer::Made(ExportFormat::AnalysisJson | ExportFormat::Report) if !hashed.get() => {
                format!("Waits for the SHA-256 of every file: {}", case.hashing_share())
            }
            _ => holds.to_owned(),
        }
    };
    let take = move |offer| match offer {
        Offer::Made(format) | Offer::ToDisk(format, _) if untrack(|| case.exports.of(format)).is_some() => {
            case.exports.stop(case, format);
        }
        Offer::Made(format) => case.exports.ask(case, format),
        Offer::ToDisk(format, what) => case.exports.ask_to_disk(case, format, what),
        Offer::Picture { jpeg } => spawn_local(save_picture(case, jpeg)),
        Offer::Timeline { svg } => picture::save_picture(case, svg),
    };

    let close = move || {
        open.set(false);
        if let Some(button) = button.get_untracked() {
            let _ = button.focus();
        }
    };
    // An open menu takes the focus, so that arrow keys work at once.
    Effect::new(move |_| {
        if let (true, Some(menu)) = (open.get(), menu.get()) {
            focus_item(&menu, 0);
        }
    });
    let on_key = move |event: KeyboardEvent| {
        let Some(menu) = menu.get_untracked() else { return };
        let last = OFFERED.iter().map(|(_, group)| group.len() as i32).sum::<i32>() - 1;
        let current = focused_item(&menu).unwrap_or(0);
        let next = match event.key().as_str() {
            "Escape" => return close(),
            "ArrowDown" => {
                if current == last {
                    0
                } else {
                    current + 1
                }
            }
            "ArrowUp" => {
                if current == 0 {
                    last
                } else {
                    current - 1
                }
            }
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        focus_item(&menu, next);
    };
    let on_leave = move |event: FocusEvent| {
        let into: Option<Node> = event.related_target().and_then(|target| target.dyn_into().ok());
        let stays = menu.get_untracked().is_some_and(|menu| menu.contains(into.as_ref()))
            || button.get_untracked().is_some_and(|button| button.contains(into.as_ref()));
        if !stays {
            open.set(false);
        }
    };
    let item = move |offer: Offer, test_id: &'static str, name: &'static str, holds: &'static str| {
        view! {
            <button
                type="button"
                role="menuitem"
                class="menu-item"
                tabindex="-1"
                data-testid=test_id
                aria-disabled=move || (!can(offer)).then_some("true")
                on:click=move |_| {
                    if untrack(|| can(offer)) {
                        take(offer);
                        close();
                    }
                }
            >
                <span class="menu-name">{name}</span>
                <span class="menu-holds">{move || status(offer, holds)}</span>
            </button>
        }
    };
    view! {
        <div class="menu-holder" data-testid="export-menu" on:focusout=on_leave>
            <button
                type="button"
                class="button"
                aria-haspopup="menu"
                aria-expanded=move || open.get().to_string()
                node_ref=button
                on:click=move |_| open.update(|open| *open = !*open)
                on:keydown=move |event: KeyboardEvent| {
                    if matches!(event.key().as_str(), "ArrowDown" | "ArrowUp") {
                        event.prevent_default();
                        open.set(true);
                    }
                }
            >
                "Export"
                {move || {
                    let bytes = case.exports.waiting.with(|waiting| waiting.iter().map(|one| one.bytes).sum::<f64>());
                    (bytes > 0.0).then(|| view! { <span class="export-made" data-testid="export-made">{words::bytes(bytes)}</span> })
                }}
                {caret()}
            </button>
            <div class="menu" role="menu" aria-label="Export" hidden=move || !open.get() node_ref=menu on:keydown=on_key>
                {OFFERED
                    .map(|(heading, group)| {
                        let items = group.iter().map(|(offer, test_id, name, holds)| item(*offer, test_id, name, holds)).collect_view();
                        view! {
                            <div class="menu-group" role="group" aria-label=heading>
                                <span class="menu-heading" aria-hidden="true">{heading}</span>
                                {items}
                            </div>
                        }
                    })
                    .collect_view()}
            </div>
        </div>
    }
}

fn items(menu: &HtmlElement) -> Vec<HtmlElement> {
    let Ok(found) = menu.query_selector_all("[role=menuitem]") else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()).collect()
}

fn focus_item(menu: &HtmlElement, position: i32) {
    if let Some(item) = items(menu).get(position.unsigned_abs() as usize) {
        let _ = item.focus();
    }
}

fn focused_item(menu: &HtmlElement) -> Option<i32> {
    let focused = document().active_element()?;
    items(menu).iter().position(|item| item.is_same_node(Some(&focused))).map(|position| position as i32)
}
