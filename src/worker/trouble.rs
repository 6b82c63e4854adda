//! What the user is told of files once all is read: which hold no log, which could not be read.

use super::intake::Trouble;
use super::views;

/// So many messages about files are shown one by one; more are drawn together.
const TOLD_SINGLY: usize = 3;

/// Tells the user about archives of a folder in which there is no log.
pub fn tell_aside(archives: &[String]) {
    let text = match archives {
        [] => return,
        [one] => format!("{one} holds no event log and was left aside."),
        more => format!("{} archives of the folder hold no event log and were left aside.", more.len()),
    };
    views::error(text, "Archives are looked into, whatever their name.");
}

/// Tells the user that reading ended because a case holds no more.
pub fn tell_full() {
    views::error(
        "Memory is full: reading was stopped, and what was read is kept.",
        "For the rest, reload the page and pick fewer files, or choose a time range, event ids or computers under Read only a part.",
    );
}

/// Tells the user about files that were not read, or not to their end.
pub fn tell(troubles: Vec<(String, Trouble)>) {
    let mut told = 0;
    for (name, trouble) in &troubles {
        let (text, hint) = match trouble {
            Trouble::Cancelled => continue,
            Trouble::NoLog(cause) => (
                format!("{name}: {cause}."),
                "LogonScope reads Windows event logs as EVTX, XML or JSON, and in ZIP and gzip. Everything else in the case is kept.",
            ),
            Trouble::Unreadable(cause) => (
                format!("{name} could not be read to its end: {cause}"),
                "It was changed, moved or locked since it was picked; what was read of it is kept. Add it again.",
            ),
        };
        told += 1;
        if told <= TOLD_SINGLY {
            views::error(text, hint);
        }
    }
    if told > TOLD_SINGLY {
        let more = told - TOLD_SINGLY;
        views::error(
            format!("{more} more {} could not be read.", if more == 1 { "file" } else { "files" }),
            "Evidence lists every file and why.",
        );
    }
}
