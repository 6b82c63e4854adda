//! The engine without a browser: event logs in, the analysis document (`docs/analysis-json.md`) out.
//!
//! ```sh
//! cargo run --release --example analyze -- --zone Asia/Tokyo Security.evtx > analysis.json
//! ```

use logonscope::analysis::vector::run_vector;
use logonscope::engine::{Case, native};
use logonscope::evidence::native::find_files;
use logonscope::protocol::{ExportFormat, Options};
use std::ffi::OsString;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

const USAGE: &str = "\
Usage: analyze [options] FILES OR FOLDERS...

Reads Windows event logs and writes the analysis document (JSON) to standard output.

  --zone ZONE          UTC (default), an offset such as +09:00, or a name such as Asia/Tokyo
  --merge-accounts     one account for each name, whatever its domain
  --include-builtin    SYSTEM, ANONYMOUS LOGON, DWM-1 and the like too
  --include-machine    machine accounts too
  --include-local      logons without a source (service, batch, console) too
  --threads N          parsing threads (default: one for each processor)
  --rows VECTOR.json   runs the analysis on logon rows of this form instead of logs
  --times              says on standard error when each pass was over; hashing runs beside the others
  --help               this page
";

/// What was asked for.
#[derive(Debug)]
enum Task {
    Help,
    Rows(PathBuf),
    Logs { paths: Vec<PathBuf>, options: Options, threads: usize, times: bool },
}

fn main() -> ExitCode {
    let result = match task(std::env::args_os().skip(1)) {
        Err(wrong) => {
            eprintln!("analyze: {wrong}\n\n{USAGE}");
            return ExitCode::from(2);
        }
        Ok(Task::Help) => Ok(USAGE.as_bytes().to_vec()),
        Ok(Task::Rows(path)) => rows(&path),
        Ok(Task::Logs { paths, options, threads, times }) => logs(&paths, options, threads, times),
    };
    match result.and_then(|bytes| write(&bytes)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("analyze: {why}");
            ExitCode::FAILURE
        }
    }
}

fn task(arguments: impl Iterator<Item = OsString>) -> Result<Task, String> {
    let mut paths = Vec::new();
    let mut options = Options::default();
    let mut threads = std::thread::available_parallelism().map_or(1, usize::from);
    let (mut rows, mut times) = (None, false);
    let mut only_paths = false;
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        let text = argument.to_string_lossy().into_owned();
        if only_paths || !text.starts_with("--") {
            paths.push(PathBuf::from(argument));
            continue;
        }
        let (name, mut given) = match text.split_once('=') {
            Some((name, value)) => (name.to_owned(), Some(OsString::from(value))),
            None => (text, None),
        };
        let mut value = || given.take().or_else(|| arguments.next()).ok_or(format!("{name} needs a value"));
        match name.as_str() {
            "--" => only_paths = true,
            "--help" => return Ok(Task::Help),
            "--zone" => options.zone = value()?.to_string_lossy().into_owned(),
            "--threads" => {
                let value = value()?.to_string_lossy().into_owned();
                threads = value
                    .parse()
                    .ok()
                    .filter(|threads| *threads > 0)
                    .ok_or_else(|| format!("--threads needs a number above 0, not \"{value}\""))?;
            }
            "--rows" => rows = Some(PathBuf::from(value()?)),
            "--times" => times = true,
            "--merge-accounts" => options.merge_accounts = true,
            "--include-builtin" => options.include_builtin = true,
            "--include-machine" => options.include_machine = true,
            "--include-local" => options.include_local = true,
            _ => return Err(format!("unknown option {name}")),
        }
        if given.is_some() {
            return Err(format!("{name} takes no value"));
        }
    }
    match (rows, paths.is_empty()) {
        (Some(rows), true) => Ok(Task::Rows(rows)),
        (Some(_), false) => Err("--rows stands in place of files".to_owned()),
        (None, true) => Err("no file or folder given".to_owned()),
        (None, false) => Ok(Task::Logs { paths, options, threads, times }),
    }
}

fn rows(path: &Path) -> Result<Vec<u8>, String> {
    let in_file = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let vector = std::fs::read(path).map_err(|error| in_file(&error))?;
    let result = run_vector(&vector).map_err(|error| in_file(&error))?;
    let mut bytes = serde_json::to_vec(&result).map_err(|error| in_file(&error))?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn logs(paths: &[PathBuf], options: Options, threads: usize, times: bool) -> Result<Vec<u8>, String> {
    let begun = Instant::now();
    let tell = |pass: &str| {
        if times {
            eprintln!("{pass} {:.4} s", begun.elapsed().as_secs_f64());
        }
    };
    let said = |message: logonscope::protocol::Message| format!("{} {}", message.text, message.hint);
    let mut case = Case::new();
    case.set_options(options).map_err(said)?;
    let files = find_files(paths).map_err(|error| error.to_string())?;
    if files.is_empty() {
        return Err("there is no file in the folders given".to_owned());
    }
    native::read_into_telling(&mut case, &files, threads, |pass| tell(&format!("{pass:?}").to_lowercase()));
    for (_, file) in case.files().iter() {
        if let Some(error) = &file.error {
            eprintln!("analyze: {}: {error}", file.path);
        }
    }
    let bytes = case.export(ExportFormat::AnalysisJson).map_err(said)?.bytes;
    tell("exported");
    // The process is about to end, which gives all memory back at once.
    std::mem::forget(case);
    Ok(bytes)
}

/// Writes to standard output. A reader who has seen enough is no error.
fn write(bytes: &[u8]) -> Result<(), String> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.to_string()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &[&str]) -> Result<Task, String> {
        task(words.iter().map(OsString::from))
    }

    #[test]
    fn options_and_paths_may_stand_in_any_order() {
        let parsed = parse(&["a.evtx", "--zone=+09:00", "--include-local", "--threads", "3", "--", "--odd"]);
        let Ok(Task::Logs { paths, options, threads, times: false }) = parsed else { panic!("{parsed:?}") };
        assert_eq!(paths, [PathBuf::from("a.evtx"), PathBuf::from("--odd")]);
        assert_eq!((options.zone.as_str(), options.include_local, threads), ("+09:00", true, 3));
    }

    #[test]
    fn what_is_wrong_is_said() {
        let wrong = |words: &[&str]| parse(words).expect_err("an error");
        assert_eq!(wrong(&[]), "no file or folder given");
        assert_eq!(wrong(&["--zoom", "x"]), "unknown option --zoom");
        assert_eq!(wrong(&["x", "--zone"]), "--zone needs a value");
        assert_eq!(wrong(&["x", "--threads", "0"]), "--threads needs a number above 0, not \"0\"");
        assert_eq!(wrong(&["x", "--include-local=yes"]), "--include-local takes no value");
        assert_eq!(wrong(&["x", "--rows", "y"]), "--rows stands in place of files");
    }
}
