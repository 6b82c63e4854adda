//! A parser of a pool: reads slices of files and sends back batches; reads a file that has none as a whole and tells what is in it;
//! computes hashes; reads a record again that is packed.
//!
//! The slice next in turn is read while one is parsed; orders beyond it wait, so that a long queue costs no memory.

use super::blob::BlobSource;
use super::slices::{self, Bytes, PendingRead};
use super::wire::{Answer, Order, Tidings, pack, unpack};
use super::{record, scope};
use js_sys::Uint8Array;
use logonscope::evidence::batch::Batch;
use logonscope::evidence::evtx::{FILE_HEADER, Parser, TAIL, inspect_header};
use logonscope::evidence::format::{Format, SNIFFED};
use logonscope::evidence::seal::{Seal, Sealing};
use logonscope::evidence::walk::{Limits, Told, read_file};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

/// Bytes read at a time to be hashed ...
const HASH_STEP: f64 = 16.0 * 1024.0 * 1024.0;
/// ... and those hashed at a time, while they are in the processor's cache.
const HASH_PIECE: usize = 256 * 1024;
/// Bytes parsed in one turn of the event loop: a millisecond or two.
const STEP: u64 = 1024 * 1024;

/// Slices read ahead of the one that is parsed.
const AHEAD: usize = 1;

struct SliceOrder {
    job: u32,
    start: u64,
    end: u64,
    size: u64,
    general_only: bool,
    known: u32,
    file: File,
}

#[derive(Default)]
struct Worker {
    orders: RefCell<VecDeque<SliceOrder>>,
    /// Reads under way, in turn.
    reads: RefCell<VecDeque<(SliceOrder, Result<PendingRead, String>)>>,
    is_working: Cell<bool>,
}

impl Worker {
    /// Begins the reads that are next in turn.
    fn read_ahead(&self) {
        let (mut orders, mut reads) = (self.orders.borrow_mut(), self.reads.borrow_mut());
        while reads.len() < AHEAD {
            let Some(order) = orders.pop_front() else { return };
            let until = (order.end + TAIL).min(order.size);
            let read = slices::begin(&order.file, order.start as f64, until as f64);
            reads.push_back((order, read));
        }
    }

    fn next(&self) -> Option<(SliceOrder, Result<PendingRead, String>)> {
        self.read_ahead();
        let next = self.reads.borrow_mut().pop_front();
        self.read_ahead();
        next
    }
}

/// Listens, and says so.
pub fn start() {
    let worker = Rc::new(Worker::default());
    scope::listen(move |message| match unpack::<Order>(&message) {
        Some((Order::Parse { job, start, end, size, general_only, known }, file)) => {
            let (start, end, size, file) = (start as u64, end as u64, size as u64, file.unchecked_into());
            worker.orders.borrow_mut().push_back(SliceOrder { job, start, end, size, general_only, known, file });
            worker.read_ahead();
            if !worker.is_working.replace(true) {
                spawn_local(parse_all(worker.clone()));
            }
        }
        Some((Order::Hash { job, size }, file)) => spawn_local(async move {
            match hash(job, file.unchecked_ref(), size).await {
                Ok(Seal { sha256, remark, .. }) => answer(&Answer::Hashed { job, sha256, remark }),
                Err(cause) => answer(&Answer::Unreadable { job, cause }),
            }
        }),
        Some((Order::Record { job, place }, file)) => {
            let text = record::text(&place, file.unchecked_ref(), |bytes| answer(&Answer::Alive { job, bytes }));
            answer(&Answer::Record { job, text });
        }
        None => {}
    });
    answer(&Answer::Ready);
}

fn answer(answer: &Answer) {
    scope::post(&pack(answer, &JsValue::NULL));
}

async fn parse_all(worker: Rc<Worker>) {
    let mut fast = Parser::default();
    loop {
        let Some((next, read)) = worker.next() else { break };
        let job = next.job;
        let bytes = match read {
            Ok(read) => read.finish().await,
            Err(cause) => Err(cause),
        };
        match bytes {
            Ok(bytes) => parse(&next, &bytes, &mut fast).await,
            Err(cause) => answer(&Answer::Unreadable { job, cause }),
        }
    }
    worker.is_working.set(false);
}

