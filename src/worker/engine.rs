//! The engine's worker: one [`Case`], the page's requests, and what drives reading, hashing and layout.
//!
//! Messages from the page are `[request, files]`. Everything runs in turns of the event loop; each takes the state, does a bounded
//! piece of work and gives it back.

use super::hashing::Hashing;
use super::importing::Importing;
use super::layout;
use super::pool::{Event, Pool};
use super::record::Seeking;
use super::scoring::{self, Rectangle};
use super::{importing, record, scope, views, warm_up};
use logonscope::engine::Case;
use logonscope::export::called;
use logonscope::export::parts::Parts;
use logonscope::protocol::ranks::RankBy;
use logonscope::protocol::selection::Wish;
use logonscope::protocol::{
    CaseState, ExportFormat, ExportView, Message, Options, PickedFile, Request, Response, VERSION, View,
};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::File;

/// The engine, as its callbacks hold it.
pub type Engine = Rc<RefCell<State>>;

/// All that the engine knows.
pub struct State {
    /// The case itself.
    pub case: Case,
    /// The handle of each file of the case, by its number.
    pub handles: BTreeMap<u32, File>,
    /// Files of which a part was left out because the user cancelled.
    pub cut: BTreeSet<u32>,
    /// Present while files are read.
    pub importing: Option<Importing>,
    /// Files whose SHA-256 is computed, or cannot be.
    pub hashed: BTreeSet<u32>,
    /// The pass after.
    pub hashing: Hashing,
    /// When it began, in seconds.
    pub hashing_since: f64,
    /// The parsers.
    pub pool: Pool,
    /// Whether the timer of progress and watchdog runs.
    pub ticks: bool,
    /// Whether the layout is being worked on.
    pub lays_out: bool,
    /// How far scores are made, and what waits for them.
    pub scoring: scoring::Scoring,
    /// Tables of which a part was given, and is to be taken before the next is made.
    exports: Vec<Parts>,
    /// Exports that wait for the last hash.
    waiting_exports: Vec<ExportFormat>,
    /// The record that is read again.
    pub seeking: Seeking,
}

/// Listens, and says so.
pub fn start() {
    let engine: Engine = Rc::new_cyclic(|engine: &std::rc::Weak<RefCell<State>>| {
        let on_event = |receive: fn(&Engine, u32, Event)| {
            let engine = engine.clone();
            move |name, event| {
                if let Some(engine) = engine.upgrade() {
                    receive(&engine, name, event);
                }
            }
        };
        let (pool, seeking) = (Pool::new(on_event(importing::receive)), Seeking::new(on_event(record::receive)));
        RefCell::new(State {
            case: Case::new(),
            handles: BTreeMap::new(),
            cut: BTreeSet::new(),
            importing: None,
            hashed: BTreeSet::new(),
            hashing: Hashing::default(),
            hashing_since: 0.0,
            pool,
            ticks: false,
            lays_out: false,
            scoring: scoring::Scoring::default(),
            exports: Vec::new(),
            waiting_exports: Vec::new(),
            seeking,
        })
    });
    // The parsers start with the page, so that they are there when the first file is.
    if let Err(cause) = engine.borrow_mut().pool.fill() {
        views::error("The browser cannot start the workers that read files.", cause);
    }
    wasm_bindgen_futures::spawn_local(warm_up::run(engine.clone()));
    scope::listen(move |message| receive(&engine, &message));
    views::respond(&Response::Ready(VERSION));
}

fn receive(engine: &Engine, message: &JsValue) {
    let parts: &js_sys::Array = message.unchecked_ref();
    match serde_wasm_bindgen::from_value::<Request>(parts.get(0)) {
        Ok(request) => answer(engine, request, parts.get(1)),
        Err(cause) => views::error("The engine did not understand the page.", format!("{cause} Reload the page.")),
    }
}

