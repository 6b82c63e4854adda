//! The pool of parsers: starting them, giving them tasks, and replacing one that traps or falls silent.

use super::intake::SliceJob;
use super::record::Place;
use super::scope;
use super::slices::in_words;
use super::wire::{Answer, Order, Tidings, pack, unpack};
use std::collections::VecDeque;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, ErrorEvent, File, MessageEvent, Url, Worker, WorkerNavigator};

/// Parsers at most, whatever the machine.
const MOST: usize = 8;
/// Slices with one parser at a time: one is parsed, the next is being read, and one waits so that no answer has to be waited for.
const DEPTH: usize = 3;
/// A parser that says nothing for so many seconds, with something to do, hangs.
const SILENCE: f64 = 20.0;
/// Parsers that may be lost before any ever listened; then the browser cannot run them.
const FALSE_STARTS: u32 = 3;

/// What a parser is given to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Task {
    /// Parse a slice. Slices with one parser wait for each other.
    Slice(SliceJob),
    /// Compute the hash of a file (by its number in the case) of so many bytes. Runs beside the slices.
    Hash(u32, u64),
    /// Read a record out of what is packed; the number tells which of those that were asked for.
    Record(u32, Place),
}

/// What a worker of the pool did: said something, or broke.
pub enum Event {
    /// A message.
    Said(JsValue),
    /// An exception that nobody caught; its words.
    Broke(String),
}

/// What the pool makes of an [`Event`].
pub enum News {
    /// There is room for tasks.
    Room,
    /// So many bytes of a task were read.
    Alive(Task, f64),
    /// A slice's file is read in slices or not, and is an archive or not.
    Kind(Task, bool, bool),
    /// Something of a file that is read as a whole. What travelled beside is the batch.
    Told(Task, Tidings, JsValue),
    /// A task is over. What travelled beside the answer is the batch.
    Answer(Task, Answer, JsValue),
    /// A parser is gone. Each of its tasks, with whether it was at work on it, and the cause.
    Lost(Vec<(Task, bool)>, String),
    /// No parser can be started here; the cause.
    Broken(String),
}

struct Parser {
    /// Names it in events, which may come after it is gone.
    name: u32,
    worker: Worker,
    listens: bool,
    tasks: VecDeque<(u32, Task)>,
    silent: f64,
}

/// The parsers.
pub struct Pool {
    parsers: Vec<Parser>,
    size: usize,
    on_event: Rc<dyn Fn(u32, Event)>,
    next_name: u32,
    next_job: u32,
    lost_in_a_row: u32,
}

impl Pool {
    /// An empty pool; parsers start with the first tasks. `on_event` is told what each does, by its name, and hands it to
    /// [`Pool::receive`].
    pub fn new(on_event: impl Fn(u32, Event) + 'static) -> Self {
        Self::of(wanted_size(), on_event)
    }

    /// The same for `size` parsers.
    pub fn of(size: usize, on_event: impl Fn(u32, Event) + 'static) -> Self {
        let on_event = Rc::new(on_event);
        Self { parsers: Vec::new(), size, on_event, next_name: 0, next_job: 0, lost_in_a_row: 0 }
    }

    /// Whether any parser has something to do.
    pub fn is_busy(&self) -> bool {
        self.parsers.iter().any(|parser| !parser.tasks.is_empty())
    }

    /// Starts parsers until the pool is full.
    ///
    /// # Errors
    /// The browser's words, if it refuses.
    pub fn fill(&mut self) -> Result<(), String> {
        while self.parsers.len() < self.size {
            let name = self.next_name;
            self.next_name += 1;
            let worker = start_worker(name, &self.on_event).map_err(|cause| in_words(&cause))?;
            self.parsers.push(Parser { name, worker, listens: false, tasks: VecDeque::new(), silent: 0.0 });
        }
        Ok(())
    }

    /// The position of the parser with most room for a slice.
    pub fn room_for_slice(&self) -> Option<usize> {
        self.room(|task| matches!(task, Task::Slice(_)), DEPTH)
    }

    /// The position of a parser that computes no hash.
    pub fn room_for_hash(&self) -> Option<usize> {
        self.room(|task| matches!(task, Task::Hash(..)), 1)
    }

    /// The position of a parser that has nothing to do.
    pub fn room_for_record(&self) -> Option<usize> {
        self.room(|_| true, 1)
    }

    fn room(&self, of_kind: impl Fn(&Task) -> bool, most: usize) -> Option<usize> {
        let load = |parser: &Parser| parser.tasks.iter().filter(|(_, task)| of_kind(task)).count();
        let listening = self.parsers.iter().enumerate().filter(|(_, parser)| parser.listens);
        listening.map(|(at, parser)| (load(parser), at)).filter(|&(load, _)| load < most).min().map(|(_, at)| at)
    }

