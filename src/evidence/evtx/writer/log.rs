//! A whole log: chunk after chunk into a sink, the file header last.

use super::WriteError;
use super::chunk::{CHUNK_SIZE, Chunk, Entry};
use super::record::{EventData, Provider, Record};
use super::template::{Payload, Template};
use super::value::{Type, Value};
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::hash::{BuildHasher, Hash, Hasher};
use std::io::{Cursor, Seek, SeekFrom, Write};
use std::sync::Arc;

/// Bytes of the file header.
pub const FILE_HEADER_SIZE: usize = 4_096;
/// Microseconds from 1601 to 1970.
const EPOCH_GAP: i64 = 11_644_473_600_000_000;

/// Writes records to `sink`, from its start on. [`LogWriter::finish`] makes it a log.
pub struct LogWriter<W> {
    sink: W,
    chunk: Chunk,
    templates: Templates,
    chunks: u64,
    records: u64,
    next_id: u64,
    minor_version: u16,
}

impl<W: Write + Seek> LogWriter<W> {
    /// A log in `sink`, which should be empty; format version 3.1, as Windows wrote until 2019.
    pub fn new(mut sink: W) -> Result<Self, WriteError> {
        sink.seek(SeekFrom::Start(0))?;
        sink.write_all(&[0; FILE_HEADER_SIZE])?;
        let (chunk, templates) = (Chunk::default(), Templates::default());
        Ok(Self { sink, chunk, templates, chunks: 0, records: 0, next_id: 1, minor_version: 1 })
    }

    /// The same in format version 3.`minor`; 2 is what Windows writes since.
    #[must_use]
    pub fn with_minor_version(mut self, minor: u16) -> Self {
        self.minor_version = minor;
        self
    }

    /// Appends `record` and tells its record id. A record that is refused leaves nothing in the log; if it was too long for
    /// any chunk, the next record begins a new one.
    pub fn write(&mut self, record: &Record<'_>) -> Result<u64, WriteError> {
        let id = record.record_id.unwrap_or(self.next_id);
        let filetime = filetime_from_unix(record.time)?;
        let outer = self.templates.outer(record);
        let inner = self.templates.inner(&record.data);
        let number = self.records + 1;
        let entry = Entry { record, outer: &outer, inner: inner.as_ref(), number, id, filetime };
        if !self.chunk.append(&entry)? {
            self.end_chunk()?;
            if !self.chunk.append(&entry)? {
                return Err(WriteError::RecordTooLong(id));
            }
        }
        self.records = number;
        self.next_id = id.wrapping_add(1);
        Ok(id)
    }

    /// Closes the chunk, so that the next record begins another; does nothing if it is empty.
    pub fn end_chunk(&mut self) -> Result<(), WriteError> {
        if !self.chunk.is_empty() {
            self.sink.write_all(&self.chunk.finish())?;
            self.chunks += 1;
        }
        Ok(())
    }

    /// How many records were written.
    pub fn records(&self) -> u64 {
        self.records
    }

    /// Bytes of the log so far, the chunk in work as far as it is filled.
    pub fn size(&self) -> u64 {
        FILE_HEADER_SIZE as u64 + self.chunks * CHUNK_SIZE as u64 + self.chunk.size() as u64
    }

    /// Counts a record that the log once held and lost, as when it was cleared: the next one has a higher id.
    pub fn skip_id(&mut self) {
        self.next_id = self.next_id.wrapping_add(1);
    }

    /// Writes what is left and the file header, and gives the sink back. A log without records has one empty chunk, as
    /// Windows' have.
    pub fn finish(mut self) -> Result<W, WriteError> {
        if self.chunks == 0 || !self.chunk.is_empty() {
            self.sink.write_all(&self.chunk.finish())?;
            self.chunks += 1;
        }
        self.sink.seek(SeekFrom::Start(0))?;
        self.sink.write_all(&self.header())?;
        self.sink.flush()?;
        Ok(self.sink)
    }

    fn header(&self) -> [u8; 128] {
        let mut header = [0; 128];
        let mut put = |offset: usize, field: &[u8]| header[offset..offset + field.len()].copy_from_slice(field);
        put(0, b"ElfFile\0");
        put(16, &(self.chunks - 1).to_le_bytes());
        put(24, &self.next_id.to_le_bytes());
        put(32, &128_u32.to_le_bytes());
        put(36, &self.minor_version.to_le_bytes());
        put(38, &3_u16.to_le_bytes());
        put(40, &(FILE_HEADER_SIZE as u16).to_le_bytes());
        // The field is too narrow for more than 4 GiB of chunks; the number of the last chunk above is not.
        put(42, &u16::try_from(self.chunks).unwrap_or(u16::MAX).to_le_bytes());
        let crc = crc32fast::hash(&header[..120]).to_le_bytes();
        header[124..].copy_from_slice(&crc);
        header
    }
}

