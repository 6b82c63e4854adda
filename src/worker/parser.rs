//! A parser of the pool: reads slices of files and sends back batches; computes hashes.
//!
//! The slices next in turn are read while one is parsed; orders beyond them wait, so that a long queue costs no memory.

use super::scope;
use super::slices::{self, PendingRead};
use super::wire::{Answer, Order, pack, unpack};
use js_sys::Uint8Array;
use logonscope::evidence::evtx::{Parser, TAIL, inspect_header};
use sha2::{Digest, Sha256};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

/// Bytes hashed at a time.
const HASH_STEP: f64 = 8.0 * 1024.0 * 1024.0;

/// Slices read ahead of the one that is parsed.
const AHEAD: usize = 2;

struct SliceOrder {
    job: u32,
    start: u64,
    end: u64,
    size: u64,
    general_only: bool,
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
        Some((Order::Parse { job, start, end, size, general_only }, file)) => {
            let (start, end, size, file) = (start as u64, end as u64, size as u64, file.unchecked_into());
            worker.orders.borrow_mut().push_back(SliceOrder { job, start, end, size, general_only, file });
            worker.read_ahead();
            if !worker.is_working.replace(true) {
                spawn_local(parse_all(worker.clone()));
            }
        }
        Some((Order::Hash { job, size }, file)) => spawn_local(async move {
            match hash(job, file.unchecked_ref(), size).await {
                Ok(sha256) => answer(&Answer::Hashed { job, sha256 }),
                Err(cause) => answer(&Answer::Unreadable { job, cause }),
            }
        }),
        None => {}
    });
    answer(&Answer::Ready);
}

fn answer(answer: &Answer) {
    scope::post(&pack(answer, &JsValue::NULL));
}

async fn parse_all(worker: Rc<Worker>) {
    let mut bytes = Vec::new();
    let mut fast = Parser::default();
    loop {
        let Some((next, read)) = worker.next() else { break };
        let job = next.job;
        let read = match read {
            Ok(read) => read.finish(&mut bytes).await,
            Err(cause) => Err(cause),
        };
        if let Err(cause) = read {
            answer(&Answer::Unreadable { job, cause });
            continue;
        }
        answer(&Answer::Alive { job, bytes: bytes.len() as f64 });
        let slice = next.start..next.end;
        let no_log = (next.start == 0).then(|| inspect_header(&bytes, next.size).err()).flatten();
        let batch = if next.general_only {
            Parser::general_only().parse_slice(&bytes, slice, next.size)
        } else {
            fast.parse_slice(&bytes, slice, next.size)
        };
        let batch = Uint8Array::from(batch.to_bytes().as_slice());
        let parsed = Answer::Parsed { job, no_log: no_log.map(|cause| cause.to_string()) };
        scope::post_moving(&pack(&parsed, &batch), &batch);
        // Orders that came meanwhile begin their reading now, before the next slice is parsed.
        scope::turn().await;
    }
    worker.is_working.set(false);
}

async fn hash(job: u32, file: &File, size: f64) -> Result<String, String> {
    let mut bytes = Vec::new();
    let mut hasher = Sha256::new();
    let mut at = 0.0;
    let mut next = slices::begin(file, 0.0, HASH_STEP.min(size))?;
    while at < size {
        let this = next;
        let end = (at + HASH_STEP).min(size);
        next = slices::begin(file, end, (end + HASH_STEP).min(size))?;
        this.finish(&mut bytes).await?;
        hasher.update(&bytes);
        answer(&Answer::Alive { job, bytes: bytes.len() as f64 });
        at = end;
    }
    Ok(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}