    /// Gives `task` on `file` to the parser at position `at`.
    pub fn give(&mut self, at: usize, task: Task, file: &File) {
        let Some(parser) = self.parsers.get_mut(at) else { return };
        let job = self.next_job;
        self.next_job = self.next_job.wrapping_add(1);
        let order = match &task {
            Task::Slice(slice) => Order::Parse {
                job,
                start: slice.slice.start as f64,
                end: slice.slice.end as f64,
                size: slice.size as f64,
                general_only: slice.second_try,
                known: slice.known,
            },
            Task::Hash(_, size) => Order::Hash { job, size: *size as f64 },
            Task::Record(_, place) => Order::Record { job, place: place.clone() },
        };
        if parser.tasks.is_empty() {
            parser.silent = 0.0;
        }
        parser.tasks.push_back((job, task));
        // A worker that cannot be posted to will never answer: the watchdog takes its tasks back.
        let _ = parser.worker.post_message(&pack(&order, file));
    }

    /// What follows from an event. `None` for one of a parser that is gone already.
    pub fn receive(&mut self, name: u32, event: Event) -> Option<News> {
        let at = self.parsers.iter().position(|parser| parser.name == name)?;
        let message = match event {
            Event::Broke(cause) => return Some(self.lose(at, cause)),
            Event::Said(message) => message,
        };
        let parser = self.parsers.get_mut(at)?;
        parser.silent = 0.0;
        let (answer, handle) = unpack::<Answer>(&message)?;
        let job = match answer {
            Answer::Ready => {
                parser.listens = true;
                self.lost_in_a_row = 0;
                return Some(News::Room);
            }
            Answer::Alive { job, bytes } => {
                let (_, task) = parser.tasks.iter().find(|(given, _)| *given == job)?;
                return Some(News::Alive(task.clone(), bytes));
            }
            Answer::Kind { job, sliced, packed } => {
                let (_, task) = parser.tasks.iter().find(|(given, _)| *given == job)?;
                return Some(News::Kind(task.clone(), sliced, packed));
            }
            Answer::Told { job, tidings } => {
                let (_, task) = parser.tasks.iter().find(|(given, _)| *given == job)?;
                return Some(News::Told(task.clone(), tidings, handle));
            }
            Answer::Parsed { job, .. }
            | Answer::Hashed { job, .. }
            | Answer::Record { job, .. }
            | Answer::Unreadable { job, .. } => job,
        };
        let at = parser.tasks.iter().position(|(given, _)| *given == job)?;
        let (_, task) = parser.tasks.remove(at)?;
        Some(News::Answer(task, answer, handle))
    }

    /// Notes that `seconds` have passed in which messages could come in, and loses the first parser that is silent too long.
    pub fn watch(&mut self, seconds: f64) -> Option<News> {
        for parser in self.parsers.iter_mut().filter(|parser| !parser.tasks.is_empty() || !parser.listens) {
            parser.silent += seconds;
        }
        let at = self.parsers.iter().position(|parser| parser.silent > SILENCE)?;
        Some(self.lose(at, format!("it gave no answer for {SILENCE} seconds")))
    }

    /// Ends the parser that was given a certain task, in the midst of whatever it does: it is not to be waited for. Its tasks come back
    /// undone; [`Pool::fill`] starts another in its place.
    pub fn stop(&mut self, is: impl Fn(&Task) -> bool) -> Vec<Task> {
        let Some(at) = self.parsers.iter().position(|parser| parser.tasks.iter().any(|(_, task)| is(task))) else {
            return Vec::new();
        };
        let parser = self.parsers.remove(at);
        parser.worker.terminate();
        parser.tasks.into_iter().map(|(_, task)| task).collect()
    }

    fn lose(&mut self, at: usize, cause: String) -> News {
        let parser = self.parsers.remove(at);
        parser.worker.terminate();
        self.lost_in_a_row += 1;
        if !parser.listens && self.lost_in_a_row >= FALSE_STARTS {
            return News::Broken(cause);
        }
        // It works on its first slice; on a hash only if there is no slice to blame.
        let first_slice = parser.tasks.iter().position(|(_, task)| matches!(task, Task::Slice(_)));
        let to_blame = first_slice.unwrap_or(0);
        let tasks = parser.tasks.into_iter().enumerate().map(|(at, (_, task))| (task, at == to_blame));
        News::Lost(tasks.collect(), cause)
    }
}

fn wanted_size() -> usize {
    let navigator: WorkerNavigator = scope::scope().navigator();
    (navigator.hardware_concurrency() as usize).clamp(1, MOST)
}

/// Starts a worker from a Blob URL of the same program as this worker's, so that the page's policy binds it too.
fn start_worker(name: u32, on_event: &Rc<dyn Fn(u32, Event)>) -> Result<Worker, JsValue> {
    let program: Blob = scope::part("program").dyn_into()?;
    let url = Url::create_object_url_with_blob(&program)?;
    let worker = Worker::new(&url)?;

    let tell = on_event.clone();
    let on_message =
        Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| tell(name, Event::Said(event.data())));
    worker.set_onmessage(Some(on_message.into_js_value().unchecked_ref()));
    let tell = on_event.clone();
    let on_error = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
        // Dealt with here: it is not to reach the page as if the engine had stopped.
        event.prevent_default();
        let words = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message).unwrap_or_default();
        tell(name, Event::Broke(words));
    });
    worker.set_onerror(Some(on_error.into_js_value().unchecked_ref()));

    let parts = js_sys::Object::assign(&js_sys::Object::new(), scope::parts().unchecked_ref());
    js_sys::Reflect::set(&parts, &"role".into(), &"parser".into())?;
    worker.post_message(&parts)?;
    Ok(worker)
}