/// A log of `records` in memory.
pub fn log_from_records<'r>(records: impl IntoIterator<Item = Record<'r>>) -> Result<Vec<u8>, WriteError> {
    let mut log = LogWriter::new(Cursor::new(Vec::new()))?;
    for record in records {
        log.write(&record)?;
    }
    Ok(log.finish()?.into_inner())
}

/// 100 ns since 1601 from µs since 1970.
fn filetime_from_unix(time: i64) -> Result<u64, WriteError> {
    let since_1601 = time.checked_add(EPOCH_GAP).and_then(|us| us.checked_mul(10));
    since_1601.and_then(|ticks| u64::try_from(ticks).ok()).ok_or(WriteError::TimeOutOfRange(time))
}

/// What makes a template the one it is.
#[derive(PartialEq)]
enum Key {
    Outer {
        provider: String,
        guid: [u8; 16],
        in_template: bool,
        source: Option<String>,
        channel: String,
        computer: String,
        payload: Payload,
    },
    Inner {
        user: Option<(String, String)>,
        fields: Vec<(String, Type)>,
    },
}

/// All templates of the log, each made once.
#[derive(Default)]
struct Templates {
    all: Vec<(Key, u64, Arc<Template>)>,
    table: HashTable<usize>,
}

impl Templates {
    const HASHER: FixedState = FixedState::with_seed(0x7e3a);

    fn find(
        &mut self,
        hash: u64,
        same: impl Fn(&Key) -> bool,
        make: impl FnOnce() -> (Key, Template),
    ) -> Arc<Template> {
        let all = &self.all;
        if let Some(&position) = self.table.find(hash, |&position| same(&all[position].0)) {
            return self.all[position].2.clone();
        }
        let (key, template) = make();
        let template = Arc::new(template);
        self.all.push((key, hash, template.clone()));
        let all = &self.all;
        self.table.insert_unique(hash, all.len() - 1, |&position| all[position].1);
        template
    }

    fn outer(&mut self, record: &Record<'_>) -> Arc<Template> {
        let provider = &record.provider;
        let payload = match record.data {
            EventData::Named(_) => Payload::EventData,
            EventData::User { .. } => Payload::UserData,
            EventData::Nothing => Payload::Nothing,
        };
        // Where channel and provider come as values, one template serves all of them.
        let Provider { name, guid, in_template, event_source } = *provider;
        let (wanted_name, wanted_channel) = if in_template { (name, &*record.channel) } else { ("", "") };
        let wanted_source = event_source.filter(|_| in_template);
        let wanted_guid = if in_template { guid.to_bytes() } else { [0; 16] };
        let parts = (wanted_name, wanted_guid, in_template, wanted_source, wanted_channel, &*record.computer, payload);
        self.find(
            Self::HASHER.hash_one(parts),
            |key| {
                matches!(key, Key::Outer { provider, guid, in_template: form, source, channel, computer, payload: with }
                    if provider == wanted_name && *guid == wanted_guid && *form == in_template && source.as_deref() == wanted_source
                        && channel == wanted_channel && *computer == *record.computer && *with == payload)
            },
            || {
                let key = Key::Outer {
                    provider: wanted_name.to_owned(),
                    guid: wanted_guid,
                    in_template,
                    source: wanted_source.map(str::to_owned),
                    channel: wanted_channel.to_owned(),
                    computer: record.computer.to_string(),
                    payload,
                };
                (key, Template::outer(provider, &record.channel, &record.computer, payload))
            },
        )
    }

    fn inner(&mut self, data: &EventData<'_>) -> Option<Arc<Template>> {
        let (wanted, fields) = match data {
            EventData::Named(fields) => (None, fields),
            EventData::User { root, namespace, fields } => (Some((*root, *namespace)), fields),
            EventData::Nothing => return None,
        };
        let declared = || fields.iter().map(|(name, value): &(&str, Value<'_>)| (*name, value.declared_type()));
        let mut hash = Self::HASHER.build_hasher();
        wanted.hash(&mut hash);
        declared().for_each(|field| field.hash(&mut hash));
        let same = |key: &Key| match key {
            Key::Inner { user, fields } => {
                user.as_ref().map(|(root, namespace)| (root.as_str(), namespace.as_str())) == wanted
                    && fields.len() == declared().len()
                    && fields
                        .iter()
                        .zip(declared())
                        .all(|((name, kind), (other, declared))| name == other && *kind == declared)
            }
            Key::Outer { .. } => false,
        };
        Some(self.find(hash.finish(), same, || {
            let key = Key::Inner {
                user: wanted.map(|(root, namespace)| (root.to_owned(), namespace.to_owned())),
                fields: declared().map(|(name, declared)| (name.to_owned(), declared)).collect(),
            };
            let template = match wanted {
                None => Template::event_data(declared()),
                Some((root, namespace)) => Template::user_data(root, namespace, declared()),
            };
            (key, template)
        }))
    }
}