fn answer(engine: &Engine, request: Request, handles: JsValue) {
    match request {
        Request::AddFiles(picked) => add_files(engine, picked, &handles),
        Request::CancelImport => importing::cancel(engine),
        Request::RemoveFile(file) => remove_file(engine, file),
        Request::SetOptions(options) => set_options(engine, options),
        Request::SetSelection(wish) => set_selection(engine, wish),
        Request::ReadAgain => read_again(engine),
        Request::SetRanking(ranking) => {
            engine.borrow_mut().case.set_ranking(ranking);
            views::show(&View::Ranks(engine.borrow().case.ranks_view()));
        }
        Request::SetShows(shows) => {
            {
                let mut state = engine.borrow_mut();
                let same = state.case.shows().draws_as(shows);
                state.case.set_shows(shows);
                if same {
                    return views::show(&View::Ways(state.case.ways_view()));
                }
                if !state.handles.is_empty() {
                    views::show_all(&state.case, state.case_state());
                }
            }
            layout::run(engine);
            // What was scored is known; the new graph is told of it.
            scoring::run(engine);
        }
        Request::SetScores(scores) => {
            engine.borrow_mut().case.set_scores(scores);
            scoring::run(engine);
        }
        Request::SetFilter(filter) => {
            engine.borrow_mut().case.set_filter(filter);
            views::show(&View::Filtered(engine.borrow().case.filtered_view()));
            if engine.borrow().case.shows().types {
                views::show(&View::Ways(engine.borrow().case.ways_view()));
            }
            // LogonTracer's ranks are of the whole case; the others of what is shown.
            if engine.borrow().case.ranking().by != RankBy::LogonTracer {
                views::show(&View::Ranks(engine.borrow().case.ranks_view()));
            }
            if engine.borrow_mut().case.make_places() {
                layout::run(engine);
            }
        }
        Request::Judge(judgments) => {
            engine.borrow_mut().case.set_judgments(judgments);
            // While files are read rules have not looked; marks come when they do.
            if engine.borrow().importing.is_none() && engine.borrow().case.derived().is_some() {
                views::show(&View::Marks(engine.borrow().case.marks_view()));
            }
        }
        Request::NodeDetails { generation, node } => {
            show(engine.borrow().case.node_details(generation, node).map(View::Details));
        }
        Request::EdgeDetails { generation, edge } => {
            show(engine.borrow().case.edge_details(generation, edge).map(View::Details));
        }
        Request::Timeline { generation, shape, first, size } => {
            scoring::show(engine, Rectangle { generation, shape, first, size });
        }
        Request::Rows { generation, query, sorting, first, count } => {
            let rows = engine.borrow_mut().case.rows(generation, &query, sorting, first, count);
            show(rows.map(View::Rows));
        }
        Request::Files(query) => {
            engine.borrow_mut().case.list_files(query);
            views::show(&View::Files(engine.borrow().case.listed_files()));
        }
        Request::File(file) => {
            let view = engine.borrow().case.file_view(file);
            show(view.map(|view| View::File(Box::new(view))));
        }
        Request::Coverage(count) => views::show(&View::Coverage(engine.borrow().case.coverage(count))),
        Request::Search { text, caret } => {
            views::show(&View::Search(engine.borrow().case.search_view(&text, caret)));
        }
        Request::CountSearches(texts) => {
            views::show(&View::SearchCounts(engine.borrow().case.search_counts(&texts)));
        }
        Request::Path { generation, query } => show(engine.borrow().case.path(generation, &query).map(View::Path)),
        Request::Compare { generation, query, page } => {
            let compared = engine.borrow_mut().case.compare(generation, &query, &page);
            show(compared.map(Box::new).map(View::Compare));
        }
        Request::ShowCompared(on) => {
            engine.borrow_mut().case.show_compared(on);
            views::show(&View::Compared(engine.borrow().case.compared_view()));
        }
        Request::Record { generation, row } => {
            let found = engine.borrow().case.record(generation, row);
            if let Some(found) = found {
                record::show(engine, found);
            }
        }
        Request::PinNode { generation, node, at } => {
            engine.borrow_mut().case.pin(generation, node, at);
            layout::run(engine);
        }
        Request::Lines { generation, edges } => {
            show(engine.borrow().case.lines_view(generation, &edges).map(View::Lines));
        }
        Request::SetLayout { kind, root } => {
            engine.borrow_mut().case.set_layout(kind, root);
            layout::run(engine);
        }
        Request::Export(format) => {
            let parts = Parts::new(&engine.borrow().case, format);
            match parts {
                Some(parts) => wasm_bindgen_futures::spawn_local(begin_export(engine.clone(), parts)),
                None => engine.borrow_mut().export_when_hashed(format),
            }
        }
        Request::GoOnExporting(format, true) => engine.borrow_mut().export_part(format),
        Request::GoOnExporting(format, false) => engine.borrow_mut().end_export(format, Message::default()),
    }
}

/// An older generation is answered by nothing: the new graph is on its way.
fn show(view: Option<View>) {
    if let Some(view) = view {
        views::show(&view);
    }
}

fn add_files(engine: &Engine, picked: Vec<PickedFile>, handles: &JsValue) {
    let handles: &js_sys::Array = handles.unchecked_ref();
    let files = picked.into_iter().zip(handles.iter()).filter_map(|(picked, handle)| {
        let handle: File = handle.dyn_into().ok()?;
        Some((picked, handle))
    });
    let files: Vec<(PickedFile, File)> = files.collect();
    if !files.is_empty() {
        importing::add(engine, files);
    }
}

