//! What the page knows of the case: the engine's latest answers as signals, and what the analyst has chosen.
//!
//! Every component reads from here and asks through here; none talks to the engine itself. Large answers are decoded once and
//! shared; a signal holds a pointer to them.

use super::client::Engine;
use super::timeline::tiles::Tiles;
use leptos::prelude::*;
use logonscope::protocol::{
    ActivityView, CaseState, CaseSummary, DetailsView, EvidenceView, ExportFormat, GraphView, Message, Options,
    PositionsView, Progress, RanksView, Request, Response, Stage, Subject, View as EngineView,
};
use logonscope::screen::clock::Clock;
use std::sync::Arc;

/// A large answer: nothing yet, or shared.
pub type Shared<T> = RwSignal<Option<Arc<T>>>;

/// The views of the rail.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Shown {
    /// The account–host graph.
    #[default]
    Graph,
    /// Accounts by hours.
    Timeline,
    /// Files and their ledger.
    Evidence,
}

/// The tabs of the panel at the right.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Panel {
    /// Rank lists.
    #[default]
    Ranks,
    /// What is selected.
    Details,
}

/// A message and the number it is told apart by.
#[derive(Clone, PartialEq, Debug)]
pub struct Notice {
    /// Never used twice.
    pub number: u32,
    /// What is said.
    pub message: Message,
}

/// The case, as a handle: copies are the same case.
#[derive(Clone, Copy)]
pub struct Case {
    /// The line at the top.
    pub summary: RwSignal<CaseSummary>,
    /// How far reading has come.
    pub progress: RwSignal<Progress>,
    /// The graph as drawn.
    pub graph: Shared<GraphView>,
    /// Where its nodes have moved to.
    pub positions: Shared<PositionsView>,
    /// Both rank lists.
    pub ranks: Shared<RanksView>,
    /// Events per hour.
    pub activity: Shared<ActivityView>,
    /// The ledger of every file.
    pub evidence: Shared<EvidenceView>,
    /// What is known of the selection.
    pub details: Shared<DetailsView>,
    /// The parts of the heat map that are here.
    pub tiles: RwSignal<Tiles>,
    /// Prints times in the display zone.
    pub clock: RwSignal<Arc<Clock>>,
    /// What is selected, in whichever view.
    pub selection: RwSignal<Option<Subject>>,
    /// The view in the middle.
    pub shown: RwSignal<Shown>,
    /// The tab at the right.
    pub panel: RwSignal<Panel>,
    /// Options as the analyst set them; the engine's follow.
    pub options: RwSignal<Options>,
    /// Messages not yet dismissed.
    pub notices: RwSignal<Vec<Notice>>,
    /// An hour that the timeline is to bring into sight, microseconds since 1970.
    pub sought_hour: RwSignal<Option<i64>>,
    /// Export formats asked for and not yet here.
    pub exporting: RwSignal<Vec<ExportFormat>>,
    /// Whether the engine has yet to confirm `options`.
    unconfirmed: StoredValue<bool>,
    engine: StoredValue<Option<Engine>, LocalStorage>,
}

impl Case {
    /// A case without evidence; the engine starts with it.
    pub fn start() -> Self {
        let case = Self {
            summary: RwSignal::default(),
            progress: RwSignal::default(),
            graph: RwSignal::new(None),
            positions: RwSignal::new(None),
            ranks: RwSignal::new(None),
            activity: RwSignal::new(None),
            evidence: RwSignal::new(None),
            details: RwSignal::new(None),
            tiles: RwSignal::default(),
            clock: RwSignal::default(),
            selection: RwSignal::new(None),
            shown: RwSignal::default(),
            panel: RwSignal::default(),
            options: RwSignal::default(),
            notices: RwSignal::default(),
            sought_hour: RwSignal::new(None),
            exporting: RwSignal::default(),
            unconfirmed: StoredValue::new(false),
            engine: StoredValue::new_local(None),
        };
        let engine = Engine::start(move |response| case.hear(response), move |view| case.take(view));
        case.engine.set_value(Some(engine));
        case.ask_for_details();
        case
    }

    /// Asks the engine.
    pub fn send(&self, request: &Request) {
        self.engine.with_value(|engine| {
            if let Some(engine) = engine {
                engine.send(request);
            }
        });
    }

    /// Adds evidence: files with their path in the folder they come from, or an empty path.
    pub fn add_files(&self, files: Vec<(gloo_file::File, String)>) {
        if files.is_empty() {
            return;
        }
        // Said at once, so that nothing on the page lags behind the drop; the engine's own summary follows.
        self.summary.update(|summary| {
            summary.state = CaseState::Importing;
            summary.partial = false;
        });
        self.progress.set(Progress {
            stage: Stage::Reading,
            total_bytes: files.iter().map(|(file, _)| file.size() as f64).sum(),
            files_total: files.len() as u32,
            ..Progress::default()
        });
        self.engine.with_value(|engine| {
            if let Some(engine) = engine {
                engine.add_files(files);
            }
        });
    }

