//! The logs of the case while they are written: one file for each log of a machine that is collected.

use super::company::{Company, HostId};
use super::deed::{Channel, Deed, Occurrence};
use super::records::Records;
use crate::evidence::evtx::writer::{LogWriter, WriteError};
use std::collections::BTreeMap;
use std::io::{Seek, Write};

/// What is known of a file that is written.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Tally {
    /// Records.
    pub records: u64,
    /// Records of each event id.
    pub by_event: BTreeMap<u16, u64>,
    /// Ids of the first and last record.
    pub record_ids: Option<(u64, u64)>,
    /// Times of the first and last record, µs since 1970.
    pub times: Option<(i64, i64)>,
}

struct Log<W> {
    name: String,
    writer: LogWriter<W>,
    tally: Tally,
}

/// All logs that have had a record so far.
pub struct Logs<'c, W, F> {
    company: &'c Company,
    records: Records<'c>,
    open: F,
    logs: BTreeMap<(HostId, Channel), Log<W>>,
    /// When a Security log was cleared: what was before is lost, and what is told from then on remains.
    cleared: Option<(HostId, i64)>,
}

impl<'c, W: Write + Seek, F: FnMut(&str) -> std::io::Result<W>> Logs<'c, W, F> {
    /// Logs of `company`; `open` makes a file of a name.
    pub fn new(company: &'c Company, open: F) -> Self {
        Self { company, records: Records::new(company), open, logs: BTreeMap::new(), cleared: None }
    }

    /// The Security log of that machine will be cleared at that time.
    pub fn clear(&mut self, cleared: (HostId, i64)) {
        self.cleared = Some(cleared);
    }

    /// Writes what `occurrence` tells, which is not earlier than what was written before. Says the id and the file of the
    /// record; `None` for one that was lost when the log was cleared.
    pub fn write(&mut self, occurrence: &Occurrence) -> Result<Option<(&str, u64)>, WriteError> {
        let key = (occurrence.host, occurrence.deed.channel());
        let log = match self.logs.entry(key) {
            std::collections::btree_map::Entry::Occupied(log) => log.into_mut(),
            std::collections::btree_map::Entry::Vacant(place) => {
                let name = format!("{}-{}.evtx", self.company.host(key.0).name, key.1.file_part());
                let writer = LogWriter::new((self.open)(&name)?)?.with_minor_version(2);
                place.insert(Log { name, writer, tally: Tally::default() })
            }
        };
        let is_lost = self.cleared.is_some_and(|(host, time)| {
            key == (host, Channel::Security)
                && (occurrence.time, matches!(occurrence.deed, Deed::LogCleared { .. })) < (time, true)
        });
        if is_lost {
            log.writer.skip_id();
            return Ok(None);
        }
        let record = self.records.record(occurrence);
        let id = log.writer.write(&record)?;
        let tally = &mut log.tally;
        tally.records += 1;
        *tally.by_event.entry(record.event_id).or_default() += 1;
        tally.record_ids.get_or_insert((id, id)).1 = id;
        tally.times.get_or_insert((occurrence.time, occurrence.time)).1 = occurrence.time;
        Ok(Some((&log.name, id)))
    }

    /// Bytes of all logs so far.
    pub fn size(&self) -> u64 {
        self.logs.values().map(|log| log.writer.size()).sum()
    }

    /// Records of all logs so far.
    pub fn written(&self) -> u64 {
        self.logs.values().map(|log| log.tally.records).sum()
    }

    /// Ends all files, in order of machine: name, what was opened, what it holds.
    pub fn finish(self) -> Result<Vec<(String, W, Tally)>, WriteError> {
        self.logs.into_values().map(|log| Ok((log.name, log.writer.finish()?, log.tally))).collect()
    }
}
