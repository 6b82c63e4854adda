//! A way from one node to another: what is asked, and its steps. The graph lights it.

use super::case::{Case, Shared, case};
use super::events::RowsButton;
use super::mark::{Mark, kind_in_words};
use leptos::prelude::*;
use logonscope::graph::follow::follow;
use logonscope::protocol::path::{PathEnd, PathKind, PathQuery, PathStep, PathView};
use logonscope::protocol::picture::Order;
use logonscope::protocol::{GraphView, Request, Subject};
use logonscope::screen::words::{counted, visible};

/// What is asked: names, kinds, test ids.
const KINDS: [(PathKind, &str); 3] = [
    (PathKind::Shortest, "Fewest lines, at any time"),
    (PathKind::Earliest, "In time order, there first"),
    (PathKind::FewestLogons, "In time order, fewest logons"),
];

/// Longest waits between two logons, in seconds.
const WAITS: [(Option<f64>, &str); 5] = [
    (None, "any time"),
    (Some(3_600.0), "1 hour"),
    (Some(86_400.0), "1 day"),
    (Some(604_800.0), "7 days"),
    (Some(2_592_000.0), "30 days"),
];

/// The way that is sought, as a handle.
#[derive(Clone, Copy)]
pub struct Sought {
    /// Where from.
    from: RwSignal<Option<u32>>,
    /// Where to; `None` for the nearest privileged account.
    to: RwSignal<Option<u32>>,
    kind: RwSignal<PathKind>,
    most_wait: RwSignal<Option<f64>>,
    /// What was found.
    view: Shared<PathView>,
}

impl Sought {
    /// Nothing is sought.
    pub fn new() -> Self {
        Self {
            from: RwSignal::new(None),
            to: RwSignal::new(None),
            kind: RwSignal::new(PathKind::Earliest),
            most_wait: RwSignal::new(None),
            view: RwSignal::new(None),
        }
    }

    /// Nothing is sought any more.
    pub fn forget(&self) {
        self.from.set(None);
        self.to.set(None);
        self.view.set(None);
    }

    /// Another graph: nodes stand elsewhere in it.
    pub fn follow(&self, old: &GraphView, new: &GraphView) {
        for end in [self.from, self.to] {
            let followed = end.get_untracked().and_then(|node| follow(Subject::Node(node), old, new));
            let node = followed.and_then(|subject| match subject {
                Subject::Node(node) => Some(node),
                Subject::Edge(_) => None,
            });
            if end.get_untracked() != node {
                end.set(node);
            }
        }
        self.view.set(None);
    }

    /// A way has arrived.
    pub fn take(&self, view: PathView) {
        if untrack(|| self.query()) == Some(view.query.clone()) {
            self.view.set(Some(view.into()));
        }
    }

    fn query(&self) -> Option<PathQuery> {
        let kind = self.kind.get();
        let most_wait = self.most_wait.get().filter(|_| kind != PathKind::Shortest);
        Some(PathQuery { from: self.from.get()?, to: self.to.get(), kind, most_wait })
    }

    /// Asks whenever what is sought, the graph or the filter is another, and lets the graph light what is found.
    pub fn run(self, case: Case) {
        Effect::new(move |_| {
            case.filtered.track();
            let generation = case.graph.with(|graph| graph.as_ref().map(|graph| graph.generation));
            match (generation, self.query()) {
                (Some(generation), Some(query)) => case.send(&Request::Path { generation, query }),
                _ => self.view.set(None),
            }
        });
        Effect::new(move |_| {
            // Where an account went that is selected and not drawn; else the path.
            let ways = case.details.with(|details| details.as_ref().and_then(|details| details.ways.clone()));
            let (nodes, edges) = match ways.filter(|ways| !ways.is_empty()) {
                Some(ways) => (case.ends_of(&ways), ways),
                None => self.view.with(|view| match view {
                    Some(view) if !view.steps.is_empty() => (view.nodes.clone(), view.edges.clone()),
                    _ => Default::default(),
                }),
            };
            case.picture.order(&Order::Light { nodes, edges });
        });
    }

    /// Seeks a way from `node`.
    pub fn start_at(&self, node: u32) {
        self.from.set(Some(node));
        if self.to.get_untracked() == Some(node) {
            self.to.set(None);
        }
    }

    /// Seeks a way to `node`.
    pub fn end_at(&self, node: u32) {
        self.to.set(Some(node));
        if self.from.get_untracked() == Some(node) {
            self.from.set(None);
        }
    }
}

