//! Writes the logs that the browser tests pick: `fixtures FOLDER`. All are made by the EVTX writer; the same bytes every time. Of two of
//! them it writes too what the page's table is to show: every row, its record, and the order of rows by each column.

#[allow(clippy::unwrap_used)] // a test fixture that fails has failed
#[path = "../tests/support/logs.rs"]
mod logs;
#[allow(clippy::unwrap_used)]
#[path = "../tests/support/packing.rs"]
mod packing;
#[allow(clippy::unwrap_used)]
#[path = "../tests/support/retold.rs"]
mod retold;

use logonscope::engine::{Case, native};
use logonscope::evidence::evtx::{record_window, record_xml};
use logonscope::protocol::rows::{Column, RowsQuery, Sorting};
use packing::{Packed, deflated, gzip, stored, zip};
use serde_json::json;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args_os().nth(1).ok_or("usage: fixtures FOLDER")?);
    fs::create_dir_all(&folder)?;
    let company = logs::log(logs::busy(6_000));
    let damaged = company.get(..company.len() * 7 / 10 + 1234).unwrap_or_default();
    fs::write(folder.join("damaged.evtx"), damaged)?;
    fs::write(folder.join("company.evtx"), &company)?;
    fs::write(folder.join("morning.evtx"), logs::log(logs::morning()))?;
    fs::write(folder.join("each.evtx"), logs::log(logs::one_of_each()))?;
    fs::write(folder.join("nothing.evtx"), logs::log(logs::services()))?;
    fs::write(folder.join("hostile.evtx"), logs::log(logs::hostile(&"long name ".repeat(2_000))))?;
    fs::write(folder.join("unspeakable.evtx"), logs::log(logs::unspeakable()))?;
    for name in ["company", "each"] {
        write_rows(&folder, name)?;
    }
    write_no_logs(&folder, &company)?;
    write_packed(&folder.join("packed"), &company)?;
    write_folder(&folder.join("folder"))
}

/// What the table of rows is to show of a log.
fn write_rows(folder: &Path, name: &str) -> Result<(), Box<dyn Error>> {
    let path = folder.join(name).with_extension("evtx");
    let log = fs::read(&path)?;
    let mut case = Case::new();
    native::read_into(&mut case, std::slice::from_ref(&path), 1);
    let generation = case.generation();
    let mut rows = Vec::new();
    let by = |case: &mut Case, by| {
        let view = case.rows(generation, &RowsQuery::default(), Sorting { by, descending: false }, 0, u32::MAX);
        view.ok_or("rows of another generation").map(|view| view.rows)
    };
    for row in by(&mut case, Column::Time)? {
        let record = case.record(generation, row.row).ok_or("a row without a record")?;
        let place = record.places.first().ok_or("a record without a place")?;
        let window = record_window(place.offset, log.len() as u64);
        let bytes = log.get(window.start as usize..window.end as usize).unwrap_or_default();
        let xml = record_xml(bytes, window, place.offset, place.record_id)?;
        rows.push(json!({ "row": row.row, "time": row.time, "cells": row.cells, "xml": xml }));
    }
    let mut orders = serde_json::Map::new();
    for (column, heading) in Column::ALL {
        let order: Vec<u32> = by(&mut case, column)?.iter().map(|row| row.row).collect();
        orders.insert(heading.to_owned(), json!(order));
    }
    let all = json!({ "columns": Column::ALL.map(|(_, heading)| heading), "rows": rows, "orders": orders });
    Ok(fs::write(folder.join(name).with_extension("rows.json"), serde_json::to_vec(&all)?)?)
}

/// What is no log, or no longer one; and one that only its header betrays.
fn write_no_logs(folder: &Path, company: &[u8]) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder.join("no-logs"))?;
    fs::write(folder.join("no-logs/notes.txt"), NOTES)?;
    fs::write(folder.join("empty.evtx"), [])?;
    fs::write(folder.join("notes.txt"), NOTES)?;
    fs::write(folder.join("picture.evtx"), PICTURE)?;
    fs::write(folder.join("settings.json"), r#"{"name": "party", "Event": "birthday"}"#)?;
    fs::write(folder.join("header-only.evtx"), company.get(..3_000).unwrap_or_default())?;
    let mut wrong = company.to_vec();
    wrong.iter_mut().take(8).for_each(|byte| *byte = b'#');
    fs::write(folder.join("wrong-header.evtx"), &wrong)?;
    for chunk in wrong.get_mut(4_096..).unwrap_or_default().chunks_mut(65_536) {
        chunk.iter_mut().take(8).for_each(|byte| *byte = b'#');
    }
    fs::write(folder.join("wrong-magic.evtx"), &wrong)?;
    Ok(())
}

/// Logs in other formats and in archives, and an archive in which there is none.
fn write_packed(folder: &Path, company: &[u8]) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    let morning = logs::log(logs::morning());
    let events = retold::events(&morning);
    let xml: Vec<u8> =
        retold::xml(&events, "\u{feff}<Events>", "</Events>").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let each = retold::evtx_dump_json(&retold::events(&logs::log(logs::one_of_each())));
    fs::write(folder.join("morning.txt"), &xml)?;
    fs::write(folder.join("morning.log"), retold::evtx_dump_json(&events))?;
    let inner = zip(&[
        deflated("morning.xml", &xml),
        deflated("each.jsonl.gz", &gzip(each.as_bytes())),
        Packed { encrypted: true, ..deflated("secret.evtx", &morning) },
    ]);
    let case = zip(&[
        deflated("HOST7/C/Windows/System32/winevt/Logs/Security.evtx", company),
        stored("HOST7/exports.zip", &inner),
        deflated("notes.txt", NOTES.as_bytes()),
    ]);
    fs::write(folder.join("case.zip"), case)?;
    fs::write(folder.join("document.zip"), zip(&[deflated("word/document.xml", b"<w:document/>")]))?;
    let mut bomb = morning.clone();
    bomb.resize(300 << 20, 0);
    let bomb = zip(&[deflated("morning.evtx", &morning), deflated("bomb.evtx", &bomb), deflated("z.evtx", &morning)]);
    fs::write(folder.join("bomb.zip"), bomb)?;
    Ok(())
}

/// 250 logs, more than a browser lists at once, one of them under another name; and files that are none.
fn write_folder(folder: &Path) -> Result<(), Box<dyn Error>> {
    let inner = folder.join("dc02/archive");
    fs::create_dir_all(&inner)?;
    for number in 0..250 {
        let path = match number {
            0 => inner.join("Security.bak"),
            1..20 => inner.join(format!("Security-{number:03}.evtx")),
            _ => folder.join(format!("Security-{number:03}.evtx")),
        };
        fs::write(path, logs::log(logs::of_folder(number)))?;
    }
    fs::write(folder.join("notes.txt"), NOTES)?;
    fs::write(folder.join("picture.png"), PICTURE)?;
    fs::write(inner.join("empty"), [])?;
    Ok(())
}

const NOTES: &str = "These are notes, not an event log.\n";

/// The beginning of a PNG picture.
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";
