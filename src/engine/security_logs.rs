//! The Security logs of a case's machines, as far as they are whole: from them rules see that something is missing.

use super::files::{CaseFile, Files};
use crate::analysis::rules::SecurityLog;
use crate::evidence::census::Stretch;
use crate::evidence::runs::{id_gaps, runs};
use std::collections::BTreeMap;

/// Windows was started; the service that writes logs was shut down.
const STARTS: [u32; 2] = [4608, 1100];

/// A log, and where ids run on in each of its files.
type InFiles<'f> = (SecurityLog, Vec<(u32, &'f Stretch)>);

/// The logs by machine. `computer` tells the one machine of a file by its number; `None` where there are several or it is not known.
pub fn security_logs(files: &Files, computer: impl Fn(u32) -> Option<String>) -> Vec<SecurityLog> {
    let mut of: BTreeMap<String, InFiles<'_>> = BTreeMap::new();
    let mut damaged = Vec::new();
    for (number, file) in files.iter().filter(|(_, file)| is_security(file)) {
        let Some(computer) = computer(number) else { continue };
        let key = computer.to_lowercase();
        let ledger = &file.ledger;
        let (Some(span), true) = (ledger.first.zip(ledger.last), file.complete && ledger.failed == 0) else {
            damaged.push(key);
            continue;
        };
        let start = SecurityLog { computer: computer.clone(), span, ..SecurityLog::default() };
        let (log, stretches) = of.entry(key).or_insert((start, Vec::new()));
        // The same spelling for any order of files.
        log.computer = computer.min(std::mem::take(&mut log.computer));
        log.files.push(number);
        log.records += ledger.records;
        log.span = (log.span.0.min(span.0), log.span.1.max(span.1));
        let starts = ledger.census.sorted().into_iter().filter(|(_, id, _)| STARTS.contains(id));
        log.starts += starts.map(|(.., count)| count).sum::<u64>();
        stretches.extend(ledger.stretches.iter().map(|stretch| (number, stretch)));
    }
    // What one file lacks may stand in another that cannot be read.
    of.retain(|key, _| !damaged.contains(key));
    let whole = of.into_values().map(|(log, stretches)| {
        let runs = runs(stretches.iter().map(|(_, stretch)| *stretch));
        SecurityLog { gaps: id_gaps(stretches), silent: runs.silent, silences: runs.silences, ..log }
    });
    whole.collect()
}

/// Whether it is a Security log and nothing else, of a format that tells where its records stand.
fn is_security(file: &CaseFile) -> bool {
    let channels = file.ledger.census.sorted();
    !file.ledger.stretches.is_empty()
        && !channels.is_empty()
        && channels.iter().all(|(channel, ..)| channel.eq_ignore_ascii_case("Security"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::runs::IdGap;
    use crate::model::time::HOUR;

    fn add(files: &mut Files, path: &str, channel: &str, ids: &[(u64, u64)], failed: u64) {
        let number = files.add(path, path, 1);
        let file = files.get_mut(number).expect("just added");
        file.complete = true;
        file.ledger.failed = failed;
        file.ledger.census.add_count(channel, 4624, 9);
        file.ledger.census.count(channel, 4608);
        for (at, ids) in (0..).zip(ids) {
            let times = (at * 9 * HOUR, at * 9 * HOUR + HOUR);
            file.ledger.saw(times.0);
            file.ledger.saw(times.1);
            let silence = (times.0, times.0);
            file.ledger.stretches.push(Stretch { offset: at as u64, ids: *ids, missing: 0, times, silence });
        }
        file.ledger.records = 10;
    }

    #[test]
    fn each_machine_has_one_log_and_what_is_damaged_or_another_is_left_aside() {
        let mut files = Files::default();
        add(&mut files, "DC01", "Security", &[(1, 10), (21, 30)], 0);
        add(&mut files, "dc01", "Security", &[(40, 50)], 0);
        add(&mut files, "PC07", "System", &[(1, 10), (21, 30)], 0);
        add(&mut files, "PC08", "Security", &[(1, 10), (21, 30)], 1);
        add(&mut files, "PC08", "Security", &[(1, 10), (21, 30)], 0);
        let logs = security_logs(&files, |number| files.get(number).map(|file| file.name.clone()));
        assert_eq!(logs.len(), 1);
        let log = &logs[0];
        assert_eq!((log.computer.as_str(), &log.files[..], log.records, log.starts), ("DC01", &[0, 1][..], 20, 2));
        assert_eq!(log.gaps, [IdGap { between: (10, 21), missing: 10 }]);
        assert_eq!((log.silent, log.silences.len(), log.span), (1, 1, (0, 10 * HOUR)));
    }
}
