//! Reads and analyses a small made-up log over and over while the page waits for its first file, and throws the result away.
//!
//! A browser compiles a program quickly and badly at first, and anew and well what turns out to run often. It does so beside the
//! program, on the same processors, and a large log would be half read by then: here it costs nobody anything. What one worker warms is
//! warm in all, since they share the compiled program.

use super::engine::Engine;
use super::scope;
use logonscope::engine::Case;
use logonscope::evidence::batch::Batch;
use logonscope::evidence::evtx::Parser;
use logonscope::protocol::View;

/// One chunk of a domain controller's log: `generate FOLDER --single-file --days 1 --employees 8 --servers 3 --controllers 1
/// --no-intruder --size 64KB`.
const LOG: &[u8] = include_bytes!("warm_up/made-up.evtx");
/// The page is drawn for the first time meanwhile, milliseconds.
const FIRST_PAINT: i32 = 150;
/// Times that the log is read in one turn of the event loop; some milliseconds.
const READINGS: u32 = 8;
/// Turns. After so many everything that runs often has been found to.
const TURNS: u32 = 40;
/// Every so many turns what was read is analysed.
const ANALYSED: u32 = 10;

/// Warms up, in turns, until there is real work.
pub async fn run(engine: Engine) {
    scope::wait(FIRST_PAINT).await;
    let mut parser = Parser::default();
    let mut case = Case::new();
    let file = case.add_file("", "", LOG.len() as u64);
    for turn in 1..=TURNS {
        if !engine.borrow().handles.is_empty() {
            return;
        }
        for _ in 0..READINGS {
            let batch = parser.parse_slice(LOG, 0..LOG.len() as u64, LOG.len() as u64).to_bytes();
            if let Some(batch) = Batch::from_bytes(&batch) {
                case.append(file, &batch);
            }
        }
        if turn.is_multiple_of(ANALYSED) {
            case.analyse();
            let _ = (View::Graph(case.graph_view()).to_bytes(), View::Activity(case.activity_view()).to_bytes());
            case.layout_step(READINGS);
        }
        scope::turn().await;
    }
}
