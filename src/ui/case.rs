//! What the page knows of the case: the engine's latest answers as signals, and what the analyst has chosen.
//!
//! Every component reads from here and asks through here; none talks to the engine itself. Large answers are decoded once and
//! shared; a signal holds a pointer to them.

mod arrivals;

use super::canvas::Picture;
use super::client::Engine;
use super::compare::Comparing;
use super::events::LookedAt;
use super::evidence::FilesLookedAt;
use super::exports::Exports;
use super::filter::Filtering;
use super::findings::Judging;
use super::graph_work::{Deed, Work};
use super::path::Sought;
use super::shown::{Panel, Shown};
use super::storage::remembered;
use super::timeline::state::Sheet;
use leptos::prelude::*;
use logonscope::protocol::filter::{Filter, FilteredView};
use logonscope::protocol::findings::FindingsView;
use logonscope::protocol::picture::Act;
use logonscope::protocol::rows::{RowsQuery, Sorting};
use logonscope::protocol::scores::ScoresView;
use logonscope::protocol::search::SearchView;
use logonscope::protocol::{
    ActivityView, CaseState, CaseSummary, DetailsView, EvidenceView, GraphView, Message, Options, Progress, RanksView,
    Request, Stage, Subject,
};
use logonscope::screen::clock::Clock;
use logonscope::screen::heat_map::tiles::Tiles;
use logonscope::screen::words::percent;
use std::sync::Arc;

/// A large answer: nothing yet, or shared.
pub type Shared<T> = RwSignal<Option<Arc<T>>>;

/// A message and the number it is told apart by.
#[derive(Clone, PartialEq, Debug)]
pub struct Notice {
    /// Never used twice.
    pub number: u32,
    /// What is said.
    pub message: Message,
    /// The files that it is about, if it counts them only.
    pub files: Arc<Vec<String>>,
}

/// How far a folder has been looked through for event logs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Looking {
    /// Files looked at.
    pub done: usize,
    /// Files to look at.
    pub all: usize,
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
    /// What draws it.
    pub picture: Picture,
    /// What narrows all views.
    pub filter: Filtering,
    /// What the analyst does with the graph.
    pub work: Work,
    /// What that leaves.
    pub filtered: Shared<FilteredView>,
    /// What is known of the search that is typed.
    pub search: Shared<SearchView>,
    /// How much each saved search finds.
    pub search_counts: RwSignal<Vec<(String, u32)>>,
    /// Both rank lists.
    pub ranks: Shared<RanksView>,
    /// Events per hour.
    pub activity: Shared<ActivityView>,
    /// How unusual hours and accounts are, in the way that is chosen; nothing until all is scored.
    pub scores: Shared<ScoresView>,
    /// How much is scored, 0…1, while that is being done.
    pub scoring: RwSignal<Option<f32>>,
    /// What all files are together.
    pub evidence: Shared<EvidenceView>,
    /// The list of files.
    pub files: FilesLookedAt,
    /// What the rules found; nothing while files are read.
    pub findings: Shared<FindingsView>,
    /// What the analyst makes of that.
    pub judging: Judging,
    /// What is known of the selection.
    pub details: Shared<DetailsView>,
    /// The parts of the heat map that are here.
    pub tiles: RwSignal<Tiles>,
    /// The heat map as it is on the screen.
    pub sheet: StoredValue<Option<Sheet>>,
    /// The rows that are looked at.
    pub rows: LookedAt,
    /// The way that is sought.
    pub path: Sought,
    /// What is compared.
    pub comparing: Comparing,
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
    /// A folder that is being looked through.
    pub looking: RwSignal<Option<Looking>>,
    /// An hour that the timeline is to bring into sight, microseconds since 1970.
    pub sought_hour: RwSignal<Option<i64>>,
    /// Files that are being made for the analyst.
    pub exports: Exports,
    /// How often options were sent: those of a summary that has answered fewer are out of date.
    options_sent: StoredValue<u32>,
    /// The number of the next message.
    next_notice: StoredValue<u32>,
    engine: StoredValue<Option<Engine>, LocalStorage>,
}

