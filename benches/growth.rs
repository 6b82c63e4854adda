//! How cost and memory grow with the number of logons: `cargo bench --bench growth [-- MOST]`.
//!
//! Simulated logs of one domain controller are read while they are written, as many slices at a time as the command line takes, and
//! kept nowhere, so that ten million logons fit into memory. Only reading, appending and analysing are timed, all on one thread. There
//! are two ways to come by more logons: the same company for longer, where events alone grow, and a larger company in the same month,
//! where names grow with them. The exponent is the slope of the line of least squares through the logarithms of logons and seconds: 1
//! is linear. Sorting is of all rows by the column that takes longest, from asking until the first page is there.

use logonscope::engine::Case;
use logonscope::evidence::evtx::{FILE_HEADER, Parser, SLICE};
use logonscope::evidence::native::MOST_SLICES;
use logonscope::model::events::Events;
use logonscope::protocol::ExportFormat;
use logonscope::protocol::rows::{Column, RowsQuery, Sorting};
use logonscope::simulation::{Collection, Plan, Volume, simulate};
use std::cell::RefCell;
use std::error::Error;
use std::io::{self, Seek, SeekFrom, Write};
use std::time::Instant;

/// Days of the shortest log.
const DAYS: u32 = 31;
/// How many people make the logons of [`DAYS`] days in the smallest size.
const EMPLOYEES: u32 = 160;

/// How many logons, and how often they are measured: the median counts.
const SIZES: [(u64, usize); 3] = [(100_000, 5), (1_000_000, 3), (10_000_000, 1)];

/// A case that grows, and what that took.
#[derive(Default)]
struct Growing {
    case: Case,
    parser: Parser,
    files: u32,
    bytes: u64,
    reading: f64,
}

/// A log that is read while it is written.
struct Sink<'g> {
    growing: &'g RefCell<Growing>,
    file: u32,
    /// What was written and not read yet, and where in the log it begins.
    waiting: Vec<u8>,
    begin: u64,
    /// Where is written next.
    at: u64,
}

impl<'g> Sink<'g> {
    fn new(growing: &'g RefCell<Growing>, name: &str) -> Self {
        let mut reader = growing.borrow_mut();
        reader.files += 1;
        let file = reader.case.add_file(name, name, 0);
        Self { growing, file, waiting: Vec::new(), begin: FILE_HEADER, at: 0 }
    }

    fn read(&mut self) {
        let Growing { case, parser, bytes, reading, .. } = &mut *self.growing.borrow_mut();
        let (begin, end) = (self.begin, self.begin + self.waiting.len() as u64);
        let slices = (begin..end).step_by(SLICE as usize).map(|at| at..(at + SLICE).min(end));
        let begun = Instant::now();
        let batch = parser.read_slices(slices, end, |offset, buffer| {
            let there = self.waiting.get((offset - begin) as usize..).unwrap_or_default();
            let count = there.len().min(buffer.len());
            buffer[..count].copy_from_slice(&there[..count]);
            Ok(count)
        });
        case.append(self.file, &batch);
        *reading += begun.elapsed().as_secs_f64();
        *bytes += self.waiting.len() as u64;
        self.begin = end;
        self.waiting.clear();
    }
}

impl Write for Sink<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // The file header is written first, empty, and last; the chunks can be read without it.
        if self.at >= FILE_HEADER {
            self.waiting.extend_from_slice(bytes);
        }
        self.at += bytes.len() as u64;
        if self.waiting.len() as u64 >= MOST_SLICES * SLICE {
            self.read();
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seek for Sink<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let SeekFrom::Start(at) = to else { return Err(io::ErrorKind::Unsupported.into()) };
        if !self.waiting.is_empty() {
            self.read();
        }
        self.at = at;
        Ok(at)
    }
}