/// Parses a slice and sends what it holds. Every so many bytes, messages are let in: orders begin their reading, and the slices
/// under way go on arriving rather than wait until this one is parsed.
async fn parse(order: &SliceOrder, bytes: &Bytes, fast: &mut Parser) {
    let job = order.job;
    answer(&Answer::Alive { job, bytes: bytes.len() as f64 });
    if order.start == 0 {
        let format = format_of(bytes);
        let sliced = format.is_none_or(Format::is_sliced);
        answer(&Answer::Kind { job, sliced, packed: format.is_some_and(Format::is_packed) });
        if !sliced {
            read_whole(order, fast);
            return scope::turn().await;
        }
    }
    let mut general = order.general_only.then(Parser::general_only);
    let parser = general.as_mut().unwrap_or(fast);
    let read = |at: u64, into: &mut [u8]| Ok(bytes.copy(at.saturating_sub(order.start) as usize, into));
    let mut reading = parser.begin(order.start..order.end, order.size);
    while parser.go_on(&mut reading, read, STEP) {
        scope::turn().await;
    }
    let no_log = (order.start == 0).then(|| not_a_log(bytes, order.size)).flatten();
    post_batch(&Answer::Parsed { job, no_log }, &reading.batch);
    scope::turn().await;
}

/// What a file that begins with `bytes` is.
fn format_of(bytes: &Bytes) -> Option<Format> {
    let mut first = vec![0; SNIFFED as usize];
    let got = bytes.copy(0, &mut first);
    Format::of(first.get(..got).unwrap_or_default())
}

/// Why a file that begins with `bytes` is no event log, if it is none.
fn not_a_log(bytes: &Bytes, size: u64) -> Option<String> {
    let mut header = [0; FILE_HEADER as usize];
    let got = bytes.copy(0, &mut header);
    let cause = inspect_header(header.get(..got).unwrap_or_default(), size).err()?;
    Some(cause.to_string())
}

fn post_batch(answer: &Answer, batch: &Batch) {
    let bytes = Uint8Array::from(batch.to_bytes().as_slice());
    scope::post_moving(&pack(answer, &bytes), &bytes);
}

/// Reads the file of an order from front to back. This takes as long as it takes, in one turn: messages go out meanwhile, and whoever
/// wants it stopped ends the worker.
fn read_whole(order: &SliceOrder, fast: &mut Parser) {
    let job = order.job;
    let source = BlobSource::new(&order.file, |bytes| answer(&Answer::Alive { job, bytes }));
    let mut careful = Parser::general_only();
    let parser = if order.general_only { &mut careful } else { fast };
    let (mut told, mut no_log) = (0, None);
    let read = read_file(&source, order.size, parser, Limits::default(), &mut |news| {
        if let Told::Over { entry: 0, error, .. } = news {
            no_log = error;
            return;
        }
        told += 1;
        if told <= order.known {
            return;
        }
        match news {
            Told::Member { path, size, .. } => {
                answer(&Answer::Told { job, tidings: Tidings::Member { path, size: size as f64 } });
            }
            Told::Batch { entry, batch } => {
                post_batch(&Answer::Told { job, tidings: Tidings::Batch { entry } }, &batch);
            }
            Told::Over { entry, size, error } => {
                answer(&Answer::Told { job, tidings: Tidings::Over { entry, size: size as f64, error } });
            }
        }
    });
    match read {
        Ok(()) => post_batch(&Answer::Parsed { job, no_log }, &Batch::default()),
        Err(cause) => answer(&Answer::Unreadable { job, cause: cause.to_string() }),
    }
}

async fn hash(job: u32, file: &File, size: f64) -> Result<Seal, String> {
    let mut piece = vec![0; HASH_PIECE];
    let mut sealing = Sealing::default();
    let mut at = 0.0;
    let mut next = slices::begin(file, 0.0, HASH_STEP.min(size))?;
    while at < size {
        let this = next;
        let end = (at + HASH_STEP).min(size);
        next = slices::begin(file, end, (end + HASH_STEP).min(size))?;
        let bytes = this.finish().await?;
        for begin in (0..bytes.len()).step_by(HASH_PIECE) {
            let got = bytes.copy(begin, &mut piece);
            sealing.update(piece.get(..got).unwrap_or_default());
        }
        answer(&Answer::Alive { job, bytes: bytes.len() as f64 });
        at = end;
    }
    Ok(sealing.finish())
}
