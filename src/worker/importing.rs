//! Drives the reading: hands slices and hashes to the pool, puts batches into the case, shows a graph early and again as it
//! grows, and says how far it is.

use super::engine::{Engine, State};
use super::intake::{Finished, Intake, Lost, SliceJob, Trouble};
use super::layout;
use super::pool::{Event, News, Task};
use super::wire::{Answer, Tidings};
use super::{scope, scoring, trouble, views};
use js_sys::Uint8Array;
use logonscope::evidence::batch::Batch;
use logonscope::evidence::seal::Seal;
use logonscope::protocol::{CaseState, PickedFile, Progress, Response, Stage};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

/// Milliseconds between two lines of progress; the watchdog looks as often.
const TICK: i32 = 100;
/// Seconds after which the first graph is shown.
const FIRST_GRAPH: f64 = 1.0;
/// The next graph comes when so many times the import's age has passed ...
const GROWTH: f64 = 2.0;
/// ... and making one takes at most this share of the time.
const ANALYSIS_SHARE: f64 = 0.15;
/// The last graph is near when all will be read in so many seconds, or in those that the graph before took: none is made then that
/// it would have to wait for.
const NEAR: f64 = 0.25;
/// Reading ends when this worker holds so many bytes: WebAssembly has 4 GiB, and the last analysis takes half as much again as the rows.
const MOST_MEMORY: u64 = 5 << 29;
/// Hashing begins so many seconds after the final graph: first it is drawn.
const GRAPH_FIRST: f64 = 0.3;

/// What is known while files are read.
pub struct Importing {
    /// What is still to be read.
    pub intake: Intake,
    since: f64,
    next_graph: f64,
    /// Seconds that making the last graph took.
    graph_took: f64,
    grown: bool,
    /// Whether reading ended because there is no memory for more.
    full: bool,
    troubles: Vec<(String, Trouble)>,
    /// Archives of a folder in which there was no log: they are no part of the case.
    aside: Vec<String>,
}

impl Importing {
    fn begin() -> Self {
        let now = scope::seconds();
        Self {
            intake: Intake::default(),
            since: now,
            next_graph: now + FIRST_GRAPH,
            graph_took: 0.0,
            grown: false,
            full: false,
            troubles: Vec::new(),
            aside: Vec::new(),
        }
    }
}

/// Adds picked files to the case and begins to read them.
pub fn add(engine: &Engine, files: Vec<(PickedFile, File)>) {
    {
        let mut state = engine.borrow_mut();
        let state = &mut *state;
        let importing = state.importing.get_or_insert_with(Importing::begin);
        for (picked, handle) in files {
            // What the handle says now is what the slices are cut by.
            let size = handle.size() as u64;
            let file = state.case.add_file(&picked.name, &picked.path, size);
            importing.intake.add(file, &picked.name, size);
            state.handles.insert(file, handle);
        }
        if let Err(cause) = state.pool.fill() {
            views::error("The browser cannot start the workers that read files.", cause);
        }
        views::respond(&Response::Summary(state.case.summary(CaseState::Importing)));
        views::respond(&Response::Progress(importing.intake.progress(0.0)));
    }
    go_on(engine);
    tick_on(engine);
}

/// Stops reading and keeps what was read.
pub fn cancel(engine: &Engine) {
    engine.borrow_mut().cancel();
    go_on(engine);
}

/// Something came from a parser, or became of it.
pub fn receive(engine: &Engine, name: u32, event: Event) {
    let news = engine.borrow_mut().pool.receive(name, event);
    if let Some(news) = news {
        take(engine, news);
    }
}

fn take(engine: &Engine, news: News) {
    engine.borrow_mut().take(news);
    go_on(engine);
}

/// Gives the pool what it has room for, and draws the conclusions when a pass is over.
pub fn go_on(engine: &Engine) {
    let mut state = engine.borrow_mut();
    state.end_when_full();
    state.hand_out();
    state.finish_files();
    if state.importing.as_ref().is_some_and(|importing| importing.intake.is_over()) {
        state.finish_import();
        state.export_waiting();
        drop(state);
        scoring::run(engine);
        layout::run(engine);
        tick_on(engine);
    } else {
        state.export_waiting();
    }
}

