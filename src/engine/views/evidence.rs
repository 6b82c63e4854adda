//! The ledger of every file, with repeated records attributed.

use super::coverage;
use crate::engine::files::{CaseFile, Files, place_in_words};
use crate::engine::order::RowOrder;
use crate::evidence::ledger::Failure;
use crate::evidence::origin::origin_of;
use crate::model::events::EventStore;
use crate::model::strings::StringId;
use crate::protocol::{EvidenceView, FileView};
use crate::sorting::InOrder;
use foldhash::fast::FixedState;
use std::collections::HashMap;

/// How many records of each file (by number) another place holds too.
pub fn duplicates_by_file(store: &EventStore, order: &RowOrder, files: &Files) -> Vec<u64> {
    let mut duplicates = vec![0; files.numbers()];
    for row in order.duplicates(store, &files.places()) {
        if let Some(count) = store.events.place.get(row as usize).and_then(|p| duplicates.get_mut(p.file() as usize)) {
            *count += 1;
        }
    }
    duplicates
}

/// The ledger of every file of the case, in the order of adding; what is in an archive follows it. There are `logons` in all.
pub fn evidence_view(store: &EventStore, order: &RowOrder, files: &Files, logons: u64) -> EvidenceView {
    let mut computers: Vec<HashMap<u32, u64, FixedState>> = vec![HashMap::default(); files.numbers()];
    for (place, computer) in store.events.place.iter().zip(&store.events.computer) {
        if let Some(computers) = computers.get_mut(place.file() as usize) {
            *computers.entry(computer.0).or_default() += 1;
        }
    }
    let computer = |number: u32| {
        let mut names: Vec<&str> =
            (computers.get(number as usize)?.keys()).map(|name| store.strings.get(StringId(*name))).collect();
        names.order_by_key(|name| name.to_lowercase());
        names.dedup_by(|a, b| a.eq_ignore_ascii_case(b));
        if let [one] = names[..] { Some(one.to_owned()) } else { None }
    };
    let (coverage, why_empty) = (coverage::coverage(files, computer), coverage::why_empty(files, logons));
    let duplicates = duplicates_by_file(store, order, files);
    let of = |number: u32| duplicates.get(number as usize).copied().unwrap_or(0);
    let listed = |failures: &mut dyn Iterator<Item = &Failure>| -> Vec<(String, String)> {
        failures.map(|failure| (place_in_words(failure), failure.cause.clone())).collect()
    };
    let mut in_order: Vec<(u32, &CaseFile)> = files.iter().collect();
    in_order.order_by_key(|(number, file)| (file.archive.unwrap_or(*number), *number));
    let files = in_order.into_iter().map(|(number, file)| {
        let ledger = &file.ledger;
        let mut names: Vec<(String, u64)> = (computers.get(number as usize).into_iter().flatten())
            .map(|(name, count)| (store.strings.get(StringId(*name)).to_owned(), *count))
            .collect();
        names.order_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        FileView {
            file: number,
            name: file.name.clone(),
            path: file.path.clone(),
            origin: origin_of(&file.path),
            archive: file.archive,
            size: file.size,
            sha256: file.sha256.clone(),
            complete: file.complete,
            records: ledger.records,
            kept: ledger.kept.saturating_sub(of(number)),
            filtered: ledger.filtered.iter().map(|(reason, count)| (reason.in_words().to_owned(), *count)).collect(),
            duplicates: of(number),
            failed: ledger.failed,
            chunks: ledger.chunks,
            failures: listed(&mut ledger.failures.iter()),
            remarks: listed(&mut file.remarks()),
            error: file.error.clone(),
            first: ledger.first,
            last: ledger.last,
            computers: names,
            found: coverage::found(file),
            runs: coverage::runs(&ledger.stretches),
            wrapped_at: coverage::wrapped_at(&ledger.stretches),
        }
    });
    EvidenceView { files: files.collect(), coverage, why_empty }
}