/// The panel.
#[component]
pub fn PathPanel() -> impl IntoView {
    let case = case();
    let sought = case.path;
    let selected = move || match case.selection.get() {
        Some(Subject::Node(node)) => Some(node),
        _ => None,
    };
    let use_as = move |end: fn(&Sought, u32)| {
        move |_| {
            if let Some(node) = untrack(selected) {
                end(&sought, node);
            }
        }
    };
    let in_time = Memo::new(move |_| sought.kind.get() != PathKind::Shortest);
    view! {
        <div class="path" data-testid="path">
            <div class="path-end" data-testid="path-from">
                <h3>"From"</h3>
                <span class="path-name">{move || node_name(case, sought.from.get()).unwrap_or_else(|| "nothing chosen".to_owned())}</span>
                <button type="button" class="link" disabled=move || selected().is_none() on:click=use_as(Sought::start_at)>
                    "Take the selection"
                </button>
            </div>
            <div class="path-end" data-testid="path-to">
                <h3>"To"</h3>
                <span class="path-name">
                    {move || node_name(case, sought.to.get()).unwrap_or_else(|| "the nearest privileged account".to_owned())}
                </span>
                <button type="button" class="link" disabled=move || selected().is_none() on:click=use_as(Sought::end_at)>
                    "Take the selection"
                </button>
                <Show when=move || sought.to.get().is_some()>
                    <button type="button" class="link" on:click=move |_| sought.to.set(None)>
                        "Nearest privileged"
                    </button>
                </Show>
            </div>
            <label class="path-choice">
                "Way"
                <select
                    class="field"
                    data-testid="path-kind"
                    on:change=move |event| {
                        let chosen = event_target_value(&event).parse::<usize>().ok().and_then(|at| KINDS.get(at));
                        chosen.into_iter().for_each(|(kind, _)| sought.kind.set(*kind));
                    }
                >
                    {KINDS
                        .iter()
                        .enumerate()
                        .map(|(at, (kind, name))| {
                            view! {
                                <option value=at.to_string() selected=move || sought.kind.get() == *kind>
                                    {*name}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
            </label>
            <Show when=move || in_time.get()>
                <label class="path-choice">
                    "Longest wait"
                    <select
                        class="field"
                        data-testid="path-wait"
                        on:change=move |event| {
                            let chosen = event_target_value(&event).parse::<usize>().ok().and_then(|at| WAITS.get(at));
                            chosen.into_iter().for_each(|(wait, _)| sought.most_wait.set(*wait));
                        }
                    >
                        {WAITS
                            .iter()
                            .enumerate()
                            .map(|(at, (wait, name))| {
                                view! {
                                    <option value=at.to_string() selected=move || sought.most_wait.get() == *wait>
                                        {*name}
                                    </option>
                                }
                            })
                            .collect_view()}
                    </select>
                </label>
            </Show>
            {move || match (sought.from.get(), sought.view.get()) {
                (None, _) => {
                    view! {
                        <p class="quiet-words">
                            "Select an account or a host, in the graph or a list, and take it as the beginning. A way in time order goes by logons that worked, each later than the one before: the way an intruder can really have gone."
                        </p>
                    }
                        .into_any()
                }
                (Some(_), None) => view! { <p class="quiet-words">"Looking."</p> }.into_any(),
                (Some(_), Some(view)) if view.steps.is_empty() => {
                    let words = match view.query.kind {
                        PathKind::Shortest => "No lines lead there under the present switches and filter.",
                        _ => "No logons lead there in the order of time, under the present switches and filter.",
                    };
                    view! {
                        <p class="quiet-words" role="status" data-testid="path-none">
                            {words}
                        </p>
                    }
                        .into_any()
                }
                (Some(_), Some(view)) => {
                    view! {
                        <p class="path-sum" role="status">
                            {counted(view.steps.len() as u64, "step", "steps")}
                            " "
                            <button type="button" class="link" on:click=move |_| sought.forget()>
                                "Clear"
                            </button>
                        </p>
                        <ol class="path-steps" data-testid="path-steps">
                            {view.steps.iter().cloned().map(|step| view! { <OneStep step/> }).collect_view()}
                        </ol>
                    }
                        .into_any()
                }
            }}
        </div>
    }
}

fn node_name(case: Case, node: Option<u32>) -> Option<String> {
    case.graph.with(|graph| Some(visible(&graph.as_ref()?.nodes.get(node? as usize)?.label)))
}

#[component]
fn OneStep(step: PathStep) -> impl IntoView {
    let case = case();
    let (first, last) = step.span;
    let time =
        move || case.clock.with(|clock| if first == last { clock.second(first) } else { clock.span(first, last) });
    let of = format!("the logons from {} to {}", visible(&step.from.label), visible(&step.to.label));
    view! {
        <li class="path-step">
            <div class="path-ends">
                <EndButton end=step.from/>
                <span aria-label="to">"→"</span>
                <EndButton end=step.to/>
            </div>
            <div class="path-says">
                <time title=move || case.clock.with(|clock| clock.iso(first))>{time}</time>
                " · "
                <RowsButton count=u64::from(step.count) query=step.rows of/>
                {if step.count == 1 { " record" } else { " records" }}
            </div>
            {(!step.says.is_empty()).then(|| view! { <div class="path-says">{visible(&step.says)}</div> })}
        </li>
    }
}

#[component]
fn EndButton(end: PathEnd) -> impl IntoView {
    let case = case();
    let subject = Subject::Node(end.node);
    view! {
        <button
            type="button"
            class="link path-node"
            title=kind_in_words(end.kind)
            on:click=move |_| {
                case.selection.set(Some(subject));
                case.picture.order(&Order::Approach(subject));
            }
        >
            <Mark kind=end.kind/>
            <bdi>{visible(&end.label)}</bdi>
        </button>
    }
}

/// Takes a node as one end of a way, from its details.
#[component]
pub fn PathButtons(subject: Subject) -> impl IntoView {
    let case = case();
    let Subject::Node(node) = subject else { return ().into_any() };
    let take = move |end: fn(&Sought, u32)| {
        move |_| {
            end(&case.path, node);
            case.panel.set(super::shown::Panel::Path);
        }
    };
    view! {
        <p class="details-ways">
            <button type="button" class="link" on:click=take(Sought::start_at)>
                "Path from here"
            </button>
            <button type="button" class="link" on:click=take(Sought::end_at)>
                "Path to here"
            </button>
        </p>
    }
    .into_any()
}