impl Case {
    /// A case without evidence; the engine starts with it.
    pub fn start() -> Self {
        let case = Self {
            summary: RwSignal::default(),
            progress: RwSignal::default(),
            graph: RwSignal::new(None),
            picture: Picture::new(),
            filter: Filtering::new(),
            filtered: RwSignal::new(None),
            search: RwSignal::new(None),
            search_counts: RwSignal::default(),
            ranks: RwSignal::new(None),
            activity: RwSignal::new(None),
            scores: RwSignal::new(None),
            scoring: RwSignal::new(None),
            evidence: RwSignal::new(None),
            files: FilesLookedAt::new(),
            findings: RwSignal::new(None),
            judging: Judging::new(),
            details: RwSignal::new(None),
            tiles: RwSignal::default(),
            sheet: StoredValue::new(None),
            rows: LookedAt::new(),
            path: Sought::new(),
            comparing: Comparing::new(),
            work: Work::new(),
            clock: RwSignal::default(),
            selection: RwSignal::new(None),
            shown: RwSignal::default(),
            panel: RwSignal::default(),
            options: RwSignal::default(),
            notices: RwSignal::default(),
            looking: RwSignal::new(None),
            sought_hour: RwSignal::new(None),
            exports: Exports::new(),
            options_sent: StoredValue::new(0),
            next_notice: StoredValue::new(0),
            engine: StoredValue::new_local(None),
        };
        let engine = Engine::start(
            move |response| case.hear(response),
            move |view, bytes| case.take(view, &bytes),
            move |bytes| case.picture.show(bytes),
        );
        case.engine.set_value(Some(engine));
        case.picture.start(move |generation, act| case.act(generation, act));
        case.ask_for_details();
        case.files.run(case);
        case.path.run(case);
        case.comparing.run(case);
        case.work.run(case);
        case.judging.run(case);
        // A first visit shows UTC, as investigators agree on; another choice is kept.
        if let Some(zone) = remembered("zone") {
            case.set_options(|options| options.zone = zone);
        }
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
        // Said at once, so that nothing on the page lags behind the drop; the engine's own summary and progress follow.
        let importing = self.summary.with_untracked(|summary| summary.state == CaseState::Importing);
        let before = if importing { self.progress.get_untracked() } else { Progress::default() };
        self.summary.update(|summary| summary.state = CaseState::Importing);
        self.progress.set(Progress {
            stage: Stage::Reading,
            total_bytes: before.total_bytes + files.iter().map(|(file, _)| file.size() as f64).sum::<f64>(),
            files_total: before.files_total + files.len() as u32,
            ..before
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
        self.options_sent.update_value(|sent| *sent += 1);
        self.options.set(options.clone());
        self.send(&Request::SetOptions(options));
    }

    /// How much of the evidence has been hashed, in words.
    pub fn hashing_share(&self) -> String {
        self.progress.with(|progress| match progress.stage {
            Stage::Hashing => percent(progress.bytes, progress.total_bytes),
            _ => percent(0.0, 1.0),
        })
    }

    /// Says something that the analyst must see.
    pub fn say(&self, text: impl Into<String>, hint: impl Into<String>) {
        self.say_of(text, hint, Vec::new());
    }

    /// Says something of `files`, which are listed on demand.
    pub fn say_of(&self, text: impl Into<String>, hint: impl Into<String>, files: Vec<String>) {
        let message = Message { text: text.into(), hint: hint.into() };
        if self.notices.with_untracked(|notices| notices.iter().any(|shown| shown.message == message)) {
            return;
        }
        let number = self.next_notice.get_value();
        self.next_notice.set_value(number.wrapping_add(1));
        self.notices.update(|notices| notices.push(Notice { number, message, files: Arc::new(files) }));
    }

    /// Narrows all views as `change` says; what was before can be had back.
    pub fn narrow(&self, change: impl FnOnce(&mut Filter)) {
        self.filter.change(change);
        self.send_filter();
    }

    /// The same as a part of the last change.
    pub fn amend_narrowing(&self, change: impl FnOnce(&mut Filter)) {
        self.filter.amend(change);
        self.send_filter();
    }

    /// Asks what is to be shown of a search that is typed.
    pub fn ask_about_search(&self, text: &str, caret: u32) {
        self.send(&Request::Search { text: text.to_owned(), caret });
    }

    /// Asks how much searches find.
    pub fn count_searches(&self, texts: Vec<String>) {
        self.send(&Request::CountSearches(texts));
    }

    /// Takes the last narrowing back.
    pub fn undo_narrowing(&self) {
        self.filter.undo();
        self.send_filter();
    }

    /// Narrows again what was taken back last.
    pub fn redo_narrowing(&self) {
        self.filter.redo();
        self.send_filter();
    }

    /// One filter is asked for at a time: while the analyst drags a range, those in between are passed over.
    fn send_filter(&self) {
        if let Some(filter) = self.filter.unsent() {
            self.send(&Request::SetFilter(filter));
        }
    }

    /// Selects something and opens its details.
    pub fn select(&self, subject: Subject) {
        self.selection.set(Some(subject));
        self.panel.set(Panel::Details);
    }

    /// Goes to the rows of `query`, the record of the first of them open.
    pub fn show_rows(&self, query: RowsQuery) {
        self.rows.look_at(query);
        self.rows.sorting.set(Sorting::default());
        self.rows.cursor.set(Some((0, 0)));
        self.rows.open.set(true);
        self.rows.arrived.set(true);
        self.shown.set(Shown::Events);
    }

    /// The generation of the graph on the screen.
    pub fn generation(&self) -> Option<u32> {
        self.graph.with_untracked(|graph| graph.as_ref().map(|graph| graph.generation))
    }

    /// The analyst did something in the picture of graph number `generation`.
    fn act(&self, generation: u32, act: Act) {
        if self.generation() != Some(generation) {
            return;
        }
        match act {
            Act::Select(subject) => {
                self.work.chosen.set(Vec::new());
                self.selection.set(subject);
            }
            Act::Walk(node) => self.selection.set(Some(Subject::Node(node))),
            Act::Narrow(subject) => {
                self.work.chosen.set(Vec::new());
                self.selection.set(Some(subject));
                self.act_on(Deed::Narrow);
            }
            Act::Lines(edges) => self.send(&Request::Lines { generation, edges }),
            Act::Choose(nodes) => self.work.chosen.set(nodes),
            Act::Toggle(node) => self.choose(node),
            Act::Menu { subject, at } => self.open_menu(subject, at),
            Act::MenuHere(at) => self.work.menu.set(Some(at)),
            Act::Pin { node, at } => self.send(&Request::PinNode { generation, node, at }),
        }
    }

    /// That scores are being made, and how far that is.
    pub fn scoring_in_words(&self) -> Option<String> {
        self.scoring.get().map(|share| format!("Scores are being made: {}", percent(f64::from(share), 1.0)))
    }

    /// What a file of this case is called: `Security-edges.csv`, `Security-and-2-more-edges.csv`.
    pub fn file_name(&self, what: &str) -> String {
        self.evidence.with_untracked(|evidence| {
            let first =
                evidence.as_ref().map(|evidence| (evidence.first_name.as_str(), evidence.files.saturating_sub(1)));
            logonscope::screen::words::file_name(first, what)
        })
    }

    /// Whenever the selection or the graph changes, its details are asked for.
    fn ask_for_details(self) {
        Effect::new(move |_| {
            let generation = self.graph.with(|graph| graph.as_ref().map(|graph| graph.generation));
            let (Some(generation), Some(subject)) = (generation, self.selection.get()) else {
                self.details.set(None);
                return;
            };
            self.filtered.track();
            self.scores.track();
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
