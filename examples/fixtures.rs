//! Writes the logs that the browser tests pick: `fixtures FOLDER`. All are made by the EVTX writer; the same bytes every time.

#[allow(clippy::unwrap_used)] // a test fixture that fails has failed
#[path = "../tests/support/logs.rs"]
mod logs;

use std::error::Error;
use std::fs;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args_os().nth(1).ok_or("usage: fixtures FOLDER")?);
    fs::create_dir_all(&folder)?;
    let company = logs::log(logs::busy(6_000));
    let damaged = company.get(..company.len() * 7 / 10 + 1234).unwrap_or_default();
    fs::write(folder.join("damaged.evtx"), damaged)?;
    fs::write(folder.join("company.evtx"), &company)?;
    fs::write(folder.join("morning.evtx"), logs::log(logs::morning()))?;
    fs::write(folder.join("each.evtx"), logs::log(logs::one_of_each()))?;
    fs::write(folder.join("empty.evtx"), [])?;
    fs::write(folder.join("notes.txt"), "These are notes, not an event log.\n")?;
    Ok(())
}
