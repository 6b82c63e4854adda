//! A parser of the pool: reads slices of files and sends back batches; computes hashes.
//!
//! Reading a slice begins when its order comes, so that the next one is read while this one is parsed; orders are worked off in
//! turn.

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

struct SliceRead {
    job: u32,
    start: u64,
    end: u64,
    size: u64,
    general_only: bool,
    read: Result<PendingRead, String>,
}

#[derive(Default)]
struct Worker {
    queue: RefCell<VecDeque<SliceRead>>,
    is_working: Cell<bool>,
}

/// Listens, and says so.
pub fn start() {
    let worker = Rc::new(Worker::default());
    scope::listen(move |message| match unpack::<Order>(&message) {
        Some((Order::Parse { job, start, end, size, general_only }, file)) => {
            let until = (end + TAIL as f64).min(size);
            let read = slices::begin(file.unchecked_ref(), start, until);
            let (start, end, size) = (start as u64, end as u64, size as u64);
            worker.queue.borrow_mut().push_back(SliceRead { job, start, end, size, general_only, read });
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
        let Some(next) = worker.queue.borrow_mut().pop_front() else { break };
        let job = next.job;
        let read = match next.read {
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
