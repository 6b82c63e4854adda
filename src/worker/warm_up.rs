//! Reads and analyses a small made-up log over and over while the page waits for its first file, and throws the result away.
//!
//! A browser compiles a program quickly and badly at first, and anew and well what turns out to run often. It does so beside the
//! program, on the same processors, and a large log would be half read by then: here it costs nobody anything. What one worker warms is
//! warm in all, since they share the compiled program.

use super::engine::Engine;
use super::{scope, views};
use logonscope::engine::Case;
use logonscope::evidence::batch::Batch;
use logonscope::evidence::evtx::Parser;
use logonscope::model::time::HOUR;

/// One chunk of a domain controller's log: `generate FOLDER --single-file --days 1 --employees 8 --servers 3 --controllers 1
/// --no-intruder --size 64KB`.
const LOG: &[u8] = include_bytes!("warm_up/made-up.evtx");
/// The page is drawn for the first time meanwhile, milliseconds.
const FIRST_PAINT: i32 = 150;
/// Times that the log is read in one turn of the event loop; some milliseconds.
const READINGS: u32 = 8;
/// Turns in which it is read. After so many everything that runs often has been found to.
const READ: u32 = 40;
/// Turns after them in which all that was read is analysed. Without them the browser would find out in the moment of the final graph
/// that analysing takes long, and would compile while the page waits for a processor to draw with.
const ANALYSED: u32 = 12;

/// Warms up, in turns, until there is real work.
pub async fn run(engine: Engine) {
    scope::wait(FIRST_PAINT).await;
    let mut parser = Parser::default();
    let mut case = Case::new();
    let file = case.add_file("", "", LOG.len() as u64);
    for turn in 0..READ + ANALYSED {
        if !engine.borrow().handles.is_empty() {
            return;
        }
        if turn < READ {
            for reading in 0..READINGS {
                let batch = parser.parse_slice(LOG, 0..LOG.len() as u64, LOG.len() as u64).to_bytes();
                if let Some(mut batch) = Batch::from_bytes(&batch) {
                    // Hours apart, so that they are not duplicates of each other.
                    let later = i64::from(turn * READINGS + reading) * HOUR;
                    batch.store.events.time.iter_mut().for_each(|time| *time += later);
                    case.append(file, &batch);
                }
            }
        } else {
            // What is analysed already is not analysed again.
            case.append(file, &Batch::default());
            case.analyse();
            views::each(&case, &mut |view| drop(view.to_bytes()));
            views::found(&case, &mut |view| drop(view.to_bytes()));
            case.layout_step(READINGS);
        }
        scope::turn().await;
    }
}