/// Starts the timer of progress and watchdog, unless it runs.
fn tick_on(engine: &Engine) {
    if !std::mem::replace(&mut engine.borrow_mut().ticks, true) {
        spawn_local(tick(engine.clone()));
    }
}

async fn tick(engine: Engine) {
    loop {
        scope::wait(TICK).await;
        let mut state = engine.borrow_mut();
        // Messages that came during a long analysis are still in the queue: only a tick's worth of silence is counted.
        let lost = state.pool.watch(f64::from(TICK) / 1000.0);
        if state.wants_graph() {
            state.show_growth();
            drop(state);
            layout::run(&engine);
        } else {
            drop(state);
        }
        if let Some(lost) = lost {
            take(&engine, lost);
        }
        let mut state = engine.borrow_mut();
        state.hand_out();
        match state.progress() {
            Some(progress) => views::respond(&Response::Progress(progress)),
            None => {
                state.ticks = false;
                return;
            }
        }
    }
}

impl State {
    fn take(&mut self, news: News) {
        match news {
            News::Room => {}
            News::Alive(Task::Hash(..), bytes) => self.hashing.read(bytes as u64),
            News::Alive(Task::Slice(job), bytes) => {
                if let Some(importing) = &mut self.importing {
                    importing.intake.advanced(&job, bytes as u64);
                }
            }
            News::Kind(Task::Slice(job), sliced, packed) => {
                if let Some(importing) = &mut self.importing {
                    importing.intake.is_of_kind(&job, sliced, packed);
                }
            }
            News::Told(Task::Slice(job), tidings, handle) => self.hear(&job, tidings, &handle),
            News::Kind(..) | News::Told(..) | News::Alive(..) => {}
            News::Answer(task, answer, handle) => self.take_answer(task, answer, &handle),
            News::Lost(tasks, cause) => {
                for (task, to_blame) in tasks {
                    self.take_back(task, to_blame, &cause);
                }
                if let Err(cause) = self.pool.fill() {
                    self.give_up(&cause);
                }
            }
            News::Broken(cause) => self.give_up(&cause),
        }
    }

    /// Takes what is told of a file that is read as a whole.
    fn hear(&mut self, job: &SliceJob, tidings: Tidings, handle: &JsValue) {
        let Some(importing) = self.importing.as_mut().filter(|importing| importing.intake.holds(job.file)) else {
            return;
        };
        match tidings {
            Tidings::Member { path, size } => {
                importing.intake.begins(job, self.case.add_member(job.file, &path, size as u64));
            }
            Tidings::Batch { entry } => {
                let batch = batch_of(handle).unwrap_or_default();
                importing.grown |= batch.ledger.kept > 0;
                if let Some(file) = importing.intake.told(job, entry, &batch.ledger) {
                    self.case.append(file, &batch);
                }
            }
            Tidings::Over { entry, size, error } => {
                if let Some(member) = importing.intake.ends(job, entry) {
                    self.case.finish_member(member, size as u64, error);
                }
            }
        }
    }

    /// Ends the reading while there is still memory to show what was read.
    fn end_when_full(&mut self) {
        if scope::memory() < MOST_MEMORY {
            return;
        }
        if let Some(importing) = self.importing.as_mut().filter(|importing| !importing.full) {
            importing.full = true;
            trouble::tell_full();
            self.cancel();
        }
    }

    fn cancel(&mut self) {
        let Some(importing) = &mut self.importing else { return };
        for file in importing.intake.cancel() {
            self.stop(file);
        }
    }