fn remove_file(engine: &Engine, file: u32) {
    {
        let mut state = engine.borrow_mut();
        state.case.remove_file(file);
        state.handles.remove(&file);
        state.hashing.remove(file);
        state.cut.remove(&file);
        let partial = !state.cut.is_empty();
        state.case.set_partial(partial);
        let is_running = state.importing.as_mut().is_some_and(|importing| importing.intake.remove(file));
        if is_running {
            state.stop(file);
        }
        state.analyse();
    }
    scoring::run(engine);
    layout::run(engine);
    importing::go_on(engine);
}

/// Makes the first part of a table when what it tells is scored.
async fn begin_export(engine: Engine, parts: Parts) {
    let (format, is_scored) = (parts.format(), parts.is_scored());
    {
        // One of an earlier case may wait to be taken still.
        let exports = &mut engine.borrow_mut().exports;
        exports.retain(|earlier| earlier.format() != format);
        exports.push(parts);
    }
    if is_scored {
        scoring::levels(&engine).await;
    }
    engine.borrow_mut().export_part(format);
}

fn set_selection(engine: &Engine, wish: Wish) {
    {
        let mut state = engine.borrow_mut();
        if let Err(Message { text, hint }) = state.case.set_selection(wish) {
            views::error(text, hint);
        } else if !state.handles.is_empty() {
            state.analyse();
        }
        // So that the page's fields show what is in force.
        views::respond(&Response::Summary(state.case.summary(state.case_state())));
    }
    scoring::run(engine);
    layout::run(engine);
}

/// Takes all files out and adds them anew.
fn read_again(engine: &Engine) {
    let files: Vec<(PickedFile, File)> = {
        let mut state = engine.borrow_mut();
        if state.importing.is_some() {
            return;
        }
        let files = std::mem::take(&mut state.handles);
        let picked = files.into_iter().filter_map(|(file, handle)| {
            let known = state.case.files().get(file)?;
            let picked = PickedFile { name: known.name.clone(), path: known.path.clone(), size: handle.size() };
            state.case.remove_file(file);
            state.hashing.remove(file);
            Some((picked, handle))
        });
        picked.collect()
    };
    engine.borrow_mut().cut.clear();
    importing::add(engine, files);
}

fn set_options(engine: &Engine, options: Options) {
    {
        let mut state = engine.borrow_mut();
        match state.case.set_options(options) {
            Ok(()) => state.analyse(),
            Err(Message { text, hint }) => {
                views::error(text, hint);
                // So that the page's switches show what is in force.
                views::respond(&Response::Summary(state.case.summary(state.case_state())));
            }
        }
    }
    scoring::run(engine);
    layout::run(engine);
}

impl State {
    /// Whether there is a case, and whether it is whole.
    pub fn case_state(&self) -> CaseState {
        match (&self.importing, self.handles.is_empty()) {
            (Some(_), _) => CaseState::Importing,
            (None, true) => CaseState::Empty,
            (None, false) => CaseState::Ready,
        }
    }

    /// Analyses and shows what follows.
    pub fn analyse(&mut self) {
        self.case.analyse();
        views::show_all(&self.case, self.case_state());
    }

    /// Makes the next part of a table, if that is still wanted.
    fn export_part(&mut self, format: ExportFormat) {
        let Some(parts) = self.exports.iter_mut().find(|parts| parts.format() == format) else { return };
        match parts.part(&self.case) {
            Ok(made) => {
                let is_last = made.is_none();
                let ((name, mime), bytes) = (called(format), made.unwrap_or_default());
                let (name, mime) = (name.to_owned(), mime.to_owned());
                views::show(&View::Export(ExportView { format, name, mime, bytes, is_last }));
                if is_last {
                    self.exports.retain(|parts| parts.format() != format);
                }
            }
            Err(message) => self.end_export(format, message),
        }
    }

    fn end_export(&mut self, format: ExportFormat, why: Message) {
        self.exports.retain(|parts| parts.format() != format);
        views::respond(&Response::NotExported(format, why));
    }

    fn export_when_hashed(&mut self, format: ExportFormat) {
        match format {
            ExportFormat::AnalysisJson => self.waiting_exports.push(format),
            // It tells hashes too.
            ExportFormat::Report => self.waiting_exports.push(format),
            _ => self.export(format),
        }
        self.export_waiting();
    }

    /// Makes the exports that wait for the last hash, if all are there.
    pub fn export_waiting(&mut self) {
        if self.importing.is_some() || !self.hashing.is_over() {
            return;
        }
        for format in std::mem::take(&mut self.waiting_exports) {
            self.export(format);
        }
    }

    fn export(&self, format: ExportFormat) {
        match self.case.export(format) {
            Ok(file) => views::show(&View::Export(file)),
            Err(message) => views::respond(&Response::NotExported(format, message)),
        }
    }
}