    /// Looks at the case differently.
    pub fn set_options(&self, change: impl FnOnce(&mut Options)) {
        let mut options = self.options.get_untracked();
        change(&mut options);
        self.unconfirmed.set_value(true);
        self.options.set(options.clone());
        self.send(&Request::SetOptions(options));
    }

    /// Asks for a file; the browser saves it when it is made.
    pub fn export(&self, format: ExportFormat) {
        self.exporting.update(|waiting| {
            if !waiting.contains(&format) {
                waiting.push(format);
            }
        });
        self.send(&Request::Export(format));
    }

    /// Says something that the analyst must see.
    pub fn say(&self, text: impl Into<String>, hint: impl Into<String>) {
        let message = Message { text: text.into(), hint: hint.into() };
        self.notices.update(|notices| {
            if notices.iter().any(|shown| shown.message == message) {
                return;
            }
            let number = notices.last().map_or(0, |last| last.number.wrapping_add(1));
            notices.push(Notice { number, message });
        });
    }

    /// Selects something and opens its details.
    pub fn select(&self, subject: Subject) {
        self.selection.set(Some(subject));
        self.panel.set(Panel::Details);
    }

    /// The generation of the graph on the screen.
    pub fn generation(&self) -> Option<u32> {
        self.graph.with_untracked(|graph| graph.as_ref().map(|graph| graph.generation))
    }

    fn hear(&self, response: Response) {
        match response {
            Response::Ready(_) => {}
            Response::Progress(progress) => self.progress.set(progress),
            Response::Summary(summary) => self.hear_summary(summary),
            Response::Error(message) => {
                // A zone that nobody knows: the switches and the zone show again what is in force.
                self.unconfirmed.set_value(false);
                self.options.set(self.summary.with_untracked(|summary| summary.options.clone()));
                self.exporting.set(Vec::new());
                self.say(message.text, message.hint);
            }
        }
    }

    fn hear_summary(&self, summary: CaseSummary) {
        let in_force = &summary.options;
        if self.options.with_untracked(|chosen| chosen == in_force) {
            self.unconfirmed.set_value(false);
        } else if !self.unconfirmed.get_value() {
            self.options.set(in_force.clone());
        }
        if summary.state == CaseState::Empty {
            self.forget();
        }
        self.summary.set(summary);
    }

    /// The last file has gone.
    fn forget(&self) {
        self.graph.set(None);
        self.positions.set(None);
        self.ranks.set(None);
        self.activity.set(None);
        self.details.set(None);
        self.selection.set(None);
        self.tiles.set(Tiles::default());
        self.progress.set(Progress::default());
    }

    fn take(&self, view: EngineView) {
        match view {
            EngineView::Graph(graph) => self.take_graph(Arc::new(graph)),
            EngineView::Positions(positions) => self.positions.set(Some(Arc::new(positions))),
            EngineView::Ranks(ranks) => self.ranks.set(Some(Arc::new(ranks))),
            EngineView::Timeline(tile) => self.tiles.update(|tiles| tiles.take(tile)),
            EngineView::Activity(activity) => self.activity.set(Some(Arc::new(activity))),
            EngineView::Evidence(evidence) => self.evidence.set(Some(Arc::new(evidence))),
            EngineView::Details(details) => {
                let wanted = self.selection.get_untracked() == Some(details.subject);
                if wanted && self.generation() == Some(details.generation) {
                    self.details.set(Some(Arc::new(details)));
                }
            }
            EngineView::Export(export) => {
                self.exporting.set(Vec::new());
                if super::save::save(&export).is_err() {
                    self.say(format!("{} could not be saved.", export.name), "The browser refused the download.");
                }
            }
            EngineView::Zone(zone) => self.clock.set(Arc::new(Clock::new(zone))),
        }
    }

    /// A new graph: what was selected stays selected, wherever it stands now.
    fn take_graph(&self, graph: Arc<GraphView>) {
        let kept = self.selection.get_untracked().and_then(|subject| {
            self.graph.with_untracked(|old| old.as_ref().and_then(|old| super::follow::follow(subject, old, &graph)))
        });
        self.tiles.update(|tiles| tiles.expect(graph.generation));
        self.graph.set(Some(graph));
        if self.selection.get_untracked() != kept {
            self.selection.set(kept);
        }
    }

    /// Whenever the selection or the graph changes, its details are asked for.
    fn ask_for_details(self) {
        Effect::new(move |_| {
            let generation = self.graph.with(|graph| graph.as_ref().map(|graph| graph.generation));
            let (Some(generation), Some(subject)) = (generation, self.selection.get()) else {
                self.details.set(None);
                return;
            };
            // Those of something else are not left standing under the new selection.
            if self.details.with_untracked(|old| old.as_ref().is_some_and(|old| old.subject != subject)) {
                self.details.set(None);
            }
            self.send(&match subject {
                Subject::Node(node) => Request::NodeDetails { generation, node },
                Subject::Edge(edge) => Request::EdgeDetails { generation, edge },
            });
        });
    }
}

/// The case of the page.
pub fn case() -> Case {
    expect_context::<Case>()
}
