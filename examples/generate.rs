//! Writes simulated event logs with known truth: a company, and an intruder in its last days.
//!
//! ```sh
//! cargo run --profile fast --features writer --example generate -- CASE --seed 7 --days 31 --employees 40
//! ```

use logonscope::simulation::{Collection, Plan, Volume, simulate};
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "\
Usage: generate FOLDER [options]
       generate --sample-case FOLDER

Writes event logs (*.evtx) of a made-up company, and ground-truth.json, into FOLDER. The same options write the same bytes.

  --sample-case        the case that is shipped with LogonScope; goes with no other option
  --seed N             decides all chance (default 7)
  --start DATE         the first day (default 2024-09-02)
  --days N             how many days (default 31)
  --employees N        how many people (default: 40, or as many as the volume needs)
  --servers N          servers beside the domain controllers (default 8)
  --controllers N      domain controllers (default 2)
  --activity X         how busy they are, 1 being usual
  --logons N           so many logons in all (4624, 4625, 4768, 4769, 4776)
  --size N             so many bytes in all; KB, MB and GB are understood (decimal)
  --logon-share X      share of logons among all records (default 0.25)
  --single-file        the Security log of one domain controller only
  --no-intruder        nothing bad happens
  --help               this page
";

/// What was asked for.
#[derive(Debug, PartialEq)]
enum Task {
    Help,
    Write(PathBuf, Plan),
}

fn main() -> ExitCode {
    match task(std::env::args_os().skip(1)) {
        Err(wrong) => {
            eprintln!("generate: {wrong}\n\n{USAGE}");
            ExitCode::from(2)
        }
        Ok(Task::Help) => {
            print!("{USAGE}");
            ExitCode::SUCCESS
        }
        Ok(Task::Write(folder, plan)) => match write(&folder, &plan) {
            Ok(()) => ExitCode::SUCCESS,
            Err(why) => {
                eprintln!("generate: {why}");
                ExitCode::FAILURE
            }
        },
    }
}

fn task(arguments: impl Iterator<Item = OsString>) -> Result<Task, String> {
    let mut plan = Plan::default();
    let mut folder = None;
    let mut others = 0;
    let mut arguments = arguments;
    let mut is_sample = false;
    while let Some(argument) = arguments.next() {
        let Some(name) = argument.to_str().filter(|text| text.starts_with("--")).map(str::to_owned) else {
            if folder.replace(PathBuf::from(argument)).is_some() {
                return Err("one folder is enough".to_owned());
            }
            continue;
        };
        others += 1;
        let mut value = || {
            let value = arguments.next().ok_or(format!("{name} needs a value"))?;
            value.into_string().map_err(|_| format!("{name} needs text"))
        };
        match name.as_str() {
            "--help" => return Ok(Task::Help),
            "--sample-case" => is_sample = true,
            "--seed" => plan.seed = number(&name, &value()?)?,
            "--start" => plan.start = value()?,
            "--days" => plan.days = number(&name, &value()?)?,
            "--employees" => plan.employees = Some(number(&name, &value()?)?),
            "--servers" => plan.servers = number(&name, &value()?)?,
            "--controllers" => plan.controllers = number(&name, &value()?)?,
            "--activity" => plan.volume = Volume::Natural(number(&name, &value()?)?),
            "--logons" => plan.volume = Volume::Logons(number(&name, &value()?)?),
            "--size" => plan.volume = Volume::Bytes(bytes(&value()?)?),
            "--logon-share" => plan.logon_share = number(&name, &value()?)?,
            "--single-file" => (plan.collection, plan.controllers) = (Collection::OneController, 1),
            "--no-intruder" => plan.intruder = false,
            _ => return Err(format!("unknown option {name}")),
        }
    }
    let folder = folder.ok_or("no folder given")?;
    match (is_sample, others) {
        (true, 1) => Ok(Task::Write(folder, Plan::sample_case())),
        (true, _) => Err("--sample-case goes with no other option".to_owned()),
        (false, _) => Ok(Task::Write(folder, plan)),
    }
}

fn number<T: std::str::FromStr>(name: &str, text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{name} needs a number, not \"{text}\""))
}

fn bytes(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match text[digits.len()..].to_ascii_uppercase().as_str() {
        "" | "B" => 1,
        "KB" => 1_000,
        "MB" => 1_000_000,
        "GB" => 1_000_000_000,
        _ => return Err(format!("--size needs a number of bytes, KB, MB or GB, not \"{text}\"")),
    };
    number::<u64>("--size", digits)?.checked_mul(unit).ok_or(format!("--size {text} is too large"))
}

fn write(folder: &Path, plan: &Plan) -> Result<(), String> {
    let told = |path: &Path, error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    fs::create_dir_all(folder).map_err(|error| told(folder, &error))?;
    let open = |name: &str| File::create(folder.join(name)).map(BufWriter::new);
    let (files, truth) = simulate(plan, open).map_err(|error| error.to_string())?;
    let path = folder.join("ground-truth.json");
    let mut json = serde_json::to_string_pretty(&truth).map_err(|error| told(&path, &error))?;
    json.push('\n');
    fs::write(&path, json).map_err(|error| told(&path, &error))?;
    let count = files.len();
    eprintln!("{count} logs, {} records, {} logons in {}", truth.totals.records, truth.totals.logons, folder.display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &[&str]) -> Result<Task, String> {
        task(words.iter().map(OsString::from))
    }

    #[test]
    fn options_say_what_is_planned() {
        let parsed = parse(&["OUT", "--seed", "9", "--size", "300MB", "--single-file", "--days", "3"]);
        let wanted = Plan {
            seed: 9,
            days: 3,
            volume: Volume::Bytes(300_000_000),
            collection: Collection::OneController,
            controllers: 1,
            ..Plan::default()
        };
        assert_eq!(parsed, Ok(Task::Write("OUT".into(), wanted)));
        assert_eq!(parse(&["--sample-case", "OUT"]), Ok(Task::Write("OUT".into(), Plan::sample_case())));
    }

    #[test]
    fn what_is_wrong_is_said() {
        let wrong = |words: &[&str]| parse(words).expect_err("an error");
        assert_eq!(wrong(&[]), "no folder given");
        assert_eq!(wrong(&["a", "b"]), "one folder is enough");
        assert_eq!(wrong(&["a", "--days", "many"]), "--days needs a number, not \"many\"");
        assert_eq!(wrong(&["a", "--sample-case", "--seed", "1"]), "--sample-case goes with no other option");
        assert_eq!(wrong(&["a", "--size", "3 TB"]), "--size needs a number of bytes, KB, MB or GB, not \"3 TB\"");
    }
}