/// One measure; seconds.
struct Measure {
    logons: f64,
    rows: f64,
    megabytes: f64,
    reading: f64,
    analysing: f64,
    document: f64,
    /// Of the slowest column, and which that is.
    sorting: (f64, &'static str),
    /// Bytes held for a row by the core columns, for a logon by the side columns, and for a row by strings and claims.
    core: f64,
    side: f64,
    names: f64,
}

fn measure(logons: u64, longer: bool) -> Result<Measure, Box<dyn Error>> {
    let times = if longer { u32::try_from(logons / SIZES[0].0)? } else { 1 };
    let plan = Plan {
        days: DAYS * times,
        employees: longer.then_some(EMPLOYEES),
        volume: Volume::Logons(logons),
        logon_share: 1.0,
        collection: Collection::OneController,
        controllers: 1,
        ..Plan::default()
    };
    let growing = RefCell::new(Growing::default());
    simulate(&plan, |name| Ok(Sink::new(&growing, name)))?;
    let Growing { mut case, files, bytes, reading, .. } = growing.into_inner();
    let begun = Instant::now();
    case.analyse();
    let analysing = begun.elapsed().as_secs_f64();
    for file in 0..files {
        case.finish_file(file, None);
        case.set_sha256(file, "0".repeat(64));
    }
    let begun = Instant::now();
    case.export(ExportFormat::AnalysisJson).map_err(|message| message.text)?;
    let document = begun.elapsed().as_secs_f64();
    let sorting = slowest_sort(&mut case);
    let logons = case.derived().map_or(0, |derived| derived.scope.logons) as f64;
    let (store, rows) = (case.store(), case.store().events.len() as f64);
    let [core, side] = store.events.heap_bytes();
    let names = store.heap_bytes() - core - side;
    Ok(Measure {
        logons,
        rows,
        megabytes: bytes as f64 / 1e6,
        reading,
        analysing,
        document,
        sorting,
        core: core as f64 / rows,
        side: side as f64 / logons,
        names: names as f64 / rows,
    })
}

/// How long it takes to sort all rows by the column that takes longest.
fn slowest_sort(case: &mut Case) -> (f64, &'static str) {
    let generation = case.generation();
    let seconds = |case: &mut Case, by: Column| {
        let begun = Instant::now();
        let page = case.rows(generation, &RowsQuery::default(), Sorting { by, descending: false }, 0, 64);
        assert!(page.is_some_and(|page| !page.rows.is_empty()), "rows of the present generation");
        begun.elapsed().as_secs_f64()
    };
    let all = Column::ALL.map(|(column, name)| (seconds(case, column), name));
    all.into_iter().max_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or((0.0, ""))
}

/// The slope of the line of least squares through the logarithms.
fn exponent(points: &[(f64, f64)]) -> f64 {
    let count = points.len() as f64;
    let logs: Vec<(f64, f64)> = points.iter().map(|(x, y)| (x.ln(), y.ln())).collect();
    let (x, y) = logs.iter().fold((0.0, 0.0), |(x, y), point| (x + point.0 / count, y + point.1 / count));
    let above: f64 = logs.iter().map(|point| (point.0 - x) * (point.1 - y)).sum();
    let below: f64 = logs.iter().map(|point| (point.0 - x).powi(2)).sum();
    above / below
}

/// The most memory that this process has held, in megabytes, where the system tells.
fn high_water() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse::<f64>().ok().map(|kilobytes| kilobytes / 1000.0)
}

/// Measures every size up to `most` and prints a line for each.
fn series(longer: bool, most: u64) -> Result<(), Box<dyn Error>> {
    println!(
        "{:>10}  {:>10}  {:>7}  {:>8}  {:>8}  {:>8}  {:>8}  {:>6}  {:>6}  {:>6}  {:>8}  sorted by",
        "logons", "rows", "log MB", "read s", "analyse", "document", "sort", "core B", "side B", "names", "peak MB"
    );
    let (mut whole, mut analysis) = (Vec::new(), Vec::new());
    for (logons, times) in SIZES.into_iter().filter(|(logons, _)| *logons <= most) {
        let mut measures = (0..times).map(|_| measure(logons, longer)).collect::<Result<Vec<_>, _>>()?;
        measures.sort_by(|a, b| (a.reading + a.analysing).total_cmp(&(b.reading + b.analysing)));
        let Some(middle) = measures.get(times / 2) else { continue };
        println!(
            "{:>10}  {:>10}  {:>7.0}  {:>8.3}  {:>8.3}  {:>8.3}  {:>8.3}  {:>6.1}  {:>6.1}  {:>6.2}  {:>8.0}  {}",
            middle.logons,
            middle.rows,
            middle.megabytes,
            middle.reading,
            middle.analysing,
            middle.document,
            middle.sorting.0,
            middle.core,
            middle.side,
            middle.names,
            high_water().unwrap_or(f64::NAN),
            middle.sorting.1,
        );
        whole.push((middle.logons, middle.reading + middle.analysing));
        analysis.push((middle.logons, middle.analysing));
    }
    println!(
        "Exponent: {:.3} of reading and analysing, {:.3} of analysing alone.",
        exponent(&whole),
        exponent(&analysis)
    );
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let most: u64 = match std::env::args().skip(1).find(|argument| !argument.starts_with("--")) {
        Some(most) => most.parse()?,
        None => u64::MAX,
    };
    println!(
        "One thread. Core bytes are for a row, side bytes for a logon event, names (strings and claims) for a row."
    );
    println!(
        "A row is {} bytes in the core columns and {} in the side columns.",
        Events::CORE_BYTES,
        Events::SIDE_BYTES
    );
    println!("The same company for longer:");
    series(true, most)?;
    println!("A larger company in the same month:");
    series(false, most)
}