    /// Ends the reading of a file that is read as a whole, without waiting for it.
    pub fn stop(&mut self, file: u32) {
        for task in self.pool.stop(|task| matches!(task, Task::Slice(job) if job.file == file)) {
            match task {
                Task::Slice(job) => {
                    if let Some(importing) = &mut self.importing {
                        importing.intake.stopped(&job);
                    }
                }
                task => self.take_back(task, false, "its worker was stopped"),
            }
        }
        if let Err(cause) = self.pool.fill() {
            self.give_up(&cause);
        }
    }

    fn take_answer(&mut self, task: Task, answer: Answer, handle: &JsValue) {
        match (task, answer) {
            (Task::Slice(job), Answer::Parsed { no_log, .. }) => {
                let Some(batch) = batch_of(handle) else {
                    return self.take_back(Task::Slice(job), true, "its answer could not be read");
                };
                let Some(importing) = self.importing.as_mut().filter(|importing| importing.intake.holds(job.file))
                else {
                    return;
                };
                importing.intake.read(&job, &batch.ledger, no_log);
                importing.grown |= batch.ledger.kept > 0;
                self.case.append(job.file, &batch);
            }
            (Task::Slice(job), Answer::Unreadable { cause, .. }) => {
                if let Some(importing) = &mut self.importing {
                    importing.intake.unreadable(&job, &cause);
                }
            }
            (Task::Hash(file, size), Answer::Hashed { sha256, remark, .. }) => {
                self.case.seal(file, Seal { sha256, size, remark });
                self.hash_is_known(file);
            }
            (Task::Hash(file, _), Answer::Unreadable { cause, .. }) => self.hash_failed(file, &cause),
            // An answer of the wrong kind: the parser is of another version.
            (task, _) => self.take_back(task, true, "its answer was not understood"),
        }
    }

    /// A task came back undone.
    fn take_back(&mut self, task: Task, to_blame: bool, cause: &str) {
        match task {
            Task::Slice(job) => {
                let Some(importing) = self.importing.as_mut().filter(|importing| importing.intake.holds(job.file))
                else {
                    return;
                };
                if let Lost::GivenUp(ledger) = importing.intake.lost(&job, to_blame, cause) {
                    self.case.append(job.file, &Batch { ledger: *ledger, ..Batch::default() });
                }
            }
            Task::Hash(file, _) => {
                if !self.hashing.again(file) {
                    self.hash_failed(file, cause);
                }
            }
            // Records have workers of their own.
            Task::Record(..) => {}
        }
    }

    fn give_up(&mut self, cause: &str) {
        views::error("The browser cannot run the workers that read files.", format!("{cause} Reload the page."));
        if let Some(importing) = &mut self.importing {
            // There is nobody to be stopped.
            let _ = importing.intake.cancel();
        }
    }

    fn hash_failed(&mut self, file: u32, cause: &str) {
        let name = self.name(file);
        views::error(
            format!("{name}: no SHA-256 could be computed, since the file can no longer be read."),
            format!("{cause} Remove it and add it again."),
        );
        self.case.finish_file(file, Some(format!("it could not be read again to compute its hash: {cause}")));
        self.hash_is_known(file);
    }

    fn hash_is_known(&mut self, file: u32) {
        self.hashed.insert(file);
        self.hashing.done(file);
        if self.hashing.is_over() {
            // Duplicates are attributed by hash, so the ledger may read differently now.
            views::ledgers(&self.case, &mut |view| views::show(&view));
            views::respond(&Response::Summary(self.case.summary(self.case_state())));
        }
    }

    fn hand_out(&mut self) {
        if let Some(importing) = &mut self.importing {
            while let Some(at) = self.pool.room_for_slice() {
                let Some(job) = importing.intake.next() else { break };
                let Some(handle) = self.handles.get(&job.file) else { continue };
                self.pool.give(at, Task::Slice(job), handle);
            }
        }
        let now = scope::seconds();
        while let Some(at) = self.pool.room_for_hash().filter(|_| now >= self.hashing_since) {
            let Some((file, size)) = self.hashing.next() else { break };
            let Some(handle) = self.handles.get(&file) else { continue };
            self.pool.give(at, Task::Hash(file, size), handle);
        }
    }

