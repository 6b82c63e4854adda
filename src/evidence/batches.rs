//! Rows of a text log on their way: handed over from time to time, so that a log of any length costs the same memory.

use super::batch::Batch;
use super::filetime::is_believable;
use super::ledger::Failure;

/// A batch is handed over after so many bytes of the file.
const STEP: u64 = 8 << 20;
/// No record is longer: what claims to be is damage.
pub const LONGEST: usize = 16 << 20;

/// The batch that is being filled, and where batches go.
pub struct Batches<'e> {
    /// What is being filled.
    pub batch: Batch,
    since: u64,
    emit: &'e mut dyn FnMut(Batch),
}

impl<'e> Batches<'e> {
    /// Hands batches to `emit`.
    pub fn new(emit: &'e mut dyn FnMut(Batch)) -> Self {
        Self { batch: Batch::default(), since: 0, emit }
    }

    /// Notes that all before `offset` of the file is read. Where batches end depends on nothing but the file.
    pub fn reached(&mut self, offset: u64) {
        if offset.saturating_sub(self.since) >= STEP {
            self.since = offset;
            (self.emit)(std::mem::take(&mut self.batch));
        }
    }

    /// Hands over what is left.
    pub fn finish(self) {
        (self.emit)(self.batch);
    }

    /// Counts what could not be read.
    pub fn fail(&mut self, offset: u64, length: u64, cause: impl Into<String>) {
        self.batch.ledger.fail(Failure { offset, length, record_id: None, cause: cause.into() });
    }

    /// Tells what cost no record.
    pub fn remark(&mut self, offset: u64, cause: &str) {
        self.batch.ledger.remarks.push(Failure { offset, length: 0, record_id: None, cause: cause.to_owned() });
    }

    /// Widens the ledger's span by a record's time.
    pub fn saw(&mut self, time: Option<i64>) {
        if let Some(time) = time.filter(|time| is_believable(*time)) {
            self.batch.ledger.saw(time);
        }
    }
}

#[cfg(test)]
pub mod testing {
    //! What the tests of text formats share.

    use super::Batches;
    use crate::evidence::ledger::Ledger;
    use crate::evidence::source::{Section, Stream};
    use crate::evidence::text::Text;
    use crate::model::events::EventStore;

    /// All that `read_log` finds in `bytes`.
    pub fn read_with(
        bytes: &Vec<u8>,
        read_log: impl FnOnce(&mut Text<'_, '_>, &mut Batches<'_>),
    ) -> (EventStore, Ledger) {
        let (mut store, mut ledger) = (EventStore::default(), Ledger::default());
        let mut emit = |batch: super::Batch| {
            store.append(&batch.store, 0);
            ledger.add(&batch.ledger);
        };
        let mut stream = Stream::new(Section::new(bytes, 0, bytes.len() as u64));
        let mut batches = Batches::new(&mut emit);
        read_log(&mut Text::new(&mut stream), &mut batches);
        batches.finish();
        assert!(ledger.adds_up());
        (store, ledger)
    }
}