    fn finish_files(&mut self) {
        let Some(importing) = &mut self.importing else { return };
        for Finished { file, trouble, unfinished, packed } in importing.intake.finished() {
            let Some(trouble) = trouble else {
                self.case.finish_file(file, None);
                for member in unfinished {
                    self.case.finish_file(member, Some("the parser stopped twice in this archive".to_owned()));
                }
                let known = self.case.files().get(file);
                if let Some((name, cause)) = known.and_then(|known| Some((known.name.clone(), known.error.clone()?))) {
                    importing.troubles.push((name, Trouble::NoLog(cause)));
                }
                continue;
            };
            let is_of_folder = self.case.files().get(file).is_some_and(|file| file.path != file.name);
            if packed && is_of_folder && matches!(trouble, Trouble::NoLog(_)) {
                let name = self.case.files().get(file).map(|file| file.path.clone()).unwrap_or_default();
                importing.aside.push(name);
                self.case.remove_file(file);
                self.handles.remove(&file);
                continue;
            }
            let cause = match &trouble {
                Trouble::NoLog(cause) => cause.clone(),
                Trouble::Unreadable(cause) => format!("it could not be read to its end: {cause}"),
                Trouble::Cancelled => {
                    self.cut.insert(file);
                    let by = if importing.full { "for want of memory" } else { "by the user" };
                    format!("reading was stopped {by}")
                }
            };
            for member in unfinished {
                self.case.finish_file(member, Some(cause.clone()));
            }
            self.case.finish_file(file, Some(cause));
            let name = self.handles.get(&file).map(File::name).unwrap_or_default();
            importing.troubles.push((name, trouble));
        }
        self.case.set_partial(!self.cut.is_empty());
    }

    /// All is read: the final graph, and then the hashes.
    fn finish_import(&mut self) {
        let Some(importing) = self.importing.take() else { return };
        let seconds = scope::seconds() - importing.since;
        let progress = importing.intake.progress(seconds);
        views::respond(&Response::Progress(Progress { stage: Stage::Analysing, ..progress }));
        self.analyse();
        trouble::tell(importing.troubles);
        trouble::tell_aside(&importing.aside);
        self.hashing_since = scope::seconds() + GRAPH_FIRST;
        for (&file, handle) in &self.handles {
            if !self.hashed.contains(&file) {
                self.hashing.add(file, handle.size() as u64);
            }
        }
    }

    fn wants_graph(&self) -> bool {
        let Some(importing) = &self.importing else { return false };
        let now = scope::seconds();
        let read = importing.intake.share_read();
        let left = (now - importing.since) * (1.0 - read) / read.max(f64::MIN_POSITIVE);
        importing.grown && now >= importing.next_graph && left > importing.graph_took.max(NEAR)
    }

    fn show_growth(&mut self) {
        let begun = scope::seconds();
        self.analyse();
        let now = scope::seconds();
        if let Some(importing) = &mut self.importing {
            importing.grown = false;
            importing.graph_took = now - begun;
            let by_age = importing.since + (now - importing.since) * GROWTH;
            importing.next_graph = by_age.max(now + (now - begun) / ANALYSIS_SHARE);
        }
    }

    /// `None` once nothing is going on; that has then been said.
    fn progress(&self) -> Option<Progress> {
        let now = scope::seconds();
        if let Some(importing) = &self.importing {
            return Some(importing.intake.progress(now - importing.since));
        }
        if !self.hashing.is_over() {
            return Some(self.hashing.progress((now - self.hashing_since).max(0.0)));
        }
        views::respond(&Response::Progress(Progress::default()));
        None
    }

    fn name(&self, file: u32) -> String {
        self.handles.get(&file).map(File::name).unwrap_or_default()
    }
}

/// The batch that travelled beside a message.
fn batch_of(handle: &JsValue) -> Option<Batch> {
    handle.dyn_ref::<Uint8Array>().and_then(|bytes| Batch::from_bytes(&bytes.to_vec()))
}
